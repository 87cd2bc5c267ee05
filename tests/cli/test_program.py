"""The options before the command, help, usage errors, and how commands end."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from tests.books import REPOSITORY, edit
from tests.program import environment, run

from briefbook.cli import main
from briefbook.cli.program import program


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


def test_help_names_every_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in program.commands)
    assert all(text.count(option) for option in ("--book DIR", "--verbose", "--quiet", "--version"))


@pytest.mark.parametrize("name", sorted(program.commands))
def test_every_command_and_option_is_explained(name: str) -> None:
    command = program.commands[name]
    assert command.help
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert all(option.help for option in options)


def test_help_loads_neither_renderers_nor_validation() -> None:
    heavy = {"weasyprint", "docx", "pydantic", "jinja2", "babel", "rich", "lxml", "yaml"}
    script = (
        "import sys; from briefbook.cli import main; main(['build', '--help']);"
        f"print(sorted({heavy!r} & sys.modules.keys()), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ended.stderr.strip() == "[]"


def test_the_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"briefbook {project['version']}\n"


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Commands:" in said(capsys)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [(["bulid"], "'build'"), (["build", "--langage", "ru"], "'--language'")],
)
def test_a_slip_is_answered_with_what_was_meant(
    arguments: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert f"Did you mean {meant}?" in said(capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--quiet", "--verbose", "build"],
        ["build", "--jobs", "0"],
        ["build", "--jobs", "two"],
        ["build", "--executor", "magic"],
        ["build", "--as-of", "2024"],
        ["build", "--as-of", "2024-02-30"],
        ["check", "surplus"],
        ["init"],
    ],
)
def test_a_wrong_command_line_ends_with_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "Error: " in said(capsys)


def test_a_wrong_date_is_told_what_a_date_looks_like(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--as-of", "1.2.2024"]) == 2
    assert "'1.2.2024' is no date such as 2024-12-31." in said(capsys)


def test_json_is_one_object_also_for_a_wrong_command_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["build", "--json", "--langage", "ru"]) == 2
    output = capsys.readouterr().out
    assert json.loads(output)["error"]["code"] == "usage"


def test_a_folder_without_a_book_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--book", str(tmp_path), "build"]) == 3
    assert said(capsys) == (
        "briefbook.toml: error: there is no briefbook.toml here [invalid-config]\n"
        "    hint: name the book's folder with --book\n"
    )


def test_the_book_can_be_named_by_the_environment(built_book: Path, tmp_path: Path) -> None:
    changes = {"BRIEFBOOK_BOOK": str(built_book)}
    ended = run("build", "noet", folder=tmp_path, changes=changes)
    assert "did you mean 'note'?" in ended.stderr


def test_verbose_shows_where_an_error_came_from(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(book / "data/organizations/office.yaml", "site:", "stie:")
    assert main(["--book", str(book), "build"]) == 3
    assert "Traceback" not in said(capsys)
    assert main(["--verbose", "--book", str(book), "build"]) == 3
    assert "Traceback (most recent call last)" in said(capsys)


def test_a_defect_is_told_in_one_sentence_and_in_full_if_verbose(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr("briefbook.api.dataset_schema", broken)
    monkeypatch.chdir(tmp_path)
    assert main(["schema"]) == 1
    text = said(capsys)
    assert "the command failed: RuntimeError: a wheel came off [internal-error]" in text
    assert "Traceback" not in text
    assert main(["--verbose", "schema"]) == 1
    assert "Traceback (most recent call last)" in said(capsys)


def test_the_module_can_be_run(tmp_path: Path) -> None:
    assert run("--version", folder=tmp_path).stdout.startswith("briefbook ")


def test_names_of_the_api_are_loaded_when_asked_for() -> None:
    import briefbook
    from briefbook.api import Book

    assert briefbook.Book is Book
    assert all(getattr(briefbook, name) for name in briefbook.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Boook'"):
        briefbook.Boook  # noqa: B018  # it is the asking that fails
