"""Letters of the book's fonts in a drawing: how wide they are, how they look.

Stage *render*. Advance widths and kerning are those of the OpenType tables ``hmtx``
and ``kern``, https://learn.microsoft.com/typography/opentype/spec/. Where letters are shapes,
each has its place; else a line says where it begins, and the PDF is kerned by the font.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import pairwise
from struct import iter_unpack

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from briefbook.render.fonts import Face, FontLibrary

#: Texts that are kept: a drawing asks for the width of each several times.
_MOST_KEPT = 2_000
#: The coverage of a subtable of ``kern``: format 0, horizontal.
_HORIZONTAL_PAIRS = b"\x00\x01"


class Lettering:
    """The faces of a book, each opened when it is first asked for."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        self._assets = assets
        self._fonts = FontLibrary.from_assets(assets)
        self._faces: dict[tuple[str, bool], Letters] = {}

    def letters(self, family: str, *, bold: bool = False) -> Letters:
        """Return the letters of a family that the book carries."""
        key = family, bold
        if key not in self._faces:
            face = self._fonts.face(family, bold=bold)
            assert face is not None  # noqa: S101  # FontLibrary.require was asked before
            self._faces[key] = Letters(face, self._assets[face.path])
        return self._faces[key]


class Letters:
    """One face: measures in em, outlines as the path data of SVG."""

    def __init__(self, face: Face, data: bytes) -> None:
        self.face = face
        self._data = data
        self._set: dict[tuple[str, float], SetText] = {}

    @cached_property
    def _font(self) -> TTFont:
        return TTFont(BytesIO(self._data), lazy=True)

    @cached_property
    def _em(self) -> int:
        em: int = self._font["head"].unitsPerEm
        return em

    @cached_property
    def _names(self) -> Mapping[int, str]:
        names: Mapping[int, str] = self._font.getBestCmap()
        return names

    @cached_property
    def _pairs(self) -> Mapping[tuple[int, int], int]:
        """The kerning of pairs of glyphs, by their numbers, in units of the font."""
        if "kern" not in self._font:
            return {}
        table: bytes = self._font.reader["kern"]
        # The first subtable, if it is horizontal and a list of pairs. Its length overflows
        # where there are many pairs, so their number counts.
        if table[8:10] != _HORIZONTAL_PAIRS:
            return {}
        count = int.from_bytes(table[10:12], "big")
        pairs = iter_unpack(">HHh", table[18 : 18 + 6 * count])
        return {(left, right): value for left, right, value in pairs}

    def missing(self, text: str) -> frozenset[str]:
        """Return the characters of a text that the face cannot show."""
        return frozenset(char for char in text if ord(char) not in self._names)

    def set(self, text: str, size: float) -> SetText:
        """Return a text set at ``size``, kerned: where each letter begins, and the whole width."""
        known = self._set.get((text, size))
        if known is None:
            if len(self._set) >= _MOST_KEPT:
                self._set.clear()
            known = self._set[text, size] = self._newly_set(text, size)
        return known

    def _newly_set(self, text: str, size: float) -> SetText:
        advances = self._font["hmtx"].metrics
        names = [self._names[ord(char)] for char in text]
        numbers = [self._font.getGlyphID(name) for name in names]
        kerning = [*(self._pairs.get(pair, 0) for pair in pairwise(numbers)), 0]
        places = [0.0]
        for name, kern in zip(names, kerning, strict=bool(names)):
            places.append(places[-1] + (advances[name][0] + kern) * size / self._em)
        return SetText(text, size, tuple(places[:-1]), places[-1])

    def width(self, text: str, size: float) -> float:
        """Return the width of a text at ``size``."""
        return self.set(text, size).width

    def outlines(self, text: SetText, x: float, y: float) -> str:
        """Return the outlines of a text as path data; its line begins at ``x``, ``y``."""
        glyphs = self._font.getGlyphSet()
        scale = text.size / self._em
        pen = SVGPathPen(glyphs, ntos=number)
        for char, place in zip(text.text, text.places, strict=True):
            shift = (scale, 0, 0, -scale, x + place, y)
            glyphs[self._names[ord(char)]].draw(TransformPen(pen, shift))
        commands: str = pen.getCommands()
        return commands

    def lines(self, text: str, size: float, width: float) -> tuple[str, ...]:
        """Break a text at its blanks into lines no wider than ``width``, if its words allow."""
        lines: list[str] = []
        for word in text.split(" "):
            joined = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(joined, size) <= width:
                lines[-1] = joined
            else:
                lines.append(word)
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class SetText:
    """A line of letters: ``places`` says where each begins, from the start of the line."""

    text: str
    size: float
    places: tuple[float, ...]
    width: float


def number(value: float) -> str:
    """Write a coordinate to a hundredth, without a needless fraction."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
