"""Mediation sessions (调解), one record each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mediation_app.domain.records import Choice, Money, Record, Text


class SessionResult(Choice):
    """调解结果 on the official record: one of three."""

    PENDING = "pending", "未填写"
    SUCCESS = "success", "调解成功"
    FAILURE = "failure", "调解不成"
    CONTINUE = "continue", "有待继续调解"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Record):
    """A session: booked, then held and recorded. ``attendee_ids`` are parties."""

    case_id: str
    position: int = 1
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    mediator_id: str = ""
    mediator_name: str = ""
    recorder_name: str = ""
    attendee_ids: tuple[str, ...] = ()
    invited: str = ""
    insurer_told_on: date | None = None
    held: bool = False
    minutes: Text = ""
    agreed_facts: Text = ""
    result: SessionResult = SessionResult.PENDING
    result_reason: Text = ""
    amount: Money | None = None
    risk_note: str = ""
