"""Do two languages say the same? Two accounts of one document, compared.

A statement is compared with the statement of the same macro about the same record. What
stands outside of all phrases, and a statement that the other language does not have
because its layout differs, is looked for in the whole other document. The rules are
those of ``docs/parity.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from briefbook.tracking.account import (
    STRUCTURE,
    Account,
    Exemption,
    Figure,
    Place,
    Statement,
    Use,
)


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that one language says and another does not.

    ``said`` is the fact or figure, ``language`` the one that says it, in the statement of
    the macro ``macro``; ``other`` is the language that does not. ``instead`` is the figure
    that it prints in the place of this one, None if there is none; ``place`` is where
    its own statement begins, None where it has none.
    """

    said: Use | Figure
    language: str
    macro: str
    other: str
    place: Place | None
    about: tuple[str, ...] = ()
    instead: Figure | None = None


def breaches(accounts: Sequence[Account]) -> tuple[Breach, ...]:
    """Return what the first account says otherwise than each of the others, both ways."""
    found: list[Breach] = []
    for other in accounts[1:]:
        here, there = list(_told(accounts[0], other)), list(_told(other, accounts[0]))
        found.extend(_paired(here, there))
        found.extend(there)
    return tuple(found)


def _paired(here: Sequence[Breach], there: list[Breach]) -> Iterator[Breach]:
    """Tell two figures that stand for each other in one statement as one breach."""
    for breach in here:
        match = next((each for each in there if _stand_for_each_other(breach, each)), None)
        if match is None:
            yield breach
        else:
            there.remove(match)
            yield replace(breach, instead=cast("Figure", match.said))


def _stand_for_each_other(one: Breach, other: Breach) -> bool:
    """Tell whether two breaches are of figures in the same statement of two languages."""
    figures = isinstance(one.said, Figure) and isinstance(other.said, Figure)
    statements = (one.macro, one.about) == (other.macro, other.about)
    return figures and statements and one.macro != STRUCTURE and one.place is not None


def needless(accounts: Sequence[Account]) -> tuple[tuple[Exemption, bool], ...]:
    """Return each difference that the accounts declare, and whether it is needless.

    It is needless where everything in it has its counterpart in all languages.
    """
    return tuple(
        (exemption, number not in needed)
        for account, needed in _needed(accounts)
        for number, exemption in enumerate(account.exemptions)
    )


def _needed(accounts: Sequence[Account]) -> Iterator[tuple[Account, set[int | None]]]:
    """Yield each account with the numbers of the declared differences that differ."""
    first, *others = accounts
    for account in accounts:
        against = others if account is first else [first]
        lacking = (lack for other in against for lack in _lacking(account, other))
        yield account, {said.exemption for said, _, _ in lacking}


def _told(one: Account, other: Account) -> Iterator[Breach]:
    """Yield what one account says undeclared and the other does not."""
    for said, statement, match in _lacking(one, other):
        if said.exemption is None:
            place = match.place if match else None
            yield Breach(said, one.language, statement.name, other.language, place, statement.about)


def _lacking(
    one: Account, other: Account
) -> Iterator[tuple[Use | Figure, Statement, Statement | None]]:
    """Yield what one account says and the other does not, with the statements compared."""
    matches = {(statement.name, statement.about): statement for statement in other.statements}
    everywhere = {use.fact for use in other.uses()}
    printed = {figure.value for figure in other.figures()}
    for statement in one.statements:
        match = matches.get((statement.name, statement.about)) if statement.name else None
        said: Iterable[Use | Figure]
        if match is None:
            used = iter([use for use in statement.uses if use.fact not in everywhere])
            figures = (figure for figure in statement.figures if figure.value not in printed)
            said = (*_each_fact_once(used), *figures)
        else:
            used = _unused(statement.uses, match.uses)
            said = (*_each_fact_once(used), *_unmatched(statement.figures, match.figures))
        yield from ((each, statement, match) for each in said)


def _unused(uses: Sequence[Use], others: Sequence[Use]) -> Iterator[Use]:
    """Yield what is used here and not there, and what is told here and only looked at there."""
    used, told = {use.fact for use in others}, {use.fact for use in others if use.told}
    return (use for use in uses if use.fact not in (told if use.told else used))


def _each_fact_once(uses: Iterable[Use]) -> Iterator[Use]:
    """Yield one use of each fact, undeclared ones before declared ones."""
    found: dict[str, Use] = {}
    for use in uses:
        known = found.get(use.fact)
        if known is None or (known.exemption is not None and use.exemption is None):
            found[use.fact] = use
    return iter(found.values())


def _unmatched(figures: Sequence[Figure], others: Sequence[Figure]) -> Iterator[Figure]:
    """Yield the figures without a counterpart of their own; declared ones yield theirs."""
    left = Counter(figure.value for figure in others)
    for figure in sorted(figures, key=lambda figure: figure.exemption is not None):
        if left[figure.value]:
            left[figure.value] -= 1
        else:
            yield figure
