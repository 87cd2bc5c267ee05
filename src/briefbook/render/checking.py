"""The check of a composed document against the documented subset of HTML.

Stage *render*. Nothing that a renderer would drop or a reader of PDF/UA would
stumble over passes (ISO 14289-1: headings without gaps, table headers with a
scope, pictures with alternate text). All faults are found at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache

from briefbook.errors import BriefbookError, MalformedMarkup, Span, UnknownElement
from briefbook.render.checking_content import check_content
from briefbook.render.places import spans_of
from briefbook.render.subset import (
    ELEMENTS,
    FOOTNOTE,
    FORBIDDEN_ATTRIBUTES,
    FORBIDDEN_ELEMENTS,
    INLINE,
    ITEM_BLOCKS,
    LIST_DEPTH,
    SPAN_PLACES,
    WITHOUT_NOTES,
)
from briefbook.render.tree import Element, Text
from briefbook.wording import NOTHING, Message, _


def check(root: Element) -> list[BriefbookError]:
    """Return every fault of a document, in document order; none means that it may be rendered.

    Faults are ``UnknownElement`` (an element, attribute, role or nesting outside
    the subset), ``MalformedMarkup`` (a document that is not whole) and
    ``RefusedAddress``; each names the template and the line of its element.
    """
    if root.tag != "html":
        return [MalformedMarkup(_("the document begins with <{tag}>, not <html>", tag=root.tag))]
    return [*_check_nesting(root, ()), *check_content(root)]


#: Elements for which it matters what is around them.
_PLACED = frozenset({"span", "ul", "ol", "a"})


def _check_nesting(element: Element, around: tuple[Element, ...]) -> Iterator[BriefbookError]:
    rule = ELEMENTS.get(element.tag)
    if rule is None:
        yield _unknown_element(element.tag, spans_of(element))
        return
    if not _has_what_it_may(element.tag, tuple(element.attributes), element.role):
        yield from _check_attributes(element, spans_of(element))
    if element.tag in _PLACED:
        yield from _check_span_place(element, around, spans_of(element))
        yield from _check_depth(element, around, spans_of(element))
    inside = (*around, element)
    for child in element.children:
        if isinstance(child, Text):
            if not rule.text and child.text.strip(" \t\n"):
                yield MalformedMarkup(
                    _(
                        "text stands directly in <{tag}>: {text}",
                        tag=element.tag,
                        text=_shown(child.text),
                    ),
                    spans=spans_of(element),
                    hint=_("put it into a paragraph"),
                )
            continue
        if child.tag in ELEMENTS and child.tag not in rule.children:
            yield UnknownElement(
                _("<{tag}> may not stand in <{around}>", tag=child.tag, around=element.tag),
                spans=spans_of(child),
                hint=_expected_elements(rule.children, element.tag),
            )
        yield from _check_nesting(child, inside)
    if element.tag == "li":
        yield from _check_item(element, spans_of(element))


def _unknown_element(tag: str, spans: tuple[Span, ...]) -> UnknownElement:
    if tag in FORBIDDEN_ELEMENTS:
        return UnknownElement(
            _("the element <{tag}> is refused", tag=tag), spans=spans, hint=_("remove it")
        )
    return UnknownElement(
        _("the unknown element <{tag}>", tag=tag), spans=spans, hint=did_you_mean(tag, ELEMENTS)
    )


@lru_cache(maxsize=1024)
def _has_what_it_may(tag: str, names: tuple[str, ...], role: str) -> bool:
    """Tell whether an element may have these attributes and this role; most are alike."""
    element = Element(tag, {name: role if name == "data-role" else "" for name in names})
    return next(_check_attributes(element, ()), None) is None


def _check_attributes(element: Element, spans: tuple[Span, ...]) -> Iterator[BriefbookError]:
    rule = ELEMENTS[element.tag]
    for name in element.attributes:
        if name in FORBIDDEN_ATTRIBUTES or name.startswith("on"):
            yield UnknownElement(
                _("the attribute {name} of <{tag}> is refused", name=name, tag=element.tag),
                spans=spans,
                hint=_("remove it; the look is in the stylesheets"),
            )
        elif name not in rule.allowed:
            yield UnknownElement(
                _("the unknown attribute {name} of <{tag}>", name=name, tag=element.tag),
                spans=spans,
                hint=did_you_mean(name, rule.allowed),
            )
    for name in sorted(rule.required - element.attributes.keys()):
        yield MalformedMarkup(
            _("<{tag}> lacks the attribute {name}", tag=element.tag, name=name), spans=spans
        )
    yield from _check_role(element, spans)


def _check_role(element: Element, spans: tuple[Span, ...]) -> Iterator[BriefbookError]:
    rule = ELEMENTS[element.tag]
    if "data-role" in element.attributes and rule.roles and element.role not in rule.roles:
        yield UnknownElement(
            _('the unknown role "{role}" of <{tag}>', role=element.role, tag=element.tag),
            spans=spans,
            hint=did_you_mean(element.role, rule.roles),
        )
    elif rule.needs_role and "data-role" not in element.attributes:
        yield UnknownElement(
            _("<{tag}> stands without a role", tag=element.tag),
            spans=spans,
            hint=_expected_roles(rule.roles, element.tag),
        )


def _check_span_place(
    element: Element, around: tuple[Element, ...], spans: tuple[Span, ...]
) -> Iterator[BriefbookError]:
    if element.tag != "span":
        return
    names = {name for each in around for name in (each.tag, each.role)}
    wanted, places = SPAN_PLACES.get(element.role, (NOTHING, names))
    if not names & places:
        yield UnknownElement(
            _('the role "{role}" may stand only in {wanted}', role=element.role, wanted=wanted),
            spans=spans,
        )
    if element.role == FOOTNOTE and (refused := sorted(names & WITHOUT_NOTES)):
        yield UnknownElement(
            _("a footnote may not stand in {refused}", refused=", ".join(refused)), spans=spans
        )


def _check_depth(
    element: Element, around: tuple[Element, ...], spans: tuple[Span, ...]
) -> Iterator[BriefbookError]:
    tags = [each.tag for each in around]
    if element.tag in ("ul", "ol") and sum(tag in ("ul", "ol") for tag in tags) >= LIST_DEPTH:
        yield UnknownElement(
            _("lists nest deeper than {depth} levels", depth=LIST_DEPTH), spans=spans
        )
    if element.tag == "a" and "a" in tags[:-1]:
        yield UnknownElement(_("a link may not stand in a link"), spans=spans)


def _check_item(element: Element, spans: tuple[Span, ...]) -> Iterator[BriefbookError]:
    """A list item holds a line of text or blocks, not both, for Word has no such mixture."""
    has_blocks = any(
        isinstance(child, Element) and child.tag in ITEM_BLOCKS for child in element.children
    )
    has_text = any(
        child.tag in INLINE if isinstance(child, Element) else child.text.strip(" \t\n")
        for child in element.children
    )
    if has_blocks and has_text:
        yield MalformedMarkup(
            _("<li> holds text beside blocks"), spans=spans, hint=_("put the text into a <p>")
        )


def did_you_mean(name: str, known: Iterable[str]) -> Message:
    """Return a hint that names the nearest known name, or all of them if none is near."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return _("did you mean {word}?", word=near[0])
    return _("known are: {names}", names=", ".join(names))


def _expected_elements(names: Iterable[str], tag: str) -> Message:
    if listed := ", ".join(sorted(names)):
        return _("elements of <{tag}>: {names}", tag=tag, names=listed)
    return _("<{tag}> holds no elements", tag=tag)


def _expected_roles(names: Iterable[str], tag: str) -> Message:
    if listed := ", ".join(sorted(names)):
        return _("roles of <{tag}>: {names}", tag=tag, names=listed)
    return _("<{tag}> holds no roles", tag=tag)


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
