"""The demo office: repeatable from its seed, in order with the law's checks, its numbers gap-free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import CHINA, SetClock
from mediation_app.domain.agreements import Instalment
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundApplication, LedgerEntry, Payment, PaymentState
from mediation_app.domain.recovery import Recovery
from mediation_app.services.demo.county import County
from mediation_app.services.demo.office import build_office, demo_actor
from mediation_app.services.demo.showcase import TALES, places_of

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


def told(office: Workbench) -> list[CaseFile]:
    """The cases that are told in full, the oldest first."""
    actor = demo_actor(office, "zhouguoqing")
    with office.context.store.read(actor) as reader:
        rows = [case for case in reader.records(Case) if case.recorder_id]
    rows.sort(key=lambda case: (case.accepted_on, case.serial))
    return [office.cases.peek(actor, case.id) for case in rows]


def test_five_cases_show_what_the_reckoning_can_do(office: Workbench) -> None:
    files = told(office)
    assert len(files) == len(TALES)
    found = [office.cases.reckoning(file) for file in files]
    for file, one in zip(files, found, strict=True):
        assert file.case.state is MediationState.MEDIATING
        totals = [victim.total for victim in one.result.victims]
        assert all(v.own + v.entitlement == v.total for v in one.result.victims)
        assert one.tree.amount == sum(totals, Decimal(0))
    grades, e_bike, ride, train, death = found
    assert {line.item for line in grades.result.victims[0].lines} >= {"disability", "dependants"}
    assert grades.result.victims[0].lines[6].coefficient == 33
    assert e_bike.result.victims[0].insurers == 0
    assert e_bike.result.limits  # pays as if it were insured
    assert ride.claim.victims[0].free_ride is not None
    assert ride.result.victims[0].own > 0
    assert train.claim.sides[0].trailer is not None
    assert len(train.result.victims) == 2
    assert any(share.joint for victim in train.result.victims for share in victim.shares)
    assert death.result.victims[0].lines[2].coefficient == 100
    assert grades.unverified  # the yearly figures say 待核实


def test_one_of_them_has_its_sums_frozen(office: Workbench) -> None:
    frozen = [file for file in told(office) if file.calculation is not None]
    (file,) = frozen
    assert office.cases.reckoning(file).frozen == file.calculation
    assert office.cases.recalculated(file).changes == ()
    assert file.agreement is not None
    assert office.cases.next_step(file, demo_actor(office, "zhouguoqing")).step.event == "agree"  # type: ignore[union-attr]


def test_small_offices_have_no_room_for_them() -> None:
    assert places_of(99, lambda _: date(2026, 11, 1), date(2026, 11, 24)) == {}


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
