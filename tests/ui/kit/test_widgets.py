"""Painted widgets: reachable by keyboard, named, and telling the truth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mediation_app.errors import FieldClash
from ui.dialogs.conflict import ConflictSheet, present
from ui.gallery import samples
from ui.models.cells import TagCell, TwoLines
from ui.models.row_list import Row, RowListModel, heading
from ui.widgets.bar_chart import BarChart, Series, nice_scale
from ui.widgets.checks_panel import ChecksPanel
from ui.widgets.chips import FilterChips
from ui.widgets.choice_cards import Choice, ChoiceCards
from ui.widgets.deadline import deadline_tag
from ui.widgets.decision_bar import Decision, DecisionBar
from ui.widgets.figure_strip import Figure, FigureStrip
from ui.widgets.section_nav import SectionNav
from ui.widgets.stepper import Stepper
from ui.widgets.table import RecordList
from ui.widgets.tabs import Segments, TabsBar

Show = Callable[[QWidget], QWidget]
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (date(2026, 11, 20), TagCell("逾期 4 天", "overdue")),
        (TODAY, TagCell("今天", "warn")),
        (date(2026, 11, 25), TagCell("明天", "warn")),
        (date(2026, 11, 27), TagCell("11-27 周五", "neutral")),
        (date(2026, 12, 8), TagCell("12-08 周二", "neutral")),
        (date(2026, 12, 9), TagCell("12-09", "plain")),
        (date(2029, 11, 2), TagCell("2029-11-02", "plain")),
        (None, TagCell("待定", "warn")),
    ],
)
def test_deadlines_in_words(due: date | None, expected: TagCell) -> None:
    assert deadline_tag(due, TODAY) == expected


def test_deadlines_in_tables_and_with_a_time() -> None:
    assert deadline_tag(TODAY, TODAY, at=time(17, 30)).text == "今天 17:30"
    assert deadline_tag(date(2026, 12, 1), TODAY, in_table=True).tone == "plainStrong"
    assert deadline_tag(date(2026, 12, 2), TODAY, in_table=True).tone == "plain"
    assert deadline_tag(date(2027, 1, 4), date(2026, 12, 28), in_table=True).text == "01-04"


def test_the_stepper_walks_and_jumps(show: Show, qtbot: QtBot) -> None:
    stepper = Stepper()
    stepper.set_tracks(samples.tracks())
    stepper.resize(1300, 56)
    show(stepper)
    chosen: list[str] = []
    stepper.step_chosen.connect(chosen.append)
    assert "调解：调解，第 4 步，共 9 步，12-03 届满，剩 9 天" in stepper.accessibleDescription()
    assert "追偿，第 8 步" in stepper.accessibleDescription()
    stepper.setFocus()
    qtbot.keyClick(stepper, Qt.Key.Key_Left)
    qtbot.keyClick(stepper, Qt.Key.Key_Return)
    qtbot.keyClick(stepper, Qt.Key.Key_Down)
    qtbot.keyClick(stepper, Qt.Key.Key_Return)
    assert chosen == ["step/2", "step/2"]
    high = stepper.height()
    stepper.set_dashes(True)
    assert stepper.height() == high // 2


def test_sections_by_arrow_and_number(show: Show, qtbot: QtBot) -> None:
    nav = SectionNav()
    nav.set_sections(samples.sections())
    nav.resize(184, 600)
    show(nav)
    chosen: list[str] = []
    nav.chosen.connect(chosen.append)
    nav.choose_number(2)
    assert nav.current() == "parties"
    nav._items[1].setFocus()
    qtbot.keyClick(nav._items[1], Qt.Key.Key_Down)
    assert nav.current() == "vehicles"
    assert QApplication.focusWidget() is nav._items[2]
    nav.choose_number(99)
    assert chosen == ["parties", "vehicles"]
    assert nav._items[1].accessibleName() == "当事人，1 项必须处理"
    nav.set_icons_only(True)
    assert nav.width() == 48


def test_problems_are_walked_in_order_and_round(show: Show) -> None:
    panel = ChecksPanel()
    panel.set_checks(samples.checks(), passed=16)
    show(panel)
    assert panel.counts() == (2, 3)
    went = [panel.next_problem() for _ in range(6)]
    assert went == ["account", "agreement", "losses", "documents", "parties", "account"]
    assert panel.next_problem(-1) == "parties"
    # After one was mended the walk goes on from where it was.
    panel.set_checks([c for c in samples.checks() if c.address != "account"], passed=17)
    assert panel.next_problem() == "agreement"
    panel.set_checks([])
    assert panel.next_problem() == ""


def test_tabs_and_segments(show: Show, qtbot: QtBot) -> None:
    tabs = TabsBar("视图")
    tabs.set_tabs([("all", "全部"), ("mine", "我经办")])
    tabs.set_count("all", 403)
    show(tabs)
    chosen: list[str] = []
    tabs.chosen.connect(chosen.append)
    first = tabs._tabs["all"]
    assert first.accessibleName() == "全部 403"
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert tabs.current() == "mine"
    assert chosen == ["mine"]
    segments = Segments("期间", [("m", "月"), ("q", "季"), ("y", "年")])
    segments.set_value("y")
    assert segments.value() == "y"
    segments.deleteLater()


def test_filter_chips(show: Show, qtbot: QtBot) -> None:
    chips = FilterChips()
    chips.set_filters([("stage", "阶段", "未结"), ("date", "事故时间", "近 6 个月")])
    chips.resize(600, 40)
    show(chips)
    removed: list[str] = []
    chips.removed.connect(removed.append)
    assert chips.remove_last()
    qtbot.keyClick(chips._chips[0], Qt.Key.Key_Delete)
    assert removed == ["date", "stage"]
    assert {chip.height() for chip in chips._chips} == {28}
    assert chips.add_button.height() == 28
    chips.set_filters([])
    assert not chips.remove_last()
    assert not chips.clear_button.isVisible()


def test_choice_cards(show: Show, qtbot: QtBot) -> None:
    cards = ChoiceCards("当事人", add="加一方")
    choices = [Choice(key=k, name=k, note="") for k in "abc"]
    cards.set_choices(choices)
    show(cards)
    chosen: list[str] = []
    cards.chosen.connect(chosen.append)
    cards._cards[0].setFocus()
    qtbot.keyClick(cards._cards[0], Qt.Key.Key_Right)
    assert cards.current() == "b"
    cards.set_choices(choices[:2])
    assert cards.current() == "b"
    cards.set_choices(choices[:1])
    assert cards.current() == "a"
    assert chosen == ["b"]


def test_a_barred_decision_is_shown_with_its_reason(show: Show, qtbot: QtBot) -> None:
    bar = DecisionBar()
    bar.set_decisions(
        [
            Decision(key="back", text="退回复核"),
            Decision(
                key="yes",
                text="同意垫付 43,246.80 元",
                kind="primary",
                barred="经办 王芳 不能审批自己的申请",
            ),
        ]
    )
    bar.resize(900, 64)
    show(bar)
    decided: list[tuple[str, str]] = []
    bar.decided.connect(lambda key, text: decided.append((key, text)))
    bar.decide_primary()
    assert decided == []
    assert not bar._buttons["yes"].isEnabled()
    assert "王芳" in bar._buttons["yes"].accessibleDescription()
    bar.opinion.setText("缺清单")
    qtbot.keyClick(bar._buttons["back"], Qt.Key.Key_Return)
    assert decided == [("back", "缺清单")]


def test_arrows_skip_headings_and_enter_opens(show: Show, qtbot: QtBot) -> None:
    model: RowListModel[object] = RowListModel()
    model.set_list(
        [heading("已逾期"), Row(TwoLines("一"), 1), heading("今天"), Row(TwoLines("二"), 2)]
    )
    rows = RecordList(model, "待办")
    model.setParent(rows)
    rows.resize(400, 300)
    show(rows)
    opened: list[int] = []
    previewed: list[int] = []
    rows.opened.connect(opened.append)
    rows.previewed.connect(previewed.append)
    rows.setFocus()
    assert rows.currentIndex().row() == 1  # a list with the focus always shows where
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert rows.currentIndex().row() == 3
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    qtbot.keyClick(rows, Qt.Key.Key_Home)
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    letters: list[str] = []
    rows.letter_pressed.connect(letters.append)
    qtbot.keyClick(rows, "n")
    qtbot.keyClick(rows, "/")
    assert letters == ["n", "/"]
    assert rows.currentIndex().row() == 1
    assert opened == [2]
    assert previewed == [1]


def test_charts_take_two_series_and_nice_scales(show: Show, qtbot: QtBot) -> None:
    chart = BarChart("各月")
    chart.set_data(
        ["1月", "2月"],
        [Series(name="受理", values=(29, 44))],
        line=Series(name="去年", values=(20, None), tone="c4"),
    )
    chart.resize(300, 160)
    show(chart)
    assert chart.accessibleDescription() == "1月 受理 29；2月 受理 44"
    chosen: list[int] = []
    chart.chosen.connect(chosen.append)
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert chosen == [0]
    assert "去年 20" in chart.accessibleName()
    with pytest.raises(ValueError, match="two"):
        chart.set_data([], [Series(name=str(n), values=()) for n in range(3)])
    for most in (0.3, 1, 4, 9, 44, 99, 171, 5230, 10**7):
        step, top = nice_scale(most)
        assert most <= top <= 6.5 * step


def test_figures_lead_somewhere(show: Show, qtbot: QtBot) -> None:
    strip = FigureStrip("今日")
    strip.set_figures([Figure(key="late", value="2", label="逾期", tone="danger")])
    show(strip)
    chosen: list[str] = []
    strip.chosen.connect(chosen.append)
    qtbot.keyClick(strip._buttons[0], Qt.Key.Key_Return)
    assert chosen == ["late"]


def clash(field: str, original: object, mine: object, theirs: object) -> FieldClash:
    return FieldClash(
        record="party", record_id="1", field=field, original=original, mine=mine, theirs=theirs
    )


def test_a_conflict_is_saved_only_when_each_clash_has_its_choice(show: Show, qtbot: QtBot) -> None:
    rows = present(
        [
            clash("address", "a", "a", "b"),
            clash("phone", "1", "2", "3"),
            clash("care", "x", "y", "z"),
            clash("grade", None, "十级", None),
            clash("same", 1, 2, 2),
        ],
        labels={"phone": "联系电话"},
    )
    assert [row.real for row in rows] == [True, True, False, False, False]
    sheet = ConflictSheet(rows, who="陈志远", when="09:38", where="当事人")
    show(sheet)
    saved: list[dict[tuple[str, str, str], object]] = []
    closes: list[int] = []
    sheet.resolved.connect(saved.append)
    sheet.closed.connect(lambda: closes.append(1))
    assert "2 项两边都改了" in sheet.text_label.text()
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert saved == []
    first = sheet.first_focus()
    assert first is not None
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    second = sheet._sides[("party", "1", "care")][0]
    qtbot.keyClick(second, Qt.Key.Key_Space)
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert closes == [1]
    chosen = {key[2]: value for key, value in saved[0].items()}
    assert chosen == {"address": "b", "phone": "3", "care": "y", "grade": "十级", "same": 2}


def test_esc_in_a_conflict_goes_back_and_saves_nothing(show: Show, qtbot: QtBot) -> None:
    sheet = ConflictSheet(present([clash("phone", "1", "2", "3")]), who="陈志远")
    show(sheet)
    saved: list[object] = []
    backs: list[int] = []
    sheet.resolved.connect(saved.append)
    sheet.back_wanted.connect(lambda: backs.append(1))
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert (saved, backs) == ([], [1])


class _Windows(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_building_screens_opens_no_stray_window(themed: QApplication) -> None:
    from ui.gallery.pictures import _conflict, make_window

    watch = _Windows()
    themed.installEventFilter(watch)
    window, desk = make_window()
    for address in ("today", "cases", "case/1", "documents"):
        desk.navigator.go(address)
    window.open_sheet(_conflict())
    themed.removeEventFilter(watch)
    window.close()
    window.deleteLater()
    QTest.qWait(1)
    assert watch.seen == []


def test_an_ampersand_in_a_name_is_shown(qtbot: QtBot) -> None:
    from ui.widgets.basics import Button
    from ui.widgets.fields import CheckField

    box, button = CheckField("张&强"), Button("张&强")
    qtbot.addWidget(box)
    qtbot.addWidget(button)
    assert box.text() == "张&&强"  # Qt's way to write the sign itself
    assert box.accessibleName() == "张&强"
    assert button.text() == "张&强"
    assert button.shortcut().isEmpty()
    assert box.shortcut().isEmpty()
