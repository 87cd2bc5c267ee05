"""What a preflight found, told to people: on the console, and as a page that can be mailed.

The page is one file of HTML (https://html.spec.whatwg.org/) without scripts and without
anything from elsewhere; it prints well, and says in words what it shows in colours
(https://www.w3.org/TR/WCAG22/#use-of-color).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbook.build.advice import what_to_do
from briefbook.build.grouping import Group, place_of
from briefbook.catalogue import Catalogue
from briefbook.cli.console import Console
from briefbook.cli.messages import SEVERITIES, error_text
from briefbook.cli.settings import Verbosity
from briefbook.errors import Span
from briefbook.version import VERSION
from briefbook.wording import NOTHING, Message, _, joined, ngettext, verbatim

if TYPE_CHECKING:
    from briefbook.build.problems import CheckReport, Problem

__all__ = ["check_page", "tell_check"]

_TEMPLATE = Path(__file__).parent / "check.html.jinja"
#: How much of a line of a file is shown on each side of the place that is meant.
_AROUND = 80
#: How dates are written in a language of the interface: English as the United Nations do.
_LOCALES = {"en": "en_GB", "ru": "ru"}


def tell_check(console: Console, groups: Sequence[Group]) -> None:
    """Print the problems of a book by file and record, and how many there are."""
    for group in groups:
        console.tell(_heading(group, console.catalogue), at=Verbosity.QUIET)
        for problem in group.problems:
            console.tell(error_text(problem.error, console.catalogue), at=Verbosity.QUIET)
            if not problem.error.hint:
                advice = _("hint: {hint}", hint=what_to_do(problem.error))
                console.tell(advice, at=Verbosity.QUIET, inset=True)
            if problem.outputs:
                console.tell(_kept_from(problem), inset=True)
    console.tell(_sum(groups))


def check_page(
    report: CheckReport, groups: Sequence[Group], book: str, day: date, catalogue: Catalogue
) -> str:
    """Return the page about a check of the book that bears the name ``book``."""
    from babel.dates import format_date  # noqa: PLC0415  # heavy, and only pages need it
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415  # as above

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    say = catalogue.say
    words = {
        "contents": say(_("Files with problems")),
        "remedy": say(_("What to do:")),
        "made": say(_("Made by briefbook {version}.", version=VERSION)),
    }
    when = format_date(day, "long", locale=_LOCALES[catalogue.language])
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    page = template.render(
        language=catalogue.language,
        title=say(_("Check of the book “{name}”", name=book)),
        when=say(_("As things stood on {day}", day=when.replace("\u202f", "\xa0"))),
        sum=_opening(_sum(groups), catalogue),
        state="sound" if not groups else "warnings" if report.ok else "",
        groups=[_group(group, catalogue) for group in groups],
        words=words,
    )
    return f"{page.rstrip()}\n"


def _sum(groups: Sequence[Group]) -> Message:
    """Say how many problems there are, and in how many files."""
    count = sum(len(group.problems) for group in groups)
    if not count:
        return _("no problems found")
    files = len([group for group in groups if group.file])
    found = ngettext("{count} problem found", "{count} problems found", count)
    if files < 2:
        return found
    return ngettext(
        "{problems} in {count} file", "{problems} in {count} files", files, problems=found
    )


def _heading(group: Group, catalogue: Catalogue) -> Message:
    """Name a group on the console: by its file, and what the record in it is called."""
    if group.file is None:
        return _("Without a place in a file:")
    name = group.name(catalogue.language) or group.record
    if not name:
        return verbatim(f"{group.file}:")
    return _("{name}, {file}:", name=name, file=group.file)


def _kept_from(problem: Problem) -> Message:
    """Say which outputs a problem keeps from being made, or that a warning is about."""
    names = ", ".join(problem.outputs)
    if problem.error.severity == "warning":
        return _("concerns {outputs}", outputs=names)
    return _("keeps from being made: {names}", names=names)


def _group(group: Group, catalogue: Catalogue) -> dict[str, Any]:
    """Return a group as the template of the page shows it."""
    file = verbatim(group.file) if group.file else _("Without a place in a file")
    name = group.name(catalogue.language)
    where = NOTHING
    if group.record:
        where = _("File {file}, record {record}", file=file, record=group.record)
    count = len(group.problems)
    return {
        "name": name or catalogue.say(file),
        "where": catalogue.say(where),
        "count": catalogue.say(ngettext("{count} problem", "{count} problems", count)),
        "problems": [_problem(problem, catalogue) for problem in group.problems],
    }


def _problem(problem: Problem, catalogue: Catalogue) -> dict[str, Any]:
    """Return a problem as the template of the page shows it."""
    error, place = problem.error, place_of(problem.error)
    also = [verbatim(str(span)) for span in error.spans if span != place]
    told = {
        "message": catalogue.say(error.message),
        "kind": catalogue.say(SEVERITIES[error.severity]),
        "place": catalogue.say(_line(place)) if place else "",
        "remedy": catalogue.say(what_to_do(error)),
        "also": _opening(_("also at {place}", place=joined(also)), catalogue) if also else "",
        "outputs": _opening(_kept_from(problem), catalogue) if problem.outputs else "",
    }
    return {**told, "severity": error.severity, "excerpt": _excerpt(place) if place else ()}


def _line(span: Span) -> Message:
    """Say where in its file a problem is; nothing if the whole file is meant."""
    if span.line is None:
        return NOTHING
    if span.column is None:
        return _("Line {line}", line=span.line)
    return _("Line {line}, column {column}", line=span.line, column=span.column)


def _excerpt(span: Span) -> tuple[str, ...]:
    """Return the line of a file in three parts; the second is the word that is meant."""
    if not span.excerpt.strip():
        return ()
    text, start = span.excerpt, min((span.column or 1) - 1, len(span.excerpt))
    end = start + len(re.match(r"\S*", text[start:])[0]) if span.column else start  # type: ignore[index]  # an empty text matches too
    before, after = text[:start].lstrip(), text[end:].rstrip()
    if len(before) > _AROUND:
        before = f"…{before[-_AROUND:]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND]}…"
    return before, text[start:end], after


def _opening(message: Message, catalogue: Catalogue) -> str:
    """Say a message as a sentence of its own, with a capital."""
    said = catalogue.say(message)
    return said[:1].upper() + said[1:]
