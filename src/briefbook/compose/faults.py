"""What went wrong in a template, as an error that names the template's line.

Stage *compose*. Jinja rewrites its tracebacks so that a frame of a template bears
the template's file and line
(https://jinja.palletsprojects.com/en/stable/api/#jinja2.TemplateError); the
innermost such frame is the place that a user can mend.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import TracebackType

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from briefbook.errors import (
    BriefbookError,
    OutputError,
    Span,
    TemplateFailed,
    TemplateSyntax,
    UndefinedName,
)

_FOLDER = "templates/"
_INTERNAL = re.compile(r"'?(?:jinja2|briefbook)\.[\w.]+\.(\w+)( object)?'?")


def fault(error: Exception, sources: Mapping[str, str]) -> BriefbookError:
    """Make the error for an exception that composing raised.

    ``sources`` are the texts of the templates by their names, for the excerpt. An
    error that already knows a line of the dataset keeps it, after the template's.
    """
    if isinstance(error, TemplateSyntaxError):
        span = span_of(error.name or "", error.lineno, sources)
        return TemplateSyntax(_plain(error.message), spans=(span,), hint=_SYNTAX_HINT)
    place = _place(error.__traceback__, sources)
    if isinstance(error, BriefbookError):
        return _with_place(error, place)
    kind, message, hint = _told(error)
    return kind(message, spans=place, hint=hint)


def _told(error: Exception) -> tuple[type[OutputError], str, str]:
    """Say what an exception of Jinja or Python means: the error, its message and hint."""
    if isinstance(error, UndefinedError):
        hint = "correct the name; docs/templates.md lists what exists"
        return UndefinedName, _plain(error.message), hint
    if isinstance(error, TemplateNotFound):
        hint = "correct the name, or add the file under templates/"
        return TemplateFailed, f"there is no template “{error.name}”", hint
    if isinstance(error, SecurityError):
        hint = "a template reads facts and figures of the layout, and nothing else"
        return TemplateFailed, _plain(error.message), hint
    if isinstance(error, RecursionError):
        hint = "let the macro end at some point"
        return TemplateFailed, "the template calls itself without end", hint
    message = f"the template failed: {type(error).__name__}: {_plain(str(error))}"
    return TemplateFailed, message, "see the line of the template"


_SYNTAX_HINT = "correct the line; every block needs its end, every filter its name"


def span_of(name: str, line: int | None, sources: Mapping[str, str]) -> Span:
    """Return the place of a line of a template, with its text."""
    lines = sources.get(name, "").split("\n")
    excerpt = lines[line - 1] if line and line <= len(lines) else ""
    column = len(excerpt) - len(excerpt.lstrip()) + 1 if excerpt.strip() else None
    return Span(f"{_FOLDER}{name}", line, column, excerpt)


def _with_place(error: BriefbookError, place: tuple[Span, ...]) -> BriefbookError:
    """Put the template's line before the places an error knows already."""
    if not isinstance(error, OutputError) or any(s.file.startswith(_FOLDER) for s in error.spans):
        return error
    return type(error)(error.message, spans=(*place, *error.spans), hint=error.hint)


def _place(trace: TracebackType | None, sources: Mapping[str, str]) -> tuple[Span, ...]:
    """Return the innermost line of a template in a traceback."""
    found: tuple[str, int] | None = None
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(_FOLDER):
            found = file.removeprefix(_FOLDER), trace.tb_lineno
        trace = trace.tb_next
    return (span_of(*found, sources),) if found else ()


def _plain(message: str | None) -> str:
    """Take the names of internal classes out of a message of Jinja's."""
    return _INTERNAL.sub(lambda match: f"a {match[1]}", message or "no details").rstrip(".")
