"""The demo office: repeatable from its seed, in order with the law's checks, its numbers gap-free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import CHINA, SetClock
from mediation_app.domain.agreements import Instalment
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.fund import FundApplication, LedgerEntry, Payment, PaymentState
from mediation_app.domain.recovery import Recovery
from mediation_app.services.demo.county import County
from mediation_app.services.demo.office import build_office, demo_actor

CASES = 150


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    clock = SetClock(datetime(2026, 11, 24, 10, tzinfo=CHINA))
    with open_workbench(tmp_path_factory.mktemp("demo"), clock=clock) as workbench:
        build_office(workbench, cases=CASES, seed=7)
        yield workbench


def states(office: Workbench) -> Counter[MediationState]:
    actor = demo_actor(office, "lixue")
    with office.context.store.read(actor) as reader:
        return Counter(case.state for case in reader.records(Case))


def test_every_stage_has_its_share(office: Workbench) -> None:
    found = states(office)
    assert sum(found.values()) == CASES
    assert len(found) >= 9
    assert found[MediationState.ARCHIVED] > CASES // 3
    assert found[MediationState.MEDIATING]
    assert found[MediationState.REGISTERED]


def test_nothing_a_check_would_forbid(office: Workbench) -> None:
    actor = demo_actor(office, "lixue")
    with office.context.store.read(actor) as reader:
        keys = [case.id for case in reader.records(Case)]
    for key in keys:
        file = office.cases.peek(actor, key)
        assert [reason for reason in office.cases.checks(file) if reason.blocking] == []


def test_numbers_are_gap_free_and_the_counters_follow(office: Workbench) -> None:
    actor = demo_actor(office, "lixue")
    with office.context.store.read(actor) as reader:
        cases = reader.records(Case)
    for year in {case.number_year for case in cases if case.number_year}:
        serials = sorted(case.serial or 0 for case in cases if case.number_year == year)
        assert serials == list(range(1, len(serials) + 1))
    with office.context.store.write(actor, "test") as unit:
        taken = max(case.serial or 0 for case in cases if case.number_year == 2026)
        assert unit.draw_number("case", 2026) == taken + 1


def test_the_fund_book_agrees_with_the_payments(office: Workbench) -> None:
    actor = demo_actor(office, "guoyan")
    with office.context.store.read(actor) as reader:
        payments = [p for p in reader.records(Payment) if p.state is PaymentState.PAID]
        recoveries = reader.records(Recovery)
        entries = reader.records(LedgerEntry)
        applications = {a.id: a for a in reader.records(FundApplication)}
    assert payments
    assert {r.payment_id for r in recoveries} == {p.id for p in payments}
    paid_out = -sum((e.amount for e in entries if e.amount < 0), Decimal(0))
    assert paid_out == sum((p.amount for p in payments), Decimal(0))
    balance = Decimal(0)
    for entry in sorted(entries, key=lambda e: (e.booked_on, e.serial or 0)):
        balance += entry.amount
        assert balance >= 0
    for payment in payments:
        one = applications[payment.application_id]
        seats = [one.clerk_id, one.checker_id, one.approver_id, one.payer_id, one.pay_checker_id]
        assert len(set(seats)) == 5


def test_payments_add_up_to_what_was_agreed(office: Workbench) -> None:
    actor = demo_actor(office, "lixue")
    with office.context.store.read(actor) as reader:
        rows = reader.records(Instalment)
    assert rows
    assert all(row.amount > 0 for row in rows)


def test_the_store_is_sound(office: Workbench) -> None:
    assert office.maintenance.verify(demo_actor(office, "admin")).doubts == ()


def test_the_same_seed_draws_the_same_people() -> None:
    day = datetime(2026, 5, 5, tzinfo=CHINA).date()
    first = [County(3, index).somebody(on=day) for index in range(40)]
    assert first == [County(3, index).somebody(on=day) for index in range(40)]
    assert first != [County(4, index).somebody(on=day) for index in range(40)]


def test_a_second_demo_office_is_refused(tmp_path: Path, office: Workbench) -> None:
    from mediation_app.errors import AppError

    del tmp_path
    with pytest.raises(AppError):
        build_office(office, cases=1, seed=3)
    assert sum(states(office).values()) == CASES
