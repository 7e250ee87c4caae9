"""Where a recovery stands, from its own records: plan, receipts, refunds, acceleration.

One way to reckon it, for the page, the guards, the papers and the daily look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from mediation_app.domain.calendar import Due, DueDate, WorkCalendar
from mediation_app.domain.files import FundFile
from mediation_app.domain.money import ZERO, Money
from mediation_app.domain.recovery import (
    DebtorShare,
    Recovery,
    RecoveryAction,
    RecoveryState,
    RepaymentReceipt,
    RepaymentRow,
)
from mediation_app.domain.recovery_sums import Instalment, ReceiptLine, RecoveryStand, stand
from mediation_app.domain.refund_rules import is_confirmed
from mediation_app.domain.refunds import Refund

_NOT_AGREED = (RecoveryState.OPEN, RecoveryState.ON_HOLD, RecoveryState.TOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryParts:
    """One recovery with what belongs to it."""

    recovery: Recovery
    shares: tuple[DebtorShare, ...]
    rows: tuple[RepaymentRow, ...]
    receipts: tuple[RepaymentReceipt, ...]
    actions: tuple[RecoveryAction, ...]
    refunds: tuple[Refund, ...]

    @property
    def is_agreed(self) -> bool:
        """Whether the plan binds: rows that nobody has signed yet are a proposal."""
        return bool(self.rows) and self.recovery.state not in _NOT_AGREED

    @property
    def refunds_open(self) -> Money:
        """What others still have to give back for this payment (多付未退), in yuan."""
        return sum((refund.open_amount for refund in self.refunds), ZERO)

    @property
    def asked(self) -> Money:
        """What is asked from the debtors: the debt less what confirmed refunds bring, in yuan."""
        coming = (refund.open_amount for refund in self.refunds if is_confirmed(refund))
        return max(self.recovery.owed - sum(coming, ZERO), ZERO)

    @property
    def demands(self) -> tuple[date, ...]:
        """The days on which demand letters were sent, oldest first."""
        days = (act.done_on for act in self.actions if act.kind == "demand" and act.done_on)
        return tuple(sorted(days))


def parts_of(file: FundFile, recovery: Recovery) -> RecoveryParts:
    """The parts of this recovery, receipts in the order of the bank's days."""
    key = recovery.id
    receipts = [r for r in file.repayment_receipts if r.recovery_id == key and r.received_on]
    return RecoveryParts(
        recovery=recovery,
        shares=tuple(share for share in file.debtor_shares if share.recovery_id == key),
        rows=tuple(row for row in file.repayment_rows if row.recovery_id == key),
        receipts=tuple(sorted(receipts, key=lambda r: r.received_on or date.max)),
        actions=tuple(act for act in file.recovery_actions if act.recovery_id == key),
        refunds=tuple(refund for refund in file.refunds if refund.recovery_id == key),
    )


def stand_on(parts: RecoveryParts, on: date, calendar: WorkCalendar | None) -> RecoveryStand:
    """Where it stands at the end of a day.

    After a write-off it is the stand of the memo ledger: what was written off, what came later.
    Receipts made before the plan stand ahead of it; what a refund took off the debt shortens the
    plan from its end. Without a signed plan the whole is due on the day the notice set.
    """
    it = parts.recovery
    later = it.written_off > 0
    opening = it.written_off if later else it.opening
    refunded = max(it.written_off - it.outstanding, ZERO) if later else it.refunded
    before, on_plan = (_lines(receipts) for receipts in _sorted_out(parts))
    plan = plan_of(parts.rows, calendar) if parts.is_agreed else ()
    if not plan and it.pay_by is not None and opening > refunded:
        plan = (_one(1, it.pay_by, opening - refunded, calendar),)
    first = sum((line.amount for line in before if line.received_on <= on), ZERO)
    planned = sum((row.amount for row in plan), ZERO)
    plan = _relieved(plan, first + planned - (opening - refunded))
    if it.accelerated_on is not None:
        plan = _accelerated(plan, it.accelerated_on)
    return stand(
        opening,
        as_of=on,
        before=before,
        instalments=plan,
        receipts=on_plan,
        refunded=refunded,
    )


def plan_of(rows: Sequence[RepaymentRow], calendar: WorkCalendar | None) -> tuple[Instalment, ...]:
    """The rows as instalments, their days moved over holidays again from the nominal ones."""
    days = [(row.nominal_on or row.due_on, row.amount) for row in rows]
    known = [(day, amount) for day, amount in days if day is not None]
    return tuple(
        _one(number, day, amount, calendar) for number, (day, amount) in enumerate(known, start=1)
    )


def _one(number: int, nominal: date, amount: Money, calendar: WorkCalendar | None) -> Instalment:
    label = f"第 {number} 期应还日"
    due: Due = DueDate(day=nominal, text=f"{label} {nominal.isoformat()}", start=nominal)
    if calendar is not None:
        due = calendar.roll(nominal, label=label)
    return Instalment(number=number, nominal=nominal, due=due, amount=amount)


def allocated(
    parts: RecoveryParts, found: RecoveryStand
) -> dict[str, tuple[tuple[int, Money], ...]]:
    """Receipt → the instalments it paid: (number, sum in yuan); nothing for one ahead of the plan."""
    _, on_plan = _sorted_out(parts)
    sums: dict[str, list[tuple[int, Money]]] = {}
    for part in found.allocations:
        assert part.target is not None, "a receipt says itself what of it paid costs"
        sums.setdefault(on_plan[part.receipt].id, []).append((part.target, part.amount))
    return {key: tuple(rows) for key, rows in sums.items()}


def _sorted_out(
    parts: RecoveryParts,
) -> tuple[tuple[RepaymentReceipt, ...], tuple[RepaymentReceipt, ...]]:
    """The receipts ahead of the plan, and those on it; without a plan all count towards the day
    the notice set."""
    it = parts.recovery
    later = it.written_off > 0
    own = [r for r in parts.receipts if r.to_debt > 0 and r.after_write_off == later]
    if not parts.is_agreed:
        return ((), tuple(own)) if it.pay_by is not None else (tuple(own), ())
    made = min((row.created_at for row in parts.rows if row.created_at), default=None)
    early = [r for r in own if made is not None and r.created_at and r.created_at < made]
    return tuple(early), tuple(r for r in own if r not in early)


def _lines(receipts: Sequence[RepaymentReceipt]) -> list[ReceiptLine]:
    return [
        ReceiptLine(received_on=r.received_on, amount=r.to_debt, payer=r.payer_name)
        for r in receipts
        if r.received_on is not None
    ]


def _relieved(plan: tuple[Instalment, ...], excess: Money) -> tuple[Instalment, ...]:
    """The plan without ``excess`` yuan, taken off its last instalments."""
    rows: list[Instalment] = []
    for row in reversed(plan):
        off = min(max(excess, ZERO), row.amount)
        excess -= off
        if row.amount > off:
            rows.append(replace(row, amount=row.amount - off))
    return tuple(reversed(rows))


def _accelerated(plan: tuple[Instalment, ...], on: date) -> tuple[Instalment, ...]:
    """Everything that was not due yet is due on the day the whole was called in."""
    due = DueDate(day=on, text=f"{on.isoformat()} 宣布全部到期", start=on)
    return tuple(
        replace(row, due=due) if (row.due.day or row.nominal) > on else row for row in plan
    )
