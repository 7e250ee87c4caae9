"""A table of records whose columns are data. Pages come by key through ``fetchMore``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ui.models.cells import Column, Role, RowKind, words

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
CAP = 5000
_ITEM = Qt.ItemDataRole
_ROOT = QModelIndex()


class RecordTableModel(QAbstractTableModel, Generic[T]):
    """Rows are records, columns are ``Column``.

    Paging: connect ``more_wanted`` (or pass ``ask_more``) to something that loads the next page
    off the GUI thread and answers with ``add_page(rows, more)``. While a page is on its way no
    other is asked for. ``cap`` rows at most are held; then ``capped`` is true.
    """

    more_wanted = Signal()
    count_changed = Signal()
    sort_wanted = Signal(str, bool)  # column key, descending

    def __init__(
        self,
        columns: Sequence[Column[T]],
        parent: QObject | None = None,
        *,
        key: Callable[[T], str] | None = None,
        kind: Callable[[T], RowKind] | None = None,
        cap: int = CAP,
        hover_hint: Callable[[T, str], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: list[T] = []
        self._key = key
        self._kind = kind
        self._more = False
        self._busy = False
        self._cap = cap
        self._hint = hover_hint
        self.sort_key = ""
        self.sort_descending = False

    # --- what a screen does -----------------------------------------------------------------

    def set_rows(self, rows: Sequence[T], *, more: bool = False) -> None:
        """Show these rows in place of the present ones; ``more`` says that pages follow."""
        self.beginResetModel()
        self._rows = list(rows[: self._cap])
        self._more = more and len(self._rows) < self._cap
        self._busy = False
        self.endResetModel()
        self.count_changed.emit()

    def show_rows(self, rows: Sequence[T]) -> None:
        """Show these rows; where the same records stand in the same order, only those that
        changed are told, so that the place, the selection and an open editor stay."""
        key = self._key
        new = list(rows[: self._cap])
        same = key is not None and [key(r) for r in new] == [key(r) for r in self._rows]
        same = same and all(
            self._kind is None or self._kind(a) == self._kind(b)
            for a, b in zip(new, self._rows, strict=True)
        )
        if not same:
            self.set_rows(new)
            return
        last = len(self._columns) - 1
        for row, record in enumerate(new):
            if record != self._rows[row]:
                self._rows[row] = record
                self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    def add_page(self, rows: Sequence[T], *, more: bool) -> None:
        """Append the page that ``more_wanted`` asked for."""
        room = self._cap - len(self._rows)
        page = list(rows[:room])
        # Trap: views call fetchMore again from inside beginInsertRows; stay busy until the end.
        self._busy = True
        if page:
            first = len(self._rows)
            self.beginInsertRows(_ROOT, first, first + len(page) - 1)
            self._rows += page
            self.endInsertRows()
        self._more = more and len(self._rows) < self._cap and bool(page)
        self._busy = False
        self.count_changed.emit()

    def page_failed(self) -> None:
        """The page could not be loaded: it may be asked for again."""
        self._busy = False

    def update_row(self, record: T) -> bool:
        """Replace the row with the same key; False when it is not shown."""
        row = self.row_of(self._key(record)) if self._key else -1
        if row < 0:
            return False
        self._rows[row] = record
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))
        return True

    def record(self, row: int) -> T | None:
        """The record of a row, or None beyond the end."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def records(self) -> tuple[T, ...]:
        """All rows loaded so far."""
        return tuple(self._rows)

    def row_of(self, key: str) -> int:
        """The row whose record has this key, -1 when there is none."""
        if self._key is None:
            return -1
        for row, record in enumerate(self._rows):
            if self._key(record) == key:
                return row
        return -1

    def key_of(self, record: T) -> str:
        """The key of a record, empty where rows have none."""
        return self._key(record) if self._key is not None else ""

    @property
    def columns(self) -> tuple[Column[T], ...]:
        """The columns in their order."""
        return self._columns

    @property
    def has_kinds(self) -> bool:
        """Whether rows may be headings, notes or totals."""
        return self._kind is not None

    @property
    def capped(self) -> bool:
        """Whether rows were left out because the list is full."""
        return len(self._rows) >= self._cap

    def kind(self, row: int) -> RowKind:
        """How a row stands: record, group heading, note, total."""
        if self._kind is None or not 0 <= row < len(self._rows):
            return RowKind.RECORD
        return self._kind(self._rows[row])

    # --- what Qt asks -----------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _ITEM.DisplayRole) -> Any:
        if not index.isValid():
            return None
        record = self._rows[index.row()]
        column = self._columns[index.column()]
        if role == _ITEM.DisplayRole:
            return words(column.cell(record))
        if role == Role.CELL:
            return column.cell(record)
        if role == Role.RECORD:
            return record
        if role == Role.KIND:
            return self.kind(index.row())
        if role == Role.SORT:
            return column.value(record) if column.value else words(column.cell(record))
        if role == _ITEM.AccessibleTextRole:
            return self._said(record, column)
        if role == _ITEM.ToolTipRole and self._hint is not None:
            return self._hint(record, column.key) or None
        if role == _ITEM.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _said(self, record: T, column: Column[T]) -> str:
        """The whole sentence in the first column, the cell with its header in the others."""
        if column is self._columns[0]:
            parts = []
            for each in self._columns:
                text = each.said(record) if each.said else words(each.cell(record))
                if text:
                    parts.append(f"{each.header} {text}" if each.header else text)
            return "，".join(parts)
        text = column.said(record) if column.said else words(column.cell(record))
        return f"{column.header} {text}".strip()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ITEM.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role in (_ITEM.DisplayRole, _ITEM.AccessibleTextRole):
            return self._columns[section].header
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.kind(index.row()) in (RowKind.GROUP, RowKind.NOTE):
            return Qt.ItemFlag.ItemNeverHasChildren
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def canFetchMore(self, parent: Index = _ROOT) -> bool:
        return not parent.isValid() and self._more and not self._busy

    def fetchMore(self, parent: Index = _ROOT) -> None:
        if self.canFetchMore(parent):
            self._busy = True
            self.more_wanted.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask the screen for another order: the store sorts, not the list."""
        if 0 <= column < len(self._columns) and self._columns[column].sortable:
            self.sort_key = self._columns[column].key
            self.sort_descending = order == Qt.SortOrder.DescendingOrder
            self.sort_wanted.emit(self.sort_key, self.sort_descending)
            self.headerDataChanged.emit(
                Qt.Orientation.Horizontal, 0, max(0, len(self._columns) - 1)
            )
