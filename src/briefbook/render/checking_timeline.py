"""The check of timelines: everything that a drawing needs, and nothing astray.

Stage *render*; see :mod:`briefbook.render.checking`. What a timeline holds is in
``docs/templates.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from briefbook.errors import BriefbookError, MalformedMarkup, UnknownElement
from briefbook.render.places import spans_of
from briefbook.render.tree import Element
from briefbook.wording import _

#: Roles that stand in a timeline only, and what each must carry.
_NEEDS = {
    "alternative": (),
    "group": (),
    "day": ("data-begin",),
    "legend": ("data-state",),
    "lanes": (),
}
_STRETCH = ("data-begin", "data-end", "data-state")
#: More years than can be told apart on a page.
_MOST_YEARS = 150


def check_timelines(root: Element) -> Iterator[BriefbookError]:
    """Yield the faults of all timelines, and of their parts that stand elsewhere."""
    within: set[int] = set()
    for figure in root.elements():
        if figure.tag == "figure" and figure.role == "timeline":
            within.update(id(each) for each in figure.elements())
            yield from _check_timeline(figure)
    for element in root.elements():
        if id(element) in within:
            continue
        if element.role in _NEEDS:
            yield UnknownElement(
                _('the role "{role}" may stand only in a timeline', role=element.role),
                spans=spans_of(element),
            )
        for name in sorted({*_STRETCH} & element.attributes.keys()):
            yield UnknownElement(
                _("the attribute {name} may stand only in a timeline", name=name),
                spans=spans_of(element),
            )


def _check_timeline(figure: Element) -> Iterator[BriefbookError]:
    parts = [child for child in figure.children if isinstance(child, Element)]
    for part in parts:
        kind = part.role or part.tag
        if kind not in {*_NEEDS, "figcaption"}:
            yield UnknownElement(
                _("a timeline has no place for <{tag}>", tag=part.tag), spans=spans_of(part)
            )
        for name in _NEEDS.get(part.role, ()):
            if name not in part.attributes:
                yield MalformedMarkup(
                    _('the "{role}" of a timeline lacks {name}', role=kind, name=name),
                    spans=spans_of(part),
                )
    if sum(bool(part.role == "alternative" and part.text().strip()) for part in parts) != 1:
        yield MalformedMarkup(
            _("a timeline needs one alternative text"),
            spans=spans_of(figure),
            hint=_('say in <p data-role="alternative"> what it shows'),
        )
    stretches = [each for part in parts for each in part.elements() if each.tag == "dd"]
    if not stretches:
        yield MalformedMarkup(_("the timeline has no lanes"), spans=spans_of(figure))
    yield from _check_dates(figure, stretches)


def _check_dates(figure: Element, stretches: list[Element]) -> Iterator[BriefbookError]:
    """Ask that each date is one, that ends follow beginnings, and that a page has room."""
    years: list[int] = []
    days = [part for part in figure.elements() if part.role == "day"]
    for part in (figure, *days, *stretches):
        for name in _STRETCH if part.tag == "dd" else ():
            if name not in part.attributes:
                yield MalformedMarkup(
                    _("a span of the timeline lacks {name}", name=name), spans=spans_of(part)
                )
        said = [part.attributes[name] for name in _STRETCH[:2] if name in part.attributes]
        found = [day for day in map(_day, said) if day is not None]
        if len(found) != len(said) or found != sorted(found):
            yield MalformedMarkup(
                _("{days} is no span of days", days=" – ".join(said)), spans=spans_of(part)
            )
        years.extend(day.year for day in found)
    if years and max(years) - min(years) >= _MOST_YEARS:
        yield MalformedMarkup(
            _("the timeline is longer than {limit} years", limit=_MOST_YEARS),
            spans=spans_of(figure),
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
