"""A timeline set and drawn: bodies below each other, years beside each other.

Stage *render*. What is past, current or to come is told apart without colour, too: by
the fill (tinted, solid, hatched), by the outline (thin, none, dashed) and by words.
Measures are points; they follow from the layout profile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from briefbook.plan.profile import Profile
from briefbook.render.pictures.drawing import Box, Drawing, Patch, Picture, mixed
from briefbook.render.pictures.lettering import Lettering, Letters
from briefbook.render.pictures.timeline import Group, Lane, Stretch, Timeline

_POINTS_PER_MM = 72 / 25.4
_LEADING = 1.2
#: Half the height of a capital or a figure, as a part of the type size.
_HALF = 0.35
_GAP = 8.0
#: The share of the width that labels of lanes and of groups may take.
_LABEL_SHARE, _GROUP_SHARE = 0.29, 0.18
_SHARES_OF_YEARS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Density:
    """How closely lanes stand: their pitch, the height of a bar, the size of type, in points."""

    pitch: float
    bar: float
    size: float
    small: float


#: A few lanes on a wide sheet are read from afar.
_ROOMY = Density(27.0, 19.0, 10.0, 8.5)
_WIDE, _FEW = 560.0, 8
#: From so many lanes on; one page holds about thirty of the closest.
_DENSITIES = (
    (15, Density(11.4, 8.4, 7.0, 6.5)),
    (7, Density(14.0, 10.5, 8.0, 7.0)),
    (0, Density(18.0, 13.5, 8.5, 7.5)),
)


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of a drawing, as RRGGBB."""

    ink: str
    accent: str
    muted: str
    rule: str
    tint: str

    @classmethod
    def of(cls, profile: Profile) -> Inks:
        """Take them from a layout."""
        palette, accent = profile.palette, profile.accent
        return cls(palette.ink, accent, palette.muted, mixed(palette.ink, 0.2), mixed(accent, 0.16))


@dataclass(frozen=True, slots=True)
class Row:
    """A lane in its place: ``top`` and ``height`` in points, its label in lines."""

    lane: Lane
    lines: tuple[str, ...]
    top: float
    height: float

    @property
    def middle(self) -> float:
        """The line through the middle of the lane."""
        return self.top + self.height / 2


def draw_timeline(timeline: Timeline, profile: Profile, lettering: Lettering) -> Picture:
    """Return the drawing of a timeline, as wide as the text of the layout."""
    return _Sheet(timeline, profile, lettering).drawn()


def _density(lanes: int, width: float) -> Density:
    """Return how closely so many lanes stand on a sheet of some width, in points."""
    if lanes <= _FEW and width >= _WIDE:
        return _ROOMY
    return next(density for least, density in _DENSITIES if lanes >= least)


class _Sheet:
    """One timeline on its sheet: what stands where, then the shapes."""

    def __init__(self, timeline: Timeline, profile: Profile, lettering: Lettering) -> None:
        family = profile.heading_typeface.family
        self._timeline = timeline
        self._plain = lettering.letters(family)
        self._bold = lettering.letters(family, bold=True)
        self._drawing = Drawing()
        self._inks = Inks.of(profile)
        self._width = profile.page.text_width * _POINTS_PER_MM
        self._years = range(timeline.first_year, timeline.last_year + 1)
        lanes = [lane for group in timeline.groups for lane in group.lanes]
        self._density = _density(len(lanes), self._width)
        self._group_width = self._column(
            (g.label for g in timeline.groups), self._bold, _GROUP_SHARE
        )
        self._lane_width = self._column((lane.label for lane in lanes), self._plain, _LABEL_SHARE)
        self._left = self._group_width + self._lane_width
        self._per_year = (self._width - self._left) / len(self._years)
        self._top = self._density.small * _LEADING + 4

    def drawn(self) -> Picture:
        """Draw everything; what lies below is drawn first."""
        blocks = self._placed()
        rows = [row for _, rows, _ in blocks for row in rows]
        bottom = blocks[-1][2]
        self._draw_grid(rows, bottom)
        self._draw_day(bottom)
        for number, (group, within, end) in enumerate(blocks):
            self._draw_group(group, within, end, last=number == len(blocks) - 1)
        for row in rows:
            for stretch in row.lane.stretches:
                self._draw_stretch(stretch, row)
        height = self._draw_foot(bottom)
        return self._drawing.picture(self._width, height)

    def _column(self, labels: Iterator[str], letters: Letters, share: float) -> float:
        """Return the width of a column of labels: as wide as they need, if that is not too much."""
        most, size = self._width * share, self._density.size
        widths = [
            letters.width(line, size)
            for label in labels
            for line in letters.lines(label, size, most - _GAP)
        ]
        widest = max(widths, default=0.0)
        return widest + _GAP if widest else 0.0

    def _placed(self) -> list[tuple[Group, list[Row], float]]:
        """Return the groups with their lanes in place, and where each group ends."""
        placed: list[tuple[Group, list[Row], float]] = []
        top = self._top
        for group in self._timeline.groups:
            rows: list[Row] = []
            start = top
            for lane in group.lanes:
                lines = self._plain.lines(lane.label, self._density.size, self._lane_width - _GAP)
                height = self._row_height(len(lines))
                rows.append(Row(lane, lines, top, height))
                top += height
            top = max(top, start + self._row_height(len(self._group_lines(group))))
            placed.append((group, rows, top))
        return placed

    def _row_height(self, lines: int) -> float:
        density = self._density
        return max(
            density.pitch, lines * density.size * _LEADING + density.pitch - density.size * 1.5
        )

    def _group_lines(self, group: Group) -> tuple[str, ...]:
        if not group.label:
            return ()
        return self._bold.lines(group.label, self._density.size, self._group_width - _GAP)

    def _at(self, day: date) -> float:
        """Return where a day begins."""
        start = date(day.year, 1, 1)
        share = (day - start).days / (date(day.year + 1, 1, 1) - start).days
        return self._left + (day.year - self._years[0] + share) * self._per_year

    def _draw_grid(self, rows: Sequence[Row], bottom: float) -> None:
        """Draw the years, a line before each, and the lanes, a line below each."""
        top, width = self._top, self._width
        places = [*(self._at(date(year, 1, 1)) for year in self._years), width]
        upright = [((x, top), (x, bottom)) for x in places]
        floors = [row.top + row.height for row in rows]
        level = [((self._group_width, y), (width, y)) for y in floors]
        self._drawing.lines([*upright, *level], self._inks.rule, 0.25)
        self._draw_years()
        self._drawing.lines([((0, top), (width, top))], self._inks.accent, 0.8)

    def _draw_years(self) -> None:
        """Number the years, as many as there is room for."""
        size = self._density.small
        room = self._plain.width("0000", size) + 5
        step = next(
            (each for each in _SHARES_OF_YEARS if each * self._per_year >= room), len(self._years)
        )
        for year in self._years[::step]:
            width = self._plain.width(str(year), size)
            x = self._at(date(year, 1, 1))
            place = x + (self._per_year - width) / 2 if step == 1 else x
            if place + width <= self._width:
                self._drawing.text(str(year), place, size, size, self._plain, self._inks.muted)

    def _draw_group(self, group: Group, rows: Sequence[Row], end: float, *, last: bool) -> None:
        first = rows[0] if rows else None
        middle = first.middle if first else 0.0
        offset = (len(first.lines) - 1) * self._density.size * _LEADING / 2 if first else 0.0
        self._labels(self._group_lines(group), 0, middle - offset, self._bold, from_top=True)
        for row in rows:
            self._labels(row.lines, self._group_width, row.middle, self._plain)
        color, width = (self._inks.accent, 0.8) if last else (self._inks.muted, 0.5)
        self._drawing.lines([((0, end), (self._width, end))], color, width)

    def _labels(
        self,
        lines: Sequence[str],
        x: float,
        middle: float,
        letters: Letters,
        *,
        from_top: bool = False,
    ) -> None:
        """Set lines around a middle, or the first of them on it."""
        size = self._density.size
        y = middle + size * _HALF
        if not from_top:
            y -= (len(lines) - 1) * size * _LEADING / 2
        for line in lines:
            self._drawing.text(line, x, y, size, letters, self._inks.ink)
            y += size * _LEADING

    def _draw_stretch(self, stretch: Stretch, row: Row) -> None:
        left = self._at(stretch.begin) + 0.8
        width = max(self._at(stretch.end + timedelta(days=1)) - 0.8 - left, 0.8)
        top, height = row.middle - self._density.bar / 2, self._density.bar
        self._bar(stretch.state, left, top, width, height)
        letters = self._bold if stretch.state == "current" else self._plain
        size = self._label_size
        taken = letters.width(stretch.label, size)
        if taken > width - 2:
            return  # the axis and the alternative text say the years
        place = left + (width - taken) / 2
        if stretch.state == "future":
            self._drawing.draw(Box(place - 1.5, top + 1, taken + 3, height - 2, fill="FFFFFF"))
        color = "FFFFFF" if stretch.state == "current" else self._inks.ink
        self._drawing.text(stretch.label, place, row.middle + size * _HALF, size, letters, color)

    @cached_property
    def _label_size(self) -> float:
        """The larger size of type, if it costs no bar its label, else the smaller one."""
        sizes = (self._density.size, self._density.small)
        stretches = [
            each
            for group in self._timeline.groups
            for lane in group.lanes
            for each in lane.stretches
        ]
        larger, smaller = ([self._fits(each, size) for each in stretches] for size in sizes)
        return sizes[larger != smaller]

    def _fits(self, stretch: Stretch, size: float) -> bool:
        letters = self._bold if stretch.state == "current" else self._plain
        days = self._at(stretch.end + timedelta(days=1)) - self._at(stretch.begin)
        return letters.width(stretch.label, size) <= days - 3.6

    def _bar(self, state: str, x: float, y: float, width: float, height: float) -> None:
        inks = self._inks
        if state == "current":
            self._drawing.draw(Box(x, y, width, height, fill=inks.accent))
        elif state == "future":
            self._drawing.draw(Box(x, y, width, height, fill="FFFFFF"))
            self._drawing.hatch(x, y, width, height, inks.accent)
            outline = Box(x, y, width, height, stroke=inks.accent, thickness=0.8, dashed=True)
            self._drawing.draw(outline)
        else:
            line = mixed(inks.accent, 0.6)
            self._drawing.draw(Box(x, y, width, height, inks.tint, line, thickness=0.4))

    def _draw_foot(self, bottom: float) -> float:
        """Draw the legend, and what day the line stands for; return where the drawing ends."""
        size = self._density.small
        below = bottom + 3 + size * _LEADING
        end = self._draw_legend(below)
        if self._timeline.day is None:
            return below + 3 if end else bottom + 1
        x = min(self._at(self._timeline.day), self._width - 0.6)
        width = self._bold.width(self._timeline.day_label, size)
        place = min(max(x - width / 2, self._left), self._width - width)
        line = below if end + _GAP <= place else below + size * _LEADING + 2
        self._drawing.lines([((x, bottom), (x, line - size))], self._inks.ink, 1.1)
        self._drawing.text(self._timeline.day_label, place, line, size, self._bold, self._inks.ink)
        return line + 3

    def _draw_day(self, bottom: float) -> None:
        """Draw the line of the day, under the bars, whose years it must not cross."""
        if self._timeline.day is None:
            return
        x = min(self._at(self._timeline.day), self._width - 0.6)
        self._drawing.lines([((x, self._top - 3.5), (x, bottom))], self._inks.ink, 1.1)
        right = min(x + 2.4, self._width)  # half of it, where the day ends the scale
        peak = ((x - 2.4, self._top - 4), (right, self._top - 4), (x, self._top))
        self._drawing.draw(Patch(peak, self._inks.ink))

    def _draw_legend(self, line: float) -> float:
        """Draw the states with their words, from the left; return where they end."""
        size, x = self._density.small, 0.0
        for state, words in self._timeline.legend:
            self._bar(state, x + 0.4, line - size * 0.82, 15, size)
            self._drawing.text(words, x + 20, line, size, self._plain, self._inks.ink)
            x += 20 + self._plain.width(words, size) + 14
        return max(x - 14, 0.0)
