"""Who must sign the agreement, who has, and the day the last act fell on (人民调解法 §29)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.domain.checks.base import (
    AGREEMENT_PAPER,
    blocking,
    bound_parties,
    is_person,
    stand_ins_of,
)
from mediation_app.domain.files import CaseFile
from mediation_app.domain.papers import Paper, Signature, SignerKind, SignMethod
from mediation_app.domain.parties import AgentScope, Party, PartyRole
from mediation_app.errors import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Somebody who must sign, with the signature once it is there."""

    kind: SignerKind
    name: str
    party_id: str = ""
    signature: Signature | None = None


def agreement_paper(file: CaseFile) -> Paper | None:
    """The agreement that lies on the table: the last one produced."""
    papers = [paper for paper in file.papers if paper.kind == AGREEMENT_PAPER]
    return papers[-1] if papers else None


def agreement_signatures(file: CaseFile) -> tuple[Signature, ...]:
    """Signatures on the agreement as it now stands; earlier, other texts do not count."""
    paper = agreement_paper(file)
    if paper is None:
        return ()
    same = {
        p.id
        for p in file.papers
        if p.kind == AGREEMENT_PAPER and (not p.content_hash or p.same_text(paper))
    }
    return tuple(s for s in file.signatures if s.paper_id in same and s.signed_on is not None)


def signers(file: CaseFile) -> tuple[Signer, ...]:
    """Everybody who must sign the agreement, in the order of the paper."""
    signed = agreement_signatures(file)
    found = [_party_signer(file, party, signed) for party in bound_parties(file)]
    for kind, name in (
        (SignerKind.MEDIATOR, "人民调解员"),
        (SignerKind.RECORDER, "记录人"),
        (SignerKind.COMMITTEE, "人民调解委员会印章"),
    ):
        hit = next((s for s in signed if s.kind is kind), None)
        found.append(Signer(kind=kind, name=hit.name if hit and hit.name else name, signature=hit))
    return tuple(found)


def _party_signer(file: CaseFile, party: Party, signed: tuple[Signature, ...]) -> Signer:
    hit = next((s for s in signed if s.party_id == party.id and _valid(party, s)), None)
    if hit is not None:
        return Signer(kind=SignerKind.PARTY, name=party.name, party_id=party.id, signature=hit)
    for stand_in in stand_ins_of(file, party.id):
        hit = next((s for s in signed if s.party_id == stand_in.id), None)
        if hit is not None and _may_sign(stand_in):
            return Signer(
                kind=SignerKind.AGENT, name=stand_in.name, party_id=party.id, signature=hit
            )
    return Signer(kind=SignerKind.PARTY, name=party.name, party_id=party.id)


def _valid(party: Party, signature: Signature) -> bool:
    # An organisation's own act is its seal; its people sign as agents.
    return is_person(party) or signature.method is SignMethod.SEAL


def _may_sign(stand_in: Party) -> bool:
    if stand_in.is_a(PartyRole.GUARDIAN):
        return True
    return stand_in.agent_scope is AgentScope.SPECIAL or (
        "sign_agreement" in stand_in.agent_scope_items
    )


def signature_checks(file: CaseFile) -> tuple[Reason, ...]:
    """Every signature or seal that is missing."""
    return tuple(
        blocking(
            "checks.signature_missing",
            f"signatures/{signer.party_id or signer.kind.value}",
            name=signer.name,
        )
        for signer in signers(file)
        if signer.signature is None
    )


def last_act(file: CaseFile) -> tuple[date, str] | None:
    """The day of the last signature and one sentence why it is the effective date."""
    done = [
        (s.signature.signed_on, s.name)
        for s in signers(file)
        if s.signature is not None and s.signature.signed_on is not None
    ]
    if not done:
        return None
    day = max(when for when, _ in done)
    names = "、".join(name for when, name in done if when == day)
    first = min(when for when, _ in done)
    if first == day:
        return day, f"各方当事人、调解员签名及调委会盖章均在 {day.isoformat()} 完成"
    return day, f"最后签名或盖章为 {names}，{day.isoformat()}，以此为生效日期"
