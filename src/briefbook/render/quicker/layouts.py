"""Lines of text: set up once for all of a style, shaped once, and nothing left behind.

WeasyPrint makes a Pango context, a description of the font and its features anew for each
line, and lets go of a line that was measured, to shape it again when it is drawn. Here
they are kept with the font configuration, for all texts that ask for the same, and a line
that will be drawn as it was measured is kept until then.

A text whose style asks for features of a font (no ligatures, figures of one width) gets a
list of Pango attributes. WeasyPrint 70 never lets go of it, some 30 KiB a PDF; here it is
let go of once the layout holds it
(https://docs.gtk.org/Pango/method.Layout.set_attributes.html).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import Layout

from briefbook.render.quicker.twin import twin

_FEATURES = (
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
)
_features_of = itemgetter(*_FEATURES)
#: All that the setting of a text depends on.
_setting_of = itemgetter(
    *_FEATURES,
    "font_family",
    "font_style",
    "font_stretch",
    "font_weight",
    "font_size",
    "font_variation_settings",
    "font_language_override",
    "lang",
    "direction",
    "text_decoration_line",
)
#: Settings that one font configuration keeps: more than any book has.
_MOST_KEPT = 1_000
#: Where a style keeps its setting, and a font configuration all of them.
_KEPT, _KNOWN = "_setting_of_texts", "_settings_of_texts"
#: Where a style keeps the height of its lines.
_STRUT = "_strut_of_lines"
#: What may begin a new line or paragraph by itself (UAX #14, class BK and its like).
_BREAK = re.compile("[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Setting:
    """What texts of a style share; ``lines`` are the places and widths of drawn lines, in px."""

    context: Any
    language: Any
    description: Any
    features: bytes
    lines: dict[str, float | None]


_strut = line_break.strut
_set_text, _deactivate, _reactivate = Layout.set_text, Layout.deactivate, Layout.reactivate


def setup(layout: Any, style: Any) -> None:
    """Make a Pango layout for a text of a style."""
    setting = style.__dict__.get(_KEPT)
    if setting is None:
        setting = style.__dict__[_KEPT] = _known(style)
    layout.style, layout.language = style, setting.language
    layout.first_line_direction = 0
    layout.layout = ffi.gc(pango.pango_layout_new(setting.context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)  # noqa: FBT003  # as Pango has it
    pango.pango_layout_set_font_description(layout.layout, setting.description)
    layout.__dict__.update(setting.lines)
    if setting.features:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        feature = pango.pango_attr_font_features_new(setting.features)
        pango.pango_attr_list_insert(attributes, feature)
        pango.pango_layout_set_attributes(layout.layout, attributes)


def set_text(layout: Any, text: str, justify: bool = False) -> None:  # noqa: FBT001, FBT002
    """Give a layout its text, as one paragraph if it is one: it will be drawn as such."""
    _set_text(layout, text, justify)
    is_one = is_line(layout.text)
    if is_one or getattr(layout, "was_line", False):
        pango.pango_layout_set_single_paragraph_mode(layout.layout, is_one)
    layout.was_line = is_one


def deactivate(layout: Any) -> None:
    """Let go of a line that has been drawn, or will not be drawn as it was measured."""
    if "measured" not in layout.__dict__ and _stays(layout):
        layout.measured = True
    else:
        _deactivate(layout)


def reactivate(layout: Any, style: Any) -> None:
    """Get a line ready to be drawn."""
    if "layout" not in layout.__dict__ or not _stays(layout):
        _reactivate(layout, style)


def strut(style: Any) -> tuple[float, float]:
    """Return the height of a line in a style, and where its baseline is, in CSS pixels."""
    kept = style.__dict__
    if _STRUT not in kept:
        kept[_STRUT] = _strut(style)
    height: tuple[float, float] = kept[_STRUT]
    return height


def _stays(layout: Any) -> bool:
    """Whether a line is drawn as it was measured: it is not stretched to the margin."""
    return not layout.justification_spacing and is_line(layout.text)


def is_line(text: str) -> bool:
    """Whether a text is one paragraph, which only ends where it is too wide."""
    return _BREAK.search(text) is None


def _known(style: Any) -> Setting:
    """Return the setting of a style, from the font configuration if it was met before."""
    known: dict[str, Setting] = style.font_config.__dict__.setdefault(_KNOWN, {})
    key = repr(_setting_of(style))
    if key not in known:
        if len(known) >= _MOST_KEPT:
            known.clear()
        known[key] = _new(style)
    return known[key]


def _new(style: Any) -> Setting:
    context = ffi.gc(
        pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, False)  # noqa: FBT003
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    language = _language(context, style)
    description = get_font_description(style)
    features = font_features(*_features_of(style))
    listed = ",".join(f"{name} {value}" for name, value in features.items()).encode()
    lines = _lines(context, description, language, style["text_decoration_line"] != "none")
    return Setting(context, language, description, listed, lines)


def _language(context: Any, style: Any) -> Any:
    """Give a context the language that a style asks for; return it, or the default."""
    name = style["lang"]
    if style["font_language_override"] != "normal":
        override = style["font_language_override"]
        name = LST_TO_ISO.get(override.lower(), override)
    if not name:
        return pango.pango_language_get_default()
    pointer, _kept = unicode_to_char_p(name)
    language = pango.pango_language_from_string(pointer)
    pango.pango_context_set_language(context, language)
    return language


def _lines(context: Any, description: Any, language: Any, drawn: bool) -> dict[str, float | None]:  # noqa: FBT001
    """Return where lines under, over and through a text go, if any is drawn."""
    if not drawn:
        return {"ascent": None, "underline_position": None, "strikethrough_position": None}
    metrics = ffi.gc(
        pango.pango_context_get_metrics(context, description, language),
        pango.pango_font_metrics_unref,
    )
    measures = (
        "ascent",
        "underline_position",
        "strikethrough_position",
        "underline_thickness",
        "strikethrough_thickness",
    )
    return {
        name: FROM_UNITS * getattr(pango, f"pango_font_metrics_get_{name}")(metrics)
        for name in measures
    }


TWINS = (
    twin(Layout, "setup", setup),
    twin(Layout, "set_text", set_text),
    twin(Layout, "deactivate", deactivate),
    twin(Layout, "reactivate", reactivate),
    twin(line_break, "strut", strut),
)
