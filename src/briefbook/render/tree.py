"""The semantic tree of a document: what *compose* hands to *render*.

A documented subset of HTML (``docs/templates.md``), as frozen values. Both
renderers read this tree and nothing else, so that a PDF and a DOCX of one
document cannot differ in what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Origin:
    """The place of an element in its template: a path under ``templates/``, a line from 1."""

    template: str
    line: int


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of text, entities resolved."""

    text: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes, children and place in the template.

    ``origin`` is left out of comparisons: it changes when a template's lines
    move, and the document does not.
    """

    tag: str
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    children: tuple[Element | Text, ...] = ()
    origin: Origin | None = field(default=None, compare=False)

    @property
    def role(self) -> str:
        """The element's ``data-role``, or an empty text."""
        return self.attributes.get("data-role", "")

    def elements(self) -> Iterator[Element]:
        """Yield this element and all below it, in document order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [child for child in reversed(element.children) if type(child) is Element]

    def text(self) -> str:
        """Return all text below this element, as it stands in the source."""
        return "".join(
            child.text if isinstance(child, Text) else child.text() for child in self.children
        )


Node = Element | Text
