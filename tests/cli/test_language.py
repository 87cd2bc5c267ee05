"""The whole program in Russian: what the core says, wherever and whenever it was said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.books import edit

from briefbook.cli import main

NOTE = "output/ru/office/note.pdf"
OF_NOTE = ("build", "note", "--language", "ru")


def run(book: Path, *words: str) -> int:
    return main(["--book", str(book), *words])


def report(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def broken(book: Path) -> Path:
    """A book in which one element is left open."""
    edit(book / "templates/note.html.jinja", "</h1>", "")
    return book


def test_an_error_of_a_worker_process_is_told_in_russian(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(broken, "--ui", "ru", *OF_NOTE, "--jobs", "1") == 1
    failed, error, *_excerpt, hint, sums = capsys.readouterr().err.splitlines()
    assert failed == f"не собран: {NOTE}"
    assert error.endswith("ошибка: </body> стоит раньше, чем закрыт <h1> [malformed-markup]")
    assert hint == "    что делать: сначала закройте <h1> или уберите </body>"
    assert sums.startswith("собрано 0 файлов, не собранных: 1 за ")


def test_what_the_ledger_keeps_is_said_in_the_language_of_whoever_asks(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(broken, *OF_NOTE, "--executor", "inline") == 1
    edit(broken / "data/organizations/office.yaml", "1997", "1998")
    capsys.readouterr()

    assert run(broken, "--ui", "ru", "history", "1", "--json") == 0
    (outcome,) = report(capsys)["outputs"]
    assert outcome["error"]["message"] == "</body> стоит раньше, чем закрыт <h1>"
    assert outcome["error"]["hint"] == "сначала закройте <h1> или уберите </body>"

    assert run(broken, "history", "1", "--json") == 0
    (outcome,) = report(capsys)["outputs"]
    assert outcome["error"]["message"] == "</body> comes while <h1> is still open"


def test_a_reason_that_is_a_fact_is_said_in_both_languages(
    built_book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(built_book / "data/organizations/office.yaml", "1997", "1998")
    path = "organizations.office.established"
    said = {
        "en": f"{path} changed from 1997 to 1998",
        "ru": f"{path}: было 1997, стало 1998",
    }
    for language, message in said.items():
        assert run(built_book, "--ui", language, "status", "note", "--json") == 0
        reasons = [one["reasons"] for one in report(capsys)["outputs"] if one["output"] == NOTE]
        assert [reason["message"] for reason in reasons[0]] == [message]


def test_values_in_json_are_the_same_in_every_language(
    built_book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = []
    for language in ("en", "ru"):
        assert run(built_book, "--ui", language, "explain", NOTE, "--json") == 0
        values.append([fact["value"] for fact in report(capsys)["facts"]])
    assert values[0] == values[1]


def test_a_refusal_of_the_command_line_is_in_russian(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(book, "--ui", "ru", "status", "--as-of", "someday", "--json") == 2
    output, said = capsys.readouterr()
    assert said.splitlines() == [
        "Использование: briefbook status [ПАРАМЕТРЫ] [ДОКУМЕНТ]...",
        "Справка: 'briefbook status --help'.",
        "",
        "Ошибка: Недопустимое значение для '--as-of': 'someday' — не дата вида 2024-12-31.",
    ]
    assert json.loads(output)["error"]["message"].endswith("не дата вида 2024-12-31.")


def test_what_the_system_says_is_in_russian(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--ui", "ru", "verify", str(tmp_path / "gone.pdf")]) == 1
    assert "такого файла нет [unreadable-document]" in capsys.readouterr().err


def test_the_language_of_messages_changes_no_byte_of_a_document(built_book: Path) -> None:
    def outputs() -> dict[str, bytes]:
        files = [*built_book.glob("output/*/*/*.*")]
        return {str(file): file.read_bytes() for file in files}

    before = outputs()
    words = ("--quiet", "--ui", "ru", "build", "--force", "--executor", "inline")
    assert run(built_book, *words) == 0
    assert outputs() == before
