"""Lent roles below the screen: both names on record, both persons out of every other seat."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from mediation_app.domain.fund import FundState
from mediation_app.domain.offices import ActingFor, Delegation, Person, Role
from mediation_app.errors import InvalidInput, NotAllowed, NotFound
from mediation_app.services.delegations import DelegationFacts
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk
from tests.services.fund.test_decided_anew import ACCOUNT
from tests.services.fund.test_four_eyes import refused


def facts(desk: Desk, role: Role, to: str, **changes: Any) -> DelegationFacts:
    whole: dict[str, Any] = {
        "role": role,
        "receiver_id": desk.cast[to].person_id,
        "since": desk.workbench.cases.today(),
        "until": date(2026, 10, 16),
        "reason": "外出培训",
    }
    return DelegationFacts(**(whole | changes))


def give(desk: Desk, giver: str, role: Role, to: str, **changes: Any) -> Delegation:
    wanted = facts(desk, role, to, **changes)
    return desk.workbench.delegations.give(desk.cast[giver], wanted).value


def codes(trouble: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {reason.code.removeprefix("delegations.") for reason in trouble.value.reasons}


def test_a_delegate_approves_and_both_names_stand_on_the_record(either_desk: Desk) -> None:
    desk = either_desk
    desk.opened()
    key = desk.checked()
    mediator, approver = desk.cast["mediator"], desk.cast["approver"]
    assert "workflow.role" in refused(desk, mediator, key, "approve", amount="57160.00")
    made = give(desk, "approver", Role.APPROVER, "mediator")
    assert (made.giver_name, made.receiver_name) == (approver.name, mediator.name)
    fund = desk.workbench.fund
    assert [i.application_id for i in fund.approvals(mediator).waiting] == [key]
    assert [row.application_id for row in desk.workbench.today.waiting(mediator)[1]] == [key]
    view = fund.view(mediator, key)
    assert [one.name for one in view.lent] == [approver.name]
    assert {o.step.event for o in view.offers if o.allowed} >= {"approve", "refuse"}
    file = desk.do("mediator", key, "approve", amount="57160.00", opinion="同意")
    assert file.application.approver_id == mediator.person_id
    decision = file.decisions[-1]
    assert (decision.person_name, decision.for_person_name) == (mediator.name, approver.name)
    assert decision.for_person_id == approver.person_id
    step = fund.view(mediator, key).history[-1]
    assert (step.person_id, step.for_person_id) == (mediator.person_id, approver.person_id)
    assert step.for_person_name == approver.name
    # neither of them may now take another seat, not even with every role
    everything = frozenset(role for role in Role if role is not Role.ADMIN)
    for who in (mediator, approver):
        found = refused(desk, replace(who, roles=everything), key, "order_payment", **ACCOUNT)
        assert found & {"workflow.four_eyes", "fund.sat_elsewhere"}


def test_the_order_of_a_delegate_prints_both_names(at: Any) -> None:
    desk, key = at("approved")
    desk.clock.put(2026, 10, 14, 10)
    give(desk, "cashier", Role.CASHIER, "recovery")
    file = desk.do("recovery", key, "order_payment", **ACCOUNT)
    names = (desk.cast["recovery"].name, desk.cast["cashier"].name)
    assert file.payments[-1].maker_name == f"{names[0]}（受{names[1]}委托）"
    # the giver does not confirm the order that was made for him
    codes_ = refused(desk, desk.cast["cashier"], key, "confirm_paid", bank_serial="B1")
    assert "workflow.four_eyes" in codes_
    done = desk.do("cashier2", key, "confirm_paid", bank_serial="B1")
    assert done.application.state is FundState.PAID


def test_not_to_somebody_who_sits_in_the_same_application(at: Any) -> None:
    desk, key = at("checked")
    give(desk, "approver", Role.APPROVER, "fund_clerk")
    clerk = desk.cast["fund_clerk"]
    found = refused(desk, clerk, key, "approve", amount="57160.00")
    assert found == {"workflow.four_eyes", "fund.sat_elsewhere"}
    assert desk.workbench.fund.approvals(clerk).waiting == ()


def test_not_for_somebody_who_sat_in_it(at: Any) -> None:
    """The checker checked; whoever she lends her role to does not check the same again as another,
    and who acts for her in another seat is out like herself."""
    desk, key = at("checked")
    with desk.workbench.context.store.write(desk.cast["admin"], "test.roles") as unit:
        person = unit.get(Person, desk.cast["checker"].person_id)
        unit.change(person, replace(person, roles=("checker", "approver")))
        unit.commit()
    give(desk, "checker", Role.APPROVER, "mediator")
    found = refused(desk, desk.cast["mediator"], key, "approve", amount="57160.00")
    assert found == {"workflow.four_eyes", "fund.sat_elsewhere"}


def test_only_for_its_days(at: Any) -> None:
    desk, key = at("checked")
    mediator = desk.cast["mediator"]
    give(desk, "approver", Role.APPROVER, "mediator", since=day(10, 13), until=day(10, 13))
    assert "workflow.role" in refused(desk, mediator, key, "approve", amount="57160.00")
    desk.clock.put(2026, 10, 13, 9)
    # what happened before the role was lent was not done under it
    late = {"amount": "57160.00"}
    with pytest.raises(NotAllowed) as before:
        desk.workbench.fund.perform(mediator, key, "approve", day(10, 12), late)
    assert "workflow.role" in {reason.code for reason in before.value.reasons}
    assert desk.workbench.delegations.acting(mediator)[0].role is Role.APPROVER
    desk.clock.put(2026, 10, 14, 9)
    assert desk.workbench.delegations.acting(mediator) == ()
    assert "workflow.role" in refused(desk, mediator, key, "approve", amount="57160.00")


def test_what_a_caller_says_about_himself_does_not_count(at: Any) -> None:
    desk, key = at("checked")
    approver = desk.cast["approver"]
    forged = ActingFor(role=Role.APPROVER, person_id=approver.person_id, name=approver.name)
    liar = replace(desk.cast["mediator"], acting_for=(forged,))
    assert "workflow.role" in refused(desk, liar, key, "approve", amount="57160.00")


def test_a_delegation_ends_with_the_role_of_its_giver(at: Any) -> None:
    desk, key = at("checked")
    mediator = desk.cast["mediator"]
    give(desk, "approver", Role.APPROVER, "mediator")
    with desk.workbench.context.store.write(desk.cast["admin"], "test.left") as unit:
        person = unit.get(Person, desk.cast["approver"].person_id)
        unit.change(person, replace(person, active=False))
        unit.commit()
    assert desk.workbench.delegations.acting(mediator) == ()
    assert "workflow.role" in refused(desk, mediator, key, "approve", amount="57160.00")


def test_ended_by_the_giver_or_a_leader_from_today_on(desk: Desk) -> None:
    service = desk.workbench.delegations
    one = give(desk, "approver", Role.APPROVER, "mediator", until=date(2027, 1, 1))
    with pytest.raises(NotAllowed) as trouble:
        service.end(desk.cast["mediator"], one.id)
    assert codes(trouble) == {"not_yours"}
    ended = service.end(desk.cast["leader"], one.id).value
    assert ended.ended_on == desk.workbench.cases.today()
    with pytest.raises(NotAllowed) as again:
        service.end(desk.cast["approver"], one.id)
    assert again.value.code == "delegations.over"
    with pytest.raises(NotFound):
        service.end(desk.cast["approver"], "0" * 32)


def test_a_leader_lends_for_somebody_who_is_ill(desk: Desk) -> None:
    giver = desk.cast["checker"].person_id
    until = date(2027, 1, 1)
    wanted = facts(desk, Role.CHECKER, "mediator", giver_id=giver, until=until)
    with pytest.raises(NotAllowed) as trouble:
        desk.workbench.delegations.give(desk.cast["clerk"], wanted)
    assert codes(trouble) == {"not_yours"}
    made = desk.workbench.delegations.give(desk.cast["leader"], wanted).value
    assert made.giver_name == desk.cast["checker"].name


def test_what_is_refused(desk: Desk) -> None:
    until = date(2027, 1, 1)
    for role, to, code in (
        (Role.CHECKER, "mediator", "giver_lacks_role"),
        (Role.APPROVER, "admin", "receiver_admin"),
        (Role.APPROVER, "approver", "to_oneself"),
    ):
        with pytest.raises(NotAllowed) as trouble:
            give(desk, "approver", role, to, until=until)
        assert code in codes(trouble)
    with pytest.raises(InvalidInput):
        give(desk, "approver", Role.APPROVER, "mediator", until=until, reason="因" * 201)
    with pytest.raises(NotFound):
        give(desk, "approver", Role.APPROVER, "mediator", until=until, receiver_id="0" * 32)


def test_the_list_and_what_one_may_lend(either_desk: Desk) -> None:
    desk = either_desk
    service = desk.workbench.delegations
    now = desk.workbench.cases.today()
    first = give(desk, "approver", Role.APPROVER, "mediator", since=now, until=now)
    later = give(
        desk, "checker", Role.CHECKER, "mediator", since=date(2027, 1, 4), until=date(2027, 1, 8)
    )
    gone = give(desk, "cashier", Role.CASHIER, "mediator", until=date(2027, 1, 1))
    service.end(desk.cast["cashier"], gone.id)
    rows = service.list(desk.cast["approver"])
    assert [(r.delegation.id, r.state, r.mine) for r in rows] == [
        (first.id, "在用", True),
        (later.id, "未开始", False),
        (gone.id, "已结束", False),
    ]
    assert [r.mine for r in service.list(desk.cast["leader"])] == [True, True, False]
    lending = service.lending(desk.cast["approver"])
    assert [p.id for p in lending.givers] == [desk.cast["approver"].person_id]
    assert desk.cast["admin"].person_id not in {p.id for p in lending.people}
    assert service.lending(desk.cast["mediator"]).givers == ()
    assert len(service.lending(desk.cast["leader"]).givers) == 6
    assert service.acting(desk.cast["admin"]) == ()


def test_a_delegated_clerk_reviews_and_saves(at: Any) -> None:
    desk, key = at("accepted")
    desk.clock.put(2026, 10, 12, 10)
    give(desk, "fund_clerk", Role.FUND_CLERK, "recovery")
    who = desk.cast["recovery"]
    fund = desk.workbench.fund
    fund.accept_whole_bill(who, key)
    fund.suggest_findings(who, key)
    file = fund.perform(who, key, "recommend", day(10, 12), {}).value
    assert file.application.clerk_id == who.person_id
    assert file.decisions[-1].for_person_name == desk.cast["fund_clerk"].name


def _form(desk: Desk, key: str) -> str:
    """The approval form (F09) as it prints now, without blanks and breaks."""
    who = desk.cast["clerk"]
    case_id = desk.workbench.fund.file(who, key).application.case_id
    made = desk.workbench.papers.made(who, case_id, "fund_approval_form", key)
    pages = PdfReader(io.BytesIO(made.produced.pdf())).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_the_approval_form_shows_both_names_and_only_the_present_round(at: Any) -> None:
    desk, key = at("checked")
    give(desk, "approver", Role.APPROVER, "mediator")
    desk.do("mediator", key, "approve", amount="57160.00", opinion="同意代批")
    mediator, approver = desk.cast["mediator"].name, desk.cast["approver"].name
    assert f"{mediator}（受{approver}委托）" in _form(desk, key)
    desk.do("fund_clerk", key, "revise", changed="amount", opinion="医院重新核对")
    text = _form(desk, key)
    assert "同意代批" not in text
    assert f"（受{approver}委托）" not in text
