"""Drafting the agreement (拟定协议): payments from the reckoning, clauses in plain official words.

What is drafted is a proposal: the mediator reads it with both sides and changes what they want.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from mediation_app.domain.agreements import (
    Agreement,
    Clause,
    Instalment,
    PaymentMethod,
    PaymentPurpose,
)
from mediation_app.domain.checks.base import bound_parties, on_victims_side, outstanding_advance
from mediation_app.domain.compensation import FUND, Reckoning, RowKind
from mediation_app.domain.compensation.result import NetRow
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundKind
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Outcome
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import Money, capital, format_money
from mediation_app.domain.offices import Office
from mediation_app.domain.parties import Liability
from mediation_app.domain.records import ZERO

PAY_WITHIN = 10  # days: the insurer's term after an agreement (交强险条例 §29)
_PURPOSES = {
    RowKind.VICTIM: PaymentPurpose.COMPENSATION,
    RowKind.FUND: PaymentPurpose.FUND_REPAYMENT,
    RowKind.REFUND: PaymentPurpose.REFUND_PREPAID,
}
_ORDER = (RowKind.FUND, RowKind.VICTIM, RowKind.REFUND)
_COOPERATION = "各方当事人应当在保险理赔中相互配合，于本协议生效后三日内交齐理赔所需材料。"
_BREACH = (
    "任何一方不按约定履行的，对方可以就本协议向人民法院提起诉讼；经司法确认的，可以申请强制执行。"
    "各方可以自本协议生效之日起三十日内共同申请司法确认。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFrame:
    """What the draft needs besides the case: the day, the office, when payments fall due."""

    on: date
    office: Office | None = None
    due_on: date | None = None

    @property
    def pay_by(self) -> date:
        """The day payments are proposed for."""
        return self.due_on or self.on + timedelta(days=PAY_WITHIN)


def draft_agreement(file: CaseFile, reckoning: Reckoning, frame: DraftFrame) -> CaseFile:
    """The case with a fresh draft; an unsigned earlier draft gives way to it."""
    current = file.agreement
    keep = current is not None and current.effective_on is None
    key = current.id if current is not None and keep else new_id()
    total = sum((victim.entitlement for victim in reckoning.victims), ZERO)
    base = current if current is not None and keep else Agreement(id=key, case_id=file.case.id)
    agreement = replace(
        base,
        drafted_on=frame.on,
        facts=base.facts or facts_text(file),
        disputed=base.disputed or disputed_text(file),
        responsibility=base.responsibility or responsibility_text(file),
        total=total,
        performance_place=base.performance_place or "收款账户开户行所在地",
        copies=base.copies or len(bound_parties(file)) + 1,
    )
    order = sorted(reckoning.rows, key=lambda row: _ORDER.index(row.kind))
    rows = tuple(
        _instalment(file, agreement, row, place, frame) for place, row in enumerate(order, start=1)
    )
    texts = clause_texts(file, reckoning, rows, frame)
    clauses = tuple(
        Clause(id=new_id(), case_id=file.case.id, agreement_id=key, position=place, text=text)
        for place, text in enumerate(texts, start=1)
    )
    return replace(
        file,
        agreements=(
            tuple(agreement if a.id == key else a for a in file.agreements)
            if keep
            else (*file.agreements, agreement)
        ),
        clauses=(*(c for c in file.clauses if c.agreement_id != key), *clauses),
        instalments=(*(i for i in file.instalments if i.agreement_id != key), *rows),
    )


def _instalment(
    file: CaseFile, agreement: Agreement, row: NetRow, place: int, frame: DraftFrame
) -> Instalment:
    payee = file.party(row.payee)
    account = ("", "", "")
    if row.payee == FUND:
        if frame.office is not None:
            office = frame.office
            account = (
                office.fund_account_name,
                office.fund_account_bank,
                office.fund_account_number,
            )
    elif payee is not None:
        account = (
            payee.account_name or payee.name if payee.account_number else "",
            payee.account_bank,
            payee.account_number,
        )
    return Instalment(
        id=new_id(),
        case_id=file.case.id,
        agreement_id=agreement.id,
        position=place,
        purpose=_PURPOSES[row.kind],
        payer_id=row.payer,
        payee_id="" if row.payee == FUND else row.payee,
        amount=row.amount,
        due_on=frame.pay_by,
        method=PaymentMethod.TRANSFER,
        account_name=account[0],
        account_bank=account[1],
        account_number=account[2],
    )


# Narrative ----------------------------------------------------------------------------------------


def facts_text(file: CaseFile) -> str:
    """The main facts: the accident in one paragraph, or what was entered about its course."""
    accident = file.accident
    text = accident.course.strip()
    if not text:
        moment = accident.occurred_at
        when = ""
        if moment is not None:
            local = local_moment(moment)
            when = f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分许"
        text = f"{when}，在{accident.place}发生道路交通事故。"
    if accident.finding_number:
        kind = accident.finding_kind.label.partition("（")[0]
        text += f"{accident.police_unit}出具{kind}（{accident.finding_number}）。"
    return text


def disputed_text(file: CaseFile) -> str:
    """What the sides disagree about."""
    return file.case.dispute.strip() or "双方就损害赔偿的项目、数额和履行方式存在争议。"


def responsibility_text(file: CaseFile) -> str:
    """Each party's responsibility in the words of the finding, with the share used."""
    parts = []
    for party in file.parties:
        if party.liability is Liability.UNDECIDED:
            continue
        text = f"{party.name or '身份不明的当事人'}承担{party.liability.label}"
        if party.share is not None:
            text += f"，赔偿责任比例 {party.share}%"
        parts.append(text)
    return "；".join(parts) + "。" if parts else ""


def sum_text(amount: Money) -> str:
    """``43,540.00 元（大写：肆万叁仟伍佰肆拾元整）``."""
    return f"{format_money(amount)} 元（大写：{capital(amount)}）"


def clause_texts(
    file: CaseFile, reckoning: Reckoning, rows: tuple[Instalment, ...], frame: DraftFrame
) -> list[str]:
    """The numbered clauses, without their numbers."""
    texts = [*_entitlement(reckoning), *_already_paid(file)]
    texts += [_payment(file, row) for row in rows]
    if any(row.purpose is PaymentPurpose.FUND_REPAYMENT for row in rows):
        texts.append(_fund(file, rows))
    if _treatment_open(file):
        texts.append(
            "受害人治疗尚未终结或者尚未评定伤残等级，本协议不包括此后新发生的医疗费用和"
            "残疾赔偿项目，各方可就该部分另行协商、申请调解或者提起诉讼。"
        )
    closing = "本协议履行完毕后，各方就本次事故的损害赔偿一次性了结，不再有其他争议。"
    if _treatment_open(file):
        closing = "本协议所列款项付清后，各方就所列项目不再有其他争议。"
    texts += [_COOPERATION, _BREACH, closing]
    return texts


def _entitlement(reckoning: Reckoning) -> list[str]:
    return [
        f"各方确认，{victim.label}因本次事故的损失合计 {sum_text(victim.total)}，"
        f"按照保险责任和责任比例应获赔偿 {sum_text(victim.entitlement)}。"
        for victim in reckoning.victims
    ]


def _already_paid(file: CaseFile) -> list[str]:
    own = {party.id for party in file.parties if on_victims_side(file, party)}
    rows = [paid for paid in file.prepaid if paid.amount > 0 and paid.payer_id not in own]
    if not rows:
        return []
    parts = []
    for paid in rows:
        payer = file.party(paid.payer_id)
        parts.append(
            f"{payer.name if payer else ''}已先行支付{paid.purpose} {sum_text(paid.amount)}"
        )
    return ["本协议签订前，" + "；".join(parts) + "。以上款项已计入赔偿总额，不再重复支付。"]


def _payment(file: CaseFile, row: Instalment) -> str:
    payer, payee = file.party(row.payer_id), file.party(row.payee_id)
    to = payee.name if payee is not None else "道路交通事故社会救助基金"
    due = row.due_on
    when = f"于{due.year}年{due.month}月{due.day}日前" if due is not None else ""
    what = {
        PaymentPurpose.COMPENSATION: "赔偿款",
        PaymentPurpose.FUND_REPAYMENT: "救助基金垫付的费用",
        PaymentPurpose.REFUND_PREPAID: "其先行垫付的款项",
    }[row.purpose]
    text = f"{payer.name if payer else ''}{when}以{row.method.label}方式向{to}支付{what} {sum_text(row.amount)}"
    if row.account_number:
        text += f"，收款户名：{row.account_name}，开户行：{row.account_bank}，账号：{row.account_number}"
    return text + "。"


def _fund(file: CaseFile, rows: tuple[Instalment, ...]) -> str:
    advance = outstanding_advance(file)
    repaid = sum((r.amount for r in rows if r.purpose is PaymentPurpose.FUND_REPAYMENT), ZERO)
    return (
        f"本次损失中的{_advanced_items(file)}包含救助基金已垫付的 {sum_text(advance)}。"
        f"上述应付款项先将 {sum_text(repaid)}划入救助基金账户，余款支付受害人；"
        "未足额偿还的，各方均协助基金管理机构追偿。"
    )


def _advanced_items(file: CaseFile) -> str:
    """What the fund stands in for: medical costs, funeral costs, or both."""
    kinds = {
        fund.application.kind
        for fund in file.funds
        if any(recovery.outstanding > 0 for recovery in fund.recoveries)
    }
    names = [
        name
        for kind, name in ((FundKind.RESCUE, "医疗费"), (FundKind.FUNERAL, "丧葬费"))
        if kind in kinds
    ]
    return "、".join(names) or "医疗费"


def _treatment_open(file: CaseFile) -> bool:
    return any(
        injury.outcome is Outcome.INJURED
        and injury.treatment_ended_on is None
        and injury.disability_on is None
        for injury in file.injuries
    )
