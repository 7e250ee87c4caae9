"""Horizontal bars: names, counts and shares, keys, pointer, words for a screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.widgets.chart_rows import RowBar, RowChart

_K = Qt.Key


@pytest.fixture
def chart(qtbot: QtBot) -> RowChart:
    made = RowChart("案件来源")
    qtbot.addWidget(made)
    made.resize(280, 170)
    made.set_bars(
        [
            RowBar(key="03", name="公安交警移送", value=171, text="171", share="42.4%"),
            RowBar(key="01", name="当事人申请", value=98, text="98", share="24.3%"),
            RowBar(key="", name="其他", value=0, text="0", share="0.0%"),
        ]
    )
    made.show()
    return made


def test_every_bar_is_said(chart: RowChart) -> None:
    assert chart.accessibleName() == "案件来源"
    assert chart.accessibleDescription().startswith("公安交警移送 171 42.4%；当事人申请 98")


def test_keys_walk_and_choose(chart: RowChart, qtbot: QtBot) -> None:
    chosen: list[str] = []
    chart.chosen.connect(chosen.append)
    chart.activateWindow()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    QTest.keyClick(chart, _K.Key_Return)
    QTest.keyClick(chart, _K.Key_Down)
    assert chart.accessibleName() == "案件来源，当事人申请 98 24.3%"
    QTest.keyClick(chart, _K.Key_Return)
    for _ in range(5):
        QTest.keyClick(chart, _K.Key_Down)
    QTest.keyClick(chart, _K.Key_Return)
    QTest.keyClick(chart, _K.Key_Up)
    QTest.keyClick(chart, _K.Key_Return)
    assert chosen == ["03", "01", "", "01"]


def test_a_click_chooses_its_bar(chart: RowChart) -> None:
    chosen: list[str] = []
    chart.chosen.connect(chosen.append)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, 30))
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, 160))
    assert chosen == ["01"]


def test_bars_share_one_scale(chart: RowChart) -> None:
    picture = chart.grab().toImage()
    ratio = picture.devicePixelRatio()

    def length(y: int) -> int:
        back = picture.pixelColor(1, picture.height() - 2)
        row = [
            picture.pixelColor(x, round(y * ratio))
            for x in range(round(100 * ratio), picture.width())
        ]
        blue = [c for c in row if c.blue() > c.red() + 60 and c != back]
        return len(blue)

    assert length(11) > length(33) * 1.5 > 0
    assert length(55) == 0


def test_nothing_to_show_says_so(chart: RowChart) -> None:
    chart.set_bars([])
    assert chart.bars() == ()
    chart.grab()
    QTest.keyClick(chart, _K.Key_Down)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(20, 30))
