"""Money the fund paid too much and wants back (多付退款), domain rules P1 to P4.

A paid order is never edited: what was paid too much stands in a ``Refund`` of its own, and what
came back for it in ``RefundReceipt`` rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.domain.records import ZERO, Choice, Money, Record, Text


class RefundState(Choice):
    """Where a refund stands (domain/rescue_fund.md §3.5)."""

    DUE = "due", "待退"
    TOLD = "told", "已通知退款"
    PART = "part", "部分退回"
    RETURNED = "returned", "已退回"
    DROPPED = "dropped", "已撤销"


class RefundDebtor(Choice):
    """Who was paid, or enriched, and gives back."""

    HOSPITAL = "hospital", "医疗机构"
    FUNERAL_HOME = "funeral_home", "殡葬机构"
    INSURER = "insurer", "保险公司"
    FAMILY = "family", "受害人或家属"
    OTHER = "other", "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund(Record):
    """One over-payment of one payment. Sums in yuan; ``returned`` is the sum of its receipts.

    ``cause`` is a reason code of the group M (多付). ``recovery_id`` is empty where the payment
    opened no recovery (hardship).
    """

    case_id: str
    application_id: str
    payment_id: str
    recovery_id: str = ""
    number: str = ""
    number_year: int | None = None
    serial: int | None = None
    state: RefundState = RefundState.DUE
    state_since: date | None = None
    cause: str = ""
    debtor: RefundDebtor = RefundDebtor.HOSPITAL
    debtor_party_id: str = ""
    debtor_name: str = ""
    amount: Money = ZERO
    returned: Money = ZERO
    working: Text = ""
    found_on: date | None = None
    found_by_id: str = ""
    checker_id: str = ""
    told_on: date | None = None
    served_how: str = ""
    due_on: date | None = None
    due_why: str = ""

    @property
    def open_amount(self) -> Money:
        """What has not come back yet, in yuan; nothing once it was dropped."""
        return ZERO if self.state is RefundState.DROPPED else self.amount - self.returned


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReceipt(Record):
    """Money that came back for a refund: by the bank, or set off against a later payment."""

    case_id: str
    application_id: str
    refund_id: str
    amount: Money = ZERO
    received_on: date | None = None
    payer_name: str = ""
    bank_serial: str = ""
    offset_number: str = ""
    offset_note: str = ""
    receiver_id: str = ""
