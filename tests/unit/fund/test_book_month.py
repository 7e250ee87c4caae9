"""Months of the book: sums, what keeps one open, where late money goes, what lies idle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.book_month import (
    BankSide,
    Closing,
    Month,
    MonthSums,
    blockers,
    idle,
    month_of,
    open_month,
    sums_of,
)
from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.fund_book import MonthEnd

D = Decimal
AUGUST = Month(2026, 8)
READY = Closing(
    month=AUGUST,
    today=date(2026, 10, 12),
    sums=MonthSums(opening=D("100.00"), income=D("5.00"), spent=D("2.00"), entries=3),
    bank=BankSide(balance=D("103.00")),
    first=AUGUST,
)


def end(year: int, month: int, *, checked: bool = True) -> MonthEnd:
    return MonthEnd(
        id="m", year=year, month=month, checked_on=date(2026, 10, 1) if checked else None
    )


def codes(closing: Closing) -> list[str]:
    return [reason.code.removeprefix("fund_book.") for reason in blockers(closing)]


def test_months_count_over_years() -> None:
    assert Month(2026, 12).after == Month(2027, 1)
    assert Month(2027, 1).before == Month(2026, 12)
    assert Month(2026, 3).moved(-15) == Month(2024, 12)
    assert (Month(2028, 2).first, Month(2028, 2).last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert Month.of(date(2026, 9, 30)) == Month(2026, 9)
    assert Month(2026, 9).label == "2026年9月"
    assert month_of(end(2026, 8)) == AUGUST


def test_the_figures_of_a_month() -> None:
    amounts = {
        LedgerKind.OPENING: D("100.00"), LedgerKind.PREMIUM: D("50.00"), LedgerKind.INTEREST: D("-1.00"),
        LedgerKind.RECOVERED: D("7.00"), LedgerKind.REFUNDED: D("3.00"), LedgerKind.PAID_OUT: D("-40.00"),
        LedgerKind.RETURNED: D("10.00"),
    }  # fmt: skip
    found = sums_of(D("1.00"), amounts, 9)
    assert found == MonthSums(opening=D("101.00"), income=D("59.00"), spent=D("30.00"), entries=9)
    assert found.closing == D("130.00")
    assert sums_of(D("5.00"), {}, 0) == MonthSums(opening=D("5.00"))


@given(
    st.decimals(-999, 999, places=2),
    st.dictionaries(st.sampled_from(list(LedgerKind)), st.decimals(-999, 999, places=2)),
)
def test_the_closing_balance_is_the_sum_of_everything(
    before: Decimal, amounts: dict[LedgerKind, Decimal]
) -> None:
    assert sums_of(before, amounts, 0).closing == before + sum(amounts.values())


def test_nothing_in_the_way() -> None:
    assert blockers(READY) == ()
    assert blockers(replace(READY, latest=end(2026, 7), first=Month(2026, 1))) == ()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"first": None}, ["month_order"]),
        ({"first": Month(2026, 9)}, ["month_order"]),
        ({"latest": end(2026, 8)}, ["month_known"]),
        ({"latest": end(2026, 9)}, ["month_known"]),
        ({"today": date(2026, 8, 31)}, ["month_running"]),
        ({"today": date(2026, 9, 1)}, []),
        ({"today": date(2026, 7, 31)}, ["month_running"]),
        ({"first": Month(2026, 7)}, ["month_before"]),
        ({"latest": end(2026, 6), "first": Month(2026, 1)}, ["month_before"]),
        ({"latest": end(2026, 7, checked=False), "first": Month(2026, 1)}, ["month_waiting"]),
        ({"latest": end(2026, 6, checked=False), "first": Month(2026, 1)}, ["month_before"]),
        ({"orders": ("拨1", "拨2")}, ["orders_open", "orders_open"]),
        ({"bank": BankSide(balance=D("103.00"), lines_open=1)}, ["lines_open"]),
        ({"bank": BankSide(balance=D("103.00"), entries_open=2)}, ["entries_open"]),
        ({"bank": BankSide()}, ["no_statement"]),
        ({"bank": BankSide(), "reason": " "}, ["no_statement"]),
        ({"bank": BankSide(), "reason": "银行未提供"}, []),
        ({"bank": BankSide(balance=D("100.00"))}, ["reason_needed"]),
        ({"bank": BankSide(balance=D("100.00")), "reason": "利息未记"}, []),
        ({"bank": BankSide(balance=D("100.00"), book_only=D("3.00"))}, []),
        ({"bank": BankSide(balance=D("110.00"), bank_only=D("7.00"))}, []),
        ({"bank": BankSide(balance=D("103.00"), bank_only=D("7.00"))}, ["reason_needed"]),
        ({"bank": BankSide(lines_open=1), "reason": "x", "orders": ("拨1",)}, ["orders_open", "lines_open"]),
    ],
)  # fmt: skip
def test_what_keeps_a_month_open(changes: dict[str, object], found: list[str]) -> None:
    assert codes(replace(READY, **changes)) == found  # type: ignore[arg-type]


def test_the_bank_side() -> None:
    side = BankSide(balance=D("100.00"), book_only=D("5.00"), bank_only=D("2.00"))
    assert side.difference(D("103.00")) == D("3.00")
    assert side.unexplained(D("103.00")) == D("0.00")
    assert BankSide().difference(D("103.00")) == BankSide().unexplained(D("103.00")) == 0


def test_where_late_money_goes() -> None:
    assert open_month(AUGUST, None) == AUGUST
    assert open_month(AUGUST, end(2026, 7)) == AUGUST
    assert open_month(AUGUST, end(2026, 8, checked=False)) == Month(2026, 9)
    assert open_month(Month(2026, 3), end(2026, 12)) == Month(2027, 1)


def test_how_the_fund_lies_idle() -> None:
    spent = {
        Month(2025, 3): D("100.00"), Month(2025, 12): D("50.00"), Month(2026, 7): D("30.00"),
        Month(2026, 8): D("-5.00"),
    }  # fmt: skip
    found = idle(spent, D("450.00"), date(2026, 10, 12), Month(2025, 1))
    assert found.months_without_payment == 3  # August only sent back
    assert found.need == D("75.00")
    assert found.years == D("6.0")
    assert found.last_year == D("150.00")
    assert found.at_cap is True
    assert idle(spent, D("449.99"), date(2026, 10, 12), Month(2025, 1)).at_cap is False


def test_a_book_without_payments() -> None:
    found = idle({}, D("100.00"), date(2026, 10, 12), AUGUST)
    assert (found.months_without_payment, found.years, found.at_cap) == (3, None, None)
    assert idle({}, D("0.00"), date(2026, 10, 12), None).months_without_payment == 0
