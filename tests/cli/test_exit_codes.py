"""What scripts go by."""

from __future__ import annotations

from briefbook.cli.exit_codes import exit_code
from briefbook.errors import (
    FolderNotEmpty,
    InternalError,
    InvalidBook,
    MissingGlyph,
    OutputFolder,
    UnknownName,
)
from briefbook.wording import verbatim


def test_a_wrong_command_line_is_two() -> None:
    assert exit_code(UnknownName(verbatim("x"))) == 2
    assert exit_code(FolderNotEmpty(verbatim("x"))) == 2


def test_an_invalid_book_is_three() -> None:
    assert exit_code(InvalidBook([])) == 3
    assert exit_code(OutputFolder(verbatim("x"))) == 3


def test_everything_else_is_one() -> None:
    assert exit_code(MissingGlyph(verbatim("x"))) == 1
    assert exit_code(InternalError(verbatim("x"))) == 1
