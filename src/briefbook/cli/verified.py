"""What was found out about files, told to people and to programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from briefbook.cli.console import Console
from briefbook.cli.json_report import error_entry
from briefbook.cli.settings import Verbosity

if TYPE_CHECKING:
    from briefbook.verify.comparison import TextChange
    from briefbook.verify.verification import FactNews, Verification

__all__ = ["tell_verification", "verify_json"]

#: What is said with every report: what it cannot do.
NOTE = "this detects accidents, not forgery"

_STATES = {
    "as_written": "as briefbook wrote it, byte for byte",
    "resaved": "saved anew by another program; the text is as briefbook wrote it",
    "altered": "the text was altered since briefbook wrote it",
    "foreign": "not written by briefbook, or what it said of itself was taken out",
    "unreadable": "unreadable",
}


def verify_json(found: Sequence[Verification]) -> dict[str, Any]:
    """Return what was found out about each file."""
    return {"ok": all(each.ok for each in found), "files": [_file(each) for each in found]}


def tell_verification(console: Console, found: Verification) -> None:
    """Print what was found out about a file: its state, its edits, its facts."""
    at = Verbosity.NORMAL if found.ok else Verbosity.QUIET
    said = _STATES[found.state]
    if found.error is not None:
        said = f"{found.error.message} [{found.error.code}]"
    console.tell(f"{found.file}: {said}", at=at)
    if found.error is not None and found.error.hint:
        console.tell(f"    hint: {found.error.hint}", at=at)
    if found.evidence is not None:
        origin = f"{found.evidence.output}, by briefbook {found.evidence.program}"
        console.tell(f"    it is {origin}", at=at)
    for line in (*_edits(found.changes), *map(_told, found.news or ())):
        console.tell(f"    {line}", at=at)
    if found.evidence is not None:
        console.tell(f"    {_sum(found)}; {NOTE}", at=at)


def _edits(changes: Sequence[TextChange]) -> Iterator[str]:
    for change in changes:
        if change.old is not None:
            yield f"- {change.old}"
        if change.new is not None:
            yield f"+ {change.new}"


def _told(news: FactNews) -> str:
    """Say what became of a fact, and where it stands."""
    place = news.file if news.line is None else f"{news.file}:{news.line}"
    if news.state == "gone":
        return f"{place}: {news.fact} was {news.before} and is gone"
    if news.state == "past_review":
        return f"{place}: {news.fact} was to be looked at again by {news.review_by}"
    if news.before == news.now:
        return f"{place}: the source, date or items of {news.fact} changed"
    return f"{place}: {news.fact} was {news.before} and is {news.now}"


def _sum(found: Verification) -> str:
    """Say how the facts stand."""
    count = len(found.evidence.facts) if found.evidence else 0
    if found.news is None:
        return f"{count} facts, and no book here to compare them with"
    return f"{count} facts, {len(found.news)} of them not as they were"


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
        "before": news.before,
        "now": news.now,
        "file": news.file,
        "line": news.line,
        "review_by": news.review_by.isoformat() if news.review_by else None,
    }
