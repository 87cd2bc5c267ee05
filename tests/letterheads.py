"""A letterhead as Word makes it: the parts, the ids and the leftovers of a Russian Word.

An invented ministry. Page 1 has a header of its own, with a picture; the others have an
empty one. The plain text is indented and set wide, in the ministry's own font; a table
stands in the body; the file tells where it was made, and by which template.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from importlib.resources import files
from io import BytesIO

from tests.render.stress import png
from tests.verify.samples import zipped

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)

#: The parts, by the names of their content types.
_TYPES = {
    "/word/document.xml": f"{_WORD}document.main+xml",
    "/word/styles.xml": f"{_WORD}styles+xml",
    "/word/settings.xml": f"{_WORD}settings+xml",
    "/word/fontTable.xml": f"{_WORD}fontTable+xml",
    "/word/numbering.xml": f"{_WORD}numbering+xml",
    "/word/header1.xml": f"{_WORD}header+xml",
    "/word/header2.xml": f"{_WORD}header+xml",
    "/word/footer1.xml": f"{_WORD}footer+xml",
    "/word/footnotes.xml": f"{_WORD}footnotes+xml",
    "/word/endnotes.xml": f"{_WORD}endnotes+xml",
    "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "/customXml/itemProps1.xml": (
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    ),
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}

_DRAWING = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="720000" cy="720000"/>'
    '<wp:docPr id="7" name="Рисунок 7" descr="Эмблема Министерства рек"/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="emblem.png"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="720000" cy="720000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
_STAMP = (
    '<w:tbl><w:tblPr><w:tblStyle w:val="a1"/><w:tblW w:w="4000" w:type="dxa"/></w:tblPr>'
    '<w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid><w:tr><w:tc><w:tcPr>'
    '<w:tcW w:w="4000" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="a7"/></w:pPr>'
    '<w:bookmarkStart w:id="3" w:name="Штамп"/><w:r><w:t>МИНИСТЕРСТВО РЕК</w:t></w:r>'
    '<w:bookmarkEnd w:id="3"/></w:p><w:p><w:pPr><w:pStyle w:val="a7"/></w:pPr><w:r>'
    "<w:t>Набережная, 1, г. Образцов</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
_SECTION = (
    '<w:sectPr w:rsidR="00AB12CD"><w:headerReference w:type="default" r:id="rId8"/>'
    '<w:headerReference w:type="first" r:id="rId7"/>'
    '<w:footerReference w:type="default" r:id="rId9"/>'
    '<w:footerReference w:type="first" r:id="rId9"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="680" w:bottom="1021" '
    'w:left="1701" w:header="454" w:footer="397" w:gutter="0"/><w:cols w:space="708"/>'
    '<w:titlePg/><w:docGrid w:linePitch="360"/></w:sectPr>'
)
_EMPTY = '<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD"/>'


def _style(kind: str, key: str, name: str, inner: str = "", default: bool = False) -> str:
    first = ' w:default="1"' if default else ""
    head = f'<w:style w:type="{kind}"{first} w:styleId="{key}"><w:name w:val="{name}"/>'
    return f"{head}{inner}</w:style>"


_FONT = '<w:rFonts w:ascii="PT Sans" w:hAnsi="PT Sans" w:cs="PT Sans"/>'
_NORMAL = (
    '<w:qFormat/><w:pPr><w:spacing w:after="160" w:line="276" w:lineRule="auto"/>'
    '<w:ind w:firstLine="709"/><w:jc w:val="both"/></w:pPr>'
    f'<w:rPr>{_FONT}<w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="ru-RU"/></w:rPr>'
)
_STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" '
    'w:hAnsiTheme="minorHAnsi"/><w:sz w:val="22"/><w:szCs w:val="22"/>'
    '<w:lang w:val="ru-RU" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    "<w:pPrDefault/></w:docDefaults>"
    + _style("paragraph", "a", "Normal", _NORMAL, default=True)
    + _style("character", "a0", "Default Paragraph Font", "<w:semiHidden/>", default=True)
    + _style(
        "table",
        "a1",
        "Normal Table",
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr>",
        default=True,
    )
    + _style("numbering", "a2", "No List", "<w:semiHidden/>", default=True)
    + _style(
        "paragraph",
        "1",
        "heading 1",
        '<w:basedOn w:val="a"/><w:next w:val="a"/><w:pPr><w:keepNext/><w:ind w:firstLine="0"/>'
        '<w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:color w:val="2E5E3E"/></w:rPr>',
    )
    + _style(
        "paragraph", "a3", "header", '<w:basedOn w:val="a"/><w:pPr><w:jc w:val="center"/></w:pPr>'
    )
    + _style("paragraph", "a5", "footer", '<w:basedOn w:val="a"/><w:rPr><w:sz w:val="16"/></w:rPr>')
    + _style(
        "paragraph",
        "a7",
        "Бланк",
        '<w:basedOn w:val="a"/><w:pPr><w:spacing w:after="0"/><w:ind w:firstLine="0"/>'
        '<w:jc w:val="center"/></w:pPr><w:rPr><w:color w:val="2E5E3E"/><w:sz w:val="20"/></w:rPr>',
    )
    + _style(
        "paragraph",
        "Note",
        "Служебная отметка",
        '<w:basedOn w:val="a"/><w:rPr><w:color w:val="FF0000"/></w:rPr>',
    )
    + _style(
        "paragraph",
        "a8",
        "List Bullet",
        '<w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>',
    )
)
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="a8"/>'
    '<w:lvlText w:val="§"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="720" w:hanging="360"/>'
    '</w:pPr></w:lvl></w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
)
_SETTINGS = (
    '<w:zoom w:percent="110"/><w:attachedTemplate r:id="rId1"/><w:defaultTabStop w:val="708"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    '<w:endnotePr><w:endnote w:id="-1"/><w:endnote w:id="0"/></w:endnotePr>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="12"/></w:compat>'
    '<w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids><w:themeFontLang w:val="ru-RU"/>'
    '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
)


def _notes(kind: str) -> str:
    rules = (("separator", -1), ("continuationSeparator", 0))
    return "".join(
        f'<w:{kind} w:type="{name}" w:id="{number}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>'
        for name, number in rules
    )


def _root(tag: str, inner: str) -> bytes:
    return f"{_XML}<w:{tag} {_SPACES}>{inner}</w:{tag}>".encode()


def _relations(*entries: tuple[str, str, str]) -> bytes:
    inner = ""
    for key, kind, target in entries:
        whole = kind if ":" in kind else f"{_OFFICE}/relationships/{kind}"
        mode = ' TargetMode="External"' if "://" in target else ""
        inner += f'<Relationship Id="{key}" Type="{whole}" Target="{target}"{mode}/>'
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def parts() -> dict[str, bytes]:
    """The parts of the letterhead by their names."""
    types = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in _TYPES.items()
    )
    defaults = "".join(
        f'<Default Extension="{extension}" ContentType="{kind}"/>'
        for extension, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("png", "image/png"),
        )
    )
    header = '<w:p><w:pPr><w:pStyle w:val="a3"/></w:pPr>{}</w:p>'
    address = "<w:r><w:t>тел. 000-00-00, rivers@example.org</w:t></w:r>"
    return {
        "[Content_Types].xml": (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{defaults}{types}</Types>'.encode()
        ),
        "_rels/.rels": _relations(
            ("rId1", "officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", "extended-properties", "docProps/app.xml"),
            ("rId4", f"{_PACKAGE}/relationships/metadata/thumbnail", "docProps/thumbnail.png"),
        ),
        "word/document.xml": _root("document", f"<w:body>{_STAMP}{_EMPTY * 3}{_SECTION}</w:body>"),
        "word/_rels/document.xml.rels": _relations(
            ("rId1", "styles", "styles.xml"),
            ("rId2", "settings", "settings.xml"),
            ("rId3", "fontTable", "fontTable.xml"),
            ("rId4", "theme", "theme/theme1.xml"),
            ("rId5", "footnotes", "footnotes.xml"),
            ("rId6", "endnotes", "endnotes.xml"),
            ("rId7", "header", "header1.xml"),
            ("rId8", "header", "header2.xml"),
            ("rId9", "footer", "footer1.xml"),
            ("rId10", "numbering", "numbering.xml"),
            ("rId11", "customXml", "../customXml/item1.xml"),
        ),
        "word/styles.xml": _root("styles", _STYLES),
        "word/settings.xml": _root("settings", _SETTINGS),
        "word/_rels/settings.xml.rels": _relations(
            ("rId1", "attachedTemplate", "file:///C:/Users/desk/Templates/blank.dotx")
        ),
        "word/fontTable.xml": _root("fonts", '<w:font w:name="PT Sans"/>'),
        "word/numbering.xml": _root("numbering", _NUMBERING),
        "word/theme/theme1.xml": _theme(),
        "word/header1.xml": _root("hdr", header.format(_DRAWING)),
        "word/_rels/header1.xml.rels": _relations(("rId1", "image", "media/image1.png")),
        "word/header2.xml": _root("hdr", header.format("")),
        "word/footer1.xml": _root(
            "ftr", f'<w:p><w:pPr><w:pStyle w:val="a5"/></w:pPr>{address}</w:p>'
        ),
        "word/footnotes.xml": _root("footnotes", _notes("footnote")),
        "word/endnotes.xml": _root("endnotes", _notes("endnote")),
        "word/media/image1.png": png(alpha=False),
        "customXml/item1.xml": f'{_XML}<b:Sources xmlns:b="{_OFFICE}/bibliography"/>'.encode(),
        "customXml/_rels/item1.xml.rels": _relations(("rId1", "customXmlProps", "itemProps1.xml")),
        "customXml/itemProps1.xml": (
            f'{_XML}<ds:datastoreItem xmlns:ds="{_OFFICE}/customXml" '
            'ds:itemID="{11111111-2222-3333-4444-555555555555}"/>'.encode()
        ),
        "docProps/core.xml": (
            f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Бланк</dc:title>'
            "<dc:creator>Desk</dc:creator></cp:coreProperties>".encode()
        ),
        "docProps/app.xml": (
            f'{_XML}<Properties xmlns="{_OFFICE}/extended-properties">'
            "<Application>Microsoft Office Word</Application></Properties>".encode()
        ),
        "docProps/thumbnail.png": png(alpha=True),
    }


def _theme() -> bytes:
    stock = files("docx") / "templates/default.docx"
    with zipfile.ZipFile(BytesIO(stock.read_bytes())) as archive:
        return archive.read("word/theme/theme1.xml")


def letterhead(change: Callable[[dict[str, bytes]], object] = lambda _: None) -> bytes:
    """The letterhead, after a change of its parts."""
    changed = parts()
    change(changed)
    return zipped(changed)


def put(name: str, old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    """The change that puts ``new`` for the first ``old`` in a part."""

    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[name], f"{old} does not stand in {name}"
        parts[name] = parts[name].replace(old.encode(), new.encode(), 1)

    return change
