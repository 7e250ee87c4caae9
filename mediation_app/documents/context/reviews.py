"""The review of an application: calculation, reductions, findings, the three opinions."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation

from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    DATE_BLANK,
    NONE,
    Slot,
    Tree,
    day,
    day_text,
    text,
    yuan,
    yuan_text,
)
from mediation_app.domain.fund import Decision, FundApplication, Verdict
from mediation_app.domain.moments import local_day
from mediation_app.domain.money import format_money
from mediation_app.domain.offices import signature
from mediation_app.domain.records import ZERO, Money

HEADS = {
    "situation": "是否属于垫付情形",
    "genuine": "费用是否真实、合理",
    "other": "其他（期限、重复救助等）",
}
VERDICTS = {
    Verdict.PASS: "同意垫付",
    Verdict.PARTIAL: "同意部分垫付",
    Verdict.REFUSE: "不同意垫付",
    Verdict.RETURN: "退回",
}
# Who gave an opinion: the stage of the process, or the seat the person sat in.
_SEATS = (
    ("clerk", ("review1", "clerk", "recommend")),
    ("checker", ("review2", "checker", "check")),
    ("approver", ("approval", "collective", "approver", "meeting")),
)


def calculation(scene: Scene) -> list[Tree]:
    """Every term with its numbers: as frozen by the review, else from the application's sums."""
    if scene.fund is None:
        return [_term("", "", None) for _ in range(7)]
    frozen = _frozen(scene.fund.application.calculation)
    return frozen or _reckoned(scene)


def _frozen(stored: str) -> list[Tree]:
    """The printed lines that the review stored as JSON; nothing when there are none."""
    try:
        data = json.loads(stored) if stored else []
    except ValueError:
        return []
    if isinstance(data, dict):
        above = _amount(data.get("above_cap"))
        data = data.get("terms") or []
        if above and isinstance(data, list):
            data = [*data, {"label": "超过上限部分", "text": "由其他渠道解决", "amount": above}]
    rows: list[Tree] = []
    for item in data if isinstance(data, list) else []:
        if not isinstance(item, dict) or "label" not in item:
            continue
        sign = "−" if item.get("minus") else ""
        amount = _amount(item.get("amount"))
        label = str(item["label"])
        rows.append(_term(f"减：{label}" if sign else label, str(item.get("text", "")), amount))
    return rows


def _amount(value: object) -> Money | None:
    try:
        return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None


def _term(label: str, why: str, amount: Money | None) -> Tree:
    return {"label": Slot(label, empty=""), "text": Slot(why, empty=""), "amount": yuan(amount)}


def _reckoned(scene: Scene) -> list[Tree]:
    assert scene.fund is not None
    it = scene.fund.application
    billed = sum((line.amount for line in scene.fund.bill_lines), ZERO)
    reduced = sum((line.reduced for line in scene.fund.bill_lines), ZERO)
    rest = it.eligible - it.first_layer - it.others_paid
    cap = scene.wording.rescue_cap
    least = "、".join(format_money(value) for value in (rest, it.unsettled))
    return [
        _term(
            "核定费用",
            f"账单 {format_money(billed)} − 核减 {format_money(reduced)}",
            it.eligible,
        ),
        _term("减：交强险先行承担", _layer_text(it), it.first_layer),
        _term("减：他人已支付", it.others_paid_note or "无", it.others_paid),
        _term(
            "尚需费用",
            f"{format_money(it.eligible)} − {format_money(it.first_layer)} − "
            f"{format_money(it.others_paid)}",
            rest,
        ),
        _term("医疗机构未结算余额", _unsettled_text(it), it.unsettled),
        _term("本地上限", cap or "未设定", None),
        _term("拟垫付金额", f"取较小者（{least}）", it.proposed),
    ]


def _layer_text(it: FundApplication) -> str:
    paid = f"，保险公司已付 {format_money(it.insurer_paid)}" if it.insurer_paid else ""
    return f"交强险医疗费用责任限额{paid}" if it.first_layer else "无"


def _unsettled_text(it: FundApplication) -> str:
    on = it.unsettled_on
    return f"{on.year}年{on.month}月{on.day}日证明" if on else "证明日余额"


def reductions(scene: Scene) -> list[Tree]:
    """Bill lines that were cut, with reason; one row 无 when there are none."""
    cut = [line for line in (scene.fund.bill_lines if scene.fund else ()) if line.reduced]
    rows: list[Tree] = [
        {
            "date": text(day_text(local_day(line.served_at)) if line.served_at else ""),
            "name": text(line.name),
            "amount": yuan(line.amount),
            "approved": yuan(line.approved),
            "reduced": yuan(line.reduced),
            "reason": text(reason_text(scene, line.reduction_code)),
        }
        for line in cut
    ]
    if rows:
        return rows
    sums = ("amount", "approved", "reduced", "reason")
    none: Tree = {
        "date": Slot("", empty="", blank=""),  # stands before the name, in its cell
        "name": Slot("", empty=NONE, blank=""),
        **{name: text("") for name in sums},
    }
    return [none] * (1 if scene.fund else 3)


def reason_text(scene: Scene, code: str) -> str:
    """``K06 舒适性项目``."""
    return f"{code} {scene.wording.reasons.get(code, '')}".strip()


def cut_reasons(scene: Scene) -> str:
    """The reasons for what was not granted, with their sums."""
    sums: dict[str, Money] = {}
    for line in scene.fund.bill_lines if scene.fund else ():
        if line.reduced:
            code = line.reduction_code
            sums[code] = sums.get(code, ZERO) + line.reduced
    known = scene.wording.reasons
    parts = [f"{known.get(code, code)}{yuan_text(value)}" for code, value in sums.items()]
    return "、".join(parts) or "按规定应由交强险或者其他渠道承担"


def findings(scene: Scene) -> list[Tree]:
    """The heads of the review (令107号 第18条)."""
    made = scene.fund.findings if scene.fund else ()
    rows: list[Tree] = [
        {
            "head": Slot(HEADS.get(finding.head, finding.head)),
            "result": Slot("符合" if finding.passed else "不符合"),
            "note": text(_note(scene, finding.note, finding.reason_code, finding.reduced)),
        }
        for finding in made
    ]
    if rows:
        return rows
    return [
        {"head": Slot(label), "result": text("", width=2), "note": text("")}
        for label in HEADS.values()
    ]


def _note(scene: Scene, note: str, code: str, reduced: Money) -> str:
    parts = [" ".join(note.split())]
    if code:
        parts.append(reason_text(scene, code))
    if reduced:
        parts.append(f"核减{yuan_text(reduced)}")
    if len(parts) > 1:
        parts[0] = parts[0].rstrip("。；，")
    return "；".join(part for part in parts if part)


def opinions(scene: Scene) -> dict[str, object]:
    """``clerk``, ``checker``, ``approver``: the last opinion each of them gave."""
    return {seat: _opinion(_last(scene, seat, stages)) for seat, stages in _SEATS}


def _last(scene: Scene, seat: str, stages: tuple[str, ...]) -> Decision | None:
    if scene.fund is None:
        return None
    sitting = getattr(scene.fund.application, f"{seat}_id")
    decisions = [d for d in _standing(scene.fund.decisions) if d.verdict is not Verdict.RETURN]
    here = [d for d in decisions if d.stage in stages]
    here = here or [d for d in decisions if sitting and d.person_id == sitting]
    return here[-1] if here else None


def _standing(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The opinions of the present round: what stands before a voided decision no longer counts."""
    void = [place for place, decision in enumerate(decisions) if decision.stage == "void"]
    return decisions[void[-1] + 1 :] if void else decisions


def _opinion(decision: Decision | None) -> Tree:
    if decision is None:
        return {
            "name": Slot("", empty="", blank=""),
            "text": Slot("", empty="", blank=""),
            "date": Slot("", empty=DATE_BLANK, blank=DATE_BLANK),
        }
    amount = yuan_text(decision.amount) if decision.amount else ""
    head = f"{VERDICTS[decision.verdict]}{amount}。"
    opinion = " ".join(decision.opinion.split())
    date_ = day(decision.decided_on)
    date_.empty = DATE_BLANK
    return {
        "name": Slot(signature(decision.person_name, decision.for_person_name)),
        "text": Slot(head if not opinion else f"{head}{opinion}"),
        "date": date_,
    }
