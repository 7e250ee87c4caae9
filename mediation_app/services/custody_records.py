"""What a step of custody writes: the record, the custody ledger, the recoveries it pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.custody import Custody, CustodyEntry, CustodyKind
from mediation_app.domain.custody_plan import Deduction, deducted, deductions
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundKind
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor
from mediation_app.domain.recovery import RecoveryState
from mediation_app.domain.recovery_plan import parts_of
from mediation_app.domain.workflow.recovery import RECOVERY
from mediation_app.services.fund_reckoning import Reckoner, with_fund
from mediation_app.services.fund_records import step_taken
from mediation_app.services.recovery_records import (
    chosen,
    followed_up,
    received,
    recovery_of,
    with_recovery,
)

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork

LEDGER = "custody_ledger"
_CLAIM = (
    "claimant_name", "claimant_relation", "claimant_id_number", "claimant_account_name",
    "claimant_bank", "claimant_account", "police_document", "heirs_proof",
)  # fmt: skip
_NOBODY = {"claim_clerk_id": "", "checker_id": "", "approver_id": "", "releaser_id": ""}


def changed_by(it: Custody, event: str, on: date, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a step changes in the record beside its state and its seat."""
    amount: Decimal = facts.get("amount", Decimal("0.00"))
    if event == "interest":
        return {"interest": it.interest + amount}
    if event == "claim":
        claim = {name: str(facts[name]).strip() for name in _CLAIM}
        nobody = {**_NOBODY, "approved_amount": Decimal("0.00")}
        return {**nobody, **claim, "claimed_on": on}
    if event == "reject":
        empty: dict[str, Any] = dict.fromkeys(_CLAIM, "")
        return {**_NOBODY, **empty, "claimed_on": None, "approved_amount": Decimal("0.00")}
    if event == "approve":
        return {"approved_amount": amount}
    if event in ("release", "release_part"):
        return {"released": it.released + amount}
    return {}


def entry(
    unit: UnitOfWork,
    it: Custody,
    kind: CustodyKind,
    amount: Decimal,
    on: date,
    *,
    bank_serial: str,
    note: str,
    recovery_id: str = "",
) -> CustodyEntry:
    """One line of the custody ledger, with its own gap-free serial number."""
    return CustodyEntry(
        id=new_id(),
        case_id=it.case_id,
        custody_id=it.id,
        kind=kind,
        booked_on=on,
        amount=amount,
        bank_serial=bank_serial,
        recovery_id=recovery_id,
        note=note.strip(),
        serial=unit.draw_number(LEDGER, on.year),
        number_year=on.year,
    )


def taken_off(
    unit: UnitOfWork,
    reckoner: Reckoner,
    actor: Actor,
    case: CaseFile,
    it: Custody,
    on: date,
    bank_serial: str,
) -> tuple[CaseFile, Custody]:
    """The fund's own advances come off: normal receipts of their recoveries, which are closed.

    Who booked the compensation in is the receiver, who takes it off confirms: two people.
    """
    parts = deductions(case, it)
    entries: list[CustodyEntry] = []
    for part in parts:
        entries.append(
            entry(
                unit,
                it,
                CustodyKind.DEDUCTED,
                -part.amount,
                on,
                bank_serial=bank_serial,
                note=f"扣还{part.kind.label} {part.number}",
                recovery_id=part.recovery_id,
            )
        )
        case = _paid_back(unit, reckoner, actor, case, it, part, on, bank_serial)
    after = replace(
        it,
        rescue_deducted=it.rescue_deducted + deducted(parts, FundKind.RESCUE),
        funeral_deducted=it.funeral_deducted + deducted(parts, FundKind.FUNERAL),
    )
    return replace(case, custody_entries=(*case.custody_entries, *entries)), after


def _paid_back(
    unit: UnitOfWork,
    reckoner: Reckoner,
    actor: Actor,
    case: CaseFile,
    it: Custody,
    part: Deduction,
    on: date,
    bank_serial: str,
) -> CaseFile:
    case, file, recovery = chosen(case, part.application_id, part.recovery_id)
    terms = reckoner.terms(reckoner.rules(case, file.application))
    facts = {
        "amount": part.amount,
        "received_on": on,
        "bank_serial": bank_serial,
        "payer_name": it.payer_name,
        "note": f"自代管款 {it.number} 扣还",
    }
    history: list[StepTaken] = []
    source = recovery.state.value
    receive = RECOVERY.find(source, "receive")
    assert receive is not None, "a recovery that is owed can always receive"
    keeper = replace(recovery, receiver_id=it.keeper_id)
    file = received(unit, with_recovery(file, keeper), facts)
    history.append(step_taken(RECOVERY.name, receive, recovery, actor, on, source, facts))
    own = recovery_of(file)
    close = RECOVERY.find(source, "close")
    if close is not None and own.owed == 0 and parts_of(file, own).refunds_open == 0:
        closed = replace(own, state=RecoveryState.RECOVERED, state_since=on)
        file = with_recovery(file, closed)
        history.append(step_taken(RECOVERY.name, close, own, actor, on, source, {}))
    file = followed_up(case, file, on, terms, event="receive")
    return replace(with_fund(case, file), steps=(*case.steps, *history))
