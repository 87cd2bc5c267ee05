"""The design of a layout as variables of CSS: sizes, rhythm, colours, lines.

Stage *render*. ``docs/design-system.md`` says what each is for. A book's stylesheets
use these and write no measure or colour of their own, so that a layout is one place.
"""

from __future__ import annotations

from collections.abc import Mapping

from briefbook.plan.profile import LineSpacing, Profile

#: The thickness of lines, in pt: beneath rows, around what counts, over a title.
LINES: Mapping[str, float] = {"thin": 0.4, "middle": 0.8, "thick": 2.2}
#: Spaces are quarters of the distance of two lines of text.
QUARTERS = 4


def variables(profile: Profile, single_spacing: Mapping[str, float]) -> dict[str, str]:
    """Return the variables of a layout by their names, without the two hyphens.

    ``single_spacing`` is as for :func:`~briefbook.render.stylesheet.page_css`.
    """
    baseline = baseline_of(profile, single_spacing)
    sizes = {
        "title": profile.headings[0].size,
        "heading": profile.headings[1].size,
        "subheading": profile.headings[2].size,
        "text": profile.text.size,
        "table": profile.table.size,
        "small": profile.small_size,
        "executor": profile.executor_size,
        "running": profile.page_number.size,
    }
    colours = {
        "accent": profile.accent,
        "ink": profile.palette.ink,
        "muted": profile.palette.muted,
        "rule": profile.palette.rule,
        "tint": profile.palette.tint,
    }
    return {
        "text-family": f'"{profile.text.typeface.family}"',
        "heading-family": f'"{profile.heading_typeface.family}"',
        "text-width": f"{number(profile.page.text_width)}mm",
        "text-height": f"{number(profile.page.text_height)}mm",
        **{name: f"#{colour}" for name, colour in colours.items()},
        **{f"size-{name}": f"{number(size)}pt" for name, size in sizes.items()},
        "baseline": f"{number(baseline)}pt",
        **{
            f"space-{count}": f"{number(baseline * count / QUARTERS)}pt"
            for count in range(1, QUARTERS + 1)
        },
        **{f"line-{name}": f"{number(width)}pt" for name, width in LINES.items()},
    }


def baseline_of(profile: Profile, single_spacing: Mapping[str, float]) -> float:
    """Return the distance of two lines of running text, in pt."""
    text = profile.text
    if text.line_spacing.exactly is not None:
        return text.line_spacing.exactly
    single = single_spacing.get(text.typeface.family, 1.2)
    return text.size * (text.line_spacing.multiple or 1.0) * single


def line_height(spacing: LineSpacing, single: float) -> str:
    """Return a CSS ``line-height``: exact points, or a multiple of the type size."""
    if spacing.exactly is not None:
        return f"{number(spacing.exactly)}pt"
    return number((spacing.multiple or 1.0) * single)


def number(value: float) -> str:
    """Write a measure without a needless fraction, to a thousandth."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
