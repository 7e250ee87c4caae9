"""A dialog takes nothing that it could not read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.dialogs.sheet import Sheet
from ui.widgets.basics import Button
from ui.widgets.fields import MoneyField
from ui.widgets.form import Form


class _Asked(Sheet):
    def __init__(self) -> None:
        super().__init__("登记")
        self.taken: list[object] = []
        self.form = Form()
        self.field = MoneyField("金额")
        self.form.add("amount", "金额", self.field)
        self.body.addWidget(self.form)
        self.add_button(Button("登记", kind="primary", on_click=self._take), default=True)

    def _take(self) -> None:
        self.taken.append(self.field.value())


def _open(qtbot: QtBot) -> _Asked:
    sheet = _Asked()
    qtbot.addWidget(sheet)
    with qtbot.waitExposed(sheet):
        sheet.show()
    sheet.activateWindow()
    sheet.field.setFocus()
    qtbot.waitUntil(sheet.field.hasFocus)
    return sheet


def test_a_sum_broken_off_is_not_taken_by_key(qtbot: QtBot) -> None:
    sheet = _open(qtbot)
    qtbot.keyClicks(sheet.field, "4.2386.50")
    sheet.press_default()
    assert sheet.taken == []
    assert sheet.form.rows["amount"].error()
    assert sheet.field.hasFocus()
    sheet.field.selectAll()
    qtbot.keyClicks(sheet.field, "42386.50")
    sheet.press_default()
    assert [str(one) for one in sheet.taken] == ["42386.50"]


def test_a_sum_broken_off_is_not_taken_by_mouse(qtbot: QtBot) -> None:
    sheet = _open(qtbot)
    qtbot.keyClicks(sheet.field, "4.2386.50")
    assert sheet.default is not None
    qtbot.mouseClick(sheet.default, Qt.MouseButton.LeftButton)
    assert sheet.taken == []
    assert sheet.form.rows["amount"].error()
