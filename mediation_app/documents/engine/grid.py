"""Lays out tables: columns, row heights, merged cells, rows cut by a page's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediation_app.documents.engine.model import Row, Table
from mediation_app.documents.engine.units import (
    AnyUnit,
    GridCell,
    GridRow,
    GridTable,
    stacked_height,
)

if TYPE_CHECKING:
    from mediation_app.documents.engine.flow import Flow

_EPSILON = 0.02


def lay_table(table: Table, width: float, flow: Flow, *, shift: bool) -> list[GridRow]:
    """The rows with their heights."""
    total = sum(table.columns)
    offset = table.indent - (table.margins["left"] if shift else 0.0)
    if table.align in ("center", "right"):
        offset = (width - total) / (2 if table.align == "center" else 1)
    edges = [offset]
    for column in table.columns:
        edges.append(edges[-1] + column)
    laid = GridTable(table, edges)
    open_merges: dict[int, GridCell] = {}
    for number, row in enumerate(table.rows):
        cells = _row_cells(row, laid, open_merges, flow)
        laid.rows.append(GridRow(laid, row, number, cells))
    _heights(laid)
    return laid.rows


def _row_cells(
    row: Row, laid: GridTable, open_merges: dict[int, GridCell], flow: Flow
) -> list[GridCell]:
    cells: list[GridCell] = []
    column = row.skip
    for cell in row.cells:
        end = min(column + cell.span, len(laid.edges) - 1)
        made = GridCell(cell, column, end, laid.source.margins | cell.margins)
        if cell.merge == "continue" and column in open_merges:
            made.master = open_merges[column]
            made.master.rows += 1
        else:
            inner = laid.edges[end] - laid.edges[column]
            inner -= made.margins["left"] + made.margins["right"]
            made.units = flow.units(cell.blocks, max(inner, 1.0), in_cell=True)
            open_merges.pop(column, None)
            if cell.merge == "restart":
                open_merges[column] = made
        cells.append(made)
        column = end
    return cells


def _content_height(cell: GridCell) -> float:
    return stacked_height(cell.units) + cell.padding


def _heights(laid: GridTable) -> None:
    for row in laid.rows:
        source = row.source
        if source.rule == "exact" and source.height:
            row.height = source.height
            continue
        single = [cell for cell in row.cells if cell.master is None and cell.rows == 1]
        content = max((_content_height(cell) for cell in single), default=0.0)
        row.height = max(content + row.line_above, source.height)
    for row in laid.rows:  # merged cells that need more room give it to their last row
        for cell in row.cells:
            if cell.master is None and cell.rows > 1:
                spanned = laid.rows[row.number : row.number + cell.rows]
                lacking = _content_height(cell) + row.line_above
                lacking -= sum(part.height for part in spanned)
                last = spanned[-1]
                if lacking > 0 and last.source.rule != "exact":
                    last.height += lacking


def split_row(row: GridRow, room: float, *, forced: bool = False) -> tuple[GridRow, GridRow] | None:
    """The part of a row that fits into ``room`` and the rest; None when it must move as a whole.

    ``forced``: it is higher than a page, so it is cut whatever it wishes, between any two lines.
    """
    if (row.source.cant_split and not forced) or row.source.rule == "exact":
        return None
    upper: list[GridCell] = []
    lower: list[GridCell] = []
    parted = False
    for cell in row.cells:
        count = _fitting(cell, room - cell.padding - row.line_above, anywhere=forced)
        parted = parted or 0 < count < len(cell.units)
        upper.append(_part_of(cell, cell.units[:count]))
        lower.append(_part_of(cell, cell.units[count:]))
    flowing = _flows_through(row, room)
    if not parted and not flowing:
        return None
    first = GridRow(row.table, row.source, row.number, upper, 0.0, row.is_part)
    rest = GridRow(row.table, row.source, row.number, lower, 0.0, is_part=True)
    for part in (first, rest):
        part.height = max(_content_height(cell) for cell in part.cells) + row.line_above
    first.height = room
    if flowing:  # room for the merged content, and for what the cut between two lines wastes
        rest.height = max(rest.height, row.height - room + flowing)
    return first, rest


def _flows_through(row: GridRow, room: float) -> float:
    """The height of a line of a merged cell that made this row too tall; 0 when there is none."""
    single = [cell for cell in row.cells if cell.master is None and cell.rows == 1]
    needed = max((_content_height(cell) for cell in single), default=0.0) + row.line_above
    masters = [cell.master or cell for cell in row.cells if cell not in single]
    line = max((unit.height for cell in masters for unit in cell.units), default=0.0)
    return line if room >= max(needed, line * 2) else 0.0


def _part_of(cell: GridCell, units: list[AnyUnit]) -> GridCell:
    """A part of a cut cell; merged cells stay what they are, their content flows by itself."""
    if cell.master is not None or cell.rows > 1:
        return GridCell(cell.cell, cell.start, cell.end, cell.margins, [], cell.master or cell)
    return GridCell(cell.cell, cell.start, cell.end, cell.margins, units)


def _fitting(cell: GridCell, room: float, *, anywhere: bool) -> int:
    """How many units of the cell may stay when only ``room`` is left."""
    if cell.master is not None or cell.rows > 1:
        return 0
    used, best = 0.0, 0
    for place, unit in enumerate(cell.units):
        if place and (unit.may_part or anywhere):
            best = place
        used += unit.before + unit.height
        if used > room + _EPSILON:
            return best
        used += unit.after
    return len(cell.units)
