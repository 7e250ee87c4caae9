"""Custody below the store: what comes off, who may do what, what must hold (§3.7, CHK-19)."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mediation_app.domain.custody import Custody, CustodyState
from mediation_app.domain.custody_plan import deducted, deductions, working
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundKind
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.offices import Role
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.domain.refunds import Refund, RefundState
from mediation_app.domain.workflow import custody as c
from mediation_app.domain.workflow.engine import Position
from tests.support.fund_cases import a_case, a_file, person

D = Decimal
KEPT = Custody(
    id="k", case_id="c", victim_id="victim", state=CustodyState.HELD, received=D("300000.00"),
    rescue_deducted=D("6240.00"), funeral_deducted=D("4380.00"), keeper_id="keeper",
    police_document="确认1号", heirs_proof="公证书",
)  # fmt: skip


def advance(key: str, kind: FundKind, amount: str, **more: Any) -> FundFile:
    it = Recovery(
        id=f"r{key}", case_id="c", application_id=key, payment_id="p", opening=D(amount),
        number=f"追{key}",
    )  # fmt: skip
    return a_file(id=key, kind=kind, recoveries=(replace(it, **more),))


def case(*funds: FundFile) -> CaseFile:
    return a_case(funds=funds)


RESCUE = advance("a", FundKind.RESCUE, "6240.00")
FUNERAL = advance("b", FundKind.FUNERAL, "4380.00")
FRESH = replace(KEPT, rescue_deducted=D(0), funeral_deducted=D(0), state=CustodyState.RECEIVED)


def test_s8_what_comes_off() -> None:
    parts = deductions(case(FUNERAL, RESCUE), FRESH)
    assert [(p.kind, p.amount) for p in parts] == [
        (FundKind.RESCUE, D("6240.00")), (FundKind.FUNERAL, D("4380.00")),
    ]  # fmt: skip
    assert deducted(parts, FundKind.FUNERAL) == D("4380.00")
    assert working(FRESH, parts) == "300,000.00 − 6,240.00 − 4,380.00 = 289,380.00"


def test_only_what_is_owed_for_this_victim() -> None:
    closed = advance("d", FundKind.RESCUE, "10.00", state=RecoveryState.RECOVERED)
    paid = advance("e", FundKind.RESCUE, "10.00", recovered=D("10.00"))
    other = replace(
        advance("f", FundKind.RESCUE, "10.00"),
        application=replace(RESCUE.application, id="f", victim_id="somebody"),
    )
    assert deductions(case(closed, paid, other), FRESH) == ()
    little = replace(FRESH, received=D("6500.00"))
    assert [p.amount for p in deductions(case(RESCUE, FUNERAL), little)] == [
        D("6240.00"), D("260.00"),
    ]  # fmt: skip
    assert deductions(case(RESCUE), replace(FRESH, received=D(0))) == ()
    # costs of suit come off too; what the hospital gives back does not
    costly = advance("g", FundKind.RESCUE, "100.00", costs=D("7.00"))
    refund = Refund(
        id="m", case_id="c", application_id="g", payment_id="p", recovery_id="rg",
        amount=D("40.00"), state=RefundState.TOLD, checker_id="q",
    )  # fmt: skip
    costly = replace(costly, refunds=(refund,))
    assert [p.amount for p in deductions(case(costly), FRESH)] == [D("67.00")]


def at(it: Custody | None = KEPT, *funds: FundFile, **facts: Any) -> Position:
    rules = facts.pop("rules", FundRules())
    profile: dict[str, object] = {"rules": rules}
    if it is not None:
        profile["custody"] = it
    return Position(
        case=case(*funds),
        actor=person("x", Role.CASHIER),
        today=date(2026, 9, 1),
        facts=facts,
        profile=profile,
    )


def codes(reasons: Any) -> list[str]:
    return [reason.code.removeprefix("custody.") for reason in reasons]


def test_a_guard_without_the_record_is_a_mistake_in_the_table() -> None:
    with pytest.raises(TypeError, match="custody"):
        c.custody_of(at(None))


def test_sums_and_people() -> None:
    assert codes(c.positive(at())) == []
    assert codes(c.positive(at(amount=D("0.01")))) == []
    assert codes(c.positive(at(amount=D("0.00")))) == ["amount_not_positive"]
    assert codes(c.positive(at(amount="1"))) == ["amount_not_positive"]
    assert codes(c.victim_known(at())) == []
    assert codes(c.victim_known(at(victim_id="victim"))) == []
    assert codes(c.victim_known(at(victim_id="nobody"))) == ["no_victim"]


def test_the_transfer_to_the_fund_has_a_number() -> None:
    assert codes(c.transfer_named(at(FRESH))) == []  # nothing comes off
    assert codes(c.transfer_named(at(FRESH, RESCUE))) == ["no_transfer"]
    assert codes(c.transfer_named(at(FRESH, RESCUE, bank_serial="  "))) == ["no_transfer"]
    assert codes(c.transfer_named(at(FRESH, RESCUE, bank_serial="C2"))) == []


def test_the_keeper_is_not_the_officer_of_what_he_pays() -> None:
    own = advance("a", FundKind.RESCUE, "6240.00", officer_id="keeper")
    assert codes(c.officer_apart(at(FRESH, own))) == ["keeper_is_officer"]
    assert codes(c.officer_apart(at(FRESH, RESCUE))) == []
    assert codes(c.officer_apart(at(replace(FRESH, keeper_id=""), RESCUE))) == []


def test_interest_and_accounts() -> None:
    assert codes(c.interest_to_owner(at())) == []
    fund = FundRules(custody_interest_to_owner=False)
    assert codes(c.interest_to_owner(at(rules=fund))) == ["interest_not_owner"]
    assert codes(c.own_account(at())) == []
    assert codes(c.own_account(at(claimant_name="李建新"))) == []
    both: dict[str, Any] = {"claimant_name": "李建新", "claimant_account_name": "李建新"}
    assert codes(c.own_account(at(**both))) == []
    other = both | {"claimant_account_name": "王五"}
    assert codes(c.own_account(at(**other))) == ["foreign_account"]


def test_confirmed_and_checked() -> None:
    assert codes(c.confirmed(at())) == []
    bare = replace(KEPT, police_document=" ", heirs_proof="")
    assert codes(c.confirmed(at(bare))) == ["no_police_document", "no_heirs_proof"]
    assert codes(c.checked(at())) == ["not_checked"]
    assert codes(c.checked(at(replace(KEPT, checker_id="q")))) == []


def test_never_more_than_is_kept() -> None:
    assert codes(c.within_balance(at())) == []
    assert codes(c.within_balance(at(amount=D("289380.00")))) == []
    assert codes(c.within_balance(at(amount=D("289380.01")))) == ["over_balance"]
    assert codes(c.within_balance(at(amount=D("0.00")))) == ["amount_not_positive"]
    approved = replace(KEPT, approved_amount=D("289380.00"))
    assert codes(c.as_approved(at(approved))) == []
    assert codes(c.as_approved(at(approved, amount=D("289380.00")))) == []
    assert codes(c.as_approved(at(approved, amount=D("1.00")))) == ["not_as_approved"]
    too_much = replace(KEPT, approved_amount=D("289380.01"))
    assert codes(c.as_approved(at(too_much))) == ["over_balance"]


def test_what_is_left() -> None:
    whole = replace(KEPT, approved_amount=D("289380.00"))
    part = replace(KEPT, approved_amount=D("100000.00"))
    assert codes(c.rest_is_zero(at(whole))) == []
    assert codes(c.rest_is_zero(at(part))) == ["rest_left"]
    assert codes(c.rest_is_left(at(part))) == []
    assert codes(c.rest_is_left(at(whole))) == ["no_rest"]
    assert codes(c.signed_for(at(received_by=False))) == ["not_signed_for"]
    assert codes(c.signed_for(at(received_by=True))) == []


def test_every_state_event_and_role() -> None:
    """Against a table written from §3.7 by hand."""
    path = Path(__file__).parent / "custody_matrix.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))["row"]
    wanted = {
        (state, row["event"], role): row.get("to", state)
        for row in table
        for state in row["from"]
        for role in row["roles"]
    }
    events = {row["event"] for row in table}
    assert {step.event for step in c.CUSTODY.steps} == events
    found = {}
    for state in (c.NEW, *c.CUSTODY.states):
        for event in events:
            step = c.CUSTODY.find(state, event)
            for role in step.roles if step is not None else ():
                assert step is not None
                found[state, event, role.value] = step.target
    assert found == wanted
    for row in table:
        for state in row["from"]:
            step = c.CUSTODY.find(state, row["event"])
            assert step is not None
            assert set(step.differs_from) == set(row.get("apart", ())), row["event"]
            assert step.takes_seat == row.get("seat", "")
            assert step.papers == ("fund_custody",)
    assert not [step for step in c.CUSTODY.steps if Role.ADMIN in step.roles]
    assert set(c.seats_of(KEPT)) == set(c.SEATS)
