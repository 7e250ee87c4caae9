"""A one-column list of two-line rows, with group headings between: Today, queues, palette."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import QObject

from ui.models.cells import Cell, Column, RowKind, Text
from ui.models.record_table import RecordTableModel

T = TypeVar("T")


class Row(NamedTuple):
    """One row: what it shows, and the thing it stands for (None for a heading)."""

    cell: Cell
    record: object = None
    kind: RowKind = RowKind.RECORD
    key: str = ""


def heading(text: str, *, tone: str = "text2") -> Row:
    """A group heading, not selectable."""
    return Row(Text(text, tone=tone, role="captionStrong"), None, RowKind.GROUP)


class RowListModel(RecordTableModel[Row], Generic[T]):
    """Rows made by ``present`` from records, or given ready-made with ``set_list``."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        present: Callable[[T], Row] | None = None,
        header: str = "",
    ) -> None:
        super().__init__(
            (Column[Row](key="row", header=header, cell=_cell),),
            parent,
            key=_key,
            kind=_kind,
        )
        self._present = present

    def set_list(self, rows: Sequence[Row], *, more: bool = False) -> None:
        """Show ready-made rows, headings among them."""
        self.set_rows(rows, more=more)

    def set_records(self, records: Sequence[T], *, more: bool = False) -> None:
        """Show records through ``present``. Raises ValueError when there is none."""
        if self._present is None:
            raise ValueError("no presenter")
        self.set_rows([self._present(record) for record in records], more=more)

    def thing(self, row: int) -> object:
        """What a row stands for; None for headings and beyond the end."""
        found = self.record(row)
        return found.record if found is not None else None


def _cell(row: Row) -> Cell:
    return row.cell


def _key(row: Row) -> str:
    return row.key


def _kind(row: Row) -> RowKind:
    return row.kind
