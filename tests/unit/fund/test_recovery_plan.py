"""Where a recovery stands from its own records: S7 to the fen, refunds, acceleration, the memo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.domain.recovery import (
    DebtorShare,
    RecoveryAction,
    RecoveryState,
)
from mediation_app.domain.recovery_plan import (
    allocated,
    parts_of,
    plan_of,
    stand_on,
)
from mediation_app.domain.refunds import Refund, RefundState
from tests.support.fund_cases import a_file
from tests.support.recovery_parts import CALENDAR, S7, came, parts, recovery, rows

D = Decimal


def test_s7_on_the_22nd_of_november() -> None:
    found = stand_on(parts(), date(2026, 11, 22), CALENDAR)
    assert found.recovered == D("41300.00")
    assert found.outstanding == D("86500.00")
    assert found.overdue == D("13300.00")
    assert found.rate == D("32.32")
    assert found.overdue_numbers == (3, 4)
    assert found.may_accelerate(2)
    assert not found.may_accelerate(3)
    assert found.next_open is not None
    assert found.next_open.instalment.number == 3
    dues = [row.instalment.due.day for row in found.instalments[:4]]
    assert dues == [date(2026, 8, 5), date(2026, 9, 7), date(2026, 10, 8), date(2026, 11, 5)]
    # a receipt says what it paid; the insurer's came before the plan
    assert allocated(parts(), found) == {
        "one": ((1, D("9150.00")),),
        "two": ((2, D("9150.00")),),
        "three": ((3, D("5000.00")),),
    }


def test_a_day_earlier_in_november_only_the_third_is_late() -> None:
    found = stand_on(parts(), date(2026, 11, 5), CALENDAR)
    assert (found.overdue, found.overdue_numbers) == (D("4150.00"), (3,))


def test_called_in_everything_is_due_at_once() -> None:
    it = recovery(accelerated_on=date(2026, 11, 23))
    on_day = stand_on(parts(it), date(2026, 11, 23), CALENDAR)
    assert on_day.overdue == D("13300.00")
    after = stand_on(parts(it), date(2026, 11, 24), CALENDAR)
    assert after.overdue == after.outstanding == D("86500.00")


def test_a_refund_shortens_the_plan_from_its_end() -> None:
    it = recovery(refunded=D("20000.00"))
    found = stand_on(parts(it), date(2026, 11, 22), CALENDAR)
    assert found.outstanding == D("66500.00")
    assert "多付退回 20,000.00" in found.text
    assert found.overdue == D("13300.00")
    amounts = [row.instalment.amount for row in found.instalments]
    assert len(amounts) == 10
    assert amounts[-1] == D("7450.00")  # two whole ones and 1,700.00 of the tenth are gone
    assert sum(amounts) == D("89800.00")


def test_a_plan_nobody_signed_binds_nobody() -> None:
    told = recovery(state=RecoveryState.TOLD, recovered=D("18000.00"))
    proposed = parts(told, receipts=S7[:1])
    assert not proposed.is_agreed
    found = stand_on(proposed, date(2026, 11, 22), CALENDAR)
    assert (found.instalments, found.overdue) == ((), D(0))
    assert (found.recovered, found.outstanding) == (D("18000.00"), D("109800.00"))
    assert allocated(proposed, found) == {}


def test_without_a_plan_the_notice_sets_the_day() -> None:
    told = recovery(state=RecoveryState.TOLD, pay_by=date(2026, 6, 8), recovered=D("18000.00"))
    waiting = parts(told, rows=(), receipts=S7[:1])
    assert stand_on(waiting, date(2026, 6, 8), CALENDAR).overdue == D(0)
    late = stand_on(waiting, date(2026, 6, 9), CALENDAR)
    assert (late.overdue, late.outstanding) == (D("127800.00"), D("127800.00"))
    paid = stand_on(waiting, date(2026, 7, 1), CALENDAR)
    assert (paid.overdue, paid.recovered) == (D("109800.00"), D("18000.00"))
    assert allocated(waiting, paid) == {"insurer": ((1, D("18000.00")),)}


def test_nothing_is_due_when_all_was_given_back() -> None:
    told = recovery(
        state=RecoveryState.TOLD, pay_by=date(2026, 6, 8), recovered=D(0), refunded=D("127800.00")
    )
    found = stand_on(parts(told, rows=(), receipts=()), date(2026, 7, 1), CALENDAR)
    assert (found.outstanding, found.overdue, found.instalments) == (D(0), D(0), ())


def test_after_a_write_off_it_is_the_memo_that_stands() -> None:
    """S10: book 0.00, memo 43,600.00; 10,000.00 come after all, the written-off sum stays."""
    it = recovery(
        opening=D("43600.00"), recovered=D(0), written_off=D("43600.00"),
        recovered_after=D("10000.00"), state=RecoveryState.WRITTEN_OFF,
    )  # fmt: skip
    assert (it.book, it.memo, it.owed, it.outstanding) == (
        D(0), D("33600.00"), D("33600.00"), D("43600.00"),
    )  # fmt: skip
    late = came("late", date(2026, 8, 15), "10000.00", after_write_off=True)
    early = came("early", date(2024, 8, 15), "5.00")
    found = stand_on(parts(it, rows=(), receipts=(early, late)), date(2026, 8, 20), CALENDAR)
    assert (found.opening, found.recovered) == (D("43600.00"), D("10000.00"))
    assert found.outstanding == D("33600.00")
    refunded = replace(it, refunded=D("600.00"))
    after = stand_on(parts(refunded, rows=(), receipts=(late,)), date(2026, 8, 20), CALENDAR)
    assert after.outstanding == D("33000.00")


def test_before_a_write_off_there_is_no_memo() -> None:
    it = recovery()
    assert (it.book, it.memo) == (D("86500.00"), D(0))
    assert recovery(costs=D("50.00"), costs_back=D("20.00")).costs_open == D("30.00")


def test_costs_are_no_repayment() -> None:
    mixed = came("mixed", date(2026, 8, 5), "9200.00", to_costs=D("50.00"))
    only = came("only", date(2026, 8, 6), "30.00", to_costs=D("30.00"))
    assert mixed.to_debt == D("9150.00")
    found = stand_on(parts(receipts=(S7[0], mixed, only)), date(2026, 8, 10), CALENDAR)
    assert found.recovered == D("27150.00")
    assert set(allocated(parts(receipts=(S7[0], mixed, only)), found)) == {"mixed"}


def test_without_a_calendar_days_stay_nominal() -> None:
    plan = plan_of(rows(), None)
    assert plan[1].due.day == date(2026, 9, 5)
    dayless = replace(rows()[0], due_on=None, nominal_on=None)
    old = replace(rows()[1], nominal_on=None)
    assert [row.nominal for row in plan_of((dayless, old), CALENDAR)] == [date(2026, 9, 7)]
    unmade = tuple(replace(row, created_at=None) for row in rows())
    assert stand_on(parts(rows=unmade), date(2026, 8, 1), None).recovered == D("18000.00")


def test_the_parts_of_one_recovery_are_its_own() -> None:
    refund = Refund(
        id="m", case_id="c", application_id="f", payment_id="p", recovery_id="r",
        amount=D("500.00"), returned=D("100.00"), state=RefundState.PART, checker_id="q",
    )  # fmt: skip
    noted = replace(refund, id="n", checker_id="", amount=D("7.00"), returned=D(0))
    acts = (
        RecoveryAction(id="a", case_id="c", recovery_id="r", kind="demand", done_on=date(2026, 9, 9)),
        RecoveryAction(id="b", case_id="c", recovery_id="r", kind="demand", done_on=date(2026, 8, 9)),
        RecoveryAction(id="d", case_id="c", recovery_id="r", kind="demand"),
        RecoveryAction(id="e", case_id="c", recovery_id="x", kind="demand", done_on=date(2026, 1, 9)),
    )  # fmt: skip
    file = a_file(
        recoveries=(recovery(),), repayment_rows=rows(), recovery_actions=acts,
        repayment_receipts=(*S7[::-1], replace(S7[0], id="z", received_on=None),
                            replace(S7[0], id="y", recovery_id="x")),
        debtor_shares=(DebtorShare(id="s", case_id="c", recovery_id="r"),
                       DebtorShare(id="t", case_id="c", recovery_id="x")),
        refunds=(refund, noted, replace(refund, id="o", recovery_id="x")),
    )  # fmt: skip
    found = parts_of(file, recovery())
    assert [r.id for r in found.receipts] == ["insurer", "one", "two", "three"]
    assert [s.id for s in found.shares] == ["s"]
    assert found.demands == (date(2026, 8, 9), date(2026, 9, 9))
    assert found.refunds_open == D("407.00")
    assert found.asked == D("86100.00")  # what one person noted lowers nothing


@pytest.mark.parametrize("state", [RecoveryState.AGREED, RecoveryState.LAWSUIT])
def test_a_signed_plan_binds_to_the_end(state: RecoveryState) -> None:
    assert parts(recovery(state=state)).is_agreed
    assert not parts(recovery(state=state), rows=()).is_agreed
