"""A shaped line as operators of PDF: its glyphs read at once, not field by field.

Text is shown as numbers of glyphs, with the corrections of their places in thousandths of
an em between them (ISO 32000-1, 9.4.3, operator TJ). WeasyPrint asks C for each field of
each glyph; here the glyphs of a run are read as one stretch of memory
(https://docs.gtk.org/Pango/struct.GlyphInfo.html), and one that was met before in a document,
with the same place and width, is written as it was then. Lines with pictures for glyphs, glyphs
that a font lacks or that are raised, and lines cut short go the way of WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct
from typing import Any, NamedTuple

from weasyprint.draw import text as drawing
from weasyprint.text.constants import PANGO_WRAP_MODE
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from briefbook.render.quicker.twin import twin

#: A glyph: its number, its width, how far it stands to the right and up, in units of Pango;
#: four bytes more, of which only some bits are ever written.
GLYPH = Struct("=Iiii4x")
Glyph = tuple[int, ...]
_NUMBER, _RAISED = 0, 3
#: A font of this size, in px, draws nothing that could be seen: WeasyPrint leaves it out.
_TINY = 1e-6
#: Where a page keeps the faces it was asked for, and a font how its glyphs are written.
_FACES, _SHOWN = "_faces_by_font", "_glyphs_as_written"

_draw = drawing.draw_first_line


@dataclass(frozen=True, slots=True)
class Face:
    """A font as a page uses it, ``size`` in px; ``shown`` is how each glyph is written in it.

    A page knows it by the address of its ``pango_font``, which ``layout`` holds until then.
    """

    pango_font: Any
    layout: Any
    font: Any
    size: float
    shown: dict[Glyph, str]

    def shows(self, glyphs: list[Glyph]) -> bool:
        """Whether glyphs are outlines that stand on the line, and none is missing."""
        font = self.font
        if font.svg or font.png or font.colr or font.bitmap:
            return False
        unknown, empty = pango.PANGO_GLYPH_UNKNOWN_FLAG, pango.PANGO_GLYPH_EMPTY
        return not any(
            each[_RAISED] or (each[_NUMBER] & unknown and each[_NUMBER] != empty)
            for each in glyphs
            if each not in self.shown
        )


class Run(NamedTuple):
    """Glyphs of one face; ``item`` is what Pango says of their text."""

    item: Any
    glyphs: list[Glyph]
    face: Face


def draw_first_line(
    stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
) -> list[Any]:
    """Show the line of a text box in a stream; return the pictures among its letters."""
    is_whole = text_overflow != "ellipsis" and block_ellipsis == "none"
    if is_whole and textbox.text.strip() and textbox.style["font_size"] >= _TINY:
        layout = textbox.pango_layout
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # noqa: FBT003
        line, _next = layout.get_first_line()
        runs = tuple(_runs(stream, layout.layout, line))
        if all(run.face.shows(run.glyphs) for run in runs):
            stream.set_text_matrix(*matrix.values)
            _show(stream, runs, layout.text)
            return []
    if not is_whole:
        # A layout kept since it was measured may break within words, one made anew does not.
        pango.pango_layout_set_wrap(textbox.pango_layout.layout, PANGO_WRAP_MODE["WRAP_WORD"])
    pictures: list[Any] = _draw(stream, textbox, text_overflow, block_ellipsis, matrix)
    return pictures


def _runs(stream: Any, layout: Any, line: Any) -> Iterator[Run]:
    run = line.runs[0]
    while run != ffi.NULL:
        found = run.data
        shaped = found.glyphs
        memory = ffi.buffer(shaped.glyphs, GLYPH.size * shaped.num_glyphs)
        face = _face(stream, layout, found.item.analysis.font)
        yield Run(found, list(GLYPH.iter_unpack(memory)), face)
        run = run.next


def _face(stream: Any, layout: Any, pango_font: Any) -> Face:
    """Return the face of a font, from the page if it was met there before."""
    faces: dict[Any, Face] = stream.__dict__.setdefault(_FACES, {})
    if pango_font not in faces:
        font, size = stream.add_font(pango_font)
        shown = font.__dict__.setdefault(_SHOWN, {}).setdefault(size, {})
        faces[pango_font] = Face(pango_font, layout, font, size, shown)
    return faces[pango_font]


def _show(stream: Any, runs: tuple[Run, ...], text: str) -> None:
    """Show runs one after the other: those of one font as one string."""
    parts: list[str] = []
    last: Face | None = None
    for run in runs:
        if run.face is not last:
            if parts:
                stream.show_text("".join(parts))
                parts = []
            last = run.face
            stream.set_font_size(last.font.hash, last.size)
        parts.append(_string(stream, run, text))
    stream.show_text("".join(parts))


def _string(stream: Any, run: Run, text: str) -> str:
    """Return the numbers of a run's glyphs, in hexadecimal, with corrections between them."""
    shown = run.face.shown
    for place, glyph in enumerate(run.glyphs):
        if glyph not in shown:
            shown[glyph] = _written(stream, run, place, text)
    return f"<{''.join(map(shown.__getitem__, run.glyphs))}>".removesuffix("<>")


def _written(stream: Any, run: Run, place: int, text: str) -> str:
    """Return how the glyph at a place of a run is written, within the brackets of a string."""
    font, size = run.face.font, run.face.size
    glyph, width, shift, _raised = run.glyphs[place]
    if glyph == pango.PANGO_GLYPH_EMPTY:
        return f">{-width / size}<"
    if glyph not in font.to_unicode:
        font.to_unicode[glyph] = _letters(run, place, text)
    if glyph not in font.widths:
        font.widths[glyph] = _width(stream, run.face, glyph)
    offset = shift / size
    correction = font.widths[glyph] + offset - width * 1000 * FROM_UNITS / size
    before = f">{-offset}<" if offset else ""
    after = f">{int(correction)}<" if correction else ""
    return f"{before}{glyph:04x}{after}"


def _letters(run: Run, place: int, text: str) -> str:
    """Return the letters that the glyph at a place of a run stands for."""
    item, starts, last = run.item.item, run.item.glyphs.log_clusters, len(run.glyphs) - 1
    is_leftward = item.analysis.level % 2
    at_end = place == (0 if is_leftward else last)
    end = item.length if at_end else starts[place + (-1 if is_leftward else 1)]
    return text.encode()[item.offset + starts[place] : item.offset + end].decode()


def _width(stream: Any, face: Face, glyph: int) -> int:
    """Return how far a glyph advances by itself, in thousandths of an em."""
    pango.pango_font_get_glyph_extents(face.pango_font, glyph, stream.ink_rect, stream.logical_rect)
    width: int = round(stream.logical_rect.width * 1000 * FROM_UNITS / face.size)
    return width


TWINS = (twin(drawing, "draw_first_line", draw_first_line),)
