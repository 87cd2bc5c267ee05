"""The drawings of a document made from its facts, before it is rendered. Stage *render*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from briefbook.errors import BriefbookError, MissingGlyph
from briefbook.plan.profile import Profile
from briefbook.render.manuscript import Manuscript
from briefbook.render.pictures.drawing import Picture
from briefbook.render.pictures.lettering import Lettering
from briefbook.render.pictures.timeline import read_timeline
from briefbook.render.pictures.timeline_drawing import draw_timeline
from briefbook.render.places import spans_of
from briefbook.render.problems import combined
from briefbook.render.tree import Element, Node
from briefbook.wording import _

#: The scheme of the addresses of drawings, which no template may write.
SCHEME = "drawing:"


def is_drawn(source: str) -> bool:
    """Whether an address is that of a drawing made here."""
    return source.startswith(SCHEME)


def drawing_name(number: int) -> str:
    """Return the address of the drawing of a document's first, second… timeline."""
    return f"{SCHEME}timeline-{number}.svg"


def with_drawings(manuscript: Manuscript, lettering: Lettering, *, outlined: bool) -> Manuscript:
    """Return the manuscript with a picture in the place of each timeline, as SVG.

    With ``outlined`` the letters of the pictures are shapes. Raises ``MissingGlyph``.
    """
    manuscript, pictures = pictured(manuscript, lettering)
    drawn = {source: picture.svg(outlined=outlined) for source, picture in pictures.items()}
    return replace(manuscript, assets={**manuscript.assets, **drawn}) if drawn else manuscript


def pictured(
    manuscript: Manuscript, lettering: Lettering
) -> tuple[Manuscript, Mapping[str, Picture]]:
    """Return the manuscript that asks for a picture in the place of each timeline, and these.

    They are by the addresses that it asks for. Raises ``MissingGlyph``.
    """
    pictures: dict[str, Picture] = {}

    def drawn(element: Element) -> Element:
        if element.tag == "figure" and element.role == "timeline":
            return _pictured(element, manuscript.profile, lettering, pictures)
        children = tuple(
            drawn(child) if isinstance(child, Element) else child for child in element.children
        )
        return element if children == element.children else replace(element, children=children)

    root = drawn(manuscript.root)
    return (replace(manuscript, root=root) if pictures else manuscript), pictures


def _pictured(
    figure: Element,
    profile: Profile,
    lettering: Lettering,
    pictures: dict[str, Picture],
) -> Element:
    _require_glyphs(figure, profile, lettering)
    timeline = read_timeline(figure)
    source = drawing_name(len(pictures) + 1)
    pictures[source] = draw_timeline(timeline, profile, lettering)
    said = {"src": source, "alt": timeline.alternative}
    image = Element("img", MappingProxyType(said), (), figure.origin)
    children: list[Node] = []
    for child in figure.children:
        if isinstance(child, Element) and child.tag == "figcaption":
            children.append(child)
        elif isinstance(child, Element) and child.role == "lanes" and image not in children:
            children.append(image)
    kept: Mapping[str, str] = {
        name: value for name, value in figure.attributes.items() if not name.startswith("data-")
    }
    return replace(figure, attributes=MappingProxyType(kept), children=tuple(children))


def _require_glyphs(figure: Element, profile: Profile, lettering: Lettering) -> None:
    """Ask that the font has a glyph for every character that the drawing shows."""
    family = profile.heading_typeface.family
    faces = [lettering.letters(family, bold=bold) for bold in (False, True)]
    missing: dict[str, BriefbookError] = {}
    for part in figure.elements():
        if part.tag not in ("p", "dt", "dd") or part.role == "alternative":
            continue
        for char in sorted(char for face in faces for char in face.missing(part.text())):
            missing.setdefault(char, _missing(char, part, family))
    if missing:
        raise combined(list(missing.values()))


def _missing(char: str, part: Element, family: str) -> MissingGlyph:
    code, text = f"{ord(char):04X}", part.text()
    return MissingGlyph(
        _(
            "the font {family} has no glyph for U+{code} in “{text}”",
            family=family,
            code=code,
            text=text,
        ),
        spans=spans_of(part),
        hint=_("replace the character, or choose a font that has it"),
    )
