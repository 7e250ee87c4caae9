"""What pages are filled with: lines and table rows, with the gaps and ties between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mediation_app.documents.engine.displaylist import Rect
from mediation_app.documents.engine.lines import LineBox
from mediation_app.documents.engine.model import Border, Cell, Para, Row, Table
from mediation_app.documents.engine.paint import Canvas, paint_border, paint_line


@dataclass(slots=True, kw_only=True)
class Unit:
    """Something that stands on one page: ``before`` and ``after`` are the gaps around it.

    ``may_part`` says whether a page may begin with this unit; ``page_break`` that it must.
    """

    height: float
    before: float = 0.0
    after: float = 0.0
    may_part: bool = True
    page_break: bool = False


@dataclass(slots=True, kw_only=True)
class LineUnit(Unit):
    """One line of a paragraph."""

    line: LineBox
    para: Para
    width: float
    is_first: bool = False
    is_last: bool = False
    edges: dict[str, Border] = field(default_factory=dict)

    def paint(self, canvas: Canvas, x: float, y: float) -> None:
        """Draws the line at its place, with the paragraph's shade and borders."""
        left, right = x + self.para.left, x + self.width - self.para.right
        if self.para.shade:
            canvas.items.append(Rect(left, y, right - left, self.height, self.para.shade))
        paint_line(canvas, self.line, x, y)
        top = y - self._reach("top")
        bottom = y + self.height + self._reach("bottom")
        for name, border in self.edges.items():
            if name == "top" and self.is_first:
                paint_border(canvas, border, (left, top, right, top))
            elif name == "bottom" and self.is_last:
                paint_border(canvas, border, (left, bottom, right, bottom))
            elif name == "left":
                paint_border(
                    canvas, border, (left - border.space, top, left - border.space, bottom)
                )
            elif name == "right":
                edge = right + border.space
                paint_border(canvas, border, (edge, top, edge, bottom))

    def _reach(self, name: str) -> float:
        border = self.edges.get(name)
        wanted = self.is_first if name == "top" else self.is_last
        return border.space if border is not None and wanted else 0.0


@dataclass(slots=True, kw_only=True)
class RowUnit(Unit):
    """One table row, or the part of it that stands on this page."""

    row: GridRow


AnyUnit = LineUnit | RowUnit


@dataclass(slots=True, eq=False)
class GridCell:
    """A cell at its columns; ``units`` is its content, ``master`` the cell it is merged into."""

    cell: Cell
    start: int
    end: int
    margins: dict[str, float]
    units: list[AnyUnit] = field(default_factory=list)
    master: GridCell | None = None
    rows: int = 1

    @property
    def padding(self) -> float:
        """Top and bottom margin together."""
        return self.margins["top"] + self.margins["bottom"]


@dataclass(slots=True, eq=False)
class GridRow:
    """A row, or the part of one that stands on a page."""

    table: GridTable
    source: Row
    number: int
    cells: list[GridCell]
    height: float = 0.0
    is_part: bool = False

    @property
    def line_above(self) -> float:
        """The room that the line above the row takes from it."""
        table = self.table.source.borders.get("top" if self.number == 0 else "insideH")
        own = [cell.cell.borders["top"].width for cell in self.cells if "top" in cell.cell.borders]
        return max([*own, table.width if table is not None else 0.0])


@dataclass(slots=True, eq=False)
class GridTable:
    """What the rows of a table share: column edges, borders, header rows."""

    source: Table
    edges: list[float]
    rows: list[GridRow] = field(default_factory=list)

    def headers(self) -> list[GridRow]:
        """The rows repeated on every page."""
        found: list[GridRow] = []
        for row in self.rows:
            if not row.source.header:
                break
            found.append(row)
        return found if len(found) < len(self.rows) else []


def stacked_height(units: Sequence[AnyUnit]) -> float:
    """The height of units one below the other, outer gaps included."""
    return sum(unit.before + unit.height + unit.after for unit in units)
