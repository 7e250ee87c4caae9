"""统计 over the demo office: the figures of the service, every number a way to its cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from mediation_app.domain.fund_returns import ReturnPeriod
from mediation_app.domain.statistics import COLUMNS, Basis, figure_text
from tests.support.screens import SIZES, Desktop, layout_faults, nameless
from ui.models.cells import words
from ui.screens.statistics import StatisticsScreen
from ui.screens.statistics.behind import BehindPage
from ui.screens.statistics.eligible import EligiblePage
from ui.screens.statistics.overview import OverviewPage

Sit = Callable[[str], Desktop]
_K = Qt.Key


def overview(desk: Desktop, address: str = "statistics") -> OverviewPage:
    screen = desk.go(address)
    assert isinstance(screen, StatisticsScreen)
    page = screen.current()
    assert isinstance(page, OverviewPage)
    return page


def behind(desk: Desktop) -> BehindPage:
    desk.rest()
    screen = desk.window.current_screen()
    assert isinstance(screen, StatisticsScreen)
    page = screen.current()
    assert isinstance(page, BehindPage)
    return page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "place", ["statistics", "statistics/returns", "statistics/eligible", "statistics/cases"]
)
def test_nothing_is_cut(sit_down: Sit, size: tuple[int, int], place: str) -> None:
    desk = sit_down("maling")
    desk.resize(size)
    if place.endswith("cases"):
        place += "?figure=accepted&since=2026-01-01&until=2026-12-31&basis=event"
    screen = desk.go(place)
    desk.rest()
    assert layout_faults(screen) == []
    assert nameless(screen) == []


def test_the_page_shows_what_the_service_tells(sit_down: Sit) -> None:
    desk = sit_down("maling")
    page = overview(desk)
    shown = page._page
    assert shown is not None
    told = desk.bench.statistics.page(
        desk.actor, ReturnPeriod.MONTH, Basis.EVENT, shown.since, shown.until
    )
    assert shown.total == told.total
    total = page.model.record(page.model.row_of("total"))
    assert total is not None
    for place, (key, _, _) in enumerate(COLUMNS, start=1):
        text = words(page.model.columns[place].cell(total))
        assert text == figure_text(key, getattr(told.total, key)), key
    assert page.model.rowCount() == len(told.rows) + 3
    assert page.sources_card.note_label.text() == f"{told.total.accepted} 件"
    assert "受理" in page.cases_chart.accessibleDescription()
    assert page.table.current_record().key == told.rows[-1].span.code


def test_the_grain_and_the_basis_are_chosen(sit_down: Sit) -> None:
    desk = sit_down("maling")
    page = overview(desk)
    page.segments._group.button(1).click()
    desk.rest()
    assert page._page is not None
    assert page._page.grain is ReturnPeriod.QUARTER
    assert {line.key[4:5] for line in page.model.records() if line.row} == {"Q"}
    page.basis.set_value("accepted")
    page.basis.edited.emit()
    desk.rest()
    assert page._page.basis is Basis.ACCEPTED
    page.segments._group.button(2).click()
    desk.rest()
    assert page._page.grain is ReturnPeriod.YEAR


def test_arrows_turn_the_stretch(sit_down: Sit) -> None:
    desk = sit_down("maling")
    page = overview(desk)
    now = page.span.value()
    page.table.setFocus()
    QTest.keyClick(page.table, _K.Key_Left)
    desk.rest()
    assert page.span.value() == str(int(now) - 1)
    QTest.keyClick(page.table, _K.Key_Right)
    QTest.keyClick(page.table, _K.Key_Right)
    desk.rest()
    assert page.span.value() == now


def test_enter_shows_the_cases_of_the_row_and_back_leads_back(sit_down: Sit) -> None:
    desk = sit_down("maling")
    page = overview(desk)
    row = next(
        n for n, line in enumerate(page.model.records()) if line.row and line.row.now.accepted
    )
    page.table.select(row)
    line = page.model.record(row)
    assert line is not None
    assert line.row is not None
    count = line.row.now.accepted
    page.table.setFocus()
    QTest.keyClick(page.table, _K.Key_Return)
    cases = behind(desk)
    assert cases.count.text() == f"{count:,} 件"
    assert cases.model.rowCount() == count
    QTest.keyClick(cases.table, _K.Key_Return)
    desk.rest()
    current = desk.desk.navigator.current
    assert current is not None
    assert current.parts[0] == "case"
    desk.desk.navigator.back()
    assert behind(desk).model.rowCount() == count
    desk.desk.navigator.back()
    desk.rest()
    assert page.table.currentIndex().row() == row


def test_a_click_on_a_number_leads_to_its_cases(sit_down: Sit) -> None:
    desk = sit_down("maling")
    page = overview(desk)
    QTest.keyClick(page.table, _K.Key_Left)  # the year before: the fund has paid in it
    desk.rest()
    column = 1 + [key for key, *_ in COLUMNS].index("cases")
    row = page.model.row_of("total")
    line = page.model.record(row)
    assert line is not None
    wanted = line.texts["cases"]
    assert wanted != "0"
    index = page.model.index(row, column)
    place = page.table.visualRect(index).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    cases = behind(desk)
    assert cases.figure.value() == "cases"
    assert cases.count.text().split()[0] == wanted
    cases.figure.set_value("ended")
    cases.figure.edited.emit()
    desk.rest()
    assert desk.desk.navigator.current is not None
    assert desk.desk.navigator.current.get("figure") == "ended"
    assert page._page is not None
    assert cases.count.text().split()[0] == f"{page._page.total.ended:,}"


def test_the_label_and_the_change_lead_nowhere(sit_down: Sit) -> None:
    desk = sit_down("maling")
    page = overview(desk)
    asked: list[object] = []
    page.table.figure_chosen.connect(lambda *found: asked.append(found))
    page.table._clicked(page.model.index(0, 0))
    page.table._clicked(page.model.index(page.model.row_of("change"), 1))
    assert asked == []


def test_indicators_and_charts_lead_on(sit_down: Sit) -> None:
    desk = sit_down("maling")
    page = overview(desk)
    page.cases_chart.chosen.emit(0)
    assert page.table.currentIndex().row() == 0
    bar = page.sources_chart.bars()[0]
    page.sources_chart.setFocus()
    QTest.keyClick(page.sources_chart, _K.Key_Return)
    cases = behind(desk)
    assert cases.count.text().split()[0] == bar.text
    page = overview(desk)
    page.strip.chosen.emit("paid")
    assert behind(desk).figure.value() == "cases"
    page = overview(desk)
    page.strip.chosen.emit("city")
    desk.rest()
    current = desk.desk.navigator.current
    assert current is not None
    assert current.parts == ("statistics", "returns")


def test_the_year_before_leads_to_the_days_of_that_year(sit_down: Sit) -> None:
    desk = sit_down("maling")
    page = overview(desk)
    line = page.model.record(page.model.row_of("before"))
    assert line is not None
    page._open_figure(line, "accepted")
    cases = behind(desk)
    assert page._page is not None
    assert cases.title.text() == f"{page._page.last_since} 至 {page._page.last_until}"


def test_excel_is_written_where_the_person_says(sit_down: Sit, tmp_path: Path) -> None:
    desk = sit_down("maling")
    page = overview(desk)
    page.save_to(tmp_path / "统计")
    desk.rest()
    assert desk.said[-1] == "已导出：统计.xlsx"
    assert page._page is not None
    sheet = openpyxl.load_workbook(tmp_path / "统计.xlsx")["统计"]
    rows = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
    assert rows["合计"] == page._page.total.accepted


def test_freezing_goes_to_the_period_that_is_selected(sit_down: Sit) -> None:
    desk = sit_down("maling")
    page = overview(desk)
    page.table.select(0)
    page.freeze_button.click()
    desk.rest()
    current = desk.desk.navigator.current
    assert current is not None
    assert (
        current.get("period")
        == f"{date.fromisoformat(str(page._page and page._page.since)).year}-01"
    )


def test_the_list_of_eligible_cases_is_the_one_of_today(sit_down: Sit) -> None:
    desk = sit_down("maling")
    screen = desk.go("statistics/eligible")
    desk.rest()
    assert isinstance(screen, StatisticsScreen)
    page = screen.current()
    assert isinstance(page, EligiblePage)
    told = desk.bench.today.eligible(desk.actor)
    assert [one.case_id for one in page.model.records()][: len(told)] == [t.case_id for t in told]
    column = next(c for c in page.model.columns if c.key == "why")
    assert all(words(column.cell(one)) for one in page.model.records())
    if told:
        page.table.setFocus()
        QTest.keyClick(page.table, _K.Key_Return)
        desk.rest()
        current = desk.desk.navigator.current
        assert current is not None
        assert current.parts[:1] == ("case",)
        assert current.parts[-1] == "fund"
