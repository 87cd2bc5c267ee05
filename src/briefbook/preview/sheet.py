"""One document as a web page: its composed HTML with the look of its layout.

Made in a worker, like the document itself. The tree is the one that both renderers read,
so nothing can stand here that does not stand in the file. Each block that shows facts
carries their paths (``data-facts``) and its place in the templates (``data-origin``).
Widths become rules of the stylesheet: the page forbids styles in attributes.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from importlib.resources import files
from types import MappingProxyType

from briefbook.build.job import Workshop, open_workshop, shown_blocks, write_manuscript
from briefbook.build.outcome import Piece
from briefbook.build.snapshot import Snapshot
from briefbook.build.status import Fact, fact_of
from briefbook.record.digests import digest
from briefbook.render.fonts import FontLibrary
from briefbook.render.manuscript import Manuscript
from briefbook.render.markup import serialize
from briefbook.render.pictures.drawings import drawing_name, is_drawn, with_drawings
from briefbook.render.pictures.lettering import Lettering
from briefbook.render.printable import running
from briefbook.render.stylesheet import page_css
from briefbook.render.tree import Element, Node, Text
from briefbook.tracking.trace import Recorder, Replayer

__all__ = [
    "NONCE",
    "Sheet",
    "SheetShop",
    "borrowed_faces",
    "compose_sheet",
    "open_sheet_shop",
]

#: Stands in a sheet where the server puts the number that its styles are allowed by
#: (https://www.w3.org/TR/CSP3/#framework-directive-source-list).
NONCE = "@nonce@"

#: Where the server has the files under ``templates/`` that a sheet may ask for.
TEMPLATE_FILES = "/-/template/"

_BORROWED = ("fonts/pt-sans/PTSans-", "fonts/pt-serif/PTSerif-")
_SLANTED = re.compile("Italic|\\.(?!ttf$)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document for the screen.

    ``html`` is a whole page with :data:`NONCE` in it, ``digest`` stands for all that it
    shows; ``facts`` are those that were read, in the order of their reading.
    """

    title: str
    html: str
    digest: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class SheetShop:
    """What a worker keeps between sheets of one book."""

    workshop: Workshop
    fonts: FontLibrary
    lettering: Lettering


def open_sheet_shop(snapshot: Snapshot) -> SheetShop:
    """Prepare a worker for the sheets of one book."""
    files_ = snapshot.files
    return SheetShop(open_workshop(snapshot), FontLibrary.from_assets(files_), Lettering(files_))


def compose_sheet(shop: SheetShop, piece: Piece) -> Sheet:
    """Compose one output for the screen; raises an :class:`OutputError`."""
    recorder, pages = Recorder(), dict(piece.pages)
    manuscript = write_manuscript(shop.workshop, piece.output, recorder, pages)
    replayer = Replayer(shop.workshop.snapshot.world(pages))
    reads = (read for read in recorder.trace().reads if not _only_a_record(read.answer))
    facts = tuple(fact_of(read, replayer) for read in reads)
    title, html = _page(manuscript, shop)
    return Sheet(title, html, digest(html.encode()), facts)


def _only_a_record(answer: object) -> bool:
    """Tell whether an answer only says that a record is there: no fact to show."""
    return isinstance(answer, tuple) and answer[:1] == ("record",)


def _page(manuscript: Manuscript, shop: SheetShop) -> tuple[str, str]:
    """Return the title and the whole page of a manuscript."""
    # The letters of its drawings are shapes: a picture loads no fonts.
    drawn = with_drawings(manuscript, shop.lettering, outlined=True)
    screen = _Screen(_facts_of_blocks(manuscript), drawn)
    body = next(part for part in screen.root.elements() if part.tag == "body")
    title = next((part.text() for part in screen.root.elements() if part.tag == "title"), "")
    style = "\n".join(_styles(manuscript, shop.fonts)).replace("</", r"<\/")
    html = (
        f'<!DOCTYPE html>\n<html lang="{escape(manuscript.language)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<style nonce="{NONCE}">\n{style}\n</style>\n</head>\n'
        f"{serialize(screen.shown(body))}\n</html>\n"
    )
    return title, html


def _facts_of_blocks(manuscript: Manuscript) -> dict[int | str, tuple[str, ...]]:
    """Return the paths of the facts of each block that shows some, by its identity.

    A drawing has those of its alternative text, by its address.
    """
    evidence = json.loads(manuscript.evidence)["blocks"]
    shown = zip(shown_blocks(manuscript.root), evidence, strict=True)
    found: dict[int | str, tuple[str, ...]] = {
        id(block): tuple(said["facts"]) for block, said in shown if said["facts"]
    }
    timelines = (each for each in manuscript.root.elements() if each.role == "timeline")
    for number, timeline in enumerate(timelines, start=1):
        said = (part for part in timeline.elements() if part.role == "alternative")
        found[drawing_name(number)] = next((found.get(id(part), ()) for part in said), ())
    return found


class _Screen:
    """Rewrites the tree of a document for the screen."""

    def __init__(self, facts: Mapping[int | str, tuple[str, ...]], manuscript: Manuscript) -> None:
        self.root = manuscript.root
        self._facts = facts
        self._assets = manuscript.assets
        self._first = True

    def shown(self, element: Element) -> Element:
        """Return an element and all below it as the screen has them."""
        attributes = dict(element.attributes)
        source = attributes.get("src", "")
        if element.tag == "a" and not attributes["href"].startswith("#"):
            attributes |= {"target": "_blank", "rel": "noopener noreferrer"}
        if element.tag == "img":
            attributes["src"] = self._address(source)
        if paths := self._facts.get(id(element)) or self._facts.get(source):
            attributes |= self._block(element, paths)
        children: tuple[Node, ...] = tuple(
            child if isinstance(child, Text) else self.shown(child) for child in element.children
        )
        return replace(element, attributes=MappingProxyType(attributes), children=children)

    def _address(self, source: str) -> str:
        """Return where the screen finds a picture; a drawing stands in its own address."""
        if not is_drawn(source):
            return TEMPLATE_FILES + source.lstrip("/")
        return f"data:image/svg+xml;base64,{b64encode(self._assets[source]).decode('ascii')}"

    def _block(self, element: Element, paths: tuple[str, ...]) -> dict[str, str]:
        """Return what a block that shows facts carries; the first can be reached with Tab."""
        origin = element.origin
        place = f"templates/{origin.template}:{origin.line}" if origin else ""
        reached = "0" if self._first else "-1"
        self._first = False
        return {"data-facts": " ".join(paths), "data-origin": place, "tabindex": reached}


def _styles(manuscript: Manuscript, fonts: FontLibrary) -> Iterator[str]:
    """Yield the stylesheets of a sheet in the order of the cascade."""
    yield from _font_faces(fonts)
    heights = {
        family: face.single_spacing
        for family in fonts.families
        if (face := fonts.face(family)) is not None
    }
    yield page_css(manuscript.profile, heights, running(manuscript.root))
    for name in manuscript.stylesheets:
        source = manuscript.assets.get(name, b"").decode("utf-8-sig", "replace")
        yield _with_addresses(source)
    yield from _measures(manuscript.root.elements())
    margins = manuscript.profile.page.margins
    yield (
        f":root {{ --sheet-width: {manuscript.profile.page.width:g}mm; "
        f"--sheet-top: {margins.top:g}mm; --sheet-right: {margins.right:g}mm; "
        f"--sheet-bottom: {margins.bottom:g}mm; --sheet-left: {margins.left:g}mm }}"
    )
    yield (files(__package__) / "assets" / "sheet.css").read_text(encoding="utf-8")


def borrowed_faces(assets: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the rules for the faces in which the page itself likes to be set.

    They are those of a new book; a book without them has a page in faces of the system.
    """
    for name in assets:
        if name.startswith(_BORROWED) and not _SLANTED.search(name):
            family = "PT Serif" if "serif" in name else "PT Sans"
            weight = "bold" if "Bold" in name else "normal"
            yield _face_rule(family, name, weight, "normal")


def _font_faces(fonts: FontLibrary) -> Iterator[str]:
    """Yield a rule for each face that the book carries."""
    for face in fonts.faces:
        weight, style = "bold" if face.bold else "normal", "italic" if face.italic else "normal"
        yield _face_rule(face.family, face.path, weight, style)


def _face_rule(family: str, path: str, weight: str, style: str) -> str:
    """Return the rule for one face (https://www.w3.org/TR/css-fonts-4/#font-face-rule)."""
    return (
        f'@font-face {{ font-family: "{family}"; src: url("{TEMPLATE_FILES}{path}"); '
        f"font-weight: {weight}; font-style: {style}; font-display: swap }}"
    )


def _with_addresses(css: str) -> str:
    """Let the addresses of a stylesheet, which are paths under ``templates/``, lead there."""
    for quote in ("", '"', "'"):
        css = css.replace(f"url({quote}/", f"url({quote}{TEMPLATE_FILES}")
    return css


def _measures(elements: Iterable[Element]) -> Iterator[str]:
    """Yield a rule for each width that elements carry as an attribute."""
    widths = {element.attributes.get("data-width") for element in elements}
    for width in sorted(filter(None, widths)):
        yield f'[data-width="{width}"] {{ width: {width}mm; max-width: 100% }}'
