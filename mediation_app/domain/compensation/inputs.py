"""What a reckoning starts from: sides, covers, victims, their losses, money already paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mediation_app.domain.money import ZERO, Money, Percent

FUND = "fund"
"""Payer id of the rescue fund (救助基金) among the advances."""


class SideKind(StrEnum):
    """What took part in the traffic."""

    MOTOR = "motor"
    NON_MOTOR = "non_motor"
    PEDESTRIAN = "pedestrian"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompulsoryCover:
    """交强险 of a motor vehicle. Without ``insurer`` the vehicle is uninsured: ``obliged`` (投保
    义务人) pays within the limits, the liable person jointly."""

    insurer: str = ""
    obliged: str = ""
    at_fault: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CommercialCover:
    """商业三者险: limit in yuan per accident; ``mental_rider`` buys mental damage in."""

    insurer: str
    limit: Money
    mental_rider: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LossInput:
    """One item of loss; which fields count depends on the shape of the item."""

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
    note: str = ""


class Standing(StrEnum):
    """Whether the victim answers for the own side's share (driver) or not (passenger)."""

    OWN = "own"
    PASSENGER = "passenger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Victim:
    """Who suffered a loss, on which side. ``shares`` overrides the sides' percents for him."""

    id: str
    label: str
    side: str
    losses: tuple[LossInput, ...]
    standing: Standing = Standing.OWN
    shares: Mapping[str, Percent] | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choices the sources leave open, with the program's defaults."""

    cap_mode: CapMode = CapMode.COEFFICIENT_INSIDE
    non_medical: NonMedicalMode = NonMedicalMode.BY_SHARE
    appraisal: AppraisalPayer = AppraisalPayer.LIABLE
    mental: MentalOrder = MentalOrder.FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A whole reckoning: accident date, sides, victims, advances, names for the texts."""

    accident: date
    sides: tuple[Side, ...]
    victims: tuple[Victim, ...]
    prepaid: tuple[Prepayment, ...] = ()
    names: Mapping[str, str] | None = None
    options: Options = Options()

    def name(self, id_: str) -> str:
        """The name of a payer or payee for the texts."""
        if self.names and id_ in self.names:
            return self.names[id_]
        return "救助基金" if id_ == FUND else id_
