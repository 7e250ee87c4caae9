"""A table that is worked like a spreadsheet: cells edited in place, rows chosen, copied, removed."""

from __future__ import annotations

import unicodedata
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from ui.models.cells import Note, Role, RowKind
from ui.models.editing import CellEdits
from ui.models.record_table import RecordTableModel
from ui.theme import look
from ui.widgets.painting import focus_ring
from ui.widgets.table.cell_editor import CellEditor
from ui.widgets.table.cell_paint import note_height
from ui.widgets.table.delegate import NOTE_AIR, CellDelegate, Index
from ui.widgets.table.edit_session import EditSession
from ui.widgets.table.rows import first_record
from ui.widgets.table.view import RecordTable

_KEY = Qt.Key
_PLAIN = Qt.KeyboardModifier.NoModifier
_PAD = Qt.KeyboardModifier.KeypadModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_MOVES = (
    _KEY.Key_Down,
    _KEY.Key_Up,
    _KEY.Key_Home,
    _KEY.Key_End,
    _KEY.Key_PageDown,
    _KEY.Key_PageUp,
)
_FIGURES = "0123456789.+=¥￥-−"
TOTAL_HEIGHT = 44
_FLAG = QItemSelectionModel.SelectionFlag


class EditDelegate(CellDelegate):
    """Paints the ring round the cell that typing goes to."""

    def _background(
        self, painter: QPainter, rect: QRectF, index: Index, kind: RowKind, *, selected: bool
    ) -> None:
        if kind == RowKind.TOTAL and not selected and index.row() != self.hover_row:
            return  # white, as the result of all above it
        super()._background(painter, rect, index, kind, selected=selected)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        view = self._view
        if isinstance(view, EditTable) and view.hasFocus() and view.rings(index):
            focus_ring(painter, QRectF(view.cell_rect(index)), 4)


class EditTable(RecordTable):
    """F2, Enter or a figure edits the cell; Tab, Enter and Esc leave it; Insert, Delete, Ctrl+C,
    Ctrl+V, Ctrl+Z and Ctrl+Y are passed on as signals. ``home`` is the column to begin in."""

    insert_wanted = Signal()
    remove_wanted = Signal(object)  # tuple of the chosen records
    copy_wanted = Signal(object)
    paste_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    double_clicked = Signal(object, str)  # record, column
    orphaned = Signal(str)  # a typed text whose row is gone
    delegate_class = EditDelegate

    def __init__(
        self,
        model: RecordTableModel[Any],
        name: str,
        edits: CellEdits,
        parent: QWidget | None = None,
        *,
        home: str,
        row: int = 34,
        group: int = 28,
        edge: int = 24,
    ) -> None:
        self._edits = edits
        self._home = next(n for n, c in enumerate(model.columns) if c.key == home)
        self._column = self._home
        self._kept: tuple[str, int] = ("", 0)
        super().__init__(model, name, parent, row=row, group=group, edge=edge)
        self.session = EditSession(self, edits)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.installEventFilter(self)  # before the keys of an ordinary list
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        model.dataChanged.connect(self.session.place)
        self.verticalScrollBar().valueChanged.connect(self.session.place)

    # --- rows and cells -----------------------------------------------------------------------

    def row_height(self, row: int) -> int:
        if self._records.kind(row) == RowKind.TOTAL:
            return look().px(TOTAL_HEIGHT)
        if self._records.kind(row) != RowKind.NOTE:
            return super().row_height(row)
        first = self._records.kind(row - 1) != RowKind.NOTE
        last = row + 1 >= self._records.rowCount() or self._records.kind(row + 1) != RowKind.NOTE
        number, cell = self._note_of(row)
        wide = self.viewport().width() - self.columnViewportPosition(number)
        wide -= look().px(self._edge) + look().px(self.cell_delegate.gap / 2)
        high = note_height(cell, wide) if cell is not None else look().px(21)
        return int(high + look().px(NOTE_AIR) * (first + last))

    def _note_of(self, row: int) -> tuple[int, Note | None]:
        for number in range(self._records.columnCount()):
            cell = self._records.index(row, number).data(Role.CELL)
            if isinstance(cell, Note):
                return number, cell
        return 0, None

    def _size_rows(self) -> None:
        """Notes reach from their column to the end of the row."""
        self.clearSpans()
        super()._size_rows()
        columns = self._records.columnCount()
        for row in range(self._records.rowCount()):
            if self._records.kind(row) == RowKind.NOTE:
                number, cell = self._note_of(row)
                if cell is not None and columns - number > 1:
                    self.setSpan(row, number, 1, columns - number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_rows()
        self.session.place()

    def rings(self, index: Index) -> bool:
        """Whether this is the cell that typing goes to."""
        here = self.currentIndex()
        same = index.row() == here.row() and index.column() == here.column()
        return same and self.can_edit(index.row(), index.column())

    def cell_rect(self, index: Index) -> QRect:
        """The cell without the padding at the ends of the row; it does not reach into the next
        one, which is painted later."""
        rect = self.visualRect(index)
        spare = look().px(self._edge) - look().px(8)
        shown = self._shown()
        left = spare if index.column() == shown[0] else -look().px(4)
        right = spare if index.column() == shown[-1] else 0
        return rect.adjusted(left, 1, -right, -2)

    def _shown(self) -> list[int]:
        return [n for n in range(self._records.columnCount()) if not self.isColumnHidden(n)]

    def can_edit(self, row: int, column: int) -> bool:
        """Whether a cell can be edited now."""
        record = self._records.record(row)
        if record is None or self._records.kind(row) != RowKind.RECORD:
            return False
        return self._edits.editable(record, self._records.columns[column].key)

    def select(self, row: int) -> None:
        """Select a row, keep the column."""
        self.go_to_cell(row, self._column)

    def go_to_cell(self, row: int, column: int) -> None:
        """Select a row and put the ring to one of its cells; -1 clears."""
        if not 0 <= row < self._records.rowCount():
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        self._column = column if column in self._shown() else self._home
        index = self._records.index(row, self._column)
        self.selectionModel().setCurrentIndex(index, _FLAG.ClearAndSelect | _FLAG.Rows)
        self.scrollTo(index)

    def chosen_records(self) -> tuple[Any, ...]:
        """The selected records, from top to bottom."""
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        found = [self._records.record(row) for row in rows]
        return tuple(
            each
            for row, each in zip(rows, found, strict=True)
            if each is not None and self._records.kind(row) == RowKind.RECORD
        )

    # --- keys ---------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self._is_mine(event):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        return super().eventFilter(watched, event)

    def _is_mine(self, event: QKeyEvent) -> bool:
        """Keys that shortcuts of the window must not take away while the table has the focus."""
        key, held = _KEY(event.key()), event.modifiers()
        if held == _CTRL:
            return key in (_KEY.Key_C, _KEY.Key_V, _KEY.Key_Z, _KEY.Key_Y, _KEY.Key_A)
        return held == _PLAIN and key in (_KEY.Key_Delete, _KEY.Key_Insert, _KEY.Key_F2)

    def _key(self, event: QKeyEvent) -> bool:
        key, held = _KEY(event.key()), event.modifiers()
        if held == _CTRL:
            return self._ctrl(key)
        if key in (_KEY.Key_Tab, _KEY.Key_Backtab):
            return self._tab(forward=key == _KEY.Key_Tab)
        if held in (_SHIFT, _SHIFT | _PAD) and key in (_KEY.Key_Up, _KEY.Key_Down):
            self._extend(1 if key == _KEY.Key_Down else -1)
            return True
        if held not in (_PLAIN, _PAD) and not _starts(event.text()):
            return False
        here = self.currentIndex()
        if key in (_KEY.Key_F2, _KEY.Key_Return, _KEY.Key_Enter):
            self._begin_here()
        elif key == _KEY.Key_Insert:
            self.insert_wanted.emit()
        elif key == _KEY.Key_Backspace:
            self._begin_empty()
        elif key == _KEY.Key_Delete:
            self.remove_wanted.emit(self.chosen_records())
        elif key in (_KEY.Key_Left, _KEY.Key_Right):
            self._sideways(1 if key == _KEY.Key_Right else -1)
        elif key in _MOVES:
            goal = self._keys.goal(key, here.row(), self._records)
            if goal is not None and goal >= 0:
                self.go_to_cell(goal, self._column)
        elif _starts(event.text()):
            column = here.column() if self.can_edit(here.row(), here.column()) else self._home
            self.session.begin(here.row(), column, event.text())
        else:
            return False
        return True

    def _ctrl(self, key: Qt.Key) -> bool:
        if key == _KEY.Key_C:
            self.copy_wanted.emit(self.chosen_records())
        elif key == _KEY.Key_V:
            self.paste_wanted.emit()
        elif key == _KEY.Key_Z:
            self.undo_wanted.emit()
        elif key == _KEY.Key_Y:
            self.redo_wanted.emit()
        elif key == _KEY.Key_A:
            self._choose(0, self._records.rowCount() - 1)
        else:
            return False
        return True

    def _choose(self, start: int, end: int) -> None:
        model = self._records
        first, last = model.index(start, 0), model.index(end, model.columnCount() - 1)
        self.selectionModel().select(QItemSelection(first, last), _FLAG.ClearAndSelect | _FLAG.Rows)

    def _extend(self, step: int) -> None:
        """Shift and an arrow: from the row where the choice began to one row further."""
        here = self.currentIndex().row()
        goal = first_record(self._records, here + step, step)
        if goal < 0:
            return
        rows = sorted({i.row() for i in self.selectionModel().selectedIndexes()}) or [here]
        anchor = rows[0] if here == rows[-1] else rows[-1]
        self.selectionModel().setCurrentIndex(
            self._records.index(goal, self._column), _FLAG.NoUpdate
        )
        self._choose(min(anchor, goal), max(anchor, goal))
        self.scrollTo(self.currentIndex())

    def _sideways(self, step: int) -> None:
        shown = self._shown()
        here = self.currentIndex()
        place = shown.index(here.column()) if here.column() in shown else 0
        self.go_to_cell(here.row(), shown[min(max(place + step, 0), len(shown) - 1)])

    def _tab(self, *, forward: bool) -> bool:
        here = self.currentIndex()
        found = self._beside(here.row(), here.column(), forward=forward)
        if found is None:
            return False  # the focus goes on to the next widget
        self.go_to_cell(*found)
        return True

    def _beside(self, row: int, column: int, *, forward: bool) -> tuple[int, int] | None:
        """The next editable cell in reading order."""
        shown = self._shown()
        cells = [(r, c) for r in range(self._records.rowCount()) for c in shown]
        ahead = [
            cell for cell in cells if (cell > (row, column) if forward else cell < (row, column))
        ]
        for cell in ahead if forward else reversed(ahead):
            if self.can_edit(*cell):
                return cell
        return None

    def _under(self, row: int, column: int, step: int) -> tuple[int, int]:
        """The next editable cell of the column, the same one at the end."""
        goal = first_record(self._records, row + step, step)
        while goal >= 0 and not self.can_edit(goal, column):
            goal = first_record(self._records, goal + step, step)
        return (goal if goal >= 0 else row), column

    # --- editing ------------------------------------------------------------------------------

    @property
    def editor(self) -> CellEditor | None:
        """The line over the cell that is edited, None when none is."""
        return self.session.editor

    def begin_at(self, key: str, column: str) -> bool:
        """Edit a cell, named by its record's key and its column."""
        return self.session.begin(self._records.row_of(key), self.column_of(column))

    def finish(self) -> bool:
        """Take what is typed; False when it cannot be read: then it stays open."""
        return self.session.finish()

    def _begin_here(self) -> None:
        here = self.currentIndex()
        column = here.column() if self.can_edit(here.row(), here.column()) else self._home
        if self.can_edit(here.row(), column):
            self.session.begin(here.row(), column)
        elif here.isValid():
            self._open_row(here.row())

    def _begin_empty(self) -> None:
        """Backspace: the cell is edited from nothing, it does not take the row away."""
        here = self.currentIndex()
        if self.session.begin(here.row(), here.column()) and self.editor is not None:
            self.editor.clear()

    def column_of(self, key: str) -> int:
        """The number of a column, -1 when there is none of that name."""
        return next((n for n, column in enumerate(self._records.columns) if column.key == key), -1)

    def go_on(self, row: int, column: int, step: str) -> None:
        """Leave a cell: down, up, next, previous, or stay."""
        found: tuple[int, int] | None = (row, column)
        if step in ("next", "previous"):
            found = self._beside(row, column, forward=step == "next") or found
        elif step in ("down", "up"):
            found = self._under(row, column, 1 if step == "down" else -1)
        if found is not None:
            self.go_to_cell(*found)

    def _remember(self) -> None:
        record = self.current_record()
        key = self._records.key_of(record) if record is not None else ""
        self._kept = (key, self.verticalScrollBar().value())

    def _restore(self) -> None:
        key, scrolled = self._kept
        row = self._records.row_of(key) if key else -1
        if row >= 0:
            index = self._records.index(row, self._column)
            self.selectionModel().setCurrentIndex(index, _FLAG.ClearAndSelect | _FLAG.Rows)
        self.updateGeometries()
        self.verticalScrollBar().setValue(scrolled)
        self.session.place()

    # --- mouse --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self.currentIndex().isValid():
            self._column = self.currentIndex().column()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if index.isValid() and left and self._records.kind(index.row()) == RowKind.RECORD:
            column = self._records.columns[index.column()].key
            self.double_clicked.emit(self._records.record(index.row()), column)


def _starts(text: str) -> bool:
    """Whether a typed sign begins a figure: full-width digits too."""
    return len(text) == 1 and unicodedata.normalize("NFKC", text) in _FIGURES
