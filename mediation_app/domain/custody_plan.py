"""What comes off compensation kept for somebody unknown: the fund's own advances (§3.7, §1.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mediation_app.domain.custody import Custody
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundKind
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import RecoveryState
from mediation_app.domain.recovery_plan import parts_of

_KINDS = (FundKind.RESCUE, FundKind.FUNERAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """How much of the compensation pays back one advance, in yuan."""

    application_id: str
    recovery_id: str
    number: str
    kind: FundKind
    amount: Money
    officer_id: str = ""


def deductions(case: CaseFile, custody: Custody) -> tuple[Deduction, ...]:
    """The victim's own advances that are still owed, rescue before funeral, up to what came in.

    What others give back as an over-payment is not asked from the compensation.
    """
    left = custody.held
    found: list[Deduction] = []
    for kind in _KINDS:
        for fund in case.funds:
            application = fund.application
            if application.kind is not kind or application.victim_id != custody.victim_id:
                continue
            for recovery in fund.recoveries:
                if recovery.state is RecoveryState.RECOVERED:
                    continue
                part = min(parts_of(fund, recovery).asked + recovery.costs_open, left)
                if part <= 0:
                    continue
                left -= part
                found.append(
                    Deduction(
                        application_id=application.id,
                        recovery_id=recovery.id,
                        number=recovery.number,
                        kind=kind,
                        amount=part,
                        officer_id=recovery.officer_id,
                    )
                )
    return tuple(found)


def deducted(parts: Sequence[Deduction], kind: FundKind) -> Money:
    """The sum of one kind, in yuan."""
    return sum((part.amount for part in parts if part.kind is kind), ZERO)


def working(custody: Custody, parts: Sequence[Deduction]) -> str:
    """The arithmetic in one line: what came in, what comes off, what is kept."""
    off = [format_money(part.amount) for part in parts]
    kept = custody.held - sum((part.amount for part in parts), ZERO)
    return " − ".join((format_money(custody.held), *off)) + f" = {format_money(kept)}"
