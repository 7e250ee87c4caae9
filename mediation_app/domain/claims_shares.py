"""Shares of the sides: the band of the rule for each, the usual value, the rest to 100 %.

The band is that of a pair: motor against motor, motor against non-motor (the motor side's share by
the provincial rule, the other side's as what is left), non-motor against non-motor. Where more
than two sides are at fault the table says nothing about each, so none is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from mediation_app.domain.claims_sides import UNSET, person_behind
from mediation_app.domain.compensation.inputs import Side, SideKind
from mediation_app.domain.files import CaseFile
from mediation_app.domain.liability import Fault, LiabilityBand, Pairing
from mediation_app.domain.parties import Liability
from mediation_app.errors import InvalidInput

BandOf = Callable[[Pairing, Fault], LiabilityBand | None]
"""Looks a band up in the rules; None when they have none."""

_HUNDRED = Decimal(100)
_FAULTS = {
    Liability.FULL: Fault.FULL,
    Liability.MAIN: Fault.MAIN,
    Liability.EQUAL: Fault.EQUAL,
    Liability.MINOR: Fault.SECONDARY,
    Liability.NONE: Fault.NONE,
}


def bands_of(file: CaseFile, sides: tuple[Side, ...], band_of: BandOf) -> dict[str, LiabilityBand]:
    """Side id → the band its share should lie in, where the rules and the finding give one."""
    faults: dict[str, Fault] = {}
    for side in sides:
        person = person_behind(file, side.id)
        fault = _FAULTS.get(person.liability) if person is not None else None
        if fault is not None:
            faults[side.id] = fault
    found: dict[str, LiabilityBand] = {}
    for side in sides:
        if side.id in faults:
            band = _band(side, sides, faults, band_of)
            if band is not None:
                found[side.id] = band
    return found


def _band(
    side: Side, sides: tuple[Side, ...], faults: Mapping[str, Fault], band_of: BandOf
) -> LiabilityBand | None:
    fault = faults[side.id]
    motors = [s for s in sides if s.kind is SideKind.MOTOR]
    # nothing found and nothing borne: parked, or only present
    at_fault = [s for s in sides if s.percent or s.id in faults]
    at_fault = [s for s in at_fault if faults.get(s.id) is not Fault.NONE]
    if len(sides) < 2 or (len(at_fault) > 2 and fault is not Fault.NONE):
        return None
    guilty = [s for s in motors if s in at_fault]
    riders = [s for s in at_fault if s not in motors]
    if side.kind is not SideKind.MOTOR:
        if not guilty and (not motors or len(riders) > 1):
            return band_of(Pairing.NON_MOTOR, fault)
        return _other_side(band_of(Pairing.MOTOR_NON_MOTOR, fault.mirror), fault)
    if len(motors) == len(sides) or any(other is not side for other in guilty):
        return band_of(Pairing.MOTOR_MOTOR, fault)
    if not guilty and (len(motors) > 1 or len(riders) > 1):
        return None  # the little that faultless motor vehicles bear is not told for each
    return band_of(Pairing.MOTOR_NON_MOTOR, fault)


def _other_side(band: LiabilityBand | None, fault: Fault) -> LiabilityBand | None:
    """What the motor side's band leaves to the rider or walker."""
    if band is None:
        return None
    return replace(
        band,
        fault=fault,
        low=_HUNDRED - band.high,
        high=_HUNDRED - band.low,
        usual=_HUNDRED - band.usual,
    )


def with_all_shares(
    file: CaseFile, sides: tuple[Side, ...], bands: Mapping[str, LiabilityBand]
) -> tuple[Side, ...]:
    """Every side with its share: chosen, else the rest, else the usual one of its band.

    Raises InvalidInput for the first side whose share is neither chosen nor to be told.
    """
    _check_findings(file, sides, bands)
    for side in sorted(sides, key=lambda side: side.kind is not SideKind.MOTOR):
        sides = _filled(sides)
        band = bands.get(side.id)
        if band is not None:
            sides = tuple(
                replace(s, percent=band.usual) if s.id == side.id and s.percent == UNSET else s
                for s in sides
            )
    sides = _filled(sides)
    unset = next((side for side in sides if side.percent == UNSET), None)
    if unset is not None:
        person = person_behind(file, unset.id)
        place = f"vehicles.{unset.id}.driver_id"
        raise InvalidInput(
            "cases.share_missing", field=f"parties.{person.id}.share" if person else place
        )
    if sum((side.percent for side in sides), Decimal(0)) > _HUNDRED:
        people = [p for s in sides if (p := person_behind(file, s.id)) is not None]
        chosen = next((person for person in people if person.share is not None), None)
        if chosen is None:
            raise _clash(file, bands)
        raise InvalidInput("cases.shares_over", field=f"parties.{chosen.id}.share")
    return sides


def _check_findings(
    file: CaseFile, sides: tuple[Side, ...], bands: Mapping[str, LiabilityBand]
) -> None:
    """Findings that cannot stand together (双方均为主要责任) tell no usual shares."""
    if any(side.percent != UNSET or side.id not in bands for side in sides):
        return
    if sum((bands[side.id].usual for side in sides), Decimal(0)) > _HUNDRED:
        raise _clash(file, bands)


def _clash(file: CaseFile, bands: Mapping[str, LiabilityBand]) -> InvalidInput:
    person = person_behind(file, next(iter(bands)))
    assert person is not None  # a band rests on what was found about somebody
    return InvalidInput("cases.findings_clash", field=f"parties.{person.id}.liability")


def _filled(sides: tuple[Side, ...]) -> tuple[Side, ...]:
    """A single side without a share takes the rest to 100 %."""
    unset = [side for side in sides if side.percent == UNSET]
    if len(unset) != 1:
        return sides
    known = sum((side.percent for side in sides if side.percent != UNSET), Decimal(0))
    rest = max(_HUNDRED - known, Decimal(0))
    return tuple(replace(side, percent=rest) if side is unset[0] else side for side in sides)
