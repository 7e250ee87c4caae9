"""Who may apply for what (申请人资格), and what proves it.

Rescue costs: the hospital of the treatment, the victim, his relatives; funeral costs: relatives,
for a deceased nobody knows the funeral home or the police; hardship aid: victim and relatives.
An agent may act for any of them with a letter of authority (授权委托书).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import ApplicantKind as A
from mediation_app.domain.fund import FundApplication, FundKind, Material
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.losses import Injury, Outcome
from mediation_app.domain.names import same_name
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.errors import Reason

OF_AGE = 18
_NATURAL = (A.VICTIM, A.RELATIVE, A.AGENT)
_FOR_KIND: Mapping[FundKind, tuple[A, ...]] = {
    FundKind.RESCUE: (A.HOSPITAL, A.VICTIM, A.RELATIVE, A.AGENT),
    FundKind.FUNERAL: (A.RELATIVE, A.AGENT, A.FUNERAL_HOME, A.POLICE),
    FundKind.HARDSHIP: (A.VICTIM, A.RELATIVE, A.AGENT),
}


def kinds_for(case: CaseFile, injury: Injury, rules: FundRules) -> tuple[FundKind, ...]:
    """The kinds of aid there are for a victim; hardship only where the profile has it."""
    found = [FundKind.RESCUE]
    if injury.outcome is Outcome.DEAD:
        rescued = injury.rescue_started_at is not None or any(
            t.injury_id == injury.id for t in case.treatments
        )
        found = [FundKind.RESCUE, FundKind.FUNERAL] if rescued else [FundKind.FUNERAL]
    if rules.hardship_enabled:
        found.append(FundKind.HARDSHIP)
    return tuple(found)


def applicants_for(kind: FundKind, victim: Party | None, injury: Injury | None) -> tuple[A, ...]:
    """Who may apply for this kind for this victim, the usual one first."""
    dead = injury is not None and injury.outcome is Outcome.DEAD
    unknown = victim is not None and victim.identity_unknown
    found = []
    for who in _FOR_KIND[kind]:
        if who is A.VICTIM and dead:
            continue
        if who in (A.FUNERAL_HOME, A.POLICE) and not unknown:
            continue
        if who in (A.VICTIM, A.RELATIVE) and unknown and kind is FundKind.FUNERAL:
            continue
        found.append(who)
    return tuple(found)


def standing_reasons(case: CaseFile, file: FundFile, on: date) -> tuple[Reason, ...]:
    """What is wrong with the applicant's standing; papers that may still come only warn."""
    application = file.application
    victim = case.party(application.victim_id)
    injury = next((i for i in case.injuries if i.party_id == application.victim_id), None)
    who = application.applicant_kind
    place = f"fund/{application.id}/applicant_kind"
    if who not in applicants_for(application.kind, victim, injury):
        code = _why_not(who, application.kind, injury)
        return (_reason(code, place, who=who.label, what=application.kind.label),)
    found: list[Reason] = []
    if who is A.HOSPITAL:
        found += _hospital(case, application)
    if who is A.VICTIM and _minor(victim, on):
        found.append(_reason("standing_minor", place))
    if who is A.RELATIVE and not application.applicant_relation.strip():
        found.append(_reason("standing_relation", f"fund/{application.id}/applicant_relation"))
    if who is A.AGENT:
        found += _agent(case, application, on)
    if who in _NATURAL and not application.applicant_id_number.strip():
        found.append(_reason("standing_id", f"fund/{application.id}/applicant_id_number"))
    if who is A.RELATIVE and _lacks(file.materials, "kinship"):
        found.append(_reason("standing_kinship", _materials(application), blocking=False))
    if who is A.AGENT and _lacks(file.materials, "power_of_attorney"):
        found.append(_reason("standing_authority", _materials(application), blocking=False))
    return tuple(found)


def _why_not(who: A, kind: FundKind, injury: Injury | None) -> str:
    if who is A.VICTIM and injury is not None and injury.outcome is Outcome.DEAD:
        return "standing_dead"
    if who in (A.FUNERAL_HOME, A.POLICE) and kind is FundKind.FUNERAL:
        return "standing_identified"
    return "standing_kind"


def _hospital(case: CaseFile, application: FundApplication) -> list[Reason]:
    """Only the hospital that treated him, as it stands in the case."""
    place = f"fund/{application.id}/hospital"
    if application.hospital and not same_name(application.applicant_name, application.hospital):
        return [_reason("standing_other_hospital", place, hospital=application.hospital)]
    treated = {
        name
        for treatment in case.treatments
        for name in (treatment.hospital, _name(case.party(treatment.hospital_party_id)))
        if name
    }
    if treated and not any(same_name(application.hospital, name) for name in treated):
        told = "、".join(sorted(treated))
        return [_reason("standing_not_treated", place, hospital=application.hospital, treated=told)]
    return []


def _agent(case: CaseFile, application: FundApplication, on: date) -> list[Reason]:
    place = f"fund/{application.id}/applicant_name"
    agent = case.party(application.applicant_party_id)
    if agent is None or not agent.is_a(PartyRole.AGENT):
        return [_reason("standing_no_agent", place)]
    found = []
    giver = case.party(agent.represents_id)
    family = (PartyRole.RELATIVE, PartyRole.GUARDIAN, PartyRole.HOSPITAL)
    if giver is None or not (giver.id == application.victim_id or giver.is_a(*family)):
        found.append(_reason("standing_giver", place))
    if agent.authority_until is not None and agent.authority_until < on:
        told = agent.authority_until.isoformat()
        found.append(_reason("standing_authority_over", place, until=told))
    return found


def _minor(victim: Party | None, on: date) -> bool:
    if victim is None or victim.birth_date is None:
        return False
    born = victim.birth_date
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years < OF_AGE


def _lacks(materials: tuple[Material, ...], code: str) -> bool:
    found = next((m for m in materials if m.code == code), None)
    return found is None or not (found.present or found.waived_reason.strip())


def _name(party: Party | None) -> str:
    return party.name if party is not None else ""


def _materials(application: FundApplication) -> str:
    return f"fund/{application.id}/materials"


def _reason(code: str, place: str, *, blocking: bool = True, **params: str) -> Reason:
    return Reason(code=f"fund.{code}", place=place, blocking=blocking, params=tuple(params.items()))
