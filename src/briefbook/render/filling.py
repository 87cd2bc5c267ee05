"""What the program fills into a document: its contents, and the numbers of captions.

Stage *render*, before a tree is checked. Both formats and the facts that a file bears
are made from the filled tree, so that they cannot differ in a number or an entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from types import MappingProxyType

from briefbook.errors import MalformedMarkup
from briefbook.render.folding import is_note
from briefbook.render.places import spans_of
from briefbook.render.subset import CONTENTS, COUNTED_SPANS
from briefbook.render.tree import Element, Node, Text
from briefbook.wording import _

#: The headings that contents list; the first level is the document's own.
LISTED = ("h2", "h3")

#: What of a heading stands in its entry with its meaning; of other elements, the text.
_KEPT = frozenset({"strong", "em", "sup", "sub", "abbr", "time", "code"})


@dataclass(slots=True)
class _Filler:
    """The counters of one document, and the names that its headings may have."""

    taken: set[str]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    counted: dict[str, int] = field(default_factory=dict)
    headings: list[Element] = field(default_factory=list)


def filled(root: Element) -> Element:
    """Return the document with numbered captions and, where it asks for them, its contents.

    A ``nav`` of contents is given an entry for each heading of the second and third
    level, each a link to it; without such headings the ``nav`` is left out. Raises
    :class:`~briefbook.errors.MalformedMarkup` for a second one, and where a template
    has filled in itself what is filled in here.
    """
    roles = {each.role for each in root.elements()}
    if CONTENTS not in roles and roles.isdisjoint(COUNTED_SPANS):
        return root
    asked = [each for each in root.elements() if each.role == CONTENTS]
    for one in asked[1:]:
        message = _("the document has two tables of contents")
        raise MalformedMarkup(message, spans=spans_of(one), hint=_("remove one of them"))
    filler = _Filler({each.attributes["id"] for each in root.elements() if _named(each)})
    whole = _numbered(root, filler, named=bool(asked))
    return _with_contents(whole, filler.headings)


def _named(element: Element) -> bool:
    return "id" in element.attributes


def _numbered(element: Element, filler: _Filler, *, named: bool) -> Element:
    """Number the captions; if ``named``, give each heading to list a name to lead to."""
    if element.role in COUNTED_SPANS:
        return _counted(element, filler)
    children = tuple(
        _numbered(child, filler, named=named) if isinstance(child, Element) else child
        for child in element.children
    )
    whole = replace(element, children=children)
    if not named or element.tag not in LISTED:
        return whole
    if not _named(whole):
        attributes = {**whole.attributes, "id": _free_name(filler)}
        whole = replace(whole, attributes=MappingProxyType(attributes))
    filler.headings.append(whole)
    return whole


def _counted(element: Element, filler: _Filler) -> Element:
    if element.children:
        raise MalformedMarkup(
            _('the span with the role "{role}" is not empty', role=element.role),
            spans=spans_of(element),
            hint=_("leave it empty: its number is filled in"),
        )
    number = filler.counted[element.role] = filler.counted.get(element.role, 0) + 1
    return replace(element, children=(Text(str(number)),))


def _free_name(filler: _Filler) -> str:
    name = next(name for n in filler.numbers if (name := f"part-{n}") not in filler.taken)
    filler.taken.add(name)
    return name


def _with_contents(element: Element, headings: Sequence[Element]) -> Element:
    children: list[Node] = []
    for child in element.children:
        if isinstance(child, Text):
            children.append(child)
        elif child.role != CONTENTS:
            children.append(_with_contents(child, headings))
        elif headings:
            children.append(_contents(child, headings))
    return replace(element, children=tuple(children))


def _contents(nav: Element, headings: Sequence[Element]) -> Element:
    if any(isinstance(child, Element) and child.tag == "ol" for child in nav.children):
        raise MalformedMarkup(
            _("the table of contents has entries of its own"),
            spans=spans_of(nav),
            hint=_("leave the list out: it is filled in"),
        )
    entries = replace(nav, tag="ol", attributes=_NONE, children=tuple(_entries(nav, headings)))
    return replace(nav, children=(*nav.children, entries))


def _entries(nav: Element, headings: Sequence[Element]) -> Iterator[Element]:
    """Yield an item for each heading of the second level, with those below it within."""
    starts = [place for place, each in enumerate(headings) if each.tag == LISTED[0]]
    for start, end in zip(starts, [*starts[1:], len(headings)], strict=True):
        items = tuple(_item(nav, each) for each in headings[start + 1 : end])
        below = (replace(nav, tag="ol", attributes=_NONE, children=items),) if items else ()
        yield _item(nav, headings[start], below)


def _item(nav: Element, heading: Element, below: tuple[Element, ...] = ()) -> Element:
    address = MappingProxyType({"href": f"#{heading.attributes['id']}"})
    shown = tuple(_shown(heading.children))
    link = replace(nav, tag="a", attributes=address, children=shown)
    lang = {name: text for name, text in heading.attributes.items() if name == "lang"}
    line = replace(nav, tag="p", attributes=MappingProxyType(lang), children=(link,))
    return replace(nav, tag="li", attributes=_NONE, children=(line, *below))


def _shown(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield what an entry repeats of a heading: no links, no footnotes, no line breaks."""
    for node in nodes:
        if isinstance(node, Text):
            yield node
        elif node.tag == "br":
            yield Text(" ")
        elif node.tag in _KEPT or (node.tag == "span" and "lang" in node.attributes):
            kept = {n: t for n, t in node.attributes.items() if n not in {"id", "data-role"}}
            yield replace(
                node, attributes=MappingProxyType(kept), children=tuple(_shown(node.children))
            )
        elif not is_note(node):
            yield from _shown(node.children)


_NONE: MappingProxyType[str, str] = MappingProxyType({})
