"""Parties, their agents and guardians, and who signs (mediation.md §2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import Slot, Tree, count, day, numeral, phone_text, text
from mediation_app.domain.checks.base import bound_parties, stand_ins_of
from mediation_app.domain.parties import (
    Gender,
    IdKind,
    Liability,
    Party,
    PartyKind,
    PartyRole,
    Side,
)

_RESIDENT_LABEL = "公民身份号码"


def parties(scene: Scene) -> dict[str, object]:
    """``applicants``, ``respondents``, ``third_parties``, and all of them as ``parties``."""
    bound = bound_parties(scene.file)
    found: dict[str, object] = {}
    every: list[Tree] = []
    for name, side in (
        ("applicants", Side.APPLICANT),
        ("respondents", Side.RESPONDENT),
        ("third_parties", Side.THIRD),
    ):
        here = [party for party in bound if party.side is side]
        trees = [
            party_tree(scene, party, title_of(here, index)) for index, party in enumerate(here)
        ]
        found[name] = trees
        every.extend(trees)
    found["parties"] = every
    return found


def title_of(side: Sequence[Party], index: int) -> str:
    """申请人, or 申请人一, 申请人二 when there are several."""
    label = side[index].side.label
    return label if len(side) == 1 else label + numeral(index + 1)


def party_tree(scene: Scene, party: Party, title: str) -> Tree:
    """One party with everything its block may print."""
    person = party.kind is PartyKind.PERSON
    years = age_on(party.birth_date, scene.today)
    number, code = text(party.id_number, width=14), text(party.credit_code, width=14)
    agents = [_agent(scene, other, party) for other in stand_ins_of(scene.file, party.id)]
    return {
        "id": party.id,
        "title": title,
        "is_person": person,
        "name": text(name_of(party), width=8),
        "gender": gender(party),
        "ethnicity": text(party.ethnicity, width=3),
        "birth": day(party.birth_date),
        "age": count(years, "岁"),
        "id_label": id_label(party),
        "id_number": number,
        "credit_code": code,
        "any_number": text(party.id_number if person else party.credit_code, width=12),
        "id_or_code": number if person else code,
        "occupation": text(party.occupation, width=5),
        "phone": text(phone_text(party.phone or party.phone2), width=8),
        "address": text(_address(party), width=16),
        "household_address": text(party.household_address, width=16),
        "legal_representative": text(party.legal_representative, width=5),
        "legal_title": text(party.legal_representative_title, width=5),
        "contact": text(party.contact_name, width=5),
        "roles": text("、".join(PartyRole(role).label for role in party.roles)),
        "liability": text("" if party.liability is Liability.UNDECIDED else party.liability.label),
        "agents": agents,
    }


def name_of(party: Party) -> str:
    """The legal name; an unknown person is said to be one."""
    return party.name or ("身份不明" if party.identity_unknown else "")


def gender(party: Party | None) -> Slot:
    """性别; nothing when it is unknown."""
    known = party is not None and party.gender is not Gender.UNKNOWN
    return text(party.gender.label if party is not None and known else "", width=2)


def id_label(party: Party) -> str:
    """公民身份号码, or the kind of the other document."""
    if party.id_kind in (IdKind.RESIDENT, IdKind.NONE):
        return _RESIDENT_LABEL
    return f"{party.id_kind.label}号码"


def age_on(birth: date | None, on: date) -> int | None:
    """Completed years (周岁)."""
    if birth is None or birth > on:
        return None
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _address(party: Party) -> str:
    if party.kind is PartyKind.ORGANISATION:
        return party.address
    address = party.address or party.household_address
    return f"{party.employer}，{address}" if party.employer and address else address


def _agent(scene: Scene, agent: Party, principal: Party) -> Tree:
    guardian = agent.is_a(PartyRole.GUARDIAN)
    through = agent.represents_id != principal.id
    by = f"受{scene.party_name(agent.represents_id)}委托" if through else ""
    scope = agent.agent_scope.label if agent.agent_scope and not guardian else ""
    return {
        "id": agent.id,
        "title": stand_in_title(agent),
        "name": text(agent.name),
        "id_label": id_label(agent),
        "id_number": text(agent.id_number, width=14),
        "relation": text(agent.relation or by, width=4),
        "scope_text": text(f"代理权限：{scope}，" if scope else "", empty=""),
        "phone": text(phone_text(agent.phone)),
        "address": text(_address(agent), width=12),
    }


def stand_in_title(agent: Party) -> str:
    """法定代理人 or 委托代理人."""
    return "法定代理人" if agent.is_a(PartyRole.GUARDIAN) else "委托代理人"


def signer_label(scene: Scene, party: Party) -> str:
    """How a party stands on its line to sign, with who may sign for it."""
    notes = ["盖章"] if party.kind is PartyKind.ORGANISATION else []
    others = stand_ins_of(scene.file, party.id)
    notes += [f"{stand_in_title(other)}{other.name}" for other in others]
    if party.kind is PartyKind.ORGANISATION and not others and party.legal_representative:
        notes.append(f"负责人{party.legal_representative}")
    name = name_of(party) or "＿＿＿＿＿＿"
    return f"{name}（{'，'.join(notes)}）" if notes else name


def signer_lines(scene: Scene, chosen: Iterable[Party]) -> list[Tree]:
    """A line to sign for each party."""
    return [{"id": party.id, "label": signer_label(scene, party)} for party in chosen]


def signers(scene: Scene) -> Tree:
    """``signers``: every party the paper binds, and the applicants among them."""
    bound = bound_parties(scene.file)
    return {
        "parties": signer_lines(scene, bound),
        "applicants": signer_lines(scene, (p for p in bound if p.side is Side.APPLICANT)),
    }
