"""Recovery (追偿) of what the fund advanced: opened by every payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.domain.records import ZERO, Choice, Money, Record, Text


class RecoveryState(Choice):
    """Where the recovery stands (domain/rescue_fund.md §3.6)."""

    OPEN = "open", "待追偿"
    ON_HOLD = "on_hold", "暂缓（肇事者不明）"
    TOLD = "told", "已告知"
    AGREED = "agreed", "已签还款协议"
    OVERDUE = "overdue", "逾期"
    LAWSUIT = "lawsuit", "诉讼中"
    ENFORCING = "enforcing", "执行中"
    ENFORCED_OUT = "enforced_out", "终本"
    RECOVERED = "recovered", "已全额追回"
    WRITE_OFF_ASKED = "write_off_asked", "核销报批"
    WRITTEN_OFF = "written_off", "已核销（账销案存）"


class DebtorBasis(Choice):
    """Why somebody owes the fund."""

    LIABLE = "liable", "责任人"
    INSURER = "insurer", "保险人直付"
    COMPENSATED = "compensated", "已获赔受害人或继承人"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery(Record):
    """The recovery of one payment. ``opening`` is what was paid out, in yuan.

    ``refunded`` came back as an over-payment (多付退回), ``recovered`` from debtors, and
    ``recovered_after`` after a write-off (核销后追回), which leaves ``written_off`` as it is.
    ``pay_by`` is the day the notice set, ``acted_on`` the last act of recovery. ``costs`` of suit
    and enforcement are no money of the fund: a receipt pays them first.
    """

    case_id: str
    application_id: str
    payment_id: str
    number: str = ""
    state: RecoveryState = RecoveryState.OPEN
    state_since: date | None = None
    opening: Money = ZERO
    recovered: Money = ZERO
    opened_on: date | None = None
    limitation_on: date | None = None
    officer_id: str = ""
    note: Text = ""
    limitation_why: str = ""
    review_on: date | None = None
    write_off_from: date | None = None
    write_off_ground: str = ""
    write_off_number: str = ""
    written_off: Money = ZERO
    recovered_after: Money = ZERO
    receiver_id: str = ""
    preparer_id: str = ""
    write_off_checker_id: str = ""
    write_off_approver_id: str = ""
    refunded: Money = ZERO
    next_step: str = ""
    next_step_on: date | None = None
    pay_by: date | None = None
    accelerated_on: date | None = None
    acted_on: date | None = None
    solved_notice: str = ""
    solved_notice_on: date | None = None
    costs: Money = ZERO
    costs_back: Money = ZERO

    @property
    def outstanding(self) -> Money:
        """What is still owed in the books, in yuan; a write-off leaves it as it was."""
        return self.opening - self.recovered - self.refunded

    @property
    def owed(self) -> Money:
        """What may still come in, in the books or outside them, in yuan."""
        return self.outstanding - self.recovered_after

    @property
    def book(self) -> Money:
        """What the books still show: nothing once it was written off (账销案存)."""
        return ZERO if self.written_off > 0 else self.outstanding

    @property
    def memo(self) -> Money:
        """What is still owed outside the books, after a write-off."""
        return self.owed if self.written_off > 0 else ZERO

    @property
    def costs_open(self) -> Money:
        """Costs of suit and enforcement that were advanced and did not come back yet."""
        return self.costs - self.costs_back


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtorShare(Record):
    """One debtor of a recovery; alternative debtors may add up to more than the debt."""

    case_id: str
    recovery_id: str
    position: int = 0
    basis: DebtorBasis = DebtorBasis.LIABLE
    party_id: str = ""
    name: str = ""
    amount: Money = ZERO
    joint: bool = False
    told_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepaymentRow(Record):
    """One row of a repayment schedule (还款计划): ``nominal_on`` is its day before any holiday."""

    case_id: str
    recovery_id: str
    position: int = 0
    due_on: date | None = None
    amount: Money = ZERO
    nominal_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepaymentReceipt(Record):
    """Money that came back to the fund's account; never cash to a clerk.

    ``to_costs`` is the part that paid costs advanced; only the rest brings the debt down.
    """

    case_id: str
    recovery_id: str
    debtor_id: str = ""
    payer_name: str = ""
    amount: Money = ZERO
    received_on: date | None = None
    bank_serial: str = ""
    to_costs: Money = ZERO
    after_write_off: bool = False

    @property
    def to_debt(self) -> Money:
        """What of it brought the debt down, in yuan."""
        return self.amount - self.to_costs


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryAction(Record):
    """One documented act of recovery: notice, demand, inquiry, suit; ``cost`` was advanced for it."""

    case_id: str
    recovery_id: str
    done_on: date | None = None
    kind: str = ""
    result: Text = ""
    cost: Money = ZERO
