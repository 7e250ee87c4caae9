"""The recovery of S7 in parts, for tests that need no store: 127,800.00, twelve instalments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from mediation_app.domain.recovery import (
    Recovery,
    RecoveryState,
    RepaymentReceipt,
    RepaymentRow,
)
from mediation_app.domain.recovery_plan import RecoveryParts
from mediation_app.domain.recovery_sums import schedule
from mediation_app.rulebook import Rulebook

D = Decimal
CALENDAR = Rulebook.open("371524").calendar()
SIGNED = datetime(2026, 7, 6, 9, tzinfo=UTC)


def recovery(**changes: Any) -> Recovery:
    it = Recovery(
        id="r", case_id="c", application_id="f", payment_id="p", opening=D("127800.00"),
        recovered=D("41300.00"), state=RecoveryState.OVERDUE,
    )  # fmt: skip
    return replace(it, **changes)


def came(key: str, on: date, amount: str, **more: Any) -> RepaymentReceipt:
    made = datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
    return RepaymentReceipt(
        id=key, case_id="c", recovery_id="r", amount=D(amount), received_on=on, created_at=made,
        **more,
    )  # fmt: skip


def rows(total: str = "109800.00", count: int = 12) -> tuple[RepaymentRow, ...]:
    return tuple(
        RepaymentRow(
            id=f"w{i.number}", case_id="c", recovery_id="r", position=i.number, amount=i.amount,
            due_on=i.due.day or i.nominal, nominal_on=i.nominal, created_at=SIGNED,
        )
        for i in schedule(D(total), count, date(2026, 8, 5), CALENDAR)
    )  # fmt: skip


S7 = (
    came("insurer", date(2026, 6, 30), "18000.00"),
    came("one", date(2026, 8, 5), "9150.00"),
    came("two", date(2026, 9, 7), "9150.00"),
    came("three", date(2026, 10, 8), "5000.00"),
)


def parts(it: Recovery | None = None, **changes: Any) -> RecoveryParts:
    found = RecoveryParts(
        recovery=it or recovery(), shares=(), rows=rows(), receipts=S7, actions=(), refunds=()
    )
    return replace(found, **changes)
