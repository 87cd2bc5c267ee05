"""The busiest functions of WeasyPrint, each with a twin that does the same in less time.

Stage *render*. More than half of a brief's time is spent in some fifteen functions of
WeasyPrint that ask again for what is already known, or look for what is not there. A twin
takes the cases that documents are full of, leaves all others to the function it stands in
for, and gives the same result to the last byte: ``tests/render/quicker`` holds each against
its original. They were written beside one version of WeasyPrint, and stand in for
functions of that version only; any other goes its own, slower way.

Two of them mend something as well: lines of text leave no memory behind
(:mod:`.layouts`), and a text in a drawing is set as a line, not letter by letter
(:mod:`.drawn_text`).

Import this package where WeasyPrint may be imported: see ``FontLibrary.configuration``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import weasyprint

from briefbook.render.quicker import (
    collisions,
    decorations,
    drawn_text,
    flow,
    glyphs,
    layouts,
    lines,
    measures,
    styles,
)
from briefbook.render.quicker.twin import Twin

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

__all__ = ["MADE_FOR", "TWINS", "quicken"]

#: The version of WeasyPrint whose functions the twins stand in for.
MADE_FOR = "70.0"

TWINS: tuple[Twin, ...] = (
    *styles.TWINS,
    *measures.TWINS,
    *collisions.TWINS,
    *decorations.TWINS,
    *flow.TWINS,
    *layouts.TWINS,
    *lines.TWINS,
    *glyphs.TWINS,
    *drawn_text.TWINS,
)


def quicken(configuration: FontConfiguration) -> None:
    """Let the twins stand in for their originals, once in a process.

    Drawings are changed where they are set with this ``configuration``, those of other
    programs in the process are not.
    """
    drawn_text.set_as_lines(configuration)
    _stand_in()


@cache
def _stand_in() -> None:
    if weasyprint.__version__ == MADE_FOR:
        for twin in TWINS:
            twin.stand_in()
