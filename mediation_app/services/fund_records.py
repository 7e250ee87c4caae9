"""What a step writes beside the application: numbers, history, the book, the recovery."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.domain.calendar import first_day_after_years
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.custody import Custody
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    FundApplication,
    FundKind,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import local_day
from mediation_app.domain.numbers import official_number
from mediation_app.domain.offices import Actor
from mediation_app.domain.parties import Liability, Party, PartyRole
from mediation_app.domain.recovery import DebtorBasis, DebtorShare, Recovery, RecoveryState
from mediation_app.domain.recovery_sums import suggest_shares
from mediation_app.domain.refunds import Refund
from mediation_app.domain.vehicles import PolicyKind
from mediation_app.domain.workflow.engine import Step
from mediation_app.domain.workflow.fund_effects import VOIDING, Act
from mediation_app.domain.workflow.recovery import NEW, RECOVERY
from mediation_app.domain.workflow.refunds import REFUND
from mediation_app.services.fund_reckoning import fund_in, office_of, with_fund
from mediation_app.services.posting import post

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork

ZERO = Decimal("0.00")


def after_step(
    unit: UnitOfWork, act: Act, file: FundFile, *, source: str, booked: int = 0
) -> FundFile:
    """Store a step: draw its number, append its history, book and open what it entails."""
    step, year = act.step, act.occurred_on.year
    number = ""
    if step.number_series:
        serial = unit.draw_number(step.number_series, year)
        number = official_number(step.number_series, office_of(unit), year, serial)
        file = _numbered(file, step, number, year, serial)
    told = dict(act.facts) | ({"number": number} if number else {}) | _fallen(unit, act)
    rows = [step_taken("fund", step, act.application, act.actor, act.occurred_on, source, told)]
    case = act.case
    if step.number_series == "fund_payment":
        # stored first, so that the register of numbers ties the number to the order
        case, file = _stored_first(unit, case, file)
    if step.event == "confirm_paid":
        case, file, opened = _paid(unit, act, case, file, booked)
        rows.extend(opened)
    if step.event == "adjust":
        rows.append(_refund_opened(act, file.refunds[-1]))
    after = replace(with_fund(case, file), steps=(*case.steps, *rows))
    return fund_in(unit.save(case, after), act.application.id)


def _fallen(unit: UnitOfWork, act: Act) -> dict[str, Any]:
    """What a voided decision was: its number stays in the register, marked void, and in history."""
    if act.step.event == "correct_account":
        return {"old_account": act.application.payee_account}
    if act.step.event not in VOIDING:
        return {}
    before = act.application
    told = {"voided_number": before.decision_number, "voided_amount": before.approved}
    if act.text("payee_name") or act.text("payee_account"):
        told |= {"old_payee": before.payee_name, "old_account": before.payee_account}
    if before.decision_number and before.decided_on:
        unit.void_number(
            "fund_decision", before.decided_on.year, before.decision_number, reason=act.step.label
        )
    return told


def step_taken(
    process: str,
    step: Step,
    subject: FundApplication | Recovery | Refund | Custody,
    actor: Actor,
    occurred_on: date,
    source: str,
    facts: Mapping[str, Any],
) -> StepTaken:
    """The row of history that a step leaves."""
    kept = {name: _plain(value) for name, value in facts.items() if name != "late_reason"}
    return StepTaken(
        id=new_id(),
        case_id=subject.case_id,
        subject_id=subject.id,
        process=process,
        event=step.event,
        source=source,
        target=step.target,
        occurred_on=occurred_on,
        late_reason=str(facts.get("late_reason") or "").strip(),
        person_id=actor.person_id,
        person_name=actor.name,
        for_person_id=actor.giver.person_id if actor.giver else "",
        for_person_name=actor.giver.name if actor.giver else "",
        note=str(facts.get("opinion") or facts.get("note") or facts.get("reason") or ""),
        facts=json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else "",
    )


def _refund_opened(act: Act, refund: Refund) -> StepTaken:
    step = REFUND.find(NEW, "open")
    assert step is not None
    facts = {"amount": refund.amount, "cause": refund.cause, "debtor": refund.debtor_name}
    return step_taken(REFUND.name, step, refund, act.actor, act.occurred_on, NEW, facts)


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _numbered(file: FundFile, step: Step, number: str, year: int, serial: int) -> FundFile:
    application = file.application
    if step.number_series == "fund":
        if not application.number:
            application = replace(application, number=number, number_year=year, serial=serial)
    elif step.number_series in ("fund_decision", "fund_not_accepted"):
        application = replace(application, decision_number=number)
    elif step.number_series == "fund_payment":
        last = replace(file.payments[-1], number=number, number_year=year, serial=serial)
        return replace(file, payments=(*file.payments[:-1], last))
    return replace(file, application=application)


def _stored_first(unit: UnitOfWork, case: CaseFile, file: FundFile) -> tuple[CaseFile, FundFile]:
    order = unit.add(file.payments[-1])
    before = fund_in(case, file.application.id)
    case = with_fund(case, replace(before, payments=(*before.payments, order)))
    return case, replace(file, payments=(*file.payments[:-1], order))


# Paid -------------------------------------------------------------------------------------------


def _paid(
    unit: UnitOfWork, act: Act, case: CaseFile, file: FundFile, booked: int
) -> tuple[CaseFile, FundFile, list[StepTaken]]:
    paid = next(p for p in reversed(file.payments) if p.state is PaymentState.PAID)
    rows: list[StepTaken] = []
    if file.application.kind is not FundKind.HARDSHIP:  # that one is a grant, not an advance
        case, file, rows = _opened(unit, act, case, file, paid)
    post(
        unit,
        LedgerEntry(
            id=new_id(),
            kind=LedgerKind.PAID_OUT,
            booked_on=act.occurred_on,
            amount=-paid.amount,
            case_id=file.application.case_id,
            subject_id=paid.id,
            note=paid.purpose,
            serial=booked,
            number_year=act.occurred_on.year,
            bank_serial=paid.bank_serial,
        ),
    )
    return case, file, rows


def _opened(
    unit: UnitOfWork, act: Act, case: CaseFile, file: FundFile, paid: Payment
) -> tuple[CaseFile, FundFile, list[StepTaken]]:
    """R1: the recovery of this payment, with the debtors the case suggests."""
    on = act.occurred_on
    serial = unit.draw_number("recovery", on.year)
    accident = act.case.accident
    fled = accident.hit_and_run and accident.occurred_at is not None
    limitation = act.terms.limitation(on)
    told = act.terms.told(on)
    recovery = Recovery(
        id=new_id(),
        case_id=file.application.case_id,
        application_id=file.application.id,
        payment_id=paid.id,
        number=official_number("recovery", office_of(unit), on.year, serial),
        state=RecoveryState.OPEN,
        state_since=on,
        opening=paid.amount,
        opened_on=on,
        limitation_on=limitation.day,
        limitation_why=limitation.why,
        review_on=told.day,
        write_off_from=first_day_after_years(
            local_day(accident.occurred_at), act.terms.rules.writeoff_years
        )
        if fled and accident.occurred_at is not None
        else None,
        acted_on=on,
        next_step="送达追偿告知书",
        next_step_on=told.day or on + timedelta(days=2 * act.terms.rules.recovery_notice_days),
    )
    step = RECOVERY.find(NEW, "open")
    assert step is not None
    row = step_taken(RECOVERY.name, step, recovery, act.actor, on, NEW, {"opening": paid.amount})
    shares = suggested_debtors(act.case, file.application, recovery)
    # stored before anything else that carries a number, so that the register ties it rightly
    stored = unit.add(recovery)
    before = fund_in(case, file.application.id)
    case = with_fund(case, replace(before, recoveries=(*before.recoveries, stored)))
    file = replace(
        file,
        recoveries=(*file.recoveries, stored),
        debtor_shares=(*file.debtor_shares, *shares),
    )
    return case, file, [row]


def suggested_debtors(
    case: CaseFile, application: FundApplication, recovery: Recovery
) -> tuple[DebtorShare, ...]:
    """Liable persons by their fault, each insurer beside its insured; a clerk confirms them.

    Insurer and insured are alternative debtors (``joint``), so the shares may add up to more
    than the debt.
    """
    liable = [
        party
        for party in case.parties_with(PartyRole.DRIVER, PartyRole.RIDER)
        if party.id != application.victim_id and party.liability is not Liability.NONE
    ]
    if not liable:
        return ()
    known = all(party.share for party in liable)
    weights = [Decimal(party.share or 0) if known else Decimal(1) for party in liable]
    amounts = suggest_shares(recovery.opening, weights)
    found: list[DebtorShare] = []
    for party, amount in zip(liable, amounts, strict=True):
        insurers = _insurers(case, party)
        found.append(_share(recovery, DebtorBasis.LIABLE, party, amount, joint=bool(insurers)))
        found.extend(
            _share(recovery, DebtorBasis.INSURER, insurer, amount, joint=True)
            for insurer in insurers
        )
    return tuple(replace(share, position=place) for place, share in enumerate(found, start=1))


def debtors_after_gross_payment(
    case: CaseFile, application: FundApplication, recovery: Recovery
) -> tuple[DebtorShare, ...]:
    """The insurer paid the victim the whole sum: both sides return by fault share (§5.1).

    Empty while the shares of fault are not known.
    """
    sides = [
        party
        for party in case.parties
        if party.share
        and (party.id == application.victim_id or party.is_a(PartyRole.DRIVER, PartyRole.RIDER))
    ]
    if not any(party.id == application.victim_id for party in sides) or len(sides) < 2:
        return ()
    sides.sort(key=lambda party: party.id == application.victim_id)
    amounts = suggest_shares(recovery.outstanding, [Decimal(p.share or 0) for p in sides])
    found = []
    for place, (party, amount) in enumerate(zip(sides, amounts, strict=True), start=1):
        victim = party.id == application.victim_id
        basis = DebtorBasis.COMPENSATED if victim else DebtorBasis.LIABLE
        found.append(replace(_share(recovery, basis, party, amount, joint=False), position=place))
    return tuple(found)


def _insurers(case: CaseFile, driver: Party) -> tuple[Party, ...]:
    own = {vehicle.id for vehicle in case.vehicles if vehicle.driver_id == driver.id}
    found: dict[str, Party] = {}
    for policy in case.policies:
        if policy.vehicle_id in own and policy.kind is not PolicyKind.OTHER:
            insurer = case.party(policy.insurer_id)
            if insurer is not None:
                found[insurer.id] = insurer
    return tuple(found.values())


def _share(
    recovery: Recovery, basis: DebtorBasis, party: Party, amount: Decimal, *, joint: bool
) -> DebtorShare:
    return DebtorShare(
        id=new_id(),
        case_id=recovery.case_id,
        recovery_id=recovery.id,
        basis=basis,
        party_id=party.id,
        name=party.name,
        amount=amount,
        joint=joint,
    )


__all__ = ["after_step", "debtors_after_gross_payment", "step_taken", "suggested_debtors"]
