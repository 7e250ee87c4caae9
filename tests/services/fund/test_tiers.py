"""Who decides by size: the victim's whole sum, the length of rescue, and who sits in a meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.fund import FundApplication, FundKind, FundState
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Person
from tests.services.fund.conftest import Desk
from tests.services.fund.test_four_eyes import refused

D = Decimal


def with_rules(desk: Desk, key: str, **values: Any) -> FundApplication:
    """The application as if these values had been frozen on it."""
    with desk.workbench.context.store.write(desk.cast["admin"], "test.rules") as unit:
        old = unit.get(FundApplication, key)
        rules = replace(FundRules.from_json(old.frozen_rules), **values)
        done = unit.change(old, replace(old, frozen_rules=rules.to_json()))
        unit.commit()
    return done


def beside(desk: Desk, key: str, **changes: Any) -> None:
    """Another application of the same victim in the same case."""
    with desk.workbench.context.store.write(desk.cast["admin"], "test.beside") as unit:
        own = unit.get(FundApplication, key)
        unit.add(
            FundApplication(
                id=new_id(),
                case_id=own.case_id,
                kind=FundKind.FUNERAL,
                victim_id=own.victim_id,
                **changes,
            )
        )
        unit.commit()


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        ({}, False),
        ({"state": FundState.PAID, "approved": D("2840.00")}, False),
        ({"state": FundState.PAID, "approved": D("2840.01")}, True),
        # split cases: what is only applied for, or proposed, counts as well
        ({"state": FundState.SUBMITTED, "claimed": D("2840.01")}, True),
        ({"state": FundState.REVIEW2, "claimed": D("1.00"), "proposed": D("2840.01")}, True),
        ({"state": FundState.REFUSED, "claimed": D("9000.00")}, False),
        ({"state": FundState.WITHDRAWN, "claimed": D("9000.00")}, False),
    ],
)
def test_the_victims_applications_are_added_up(at: Any, other: dict[str, Any], meets: bool) -> None:
    """CHK-15: 57,160.00 of its own, the threshold at 60,000.00."""
    desk, key = at("recommended")
    with_rules(desk, key, collective_above=D("60000.00"))
    if other:
        beside(desk, key, **other)
    checker = desk.cast["checker"]
    if meets:
        assert refused(desk, checker, key, "check_pass") == {"fund.meeting_first"}
        done = desk.do("checker", key, "check_to_meeting").application
        assert done.state is FundState.COLLECTIVE
    else:
        assert desk.do("checker", key, "check_pass").application.state is FundState.APPROVAL


def test_chk_15_split_over_two_files_of_one_accident(either_desk: Desk) -> None:
    desk = either_desk
    desk.opened()
    key = desk.recommended()
    with_rules(desk, key, tier_rules=("amount > 60000",))
    clerk = desk.cast["clerk"]
    application = desk.workbench.fund.file(clerk, key).application
    case = desk.workbench.cases.peek(clerk, application.case_id)
    victim = case.party(application.victim_id)
    assert victim is not None
    draft = desk.workbench.cases.blank(clerk)
    accident = replace(
        draft.accident, occurred_at=case.accident.occurred_at, place=case.accident.place
    )
    other = replace(victim, id=new_id(), case_id=draft.case.id, version=0)
    made = desk.workbench.cases.new_case(
        clerk, replace(draft, accidents=(accident,), parties=(other,))
    ).value
    with desk.workbench.context.store.write(desk.cast["admin"], "test.split") as unit:
        unit.add(
            FundApplication(
                id=new_id(),
                case_id=made.case.id,
                kind=FundKind.FUNERAL,
                state=FundState.SUBMITTED,
                victim_id=made.parties[0].id,
                claimed=D("2840.01"),
            )
        )
        unit.commit()
    assert refused(desk, desk.cast["checker"], key, "check_pass") == {"fund.meeting_first"}


def test_a_long_rescue_goes_to_the_meeting(at: Any) -> None:
    desk, key = at("recommended")
    with_rules(desk, key, tier_rules=("days > 7",))
    desk.workbench.fund.view(desk.cast["checker"], key)
    with desk.workbench.context.store.write(desk.cast["admin"], "test.long") as unit:
        old = unit.get(FundApplication, key)
        assert old.rescue_started_at is not None
        end = old.rescue_started_at + timedelta(days=7, minutes=1)
        unit.change(old, replace(old, rescue_ended_at=end))
        unit.commit()
    assert refused(desk, desk.cast["checker"], key, "check_pass") == {"fund.meeting_first"}


def test_what_grew_after_the_check_still_needs_the_meeting(at: Any) -> None:
    desk, key = at("checked")
    with_rules(desk, key, collective_above=D("60000.00"))
    beside(desk, key, state=FundState.SUBMITTED, claimed=D("5000.00"))
    approver = desk.cast["approver"]
    codes = refused(desk, approver, key, "approve", amount="57160.00")
    assert codes == {"fund.meeting_first"}
    desk.do("approver", key, "return_to_check", return_codes=("R12",), opinion="须会审")
    desk.do("checker", key, "check_to_meeting")
    done = desk.do(
        "approver", key, "approve", amount="57160.00", meeting_number="纪要 5",
        members="周航、吴敏、韩波", quorum=True,
    )  # fmt: skip
    assert done.application.meeting_number == "纪要 5"


def test_who_may_sit_in_the_meeting(at: Any) -> None:
    desk, key = at("recommended")
    desk.do("checker", key, "check_to_meeting")
    approver = desk.cast["approver"]
    given = {"amount": "57160.00", "meeting_number": "纪要 5", "quorum": True}

    def met(members: str) -> set[str]:
        return refused(desk, approver, key, "approve", members=members, **given)

    clerk, checker = desk.cast["fund_clerk"].name, desk.cast["checker"].name
    assert met("周航") == {"fund.meeting_small"}
    assert met(f"周航、{clerk}") == {"fund.member_sat"}
    assert met(f"周航、{checker}（救助站）") == {"fund.member_sat"}
    assert met("周航、孟庆海") == {"fund.member_related"}
    with desk.workbench.context.store.write(desk.cast["admin"], "test.doctor") as unit:
        person = unit.get(Person, desk.cast["meeting"].person_id)
        unit.change(person, replace(person, organisation="东阿县康宁医院"))
        unit.commit()
    assert met(f"周航、{person.name}") == {"fund.member_related"}
    refusal = {"refusal_codes": ("N02",), "refusal_facts": "未超限额", "meeting_number": "纪要 5"}
    assert refused(
        desk, approver, key, "refuse", members=f"周航、{clerk}", quorum=True, **refusal
    ) == {"fund.member_sat"}
    # the one who signs may preside
    done = desk.do("approver", key, "approve", members=f"周航、{approver.name}", **given)
    assert done.application.state is FundState.APPROVED
    history = desk.workbench.fund.view(approver, key).history
    assert f"周航、{approver.name}" in history[-1].facts
