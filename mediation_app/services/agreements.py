"""The agreement's own use cases: drafting it from the losses, signatures, the leader's override."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.checks.base import AGREEMENT_PAPER
from mediation_app.domain.checks.signatures import agreement_paper
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Office, Role
from mediation_app.domain.papers import Paper, Signature, SignerKind, SignMethod
from mediation_app.domain.workflow.mediation import DESK
from mediation_app.errors import InvalidInput, NotAllowed

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork
    from mediation_app.domain.files import CaseFile
    from mediation_app.services.base import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFacts:
    """A signature as it is entered. ``paper_id`` empty = the agreement that lies on the table."""

    kind: SignerKind
    signed_on: date
    party_id: str = ""
    person_id: str = ""
    name: str = ""
    method: SignMethod = SignMethod.SIGNATURE
    paper_id: str = ""


def proposed(file: CaseFile, context: Context, on: date, actor: Actor) -> CaseFile:
    """The case with an agreement drafted from its losses (not stored)."""
    from mediation_app.domain.agreement_draft import DraftFrame, draft_agreement
    from mediation_app.services.reckoning import reckoned

    if not actor.has(Role.MEDIATOR, Role.CLERK):
        raise NotAllowed("cases.desk_only")
    with context.store.read(actor) as reader:
        offices = reader.records(Office)
    due = context.rulebook.reckon("insurer.pay", on)
    frame = DraftFrame(
        on=on,
        office=offices[0] if offices else None,
        due_on=due.day if due is not None else None,
    )
    return draft_agreement(file, reckoned(file, context, on), frame)


def override(unit: UnitOfWork, actor: Actor, case_id: str, reason: str) -> CaseFile:
    """Write the reason of a leader or of the fund's approver, with his name, into the agreement
    (the caller commits)."""
    if not actor.has(Role.LEADER, Role.APPROVER):
        raise NotAllowed("cases.leader_only")
    if not reason.strip():
        raise InvalidInput("cases.reason_missing", field="override_reason")
    file = unit.case_file(case_id)
    agreement = file.agreement
    if agreement is None:
        raise NotAllowed("workflow.no_agreement")
    if agreement.effective_on is not None:
        raise NotAllowed("cases.signed")
    text = f"{reason.strip()}（{actor.name}）"
    unit.change(agreement, replace(agreement, override_reason=text[:200]))
    return unit.case_file(case_id)


def sign(
    unit: UnitOfWork, context: Context, actor: Actor, case_id: str, facts: SignatureFacts
) -> CaseFile:
    """Store one signature; makes the paper's row when none was produced yet."""
    if not actor.has(*DESK):
        raise NotAllowed("cases.desk_only")
    if facts.signed_on > today(context.clock):
        raise InvalidInput("cases.date_ahead", field="signed_on")
    file = unit.case_file(case_id)
    if file.case.effective_on is not None and not facts.paper_id:
        raise NotAllowed("cases.signed")
    paper = _paper(unit, file, facts)
    party = file.party(facts.party_id) if facts.party_id else None
    if facts.kind in (SignerKind.PARTY, SignerKind.AGENT):
        if party is None:
            raise InvalidInput("cases.unknown_party", field="party_id")
    elif not (facts.name or facts.person_id):
        raise InvalidInput("cases.signer_missing", field="name")
    agreement = file.agreement
    if (
        paper.kind == AGREEMENT_PAPER
        and agreement is not None
        and agreement.drafted_on is not None
        and facts.signed_on < agreement.drafted_on
    ):
        raise InvalidInput("cases.signed_early", field="signed_on")
    unit.add(
        Signature(
            id=new_id(),
            case_id=case_id,
            paper_id=paper.id,
            kind=facts.kind,
            party_id=facts.party_id,
            person_id=facts.person_id,
            name=facts.name or (party.name if party is not None else ""),
            method=facts.method,
            signed_on=facts.signed_on,
        )
    )
    return unit.case_file(case_id)


def _paper(unit: UnitOfWork, file: CaseFile, facts: SignatureFacts) -> Paper:
    if facts.paper_id:
        found = next((p for p in file.papers if p.id == facts.paper_id), None)
        if found is None:
            raise InvalidInput("cases.unknown_paper", field="paper_id")
        return found
    known = agreement_paper(file)
    if known is not None:
        return known
    agreement = file.agreement
    if agreement is None:
        raise NotAllowed("workflow.no_agreement")
    return unit.add(
        Paper(
            id=new_id(),
            case_id=file.case.id,
            kind=AGREEMENT_PAPER,
            subject_id=agreement.id,
            title="人民调解协议书",
            number=agreement.number or file.case.number,
            copies=max(agreement.copies, 1),
            issued_on=agreement.drafted_on,
        )
    )
