"""The fund's book: opening once, income by kind, wrong entries balanced, nothing edited."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mediation_app.domain.fund import LedgerKind
from mediation_app.errors import InvalidInput, NotAllowed
from tests.services.fund.conftest import Desk

D = Decimal
DAY = date(2026, 3, 2)


def test_opening_once(either_desk: Desk) -> None:
    ledger, cashier = either_desk.workbench.ledger, either_desk.cast["cashier"]
    ledger.opening(cashier, D("100000.00"), DAY)
    with pytest.raises(NotAllowed) as twice:
        ledger.opening(cashier, D("1.00"), DAY)
    assert twice.value.code == "fund.book_open"
    ledger.book(cashier, LedgerKind.PREMIUM, D("2500.50"), DAY, note="一季度保费")
    assert ledger.balance(cashier) == D("102500.50")
    assert [line.entry.serial for line in ledger.entries(cashier)] == [1, 2]
    assert [line.balance for line in ledger.entries(cashier)] == [D("100000.00"), D("102500.50")]


def test_payments_and_recoveries_are_not_booked_by_hand(desk: Desk) -> None:
    ledger, cashier = desk.workbench.ledger, desk.cast["cashier"]
    for kind in (
        LedgerKind.PAID_OUT,
        LedgerKind.RECOVERED,
        LedgerKind.RETURNED,
        LedgerKind.OPENING,
    ):
        with pytest.raises(NotAllowed) as trouble:
            ledger.book(cashier, kind, D("1.00"), DAY, note="x")
        assert trouble.value.code == "fund.book_kind"


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "999999999999999.00"])
def test_impossible_sums(desk: Desk, amount: str) -> None:
    with pytest.raises(InvalidInput):
        desk.workbench.ledger.book(
            desk.cast["cashier"], LedgerKind.FISCAL, D(amount), DAY, note="x"
        )
    assert desk.workbench.ledger.entries(desk.cast["cashier"]) == ()


def test_not_ahead_of_time(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as ahead:
        desk.workbench.ledger.book(
            desk.cast["cashier"], LedgerKind.FISCAL, D("1.00"), date(2026, 3, 3), note="x"
        )
    assert ahead.value.code == "fund.in_future"


@pytest.mark.parametrize("part", ["admin", "fund_clerk", "approver", "recovery", "clerk"])
def test_only_the_cashier(desk: Desk, part: str) -> None:
    with pytest.raises(NotAllowed):
        desk.workbench.ledger.book(
            desk.cast[part], LedgerKind.FISCAL, D("1.00"), DAY, note="财政补助"
        )


def test_a_wrong_entry_is_balanced_not_erased(desk: Desk) -> None:
    ledger, cashier = desk.workbench.ledger, desk.cast["cashier"]
    wrong = ledger.book(cashier, LedgerKind.INTEREST, D("88.00"), DAY, note="利息").value
    ledger.reverse(cashier, wrong.id, "金额录错")
    assert ledger.balance(cashier) == 0
    assert len(ledger.entries(cashier)) == 2
    with pytest.raises(NotAllowed) as twice:
        ledger.reverse(cashier, wrong.id, "再冲一次")
    assert twice.value.code == "fund.book_reversed"
    with pytest.raises(NotAllowed) as back:
        ledger.reverse(cashier, ledger.entries(cashier)[-1].entry.id, "冲正的冲正")
    assert back.value.code == "fund_book.not_by_hand"
    totals = ledger.totals(cashier, since=DAY, until=DAY)
    assert totals == {LedgerKind.INTEREST: D("0.00")}


def test_a_payment_is_not_reversed_by_hand(desk: Desk) -> None:
    desk.opened()
    desk.paid()
    ledger, cashier = desk.workbench.ledger, desk.cast["cashier"]
    paid = next(
        line.entry for line in ledger.entries(cashier) if line.entry.kind is LedgerKind.PAID_OUT
    )
    with pytest.raises(NotAllowed):
        ledger.reverse(cashier, paid.id, "试试")
