"""Eligibility autopilot (可垫付筛查): which of C1 to C3 holds for each victim, and what is missing.

Runs on every case with an injured or dead person, the day it is entered and after every change,
so that no case that qualifies is overlooked (CHK-02). It suggests; the review decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mediation_app.domain.deadlines import WindowMode, window_end
from mediation_app.domain.explain import Explained
from mediation_app.domain.files import CaseFile
from mediation_app.domain.first_layer import (
    MedicalLimits,
    PolicyCover,
    answered,
    carries,
    covers,
    insured,
    layer_vehicles,
    motors,
    none_found,
    rescue_cost,
    without_fault,
)
from mediation_app.domain.fund import FundKind, FundSituation, FundState
from mediation_app.domain.fund_review import DEAD_STATES
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.losses import Injury, Outcome
from mediation_app.domain.moments import local_moment
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.vehicles import Vehicle
from mediation_app.errors import Reason

__all__ = [
    "Answer",
    "MedicalLimits",
    "Screening",
    "SituationCheck",
    "VictimScreen",
    "first_layer",
    "layer_vehicles",
    "payable_key",
    "rescue_cost",
    "screen",
]

_SCREEN = "screen_"


class Answer(StrEnum):
    """Whether something holds; open while facts are missing."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


# in this order: what the whole case is
_RESULTS = {Answer.YES: "eligible", Answer.OPEN: "open", Answer.NO: "none"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationCheck:
    """One of the three situations: its answer, why, and what is missing to tell."""

    situation: FundSituation
    answer: Answer
    why: Reason
    missing: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimScreen:
    """The screening of one victim. ``cost``, ``unpaid`` and ``first_layer`` are in yuan.

    ``covers`` are the policies that pay first; None while the limits of that day are not in the
    rules. ``window`` is the end of the rescue window, None while its start is not known. ``notes``
    are what to mind when applying; they do not stand in the way.
    """

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
    applied_kinds: tuple[FundKind, ...] = ()
    unpaid: Money = ZERO
    covers: tuple[PolicyCover, ...] = ()
    window: Explained[datetime] | None = None
    notes: tuple[Reason, ...] = ()

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
    def remaining(self) -> Money:
        """What the compulsory policies can still pay for this victim's treatment, in yuan."""
        return sum((cover.left_for(self.victim_id) for cover in self.covers), ZERO)

    def left(self, now: datetime) -> timedelta | None:
        """How much of the rescue window is left; negative when it has ended, None if unknown."""
        return None if self.window is None else self.window.value - now

    @property
    def payable(self) -> tuple[FundKind, ...]:
        """What the fund may pay for this victim, applied for or not. A funeral is left to the
        compulsory policy's own limit where that policy is what makes the case (C1)."""
        if self.answer is not Answer.YES:
            return ()
        holding = {check.situation for check in self.checks if check.answer is Answer.YES}
        only_c1 = holding == {FundSituation.C1}
        return tuple(k for k in self.kinds if k is not FundKind.FUNERAL or not only_c1)

    @property
    def claimable(self) -> tuple[FundKind, ...]:
        """What may be applied for now and has not been."""
        return tuple(kind for kind in self.payable if kind not in self.applied_kinds)

    @property
    def result(self) -> str:
        """``eligible``, ``open`` or ``none``, as the case and the list keep it."""
        return _RESULTS[self.answer]

    @property
    def unclaimed(self) -> bool:
        """可垫付未申请: it looks eligible and nobody has applied."""
        return bool(self.claimable)


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
        return next(_RESULTS[answer] for answer in _RESULTS if answer in answers)


def screen(case: CaseFile, *, rules: FundRules, limits: MedicalLimits | None) -> Screening:
    """Which situations hold for every injured or dead person of the case.

    ``limits`` is None for a day whose compulsory limits are not in the rules.
    """
    hurt = [injury for injury in case.injuries if injury.outcome is not Outcome.UNHURT]
    return Screening(victims=tuple(_victim(case, injury, rules, limits) for injury in hurt))


def payable_key(victim_id: str, kind: FundKind) -> str:
    """How the case remembers what may be paid, to be compared with the applications."""
    return f"{victim_id}:{kind.value}"


def first_layer(case: CaseFile, victim_id: str, limits: MedicalLimits) -> Money:
    """What the compulsory policies of the vehicles concerned pay first for treatment, in yuan.

    The policy of the car the victim himself sat in never pays him. A vehicle without fault pays
    its no-fault limit once the finding says so, the full limit while that is undecided. Of a
    policy that several victims share it is the victim's part.
    """
    return sum(
        (c.deducted_for(victim_id) for c in covers(case, victim_id, FundKind.RESCUE, limits)), ZERO
    )


def _victim(
    case: CaseFile, injury: Injury, rules: FundRules, limits: MedicalLimits | None
) -> VictimScreen:
    party = case.party(injury.party_id)
    cost = rescue_cost(case, injury)
    found = covers(case, injury.party_id, FundKind.RESCUE, limits) if limits else None
    layer = sum((c.deducted_for(injury.party_id) for c in found or ()), ZERO)
    checks = (
        _c1(case, injury, cost, found),
        _c2(case, rules),
        _c3(case),
    )
    live = tuple(
        fund.application
        for fund in case.funds
        if fund.application.victim_id == injury.party_id
        and fund.application.is_live
        and fund.application.state not in DEAD_STATES - {FundState.REFUSED}
    )
    return VictimScreen(
        victim_id=injury.party_id,
        name=party.name if party else "",
        injury_id=injury.id,
        outcome=injury.outcome,
        checks=checks,
        kinds=_kinds(injury, cost),
        cost=cost,
        first_layer=layer,
        excluded=_excluded(case, injury, rules),
        applied=tuple(application.id for application in live),
        applied_kinds=tuple(dict.fromkeys(application.kind for application in live)),
        unpaid=sum((t.unpaid for t in case.treatments if t.injury_id == injury.id), ZERO),
        covers=found or (),
        window=rescue_window(injury, rules),
        notes=_notes(case, injury, cost),
    )


def rescue_window(injury: Injury, rules: FundRules) -> Explained[datetime] | None:
    """The end of the rescue window; None while nobody has written down when the rescue began."""
    if injury.rescue_started_at is None:
        return None
    start = local_moment(injury.rescue_started_at)
    return window_end(start, rules.window_hours, WindowMode(rules.window_mode))


def _notes(case: CaseFile, injury: Injury, cost: Money) -> tuple[Reason, ...]:
    """What to mind: no start of the rescue, no unpaid balance, the rescue still going on."""
    found = []
    if injury.rescue_started_at is None and injury.outcome is not Outcome.DEAD:
        found.append(_why("note_no_start", place=f"injuries/{injury.id}/rescue_started_at"))
    own = [t for t in case.treatments if t.injury_id == injury.id]
    if cost > 0 and not any(t.unpaid for t in own):
        found.append(_why("note_no_balance", place=f"injuries/{injury.id}/treatments"))
    if injury.rescue_started_at is not None and injury.rescue_ended_at is None:
        found.append(_why("note_going_on", place=f"injuries/{injury.id}/rescue_ended_at"))
    return tuple(found)


def _c1(
    case: CaseFile, injury: Injury, cost: Money, found: tuple[PolicyCover, ...] | None
) -> SituationCheck:
    situation = FundSituation.C1
    vehicles = [v for v in motors(case) if not carries(case, v, injury.party_id)]
    if not any(insured(case, v) for v in vehicles):
        unknown = [v for v in vehicles if not answered(case, v)]
        if unknown:
            return _open(situation, "c1_policy_open", _policy_missing(unknown))
        return _no(situation, "c1_no_policy")
    if found is None:
        return _open(situation, "c1_limits_open", (_why("missing_limits", place="accident"),))
    if cost <= 0:
        place = f"injuries/{injury.id}/treatments"
        return _open(situation, "c1_cost_open", (_why("missing_cost", place=place),))
    layer = sum((c.deducted_for(injury.party_id) for c in found), ZERO)
    code = "over" if cost > layer else "within"
    if any(c.shared and c.share(injury.party_id) for c in found):
        code += "_share"
    answer = _yes if cost > layer else _no
    return answer(situation, f"c1_{code}", cost=f"{cost:,.2f}", limit=f"{layer:,.2f}")


def _c2(case: CaseFile, rules: FundRules) -> SituationCheck:
    situation = FundSituation.C2
    if rules.non_motor_included and case.vehicles and not any(v.is_motor for v in case.vehicles):
        # no compulsory insurance exists for them: the place pays as for an uninsured vehicle
        at_fault = [v for v in case.vehicles if v.at_fault]
        if at_fault:
            what = at_fault[0].plate or at_fault[0].kind.label
            return _yes(situation, "c2_non_motor", vehicle=what)
    concerned = [v for v in motors(case) if v.at_fault and not without_fault(case, v)]
    if not concerned:
        return _no(situation, "c2_no_vehicle")
    bare = [v for v in concerned if none_found(case, v)]
    if bare:
        return _yes(situation, "c2_uninsured", vehicle=bare[0].plate or bare[0].kind.label)
    unknown = [v for v in concerned if not answered(case, v)]
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
    occupied = [v for v in motors(case) if carries(case, v, injury.party_id)]
    if occupied and len(motors(case)) == 1 and len(case.vehicles) == 1:
        if not rules.single_vehicle_allowed:
            found.append(_why("single_vehicle", blocking=True))
        elif not rules.own_occupants:
            found.append(_why("own_occupant", blocking=True))
    return tuple(found)


def _kinds(injury: Injury, cost: Money) -> tuple[FundKind, ...]:
    if injury.outcome is not Outcome.DEAD:
        return (FundKind.RESCUE,)
    rescued = cost > 0 or injury.rescue_started_at is not None
    return (FundKind.RESCUE, FundKind.FUNERAL) if rescued else (FundKind.FUNERAL,)


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
