"""Writes down, while a document is composed, what each of its statements says.

Stage *compose*. Facts are noted where they are read, figures where a filter or a
template writes them; a mark in the markup (:mod:`briefbook.localize.shown`) then tells
which of them were printed, and in which statement. Compiled templates say at which line
they are (:mod:`briefbook.compose.whereabouts`), so each note knows its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import CodeType
from typing import Any

from jinja2.runtime import Macro
from markupsafe import Markup

from briefbook.compose.likeness import Likeness, named
from briefbook.compose.whereabouts import Whereabouts
from briefbook.localize.shown import BEGINS, ENDS, FIGURE, mark, marks_in, paths_of
from briefbook.tracking.account import (
    STRUCTURE,
    Account,
    Exemption,
    Figure,
    Place,
    Statement,
    Use,
    united,
)
from briefbook.tracking.questions import Answer, Question
from briefbook.tracking.trace import Recorder

_FOLDER = "templates/"
#: Where the sentences of each language stand; their macros are the statements.
PHRASES = "phrases/"
_PHRASES_FOLDER = f"{_FOLDER}{PHRASES}"
_TAG = re.compile(r"<[^>]*>")
_DIGITS = re.compile(r"\d+")


#: Makes a use of its fields, in a third of the time that it takes with many arguments.
_use = partial(tuple.__new__, Use)


@dataclass(slots=True)
class _Draft:
    """A statement that is being written."""

    name: str
    about: tuple[str, ...]
    place: Place
    exemption: int | None = None
    uses: dict[tuple[str, bool], Use] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)

    def finished(self) -> Statement:
        return Statement(
            self.name, self.about, self.place, tuple(self.uses.values()), tuple(self.figures)
        )


class Lines:
    """Finds the line on which a macro begins; templates stay the same between compositions."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, int], Place] = {}

    def place(self, code: CodeType, names: Mapping[str, Any]) -> Place:
        """Return the place of a macro's code, whose globals are ``names``."""
        where = (code.co_filename, code.co_firstlineno)
        known = self._places.get(where)
        if known is None:
            found = names["__jinja_template__"].get_corresponding_lineno(code.co_firstlineno)
            known = self._places[where] = Place(code.co_filename, found)
        return known


class Scribe(Recorder):
    """Hears every read of one composition, and writes it down beside the ``recorder`` too."""

    def __init__(
        self,
        recorder: Recorder,
        likeness: Likeness,
        template: str,
        here: Whereabouts,
        lines: Lines | None = None,
    ) -> None:
        super().__init__(beside=recorder)
        self._likeness = likeness
        self._here = here
        self._lines = lines or Lines()
        self._document = Place(f"{_FOLDER}{template}", 1)
        self._drafts = [_Draft(STRUCTURE, (), self._document)]
        self._current = self._drafts[0]
        self._figures: list[Figure] = []
        self._counted: set[int] = set()
        self._exemptions: list[Exemption] = []
        self._open: list[int] = []
        self._depth = 0

    def record(self, question: Question, given: Answer, rests: Iterable[str] = ()) -> None:
        """Note a question and its answer, and the fact as used by the present statement."""
        self._reads.setdefault(question, given)
        if rests:
            self._rests.update(rests)
        fact = self._likeness.fact(question, given)
        if fact is None:
            return
        uses = self._current.uses
        known = uses.get((fact, False))
        if known is None:
            place = self._here.place() or self._current.place
            uses[fact, False] = _use((fact, place, False, self._declared()))
        elif known.exemption is not None and not self._open:
            self._use(fact, None)

    def figure(self, kind: str, *values: object) -> tuple[str, ...]:
        """Note figures that are being written; return the notes to carry them."""
        place = self._here.place() or self._document
        first = len(self._figures)
        self._figures += [Figure(kind, str(value), place) for value in values]
        return tuple([f"{FIGURE}{first + number}" for number in range(len(values))])

    def literal(self, text: str) -> tuple[str, ...]:
        """Note the figures in a text that stands in the phrases themselves."""
        if self._current.name == STRUCTURE:
            return ()
        found = _DIGITS.findall(text)
        return self.figure("number", *found) if found else ()

    def begins(self, macro: Macro) -> bool:
        """Tell whether the call of a macro begins a statement: one of phrases, from outside."""
        if self._current.name != STRUCTURE:
            return False
        return _code(macro).co_filename.startswith(_PHRASES_FOLDER)

    def begin_statement(self, macro: Macro, arguments: Sequence[object]) -> _Draft:
        """Take all that is read from now on for a statement of its own."""
        names = macro._func.__globals__  # noqa: SLF001  # there is no other way
        place = self._lines.place(_code(macro), names)
        about = tuple(named(argument, self._likeness) for argument in arguments)
        self._current = _Draft(macro.name, about, place, self._declared())
        self._drafts.append(self._current)
        self._depth = len(self._open)
        return self._current

    def end_statement(self) -> None:
        """Take what is read from now on for the document's own, whatever was left open."""
        self._current = self._drafts[0]
        del self._open[self._depth :]

    def printed(self, draft: _Draft, text: object) -> None:
        """Note what a statement came to: the facts and figures that stand in its text."""
        if isinstance(text, Markup):
            self._take(draft, text, facts=True)

    def begin(self, place: Place, reason: str) -> Markup:
        """Begin a declared difference; return the mark of its beginning."""
        exemption = Exemption(place, reason)
        if exemption not in self._exemptions:
            self._exemptions.append(exemption)
        self._open.append(self._exemptions.index(exemption))
        return mark(f"{BEGINS}{self._open[-1]}")

    def end(self) -> Markup:
        """End a declared difference; return the mark of its end."""
        if self._open:
            self._open.pop()
        return mark(ENDS)

    def account(self, language: str, html: str) -> Account:
        """Return what the document says, given its whole markup."""
        self._take(self._drafts[0], html, facts=False)
        statements = united(draft.finished() for draft in self._drafts)
        return Account(language, statements, tuple(self._exemptions))

    def compared(self, value: object) -> None:
        """Note the facts of a value that is compared: it chooses the words."""
        for path in paths_of(value):
            fact = self._likeness.shown(path) if path[0] != FIGURE else None
            if fact is not None:
                self._use(fact, self._declared(), told=True)

    def _take(self, draft: _Draft, text: str, *, facts: bool) -> None:
        """Add to a statement the figures in its text, tags aside, and the facts."""
        taken = set()
        plain = _TAG.sub("", text) if "<" in text else text
        for note, exemption in _regions(plain, draft.exemption):
            if note[0] != FIGURE:
                fact = self._likeness.shown(note) if facts else None
                if fact is not None:
                    self._use(fact, exemption, draft, told=True)
            elif int(note[1:]) not in self._counted:
                taken.add(int(note[1:]))
                draft.figures.append(self._figures[int(note[1:])]._replace(exemption=exemption))
        self._counted |= taken

    def _declared(self) -> int | None:
        """Return the innermost declared difference under way."""
        return self._open[-1] if self._open else None

    def _use(
        self,
        fact: str,
        exemption: int | None,
        draft: _Draft | None = None,
        *,
        told: bool = False,
    ) -> None:
        """Note that a statement uses a fact; outside of a declared difference counts more.

        With a ``draft`` the statement is over, and the place where the fact was read
        stands, or else its beginning.
        """
        into = draft or self._current
        known = into.uses.get((fact, told))
        if known is None or (known.exemption is not None and exemption is None):
            looked_at = into.uses.get((fact, False))
            place = None if draft else self._here.place()
            place = place or (looked_at.place if looked_at else into.place)
            into.uses[fact, told] = Use(fact, place, told, exemption)


def _code(macro: Macro) -> CodeType:
    """Return the code of a macro, which names its template."""
    code: CodeType = macro._func.__code__  # noqa: SLF001  # there is no other way
    return code


def _regions(text: str, around: int | None) -> Iterator[tuple[str, int | None]]:
    """Yield the facts and figures marked in a text, with the declared difference they lie in.

    ``around`` is the one in which the whole text lies.
    """
    inside: list[int] = []
    for note in marks_in(text):
        if note[0] == BEGINS:
            inside.append(int(note[1:]))
        elif note[0] == ENDS:
            del inside[-1:]
        else:
            yield note, inside[-1] if inside else around
