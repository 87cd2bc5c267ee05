"""Whether a box is in the flow of its page: most are, which two words of its style tell.

CSS 2.2, 9.3, https://www.w3.org/TR/CSS22/visuren.html#positioning-scheme. WeasyPrint asks a
box for each of five ways to leave the flow.
"""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure.boxes import Box

from briefbook.render.quicker.twin import twin

_STAYING = ("static", "relative")

_is_in_flow = Box.is_in_normal_flow


def is_in_normal_flow(box: Any) -> bool:
    """Whether a box is in normal flow."""
    style = box.style
    in_flow: bool = (style["float"] == "none" and style["position"] in _STAYING) or _is_in_flow(box)
    return in_flow


TWINS = (twin(Box, "is_in_normal_flow", is_in_normal_flow),)
