"""``sums``: the reckoning as the sheet 损害赔偿计算清单 prints it, every line to be followed by hand."""

from __future__ import annotations

from datetime import date

from mediation_app.documents.context.parties import name_of
from mediation_app.documents.context.scene import Scene, Sums
from mediation_app.documents.context.sums_allocation import (
    allocation,
    blank_allocation,
    limit_rows,
    shows_limits,
)
from mediation_app.documents.context.sums_basis import (
    blank_standards,
    full_names,
    mark,
    standard_rows,
    standards_of,
)
from mediation_app.documents.context.sums_losses import blank_section, payee_name, plus, section
from mediation_app.documents.context.sums_notes import notes
from mediation_app.documents.context.sums_payments import (
    account,
    blank_account,
    blank_payments,
    payment_rows,
    payments_total,
)
from mediation_app.documents.context.words import Slot, Tree, day, joined, text, words
from mediation_app.domain.checks.base import bound_parties
from mediation_app.domain.compensation.inputs import (
    CommercialCover,
    CompulsoryCover,
    Duty,
    Ground,
    SideKind,
)
from mediation_app.domain.compensation.inputs import Side as RoadSide
from mediation_app.domain.money import ZERO, format_money, format_percent
from mediation_app.domain.parties import Liability, Side
from mediation_app.domain.vehicles import InsurerGround

_ROAD_KINDS = {
    SideKind.MOTOR: "机动车",
    SideKind.NON_MOTOR: "非机动车",
    SideKind.PEDESTRIAN: "行人",
}


def sums(scene: Scene) -> Tree:
    """Everything the sheet prints; empty rows to write on without a reckoning."""
    found = scene.sums
    if found is None:
        return _empty(scene)
    standards = standards_of(found)
    results = found.result.victims
    sections = [section(scene, found, standards, result) for result in results]
    allocations = [allocation(scene, found, result) for result in results]
    accounts = [account(scene, found, result) for result in results]
    payments = payment_rows(scene, found)
    pay_text, pay_sum, pay_words = payments_total(found)
    losses = [result.total for result in results]
    entitled = [result.entitlement for result in results]
    told = _texts([sections, allocations, accounts, payments])
    return {
        "made_on": day(_made_on(scene, found)),
        "parties": text(_parties(scene), width=20),
        "sides": [_side(scene, found, side) for side in found.claim.sides],
        "standards": standard_rows(found, standards),
        "sections": sections,
        "allocations": allocations,
        "shows_limits": shows_limits(found),
        "limits": limit_rows(scene, found),
        "accounts": accounts,
        "has_payments": bool(payments),
        "payments": payments,
        "payments_text": pay_text,
        "payments_sum": pay_sum,
        "payments_words": pay_words,
        "several": len(results) > 1,
        "losses_text": text(plus(losses)),
        "losses": text(format_money(sum(losses, ZERO))),
        "entitled_text": text(plus(entitled)),
        "entitled": text(format_money(sum(entitled, ZERO))),
        "entitled_words": words(sum(entitled, ZERO)),
        "notes": [text(note) for note in notes(scene, found, standards, full_names(told))],
    }


def _made_on(scene: Scene, found: Sums) -> date:
    frozen = found.frozen
    return frozen.made_on if frozen is not None and frozen.made_on else scene.today


def _parties(scene: Scene) -> str:
    """申请人张桂兰；被申请人刘志强、安泰财险."""
    sides = []
    for side in (Side.APPLICANT, Side.RESPONDENT, Side.THIRD):
        names = joined(name_of(p) for p in bound_parties(scene.file) if p.side is side)
        if names:
            sides.append(f"{side.label}：{names}")
    return joined(sides, "；")


# Sides: share and insurance -------------------------------------------------------------------


def _side(scene: Scene, found: Sums, side: RoadSide) -> Tree:
    party = scene.file.party(found.behind_side(side.id, side.liable))
    finding = ""
    if party is not None and party.liability is not Liability.UNDECIDED:
        finding = party.liability.label
    return {
        "names": [text(line) for line in _side_names(scene, side)],
        "liable": text(payee_name(scene, found, side.liable)),
        "finding": text(finding),
        "percent": text(format_percent(side.percent)),
        "band": text(_band(scene, found, side)),
        "insurance": [text(line) for line in _insurance(scene, found, side)],
    }


def _side_names(scene: Scene, side: RoadSide) -> list[str]:
    """Plate and kind of the vehicle, its trailer; 行人 for who walks."""
    vehicle = next((v for v in scene.file.vehicles if v.id == side.id), None)
    if vehicle is None:
        kind = _ROAD_KINDS[side.kind]
        names = [side.label, kind] if side.label not in ("", kind) else [kind]
    else:
        names = [name for name in (vehicle.plate, vehicle.kind.label) if name]
    if side.trailer is not None:
        names.append(f"挂车 {side.trailer.label.removeprefix('挂车')}".strip())
    return names


def _band(scene: Scene, found: Sums, side: RoadSide) -> str:
    """幅度 60%—70%（…办法第66条）；理由：…"""
    parts = []
    behind = found.behind_side(side.id, side.liable)
    band = found.bands.get(behind)
    if side.kind is not SideKind.MOTOR and any(
        other.kind is SideKind.MOTOR for other in found.claim.sides
    ):
        parts.append("随机动车一方的比例")
    elif band is not None:
        parts.append(f"幅度 {band.text}（{band.source.text}{mark(band.source)}）")
        if not band.holds(side.percent):
            parts.append("超出幅度")
    party = scene.file.party(behind)
    if party is not None and party.share_reason.strip():
        parts.append(f"理由：{party.share_reason.strip()}")
    if side.joint:
        names = joined(payee_name(scene, found, other) for other in side.joint)
        parts.append(f"{names}与其承担连带责任")
    return joined(parts, "；")


def _insurance(scene: Scene, found: Sums, side: RoadSide) -> list[str]:
    if side.kind is not SideKind.MOTOR:
        return ["不适用"]
    lines = [*_covers(scene, found, side.compulsory, side.commercial)]
    if side.trailer is not None:
        covers = _covers(scene, found, side.trailer.compulsory, side.trailer.commercial)
        lines += [f"挂车{line}" for line in covers]
    return lines


def _covers(
    scene: Scene,
    found: Sums,
    compulsory: CompulsoryCover | None,
    commercial: CommercialCover | None,
) -> list[str]:
    return [
        f"交强险：{_compulsory(scene, found, compulsory)}",
        f"商业三者险：{_commercial(scene, found, commercial)}",
    ]


def _compulsory(scene: Scene, found: Sums, cover: CompulsoryCover | None) -> str:
    if cover is None:
        return "无"
    if not cover.insurer:
        if cover.duty is Duty.NOT_INSURABLE:
            return "无法投保"
        who = payee_name(scene, found, cover.obliged) if cover.obliged else ""
        return f"未投保，投保义务人{who}" if who else "未投保"
    text_ = (
        f"{payee_name(scene, found, cover.insurer)}（{'有责任' if cover.at_fault else '无责任'}）"
    )
    if cover.ground is not Ground.NONE:
        text_ += f"，{InsurerGround(cover.ground.value).label}，只赔人身损害"
    return text_


def _commercial(scene: Scene, found: Sums, cover: CommercialCover | None) -> str:
    if cover is None:
        return "无"
    text_ = f"{payee_name(scene, found, cover.insurer)}，限额 {format_money(cover.limit)} 元"
    riders = joined(
        (
            "精神损害抚慰金" if cover.mental_rider else "",
            "医保外用药" if cover.non_medical_rider else "",
        )
    )
    if riders:
        text_ += f"，附加{riders}责任险"
    return f"{text_}，不赔：{cover.refused}" if cover.refused else text_


# Blank form -----------------------------------------------------------------------------------


def _empty(scene: Scene) -> Tree:
    names = ("liable", "finding", "percent", "band")
    empty = {name: text("") for name in names}
    texts = ("losses_text", "losses", "entitled_text", "entitled", "entitled_words")
    sums_ = ("payments_text", "payments_sum", "payments_words")
    return {
        "made_on": day(None),
        "parties": text("" if not scene.file.case.id else _parties(scene), width=20),
        "sides": [{**empty, "names": [text("")], "insurance": [text("")]} for _ in range(3)],
        "standards": blank_standards(),
        "sections": [blank_section()],
        "allocations": [blank_allocation()],
        "shows_limits": False,
        "limits": [],
        "accounts": [blank_account()],
        "has_payments": True,
        "payments": blank_payments(),
        "several": False,
        "notes": [],
        **{name: text("") for name in (*texts, *sums_)},
    }


def _texts(value: object) -> list[str]:
    """Every text of a part of the tree."""
    if isinstance(value, Slot):
        return [str(value)]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [piece for item in value for piece in _texts(item)]
    return []
