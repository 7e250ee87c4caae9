"""The accident case (案件): where it stands, and the accident (事故) it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mediation_app.domain.records import Choice, Record, Text


class MediationState(Choice):
    """Where the mediation stands (domain/mediation.md §1.9)."""

    REGISTERED = "registered", "登记"
    REFUSED = "refused", "不予受理"
    ACCEPTED = "accepted", "受理"
    MEDIATING = "mediating", "调解中"
    SUSPENDED = "suspended", "中止"
    AGREED = "agreed", "达成协议（书面）"
    AGREED_ORAL = "agreed_oral", "达成协议（口头）"
    FAILED = "failed", "调解不成终止"
    WITHDRAWN = "withdrawn", "撤回申请"
    PARTY_QUIT = "party_quit", "一方拒绝或退出终止"
    TO_COURT = "to_court", "转诉讼终止"
    TO_POLICE = "to_police", "转公安调解"
    AWAITING = "awaiting", "待履行"
    PART_PERFORMED = "part_performed", "部分履行"
    PERFORMED = "performed", "履行完毕"
    NOT_PERFORMED = "not_performed", "未履行"
    FOLLOWED_UP = "followed_up", "回访"
    CLOSED = "closed", "结案"
    ARCHIVED = "archived", "归档"
    VOIDED = "voided", "作废"


class ConfirmationState(Choice):
    """Judicial confirmation (司法确认), optional and beside the main track."""

    NONE = "none", "未申请"
    APPLIED = "applied", "已申请"
    TAKEN = "taken", "法院受理"
    NOT_TAKEN = "not_taken", "法院不予受理"
    EFFECTIVE = "effective", "裁定有效"
    REJECTED = "rejected", "裁定驳回"
    WITHDRAWN = "withdrawn", "撤回"


class FindingKind(Choice):
    """What the police issued about the accident."""

    ORDINARY = "ordinary", "道路交通事故认定书（一般程序）"
    SIMPLE = "simple", "道路交通事故认定书（简易程序）"
    PROOF = "proof", "道路交通事故证明"
    REVIEW = "review", "复核结论"
    NONE = "none", "尚未出具"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Record):
    """One dispute at the mediation window. Root of everything with its ``case_id``.

    ``number`` is the official case number, drawn at acceptance, never reused; ``serial`` and
    ``number_year`` are its parts. ``requested_on`` (申请日期) interrupts limitation and is kept
    apart from ``accepted_on`` (受理日期). ``due_on`` is the day the mediation term ends, as
    reckoned when accepted or extended, ``due_why`` its arithmetic. The eligibility autopilot
    keeps its answer in ``fund_screen_result``, whom the fund may pay what in ``fund_payable`` and
    the first end of a rescue window in ``fund_window_ends_at``; every save writes them anew.
    """

    number: str = ""
    number_year: int | None = None
    serial: int | None = None
    state: MediationState = MediationState.REGISTERED
    state_since: date | None = None
    confirmation: ConfirmationState = ConfirmationState.NONE
    jurisdiction: str = ""
    source: str = "01"
    source_reference: str = ""
    summary: str = ""
    dispute: Text = ""
    claims: tuple[str, ...] = ()
    requested_on: date | None = None
    accepted_on: date | None = None
    rights_told_on: date | None = None
    due_on: date | None = None
    due_why: str = ""
    ended_on: date | None = None
    end_reason: Text = ""
    effective_on: date | None = None
    closed_on: date | None = None
    archived_on: date | None = None
    archive_place: str = ""
    retention: str = ""
    registrar_id: str = ""
    mediator_id: str = ""
    recorder_id: str = ""
    rules_version: str = ""
    frozen_rules: Text = ""
    fund_screened_on: date | None = None
    fund_screen_result: str = ""
    standards_year: int | None = None
    fund_payable: tuple[str, ...] = ()
    fund_window_ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accident(Record):
    """The accident itself; one per case. Entered once, printed everywhere."""

    case_id: str
    occurred_at: datetime | None = None
    place: str = ""
    weather: str = ""
    kind: str = ""
    procedure: str = "一般程序"
    course: Text = ""
    deaths: int = 0
    injured: int = 0
    hit_and_run: bool = False
    hit_and_run_solved_on: date | None = None
    police_unit: str = ""
    police_officer: str = ""
    police_phone: str = ""
    police_case_number: str = ""
    handled_on: date | None = None
    finding_kind: FindingKind = FindingKind.NONE
    finding_number: str = ""
    finding_made_on: date | None = None
    review_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken(Record):
    """One step that was taken in a process: append-only history of a case or an application.

    ``occurred_on`` is when it happened, ``created_at`` when it was recorded; a gap over one
    working day needs ``late_reason``.
    """

    case_id: str
    subject_id: str
    process: str
    event: str
    source: str
    target: str
    occurred_on: date
    late_reason: str = ""
    person_id: str = ""
    person_name: str = ""
    note: Text = ""
    facts: Text = ""
    for_person_id: str = ""
    for_person_name: str = ""
