"""The agreement: clauses, payments, the fund's line, the warning; and the receipt of a payment."""

from __future__ import annotations

import re

from mediation_app.documents.context.cases import dated
from mediation_app.documents.context.parties import id_label, name_of
from mediation_app.documents.context.scene import Scene
from mediation_app.documents.context.words import (
    LINE,
    Slot,
    Tree,
    count,
    day,
    day_text,
    joined,
    narrative,
    numeral,
    phone_text,
    text,
    words,
    yuan,
    yuan_text,
)
from mediation_app.domain.agreements import (
    Agreement,
    Instalment,
    PaymentMethod,
    PaymentPurpose,
)
from mediation_app.domain.checks.base import bound_parties, own_instalments
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Outcome
from mediation_app.domain.money import format_money
from mediation_app.domain.parties import PartyKind, PartyRole
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.refund_rules import fund_line, given_back

FUND_NAME = "道路交通事故社会救助基金"
_SETTLED_KNOWINGLY = "各方已知悉一次性了结的后果，仍自愿按上述内容签订本协议。"
_LATER_OPEN = "本协议签订后新发生的费用，各方按上述约定另行处理。"
_NUMBERED = re.compile(r"^\s*第?[一二三四五六七八九十]{1,3}[条、.．]\s*")


def agreement(scene: Scene) -> Tree:
    """``agreement``: everything the paper says beyond the parties."""
    file = scene.file
    it = file.agreement or Agreement(id="", case_id=file.case.id)
    clauses = [c for c in file.clauses if c.agreement_id == it.id and (c.text.strip() or not it.id)]
    said = "\n".join(c.text for c in clauses)
    payments = [pay for pay in own_instalments(file) if not _is_said(scene, pay, said)]
    copies = it.copies or len(bound_parties(file)) + 1
    total = it.total if it.id else None
    return {
        "number": text(it.number or file.case.number, width=10),
        "facts": narrative(it.facts or file.case.dispute, lines=5),
        "disputed": [Slot(line) for line in it.disputed.splitlines() if line.strip()],
        "responsibility": narrative(it.responsibility, lines=3),
        "clauses": [
            {"no": numeral(n), "text": text(_NUMBERED.sub("", " ".join(c.text.split())), width=23)}
            for n, c in enumerate(clauses, 1)
        ],
        "shows_total": total is None or format_money(total) not in said,
        "has_payments": bool(payments),
        "total": yuan(total),
        "total_words": words(total),
        "advanced": _advanced(scene),
        "payments": [_payment(scene, pay, n) for n, pay in enumerate(payments, 1)],
        "place": text(it.performance_place, width=12),
        **_fund(scene, payments, said),
        **_warning(scene, said),
        "copies": Slot(numeral(copies) if file.case.id else "", blank=LINE * 2),
        "more_copies": _more_copies(scene, copies),
        "date": dated(day(it.effective_on)),
    }


def _is_said(scene: Scene, pay: Instalment, said: str) -> bool:
    """Whether a clause already gives the payment's sum and account (or that it is cash)."""
    if not pay.amount or format_money(pay.amount) not in said:
        return False
    if pay.method is PaymentMethod.CASH:
        return "现金" in said
    account = account_of(scene, pay)[2]
    return bool(account) and account in said


def account_of(scene: Scene, pay: Instalment) -> tuple[str, str, str]:
    """Account name, bank and number of the payee: agreed, else the fund's or the party's own."""
    if pay.account_number:
        return pay.account_name, pay.account_bank, pay.account_number
    if pay.purpose is PaymentPurpose.FUND_REPAYMENT or not pay.payee_id:
        ours = scene.office
        return ours.fund_account_name, ours.fund_account_bank, ours.fund_account_number
    party = scene.file.party(pay.payee_id)
    if party is None:
        return "", "", ""
    return party.account_name or party.name, party.account_bank, party.account_number


def payee_name(scene: Scene, pay: Instalment) -> str:
    """Who receives a payment; without a party it is the fund."""
    if pay.payee_id:
        return scene.party_name(pay.payee_id)
    return FUND_NAME if scene.file.case.id else ""


def _payment(scene: Scene, pay: Instalment, number: int) -> Tree:
    blank_form = not scene.file.case.id
    name, bank, account = account_of(scene, pay)
    if pay.method is PaymentMethod.CASH:
        way = Slot("当面交付，由收款人出具收条。")
    else:
        given = joined((f"收款户名：{name}", f"开户行：{bank or '／'}", f"账号：{account}"), "，")
        line = f"收款户名：{LINE * 6}，开户行：{LINE * 6}，账号：{LINE * 10}。"
        way = Slot(f"{given}。" if account else "", empty=line, blank=line)
    return {
        "id": pay.id,
        "no": numeral(number),
        "payer": text(scene.party_name(pay.payer_id)),
        "payee": text(payee_name(scene, pay)),
        "purpose": text("" if blank_form else pay.purpose.label, width=5),
        "amount": yuan(pay.amount) if pay.amount or blank_form else text(""),
        "words": words(pay.amount),
        "due": day(pay.due_on),
        "method": text("" if blank_form else pay.method.label, width=4),
        "account": way,
    }


def _advanced(scene: Scene) -> Slot:
    """What was paid on account of the entitlement, per payer, the fund included."""
    sums: dict[str, Money] = {}
    for item in scene.file.prepaid:
        payer = scene.file.party(item.payer_id)
        if payer is None or payer.is_a(PartyRole.VICTIM, PartyRole.RELATIVE):
            continue
        sums[payer.name] = sums.get(payer.name, ZERO) + item.amount
    owed = owed_at_drafting(scene.file)
    if owed > 0:
        sums["救助基金"] = owed
    listed = "、".join(f"{name}{yuan_text(value)}" for name, value in sums.items())
    return Slot(
        f"，其中已经支付或者垫付的款项（{listed}）不再重复支付" if listed else "",
        empty="",
        blank=f"，其中已经支付或者垫付的款项（{LINE * 12}）不再重复支付",
    )


def owed_at_drafting(file: CaseFile) -> Money:
    """What the fund was owed when the agreement was drafted: later repayments change nothing
    in a paper that was signed before them."""
    agreement = file.agreement
    day_ = (agreement.drafted_on or agreement.effective_on) if agreement else None
    if day_ is None:
        return fund_line(file)
    owed = ZERO
    for fund in file.funds:
        for recovery in fund.recoveries:
            owed += recovery.opening - given_back(fund, recovery, day_)
        for receipt_ in fund.repayment_receipts:
            if receipt_.received_on is not None and receipt_.received_on <= day_:
                owed -= receipt_.amount
    return max(owed, ZERO)


def _fund(scene: Scene, listed: list[Instalment], said: str) -> dict[str, object]:
    """The repayment of the advance, unless a clause already says it in full."""
    ours = scene.office
    lines = [
        pay for pay in own_instalments(scene.file) if pay.purpose is PaymentPurpose.FUND_REPAYMENT
    ]
    agreed = sum((pay.amount for pay in lines), ZERO)
    owed = owed_at_drafting(scene.file) or agreed
    told = bool(lines) and all(_is_said(scene, pay, said) for pay in lines)
    plan = joined((_repays(scene, pay, listed) for pay in lines), "，")
    account = (
        f"救助基金账户（户名：{ours.fund_account_name}，开户行：{ours.fund_account_bank}，"
        f"账号：{ours.fund_account_number}）"
    )
    return {
        "has_fund": owed > 0 and not (told and format_money(owed) in said),
        "fund_owed": yuan(owed),
        "fund_owed_words": words(owed),
        "fund_plan": Slot(plan, empty=f"由{LINE * 6}于{LINE * 6}前将{LINE * 6}"),
        "fund_account": text(account if ours.fund_account_number else "", width=16),
    }


def _repays(scene: Scene, pay: Instalment, listed: list[Instalment]) -> str:
    payer = scene.party_name(pay.payer_id) or LINE * 6
    until = day_text(pay.due_on) if pay.due_on else LINE * 6
    number = f"（即上列第（{numeral(listed.index(pay) + 1)}）项）" if pay in listed else ""
    return f"由{payer}于{until}前将{yuan_text(pay.amount)}{number}"


def _warning(scene: Scene, said: str) -> dict[str, object]:
    """Injured people without an end of treatment or a disability date (mediation.md §1.10).

    The words follow the clauses: who settles once and for all must know what that means; who
    leaves later costs open must not be told the contrary.
    """
    open_ = [
        scene.party_name(injury.party_id)
        for injury in scene.file.injuries
        if injury.outcome is Outcome.INJURED
        and injury.treatment_ended_on is None
        and injury.disability_on is None
    ]
    final = "一次性了结" in said or not said
    return {
        "warns": bool(open_),
        "warned": text(joined(open_) or "伤者"),
        "warning": Slot(_SETTLED_KNOWINGLY if final else _LATER_OPEN),
    }


def _more_copies(scene: Scene, copies: int) -> Slot:
    spare = copies - len(bound_parties(scene.file)) - 1
    return Slot(
        f"，其余{numeral(spare)}份由人民调解委员会交有关单位使用" if spare > 0 else "",
        empty="",
        blank="",
    )


def receipt(scene: Scene) -> Tree:
    """``receipt``: of an agreed payment, with what was really paid when it was recorded."""
    pay = scene.instalment or Instalment(id="", case_id="", agreement_id="")
    done = [p for p in scene.file.performances if p.instalment_id == pay.id and pay.id]
    last = done[-1] if done else None
    payee = scene.file.party(pay.payee_id) if pay.payee_id else None
    method = last.method if last else pay.method
    amount = last.amount if last and last.amount else pay.amount
    _, _, account = account_of(scene, pay)
    organisation = payee is not None and payee.kind is PartyKind.ORGANISATION
    numbers = [i.id for i in own_instalments(scene.file)]
    cash = method is PaymentMethod.CASH
    return {
        "no": count(numbers.index(pay.id) + 1 if pay.id in numbers else None),
        "payer": text(scene.party_name(pay.payer_id)),
        "purpose": text(pay.purpose.label if pay.id else "", width=6),
        "amount": yuan(amount) if amount or not pay.id else text(""),
        "words": words(amount),
        "method": text(method.label if pay.id else "", width=5),
        "account": text(
            "" if cash or not account or not pay.id else f"尾号{account[-4:]}", width=6
        ),
        "paid_on": dated(day(last.paid_on if last else None)),
        "voucher": text(last.voucher if last else "", width=8),
        "payee": text(name_of(payee) if payee else "", width=10),
        "payee_id_label": "统一社会信用代码"
        if organisation
        else id_label(payee)
        if payee
        else "公民身份号码",
        "payee_id": text(
            (payee.credit_code if organisation else payee.id_number) if payee else "", width=14
        ),
        "payee_phone": text(phone_text(payee.phone) if payee else "", width=10),
    }
