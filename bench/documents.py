"""The same documents for the peers: composed by briefbook, written as each peer wants them.

Briefs become HTML with CSS for WeasyPrint and Chromium, and Typst markup; memos become
HTML for pandoc, and a docxtpl template with the texts that fill it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from bench.typst_markup import typst
from briefbook.api import Book
from briefbook.build.enclosing import trial_of
from briefbook.build.job import Workshop, make_piece, open_workshop, write_manuscript
from briefbook.plan.outputs import Output
from briefbook.render.fonts import FontLibrary
from briefbook.render.manuscript import Manuscript
from briefbook.render.markup import serialize
from briefbook.render.pictures.drawings import SCHEME, is_drawn, with_drawings
from briefbook.render.pictures.lettering import Lettering
from briefbook.render.printable import printable, running
from briefbook.render.stylesheet import page_css
from briefbook.render.tree import Element


@dataclass(frozen=True, slots=True)
class Documents:
    """What the peers are given: files in ``folder``, named LANGUAGE-SUBJECT.

    ``environment`` makes the book's fonts visible to fontconfig, and no others.
    """

    folder: Path
    briefs: tuple[str, ...]
    memos: tuple[str, ...]
    environment: dict[str, str]


def write_documents(book: Path, folder: Path) -> Documents:
    """Write every document of the book for the peers."""
    opened = Book.open(book)
    workshop = open_workshop(opened.snapshot)
    folder.mkdir()
    outputs = {
        kind: [o for o in opened.outputs() if o.document == kind] for kind in ("brief", "memo")
    }
    library = FontLibrary.from_assets(opened.snapshot.files)
    configured = _lay_fonts(opened.snapshot.files, folder)
    for output in outputs["brief"]:
        _write_brief(folder, name_of(output), write_manuscript(workshop, output), library)
    _write_memos(folder, workshop, outputs["memo"])
    return Documents(
        folder,
        tuple(name_of(output) for output in outputs["brief"]),
        tuple(name_of(output) for output in outputs["memo"]),
        {"FONTCONFIG_FILE": str(configured)},
    )


def name_of(output: Output) -> str:
    """Name an output's files."""
    return f"{output.language}-{output.subject}"


def _lay_fonts(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write the book's fonts; return a configuration that shows them to fontconfig alone."""
    fonts, configured = folder / "fonts", folder / "fonts.conf"
    fonts.mkdir()
    for path, data in files.items():
        if path.endswith((".ttf", ".otf")):
            (fonts / Path(path).name).write_bytes(data)
    configured.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        f"<fontconfig><reset-dirs/><dir>{fonts}</dir><cachedir>{folder}/cache</cachedir>"
        "</fontconfig>\n",
        encoding="utf-8",
    )
    return configured


def _write_brief(folder: Path, name: str, manuscript: Manuscript, fonts: FontLibrary) -> None:
    manuscript = _with_pictures(folder, name, manuscript)
    html = serialize(printable(manuscript.root, manuscript.dated))
    (folder / f"{name}.html").write_text(html, encoding="utf-8")
    css = "\n".join(_sheets(manuscript, fonts))
    (folder / f"{name}.css").write_text(css, encoding="utf-8")
    (folder / f"{name}.typ").write_text(typst(manuscript), encoding="utf-8")


def _with_pictures(folder: Path, name: str, manuscript: Manuscript) -> Manuscript:
    """Draw the timelines of a brief, as briefbook does, into files that the peers are given."""
    drawn = with_drawings(manuscript, Lettering(manuscript.assets), outlined=False)

    def filed(element: Element) -> Element:
        source = element.attributes.get("src", "")
        attributes = dict(element.attributes)
        if is_drawn(source):
            attributes["src"] = f"{name}-{source.removeprefix(SCHEME)}"
            (folder / attributes["src"]).write_bytes(drawn.assets[source])
        children = tuple(
            filed(each) if isinstance(each, Element) else each for each in element.children
        )
        return replace(element, attributes=attributes, children=children)

    return replace(drawn, root=filed(drawn.root))


def _sheets(manuscript: Manuscript, fonts: FontLibrary) -> Iterator[str]:
    faces = {name: fonts.face(name) for name in fonts.families}
    heights = {name: face.single_spacing for name, face in faces.items() if face}
    yield page_css(manuscript.profile, heights, running(manuscript.root))
    for path in manuscript.stylesheets:
        yield manuscript.assets[path].decode("utf-8")


def _write_memos(folder: Path, workshop: Workshop, outputs: Sequence[Output]) -> None:
    """Write each memo's texts, and per language a template made of its first memo."""
    counts: dict[str, int] = {}
    for output in outputs:
        name = name_of(output)
        manuscript = write_manuscript(workshop, output)
        (folder / f"{name}.memo.html").write_text(serialize(manuscript.root), encoding="utf-8")
        data = make_piece(workshop, trial_of(output, workshop.snapshot.config)).data
        assert data is not None
        texts = [_text(paragraph) for paragraph in _paragraphs(docx.Document(BytesIO(data)))]
        (folder / f"{name}.json").write_text(json.dumps(texts), encoding="utf-8")
        if output.language not in counts:
            _write_template(folder / f"template-{output.language}.docx", data)
        assert counts.setdefault(output.language, len(texts)) == len(texts)


def _write_template(file: Path, data: bytes) -> None:
    """Make a docxtpl template: the memo, with a placeholder for each paragraph's text."""
    document = docx.Document(BytesIO(data))
    for number, paragraph in enumerate(_paragraphs(document)):
        first, *others = paragraph.iter(qn("w:t"))
        first.text = f"{{{{ p[{number}] }}}}"
        for other in others:
            other.text = ""
    document.save(str(file))


def _paragraphs(document: Any) -> list[Any]:
    """Return the paragraphs that have text, those of tables among them."""
    return [each for each in document.element.body.iter(qn("w:p")) if _text(each)]


def _text(paragraph: Any) -> str:
    return "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
