"""Where a line of text ends: found in little more text than the line takes.

WeasyPrint shapes some two lines of text to find where the first one ends, and then shapes
the line with its next word once more, which might fit without the blank after it. Here the
first attempt is shorter, and the second is made only where the widths of the glyphs leave a
doubt. Texts that are hyphenated, keep their blanks, or are wider than their line go the way
of WeasyPrint.
"""

from __future__ import annotations

from math import inf
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from briefbook.render.quicker.glyphs import GLYPH
from briefbook.render.quicker.layouts import is_line
from briefbook.render.quicker.twin import twin

#: Letters that mostly fill a line with its next word: for each em of its width, and more.
_PER_EM, _MORE = 2, 24
#: Letters for each em that WeasyPrint tries: lines of less than one are left to it.
_TRIED = 4
_SOFT_HYPHEN = "\xad"

_split = line_break.split_first_line


def split_first_line(  # noqa: PLR0917  # as WeasyPrint calls it
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,  # noqa: FBT001, FBT002
    minimum: bool = False,  # noqa: FBT001, FBT002
) -> tuple[Any, ...]:
    """Return the first line of a text, set, with its measures, and where the next one begins."""
    line = None
    if max_width is not None and _is_plain(text, style, max_width):
        line = _first_line(text, style, context, max_width, justification_spacing)
    if line is None:
        line = _split(
            text, style, context, max_width, justification_spacing, is_line_start, minimum
        )
    return line


def _is_plain(text: str, style: Any, max_width: float) -> bool:
    """Whether a line of a text ends at a blank or the like, and nowhere else."""
    return (
        0 < style["font_size"] * _TRIED <= max_width < inf
        and style["white_space"] == "normal"
        and style["hyphens"] in ("none", "manual")
        and _SOFT_HYPHEN not in text  # a line that it ends gets a hyphen, whatever is asked
    )


def _first_line(
    text: str, style: Any, context: Any, max_width: float, spacing: float
) -> tuple[Any, ...] | None:
    """Return the first line, or None if it takes more to tell where it ends."""
    ems = max_width / style["font_size"]
    tried = text[: int(min(ems * _PER_EM + _MORE, ems * _TRIED))]
    if not is_line(tried):
        return None
    layout = line_break.create_layout(tried, style, context, max_width, spacing)
    line, next_start = layout.get_first_line()
    width, _height = line_break.line_size(line, style)
    if width > max_width or (next_start is None and tried != text):
        return None
    left, is_all = max_width - width, tried == text
    if next_start is not None and not _is_full(layout, tried, next_start, left, is_all=is_all):
        return None
    metrics: tuple[Any, ...] = line_break.first_line_metrics(
        line, tried, layout, next_start, space_collapse=True, style=style
    )
    return metrics


def _is_full(layout: Any, text: str, next_start: int, left: float, *, is_all: bool) -> bool:
    """Whether the word after the first line is too wide for what is ``left`` of it, in px.

    It is not if there is any doubt: if the text ends within the word, or within a blank's width.
    """
    rest = text.encode()[next_start:].decode()
    begun = len(text) - len(rest) + 1
    breaks = pango.pango_layout_get_log_attrs_readonly(layout.layout, ffi.NULL)[begun : len(text)]
    end = line_break.get_next_break_point(breaks)
    if end is None and not is_all:
        return False
    word = rest[:end].rstrip(" ")
    if not word or rest[end or -1] != " ":
        return True  # there is no blank to leave out
    if word[-1].isspace():
        return False  # Pango lets white space of any kind stand out at the end of a line
    return _least_width(layout, len(word.encode())) > left


def _least_width(layout: Any, length: int) -> float:
    """Return what so many bytes at the beginning of the second line take at least, in px."""
    run = pango.pango_layout_get_line_readonly(layout.layout, 1).runs[0]
    if run == ffi.NULL:
        return 0
    shaped = run.data.glyphs
    count = min(length, shaped.num_glyphs)
    memory = ffi.buffer(shaped.glyphs, GLYPH.size * count)
    starts = ffi.unpack(shaped.log_clusters, count)
    widths = (
        glyph[1]
        for glyph, start in zip(GLYPH.iter_unpack(memory), starts, strict=True)
        if start < length
    )
    least: float = sum(widths) * FROM_UNITS
    return least


TWINS = (twin(line_break, "split_first_line", split_first_line),)
