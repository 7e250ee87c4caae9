"""Nobody passes his own work on: not by role, not by trick, not the administrator."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.fund import FundState
from mediation_app.domain.offices import Actor, Person, Role
from mediation_app.errors import NotAllowed
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk

EVERYTHING = frozenset(role for role in Role if role is not Role.ADMIN)


def refused(desk: Desk, who: Actor, key: str, event: str, **facts: Any) -> set[str]:
    before = desk.workbench.fund.file(who, key)
    today = desk.workbench.cases.today()
    with pytest.raises(NotAllowed) as trouble:
        desk.workbench.fund.perform(who, key, event, today, facts)
    assert desk.workbench.fund.file(who, key) == before, "something was written"
    return {reason.code for reason in trouble.value.reasons} or {trouble.value.code}


def with_all_roles(actor: Actor) -> Actor:
    return replace(actor, roles=EVERYTHING)


def test_the_clerk_does_not_check_his_own(at: Any) -> None:
    desk, key = at("recommended")
    who = with_all_roles(desk.cast["fund_clerk"])
    assert "workflow.four_eyes" in refused(desk, who, key, "check_pass")


def test_chk_14_nobody_approves_his_own(at: Any) -> None:
    desk, key = at("checked")
    for part in ("fund_clerk", "checker"):
        who = with_all_roles(desk.cast[part])
        codes = refused(desk, who, key, "approve", amount="57160.00")
        assert "workflow.four_eyes" in codes, part
        assert "fund.sat_elsewhere" in codes, part


def test_nobody_pays_his_own(at: Any) -> None:
    desk, key = at("approved")
    account = {
        "payee_name": "东阿县康宁医院",
        "payee_bank": "中国农业银行东阿县支行",
        "payee_account": "15806001040012345",
        "payee_account_again": "15806001040012345",
        "account_verified": True,
    }
    for part in ("fund_clerk", "checker", "approver"):
        who = with_all_roles(desk.cast[part])
        assert "workflow.four_eyes" in refused(desk, who, key, "order_payment", **account)


def test_the_maker_does_not_confirm_his_payment(at: Any) -> None:
    desk, key = at("ordered")
    codes = refused(desk, desk.cast["cashier"], key, "confirm_paid", bank_serial="X1")
    assert "workflow.four_eyes" in codes
    assert desk.workbench.ledger.balance(desk.cast["cashier"]) == Decimal("1280000.00")


@pytest.mark.parametrize(
    ("stand", "event", "facts"),
    [
        ("recommended", "check_pass", {}),
        ("checked", "approve", {"amount": "57160.00"}),
        ("ordered", "confirm_paid", {"bank_serial": "X1"}),
    ],
)
def test_the_administrator_does_no_business(
    at: Any, stand: str, event: str, facts: dict[str, Any]
) -> None:
    desk, key = at(stand)
    admin = desk.cast["admin"]
    assert "workflow.role" in refused(desk, admin, key, event, **facts)
    # not even with every other role on top
    both = replace(admin, roles=frozenset(Role))
    assert "fund.admin_no_business" in refused(desk, both, key, event, **facts)


def test_the_victim_and_his_kin_decide_nothing(at: Any) -> None:
    desk, key = at("checked")
    file = desk.workbench.fund.file(desk.cast["clerk"], key)
    case = desk.workbench.cases.peek(desk.cast["clerk"], file.application.case_id)
    wife = next(party for party in case.parties if party.relation == "配偶")
    approver = desk.cast["approver"]
    with desk.workbench.context.store.write(desk.cast["admin"], "test.person") as unit:
        person = unit.get(Person, approver.person_id)
        unit.change(person, replace(person, id_number=wife.id_number))
        unit.commit()
    codes = refused(desk, approver, key, "approve", amount="57160.00")
    assert codes == {"fund.related_person"}


def test_hospital_staff_decide_nothing_for_their_hospital(at: Any) -> None:
    desk, key = at("recommended")
    doctor = replace(desk.cast["checker"], organisation="东阿县康宁医院", id_number="x")
    assert "fund.related_unit" in refused(desk, doctor, key, "check_pass")


def test_who_checked_once_never_approves_even_after_a_return(at: Any) -> None:
    desk, key = at("recommended")
    checker = desk.cast["checker"]
    desk.do("checker", key, "send_back", return_codes=("R02",), opinion="核对第 16 行")
    desk.do("fund_clerk", key, "recommend", opinion="已核对")
    other = replace(desk.cast["meeting"], roles=EVERYTHING)
    desk.workbench.fund.perform(other, key, "check_pass", day(10, 12))
    file = desk.workbench.fund.file(other, key)
    assert file.application.checker_id == other.person_id  # the seat has changed hands
    who = with_all_roles(checker)
    assert refused(desk, who, key, "approve", amount="57160.00") == {"fund.sat_elsewhere"}


def test_who_typed_it_in_does_not_check_it(at: Any) -> None:
    desk, key = at("recommended")
    file = desk.workbench.fund.file(desk.cast["clerk"], key)
    creator = file.application.created_by
    assert creator == desk.cast["fund_clerk"].person_id
    who = with_all_roles(desk.cast["fund_clerk"])
    offer = {o.step.event: o for o in desk.workbench.fund.offers(who, key)}["check_pass"]
    assert not offer.allowed


def test_no_step_is_skipped(at: Any) -> None:
    desk, key = at("accepted")
    assert refused(desk, desk.cast["approver"], key, "approve", amount="57160.00") == {
        "workflow.no_such_step"
    }
    assert refused(desk, desk.cast["cashier"], key, "confirm_paid", bank_serial="X") == {
        "workflow.no_such_step"
    }
    assert refused(desk, desk.cast["checker"], key, "nonsense") == {"workflow.no_such_step"}
    assert refused(desk, desk.cast["checker"], key, "open_recovery") == {"workflow.no_such_step"}


def test_the_queue_knows_whose_turn_it_is(at: Any) -> None:
    desk, key = at("checked")
    queue = desk.workbench.fund.approvals(desk.cast["approver"])
    assert [item.application_id for item in queue.waiting] == [key]
    item = queue.waiting[0]
    assert (item.victim_name, item.amount) == ("孟庆海", Decimal("57160.00"))
    assert item.due == day(10, 14)
    clerk = desk.workbench.fund.approvals(with_all_roles(desk.cast["fund_clerk"]))
    assert clerk.waiting == ()
    assert [i.application_id for i in clerk.elsewhere] == [key]
    assert [i.application_id for i in clerk.done] == [key]
    assert desk.workbench.fund.approvals(desk.cast["admin"]).waiting == ()
    assert queue.waiting[0].state is FundState.APPROVAL
