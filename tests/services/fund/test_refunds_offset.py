"""A refund set off against a later settlement with the same hospital (P4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mediation_app.domain.fund import Payment
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.ids import new_id
from mediation_app.domain.refunds import RefundState
from mediation_app.errors import NotAllowed
from mediation_app.services.stories.parts import day
from tests.services.fund.conftest import Desk
from tests.services.fund.refund_acts import (
    At,
    D,
    refused,
    told,
)


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
