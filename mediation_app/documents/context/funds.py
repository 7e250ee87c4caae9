"""The application to the rescue fund as its papers print it."""

from __future__ import annotations

from datetime import date, timedelta

from mediation_app.documents.context.agreements import FUND_NAME
from mediation_app.documents.context.cases import dated
from mediation_app.documents.context.parties import age_on, gender, name_of
from mediation_app.documents.context.reviews import (
    calculation,
    cut_reasons,
    findings,
    opinions,
    reductions,
)
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    LINE,
    Slot,
    Tree,
    box,
    count,
    day,
    day_text,
    joined,
    moment,
    moment_text,
    narrative,
    numeral,
    phone_text,
    text,
    words,
    yuan,
    yuan_text,
)
from mediation_app.domain.fund import (
    ApplicantKind,
    FundApplication,
    FundKind,
    FundSituation,
    Payment,
)
from mediation_app.domain.identifiers import parse_id_number
from mediation_app.domain.losses import Outcome
from mediation_app.domain.moments import local_day
from mediation_app.domain.money import capital
from mediation_app.domain.parties import IdKind, Party
from mediation_app.domain.records import ZERO
from mediation_app.errors import InvalidInput

WINDOW = timedelta(hours=168)
REFERRALS = "保险公司理赔、基本医疗保险基金先行支付、民政临时救助、司法救助"


def application_of(scene: Scene) -> FundApplication:
    """The application of the scene; an empty one on a blank form."""
    return scene.fund.application if scene.fund else FundApplication(id="", case_id="")


def fund(scene: Scene) -> Tree:
    """``fund``: the application, its review and its decision."""
    it = application_of(scene)
    lines = scene.fund.bill_lines if scene.fund else ()
    total = sum((line.amount for line in lines), ZERO) if lines else None
    blank_form = not it.id
    over = any(not line.in_window for line in lines) or bool(it.over_window_reason.strip())
    return {
        "id": it.id,
        "number": text(it.number, width=10),
        "kind": text("" if blank_form else it.kind.label, width=5),
        "channel": text("" if blank_form else it.channel, width=5),
        **_applicant(scene, it),
        "handler": text(it.handler_name, width=5),
        "handler_phone": text(phone_text(it.handler_phone)),
        "hospital": text(it.hospital, width=12),
        "admission_number": text(it.admission_number),
        "condition": narrative(it.condition, lines=4),
        "rescue_started": moment(it.rescue_started_at),
        "rescue_ended": moment(it.rescue_ended_at),
        "rescue_hours": text(_hours(it)),
        "box_over": box(ticked=over),
        "box_within": box(ticked=not over and not blank_form),
        "window_text": text(_window(it, over=over, scene=scene), width=16),
        "bill_total": yuan(total) if total is not None else text(""),
        "insurer_paid": yuan(it.insurer_paid),
        "others_paid": yuan(it.others_paid),
        "others_paid_note": text(it.others_paid_note, empty="无"),
        "unsettled": yuan(it.unsettled) if it.unsettled or blank_form else text(""),
        "unsettled_on": day(it.unsettled_on),
        "medical_insurance": _medical_insurance(it),
        "claimed": yuan(it.claimed) if it.claimed or blank_form else text(""),
        "claimed_words": words(it.claimed),
        "payee_name": text(it.payee_name, width=12),
        "payee_bank": text(it.payee_bank, width=10),
        "payee_account": text(it.payee_account, width=10),
        "payee_tail": text(it.payee_account[-4:], width=4),
        "notice_number": text(it.notice_number),
        "received_on": day(it.received_on),
        "complete_on": day(it.complete_on),
        "accepted_on": day(it.accepted_on),
        "decide_due": day(it.decide_due),
        "decided_on": dated(day(it.decided_on)),
        "decision_number": text(it.decision_number or scene.number, width=10),
        "pay_due": day(it.pay_due),
        **_situation(scene, it),
        "period": text(_period(scene, it), width=14),
        "outcome": text(_outcome(scene, it), width=3),
        "approved": yuan(it.approved) if it.approved or blank_form else text(""),
        "approved_words": words(it.approved) if it.approved or blank_form else text(""),
        "granted": _granted(it),
        "is_partial": ZERO < it.approved < it.claimed,
        "not_granted": yuan(it.claimed - it.approved),
        "cut_reasons": text(cut_reasons(scene), width=12),
        "calculation": calculation(scene),
        "reductions": reductions(scene),
        "findings": findings(scene),
        **opinions(scene),
        "has_meeting": bool(it.meeting_number),
        "meeting": text(it.meeting_number),
        **_refusal(scene, it),
    }


def victim(scene: Scene) -> Tree:
    """``victim``: the person the fund pays for."""
    it = application_of(scene)
    party = scene.file.party(it.victim_id)
    who = party or Party(id="", case_id="")
    years = age_on(who.birth_date, accident_day(scene) or scene.today)
    return {
        "name": text(name_of(who), width=6),
        "gender": gender(party),
        "age": count(years, "岁"),
        "gender_age": text(
            joined((gender(party), f"{years}岁" if years is not None else ""), "，")
        ),
        "id_number": text(who.id_number or ("身份不明" if who.identity_unknown else ""), width=12),
        "id_kind": text(who.id_kind.label if who.id_number else "", width=5),
        "phone": text(phone_text(who.phone or who.phone2), width=8),
        "address": text(who.address or who.household_address, width=14),
        "household_address": text(who.household_address, width=14),
    }


def accident_day(scene: Scene) -> date | None:
    """The day of the accident: ages on the fund's papers do not change with the day of printing."""
    moment_ = scene.file.accident.occurred_at
    return local_day(moment_) if moment_ else None


def injury(scene: Scene) -> Tree:
    """``injury``: the diagnoses before and after the rescue."""
    it = application_of(scene)
    mine = [i for i in scene.file.injuries if i.id == it.injury_id or i.party_id == it.victim_id]
    found = mine[0] if mine else None
    return {
        "diagnosis": text(" ".join(found.diagnosis.split()) if found else "", width=16),
        "diagnosis_after": text(" ".join(found.diagnosis_after.split()) if found else "", width=16),
    }


def payment(scene: Scene) -> Tree:
    """``payment``: one payment order and what the bank answered."""
    it = scene.payment or Payment(id="", case_id="", application_id="")
    application = application_of(scene)
    return {
        "number": text(it.number or scene.number, width=10),
        "ordered_on": dated(day(it.ordered_on)),
        "payee_name": text(it.payee_name, width=12),
        "payee_bank": text(it.payee_bank, width=10),
        "payee_account": text(it.payee_account, width=10),
        "amount": yuan(it.amount) if it.amount or not it.id else text(""),
        "words": words(it.amount),
        "purpose": text(it.purpose, width=16),
        "maker": text(it.maker_name or scene.person(it.maker_id), width=5),
        "checker": text(it.checker_name or scene.person(it.checker_id), empty="", width=5),
        "approver": text(scene.person(application.approver_id), width=5),
        "bank_serial": text(it.bank_serial, empty="", width=6),
        "paid_on": Slot(day_text(it.paid_on) if it.paid_on else "", empty="", blank=LINE * 5),
    }


def _medical_insurance(it: FundApplication) -> Slot:
    """医保结算情况; boxes to tick by hand while nobody has entered it."""
    boxes = "☐未参保　☐未结算　☐已结算，统筹支付　　　　　　　　　　元"
    return Slot(" ".join(it.medical_insurance.split()), empty=boxes, blank=boxes, inline=True)


def _id_kind(scene: Scene, it: FundApplication) -> str:
    """证件类型 of the applicant: that of the party, else what the number itself shows."""
    party = scene.file.party(it.applicant_party_id) if it.applicant_party_id else None
    if party is not None and party.id_number:
        return party.id_kind.label
    try:
        parse_id_number(it.applicant_id_number, today=scene.today)
    except InvalidInput:
        return ""
    return IdKind.RESIDENT.label


def _applicant(scene: Scene, it: FundApplication) -> dict[str, object]:
    own = it.applicant_kind in (ApplicantKind.VICTIM, ApplicantKind.RELATIVE, ApplicantKind.AGENT)
    victim_ = scene.file.party(it.victim_id)
    blank_form = not it.id
    relation = it.applicant_relation or (
        "本人" if it.applicant_kind is ApplicantKind.VICTIM else ""
    )
    return {
        "applicant": text(it.applicant_name or scene.party_name(it.applicant_party_id), width=8),
        "applicant_kind": text("" if blank_form else it.applicant_kind.label, width=5),
        "applicant_id_kind": text(_id_kind(scene, it), width=5, empty=""),
        "applicant_id": text(it.applicant_id_number, width=12),
        "applicant_phone": text(phone_text(it.applicant_phone)),
        "applicant_relation": text("" if blank_form else relation, width=4),
        "promiser": text(it.applicant_name if own else name_of(victim_) if victim_ else ""),
        "promiser_id": text(
            it.applicant_id_number if own else victim_.id_number if victim_ else "", width=12
        ),
        "promiser_relation": text("" if blank_form else relation if own else "本人", width=6),
        "promiser_phone": text(
            phone_text(it.applicant_phone if own else victim_.phone if victim_ else ""), width=10
        ),
    }


def _situation(scene: Scene, it: FundApplication) -> dict[str, object]:
    at = it.situation
    return {
        "situation": text(at.label if at else "", width=10),
        "box_c1": box(ticked=at is FundSituation.C1),
        "box_c2": box(ticked=at is FundSituation.C2),
        "box_c3": box(ticked=at is FundSituation.C3),
        "box_other": box(ticked=at is FundSituation.OTHER),
        "legal_basis": [Slot(basis) for basis in scene.wording.basis.get(scene.kind, ())],
        "has_basis": bool(scene.wording.basis.get(scene.kind)),
    }


def _refusal(scene: Scene, it: FundApplication) -> dict[str, object]:
    known = scene.wording.reasons
    days = scene.wording.objection_days
    term = f"自收到本通知书之日起{days}个工作日内" if days else "在规定期限内"
    route = scene.wording.appeal_route or "向救助基金主管部门提出"
    return {
        "refusal_facts": narrative(it.refusal_facts, lines=4),
        "refusals": [
            {
                "no": numeral(n),
                "code": text(code, width=3),
                "text": text(known.get(code, ""), width=18),
            }
            for n, code in enumerate(it.refusal_codes or (("",) if not it.id else ()), 1)
        ],
        "remedy": Slot(f"对本决定有异议的，可以{term}书面{route}。"),
        "remedy_no": "四" if scene.wording.basis.get(scene.kind) else "三",
        "referrals": Slot(REFERRALS),
        "fund_name": FUND_NAME,
    }


def _granted(it: FundApplication) -> Slot:
    """The decision's sum in figures and words, or that nothing is granted."""
    if it.approved:
        return Slot(f"{yuan_text(it.approved)}（大写：{capital(it.approved)}）")
    sums = f"¥{LINE * 6}（大写：{LINE * 10}）"
    return Slot("不予垫付" if it.refusal_codes and it.decided_on else "", blank=sums, inline=True)


def _hours(it: FundApplication) -> str:
    if it.rescue_started_at is None or it.rescue_ended_at is None:
        return ""
    hours = (it.rescue_ended_at - it.rescue_started_at).total_seconds() / 3600
    return f"计{hours:.0f}小时" if hours >= 0 else ""


def _window(it: FundApplication, *, over: bool, scene: Scene) -> str:
    if it.kind is not FundKind.RESCUE or it.rescue_started_at is None:
        return ""
    end = moment_text(it.rescue_started_at + WINDOW)
    head = f"接受抢救时间{moment_text(it.rescue_started_at)}，七日于{end}届满。"
    if not over:
        return head + "费用均发生在七日以内。"
    late = [line for line in (scene.fund.bill_lines if scene.fund else ()) if not line.in_window]
    cost = sum((line.amount for line in late), ZERO)
    reason = " ".join(it.over_window_reason.split())
    told = f"医疗机构书面说明：{reason}" if reason else "无医疗机构书面说明"
    return f"{head}七日后费用{len(late)}项，计{yuan_text(cost)}。{told}。"


def _period(scene: Scene, it: FundApplication) -> str:
    served = [
        line.served_at for line in (scene.fund.bill_lines if scene.fund else ()) if line.served_at
    ]
    first = it.rescue_started_at or min(served, default=None)
    last = it.rescue_ended_at or max(served, default=None)
    return joined(
        (day_text(local_day(first)) if first else "", day_text(local_day(last)) if last else ""),
        "至",
    )


def _outcome(scene: Scene, it: FundApplication) -> str:
    for found in scene.file.injuries:
        if found.party_id == it.victim_id and found.outcome is Outcome.DEAD:
            return "死亡"
    return "受伤" if it.id else ""
