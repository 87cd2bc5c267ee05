"""A drawing of lines, boxes and letters, in points from the upper left; as SVG.

Stage *render*. SVG 1.1, https://www.w3.org/TR/SVG11/. Only what every program draws
alike is used: no patterns, filters or stylesheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from briefbook.render.pictures.lettering import Letters, number

#: How far a hatch line is from the next, in points.
_HATCH = 3.2
#: How long the dashes of an outline are, and the gaps between them.
DASHES = (2.4, 1.6)

Point = tuple[float, float]
Line = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Lines:
    """Straight lines of one colour, RRGGBB, and width."""

    lines: tuple[Line, ...]
    color: str
    width: float


@dataclass(frozen=True, slots=True)
class Patch:
    """A filled shape with corners."""

    corners: tuple[Point, ...]
    color: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box, filled or with an outline, or both: where a colour is empty, without it."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    thickness: float = 0.5
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A line of letters whose first begins at ``x``, on the line ``y``."""

    text: str
    x: float
    y: float
    size: float
    letters: Letters
    color: str


Shape = Lines | Patch | Box | Label


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole drawing, ``width`` by ``height`` points; what lies below comes first."""

    width: float
    height: float
    shapes: tuple[Shape, ...]

    def svg(self, *, outlined: bool) -> bytes:
        """Return the picture as SVG; with ``outlined`` letters are shapes as well."""
        size = f"{number(self.width)} {number(self.height)}"
        shapes = "".join(_written(shape, outlined=outlined) for shape in self.shapes)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(self.width)}pt" '
            f'height="{number(self.height)}pt" viewBox="0 0 {size}">{shapes}</svg>\n'
        ).encode()


class Drawing:
    """Collects the shapes of one picture."""

    def __init__(self) -> None:
        self._shapes: list[Shape] = []

    def draw(self, shape: Shape) -> None:
        """Draw a shape over what is there."""
        self._shapes.append(shape)

    def lines(self, lines: Sequence[Line], color: str, width: float) -> None:
        """Draw straight lines, which cost a renderer no more than one."""
        self.draw(Lines(tuple(lines), color, width))

    def hatch(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Cover a box with slanting lines, each cut where it leaves the box."""
        lines: list[Line] = []
        start = _HATCH
        while start < width + height:
            left, right = max(0.0, start - height), min(width, start)
            lines.append(((x + left, y + start - left), (x + right, y + start - right)))
            start += _HATCH
        self.lines(lines, color, 0.35)

    def text(  # noqa: PLR0917  # what, where, how
        self, text: str, x: float, y: float, size: float, letters: Letters, color: str
    ) -> None:
        """Set a line of letters whose first begins at ``x``, on the line ``y``."""
        if text:
            self.draw(Label(text, x, y, size, letters, color))

    def picture(self, width: float, height: float) -> Picture:
        """Return the whole drawing, ``width`` by ``height`` points."""
        return Picture(width, height, tuple(self._shapes))


def _written(shape: Shape, *, outlined: bool) -> str:
    """Return a shape as SVG."""
    if isinstance(shape, Lines):
        return _lines(shape)
    if isinstance(shape, Patch):
        return f'<path d="{_through(shape.corners)}Z" fill="#{shape.color}"/>'
    if isinstance(shape, Box):
        return _box(shape)
    return _outlines(shape) if outlined else _label(shape)


def _lines(shape: Lines) -> str:
    data = "".join(_through(line) for line in shape.lines)
    width = number(shape.width)
    return f'<path d="{data}" fill="none" stroke="#{shape.color}" stroke-width="{width}"/>'


def _box(box: Box) -> str:
    outline = f' stroke="#{box.stroke}" stroke-width="{number(box.thickness)}"'
    dashes = f' stroke-dasharray="{number(DASHES[0])} {number(DASHES[1])}"'
    return (
        f'<rect x="{number(box.x)}" y="{number(box.y)}" width="{number(box.width)}" '
        f'height="{number(box.height)}" fill="{f"#{box.fill}" if box.fill else "none"}"'
        f"{outline if box.stroke else ''}{dashes if box.dashed else ''}/>"
    )


def _outlines(label: Label) -> str:
    line = label.letters.set(label.text, label.size)
    data = label.letters.outlines(line, label.x, label.y)
    return f'<path d="{data}" fill="#{label.color}"/>'


def _label(label: Label) -> str:
    face = label.letters.face
    weight = ' font-weight="bold"' if face.bold else ""
    return (
        f'<text x="{number(label.x)}" y="{number(label.y)}" '
        f'font-family="{escape(face.family)}" font-size="{number(label.size)}"{weight} '
        f'fill="#{label.color}">{escape(label.text, quote=False)}</text>'
    )


def _through(points: Sequence[Point]) -> str:
    first, *others = (f"{number(x)} {number(y)}" for x, y in points)
    return f"M{first}" + "".join(f"L{each}" for each in others)


def mixed(color: str, share: float, other: str = "FFFFFF") -> str:
    """Mix a colour (RRGGBB) with another; ``share`` of it, from 0 to 1, stays."""
    pairs = ((int(color[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (0, 2, 4))
    return "".join(f"{round(one * share + two * (1 - share)):02X}" for one, two in pairs)
