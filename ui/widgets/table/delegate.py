"""The delegate of every list: row background, selection bar, hairline, then the cell itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.models.cells import Note, Role, RowKind, Sum, Text, TwoLines
from ui.theme import look
from ui.widgets.painting import draw_text, hairline
from ui.widgets.table.cell_paint import paint_cell, two_line_left

Index = QModelIndex | QPersistentModelIndex
_FLAG = QStyle.StateFlag
NOTE_AIR = 8


class CellDelegate(QStyledItemDelegate):
    """Paints rows of ``RecordTableModel``. ``edge`` is the padding at both ends of a row.

    ``plain`` leaves hairlines and the ground of headings away: the palette.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        *,
        row: int = 40,
        group: int = 28,
        edge: int = 24,
        gap: int = 8,
        plain: bool = False,
    ) -> None:
        super().__init__(view)
        self.plain = plain
        self._view = view
        self.row = row
        self.group = group
        self.edge = edge
        self.gap = gap
        self.hover_row = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        kind = RowKind(index.data(Role.KIND) or 0)
        if kind == RowKind.GROUP:
            return QSize(10, look().px(self.group))
        cell = index.data(Role.CELL)
        if isinstance(cell, TwoLines) and cell.third:
            return QSize(10, look().px(74))
        return QSize(10, look().px(self.row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        opt: Any = option
        rect = QRectF(opt.rect)
        kind = RowKind(index.data(Role.KIND) or 0)
        selected = bool(opt.state & _FLAG.State_Selected) and kind != RowKind.GROUP
        self._background(painter, rect, index, kind, selected=selected)
        last = index.column() == self._last_column()
        if kind == RowKind.GROUP:
            self._group(painter, rect, index)
        else:
            first = index.column() == 0
            left = look().px(self.edge if first else self.gap / 2)
            right = look().px(self.edge if last else self.gap / 2)
            inner = rect.adjusted(left, 0, -right, -1)
            cell = index.data(Role.CELL)
            column = index.model().columns[index.column()]  # type: ignore[attr-defined]
            if isinstance(cell, Note):
                inner = self.note_rect(rect, index, left)
            if not isinstance(cell, Sum):  # a sum is never cut
                painter.setClipRect(rect)
            paint_cell(painter, inner, cell, right=column.right, selected=selected)
            painter.setClipping(False)
            self._line(painter, rect, index, cell, left)
            if isinstance(cell, TwoLines) and cell.current and not selected:
                bar = QRectF(rect.x(), rect.y(), look().px(3), rect.height())
                painter.fillRect(bar, look().color("accent"))
        painter.restore()

    def note_rect(self, rect: QRectF, index: Index, left: float) -> QRectF:
        """Where a note is written: to the end of the row, with air over the first and under the
        last one of a block."""
        above, below = (index.sibling(index.row() + step, 0) for step in (-1, 1))
        first = RowKind(above.data(Role.KIND) or 0) != RowKind.NOTE
        last = not below.isValid() or RowKind(below.data(Role.KIND) or 0) != RowKind.NOTE
        air = look().px(NOTE_AIR)
        inner = rect.adjusted(left, 0, -look().px(self.edge), 0)
        return inner.adjusted(0, air if first else 0, 0, -air if last else 0)

    def _background(
        self, painter: QPainter, rect: QRectF, index: Index, kind: RowKind, *, selected: bool
    ) -> None:
        if kind in (RowKind.GROUP, RowKind.NOTE):
            painter.fillRect(rect, look().color("surface" if self.plain else "subtle"))
            return
        if selected:
            focused = self._pane_has_focus()
            painter.fillRect(rect, look().color("selected" if focused else "neutralSoft"))
            if focused and index.column() == 0:
                bar = QRectF(rect.x(), rect.y(), look().px(3), rect.height())
                painter.fillRect(bar, look().color("accent"))
        elif index.row() == self.hover_row:
            painter.fillRect(rect, look().color("hover"))
        elif kind == RowKind.TOTAL:
            painter.fillRect(rect, look().color("subtle"))

    def _pane_has_focus(self) -> bool:
        return self._view.hasFocus() or bool(self._view.property("keepsBar"))

    def _line(
        self, painter: QPainter, rect: QRectF, index: Index, cell: object, left: float
    ) -> None:
        """The hairline starts at the first text; none before a group heading or at the end."""
        if self.plain:
            return
        below = index.sibling(index.row() + 1, 0)
        next_kind = RowKind(below.data(Role.KIND) or 0) if below.isValid() else RowKind.RECORD
        if next_kind in (RowKind.GROUP, RowKind.NOTE):
            return
        if not below.isValid() and isinstance(cell, TwoLines):
            return
        x = rect.x()
        if index.column() == 0:
            x += left
            if isinstance(cell, TwoLines):
                x += look().px(two_line_left(cell))
        hairline(painter, x, rect.right(), rect.bottom() - 1)

    def _group(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        first = index.column() == 0
        cell = index.data(Role.CELL)
        if cell is None:
            return
        inner = rect.adjusted(look().px(self.edge if first else self.gap / 2), 0, 0, 0)
        if index.column() == self._last_column():
            inner.setRight(rect.right() - look().px(self.edge))
        if isinstance(cell, Text):
            column = index.model().columns[index.column()]  # type: ignore[attr-defined]
            draw_text(
                painter,
                inner,
                cell.text,
                role=cell.role if first else "table",
                tone=cell.tone,
                right=column.right,
            )
        else:
            if index.column() != self._last_column():
                inner.adjust(0, 0, -look().px(self.gap / 2), 0)  # under the sums of the rows
            paint_cell(painter, inner, cell, right=True, selected=False)

    def _last_column(self) -> int:
        model = self._view.model()
        hidden = getattr(self._view, "isColumnHidden", None)
        for number in range(model.columnCount() - 1, -1, -1):
            if hidden is None or not hidden(number):
                return number
        return 0


def hovered_row(view: QWidget, index: Index) -> int:
    """The row under the pointer, -1 when there is none."""
    return index.row() if index.isValid() and view.underMouse() else -1
