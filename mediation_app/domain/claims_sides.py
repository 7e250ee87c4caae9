"""The sides of an accident: vehicles with their trailers and covers, and people on foot.

Who answers for a vehicle, whether an uninsured one pays as if it had 交强险, which commercial cover
counts: all of it is read from the case, nothing is silently assumed.
"""

from __future__ import annotations

from decimal import Decimal

from mediation_app.domain.compensation.inputs import (
    CommercialCover,
    CompulsoryCover,
    Duty,
    Ground,
    Side,
    SideKind,
    Trailer,
)
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import Percent
from mediation_app.domain.parties import Liability, Party, PartyRole
from mediation_app.domain.sums_input import needs_duty
from mediation_app.domain.vehicles import (
    LiableBasis,
    Policy,
    PolicyKind,
    Vehicle,
    VehicleKind,
)
from mediation_app.errors import InvalidInput

UNSET = Decimal(-1)
"""The share of a side that nobody has chosen yet."""


def sides_of(file: CaseFile) -> tuple[Side, ...]:
    """Every side, ``percent`` = ``UNSET`` where no share was chosen. Raises InvalidInput."""
    drawn = {vehicle.id for vehicle in file.vehicles if tractor_of(file, vehicle) is not None}
    sides = [_vehicle_side(file, vehicle) for vehicle in file.vehicles if vehicle.id not in drawn]
    seated = {vehicle.driver_id for vehicle in file.vehicles if vehicle.driver_id}
    sides += [
        Side(
            id=party.id,
            label=party.name or "行人",
            kind=SideKind.PEDESTRIAN,
            liable=party.id,
            percent=_share(party),
        )
        for party in file.parties_with(PartyRole.PEDESTRIAN)
        if party.id not in seated and not party.ride_vehicle_id
    ]
    if not sides:
        raise InvalidInput("cases.sides_missing", field="vehicles")
    return tuple(sides)


def tractor_of(file: CaseFile, vehicle: Vehicle) -> Vehicle | None:
    """The vehicle that draws a trailer (牵引车), None for anything that is a side of its own."""
    found = next((v for v in file.vehicles if v.id == vehicle.towed_by_id), None)
    if found is None or found.id == vehicle.id or found.towed_by_id:
        return None
    return found


def person_behind(file: CaseFile, side_id: str) -> Party | None:
    """Whose finding and share count for a side: the driver, else the owner; a walker himself."""
    for vehicle in file.vehicles:
        if vehicle.id == side_id:
            return file.party(vehicle.driver_id) or file.party(vehicle.owner_id)
    return file.party(side_id)


def commercial_policies(file: CaseFile, vehicle: Vehicle) -> tuple[Policy, ...]:
    """The third-party covers (商业三者险) of a vehicle that are there."""
    return tuple(
        policy
        for policy in file.policies
        if policy.vehicle_id == vehicle.id
        and policy.kind is PolicyKind.THIRD_PARTY
        and not policy.none_found
    )


# One vehicle --------------------------------------------------------------------------------------


def _share(party: Party | None) -> Percent:
    return UNSET if party is None or party.share is None else Decimal(party.share)


def _vehicle_side(file: CaseFile, vehicle: Vehicle) -> Side:
    person = person_behind(file, vehicle.id)
    liable = vehicle.liable_id or vehicle.driver_id or vehicle.owner_id
    motor = vehicle.is_motor
    return Side(
        id=vehicle.id,
        label=_label(vehicle),
        kind=SideKind.MOTOR if motor else SideKind.NON_MOTOR,
        liable=liable,
        percent=_share(person),
        compulsory=_compulsory(file, vehicle) if motor else None,
        commercial=_commercial(file, vehicle),
        trailer=_trailer(file, vehicle) if motor else None,
        joint=_joint(file, vehicle, liable),
    )


def _label(vehicle: Vehicle) -> str:
    return vehicle.plate or vehicle.kind.label


def _compulsory(file: CaseFile, vehicle: Vehicle) -> CompulsoryCover:
    insurer = _insurer(file, vehicle)
    if not insurer and needs_duty(vehicle):
        raise InvalidInput(
            "cases.duty_undecided",
            field=f"vehicles.{vehicle.id}.compulsory_duty",
            vehicle=_label(vehicle),
        )
    duty = Duty(vehicle.compulsory_duty.value)
    if vehicle.kind is VehicleKind.TRAILER and duty is Duty.OBLIGED:
        duty = Duty.NOT_INSURABLE  # 挂车不投保交强险（交强险条例 §43）
    return CompulsoryCover(
        insurer=insurer,
        obliged="" if insurer else vehicle.owner_id or vehicle.driver_id,
        at_fault=vehicle.at_fault and not _without_fault(file, vehicle),
        duty=duty,
        ground=Ground(vehicle.insurer_ground.value),
    )


def _insurer(file: CaseFile, vehicle: Vehicle) -> str:
    for policy in file.policies:
        if (
            policy.vehicle_id == vehicle.id
            and policy.kind is PolicyKind.COMPULSORY
            and not policy.none_found
        ):
            return _known_insurer(policy)
    return ""


def _known_insurer(policy: Policy) -> str:
    """A policy that is there has an insurer; leaving it open is not the same as no policy."""
    if not policy.insurer_id:
        field = f"policies.{policy.id}.insurer_id"
        raise InvalidInput("cases.insurer_missing", field=field, kind=policy.kind.label)
    return policy.insurer_id


def _without_fault(file: CaseFile, vehicle: Vehicle) -> bool:
    driver = file.party(vehicle.driver_id)
    return driver is not None and driver.liability is Liability.NONE


def _commercial(file: CaseFile, vehicle: Vehicle) -> CommercialCover | None:
    """The cover that pays: several of one insurer add up, a refused one stands back."""
    policies = commercial_policies(file, vehicle)
    paying = [policy for policy in policies if not policy.refused_reason]
    if not paying and not policies:
        return None
    first = (paying or policies)[0]
    same = [p for p in (paying or policies) if p.insurer_id == first.insurer_id]
    return CommercialCover(
        insurer=_known_insurer(first),
        limit=sum((policy.limit for policy in same), Decimal("0.00")),
        mental_rider=any(policy.covers_mental for policy in same),
        non_medical_rider=any(policy.covers_non_medical for policy in same),
        refused=first.refused_reason,
    )


def _trailer(file: CaseFile, tractor: Vehicle) -> Trailer | None:
    for vehicle in file.vehicles:
        if vehicle.id != tractor.id and tractor_of(file, vehicle) is tractor:
            insurer = _insurer(file, vehicle)
            return Trailer(
                id=vehicle.id,
                label=_label(vehicle),
                # a trailer need not be insured: without a policy it has no limits of its own
                compulsory=CompulsoryCover(
                    insurer=insurer,
                    at_fault=tractor.at_fault and not _without_fault(file, tractor),
                    ground=Ground(tractor.insurer_ground.value),
                )
                if insurer
                else None,
                commercial=_commercial(file, vehicle),
            )
    return None


def _joint(file: CaseFile, vehicle: Vehicle, liable: str) -> tuple[str, ...]:
    joint = list(vehicle.joint_ids)
    if vehicle.liable_basis is LiableBasis.AFFILIATE and not joint:
        joint = [party.id for party in file.parties_with(PartyRole.AFFILIATE)]
        joint = joint or [vehicle.owner_id]
    return tuple(dict.fromkeys(key for key in joint if key and key != liable))
