"""A drawing painted on a page of WeasyPrint, without a way through SVG.

Stage *render*. WeasyPrint takes a picture for what it is handed in its cache: an object that
says how large it is and paints itself. The operators are those that it writes for the same
picture as SVG (ISO 32000-1, 8.4 and 8.5), to the last one; it takes ten times as long, for
it reads each attribute of each shape from its text.

WeasyPrint is imported with this module: see ``FontLibrary.configuration``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tinycss2.color5 import parse_color  # type: ignore[import-untyped]
from weasyprint.css.units import LENGTHS_TO_PIXELS

from briefbook.render.pictures.drawing import (
    DASHES,
    Box,
    Label,
    Lines,
    Patch,
    Picture,
    Point,
    Shape,
)
from briefbook.render.quicker import drawn_text

__all__ = ["Painting"]

_PIXELS = LENGTHS_TO_PIXELS["pt"]
#: How lines end and meet where nothing else is said (SVG 1.1, 11.4), and no dashes.
_SOLID, _ENDS = b"[] 0 d", (b"0 J", b"0 j", b"4 M")


class Painting:
    """A picture as WeasyPrint asks it to be painted, with the fonts of a configuration."""

    def __init__(self, picture: Picture, configuration: Any) -> None:
        self._width, self._height = _exactly(picture.width), _exactly(picture.height)
        self._shapes = picture.shapes
        self._configuration = configuration

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, ...]:
        """Return the width and height in CSS pixels, and their ratio."""
        width, height = self._width * _PIXELS, self._height * _PIXELS
        return width, height, width / height

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        """Paint the picture in the middle of a box, in CSS pixels, as large as it may be."""
        scale = min(width / self._width, height / self._height)
        left, top = (width - self._width * scale) / 2, (height - self._height * scale) / 2
        stream.push_state()
        stream.transform()
        stream.transform(a=scale, d=scale, e=left, f=top)
        for shape in self._shapes:
            stream.push_state()
            self._paint(stream, shape)
            stream.pop_state()
        stream.pop_state()

    def _paint(self, stream: Any, shape: Shape) -> None:
        if isinstance(shape, Lines):
            _paint_lines(stream, shape)
        elif isinstance(shape, Patch):
            _paint_patch(stream, shape)
        elif isinstance(shape, Box):
            _paint_box(stream, shape)
        else:
            self._set(stream, shape)

    def _set(self, stream: Any, label: Label) -> None:
        face, size = label.letters.face, _exactly(label.size)
        weight = "bold" if face.bold else "normal"
        style = drawn_text.style_of(self._configuration, size, family=face.family, weight=weight)
        line = drawn_text.line_of(label.text, style)
        stream.push_state()
        stream.set_color(_ink(label.color))
        _outline(stream)
        stream.begin_text()
        stream.set_text_rendering(0)
        drawn_text.show(stream, line, _exactly(label.x), _exactly(label.y))
        stream.end_text()
        stream.pop_state()


def _paint_lines(stream: Any, shape: Lines) -> None:
    _outline(stream, shape.color, shape.width)
    stream.move_to(0, 0)
    for line in shape.lines:
        _through(stream, line)
    stream.stroke()


def _paint_patch(stream: Any, shape: Patch) -> None:
    stream.set_color(_ink(shape.color))
    _outline(stream)
    stream.move_to(0, 0)
    _through(stream, shape.corners)
    stream.close()
    stream.fill()


def _paint_box(stream: Any, box: Box) -> None:
    if box.fill:
        stream.set_color(_ink(box.fill))
    _outline(stream, box.stroke, box.thickness, dashed=box.dashed)
    stream.rectangle(*map(_exactly, (box.x, box.y, box.width, box.height)))
    if box.fill and box.stroke:
        stream.fill_and_stroke()
    elif box.fill:
        stream.fill()
    else:
        stream.stroke()


def _outline(stream: Any, color: str = "", width: float = 0, *, dashed: bool = False) -> None:
    """Say how lines are drawn from here on."""
    if color:
        stream.set_color(_ink(color), stroke=True)
        stream.set_line_width(_exactly(width))
    if dashed:
        stream.set_dash(DASHES, 0)
    else:
        stream.stream.append(_SOLID)
    stream.stream.extend(_ENDS)


def _through(stream: Any, points: tuple[Point, ...]) -> None:
    first, *others = ((_exactly(x), _exactly(y)) for x, y in points)
    stream.move_to(*first)
    for point in others:
        stream.line_to(*point)


@lru_cache(maxsize=100)
def _ink(color: str) -> Any:
    return parse_color(f"#{color}")


def _exactly(value: float) -> float:
    """Return a measure as it is written in SVG: to a hundredth, and zero without a sign."""
    return round(value, 2) + 0.0
