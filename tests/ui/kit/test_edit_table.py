"""The table worked like a spreadsheet: by keys alone, nothing lost, nothing taken by accident."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from ui.models.cells import Cell, Column, Note, RowKind, Sum, Text
from ui.models.editing import Option, Taken, matching
from ui.models.record_table import RecordTableModel
from ui.widgets.table import EditTable

K = Qt.Key
FRUIT = (
    Option("apple", "苹果", "水果", ("pg", "pingguo"), ("红富士", "pt")),
    Option("pear", "梨", "水果", ("l", "li")),
    Option("grape", "葡萄", "水果", ("pt", "putao")),
)


@dataclass(frozen=True)
class Line:
    key: str
    name: str = ""
    count: str = ""
    kind: RowKind = RowKind.RECORD


def name_cell(line: Line) -> Cell:
    return None if line.kind is RowKind.NOTE else Text(line.name)


def count_cell(line: Line) -> Cell:
    return Note("标准", line.count) if line.kind is RowKind.NOTE else Sum(line.count)


class Shop:
    """Keeps the lines; ``count`` takes whole numbers only."""

    def __init__(self) -> None:
        self.model: RecordTableModel[Line] = RecordTableModel(
            [
                Column(key="name", header="品名", cell=name_cell, width=120),
                Column(key="count", header="数量", cell=count_cell, width=120, right=True),
            ],
            key=lambda line: line.key,
            kind=lambda line: line.kind,
        )
        self.model.set_rows(
            [
                Line("g", "水果", kind=RowKind.GROUP),
                Line("a", "苹果", "1"),
                Line("n", count="一句很长的说明，" * 12, kind=RowKind.NOTE),
                Line("b", "梨", "2"),
                Line("t", "合计", "3", RowKind.TOTAL),
            ]
        )
        self.heard: list[tuple[str, str]] = []
        self.gone: list[str] = []

    def editable(self, record: Line, column: str) -> bool:
        return True

    def start(self, record: Line, column: str) -> str:
        return record.count if column == "count" else ""

    def hint(self, record: Line, column: str) -> str:
        return ""

    def options(self, record: Line, column: str) -> Sequence[Option]:
        return FRUIT if column == "name" else ()

    def tried(self, record: Line, column: str, text: str) -> None:
        self.heard.append((record.key, text))

    def take(self, record: Line, column: str, text: str, option: Option | None) -> Taken:
        if column == "name":
            if option is None:
                return Taken(wrong="没有这种水果，从列出的里面选")
            self.model.update_row(replace(record, name=option.text))
            return Taken(column="count", edit=True)
        if not text.isdigit():
            return Taken(wrong="写整数，如 12")
        rows = [replace(r, count=text) if r.key == record.key else r for r in self.model.records()]
        self.model.set_rows(rows)  # a reset, as after a check-up in a worker
        return Taken()

    def dropped(self, record: Line, column: str) -> None:
        self.gone.append(record.key)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def table(shop: Shop, show: Callable[[QWidget], QWidget]) -> EditTable:
    pane = QWidget()
    box = QVBoxLayout(pane)
    made = EditTable(shop.model, "清单", shop, home="count")
    box.addWidget(made)
    box.addWidget(QLineEdit())
    pane.resize(420, 420)
    show(pane)
    made.setFocus()
    return made


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)


def write(text: str) -> None:
    for sign in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, sign)


def editing(table: EditTable) -> bool:
    return table.editor is not None


def count(shop: Shop, key: str) -> str:
    record = shop.model.record(shop.model.row_of(key))
    assert record is not None
    return record.count


def test_typing_a_figure_replaces_and_enter_goes_down(table: EditTable, shop: Shop) -> None:
    write("15")
    assert shop.heard[-1] == ("a", "15")
    assert table.editor is not None
    press(K.Key_Return)
    assert count(shop, "a") == "15"
    assert not editing(table)
    assert table.hasFocus()
    assert table.current_record().key == "b"
    write("7")
    press(K.Key_Up)
    assert (count(shop, "b"), table.current_record().key) == ("7", "a")


def test_f2_keeps_the_text_and_esc_leaves_it(table: EditTable, shop: Shop) -> None:
    press(K.Key_F2)
    assert table.editor is not None
    assert table.editor.text() == "1"
    write("99")
    press(K.Key_Escape)
    assert count(shop, "a") == "1"
    assert shop.gone == ["a"]
    assert table.hasFocus()


def test_backspace_empties_the_cell_and_leaves_the_row(table: EditTable, shop: Shop) -> None:
    gone: list[Any] = []
    table.remove_wanted.connect(gone.append)
    press(K.Key_Backspace)
    assert table.editor is not None
    assert table.editor.text() == ""
    write("5")
    press(K.Key_Return)
    assert count(shop, "a") == "5"
    assert gone == []


def test_tab_walks_the_cells_and_leaves_at_the_end(table: EditTable, shop: Shop) -> None:
    press(K.Key_Tab)
    assert (table.current_record().key, table.currentIndex().column()) == ("b", 0)
    press(K.Key_Tab)
    write("4")
    press(K.Key_Backtab)
    assert count(shop, "b") == "4"
    assert (table.current_record().key, table.currentIndex().column()) == ("b", 0)
    press(K.Key_Tab)
    press(K.Key_Tab)
    assert not table.hasFocus()


def test_what_cannot_be_read_stays_and_says_what_to_do(table: EditTable, shop: Shop) -> None:
    write("3")
    assert table.editor is not None
    table.editor.setText("3x")
    press(K.Key_Return)
    assert table.editor is not None
    assert table.editor.hasFocus()
    assert table.session.message.isVisible()
    assert table.session.message.accessibleName() == "写整数，如 12"
    assert table.viewport().rect().contains(table.session.message.geometry())
    # elsewhere, and another cell: the text is still there
    pane = table.parentWidget()
    assert pane is not None
    other = next(each for each in pane.findChildren(QLineEdit) if each is not table.editor)
    other.setFocus()
    assert table.editor is not None
    assert table.editor.text() == "3x"
    assert not table.begin_at("b", "count")
    table.editor.setText("3")
    assert table.finish()
    assert count(shop, "a") == "3"


def test_new_rows_in_the_middle_of_typing_disturb_nothing(table: EditTable, shop: Shop) -> None:
    table.begin_at("b", "count")
    table.editor.setText("88")  # type: ignore[union-attr]
    shop.model.set_rows([Line("x", "西瓜", "1"), *shop.model.records()])
    assert table.editor is not None
    assert table.editor.text() == "88"
    row = shop.model.row_of("b")
    assert table.editor.geometry() == table.cell_rect(shop.model.index(row, 1))
    press(K.Key_Return)
    assert count(shop, "b") == "88"


def test_a_text_whose_row_is_gone_is_told(table: EditTable, shop: Shop) -> None:
    told: list[str] = []
    table.orphaned.connect(told.append)
    table.begin_at("b", "count")
    put = table.editor
    assert put is not None
    put.setText("88")
    shop.model.set_rows([r for r in shop.model.records() if r.key != "b"])
    assert table.finish()
    assert told == ["88"]
    assert not editing(table)


def test_a_chooser_takes_initials_and_goes_on_to_the_next_cell(
    table: EditTable, shop: Shop
) -> None:
    table.begin_at("b", "name")
    write("pt")
    assert table.editor is not None
    assert table.editor.option() is FRUIT[2]
    assert table.editor.choices is not None
    assert table.editor.choices.isVisible()
    press(K.Key_Return)
    assert shop.model.record(shop.model.row_of("b")).name == "葡萄"  # type: ignore[union-attr]
    assert table.editor is not None
    assert table.session.cell == ("b", "count")
    press(K.Key_Escape)
    table.begin_at("b", "name")
    write("zzz")
    press(K.Key_Return)
    assert table.session.message.accessibleName().startswith("没有这种水果")
    table.editor.clear()
    table.editor.choices.show_matching("")
    press(K.Key_Down)
    assert table.editor.option() is FRUIT[1]


def test_an_input_method_that_composes_keeps_its_keys(table: EditTable, shop: Shop) -> None:
    table.begin_at("a", "count")
    editor = table.editor
    assert editor is not None
    QApplication.sendEvent(editor, QInputMethodEvent("yi", []))
    QTest.keyClick(editor, K.Key_Return)
    QTest.keyClick(editor, K.Key_Escape)
    assert table.editor is editor
    assert count(shop, "a") == "1"


def test_rows_are_chosen_copied_and_removed_together(table: EditTable, shop: Shop) -> None:
    said: list[tuple[str, Any]] = []
    table.copy_wanted.connect(lambda rows: said.append(("copy", [r.key for r in rows])))
    table.remove_wanted.connect(lambda rows: said.append(("remove", [r.key for r in rows])))
    table.undo_wanted.connect(lambda: said.append(("undo", None)))
    table.paste_wanted.connect(lambda: said.append(("paste", None)))
    press(K.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(K.Key_C, Qt.KeyboardModifier.ControlModifier)
    press(K.Key_Delete)
    press(K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    press(K.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert said == [
        ("copy", ["a", "b"]), ("remove", ["a", "b"]), ("undo", None), ("paste", None),
    ]  # fmt: skip
    press(K.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert [r.key for r in table.chosen_records()] == ["a", "b"]


def test_a_note_takes_the_lines_it_needs(table: EditTable, shop: Shop) -> None:
    row = shop.model.row_of("n")
    assert table.rowHeight(row) > 3 * 21
    wide = table.rowHeight(row)
    table.window().resize(900, 420)
    assert table.rowHeight(row) < wide


def test_the_mouse_takes_the_text_along(table: EditTable, shop: Shop) -> None:
    write("6")
    other = table.visualRect(shop.model.index(shop.model.row_of("b"), 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(other))
    assert count(shop, "a") == "6"
    assert table.current_record().key == "b"
    heard: list[str] = []
    table.double_clicked.connect(lambda record, column: heard.append(column))
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(other))
    assert heard == ["count"]


def test_matching_ranks_beginnings_first() -> None:
    assert matching(FRUIT, "") == list(FRUIT)
    assert matching(FRUIT, "P") == [FRUIT[0], FRUIT[2]]
    assert matching(FRUIT, "果") == [FRUIT[0]]
    assert matching(FRUIT, "富士") == [FRUIT[0]]
    assert matching(FRUIT, "pt") == [FRUIT[2], FRUIT[0]]  # its own initials go first
    assert matching(FRUIT, "x") == []


def test_shortcuts_of_the_window_rest_while_the_table_has_the_focus(table: EditTable) -> None:
    from PySide6.QtGui import QKeyEvent

    event = QKeyEvent(QEvent.Type.ShortcutOverride, K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(table, event)
    assert event.isAccepted()
