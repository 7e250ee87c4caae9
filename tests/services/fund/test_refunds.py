"""What the fund paid too much: found, confirmed, told, taken in, set off; nothing is edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.database.verify import verify
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundKind, LedgerKind, Payment
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Prepaid
from mediation_app.domain.parties import Party
from mediation_app.domain.refunds import Refund, RefundDebtor, RefundState
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.exchange.case_json import load_case
from mediation_app.services.refunds import RefundView
from mediation_app.services.stories import s1_s9 as s1
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk

D = Decimal
HOSPITAL = "东阿县康宁医院"
TOLD = {"served_on": day(10, 22), "served_how": "直接送达", "served_to": "医保办"}
At = Callable[..., tuple[Desk, str]]


def prepay(desk: Desk, key: str, amount: str, on: date, *, who: int = 3) -> CaseFile:
    """Somebody has paid on the bill too: the insurer (3), the victim (0), his wife (1)."""
    clerk = desk.cast["clerk"]
    application = desk.workbench.fund.file(clerk, key).application
    case = desk.workbench.cases.file(clerk, application.case_id)
    payer: Party = case.parties[who]
    paid = Prepaid(
        id=new_id(),
        case_id=case.case.id,
        payer_id=payer.id,
        victim_id=application.victim_id,
        amount=D(amount),
        paid_on=on,
        receipt="预付款回单",
    )
    return desk.workbench.cases.save(
        clerk, case, replace(case, prepaid=(*case.prepaid, paid))
    ).value


def open_refund(desk: Desk, key: str, amount: str = "20000.00", **facts: Any) -> Refund:
    """E21 by the checker."""
    given = {
        "cause": "M01",
        "amount": amount,
        "debtor": HOSPITAL,
        "opinion": "保险公司另付医院",
        **facts,
    }
    file: FundFile = desk.do("checker", key, "adjust", **given)
    return file.refunds[-1]


def do(
    desk: Desk, who: str, refund: Refund, event: str, on: date | None = None, **facts: Any
) -> Refund:
    day_ = on or desk.workbench.cases.today()
    file = desk.workbench.refunds.perform(desk.cast[who], refund.id, event, day_, facts).value
    return next(r for r in file.refunds if r.id == refund.id)


def refused(desk: Desk, who: str, refund: Refund, event: str, **facts: Any) -> set[str]:
    with pytest.raises(NotAllowed) as no:
        do(desk, who, refund, event, **facts)
    return {reason.code for reason in no.value.reasons if reason.blocking} or {no.value.code}


def told(desk: Desk, key: str, amount: str = "20000.00") -> Refund:
    """Found on 10-20, confirmed by the approver on 10-21, served on 10-22."""
    desk.clock.put(2026, 10, 20)
    refund = open_refund(desk, key, amount)
    desk.clock.put(2026, 10, 21)
    do(desk, "approver", refund, "confirm", opinion="属实")
    desk.clock.put(2026, 10, 22)
    return do(desk, "recovery", refund, "tell", **TOLD)


def money(amount: str = "20000.00", serial: str = "R1", on: date | None = None) -> dict[str, Any]:
    return {
        "amount": amount,
        "received_on": on or day(10, 22),
        "bank_serial": serial,
        "payer_name": HOSPITAL,
    }


# The whole way ------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_refund_from_finding_to_money(at: At, engine: str) -> None:
    desk, key = at("paid", engine)
    workbench, cast = desk.workbench, desk.cast
    before = workbench.fund.file(cast["clerk"], key)
    balance = workbench.ledger.balance(cast["cashier"])
    refund = told(desk, key)
    assert (refund.state, refund.debtor) == (RefundState.TOLD, RefundDebtor.HOSPITAL)
    assert refund.number == "东道救退函〔2026〕第0001号"
    # 10 working days from service on 10-22
    assert refund.due_on == day(11, 5)
    assert "10 个工作日" in refund.due_why
    desk.clock.put(2026, 10, 26)
    refund = do(desk, "cashier", refund, "receive", **money("5000.00", "R1", day(10, 26)))
    assert (refund.state, refund.open_amount) == (RefundState.PART, D("15000.00"))
    refund = do(desk, "cashier", refund, "receive", **money("15000.00", "R2", day(10, 26)))
    assert (refund.state, refund.open_amount) == (RefundState.RETURNED, D(0))
    after = workbench.fund.file(cast["clerk"], key)
    assert after.payments == before.payments
    assert after.recoveries[0].refunded == D("20000.00")
    assert after.recoveries[0].recovered == D(0)
    assert after.recoveries[0].outstanding == D("37160.00")
    assert workbench.ledger.balance(cast["cashier"]) == balance + D("20000.00")
    found = workbench.refunds.of(cast["clerk"], key)
    assert (found.claimed, found.returned, found.open) == (D("20000.00"), D("20000.00"), D(0))
    view: RefundView = found.refunds[0]
    assert [step.event for step in view.history] == [
        "open", "confirm", "tell", "receive", "receive", "complete",
    ]  # fmt: skip
    assert not workbench.refunds.open_ones(cast["clerk"])
    assert view.names["finder"] == cast["checker"].name
    entries = [
        line.entry
        for line in workbench.ledger.entries(cast["cashier"])
        if line.entry.kind is LedgerKind.REFUNDED
    ]
    assert [(entry.amount, entry.bank_serial) for entry in entries] == [
        (D("5000.00"), "R1"), (D("15000.00"), "R2"),
    ]  # fmt: skip


# Who and how much -----------------------------------------------------------------------------------


def test_two_people_judge_and_the_cashier_takes_in(at: At) -> None:
    desk, key = at("paid")
    desk.clock.put(2026, 10, 20)
    refund = open_refund(desk, key)
    assert refund.found_by_id == desk.cast["checker"].person_id
    assert refused(desk, "checker", refund, "confirm") == {"workflow.four_eyes"}
    assert refused(desk, "fund_clerk", refund, "confirm") == {"workflow.role"}
    assert refused(desk, "admin", refund, "confirm") >= {"workflow.role", "fund.admin_no_business"}
    assert refused(desk, "recovery", refund, "tell", **TOLD | {"served_on": day(10, 20)}) == {
        "refunds.not_confirmed"
    }
    assert refused(desk, "cashier", refund, "receive", **money(on=day(10, 20))) == {
        "refunds.not_confirmed"
    }
    refund = do(desk, "approver", refund, "confirm")
    assert refused(desk, "approver", refund, "confirm") == {"refunds.confirmed"}
    assert refused(desk, "cashier", refund, "tell", **TOLD | {"served_on": day(10, 20)}) == {
        "workflow.role"
    }
    early = TOLD | {"served_on": day(10, 19)}
    assert refused(desk, "recovery", refund, "tell", **early) == {"refunds.served_early"}
    ahead = TOLD | {"served_on": day(10, 21)}
    assert refused(desk, "recovery", refund, "tell", **ahead) == {"fund.day_in_future"}
    # money may come on a telephone call, before any letter
    refund = do(desk, "cashier", refund, "receive", **money("1.00", on=day(10, 20)))
    assert refund.state is RefundState.PART


@pytest.mark.parametrize(
    ("who", "facts", "codes"),
    [
        ("checker", {"amount": "57160.01"}, {"fund.refund_over_paid"}),
        ("checker", {"amount": "0.00"}, {"fund.refund_over_paid"}),
        ("checker", {"cause": "M99"}, {"refunds.cause_unknown"}),
        ("checker", {"debtor_party_id": "x"}, {"refunds.debtor_unknown"}),
        ("cashier", {}, {"workflow.role", "workflow.four_eyes"}),
        ("recovery", {}, {"workflow.role"}),
        ("admin", {}, {"workflow.role", "fund.admin_no_business"}),
    ],
)
def test_what_cannot_be_opened(at: At, who: str, facts: dict[str, Any], codes: set[str]) -> None:
    desk, key = at("paid")
    given = {"cause": "M01", "amount": "1.00", "debtor": HOSPITAL, "opinion": "x", **facts}
    with pytest.raises(NotAllowed) as no:
        desk.do(who, key, "adjust", **given)
    assert {reason.code for reason in no.value.reasons} == codes


def test_never_more_than_was_paid_in_all(at: At) -> None:
    desk, key = at("paid")
    open_refund(desk, key, "57000.00")
    with pytest.raises(NotAllowed) as no:
        open_refund(desk, key, "160.01")
    assert {reason.code for reason in no.value.reasons} == {"refunds.over_room"}
    open_refund(desk, key, "160.00")
    with pytest.raises(NotAllowed) as no:
        open_refund(desk, key, "0.01")
    assert {reason.code for reason in no.value.reasons} == {"refunds.none_left"}
    assert desk.workbench.refunds.of(desk.cast["clerk"], key).room == 0


def test_the_fund_clerk_may_find_it_and_the_checker_confirms(at: At) -> None:
    desk, key = at("paid")
    file = desk.do(
        "fund_clerk", key, "adjust", cause="M03", amount="9.00", debtor="刘桂芹", opinion="重复"
    )
    refund = do(desk, "checker", file.refunds[0], "confirm")
    assert (refund.debtor, refund.checker_id) == (
        RefundDebtor.FAMILY,
        desk.cast["checker"].person_id,
    )


@pytest.mark.parametrize("amount", ["20000.01", "0.00"])
def test_more_than_is_open_is_not_taken(at: At, amount: str) -> None:
    desk, key = at("paid")
    refund = told(desk, key)
    codes = refused(desk, "cashier", refund, "receive", **money(amount))
    assert codes <= {"refunds.over_open", "refunds.amount_not_positive"}
    assert desk.workbench.fund.file(desk.cast["clerk"], key).recoveries[0].refunded == 0


def test_what_others_have_paid_back_meanwhile_is_not_taken_twice(at: At) -> None:
    desk, key = at("paid")
    refund = told(desk, key)
    recovery = desk.workbench.fund.file(desk.cast["clerk"], key).recoveries[0]
    desk.workbench.recovery.perform(
        desk.cast["recovery"], recovery.id, "tell", day(10, 22), {"served_how": "直接送达"}
    )
    desk.workbench.recovery.receive(
        desk.cast["cashier"], recovery.id, D("57000.00"), day(10, 22),
        bank_serial="Z1", payer_name="许文涛",
    )  # fmt: skip
    codes = refused(desk, "cashier", refund, "receive", **money("160.01"))
    assert codes == {"refunds.over_outstanding"}
    do(desk, "cashier", refund, "receive", **money("160.00"))
    with pytest.raises(NotAllowed) as no:
        desk.workbench.recovery.perform(desk.cast["recovery"], recovery.id, "close", day(10, 22))
    assert any("refund" in reason.code for reason in no.value.reasons)
    dropped = do(desk, "leader", refund, "drop", reason="其余款项已由责任人还清")
    assert (dropped.state, dropped.open_amount) == (RefundState.DROPPED, D(0))
    after = desk.workbench.fund.file(desk.cast["clerk"], key).recoveries[0]
    assert after.outstanding == 0


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_bank_serial_is_booked_once_wherever_it_stands(at: At, engine: str) -> None:
    desk, key = at("paid", engine)
    refund = told(desk, key)
    desk.workbench.ledger.book(
        desk.cast["cashier"], LedgerKind.PREMIUM, D(5), day(10, 21), note="保费", bank_serial="L1"
    )
    recovery = desk.workbench.fund.file(desk.cast["clerk"], key).recoveries[0]
    desk.workbench.recovery.receive(
        desk.cast["cashier"], recovery.id, D(7), day(10, 22), bank_serial="K1", payer_name="许文涛"
    )
    for used in ("B1", "L1", "K1"):
        assert refused(desk, "cashier", refund, "receive", **money("1.00", used)) == {
            "fund.serial_used"
        }
    do(desk, "cashier", refund, "receive", **money("1.00", "R1"))
    assert refused(desk, "cashier", refund, "receive", **money("1.00", "R1")) == {
        "fund.serial_used"
    }
    with pytest.raises(NotAllowed) as no:
        desk.workbench.recovery.receive(
            desk.cast["cashier"], recovery.id, D(7), day(10, 22),
            bank_serial="R1", payer_name="许文涛",
        )  # fmt: skip
    assert "fund.serial_used" in {reason.code for reason in no.value.reasons}
    with pytest.raises(InvalidInput):
        desk.workbench.ledger.book(
            desk.cast["cashier"], LedgerKind.PREMIUM, D(5), day(10, 22), note="x", bank_serial="R1"
        )


def test_time_runs_forward_and_what_is_late_says_why(at: At) -> None:
    desk, key = at("paid")
    refund = told(desk, key)
    desk.clock.put(2026, 10, 28)
    late = {"on": day(10, 23), **money("1.00", on=day(10, 23))}
    assert refused(desk, "cashier", refund, "receive", **late) == {"fund.recorded_late"}
    do(desk, "cashier", refund, "receive", **late, late_reason="回单后到")
    back = {"on": day(10, 22), **money("1.00", "R9", day(10, 22)), "late_reason": "补录"}
    assert refused(desk, "cashier", refund, "receive", **back) == {"fund.before_last_step"}


def test_nothing_is_archived_over_an_open_refund(at: At) -> None:
    desk, key = at("paid")
    refund = open_refund(desk, key, "57160.00")
    facts = {"box": "12", "catalogue_complete": True}
    with pytest.raises(NotAllowed) as no:
        desk.do("checker", key, "archive", **facts)
    assert {"refunds.open_archive", "fund.recovery_open"} <= {r.code for r in no.value.reasons}
    do(desk, "approver", refund, "confirm")
    do(desk, "cashier", refund, "receive", **money("57160.00", on=desk.workbench.cases.today()))
    recovery = desk.workbench.fund.file(desk.cast["clerk"], key).recoveries[0]
    assert recovery.outstanding == 0
    desk.workbench.recovery.perform(
        desk.cast["recovery"], recovery.id, "close", desk.workbench.cases.today()
    )
    done = desk.do("checker", key, "archive", **facts)
    assert done.application.state.value == "archived"


def test_an_entry_in_error_is_dropped_by_another(at: At) -> None:
    desk, key = at("paid")
    refund = open_refund(desk, key)
    assert refused(desk, "checker", refund, "drop", reason="登记有误") == {"workflow.four_eyes"}
    assert refused(desk, "approver", refund, "drop") == {"workflow.fact_missing"}
    dropped = do(desk, "approver", refund, "drop", reason="医院核对后没有多收")
    assert dropped.state is RefundState.DROPPED
    found = desk.workbench.refunds.of(desk.cast["clerk"], key)
    assert (found.claimed, found.open) == (D(0), D(0))
    assert found.refunds[0].history[-1].note == "医院核对后没有多收"
    with pytest.raises(NotAllowed):
        do(desk, "approver", refund, "confirm")


def test_the_list_of_open_ones_comes_by_due_day(at: At) -> None:
    desk, key = at("paid")
    first = told(desk, key, "100.00")
    second = open_refund(desk, key, "50.00")
    rows = desk.workbench.refunds.open_ones(desk.cast["clerk"])
    assert [row.refund_id for row in rows] == [first.id, second.id]
    assert rows[0].victim_name == s1.who.VICTIM
    assert (rows[0].cause_label, rows[0].open) == ("保险公司事后赔付", D("100.00"))
    view = desk.workbench.refunds.view(desk.cast["cashier"], first.id)
    offers = {offer.step.event: offer.allowed for offer in view.offers}
    assert offers == {"receive": True, "offset": False, "drop": False}


# Set-off (P4) -----------------------------------------------------------------------------------------


def settled_later(desk: Desk, key: str, amount: str, on: date) -> Payment:
    """Another application paid to the same hospital."""
    paid = desk.workbench.fund.file(desk.cast["clerk"], key)
    application = replace(
        paid.application,
        id=new_id(),
        number="东道救申〔2026〕第0009号",
        number_year=None,
        serial=None,
    )
    payment = replace(
        paid.payments[0],
        id=new_id(),
        application_id=application.id,
        number="东道救付〔2026〕第0009号",
        number_year=None,
        serial=None,
        amount=D(amount),
        paid_on=on,
        bank_serial="B9",
    )

    def work(unit: Any) -> Payment:
        unit.add(application)
        stored: Payment = unit.add(payment)
        return stored

    return desk.workbench.context.store.run(desk.cast["cashier"], "test.settled", work)[0]


def allow_offset(desk: Desk, key: str) -> None:
    """The profile of the place had it on when the application was accepted."""
    application = desk.workbench.fund.file(desk.cast["clerk"], key).application
    rules = replace(FundRules.from_json(application.frozen_rules), refund_offset=True)
    changed = replace(application, frozen_rules=rules.to_json())
    desk.workbench.context.store.run(
        desk.cast["clerk"], "test.rules", lambda unit: unit.change(application, changed)
    )


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_set_off_against_a_later_settlement(at: At, engine: str) -> None:
    desk, key = at("paid", engine)
    allow_offset(desk, key)
    refund = told(desk, key)
    workbench, cast = desk.workbench, desk.cast
    balance = workbench.ledger.balance(cast["cashier"])
    later = settled_later(desk, key, "15000.00", day(10, 22))
    own = workbench.fund.file(cast["clerk"], key)
    with pytest.raises(NotAllowed) as no:
        workbench.refunds.offset(
            cast["cashier"], refund.id, D("15000.01"), day(10, 22),
            offset_number=later.number, agreement="康医函 7 号",
        )  # fmt: skip
    assert {reason.code for reason in no.value.reasons} == {"refunds.offset_large"}
    file = workbench.refunds.offset(
        cast["cashier"], refund.id, D("15000.00"), day(10, 22),
        offset_number="东道救申〔2026〕第0009号", agreement="康医函 7 号",
    ).value  # fmt: skip
    receipt = file.refund_receipts[-1]
    assert receipt.offset_number == later.number, "the order, also by its application's number"
    assert own.application.number in receipt.offset_note
    assert own.payments[0].number in receipt.offset_note
    assert later.number in receipt.offset_note
    assert "康医函 7 号" in receipt.offset_note
    assert file.refunds[-1].state is RefundState.PART
    assert file.recoveries[0].refunded == D("15000.00")
    assert workbench.ledger.balance(cast["cashier"]) == balance + D("15000.00")
    with pytest.raises(NotAllowed) as no:
        workbench.refunds.offset(
            cast["cashier"], refund.id, D("0.01"), day(10, 22),
            offset_number=later.number, agreement="康医函 7 号",
        )  # fmt: skip
    assert {reason.code for reason in no.value.reasons} == {"refunds.offset_large"}


def test_what_is_no_set_off(at: At) -> None:
    desk, key = at("paid")
    refund = told(desk, key)
    later = settled_later(desk, key, "15000.00", day(10, 22))
    facts = {"amount": "1.00", "offset_number": later.number, "agreed": True, "agreement": "函"}
    assert refused(desk, "cashier", refund, "offset", **facts) == {"refunds.offset_off"}
    allow_offset(desk, key)
    no = facts | {"agreed": False}
    assert refused(desk, "cashier", refund, "offset", **no) == {"refunds.offset_not_agreed"}
    gone = facts | {"offset_number": "东道救付〔2026〕第0999号"}
    assert refused(desk, "cashier", refund, "offset", **gone) == {"refunds.offset_unknown"}
    own = facts | {
        "offset_number": desk.workbench.fund.file(desk.cast["clerk"], key).payments[0].number
    }
    assert refused(desk, "cashier", refund, "offset", **own) == {"refunds.offset_same"}
    bare = {name: value for name, value in facts.items() if name != "agreement"}
    assert refused(desk, "cashier", refund, "offset", **bare) == {"workflow.fact_missing"}


# Objection beside the payment (E18, E19) -------------------------------------------------------------


def test_an_objection_does_not_stop_the_payment(at: At) -> None:
    """Served on 10-13, five days to object; ordered on 10-14, paid on 10-15."""
    desk, key = at("ordered")
    desk.do("clerk", key, "object", objector=HOSPITAL, objection="单人间系病情需要")
    with pytest.raises(NotAllowed) as twice:
        desk.do("clerk", key, "object", objector=HOSPITAL, objection="再次")
    assert {r.code for r in twice.value.reasons} == {"fund.objection_pending"}
    desk.clock.put(2026, 10, 15, 14)
    paid = desk.do("cashier2", key, "confirm_paid", bank_serial="B1")
    assert paid.application.state.value == "paid"
    with pytest.raises(NotAllowed) as filed:
        desk.do("checker", key, "archive", box="1", catalogue_complete=True)
    assert "fund.objection_pending" in {r.code for r in filed.value.reasons}
    with pytest.raises(NotAllowed):
        desk.do("checker", key, "uphold_rest", meeting_number="协 1")
    done = desk.do("meeting", key, "uphold_rest", meeting_number="协 1", opinion="单人间确有必要")
    assert done.payments == paid.payments
    case = desk.workbench.cases.peek(desk.cast["clerk"], done.application.case_id)
    further = next(f for f in case.funds if f.application.adjusts_id == key)
    assert (further.application.claimed, further.application.state.value) == (D("1260.00"), "draft")
    assert sum(line.amount for line in further.bill_lines) == D("86420.00")
    assert [line.decided for line in further.bill_lines].count(False) == 1
    advance = desk.workbench.fund.calculate(desk.cast["fund_clerk"], case, further)
    assert advance.amount == D("1260.00"), "the rest, and nothing that was paid"
    with pytest.raises(NotAllowed) as again:
        desk.do("meeting", key, "uphold_rest", meeting_number="协 1")
    assert {r.code for r in again.value.reasons} == {"fund.no_objection"}


def test_an_objection_that_is_not_upheld(at: At) -> None:
    desk, key = at("paid")
    waiting = desk.do("clerk", key, "object", objector=HOSPITAL, objection="少付")
    assert waiting.application.objected_on == desk.workbench.cases.today()
    kept = desk.do("meeting", key, "keep_approval", meeting_number="协 1", opinion="核减有据")
    assert kept.application.state.value == "paid"
    assert kept.application.meeting_number == ""
    desk.clock.put(2026, 10, 21)
    with pytest.raises(NotAllowed) as late:
        desk.do("clerk", key, "object", objector=HOSPITAL, objection="少付")
    assert {r.code for r in late.value.reasons} == {"fund.objection_late"}


def test_who_was_not_accepted_may_object(at: At) -> None:
    desk, key = at("accepted")
    case = desk.workbench.cases.peek(
        desk.cast["clerk"], desk.workbench.fund.file(desk.cast["clerk"], key).application.case_id
    )
    desk.do("fund_clerk", key, "withdraw", reason="另行申请", signed=True, no_fraud_inquiry=True)
    clerk = desk.cast["fund_clerk"]
    victim = case.parties[0].id
    file = desk.workbench.fund.start(clerk, case.case.id, victim, FundKind.RESCUE).value
    own = file.application.id
    desk.do("fund_clerk", own, "submit", form_signed=True, standing_proved=True)
    desk.do("checker", own, "not_accept", refusal_codes=("N04",), refusal_facts="不在辖区")
    with pytest.raises(NotAllowed) as early:
        desk.do("clerk", own, "object", objector="家属", objection="在辖区内")
    assert {r.code for r in early.value.reasons} == {"fund.not_served"}
    served = desk.do("clerk", own, "serve", served_on=day(10, 10)).application
    assert served.objection_due == day(10, 16)
    desk.do("clerk", own, "object", objector="家属", objection="在辖区内")
    for event in ("reopen", "keep_refusal"):
        with pytest.raises(NotAllowed) as wrong:
            desk.do("meeting", own, event, meeting_number="协 1")
        assert {r.code for r in wrong.value.reasons} == {"fund.was_not_accepted"}
    again = desk.do("meeting", own, "readmit", meeting_number="协 1", opinion="属本辖区")
    assert again.application.state.value == "submitted"
    assert again.application.refusal_codes == ()
    desk.workbench.fund.tick_materials(
        clerk, own, {m.code: "" for m in again.materials if m.required}
    )
    done = desk.do("fund_clerk", own, "accept", complete_on=day(10, 10))
    assert done.application.state.value == "review1"


# S9 with its variant ------------------------------------------------------------------------------------


@pytest.fixture
def settled(at: At) -> Callable[[str], tuple[Desk, s1.Told]]:
    """S1 paid, debtors and insurer told on 10-16; 1,260.00 and 20,000.00 paid on the bill later."""

    def stand(engine: str = "sqlite") -> tuple[Desk, s1.Told]:
        desk, key = at("paid", engine)
        file = desk.workbench.fund.file(desk.cast["clerk"], key)
        recovery = file.recoveries[0]
        desk.clock.put(2026, 10, 16, 9)
        desk.workbench.recovery.perform(
            desk.cast["recovery"], recovery.id, "tell", day(10, 16), {"served_how": "邮寄"}
        )
        prepay(desk, key, "1260.00", day(10, 16), who=0)
        desk.clock.put(2026, 10, 20)
        prepay(desk, key, "20000.00", day(10, 20))
        told_ = s1.Told(
            case_id=file.application.case_id, application_id=key, recovery_id=recovery.id
        )
        return desk, told_

    return stand


def signed(desk: Desk, told_: s1.Told) -> CaseFile:
    """The mediation up to the signatures of 11-16."""
    s1.open_mediation(desk.workbench, desk.clock, desk.cast, told_)
    desk.clock.put(2026, 11, 16, 14)
    s1.hold_session(desk.workbench, desk.cast, told_)
    s1.draft_agreement(desk.workbench, desk.cast, told_)
    return s1.sign_agreement(desk.workbench, desk.cast, told_)


def lines(case: CaseFile) -> dict[str, str]:
    return {row.purpose.value: str(row.amount) for row in case.instalments}


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_s9_the_hospital_gives_back_what_the_insurer_paid_again(
    settled: Callable[[str], tuple[Desk, s1.Told]], engine: str
) -> None:
    """The refund is told and has not come when the sides sign on 11-16; it comes on 11-18."""
    desk, told_ = settled(engine)
    workbench, cast, key = desk.workbench, desk.cast, told_.application_id
    (hint,) = workbench.refunds.of(cast["clerk"], key).suspicions
    assert (hint.cause, hint.amount, hint.debtor_name) == ("M01", D("20000.00"), HOSPITAL)
    refund = open_refund(desk, key, str(hint.amount), cause=hint.cause, opinion=hint.working)
    assert workbench.refunds.of(cast["clerk"], key).suspicions == ()
    do(desk, "approver", refund, "confirm")
    letter = workbench.papers.issue(
        cast["recovery"], told_.case_id, "fund_refund_notice", refund.id
    ).value
    assert letter.number == "东道救退函〔2026〕第0001号"
    do(desk, "recovery", refund, "tell", **TOLD | {"served_on": day(10, 20)})
    asked = workbench.recovery.view(cast["recovery"], told_.recovery_id)
    assert (asked.owed, asked.asked) == (D("57160.00"), D("37160.00"))
    case = signed(desk, told_)
    assert lines(case) == {"fund_repayment": "37160.00", "compensation": "153140.00"}
    # paid on 11-20: the case is performed, and not closed before the fund has booked the money
    desk.clock.put(2026, 11, 20, 10)
    for row in case.instalments:
        workbench.cases.record_performance(
            cast["clerk"], told_.case_id, row.id, paid_on=day(11, 20), amount=row.amount
        )
    with pytest.raises(NotAllowed) as early:
        workbench.cases.perform(cast["mediator"], told_.case_id, "close", occurred_on=day(11, 20))
    assert "workflow.fund_not_booked" in {r.code for r in early.value.reasons}
    workbench.recovery.receive(
        cast["cashier"], told_.recovery_id, D("37160.00"), day(11, 20),
        bank_serial="Y1", payer_name=s1.who.INSURER,
    )  # fmt: skip
    with pytest.raises(NotAllowed) as open_:
        workbench.recovery.perform(cast["recovery"], told_.recovery_id, "close", day(11, 20))
    assert any("refund" in r.code for r in open_.value.reasons)
    do(desk, "cashier", refund, "receive", **money("20000.00", "Y2", day(11, 20)))
    done = workbench.recovery.perform(
        cast["recovery"], told_.recovery_id, "close", day(11, 20)
    ).value.recoveries[0]
    assert (done.recovered, done.refunded, done.outstanding) == (
        D("37160.00"), D("20000.00"), D(0),
    )  # fmt: skip
    closed = workbench.cases.perform(
        cast["mediator"], told_.case_id, "close", occurred_on=day(11, 20)
    ).value
    assert closed.case.state.value == "closed"
    assert workbench.ledger.balance(cast["cashier"]) == s1.OPENING
    # and all of it travels
    (fund,) = load_case(workbench.exchange.hand_out(cast["admin"], closed.case.number)).funds
    assert [(r.state, r.amount, r.returned) for r in fund.refunds] == [
        (RefundState.RETURNED, D("20000.00"), D("20000.00"))
    ]
    assert [r.bank_serial for r in fund.refund_receipts] == ["Y2"]
    assert verify(workbench.context.store).sound


def test_s9_an_insurer_without_the_letter_does_not_sign(at: At) -> None:
    desk, key = at("paid")
    file = desk.workbench.fund.file(desk.cast["clerk"], key)
    told_ = s1.Told(
        case_id=file.application.case_id,
        application_id=key,
        recovery_id=file.recoveries[0].id,
    )
    with pytest.raises(NotAllowed) as untold:
        signed(desk, told_)
    codes = {reason.code for reason in untold.value.reasons if reason.blocking}
    assert codes == {"checks.fund_insurer_untold"}
    case = desk.workbench.cases.peek(desk.cast["clerk"], told_.case_id)
    insurer = case.parties[3].id
    desk.workbench.papers.issue(
        desk.cast["recovery"],
        told_.case_id,
        "fund_insurer_letter",
        f"{told_.recovery_id}-{insurer}",
    )
    desk.workbench.cases.perform(
        desk.cast["mediator"], told_.case_id, "agree", occurred_on=day(11, 16)
    )
    assert (
        lines(s1.sign_agreement(desk.workbench, desk.cast, told_))["fund_repayment"] == "57160.00"
    )


def test_s9_the_insurer_paid_the_victim_gross(
    settled: Callable[[str], tuple[Desk, s1.Told]],
) -> None:
    """Then nothing goes back to the fund by itself: the debt stays, alternative debtors by fault."""
    desk, told_ = settled("sqlite")
    officer = desk.cast["recovery"]
    shares = desk.workbench.recovery.shares_after_gross_payment(officer, told_.recovery_id)
    assert [(s.name, str(s.amount)) for s in shares] == [
        (s1.who.DRIVER, "40012.00"),
        (s1.who.VICTIM, "17148.00"),
    ]
    desk.workbench.recovery.set_shares(officer, told_.recovery_id, shares)
    assert desk.workbench.recovery.view(officer, told_.recovery_id).owed == D("57160.00")
