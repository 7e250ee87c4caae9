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
from mediation_app.domain.checks.base import (
    bound_parties,
    dead,
    is_own_money,
)
from mediation_app.domain.compensation import FUND, Reckoning, RowKind
from mediation_app.domain.compensation.law import Bucket
from mediation_app.domain.compensation.result import Layer, NetRow, VictimResult
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundKind
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Outcome
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import Money, capital, format_money
from mediation_app.domain.offices import Office
from mediation_app.domain.parties import Liability, PartyRole, Side
from mediation_app.domain.records import ZERO
from mediation_app.domain.refund_rules import fund_line, line_of
from mediation_app.domain.vehicles import InsurerGround

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
    texts = clause_texts(file, reckoning, tuple(zip(rows, order, strict=True)))
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
    payer_id, payee_id = _living(file, row.payer), _living(file, row.payee)
    payee = file.party(payee_id)
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
        payer_id=payer_id,
        payee_id="" if row.payee == FUND else payee_id,
        amount=row.amount,
        due_on=frame.pay_by,
        method=PaymentMethod.TRANSFER,
        account_name=account[0],
        account_bank=account[1],
        account_number=account[2],
    )


def _living(file: CaseFile, party_id: str) -> str:
    """Who stands for somebody who died: a near relative at the table, the first one entered."""
    if party_id not in dead(file):
        return party_id
    relatives = [p for p in file.parties_with(PartyRole.RELATIVE) if p.side is not Side.HELPER]
    own = [p for p in relatives if p.represents_id == party_id]
    return next((party.id for party in (*own, *relatives)), party_id)


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
    file: CaseFile, reckoning: Reckoning, payments: tuple[tuple[Instalment, NetRow], ...]
) -> list[str]:
    """The numbered clauses, without their numbers: sums first, then payments, the fund's ahead."""
    rows = tuple(row for row, _ in payments)
    texts = [_entitlement(file, victim) for victim in reckoning.victims]
    texts += _already_paid(file)
    texts += [_payment(file, row, net) for row, net in payments]
    if any(row.purpose is PaymentPurpose.FUND_REPAYMENT for row in rows):
        texts.append(_fund(file, rows))
    texts += _recourse(file, reckoning)
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


def _entitlement(file: CaseFile, victim: VictimResult) -> str:
    """The loss by its parts, and who bears how much of it: what the sum is made of."""
    who = victim.label
    if victim.victim in dead(file):
        who += "的近亲属"
    parts = [
        f"{'其他损失' if bucket is Bucket.OUTSIDE else bucket.label} {format_money(amount)} 元"
        for bucket, amount in victim.buckets.items()
        if amount
    ]
    made = f"，其中{'、'.join(parts)}" if len(parts) > 1 else ""
    text = (
        f"各方确认，{victim.label}因本次事故的损失合计 {sum_text(victim.total)}{made}。"
        f"{who}应获赔偿 {sum_text(victim.entitlement)}"
    )
    bearers = _bearers(file, victim)
    if bearers:
        text += "：" + "；".join(bearers)
    if victim.own and victim.entitlement:
        text += f"；其余 {format_money(victim.own)} 元由{who}自行承担"
        party = file.party(victim.victim)
        if party is not None and party.free_ride_percent and party.ride_vehicle_id:
            text += f"（含好意同乘减轻的 {party.free_ride_percent}%）"
    return f"{text}。计算过程见损害赔偿计算清单。"


_ON_ACCOUNT_OF = {
    Layer.COMPULSORY: "在机动车交通事故责任强制保险责任限额内赔付",
    Layer.COMMERCIAL: "在机动车商业第三者责任保险限额内赔付",
    Layer.LIABLE: "赔偿",
}


def _bearers(file: CaseFile, victim: VictimResult) -> list[str]:
    found = []
    for layer, verb in _ON_ACCOUNT_OF.items():
        payers = dict.fromkeys(share.payer for share in victim.shares if share.layer is layer)
        for payer in payers:
            amount = victim.paid_by(layer, payer)
            joint = dict.fromkeys(
                key
                for share in victim.shares
                if share.layer is layer and share.payer == payer
                for key in share.joint
            )
            text = f"{_name(file, payer)}{verb} {format_money(amount)} 元"
            if joint:
                jointly = sum(
                    (
                        s.amount
                        for s in victim.shares
                        if s.layer is layer and s.payer == payer and s.joint
                    ),
                    ZERO,
                )
                part = "" if jointly == amount else f"对其中 {format_money(jointly)} 元"
                names = "、".join(_name(file, key) for key in joint)
                text += f"，{names}{part}承担连带责任"
            found.append(text)
    return found


def _name(file: CaseFile, party_id: str) -> str:
    party = file.party(party_id)
    return (party.name or "身份不明的当事人") if party is not None else ""


def _recourse(file: CaseFile, reckoning: Reckoning) -> list[str]:
    """交强险 that pays in spite of drink, drugs or no licence may recover (道交解释 §15)."""
    paying = {s.side for v in reckoning.victims for s in v.shares if s.layer is Layer.COMPULSORY}
    found = []
    for vehicle in file.vehicles:
        if vehicle.insurer_ground is InsurerGround.NONE or vehicle.id not in paying:
            continue
        person = _name(file, vehicle.liable_id or vehicle.driver_id or vehicle.owner_id)
        found.append(
            f"因{vehicle.insurer_ground.label}，保险公司在交强险责任限额内赔付后"
            f"依法向{person}追偿的权利，不受本协议影响。"
        )
    return found


def _already_paid(file: CaseFile) -> list[str]:
    rows = [paid for paid in file.prepaid if paid.amount > 0 and not is_own_money(file, paid)]
    if not rows:
        return []
    parts = []
    for paid in rows:
        payer = file.party(paid.payer_id)
        parts.append(
            f"{payer.name if payer else ''}已先行支付{paid.purpose} {sum_text(paid.amount)}"
        )
    return ["本协议签订前，" + "；".join(parts) + "。以上款项已计入赔偿总额，不再重复支付。"]


def _payment(file: CaseFile, row: Instalment, net: NetRow) -> str:
    payer, payee = file.party(row.payer_id), file.party(row.payee_id)
    to = payee.name if payee is not None else "道路交通事故社会救助基金"
    if payee is not None and net.payee != payee.id:
        to += f"（{_name(file, net.payee)}的近亲属）"
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
    if net.joint:
        names = "、".join(_name(file, key) for key in net.joint)
        part = "" if net.jointly == row.amount else f"其中 {format_money(net.jointly)} 元"
        text += f"；{names}对{part or '该款项'}承担连带责任"
    return text + "。"


def _fund(file: CaseFile, rows: tuple[Instalment, ...]) -> str:
    advance = fund_line(file)
    repaid = sum((r.amount for r in rows if r.purpose is PaymentPurpose.FUND_REPAYMENT), ZERO)
    return (
        f"本次损失中的{_advanced_items(file)}包含救助基金已垫付的 {sum_text(advance)}。"
        f"上述应付款项先将 {sum_text(repaid)}划入救助基金账户，余款支付受害人；"
        "未足额偿还的，各方均协助基金管理机构追偿。"
    )


def _advanced_items(file: CaseFile) -> str:
    """What the fund stands in for: medical costs, funeral costs, or both."""
    kinds = {fund.application.kind for fund in file.funds if line_of(fund) > 0}
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
