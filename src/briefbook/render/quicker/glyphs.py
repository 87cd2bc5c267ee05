"""A shaped line as operators of PDF: its glyphs read at once, not field by field.

Text is shown as numbers of glyphs, with the corrections of their places in thousandths of
an em between them (ISO 32000-1, 9.4.3, operator TJ). WeasyPrint asks C for each field of
each glyph; here the glyphs of a run are read as one stretch of memory
(https://docs.gtk.org/Pango/struct.GlyphInfo.html). Lines with pictures for glyphs, glyphs
that a font lacks or that are raised, and lines cut short go the way of WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from briefbook.render.quicker.twin import twin

#: A glyph: its number, its width, how far it stands to the right and up, whether it begins
#: a cluster; measures in units of Pango.
GLYPH = Struct("=Iiiii")
#: A font of this size, in px, draws nothing that could be seen: WeasyPrint leaves it out.
_TINY = 1e-6

_draw = drawing.draw_first_line


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one font, ``size`` in px; ``item`` is what Pango says of their text."""

    item: Any
    glyphs: list[tuple[int, ...]]
    pango_font: Any
    font: Any
    size: float

    @property
    def is_plain(self) -> bool:
        """Whether its glyphs are outlines that stand on the line, and none is missing."""
        font = self.font
        if font.svg or font.png or font.colr or font.bitmap:
            return False
        unknown, empty = pango.PANGO_GLYPH_UNKNOWN_FLAG, pango.PANGO_GLYPH_EMPTY
        return not any(
            raised or (glyph & unknown and glyph != empty)
            for glyph, _width, _shift, raised, _cluster in self.glyphs
        )


def draw_first_line(
    stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
) -> list[Any]:
    """Show the line of a text box in a stream; return the pictures among its letters."""
    is_whole = text_overflow != "ellipsis" and block_ellipsis == "none"
    if is_whole and textbox.text.strip() and textbox.style["font_size"] >= _TINY:
        layout = textbox.pango_layout
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # noqa: FBT003
        line, _next = layout.get_first_line()
        runs = tuple(_runs(stream, line))
        if all(run.is_plain for run in runs):
            stream.set_text_matrix(*matrix.values)
            _show(stream, runs, layout.text)
            return []
    pictures: list[Any] = _draw(stream, textbox, text_overflow, block_ellipsis, matrix)
    return pictures


def _runs(stream: Any, line: Any) -> Iterator[Run]:
    run = line.runs[0]
    while run != ffi.NULL:
        found = run.data
        shaped, pango_font = found.glyphs, found.item.analysis.font
        memory = ffi.buffer(shaped.glyphs, GLYPH.size * shaped.num_glyphs)
        font, size = stream.add_font(pango_font)
        yield Run(found, list(GLYPH.iter_unpack(memory)), pango_font, font, size)
        run = run.next


def _show(stream: Any, runs: tuple[Run, ...], text: str) -> None:
    """Show runs one after the other: those of one font as one string."""
    parts: list[str] = []
    shown: Any = None
    for run in runs:
        if run.pango_font != shown:
            if parts:
                stream.show_text("".join(parts))
                parts = []
            shown = run.pango_font
            stream.set_font_size(run.font.hash, run.size)
        parts.append(_string(stream, run, text))
    stream.show_text("".join(parts))


def _string(stream: Any, run: Run, text: str) -> str:
    """Return the numbers of a run's glyphs, in hexadecimal, with corrections between them."""
    size, widths, known = run.size, run.font.widths, run.font.to_unicode
    parts = ["<"]
    for place, (glyph, width, shift, _raised, _cluster) in enumerate(run.glyphs):
        if glyph == pango.PANGO_GLYPH_EMPTY:
            parts.append(f">{-width / size}<")
            continue
        if glyph not in known:
            known[glyph] = _letters(run, place, text)
        offset = shift / size
        if offset:
            parts.append(f">{-offset}<")
        parts.append(f"{glyph:04x}")
        if glyph not in widths:
            widths[glyph] = _width(stream, run, glyph)
        correction = widths[glyph] + offset - width * 1000 * FROM_UNITS / size
        if correction:
            parts.append(f">{int(correction)}<")
    return ("".join(parts) + ">").removesuffix("<>")


def _letters(run: Run, place: int, text: str) -> str:
    """Return the letters that the glyph at a place of a run stands for."""
    item, starts, last = run.item.item, run.item.glyphs.log_clusters, len(run.glyphs) - 1
    is_leftward = item.analysis.level % 2
    at_end = place == (0 if is_leftward else last)
    end = item.length if at_end else starts[place + (-1 if is_leftward else 1)]
    return text.encode()[item.offset + starts[place] : item.offset + end].decode()


def _width(stream: Any, run: Run, glyph: int) -> int:
    """Return how far a glyph advances by itself, in thousandths of an em."""
    pango.pango_font_get_glyph_extents(run.pango_font, glyph, stream.ink_rect, stream.logical_rect)
    width: int = round(stream.logical_rect.width * 1000 * FROM_UNITS / run.size)
    return width


TWINS = (twin(drawing, "draw_first_line", draw_first_line),)
