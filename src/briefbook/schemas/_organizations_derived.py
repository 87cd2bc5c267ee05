"""What the schema of organizations derives from its facts and the clock.

Stage *dataset*. Nothing that can be derived is stored: how often a State was
elected, whether a mandate is current on a date, the date a document prints. A
term's first and last days both belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from briefbook.dataset.derivation import Derivation, Derived
from briefbook.dataset.values import Dataset, Meta, Node, Period, Reference, Value
from briefbook.schemas._organizations_rules import nodes, period_of


def first_day(term: Node, _context: Derivation) -> Value:
    """Return the first day of a term."""
    return period_of(term).first_day


def last_day(term: Node, _context: Derivation) -> Value:
    """Return the last day of a term, which belongs to it."""
    return period_of(term).last_day


def term_state(term: Node, context: Derivation) -> Value:
    """Return ``past``, ``current`` or ``future``, on the date of the clock."""
    period = period_of(term)
    if context.today < period.first_day:
        return "future"
    return "current" if period.contains(context.today) else "past"


def times_elected(membership: Node, _context: Derivation) -> Value:
    """Return how often the State was elected to the body."""
    return len(nodes(membership, "terms"))


def consecutive(membership: Node, _context: Derivation) -> Value:
    """Tell whether there are several terms and each begins the day after the one before."""
    terms = (period_of(term) for term in nodes(membership, "terms"))
    periods = sorted(terms, key=lambda period: period.first_day)
    return len(periods) > 1 and all(
        before.last_day is not None and before.last_day + timedelta(days=1) == after.first_day
        for before, after in pairwise(periods)
    )


def terms_in(state: str) -> Derived:
    """Make the derived value: the terms that are past, current or future."""

    def derived(membership: Node, context: Derivation) -> Value:
        terms = nodes(membership, "terms")
        return tuple(term for term in terms if term_state(term, context) == state)

    return derived


def times_elected_in_all(organization: Node, _context: Derivation) -> Value:
    """Return how often the State was elected to the governing bodies together."""
    return len(_periods(organization))


def first_year(organization: Node, _context: Derivation) -> Value:
    """Return the year in which the first term of all begins."""
    years = [period.start.year for period in _periods(organization)]
    return min(years) if years else None


def last_year(organization: Node, _context: Derivation) -> Value:
    """Return the year in which the last term of all ends."""
    years = [period.end.year for period in _periods(organization) if period.end]
    return max(years) if years else None


def functional_commissions(organization: Node, context: Derivation) -> Value:
    """Return those governing bodies that are functional commissions."""
    references = organization.fields["governing_bodies"]
    assert isinstance(references, tuple)  # noqa: S101  # the schema says so
    return tuple(
        reference
        for reference in references
        if isinstance(reference, Reference)
        and context.dataset.record(reference).fields["kind"] == "functional_commission"
    )


def as_at(organization: Node, context: Derivation) -> Value:
    """Return the date that a document about the organization prints.

    It is the later of the newest ``as_of`` among the facts and the last boundary of
    a mandate passed: the first day of a term, or the day after its last.
    """
    passed = [day for day in _boundaries(organization) if day <= context.today]
    as_of = (meta.as_of for meta in _metas(organization, context))
    known = [day for day in as_of if day is not None]
    return max(passed + known, default=context.today)


def marked_day(organization: Node, context: Derivation) -> Value:
    """Return the day that a timeline marks: ``as_at``.

    None where the clock is set to before it and a mandate begins or ends in between,
    because what is past or current is that of the clock.
    """
    day = as_at(organization, context)
    assert isinstance(day, date)  # noqa: S101  # it is
    return None if any(context.today < each <= day for each in _boundaries(organization)) else day


def _boundaries(organization: Node) -> Iterator[date]:
    """Yield the first day of each term, and the day after its last."""
    for period in _periods(organization):
        yield period.first_day
        if period.last_day is not None:
            yield period.last_day + timedelta(days=1)


def _periods(organization: Node) -> list[Period]:
    """Return the periods of all terms in all bodies."""
    return [
        period_of(term)
        for membership in nodes(organization, "memberships")
        for term in nodes(membership, "terms")
    ]


def sources(organization: Node, context: Derivation) -> Value:
    """Return the sources in which the facts about an organization were read."""
    read = (meta.source for meta in _metas(organization, context))
    return tuple(dict.fromkeys(source for source in read if source is not None))


def name_sources(organization: Node, context: Derivation) -> Value:
    """Return the sources from which the names were taken, in the order of their sites."""
    read = (part.node.fields.get("name_source") for part in _parts(organization, context))
    found = {source for source in read if isinstance(source, Reference)}
    return tuple(sorted(found, key=lambda source: _site(source, context)))


def _site(source: Reference, context: Derivation) -> str:
    """Return the site of a source, by which sources are ordered."""
    return str(context.dataset.record(source).fields["site"])


@dataclass(frozen=True, slots=True)
class _Part:
    """A record or a part of one, and what is known of it and of its values."""

    node: Node
    metas: tuple[Meta, ...]


def _metas(organization: Node, context: Derivation) -> tuple[Meta, ...]:
    """Return what is known of the facts about an organization: their sources and dates."""
    return context.remembered(_all_metas, organization)


def _all_metas(organization: Node, context: Derivation) -> tuple[Meta, ...]:
    found = (meta for part in _parts(organization, context) for meta in part.metas)
    return tuple(dict.fromkeys(found))


def _parts(organization: Node, context: Derivation) -> tuple[_Part, ...]:
    """Return a record with its parts and all the records it refers to, each once."""
    return context.remembered(_all_parts, organization)


def _all_parts(organization: Node, context: Derivation) -> tuple[_Part, ...]:
    found: list[_Part] = []
    _gather(organization, context, {organization.path}, found)
    return tuple(found)


def _gather(record: Node, context: Derivation, seen: set[str], found: list[_Part]) -> None:
    """Add the parts of a record and, where it refers to another, those of the other."""
    for item in context.remembered(_contents, record):  # many refer to the same
        if isinstance(item, _Part):
            found.append(item)
        elif (path := item.path) not in seen:
            seen.add(path)
            _gather(context.dataset.record(item), context, seen, found)


def _contents(record: Node, context: Derivation) -> tuple[_Part | Reference, ...]:
    """Return the parts and references of one record, in their order."""
    return tuple(_contained(record, context.dataset))


def _contained(node: Node, dataset: Dataset) -> Iterator[_Part | Reference]:
    """Yield a node, its parts and the references in them."""
    written = (f"{node.path}.{name}" for name in node.fields)
    paths = (node.path, *(path for path in written if path in dataset.metas))
    yield _Part(node, tuple(dict.fromkeys(map(dataset.meta, paths))))
    for value in node.fields.values():
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Reference):
                yield item
            elif isinstance(item, Node):
                yield from _contained(item, dataset)


DERIVED: Mapping[tuple[str, str], Derived] = {
    ("MandateTerm", "first_day"): first_day,
    ("MandateTerm", "last_day"): last_day,
    ("MandateTerm", "state"): term_state,
    ("Membership", "times_elected"): times_elected,
    ("Membership", "consecutive"): consecutive,
    ("Membership", "past_terms"): terms_in("past"),
    ("Membership", "current_terms"): terms_in("current"),
    ("Membership", "future_terms"): terms_in("future"),
    ("Organization", "times_elected"): times_elected_in_all,
    ("Organization", "first_year"): first_year,
    ("Organization", "last_year"): last_year,
    ("Organization", "functional_commissions"): functional_commissions,
    ("Organization", "as_at"): as_at,
    ("Organization", "marked_day"): marked_day,
    ("Organization", "sources"): sources,
    ("Organization", "name_sources"): name_sources,
}
