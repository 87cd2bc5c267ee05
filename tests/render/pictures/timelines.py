"""Timelines of invented commissions for the tests."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int, str]
LANES: tuple[tuple[str, tuple[Span, ...]], ...] = (
    ("CR", ((2002, 2005, "past"), (2010, 2013, "past"), (2016, 2019, "current"))),
    ("CL", ((2016, 2018, "past"), (2019, 2021, "future"))),
)
LEGEND = {"past": "past terms", "current": "current terms", "future": "terms to come"}
ALTERNATIVE = "Terms in the commissions. CR: 2002–2005. CL: 2016–2018."
DAY = '<p data-role="day" data-begin="2018-07-02">2 July 2018</p>'


def lanes(given: Iterable[tuple[str, tuple[Span, ...]]] = LANES) -> str:
    """The lanes of a timeline."""
    said = "".join(
        f"<dt>{label}</dt>" + "".join(stretch(*span) for span in spans) for label, spans in given
    )
    return f'<dl data-role="lanes">{said}</dl>'


def stretch(begin: int, end: int, state: str) -> str:
    """One span of a lane, in whole years."""
    dates = f'data-begin="{begin}-01-01" data-end="{end}-12-31"'
    return f'<dd {dates} data-state="{state}">{begin}–{end}</dd>'


def legend() -> str:
    """The words of the states."""
    return "".join(
        f'<p data-role="legend" data-state="{state}">{words}</p>' for state, words in LEGEND.items()
    )


def timeline(inside: str = "", alternative: str = ALTERNATIVE, caption: str = "Terms") -> str:
    """A timeline with all that it may have, or with other lanes, day and legend."""
    parts = inside or lanes() + legend() + DAY
    said = f'<p data-role="alternative">{alternative}</p>' if alternative else ""
    return f'<figure data-role="timeline"><figcaption>{caption}</figcaption>{said}{parts}</figure>'
