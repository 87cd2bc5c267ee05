"""What a part of a DOCX says, paragraph by paragraph: the stage *render*, DOCX.

Also of files that others have saved: changes that Word tracks are read as if they were
accepted, and the older wording that stands beside a text is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

__all__ = ["story_texts"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TEXT = f"{_W}p", f"{_W}t"
#: What a picture is called, and the text that stands for it.
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
#: Elements that stand for a character.
_CHARACTERS = {
    f"{_W}tab": " ",
    f"{_W}br": " ",
    f"{_W}cr": " ",
    f"{_W}noBreakHyphen": "-",
}
#: Where an older or other wording of the same text stands.
_PASSED_OVER = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}instrText",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def story_texts(root: etree._Element) -> Iterator[str]:
    """Yield the text of each paragraph of a part, empty ones left out, then of its pictures."""
    for paragraph in root.iter(_PARAGRAPH):
        text = "".join(_runs(paragraph))
        if text.strip():
            yield text
    for picture in root.iter(_PICTURE):
        if text := picture.get("descr", ""):
            yield text


def _runs(element: etree._Element) -> Iterator[str]:
    """Yield what an element shows; a paragraph in a text box speaks for itself."""
    for child in element:
        if child.tag in _PASSED_OVER or child.tag == _PARAGRAPH:
            continue
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[str(child.tag)]
        else:
            yield from _runs(child)
