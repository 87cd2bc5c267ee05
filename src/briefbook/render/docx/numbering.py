"""Lists: the stage *render*, DOCX.

ECMA-376 part 1, 17.9. Every numbered list has a definition instance of its own, so
that it counts from its own start; bulleted lists are numbered by their styles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from docx.parts.numbering import NumberingPart

from briefbook.plan.language import Language
from briefbook.plan.profile import Profile
from briefbook.render.docx.ooxml import BaseOxmlElement, build, insert_before, properties, qn, twips

__all__ = [
    "BULLETS",
    "FAMILIES",
    "KEY_POINTS_BASE",
    "LEVELS",
    "ListFamily",
    "Numbering",
    "definitions",
    "list_step",
]

#: Lists nest to this depth.
LEVELS = 3

_MARKS = ("•", "–", "•")


@dataclass(frozen=True, slots=True)
class ListFamily:
    """The lists of one kind of section.

    ``bullet_styles`` and ``number_styles`` name the paragraph style of each level; the
    definitions are ``bullet_number`` (an instance, for styles) and ``abstract`` (numbers).
    Its first marks stand ``base`` mm from the left margin, or at the profile's first-line
    indent if that is None.
    """

    bullet_styles: tuple[str, str, str]
    number_styles: tuple[str, str, str]
    bullet_number: int
    abstract: int
    base: float | None


#: The distance of the key points from the side margins, in mm: room for their rule.
KEY_POINTS_BASE = 3.6

_MAIN = ListFamily(
    ("ListBullet", "ListBullet2", "ListBullet3"),
    ("ListNumber", "ListNumber2", "ListNumber3"),
    bullet_number=1,
    abstract=11,
    base=None,
)

#: The families of lists, by the role of the section around them.
FAMILIES: Mapping[str, ListFamily] = {
    "": _MAIN,
    "key-points": ListFamily(
        ("KeyPointsBullet", "KeyPointsBullet2", "KeyPointsBullet3"),
        ("KeyPointsNumber", "KeyPointsNumber2", "KeyPointsNumber3"),
        bullet_number=2,
        abstract=12,
        base=KEY_POINTS_BASE,
    ),
    "sources": ListFamily(
        ("SourceBullet", "SourceBullet2", "SourceBullet3"),
        ("SourceNumber", "SourceNumber2", "SourceNumber3"),
        bullet_number=3,
        abstract=13,
        base=0.0,
    ),
}

#: The instances of bulleted lists, which styles refer to.
BULLETS = tuple(family.bullet_number for family in FAMILIES.values())


def list_step(profile: Profile) -> float:
    """Return the distance from a mark to its text, in mm: room for «10.» at the text's size."""
    return round(profile.text.size * 0.55, 1)


def list_base(profile: Profile, family: ListFamily) -> float:
    """Return the distance of a list's first mark from the left margin, in mm."""
    return profile.text.first_line_indent if family.base is None else family.base


def definitions(profile: Profile, language: Language) -> Iterator[BaseOxmlElement]:
    """Yield the list definitions of a document and the instances for bulleted lists."""
    for family in FAMILIES.values():
        bullets = [("bullet", mark) for mark in _MARKS]
        yield _abstract(family.bullet_number, bullets, family, profile, family.bullet_styles)
    for family in FAMILIES.values():
        yield _abstract(family.abstract, language.list_levels, family, profile, ())
    for number in BULLETS:
        yield build("w:num", build("w:abstractNumId", val=number), numId=number)


def _abstract(
    key: int,
    formats: list[tuple[str, str]] | tuple[tuple[str, str], ...],
    family: ListFamily,
    profile: Profile,
    styles: tuple[str, ...],
) -> BaseOxmlElement:
    step, base = list_step(profile), list_base(profile, family)
    abstract = build("w:abstractNum", abstractNumId=key)
    abstract.append(build("w:multiLevelType", val="multilevel"))
    for level, (kind, text) in enumerate(formats):
        one = build("w:lvl", build("w:start", val=1), build("w:numFmt", val=kind), ilvl=level)
        if styles:
            one.append(build("w:pStyle", val=styles[level]))
        indent = build("w:ind", left=twips(base + step * (level + 1)), hanging=twips(step))
        one.extend(
            (
                build("w:suff", val="tab"),
                build("w:lvlText", val=text),
                build("w:lvlJc", val="left"),
                properties("w:pPr", (indent,)),
            )
        )
        abstract.append(one)
    return abstract


class Numbering:
    """The numbered lists of one document, in its part of that name.

    ``lacking`` are our definitions where those of the document are a letterhead's: each
    is added, under a number of its own, when a list first needs it.
    """

    def __init__(self, part: NumberingPart, lacking: Iterable[BaseOxmlElement] = ()) -> None:
        self._part = part
        self._lacking = {
            int(str(one.get(qn("w:abstractNumId")))): one
            for one in lacking
            if one.tag == qn("w:abstractNum")
        }
        self._adopted: dict[int, int] = {}
        self._instances: dict[int, int] = {}
        self._next = 0

    @property
    def _root(self) -> BaseOxmlElement:
        """The element of the part, which is parsed for it: most documents number nothing."""
        return cast(BaseOxmlElement, self._part.element)

    def start(self, family: ListFamily, level: int, first: int) -> int:
        """Begin a list at ``level`` (from 0) that counts from ``first``; return its number."""
        restart = build("w:lvlOverride", build("w:startOverride", val=first), ilvl=level)
        return self._instance(self._definition(family.abstract), restart)

    def bullets(self, number: int) -> int:
        """Return the number, in this document, of the bulleted lists that are ours by ``number``.

        Only where definitions were lacking: others have their own number.
        """
        if number not in self._instances:
            self._instances[number] = self._instance(self._definition(number))
        return self._instances[number]

    def name_styles(self, ids: Mapping[str, str]) -> None:
        """Name the styles of added definitions by their ``ids``; those not among them go."""
        for own in self._adopted:
            for level in self._lacking[own].findall(qn("w:lvl")):
                style = level.find(qn("w:pStyle"))
                if style is None:
                    continue
                known = ids.get(str(style.get(qn("w:val"))))
                if known is None:
                    level.remove(style)
                else:
                    style.set(qn("w:val"), known)

    def _instance(self, definition: int, *overrides: BaseOxmlElement) -> int:
        if not self._next:
            self._next = _highest(self._root, "w:num", "w:numId", max(BULLETS)) + 1
        number, self._next = self._next, self._next + 1
        named = build("w:abstractNumId", val=definition)
        one = build("w:num", named, *overrides, numId=number)
        insert_before(self._root, one, ("w:numIdMacAtCleanup",))
        return number

    def _definition(self, own: int) -> int:
        """Return the number of our definition ``own`` in this document."""
        definition = self._lacking.get(own)
        if definition is None:
            return own
        if own not in self._adopted:
            number = _highest(self._root, "w:abstractNum", "w:abstractNumId", 0) + 1
            definition.set(qn("w:abstractNumId"), str(number))
            insert_before(self._root, definition, ("w:num", "w:numIdMacAtCleanup"))
            self._adopted[own] = number
        return self._adopted[own]


def _highest(root: BaseOxmlElement, tag: str, attribute: str, least: int) -> int:
    """Return the highest number that children of this tag have, or ``least``."""
    numbers = (int(str(child.get(qn(attribute)))) for child in root.findall(qn(tag)))
    return max((least, *numbers))
