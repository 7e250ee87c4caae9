"""Over-payments the case itself shows (可能多付, §5.4): the bill paid again, the bill reduced.

A suspicion is no decision: it tells the sum it comes to and how, and a reviewer opens the refund.
What was paid again is measured on the bill: what had been paid on it when the fund paid, what came
later, and what was still open in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mediation_app.domain.checks.base import is_own_money
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundKind, Payment, PaymentState
from mediation_app.domain.losses import Prepaid, Treatment
from mediation_app.domain.money import format_money
from mediation_app.domain.names import same_name
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.refund_rules import paid_payment, refunds_of, room

_SIGNS = {FundKind.RESCUE: ("医疗", "抢救"), FundKind.FUNERAL: ("丧葬",)}
_LOSSES = {FundKind.RESCUE: "medical", FundKind.FUNERAL: "funeral"}
_INSURANCE = ("医保", "工伤")
_INSURERS = (PartyRole.INSURER_COMPULSORY, PartyRole.INSURER_COMMERCIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A possible over-payment: cause (M01–M06), sum in yuan, who holds it, how it was worked out.

    ``doubtful`` is the part of the sum that may have another explanation (later treatment).
    """

    application_id: str
    payment_id: str
    cause: str
    amount: Money
    doubtful: Money
    debtor_name: str
    debtor_party_id: str
    working: str


def suspicions(case: CaseFile, file: FundFile) -> tuple[Suspicion, ...]:
    """What the facts of the case hold against a payment, less what was dealt with already."""
    payment = paid_payment(file)
    if payment is None or file.application.kind not in _SIGNS:
        return ()
    dealt = sum((refund.amount for refund in refunds_of(file, payment.id)), ZERO)
    left = room(file)
    found = []
    for one in (_paid_again(case, file, payment), _bill_reduced(case, file, payment)):
        if one is None:
            continue
        used = min(dealt, one.amount)
        dealt -= used
        amount = min(one.amount - used, left)
        left -= amount
        if amount > 0:
            working = one.working
            if used:
                working += f"；已登记 {format_money(used)} 元"
            if amount < one.amount:
                working += f"；可再登记 {format_money(amount)} 元"
            doubtful = min(one.doubtful, amount)
            found.append(replace(one, amount=amount, doubtful=doubtful, working=working))
    return tuple(found)


# Paid again -------------------------------------------------------------------------------------


def _paid_again(case: CaseFile, file: FundFile, payment: Payment) -> Suspicion | None:
    later = later_payments(case, file, payment)
    bill = sum((line.amount for line in file.bill_lines), ZERO)
    if not later or not bill:
        return None
    it = file.application
    fund = payment.amount + _further(case, file)
    open_ = bill - it.insurer_paid - it.others_paid - fund
    own = sum((paid.amount for paid in later if is_own_money(case, paid)), ZERO)
    third = sum((paid.amount for paid in later), ZERO) - own
    possible = max(third - max(open_ - own, ZERO), ZERO)
    certain = max(third + own - max(open_, ZERO) - _later_costs(case, file, bill), ZERO)
    amount = max(possible, certain)
    if amount == 0:
        return None
    told = "、".join(_told(case, paid) for paid in later)
    doubtful = amount - certain
    working = (
        f"账单 {format_money(bill)} 元，保险公司已付 {format_money(it.insurer_paid)} 元，"
        f"其他已付 {format_money(it.others_paid)} 元，基金已付 {format_money(fund)} 元，"
        f"尚余 {format_money(max(open_, ZERO))} 元；另有{told}；多付 {format_money(amount)} 元"
    )
    if doubtful:
        working += f"，其中 {format_money(doubtful)} 元可能用于其后的费用，须向收款单位核实"
    return _suspicion(case, file, payment, _cause(case, later), amount, doubtful, working)


def later_payments(case: CaseFile, file: FundFile, payment: Payment) -> tuple[Prepaid, ...]:
    """Payments on the same costs made, or entered in the case, after the fund had paid."""
    it = file.application
    signs = _SIGNS[it.kind]
    return tuple(
        paid
        for paid in case.prepaid
        if paid.victim_id == it.victim_id
        and paid.amount > 0
        and any(sign in paid.purpose for sign in (*signs, *_INSURANCE))
        and (_after(paid.paid_on, payment.paid_on) or _entered_after(paid.created_at, payment))
    )


def _after(day: date | None, paid_on: date | None) -> bool:
    return day is not None and paid_on is not None and day > paid_on


def _entered_after(moment: datetime | None, payment: Payment) -> bool:
    """A paid order is never touched again: its last change is the moment it was confirmed."""
    return moment is not None and payment.updated_at is not None and moment > payment.updated_at


def _further(case: CaseFile, file: FundFile) -> Money:
    """What further applications beside this one have paid on the same bill."""
    return sum(
        (
            payment.amount
            for other in case.funds
            if other.application.adjusts_id == file.application.id
            for payment in other.payments
            if payment.state is PaymentState.PAID
        ),
        ZERO,
    )


def _later_costs(case: CaseFile, file: FundFile, bill: Money) -> Money:
    """Costs of the same kind the case knows beyond the bill: another payer may have meant those."""
    it = file.application
    losses = sum(
        (
            loss.amount
            for loss in case.losses
            if loss.party_id == it.victim_id and loss.item.startswith(_LOSSES[it.kind])
        ),
        ZERO,
    )
    treated = ZERO
    if it.kind is FundKind.RESCUE:
        treated = sum((t.amount for t in _treatments(case, it.victim_id)), ZERO)
    return max(max(losses, treated) - bill, ZERO)


def _treatments(case: CaseFile, victim_id: str) -> tuple[Treatment, ...]:
    injuries = {injury.id for injury in case.injuries if injury.party_id == victim_id}
    return tuple(t for t in case.treatments if t.injury_id in injuries)


def _told(case: CaseFile, paid: Prepaid) -> str:
    payer = case.party(paid.payer_id)
    name = payer.name if payer is not None and payer.name else "他人"
    when = f" {paid.paid_on.isoformat()} " if paid.paid_on else ""
    return f"{name}{when}付{paid.purpose} {format_money(paid.amount)} 元"


def _cause(case: CaseFile, later: Sequence[Prepaid]) -> str:
    if any(sign in f"{paid.purpose}{paid.receipt}" for paid in later for sign in _INSURANCE):
        return "M05"
    payers = [case.party(paid.payer_id) for paid in later]
    if any(payer is not None and payer.is_a(*_INSURERS) for payer in payers):
        return "M01"
    return "M03"


# Bill reduced -----------------------------------------------------------------------------------


def _bill_reduced(case: CaseFile, file: FundFile, payment: Payment) -> Suspicion | None:
    """The hospital's figure in the case fell below the bill after the fund had paid on it."""
    it = file.application
    bill = sum((line.amount for line in file.bill_lines), ZERO)
    mine = [t for t in _treatments(case, it.victim_id) if same_name(t.hospital, it.hospital)]
    now = sum((t.amount for t in mine), ZERO)
    changed = any(_entered_after(t.updated_at, payment) for t in mine)
    if it.kind is not FundKind.RESCUE or not changed or not ZERO < now < bill:
        return None
    amount = min(bill - now, payment.amount)
    paid = it.insurer_paid + it.others_paid + payment.amount
    doubtful = amount - min(max(paid - now, ZERO), amount)
    working = (
        f"账单 {format_money(bill)} 元，更正后 {format_money(now)} 元，"
        f"减少 {format_money(bill - now)} 元"
    )
    if doubtful:
        working += f"；其中 {format_money(doubtful)} 元须核实是否属于基金已付的项目"
    return _suspicion(case, file, payment, "M02", amount, doubtful, working)


def _suspicion(
    case: CaseFile,
    file: FundFile,
    payment: Payment,
    cause: str,
    amount: Money,
    doubtful: Money,
    working: str,
) -> Suspicion:
    payee = case.party(file.application.payee_party_id)
    if payee is None:
        payee = next((p for p in case.parties if same_name(p.name, payment.payee_name)), None)
    return Suspicion(
        application_id=file.application.id,
        payment_id=payment.id,
        cause=cause,
        amount=amount,
        doubtful=doubtful,
        debtor_name=payee.name if payee is not None else payment.payee_name,
        debtor_party_id=payee.id if payee is not None else "",
        working=working,
    )
