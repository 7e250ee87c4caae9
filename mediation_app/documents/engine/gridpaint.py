"""Draws table rows: shades, contents, merged cells over pages, borders."""

from __future__ import annotations

from collections.abc import Sequence

from mediation_app.documents.engine.displaylist import Rect
from mediation_app.documents.engine.model import Border, Cell
from mediation_app.documents.engine.paint import Canvas, paint_border
from mediation_app.documents.engine.units import (
    AnyUnit,
    GridCell,
    GridRow,
    GridTable,
    RowUnit,
    stacked_height,
)

_NO_BORDER = Border()


def paint_stack(canvas: Canvas, units: Sequence[AnyUnit], x: float, y: float) -> None:
    """Draws units one below the other (cells, headers, footers)."""
    rows: list[tuple[RowUnit, float]] = []
    for unit in units:
        y += unit.before
        if isinstance(unit, RowUnit):
            if rows and rows[-1][0].row.table is not unit.row.table:
                paint_rows(canvas, rows, x)
                rows = []
            rows.append((unit, y))
        else:
            if rows:
                paint_rows(canvas, rows, x)
                rows = []
            unit.paint(canvas, x, y)
        y += unit.height + unit.after
    if rows:
        paint_rows(canvas, rows, x)


def paint_rows(canvas: Canvas, rows: Sequence[tuple[RowUnit, float]], x: float) -> None:
    """Draws neighbouring rows of one table that stand on one page."""
    table = rows[0][0].row.table
    spans: dict[int, list[float]] = {}
    masters: dict[int, GridCell] = {}
    for unit, y in rows:
        for cell in unit.row.cells:
            left, right = x + table.edges[cell.start], x + table.edges[cell.end]
            if cell.cell.shade:
                canvas.items.append(Rect(left, y, right - left, unit.height, cell.cell.shade))
            master = cell.master or cell
            if cell.master is not None or cell.rows > 1:
                span = spans.setdefault(id(master), [y + unit.row.line_above, y])
                span[1] = y + unit.height
                masters[id(master)] = master
                continue
            line = unit.row.line_above if unit.row.source.rule != "exact" else 0.0
            free = unit.height - line - cell.padding - stacked_height(cell.units)
            top = y + line + cell.margins["top"] + _slack(cell.cell, free)
            paint_stack(canvas, cell.units, left + cell.margins["left"], top)
    for key, (top, bottom) in spans.items():
        _paint_merged(canvas, masters[key], x + table.edges[masters[key].start], top, bottom)
    _paint_borders(canvas, table, rows, x)


def _slack(cell: Cell, free: float) -> float:
    share = {"center": 0.5, "bottom": 1.0}.get(cell.align, 0.0)
    return max(free, 0.0) * share


def _paint_merged(canvas: Canvas, cell: GridCell, left: float, top: float, bottom: float) -> None:
    """As much of a merged cell's content as fits here; the rest waits for the next page."""
    room = bottom - top
    count, used = 0, cell.padding
    for unit in cell.units:
        used += unit.before + unit.height + unit.after
        if used > room + 1 and count:
            break
        count += 1
    shown, cell.units = cell.units[:count], cell.units[count:]
    content = sum(unit.before + unit.height + unit.after for unit in shown)
    free = room - cell.padding - content
    start = top + cell.margins["top"] + _slack(cell.cell, free)
    paint_stack(canvas, shown, left + cell.margins["left"], start)


def _paint_borders(
    canvas: Canvas, table: GridTable, rows: Sequence[tuple[RowUnit, float]], x: float
) -> None:
    count = len(table.edges) - 1
    owners = [_owners(unit.row, count) for unit, _y in rows]
    last_row = len(table.rows) - 1
    for place, (unit, y) in enumerate(rows):
        _paint_sides(canvas, table, owners[place], x, y, y + unit.height)
        above = owners[place - 1] if place else None
        at_top = unit.row.number == 0 and not unit.row.is_part
        _paint_level(
            canvas, table, above, owners[place], x, y, outer="top" if at_top else "insideH"
        )
    last, y = rows[-1]
    ends = last.row.number == last_row
    bottom = y + last.height
    _paint_level(canvas, table, owners[-1], None, x, bottom, outer="bottom" if ends else "insideH")


def _owners(row: GridRow, count: int) -> list[GridCell | None]:
    found: list[GridCell | None] = [None] * count
    for cell in row.cells:
        for column in range(cell.start, cell.end):
            found[column] = cell
    return found


def _paint_sides(
    canvas: Canvas, table: GridTable, owners: list[GridCell | None], x: float, y: float, end: float
) -> None:
    count = len(owners)
    for column in range(count + 1):
        left = owners[column - 1] if column else None
        right = owners[column] if column < count else None
        if left is right:
            continue
        outer = "left" if left is None else "right" if right is None else "insideV"
        border = _between(table, left, right, ("right", "left"), outer)
        edge = x + table.edges[column]
        paint_border(canvas, border, (edge, y, edge, end))


def _paint_level(
    canvas: Canvas,
    table: GridTable,
    above: list[GridCell | None] | None,
    below: list[GridCell | None] | None,
    x: float,
    y: float,
    *,
    outer: str,
) -> None:
    """The horizontal line between two rows, joined over columns with the same border."""
    count = len(table.edges) - 1
    start, current = 0, _NO_BORDER
    for column in range(count + 1):
        border = _NO_BORDER
        if column < count:
            upper = above[column] if above else None
            lower = below[column] if below else None
            merged = upper is not None and lower is not None and lower.master is not None
            same = merged and (upper.master or upper) is lower.master  # type: ignore[union-attr]
            if not same and (upper is not None or lower is not None):
                kind = outer if upper is None or lower is None else "insideH"
                border = _between(table, upper, lower, ("bottom", "top"), kind)
        if border != current or column == count:
            reach = current.width / 2
            ends = (x + table.edges[start] - reach, y, x + table.edges[column] + reach, y)
            paint_border(canvas, current, ends)
            start, current = column, border


def _between(
    table: GridTable,
    first: GridCell | None,
    second: GridCell | None,
    sides: tuple[str, str],
    fallback: str,
) -> Border:
    """Which border two neighbours share: a drawn one of either cell, else the table's."""
    own = []
    if first is not None:
        own.append(first.cell.borders.get(sides[0]))
    if second is not None:
        own.append(second.cell.borders.get(sides[1]))
    given = [border for border in own if border is not None]
    drawn = [border for border in given if border.width > 0]
    if drawn:
        return max(drawn, key=lambda border: border.width)
    if given:
        return _NO_BORDER
    return table.source.borders.get(fallback, _NO_BORDER)
