"""The rescue-fund application (救助基金垫付申请): bill, findings, decisions, payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mediation_app.domain.records import ZERO, Choice, Money, Record, Text


class FundKind(Choice):
    """What is applied for. Hardship only where the province has it."""

    RESCUE = "rescue", "抢救费用"
    FUNERAL = "funeral", "丧葬费用"
    HARDSHIP = "hardship", "一次性困难救助"


class FundSituation(Choice):
    """The three situations of 令107号 第14条."""

    C1 = "C1", "抢救费用超过交强险责任限额"
    C2 = "C2", "肇事机动车未参加交强险"
    C3 = "C3", "机动车肇事后逃逸"
    OTHER = "other", "其他情形"


class FundState(Choice):
    """Where the application stands (domain/rescue_fund.md §3.3)."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待受理"
    SUPPLEMENT = "supplement", "待补正"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    REVIEW1 = "review1", "初审中"
    VERIFY = "verify", "核实中"
    REVIEW2 = "review2", "复核中"
    APPROVAL = "approval", "待审批"
    COLLECTIVE = "collective", "会审中"
    APPROVED = "approved", "同意垫付"
    REFUSED = "refused", "不予垫付"
    DISPUTE = "dispute", "异议协调"
    TO_PAY = "to_pay", "待拨付"
    PAID = "paid", "已拨付"
    PAY_FAILED = "pay_failed", "退票"
    WITHDRAWN = "withdrawn", "撤回"
    TERMINATED = "terminated", "终止"
    ARCHIVED = "archived", "已归档"


class ApplicantKind(Choice):
    """Who applies."""

    HOSPITAL = "hospital", "医疗机构"
    VICTIM = "victim", "受害人"
    RELATIVE = "relative", "亲属"
    FUNERAL_HOME = "funeral_home", "殡葬机构"
    AGENT = "agent", "受托代理人"
    POLICE = "police", "公安机关"


class Verdict(Choice):
    """What somebody decided at a stage."""

    PASS = "pass", "同意"
    PARTIAL = "partial", "部分同意"
    REFUSE = "refuse", "不同意"
    RETURN = "return", "退回"


class PaymentState(Choice):
    """Where a payment order stands."""

    ORDERED = "ordered", "待拨付"
    PAID = "paid", "已到账"
    RETURNED = "returned", "退票"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundApplication(Record):
    """One application to the fund, for one victim and one kind of cost.

    The five people of the process stand in ``clerk_id`` (经办), ``checker_id`` (复核),
    ``approver_id`` (审批), ``payer_id`` (拨付制单) and ``pay_checker_id`` (拨付复核); the applicant
    is none of them. Sums are in yuan; the calculation of ``proposed`` is frozen in
    ``calculation`` as printed lines (JSON).
    """

    case_id: str
    number: str = ""
    number_year: int | None = None
    serial: int | None = None
    kind: FundKind = FundKind.RESCUE
    state: FundState = FundState.DRAFT
    state_since: date | None = None
    situation: FundSituation | None = None
    channel: str = "窗口"
    applicant_kind: ApplicantKind = ApplicantKind.HOSPITAL
    applicant_party_id: str = ""
    applicant_name: str = ""
    applicant_id_number: str = ""
    applicant_phone: str = ""
    applicant_relation: str = ""
    applicant_person_id: str = ""
    handler_name: str = ""
    handler_phone: str = ""
    victim_id: str = ""
    injury_id: str = ""
    hospital: str = ""
    admission_number: str = ""
    rescue_started_at: datetime | None = None
    rescue_ended_at: datetime | None = None
    condition: Text = ""
    claimed: Money = ZERO
    insurer_paid: Money = ZERO
    others_paid: Money = ZERO
    others_paid_note: str = ""
    unsettled: Money = ZERO
    unsettled_on: date | None = None
    over_window_reason: Text = ""
    notice_number: str = ""
    notice_on: date | None = None
    received_on: date | None = None
    complete_on: date | None = None
    accepted_on: date | None = None
    decide_due: date | None = None
    decide_why: str = ""
    pay_due: date | None = None
    pay_why: str = ""
    missing: tuple[str, ...] = ()
    supplement_due: date | None = None
    first_layer: Money = ZERO
    eligible: Money = ZERO
    proposed: Money = ZERO
    approved: Money = ZERO
    calculation: Text = ""
    refusal_codes: tuple[str, ...] = ()
    refusal_facts: Text = ""
    decided_on: date | None = None
    decision_number: str = ""
    served_on: date | None = None
    objection_due: date | None = None
    meeting_number: str = ""
    payee_name: str = ""
    payee_bank: str = ""
    payee_account: str = ""
    clerk_id: str = ""
    checker_id: str = ""
    approver_id: str = ""
    payer_id: str = ""
    pay_checker_id: str = ""
    rules_version: str = ""
    frozen_rules: Text = ""
    payee_party_id: str = ""
    adjusts_id: str = ""
    objected_on: date | None = None
    objection: Text = ""
    proposed_verdict: Verdict | None = None
    medical_insurance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine(Record):
    """One line of the hospital's or funeral home's bill, with the reviewer's decision.

    ``measure`` is the hospital's own way of counting (``1.5 × 0.0375``) where quantity and price
    do not fit into whole numbers and fen; then only the amount counts.
    """

    case_id: str
    application_id: str
    position: int = 0
    served_at: datetime | None = None
    code: str = ""
    name: str = ""
    unit_price: Money = ZERO
    quantity: int = 1
    amount: Money = ZERO
    insurance_class: str = ""
    rescue: bool = True
    in_window: bool = True
    decided: bool = False
    approved: Money = ZERO
    reduced: Money = ZERO
    reduction_code: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Record):
    """One head of the review (令107号 第18条): situation, genuine and reasonable, other."""

    case_id: str
    application_id: str
    position: int = 0
    head: str = ""
    passed: bool = False
    note: Text = ""
    reason_code: str = ""
    reduced: Money = ZERO
    evidence_ids: tuple[str, ...] = ()
    reviewer_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material(Record):
    """One material of the application (材料) and whether it is there and right."""

    case_id: str
    application_id: str
    position: int = 0
    code: str = ""
    name: str = ""
    required: bool = True
    present: bool = False
    original: bool = False
    copies: int = 1
    pages: int | None = None
    attachment_id: str = ""
    waived_reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Record):
    """What one person decided at one stage; append-only.

    ``codes`` are the reasons of a return or refusal. Who decides under a delegation (委托) is
    ``person``, the one who gave it ``for_person``.
    """

    case_id: str
    application_id: str
    stage: str
    person_id: str
    person_name: str
    verdict: Verdict
    amount: Money = ZERO
    opinion: Text = ""
    decided_on: date | None = None
    codes: tuple[str, ...] = ()
    for_person_id: str = ""
    for_person_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Record):
    """A payment order (拨付凭证) and what the bank answered. A paid one is never edited."""

    case_id: str
    application_id: str
    number: str = ""
    state: PaymentState = PaymentState.ORDERED
    amount: Money = ZERO
    payee_name: str = ""
    payee_bank: str = ""
    payee_account: str = ""
    purpose: str = ""
    ordered_on: date | None = None
    maker_id: str = ""
    maker_name: str = ""
    checker_id: str = ""
    checker_name: str = ""
    paid_on: date | None = None
    bank_serial: str = ""
    return_code: str = ""
    number_year: int | None = None
    serial: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerShare(Record):
    """How much of one compulsory policy's medical limit is set against one victim (分摊), in yuan.

    Stands only where the clerk departs from the default (pro rata to the approved costs).
    """

    case_id: str
    policy_id: str = ""
    victim_id: str = ""
    amount: Money = ZERO
    note: str = ""


class LedgerKind(Choice):
    """收支科目 of the fund's book."""

    OPENING = "opening", "期初余额"
    PREMIUM = "premium", "交强险保费提取"
    FISCAL = "fiscal", "财政补助"
    FINES = "fines", "罚款"
    INTEREST = "interest", "利息"
    DONATION = "donation", "捐赠"
    RECOVERED = "recovered", "追偿收回"
    PAID_OUT = "paid_out", "垫付支出"
    RETURNED = "returned", "退票转回"
    REFUNDED = "refunded", "多付退回"
    OTHER = "other", "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry(Record):
    """One line of the fund's book (基金台账): plus is money in, minus is money out.

    ``happened_on`` is the bank's day where its month was closed when the entry was booked.
    """

    kind: LedgerKind
    booked_on: date
    amount: Money
    case_id: str = ""
    subject_id: str = ""
    note: str = ""
    serial: int | None = None
    bank_serial: str = ""
    number_year: int | None = None
    happened_on: date | None = None
