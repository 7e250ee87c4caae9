"""The columns of the fund's book; a month's heading shows its sums in the same columns."""

from __future__ import annotations

from collections.abc import Callable

from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from mediation_app.services.ledger_pages import BookLine, MonthSums
from ui.models.cells import Cell, Column, IconText, Sum, Text

BookRow = BookLine | MonthSums


def month_of(line: BookLine) -> str:
    """``2026-11``."""
    return line.entry.booked_on.isoformat()[:7]


def book_columns(closed: Callable[[str], bool]) -> list[Column[BookRow]]:
    """The columns; ``closed`` says of a month (``2026-11``) whether it takes no entry any more."""
    return [
        Column(key="day", header="日期", width=112, cell=lambda row: _day(row, closed)),
        Column(key="kind", header="科目", width=128, cell=_kind),
        Column(key="note", header="摘要", min_width=160, give_way=3, cell=_note),
        Column(key="in", header="收入（元）", width=120, right=True, cell=_income),
        Column(key="out", header="支出（元）", width=120, right=True, cell=_spent),
        Column(key="balance", header="余额（元）", width=128, right=True, cell=_balance),
        Column(key="gap", header="", width=16, give_way=4, cell=lambda row: None),
        Column(key="serial", header="银行流水号", width=160, give_way=2, cell=_serial),
    ]


def _day(row: BookRow, closed: Callable[[str], bool]) -> Cell:
    if isinstance(row, MonthSums):
        year, month = row.month.split("-")
        words = f"{year} 年 {int(month)} 月"
        if closed(row.month):
            return IconText("lock", words, icon_tone="ok", role="captionStrong")
        return Text(words, tone="text", role="captionStrong")
    return Text(row.entry.booked_on.isoformat(), fixed=True)


def _kind(row: BookRow) -> Cell:
    if isinstance(row, MonthSums):
        return Text(f"{row.entries} 笔", tone="text3")
    return Text(row.entry.kind.label, tone="text", role="tableStrong")


def _note(row: BookRow) -> Cell:
    if isinstance(row, MonthSums):
        return None
    day = row.entry.happened_on
    return Text(row.entry.note, after=f"{day} 到账" if day is not None else "")


def _income(row: BookRow) -> Cell:
    if isinstance(row, MonthSums):
        return _month_sum(row.income)
    return _sum(max(row.entry.amount, ZERO))


def _spent(row: BookRow) -> Cell:
    if isinstance(row, MonthSums):
        return _month_sum(row.spent)
    return _sum(max(-row.entry.amount, ZERO))


def _balance(row: BookRow) -> Cell:
    if isinstance(row, MonthSums):
        return Sum(format_money(row.closing), tone="text2")
    return Sum(format_money(row.balance))


def _serial(row: BookRow) -> Cell:
    return None if isinstance(row, MonthSums) else Text(row.entry.bank_serial, fixed=True)


def _sum(amount: Money) -> Sum | None:
    return Sum(format_money(amount)) if amount else None


def _month_sum(amount: Money) -> Sum | None:
    return Sum(format_money(amount), tone="text2") if amount else None
