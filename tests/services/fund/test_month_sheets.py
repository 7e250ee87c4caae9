"""The month on paper, read back with another library."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from mediation_app.domain.book_month import Month
from mediation_app.domain.fund import LedgerKind
from mediation_app.errors import NotFound
from tests.services.fund.book_desk import AUGUST, SEPTEMBER, BookDesk
from tests.services.fund.conftest import Desk

D = Decimal


@pytest.fixture
def book(desk: Desk) -> BookDesk:
    book = BookDesk(desk)
    book.opened()
    return book


def sheets(book: BookDesk, month: Month) -> dict[str, list[list[Any]]]:
    content = book.desk.workbench.months.sheet(book.desk.cast["leader"], month)
    found = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {
        sheet.title: [[cell for cell in row if cell is not None] for row in sheet.values]
        for sheet in found.worksheets
    }


def test_a_closed_month_with_open_items(book: BookDesk) -> None:
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    entry = book.income(date(2026, 8, 31), "10.00", kind=LedgerKind.DONATION)
    book.take_in(
        ("2026-08-30", "7.00", "X1", "某公司"),
        opening="100000.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    statements.remark_line(cashier, book.loose_line().id, "来源待查")
    statements.remark_entry(cashier, entry.id, "银行次日入账")
    book.close(AUGUST)
    found = sheets(book, AUGUST)
    assert list(found) == ["收支月报", "银行余额调节表", "收支明细"]
    month = found["收支月报"]
    assert ["道路交通事故社会救助基金2026年8月收支月报"] in month
    assert ["2026-10-12 结账，2026-10-12 复核"] in month
    assert ["期初余额", 100000] in month
    assert ["收入：捐赠", 1, 10] in month
    assert ["期末余额", 100010] in month
    assert ["期末余额大写：壹拾万零壹拾元整"] in month
    bank = found["银行余额调节表"]
    assert ["银行对账单余额", 100007] in bank
    assert any(row[-2:] == ["银行次日入账", 10] for row in bank)
    assert any(row[0] == "某公司" and row[-2:] == ["来源待查", -7] for row in bank)
    assert ["调节后余额（与台账一致）", 100010] in bank
    lines = [row for row in found["收支明细"] if "捐赠" in row]
    assert len(lines) == 1
    assert lines[0][-1] == 100010


def test_an_open_month_says_so(book: BookDesk) -> None:
    book.income(date(2026, 8, 30), "5.00")
    book.close(AUGUST, reason="没有对账单")
    late = book.income(date(2026, 8, 30), "6.00", "L1")
    assert late.happened_on == date(2026, 8, 30)
    found = sheets(book, SEPTEMBER)
    assert list(found) == ["收支月报", "收支明细"]
    assert ["本月尚未结账，数字可能变动"] in found["收支月报"]
    days = [str(row[1])[:10] for row in found["收支明细"] if "L1" in row]
    assert days == ["2026-08-30"]


def test_a_difference_and_a_payment(book: BookDesk) -> None:
    book.take_in(
        ("2026-08-30", "1.00", "X1", "某"),
        opening="99990.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    book.income(date(2026, 8, 30), "1.00", "X1")
    book.close(AUGUST, reason="开户前余额")
    bank = sheets(book, AUGUST)["银行余额调节表"]
    assert ["未能说明的差额", "开户前余额", 9] in bank or [
        "未能说明的差额",
        "开户前余额",
        10,
    ] in bank


def test_no_paper_before_the_book(book: BookDesk) -> None:
    with pytest.raises(NotFound):
        book.desk.workbench.months.sheet(book.desk.cast["leader"], Month(2026, 7))


def test_the_export_is_on_record(book: BookDesk) -> None:
    sheets(book, AUGUST)
    with book.desk.workbench.context.store.read(book.desk.cast["leader"]) as reader:
        [line] = reader.audit_page(kind="export")
    assert line.action == "month.export"
