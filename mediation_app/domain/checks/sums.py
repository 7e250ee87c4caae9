"""Facts a reckoning needs or does not agree with, and the agreed sum beside the frozen one."""

from __future__ import annotations

from collections import Counter

from mediation_app.domain.calendar import full_years
from mediation_app.domain.checks.base import blocking, warning
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import CaseDependant, Injury, Outcome, SupportKind
from mediation_app.domain.moments import local_day
from mediation_app.domain.money import format_money
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.sums_input import needs_duty
from mediation_app.domain.vehicles import PolicyKind, Vehicle, VehicleKind
from mediation_app.errors import Reason

_GROWN = 18


def fact_checks(file: CaseFile) -> tuple[Reason, ...]:
    """What the reckoning will miss: dates, vehicles, proofs. All of it warns while it is early."""
    return (
        *(reason for injury in file.injuries for reason in _injury(file, injury)),
        *(reason for row in file.dependants for reason in _dependant(file, row)),
        *_riders(file),
        *(reason for vehicle in file.vehicles for reason in _vehicle(file, vehicle)),
        *_proofs(file),
    )


def agreed_sums_checks(file: CaseFile) -> tuple[Reason, ...]:
    """The agreed total beside the frozen one; the parties may agree on less, if they mean to."""
    agreement, kept = file.agreement, file.calculation
    if agreement is None or kept is None or agreement.effective_on is not None:
        return ()
    if agreement.total in (0, kept.entitlement):
        return ()
    return (
        warning(
            "checks.total_not_reckoned",
            "agreement/total",
            total=format_money(agreement.total),
            reckoned=format_money(kept.entitlement),
        ),
    )


def _name(file: CaseFile, party_id: str) -> str:
    party = file.party(party_id)
    return party.name if party is not None else ""


def _injury(file: CaseFile, injury: Injury) -> list[Reason]:
    if injury.disability_grade is None or injury.disability_on is not None:
        return []
    place = f"injuries/{injury.id}/disability_on"
    return [warning("checks.grade_undated", place, name=_name(file, injury.party_id))]


def _dependant(file: CaseFile, row: CaseDependant) -> list[Reason]:
    place = f"dependants/{row.id}/birth_date"
    if row.birth_date is None:
        return [warning("checks.dependant_birth", place, name=row.name)]
    injury = next((i for i in file.injuries if i.party_id == row.party_id), None)
    if injury is None or row.kind is not SupportKind.MINOR:
        return []
    base = injury.disability_on
    if injury.outcome is Outcome.DEAD:
        base = local_day(injury.died_at) if injury.died_at is not None else None
    if base is None or full_years(row.birth_date, base) < _GROWN:
        return []
    return [warning("checks.dependant_grown", place, name=row.name, day=base, years=_GROWN)]


def _riders(file: CaseFile) -> list[Reason]:
    found = []
    drivers = {vehicle.driver_id for vehicle in file.vehicles}
    hurt = {loss.party_id for loss in file.losses}
    for_hire = {vehicle.id for vehicle in file.vehicles if vehicle.kind is VehicleKind.BUS}
    for party in file.parties:
        if party.free_ride_percent and party.ride_vehicle_id in for_hire:
            place = f"parties/{party.id}/free_ride_percent"
            found.append(warning("checks.free_ride_hire", place, name=party.name))
        if party.id in drivers or party.ride_vehicle_id:
            continue
        if party.is_a(PartyRole.PASSENGER) and party.id in hurt:
            place = f"parties/{party.id}/ride_vehicle_id"
            found.append(warning("checks.ride_missing", place, name=party.name))
        elif party.free_ride_percent:
            place = f"parties/{party.id}/free_ride_percent"
            found.append(warning("checks.free_ride_alone", place, name=party.name))
    return found


def _vehicle(file: CaseFile, vehicle: Vehicle) -> list[Reason]:
    found = []
    shown = vehicle.plate or vehicle.kind.label
    insured = {
        policy.vehicle_id
        for policy in file.policies
        if policy.kind is PolicyKind.COMPULSORY and not policy.none_found
    }
    if needs_duty(vehicle) and vehicle.id not in insured:
        place = f"vehicles/{vehicle.id}/compulsory_duty"
        found.append(warning("checks.duty_undecided", place, vehicle=shown))
    if vehicle.kind is VehicleKind.TRAILER and not vehicle.towed_by_id:
        place = f"vehicles/{vehicle.id}/towed_by_id"
        found.append(warning("checks.trailer_alone", place, vehicle=shown))
    insurers = {
        policy.insurer_id
        for policy in file.policies
        if policy.vehicle_id == vehicle.id
        and policy.kind is PolicyKind.THIRD_PARTY
        and not policy.none_found
        and not policy.refused_reason
    }
    if len(insurers) > 1:
        found.append(warning("checks.commercial_several", f"vehicles/{vehicle.id}", vehicle=shown))
    drawn = Counter(v.towed_by_id for v in file.vehicles)
    if drawn[vehicle.id] > 1:
        found.append(warning("checks.trailers_several", f"vehicles/{vehicle.id}", vehicle=shown))
    return found


def _proofs(file: CaseFile) -> list[Reason]:
    found = [
        warning(
            "checks.standard_proof",
            f"victim_standards/{row.id}/source",
            name=_name(file, row.party_id),
        )
        for row in file.victim_standards
        if not row.source.strip()
    ]
    make = blocking if file.agreement is not None else warning
    found += [
        make("checks.allocation_reason", f"allocations/{row.id}/reason")
        for row in file.allocations
        if not row.reason.strip()
    ]
    return found
