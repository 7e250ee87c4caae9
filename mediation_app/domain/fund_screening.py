"""Eligibility autopilot (可垫付筛查): which of C1 to C3 holds for each victim, and what is missing.

Runs on every case with an injured or dead person, the day it is entered and after every change,
so that no case that qualifies is overlooked (CHK-02). It suggests; the review decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundKind, FundSituation, FundState
from mediation_app.domain.fund_review import DEAD_STATES
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.losses import Injury, Outcome
from mediation_app.domain.moments import local_day
from mediation_app.domain.parties import Liability
from mediation_app.domain.records import Money
from mediation_app.domain.vehicles import PolicyKind, Vehicle, VehicleKind
from mediation_app.errors import Reason

ZERO = Decimal("0.00")
_SCREEN = "screen_"


class Answer(StrEnum):
    """Whether something holds; open while facts are missing."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicalLimits:
    """The 交强险 limits of the accident's day that the fund deducts, in yuan."""

    at_fault: Money = Decimal("18000.00")
    no_fault: Money = Decimal("1800.00")
    death_at_fault: Money = Decimal("180000.00")
    death_no_fault: Money = Decimal("18000.00")

    def of(self, kind: FundKind, *, at_fault: bool) -> Money:
        """The sub-limit that pays first: medical, for funerals that for death and disability."""
        if kind is FundKind.FUNERAL:
            return self.death_at_fault if at_fault else self.death_no_fault
        return self.at_fault if at_fault else self.no_fault


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationCheck:
    """One of the three situations: its answer, why, and what is missing to tell."""

    situation: FundSituation
    answer: Answer
    why: Reason
    missing: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimScreen:
    """The screening of one victim. ``cost`` and ``first_layer`` are in yuan."""

    victim_id: str
    name: str
    injury_id: str
    outcome: Outcome
    checks: tuple[SituationCheck, ...]
    kinds: tuple[FundKind, ...]
    cost: Money
    first_layer: Money
    excluded: tuple[Reason, ...]
    applied: tuple[str, ...]

    @property
    def answer(self) -> Answer:
        """Whether the fund may pay for this victim."""
        if self.excluded:
            return Answer.NO
        answers = {check.answer for check in self.checks}
        if Answer.YES in answers:
            return Answer.YES
        return Answer.OPEN if Answer.OPEN in answers else Answer.NO

    @property
    def situation(self) -> FundSituation | None:
        """The situation to suggest: the first that holds."""
        return next((c.situation for c in self.checks if c.answer is Answer.YES), None)

    @property
    def missing(self) -> tuple[Reason, ...]:
        """What to find out; empty when every question is answered."""
        return tuple(reason for check in self.checks for reason in check.missing)

    @property
    def unclaimed(self) -> bool:
        """可垫付未申请: it looks eligible and nobody has applied."""
        return self.answer is Answer.YES and not self.applied


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The screening of a case: one entry per injured or dead person."""

    victims: tuple[VictimScreen, ...]

    @property
    def unclaimed(self) -> tuple[VictimScreen, ...]:
        """Victims who look eligible and have no application."""
        return tuple(victim for victim in self.victims if victim.unclaimed)

    @property
    def result(self) -> str:
        """``eligible``, ``open``, ``none``, or empty without victims, for the case list."""
        if not self.victims:
            return ""
        answers = {victim.answer for victim in self.victims}
        if Answer.YES in answers:
            return "eligible"
        return "open" if Answer.OPEN in answers else "none"


def screen(case: CaseFile, *, rules: FundRules, limits: MedicalLimits) -> Screening:
    """Which situations hold for every injured or dead person of the case."""
    hurt = [injury for injury in case.injuries if injury.outcome is not Outcome.UNHURT]
    return Screening(victims=tuple(_victim(case, injury, rules, limits) for injury in hurt))


def first_layer(case: CaseFile, victim_id: str, limits: MedicalLimits) -> Money:
    """What the compulsory policies of the vehicles concerned pay first for treatment, in yuan.

    The policy of the car the victim himself sat in never pays him. A vehicle without fault pays
    its no-fault limit once the finding says so, the full limit while that is undecided.
    """
    return sum(
        (
            limits.of(FundKind.RESCUE, at_fault=at_fault)
            for _, at_fault in layer_vehicles(case, victim_id)
        ),
        ZERO,
    )


def layer_vehicles(case: CaseFile, victim_id: str) -> tuple[tuple[Vehicle, bool], ...]:
    """The vehicles whose compulsory policy pays first, each with whether it pays as at fault."""
    return tuple(
        (vehicle, not _without_fault(case, vehicle))
        for vehicle in _motors(case)
        if not _carries(case, vehicle, victim_id) and _insured(case, vehicle)
    )


def rescue_cost(case: CaseFile, injury: Injury) -> Money:
    """What the hospitals have billed for the victim so far, in yuan."""
    return sum((t.amount for t in case.treatments if t.injury_id == injury.id), ZERO)


def _victim(
    case: CaseFile, injury: Injury, rules: FundRules, limits: MedicalLimits
) -> VictimScreen:
    party = case.party(injury.party_id)
    cost = rescue_cost(case, injury)
    layer = first_layer(case, injury.party_id, limits)
    checks = (
        _c1(case, injury, cost, layer),
        _c2(case, injury),
        _c3(case),
    )
    return VictimScreen(
        victim_id=injury.party_id,
        name=party.name if party else "",
        injury_id=injury.id,
        outcome=injury.outcome,
        checks=checks,
        kinds=_kinds(case, injury, cost),
        cost=cost,
        first_layer=layer,
        excluded=_excluded(case, injury, rules),
        applied=tuple(
            fund.application.id
            for fund in case.funds
            if fund.application.victim_id == injury.party_id
            and fund.application.is_live
            and fund.application.state not in DEAD_STATES - {FundState.REFUSED}
        ),
    )


def _c1(case: CaseFile, injury: Injury, cost: Money, layer: Money) -> SituationCheck:
    situation = FundSituation.C1
    vehicles = [v for v in _motors(case) if not _carries(case, v, injury.party_id)]
    insured = [v for v in vehicles if _insured(case, v)]
    if not insured:
        unknown = [v for v in vehicles if not _answered(case, v)]
        if unknown:
            return _open(situation, "c1_policy_open", _policy_missing(unknown))
        return _no(situation, "c1_no_policy")
    if cost <= 0:
        place = f"injuries/{injury.id}/treatments"
        return _open(situation, "c1_cost_open", (_why("missing_cost", place=place),))
    if cost > layer:
        return _yes(situation, "c1_over", cost=f"{cost:,.2f}", limit=f"{layer:,.2f}")
    return _no(situation, "c1_within", cost=f"{cost:,.2f}", limit=f"{layer:,.2f}")


def _c2(case: CaseFile, injury: Injury) -> SituationCheck:
    situation = FundSituation.C2
    concerned = [v for v in _motors(case) if v.at_fault and not _without_fault(case, v)]
    if not concerned:
        return _no(situation, "c2_no_vehicle")
    bare = [v for v in concerned if _none_found(case, v)]
    if bare:
        return _yes(situation, "c2_uninsured", vehicle=bare[0].plate or bare[0].kind.label)
    unknown = [v for v in concerned if not _answered(case, v)]
    if unknown:
        return _open(situation, "c2_policy_open", _policy_missing(unknown))
    return _no(situation, "c2_insured")


def _c3(case: CaseFile) -> SituationCheck:
    if not case.accident.hit_and_run:
        return _no(FundSituation.C3, "c3_no")
    solved = case.accident.hit_and_run_solved_on
    if solved is not None:
        return _yes(FundSituation.C3, "c3_solved", on=solved.isoformat())
    return _yes(FundSituation.C3, "c3_fled")


def _excluded(case: CaseFile, injury: Injury, rules: FundRules) -> tuple[Reason, ...]:
    found: list[Reason] = []
    motor = any(vehicle.is_motor for vehicle in case.vehicles) or case.accident.hit_and_run
    if not motor and case.vehicles and not rules.non_motor_included:
        found.append(_why("no_motor", blocking=True))
    occupied = [v for v in _motors(case) if _carries(case, v, injury.party_id)]
    if occupied and len(_motors(case)) == 1 and len(case.vehicles) == 1:
        if not rules.single_vehicle_allowed:
            found.append(_why("single_vehicle", blocking=True))
        elif not rules.own_occupants:
            found.append(_why("own_occupant", blocking=True))
    return tuple(found)


def _kinds(case: CaseFile, injury: Injury, cost: Money) -> tuple[FundKind, ...]:
    if injury.outcome is not Outcome.DEAD:
        return (FundKind.RESCUE,)
    rescued = cost > 0 or injury.rescue_started_at is not None
    return (FundKind.RESCUE, FundKind.FUNERAL) if rescued else (FundKind.FUNERAL,)


# Vehicles ---------------------------------------------------------------------------------------


def _motors(case: CaseFile) -> tuple[Vehicle, ...]:
    return tuple(vehicle for vehicle in case.vehicles if vehicle.is_motor)


def _carries(case: CaseFile, vehicle: Vehicle, victim_id: str) -> bool:
    """Whether the victim drove this vehicle (its own policy pays third parties only)."""
    return bool(victim_id) and vehicle.driver_id == victim_id


def _insured(case: CaseFile, vehicle: Vehicle) -> bool:
    return any(
        policy.kind is PolicyKind.COMPULSORY
        and not policy.none_found
        and (policy.number or policy.insurer_id)
        and _valid_on(case, policy.starts_on, policy.ends_on)
        for policy in case.policies
        if policy.vehicle_id == vehicle.id
    )


def _none_found(case: CaseFile, vehicle: Vehicle) -> bool:
    if vehicle.kind is VehicleKind.UNKNOWN:
        return False
    own = [
        policy
        for policy in case.policies
        if policy.vehicle_id == vehicle.id and policy.kind is PolicyKind.COMPULSORY
    ]
    return bool(own) and not _insured(case, vehicle)


def _answered(case: CaseFile, vehicle: Vehicle) -> bool:
    return _insured(case, vehicle) or _none_found(case, vehicle)


def _valid_on(case: CaseFile, first: date | None, last: date | None) -> bool:
    moment = case.accident.occurred_at
    if moment is None:
        return True
    day = local_day(moment)
    return (first is None or first <= day) and (last is None or day <= last)


def _without_fault(case: CaseFile, vehicle: Vehicle) -> bool:
    driver = case.party(vehicle.driver_id)
    return driver is not None and driver.liability is Liability.NONE


# Answers ----------------------------------------------------------------------------------------


def _policy_missing(vehicles: Iterable[Vehicle]) -> tuple[Reason, ...]:
    return tuple(
        _why("missing_policy", place=f"vehicles/{v.id}/policies", vehicle=v.plate or v.kind.label)
        for v in vehicles
    )


def _why(code: str, /, *, place: str = "", blocking: bool = False, **params: object) -> Reason:
    return Reason(
        code=f"fund.{_SCREEN}{code}",
        place=place,
        blocking=blocking,
        params=tuple((name, str(value)) for name, value in params.items()),
    )


def _told(code: str, params: dict[str, str]) -> Reason:
    return Reason(code=f"fund.{_SCREEN}{code}", blocking=False, params=tuple(params.items()))


def _yes(situation: FundSituation, code: str, **params: str) -> SituationCheck:
    return SituationCheck(situation=situation, answer=Answer.YES, why=_told(code, params))


def _no(situation: FundSituation, code: str, **params: str) -> SituationCheck:
    return SituationCheck(situation=situation, answer=Answer.NO, why=_told(code, params))


def _open(situation: FundSituation, code: str, missing: tuple[Reason, ...]) -> SituationCheck:
    return SituationCheck(situation=situation, answer=Answer.OPEN, why=_why(code), missing=missing)
