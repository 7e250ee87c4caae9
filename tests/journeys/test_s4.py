"""S4: not eligible, Qingming 2026. Refused in time, with its reason, with a way to object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.database.queries import FundQuery
from mediation_app.domain.fund import FundSituation, FundState, Verdict
from mediation_app.domain.fund_screening import Answer
from mediation_app.errors import NotAllowed
from mediation_app.services.stories import Cast, s4
from mediation_app.services.stories.parts import day
from tests.support.places import Places
from tests.support.stories import office

pytestmark = pytest.mark.journey
Played = tuple[Workbench, Cast, s4.Told]


@pytest.fixture
def played(engine_name: str, places: Places, clock: SetClock) -> Iterator[Played]:
    """The story as it was told, on either engine."""
    with office(places, engine_name, "story-s4", clock, s4.play) as (workbench, cast):
        told = _found(workbench, cast)
        yield workbench, cast, told


@pytest.fixture
def fresh(engine_name: str, places: Places, clock: SetClock) -> Iterator[tuple[Workbench, Cast]]:
    """The office before the story."""
    with office(places, engine_name, "story-office", clock) as opened:
        yield opened


def _found(workbench: Workbench, cast: Cast) -> s4.Told:
    row = workbench.fund.page(cast["approver"], FundQuery()).rows[0]
    return s4.Told(case_id=row.case_id, application_id=row.application_id)


def test_refused_with_every_date(played: Played) -> None:
    workbench, cast, told = played
    view = workbench.fund.view(cast["approver"], told.application_id)
    application = view.file.application

    assert application.state is FundState.REFUSED
    assert application.number == "东道救申〔2026〕第0001号"
    assert application.decision_number == "东道救垫〔2026〕第0001号"
    assert application.refusal_codes == ("N02",)
    assert "15,600.00" in application.refusal_facts
    # the police clock would run to 04-07, not to 04-06 as a plain week counts
    assert view.notice_due is not None
    assert view.notice_due.day == date(2026, 4, 7)
    # received Friday 04-03: 04-07, 04-08, 04-09; a plain week says 04-08
    assert application.complete_on == date(2026, 4, 3)
    assert application.decide_due == date(2026, 4, 9)
    assert "04-04至04-06 清明节" in application.decide_why
    assert application.decided_on == date(2026, 4, 9)
    # five working days from service
    assert application.served_on == date(2026, 4, 9)
    assert application.objection_due == date(2026, 4, 16)


def test_nothing_is_paid_and_nothing_is_recovered(played: Played) -> None:
    workbench, cast, told = played
    file = workbench.fund.file(cast["approver"], told.application_id)
    assert file.application.approved == 0
    assert file.application.proposed == 0
    assert file.payments == ()
    assert file.recoveries == ()
    verdicts = [(d.stage, d.verdict) for d in file.decisions]
    assert verdicts == [
        ("clerk", Verdict.REFUSE),
        ("checker", Verdict.REFUSE),
        ("approver", Verdict.REFUSE),
    ]
    people = {decision.person_id for decision in file.decisions}
    assert len(people) == 3
    assert workbench.ledger.balance(cast["cashier"]) == 0


def test_the_autopilot_said_so_the_first_day(played: Played) -> None:
    workbench, cast, told = played
    case = workbench.cases.peek(cast["clerk"], told.case_id)
    assert case.case.fund_screen_result == "none"
    victim = workbench.fund.screen(cast["clerk"], case).victims[0]
    assert [check.answer for check in victim.checks] == [Answer.NO, Answer.NO, Answer.NO]
    assert victim.cost == Decimal("15600.00")
    assert victim.first_layer == Decimal("18000.00")


def test_c1_is_not_met_even_when_the_clerk_claims_it(played: Played) -> None:
    """With C1 chosen the formula itself gives nothing: 15,600 − 18,000 < 0."""
    workbench, cast, told = played
    view = workbench.fund.view(cast["approver"], told.application_id)
    forced = replace(
        view.file, application=replace(view.file.application, situation=FundSituation.C1)
    )
    advance = workbench.fund.calculate(cast["fund_clerk"], view.case, forced)
    assert advance.amount == 0
    assert advance.refusals == ("N02",)
    assert advance.term("first_layer") == Decimal("18000.00")
    assert advance.term("eligible") == Decimal("15600.00")


def test_objection_in_time_and_too_late(played: Played, clock: SetClock) -> None:
    workbench, cast, told = played
    key, desk = told.application_id, cast["fund_clerk"]
    facts = {"objector": "赵立新", "objection": "后续费用会超过限额"}
    clock.put(2026, 4, 17)
    with pytest.raises(NotAllowed) as late:
        workbench.fund.perform(desk, key, "object", day(4, 17), facts)
    assert {reason.code for reason in late.value.reasons} == {"fund.objection_late"}
    clock.put(2026, 4, 16)
    workbench.fund.perform(desk, key, "object", day(4, 16), facts)
    kept = workbench.fund.perform(
        cast["supervisor"], key, "keep_refusal", day(4, 16), {"meeting_number": "协调纪要 1"}
    ).value
    assert kept.application.state is FundState.REFUSED


def test_a_refusal_needs_reasons_and_words(fresh: tuple[Workbench, Cast], clock: SetClock) -> None:
    workbench, cast = fresh
    key = _at_approval(workbench, clock, cast)
    for facts, code in (
        ({"refusal_facts": "未超过限额"}, "workflow.fact_missing"),
        ({"refusal_codes": ("N02",)}, "workflow.fact_missing"),
        ({"refusal_codes": ("X77",), "refusal_facts": "无"}, "fund.refusal_code_unknown"),
    ):
        with pytest.raises(NotAllowed) as refused:
            workbench.fund.perform(cast["approver"], key, "refuse", day(4, 9), facts)
        assert code in {reason.code for reason in refused.value.reasons}
    file = workbench.fund.file(cast["approver"], key)
    assert file.application.state is FundState.APPROVAL
    assert file.application.decision_number == ""


def test_chk_05_a_late_refusal_needs_its_reason(
    fresh: tuple[Workbench, Cast], clock: SetClock
) -> None:
    workbench, cast = fresh
    key = _at_approval(workbench, clock, cast)
    clock.put(2026, 4, 10, 9)
    facts = {"refusal_codes": ("N02",), "refusal_facts": "费用未超过责任限额"}
    with pytest.raises(NotAllowed) as late:
        workbench.fund.perform(cast["approver"], key, "refuse", day(4, 10), facts)
    assert {reason.code for reason in late.value.reasons} == {"fund.overdue"}
    done = workbench.fund.perform(
        cast["approver"], key, "refuse", day(4, 10), facts | {"late_reason": "审批人外出"}
    ).value
    assert done.application.state is FundState.REFUSED
    # a number that was not used is not lost
    assert done.application.decision_number == "东道救垫〔2026〕第0001号"
    case = workbench.cases.peek(cast["clerk"], done.application.case_id)
    last = [step for step in case.steps if step.subject_id == key][-1]
    assert (last.event, last.late_reason) == ("refuse", "审批人外出")


def _at_approval(workbench: Workbench, clock: SetClock, cast: Cast) -> str:
    clock.put(2026, 4, 2)
    case = s4.register(workbench, cast)
    clock.put(2026, 4, 3)
    key = s4.apply(workbench, cast, case).application.id
    clock.put(2026, 4, 7)
    s4.review(workbench, cast, key)
    clock.put(2026, 4, 8)
    workbench.fund.perform(cast["checker"], key, "check_pass", day(4, 8))
    clock.put(2026, 4, 9)
    return key
