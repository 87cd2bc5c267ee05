"""What surrounds a box: nothing, for most boxes, which a look at its style tells.

CSS Backgrounds and Borders 3, https://www.w3.org/TR/css-backgrounds-3/. WeasyPrint goes
through backgrounds, borders and outlines of every box, down to each line of text.
"""

from __future__ import annotations

from typing import Any

from weasyprint.draw import border
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background

from briefbook.render.quicker.twin import twin

#: A box with corners that are not rounded.
_SQUARE = {
    f"border_{corner}_radius": (0, 0)
    for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
}
_NO_IMAGE = (("none", None),)
#: Where a style keeps whether a box of it is bare.
_BARE = "_is_bare"

_lay_backgrounds = background.layout_box_backgrounds
_draw_border, _draw_outline = border.draw_border, border.draw_outline


def layout_box_backgrounds(
    page: Any,
    box: Any,
    get_image_from_uri: Any,
    layout_children: bool = True,  # noqa: FBT001, FBT002  # as WeasyPrint calls it
    style: Any = None,
) -> None:
    """Find the backgrounds of a box and of all within it."""
    # What stands for a box that was taken out of the flow hands on only what is set by name.
    is_box = isinstance(box, boxes.Box)
    if style is not None or box is page or not is_box or not _is_bare(box.style):
        _lay_backgrounds(page, box, get_image_from_uri, layout_children, style)
        return
    box.__dict__.update(_SQUARE)
    box.background = None
    if layout_children:
        for child in box.all_children():
            layout_box_backgrounds(page, child, get_image_from_uri)


def draw_border(stream: Any, box: Any) -> None:
    """Draw the borders of a box, and the lines between its columns."""
    style = box.style
    if (
        box.border_top_width
        or box.border_right_width
        or box.border_bottom_width
        or box.border_left_width
        or style["column_rule_width"]
        or style["border_image_source"][0] != "none"
    ):
        _draw_border(stream, box)


def draw_outline(stream: Any, box: Any) -> None:
    """Draw the outlines of a box and of all within it."""
    if box.style["outline_width"]:
        _draw_outline(stream, box)
        return
    for child in box.children:
        if isinstance(child, boxes.Box):
            draw_outline(stream, child)


def _is_bare(style: Any) -> bool:
    """Whether a box has square corners and nothing behind it."""
    bare: bool | None = style.__dict__.get(_BARE)
    if bare is None:
        bare = style.__dict__[_BARE] = (
            style["background_image"] == _NO_IMAGE
            and style["background_color"] != "currentcolor"
            and style["background_color"].alpha == 0
            and not style["box_shadow"]
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and all((0, "px") in style[corner] for corner in _SQUARE)
        )
    return bare


TWINS = (
    twin(background, "layout_box_backgrounds", layout_box_backgrounds),
    twin(border, "draw_border", draw_border),
    twin(border, "draw_outline", draw_outline),
)
