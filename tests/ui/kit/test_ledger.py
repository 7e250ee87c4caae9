"""Lines of sums, the banded slider and the panel under a button: seen, heard and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import look
from ui.widgets.banded_slider import BandedSlider
from ui.widgets.ledger import Ledger, LedgerLine, LineShape
from ui.widgets.popover import Popover

Show = Callable[[QWidget], QWidget]
WHOLE = Decimal("200000.00")
BAR = LedgerLine(
    key="compulsory",
    shape=LineShape.BAR,
    name="交强险",
    note="泰和财险，有责限额",
    amount="164,400.00",
    whole=WHOLE,
    parts=((Decimal(0), Decimal("100000.00"), "c1"),),
    explain=(("怎么算", "18,000.00 + 145,140.00 + 1,260.00"), ("依据", "民法典第1213条")),
)
ROUTE = LedgerLine(
    key="row", shape=LineShape.ROUTE, name="泰和财险", to="张国强", amount="154,909.20"
)


def _ledger(*lines: LedgerLine) -> Ledger:
    made = Ledger("分担")
    made.resize(396, 200)
    made.set_lines(lines)
    return made


def test_a_line_says_all_of_itself(show: Show) -> None:
    ledger = _ledger(BAR, ROUTE)
    show(ledger)
    bar, route = ledger.button("compulsory"), ledger.button("row")
    assert bar.accessibleName() == "交强险，泰和财险，有责限额，164,400.00"
    assert "145,140.00" in bar.accessibleDescription()
    assert "民法典" in bar.toolTip()
    assert route.accessibleName() == "泰和财险 付 张国强，154,909.20"
    assert bar.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert route.focusPolicy() == Qt.FocusPolicy.NoFocus  # nothing to open


@pytest.mark.parametrize("key", [Qt.Key.Key_E, Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_an_explanation_opens_and_closes(show: Show, qtbot: QtBot, key: Qt.Key) -> None:
    ledger = _ledger(BAR, ROUTE)
    show(ledger)
    bar = ledger.button("compulsory")
    bar.setFocus()
    with qtbot.waitSignal(ledger.opened):
        QTest.keyClick(bar, key)
    assert ledger.is_open("compulsory")
    bar.click()
    assert not ledger.is_open("compulsory")
    QTest.mouseClick(ledger.button("row"), Qt.MouseButton.LeftButton)
    assert not ledger.is_open("row")


def test_a_tried_sum_keeps_widgets_focus_and_what_is_open(show: Show) -> None:
    ledger = _ledger(BAR, ROUTE)
    show(ledger)
    bar = ledger.button("compulsory")
    bar.setFocus()
    bar.click()
    ledger.set_lines(
        [replace(BAR, amount="1.00", explain=(("怎么算", "新"), ("依据", "法"))), ROUTE]
    )
    assert ledger.button("compulsory") is bar
    assert bar.hasFocus()
    assert bar.line.amount == "1.00"
    assert ledger._notes["compulsory"]._texts[0].text() == "新"
    ledger.set_lines([replace(BAR, amount="2.00")])  # other lines: made anew, still open
    assert ledger.is_open("compulsory")
    assert ledger.button("compulsory").hasFocus()


def test_arrows_walk_and_tab_stops_once(show: Show) -> None:
    lines = [replace(BAR, key=key, name=key) for key in ("a", "b", "c")]
    ledger = _ledger(lines[0], ROUTE, *lines[1:])
    show(ledger)
    policies = [ledger.button(key).focusPolicy() for key in ("a", "b", "c")]
    assert policies.count(Qt.FocusPolicy.StrongFocus) == 1
    ledger.button("a").setFocus()
    QTest.keyClick(ledger.button("a"), Qt.Key.Key_Down)  # past the line that opens nothing
    assert ledger.button("b").hasFocus()
    QTest.keyClick(ledger.button("b"), Qt.Key.Key_End)
    assert ledger.button("c").hasFocus()
    assert ledger.button("c").focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert ledger.button("a").focusPolicy() == Qt.FocusPolicy.ClickFocus
    QTest.keyClick(ledger.button("c"), Qt.Key.Key_Down)
    assert ledger.button("c").hasFocus()
    ledger.set_lines([replace(line, amount="1.00") for line in ledger.lines()])
    assert ledger.button("c").focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_the_slider_tells_assistive_tools_its_value(show: Show) -> None:
    slider = _slider(show, 85)
    told = QAccessible.queryAccessibleInterface(slider)
    assert told.role() == QAccessible.Role.Slider
    assert told.valueInterface().currentValue() == 85
    assert told.text(QAccessible.Text.Name) == "刘志强的责任比例"


def test_the_sum_of_a_line_can_be_copied(show: Show) -> None:
    ledger = _ledger(BAR)
    show(ledger)
    ledger.button("compulsory").setFocus()
    QTest.keyClick(ledger.button("compulsory"), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "164,400.00"


def test_the_bar_is_as_long_as_its_part(show: Show) -> None:
    ledger = _ledger(BAR)
    show(ledger)
    image: QImage = ledger.button("compulsory").grab().toImage()
    y = look().px(5 + 20 + 5 + 5)
    fill, track = look().color("c1"), look().color("neutralSoft")

    def at(x: int) -> QColor:
        return image.pixelColor(x, y)

    assert at(image.width() // 4) == fill
    assert at(image.width() // 2 - 6) == fill
    assert at(image.width() // 2 + 6) == track


@pytest.mark.parametrize("width", [240, 396])
def test_a_sum_is_never_cut(show: Show, width: int) -> None:
    long = "中国人民财产保险股份有限公司聊城市东昌府支公司"
    lines = [
        replace(BAR, key="a", name="商业三者险", note=long, tag="已用尽", amount="100,000,001.00"),
        replace(ROUTE, key="b", name=long, to=long, amount="100,000,001.00"),
        LedgerLine(
            key="c", shape=LineShape.PROOF, name="四方相加", amount="1.00 + 2.00 = 3.00 元" * 2
        ),
    ]
    ledger = _ledger(*lines)
    ledger.resize(width, 300)
    show(ledger)
    route = ledger.button("b").grab().toImage()
    ink = [
        x
        for x in range(route.width())
        if any(route.pixelColor(x, y).lightness() < 120 for y in range(route.height()))
    ]
    assert max(ink) >= route.width() - look().px(8)  # the sum reaches the right edge
    if width == 240:
        assert ledger.button("c").height() > look().px(30)


# --- slider -------------------------------------------------------------------------------------


def _slider(show: Show, value: int = 80) -> BandedSlider:
    slider = BandedSlider("刘志强的责任比例")
    slider.resize(360, 40)
    slider.set_band((80, 90), 80)
    slider.set_bounds(80, 90)
    slider.put(value)
    show(slider)
    slider.setFocus()
    return slider


def test_the_slider_steps_inside_its_band(show: Show, qtbot: QtBot) -> None:
    slider = _slider(show)
    assert "幅度 80 至 90" in slider.accessibleDescription()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == 81
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert slider.value() == 86
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert slider.value() == 90
    with qtbot.waitSignal(slider.stopped) as told:
        QTest.keyClick(slider, Qt.Key.Key_Up)
    assert told.args == [90]
    assert slider.value() == 90
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert slider.value() == 84
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert slider.value() == 80


def test_the_slider_follows_the_mouse_up_to_its_bounds(show: Show, qtbot: QtBot) -> None:
    slider = _slider(show)
    seen: list[int] = []
    slider.valueChanged.connect(seen.append)
    middle = look().px(12)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider._x(80)), middle))
    QTest.mouseMove(slider, QPoint(round(slider._x(85)), middle))
    assert slider.value() == 85
    with qtbot.waitSignal(slider.stopped):
        QTest.mouseMove(slider, QPoint(round(slider._x(30)), middle))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider._x(30)), middle))
    assert slider.value() == 80
    assert seen == [85, 80]
    slider.set_bounds(0, 100)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider._x(30)), middle))
    assert slider.value() == 30


# --- popover ------------------------------------------------------------------------------------


class _Page(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.resize(900, 500)
        outer = QVBoxLayout(self)
        self.anchor = QPushButton("责任 80% : 20%")
        self.other = QPushButton("别处")
        outer.addWidget(self.anchor, 0, Qt.AlignmentFlag.AlignRight)
        outer.addStretch(1)
        outer.addWidget(self.other)


def test_the_panel_stays_in_the_window_and_gives_the_focus_back(show: Show) -> None:
    page = _Page()
    show(page)
    panel = Popover("责任比例", width=400)
    first, second = QLineEdit(), QLineEdit()
    panel.body.addWidget(first)
    panel.body.addWidget(second)
    page.anchor.setFocus()
    panel.open_under(page.anchor)
    box = panel.panel.geometry().translated(panel.pos())
    assert page.rect().contains(box)
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Tab)
    assert first.hasFocus()  # Tab walks round inside
    QTest.keyClick(first, Qt.Key.Key_Escape)
    assert not panel.is_open()
    assert page.anchor.hasFocus()


def test_a_click_outside_leaves_the_panel(show: Show, qtbot: QtBot) -> None:
    page = _Page()
    show(page)
    panel = Popover("责任比例")
    field = QLineEdit()
    panel.body.addWidget(field)
    panel.open_under(page.anchor)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert panel.is_open()
    with qtbot.waitSignal(panel.closed):
        QTest.mouseClick(page.other, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is not field
