"""Whose turn it is, asked of the store, is what the table of the process says; lists end to end."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.database.bulk import bulk_insert
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication, FundState, LedgerKind
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import ActingFor, Actor, Role
from mediation_app.domain.parties import Party
from mediation_app.domain.workflow.fund import FUND
from mediation_app.domain.workflow.fund_guards import seats_of
from mediation_app.services.fund_queue import SHOWN_LIMIT, UNDER_WAY, turns_of
from mediation_app.services.recovery_lists import Age, RecoveryOrder, RecoveryQuery
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk

D = Decimal
PEOPLE = ("p1", "p2", "p3", "")
BUSINESS = (Role.FUND_CLERK, Role.CHECKER, Role.APPROVER, Role.MEETING, Role.CASHIER)


def waits_for(application: FundApplication, actor: Actor) -> bool:
    """The rule in plain words: a primary step of mine, and none of mine in a seat it excludes."""
    seats = seats_of(application)
    for step in FUND.rows(application.state.value):
        if step.primary and actor.has(*step.roles):
            for way in actor.ways(step.roles):
                if all(seats.get(seat) not in way.person_ids for seat in step.differs_from):
                    return True
    return False


def _file(dice: random.Random) -> CaseFile:
    key, victim = new_id(), new_id()
    state = dice.choice(list(FundState))
    return CaseFile(
        case=Case(id=key),
        parties=(Party(id=victim, case_id=key, name="甲"),),
        funds=(
            FundFile(
                application=FundApplication(
                    id=new_id(),
                    case_id=key,
                    victim_id=victim,
                    state=state,
                    created_by=dice.choice(("p1", "p2", "p9")),
                    decide_due=date(2026, 3, 1) + timedelta(days=dice.randrange(30)),
                    applicant_person_id=dice.choice(PEOPLE),
                    clerk_id=dice.choice(PEOPLE),
                    checker_id=dice.choice(PEOPLE),
                    approver_id=dice.choice(PEOPLE),
                    payer_id=dice.choice(PEOPLE),
                    pay_checker_id=dice.choice(PEOPLE),
                )
            ),
        ),
    )


def _actors(unit: str) -> list[Actor]:
    found = [
        Actor(person_id=person, name=person, roles=frozenset(roles), unit_code=unit)
        for person in ("p1", "p2")
        for roles in (*((role,) for role in BUSINESS), BUSINESS, (Role.MEDIATOR,))
    ]
    lent = ActingFor(role=Role.APPROVER, person_id="p3", name="丙", id_number="")
    again = replace(lent, person_id="p2", name="乙")
    borrowers = [replace(found[0], acting_for=some) for some in ((lent,), (again, lent))]
    return [*found, *borrowers]


def test_the_queue_is_what_the_table_says(either_desk: Desk) -> None:
    store = either_desk.workbench.context.store
    admin = either_desk.cast["admin"]
    dice = random.Random(4)
    bulk_insert(store, [_file(dice) for _ in range(150)], actor=admin)
    with store.read(admin) as reader:
        open_ = reader.records(FundApplication, state=[state.value for state in UNDER_WAY])
        for actor in _actors(admin.unit_code):
            mine, others = reader.fund_queue(UNDER_WAY, turns_of(actor), limit=SHOWN_LIMIT)
            wanted = {one.id for one in open_ if waits_for(one, actor)}
            assert set(mine) == wanted, actor
            assert len(mine) == len(wanted)
            assert set(others) == {one.id for one in open_} - wanted
        assert turns_of(admin) == ()
        every, rest = reader.fund_queue(UNDER_WAY, (), limit=7)
    assert every == ()
    assert len(rest) == 7
    with store.read(admin) as reader:
        some = {one.id: one for one in reader.records(FundApplication, id=rest)}
    dues = [some[key].decide_due for key in rest]
    assert dues == sorted(due for due in dues if due)


def test_figures_and_lists_after_a_payment(at: Any) -> None:
    desk, key = at("paid")
    bench, cashier = desk.workbench, desk.cast["cashier"]
    paid = bench.fund.file(cashier, key).application.approved
    figures = bench.ledger.figures(cashier, day(10, 20))
    assert figures.balance == bench.ledger.balance(cashier)
    assert (figures.paid, figures.paid_count) == (paid, 1)
    assert (figures.owed, figures.owing, figures.overdue) == (paid, 1, 0)
    assert figures.stages["paid"] == 1
    assert figures.waiting == 0
    (line,) = bench.recovery.page(cashier).rows
    assert (line.application_id, line.outstanding, line.victim) == (key, paid, "孟庆海")
    assert line.aged_from == line.opened_on == day(10, 15)
    ageing = bench.recovery.ageing(cashier, day(12, 1))
    assert {band.age: band.count for band in ageing.bands if band.count} == {Age.DAYS_90: 1}
    assert (ageing.count, ageing.outstanding, ageing.overdue) == (1, paid, 0)
    late = bench.recovery.actions_due(cashier, date(2029, 1, 15))
    assert [one.recovery_id for one in late.limitation.rows] == [line.recovery_id]
    assert [one.recovery_id for one in late.resting.rows] == [line.recovery_id]
    assert late.overdue.rows == ()
    soon = bench.recovery.actions_due(cashier, day(10, 16))
    assert soon.limitation.rows == ()
    assert bench.recovery.rests(cashier, date(2027, 6, 1)).count == 1


def test_money_that_comes_back_is_seen_at_once(at: Any) -> None:
    desk, key = at("paid")
    bench, cashier = desk.workbench, desk.cast["cashier"]
    before = bench.recovery.page(cashier).rows[0]
    desk.clock.put(2026, 11, 2, 9)
    bench.recovery.receive(
        cashier, before.recovery_id, D("1000.00"), day(11, 2), bank_serial="R7", payer_name="许文涛"
    )
    after = bench.recovery.page(cashier, RecoveryQuery(order=RecoveryOrder.AGE)).rows[0]
    assert after.recovered == before.recovered + D("1000.00")
    assert after.outstanding == before.outstanding - D("1000.00")
    page = bench.ledger.page(cashier)
    assert [line.entry.kind for line in page.lines] == [
        LedgerKind.RECOVERED,
        LedgerKind.PAID_OUT,
        LedgerKind.OPENING,
    ]
    assert [month.month for month in bench.ledger.months(cashier)] == [
        "2026-11",
        "2026-10",
        "2026-09",
    ]
    assert bench.ledger.months(cashier)[0].closing == page.lines[0].balance
    assert bench.fund.file(cashier, key).application.state is FundState.PAID


@pytest.mark.parametrize("part", ["cashier", "recovery", "leader"])
def test_everybody_of_the_office_sees_the_lists(at: Any, part: str) -> None:
    desk, _ = at("paid")
    assert desk.workbench.recovery.page(desk.cast[part]).count == 1
    other = replace(desk.cast[part], unit_code="370100")
    assert desk.workbench.recovery.page(other).count == 0
    assert desk.workbench.recovery.ageing(other, day(12, 1)).count == 0
    assert desk.workbench.ledger.page(other).lines == ()
