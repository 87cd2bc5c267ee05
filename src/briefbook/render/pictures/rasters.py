"""A drawing as points, for programs that cannot show SVG. Stage *render*.

Through resvg, https://github.com/linebender/resvg, which draws the same points on
every machine. It sees the fonts of the book and none of the system's, and no files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

#: Points to the inch: what a printer of documents needs for lines and small type.
DENSITY = 400
_MM_PER_INCH = 25.4
#: What a unit of length in a drawing means: 96 CSS pixels to the inch.
_CSS_DENSITY = 96


def png_of(svg: bytes, width: float, fonts: Sequence[Path] = ()) -> bytes:
    """Return a sound drawing as a PNG that is ``width`` mm wide on paper, on white.

    Raises ``ValueError`` for one that resvg cannot draw.
    """
    import resvg_py  # noqa: PLC0415 - most documents have no drawing

    points = max(1, round(width / _MM_PER_INCH * DENSITY))
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg.decode("utf-8-sig"),
            width=points,
            dpi=_CSS_DENSITY,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=[str(file) for file in fonts],
        )
    )
