"""Errors of the YAML parser, said in the words of someone who edits the file.

Stage: dataset (dataset → plan → localize → compose → render → publish → record).
libyaml speaks of tokens and states (https://yaml.org/spec/1.2.2/); each of its
messages is put here as a sentence, a place and a remedy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import yaml

from briefbook.errors import BookError, ForbiddenCharacter, Span, YamlRefused, YamlSyntax
from briefbook.wording import Message, _

__all__ = ["explain"]


@dataclass(frozen=True, slots=True)
class _Remedy:
    """What a message of the parser means: error class, sentence, hint."""

    problem: str
    message: Message
    hint: Message
    kind: type[BookError] = YamlSyntax
    context: str = ""
    at_start: bool = False


_QUOTE_IT = _('put the whole text in quotes: "…"')
_REMEDIES = (
    _Remedy(
        "found unexpected end of stream",
        _("a quote that opens here is never closed"),
        _("close the quote on this line"),
        context="quoted scalar",
        at_start=True,
    ),
    _Remedy(
        "found invalid Unicode character escape",
        _("the escape after the backslash is no character"),
        _("write the character itself"),
        ForbiddenCharacter,
    ),
    _Remedy(
        "unknown escape character",
        _("the backslash begins an escape that YAML does not know"),
        _("double the backslash, or use single quotes"),
    ),
    _Remedy(
        "mapping values are not allowed",
        _("a colon stands where no value can begin"),
        _(
            'if it belongs to the text, put the whole text in quotes: "…"; '
            "otherwise mend the indentation"
        ),
    ),
    _Remedy(
        "block sequence entries are not allowed",
        _("a list cannot begin on this line"),
        _("put the hyphen on the next line, indented"),
    ),
    _Remedy(
        "could not find expected ':'",
        _("a key has no colon after it"),
        _("write key: value, with a space after the colon"),
        at_start=True,
    ),
    _Remedy(
        "did not find expected ','",
        _("a bracket that opens here is not closed properly"),
        _("separate the items with commas and close the bracket"),
        at_start=True,
    ),
    _Remedy(
        "did not find expected node content",
        _("a value or a closing bracket is missing"),
        _("write the value, and close the bracket on the line where the list or mapping ends"),
    ),
    _Remedy(
        "did not find expected '-'",
        _("this line does not belong to the list above it"),
        _("indent all items of the list alike, each after a hyphen"),
    ),
    _Remedy(
        "did not find expected key",
        _("this line does not fit the mapping around it"),
        _("align it with its neighbours; a text after a closing quote belongs inside the quotes"),
    ),
    _Remedy(
        "undefined tag handle",
        _("tags are not allowed in a dataset"),
        _("remove the word that begins with an exclamation mark"),
        YamlRefused,
    ),
    _Remedy(
        "while scanning a",
        _("an anchor or alias is not allowed in a dataset"),
        _("refer to another record by its id; quote a text that begins with & or *"),
        YamlRefused,
        context="alias",
    ),
    _Remedy(
        "<document start>",
        _("something follows the end of the document"),
        _("keep one record in a file, without ---"),
    ),
)
_ANYTHING = _Remedy(
    "",
    _("this line cannot be read as YAML"),
    _("check indentation, colons and quotes on this line and the one above"),
)
_TAB = _Remedy("", _("a tab stands where only spaces may"), _("indent with spaces"))


def explain(error: yaml.YAMLError, text: str, span: Callable[[int, int], Span]) -> BookError:
    """Turn an error of the parser into ours; ``span`` makes a place of line and column."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return YamlSyntax(_ANYTHING.message, spans=[span(1, 1)], hint=_ANYTHING.hint)
    lines = text.split("\n")
    line, column = error.problem_mark.line, error.problem_mark.column
    remedy = _remedy(error, _character(lines, line, column))
    if remedy.at_start and error.context_mark is not None:
        line, column = error.context_mark.line, error.context_mark.column
    if line and line >= len(lines) - 1 and not lines[-1]:
        line, column = len(lines) - 2, len(lines[-2])
    return remedy.kind(remedy.message, spans=[span(line + 1, column + 1)], hint=remedy.hint)


def _character(lines: list[str], line: int, column: int) -> str:
    """Return the character at a place, or nothing beyond the end."""
    return lines[line][column : column + 1] if line < len(lines) else ""


def _remedy(error: yaml.MarkedYAMLError, character: str) -> _Remedy:
    """Choose what the parser's message means."""
    problem, context = error.problem or "", error.context or ""
    if "cannot start any token" in problem:
        return _TAB if character == "\t" else _unquoted(character)
    for remedy in _REMEDIES:
        if remedy.context and remedy.context in context:
            if remedy.problem in f"{problem} {context}":
                return remedy
        elif not remedy.context and remedy.problem in problem:
            return remedy
    return _ANYTHING


def _unquoted(character: str) -> _Remedy:
    """Say that a text begins with a sign which YAML keeps for itself."""
    return _Remedy(
        "",
        _("a text cannot begin with {character} unless it is quoted", character=character),
        _QUOTE_IT,
    )
