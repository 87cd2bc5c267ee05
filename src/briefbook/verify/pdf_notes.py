"""Where the footnotes of a PDF stand, by its tags. Stage *verify*.

ISO 32000-1, 14.7.2 and 14.8.4. The file may be hostile: a tag is looked at once, and no
more of them than any document has.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from pypdf import PdfReader
from pypdf.generic import IndirectObject

#: What a piece of content belongs to: the text, the call of a footnote; from 1, a note.
TEXT, CALL = -1, 0

_MOST_TAGS = 1_000_000


def note_places(reader: PdfReader) -> dict[tuple[int, int], int]:
    """Return where each piece of content outside the text belongs.

    A key is the number of its page's object and its own number on that page.
    """
    tree: Any = _resolved(reader.root_object.get("/StructTreeRoot"))
    places: dict[tuple[int, int], int] = {}
    seen: set[int] = set()
    numbers = count(1)
    waiting: list[tuple[Any, int, int]] = [(kid, 0, TEXT) for kid in (_kids(tree) if tree else ())]
    while waiting and len(seen) < _MOST_TAGS:
        raw, page, place = waiting.pop()
        kid = _resolved(raw)
        if isinstance(kid, int):
            if place != TEXT:
                places[page, kid] = place
            continue
        if not isinstance(kid, dict) or _seen(raw, seen):
            continue
        page = _page_of(kid, page)
        if "/MCID" in kid:
            waiting.append((kid["/MCID"], page, place))
        else:
            inner = _place_within(kid, place, numbers)
            waiting.extend((each, page, inner) for each in reversed(list(_kids(kid))))
    return places


def _place_within(tag: Any, place: int, numbers: Iterator[int]) -> int:
    """Return where the content of a structure element belongs."""
    kind = tag.get("/S")
    if kind == "/Note":
        return next(numbers)
    # Contents have references too: they hold links, the call of a footnote its number.
    called = kind == "/Reference" and not any(
        isinstance(_resolved(kid), dict) and "/S" in _resolved(kid) for kid in _kids(tag)
    )
    return CALL if called else place


def _seen(raw: Any, seen: set[int]) -> bool:
    """Whether an object was looked at before; it is from now on."""
    if not isinstance(raw, IndirectObject):
        return False
    known = raw.idnum in seen
    seen.add(raw.idnum)
    return known


def _page_of(tag: Any, page: int) -> int:
    raw: Any = tag.raw_get("/Pg") if "/Pg" in tag else None
    return raw.idnum if isinstance(raw, IndirectObject) else page


def _kids(tag: Any) -> Iterator[Any]:
    raw = tag.raw_get("/K") if "/K" in tag else []
    kids = _resolved(raw)
    if not isinstance(kids, list):
        yield raw
        return
    yield from (list.__getitem__(kids, place) for place in range(len(kids)))


def _resolved(raw: Any) -> Any:
    return raw.get_object() if isinstance(raw, IndirectObject) else raw
