"""A drawing as SVG: lines, boxes and letters, in points from the upper left.

Stage *render*. SVG 1.1, https://www.w3.org/TR/SVG11/. Only what every program draws
alike is used: no patterns, filters or stylesheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from briefbook.render.pictures.lettering import Letters, number

#: How far a hatch line is from the next, in points.
_HATCH = 3.2


Point = tuple[float, float]
Line = tuple[Point, Point]


class Drawing:
    """Collects the shapes of one drawing; with ``outlined`` letters are shapes as well."""

    def __init__(self, *, outlined: bool) -> None:
        self._outlined = outlined
        self._shapes: list[str] = []

    def lines(self, lines: Sequence[Line], color: str, width: float) -> None:
        """Draw straight lines, which cost a renderer no more than one."""
        self._stroke("".join(_through(line) for line in lines), color, width)

    def fill(self, points: Sequence[Point], color: str) -> None:
        """Fill a shape with corners."""
        self._shapes.append(f'<path d="{_through(points)}Z" fill="#{color}"/>')

    def box(  # place and size, as in geometry
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "",
        stroke: str = "",
        thickness: float = 0.5,
        dashed: bool = False,
    ) -> None:
        """Draw a box, filled or with an outline, or both."""
        outline = f' stroke="#{stroke}" stroke-width="{number(thickness)}"' if stroke else ""
        dashes = ' stroke-dasharray="2.4 1.6"' if dashed else ""
        self._shapes.append(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
            f'height="{number(height)}" fill="{f"#{fill}" if fill else "none"}"{outline}{dashes}/>'
        )

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
        if not text:
            return
        line = letters.set(text, size)
        if self._outlined:
            self._shapes.append(f'<path d="{letters.outlines(line, x, y)}" fill="#{color}"/>')
            return
        weight = ' font-weight="bold"' if letters.face.bold else ""
        self._shapes.append(
            f'<text x="{number(x)}" y="{number(y)}" font-family="{escape(letters.face.family)}" '
            f'font-size="{number(size)}"{weight} fill="#{color}">{escape(text, quote=False)}</text>'
        )

    def svg(self, width: float, height: float) -> bytes:
        """Return the whole drawing, ``width`` by ``height`` points."""
        size = f"{number(width)} {number(height)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}pt" '
            f'height="{number(height)}pt" viewBox="0 0 {size}">{"".join(self._shapes)}</svg>\n'
        ).encode()

    def _stroke(self, data: str, color: str, width: float) -> None:
        self._shapes.append(
            f'<path d="{data}" fill="none" stroke="#{color}" stroke-width="{number(width)}"/>'
        )


def _through(points: Sequence[Point]) -> str:
    first, *others = (f"{number(x)} {number(y)}" for x, y in points)
    return f"M{first}" + "".join(f"L{each}" for each in others)


def mixed(color: str, share: float, other: str = "FFFFFF") -> str:
    """Mix a colour (RRGGBB) with another; ``share`` of it, from 0 to 1, stays."""
    pairs = ((int(color[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (0, 2, 4))
    return "".join(f"{round(one * share + two * (1 - share)):02X}" for one, two in pairs)
