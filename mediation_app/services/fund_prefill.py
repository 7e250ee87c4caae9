"""A new application filled from the case: no fact that the case knows is typed a second time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    ApplicantKind,
    BillLine,
    FundApplication,
    FundKind,
    FundSituation,
)
from mediation_app.domain.fund_materials import Wanted, material_rows
from mediation_app.domain.fund_review import material_kind
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Injury, Treatment
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.errors import NotFound
from mediation_app.rulebook import Code

ZERO = Decimal("0.00")

# The funeral services the fund pays for (丧葬服务费用); goods are reviewed by hand.
FUNERAL_LINES = ("遗体接运", "遗体存放", "火化", "骨灰寄存", "安葬")


def new_application(
    case: CaseFile,
    victim_id: str,
    kind: FundKind,
    *,
    applicant_kind: ApplicantKind | None = None,
    channel: str = "窗口",
    situation: FundSituation | None = None,
) -> FundApplication:
    """The draft, filled from accident, victim, treatment, relatives and prepayments."""
    victim = case.party(victim_id)
    injury = next((i for i in case.injuries if i.party_id == victim_id), None)
    if victim is None or injury is None:
        raise NotFound("fund.no_victim")
    treatment = _treatment(case, injury)
    hospital = _hospital(case, treatment)
    who = applicant_kind or _usual_applicant(case, victim, kind, hospital)
    applicant = _applicant(case, victim, who, hospital)
    insurer, others, note = _prepaid(case, victim_id)
    payee = _payee(case, kind, applicant, hospital)
    made = FundApplication(
        id=new_id(),
        case_id=case.case.id,
        kind=kind,
        situation=situation,
        channel=channel,
        applicant_kind=who,
        applicant_party_id=applicant.id if applicant else "",
        applicant_name=applicant.name if applicant else "",
        applicant_id_number=applicant.id_number if applicant else "",
        applicant_phone=applicant.phone if applicant else "",
        applicant_relation=applicant.relation if applicant else "",
        handler_name=hospital.contact_name if who is ApplicantKind.HOSPITAL and hospital else "",
        handler_phone=hospital.phone if who is ApplicantKind.HOSPITAL and hospital else "",
        victim_id=victim_id,
        injury_id=injury.id,
        hospital=hospital.name if hospital else (treatment.hospital if treatment else ""),
        admission_number=treatment.admission_number if treatment else "",
        rescue_started_at=injury.rescue_started_at if kind is FundKind.RESCUE else None,
        rescue_ended_at=injury.rescue_ended_at if kind is FundKind.RESCUE else None,
        condition=injury.diagnosis,
        claimed=treatment.unpaid if treatment and kind is FundKind.RESCUE else ZERO,
        insurer_paid=insurer if kind is FundKind.RESCUE else ZERO,
        others_paid=others if kind is FundKind.RESCUE else ZERO,
        others_paid_note=note if kind is FundKind.RESCUE else "",
        unsettled=treatment.unpaid if treatment and kind is FundKind.RESCUE else ZERO,
        payee_party_id=payee.id if payee else "",
        payee_name=(payee.account_name or payee.name) if payee else "",
        payee_bank=payee.account_bank if payee else "",
        payee_account=payee.account_number if payee else "",
    )
    return for_applicant(case, made, who) if who is ApplicantKind.POLICE else made


def for_applicant(
    case: CaseFile, application: FundApplication, who: ApplicantKind
) -> FundApplication:
    """The application with another kind of applicant, filled from the case anew.

    What is about the applicant and, where he is the payee, his account; all else stays.
    """
    victim = case.party(application.victim_id)
    if victim is None:
        return replace(application, applicant_kind=who)
    injury = next((i for i in case.injuries if i.party_id == application.victim_id), None)
    hospital = _hospital(case, _treatment(case, injury) if injury else None)
    applicant = _applicant(case, victim, who, hospital)
    accident = case.accident
    unit = who is ApplicantKind.HOSPITAL and hospital is not None
    police = who is ApplicantKind.POLICE
    changed = replace(
        application,
        applicant_kind=who,
        applicant_party_id=applicant.id if applicant else "",
        applicant_name=accident.police_unit if police else applicant.name if applicant else "",
        applicant_id_number=applicant.id_number if applicant else "",
        applicant_phone=accident.police_phone if police else applicant.phone if applicant else "",
        applicant_relation=applicant.relation if applicant else "",
        handler_name=_handler(case, hospital if unit else None, police=police),
        handler_phone=hospital.phone if unit and hospital else "",
    )
    if application.kind is FundKind.RESCUE:
        return changed
    payee = _payee(case, application.kind, applicant, hospital)
    return replace(
        changed,
        payee_party_id=payee.id if payee else "",
        payee_name=(payee.account_name or payee.name) if payee else "",
        payee_bank=payee.account_bank if payee else "",
        payee_account=payee.account_number if payee else "",
    )


def _handler(case: CaseFile, hospital: Party | None, *, police: bool) -> str:
    if police:
        return case.accident.police_officer
    return hospital.contact_name if hospital else ""


def _payee(
    case: CaseFile, kind: FundKind, applicant: Party | None, hospital: Party | None
) -> Party | None:
    """Who is paid: the hospital; for a funeral the applicant, else the funeral home.

    An agent is never paid: it is the one he acts for.
    """
    if kind is FundKind.RESCUE:
        return hospital
    homes = case.parties_with(PartyRole.FUNERAL_HOME)
    if applicant is not None and applicant.is_a(PartyRole.AGENT):
        giver = case.party(applicant.represents_id)
        applicant = giver if giver and not giver.is_a(PartyRole.VICTIM) else None
    return applicant or (homes[0] if homes else None)


def listed(
    case: CaseFile, file: FundFile, wanted: Sequence[tuple[Code, str]], rules: FundRules
) -> FundFile:
    """The file with its list of materials as the rules and its facts have it now (§4.2)."""
    rows = [
        Wanted(code=code.code, name=code.label, need=need, note=code.note) for code, need in wanted
    ]
    return replace(file, materials=material_rows(case, file, rows, rules))


def funeral_lines(application: FundApplication) -> tuple[BillLine, ...]:
    """The empty lines of a funeral bill."""
    return tuple(
        BillLine(
            id=new_id(),
            case_id=application.case_id,
            application_id=application.id,
            position=position,
            name=name,
        )
        for position, name in enumerate(FUNERAL_LINES, start=1)
    )


def new_file(
    case: CaseFile,
    application: FundApplication,
    wanted: Sequence[tuple[Code, str]],
    rules: FundRules | None = None,
) -> FundFile:
    """The draft with its list of materials."""
    return listed(case, FundFile(application=application), wanted, rules or FundRules())


def list_kind(case: CaseFile, application: FundApplication) -> str:
    """Which column of the material list holds."""
    return material_kind(application, case.party(application.victim_id))


# From the case ----------------------------------------------------------------------------------


def _treatment(case: CaseFile, injury: Injury) -> Treatment | None:
    own = [t for t in case.treatments if t.injury_id == injury.id]
    return max(own, key=lambda t: (t.unpaid, t.amount), default=None)


def _hospital(case: CaseFile, treatment: Treatment | None) -> Party | None:
    if treatment is not None and treatment.hospital_party_id:
        return case.party(treatment.hospital_party_id)
    hospitals = case.parties_with(PartyRole.HOSPITAL)
    if treatment is not None and treatment.hospital:
        return next((p for p in hospitals if p.name == treatment.hospital), None)
    return hospitals[0] if len(hospitals) == 1 else None


def _usual_applicant(
    case: CaseFile, victim: Party, kind: FundKind, hospital: Party | None
) -> ApplicantKind:
    if kind is FundKind.RESCUE and hospital is not None:
        return ApplicantKind.HOSPITAL
    if kind is FundKind.FUNERAL and victim.identity_unknown:
        return ApplicantKind.FUNERAL_HOME
    return ApplicantKind.RELATIVE if _relative(case, victim) else ApplicantKind.VICTIM


def _applicant(
    case: CaseFile, victim: Party, kind: ApplicantKind, hospital: Party | None
) -> Party | None:
    if kind is ApplicantKind.HOSPITAL:
        return hospital
    if kind is ApplicantKind.VICTIM:
        return victim
    if kind is ApplicantKind.FUNERAL_HOME:
        homes = case.parties_with(PartyRole.FUNERAL_HOME)
        return homes[0] if homes else None
    if kind is ApplicantKind.POLICE:
        return None
    if kind is ApplicantKind.AGENT:
        family = {p.id for p in case.parties if p.represents_id == victim.id}
        agents = case.parties_with(PartyRole.AGENT)
        own = [p for p in agents if p.represents_id == victim.id]
        theirs = [p for p in agents if p.represents_id in family]
        return next(iter((*own, *theirs)), None)
    return _relative(case, victim)


def _relative(case: CaseFile, victim: Party) -> Party | None:
    family = case.parties_with(PartyRole.RELATIVE, PartyRole.GUARDIAN)
    return next((p for p in family if p.represents_id in ("", victim.id)), None)


def _prepaid(case: CaseFile, victim_id: str) -> tuple[Decimal, Decimal, str]:
    """What compulsory insurers and others have paid for treatment, and who the others are."""
    insurer = others = ZERO
    payers: list[str] = []
    for paid in case.prepaid:
        if paid.victim_id != victim_id or "医疗" not in paid.purpose:
            continue
        if paid.from_compulsory:
            insurer += paid.amount
            continue
        others += paid.amount
        payer = case.party(paid.payer_id)
        name = payer.name if payer else "家属"
        if name not in payers:
            payers.append(name)
    return insurer, others, "、".join(payers) + "已付" if payers else ""
