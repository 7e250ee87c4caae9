"""Recovery: receipts, plans, overdue, write-off, with the dates and sums of S7 and S10."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.clock import today
from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.recovery import RecoveryState
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.services.recovery_lists import RecoveryQuery, Standing
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk

D = Decimal


def opened(at: Any) -> tuple[Desk, str]:
    desk, key = at("paid")
    recovery = desk.workbench.fund.file(desk.cast["clerk"], key).recovery
    assert recovery is not None
    return desk, recovery.id


def act(desk: Desk, who: str, key: str, event: str, **facts: Any) -> Any:
    on = today(desk.clock)
    done = desk.workbench.recovery.perform(desk.cast[who], key, event, on, facts)
    return done.value.recovery


def refused(desk: Desk, who: str, key: str, event: str, **facts: Any) -> set[str]:
    with pytest.raises(NotAllowed) as trouble:
        act(desk, who, key, event, **facts)
    return {reason.code for reason in trouble.value.reasons} or {trouble.value.code}


def receive(desk: Desk, key: str, amount: str, serial: str, who: str = "cashier") -> Any:
    on = today(desk.clock)
    done = desk.workbench.recovery.receive(
        desk.cast[who], key, D(amount), on, bank_serial=serial, payer_name="许文涛"
    )
    return done.value.recovery


def told(at: Any) -> tuple[Desk, str]:
    desk, key = opened(at)
    act(desk, "recovery", key, "tell", served_how="直接送达")
    return desk, key


def test_a_receipt_reaches_the_book_and_the_debt(at: Any) -> None:
    desk, key = told(at)
    assert receive(desk, key, "7160.00", "R1").outstanding == D("50000.00")
    lines = desk.workbench.ledger.entries(desk.cast["cashier"])
    assert lines[-1].entry.kind is LedgerKind.RECOVERED
    assert lines[-1].entry.amount == D("7160.00")
    assert lines[-1].balance == D("1280000.00") - D("50000.00")


@pytest.mark.parametrize(
    ("amount", "code"),
    [("57160.01", "recovery.over_outstanding"), ("0.00", "recovery.amount_not_positive")],
)
def test_never_more_than_is_owed(at: Any, amount: str, code: str) -> None:
    desk, key = told(at)
    with pytest.raises(NotAllowed) as trouble:
        receive(desk, key, amount, "R1")
    assert {r.code for r in trouble.value.reasons} == {code}


def test_chk_17_one_serial_one_receipt_and_no_cash_to_the_officer(at: Any) -> None:
    desk, key = told(at)
    receive(desk, key, "100.00", "R1")
    with pytest.raises(NotAllowed) as twice:
        receive(desk, key, "100.00", "R1")
    assert {r.code for r in twice.value.reasons} == {"fund.serial_used"}
    with pytest.raises(NotAllowed) as paid:
        receive(desk, key, "100.00", "B1")  # the serial of the payment itself
    assert {r.code for r in paid.value.reasons} == {"fund.serial_used"}
    with pytest.raises(NotAllowed) as officer:
        receive(desk, key, "100.00", "R2", who="recovery")
    assert "workflow.role" in {r.code for r in officer.value.reasons}
    with pytest.raises(NotAllowed) as no_serial:
        receive(desk, key, "100.00", "")
    assert {r.code for r in no_serial.value.reasons} == {"workflow.fact_missing"}


def test_money_is_not_booked_before_it_came(at: Any) -> None:
    desk, key = told(at)
    facts = {"amount": "1.00", "received_on": day(10, 16), "bank_serial": "R1", "payer_name": "许"}
    assert refused(desk, "cashier", key, "receive", **facts) == {"fund.day_in_future"}


def test_closed_by_another_than_who_booked_the_money(at: Any) -> None:
    desk, key = told(at)
    assert refused(desk, "recovery", key, "close") == {"recovery.still_owed"}
    receive(desk, key, "57160.00", "R1")
    booker = desk.cast["cashier"]
    both = replace(booker, roles=booker.roles | desk.cast["recovery"].roles)
    with pytest.raises(NotAllowed) as same:
        desk.workbench.recovery.perform(both, key, "close", today(desk.clock))
    assert "workflow.four_eyes" in {r.code for r in same.value.reasons}
    assert act(desk, "recovery", key, "close").state is RecoveryState.RECOVERED


def test_s7_instalments(at: Any) -> None:
    """S7: 127,800.00; 18,000.00 from the insurer; 109,800.00 in twelve of 9,150.00."""
    desk, key = told(at)
    # the same plan on this case: 57,160.00 of which 2,260.00 came first, 54,900.00 in twelve
    receive(desk, key, "2260.00", "R0")
    desk.clock.put(2026, 10, 19)
    first = desk.workbench.recovery.plan(
        desk.cast["recovery"], key, count=6, first_on=day(11, 5)
    ).value
    assert [row.amount for row in first.repayment_rows] == [D("9150.00")] * 6
    signed = act(desk, "recovery", key, "agree", debtor_checked=True)
    assert signed.state is RecoveryState.AGREED
    # limitation of the whole runs from the last due day
    assert signed.limitation_on is not None
    assert (signed.limitation_on.year, signed.limitation_on.month) == (2030, 4)
    desk.clock.put(2026, 11, 5)
    receive(desk, key, "5000.00", "R2")
    assert refused(desk, "recovery", key, "overdue") == {"recovery.nothing_overdue"}
    desk.clock.put(2026, 11, 6)
    assert act(desk, "recovery", key, "overdue").state is RecoveryState.OVERDUE
    act(desk, "recovery", key, "demand", served_how="邮寄")
    view = desk.workbench.recovery.view(desk.cast["recovery"], key)
    assert view.stand.recovered == D("7260.00")
    assert view.stand.outstanding == D("49900.00")
    assert view.stand.overdue == D("4150.00")
    assert [action.kind for action in view.file.recovery_actions] == ["notice", "demand"]


def test_a_plan_must_add_up(at: Any) -> None:
    desk, key = told(at)
    assert "recovery.no_schedule" in refused(desk, "recovery", key, "agree", debtor_checked=True)
    desk.workbench.recovery.plan(desk.cast["recovery"], key, count=3, first_on=day(11, 5))
    receive(desk, key, "1000.00", "R1")
    assert refused(desk, "recovery", key, "agree", debtor_checked=True) == {"recovery.schedule_sum"}


def test_chk_20_write_off_needs_ground_actions_and_three_signatures(at: Any) -> None:
    """S10 in its rules: not by plea, not for a solved case, not by one person."""
    desk, key = told(at)
    facts = {"ground": "2", "certificate": True, "evidence": "财产查控结果"}
    assert "recovery.no_finding" in refused(desk, "recovery", key, "ask_write_off", **facts)
    facts["finding"] = "（2026）鲁1524执恢17号"
    assert refused(desk, "recovery", key, "ask_write_off", **facts) == {"recovery.too_few_actions"}
    assert "recovery.not_hit_and_run" in refused(
        desk, "recovery", key, "ask_write_off", **facts | {"ground": "1"}
    )
    officer = desk.cast["recovery"]
    for kind in ("demand", "inquiry"):
        desk.workbench.recovery.note_action(officer, key, kind, today(desk.clock), "未还")
    act(desk, "recovery", key, "ask_write_off", **facts)
    boss = {"approval_number": "聊道救核〔2026〕2号"}
    assert refused(desk, "supervisor", key, "write_off", **boss) == {"recovery.write_off_unsigned"}
    act(desk, "checker", key, "check_write_off")
    checker = desk.cast["checker"]
    both = replace(checker, roles=checker.roles | desk.cast["approver"].roles)
    with pytest.raises(NotAllowed) as same:
        desk.workbench.recovery.perform(both, key, "sign_write_off", today(desk.clock))
    assert {r.code for r in same.value.reasons} == {"workflow.four_eyes"}
    act(desk, "approver", key, "sign_write_off")
    gone = act(desk, "supervisor", key, "write_off", **boss)
    assert gone.state is RecoveryState.WRITTEN_OFF
    assert gone.written_off == D("57160.00")
    # 账销案存权存: money that comes after all is booked, the written-off total stays
    late = receive(desk, key, "10000.00", "R9")
    assert (late.written_off, late.recovered_after) == (D("57160.00"), D("10000.00"))
    assert late.recovered == 0
    with pytest.raises(NotAllowed) as over:
        receive(desk, key, "47160.01", "R10")
    assert {r.code for r in over.value.reasons} == {"recovery.over_outstanding"}


def test_the_officer_keeps_the_debtors(at: Any) -> None:
    desk, key = opened(at)
    view = desk.workbench.recovery.view(desk.cast["recovery"], key)
    driver, insurer = view.file.debtor_shares
    changed = (replace(driver, amount=D("40012.00")), replace(insurer, amount=D("17148.00")))
    kept = desk.workbench.recovery.set_shares(desk.cast["recovery"], key, changed).value
    assert [share.amount for share in kept.debtor_shares] == [D("40012.00"), D("17148.00")]
    with pytest.raises(InvalidInput):
        desk.workbench.recovery.set_shares(
            desk.cast["recovery"], key, (replace(driver, amount=D("57160.01")),)
        )
    for part in ("cashier", "admin", "clerk"):
        with pytest.raises(NotAllowed):
            desk.workbench.recovery.set_shares(desk.cast[part], key, changed)


def test_lists_show_what_is_open(at: Any) -> None:
    desk, key = told(at)
    recovery, officer = desk.workbench.recovery, desk.cast["recovery"]
    running = RecoveryQuery(standing=Standing.RUNNING)
    (row,) = recovery.page(officer, running).rows
    assert row.recovery_id == key
    assert row.outstanding == D("57160.00")
    assert row.limitation_on is not None
    receive(desk, key, "57160.00", "R1")
    act(desk, "recovery", key, "close")
    assert recovery.page(officer, running).rows == ()
    assert [r.state.label for r in recovery.page(desk.cast["leader"]).rows] == ["已全额追回"]


def test_the_administrator_collects_nothing(at: Any) -> None:
    desk, key = told(at)
    codes = refused(desk, "admin", key, "close")
    assert "workflow.role" in codes
