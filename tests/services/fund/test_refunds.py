"""What the fund paid too much: found, confirmed, told, taken in; nothing is edited."""

from __future__ import annotations

from typing import Any

import pytest

from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.refunds import RefundDebtor, RefundState
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.services.refunds import RefundView
from mediation_app.services.stories import s1_s9 as s1
from mediation_app.services.stories.parts import day
from tests.services.fund.refund_acts import (
    HOSPITAL,
    TOLD,
    At,
    D,
    do,
    money,
    open_refund,
    refused,
    told,
)

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
