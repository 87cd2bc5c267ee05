"""The help and the refusals of the command line, in the language of the reader."""

from __future__ import annotations

import os

import click
import pytest

from briefbook.catalogue import Catalogue
from briefbook.cli import main
from briefbook.cli.help import help_texts, in_language, ui_language
from briefbook.cli.program import program


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ([], "en"),
        (["--ui", "ru", "check"], "ru"),
        (["check", "--ui=ru"], "ru"),
        (["--ui", "en", "check", "--ui", "ru"], "ru"),
        (["--ui", "fr", "--help"], "en"),
        (["build", "--", "--ui", "ru"], "en"),
        (["--ui"], "en"),
    ],
)
def test_the_option_names_the_language_wherever_it_stands(
    arguments: list[str], language: str
) -> None:
    assert ui_language(arguments) == language


def test_the_locale_decides_without_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    assert ui_language(["check"]) == "ru"
    assert ui_language(["check", "--ui", "en"]) == "en"


class Shouting(Catalogue):
    """Says every sentence in capitals."""

    def sentence(self, text: str) -> str:
        return text.upper()


def test_the_help_of_every_command_is_said_and_the_program_itself_stays() -> None:
    before = list(help_texts(program))
    spoken = in_language(program, Shouting("xx"))
    assert list(help_texts(spoken)) == [text.upper() for text in before]
    assert list(help_texts(program)) == before
    assert set(spoken.commands) == set(program.commands)


def test_a_paragraph_that_is_not_to_be_wrapped_keeps_its_lines() -> None:
    command = click.Command("x", help="One\nsentence.\n\n\b\n  two\n  lines")
    assert list(help_texts(command))[:2] == ["One sentence.", "  two\n  lines"]
    spoken = in_language(command, Shouting("xx"))
    assert spoken.help == "ONE SENTENCE.\n\n\b\n  TWO\n  LINES"


def test_nothing_of_the_language_stays_in_the_environment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = dict(os.environ)
    assert main(["--ui", "ru", "--help"]) == 0
    assert dict(os.environ) == before
    capsys.readouterr()
    assert main(["--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: briefbook [OPTIONS] COMMAND [ARGS]...")


def test_a_language_that_is_not_spoken_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--ui", "fr", "status"]) == 2
    assert "'fr' is not one of 'en', 'ru'" in capsys.readouterr().err
