"""Who is hurt, what was handed in, what the police tell: the facts of the intake of an application."""

from __future__ import annotations

from mediation_app.documents.context.cases import dated
from mediation_app.documents.context.fund_costs import (
    bill,
    funeral,
    funeral_home,
    injury_of,
    window,
)
from mediation_app.documents.context.fund_letters import (
    UNITS,
    attorney,
    inquiry,
    not_accepted,
    supplement,
    term,
)
from mediation_app.documents.context.funds import accident_day, application_of
from mediation_app.documents.context.parties import age_on, gender, name_of
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.vehicles import compulsory_of
from mediation_app.documents.context.words import (
    Slot,
    Tree,
    box,
    day,
    day_text,
    joined,
    phone_text,
    text,
)
from mediation_app.domain.fund import FundApplication, FundKind, Material
from mediation_app.domain.losses import Outcome
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.vehicles import Vehicle

_LETTERS = "甲乙丙丁戊己庚辛壬癸"


def fund_intake(scene: Scene) -> dict[str, object]:
    """``fund_notice``, ``funeral``, ``materials``, ``supplement``, ``not_accepted``,
    ``casualties``, ``fund_bill``, ``window``, ``attorney``, ``inquiry``, ``hardship``."""
    return {
        "fund_notice": fund_notice(scene),
        "funeral": funeral(scene),
        "hardship": {"is_on": "hardship_enabled" in scene.wording.switches},
        "materials": materials(scene),
        "supplement": supplement(scene),
        "not_accepted": not_accepted(scene),
        "casualties": casualties(scene),
        "fund_bill": bill(scene),
        "window": window(scene),
        "attorney": attorney(scene),
        "inquiry": inquiry(scene),
    }


# F01 --------------------------------------------------------------------------------------------


def fund_notice(scene: Scene) -> Tree:
    """``fund_notice``: the police tell the fund whom it may have to pay for."""
    it = application_of(scene)
    together = _told_together(scene)
    motor = [vehicle for vehicle in scene.file.vehicles if vehicle.is_motor]
    kinds = {other.kind for other in together}
    dead = any(_is_dead(scene, other) for other in together)
    places = dict.fromkeys(_whereabouts(scene, other) for other in together)
    return {
        "number": text(it.notice_number, width=10, empty=""),
        "date": dated(day(it.notice_on)),
        "place": text(joined(places), width=14),
        "victims": [_casualty(scene, other) for other in together]
        or [{name: text("") for name in _CASUALTY}] * 2,
        "vehicles": [_vehicle(scene, n, vehicle) for n, vehicle in enumerate(motor)]
        or [
            {"title": text(f"车辆{_LETTERS[n]}")} | {name: text("") for name in _VEHICLE}
            for n in range(1 if it.id else 2)
        ],
        "box_rescue": box(ticked=FundKind.RESCUE in kinds and bool(it.id)),
        "box_funeral": box(ticked=FundKind.FUNERAL in kinds),
        "box_finding": box(ticked=bool(scene.file.accident.finding_number)),
        "box_insurance": box(ticked=bool(motor) and all(_is_insured(scene, v) for v in motor)),
        "box_fled": box(ticked=scene.file.accident.hit_and_run),
        "box_body": box(ticked=dead and bool(_body_notice(scene))),
        "officer": text(scene.file.accident.police_officer, width=6, empty=""),
        "phone": text(phone_text(scene.file.accident.police_phone), width=8, empty=""),
    }


_CASUALTY = ("state", "name", "gender_age", "id_number", "place", "kind")
_VEHICLE = ("plate", "owner", "driver", "insurer", "policy_number", "period")


def _told_together(scene: Scene) -> list[FundApplication]:
    """This application, and others of the case that the same notice is about."""
    it = application_of(scene)
    if not it.id:
        return []
    same = [
        file.application
        for file in scene.file.funds
        if it.notice_number
        and file.application.id != it.id
        and file.application.notice_number == it.notice_number
    ]
    return [it, *same]


def _casualty(scene: Scene, it: FundApplication) -> Tree:
    party = scene.file.party(it.victim_id) or Party(id="", case_id="")
    years = age_on(party.birth_date, accident_day(scene) or scene.today)
    shown = (gender(party), f"{years}岁" if years is not None else "")
    values = (
        "死亡" if _is_dead(scene, it) else "受伤",
        name_of(party),
        joined(shown, "，"),
        party.id_number or ("身份不明" if party.identity_unknown else ""),
        _whereabouts(scene, it),
        it.kind.label,
    )
    return {name: text(value) for name, value in zip(_CASUALTY, values, strict=True)}


def _whereabouts(scene: Scene, it: FundApplication) -> str:
    """Where the victim is now: the hospital, or the funeral home of the dead."""
    return (_is_dead(scene, it) and funeral_home(scene, it)) or it.hospital


def _vehicle(scene: Scene, number: int, vehicle: Vehicle) -> Tree:
    policy = compulsory_of(scene, vehicle)
    none = policy is not None and policy.none_found
    dates = (policy.starts_on, policy.ends_on) if policy and not none else (None, None)
    name = _LETTERS[number] if number < len(_LETTERS) else str(number + 1)
    values = (
        vehicle.plate,
        scene.party_name(vehicle.owner_id),
        scene.party_name(vehicle.driver_id),
        "未投保" if none else scene.party_name(policy.insurer_id) if policy else "",
        policy.number if policy and not none else "",
        joined((day_text(one) if one else "" for one in dates), "至"),
    )
    row = {key: text(value) for key, value in zip(_VEHICLE, values, strict=True)}
    return {"title": text(f"车辆{name}"), **row}


def _is_insured(scene: Scene, vehicle: Vehicle) -> bool:
    """Whether there is something to enclose: a policy, or the answer that there is none."""
    return compulsory_of(scene, vehicle) is not None


def _is_dead(scene: Scene, it: FundApplication) -> bool:
    found = injury_of(scene, it)
    return it.kind is FundKind.FUNERAL or (found is not None and found.outcome is Outcome.DEAD)


def _body_notice(scene: Scene) -> str:
    found = injury_of(scene, application_of(scene))
    return found.body_notice_number if found else ""


# F06 --------------------------------------------------------------------------------------------


def materials(scene: Scene) -> Tree:
    """``materials``: what was handed in, and what of the required is not there."""
    it = application_of(scene)
    known = scene.fund.materials if scene.fund else ()
    shown = [m for m in known if m.present or (m.required and not m.waived_reason.strip())]
    absent = [m.name for m in shown if not m.present]
    empty = {name: text("") for name in _MATERIAL}
    by_unit = it.applicant_kind in UNITS and bool(it.id)
    return {
        "rows": [_material(n, m) for n, m in enumerate(shown, 1)]
        or [{**empty, "no": Slot(str(n), blank=str(n))} for n in range(1, 2 if it.id else 13)],
        "has_rows": any(m.present for m in shown),
        "end": Slot("以下空白" if it.id else "", empty="", blank=""),
        "verdict": text(
            "" if not it.id else f"缺：{joined(absent)}" if absent else "必备材料齐全", width=20
        ),
        "giver": text((it.handler_name if by_unit else it.applicant_name), width=6, empty=""),
        "receiver": text(scene.person(it.created_by), width=6, empty=""),
    }


_MATERIAL = ("no", "name", "copies", "form", "pages", "complete", "note")


def _material(number: int, it: Material) -> Tree:
    form = "原件" if it.original else "复印件"
    values = (
        str(number),
        it.name,
        f"{it.copies}" if it.present else "",
        form if it.present else "",
        str(it.pages) if it.pages and it.present else "",
        "是" if it.present else "未交",
        it.note if it.present else "",
    )
    return {name: text(value) for name, value in zip(_MATERIAL, values, strict=True)}


# F13 --------------------------------------------------------------------------------------------


def casualties(scene: Scene) -> Tree:
    """``casualties``: who was hurt or killed, and the terms the notice tells them."""
    hurt = [scene.file.party(injury.party_id) for injury in scene.file.injuries]
    found = [p for p in hurt if p is not None] or list(scene.file.parties_with(PartyRole.VICTIM))
    accident = scene.file.accident
    return {
        "are_known": bool(found or accident.deaths or accident.injured or scene.file.funds),
        "names": text(joined(dict.fromkeys(name_of(p) for p in found)), width=10, inline=True),
        "has_hardship": "hardship_enabled" in scene.wording.switches,
        "review": Slot(term(scene, "review_days", "材料齐全后", unknown="在规定期限内")),
        "pay": Slot(term(scene, "pay_days", "同意垫付后", unknown="在规定期限内")),
        "funeral": Slot(term(scene, "funeral_days", "材料齐全后", unknown="在规定期限内")),
        "on": dated(day(scene.file.case.rights_told_on)),
        "has_basis": bool(scene.wording.basis.get(scene.kind)),
    }
