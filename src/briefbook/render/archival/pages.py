"""Pages that remember which marked content each of their boxes became.

Stage *render*. WeasyPrint numbers the marked content of a page while it paints it
(ISO 32000-1, 14.6) and forgets the numbers as soon as it has made its own tags.
A page of ours keeps them, and shows WeasyPrint an empty page box afterwards: its
tags, one for each fragment of an element, then stay empty and cost no time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple


class Mark(NamedTuple):
    """A piece of marked content: the index of its page and its number (MCID) there."""

    page: int
    number: int


class MarkedPage:
    """A page of WeasyPrint, painted as it is, that keeps the marks of its boxes.

    It stands in for ``weasyprint.document.Page`` in ``Document.copy``; whatever is
    not said here is asked of the page itself.
    """

    def __init__(self, page: Any, index: int) -> None:
        self._page = page
        #: Its number in the document, from 0.
        self.index = index
        #: The page box with all its boxes.
        self.box: Any = page._page_box  # noqa: SLF001 - no public way to the boxes
        #: The streams that show the page, once it is painted: its own first, then
        #: those of what is drawn as a group, because it is translucent.
        self.streams: tuple[Any, ...] = ()
        #: The marks of the boxes that were painted.
        self.marks: dict[Any, Mark] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._page, name)

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Paint the page; take over the numbers that its boxes were given."""
        self._page.paint(stream, scale)
        tags = stream._tags  # noqa: SLF001 - no public way to the numbers
        self.streams = tuple(_streams(stream, tags))
        self.marks = {box: Mark(self.index, tag["mcid"]) for box, tag in tags.items()}
        tags.clear()

    @property
    def links(self) -> list[Any]:
        """The links of the page, once each.

        WeasyPrint gives a link to every box within it as well, so that a word set
        off in a link would be reached twice.
        """
        return [link for link in self._page.links if link[3].link]

    @property
    def _page_box(self) -> Any:
        """What is left for WeasyPrint to tag: nothing."""
        return self.box.copy_with_children([])


def properties(stream: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the properties of the marked content of a stream, each with its place there."""
    for place, item in enumerate(stream.stream):
        if isinstance(item, dict) and "MCID" in item:
            yield place, item


def _streams(stream: Any, tags: dict[Any, Any]) -> Iterator[Any]:
    """Yield a stream and the groups within it that belong to the same page."""
    yield stream
    for group in stream._resources["XObject"].values():  # noqa: SLF001 - as above
        if getattr(group, "_tags", None) is tags and group is not stream:
            yield from _streams(group, tags)
