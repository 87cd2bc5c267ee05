"""What was found out about files, told to people and to programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from briefbook.cli.console import Console
from briefbook.cli.json_report import error_entry
from briefbook.cli.messages import hint_line
from briefbook.cli.settings import Verbosity
from briefbook.wording import Message, _, joined, ngettext, verbatim

if TYPE_CHECKING:
    from briefbook.verify.comparison import TextChange
    from briefbook.verify.verification import FactNews, Verification

__all__ = ["tell_verification", "verify_json"]

#: What is said with every report: what it cannot do.
NOTE = _("this detects accidents, not forgery")

_STATES = {
    "as_written": _("as briefbook wrote it, byte for byte"),
    "resaved": _("saved anew by another program; the text is as briefbook wrote it"),
    "altered": _("the text was altered since briefbook wrote it"),
    "foreign": _("not written by briefbook, or what it said of itself was taken out"),
    "unreadable": _("unreadable"),
}


def verify_json(found: Sequence[Verification]) -> dict[str, Any]:
    """Return what was found out about each file."""
    return {"ok": all(each.ok for each in found), "files": [_file(each) for each in found]}


def tell_verification(console: Console, found: Verification) -> None:
    """Print what was found out about a file: its state, its edits, its facts."""
    at = Verbosity.NORMAL if found.ok else Verbosity.QUIET
    said = _STATES[found.state]
    if found.error is not None:
        said = _("{message} [{code}]", message=found.error.message, code=found.error.code)
    console.tell(_("{file}: {state}", file=found.file, state=said), at=at)
    if found.error is not None and found.error.hint:
        console.tell(hint_line(found.error.hint), at=at, inset=True)
    if found.evidence is not None:
        origin = {"output": found.evidence.output, "version": found.evidence.program}
        console.tell(_("it is {output}, by briefbook {version}", **origin), at=at, inset=True)
    for line in (*_edits(found.changes), *map(_told, found.news or ())):
        console.tell(line, at=at, inset=True)
    if found.evidence is not None:
        console.tell(joined([_sum(found), NOTE], "; "), at=at, inset=True)


def _edits(changes: Sequence[TextChange]) -> Iterator[Message]:
    for change in changes:
        if change.old is not None:
            yield verbatim(f"- {change.old}")
        if change.new is not None:
            yield verbatim(f"+ {change.new}")


def _told(news: FactNews) -> Message:
    """Say what became of a fact, and where it stands."""
    place = news.file if news.line is None else f"{news.file}:{news.line}"
    known = {"place": place, "fact": news.fact}
    if news.state == "gone":
        return _("{place}: {fact} was {before} and is gone", before=news.before, **known)
    if news.state == "past_review":
        by = news.review_by
        return _("{place}: {fact} was to be looked at again by {day}", day=by, **known)
    if news.before == news.now:
        return _("{place}: the source, date or items of {fact} changed", **known)
    return _("{place}: {fact} was {before} and is {now}", before=news.before, now=news.now, **known)


def _sum(found: Verification) -> Message:
    """Say how the facts stand."""
    count = len(found.evidence.facts) if found.evidence else 0
    if found.news is None:
        return ngettext(
            "{count} facts, and no book here to compare them with",
            "{count} facts, and no book here to compare them with",
            count,
        )
    return ngettext(
        "{count} facts, {changed} of them not as they were",
        "{count} facts, {changed} of them not as they were",
        count,
        changed=len(found.news),
    )


def _file(found: Verification) -> dict[str, Any]:
    evidence = found.evidence
    return {
        "file": found.file,
        "state": found.state,
        "ok": found.ok,
        "program": evidence.program if evidence else None,
        "output": evidence.output if evidence else None,
        "document": evidence.document if evidence else None,
        "subject": evidence.subject if evidence else None,
        "language": evidence.language if evidence else None,
        "dated": evidence.dated if evidence else None,
        "changes": [{"old": each.old, "new": each.new} for each in found.changes],
        "facts": None if found.news is None else [_news(each) for each in found.news],
        "error": error_entry(found.error) if found.error else None,
    }


def _news(news: FactNews) -> dict[str, Any]:
    return {
        "fact": news.fact,
        "state": news.state,
        "before": str(news.before),
        "now": None if news.now is None else str(news.now),
        "file": news.file,
        "line": news.line,
        "review_by": news.review_by.isoformat() if news.review_by else None,
    }
