"""The agreement (调解协议), its clauses and payments, performance (履行) and follow-up (回访)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.domain.records import ZERO, Choice, Money, Record, Text


class PaymentPurpose(Choice):
    """What an agreed payment is for; the fund's money never goes to the victim."""

    COMPENSATION = "compensation", "赔偿款"
    FUND_REPAYMENT = "fund_repayment", "偿还救助基金垫付款"
    REFUND_PREPAID = "refund_prepaid", "退还垫付款"


class PaymentMethod(Choice):
    """付款方式."""

    TRANSFER = "transfer", "银行转账"
    CASH = "cash", "现金"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Record):
    """The agreement of a case. ``effective_on`` = last act of signing (人民调解法 §29).

    ``total`` is the victim side's whole entitlement in yuan, what was advanced included.
    """

    case_id: str
    number: str = ""
    oral: bool = False
    drafted_on: date | None = None
    facts: Text = ""
    disputed: Text = ""
    responsibility: Text = ""
    total: Money = ZERO
    performance_place: str = ""
    copies: int = 0
    effective_on: date | None = None
    effective_why: str = ""
    fund_told: bool = False
    override_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(Record):
    """One numbered clause of the agreement, as printed."""

    case_id: str
    agreement_id: str
    position: int = 0
    text: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment(Record):
    """One agreed payment: who pays whom how much by when. Empty ``payee_id`` = the fund."""

    case_id: str
    agreement_id: str
    position: int = 0
    purpose: PaymentPurpose = PaymentPurpose.COMPENSATION
    payer_id: str = ""
    payee_id: str = ""
    amount: Money = ZERO
    due_on: date | None = None
    method: PaymentMethod = PaymentMethod.TRANSFER
    account_name: str = ""
    account_bank: str = ""
    account_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance(Record):
    """A payment that was made under the agreement (履行凭证)."""

    case_id: str
    instalment_id: str
    paid_on: date | None = None
    amount: Money = ZERO
    method: PaymentMethod = PaymentMethod.TRANSFER
    voucher: str = ""
    receiver_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Record):
    """A follow-up visit or call (回访)."""

    case_id: str
    visited_on: date | None = None
    interviewee: str = ""
    method: str = "电话"
    visitor_name: str = ""
    performance: str = ""
    satisfaction: str = ""
    lawsuit: str = ""
    relapse_risk: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation(Record):
    """Judicial confirmation (司法确认) of the agreement."""

    case_id: str
    court: str = ""
    applied_on: date | None = None
    taken_on: date | None = None
    ruling_number: str = ""
    ruled_on: date | None = None
    note: Text = ""
