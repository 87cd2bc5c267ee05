"""Elements of the tag tree, before they are written.

Stage *render*. Names of kinds are the standard structure types of ISO 32000-1, 14.8.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from briefbook.render.archival.pages import Mark

#: Cells stay in the tree though they are empty: a row without them would be too short.
_CELLS = frozenset({"TD", "TH"})


@dataclass(frozen=True, slots=True)
class Annotated:
    """A link's annotation, a dictionary of pydyf's, on the page with this index."""

    page: int
    annotation: Any


@dataclass(eq=False, slots=True)
class Node:
    """A structure element: its kind, what it says of itself, and what it holds in order.

    ``role`` is the element's ``data-role``; ``language`` is that of its content;
    ``attributes`` are attributes of ``owner`` (14.8.5); ``entries`` are further entries
    of its dictionary, as pydyf has them.
    """

    kind: str
    parent: Node | None = None
    role: str = ""
    language: str = ""
    kids: list[Node | Mark | Annotated] = field(default_factory=list)
    owner: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, Any] = field(default_factory=dict)

    def describe(self, owner: str, **attributes: Any) -> None:
        """Add attributes of ``owner``, the only owner that this kind of element has."""
        self.owner = owner
        self.attributes.update(attributes)

    @property
    def is_foreign(self) -> bool:
        """Whether it is in another language than what it stands in."""
        return self.parent is not None and self.language != self.parent.language

    def ancestors(self) -> Iterator[Node]:
        """Yield this element and those above it, the nearest first."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def prune(self) -> bool:
        """Take out the elements that hold nothing; return whether something is left."""
        self.kids = [each for each in self.kids if not isinstance(each, Node) or each.prune()]
        return bool(self.kids) or self.kind in _CELLS
