"""Where a box goes beside floats: where there are none, at its own place.

CSS 2.2, 9.5, https://www.w3.org/TR/CSS22/visuren.html#floats. WeasyPrint looks for
floats in the way of every line of text.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import float as floats

from briefbook.render.quicker.twin import twin

_avoid = floats.avoid_collisions


def avoid_collisions(
    context: Any,
    box: Any,
    containing_block: Any,
    outer: bool = True,  # noqa: FBT001, FBT002  # as WeasyPrint calls it
) -> tuple[float, float, float]:
    """Return the place of a box, from the left and the top, and the width that it may take."""
    if context.excluded_shapes or box.is_floated() or containing_block.style["direction"] != "ltr":
        place: tuple[float, float, float] = _avoid(context, box, containing_block, outer)
        return place
    left = containing_block.content_box_x()
    if outer:
        return left, box.position_y, left + containing_block.width - left
    # Added and taken off in the order of the original, whose last bit counts.
    right = left + containing_block.width - box.margin_right
    left += box.margin_left
    return left - box.margin_left, box.border_box_y() - box.margin_top, right - left


TWINS = (twin(floats, "avoid_collisions", avoid_collisions),)
