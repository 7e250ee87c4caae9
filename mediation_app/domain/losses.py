"""Injuries and treatment (伤情与治疗), losses (损失) and money already advanced (垫付)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mediation_app.domain.records import ZERO, Choice, Money, Record, Text


class Outcome(Choice):
    """What became of the person (伤亡后果)."""

    INJURED = "injured", "受伤"
    DEAD = "dead", "死亡"
    UNHURT = "unhurt", "未受伤"


@dataclass(frozen=True, slots=True, kw_only=True)
class Injury(Record):
    """A victim's injury or death. ``rescue_started_at`` opens the fund's seven-day window."""

    case_id: str
    party_id: str
    outcome: Outcome = Outcome.INJURED
    diagnosis: Text = ""
    diagnosis_after: Text = ""
    critical: bool = False
    rescue_started_at: datetime | None = None
    rescue_ended_at: datetime | None = None
    treatment_ended_on: date | None = None
    disability_grade: int | None = None
    disability_on: date | None = None
    appraiser: str = ""
    died_at: datetime | None = None
    death_cause: str = ""
    body_notice_number: str = ""
    body_notice_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment(Record):
    """A stay or visit at a hospital (医疗机构)."""

    case_id: str
    injury_id: str
    hospital: str = ""
    hospital_party_id: str = ""
    department: str = ""
    admission_number: str = ""
    kind: str = "住院"
    starts_on: date | None = None
    ends_on: date | None = None
    days: int | None = None
    amount: Money = ZERO
    unpaid: Money = ZERO
    note: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss(Record):
    """One item of loss (损失项目) of one victim.

    ``item`` is the code of the item in the rule data (``medical``, ``meals``, ``lost_wages`` …).
    Either ``amount`` is entered, or it is ``quantity`` × ``rate`` (days × yuan a day); ``formula``
    is the text that is printed.
    """

    case_id: str
    party_id: str
    position: int = 0
    item: str = ""
    amount: Money = ZERO
    quantity: int | None = None
    rate: Money | None = None
    formula: str = ""
    evidence: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepaid(Record):
    """Money somebody has already paid for the victim (垫付): insurer, driver, own family."""

    case_id: str
    payer_id: str
    victim_id: str
    amount: Money = ZERO
    paid_on: date | None = None
    purpose: str = "医疗费"
    receipt: str = ""
    from_compulsory: bool = False
