"""Used lengths: a style without percentages gives every box the same ones.

The used values of margins, paddings and sizes depend on the box around only where they are
percentages (CSS 2.2, 6.1.3, https://www.w3.org/TR/CSS22/cascade.html#used-value). All
boxes of a style that has none share its lengths, in CSS pixels.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import percent, preferred

from briefbook.render.quicker.twin import twin

_SIDES = ("top", "right", "bottom", "left")
_LENGTHS = (
    *(f"margin_{side}" for side in _SIDES),
    *(f"padding_{side}" for side in _SIDES),
    *(f"{limit}{length}" for length in ("width", "height") for limit in ("", "min_", "max_")),
)
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
#: Where a style keeps its lengths.
_KEPT = "_lengths_of_all_boxes"

_resolve = percent.resolve_percentages
_shrink = preferred.shrink_to_fit


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Give a box the used lengths of its style."""
    kept = box.style.__dict__
    if _KEPT not in kept:
        kept[_KEPT] = _fixed(box.style)
    if kept[_KEPT] is None:
        _resolve(box, containing_block)
    else:
        box.__dict__.update(kept[_KEPT])


def _fixed(style: Any) -> dict[str, Any] | None:
    """Return the used lengths of a style, or None where they depend on the box."""
    if style["border_collapse"] == "collapse" or style["box_sizing"] != "content-box":
        return None
    lengths: dict[str, Any] = {name: style[name] for name in _BORDERS}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            lengths[name] = 0 if name.startswith("min_") else "auto"
        elif getattr(value, "unit", None) == "px":
            lengths[name] = value.value
        else:
            return None
    return lengths


def shrink_to_fit(context: Any, box: Any, available_content_width: float) -> float:
    """Return the width of the content of a box that is as wide as need be (CSS 2.2, 10.3.5).

    What fits into a line is as wide as it is, however narrow it could be.
    """
    width: float = preferred.max_content_width(context, box, outer=False)
    if width >= available_content_width:
        width = _shrink(context, box, available_content_width)
    return width


TWINS = (
    twin(percent, "resolve_percentages", resolve_percentages),
    twin(preferred, "shrink_to_fit", shrink_to_fit),
)
