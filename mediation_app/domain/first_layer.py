"""The first layer (交强险先行承担): which policies pay before the fund, and whose part is how much.

The medical limit of one policy is there once per accident, for all victims it covers. By default
it is divided in proportion to the approved costs (before the review: to what is billed); the clerk
may lay down other parts (``LayerShare``), and a part that a decided application was reckoned with
stands. What the insurer has paid for one victim is gone for the others. Sums in yuan.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundKind, FundState
from mediation_app.domain.losses import Injury, Outcome
from mediation_app.domain.moments import local_day
from mediation_app.domain.money import split_pro_rata
from mediation_app.domain.parties import Liability
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle, VehicleKind

# From the decision on an application's sum stands; what ended without money reserves nothing.
DECIDED = frozenset(
    {
        FundState.APPROVED,
        FundState.TO_PAY,
        FundState.PAY_FAILED,
        FundState.PAID,
        FundState.ARCHIVED,
    }
)
ENDED = frozenset(
    {FundState.NOT_ACCEPTED, FundState.REFUSED, FundState.WITHDRAWN, FundState.TERMINATED}
)
TREATMENT = "医疗"


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicalLimits:
    """The 交强险 limits of the accident's day that the fund deducts, in yuan."""

    at_fault: Money
    no_fault: Money
    death_at_fault: Money
    death_no_fault: Money

    def of(self, kind: FundKind, *, at_fault: bool) -> Money:
        """The sub-limit that pays first: medical, for funerals that for death and disability."""
        if kind is FundKind.FUNERAL:
            return self.death_at_fault if at_fault else self.death_no_fault
        return self.at_fault if at_fault else self.no_fault


class ShareBasis(StrEnum):
    """Where a victim's part of a policy comes from."""

    WHOLE = "whole"
    PRO_RATA = "pro_rata"
    PAID = "paid"
    CLERK = "clerk"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimShare:
    """One victim's part of one policy. ``cost`` is what it is measured by, ``paid`` what the
    insurer has paid for his treatment, ``note`` the clerk's reason."""

    victim_id: str
    name: str
    cost: Money
    amount: Money
    basis: ShareBasis
    paid: Money = ZERO
    note: str = ""

    @property
    def reserved(self) -> Money:
        """What is kept for him or was paid for him, whichever is more."""
        return max(self.amount, self.paid)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCover:
    """One compulsory policy that pays first, and who has which part of its limit."""

    vehicle_id: str
    policy_id: str
    insurer: str
    plate: str
    at_fault: bool
    limit: Money
    shares: tuple[VictimShare, ...]

    @property
    def label(self) -> str:
        """How the policy is called in the formula."""
        return f"{self.insurer or self.plate} 交强险限额".strip()

    def deducted_for(self, victim_id: str) -> Money:
        """What is deducted for one victim: his part, or the limit where he shares with nobody."""
        own = self.share(victim_id)
        return self.limit if own is None else own.amount

    @property
    def paid(self) -> Money:
        """What the insurer has paid for treatment, to all victims."""
        return sum((share.paid for share in self.shares), ZERO)

    @property
    def shared(self) -> bool:
        """Whether several victims share it."""
        return len(self.shares) > 1

    def share(self, victim_id: str) -> VictimShare | None:
        """The part of one victim."""
        return next((share for share in self.shares if share.victim_id == victim_id), None)

    def left_for(self, victim_id: str) -> Money:
        """What the policy can still pay for one victim: the limit less what was paid for him and
        what is paid or kept for the others."""
        used = sum((s.paid if s.victim_id == victim_id else s.reserved for s in self.shares), ZERO)
        return max(self.limit - used, ZERO)


def covers(
    case: CaseFile, victim_id: str, kind: FundKind, limits: MedicalLimits
) -> tuple[PolicyCover, ...]:
    """The policies that pay first for one victim, each with all its parts."""
    return tuple(
        cover_of(case, vehicle, kind, limits.of(kind, at_fault=at_fault), at_fault=at_fault)
        for vehicle, at_fault in layer_vehicles(case, victim_id)
    )


def cover_of(
    case: CaseFile, vehicle: Vehicle, kind: FundKind, limit: Money, *, at_fault: bool
) -> PolicyCover:
    """One policy with the parts of its limit. Only the medical limit is divided here."""
    policy = compulsory_policy(case, vehicle)
    insurer = case.party(policy.insurer_id) if policy else None
    return PolicyCover(
        vehicle_id=vehicle.id,
        policy_id=policy.id if policy else "",
        insurer=insurer.name if insurer else "",
        plate=vehicle.plate,
        at_fault=at_fault,
        limit=limit,
        shares=_shares(case, vehicle, policy, limit) if kind is FundKind.RESCUE else (),
    )


def layer_vehicles(case: CaseFile, victim_id: str) -> tuple[tuple[Vehicle, bool], ...]:
    """The vehicles whose compulsory policy pays first, each with whether it pays as at fault."""
    return tuple(
        (vehicle, not without_fault(case, vehicle))
        for vehicle in motors(case)
        if not carries(case, vehicle, victim_id) and insured(case, vehicle)
    )


def compulsory_policy(case: CaseFile, vehicle: Vehicle) -> Policy | None:
    """The vehicle's compulsory policy of the accident's day; else any that is entered."""
    own = [
        policy
        for policy in case.policies
        if policy.vehicle_id == vehicle.id and policy.kind is PolicyKind.COMPULSORY
    ]
    valid = [policy for policy in own if _pays(case, policy)]
    return next(iter(valid or own), None)


def rescue_cost(case: CaseFile, injury: Injury) -> Money:
    """What the hospitals have billed for the victim so far, in yuan."""
    return sum((t.amount for t in case.treatments if t.injury_id == injury.id), ZERO)


def known_cost(case: CaseFile, injury: Injury) -> Money:
    """The approved costs as far as the review has come, else what the hospitals have billed."""
    lines = [
        line.approved if line.decided else line.amount
        for fund in rescue_funds(case, injury.party_id)
        for line in fund.bill_lines
    ]
    return sum(lines, ZERO) if lines else rescue_cost(case, injury)


def rescue_funds(case: CaseFile, victim_id: str) -> tuple[FundFile, ...]:
    """The victim's applications for rescue costs that are under way or granted."""
    return tuple(
        fund
        for fund in case.funds
        if fund.application.victim_id == victim_id
        and fund.application.kind is FundKind.RESCUE
        and fund.application.is_live
        and fund.application.state not in ENDED
    )


# Parts ------------------------------------------------------------------------------------------


def _shares(
    case: CaseFile, vehicle: Vehicle, policy: Policy | None, limit: Money
) -> tuple[VictimShare, ...]:
    key = policy.id if policy else ""
    chosen = {s.victim_id: s for s in case.layer_shares if key and s.policy_id == key}
    hurt = [
        (injury, known_cost(case, injury))
        for injury in case.injuries
        if injury.outcome is not Outcome.UNHURT and not carries(case, vehicle, injury.party_id)
    ]
    concerned = [(i, c) for i, c in hurt if c > 0 or i.party_id in chosen]
    fixed: dict[str, tuple[Money, ShareBasis, str]] = {}
    for injury, _ in concerned:
        decided = _decided_part(case, injury.party_id, key)
        own = chosen.get(injury.party_id)
        if decided is not None:
            fixed[injury.party_id] = (min(decided, limit), ShareBasis.DECIDED, "")
        elif own is not None:
            fixed[injury.party_id] = (own.amount, ShareBasis.CLERK, own.note)
    paid = {i.party_id: _insurer_paid(case, i.party_id, policy) for i, _ in concerned}
    open_ = {i.party_id: c for i, c in concerned if i.party_id not in fixed}
    rest = max(limit - sum((amount for amount, _, _ in fixed.values()), ZERO), ZERO)
    alone = ShareBasis.WHOLE if len(concerned) == 1 else ShareBasis.PRO_RATA
    for victim, (part, basis) in _divided(open_, paid, rest, alone).items():
        fixed[victim] = (part, basis, "")
    found = []
    for injury, cost in concerned:
        amount, basis, note = fixed[injury.party_id]
        party = case.party(injury.party_id)
        found.append(
            VictimShare(
                victim_id=injury.party_id,
                name=party.name if party else "",
                cost=cost,
                amount=amount,
                basis=basis,
                paid=paid[injury.party_id],
                note=note,
            )
        )
    return tuple(found)


def _divided(
    costs: dict[str, Money], paid: dict[str, Money], rest: Money, usual: ShareBasis
) -> dict[str, tuple[Money, ShareBasis]]:
    """The rest in proportion to the costs; whoever was paid more keeps that, and the others
    divide what is left."""
    found: dict[str, tuple[Money, ShareBasis]] = {}
    left = dict(costs)
    while left:
        parts = dict(zip(left, split_pro_rata(rest, list(left.values())), strict=True))
        over = [victim for victim, part in parts.items() if paid[victim] > part]
        if not over or usual is ShareBasis.WHOLE:
            return found | {victim: (part, usual) for victim, part in parts.items()}
        victim = over[0]
        kept = min(paid[victim], rest)
        found[victim] = (kept, ShareBasis.PAID)
        rest -= kept
        del left[victim]
    return found


def _decided_part(case: CaseFile, victim_id: str, policy_id: str) -> Money | None:
    """What a decided application of the victim was reckoned with from this policy."""
    for fund in rescue_funds(case, victim_id):
        if fund.application.state in DECIDED:
            kept = kept_layers(fund)
            return kept.get(policy_id, fund.application.first_layer if not kept else None)
    return None


def kept_layers(fund: FundFile) -> dict[str, Money]:
    """The parts per policy that an application's frozen reckoning names; empty for older ones."""
    if not fund.application.calculation:
        return {}
    rows = json.loads(fund.application.calculation).get("layers", [])
    return {str(row["policy"]): Decimal(row["amount"]) for row in rows}


def _insurer_paid(case: CaseFile, victim_id: str, policy: Policy | None) -> Money:
    """What this policy's insurer has paid for the victim's treatment. A payment by nobody known
    counts for the only insurer there is."""
    insurers = {p.insurer_id for p in case.policies if p.kind is PolicyKind.COMPULSORY}
    own = policy.insurer_id if policy else ""
    paid = sum(
        (
            one.amount
            for one in case.prepaid
            if one.victim_id == victim_id
            and one.from_compulsory
            and TREATMENT in one.purpose
            and (one.payer_id == own or len(insurers) == 1)
        ),
        ZERO,
    )
    if len(insurers) == 1:
        told = [fund.application.insurer_paid for fund in rescue_funds(case, victim_id)]
        paid = max([paid, *told])
    return paid


# Vehicles ---------------------------------------------------------------------------------------


def motors(case: CaseFile) -> tuple[Vehicle, ...]:
    """The motor vehicles of the accident."""
    return tuple(vehicle for vehicle in case.vehicles if vehicle.is_motor)


def carries(case: CaseFile, vehicle: Vehicle, victim_id: str) -> bool:
    """Whether the victim sat in this vehicle (its own policy pays third parties only)."""
    if not victim_id:
        return False
    party = case.party(victim_id)
    return vehicle.driver_id == victim_id or (
        party is not None and party.ride_vehicle_id == vehicle.id
    )


def insured(case: CaseFile, vehicle: Vehicle) -> bool:
    """Whether a compulsory policy covered the vehicle on the accident's day."""
    return any(
        _pays(case, policy)
        for policy in case.policies
        if policy.vehicle_id == vehicle.id and policy.kind is PolicyKind.COMPULSORY
    )


def none_found(case: CaseFile, vehicle: Vehicle) -> bool:
    """Whether it was looked into and no compulsory cover was found."""
    if vehicle.kind is VehicleKind.UNKNOWN:
        return False
    own = [
        policy
        for policy in case.policies
        if policy.vehicle_id == vehicle.id and policy.kind is PolicyKind.COMPULSORY
    ]
    return bool(own) and not insured(case, vehicle)


def answered(case: CaseFile, vehicle: Vehicle) -> bool:
    """Whether the question of its compulsory cover has an answer."""
    return insured(case, vehicle) or none_found(case, vehicle)


def without_fault(case: CaseFile, vehicle: Vehicle) -> bool:
    """Whether the finding says that the vehicle's driver bears no fault."""
    driver = case.party(vehicle.driver_id)
    return driver is not None and driver.liability is Liability.NONE


def _pays(case: CaseFile, policy: Policy) -> bool:
    return (
        not policy.none_found
        and bool(policy.number or policy.insurer_id)
        and _valid_on(case, policy.starts_on, policy.ends_on)
    )


def _valid_on(case: CaseFile, first: date | None, last: date | None) -> bool:
    moment = case.accident.occurred_at
    if moment is None:
        return True
    day = local_day(moment)
    return (first is None or first <= day) and (last is None or day <= last)
