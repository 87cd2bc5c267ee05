"""From inline elements to runs: the stage *render*, DOCX.

ECMA-376 part 1, 17.3.2 (runs), 17.16 (fields and hyperlinks). ``abbr title`` and
``time datetime`` have no counterpart in Word: their text is printed, as in the PDF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit, urlunsplit

from docx.opc.constants import RELATIONSHIP_TYPE

from briefbook.errors import MalformedMarkup, RefusedAddress, UnknownElement
from briefbook.render.docx.ooxml import span_of
from briefbook.render.docx.sketch import Sketch, build, properties, relate
from briefbook.render.docx.story import Story
from briefbook.render.docx.styles import type_size
from briefbook.render.tree import Element, Node, Text
from briefbook.render.unbreakable import stretches
from briefbook.wording import _

__all__ = [
    "INLINE",
    "Look",
    "blank_width",
    "field",
    "field_marks",
    "page_field",
    "ruled_tab",
    "runs",
    "tab_run",
    "text_run",
]

NBSP = "\N{NO-BREAK SPACE}"

_SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True, slots=True)
class Look:
    """The character format in force.

    ``style`` is the id of a character style; ``size`` the size of the paragraph's type in
    pt, 0 for that of running text.
    """

    language: str
    style: str = ""
    bold: bool = False
    italic: bool = False
    raised: str = ""
    size: float = 0.0

    def within(self, element: Element) -> Look:
        """Return this look in the language of ``element``, if it names one."""
        language = element.attributes.get("lang")
        return replace(self, language=language) if language else self


def runs(story: Story, nodes: Iterable[Node], look: Look) -> list[Sketch]:
    """Return the runs, links and fields of inline content.

    Raises :class:`~briefbook.errors.UnknownElement` for an element or role that cannot
    stand inside a paragraph.
    """
    return [part for node in nodes for part in _parts(story, node, look)]


def text_run(text: str, look: Look, story: Story) -> Sketch:
    """Return a run of ``text``; its language is named where it is not the document's.

    The hyphens of words that no line may break are ``w:noBreakHyphen`` (ISO/IEC
    29500-1, 17.3.3.18): Word draws them as hyphens of the font.
    """
    run = _run(None, look, story)
    for part, whole in stretches(text):
        pieces = part.split("-") if whole else [part]
        for place, piece in enumerate(pieces):
            if place:
                run.children.append(build("w:noBreakHyphen"))
            if piece:
                run.children.append(_text(piece))
    return run


def _text(text: str) -> Sketch:
    content = build("w:t")
    content.text = text
    if text.startswith(" ") or text.endswith(" "):
        content.attributes["xml:space"] = "preserve"
    return content


def tab_run() -> Sketch:
    """Return a run that goes on at the next tab stop."""
    return build("w:r", build("w:tab"))


def ruled_tab(look: Look, story: Story) -> Sketch:
    """Return a run that is a blank as far as the next tab stop, however wide its face is."""
    return _run(build("w:tab"), replace(look, style="Blank"), story)


def page_field(instruction: str, look: Look, story: Story) -> list[Sketch]:
    """Return the field ``PAGE`` or ``NUMPAGES`` with the value that Word replaces on opening."""
    shown = "1" if story.desk.profile.page_number.first_page else "2"
    return field(instruction, shown, replace(look, style="PageNumber"), story)


def field(instruction: str, shown: str, look: Look, story: Story) -> list[Sketch]:
    """Return a complex field (17.16.18) that shows a text until it is updated."""
    begin, separate, end = field_marks(instruction, look, story)
    return [*begin, separate, _run(_text(shown), look, story), end]


def field_marks(instruction: str, look: Look, story: Story) -> tuple[list[Sketch], Sketch, Sketch]:
    """Return what opens a field, parts its code from what it shows, and closes it."""
    code = build("w:instrText")
    code.text = f" {instruction} "
    code.attributes["xml:space"] = "preserve"
    begin, separate, end = (
        _run(build("w:fldChar", fldCharType=kind), look, story)
        for kind in ("begin", "separate", "end")
    )
    return [begin, _run(code, look, story)], separate, end


def _run(content: Sketch | None, look: Look, story: Story) -> Sketch:
    run = build("w:r")
    wanted = list(_run_properties(look, story))
    if wanted:
        run.children.append(properties("w:rPr", wanted))
    if content is not None:
        run.children.append(content)
    return run


def _run_properties(look: Look, story: Story) -> Iterator[Sketch]:
    if look.style:
        yield build("w:rStyle", val=look.style)
    if look.bold:
        yield from (build("w:b"), build("w:bCs"))
    if look.italic:
        yield from (build("w:i"), build("w:iCs"))
    if look.raised:
        yield build("w:vertAlign", val=look.raised)
    desk = story.desk
    if look.language != desk.manuscript.language or desk.on_letterhead:
        tag = desk.manuscript.language_of(look.language).proofing
        if tag != desk.language:
            yield build("w:lang", val=tag, eastAsia=tag)


def _parts(story: Story, node: Node, look: Look) -> list[Sketch]:
    if isinstance(node, Text):
        return [text_run(node.text, look, story)] if node.text else []
    handler = INLINE.get(node.tag)
    if handler is None:
        raise UnknownElement(
            _("the element {tag} cannot stand inside a paragraph", tag=node.tag),
            spans=span_of(node),
        )
    content = handler(story, node, look.within(node))
    key = node.attributes.get("id")
    if not key:
        return content
    start, end = story.bookmark(story.desk.anchors[key])
    return [start, *content, end]


def _plain(story: Story, element: Element, look: Look) -> list[Sketch]:
    return runs(story, element.children, look)


def _strong(story: Story, element: Element, look: Look) -> list[Sketch]:
    return runs(story, element.children, replace(look, bold=True))


def _emphasis(story: Story, element: Element, look: Look) -> list[Sketch]:
    return runs(story, element.children, replace(look, italic=True))


def _superscript(story: Story, element: Element, look: Look) -> list[Sketch]:
    return runs(story, element.children, replace(look, raised="superscript"))


def _subscript(story: Story, element: Element, look: Look) -> list[Sketch]:
    return runs(story, element.children, replace(look, raised="subscript"))


def _code(story: Story, element: Element, look: Look) -> list[Sketch]:
    return runs(story, element.children, replace(look, style=look.style or "Code"))


def _break(story: Story, _element: Element, look: Look) -> list[Sketch]:
    return [_run(build("w:br"), look, story)]


def _span(story: Story, element: Element, look: Look) -> list[Sketch]:
    role = _ROLES.get(element.role)
    if role is None:
        raise UnknownElement(
            _("span has no role “{role}”", role=element.role), spans=span_of(element)
        )
    return role(story, element, look)


def _label(story: Story, element: Element, look: Look) -> list[Sketch]:
    return runs(story, element.children, replace(look, style=look.style or "Label"))


def _blank(story: Story, element: Element, look: Look) -> list[Sketch]:
    """Return a ruled blank of ``data-width`` mm: underlined no-break spaces."""
    spaces = max(1, round(blank_width(element) / story.desk.width(NBSP, look.size)))
    return [text_run(NBSP * spaces, replace(look, style="Blank"), story)]


def blank_width(blank: Element) -> float:
    """Return how wide a blank is to be, in mm."""
    return float(blank.attributes.get("data-width", "0"))


def _page_number(story: Story, _element: Element, look: Look) -> list[Sketch]:
    return page_field("PAGE", look, story)


def _series_number(story: Story, element: Element, look: Look) -> list[Sketch]:
    """Return the number of a caption as the field by which Word lists tables and pictures."""
    instruction = f"SEQ {story.series} \\* ARABIC"
    return field(instruction, element.text(), look, story)


def _note(story: Story, element: Element, look: Look) -> list[Sketch]:
    """Return the call of a footnote, and write the note."""
    notes, mark = story.desk.notes, replace(look, style="FootnoteReference")
    below = Story(notes.part, story.desk)
    plain = Look(look.language, size=type_size(story.desk.profile, "FootnoteText"))
    content = [_run(build("w:footnoteRef"), mark, below), text_run(" ", plain, below)]
    number = notes.add([*content, *runs(below, element.children, plain)])
    return [_run(build("w:footnoteReference", id=number), mark, story)]


def _page_count(story: Story, _element: Element, look: Look) -> list[Sketch]:
    return page_field("NUMPAGES", look, story)


def _link(story: Story, element: Element, look: Look) -> list[Sketch]:
    address = element.attributes.get("href", "")
    link = build("w:hyperlink", history=1)
    if address.startswith("#"):
        link.attributes["w:anchor"] = _target(story, address, element)
    else:
        link = relate(link, _relationship(story, address, element))
    title = element.attributes.get("title")
    if title:
        link.attributes["w:tooltip"] = title
    link.children.extend(runs(story, element.children, replace(look, style="Hyperlink")))
    return [link]


def _target(story: Story, address: str, element: Element) -> str:
    name = story.desk.anchors.get(address[1:])
    if name is None:
        raise MalformedMarkup(
            _("the link {address} leads to no place in the document", address=address),
            spans=span_of(element),
            hint=_("give an element this id"),
        )
    return name


def _relationship(story: Story, address: str, element: Element) -> str:
    try:
        target = _ascii_address(address)
        scheme = urlsplit(target).scheme.lower()
    except ValueError as error:
        raise RefusedAddress(
            _("the address {address} cannot be read", address=address), spans=span_of(element)
        ) from error
    if scheme not in _SCHEMES:
        raise RefusedAddress(
            _("the address {address} is not of the web or of mail", address=address),
            spans=span_of(element),
            hint=_("use http:, https:, mailto: or the id of an element"),
        )
    return story.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def _ascii_address(address: str) -> str:
    """Return an address in the ASCII of RFC 3986, as relationships want it."""
    if address.isascii() and " " not in address:
        return address
    scheme, host, path, query, fragment = urlsplit(address)
    if not host.isascii():
        host = host.encode("idna").decode()
    kept = "/:@!$&'()*+,;=~%-._?"
    rest = (quote(part, safe=kept) for part in (path, query, fragment))
    return urlunsplit((scheme, host, *rest))


Handler = Callable[[Story, Element, Look], list[Sketch]]

#: What each inline element becomes.
INLINE: Mapping[str, Handler] = {
    "a": _link,
    "abbr": _plain,
    "br": _break,
    "code": _code,
    "em": _emphasis,
    "span": _span,
    "strong": _strong,
    "sub": _subscript,
    "sup": _superscript,
    "time": _plain,
}

_ROLES: Mapping[str, Handler] = {
    "": _plain,
    "blank": _blank,
    "figure-number": _series_number,
    "footnote": _note,
    "label": _label,
    "name": _plain,
    "page-count": _page_count,
    "page-number": _page_number,
    "post": _plain,
    "table-number": _series_number,
}
