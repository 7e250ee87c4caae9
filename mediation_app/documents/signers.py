"""Who is expected to sign a paper, and who has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.context import Scene
from mediation_app.documents.context.desk import forgivers
from mediation_app.documents.context.fund_letters import attorney_of, inquiry
from mediation_app.documents.context.funds import application_of
from mediation_app.documents.context.pursuit import bound_shares, pursuit_of
from mediation_app.documents.context.recoveries import share_name
from mediation_app.domain.checks.base import bound_parties, is_stand_in, stand_ins_of
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import ApplicantKind
from mediation_app.domain.papers import Signature, SignerKind
from mediation_app.domain.parties import Party, PartyRole, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Somebody who signs a paper: a party (or who stands in), a person of the office, a seal."""

    kind: SignerKind
    name: str
    party_id: str = ""
    person_id: str = ""


def expected(kind: PaperKind, scene: Scene) -> tuple[Expected, ...]:
    """Everybody who signs a paper of this kind, in its order."""
    found: list[Expected] = []
    for word in kind.signers:
        rule = _RULES.get(word)
        if rule is not None:
            found.extend(rule(scene))
    return tuple(found)


def signed_by(file: CaseFile, signer: Expected, signatures: tuple[Signature, ...]) -> bool:
    """Whether one of the signatures is this signer's, or that of who may stand in."""
    if signer.party_id:
        ids = {signer.party_id, *(p.id for p in stand_ins_of(file, signer.party_id))}
        return any(s.party_id in ids for s in signatures)
    same = [s for s in signatures if s.kind is signer.kind and not s.party_id]
    if signer.kind in (SignerKind.COMMITTEE, SignerKind.UNIT):
        return bool(same)
    return any(
        (signer.person_id and s.person_id == signer.person_id) or s.name == signer.name
        for s in same
    ) or (bool(same) and not signer.name)


def _of_parties(parties: list[Party]) -> list[Expected]:
    return [
        Expected(kind=SignerKind.PARTY, name=party.name, party_id=party.id) for party in parties
    ]


def _parties(scene: Scene) -> list[Expected]:
    return _of_parties(list(bound_parties(scene.file)))


def _applicants(scene: Scene) -> list[Expected]:
    return _of_parties([p for p in bound_parties(scene.file) if p.side is Side.APPLICANT])


def _attendees(scene: Scene) -> list[Expected]:
    session = scene.session
    if session is None:
        return []
    present = [party for party in scene.file.parties if party.id in session.attendee_ids]
    ids = {
        party.represents_id if is_stand_in(party) else party.id
        for party in present
        if party.side is not Side.HELPER
    }
    return _of_parties([party for party in bound_parties(scene.file) if party.id in ids])


def _mediator(scene: Scene) -> list[Expected]:
    session, case = scene.session, scene.file.case
    person = session.mediator_id if session and session.mediator_id else case.mediator_id
    name = session.mediator_name if session and session.mediator_name else scene.person(person)
    return [Expected(kind=SignerKind.MEDIATOR, name=name, person_id=person)]


def _recorder(scene: Scene) -> list[Expected]:
    case = scene.file.case
    name = scene.session.recorder_name if scene.session else ""
    return [
        Expected(
            kind=SignerKind.RECORDER,
            name=name or scene.person(case.recorder_id),
            person_id=case.recorder_id,
        )
    ]


def _committee(scene: Scene) -> list[Expected]:
    return [Expected(kind=SignerKind.COMMITTEE, name=scene.office.name)]


def _registrar(scene: Scene) -> list[Expected]:
    return _person(scene, scene.file.case.registrar_id)


def _payee(scene: Scene) -> list[Expected]:
    pay = scene.instalment
    party = scene.file.party(pay.payee_id) if pay is not None else None
    return _of_parties([party]) if party is not None else []


def _principal(scene: Scene) -> list[Expected]:
    party = scene.file.party(scene.agent.represents_id) if scene.agent else None
    return _of_parties([party]) if party is not None else []


def _agent(scene: Scene) -> list[Expected]:
    return _of_parties([scene.agent]) if scene.agent is not None else []


def _one_party(scene: Scene) -> list[Expected]:
    return _of_parties([scene.party]) if scene.party is not None else []


def _forgivers(scene: Scene) -> list[Expected]:
    return _of_parties(forgivers(scene.file))


def _visitor(scene: Scene) -> list[Expected]:
    name = scene.follow_up.visitor_name if scene.follow_up else ""
    return [Expected(kind=SignerKind.OFFICER, name=name)] if name else []


def _person(scene: Scene, person_id: str) -> list[Expected]:
    if not person_id:
        return []
    return [Expected(kind=SignerKind.OFFICER, name=scene.person(person_id), person_id=person_id)]


def _applicant(scene: Scene) -> list[Expected]:
    it = application_of(scene)
    party = scene.file.party(it.applicant_party_id)
    if party is not None:
        return _of_parties([party])
    return [Expected(kind=SignerKind.PARTY, name=it.applicant_name)]


def _handler(scene: Scene) -> list[Expected]:
    return [Expected(kind=SignerKind.OFFICER, name=application_of(scene).handler_name)]


def _applicant_unit(scene: Scene) -> list[Expected]:
    it = application_of(scene)
    return [Expected(kind=SignerKind.UNIT, name=it.hospital or it.applicant_name)]


def _promiser(scene: Scene) -> list[Expected]:
    it = application_of(scene)
    if it.applicant_kind in (ApplicantKind.RELATIVE, ApplicantKind.AGENT):
        return _applicant(scene)
    victim = scene.file.party(it.victim_id)
    return _of_parties([victim]) if victim is not None else []


def _seat(name: str) -> Callable[[Scene], list[Expected]]:
    return lambda scene: _person(scene, getattr(application_of(scene), name))


def _maker(scene: Scene) -> list[Expected]:
    return _person(scene, scene.payment.maker_id if scene.payment else "")


def _payment_checker(scene: Scene) -> list[Expected]:
    return _person(scene, scene.payment.checker_id if scene.payment else "")


def _victims(scene: Scene) -> list[Expected]:
    hurt = {injury.party_id for injury in scene.file.injuries}
    return _of_parties([p for p in scene.file.parties if p.id in hurt or p.is_a(PartyRole.VICTIM)])


def _police_officer(scene: Scene) -> list[Expected]:
    return [Expected(kind=SignerKind.OFFICER, name=scene.file.accident.police_officer)]


def _police_unit(scene: Scene) -> list[Expected]:
    return [Expected(kind=SignerKind.UNIT, name=scene.file.accident.police_unit)]


def _inquired_unit(scene: Scene) -> list[Expected]:
    return [Expected(kind=SignerKind.UNIT, name=str(inquiry(scene)["addressee"]))]


def _by_office(name: str) -> Callable[[Scene], list[Expected]]:
    """Somebody of another house, who is known by the office only."""
    return lambda _scene: [Expected(kind=SignerKind.OFFICER, name=name)]


def _of_authority(place: int) -> Callable[[Scene], list[Expected]]:
    """The principal (0) or the agent (1) of the authority for the fund."""

    def rule(scene: Scene) -> list[Expected]:
        party = attorney_of(scene)[place]
        if party is None or not party.name:
            return []
        if party.id:
            return _of_parties([party])
        return [Expected(kind=(SignerKind.PARTY, SignerKind.AGENT)[place], name=party.name)]

    return rule


def _of_recovery(*seats: str) -> Callable[[Scene], list[Expected]]:
    """Who sits in the first of these seats of the recovery that is taken."""

    def rule(scene: Scene) -> list[Expected]:
        pursuit = pursuit_of(scene)
        if pursuit is None:
            return []
        return _person(scene, next(filter(None, (getattr(pursuit.recovery, s) for s in seats)), ""))

    return rule


def _debtors(scene: Scene) -> list[Expected]:
    """Who signs a plan of repayment: the debtor of the paper, else all that are bound."""
    pursuit = pursuit_of(scene)
    if pursuit is None or scene.fund is None:
        return []
    bound = bound_shares(scene.fund, pursuit.recovery)
    shares = (pursuit.debtor,) if pursuit.debtor is not None else bound
    return [
        Expected(kind=SignerKind.PARTY, name=share_name(scene, share), party_id=share.party_id)
        for share in shares
    ]


def _fund_unit(scene: Scene) -> list[Expected]:
    return [Expected(kind=SignerKind.UNIT, name=scene.office.fund_manager)]


_RULES: Mapping[str, Callable[[Scene], list[Expected]]] = {
    "parties": _parties,
    "applicants": _applicants,
    "attendees": _attendees,
    "mediator": _mediator,
    "recorder": _recorder,
    "committee": _committee,
    "registrar": _registrar,
    "payee": _payee,
    "principal": _principal,
    "agent": _agent,
    "visitor": _visitor,
    "party": _one_party,
    "forgivers": _forgivers,
    "applicant": _applicant,
    "applicant_handler": _handler,
    "applicant_unit": _applicant_unit,
    "promiser": _promiser,
    "clerk": _seat("clerk_id"),
    "checker": _seat("checker_id"),
    "approver": _seat("approver_id"),
    "payment_maker": _maker,
    "payment_checker": _payment_checker,
    "fund_unit": _fund_unit,
    "recovery_officer": _of_recovery("officer_id"),
    "recovery_receiver": _of_recovery("receiver_id"),
    "write_off_preparer": _of_recovery("preparer_id", "officer_id"),
    "write_off_checker": _of_recovery("write_off_checker_id"),
    "write_off_approver": _of_recovery("write_off_approver_id"),
    "debtors": _debtors,
    "victims": _victims,
    "police_officer": _police_officer,
    "police_unit": _police_unit,
    "inquired_unit": _inquired_unit,
    "intake": _seat("created_by"),
    "doctor": _by_office("主治医师"),
    "department_head": _by_office("科主任"),
    "fund_principal": _of_authority(0),
    "fund_agent": _of_authority(1),
}
KNOWN_SIGNERS = frozenset(_RULES)
