"""Computed styles: what a stylesheet says nothing of is known without computing.

A box asks for some two hundred properties of its style, few of which any rule sets. The
others have their initial value, or their parent's (CSS Cascading 4, sections 7.1 and 7.2,
https://www.w3.org/TR/css-cascade-4/). WeasyPrint finds that out for each property of each
style; here a style gets all initial values when it is first asked for one, and what is
inherited is fetched.
"""

from __future__ import annotations

from typing import Any

from weasyprint.css import AnonymousStyle, ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

from briefbook.render.quicker.twin import twin

_SIDES = ("top", "right", "bottom", "left")
#: The widths of lines, each with what says how its line is drawn: no line has no width.
_DRAWN_BY = {
    f"{line}_width": f"{line}_style"
    for line in (*(f"border_{side}" for side in _SIDES), "outline", "column_rule")
}
#: Passed on to what is within, if no rule sets them: the same as inherited.
_PROPAGATED = frozenset(
    f"text_decoration_{part}" for part in ("line", "color", "style", "thickness")
)
#: Where an element stands, if no rule says otherwise.
_IN_FLOW = {"position": "static", "float": "none"}


def _is_plain(name: str) -> bool:
    """Whether the initial value of a property, or its parent's, is its computed value."""
    entangled = name in ("page", "display", *_IN_FLOW) or name.startswith("text_decoration_")
    return not entangled and name not in INITIAL_NOT_COMPUTED


#: Properties that have their initial value where no rule sets them.
_INITIAL: dict[str, Any] = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if _is_plain(name) and name not in INHERITED
}
_OF_ELEMENTS = {**_INITIAL, **_IN_FLOW}
#: A rule for the one says something of the other too.
_ENTANGLED = {"position": "float", "float": "position"}
_INHERITED = _PROPAGATED | {name for name in INHERITED if _is_plain(name)}
#: A margin or border may be set by its logical name too (CSS Logical Properties 1).
_LOGICAL = frozenset(
    name(block="ttb", inline=direction)
    for name in PHYSICAL_FUNCTIONS.values()
    for direction in ("ltr", "rtl")
)

#: The one property that is asked of every style, also of those that no box has.
_ASKED_OF_ALL = "anchor"
#: Where a style says that it has its initial values.
_FILLED = "_has_initial_values"

_compute = ComputedStyle.__missing__
_begin_anonymous, _compute_anonymous = AnonymousStyle.__init__, AnonymousStyle.__missing__


def begin_anonymous(style: Any, parent: Any) -> None:
    """Begin the style of a box that belongs to no element."""
    style.update(_INITIAL)
    _begin_anonymous(style, parent)


def computed(style: Any, name: str) -> Any:
    """Return a property that was not asked for before."""
    if name in _OF_ELEMENTS and name != _ASKED_OF_ALL and not style.__dict__.get(_FILLED):
        style.__dict__[_FILLED] = True
        _fill(style)
        if name in style:
            return style[name]
    # Only when it is asked for: a style that is copied for a first letter may get lines yet.
    if name in _DRAWN_BY and name not in style.cascaded and style[_DRAWN_BY[name]] == "none":
        style[name] = 0
        return 0
    if name in _INHERITED and name not in style.cascaded and style.parent_style is not None:
        value = style.parent_style[name]
        # What is still to be calculated, calc() of a percentage, is not for us.
        if not check_math(value):
            style[name] = value
            return value
    return _compute(style, name)


def _fill(style: Any) -> None:
    """Give a style the initial values of whatever no rule sets."""
    if not _LOGICAL.isdisjoint(style.cascaded):
        return
    values = dict(_OF_ELEMENTS)
    for name in (*style, *style.cascaded):
        values.pop(name, None)
        values.pop(_ENTANGLED.get(name, ""), None)
    style.update(values)
    if "position" in values:
        style.specified.update(_IN_FLOW)


def computed_anonymous(style: Any, name: str) -> Any:
    """Return a property of a box that belongs to no element: inherited."""
    if name in _INHERITED:
        value = style[name] = style.parent_style[name]
        return value
    return _compute_anonymous(style, name)


TWINS = (
    twin(ComputedStyle, "__missing__", computed),
    twin(AnonymousStyle, "__init__", begin_anonymous),
    twin(AnonymousStyle, "__missing__", computed_anonymous),
)
