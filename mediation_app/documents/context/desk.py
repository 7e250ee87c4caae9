"""Papers at the mediation desk: refusal, evidence, service, addresses, accounts, hand-over,
forgiveness, postponement, settlement without us."""

from __future__ import annotations

from collections.abc import Iterable

from mediation_app.documents.context.agreements import account_of, payee_name
from mediation_app.documents.context.parties import (
    id_label,
    name_of,
    party_tree,
    stand_in_title,
    title_of,
)
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.vehicles import compulsory_of
from mediation_app.documents.context.words import (
    LINE,
    NOTHING,
    Slot,
    Tree,
    box,
    count,
    day_text,
    joined,
    moment,
    narrative,
    numeral,
    phone_text,
    text,
    words,
    yuan,
    yuan_text,
)
from mediation_app.domain.agreements import Instalment
from mediation_app.domain.checks.base import (
    INSURERS,
    bound_parties,
    dead,
    own_instalments,
    stand_ins_of,
)
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import capital
from mediation_app.domain.parties import Liability, Party, PartyKind, PartyRole, Side
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle

REFUSAL = "not_accepted_notice"
_LIABILITIES = (
    ("full", Liability.FULL),
    ("main", Liability.MAIN),
    ("equal", Liability.EQUAL),
    ("minor", Liability.MINOR),
    ("none", Liability.NONE),
)
_EVIDENCE_ROWS = 8


def desk(scene: Scene) -> dict[str, object]:
    """``refusal``, ``evidence``, ``addressee``, ``service``, ``payout``, ``handover``,
    ``forgiveness``, ``postponement``, ``settlement``, ``oral``."""
    return {
        "refusal": refusal(scene),
        "evidence": evidence(scene),
        "addressee": addressee(scene),
        "service": service(scene),
        "payout": payout(scene),
        "handover": handover(scene),
        "forgiveness": forgiveness(scene),
        "postponement": postponement(scene),
        "settlement": settlement(scene),
        "oral": oral(scene),
    }


# Refusal, evidence, service ---------------------------------------------------------------------


def refusal(scene: Scene) -> Tree:
    """``refusal``: its own number, the applicants it goes to."""
    drawn = [p.number for p in scene.file.papers if p.kind == REFUSAL and p.number]
    number = scene.number or (drawn[-1] if drawn else "")
    asking = _of_side(scene, Side.APPLICANT)
    return {
        "number": Slot(number, empty="　" * 8, blank=LINE * 10, inline=True),
        "addressees": text(joined(name_of(p) for p in asking), width=16),
        "rows": [{"name": text(name_of(party), width=8)} for party in asking],
    }


def _of_side(scene: Scene, side: Side) -> list[Party]:
    return [party for party in bound_parties(scene.file) if party.side is side]


def evidence(scene: Scene) -> Tree:
    """``evidence``: the attachments of the case; without any, rows to write in."""
    papers = {paper.id for paper in scene.file.papers}
    kept = [a for a in scene.file.attachments if a.subject_id not in papers]
    rows = [
        {
            "no": str(number),
            "name": text(joined((item.kind, item.name), " ")),
            "pages": count(item.pages, "页"),
            "note": text(" ".join(item.note.split()), empty=""),
            "is_listed": True,
        }
        for number, item in enumerate(kept, 1)
    ]
    empty = Slot("", empty="", blank="")
    spare = {"name": empty, "pages": empty, "note": empty, "is_listed": False}
    return {
        "rows": rows or [{"no": str(n), **spare} for n in range(1, _EVIDENCE_ROWS + 1)],
        "is_complete": bool(rows),
    }


def addressee(scene: Scene) -> Tree:
    """``addressee``: the party a paper of one party is about, and who may receive for it."""
    party = scene.party or Party(id="", case_id="")
    here = _of_side(scene, party.side)
    at = next((n for n, one in enumerate(here) if one.id == party.id), None)
    helpers = stand_ins_of(scene.file, party.id) if party.id else ()
    return {
        **party_tree(scene, party, title_of(here, at) if at is not None else "当事人"),
        "mail": text(party.address or party.household_address, width=16),
        "receiver": text(
            joined(f"{one.name}（{stand_in_title(one)}）" for one in helpers), empty="", width=10
        ),
        "receiver_phone": text(
            joined(phone_text(one.phone) for one in helpers if one.phone), empty="", width=10
        ),
    }


def service(scene: Scene) -> Tree:
    """``service``: the paper that is served, how many copies each gets, who gets it."""
    paper = scene.served
    chosen: Iterable[Party] = bound_parties(scene.file)
    if paper is not None and paper.kind == REFUSAL:
        chosen = _of_side(scene, Side.APPLICANT)
    return {
        "title": text(paper.title if paper else "", width=14),
        "number": text((paper.number or scene.file.case.number) if paper else "", width=10),
        "rows": [
            {
                "name": text(name_of(party), width=8),
                "address": text(party.address or party.household_address, width=14),
                "phone": text(phone_text(party.phone or party.phone2), width=8),
            }
            for party in chosen
        ],
    }


def oral(scene: Scene) -> Tree:
    """``oral``: the payments of an oral agreement, a line each."""
    lines = [
        f"（{numeral(n)}）{scene.party_name(pay.payer_id) or NOTHING}于"
        f"{day_text(pay.due_on) if pay.due_on else NOTHING}前以{pay.method.label}方式向"
        f"{payee_name(scene, pay)}支付{pay.purpose.label}{yuan_text(pay.amount)}"
        f"（大写：{capital(pay.amount)}）。"
        for n, pay in enumerate(own_instalments(scene.file), 1)
        if scene.file.case.id
    ]
    return {"payments": narrative("\n".join(lines), lines=3)}


# Money and insurer ------------------------------------------------------------------------------


def payout(scene: Scene) -> Tree:
    """``payout``: the account an agreed payment goes to, who pays it under whose policy."""
    pay = scene.instalment or Instalment(id="", case_id="", agreement_id="")
    payer = scene.file.party(pay.payer_id) if pay.payer_id else None
    payee = scene.file.party(pay.payee_id) if pay.payee_id else None
    name, bank, number = account_of(scene, pay) if pay.id else ("", "", "")
    policies = [p for p in scene.file.policies if payer is not None and p.insurer_id == payer.id]
    code = payee is not None and payee.kind is PartyKind.ORGANISATION
    insured = _insured(scene, policies)
    return {
        "payer": text(name_of(payer) if payer else "", width=14),
        "payer_said": text(name_of(payer) if payer else "", width=10, inline=True),
        "is_insurer": not scene.file.case.id or (payer is not None and payer.is_a(*INSURERS)),
        "policies": text(joined(_policy_text(scene, p) for p in policies), width=14, inline=True),
        "insured": text(joined(insured), width=6, inline=True),
        "insured_lines": [{"label": one} for one in insured] or [{"label": LINE * 6}],
        "payee": text(name_of(payee) if payee else "", width=10),
        "payee_id_label": "统一社会信用代码" if code else id_label(payee) if payee else "证件号码",
        "payee_id": text(
            (payee.credit_code if code else payee.id_number) if payee else "", width=14
        ),
        "payee_phone": text(phone_text(payee.phone or payee.phone2) if payee else "", width=10),
        "purpose": text(pay.purpose.label if pay.id else "", width=6),
        "amount": yuan(pay.amount) if pay.amount or not pay.id else text(""),
        "words": words(pay.amount),
        "account_name": text(name, width=10),
        "account_bank": text(bank, width=14),
        "account_number": text(number, width=14),
        "is_others": bool(payee and name and name != payee.name) or not pay.id,
    }


def _insured(scene: Scene, policies: Iterable[Policy]) -> list[str]:
    """The owners, else the drivers, of the vehicles insured."""
    found = []
    for policy in policies:
        vehicle = next((v for v in scene.file.vehicles if v.id == policy.vehicle_id), None)
        party = scene.file.party(vehicle.owner_id or vehicle.driver_id) if vehicle else None
        if party is not None and party.name:
            found.append(party.name)
    return list(dict.fromkeys(found))


def _policy_text(scene: Scene, policy: Policy) -> str:
    vehicle = next((v for v in scene.file.vehicles if v.id == policy.vehicle_id), None)
    number = f"保单号{policy.number}" if policy.number else ""
    return joined((vehicle.plate if vehicle else "", policy.kind.label, number), " ")


def handover(scene: Scene) -> Tree:
    """``handover``: the insurers that take the papers of the claim, the policies, the claimants."""
    insurers = [p for p in bound_parties(scene.file) if p.is_a(*INSURERS)]
    found = [p for p in scene.file.policies if not p.none_found]
    hurt = [p for p in _hurt(scene.file) if name_of(p)]
    return {
        "has_insurer": bool(insurers) or not scene.file.case.id,
        "insurers": text(joined(name_of(p) for p in insurers), width=16),
        "policies": text(joined((_policy_text(scene, p) for p in found), "；"), width=20),
        "claimants": text(joined(name_of(p) for p in hurt), width=14),
    }


# Forgiveness, postponement, settlement without us -----------------------------------------------


def _hurt(file: CaseFile) -> list[Party]:
    """The injured parties, those who died included."""
    ids = {injury.party_id for injury in file.injuries}
    return [p for p in file.parties if p.id in ids or p.is_a(PartyRole.VICTIM)]


def forgivers(file: CaseFile) -> list[Party]:
    """Who may forgive: the injured who live, the near relatives of those who died."""
    gone = dead(file)
    hurt = _hurt(file)
    found = [party for party in hurt if party.id not in gone]
    if any(party.id in gone for party in hurt):
        found += [p for p in file.parties if p.is_a(PartyRole.RELATIVE) and p not in found]
    return found


def forgiveness(scene: Scene) -> Tree:
    """``forgiveness``: who forgives whom. It is a paper of its own, never a condition of payment."""
    giving = forgivers(scene.file)
    ids = {party.id for party in giving}
    taking = [
        p
        for p in bound_parties(scene.file)
        if p.id not in ids
        and p.is_a(PartyRole.DRIVER, PartyRole.RIDER)
        and p.liability is not Liability.NONE
    ]
    gone = dead(scene.file)
    lost = [name_of(p) for p in scene.file.parties if p.id in gone]
    return {
        "givers": text(joined(name_of(p) for p in giving), width=12),
        "takers": text(joined(name_of(p) for p in taking), width=12),
        "lost": Slot(f"（系死者{joined(lost)}的近亲属）" if lost else "", empty="", blank=""),
        "lines": [{"label": name_of(p) or LINE * 6} for p in giving] or [{"label": LINE * 6}],
        "is_possible": bool(giving and taking) or not scene.file.case.id,
    }


def postponement(scene: Scene) -> Tree:
    """``postponement``: the session that is booked and was not held yet."""
    waiting = [s for s in scene.file.sessions if not s.held and s.starts_at is not None]
    booked = waiting[0] if waiting else None
    time = moment(booked.starts_at if booked else None)
    time.empty = time.blank
    return {"time": time, "place": text(booked.place if booked else "", empty="", width=12)}


def settlement(scene: Scene) -> Tree:
    """``settlement``: each side with vehicle and insurance, for an accident that hurt nobody."""
    it = scene.file.accident
    sides = [_side(scene, v, scene.file.party(v.driver_id)) for v in scene.file.vehicles]
    seen = {vehicle.driver_id for vehicle in scene.file.vehicles}
    on_foot = (PartyRole.PEDESTRIAN, PartyRole.RIDER)
    sides += [
        _side(scene, None, party)
        for party in bound_parties(scene.file)
        if party.id not in seen and party.is_a(*on_foot)
    ]
    while len(sides) < 2:
        sides.append(_side(scene, None, None))
    hurt = it.injured or it.deaths or scene.file.injuries
    return {
        "sides": [{"title": "甲乙丙丁戊己庚辛壬癸"[n : n + 1] or str(n + 1), **side}
                  for n, side in enumerate(sides)],
        "is_possible": not hurt,
    }  # fmt: skip


def _side(scene: Scene, vehicle: Vehicle | None, party: Party | None) -> Tree:
    policy = compulsory_of(scene, vehicle) if vehicle is not None else None
    other = next(
        (
            p
            for p in scene.file.policies
            if vehicle is not None
            and p.vehicle_id == vehicle.id
            and p.kind is not PolicyKind.COMPULSORY
        ),
        None,
    )
    insurers = dict.fromkeys(scene.party_name(p.insurer_id) for p in (policy, other) if p)
    numbers = dict.fromkeys(p.number for p in (policy, other) if p)
    blame = party.liability if party is not None else Liability.UNDECIDED
    return {
        "name": text(name_of(party) if party else "", empty=""),
        "id_number": text(party.id_number if party else "", empty=""),
        "phone": text(phone_text(party.phone or party.phone2) if party else "", empty=""),
        "vehicle": text(vehicle.kind.label if vehicle else "", empty=""),
        "plate": text(vehicle.plate if vehicle else "", empty=""),
        "insurer": text(joined(insurers), empty=""),
        "policy": text(joined(numbers), empty=""),
        "damage": text(" ".join(vehicle.damage.split()) if vehicle else "", empty=""),
        **{f"box_{key}": box(ticked=blame is value) for key, value in _LIABILITIES},
    }
