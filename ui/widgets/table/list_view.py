"""The list: one column of two-line rows with headings between."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyleOptionViewItem, QWidget

from ui.models.cells import RowKind
from ui.models.row_list import RowListModel
from ui.theme import follow_look
from ui.widgets.table.delegate import CellDelegate
from ui.widgets.table.rows import RowKeys, select_row


class RecordList(QListView):
    """Signals carry the thing of the row: ``opened``, ``previewed``, ``current_changed``.

    ``fits`` makes the list as high as its rows: for cards that do not scroll.
    """

    opened = Signal(object)
    previewed = Signal(object)
    current_changed = Signal(object)
    letter_pressed = Signal(str)  # n, f, /: commands while the list has the focus

    def __init__(
        self,
        model: RowListModel[Any],
        name: str,
        parent: QWidget | None = None,
        *,
        row: int = 52,
        group: int = 28,
        edge: int = 16,
        fits: bool = False,
        plain: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._list = model
        self._fits = fits
        self.cell_delegate = CellDelegate(self, row=row, group=group, edge=edge, plain=plain)
        self.setModel(model)
        self.setItemDelegate(self.cell_delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if fits:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._keys = RowKeys(self, self.cell_delegate, self._open_row, self._preview_row)
        self._keys.letter.connect(self.letter_pressed)
        self.selectionModel().currentChanged.connect(self._current)
        model.modelReset.connect(self._rows_changed)
        model.rowsInserted.connect(self._rows_changed)
        follow_look(self._relook)

    def _relook(self) -> None:
        self.scheduleDelayedItemsLayout()
        self._rows_changed()

    def _rows_changed(self) -> None:
        if self._fits:
            self.setFixedHeight(self.content_height())

    def content_height(self) -> int:
        """The height of all rows together."""
        option = QStyleOptionViewItem()
        return sum(
            self.cell_delegate.sizeHint(option, self._list.index(row, 0)).height()
            for row in range(self._list.rowCount())
        )

    def sizeHint(self) -> QSize:
        return QSize(200, min(self.content_height(), 600))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 40)

    def select(self, row: int) -> None:
        """Select a row and bring it into view; -1 clears."""
        select_row(self, row)

    def current_thing(self) -> Any:
        """What the selected row stands for, or None."""
        return self._list.thing(self.currentIndex().row())

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key pressed elsewhere (the field over the list)."""
        return self._keys.press(event)

    def _open_row(self, row: int) -> None:
        self.opened.emit(self._list.thing(row))

    def _preview_row(self, row: int) -> None:
        self.previewed.emit(self._list.thing(row))

    def _current(self) -> None:
        self.current_changed.emit(self.current_thing())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if (
            index.isValid()
            and event.button() == Qt.MouseButton.LeftButton
            and (self._list.kind(index.row()) == RowKind.RECORD)
        ):
            self._open_row(index.row())
