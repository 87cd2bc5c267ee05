"""The rules among the records of the schema of organizations.

Stage *dataset*. Called with a dataset whose references all hold; each rule yields
every breach it finds. Each looks at a record and at what that record refers to, and at
nothing else: after an edit only the records that it touches are looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from briefbook.dataset.values import Dataset, Node, Period, Reference
from briefbook.errors import (
    BriefbookError,
    DanglingReference,
    MissingValue,
    OverlappingTerms,
    TermLength,
    WrongValue,
)
from briefbook.wording import _


def overlapping_terms(dataset: Dataset) -> Iterator[BriefbookError]:
    """No two terms of one State in one body of an organization share a day."""
    for memberships in _by_body(dataset).values():
        terms = [term for membership in memberships for term in nodes(membership, "terms")]
        in_order = sorted(terms, key=lambda term: period_of(term).first_day)
        for first, second in pairwise(in_order):
            if period_of(first).overlaps(period_of(second)):
                yield OverlappingTerms(
                    _(
                        "the terms {first} and {second} overlap",
                        first=period_of(first),
                        second=period_of(second),
                    ),
                    spans=(dataset.mark(second.path), dataset.mark(first.path)),
                    hint=_("correct the years of one of them"),
                )


def term_lengths(dataset: Dataset) -> Iterator[BriefbookError]:
    """A term has the length that its body's terms have, in calendar years."""
    for membership in _memberships(dataset):
        body = record(dataset, membership, "body")
        wanted = body.fields["term_years"]
        for term in nodes(membership, "terms"):
            period = period_of(term)
            if wanted is not None and period.years != wanted:
                yield TermLength(
                    _(
                        "the term {period} is not of the {wanted} years that the body {path} has",
                        period=period,
                        wanted=wanted,
                        path=body.path,
                    ),
                    spans=(dataset.mark(f"{term.path}.period"),),
                    hint=_(
                        "correct the years, or term_years in {file}",
                        file=dataset.mark(body.path).file,
                    ),
                )


def member_bodies(dataset: Dataset) -> Iterator[BriefbookError]:
    """A membership is of one of the organization's governing bodies."""
    for organization in dataset.registers["organizations"].values():
        governing = organization.fields["governing_bodies"]
        for membership in nodes(organization, "memberships"):
            body = membership.fields["body"]
            if isinstance(governing, tuple) and body not in governing:
                yield DanglingReference(
                    _(
                        "{body} is not among the governing bodies of {path}",
                        body=body,
                        path=organization.path,
                    ),
                    spans=(dataset.mark(f"{membership.path}.body"),),
                    hint=_("add it to governing_bodies, or correct the id"),
                )


def office_years(dataset: Dataset) -> Iterator[BriefbookError]:
    """An office is taken up in a term of its State in the body, or the year before one."""
    for organization in dataset.registers["organizations"].values():
        periods: dict[object, list[Period]] = {}
        for membership in nodes(organization, "memberships"):
            terms = [period_of(term) for term in nodes(membership, "terms")]
            periods.setdefault(membership.fields["body"], []).extend(terms)
        for office in nodes(organization, "offices"):
            year = office.fields["year"]
            known = periods.get(office.fields["body"], [])
            if known and not any(_touches(period, year) for period in known):
                yield WrongValue(
                    _("the year {year} lies in no term of the State in this body", year=year),
                    spans=(dataset.mark(f"{office.path}.year"),),
                    hint=_("correct the year or the terms"),
                )


def comments_by(dataset: Dataset) -> Iterator[BriefbookError]:
    """A memo that asks for comments says by when."""
    for memo in dataset.registers.get("memos", {}).values():
        request = memo.fields["request"]
        asks = isinstance(request, Node) and request.fields["kind"] == "comments"
        if isinstance(request, Node) and asks and request.fields["by"] is None:
            yield WrongValue(
                _("a memo that asks for comments says by when"),
                spans=(dataset.mark(request.path),),
                hint=_("add by: and a date to the request"),
            )


def attachments_measured(dataset: Dataset) -> Iterator[BriefbookError]:
    """An attachment is a document of the book, or somebody says how long it is."""
    for memo in dataset.registers.get("memos", {}).values():
        for attachment in nodes(memo, "attachments"):
            given = attachment.fields
            if given["document"] is None and None in {given["sheets"], given["pages"]}:
                yield MissingValue(
                    _("an attachment says how long it is"),
                    spans=(dataset.mark(attachment.path),),
                    hint=_("add sheets and pages, or document: and a document of the book"),
                )


RECORD_RULES = (
    overlapping_terms,
    term_lengths,
    member_bodies,
    office_years,
    comments_by,
    attachments_measured,
)


def nodes(parent: Node, name: str) -> tuple[Node, ...]:
    """Return the nodes of a list field; none where it is not filled."""
    value = parent.fields[name]
    return tuple(item for item in value if isinstance(item, Node)) if value else ()  # type: ignore[union-attr]  # a list field


def record(dataset: Dataset, node: Node, name: str) -> Node:
    """Return the record that a field of ``node`` refers to."""
    reference = node.fields[name]
    assert isinstance(reference, Reference)  # noqa: S101  # the schema says so
    return dataset.record(reference)


def period_of(term: Node) -> Period:
    """Return the period of a term."""
    period = term.fields["period"]
    assert isinstance(period, Period)  # noqa: S101  # the schema says so
    return period


def _memberships(dataset: Dataset) -> Iterator[Node]:
    for organization in dataset.registers["organizations"].values():
        yield from nodes(organization, "memberships")


def _by_body(dataset: Dataset) -> dict[tuple[object, ...], list[Node]]:
    """Group the memberships of each organization by State and body."""
    groups: dict[tuple[object, ...], list[Node]] = {}
    for organization in dataset.registers["organizations"].values():
        for membership in nodes(organization, "memberships"):
            key = organization.path, membership.fields["state"], membership.fields["body"]
            groups.setdefault(key, []).append(membership)
    return groups


def _touches(period: Period, year: object) -> bool:
    """Tell whether a year lies in the period or just before it."""
    if not isinstance(year, int):
        return False
    end = period.last_day
    return period.first_day.year - 1 <= year and (end is None or year <= end.year)
