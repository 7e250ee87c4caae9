"""The refund's process: its table, its guards, what each step writes. Every branch."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import Payment, PaymentState
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_terms import Terms
from mediation_app.domain.offices import Role
from mediation_app.domain.recovery import Recovery
from mediation_app.domain.refunds import Refund, RefundDebtor, RefundState
from mediation_app.domain.workflow import refunds as w
from mediation_app.domain.workflow.engine import Guard, Position, Step
from mediation_app.domain.workflow.refunds import REFUND, Settlement
from mediation_app.messages import text_of_reason
from mediation_app.rulebook import Rulebook
from tests.support.fund_cases import a_case, a_file, person

D = Decimal
DAY = date(2026, 10, 22)
BEFORE = date(2026, 10, 20)
HOSPITAL = "东阿县康宁医院"
BOOK = Rulebook.open("371524")
TERMS = Terms(calendar=BOOK.calendar(), rules=FundRules(), deadlines=BOOK.deadlines())
MATRIX: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "refund_matrix.toml").read_text(encoding="utf-8")
)
REFUNDED = Refund(
    id="u",
    case_id="c",
    application_id="f",
    payment_id="p",
    recovery_id="r",
    debtor_name=HOSPITAL,
    amount=D("20000.00"),
    found_on=BEFORE,
    found_by_id="finder",
    checker_id="checker",
)
PAYMENT = Payment(
    id="p",
    case_id="c",
    application_id="f",
    number="东道救付〔2026〕第0001号",
    state=PaymentState.PAID,
    amount=D("57160.00"),
    payee_name=HOSPITAL,
    paid_on=date(2026, 10, 15),
)
RECOVERY = Recovery(id="r", case_id="c", application_id="f", payment_id="p", opening=D("57160.00"))
LATER = Settlement(
    number="东道救付〔2026〕第0002号",
    application_number="东道救申〔2026〕第0002号",
    application_id="g",
    payee_name=HOSPITAL,
    amount=D("30000.00"),
    paid_on=DAY,
)


def a_fund(**recovery: Any) -> FundFile:
    return a_file(payments=(PAYMENT,), recoveries=(replace(RECOVERY, **recovery),))


def at(
    refund: Refund = REFUNDED,
    facts: dict[str, Any] | None = None,
    *,
    fund: FundFile | None = None,
    rules: FundRules | None = None,
    settlement: object = None,
) -> Position:
    profile: dict[str, object] = {"refund": refund, "settlement": settlement}
    if rules is not None:
        profile["rules"] = rules
    return Position(
        case=a_case(),
        fund=fund or a_fund(),
        actor=person("cashier", Role.CASHIER),
        today=DAY,
        facts=facts or {},
        profile=profile,
    )


def said(guard: Guard, position: Position) -> list[str]:
    found = guard(position)
    assert all("{" not in text_of_reason(reason) for reason in found)
    return [reason.code.removeprefix("refunds.") for reason in found]


# The table ----------------------------------------------------------------------------------------


def test_every_state_event_and_role() -> None:
    wanted = {
        (state, row["event"], role): row["to"]
        for row in MATRIX["row"]
        for state in row["from"]
        for role in row["roles"]
    }
    events = {step.event for step in REFUND.steps}
    assert events == {row["event"] for row in MATRIX["row"]}
    wrong = []
    for state in ("new", *REFUND.states):
        for event in sorted(events):
            step = REFUND.find(state, event)
            for role in Role:
                may = step is not None and role in step.roles and not step.automatic
                target = step.target if step is not None and may else None
                if target != wanted.get((state, event, role.value)):
                    wrong.append((state, event, role.value, target))
    assert not wrong


def test_who_found_it_does_not_confirm_it_and_so_on() -> None:
    for event, seats in MATRIX["apart"].items():
        name, _, state = event.partition("_")
        rows = [s for s in REFUND.steps if s.event == name and (not state or state in s.sources)]
        assert rows, event
        assert all(set(step.differs_from) == set(seats) for step in rows), event
        assert set(seats) <= set(REFUND.seats)


def test_every_state_is_reached_and_left_or_is_an_end() -> None:
    reached = {"new"}
    while more := {s.target for state in reached for s in REFUND.rows(state)} - reached:
        reached |= more
    assert set(REFUND.states) <= reached
    assert REFUND.states == tuple(state.value for state in RefundState)
    for state in REFUND.states:
        leaving = [s for s in REFUND.rows(state) if s.target != state]
        assert bool(leaving) == (state not in REFUND.final), state


def test_two_people_and_those_they_act_for_sit_in_the_seats() -> None:
    steps = tuple(
        StepTaken(id=str(n), case_id="c", process="refund", source="due", target="due",
                  occurred_on=DAY, subject_id=subject, event=event, for_person_id=giver)
        for n, (subject, event, giver) in enumerate(
            (("u", "confirm", "boss"), ("u", "tell", "boss2"), ("u", "open", ""),
             ("x", "confirm", "boss3"))
        )
    )  # fmt: skip
    application = a_file(payer_id="payer", pay_checker_id="").application
    assert w.seats_of(REFUNDED, application)["payer"] == "payer"
    assert w.sitting(REFUNDED, application, steps) == {
        "finder": {"finder"},
        "checker": {"checker", "boss"},
        "payer": {"payer"},
        "pay_checker": frozenset(),
    }


# Guards -------------------------------------------------------------------------------------------

ALONE = replace(REFUNDED, checker_id="")
HALF = replace(REFUNDED, returned=D("5000.00"))
ON = FundRules(refund_offset=True)


@pytest.mark.parametrize(
    ("guard", "position", "codes"),
    [
        (w.unconfirmed, at(ALONE), []),
        (w.unconfirmed, at(), ["confirmed"]),
        (w.confirmed, at(), []),
        (w.confirmed, at(ALONE), ["not_confirmed"]),
        (w.found_before, at(), []),
        (w.found_before, at(facts={"served_on": BEFORE}), []),
        (w.found_before, at(facts={"served_on": date(2026, 10, 19)}), ["served_early"]),
        (w.found_before, at(replace(REFUNDED, found_on=None), {"served_on": BEFORE}), []),
        (w.receipt_fits, at(), []),
        (w.receipt_fits, at(facts={"amount": D("20000.00")}), []),
        (w.receipt_fits, at(facts={"amount": D("20000.01")}), ["over_open"]),
        (w.receipt_fits, at(HALF, {"amount": D("15000.01")}), ["over_open"]),
        (w.receipt_fits, at(facts={"amount": D(0)}), ["amount_not_positive"]),
        (w.receipt_fits, at(facts={"amount": "1"}), ["amount_not_positive"]),
        (w.receipt_fits, at(facts={"amount": D(9)}, fund=a_fund(recovered=D("57151.01"))),
         ["over_outstanding"]),
        (w.receipt_fits, at(facts={"amount": D(9)}, fund=a_fund(recovered=D("57151.00"))), []),
        (w.receipt_fits, at(facts={"amount": D(9)}, fund=a_fund(recovered_after=D("57152.00"))),
         ["over_outstanding"]),
        (w.receipt_fits, at(replace(REFUNDED, recovery_id=""), {"amount": D("20000.00")},
                            fund=a_fund(recovered=D("57160.00"))), []),
        (w.offset_allowed, at(rules=ON), []),
        (w.offset_allowed, at(), ["offset_off"]),
        (w.offset_allowed, at(replace(REFUNDED, debtor=RefundDebtor.INSURER), rules=ON),
         ["offset_debtor"]),
        (w.offset_allowed, at(replace(REFUNDED, debtor=RefundDebtor.FUNERAL_HOME), rules=ON), []),
        (w.hospital_agreed, at(), []),
        (w.hospital_agreed, at(facts={"agreed": True}), []),
        (w.hospital_agreed, at(facts={"agreed": False}), ["offset_not_agreed"]),
    ],
)  # fmt: skip
def test_a_guard(guard: Guard, position: Position, codes: list[str]) -> None:
    assert said(guard, position) == codes


@pytest.mark.parametrize(
    ("settlement", "amount", "codes"),
    [
        (LATER, D("20000.00"), []),
        (LATER, None, []),
        (None, D(1), ["offset_unknown"]),
        (replace(LATER, paid_on=None), D(1), ["offset_unknown"]),
        (replace(LATER, application_id="f"), D(1), ["offset_same"]),
        (replace(LATER, payee_name="别的医院"), D(1), ["offset_payee"]),
        (replace(LATER, paid_on=date(2026, 10, 19)), D(1), ["offset_early"]),
        (replace(LATER, paid_on=BEFORE), D(1), []),
        (replace(LATER, offset=D("29999.99")), D("0.02"), ["offset_large"]),
        (replace(LATER, offset=D("29999.99")), D("0.01"), []),
    ],
)
def test_a_set_off_fits_a_later_settlement(
    settlement: Settlement | None, amount: Decimal | None, codes: list[str]
) -> None:
    facts: dict[str, Any] = {"offset_number": LATER.number}
    if amount is not None:
        facts["amount"] = amount
    assert said(w.settlement_fits, at(facts=facts, settlement=settlement)) == codes


def test_a_set_off_says_nothing_before_it_is_named() -> None:
    assert said(w.settlement_fits, at()) == []
    unknown = replace(REFUNDED, found_on=None, payment_id="gone")
    facts = {"offset_number": LATER.number}
    assert said(w.settlement_fits, at(unknown, facts, settlement=LATER)) == []


def test_a_guard_without_its_subject_is_a_mistake_of_the_program() -> None:
    bare = replace(at(), profile={}, fund=None)
    with pytest.raises(TypeError):
        w.refund_in(bare)
    with pytest.raises(ValueError, match="application"):
        w.receipt_fits(replace(bare, profile={"refund": REFUNDED}, facts={"amount": D(1)}))


# Effects ------------------------------------------------------------------------------------------


def row(state: RefundState, event: str) -> Step:
    found = REFUND.find(state.value, event)
    assert found is not None
    return found


def after(refund: Refund, event: str, **facts: Any) -> Refund:
    step = row(refund.state, event)
    return w.taken(refund, step, person("who", Role.CASHIER), DAY, facts, TERMS)


def test_what_each_step_writes() -> None:
    confirmed = after(ALONE, "confirm")
    assert (confirmed.checker_id, confirmed.state) == ("who", RefundState.DUE)
    told = after(REFUNDED, "tell", served_on=BEFORE, served_how="邮寄")
    assert (told.state, told.state_since) == (RefundState.TOLD, DAY)
    assert (told.told_on, told.served_how) == (BEFORE, "邮寄")
    # ten working days from 10-20: 10-21 is the first
    assert told.due_on == date(2026, 11, 3)
    assert told.due_why.startswith("退还多付款：送达退款通知 2026-10-20 起 10 个工作日")
    part = after(told, "receive", amount=D("5000.00"))
    assert (part.state, part.returned, part.open_amount) == (
        RefundState.PART, D("5000.00"), D("15000.00"),
    )  # fmt: skip
    more = after(part, "offset", amount=D("15000.00"))
    assert more.open_amount == 0
    assert after(more, "complete").state is RefundState.RETURNED
    dropped = after(part, "drop", reason="医院停业")
    assert (dropped.state, dropped.open_amount) == (RefundState.DROPPED, D(0))


def test_the_profile_may_give_another_term() -> None:
    terms = replace(TERMS, rules=FundRules(refund_days=1))
    found = terms.refund(date(2026, 9, 30))
    assert found.day == date(2026, 10, 8), "over the National Day holiday"
    bare = Terms(calendar=BOOK.calendar(), rules=FundRules())
    assert bare.refund(BEFORE).why.startswith("退款期限：")


def test_a_receipt_of_the_bank_and_one_of_a_set_off() -> None:
    who = person("who", Role.CASHIER)
    told = replace(REFUNDED, state=RefundState.TOLD)
    facts = {"amount": D(9), "received_on": BEFORE, "bank_serial": "R1", "payer_name": "康宁"}
    bank = w.receipt_of(told, row(RefundState.TOLD, "receive"), who, DAY, facts, "甲")
    assert (bank.received_on, bank.bank_serial, bank.payer_name) == (BEFORE, "R1", "康宁")
    assert (bank.offset_number, bank.offset_note, bank.receiver_id) == ("", "", "who")
    facts = {"amount": D(9), "offset_number": LATER.number, "agreement": "10-21 函"}
    own = "东道救申〔2026〕第0001号"
    offset = w.receipt_of(told, row(RefundState.TOLD, "offset"), who, DAY, facts, own)
    assert (offset.received_on, offset.bank_serial, offset.payer_name) == (DAY, "", HOSPITAL)
    assert offset.offset_number == LATER.number
    assert own in offset.offset_note
    assert LATER.number in offset.offset_note
    assert "10-21 函" in offset.offset_note
