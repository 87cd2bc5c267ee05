"""Tables of data: the stage *render*, DOCX (ECMA-376 part 1, 17.4).

Rows of the head repeat on each page and no row is torn. Widths are those that the
template gives in mm; the rest of the line is shared by what the columns hold, so that
Word and other readers draw one picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from briefbook.errors import MalformedMarkup
from briefbook.plan.profile import Profile
from briefbook.render.docx.ooxml import span_of, twips
from briefbook.render.docx.sketch import Sketch, build, properties
from briefbook.render.tree import Element
from briefbook.wording import _

__all__ = ["Cell", "cell_alignment", "cell_style", "data_table"]

#: Columns are weighed by the length of their longest text, within these bounds.
_LEAST, _MOST = 8, 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in the grid: ``column`` from 0, ``width`` in columns, ``height`` in rows.

    ``below`` is True where the cell only continues the one above.
    """

    element: Element
    column: int
    width: int
    height: int
    below: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Cell, ...]
    head: bool


Fill = Callable[[Cell], list[Sketch]]


def data_table(element: Element, profile: Profile, caption: str, fill: Fill) -> Sketch:
    """Return ``table`` as ``w:tbl``; ``fill`` writes the content of a cell.

    ``caption`` is the text that a screen reader says for the table. Raises
    :class:`~briefbook.errors.MalformedMarkup` for a table without rows or a row without
    cells: Word calls both damaged.
    """
    rows = list(_rows(element))
    if not rows or not all(row.cells for row in rows):
        raise MalformedMarkup(_("a table needs rows, and a row cells"), spans=span_of(element))
    widths = _column_widths(rows, profile.page.text_width)
    table = build("w:tbl", _table_properties(rows, widths, caption))
    table.children.append(build("w:tblGrid", *(build("w:gridCol", w=width) for width in widths)))
    table.children.extend(_row(row, widths, fill) for row in rows)
    return table


def cell_style(cell: Element) -> str:
    """Return the paragraph style of a cell: headings of rows are not headings of columns."""
    if cell.tag == "td":
        return "TableText"
    return "TableRowHeading" if cell.attributes.get("scope") == "row" else "TableHeading"


def cell_alignment(cell: Element) -> Iterator[Sketch]:
    """Yield ``w:jc`` for a cell that says how its text is set."""
    align = cell.attributes.get("data-align", "")
    if align in {"center", "right"}:
        yield build("w:jc", val=align)


def _rows(table: Element) -> Iterator[_Row]:
    for group in table.children:
        if isinstance(group, Element) and group.tag in {"thead", "tbody"}:
            yield from _group_rows(group)


def _group_rows(group: Element) -> Iterator[_Row]:
    hanging: tuple[Cell, ...] = ()
    for row in group.children:
        if isinstance(row, Element):
            cells = _placed(row, hanging)
            hanging = tuple(cell for cell in cells if cell.height > 1)
            yield _Row(cells, head=group.tag == "thead")


def _placed(row: Element, hanging: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells of a row by column: first those that hang down, then its own."""
    cells = [Cell(c.element, c.column, c.width, c.height - 1, below=True) for c in hanging]
    taken = {column for c in cells for column in range(c.column, c.column + c.width)}
    column = 0
    for element in (child for child in row.children if isinstance(child, Element)):
        while column in taken:
            column += 1
        width, height = _span(element, "colspan"), _span(element, "rowspan")
        cells.append(Cell(element, column, width, height))
        column += width
    return tuple(sorted(cells, key=lambda cell: cell.column))


def _span(cell: Element, name: str) -> int:
    return int(cell.attributes.get(name, "1"))


def _column_widths(rows: Sequence[_Row], line: float) -> list[int]:
    """Return the widths of the columns in twips; together they fill ``line`` mm."""
    count = max(cell.column + cell.width for row in rows for cell in row.cells)
    fixed: dict[int, float] = {}
    weights = [float(_LEAST)] * count
    for cell in chain.from_iterable(row.cells for row in rows):
        if cell.width == 1:
            length = min(_MOST, len(cell.element.text()))
            weights[cell.column] = max(weights[cell.column], length)
            if "data-width" in cell.element.attributes:
                fixed.setdefault(cell.column, float(cell.element.attributes["data-width"]))
    rest = max(0.0, line - sum(fixed.values()))
    free = sum(weight for column, weight in enumerate(weights) if column not in fixed)
    share = [fixed.get(column, rest * weights[column] / (free or 1)) for column in range(count)]
    return _fitted(share, line)


def _fitted(widths: Sequence[float], line: float) -> list[int]:
    """Return widths in twips that do not run past the line."""
    scale = min(1.0, line / sum(widths))
    return [twips(width * scale) for width in widths]


def _table_properties(rows: Sequence[_Row], widths: Sequence[int], caption: str) -> Sketch:
    wanted = [
        build("w:tblStyle", val="DataTable"),
        build("w:tblW", w=sum(widths), type="dxa"),
        build("w:tblLayout", type="fixed"),
        build("w:tblLook", **_look(rows)),
    ]
    if caption:
        wanted.append(build("w:tblCaption", val=caption))
    columns = [cell.element.text() for row in rows[:1] if row.head for cell in row.cells]
    if any(columns):
        wanted.append(build("w:tblDescription", val="; ".join(filter(None, columns))))
    return properties("w:tblPr", wanted)


def _look(rows: Sequence[_Row]) -> dict[str, str | float]:
    """Return which parts of the table style apply: a head, row headings, no bands."""
    head = int(any(row.head for row in rows))
    first = int(any(row.cells and row.cells[0].element.tag == "th" for row in rows if not row.head))
    return {
        "val": f"{0x0600 | head << 5 | first << 7:04X}",
        "firstRow": head, "lastRow": 0, "firstColumn": first, "lastColumn": 0,
        "noHBand": 1, "noVBand": 1,
    }  # fmt: skip


def _row(row: _Row, widths: Sequence[int], fill: Fill) -> Sketch:
    own = build("w:trPr", build("w:cantSplit"))
    if row.head:
        own.children.append(build("w:tblHeader"))
    return build("w:tr", own, *(_cell(cell, widths, fill) for cell in row.cells))


def _cell(cell: Cell, widths: Sequence[int], fill: Fill) -> Sketch:
    width = sum(widths[cell.column : cell.column + cell.width])
    own = [build("w:tcW", w=width, type="dxa")]
    if cell.width > 1:
        own.append(build("w:gridSpan", val=cell.width))
    if cell.below:
        own.append(build("w:vMerge"))
    elif cell.height > 1:
        own.append(build("w:vMerge", val="restart"))
    return build("w:tc", properties("w:tcPr", own), *fill(cell))
