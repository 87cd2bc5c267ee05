"""The fonts of the book, and nothing else: faces, code points, measures.

Stage *render*. A document must look the same on every machine, so the fonts of
the system are hidden from Pango: fontconfig is given a configuration of its own
(https://www.freedesktop.org/software/fontconfig/fontconfig-user.html) that knows
one private folder. Measures are those of the OpenType tables ``hhea``, ``OS/2``
and ``head``, https://learn.microsoft.com/en-us/typography/opentype/spec/.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from weakref import finalize
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont, TTLibError

from briefbook.errors import MissingFont, Span
from briefbook.plan.profile import Profile
from briefbook.render.libraries import found_at_once
from briefbook.wording import _, joined

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

#: Where the fonts of a book are, under ``templates/``.
FOLDER = "fonts/"
_SUFFIXES = (".ttf", ".otf")
#: The weight from which a face counts as bold (CSS Fonts 4, section 2.2).
_BOLD_FROM = 600


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: ``single_spacing`` is its line height as a multiple of the type size.

    ``path`` is under ``templates/``; ``code_points`` are the characters that it shows.
    """

    path: str
    family: str
    bold: bool
    italic: bool
    single_spacing: float
    code_points: frozenset[int]


class FontLibrary:
    """The font files of a book, read when they are first asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(sorted(files.items()))
        self._folder: Path | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FontLibrary) and self._files == other._files

    def __hash__(self) -> int:
        return hash(self.digest)

    @classmethod
    def from_assets(cls, assets: Mapping[str, bytes]) -> FontLibrary:
        """Return the library of the font files among ``assets`` (paths under ``templates/``)."""
        return cls(
            {
                path: data
                for path, data in assets.items()
                if path.startswith(FOLDER) and path.lower().endswith(_SUFFIXES)
            }
        )

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all font files with their paths, in hexadecimal."""
        whole = sha256()
        for path, data in self._files.items():
            whole.update(f"{path}\0{len(data)}\0".encode())
            whole.update(data)
        return whole.hexdigest()

    @cached_property
    def faces(self) -> tuple[Face, ...]:
        """All faces, in the order of their paths.

        Raises ``MissingFont`` for a file that is no font.
        """
        return tuple(_read_face(path, data) for path, data in self._files.items())

    @cached_property
    def families(self) -> frozenset[str]:
        """The names of the families that the book carries."""
        return frozenset(face.family for face in self.faces)

    def face(self, family: str, *, bold: bool = False, italic: bool = False) -> Face | None:
        """Return the face that fits best, or None where the family is not carried.

        A missing bold or italic is looked for in the family's other faces, as a
        renderer would do.
        """
        members = [face for face in self.faces if face.family == family]
        return min(
            members,
            key=lambda face: (face.italic != italic, face.bold != bold, face.path),
            default=None,
        )

    def missing(
        self, family: str, text: str, *, bold: bool = False, italic: bool = False
    ) -> frozenset[str]:
        """Return the characters of ``text`` that the face cannot show.

        All of them where the family is not carried. Tabs, line feeds and the word
        joiner are not shown and never missing.
        """
        face = self.face(family, bold=bold, italic=italic)
        known = face.code_points if face else frozenset[int]()
        shown = (char for char in text if char not in "\t\n\u2060")
        return frozenset(char for char in shown if ord(char) not in known)

    def require(self, profile: Profile) -> list[MissingFont]:
        """Return a problem for each family of the profile that cannot be set."""
        wanted = dict.fromkeys((profile.text.typeface.family, profile.heading_typeface.family))
        problems: list[MissingFont] = []
        for family in wanted:
            face = self.face(family)
            if face is None:
                message = _("the font {family} is not in the book", family=family)
            elif face.bold or face.italic:
                message = _("the font {family} has no regular face in the book", family=family)
            else:
                continue
            near = get_close_matches(family, sorted(self.families), n=1)
            hint = _("put its files under templates/{folder}", folder=FOLDER)
            if near and near[0] != family:
                hint = joined([_("did you mean {word}?", word=near[0]), hint], " ")
            problems.append(
                MissingFont(
                    message,
                    spans=(Span(f"templates/profiles/{profile.name}.toml"),),
                    hint=hint,
                )
            )
        return problems

    @property
    def files(self) -> tuple[Path, ...]:
        """The font files on the disk, in a private folder that lasts as long as the library."""
        return tuple(sorted((self._materialized().parent / "faces").iterdir()))

    def configuration(self) -> FontConfiguration:
        """Return a new WeasyPrint configuration that sees this library only.

        It lives on files in a private folder, which lasts as long as the library.
        """
        with fontconfig_reads(self._materialized()), found_at_once():
            from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as below

            from briefbook.render.quicker import quicken  # noqa: PLC0415

            configuration = FontConfiguration()
        quicken(configuration)
        return configuration

    def _materialized(self) -> Path:
        """Write the files and the configuration once; return the configuration's path."""
        if self._folder is None:
            folder = Path(mkdtemp(prefix="briefbook-fonts-"))
            finalize(self, _remove, folder, os.getpid())
            self._write(folder)
            self._folder = folder  # only now: on a full disk the next output must not go without
        return self._folder / "fonts.conf"

    def _write(self, folder: Path) -> None:
        fonts = folder / "faces"
        fonts.mkdir()
        for number, (path, data) in enumerate(self._files.items()):
            (fonts / f"{number:03d}{Path(path).suffix.lower()}").write_bytes(data)
        (folder / "fonts.conf").write_text(
            '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
            f"<fontconfig><reset-dirs/><dir>{escape(str(fonts))}</dir>"
            f"<cachedir>{escape(str(folder / 'cache'))}</cachedir></fontconfig>\n",
            encoding="utf-8",
        )


@contextmanager
def fontconfig_reads(file: Path) -> Iterator[None]:
    """Point fontconfig at a file of ours while a configuration is read.

    The import of WeasyPrint reads one too, and would warn on a machine that
    has no fonts.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(file)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def _remove(folder: Path, owner: int) -> None:
    """Remove the folder, but in a forked process leave it to the one that made it."""
    if os.getpid() == owner:
        rmtree(folder, ignore_errors=True)


def _read_face(path: str, data: bytes) -> Face:
    try:
        with TTFont(BytesIO(data), lazy=True) as font:
            name, head, measures = font["name"], font["head"], font["hhea"]
            height = measures.ascent - measures.descent + measures.lineGap
            return Face(
                path=path,
                family=name.getBestFamilyName() or "",
                bold=font["OS/2"].usWeightClass >= _BOLD_FROM,
                italic=bool(head.macStyle & 2),
                single_spacing=height / head.unitsPerEm,
                code_points=frozenset(font.getBestCmap()),
            )
    except (TTLibError, KeyError, TypeError) as fault:
        raise MissingFont(
            _("the file is not a font that can be used ({reason})", reason=fault),
            spans=(Span(f"templates/{path}"),),
            hint=_("put a TrueType or OpenType file in its place"),
        ) from fault
