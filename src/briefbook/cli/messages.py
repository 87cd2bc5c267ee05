"""Errors as lines for people: the place, the sentence, the line of the file, the remedy.

The first line has the form ``FILE:LINE:COLUMN: error: sentence [code]``, which
editors and terminals turn into links
(https://www.gnu.org/prep/standards/html_node/Errors.html).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from briefbook.catalogue import ENGLISH, Catalogue
from briefbook.errors import BriefbookError, InternalError, InvalidBook, Span, TranslationsRefused
from briefbook.wording import Message, _

if TYPE_CHECKING:
    from rich.text import Text

__all__ = ["SEVERITIES", "error_text", "failures", "hint_line", "visible"]

_INDENT = "    "
SEVERITIES = {"error": _("error"), "warning": _("warning")}
#: How many columns of a file's line are shown.
_SHOWN = 96
#: Control characters, overrides of the direction of writing, lone surrogates.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def failures(error: BriefbookError) -> tuple[BriefbookError, ...]:
    """Return the problems that an error stands for: itself, or all those of a book or file."""
    return error.problems if isinstance(error, InvalidBook | TranslationsRefused) else (error,)


def error_text(
    error: BriefbookError, catalogue: Catalogue = ENGLISH, *, traceback: bool = False
) -> Text:
    """Return an error as text with its places, excerpt and hint, without a last line break.

    With ``traceback``, the traceback of a defect follows.
    """
    from rich.text import Text  # noqa: PLC0415  # heavy, and --help needs none

    colour = "red" if error.severity == "error" else "yellow"
    text = Text()
    if error.spans:
        text.append(f"{visible(str(error.spans[0]))}: ", "bold")
    text.append(f"{catalogue.say(SEVERITIES[error.severity])}: ", f"bold {colour}")
    text.append(visible(catalogue.say(error.message))).append(f" [{error.code}]", "dim")
    for line in _excerpt(error.spans[0]) if error.spans else ():
        text.append(f"\n{_INDENT}{line}", "cyan")
    for span in error.spans[1:]:
        also = catalogue.say(_("also at {place}", place=span))
        text.append(f"\n{_INDENT}{visible(also)}", "bold")
    if error.hint:
        text.append(f"\n{_INDENT}{visible(catalogue.say(hint_line(error.hint)))}")
    if traceback and isinstance(error, InternalError) and error.traceback:
        text.append(f"\n{error.traceback.rstrip()}", "dim")
    return text


def hint_line(hint: str) -> Message:
    """Return what to do as a line of its own."""
    return _("hint: {hint}", hint=hint)


def visible(text: str) -> str:
    """Return ``text`` on one line, with nothing in it that a terminal would obey.

    White space becomes a space; other control characters, and those that turn the
    direction of writing, are shown by their numbers.
    """
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if char in "\t\n\r":
        return " "
    if char != "\N{SOFT HYPHEN}" and unicodedata.category(char) in _HIDDEN:
        return f"\\u{ord(char):04x}"
    return char


def _excerpt(span: Span) -> Iterator[str]:
    """Yield the line of a file and, below it, a caret at the column."""
    from rich.cells import cell_len  # noqa: PLC0415  # heavy, and --help needs none

    if not span.excerpt.strip():
        return
    column = min(span.column or 1, len(span.excerpt) + 1) - 1
    start = max(0, column - _SHOWN // 2) if len(span.excerpt) > _SHOWN else 0
    start = start or len(span.excerpt) - len(span.excerpt.lstrip())
    start = min(start, column)
    shown = span.excerpt[start : start + _SHOWN].rstrip()
    before, after = "…" if start and span.excerpt[:start].strip() else "", ""
    if start + _SHOWN < len(span.excerpt):
        after = "…"
    yield f"{before}{visible(shown)}{after}"
    if span.column is not None:
        yield " " * (cell_len(before) + cell_len(visible(span.excerpt[start:column]))) + "^"
