"""What hangs on a vehicle: its policies, who rode in it, what it drew, sums divided from its
limits. All of it goes and comes back with the vehicle."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Allocation
from mediation_app.domain.vehicles import Policy, Vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A vehicle that was taken away and what went with it."""

    vehicle: Vehicle
    policies: tuple[Policy, ...]
    allocations: tuple[Allocation, ...]
    riders: frozenset[str]
    drawn: frozenset[str]


def removal(file: CaseFile, vehicle: Vehicle) -> Removal:
    """What would go with this vehicle."""
    return Removal(
        vehicle=vehicle,
        policies=tuple(p for p in file.policies if p.vehicle_id == vehicle.id),
        allocations=tuple(a for a in file.allocations if a.vehicle_id == vehicle.id),
        riders=frozenset(p.id for p in file.parties if p.ride_vehicle_id == vehicle.id),
        drawn=frozenset(v.id for v in file.vehicles if v.towed_by_id == vehicle.id),
    )


def without(file: CaseFile, gone: Removal) -> CaseFile:
    """The case without the vehicle; nothing points to it any more."""
    key = gone.vehicle.id
    linked = _linked(file, gone, "")
    return replace(
        linked,
        vehicles=tuple(v for v in linked.vehicles if v.id != key),
        policies=tuple(p for p in linked.policies if p.vehicle_id != key),
        allocations=tuple(a for a in linked.allocations if a.vehicle_id != key),
    )


def put_back(file: CaseFile, gone: Removal) -> tuple[Vehicle, CaseFile]:
    """The vehicle under a new key, with all that went with it."""
    again = replace(gone.vehicle, id=new_id(), version=0)
    linked = _linked(file, gone, again.id)
    policies = tuple(replace(p, id=new_id(), version=0, vehicle_id=again.id) for p in gone.policies)
    sums = tuple(replace(a, id=new_id(), version=0, vehicle_id=again.id) for a in gone.allocations)
    return again, replace(
        linked,
        vehicles=(*linked.vehicles, again),
        policies=(*linked.policies, *policies),
        allocations=(*linked.allocations, *sums),
    )


def _linked(file: CaseFile, gone: Removal, key: str) -> CaseFile:
    """Riders and trailers of the vehicle point to ``key``."""
    return replace(
        file,
        parties=tuple(
            replace(p, ride_vehicle_id=key) if p.id in gone.riders else p for p in file.parties
        ),
        vehicles=tuple(
            replace(v, towed_by_id=key) if v.id in gone.drawn else v for v in file.vehicles
        ),
    )
