"""What tables and lists share: opening, preview, hover, moving over headings, paging errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from ui.models.cells import RowKind
from ui.models.record_table import RecordTableModel
from ui.widgets.table.delegate import CellDelegate

_KEY = Qt.Key
_OPEN = (_KEY.Key_Return, _KEY.Key_Enter)


def first_record(model: RecordTableModel[object], start: int = 0, step: int = 1) -> int:
    """The next row from ``start`` that can be selected, -1 when there is none."""
    row = start
    while 0 <= row < model.rowCount():
        if model.kind(row) in (RowKind.RECORD, RowKind.TOTAL):
            return row
        row += step
    return -1


def select_row(view: QAbstractItemView, row: int) -> None:
    """Select a row and bring it into view; -1 clears."""
    model = view.model()
    if row < 0 or row >= model.rowCount():
        view.clearSelection()
        view.setCurrentIndex(QModelIndex())
        return
    index = model.index(row, 0)
    chosen = view.selectionModel()
    flag = QItemSelectionModel.SelectionFlag
    chosen.setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
    view.scrollTo(index)


class RowKeys(QObject):
    """Keys of a list: Enter opens, Space previews, arrows skip headings, letters are passed on."""

    letter = Signal(str)

    def __init__(
        self,
        view: QAbstractItemView,
        delegate: CellDelegate,
        opened: Callable[[int], None],
        previewed: Callable[[int], None],
    ) -> None:
        super().__init__(view)
        self._view = view
        self._delegate = delegate
        self._opened = opened
        self._previewed = previewed
        self._select: Callable[[int], None] = getattr(view, "select", partial(select_row, view))
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.viewport().setMouseTracking(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.press(event)
        if kind == QEvent.Type.MouseMove and watched is self._view.viewport():
            self._hover(self._view.indexAt(event.position().toPoint()))  # type: ignore[attr-defined]
        elif kind == QEvent.Type.Leave:
            self._hover(QModelIndex())
        elif kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            self._focus_in()
        elif kind == QEvent.Type.FocusOut:
            self._view.viewport().update()
        return False

    def _hover(self, index: QModelIndex) -> None:
        row = index.row() if index.isValid() else -1
        if row != self._delegate.hover_row:
            self._delegate.hover_row = row
            self._view.viewport().update()

    def _focus_in(self) -> None:
        """The focus is always visible: with no row selected the first one is."""
        model = self._view.model()
        if isinstance(model, RecordTableModel) and not self._view.currentIndex().isValid():
            self._select(first_record(model))
        self._view.viewport().update()

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; False when it is none of the list's."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if not plain:
            return False
        key = _KEY(event.key())
        row = self._view.currentIndex().row()
        if key in _OPEN:
            if row >= 0:
                self._opened(row)
            return True
        if key == _KEY.Key_Space:
            if row >= 0:
                self._previewed(row)
            return True
        letter = event.text()
        if len(letter) == 1 and letter.isprintable():
            # Single letters are commands of the screen here, not a search in the list.
            self.letter.emit(letter.lower())
            return True
        model = self._view.model()
        if not isinstance(model, RecordTableModel):
            return False
        goal = self.goal(key, row, model)
        if goal is None:
            return False
        if goal >= 0:
            select_row(self._view, goal)
        return True

    def goal(self, key: Qt.Key, row: int, model: RecordTableModel[Any]) -> int | None:
        """Where a key leads from a row, -1 for nowhere, None when it is no key of moving."""
        last = model.rowCount() - 1
        page = max(1, self._view.viewport().height() // max(1, self._row_height()) - 1)
        if key == _KEY.Key_Down:
            if row == last and model.canFetchMore():
                model.fetchMore()
            return first_record(model, row + 1)
        if key == _KEY.Key_Up:
            return first_record(model, row - 1, -1)
        if key == _KEY.Key_Home:
            return first_record(model)
        if key == _KEY.Key_End:
            return first_record(model, last, -1)
        if key == _KEY.Key_PageDown:
            found = first_record(model, min(last, row + page))
            return found if found >= 0 else first_record(model, last, -1)
        if key == _KEY.Key_PageUp:
            found = first_record(model, max(0, row - page), -1)
            return found if found >= 0 else first_record(model)
        return None

    def _row_height(self) -> int:
        index = self._view.currentIndex()
        return self._view.visualRect(index).height() if index.isValid() else 40
