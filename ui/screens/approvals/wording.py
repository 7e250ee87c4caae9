"""The words of the approvals: what the application says in two lines, what a decision is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from mediation_app.domain.calendar import full_years
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.fund import Decision, FundApplication, FundState, Verdict
from mediation_app.domain.identifiers import Sex, parse_id_number
from mediation_app.domain.moments import local_day, local_moment
from mediation_app.domain.parties import Gender, IdKind, Party
from mediation_app.domain.workflow.engine import Offer
from mediation_app.domain.workflow.fund import FUND
from mediation_app.errors import InvalidInput, Reason
from mediation_app.messages import text_of_reason
from mediation_app.services.fund import FundView

_S = FundState
STAGES = {
    "clerk": "经办",
    "review1": "经办",
    "recommend": "经办",
    "checker": "复核",
    "review2": "复核",
    "check": "复核",
    "approver": "审批",
    "approval": "审批",
    "collective": "会审",
    "meeting": "会审",
    "void": "变更",
}
VERDICTS = {
    Verdict.PASS: "同意",
    Verdict.PARTIAL: "同意部分垫付",
    Verdict.REFUSE: "不同意垫付",
    Verdict.RETURN: "退回",
}
_WHO_NEXT = {
    _S.DRAFT: "登记", _S.SUBMITTED: "经办受理", _S.SUPPLEMENT: "申请人补正", _S.REVIEW1: "经办初审",
    _S.VERIFY: "核实答复", _S.REVIEW2: "复核", _S.APPROVAL: "审批", _S.COLLECTIVE: "会审后审批",
    _S.APPROVED: "财务制单", _S.TO_PAY: "财务确认到账", _S.PAY_FAILED: "财务重新制单",
    _S.DISPUTE: "主管部门协调",
}  # fmt: skip
# Reasons that bar a person, not a file: shown beside the button with the name.
PERSONAL = frozenset(
    {"workflow.four_eyes", "fund.sat_elsewhere", "fund.related_person", "fund.related_unit"}
)
_OFFICIAL = re.compile(r"(.*?)[〔（](\d{4})[〕）].*?第?0*(\d+)号")


def short(number: str) -> str:
    """``东道救申〔2026〕第0033号`` as ``2026-0033``; anything else as it is."""
    found = _OFFICIAL.match(number)
    return f"{found[2]}-{int(found[3]):04d}" if found else number


def title(view: FundView) -> str:
    """``王秀英 抢救费用垫付申请``."""
    name = view.victim.name if view.victim and view.victim.name else "身份不明人员"
    return f"{name} {view.file.application.kind.label}垫付申请"


def person_line(view: FundView) -> str:
    """``女，67 岁。11-13 18:42 阿胶街与曙光街路口，颅脑损伤``."""
    accident = view.case.accident
    moment = accident.occurred_at
    on = local_day(moment) if moment else None
    who = "，".join(part for part in _sex_and_age(view.victim, on) if part)
    when = f"{local_moment(moment):%m-%d %H:%M}" if moment else ""
    where = " ".join(part for part in (when, accident.place) if part)
    condition = view.file.application.condition
    rest = "，".join(part for part in (where, condition.replace("\n", " ")) if part)
    return "。".join(part for part in (who, rest) if part)


def _sex_and_age(victim: Party | None, on: date | None) -> tuple[str, str]:
    if victim is None:
        return "", ""
    sex = victim.gender.label if victim.gender is not Gender.UNKNOWN else ""
    born = victim.birth_date
    if victim.id_kind is IdKind.RESIDENT and victim.id_number and on is not None:
        try:
            number = parse_id_number(victim.id_number, today=on)
        except InvalidInput:
            return sex, ""
        born = number.born or born
        if number.sex is not None:
            sex = "男" if number.sex is Sex.MALE else "女"
    age = f"{full_years(born, on)} 岁" if born is not None and on is not None else ""
    return sex, age


def applicant_line(application: FundApplication) -> str:
    """``申请人 县人民医院。材料收齐 11-20``."""
    who = application.applicant_name or "未填写"
    if application.applicant_relation:
        who += f"（{application.applicant_relation}）"
    parts = [f"申请人 {who}"]
    if application.complete_on is not None:
        parts.append(f"材料收齐 {application.complete_on:%m-%d}")
    elif application.received_on is not None:
        parts.append(f"收件 {application.received_on:%m-%d}")
    if application.decide_due is not None and application.complete_on is not None:
        parts[-1] += f"，{application.decide_due:%m-%d} 前作出决定"
    return "。".join(parts)


def due_words(due: date | None, today: date) -> tuple[str, str]:
    """The badge above the title: words and tone."""
    if due is None:
        return "", "neutral"
    days = (due - today).days
    if days < 0:
        return f"{due:%m-%d} 到期，逾期 {-days} 天", "overdue"
    if days == 0:
        return "今天到期", "warn"
    tone = "warn" if days <= 3 else "neutral"
    return f"{due:%m-%d} 到期，剩 {days} 天", tone


def decision_words(decision: Decision, reasons: Mapping[str, str] | None = None) -> str:
    """The opinion, or the bare verdict when nothing was written; the reasons of a return first."""
    text = decision.opinion.strip()
    if decision.stage == "void":
        return f"原决定作废，重新审核：{text}"
    if decision.verdict is not Verdict.RETURN:
        return text or VERDICTS[decision.verdict]
    known = reasons or {}
    codes = "、".join(f"{code} {known.get(code, '')}".strip() for code in decision.codes)
    return f"{VERDICTS[Verdict.RETURN]}：{'。'.join(part for part in (codes, text) if part)}"


@cache
def _events() -> dict[str, str]:
    return {step.event: step.label for step in FUND.steps}


def step_words(step: StepTaken) -> str:
    """A step of the history by its name."""
    return _events().get(step.event, step.event)


def lent_by(view: FundView, offer: Offer) -> str:
    """For whom this person would take a step; empty by own right."""
    return next((one.name for one in view.lent if one.role in offer.step.roles), "")


def lent_words(view: FundView) -> str:
    """``受马玲委托办理，至 11-30`` for the step that waits, empty by own right."""
    for offer in view.offers:
        if offer.step.primary and offer.allowed:
            for one in view.lent:
                if one.role in offer.step.roles:
                    until = f"，至 {one.until:%m-%d}" if one.until else ""
                    return f"受{one.name}委托办理{until}"
    return ""


def decision_time(decision: Decision) -> str:
    """``11-20 16:05`` when it was entered the same day, else the day alone."""
    day, made = decision.decided_on, decision.created_at
    if day is None:
        return ""
    if made is not None and local_day(made) == day:
        return f"{local_moment(made):%m-%d %H:%M}"
    return f"{day:%m-%d}"


def next_hands(state: FundState) -> str:
    """Who acts next, empty when nobody has to."""
    return _WHO_NEXT.get(state, "")


def barred(offer: Offer, person: str, giver: str = "") -> str:
    """Why a step is not possible, four-eyes with the name; empty when it is possible.

    ``giver`` is for whom the person would take it.
    """
    reasons = [reason for reason in offer.reasons if reason.blocking]
    for reason in reasons:
        if reason.code in ("workflow.four_eyes", "fund.sat_elsewhere"):
            seat = dict(reason.params).get("seat", "")
            who = f"{person}或委托人{giver}" if giver else person
            return f"{who}已办理这件申请的{seat}，{offer.step.label}由他人办理"
        if reason.code in PERSONAL:
            return f"{person}{text_of_reason(reason)}"
    if not reasons:
        return ""
    first = text_of_reason(reasons[0])
    return first if len(reasons) == 1 else f"{first}，另有 {len(reasons) - 1} 项"


def of_my_role(offer: Offer) -> bool:
    """Whether the step belongs to a role the person holds."""
    codes = {reason.code for reason in offer.reasons}
    return not codes & {"workflow.role", "fund.admin_no_business"}


def blocking(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Only what forbids."""
    return tuple(reason for reason in reasons if reason.blocking)
