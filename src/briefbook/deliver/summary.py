"""What a document says at a glance, read from its composed tree."""

from __future__ import annotations

from collections.abc import Iterator

from briefbook.deliver.parcel import Summary
from briefbook.render.tree import Element


def summary_of(root: Element) -> Summary:
    """Read heading, date line, key points and handling mark of a composed document."""
    points = tuple(_points(root)) or tuple(_texts(root, "purpose"))
    return Summary(
        heading=_heading(root),
        date_line=next(_texts(root, "date-line"), None),
        points=points,
        marking=next(_texts(root, "marking"), None),
    )


def _heading(root: Element) -> str:
    """Return the heading without the label that a memorandum sets before it."""
    for element in root.elements():
        if element.tag == "h1":
            labels = [one.text() for one in element.elements() if one.role == "label"]
            text = element.text()
            for label in labels:
                text = text.replace(label, "", 1)
            return _line(text)
    return ""


def _points(root: Element) -> Iterator[str]:
    for section in root.elements():
        if section.role == "key-points":
            for item in section.elements():
                if item.tag == "li":
                    yield _line(item.text())


def _texts(root: Element, role: str) -> Iterator[str]:
    """Yield the texts of all elements of a role that say something."""
    for element in root.elements():
        if element.role == role and (text := _line(element.text())):
            yield text


def _line(text: str) -> str:
    """Write a text on one line; no-break spaces stay."""
    return " ".join(text.replace("\n", " ").split(" ")).strip()
