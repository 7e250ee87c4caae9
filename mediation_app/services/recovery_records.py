"""What recovery writes and lists: effects of its steps, receipts, book entries, rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.fund_terms import Terms
from mediation_app.domain.ids import new_id
from mediation_app.domain.records import Money
from mediation_app.domain.recovery import (
    DebtorShare,
    Recovery,
    RecoveryAction,
    RecoveryState,
    RepaymentReceipt,
    RepaymentRow,
)
from mediation_app.domain.workflow.engine import Step
from mediation_app.errors import NotFound
from mediation_app.services.fund_reckoning import fund_in, with_fund

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader

# What a step documents as an act of recovery (R10 counts them).
ACTIONS = {
    "tell": "notice",
    "demand": "demand",
    "sue": "lawsuit",
    "enforce": "enforcement",
    "enforced_out": "enforcement",
    "hold": "inquiry",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryRow:
    """One recovery in a list, sums in yuan."""

    recovery_id: str
    application_id: str
    case_id: str
    number: str
    state: RecoveryState
    state_label: str
    debtors: str
    opening: Money
    recovered: Money
    outstanding: Money
    limitation_on: date | None
    next_due: date | None


def effects(
    recovery: Recovery,
    file: FundFile,
    step: Step,
    on: date,
    facts: Mapping[str, Any],
    terms: Terms,
) -> dict[str, Any]:
    """What a step changes in the recovery beside its state."""
    if step.event == "hold":
        return {"review_on": terms.calendar.add_days(on, terms.rules.recovery_review_days).day}
    if step.event == "tell":
        return {"review_on": None}
    if step.event == "agree":
        last = max((row.due_on for row in file.repayment_rows if row.due_on), default=on)
        term = terms.limitation(last)
        return {"limitation_on": term.day, "limitation_why": term.why}
    if step.event == "receive":
        amount: Decimal = facts["amount"]
        if recovery.written_off > 0:
            return {"recovered_after": recovery.recovered_after + amount}
        return {"recovered": recovery.recovered + amount}
    if step.event == "ask_write_off":
        return {
            "write_off_ground": str(facts["ground"]),
            "write_off_checker_id": "",
            "write_off_approver_id": "",
        }
    if step.event == "write_off":
        return {
            "written_off": recovery.outstanding,
            "write_off_number": str(facts["approval_number"]),
        }
    return {}


def recovery_of(file: FundFile) -> Recovery:
    """The recovery of a file. Raises NotFound."""
    found = file.recovery
    if found is None:
        raise NotFound("recovery.none")
    return found


def loaded(reader: Reader, recovery_id: str) -> tuple[CaseFile, FundFile, Recovery]:
    """Case, fund file and recovery by the key of the recovery. Raises NotFound."""
    known = reader.get(Recovery, recovery_id)
    case = reader.case_file(known.case_id)
    file = fund_in(case, known.application_id)
    # the recovery that is asked for stands last, where ``FundFile.recovery`` looks
    rest = tuple(r for r in file.recoveries if r.id != recovery_id)
    own = next(r for r in file.recoveries if r.id == recovery_id)
    file = replace(file, recoveries=(*rest, own))
    return with_fund(case, file), file, own


def receipt_of(recovery: Recovery, facts: Mapping[str, Any]) -> RepaymentReceipt:
    """The receipt of money that came to the fund's account."""
    return RepaymentReceipt(
        id=new_id(),
        case_id=recovery.case_id,
        recovery_id=recovery.id,
        debtor_id=str(facts.get("debtor_id") or ""),
        payer_name=str(facts["payer_name"]),
        amount=facts["amount"],
        received_on=facts["received_on"],
        bank_serial=str(facts["bank_serial"]),
    )


def booked(file: FundFile, facts: Mapping[str, Any], serial: int) -> LedgerEntry:
    """The entry of the last receipt in the fund's book."""
    receipt = file.repayment_receipts[-1]
    on: date = facts["received_on"]
    recovery = recovery_of(file)
    after = "核销后追回 " if recovery.written_off > 0 else ""
    return LedgerEntry(
        id=new_id(),
        kind=LedgerKind.RECOVERED,
        booked_on=on,
        amount=receipt.amount,
        case_id=recovery.case_id,
        subject_id=receipt.id,
        note=f"{after}{recovery.number} {receipt.payer_name}".strip(),
        serial=serial,
        number_year=on.year,
        bank_serial=receipt.bank_serial,
    )


def action_of(recovery: Recovery, kind: str, on: date, result: str) -> RecoveryAction:
    """A documented act of recovery."""
    return RecoveryAction(
        id=new_id(),
        case_id=recovery.case_id,
        recovery_id=recovery.id,
        done_on=on,
        kind=kind,
        result=result,
    )


def row_of(reader: Reader, recovery: Recovery) -> RecoveryRow:
    """A recovery as a line of a list."""
    shares = reader.records(DebtorShare, recovery_id=recovery.id)
    rows = reader.records(RepaymentRow, recovery_id=recovery.id)
    paid, due = recovery.recovered, None
    for row in rows:
        paid -= row.amount
        if paid < 0:
            due = row.due_on
            break
    return RecoveryRow(
        recovery_id=recovery.id,
        application_id=recovery.application_id,
        case_id=recovery.case_id,
        number=recovery.number,
        state=recovery.state,
        state_label=recovery.state.label,
        debtors="、".join(dict.fromkeys(share.name for share in shares if share.name)),
        opening=recovery.opening,
        recovered=recovery.recovered,
        outstanding=recovery.outstanding,
        limitation_on=recovery.limitation_on,
        next_due=due,
    )
