"""What the fund paid too much: found, confirmed, told, taken in, set off; nothing is edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundKind, LedgerKind
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Prepaid
from mediation_app.domain.parties import Party
from mediation_app.domain.refunds import Refund, RefundDebtor, RefundState
from mediation_app.errors import InvalidInput, NotAllowed
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
