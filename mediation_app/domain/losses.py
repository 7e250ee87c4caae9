"""Injuries and treatment (伤情与治疗), losses (损失), dependants (被扶养人), money advanced (垫付)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mediation_app.domain.records import ZERO, Choice, Money, Percent, Record, Text


class Outcome(Choice):
    """What became of the person (伤亡后果)."""

    INJURED = "injured", "受伤"
    DEAD = "dead", "死亡"
    UNHURT = "unhurt", "未受伤"


@dataclass(frozen=True, slots=True, kw_only=True)
class Injury(Record):
    """A victim's injury or death. ``rescue_started_at`` opens the fund's seven-day window.

    ``disability_grade`` is the worst grade; ``further_grades`` are the others ("10") and
    ``grade_increments`` what each adds in percent ("1"), empty = as the rules say.
    """

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
    further_grades: tuple[str, ...] = ()
    grade_increments: tuple[str, ...] = ()


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


class RateBasis(Choice):
    """What the rate of a daily item is given for (标准口径)."""

    DAY = "day", "元/天"
    MONTH = "month", "元/月"
    YEAR = "year", "元/年"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss(Record):
    """One item of loss (损失项目) of one victim.

    ``item`` is the code of the item in the rule data (``medical``, ``meals``, ``lost_wages`` …).
    Either ``amount`` is entered, or it is ``quantity`` × ``rate`` × ``persons`` × ``percent``
    (days × yuan per ``rate_basis`` × carers × degree of dependency 护理依赖程度); ``formula`` is
    the text that is printed. ``deducted`` comes off (残值), ``outside_medical`` is 非医保扣减额.
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
    persons: int = 1
    rate_basis: RateBasis = RateBasis.DAY
    percent: Percent | None = None
    deducted: Money = ZERO
    outside_medical: Money = ZERO


class SupportKind(Choice):
    """Why somebody is maintained (人身损害解释 §17)."""

    MINOR = "minor", "未成年人"
    ADULT = "adult", "丧失劳动能力又无其他生活来源的成年近亲属"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDependant(Record):
    """A dependant (被扶养人) of the victim ``party_id``; ``payers`` is the number of people who
    owe support, the victim included. The age follows from ``birth_date`` on the base date."""

    case_id: str
    party_id: str
    position: int = 0
    name: str = ""
    relation: str = ""
    birth_date: date | None = None
    kind: SupportKind = SupportKind.MINOR
    payers: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimStandard(Record):
    """Another place's higher yearly figure for one victim (人身损害解释 §18), with its proof."""

    case_id: str
    party_id: str
    series: str = ""
    stat_year: int | None = None
    place: str = ""
    amount: Money = ZERO
    source: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation(Record):
    """The mediator's own sum from one vehicle's 交强险 sub-limit for one victim (调整分配), where
    several victims and vehicles meet and the law lays down no order; with the reason."""

    case_id: str
    vehicle_id: str
    victim_id: str
    bucket: str = ""
    amount: Money = ZERO
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation(Record):
    """A frozen reckoning (计算结果): the law it used and its tree, as JSON. The last one counts."""

    case_id: str
    agreement_id: str = ""
    made_on: date | None = None
    rules_version: str = ""
    law: Text = ""
    result: Text = ""
    total: Money = ZERO
    entitlement: Money = ZERO
    reason: str = ""


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
