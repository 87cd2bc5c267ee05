"""How wide a text is: the stage *render*, DOCX.

Word measures text itself; these figures place only what must stand at a measured
distance (a label's hanging indent, a signer's name, a blank to fill in). They are
the advance widths of the book's own face (OpenType ``hmtx``,
https://learn.microsoft.com/typography/opentype/spec/hmtx).
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath

from fontTools.ttLib import TTFont, TTLibError

#: Advance widths in em of a text face whose file the book does not carry.
_COMMON = {" ": 0.25, "\N{NO-BREAK SPACE}": 0.25, ".": 0.25, ",": 0.25, ":": 0.28}
_CAPITAL, _OTHER = 0.72, 0.5

#: Millimetres in a point.
MM_PER_POINT = 25.4 / 72


class Metrics:
    """The advance widths of the regular faces among the files of a book.

    ``assets`` maps paths under ``templates/`` to bytes; each face is opened once, when
    its family is first measured.
    """

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        self._assets = assets
        self._faces: dict[str, Mapping[str, float]] = {}

    def width(self, text: str, family: str, size: float) -> float:
        """Return the width in mm of ``text`` set in ``family`` at ``size`` pt."""
        face = self._face(family)
        em = sum(face[c] if c in face else _guess(c) for c in text)
        return em * size * MM_PER_POINT

    def _face(self, family: str) -> Mapping[str, float]:
        if family not in self._faces:
            self._faces[family] = self._open(family)
        return self._faces[family]

    def _open(self, family: str) -> Mapping[str, float]:
        for path in sorted(self._assets):
            if PurePosixPath(path).suffix.lower() in {".ttf", ".otf"}:
                widths = _widths(self._assets[path], family)
                if widths:
                    return widths
        return {}


def _widths(data: bytes, family: str) -> dict[str, float]:
    """Return the advance widths in em of a face, or nothing if it is another one."""
    try:
        font = TTFont(BytesIO(data), lazy=True)
    except TTLibError:
        return {}
    with font:
        names = font["name"]
        if names.getBestFamilyName() != family or names.getBestSubFamilyName() != "Regular":
            return {}
        em, advances = font["head"].unitsPerEm, font["hmtx"].metrics
        return {chr(code): advances[name][0] / em for code, name in font.getBestCmap().items()}


def _guess(character: str) -> float:
    return _COMMON.get(character, _CAPITAL if character.isupper() else _OTHER)
