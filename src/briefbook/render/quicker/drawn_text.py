"""Text in a drawing: set as a line, with the kerning of its font.

WeasyPrint sets the text of an SVG letter by letter, each as a line of its own, so that it is
not kerned, and a drawing with twenty labels costs as much as a page of text. SVG asks for
letters of their own only where an attribute places or turns them one by one (SVG 2, 11.5,
https://www.w3.org/TR/SVG2/text.html); such texts go the way of WeasyPrint.
"""

from __future__ import annotations

from importlib import import_module
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw import text as drawing
from weasyprint.matrix import Matrix
from weasyprint.svg.bounding_box import extend_bounding_box
from weasyprint.svg.utils import normalize, size
from weasyprint.text.line_break import split_first_line

from briefbook.render.quicker.twin import twin

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

#: The package has a function of this name in the place of the module.
texts = import_module("weasyprint.svg.text")

#: Attributes that say something of single letters, or of the gaps between them.
_OF_LETTERS = ("dx", "dy", "rotate", "letter-spacing", "textLength")
_WEIGHTS = {"normal": 400, "bold": 700}
#: Nothing is cut short and nothing stands for what is cut off.
_WHOLE = ("none", "none")
#: What a drawing says of the style of a text, and what holds where it says nothing.
_SAID = {
    "family": ("font-family", "sans-serif"),
    "shape": ("font-style", "normal"),
    "weight": ("font-weight", "normal"),
    "direction": ("direction", ""),
}
#: Where a font configuration whose drawings are set as lines keeps the styles of their texts.
_STYLES = "_styles_of_drawn_texts"
_MOST_KEPT = 1_000

_text = texts.text


class Line(NamedTuple):
    """A text set in a line: its box, and its measures in the unit of its drawing."""

    box: Any
    width: float
    height: float


def set_as_lines(configuration: FontConfiguration) -> None:
    """Have texts of drawings set as lines where they are set with this configuration."""
    setattr(configuration, _STYLES, {})


def line_of(text: str, style: Any) -> Line:
    """Set a text in a style of :func:`style_of`."""
    layout, _, _, width, height, baseline = split_first_line(text, style, None, inf, 0)
    layout.reactivate(style)
    box = texts.TextBox(layout, style)
    box.baseline = baseline
    return Line(box, width, height)


def show(stream: Any, line: Line, x: float, y: float) -> list[Any]:
    """Show a line from a place on its baseline; return the pictures among its letters."""
    matrix = Matrix(d=-1, e=x, f=y)
    pictures: list[Any] = drawing.draw_first_line(stream, line.box, *_WHOLE, matrix)
    return pictures


def style_of(configuration: FontConfiguration, font_size: float, **said: str) -> Any:
    """Return the style of a text, as far as a drawing can say it; texts alike share one.

    What may be ``said`` is its family, shape, weight and direction.
    """
    styles: dict[object, Any] = getattr(configuration, _STYLES)
    key = (font_size, *said.items())
    if key not in styles:
        if len(styles) >= _MOST_KEPT:
            styles.clear()
        styles[key] = _new_style(configuration, font_size, **said)
    return styles[key]


def text(svg: Any, node: Any, font_size: float) -> None:
    """Draw a text of a drawing; ``font_size`` in the drawing's own unit."""
    if not (node.text and hasattr(svg.font_config, _STYLES) and _is_line(node)):
        _text(svg, node, font_size)
        return
    said = {name: node.get(attribute, initial) for name, (attribute, initial) in _SAID.items()}
    line = line_of(node.text, style_of(svg.font_config, font_size, **said))
    x, y = _place(svg, node, font_size)
    svg.cursor_position = x + line.width, y
    # What an earlier text was shifted by, this one is too (SVG 1.1, 10.5).
    x, y = x + svg.cursor_d_position[0], y + svg.cursor_d_position[1]
    top = y - line.box.baseline
    corners = (x, top), (x + line.width, top + line.height)
    node.text_bounding_box = extend_bounding_box(node.text_bounding_box, corners)
    svg.stream.push_state()
    fill, stroke = svg.set_graphical_state(node, font_size)
    svg.stream.begin_text()
    svg.fill_stroke(fill, stroke, text=True)
    pictures = show(svg.stream, line, x, y)
    svg.stream.end_text()
    svg.stream.pop_state()
    drawing.draw_emojis(svg.stream, line.box.style, x, y, pictures)


def _is_line(node: Any) -> bool:
    """Whether the letters of a text follow one another as the font has it."""
    if any(name in node.attrib for name in _OF_LETTERS) or node.get("dominant-baseline"):
        return False
    if node.get("display-anchor") or node.get("alignment-baseline"):
        return False
    return all(len(normalize(node.attrib.get(name)).split()) <= 1 for name in ("x", "y"))


def _place(svg: Any, node: Any, font_size: float) -> tuple[float, float]:
    """Return where a text begins: where it says, or where the one before it ended."""
    x, y = svg.cursor_position
    if "x" in node.attrib:
        place = normalize(node.attrib["x"]).strip()
        x, svg.cursor_d_position[0] = size(place, font_size, svg.inner_width), 0
    if "y" in node.attrib:
        place = normalize(node.attrib["y"]).strip()
        y, svg.cursor_d_position[1] = size(place, font_size, svg.inner_height), 0
    return x, y


def _new_style(
    configuration: Any,
    font_size: float,
    *,
    family: str,
    shape: str = "normal",
    weight: str = "normal",
    direction: str = "",
) -> Any:
    style = texts.Style(INITIAL_VALUES)
    style.font_config = configuration
    style["font_family"] = [each.strip("\"'") for each in family.split(",")]
    style["font_style"] = shape
    style["font_weight"] = _weight(weight)
    style["font_size"] = font_size
    if direction in ("ltr", "rtl"):
        style["direction"] = direction
    return style


def _weight(said: str) -> int:
    try:
        return _WEIGHTS.get(said) or int(said)
    except ValueError:
        return _WEIGHTS["normal"]


TWINS = (twin(texts, "text", text),)
