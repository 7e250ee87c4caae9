"""报表 in the window: freeze, correct, compare, figures from outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.spans import read_span
from tests.support.screens import Desktop, layout_faults, nameless, type_in
from ui.models.cells import words
from ui.screens.statistics import StatisticsScreen
from ui.screens.statistics.behind import BehindPage
from ui.screens.statistics.return_sheets import CompareSheet, FreezeSheet, OutsideSheet
from ui.screens.statistics.returns import ReturnsPage

Sit = Callable[[str], Desktop]
_K = Qt.Key


def returns(desk: Desktop, period: str) -> ReturnsPage:
    screen = desk.go(f"statistics/returns?period={period}")
    desk.rest()
    assert isinstance(screen, StatisticsScreen)
    page = screen.current()
    assert isinstance(page, ReturnsPage)
    return page


def last_quarter(desk: Desktop) -> str:
    day = desk.bench.cases.today()
    code = f"{day.year}Q{(day.month - 1) // 3 + 1}"
    return read_span(code).after(-1).code


def value(page: ReturnsPage, key: str) -> str:
    row = page.model.record(page.model.row_of(key))
    assert row is not None
    column = next(c for c in page.model.columns if c.key == "value")
    return words(column.cell(row))


def freeze(desk: Desktop, page: ReturnsPage) -> FreezeSheet:
    page.act()
    sheet = desk.sheet()
    assert isinstance(sheet, FreezeSheet)
    assert layout_faults(sheet) == []
    assert nameless(sheet) == []
    return sheet


def test_a_return_is_frozen_corrected_and_compared(sit_down: Sit) -> None:
    desk = sit_down("maling")
    code = last_quarter(desk)
    page = returns(desk, code)
    assert page.freeze_button.isEnabled()
    assert not page.compare_button.isEnabled()
    before = value(page, "closing")
    freeze(desk, page).freeze_button.click()
    desk.rest()
    assert desk.said[-1].endswith("报表已冻结为第 1 版")
    assert page.edition.value()
    assert not page.freeze_button.isEnabled()
    assert "不能改" in page.barred.text()
    assert "SHA-256" in page.foot.text()
    until = read_span(code).until
    entry = LedgerEntry(
        id="late", kind=LedgerKind.FINES, booked_on=until, amount=Decimal("5000.00")
    )
    with desk.bench.context.store.write(desk.actor, "test") as unit:
        unit.add(entry)
        changes = unit.commit()
    desk.desk.bus.publish(changes)
    desk.rest()
    assert value(page, "closing") == before, "a frozen edition does not move"
    page.compare_button.click()
    desk.rest()
    sheet = desk.sheet()
    assert isinstance(sheet, CompareSheet)
    assert {row.line.key for row in sheet.model.records()} == {"book.fines", "closing"}
    sheet.escape()
    page.edition.set_value("")
    page.edition.edited.emit()
    desk.rest()
    assert value(page, "closing") != before
    assert page.freeze_button.text() == "冻结第 2 版"
    correction = freeze(desk, page)
    correction.freeze_button.click()
    desk.rest()
    assert correction.form.rows["reason"].error()
    field = correction.first_focus()
    assert field is not None
    field.setFocus()
    type_in(field, "补记一笔罚款")
    correction.freeze_button.click()
    desk.rest()
    row = next(r for r in desk.bench.returns.rows(desk.actor, until.year) if r.span.code == code)
    assert [(e.edition, e.reason) for e in row.editions] == [(2, "补记一笔罚款"), (1, "")]
    assert "补记一笔罚款" in page.foot.text()
    page.compare_button.click()
    desk.rest()
    sheet = desk.sheet()
    assert isinstance(sheet, CompareSheet)
    assert sheet.model.columns[1].header == "第 1 版"
    assert sheet.model.columns[2].header == "第 2 版"


def test_who_may_not_freeze_is_told_why(sit_down: Sit) -> None:
    desk = sit_down("lixue")
    page = returns(desk, last_quarter(desk))
    assert not page.freeze_button.isEnabled()
    assert page.barred.text() == "没有冻结报表的岗位"
    page.act()
    assert desk.window.overlay.top() is None


def test_a_running_period_says_when_it_can_be_frozen(sit_down: Sit) -> None:
    desk = sit_down("maling")
    page = returns(desk, read_span(last_quarter(desk)).after().code)
    assert not page.freeze_button.isEnabled()
    assert "还没有结束" in page.barred.text()


def test_a_figure_leads_to_its_cases_and_back(sit_down: Sit) -> None:
    desk = sit_down("maling")
    page = returns(desk, str(desk.bench.cases.today().year - 1))
    row = page.model.row_of("approved")
    line = page.model.record(row)
    assert line is not None
    assert line.cases
    page.table.select(row)
    page.table.setFocus()
    QTest.keyClick(page.table, _K.Key_Return)
    desk.rest()
    screen = desk.window.current_screen()
    assert isinstance(screen, StatisticsScreen)
    cases = screen.current()
    assert isinstance(cases, BehindPage)
    assert cases.model.rowCount() == line.cases
    assert cases.title.text().startswith("同意垫付（")
    cases.back_button.click()
    desk.rest()
    assert screen.current() is page
    held = page.table.current_record()
    assert held.key == "approved"


def test_a_figure_from_outside_is_kept_with_its_source(sit_down: Sit) -> None:
    desk = sit_down("maling")
    code = last_quarter(desk)
    page = returns(desk, code)
    page.outside_button.click()
    sheet = desk.sheet()
    assert isinstance(sheet, OutsideSheet)
    assert layout_faults(sheet) == []
    sheet.press_default()
    assert sheet.form.rows["count"].error()
    sheet.form.set_values({"count": 212, "source": "交警大队月报"})
    sheet.press_default()
    desk.rest()
    assert value(page, "outside.casualty_accidents") == "212"
    page.outside_button.click()
    sheet = desk.sheet()
    assert isinstance(sheet, OutsideSheet)
    sheet.code.set_value("city_advanced")
    sheet._choose()
    assert sheet.form.rows["amount"].isVisibleTo(sheet)
    sheet.form.set_values({"amount": Decimal("900000.00"), "source": "市救助办"})
    sheet.press_default()
    desk.rest()
    assert value(page, "outside.city_advanced") == "900,000.00"


def test_the_list_says_how_each_period_stands(sit_down: Sit) -> None:
    desk = sit_down("maling")
    code = last_quarter(desk)
    page = returns(desk, code)
    place = page.periods.row_of(code)
    said = words(page.periods.record(place).cell)  # type: ignore[union-attr]
    assert "应报" in said
    assert "待核实" in page.note.text()
    assert "（待核实）" in page.note.toolTip()
    other = page.periods.row_of(read_span(code).after(-1).code)
    if other >= 0:
        page.list.setFocus()
        page.list.select(other)
        desk.rest()
        assert page.title.text() == read_span(code).after(-1).label


def test_excel_of_what_is_shown(sit_down: Sit, tmp_path: Path) -> None:
    desk = sit_down("maling")
    page = returns(desk, last_quarter(desk))
    page.save_to(tmp_path / "季报.xlsx")
    desk.rest()
    sheet = openpyxl.load_workbook(tmp_path / "季报.xlsx").worksheets[0]
    assert any("未冻结" in str(cell.value) for cell in sheet["A"])


@pytest.mark.parametrize("code", ["2026Q9", "nonsense", ""])
def test_an_address_that_means_nothing_shows_the_year(sit_down: Sit, code: str) -> None:
    desk = sit_down("maling")
    page = returns(desk, code)
    assert page.title.text()
    assert page.span() is not None
    assert page.year.value() == date(desk.bench.cases.today().year, 1, 1).year
