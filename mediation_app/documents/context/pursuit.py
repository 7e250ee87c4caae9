"""What a paper of recovery (追偿) or a statistical return looks at beside the case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.calendar import WorkCalendar
from mediation_app.domain.files import FundFile
from mediation_app.domain.parties import Party
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import (
    DebtorBasis,
    DebtorShare,
    Recovery,
    RecoveryAction,
    RepaymentReceipt,
    RepaymentRow,
)
from mediation_app.domain.recovery_plan import parts_of, stand_on
from mediation_app.domain.recovery_sums import RecoveryStand
from mediation_app.domain.refund_rules import given_back
from mediation_app.errors import AppError

if TYPE_CHECKING:
    from mediation_app.documents.context.scene import Scene

DEMAND = "demand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pursuit:
    """One recovery, and whom or what the paper is about: a debtor, a receipt, the nth demand, an
    insurer. ``key`` is the subject's, by which an earlier edition and its number are found."""

    recovery: Recovery
    key: str = ""
    debtor: DebtorShare | None = None
    repayment: RepaymentReceipt | None = None
    demand: int = 0
    insurer: Party | None = None


def pursuit_of(scene: Scene) -> Pursuit | None:
    """The recovery of the scene; that of its application when no other was chosen."""
    if scene.pursuit is not None:
        return scene.pursuit
    if scene.fund is None or scene.fund.recovery is None:
        return None
    return Pursuit(recovery=scene.fund.recovery, key=scene.fund.recovery.id)


def shares_of(fund: FundFile, recovery: Recovery) -> tuple[DebtorShare, ...]:
    """Who owes this recovery something."""
    return tuple(share for share in fund.debtor_shares if share.recovery_id == recovery.id)


def bound_shares(fund: FundFile, recovery: Recovery) -> tuple[DebtorShare, ...]:
    """Those who may sign a plan: debtors that are no insurer, else all."""
    every = shares_of(fund, recovery)
    return tuple(s for s in every if s.basis is not DebtorBasis.INSURER) or every


def rows_of(fund: FundFile, recovery: Recovery) -> tuple[RepaymentRow, ...]:
    """The plan of instalments."""
    return tuple(row for row in fund.repayment_rows if row.recovery_id == recovery.id)


def receipts_of(fund: FundFile, recovery: Recovery) -> tuple[RepaymentReceipt, ...]:
    """What came back, in the order of the bank's days."""
    mine = [r for r in fund.repayment_receipts if r.recovery_id == recovery.id]
    return tuple(sorted(mine, key=lambda receipt: receipt.received_on or date.max))


def actions_of(fund: FundFile, recovery: Recovery, kind: str = "") -> tuple[RecoveryAction, ...]:
    """Documented acts of recovery, of one kind when it is named."""
    return tuple(
        action
        for action in fund.recovery_actions
        if action.recovery_id == recovery.id and (not kind or action.kind == kind)
    )


def stand_of(
    fund: FundFile, recovery: Recovery, on: date, calendar: WorkCalendar | None
) -> RecoveryStand | None:
    """Where the recovery stood at the end of a day; None when its sums cannot be right.

    Reckoned like its page, but a write-off leaves the papers' sums as they were, refunds count as
    soon as they are confirmed, and a plan that nobody signed has no instalments yet.
    """
    given = given_back(fund, recovery, on)
    parts = parts_of(fund, replace(recovery, refunded=given, written_off=ZERO))
    if parts.rows and not parts.is_agreed:
        parts = replace(parts, recovery=replace(parts.recovery, pay_by=None))
    try:
        return stand_on(parts, on, calendar)
    except AppError:  # more came than was owed: the page of the recovery says so
        return None


def came_by(receipts: Iterable[RepaymentReceipt], on: date) -> Money:
    """What had come back by the end of a day."""
    return sum((r.amount for r in receipts if r.received_on and r.received_on <= on), ZERO)
