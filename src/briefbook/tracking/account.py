"""What a composed document says, for a comparison with another language.

A document is made of *statements*: each call of a phrases macro is one, and the rest of
the document is one more. A statement *uses* the facts that it prints or branches on, and
prints *figures*: numbers, years and dates as typed values, noted where they are
written and not read out of prose. ``docs/parity.md`` says which facts are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

#: The name of the statement that stands outside all phrases.
STRUCTURE = ""


class Place(NamedTuple):
    """A line of a template: ``templates/phrases/en.html.jinja``, 12."""

    file: str
    line: int


class Use(NamedTuple):
    """A fact that a statement uses, and where first.

    ``fact`` is its path without the language and what lies below it. ``told`` says that
    its value is printed, or compared to choose the words; else it is only looked at. A
    statement may do both, at two places.
    ``exemption`` is the number of the declared difference in which it is used, None
    outside of any.
    """

    fact: str
    place: Place
    told: bool = False
    exemption: int | None = None


class Figure(NamedTuple):
    """A number, year or date that a statement prints.

    ``kind`` says how it is written (``ordinal``), ``value`` what it is: ``28``,
    ``2018-12-07``. Figures of one value are each other's counterparts.
    """

    kind: str
    value: str
    place: Place
    exemption: int | None = None


class Exemption(NamedTuple):
    """A declared difference: the place of its declaration, and its reason."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a document.

    ``name`` is that of the macro, :data:`STRUCTURE` outside of any; ``about`` names the
    arguments; ``place`` is where the macro or the document begins.
    """

    name: str
    about: tuple[str, ...]
    place: Place
    uses: tuple[Use, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Gist:
    """What a document in one language speaks of: the names of its facts and its statements.

    Both are as in :class:`Use` and :class:`Statement`, :data:`STRUCTURE` among them.
    """

    language: str
    facts: frozenset[str]
    statements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Account:
    """All statements of a document in one language, and the differences that it declares."""

    language: str
    statements: tuple[Statement, ...] = ()
    exemptions: tuple[Exemption, ...] = ()

    def uses(self) -> Iterator[Use]:
        """Yield what the document uses, statement by statement."""
        return (use for statement in self.statements for use in statement.uses)

    def gist(self) -> Gist:
        """Return what the document speaks of."""
        facts = frozenset(use.fact for use in self.uses())
        return Gist(self.language, facts, frozenset(one.name for one in self.statements))

    def figures(self) -> Iterator[Figure]:
        """Yield the figures that the document prints, statement by statement."""
        return (figure for statement in self.statements for figure in statement.figures)


def united(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Let statements of one macro about the same count as one, in the order of the first.

    A document may say a sentence in several places, its title for instance: what is
    used or printed in any of them counts, and the figures of the fullest.
    """
    found: dict[tuple[str, tuple[str, ...]], Statement] = {}
    for statement in statements:
        key = (statement.name, statement.about)
        found[key] = _joined(found[key], statement) if key in found else statement
    return tuple(found.values())


def _joined(first: Statement, second: Statement) -> Statement:
    """Join two statements about the same."""
    uses = {(use.fact, use.told): use for use in (*second.uses, *first.uses)}
    figures = max(first.figures, second.figures, key=len)
    return Statement(first.name, first.about, first.place, tuple(uses.values()), figures)
