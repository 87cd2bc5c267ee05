"""What a recipient reads: subject, plain text and HTML in his own language.

The HTML serves as the body of an e-mail and as the change note in a folder. It needs no
stylesheet, script or picture, and one column, so that it is legible on a telephone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from briefbook.catalogue import Catalogue
from briefbook.deliver.parcel import Changes, Edition, FactChange, Failure, Parcel, Passage
from briefbook.localize.formats import date_long
from briefbook.plan.notices import Notice


@dataclass(frozen=True, slots=True)
class Message:
    """A message, ready to be sent."""

    language: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Pair:
    """An old and a new passage with their labels."""

    label_before: str
    before: str | None
    label_now: str
    now: str | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """One document in a message; empty texts are left out."""

    language: str
    heading: str
    marking: str | None = None
    date_line: str | None = None
    points: tuple[str, ...] = ()
    failure: str = ""
    note: str = ""
    title: str = ""
    passages: tuple[_Pair, ...] = ()
    facts_title: str = ""
    facts: tuple[FactChange, ...] = ()
    link: str = ""
    link_text: str = ""
    attached: str = ""


def message_for(parcel: Parcel, notice: Notice, *, attached: bool, links: str | None) -> Message:
    """Write the message of a parcel.

    ``attached``: the files go along. ``links``: the address of the folder of the
    outputs, for a link to each.
    """
    entries = tuple(
        _document(edition, parcel.language, notice, attached=attached, links=links)
        for edition in parcel.editions
    ) + tuple(_failed(failure, parcel.language) for failure in parcel.failures)
    subject = _subject(parcel, notice)
    opening = _opening(parcel, notice)
    html = _template().render(
        language=parcel.language,
        subject=subject,
        opening=opening,
        entries=entries,
        closing=notice.automatic,
    )
    text = "\n\n".join([*opening, *map(_plain, entries), notice.automatic]) + "\n"
    return Message(parcel.language, subject, text, html)


def _subject(parcel: Parcel, notice: Notice) -> str:
    if parcel.kind == "unchanged":
        return notice.unchanged
    if parcel.kind == "failure":
        return notice.failed.format(count=len(parcel.failures))
    headings = {edition.summary.heading for edition in parcel.editions}
    if len(headings) == 1:
        return headings.pop()
    return notice.documents.format(count=len(parcel.editions))


def _opening(parcel: Parcel, notice: Notice) -> tuple[str, ...]:
    if parcel.kind == "failure":
        return (notice.failed_text,)
    if parcel.kind == "unchanged" and parcel.since is not None:
        return (notice.unchanged_since.format(date=date_long(parcel.since, parcel.language)),)
    return ()


def _document(
    edition: Edition, language: str, notice: Notice, *, attached: bool, links: str | None
) -> _Entry:
    summary = edition.summary
    changes = edition.changes
    return _Entry(
        language=edition.output.language,
        heading=summary.heading,
        marking=summary.marking,
        date_line=summary.date_line,
        points=summary.points,
        note=_note(changes, notice),
        title=_title(changes, language, notice),
        passages=tuple(_pair(passage, notice) for passage in changes.passages) if changes else (),
        facts_title=notice.facts,
        facts=tuple(_fact(fact, language, notice) for fact in changes.facts) if changes else (),
        link=f"{links.rstrip('/')}/{edition.path}" if links else "",
        link_text=notice.open_document,
        attached=notice.attached.format(file=edition.file_name) if attached else "",
    )


def _failed(failure: Failure, language: str) -> _Entry:
    error, say = failure.error, Catalogue.of(language).say
    place = f"{error.spans[0]}: " if error.spans else ""
    return _Entry(language=language, heading=failure.output, failure=place + say(error.message))


def _note(changes: Changes | None, notice: Notice) -> str:
    """Return what stands in the place of a change note."""
    if changes is None:
        return notice.first
    if not changes.known:
        return notice.unknown
    return "" if changes.passages or changes.facts else notice.wording


def _title(changes: Changes | None, language: str, notice: Notice) -> str:
    if changes is None or not (changes.passages or changes.facts):
        return ""
    return notice.changes_since.format(date=date_long(changes.since, language))


def _pair(passage: Passage, notice: Notice) -> _Pair:
    replaced = passage.before is not None and passage.now is not None
    return _Pair(
        notice.before if replaced else notice.removed,
        passage.before,
        notice.now if replaced else notice.added,
        passage.now,
    )


def _fact(change: FactChange, language: str, notice: Notice) -> FactChange:
    say = Catalogue.of(language).say
    before = notice.nothing if change.before is None else say(change.before)
    now = notice.nothing if change.now is None else say(change.now)
    return FactChange(change.fact, before, now)


def _plain(entry: _Entry) -> str:
    return "\n".join(_lines(entry))


def _lines(entry: _Entry) -> Iterator[str]:
    """Yield an entry line by line, for mail programs that show no HTML."""
    yield entry.heading
    yield "=" * min(len(entry.heading), 72)
    yield from filter(None, (entry.marking, entry.date_line))
    yield from (f"- {point}" for point in entry.points)
    yield from filter(None, (entry.failure, entry.note))
    if entry.title:
        yield from ("", entry.title)
        for pair in entry.passages:
            if pair.before is not None:
                yield f"{pair.label_before}: {pair.before}"
            if pair.now is not None:
                yield f"{pair.label_now}: {pair.now}"
        if entry.facts:
            yield f"{entry.facts_title}:"
            yield from (f"- {one.fact}: {one.before} → {one.now}" for one in entry.facts)
    if entry.link:
        yield f"{entry.link_text}: {entry.link}"
    if entry.attached:
        yield entry.attached


@cache
def _template() -> Template:
    """Return the template of the HTML; nothing of a book gets into it unescaped."""
    environment = Environment(
        loader=PackageLoader("briefbook", "deliver"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("message.html.jinja")
