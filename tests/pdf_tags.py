"""The tag tree of a PDF, read back by pypdf (ISO 32000-1, 14.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import IndirectObject

_DRAWN = re.compile(rb"(/\S+) Do\b")
_MARKED = re.compile(rb"/MCID (\d+)")


@dataclass(eq=False)
class Tag:
    """A structure element: its kind, its dictionary and what it holds, in order."""

    kind: str
    entries: Any
    number: int
    kids: list[Tag | tuple[int, int] | Any] = field(default_factory=list)

    def tags(self, *kinds: str) -> Iterator[Tag]:
        """Yield this element and those below it, all or those of some kinds."""
        if not kinds or self.kind in kinds:
            yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.tags(*kinds)

    def shape(self) -> Any:
        """The kinds of the elements below, nested as they are; content is left out."""
        below = [kid.shape() for kid in self.kids if isinstance(kid, Tag)]
        return {self.kind: below} if below else self.kind

    def marks(self) -> Iterator[tuple[int, int]]:
        """Yield page and number of all content, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.marks()
            elif isinstance(kid, tuple):
                yield kid

    @property
    def attributes(self) -> Any:
        return self.entries.get("/A", {})


class Tagged:
    """A PDF with its tags."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.reader = PdfReader(BytesIO(data))
        trailer: Any = self.reader.trailer
        self.root: Any = trailer["/Root"]
        self._pages = {
            page.indirect_reference.idnum: index
            for index, page in enumerate(self.reader.pages)
            if page.indirect_reference
        }
        self.tree: Any = self.root["/StructTreeRoot"]
        #: Where the parent tree must have each piece of content.
        self.keys: dict[tuple[int, int], int] = {}
        self.document = self._tag(raw_items(self.tree["/K"])[0])
        self._texts: dict[tuple[int, int], str] | None = None

    def tags(self, *kinds: str) -> list[Tag]:
        return list(self.document.tags(*kinds))

    def text(self, tag: Tag) -> str:
        """What an element says, in reading order; lines are joined by a blank."""
        if self._texts is None:
            self._texts = dict(self._shown())
        said = " ".join(self._texts.get(mark, "") for mark in tag.marks())
        return " ".join(said.replace("\u2060", "").split())

    def marked(self) -> list[tuple[int, int]]:
        """Page and number of all marked content that the pages show."""
        return [
            (index, int(number))
            for index, page in enumerate(self.reader.pages)
            for content in _contents(page)
            for number in _MARKED.findall(content)
        ]

    def _tag(self, reference: Any) -> Tag:
        entries = reference.get_object()
        number = reference.idnum if isinstance(reference, IndirectObject) else 0
        page = entries.raw_get("/Pg").idnum if "/Pg" in entries else 0
        tag = Tag(entries["/S"][1:], entries, number)
        tag.kids = [self._kid(each, page) for each in raw_items(entries.get("/K", []))]
        return tag

    def _kid(self, raw: Any, page: int) -> Tag | tuple[int, int] | Any:
        kid = raw.get_object()
        if isinstance(kid, int):
            return self._mark(page, kid, self.reader.pages[self._pages[page]])
        if kid.get("/Type") == "/MCR":
            number = kid.raw_get("/Pg").idnum
            return self._mark(number, kid["/MCID"], kid.get("/Stm", kid["/Pg"]))
        return kid if kid.get("/Type") == "/OBJR" else self._tag(raw)

    def _mark(self, page: int, number: int, holder: Any) -> tuple[int, int]:
        mark = (self._pages[page], int(number))
        self.keys[mark] = holder["/StructParents"]
        return mark

    def _shown(self) -> Iterator[tuple[tuple[int, int], str]]:
        """Yield the text of each piece of marked content."""
        for index, page in enumerate(self.reader.pages):
            pieces: dict[int, list[str]] = {}
            current: list[int] = []

            def before(operator: bytes, operands: Any, *_: Any, held: Any = current) -> None:
                if operator in (b"BDC", b"BMC"):
                    properties = operands[1] if len(operands) > 1 else {}
                    held.append(properties.get("/MCID", -1) if properties else -1)
                elif operator == b"EMC":
                    held.pop()

            def text(shown: str, *_: Any, held: Any = current, into: Any = pieces) -> None:
                into.setdefault(held[-1] if held else -1, []).append(shown)

            page.extract_text(visitor_operand_before=before, visitor_text=text)
            for number, parts in pieces.items():
                yield (index, number), "".join(parts)


def raw_items(value: Any) -> list[Any]:
    """The items of an array, references as they stand; of anything else, the thing itself."""
    whole = value.get_object() if isinstance(value, IndirectObject) else value
    if not isinstance(whole, list):
        return [value]
    return [list.__getitem__(whole, place) for place in range(len(whole))]


def _contents(page: Any) -> Iterator[bytes]:
    """Yield the content of a page and of the groups that it draws."""
    contents = page.get_contents()
    yield from _drawn(b"" if contents is None else contents.get_data(), page["/Resources"])


def _drawn(content: bytes, resources: Any) -> Iterator[bytes]:
    yield content
    for name in _DRAWN.findall(content):
        form = resources["/XObject"][name.decode()]
        if form.get("/Subtype") == "/Form":
            yield from _drawn(form.get_data(), form["/Resources"])
