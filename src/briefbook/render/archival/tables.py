"""Which heads a cell of a table has: the attributes Headers and ID.

Stage *render*. ISO 32000-1, 14.8.5.7; cells take their places as in HTML, 4.9.12.
The grid is that of the whole table, not of the part that stands on one page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, product
from typing import Any, NamedTuple

import pydyf

from briefbook.render.archival.node import Node


@dataclass(eq=False, slots=True)
class Table:
    """A table of the document: its element, and the nodes of its cells by their elements.

    ``pages`` are the pages that show it.
    """

    element: Any
    cells: dict[Any, Node] = field(default_factory=dict)
    pages: set[int] = field(default_factory=set)


class _Placed(NamedTuple):
    """A cell with the rows and columns that it covers."""

    node: Node
    rows: range
    columns: range


def relate_cells(number: int, table: Table) -> None:
    """Name the head cells of a table and tell every other cell its heads.

    ``number`` makes the names unique in the document.
    """
    placed = tuple(_placed(table))
    rows: dict[int, list[pydyf.String]] = {}
    columns: dict[int, list[pydyf.String]] = {}
    heads = (cell for cell in placed if cell.node.kind == "TH")
    for index, head in enumerate(heads, start=1):
        name = head.node.entries["ID"] = pydyf.String(f"head-{number}-{index}")
        by_row = head.node.attributes["Scope"] == "/Row"
        for line in head.rows if by_row else head.columns:
            (rows if by_row else columns).setdefault(line, []).append(name)
    for cell in placed:
        if cell.node.kind == "TD":
            _tell(cell, rows, columns)


def _tell(
    cell: _Placed, rows: dict[int, list[pydyf.String]], columns: dict[int, list[pydyf.String]]
) -> None:
    found = [name for row in cell.rows for name in rows.get(row, ())]
    found += [name for column in cell.columns for name in columns.get(column, ())]
    if found:
        cell.node.describe("Table", Headers=pydyf.Array(dict.fromkeys(found)))


def _placed(table: Table) -> Iterator[_Placed]:
    """Yield the cells in document order, each at the first place that is free in its row."""
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.element.iter("tr")):
        for element in line:
            node = table.cells.get(element)
            if node is None:
                continue
            column = next(each for each in count() if (row, each) not in taken)
            height = node.attributes.get("RowSpan", 1)
            width = node.attributes.get("ColSpan", 1)
            cell = _Placed(node, range(row, row + height), range(column, column + width))
            taken.update(product(cell.rows, cell.columns))
            yield cell
