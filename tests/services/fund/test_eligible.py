"""可垫付未申请: kept with every save, judged afresh when shown, in the order of urgency."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from mediation_app.domain.fund import FundKind
from mediation_app.domain.losses import Injury, Treatment
from mediation_app.domain.parties import PartyRole
from mediation_app.services.stories import s4
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk

D = Decimal


def listed(desk: Desk, **more: Any) -> list[tuple[str, tuple[FundKind, ...]]]:
    page = desk.workbench.fund.eligible(desk.cast["clerk"], **more)
    return [(v.name, v.claimable) for row in page.rows for v in row.victims]


def test_chk_02_from_the_first_day_to_the_application_and_back(either_desk: Desk) -> None:
    desk = either_desk
    case = desk.registered()
    clerk = desk.cast["fund_clerk"]
    page = desk.workbench.fund.eligible(clerk)
    (row,) = page.rows
    (victim,) = row.victims
    assert (row.case_id, page.count, page.following) == (case.case.id, 1, None)
    assert (victim.name, victim.claimable) == ("孟庆海", (FundKind.RESCUE,))
    assert victim.remaining == D("0.00")  # the insurer has paid its 18,000 already
    assert (victim.first_layer, victim.cost) == (D("18000.00"), D("86420.00"))
    assert victim.window is not None
    left = victim.left(page.now)
    assert left is not None
    assert left < timedelta(0)  # 10-09 lies behind 10-06 15:05
    assert case.case.fund_window_ends_at == victim.window.value
    file = desk.workbench.fund.start(clerk, case.case.id, victim.victim_id, FundKind.RESCUE).value
    assert listed(desk) == []
    assert desk.workbench.fund.eligible(clerk).count == 0
    desk.clock.put(2026, 10, 10, 9)
    desk.do(
        "fund_clerk", file.application.id, "withdraw", day(10, 10),
        reason="重新申请", signed=True, no_fraud_inquiry=True,
    )  # fmt: skip
    assert listed(desk) == [("孟庆海", (FundKind.RESCUE,))]


def test_a_second_victim_without_application_stays_on_the_list(desk: Desk) -> None:
    key = desk.accepted()
    clerk = desk.cast["clerk"]
    case_id = desk.workbench.fund.file(clerk, key).application.case_id
    case = desk.workbench.cases.peek(clerk, case_id)
    wife = next(p for p in case.parties if p.name == "刘桂芹")
    hurt = Injury(id="b" * 32, case_id=case_id, party_id=wife.id)
    bill = Treatment(id="c" * 32, case_id=case_id, injury_id=hurt.id, amount=D("30000.00"))
    desk.workbench.cases.save(
        clerk, case, replace(case, injuries=(*case.injuries, hurt),
                             treatments=(*case.treatments, bill)),
    )  # fmt: skip
    assert listed(desk) == [("刘桂芹", (FundKind.RESCUE,))]


def test_facts_change_the_answer(desk: Desk) -> None:
    case = desk.registered()
    clerk = desk.cast["clerk"]
    smaller = tuple(replace(t, amount=D("17000.00"), unpaid=D("0.00")) for t in case.treatments)
    case = desk.workbench.cases.save(clerk, case, replace(case, treatments=smaller)).value
    assert case.case.fund_screen_result == "none"
    assert case.case.fund_payable == ()
    assert listed(desk) == []
    bare = tuple(replace(p, number="", insurer_id="", none_found=True) for p in case.policies)
    desk.workbench.cases.save(clerk, case, replace(case, policies=bare))
    assert listed(desk) == [("孟庆海", (FundKind.RESCUE,))]


def test_running_windows_first_then_unknown_then_the_latest_that_ended(either_desk: Desk) -> None:
    desk = either_desk
    cases = []
    desk.clock.put(2026, 10, 9, 16)
    clerk = desk.cast["clerk"]
    first = desk.registered()
    victim = first.parties_with(PartyRole.VICTIM)[0]
    starts = (None, timedelta(hours=-10), timedelta(hours=-100), timedelta(days=-20))
    now = desk.clock.now()
    for at, start in enumerate(starts):
        draft = desk.workbench.cases.blank(clerk)
        keys = {"case_id": draft.case.id}
        moment = now + start if start is not None else None
        person = replace(victim, id=f"{at:032x}", name=f"甲{at}", id_number="", **keys)
        injury = replace(first.injuries[0], id=f"1{at:031x}", party_id=person.id,
                         rescue_started_at=moment, rescue_ended_at=None, **keys)  # fmt: skip
        accident = replace(
            draft.accidents[0], occurred_at=now - timedelta(days=21), hit_and_run=True, place="村口"
        )
        made = desk.workbench.cases.new_case(
            clerk, replace(draft, parties=(person,), injuries=(injury,), accidents=(accident,))
        ).value
        cases.append(made.case.id)
    names = [name for name, _ in listed(desk)]
    assert names == ["甲2", "甲1", "甲0", "孟庆海", "甲3"]
    paged: list[str] = []
    after = None
    for _ in range(5):
        page = desk.workbench.fund.eligible(clerk, limit=2, after=after)
        paged += [v.name for row in page.rows for v in row.victims]
        after = page.following
        if after is None:
            break
    assert paged == names
    assert page.count == 5
    assert desk.workbench.today.page(clerk).eligible[0].case_id == cases[2]


def test_only_the_own_office_and_open_cases(desk: Desk) -> None:
    desk.clock.put(2026, 4, 3)
    s4.register(desk.workbench, desk.cast)
    assert listed(desk) == []  # within the limit
