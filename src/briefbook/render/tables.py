"""The grid of a table: which columns each cell covers.

Stage *render*. The algorithm is that of the HTML standard,
https://html.spec.whatwg.org/multipage/tables.html#forming-a-table, without its
repairs; a ``rowspan`` ends with its ``thead`` or ``tbody``.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefbook.render.tree import Element


def row_widths(table: Element) -> list[tuple[Element, int]]:
    """Return each row with the number of columns that it fills, spans counted."""
    found: list[tuple[Element, int]] = []
    for group in _children(table, ("thead", "tbody")):
        left: list[int] = []  # for each open rowspan: the rows that it still covers
        for row in _children(group, ("tr",)):
            cells = list(_children(row, ("th", "td")))
            found.append((row, len(left) + sum(span(cell, "colspan") for cell in cells)))
            left = [rows - 1 for rows in left if rows > 1]
            for cell in cells:
                if (rows := span(cell, "rowspan") - 1) > 0:
                    left.extend([rows] * span(cell, "colspan"))
    return found


def span(cell: Element, name: str) -> int:
    """Return how many columns (``colspan``) or rows (``rowspan``) a cell covers."""
    value = cell.attributes.get(name, "1")
    return int(value) if value.isascii() and value.isdigit() else 1


def _children(element: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element) and child.tag in tags:
            yield child
