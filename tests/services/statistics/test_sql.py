"""What SQL tells equals what a plain recomputation from whole records tells, on both engines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.agreements import Agreement, Confirmation, Instalment, Performance
from mediation_app.domain.cases import (
    Accident,
    Case,
    ConfirmationState,
    MediationState,
    StepTaken,
)
from mediation_app.domain.custody import CustodyEntry
from mediation_app.domain.fund import (
    FundApplication,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.fund_returns import ReturnPeriod
from mediation_app.domain.moments import local_day
from mediation_app.domain.parties import Party
from mediation_app.domain.records import Record
from mediation_app.domain.recovery import DebtorShare, Recovery, RepaymentReceipt
from mediation_app.domain.refunds import RefundReceipt
from mediation_app.domain.statistics import COLUMNS, Basis, Figures
from tests.services.statistics.conftest import LEADER, OTHER, Bench
from tests.services.statistics.histories import History
from tests.support import plain_returns
from tests.support.plain_returns import FundRecords

D = Decimal
SPANS = (
    (date(2025, 1, 1), date(2025, 12, 31)),
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2025, 7, 1), date(2025, 9, 30)),
    (date(2026, 5, 7), date(2026, 8, 19)),  # neither begins nor ends with a month
)
_KINDS: tuple[type[Record], ...] = (
    Case, Accident, Party, FundApplication, Payment, Recovery, DebtorShare, RepaymentReceipt,
    RefundReceipt, LedgerEntry, StepTaken, CustodyEntry, Agreement, Instalment, Performance,
    Confirmation,
)  # fmt: skip


def play(bench: Bench, seed: int) -> None:
    history = History(seed)
    bench.put(*history.first)
    bench.clock.put(2026, 11, 24, 10)
    bench.put(*history.steps)
    bench.clock.put(2026, 11, 24, 11)
    bench.put(*history.second)


def records(bench: Bench) -> dict[type[Record], Any]:
    return bench.all(_KINDS)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_return_by_sql_is_the_return_of_the_records(bench: Bench, seed: int) -> None:
    play(bench, seed)
    found = records(bench)
    whole = FundRecords(
        applications=found[FundApplication],
        payments=found[Payment],
        recoveries=found[Recovery],
        shares=found[DebtorShare],
        receipts=found[RepaymentReceipt],
        refunds=found[RefundReceipt],
        entries=found[LedgerEntry],
        steps=found[StepTaken],
        parties=found[Party],
        accidents={
            one.case_id: local_day(one.occurred_at) for one in found[Accident] if one.occurred_at
        },
        custody=found[CustodyEntry],
    )
    calendar = bench.workbench.context.rulebook.calendar()
    figures = 0
    for since, until in SPANS:
        wanted = plain_returns.report(whole, since, until, calendar)
        told = bench.workbench.returns._reports.figures(LEADER, since, until)
        assert told.cases.keys() == wanted.cases.keys()
        for name in wanted.cases:
            assert set(told.cases[name]) == set(wanted.cases[name]), name
        for name in type(wanted).__dataclass_fields__:
            if name != "cases":
                assert getattr(told, name) == getattr(wanted, name), (name, since)
        assert told.unexplained == 0
        assert told.recoveries_add_up
        figures += told.paid.cases
    assert figures > 5, "a history without payments proves nothing"


# Mediation ----------------------------------------------------------------------------------------


def plain(
    found: dict[type[Record], Any], basis: Basis, since: date, until: date, day: date
) -> Figures:
    """The figures of a stretch, case by case."""
    cases = {
        one.id: one
        for one in found[Case]
        if one.accepted_on is not None and one.state is not MediationState.VOIDED
    }

    def inside(case_id: str, own: date | None) -> bool:
        if case_id not in cases or own is None:
            return False
        counted = cases[case_id].accepted_on if basis is Basis.ACCEPTED else own
        return since <= counted <= until

    agreed = {k for k, one in cases.items() if inside(k, one.effective_on)}
    failed = {k for k, one in cases.items() if one.effective_on is None and inside(k, one.ended_on)}
    due = [
        row
        for row in found[Instalment]
        if row.case_id in agreed and row.due_on is not None and row.due_on <= day
    ]
    paid = {
        row.id: sum((p.amount for p in found[Performance] if p.instalment_id == row.id), D("0.00"))
        for row in due
    }
    applications = {one.id: one for one in found[FundApplication]}
    payments = {one.id: one for one in found[Payment]}
    refunds = {one.id: one for one in found[RefundReceipt]}
    receipts = {one.id: one for one in found[RepaymentReceipt]}
    money, people, of_cases, back = D("0.00"), set(), set(), D("0.00")
    for entry in found[LedgerEntry]:
        if entry.kind in (LedgerKind.PAID_OUT, LedgerKind.RETURNED):
            payment = payments[entry.subject_id]
            application = applications[payment.application_id]
            if inside(application.case_id, entry.booked_on):
                money -= entry.amount
                if entry.kind is LedgerKind.PAID_OUT and payment.state is PaymentState.PAID:
                    people.add(application.victim_id or application.id)
                    of_cases.add(application.case_id)
        elif entry.kind is LedgerKind.REFUNDED:
            application = applications[refunds[entry.subject_id].application_id]
            money -= entry.amount if inside(application.case_id, entry.booked_on) else 0
        elif entry.kind is LedgerKind.RECOVERED:
            inside_ = inside(receipts[entry.subject_id].case_id, entry.booked_on)
            back += entry.amount if inside_ else 0
    return Figures(
        accepted=sum(since <= one.accepted_on <= until for one in cases.values()),
        ended=len(agreed) + len(failed),
        agreed=len(agreed),
        agreed_sum=sum((g.total for g in found[Agreement] if g.case_id in agreed), D("0.00")),
        due=sum((row.amount for row in due), D("0.00")),
        performed=sum((min(row.amount, paid[row.id]) for row in due), D("0.00")),
        applied=sum(inside(j.case_id, j.applied_on) for j in found[Confirmation]),
        confirmed=sum(
            inside(j.case_id, j.ruled_on)
            and cases[j.case_id].confirmation is ConfirmationState.EFFECTIVE
            for j in found[Confirmation]
        ),
        cases=len(of_cases),
        victims=len(people),
        paid=money,
        recovered=back,
    )


@pytest.mark.parametrize("seed", [4, 5])
@pytest.mark.parametrize("grain", list(ReturnPeriod))
def test_figures_by_sql_are_those_of_the_records(
    bench: Bench, seed: int, grain: ReturnPeriod
) -> None:
    play(bench, seed)
    found = records(bench)
    day = date(2026, 11, 24)
    since, until = date(2026, 1, 1), day
    for basis in Basis:
        page = bench.workbench.statistics.page(LEADER, grain, basis, since, until)
        assert page.total == plain(found, basis, since, until, day)
        assert page.before == plain(found, basis, date(2025, 1, 1), date(2025, 11, 24), day)
        for row in page.rows:
            end = min(row.span.until, until)
            assert row.now == plain(found, basis, row.span.since, end, day), row.span.code
        assert sum(one.count for one in page.sources) == page.total.accepted
        for key, _, _ in COLUMNS:
            behind = bench.workbench.statistics.cases_behind(LEADER, key, basis, since, until)
            assert behind.total == len(behind.rows)
            value = getattr(page.total, key)
            if key in ("accepted", "ended", "agreed", "cases"):
                assert behind.total == value, key
            elif not value and key not in ("paid", "kept"):
                assert behind.total == 0 or value is not None, key


def test_another_office_sees_nothing_of_it(bench: Bench) -> None:
    play(bench, 6)
    since, until = date(2025, 1, 1), date(2026, 11, 24)
    page = bench.workbench.statistics.page(OTHER, ReturnPeriod.YEAR, Basis.EVENT, since, until)
    assert page.total.is_empty
    assert page.sources == ()
    found = bench.workbench.returns.draft(OTHER, "2026")
    assert (found.cases, found.closing, found.paid_ever) == ({}, D("0.00"), D("0.00"))
