"""How a filter hands on the figures that it wrote, beside the facts that its text shows.

Stage *compose*. The figures are compared between languages (``docs/parity.md``).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jinja2.runtime import Context

from briefbook.compose.scribe import Scribe
from briefbook.localize import formats
from briefbook.localize.shown import ShownText, paths_of, showing


def written(context: Context, kind: str, text: str, value: Any, *figures: object) -> str:
    """Let a text that a filter wrote show the facts of its value, and bear its figures.

    ``kind`` says how they are written; by default the value is the figure.
    """
    scribe = getattr(context.environment, "scribe", None)
    if not isinstance(scribe, Scribe):
        return showing(text, value)
    notes = scribe.figure(kind, *(figures or (figure_of(value),)))
    return ShownText(text, (*paths_of(value), *notes))


def figure_of(number: Any) -> object:
    """Return a number so that equal ones are written alike: 5.0 as 5."""
    plain = formats.plain_number(number)
    return Decimal(str(plain)).normalize() if isinstance(plain, float | Decimal) else int(plain)
