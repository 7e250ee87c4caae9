"""The letters about an application: request to supplement, refusal to accept, authority, inquiry."""

from __future__ import annotations

import json

from mediation_app.documents.context.cases import dated
from mediation_app.documents.context.funds import application_of
from mediation_app.documents.context.parties import id_label, name_of
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    CELL_DATE,
    LINE,
    Slot,
    Tree,
    box,
    day,
    narrative,
    numeral,
    phone_text,
    text,
)
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.fund import ApplicantKind
from mediation_app.domain.parties import Party, PartyKind, PartyRole

UNITS = (ApplicantKind.HOSPITAL, ApplicantKind.FUNERAL_HOME)
# What is wrong and what to do, by code of the one-time list (补正原因).
_DEMANDS = {
    "B01": ("缺少签名、指印或者印章", "个人签名并按指印，单位加盖公章"),
    "B02": ("未提交或者无法辨认", "提交有效身份证件，核对原件后留复印件"),
    "B03": ("未提交或者不能证明亲属关系", "提交户口簿、公安机关或村（居）民委员会证明、公证书之一"),
    "B04": ("未收到", "提交公安机关交通管理部门出具的垫付通知书"),
    "B05": ("未提交或者不能说明投保情况", "提交保单、保险公司支付情况、未投保查询结果或者逃逸证明"),
    "B06": ("未提交、不完整或者未盖章", "提交病历、抢救记录，加盖医疗机构印章"),
    "B07": (
        "未提交、不完整或者未盖章",
        "提交逐项列明日期、名称、单价、数量的费用清单，加盖医疗机构印章",
    ),
    "B08": ("未提交或者未写明日期", "提交写明截至日期的未结算余额证明，加盖医疗机构印章"),
    "B09": ("未提交或者与收款单位不一致", "提交收款单位的开户证明"),
    "B10": ("抢救超过7日，没有书面说明", "由医疗机构出具情况说明，医师签名并加盖印章"),
    "B11": ("未提交或者权限、期限不明", "提交授权委托书和受托人身份证件"),
    "B12": ("未提交或者未签名", "提交承诺书，签名并按指印"),
    "B13": ("未提交或者不完整", "提交死亡证明和遗体处理材料"),
}
_DEMAND = ("缺少或者不符合要求", "补齐或者更正后提交")


def term(scene: Scene, key: str, start: str, *, unknown: str = "按规定的期限内") -> str:
    """``自收到本通知书之日起10个工作日内``; other words when the profile names no term."""
    days = scene.wording.terms.get(key)
    return f"{start}{days}个工作日内" if days else unknown


# F07, F08 ---------------------------------------------------------------------------------------


def supplement(scene: Scene) -> Tree:
    """``supplement``: the one-time list of what is missing or wrong (一次性告知)."""
    step = _step(scene, "ask_supplement")
    facts = facts_of(step)
    given = facts.get("missing")
    codes = [str(code) for code in given] if isinstance(given, list) else []
    known = scene.wording.reasons
    rows = [
        {
            "no": text(str(number)),
            "name": text(known.get(code, code)),
            "issue": text(_DEMANDS.get(code, _DEMAND)[0]),
            "demand": text(_DEMANDS.get(code, _DEMAND)[1]),
        }
        for number, code in enumerate(codes, 1)
    ]
    empty = {name: Slot("", blank="") for name in ("no", "name", "issue", "demand")}
    note = " ".join(step.note.split()) if step else ""
    return {
        "number": text(str(facts.get("number") or scene.number), width=10),
        "rows": rows or [{**empty, "no": text(str(n))} for n in range(1, 6)],
        "has_rows": bool(rows),
        "has_note": bool(note),
        "note": text(note, width=20),
        "term": Slot(term(scene, "supplement_days", "自收到本通知书之日起")),
        "on": dated(day(step.occurred_on if step else None)),
    }


def not_accepted(scene: Scene) -> Tree:
    """``not_accepted``: where the applicant was sent instead (转介去向)."""
    it = application_of(scene)
    steps = [s for s in scene.file.steps if s.subject_id == it.id and s.event == "not_accept"]
    where = str(facts_of(steps[-1]).get("referral") or "") if steps and it.id else ""
    return {"has_referral": bool(where), "referral": text(where, width=10)}


# F17 --------------------------------------------------------------------------------------------


def attorney_of(scene: Scene) -> tuple[Party, Party | None]:
    """Who applies, and who acts for him: an agent, or the handler of a unit."""
    it = application_of(scene)
    parties = scene.file.parties
    own = scene.file.party(it.applicant_party_id) if it.applicant_party_id else None
    told = own or Party(
        id="",
        case_id=it.case_id,
        name=it.applicant_name,
        id_number=it.applicant_id_number,
        phone=it.applicant_phone,
        relation=it.applicant_relation,
        kind=PartyKind.ORGANISATION if it.applicant_kind in UNITS else PartyKind.PERSON,
    )
    if not it.id:
        return Party(id="", case_id=""), None
    if it.applicant_kind in UNITS:
        handler = Party(
            id="", case_id="", name=it.handler_name, phone=it.handler_phone, relation="工作人员"
        )
        return told, handler if it.handler_name else None
    if it.applicant_kind is ApplicantKind.AGENT:
        principal = scene.file.party(told.represents_id or it.victim_id)
        return principal or Party(id="", case_id=""), told
    keys = {it.victim_id, told.id} - {""}
    acting = (p for p in parties if p.is_a(PartyRole.AGENT) and p.represents_id in keys)
    return told, next(acting, None)


def attorney(scene: Scene) -> Tree:
    """``attorney``: principal, agent, powers and term of the authority for the fund."""
    principal, agent = attorney_of(scene)
    known = agent or Party(id="", case_id="")
    blank = not application_of(scene).id
    unit = principal.kind is PartyKind.ORGANISATION
    number = principal.credit_code if unit else principal.id_number
    return {
        "is_known": agent is not None,
        "principal": text(name_of(principal), width=10),
        "principal_label": Slot("证件号码" if blank else _number_label(principal)),
        "principal_number": text(number, width=14),
        "principal_phone": text(phone_text(principal.phone or principal.phone2), width=8),
        "principal_address": text(principal.address or principal.household_address, width=14),
        "agent": text(name_of(known), width=8),
        "agent_number": text(known.id_number, width=14, empty=ROOM),
        "agent_phone": text(phone_text(known.phone), width=8),
        "relation": text(known.relation, width=6),
        "employer": text(
            known.employer or known.address or (principal.name if unit else ""), width=12
        ),
        "box_money": box(ticked="receive_money" in known.agent_scope_items),
        "from": _short(day(known.authority_from)),
        "until": _short(day(known.authority_until)),
    }


ROOM = "　" * 10


def _number_label(party: Party) -> str:
    return "统一社会信用代码" if party.kind is PartyKind.ORGANISATION else id_label(party)


def _short(slot: Slot) -> Slot:
    slot.empty = slot.blank = CELL_DATE
    return slot


# F18 --------------------------------------------------------------------------------------------


def inquiry(scene: Scene) -> Tree:
    """``inquiry``: whom the fund asks about what, until when (核实函)."""
    step = _step(scene, "inquire")
    facts = facts_of(step)
    asked = narrative(str(facts.get("question") or ""), lines=2)
    questions = [line for line in asked if line] or asked
    return {
        "number": text(str(facts.get("number") or scene.number), width=10),
        "addressee": text(str(facts.get("addressee") or ""), width=12),
        "questions": asked,
        "rows": [
            {
                "no": Slot(numeral(n), blank=numeral(n)),
                "question": Slot(line, empty="无", blank=LINE * 22),
                "asked": Slot(line, empty="无", blank=""),
            }
            for n, line in enumerate(questions, 1)
        ],
        "term": Slot(term(scene, "inquiry_days", "自收到本函之日起", unknown="尽快")),
        "on": dated(day(step.occurred_on if step else None)),
        "clerk": text(step.person_name if step else "", width=6),
    }


def _step(scene: Scene, event: str) -> StepTaken | None:
    return scene.step if scene.step is not None and scene.step.event == event else None


def facts_of(step: StepTaken | None) -> dict[str, object]:
    """What was recorded with a step; nothing when it cannot be read."""
    try:
        found = json.loads(step.facts or "{}") if step is not None else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
