"""A document takes on the styles and lists of a letterhead: the stage *render*, DOCX.

Styles are found by their names: their ids differ from one language of Word to another
(ECMA-376 part 1, 17.7.4.9). Those of the letterhead win; one that it lacks is added
with the measures of the profile, in the fonts of the letterhead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from docx.document import Document
from lxml import etree

from briefbook.plan.profile import Profile
from briefbook.render.docx.numbering import Numbering
from briefbook.render.docx.ooxml import BaseOxmlElement, build, insert_before, qn
from briefbook.render.docx.styles import style_elements

__all__ = ["adopt_styles"]

_USED = tuple(qn(f"w:{tag}") for tag in ("pStyle", "rStyle", "tblStyle"))

#: What an added paragraph style says where ours says nothing: the letterhead's own
#: plain text may be indented and set wide apart.
_PLAIN: Mapping[str, Mapping[str, str]] = {
    "w:spacing": {"before": "0", "after": "0", "line": "240", "lineRule": "auto"},
    "w:ind": {"left": "0", "right": "0", "firstLine": "0"},
    "w:jc": {"val": "left"},
}
#: What stands after each of them among the properties of a paragraph (17.3.1.26).
_AFTER: Mapping[str, tuple[str, ...]] = {
    "w:spacing": ("w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr"),
    "w:ind": ("w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr"),
    "w:jc": ("w:outlineLvl", "w:rPr"),
}

_Key = tuple[str, str]


def adopt_styles(
    document: Document,
    written: Iterable[BaseOxmlElement],
    numbering: Numbering,
    profile: Profile,
    language: str,
) -> None:
    """Let all that was ``written`` use the letterhead's styles, and add those that it lacks.

    ``language`` is a tag such as ``ru-RU``.
    """
    styles: BaseOxmlElement = document.styles.element
    ours = {
        str(style.get(qn("w:styleId"))): style
        for style in style_elements(profile, language)
        if style.tag == qn("w:style")
    }
    adoption = _Adoption(styles, ours, numbering)
    for root in written:
        for use in root.iter(*_USED):
            use.set(qn("w:val"), adoption.id_of(str(use.get(qn("w:val")))))
    numbering.name_styles(adoption.added)


class _Adoption:
    """The ids of our styles in a letterhead; asking for one adds its style if need be."""

    def __init__(
        self,
        styles: BaseOxmlElement,
        ours: Mapping[str, BaseOxmlElement],
        numbering: Numbering,
    ) -> None:
        self._styles = styles
        self._ours = ours
        self._numbering = numbering
        self._theirs = dict(_by_name(styles))
        self._taken = set(self._theirs.values())
        self._defaults = {
            style.get(qn("w:type")) for style in styles if style.get(qn("w:default")) in _TRUE
        }
        self.ids: dict[str, str] = {}
        self.added: dict[str, str] = {}

    def id_of(self, key: str) -> str:
        """Return the id that our style ``key`` has here."""
        if key not in self.ids:
            style = self._ours[key]
            known = self._theirs.get(_name_of(style))
            self.ids[key] = known or self._add(key, style)
        return self.ids[key]

    def _add(self, key: str, style: BaseOxmlElement) -> str:
        number, free = 2, key
        while free in self._taken:
            free, number = f"{key}{number}", number + 1
        self._taken.add(free)
        self.ids[key] = self.added[key] = free
        style.set(qn("w:styleId"), free)
        if style.get(qn("w:default")) and style.get(qn("w:type")) in self._defaults:
            del style.attrib[qn("w:default")]
        base = style.find(qn("w:basedOn"))
        foundation = base is None or base.get(qn("w:val")) == "Normal"
        if base is not None:
            base.set(qn("w:val"), self.id_of(str(base.get(qn("w:val")))))
        if style.get(qn("w:type")) == "paragraph":
            _in_their_fonts(style)
            if foundation:
                _stand_alone(style)
        self._follow(style)
        for number_of in style.iter(qn("w:numId")):
            own = int(str(number_of.get(qn("w:val"))))
            number_of.set(qn("w:val"), str(self._numbering.bullets(own)))
        self._styles.append(style)
        return free

    def _follow(self, style: BaseOxmlElement) -> None:
        """Let the paragraph after one of this style have a style that is there."""
        following = style.find(qn("w:next"))
        if following is None:
            return
        key = str(following.get(qn("w:val")))
        known = self.ids.get(key) or self._theirs.get(_name_of(self._ours[key]))
        if known is None:
            style.remove(following)
        else:
            following.set(qn("w:val"), known)


_TRUE = {"1", "true", "on"}


def _by_name(styles: BaseOxmlElement) -> Iterator[tuple[_Key, str]]:
    for style in styles.findall(qn("w:style")):
        yield _name_of(style), str(style.get(qn("w:styleId")))


def _name_of(style: etree._Element) -> _Key:
    """Return the kind and the name of a style; Word does not tell capitals apart in names."""
    name = style.find(qn("w:name"))
    shown = "" if name is None else str(name.get(qn("w:val")))
    return str(style.get(qn("w:type"))), shown.casefold()


def _in_their_fonts(style: BaseOxmlElement) -> None:
    for fonts in list(style.iter(qn("w:rFonts"))):
        parent = fonts.getparent()
        if parent is not None:
            parent.remove(fonts)


def _stand_alone(style: BaseOxmlElement) -> None:
    """Say in a style what the letterhead's plain text might say otherwise."""
    properties = cast(BaseOxmlElement | None, style.find(qn("w:pPr")))
    if properties is None:
        properties = build("w:pPr")
        insert_before(style, properties, ("w:rPr", "w:tblPr", "w:tcPr", "w:tblStylePr"))
    for tag, values in _PLAIN.items():
        own = properties.find(qn(tag))
        if own is None:
            own = build(tag)
            insert_before(properties, own, _AFTER[tag])
        hanging = own.get(qn("w:hanging")) is not None
        for name, value in values.items():
            if own.get(qn(f"w:{name}")) is None and not (hanging and name == "firstLine"):
                own.set(qn(f"w:{name}"), value)
