"""The book's pages: a statement is taken in, both sides meet by keys, months are closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.book_month import Month
from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.offices import Actor
from mediation_app.services.stories import Cast
from tests.support.screens import SIZES, layout_faults, nameless
from tests.ui.screens.fund.conftest import Stage
from ui.screens.fund.bank_import import BankPreview
from ui.screens.fund.bank_match import BankMatchScreen
from ui.screens.fund.bank_sheets import DebtsSheet, IncomeSheet, RemarkSheet
from ui.screens.fund.month_close import MonthSheet
from ui.screens.fund.month_end import MonthsScreen

D = Decimal
Make = Callable[[Actor], Stage]
SEPTEMBER = Month(2026, 9)
HEAD = "交易日期,支出,收入,余额,流水号,对方户名,对方账号"
LINES = (
    "2026-09-29,,88.00,100088.00,A1,东阿农商行,",
    "2026-09-30,,50.00,100138.00,A2,东阿农商行,",
    "2026-09-30,,12.00,100150.00,A3,李雪松,6222021606001234567",
)


def statement(folder: Path, lines: Sequence[str] = LINES, name: str = "九月.csv") -> Path:
    path = folder / name
    text = "\n".join(["期间：2026-09-01 至 2026-09-30", HEAD, *lines])
    path.write_bytes(text.encode("gb18030"))
    return path


@pytest.fixture
def booked(workbench: Workbench, cast: Cast, clock: SetClock) -> Workbench:
    """Two incomes of September: the first carries the bank's number, the second does not."""
    ledger, cashier = workbench.ledger, cast["cashier"]
    ledger.book(
        cashier, LedgerKind.INTEREST, D("88.00"), date(2026, 9, 29), note="利息", bank_serial="A1"
    )
    ledger.book(cashier, LedgerKind.DONATION, D("50.00"), date(2026, 9, 29), note="农商行捐赠")
    return workbench


@pytest.fixture
def matching(
    make_stage: Make, booked: Workbench, cast: Cast, tmp_path: Path
) -> tuple[Stage, BankMatchScreen]:
    """The page of the reconciliation with the statement of September."""
    cashier = cast["cashier"]
    sheet = booked.statements.preview(cashier, statement(tmp_path)).sheet
    booked.statements.take_in(cashier, sheet)
    stage = make_stage(cashier)
    page = stage.go("book", "match")
    assert isinstance(page, BankMatchScreen)
    return stage, page


def test_a_statement_is_looked_at_and_taken_in(
    make_stage: Make, booked: Workbench, cast: Cast, tmp_path: Path
) -> None:
    stage = make_stage(cast["cashier"])
    page = stage.go("book", "match")
    assert page.empty.isVisible()
    path = statement(tmp_path, [*LINES, "昨天,,1.00,100151.00,A4,某,"])
    page._import.read_file(path)
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, BankPreview)
    assert "读到 3 笔" in sheet.text_label.text()
    assert "1 行没有读入" in sheet.warnings.text()
    sheet.choice._clicked(1)
    assert sheet.bad.isVisible()
    assert sheet.take_button.text() == "导入 3 笔"
    sheet.form.rows["until"].field.set_value(date(2026, 9, 29))
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    stage.rest()
    assert stage.sheet() is sheet, "two lines lie outside the days"
    sheet.form.rows["until"].field.set_value(date(2026, 9, 30))
    sheet.press_default()
    stage.rest()
    assert stage.sheet() is None
    assert stage.said[-1] == "已导入 3 笔，1 笔按流水号对上"
    assert page.lines.rowCount() == 2
    page._import.read_file(path)
    stage.rest()
    again = stage.sheet()
    assert "已于 2026-10-12 导入" in again.warnings.text()
    assert not again.take_button.isEnabled()


def test_a_bad_file_is_named(
    make_stage: Make, booked: Workbench, cast: Cast, tmp_path: Path
) -> None:
    stage = make_stage(cast["cashier"])
    page = stage.go("book", "match")
    path = tmp_path / "合同.xlsx"
    path.write_bytes(b"%PDF-1.7\x00")
    page._import.read_file(path)
    stage.rest()
    assert stage.said
    assert "合同.xlsx" in stage.said[-1]


def test_both_sides_meet_by_keys(matching: tuple[Stage, BankMatchScreen]) -> None:
    stage, page = matching
    page.line_table.setFocus()
    assert page.line_table.current_record().line.bank_serial == "A2"
    assert page.entry_table.current_record().entry.amount == D("50.00")
    assert "可以对上" in page.says.text()
    QTest.keyClick(page.line_table, Qt.Key.Key_Return)
    assert page.focusWidget() is page.entry_table
    QTest.keyClick(page.entry_table, Qt.Key.Key_Return)
    stage.rest()
    assert stage.said[-1] == "已对上"
    assert page.lines.rowCount() == 1
    assert page.entries.rowCount() == 0
    page._month = SEPTEMBER
    page.view.set_value("done")
    page._load()
    stage.rest()
    assert page.pairs.rowCount() == 2
    assert page.pair_table.isVisible()
    by_hand = next(n for n, p in enumerate(page.pairs.records()) if not p.match.by_serial)
    page.pair_table.select(by_hand)
    page.undo_button.click()
    stage.rest()
    assert stage.said[-1] == "已撤销对账"
    assert page.pairs.rowCount() == 1


def test_sums_that_differ_do_not_meet(matching: tuple[Stage, BankMatchScreen]) -> None:
    stage, page = matching
    page.line_table.select(1)
    assert not page.match_button.isEnabled()
    assert "没有 12.00 元的记录" in page.says.text()
    page.line_table.setFocus()
    QTest.keyClick(page.line_table, Qt.Key.Key_Space)
    QTest.keyClick(page.line_table, Qt.Key.Key_Up)
    QTest.keyClick(page.line_table, Qt.Key.Key_Space)
    assert "银行 62.00 元" in page.says.text()
    page.primary_action()
    stage.rest()
    assert page.lines.rowCount() == 2


def test_remarks_of_both_sides(matching: tuple[Stage, BankMatchScreen]) -> None:
    stage, page = matching
    page.line_table.select(1)
    page.line_table.setFocus()
    QTest.keyClick(page.line_table, Qt.Key.Key_S)
    sheet = stage.sheet()
    assert isinstance(sheet, RemarkSheet)
    sheet.press_default()
    assert stage.sheet() is sheet, "an empty remark says nothing"
    sheet.form.set_values({"note": "来源待查"})
    sheet.press_default()
    stage.rest()
    assert page.lines.records()[1].line.note == "来源待查"
    page.entry_table.setFocus()
    page._remark()
    sheet = stage.sheet()
    sheet.form.set_values({"note": "次日到账"})
    sheet.press_default()
    stage.rest()
    assert page.entries.records()[0].note == "次日到账"


def test_income_from_a_line(
    matching: tuple[Stage, BankMatchScreen], booked: Workbench, cast: Cast
) -> None:
    stage, page = matching
    page.line_table.select(1)
    page.income_button.click()
    sheet = stage.sheet()
    assert isinstance(sheet, IncomeSheet)
    sheet.press_default()
    assert stage.sheet() is sheet, "the kind must be chosen"
    sheet.form.set_values({"kind": LedgerKind.DONATION, "note": "捐赠"})
    sheet.press_default()
    stage.rest()
    assert page.lines.rowCount() == 1
    last = booked.ledger.entries(cast["cashier"])[-1].entry
    assert (last.kind, last.amount, last.bank_serial) == (LedgerKind.DONATION, D("12.00"), "A3")


def test_a_repayment_leads_to_the_recoveries(matching: tuple[Stage, BankMatchScreen]) -> None:
    stage, page = matching
    page.line_table.select(1)
    QTest.keyClick(page.line_table, Qt.Key.Key_H)
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, DebtsSheet)
    sheet.press_default()
    stage.rest()
    assert stage.desk.navigator.current.get("view", "") == "recovery"


def test_others_only_look(make_stage: Make, booked: Workbench, cast: Cast, tmp_path: Path) -> None:
    sheet = booked.statements.preview(cast["cashier"], statement(tmp_path)).sheet
    booked.statements.take_in(cast["cashier"], sheet)
    stage = make_stage(cast["leader"])
    page = stage.go("book", "match")
    for button in (page.import_button, page.match_button, page.remark_button, page.income_button):
        assert not button.isVisible()
    QTest.keyClick(page.line_table, Qt.Key.Key_S)
    assert stage.sheet() is None


# Months ------------------------------------------------------------------------------------------


def test_a_month_is_closed_and_checked(make_stage: Make, matching: tuple[Stage, BankMatchScreen],
                                       booked: Workbench, cast: Cast) -> None:  # fmt: skip
    stage, _ = matching
    page = stage.go("book", "months")
    assert isinstance(page, MonthsScreen)
    assert page.act_button.text() == "结9月账"
    page.primary_action()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, MonthSheet)
    assert not sheet.act_button.isEnabled()
    assert sheet.match_button.isVisible()
    sheet.match_button.click()
    stage.rest()
    assert isinstance(stage.screen, BankMatchScreen)
    found = booked.statements.reconciliation(cast["cashier"], date(2026, 10, 12))
    statements = booked.statements
    statements.match(cast["cashier"], [found.lines[0].line.id], [found.entries[0].entry.id])
    statements.remark_line(cast["cashier"], found.lines[1].line.id, "来源待查")
    page = stage.go("book", "months")
    page.primary_action()
    stage.rest()
    sheet = stage.sheet()
    assert sheet.form.isVisible() == (sheet._view.unexplained != 0)
    if sheet.form.isVisible():
        sheet.form.set_values({"reason": "期初余额在另一账户"})
        sheet._edited()
    assert sheet.act_button.isEnabled()
    sheet.press_default()
    stage.rest()
    assert stage.said[-1] == "2026年9月已结账，等待另一人复核"
    assert not page.act_button.isVisible(), "not by the same person"
    assert "等待另一人复核" in page.says.text()
    page._open(page.model.records()[1])
    stage.rest()
    assert "不能是同一人" in stage.sheet().trouble.text()
    stage.sheet().close_sheet()

    other = make_stage(cast["checker"])
    page = other.go("book", "months")
    assert page.act_button.text() == "复核9月"
    page.act_button.click()
    other.rest()
    sheet = other.sheet()
    sheet.back_button.click()
    assert other.sheet() is sheet, "sending back needs a reason"
    sheet.press_default()
    other.rest()
    assert other.said[-1] == "2026年9月已复核，不再变动"
    end = page.model.records()[1].end
    assert end is not None
    assert end.checker_name == "丁伟"
    book = other.go("fund", view="book")
    other.rest()
    pane = book.pane
    assert not pane.book_button.isVisible()
    group = next(
        n for n, r in enumerate(pane.model.records()) if getattr(r, "month", "") == "2026-09"
    )
    cell = pane.model.columns[0].cell(pane.model.record(group))
    assert cell.icon == "lock"


def test_a_month_is_sent_back(
    make_stage: Make, booked: Workbench, cast: Cast, tmp_path: Path
) -> None:
    booked.months.close(cast["cashier"], SEPTEMBER, reason="银行未提供对账单")
    stage = make_stage(cast["approver"])
    page = stage.go("book", "months")
    page.act_button.click()
    stage.rest()
    sheet = stage.sheet()
    sheet.save_to(tmp_path / "月报")
    stage.rest()
    assert stage.said[-1] == "已导出 月报.xlsx"
    assert (tmp_path / "月报.xlsx").read_bytes().startswith(b"PK")
    sheet.form.set_values({"reason": "少记一笔"})
    sheet.back_button.click()
    stage.rest()
    assert stage.said[-1] == "2026年9月已退回，可以继续记账"
    assert page.model.records()[1].end is None


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_fit(matching: tuple[Stage, BankMatchScreen], size: tuple[int, int]) -> None:
    stage, page = matching
    for name in ("match", "months"):
        page = stage.go("book", name)
        stage.window.resize(*size)
        stage.rest()
        assert layout_faults(page) == []
        assert nameless(page) == []
    page._show_month(SEPTEMBER)
    stage.rest()
    assert layout_faults(stage.sheet()) == []
    assert stage.window.focusWidget() is not None


def test_a_line_becomes_a_repayment(
    make_stage: Make, workbench: Workbench, cast: Cast, clock: SetClock, key: str
) -> None:
    """From the bank's line to the receipt of the debtor, filled in; both meet when it is saved."""
    from mediation_app.services.stories import s1_s9
    from tests.services.fund.book_desk import sheet_of
    from ui.dialogs.money_step import MoneySheet

    workbench.fund.perform(cast["checker"], key, "check_pass", workbench.cases.today(), {})
    clock.put(2026, 10, 13, 9)
    s1_s9.decide(workbench, cast, key)
    clock.put(2026, 10, 14, 10)
    s1_s9.order(workbench, cast, key)
    clock.put(2026, 10, 15, 14)
    today = workbench.cases.today()
    workbench.fund.perform(cast["cashier2"], key, "confirm_paid", today, {"bank_serial": "B1"})
    debtor = workbench.fund.file(cast["cashier"], key).debtor_shares[0].name
    sheet = sheet_of(
        [(today.isoformat(), "100.00", "B2", debtor)],
        opening="0.00", since="2026-10-01", until=today.isoformat(),
    )  # fmt: skip
    workbench.statements.take_in(cast["cashier"], sheet)
    stage = make_stage(cast["cashier"])
    page = stage.go("book", "match")
    page.line_table.select(0)
    page.debt_button.click()
    stage.rest()
    chooser = stage.sheet()
    assert isinstance(chooser, DebtsSheet)
    chooser.press_default()
    stage.rest()
    dialog = stage.sheet()
    assert isinstance(dialog, MoneySheet)
    values = dialog.form.values()
    assert values["amount"] == D("100.00")
    assert (values["bank_serial"], values["payer_name"]) == ("B2", debtor)
    dialog.press_default()
    stage.rest()
    assert stage.sheet() is None
    found = workbench.statements.reconciliation(cast["cashier"], today)
    assert found.lines == ()
    assert workbench.fund.file(cast["cashier"], key).recoveries[0].recovered == D("100.00")


def test_a_statement_is_withdrawn(matching: tuple[Stage, BankMatchScreen]) -> None:
    from ui.screens.fund.bank_files import StatementsSheet

    stage, page = matching
    asked: list[Any] = []
    stage.desk.notify.question.connect(asked.append)
    page.files_button.click()
    stage.rest()
    sheet = stage.sheet()
    assert isinstance(sheet, StatementsSheet)
    assert sheet.model.rowCount() == 1
    assert layout_faults(sheet) == []
    sheet.back_button.click()
    assert asked[0].verb == "撤回"
    sheet._withdraw()
    stage.rest()
    assert stage.said[-1] == "已撤回 九月.csv"
    assert page.empty.isVisible()


def test_a_wrong_entry_is_reversed_from_the_book(
    make_stage: Make, booked: Workbench, cast: Cast
) -> None:
    from ui.screens.fund.book_reverse import ReverseSheet

    stage = make_stage(cast["cashier"])
    pane = stage.go("fund", view="book").pane
    place = next(
        n for n, r in enumerate(pane.model.records())
        if hasattr(r, "entry") and r.entry.kind is LedgerKind.DONATION
    )  # fmt: skip
    pane.table.select(place)
    pane.table.setFocus()
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    sheet = stage.sheet()
    assert isinstance(sheet, ReverseSheet)
    sheet.press_default()
    assert stage.sheet() is sheet, "a reason is needed"
    sheet.form.set_values({"note": "记错账户"})
    sheet.press_default()
    stage.rest()
    assert stage.said[-1] == "已冲正"
    last = booked.ledger.entries(cast["cashier"])[-1].entry
    assert (last.amount, last.note) == (D("-50.00"), "记错账户")
