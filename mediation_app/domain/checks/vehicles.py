"""Vehicles and policies: does every motor vehicle have its cover, and for the day?"""

from __future__ import annotations

from mediation_app.domain.checks.base import warning
from mediation_app.domain.files import CaseFile
from mediation_app.domain.moments import local_day
from mediation_app.domain.plates import PlateKind, parse_plate
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle, VehicleKind
from mediation_app.errors import InvalidInput, Reason


def vehicle_checks(file: CaseFile) -> tuple[Reason, ...]:
    """Plate form, compulsory cover, and cover on the day of the accident; all of it warns."""
    found: list[Reason] = []
    for vehicle in file.vehicles:
        found += _plate(vehicle)
        if vehicle.is_motor and vehicle.kind is not VehicleKind.TRAILER:  # 挂车不投保交强险
            found += _cover(file, vehicle)
    for policy in file.policies:
        found += _term(file, policy)
    return tuple(found)


def _plate(vehicle: Vehicle) -> list[Reason]:
    if not vehicle.plate:
        return []
    place = f"vehicles/{vehicle.id}/plate"
    try:
        plate = parse_plate(vehicle.plate)
    except InvalidInput:
        return [warning("checks.plate_unusual", place, plate=vehicle.plate)]
    if plate.warning and vehicle.is_motor:  # plates of e-bikes follow every city's own pattern
        return [warning("checks.plate_unusual", place, plate=plate.shown)]
    if plate.kind is PlateKind.NEW_ENERGY and not vehicle.is_motor:
        return [warning("checks.plate_kind", place, plate=plate.shown)]
    return []


def _cover(file: CaseFile, vehicle: Vehicle) -> list[Reason]:
    known = any(
        policy.vehicle_id == vehicle.id and policy.kind is PolicyKind.COMPULSORY
        for policy in file.policies
    )
    if known:
        return []
    return [warning("checks.compulsory_unknown", f"vehicles/{vehicle.id}", plate=vehicle.plate)]


def _term(file: CaseFile, policy: Policy) -> list[Reason]:
    occurred = file.accident.occurred_at
    if occurred is None or policy.none_found:
        return []
    day = local_day(occurred)
    early = policy.starts_on is not None and day < policy.starts_on
    late = policy.ends_on is not None and day > policy.ends_on
    if not (early or late):
        return []
    place = f"policies/{policy.id}/{'starts_on' if early else 'ends_on'}"
    return [warning("checks.policy_term", place, kind=policy.kind.label, number=policy.number)]
