"""SVG of a book, read before any renderer sees it: nothing but shapes, and few enough.

Stage *render*. SVG 1.1, https://www.w3.org/TR/SVG11/. An SVG file can name other
files, run scripts, and unfold a few lines into millions of shapes; what a renderer
does not know it leaves out in silence. Here a list says what may be drawn, and the
rest is an error before anything is read or unfolded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from briefbook.render.fonts import FontLibrary
from briefbook.wording import Message, _, joined

#: More bytes than a drawing for an office needs, and more shapes, those unfolded by ``use`` too.
MOST_BYTES = 2 * 1024 * 1024
MOST_SHAPES = 20_000
#: The longest side of a drawing, as a multiple of the shorter one.
MOST_STRETCHED = 50.0

_SVG = "{http://www.w3.org/2000/svg}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
#: What WeasyPrint and resvg both draw (SVG 1.1, chapters 5, 8 to 11, 13 and 14).
_SHAPES = "path rect circle ellipse line polyline polygon text tspan"
_GROUPS = "svg g defs symbol use clipPath mask marker pattern"
_PAINTS = "linearGradient radialGradient stop"
_WORDS = "title desc metadata style"
_DRAWN = frozenset(f"{_SHAPES} {_GROUPS} {_PAINTS} {_WORDS}".split())
_ADDRESSES = frozenset({"href", "src"})
_URL = re.compile(r"url\s*\(\s*[\"']?\s*([^)\"']*)", re.I)
#: Declarations of a document type: entities, and attributes that come from nowhere.
_DECLARATION = re.compile(r"<!(ENTITY|ATTLIST|ELEMENT|NOTATION)")
_ENCODING = re.compile(r"<\?xml[^>]*\bencoding\s*=\s*[\"']([^\"']+)", re.I)
_FAMILY = re.compile(r"font-family\s*:\s*([^;}]+)", re.I)
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)(px|pt|mm|cm|in|pc)?\s*")
#: CSS pixels in each unit (CSS Values and Units 3, section 6.2).
_UNITS = {"px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "mm": 96 / 25.4, "cm": 96 / 2.54}


_AGAIN = _("export it again as plain SVG")
_SIMPLER = _("simplify the drawing, or use a PNG")
_PLAIN = _("save it as plain SVG")
_WITHIN = _("only what stands in the file itself is drawn")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a picture; ``reaches_out``: it asks for something outside the book."""

    message: Message
    hint: Message
    reaches_out: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """The size of a drawing in CSS pixels, 96 to the inch."""

    width: float
    height: float


def svg_flaw(data: bytes, fonts: FontLibrary) -> Flaw | None:
    """Return what keeps a drawing from being used, or None. Nothing in it is followed."""
    if len(data) > MOST_BYTES:
        return Flaw(_("it is larger than {limit} MiB", limit=MOST_BYTES // 1024 // 1024), _SIMPLER)
    source = _text(data)
    if source is None:
        return Flaw(_("it is not UTF-8"), _("save it as UTF-8"))
    if declared := _DECLARATION.search(source):
        return Flaw(
            _("it declares an {kind} of its own", kind=declared[1]), _PLAIN, reaches_out=True
        )
    try:
        root = etree.fromstring(source.encode(), _parser())
    except etree.XMLSyntaxError as error:
        return Flaw(_("it cannot be read as SVG: {fault}", fault=error.msg), _AGAIN)
    flaws = (_addresses(root), _structure(root), _unfolded(root), _fonts(root, fonts))
    return next((flaw for flaw in flaws if flaw is not None), None)


def has_text(data: bytes) -> bool:
    """Whether a sound drawing shows letters, which need their font wherever it is opened."""
    return any(True for _ in _root(data).iter(f"{_SVG}text"))


def extent(data: bytes) -> Extent:
    """Return the size of a sound drawing: its width and height, or those of its view box."""
    found = _extent(_root(data))
    assert found is not None  # noqa: S101  # svg_flaw asks for it
    return found


def _root(data: bytes) -> etree._Element:
    return etree.fromstring((_text(data) or "").encode(), _parser())


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )


def _text(data: bytes) -> str | None:
    """Return the source without its declaration, or None if it is not UTF-8 throughout."""
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    said = _ENCODING.match(source)
    if said and said[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        return None
    return source


def _structure(root: etree._Element) -> Flaw | None:
    """Ask that the root is an SVG of some size, and that every element of it is drawn."""
    if root.tag != f"{_SVG}svg":
        return Flaw(_("it is not SVG"), _AGAIN)
    for element in _elements(root):
        name = str(element.tag).removeprefix(_SVG)
        if name not in _DRAWN:
            hint = _("use shapes and text only, or export it as PNG")
            outside = name in ("image", "script", "foreignObject", "feImage")
            return Flaw(
                _("its element <{name}> is not drawn", name=name), hint, reaches_out=outside
            )
    size = _extent(root)
    if size is None:
        return Flaw(_("it says no size"), _("give it a viewBox"))
    if max(size.width, size.height) > MOST_STRETCHED * min(size.width, size.height):
        return Flaw(_("it is stretched beyond use"), _("correct its viewBox"))
    return None


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements of SVG; those of other vocabularies are drawn by nobody."""
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.startswith(_SVG):
            yield element


def _extent(root: etree._Element) -> Extent | None:
    sides = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    found = [float(side[1]) * _UNITS[side[2] or "px"] for side in sides if side]
    if len(found) != len(sides):
        box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
        try:
            found = [float(number) for number in box][2:]
        except ValueError:
            return None
    return Extent(*found) if len(found) == len(sides) and min(found) > 0 else None


def _addresses(root: etree._Element) -> Flaw | None:
    """Ask that everything the drawing names is within it, and that nothing in it runs."""
    if any(not isinstance(node.tag, str) for node in root.itersiblings(preceding=True)):
        return Flaw(_("it asks for a stylesheet"), _WITHIN, reaches_out=True)
    for element in root.iter():
        if not isinstance(element.tag, str):
            return Flaw(_("it asks for another program"), _WITHIN, reaches_out=True)
        for name, value in element.attrib.items():
            local = str(name).rpartition("}")[2]
            if local.startswith("on") or name == f"{_XML}base":
                return Flaw(
                    _("its attribute {name} is refused", name=local), _WITHIN, reaches_out=True
                )
            if local in _ADDRESSES and not str(value).startswith("#"):
                return _reaching(str(value))
        styles = [str(value) for value in element.attrib.values()]
        if element.tag == f"{_SVG}style":
            styles.append(element.text or "")
        if reached := next(filter(None, map(_reached, styles)), None):
            return _reaching(reached)
    return None


def _reaching(address: str) -> Flaw:
    return Flaw(_("it reaches for {address}", address=_shown(address)), _WITHIN, reaches_out=True)


def _reached(style: str) -> str | None:
    """Return what a stretch of CSS asks for outside the drawing; escapes could hide it."""
    lowered = style.lower()
    if "@import" in lowered or "@font-face" in lowered or ("\\" in style and ":" in style):
        return style.strip()
    return next((address for address in _URL.findall(style) if not address.startswith("#")), None)


def _unfolded(root: etree._Element) -> Flaw | None:
    """Ask that what refers to what makes no circle, and not too many shapes."""
    known = {element.get("id", ""): element for element in root.iter() if element.get("id")}
    try:
        shapes = _weight(root, known, {}, ())
    except RecursionError:
        return Flaw(_("its parts lead to each other without end"), _AGAIN)
    except _Circle:
        return Flaw(_("its parts refer to each other in a circle"), _AGAIN)
    if shapes > MOST_SHAPES:
        return Flaw(_("it amounts to more than {limit} shapes", limit=MOST_SHAPES), _SIMPLER)
    return None


class _Circle(Exception):  # it is what was found, and goes no further than here
    """Parts of a drawing that refer to each other for ever."""


def _weight(
    element: etree._Element,
    known: Mapping[str, etree._Element],
    weighed: dict[etree._Element, int],
    around: tuple[etree._Element, ...],
) -> int:
    """Return how many elements an element amounts to, with all that it refers to."""
    if element in around:
        raise _Circle
    if element not in weighed:
        inside = (*around, element)
        whole = 1
        for part in (*element, *_referred(element, known)):
            whole += _weight(part, known, weighed, inside)
        weighed[element] = whole
    return weighed[element]


def _referred(
    element: etree._Element, known: Mapping[str, etree._Element]
) -> Iterator[etree._Element]:
    for name, value in element.attrib.items():
        text = str(value)
        names = [address[1:] for address in _URL.findall(text)]
        if str(name).rpartition("}")[2] == "href":
            names.append(text[1:])
        yield from (known[each] for each in names if each in known)


def _fonts(root: etree._Element, fonts: FontLibrary) -> Flaw | None:
    """Ask that all text has a font of the book, and a glyph for every character."""
    sheets = " ".join(element.text or "" for element in root.iter(f"{_SVG}style"))
    common = _FAMILY.search(sheets)
    for element in root.iter(f"{_SVG}text", f"{_SVG}tspan"):
        shown = " ".join("".join(str(part) for part in element.itertext()).split())
        family = _family(element) or (_first(common[1]) if common else "")
        if not shown:
            continue
        if family not in fonts.families:
            return _without_font(family, shown, fonts)
        if missing := fonts.missing(family, shown):
            message = _(
                "the font {family} has no glyph for U+{code} in “{text}”",
                family=family,
                code=f"{ord(min(missing)):04X}",
                text=_shown(shown),
            )
            return Flaw(message, _("replace the character, or choose a font that has it"))
    return None


def _without_font(family: str, shown: str, fonts: FontLibrary) -> Flaw:
    hint = _("fonts of the book: {known}", known=joined(sorted(fonts.families)))
    text = _shown(shown)
    if not family:
        return Flaw(_("its text “{text}” names no font", text=text), hint)
    return Flaw(_("its text “{text}” asks for the font {family}", text=text, family=family), hint)


def _family(element: etree._Element) -> str:
    """Return the family of an element: its own, or that of what is around it."""
    for each in (element, *element.iterancestors()):
        styled = _FAMILY.search(each.get("style", ""))
        if said := each.get("font-family") or (styled and styled[1]):
            return _first(said)
    return ""


def _first(families: str) -> str:
    return families.partition(",")[0].strip().strip("\"'")


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
