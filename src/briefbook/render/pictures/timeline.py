"""What a timeline of the document says: its lanes, their spans, the day it is drawn for.

Stage *render*. A ``figure`` with the role ``timeline`` (``docs/templates.md``) holds
words and dates, and no measures: where a span stands is for the drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefbook.render.tree import Element


@dataclass(frozen=True, slots=True)
class Stretch:
    """One span of a lane: both days belong to it; ``state`` is past, current or future."""

    begin: date
    end: date
    state: str
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the drawing."""

    label: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Lanes that belong together, under a label or none."""

    label: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole timeline; ``legend`` pairs a state with its words.

    ``limits`` are years that the scale shows at least.
    """

    groups: tuple[Group, ...]
    day: date | None
    day_label: str
    legend: tuple[tuple[str, str], ...]
    alternative: str
    limits: tuple[int, ...] = ()

    @property
    def first_year(self) -> int:
        """The year in which the first span begins, or the year of the day if that is earlier."""
        years = [*self.limits, *(stretch.begin.year for stretch in self._stretches())]
        return min([*years, *([self.day.year] if self.day else [])])

    @property
    def last_year(self) -> int:
        """The year in which the last span ends; that of the day, if it lies beyond its beginning.

        A day that is the first of a year stands on the line where the year before ends.
        """
        years = [*self.limits, *(stretch.end.year for stretch in self._stretches())]
        if self.day:
            on_the_line = (self.day.month, self.day.day) == (1, 1)
            years.append(self.day.year - on_the_line)
        return max(*years, self.first_year)

    def _stretches(self) -> list[Stretch]:
        return [each for group in self.groups for lane in group.lanes for each in lane.stretches]


def read_timeline(figure: Element) -> Timeline:
    """Read the figure of a checked document."""
    parts = [child for child in figure.children if isinstance(child, Element)]
    said = {part.role: part for part in parts if part.tag == "p"}
    day = said.get("day")
    return Timeline(
        groups=tuple(_groups(parts)),
        day=date.fromisoformat(day.attributes["data-begin"]) if day else None,
        day_label=_words(day) if day else "",
        legend=tuple(
            (part.attributes["data-state"], _words(part)) for part in parts if part.role == "legend"
        ),
        alternative=_words(said["alternative"]),
        limits=tuple(
            date.fromisoformat(figure.attributes[name]).year
            for name in ("data-begin", "data-end")
            if name in figure.attributes
        ),
    )


def _groups(parts: list[Element]) -> list[Group]:
    groups: list[Group] = []
    label = ""
    for part in parts:
        if part.role == "group":
            label = _words(part)
        elif part.role == "lanes":
            groups.append(Group(label, tuple(_lanes(part))))
            label = ""
    return groups


def _lanes(listing: Element) -> list[Lane]:
    lanes: list[Lane] = []
    for child in listing.children:
        if not isinstance(child, Element):
            continue
        if child.tag == "dt":
            lanes.append(Lane(_words(child), ()))
        else:
            begun = lanes.pop()
            lanes.append(Lane(begun.label, (*begun.stretches, _stretch(child))))
    return lanes


def _stretch(part: Element) -> Stretch:
    said = part.attributes
    return Stretch(
        date.fromisoformat(said["data-begin"]),
        date.fromisoformat(said["data-end"]),
        said["data-state"],
        _words(part),
    )


def _words(part: Element) -> str:
    return part.text().strip()
