"""A plot with two logarithmic axes, as SVG (https://www.w3.org/TR/SVG2/)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 150, 20, 50
_STYLE = 'font-family="sans-serif" font-size="12" role="img"'
_COLOURS = ("#1f4e79", "#2e7d32", "#b35900", "#6a1b9a")


@dataclass(frozen=True, slots=True)
class Series:
    """A named line through points (x, y), all above zero."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Maps values to places: decades ``low`` to ``high`` onto ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        share = (log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def plot(series: Sequence[Series], x_name: str, y_name: str) -> str:
    """Return the SVG document; a series without points is left out."""
    drawn = [each for each in series if each.points]
    xs = sorted({x for each in drawn for x, _ in each.points})
    ys = [y for each in drawn for _, y in each.points]
    across = _Axis(log10(xs[0]), log10(xs[-1] * 1.001), _LEFT, _WIDTH - _RIGHT)
    up = _Axis(floor(log10(min(ys))), ceil(log10(max(ys))), _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {_STYLE}>',
        f"<title>{y_name} over {x_name}, both axes logarithmic</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        *_grid(across, up, xs),
        *(_line(each, colour, across, up) for each, colour in zip(drawn, _COLOURS, strict=False)),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 10, x_name, "middle"),
        _text(_LEFT, 14, y_name, "end"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _grid(across: _Axis, up: _Axis, xs: Sequence[float]) -> Iterator[str]:
    for x in xs:
        place = across.place(x)
        yield _stroke(place, _TOP, place, _HEIGHT - _BOTTOM)
        yield _text(place, _HEIGHT - _BOTTOM + 18, f"{x:,.0f}", "middle")
    for power in range(int(up.low), int(up.high) + 1):
        place = up.place(10.0**power)
        yield _stroke(_LEFT, place, _WIDTH - _RIGHT, place)
        yield _text(_LEFT - 8, place + 4, f"{10.0**power:g}", "end")


def _line(series: Series, colour: str, across: _Axis, up: _Axis) -> str:
    places = [(across.place(x), up.place(y)) for x, y in series.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places
    )
    x, y = places[-1]
    label = _text(x + 8, y + 4, series.name, "start", colour)
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}{label}'
    )


def _stroke(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{text}</text>'
