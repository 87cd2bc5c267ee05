"""Memory of Pango that WeasyPrint takes for its lines of text, given back.

Stage *render*. A text whose style asks for features of a font (no ligatures, figures
of one width) gets a list of Pango attributes with the feature in it. WeasyPrint 70
makes a feature each time, even where it knows an equal one, and never lets go of the
list: some 30 KiB stay behind after each PDF. Here each list owns its own feature, and
is let go of once the layout holds it
(https://docs.gtk.org/Pango/method.Layout.set_attributes.html).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

__all__ = ["give_back"]


class _Unshared(dict[Any, Any]):
    """Stands in for the features that a font configuration remembers: it knows none.

    A list frees the features in it when it goes itself, so two must not share one.
    """

    def setdefault(self, _features: Any, made: Any = None, /) -> Any:
        """Return the feature that was made for the list at hand."""
        return made


def give_back(configuration: FontConfiguration) -> None:
    """Let texts set with this font configuration leave nothing behind."""
    configuration.font_features = _Unshared()
    _mend_layouts()


@cache
def _mend_layouts() -> None:
    """Have layouts let go of their lists, once in a process; texts of others stay as they are."""
    from weasyprint.text.ffi import ffi, pango  # noqa: PLC0415 - see fonts.py
    from weasyprint.text.line_break import Layout  # noqa: PLC0415

    set_up = Layout.setup

    def setup(layout: Any, style: Any) -> None:
        set_up(layout, style)
        if type(style.font_config.font_features) is _Unshared:
            attributes = pango.pango_layout_get_attributes(layout.layout)
            if attributes != ffi.NULL:
                pango.pango_attr_list_unref(attributes)

    Layout.setup = setup
