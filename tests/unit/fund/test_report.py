"""The return of a quarter or a year: counted once, summed from what was really paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.fund import (
    FundApplication,
    FundKind,
    FundSituation,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.fund_report import FundRecords, Paid, period, report
from mediation_app.domain.recovery import (
    DebtorBasis,
    DebtorShare,
    Recovery,
    RecoveryState,
    RepaymentReceipt,
)

D = Decimal
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def asked(key: str, victim: str, **more: object) -> FundApplication:
    it = FundApplication(
        id=key,
        case_id=f"c{victim}",
        victim_id=victim,
        received_on=date(2026, 3, 2),
        accepted_on=date(2026, 3, 2),
        decided_on=date(2026, 3, 4),
        decide_due=date(2026, 3, 5),
        approved=D("100.00"),
        situation=FundSituation.C3,
    )
    return replace(it, **more)  # type: ignore[arg-type]


def paid(key: str, of: FundApplication, amount: str, on: date, **more: object) -> Payment:
    made = Payment(
        id=key,
        case_id=of.case_id,
        application_id=of.id,
        state=PaymentState.PAID,
        amount=D(amount),
        paid_on=on,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_victim_paid_for_twice_is_one_person_in_one_case() -> None:
    rescue = asked("f1", "v1")
    funeral = asked("f2", "v1", kind=FundKind.FUNERAL)
    found = report(
        FundRecords(
            applications=(rescue, funeral),
            payments=(
                paid("y1", rescue, "6240.00", date(2026, 3, 9)),
                paid("y2", funeral, "4380.00", date(2026, 4, 14)),
                paid("y3", rescue, "1.00", date(2026, 3, 9), state=PaymentState.RETURNED),
                paid("y4", rescue, "9.00", date(2027, 1, 1)),
            ),
        ),
        *YEAR,
    )
    assert found.paid == Paid(cases=1, victims=1, amount=D("10620.00"))
    assert found.by_kind[FundKind.RESCUE] == Paid(cases=1, victims=1, amount=D("6240.00"))
    assert found.by_kind[FundKind.HARDSHIP] == Paid()
    assert found.by_situation[FundSituation.C3].amount == D("10620.00")
    assert (found.asked, found.accepted, found.approved, found.refused) == (2, 2, 2, 0)
    assert (found.in_time, found.decided) == (2, 2)


def test_refusals_are_counted_by_reason_and_lateness_by_the_day() -> None:
    no = asked("f1", "v1", approved=D("0.00"), refusal_codes=("N02", "N01"))
    late = asked("f2", "v2", decided_on=date(2026, 3, 6))
    found = report(FundRecords(applications=(no, late)), *YEAR)
    assert found.refusals == {"N01": 1, "N02": 1}
    assert (found.refused, found.approved, found.in_time, found.decided) == (1, 1, 1, 2)


def s7() -> FundRecords:
    one = asked("f1", "v1")
    receipts = (
        ("18000.00", date(2026, 6, 30), "甲保险公司"),
        ("9150.00", date(2026, 8, 5), "李建军"),
        ("9150.00", date(2026, 9, 7), "李建军"),
        ("5000.00", date(2026, 10, 8), "李建军"),
    )
    return FundRecords(
        applications=(one,),
        payments=(paid("y1", one, "127800.00", date(2026, 3, 4)),),
        recoveries=(
            Recovery(
                id="r1",
                case_id="cv1",
                application_id="f1",
                payment_id="y1",
                opening=D("127800.00"),
                recovered=D("41300.00"),
                opened_on=date(2026, 3, 4),
                state=RecoveryState.OVERDUE,
            ),
        ),
        shares=(
            DebtorShare(id="g1", case_id="cv1", recovery_id="r1", name="李建军"),
            DebtorShare(
                id="g2",
                case_id="cv1",
                recovery_id="r1",
                name="甲保险公司",
                basis=DebtorBasis.INSURER,
            ),
        ),
        receipts=tuple(
            RepaymentReceipt(
                id=f"h{n}",
                case_id="cv1",
                recovery_id="r1",
                payer_name=payer,
                amount=D(amount),
                received_on=on,
            )
            for n, (amount, on, payer) in enumerate(receipts)
        ),
    )


def test_s7_gives_both_rates_and_whom_it_came_from() -> None:
    found = report(s7(), *YEAR)
    assert (found.recovered, found.outstanding) == (D("41300.00"), D("86500.00"))
    assert found.rate == found.rate_ever == D("32.32")
    assert found.recovered_from["insurer"] == D("18000.00")
    assert found.recovered_from["liable"] == D("23300.00")
    assert found.by_plan == D("86500.00")
    third = report(s7(), *period(2026, 3))
    assert (third.recovered, third.recoverable) == (D("18300.00"), D("0.00"))
    assert third.outstanding == D("91500.00")
    assert third.rate == D("0.00")


def test_a_written_off_debt_leaves_the_books_and_is_told_apart() -> None:
    records = s7()
    gone = replace(
        records.recoveries[0],
        state=RecoveryState.WRITTEN_OFF,
        state_since=date(2026, 11, 1),
        written_off=D("86500.00"),
        recovered_after=D("10.00"),
    )
    found = report(replace(records, recoveries=(gone,)), *YEAR)
    assert (found.outstanding, found.written_off) == (D("0.00"), D("86500.00"))
    assert found.recovered_after == D("10.00")
    before = report(replace(records, recoveries=(gone,)), *period(2026, 3))
    assert (before.outstanding, before.written_off) == (D("91500.00"), D("0.00"))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(LedgerKind)),
            st.dates(date(2025, 1, 1), date(2027, 12, 31)),
            st.integers(-(10**9), 10**9),
        ),
        max_size=20,
    )
)
def test_the_book_closes_where_the_next_quarter_opens(
    lines: list[tuple[LedgerKind, date, int]],
) -> None:
    opened = [line for line in lines if line[0] is LedgerKind.OPENING][:1]
    rest = [line for line in lines if line[0] is not LedgerKind.OPENING]
    first = [(LedgerKind.OPENING, date(2024, 12, 31), fen) for _, _, fen in opened]
    entries = tuple(
        LedgerEntry(id=str(n), kind=kind, booked_on=on, amount=D(fen) / 100)
        for n, (kind, on, fen) in enumerate([*first, *rest])
    )
    records = FundRecords(entries=entries)
    quarters = [report(records, *period(2026, number)) for number in (1, 2, 3, 4)]
    for one, after in pairwise(quarters):
        assert one.closing == after.opening
    year = report(records, *YEAR)
    assert (year.opening, year.closing) == (quarters[0].opening, quarters[3].closing)
    assert year.closing == year.opening + sum(year.book.values())


def test_quarters_follow_each_other_without_a_gap() -> None:
    spans = [period(2026, number) for number in (1, 2, 3, 4)]
    assert (spans[0][0], spans[-1][1]) == YEAR
    for (_, end), (start, _) in pairwise(spans):
        assert start == end + timedelta(days=1)
    assert spans[-1] == (date(2026, 10, 1), date(2026, 12, 31))
    with pytest.raises(ValueError, match="quarter"):
        period(2026, 5)


def test_a_whole_year_goes_from_its_first_day_to_its_last() -> None:
    assert period(2026) == (date(2026, 1, 1), date(2026, 12, 31))
