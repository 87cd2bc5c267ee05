"""What went wrong in a template, as an error that names the template's line.

Stage *compose*. Jinja rewrites its tracebacks so that a frame of a template bears
the template's file and line
(https://jinja.palletsprojects.com/en/stable/api/#jinja2.TemplateError); the
innermost such frame is the place that a user can mend.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
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
from briefbook.wording import NOTHING, Message, _, joined, verbatim

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


def _told(error: Exception) -> tuple[type[OutputError], Message, Message]:
    """Say what an exception of Jinja or Python means: the error, its message and hint."""
    if isinstance(error, UndefinedError):
        hint = _("correct the name; docs/templates.md lists what exists")
        return UndefinedName, _plain(error.message), hint
    if isinstance(error, TemplateNotFound):
        hint = _("correct the name, or add the file under templates/")
        return TemplateFailed, _("there is no template “{name}”", name=error.name), hint
    if isinstance(error, SecurityError):
        hint = _("a template reads facts and figures of the layout, and nothing else")
        return TemplateFailed, _plain(error.message), hint
    if isinstance(error, RecursionError):
        hint = _("let the macro end at some point")
        return TemplateFailed, _("the template calls itself without end"), hint
    message = _(
        "the template failed: {kind}: {reason}",
        kind=type(error).__name__,
        reason=_plain(str(error)),
    )
    return TemplateFailed, message, _("see the line of the template")


_SYNTAX_HINT = _("correct the line; every block needs its end, every filter its name")


def nearest(name: str, known: Collection[str]) -> Message:
    """Ask whether the nearest name was meant; say nothing if none is near."""
    near = get_close_matches(name, known, n=1)
    return _("did you mean “{word}”?", word=near[0]) if near else NOTHING


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


def _plain(message: str | None) -> Message:
    """Take the names of internal classes out of a message of Jinja's; ours stays."""
    if not message:
        return _("no details")
    if isinstance(message, Message):
        return message
    said = _INTERNAL.sub(lambda match: f"a {match[1]}", message).rstrip(".")
    return joined(map(_said_by_jinja, said.split(". ")), ". ")


def _said_by_jinja(sentence: str) -> Message:
    """Return a sentence of Jinja's as one that can be said in other languages, if it is known."""
    for form, say in _OF_JINJA:
        if found := form.fullmatch(sentence):
            return say(*found.groups())
    return verbatim(sentence)


#: What Jinja says most often, as its sentences and as ours.
_OF_JINJA: tuple[tuple[re.Pattern[str], Callable[..., Message]], ...] = tuple(
    (re.compile(form), say)
    for form, say in (
        ("'(.+)' is undefined", lambda name: _("'{name}' is undefined", name=name)),
        (
            "(.+) has no attribute '(.+)'",
            lambda thing, name: _("{thing} has no attribute '{name}'", thing=thing, name=name),
        ),
        ("unexpected '(.+)'", lambda found: _("unexpected '{found}'", found=found)),
        (
            "expected token '(.+)', got '(.+)'",
            lambda wanted, found: _(
                "expected token '{wanted}', got '{found}'", wanted=wanted, found=found
            ),
        ),
        ("Unexpected end of template", lambda: _("Unexpected end of template")),
        (
            "Encountered unknown tag '(.+)'",
            lambda tag: _("Encountered unknown tag '{tag}'", tag=tag),
        ),
        (
            "You probably made a nesting mistake",
            lambda: _("You probably made a nesting mistake"),
        ),
        (
            "Jinja is expecting this tag, but currently looking for (.+)",
            lambda tags: _(
                "Jinja is expecting this tag, but currently looking for {tags}", tags=tags
            ),
        ),
        (
            "Jinja was looking for the following tags: (.+)",
            lambda tags: _("Jinja was looking for the following tags: {tags}", tags=tags),
        ),
        (
            "The innermost block that needs to be closed is '(.+)'",
            lambda tag: _("The innermost block that needs to be closed is '{tag}'", tag=tag),
        ),
    )
)
