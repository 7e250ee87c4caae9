"""The table: a QTableView that lays its columns out by their data and opens rows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.models.cells import RowKind
from ui.models.record_table import RecordTableModel
from ui.theme import follow_look, look
from ui.widgets.table.delegate import CellDelegate
from ui.widgets.table.header import RecordHeader
from ui.widgets.table.rows import RowKeys, select_row


class RecordTable(QTableView):
    """Signals carry the record: ``opened`` (Enter, double click), ``previewed`` (Space),
    ``current_changed`` (None when nothing is selected)."""

    opened = Signal(object)
    previewed = Signal(object)
    current_changed = Signal(object)
    letter_pressed = Signal(str)  # n, f, /: commands while the list has the focus
    delegate_class = CellDelegate

    def __init__(
        self,
        model: RecordTableModel[Any],
        name: str,
        parent: QWidget | None = None,
        *,
        row: int = 40,
        group: int = 28,
        edge: int = 24,
        head: int = 32,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._records = model
        self._row = row
        self._group = group
        self._edge = edge
        self.cell_delegate = self.delegate_class(self, row=row, group=group, edge=edge)
        header = RecordHeader(self, edge=edge, height=head)
        self.setHorizontalHeader(header)
        self.setModel(model)
        self.setItemDelegate(self.cell_delegate)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(1)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self._keys = RowKeys(self, self.cell_delegate, self._open_row, self._preview_row)
        self._keys.letter.connect(self.letter_pressed)
        self.selectionModel().currentRowChanged.connect(self._current)
        model.modelReset.connect(self._size_rows)
        model.rowsInserted.connect(self._size_rows)
        follow_look(self._relook)

    def _relook(self) -> None:
        self.verticalHeader().setDefaultSectionSize(look().px(self._row))
        self._size_rows()
        self._lay_out()
        self.horizontalHeader().updateGeometry()

    def _size_rows(self) -> None:
        """Only rows that differ from the default height are sized: group headings."""
        if not self._records.has_kinds:
            return
        for row in range(self._records.rowCount()):
            self.setRowHeight(row, self.row_height(row))

    def row_height(self, row: int) -> int:
        """The height of a row in real pixels."""
        kind = self._records.kind(row)
        return look().px(self._group if kind == RowKind.GROUP else self._row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Fixed columns keep their width, the others share the rest; some give way if narrow."""
        now = look()
        room = self.viewport().width()
        columns = list(enumerate(self._records.columns))
        shown = {number for number, _ in columns}

        def need() -> int:
            total = 0
            for number, column in columns:
                if number in shown:
                    total += now.px(column.width or column.min_width or 120)
            return total + now.px(2 * self._edge)

        for number, column in sorted(columns, key=lambda c: -c[1].give_way):
            if column.give_way <= 0 or need() <= room:
                break
            shown.discard(number)
        visible = [number for number, _ in columns if number in shown]
        fixed = 0
        widths: dict[int, int] = {}
        for number, column in columns:
            self.setColumnHidden(number, number not in shown)
            if number not in shown:
                continue
            ends = (number == visible[0]) + (number == visible[-1])
            widths[number] = now.px(column.width) + ends * now.px(self._edge)
            fixed += widths[number]
        free = [number for number in visible if self._records.columns[number].width == 0]
        rest = max(0, room - fixed)
        for place, number in enumerate(free):
            share = rest // (len(free) - place)
            least = now.px(self._records.columns[number].min_width or 80)
            widths[number] += max(least, share)
            rest -= share
        if not free and visible:
            widths[visible[-1]] += rest
        for number, width in widths.items():
            self.setColumnWidth(number, width)

    def select(self, row: int) -> None:
        """Select a row and bring it into view; -1 clears."""
        select_row(self, row)

    def current_record(self) -> Any:
        """The selected record or None."""
        return self._records.record(self.currentIndex().row())

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key pressed elsewhere (the field over the list)."""
        return self._keys.press(event)

    def _open_row(self, row: int) -> None:
        self.opened.emit(self._records.record(row))

    def _preview_row(self, row: int) -> None:
        self.previewed.emit(self._records.record(row))

    def _current(self) -> None:
        self.current_changed.emit(self.current_record())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if (
            index.isValid()
            and event.button() == Qt.MouseButton.LeftButton
            and (self._records.kind(index.row()) == RowKind.RECORD)
        ):
            self._open_row(index.row())
