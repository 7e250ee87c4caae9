"""The command palette: one field over everything that can be done or opened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.models.cells import Text
from ui.models.row_list import Row, RowListModel, heading
from ui.theme import follow_look, look
from ui.widgets.basics import IconMark, KeyCap, Label
from ui.widgets.fields.line_field import LineEdit
from ui.widgets.palette_sources import CommandSource, PaletteItem, PaletteSource
from ui.widgets.table import RecordList

__all__ = ["CommandSource", "Palette", "PaletteItem", "PaletteSource"]

MOST_ROWS = 60


class Palette(QFrame):
    """640 wide; opens on the last query, selected. Esc closes; the overlay shows it."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "dialog")
        self.setAccessibleName("查找或执行命令")
        self._sources: list[PaletteSource] = []
        self._asked = 0
        self._found: dict[int, Sequence[PaletteItem]] = {}
        self.field = LineEdit("查找或执行命令", hint="查找案件、人员，或执行命令")
        self.field.setProperty("kind", "bare")
        self.field.changed.connect(self._ask)
        self.field.installEventFilter(self)
        self._model: RowListModel[PaletteItem] = RowListModel(self)
        self.list = RecordList(self._model, "结果", row=40, group=30, edge=20, plain=True)
        self.list.setProperty("keepsBar", True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.opened.connect(self._run)
        self.list.clicked.connect(self._click)
        self._empty = Label("没有找到", role="table", tone="text2")
        self._outer = QVBoxLayout(self)
        self._top = QHBoxLayout()
        self._top.addWidget(IconMark("search", "text2", size=20))
        self._top.addWidget(self.field, 1)
        self._top.addWidget(KeyCap("Esc", edged=True))
        self._outer.addLayout(self._top)
        self._line = QFrame()
        self._line.setProperty("frame", "hline")
        self._outer.addWidget(self._line)
        self._outer.addWidget(self._empty)
        self._outer.addWidget(self.list)
        self._foot = QFrame()
        self._foot.setProperty("frame", "sheetFoot")
        self._keys = QHBoxLayout(self._foot)
        for key, does in (("↑ ↓", "选择"), ("Enter", "打开"), (">", "只看命令"), ("@", "只看人员")):
            self._keys.addWidget(KeyCap(key))
            self._keys.addWidget(Label(does, role="caption", tone="text2"))
            self._keys.addSpacing(8)
        self._keys.addStretch(1)
        self._outer.addWidget(self._foot)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self.setFixedWidth(px(640))
        self._outer.setContentsMargins(1, 1, 1, 1)
        self._outer.setSpacing(0)
        self._top.setContentsMargins(px(20), px(10), px(16), px(10))
        self._top.setSpacing(px(12))
        self._keys.setContentsMargins(px(20), 0, px(20), 0)
        self._keys.setSpacing(px(6))
        self._foot.setFixedHeight(px(36))
        self._empty.setContentsMargins(px(20), px(14), px(20), px(14))
        self.fit()

    def add_source(self, source: PaletteSource) -> None:
        """Add a group; groups stand in the order they were added."""
        self._sources.append(source)

    def first_focus(self) -> QWidget:
        """The field."""
        return self.field

    def prepare(self) -> None:
        """Before showing: the last query selected, its answers asked again."""
        self.field.selectAll()
        self._ask()

    def _ask(self) -> None:
        self._asked += 1
        typed = self.field.text().strip()
        prefix = typed[:1] if typed[:1] in (">", "@") else ""
        query = typed[1:].strip() if prefix else typed
        self._found = {}
        for number, source in enumerate(self._sources):
            if prefix and source.prefix != prefix:
                continue
            source.find(query, partial(self._answer, self._asked, number))
        self._show()

    def _answer(self, asked: int, number: int, items: Sequence[PaletteItem]) -> None:
        if asked != self._asked:
            return
        self._found[number] = items
        self._show()

    def _show(self) -> None:
        held = self._held()
        rows: list[Row] = []
        for number in sorted(self._found):
            items = self._found[number]
            if items:
                rows.append(heading(self._sources[number].group))
                rows += [_row(item) for item in items[:MOST_ROWS]]
        self._model.set_list(rows)
        again = self._model.row_of(held) if held else -1
        self.list.select(again if again >= 0 else 1 if rows else -1)
        self.fit()

    def _held(self) -> str:
        """What was chosen by hand stays chosen when late answers arrive."""
        row = self.list.currentIndex().row()
        found = self._model.record(row)
        return found.key if found is not None and row > 1 else ""

    def fit(self) -> None:
        """Be as high as the answers, within the window."""
        rows = self._model.rowCount()
        self.list.setVisible(rows > 0)
        self._empty.setVisible(rows == 0 and bool(self.field.text().strip()))
        over = self.parentWidget()
        high = over.height() if over is not None else look().px(700)
        room = high - look().px((96 if high > look().px(620) else 24) + 56 + 36 + 32)
        self.list.setFixedHeight(max(look().px(40), min(self.list.content_height(), room)))
        self.adjustSize()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.field
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
        ):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if self.field.composing:
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
            return True
        moves = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if key in (*moves, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.press(event)
            return True
        return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)

    def _click(self) -> None:
        self._run(self.list.current_thing())

    def _run(self, thing: object) -> None:
        if isinstance(thing, PaletteItem):
            self.closed.emit()
            thing.act()


def _row(item: PaletteItem) -> Row:
    keys = (item.key, "Enter") if item.key else ("Enter",)
    cell = Text(
        item.text,
        tone="text",
        role="body",
        hits=item.hits,
        after=item.note,
        icon=item.icon,
        keys=keys,
    )
    return Row(cell, item, key=f"{item.text}\n{item.note}")
