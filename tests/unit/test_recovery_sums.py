"""Recovery in figures: plans, receipts, write-off, custody."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.money import ZERO, from_fen, yuan
from mediation_app.domain.recovery_sums import (
    ReceiptLine,
    WrittenOff,
    allocate,
    more_than_years,
    percent_of,
    schedule,
    split_custody,
    stand,
    suggest_shares,
)
from mediation_app.errors import InvalidInput
from mediation_app.rulebook import Rulebook

CALENDAR = Rulebook.open("371525").calendar()
FIRST = date(2026, 1, 5)


def receipt(day: date, amount: object) -> ReceiptLine:
    return ReceiptLine(received_on=day, amount=yuan(amount))  # type: ignore[arg-type]


@given(st.integers(1, 10**9), st.integers(1, 36))
def test_a_plan_sums_to_its_total(fen: int, count: int) -> None:
    if fen < count:
        with pytest.raises(InvalidInput):
            schedule(from_fen(fen), count, FIRST, CALENDAR)
        return
    rows = schedule(from_fen(fen), count, FIRST, CALENDAR)
    assert sum((row.amount for row in rows), ZERO) == from_fen(fen)
    assert [row.number for row in rows] == list(range(1, count + 1))


def test_a_plan_with_given_instalments() -> None:
    rows = schedule(yuan(10000), 4, date(2026, 8, 31), CALENDAR, amount=yuan(3000))
    assert [row.amount for row in rows] == [yuan(3000)] * 3 + [yuan(1000)]
    assert [row.nominal.day for row in rows] == [31, 30, 31, 30]
    assert rows[2].due.day == date(2026, 11, 2)  # 10-31 is a Saturday
    with pytest.raises(InvalidInput):
        schedule(yuan(10000), 4, FIRST, CALENDAR, amount=yuan(4000))
    with pytest.raises(InvalidInput):
        schedule(yuan(10000), 0, FIRST, CALENDAR)


@given(st.lists(st.integers(1, 10**6), max_size=12), st.integers(0, 10**5))
def test_receipts_are_conserved(fens: list[int], costs: int) -> None:
    rows = schedule(yuan(9000), 9, FIRST, CALENDAR)
    receipts = [receipt(FIRST + timedelta(days=i), from_fen(f)) for i, f in enumerate(fens)]
    states, parts, over, costs_open = allocate(
        rows, receipts, as_of=date(2026, 6, 1), costs=from_fen(costs)
    )
    booked = sum((part.amount for part in parts), ZERO)
    assert booked + over == sum((r.amount for r in receipts), ZERO)
    assert sum((s.paid for s in states), ZERO) + from_fen(costs) - costs_open == booked
    assert all(ZERO <= s.paid <= s.instalment.amount for s in states)
    full = [s.open == 0 for s in states]
    assert full == sorted(full, reverse=True)  # the oldest first
    if any(s.paid for s in states):
        assert costs_open == 0


def test_costs_advanced_come_first() -> None:
    rows = schedule(yuan(900), 3, FIRST, CALENDAR)
    states, parts, over, open_ = allocate(rows, [receipt(FIRST, 350)], as_of=FIRST, costs=yuan(80))
    assert [(part.target, part.amount) for part in parts] == [(None, yuan(80)), (1, yuan(270))]
    assert (states[0].open, over, open_) == (yuan(30), ZERO, ZERO)


def test_only_what_has_arrived_counts() -> None:
    rows = schedule(yuan(900), 3, FIRST, CALENDAR)
    paid = [receipt(date(2026, 2, 5), 300), receipt(date(2026, 1, 5), 200)]
    on_due_day = stand(yuan(900), as_of=FIRST, instalments=rows, receipts=paid)
    assert (on_due_day.recovered, on_due_day.overdue) == (yuan(200), ZERO)
    after = stand(yuan(900), as_of=date(2026, 1, 6), instalments=rows, receipts=paid)
    assert after.overdue == yuan(100)
    assert not after.may_accelerate(2)
    later = stand(yuan(900), as_of=date(2026, 2, 6), instalments=rows, receipts=paid)
    assert (later.recovered, later.overdue, later.overdue_numbers) == (yuan(500), yuan(100), (2,))


def test_no_more_than_the_debt_is_booked() -> None:
    assert stand(yuan(100), as_of=FIRST, before=[receipt(FIRST, 100)]).outstanding == ZERO
    with pytest.raises(InvalidInput):
        stand(yuan(100), as_of=FIRST, before=[receipt(FIRST, "100.01")])
    with pytest.raises(InvalidInput):
        stand(yuan(100), as_of=FIRST, receipts=[receipt(FIRST, 0)])
    free = stand(yuan(100), as_of=FIRST, receipts=[receipt(FIRST, 30)])
    assert (free.recovered, free.rate) == (yuan(30), Decimal("30.00"))
    assert percent_of(yuan(0), yuan(0)) == ZERO


def test_money_beyond_a_plan_brings_the_debt_down() -> None:
    rows = schedule(yuan(500), 2, FIRST, CALENDAR)
    found = stand(
        yuan(1000), as_of=date(2026, 3, 1), instalments=rows, receipts=[receipt(FIRST, 700)]
    )
    assert (found.recovered, found.outstanding, found.unallocated) == (yuan(700), yuan(300), ZERO)
    more = stand(
        yuan(1000), as_of=date(2026, 3, 1), instalments=rows, receipts=[receipt(FIRST, 1200)]
    )
    assert (more.outstanding, more.unallocated) == (ZERO, yuan(200))


def test_an_instalment_in_a_year_without_a_table_gets_overdue_when_that_is_certain() -> None:
    rows = schedule(yuan(200), 2, date(2027, 2, 5), CALENDAR)
    assert rows[0].due.day is None
    soon = stand(yuan(200), as_of=date(2027, 2, 20), instalments=rows)
    assert soon.overdue == ZERO
    late = stand(yuan(200), as_of=date(2027, 2, 21), instalments=rows)
    assert (late.overdue, late.overdue_numbers) == (yuan(100), (1,))


@given(
    st.integers(1, 10**6),
    st.integers(1, 12),
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 10**5)), max_size=10),
    st.integers(0, 500),
)
def test_a_stand_always_balances(
    fen: int, count: int, paid: list[tuple[int, int]], later: int
) -> None:
    opening = from_fen(fen + count)
    rows = schedule(opening, count, FIRST, CALENDAR)
    receipts = [receipt(FIRST + timedelta(days=d), from_fen(f)) for d, f in paid]
    found = stand(opening, as_of=FIRST + timedelta(days=later), instalments=rows, receipts=receipts)
    arrived = sum(
        (r.amount for r in receipts if r.received_on <= FIRST + timedelta(days=later)), ZERO
    )
    assert found.recovered + found.outstanding == opening
    assert found.recovered + found.unallocated == arrived
    assert found.overdue == sum((s.open for s in found.instalments if s.overdue), ZERO)
    assert ZERO <= found.overdue <= found.outstanding
    assert found.unallocated == ZERO or found.outstanding == ZERO


def test_refund_and_shares_after_a_double_payment() -> None:
    # S9, variant: the hospital returns what the insurer had paid for the bill a second time.
    found = stand(yuan(57160), as_of=date(2026, 11, 16), before=[receipt(date(2026, 11, 1), 20000)])
    assert found.outstanding == yuan(37160)
    # S9, variant: the insurer paid the victim gross; shares are a suggestion by fault.
    assert suggest_shares(yuan(57160), [Decimal(70), Decimal(30)]) == (yuan(40012), yuan(17148))


def test_write_off_after_more_than_three_years() -> None:
    # S10
    accident = date(2023, 3, 10)
    assert not more_than_years(accident, date(2026, 3, 10), 3)
    assert more_than_years(accident, date(2026, 3, 11), 3)
    ledger = WrittenOff(written_off=yuan(43600))
    assert (ledger.book, ledger.memo) == (ZERO, yuan(43600))
    later = ledger.receive(yuan(10000))
    assert (later.recovered_after, later.memo, later.written_off) == (
        yuan(10000),
        yuan(33600),
        yuan(43600),
    )
    for wrong in (ZERO, yuan("33600.01")):
        with pytest.raises(InvalidInput):
            later.receive(wrong)


def test_custody_is_never_income() -> None:
    # S8
    split = split_custody(yuan(300000), [yuan(6240), yuan(4380)])
    assert (split.to_recovery, split.custody) == (yuan(10620), yuan(289380))
    assert split.text == "300,000.00 − 6,240.00 − 4,380.00 = 289,380.00"
    assert split_custody(yuan(5000), [yuan(6240)]).custody == ZERO
