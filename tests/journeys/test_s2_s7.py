"""S2 with S7: hit-and-run at the Spring Festival, advanced, solved, paid back by rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import CHINA, SetClock
from mediation_app.database.queries import FundQuery
from mediation_app.domain.fund import FundSituation, FundState
from mediation_app.domain.fund_calculation import window_of
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_screening import Answer
from mediation_app.domain.recovery import RecoveryState
from mediation_app.errors import NotAllowed
from mediation_app.services.stories import Cast, s2_s7
from mediation_app.services.stories.parts import day
from tests.support.places import Places
from tests.support.stories import office

pytestmark = pytest.mark.journey
Played = tuple[Workbench, Cast, s2_s7.Told]
D = Decimal


@pytest.fixture
def paid(engine_name: str, places: Places, clock: SetClock) -> Iterator[Played]:
    """S2 as it was told: paid, and nobody to ask."""
    with office(places, engine_name, "story-s2", clock, s2_s7.play_fund) as (workbench, cast):
        yield workbench, cast, _found(workbench, cast)


@pytest.fixture
def behind(engine_name: str, places: Places, clock: SetClock) -> Iterator[Played]:
    """S2 and S7 as they were told: the driver is behind with his rates."""
    with office(places, engine_name, "story-s2-s7", clock, s2_s7.play) as (workbench, cast):
        yield workbench, cast, _found(workbench, cast)


def _found(workbench: Workbench, cast: Cast) -> s2_s7.Told:
    row = workbench.fund.page(cast["approver"], FundQuery()).rows[0]
    file = workbench.fund.file(cast["approver"], row.application_id)
    assert file.recovery is not None
    return s2_s7.Told(
        case_id=row.case_id, application_id=row.application_id, recovery_id=file.recovery.id
    )


def test_s2_every_date_and_sum(paid: Played) -> None:
    workbench, cast, told = paid
    view = workbench.fund.view(cast["approver"], told.application_id)
    application, advance = view.file.application, view.advance
    assert application.state is FundState.PAID
    assert application.situation is FundSituation.C3

    window = window_of(application, FundRules.from_json(application.frozen_rules))
    assert window is not None
    assert window.end.value == datetime(2026, 2, 20, 22, 30, tzinfo=CHINA)
    assert view.notice_due is not None
    assert view.notice_due.day == date(2026, 2, 25)  # a plain week says 02-18
    assert application.decide_due == date(2026, 3, 2)  # 02-28 is a Saturday that is worked
    assert "02-27、02-28、03-02" in application.decide_why
    assert application.pay_due == date(2026, 3, 4)
    assert application.decided_on == date(2026, 3, 2)

    assert sum(line.amount for line in view.file.bill_lines) == D("132800.00")
    assert advance is not None
    assert advance.term("eligible") == D("132800.00")
    assert advance.term("first_layer") == 0
    assert advance.term("other_paid") == D("5000.00")
    assert application.approved == D("127800.00")
    (payment,) = view.file.payments
    assert (payment.amount, payment.paid_on) == (D("127800.00"), date(2026, 3, 4))
    assert workbench.ledger.balance(cast["cashier"]) == s2_s7.OPENING - D("127800.00")


def test_s2_the_recovery_waits_for_the_police(paid: Played) -> None:
    workbench, cast, told = paid
    view = workbench.recovery.view(cast["recovery"], told.recovery_id)
    assert view.recovery.state is RecoveryState.ON_HOLD
    assert view.recovery.write_off_from == date(2029, 2, 14)
    assert view.recovery.review_on == date(2026, 6, 3)  # 90 days after 03-05
    assert view.owed == D("127800.00")
    # nobody is known: nobody is asked
    steps = [s for s in view.case.steps if s.subject_id == told.recovery_id]
    assert [step.event for step in steps] == ["open", "hold"]
    assert view.file.debtor_shares == ()


def test_s2_a_cap_cuts_and_shows_what_lies_above(paid: Played) -> None:
    """The same bill under a profile with a cap of 100,000.00."""
    workbench, cast, told = paid
    view = workbench.fund.view(cast["approver"], told.application_id)
    rules = FundRules.from_json(view.file.application.frozen_rules)
    capped = replace(rules, rescue_cap_per_person=D("100000.00"))
    application = replace(
        view.file.application,
        frozen_rules=capped.to_json(),
        state=FundState.REVIEW1,
    )
    # the payment of this very application is no advance before itself
    file = replace(view.file, application=application, payments=(), recoveries=())
    advance = workbench.fund.calculate(cast["fund_clerk"], view.case, file)
    assert advance.amount == D("100000.00")
    assert advance.above_cap == D("27800.00")


def test_s2_cannot_be_written_off_before_the_day(paid: Played, clock: SetClock) -> None:
    workbench, cast, told = paid
    clock.put(2029, 2, 13)
    with pytest.raises(NotAllowed) as early:
        workbench.recovery.perform(
            cast["recovery"],
            told.recovery_id,
            "ask_write_off",
            date(2029, 2, 13),
            {"ground": "1", "certificate": True, "evidence": "未侦破证明"},
        )
    assert "recovery.write_off_early" in {reason.code for reason in early.value.reasons}


def test_the_autopilot_said_so_the_first_day(paid: Played) -> None:
    workbench, cast, told = paid
    case = workbench.cases.peek(cast["clerk"], told.case_id)
    victim = workbench.fund.screen(cast["clerk"], case).victims[0]
    assert victim.situation is FundSituation.C3
    assert victim.answer is Answer.YES
    assert victim.first_layer == 0


def test_s7_where_it_stands(behind: Played) -> None:
    workbench, cast, told = behind
    view = workbench.recovery.view(cast["recovery"], told.recovery_id)
    assert view.recovery.state is RecoveryState.OVERDUE
    stand = workbench.recovery.stand(view.case, view.file, date(2026, 11, 22))
    assert stand.recovered == D("41300.00")
    assert stand.outstanding == D("86500.00")
    assert stand.overdue == D("13300.00")
    assert stand.rate == D("32.32")
    assert view.recovery.limitation_on == date(2030, 7, 5)


def test_s7_rates_move_off_holidays(behind: Played) -> None:
    workbench, cast, told = behind
    view = workbench.recovery.view(cast["recovery"], told.recovery_id)
    dues = [row.due_on for row in view.file.repayment_rows]
    assert dues[:4] == [day(8, 5), day(9, 7), day(10, 8), day(11, 5)]
    assert [row.amount for row in view.file.repayment_rows] == [D("9150.00")] * 12


def test_s7_the_book_agrees(behind: Played) -> None:
    workbench, cast, _ = behind
    balance = s2_s7.OPENING - D("127800.00") + D("41300.00")
    assert workbench.ledger.balance(cast["cashier"]) == balance
