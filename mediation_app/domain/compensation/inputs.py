"""What a reckoning starts from: sides, covers, victims, their losses, money already paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mediation_app.domain.compensation.law import Bucket, Standard
from mediation_app.domain.money import ZERO, Money, Percent

FUND = "fund"
"""Payer id of the rescue fund (救助基金) among the advances."""


class SideKind(StrEnum):
    """What took part in the traffic."""

    MOTOR = "motor"
    NON_MOTOR = "non_motor"
    PEDESTRIAN = "pedestrian"


class Duty(StrEnum):
    """Whether a vehicle without 交强险 pays as if it had one (the e-bike question)."""

    OBLIGED = "obliged"
    AS_INSURED = "as_insured"
    NOT_INSURABLE = "not_insurable"
    UNDECIDED = "undecided"  # refused: nothing is silently assumed


class Ground(StrEnum):
    """Grounds on which 交强险 pays personal injury only and recovers (道交解释 §15)."""

    NONE = "none"
    UNLICENSED = "unlicensed"
    DRUNK = "drunk"
    DRUGGED = "drugged"
    STOLEN = "stolen"
    DELIBERATE = "deliberate"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompulsoryCover:
    """交强险 of a motor vehicle. Without ``insurer`` the vehicle is uninsured: ``obliged`` (投保
    义务人) pays within the limits, the liable person jointly, as far as there is a ``duty``."""

    insurer: str = ""
    obliged: str = ""
    at_fault: bool = True
    duty: Duty = Duty.OBLIGED
    ground: Ground = Ground.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class CommercialCover:
    """商业三者险: limit in yuan per accident; ``mental_rider`` buys mental damage in,
    ``non_medical_rider`` the drugs outside the medical insurance. ``refused`` says why it does
    not pay at all (免赔事由)."""

    insurer: str
    limit: Money
    mental_rider: bool = False
    non_medical_rider: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer:
    """A trailer (挂车) drawn by a side's vehicle: one side, limits of its own."""

    id: str
    label: str
    compulsory: CompulsoryCover | None = None
    commercial: CommercialCover | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of the accident with its share and its covers. ``liable`` is the person who pays
    what no insurer does (侵权人 or who answers for him)."""

    id: str
    label: str
    kind: SideKind
    liable: str
    percent: Percent = ZERO
    compulsory: CompulsoryCover | None = None
    commercial: CommercialCover | None = None
    trailer: Trailer | None = None
    joint: tuple[str, ...] = ()  # who answers jointly with ``liable`` (挂靠, 共同侵权): printed


class DependantKind(StrEnum):
    """Who is maintained."""

    MINOR = "minor"
    ADULT = "adult"  # without capacity to work and without income


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependant:
    """A dependant (被扶养人): age on the base date, number of people who owe support.

    ``years`` overrides the reckoned years (practice with decimals for minors).
    """

    label: str
    age: int
    payers: int = 1
    kind: DependantKind = DependantKind.ADULT
    years: Decimal | None = None


class Basis(StrEnum):
    """What a daily item's rate is given for."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class LossInput:
    """One item of loss; which fields count depends on the shape of the item.

    ``amount`` on an item that could be reckoned is a sum that was entered and goes first.
    ``percent`` is the degree of dependency on care (护理依赖程度), ``deducted`` the remaining
    value (残值) that comes off. ``base_on`` is the day at which ``age`` holds (定残日, 死亡日).
    """

    item: str
    amount: Money | None = None
    days: int | None = None
    rate: Money | None = None
    persons: int = 1
    age: int | None = None
    grades: tuple[int, ...] = ()
    increments: tuple[Percent, ...] | None = None
    dependants: tuple[Dependant, ...] = ()
    coefficient: Percent | None = None
    outside_medical_insurance: Money = ZERO  # 非医保扣减额
    basis: Basis = Basis.DAY
    percent: Percent | None = None
    deducted: Money = ZERO
    note: str = ""
    base_on: date | None = None


class Standing(StrEnum):
    """Whether the victim answers for the own side's share (driver) or not (passenger)."""

    OWN = "own"
    PASSENGER = "passenger"


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeRide:
    """好意同乘 (民法典 §1217): the part of the host side's share that is taken off."""

    percent: Percent
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Victim:
    """Who suffered a loss, on which side. ``shares`` overrides the sides' percents for him,
    ``standards`` the yearly figures (another place's higher ones, 人身损害解释 §18). A
    ``deliberate`` victim sought the harm: neither insurers nor the others pay (道交法 §76)."""

    id: str
    label: str
    side: str
    losses: tuple[LossInput, ...]
    standing: Standing = Standing.OWN
    shares: Mapping[str, Percent] | None = None
    standards: Mapping[str, Standard] | None = None
    free_ride: FreeRide | None = None
    deliberate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """The mediator's own sum from one sub-limit (``unit`` = side or trailer) for one victim."""

    unit: str
    victim: str
    bucket: Bucket
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepayment:
    """Money already paid for a victim by an insurer, a liable person or the fund."""

    payer: str
    victim: str
    amount: Money
    label: str = ""


class CapMode(StrEnum):
    """Whether the disability coefficient counts inside the yearly cap for dependants."""

    COEFFICIENT_INSIDE = "coefficient_inside"
    CAP_BEFORE_COEFFICIENT = "cap_before_coefficient"


class NonMedicalMode(StrEnum):
    """How 非医保 comes off the commercial cover."""

    BY_SHARE = "by_share"
    IN_FULL = "in_full"


class AppraisalPayer(StrEnum):
    """Who bears 鉴定费, 评估费."""

    LIABLE = "liable"
    INSURER = "insurer"


class MentalOrder(StrEnum):
    """The place of mental damage inside the 死亡伤残 limit."""

    FIRST = "first"
    LAST = "last"


class UninsuredOrder(StrEnum):
    """Where insured and uninsured vehicles meet (道交解释 §18)."""

    INSURED_FIRST = "insured_first"
    BY_LIMITS = "by_limits"  # virtual limits beside the real ones


class MinorYears(StrEnum):
    """Years of support for minors: whole years, or with one decimal."""

    WHOLE = "whole"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choices the sources leave open, with the program's defaults."""

    cap_mode: CapMode = CapMode.COEFFICIENT_INSIDE
    non_medical: NonMedicalMode = NonMedicalMode.BY_SHARE
    appraisal: AppraisalPayer = AppraisalPayer.LIABLE
    mental: MentalOrder = MentalOrder.FIRST
    uninsured: UninsuredOrder = UninsuredOrder.INSURED_FIRST
    minor_years: MinorYears = MinorYears.WHOLE
    month_days: Decimal = Decimal(30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A whole reckoning: accident date, sides, victims, advances, names for the texts."""

    accident: date
    sides: tuple[Side, ...]
    victims: tuple[Victim, ...]
    prepaid: tuple[Prepayment, ...] = ()
    names: Mapping[str, str] | None = None
    options: Options = Options()
    overrides: tuple[Override, ...] = ()

    def name(self, id_: str) -> str:
        """The name of a payer or payee for the texts."""
        if self.names and id_ in self.names:
            return self.names[id_]
        return "救助基金" if id_ == FUND else id_
