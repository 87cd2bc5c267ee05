"""Where an element stands in its template, as the place of an error. Stage *render*."""

from __future__ import annotations

from briefbook.errors import Span
from briefbook.render.tree import Element


def spans_of(element: Element) -> tuple[Span, ...]:
    """Return the place of the element in its template, if it is known."""
    origin = element.origin
    return (Span(f"templates/{origin.template}", origin.line),) if origin else ()
