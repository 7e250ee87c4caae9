"""The field palette: every field with its Chinese name; a click copies what to type in Word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desk import Desk
from ui.models.record_table import RecordTableModel
from ui.screens.settings.templates_rows import field_columns, field_key, field_kind, field_lines
from ui.theme import follow_look, look
from ui.widgets.basics import Label, row
from ui.widgets.search_field import SearchField
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.services.template_types import Field


class FieldPalette(QWidget):
    """Search, a table, and copying."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("plane", "surface")
        self._desk = desk
        self._fields: tuple[Field, ...] = ()
        self.search = SearchField("查找字段", hint="名称、写法或样例", width=280)
        self.search.searched.connect(self._searched)
        self.search.left_down.connect(self._into_table)
        self.count = Label("", role="caption", tone="text3")
        self.model: RecordTableModel[Field | str] = RecordTableModel(
            field_columns(), self, key=field_key, kind=field_kind
        )
        self.table = RecordTable(self.model, "字段", row=34)
        self.table.clicked.connect(self._clicked)
        self.table.opened.connect(self.copy)
        self.hint = Label(
            "点一行即复制，粘贴到 Word 中要填写的位置。列表中的字段连同循环一起复制，每行标记单独成段。",
            role="caption", tone="text2", wrap=True,
        )  # fmt: skip
        self._column = QVBoxLayout(self)
        self._head = row(self.search, 8, self.count, None)
        self._column.addLayout(self._head)
        self._column.addWidget(self.hint)
        self._column.addWidget(self.table, 1)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._column.setContentsMargins(px(16), px(10), px(16), 0)
        self._column.setSpacing(px(6))

    @property
    def is_loaded(self) -> bool:
        """Whether the fields are there."""
        return bool(self._fields)

    def set_fields(self, fields: tuple[Field, ...]) -> None:
        """Show all fields."""
        self._fields = fields
        self._searched(self.search.text())

    def _searched(self, text: str) -> None:
        rows = field_lines(self._fields, text)
        self.model.set_rows(rows, more=False)
        count = sum(1 for one in rows if not isinstance(one, str))
        self.count.setText(f"{count} 个字段" if count else "没有相符的字段，换一个词")
        self.table.select(1 if rows else -1)

    def _into_table(self) -> None:
        self.table.setFocus()

    def _clicked(self, index: QModelIndex) -> None:
        self.copy(self.model.record(index.row()))

    def copy(self, one: object) -> None:
        """Put what to type in Word on the clipboard."""
        if one is None or isinstance(one, str):
            return
        field: Field = one  # type: ignore[assignment]
        QGuiApplication.clipboard().setText(field.tag)
        self._desk.notify.say(f"已复制 {field.path}")
