"""The check of what a composed document says of itself: values, addresses, tables.

Stage *render*; see :mod:`briefbook.render.checking`. Language tags are those of
BCP 47 (RFC 5646), dates those of the HTML standard's valid date strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from briefbook.errors import BriefbookError, MalformedMarkup, RefusedAddress, UnknownElement
from briefbook.render.checking_timeline import check_timelines
from briefbook.render.places import spans_of
from briefbook.render.subset import (
    EMPTY_SPANS,
    FOOTNOTE,
    LINK_SCHEMES,
    META_NAMES,
    PICTURE_SUFFIXES,
)
from briefbook.render.tables import row_widths
from briefbook.render.tree import Element
from briefbook.wording import NOTHING, Message, _

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_POSITIVE = re.compile(r"[1-9][0-9]{0,3}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_VALUES: Mapping[str, tuple[re.Pattern[str], Message]] = MappingProxyType(
    {
        "lang": (re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"), _("a language tag such as ru")),
        "id": (re.compile(r"[^\s\"'<>&#%]+"), _("a name without blanks")),
        "start": (_POSITIVE, _("a positive whole number")),
        "colspan": (_POSITIVE, _("a positive whole number")),
        "rowspan": (_POSITIVE, _("a positive whole number")),
        "data-align": (re.compile("left|center|right"), _("left, center or right")),
        "data-width": (re.compile(r"(?!0+(\.0+)?$)[0-9]{1,3}(\.[0-9]{1,2})?"), _("millimetres")),
        "scope": (re.compile("col|row"), _("col or row")),
        "data-begin": (_DAY, _("a date such as 2018-06-15")),
        "data-end": (_DAY, _("a date such as 2018-06-15")),
        "data-state": (re.compile("past|current|future"), _("past, current or future")),
        "datetime": (
            re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z?)?)?)?"),
            _("a date such as 2018-06-15"),
        ),
    }
)


def check_content(root: Element) -> Iterator[BriefbookError]:
    """Yield the faults of values, addresses, headings, identifiers, tables and the title."""
    yield from _check_title(root)
    every = tuple(root.elements())
    identifiers = [each.attributes["id"] for each in every if "id" in each.attributes]
    for element in every:
        yield from _check_values(element)
        if special := _SPECIAL.get(element.tag):
            yield from special(element)
    yield from _check_targets(every, identifiers)
    yield from _check_headings(root, every)
    yield from check_timelines(root)


def refused_link(address: str) -> Message:
    """Say why a link may not lead to ``address``; an empty text if it may."""
    if address.startswith("#") and len(address) > 1:
        return NOTHING
    scheme = _SCHEME.match(address)
    if scheme is None:
        return _("a link needs a whole address or #id")
    if scheme[1].lower() not in LINK_SCHEMES:
        return _("links of the scheme {scheme}: are not allowed", scheme=scheme[1].lower())
    whole = re.fullmatch(r"\S+", address[scheme.end() :])
    return NOTHING if whole else _("the address is not whole")


def refused_path(path: str) -> Message:
    """Say why a file at ``path`` may not be read; an empty text if it may."""
    if _SCHEME.match(path) or path.startswith(("/", "//")):
        return _("only files under templates/ are read")
    if "\\" in path or "%" in path or any(part in ("", ".", "..") for part in path.split("/")):
        return _("the path must be plain, without . or .. or escapes")
    return NOTHING


def _check_title(root: Element) -> Iterator[BriefbookError]:
    titles = [each for each in root.elements() if each.tag == "title"]
    if len(titles) != 1 or not titles[0].text().strip():
        yield MalformedMarkup(
            _("the document needs one title"),
            spans=spans_of(root),
            hint=_("write <title> in <head>"),
        )
    order = [child.tag for child in root.children if isinstance(child, Element)]
    if order != ["head", "body"]:
        yield MalformedMarkup(_("the document is not one head and one body"), spans=spans_of(root))


def _check_values(element: Element) -> Iterator[BriefbookError]:
    for name, value in element.attributes.items():
        known = _VALUES.get(name)
        if known is not None and known[0].fullmatch(value) is None:
            yield MalformedMarkup(
                _(
                    '{name}="{value}" of <{tag}> is not {wanted}',
                    name=name,
                    value=value,
                    tag=element.tag,
                    wanted=known[1],
                ),
                spans=spans_of(element),
            )


def _check_targets(every: Sequence[Element], identifiers: list[str]) -> Iterator[BriefbookError]:
    for twice in sorted({each for each in identifiers if identifiers.count(each) > 1}):
        holders = [each for each in every if each.attributes.get("id") == twice]
        yield MalformedMarkup(
            _('the id "{id}" is given twice', id=twice), spans=spans_of(holders[-1])
        )
    for element in every:
        address = element.attributes.get("href", "")
        if len(address) > 1 and address.startswith("#") and address[1:] not in identifiers:
            yield MalformedMarkup(
                _("nothing has the id of the link {address}", address=address),
                spans=spans_of(element),
            )


def _check_headings(root: Element, every: Sequence[Element]) -> Iterator[BriefbookError]:
    headings = [each for each in every if each.tag in ("h1", "h2", "h3")]
    if sum(each.tag == "h1" for each in headings) != 1:
        yield MalformedMarkup(_("the document needs one heading <h1>"), spans=spans_of(root))
    level = 0
    for heading in headings:
        if int(heading.tag[1]) > level + 1:
            yield MalformedMarkup(
                _("<{tag}> skips a level of headings", tag=heading.tag),
                spans=spans_of(heading),
                hint=_("use <h{level}>", level=level + 1),
            )
        level = int(heading.tag[1])
        if not heading.text().strip():
            yield MalformedMarkup(_("<{tag}> is empty", tag=heading.tag), spans=spans_of(heading))


def _check_link(element: Element) -> Iterator[BriefbookError]:
    address = element.attributes.get("href")
    if address is not None and (reason := refused_link(address)):
        yield RefusedAddress(
            _(
                "the link to {address} is refused: {reason}",
                address=address or _("nothing"),
                reason=reason,
            ),
            spans=spans_of(element),
            hint=_("allowed are https, http, mailto and #id"),
        )


def _check_picture(element: Element) -> Iterator[BriefbookError]:
    path = element.attributes.get("src")
    if path is None:
        return
    if reason := refused_path(path):
        yield RefusedAddress(
            _(
                "the picture {path} is refused: {reason}",
                path=path or _("(no path)"),
                reason=reason,
            ),
            spans=spans_of(element),
            hint=_("give a path under templates/"),
        )
    elif not path.lower().endswith(PICTURE_SUFFIXES):
        yield RefusedAddress(
            _("the picture {path} is of an unknown kind", path=path),
            spans=spans_of(element),
            hint=_("known are PNG, JPEG and SVG"),
        )
    if not element.attributes.get("alt", "-").strip():
        yield MalformedMarkup(_("the picture has an empty alt"), spans=spans_of(element))


def _check_meta(element: Element) -> Iterator[BriefbookError]:
    name = element.attributes.get("name")
    content = element.attributes.get("content", "")
    if name == "dcterms.date" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", content) is None:
        yield MalformedMarkup(
            _(
                'the date "{content}" of the document is not a date such as 2018-06-15',
                content=content,
            ),
            spans=spans_of(element),
        )
    if name is not None and name not in META_NAMES:
        yield UnknownElement(
            _('the unknown meta name "{name}"', name=name),
            spans=spans_of(element),
            hint=_("known are: {names}", names=", ".join(sorted(META_NAMES))),
        )


def _check_span(element: Element) -> Iterator[BriefbookError]:
    if element.role == "blank" and "data-width" not in element.attributes:
        yield MalformedMarkup(_("a blank lacks its data-width"), spans=spans_of(element))
    if element.role in EMPTY_SPANS and element.children:
        yield MalformedMarkup(
            _('the span with the role "{role}" is not empty', role=element.role),
            spans=spans_of(element),
        )
    if element.role == FOOTNOTE and not element.text().strip():
        yield MalformedMarkup(_("a footnote is empty"), spans=spans_of(element))
    if element.role != "blank" and "data-width" in element.attributes:
        yield UnknownElement(_("only a blank has a data-width"), spans=spans_of(element))


def _check_table(table: Element) -> Iterator[BriefbookError]:
    order = [child.tag for child in table.children if isinstance(child, Element)]
    known = [tag for tag in ("caption", "thead", "tbody") if tag in order]
    if order != known or "tbody" not in order:
        yield MalformedMarkup(
            _("a table holds, in this order, caption, thead and tbody"), spans=spans_of(table)
        )
    widths = row_widths(table)
    for row, width in widths:
        if width != widths[0][1]:
            yield MalformedMarkup(
                _(
                    "the row has {width} columns, the first row of the table {first}",
                    width=width,
                    first=widths[0][1],
                ),
                spans=spans_of(row) or spans_of(table),
            )
    if not widths or widths[0][1] == 0:
        yield MalformedMarkup(_("the table has no cells"), spans=spans_of(table))


def _check_fields(fields: Element) -> Iterator[BriefbookError]:
    order = [child.tag for child in fields.children if isinstance(child, Element)]
    if re.fullmatch("(dt (dd )+)+", "".join(f"{tag} " for tag in order)) is None:
        yield MalformedMarkup(
            _("each label <dt> needs its value <dd> after it"), spans=spans_of(fields)
        )


def _check_paragraph(paragraph: Element) -> Iterator[BriefbookError]:
    if paragraph.role != "signature":
        return
    parts = [
        child.role if isinstance(child, Element) else "text"
        for child in paragraph.children
        if isinstance(child, Element) or child.text.strip(" \t\n")
    ]
    if parts not in (["post", "name"], ["post"], ["name"]):
        yield MalformedMarkup(
            _("a signature holds a span for the post and, after it, one for the name"),
            spans=spans_of(paragraph),
        )


def _check_figure(figure: Element) -> Iterator[BriefbookError]:
    if figure.role == "timeline":
        return  # check_timelines looks at it
    order = [child.tag for child in figure.children if isinstance(child, Element)]
    if order not in (["img"], ["img", "figcaption"]):
        yield MalformedMarkup(
            _("a figure holds one picture and, after it, at most one figcaption"),
            spans=spans_of(figure),
        )


_SPECIAL: Mapping[str, Callable[[Element], Iterator[BriefbookError]]] = MappingProxyType(
    {
        "a": _check_link,
        "img": _check_picture,
        "meta": _check_meta,
        "span": _check_span,
        "table": _check_table,
        "dl": _check_fields,
        "figure": _check_figure,
        "p": _check_paragraph,
    }
)
