"""Acts on refunds in the story office: opened, confirmed, told, money that came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Prepaid
from mediation_app.domain.parties import Party
from mediation_app.domain.refunds import Refund
from mediation_app.errors import NotAllowed
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
