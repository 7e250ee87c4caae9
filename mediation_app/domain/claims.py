"""From a case to a claim: which sides, covers, losses and advances the reckoning starts from.

Shares come from the parties (``share``) or, when only one is missing, as the rest to 100 %. A sum
that was entered goes before a sum that could be computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from mediation_app.domain.calendar import full_years
from mediation_app.domain.checks.base import on_victims_side
from mediation_app.domain.compensation import (
    FUND,
    Claim,
    CommercialCover,
    CompensationLaw,
    CompulsoryCover,
    LossInput,
    Prepayment,
    Side,
    SideKind,
    Victim,
)
from mediation_app.domain.compensation.law import ItemKind, Shape
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Injury, Loss
from mediation_app.domain.moments import local_day
from mediation_app.domain.money import Money, Percent
from mediation_app.domain.parties import Liability, Party, PartyRole
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle
from mediation_app.errors import InvalidInput

ENTERED = "#"  # marks an item whose sum was entered although it could be computed
HUNDRED = Decimal(100)
# The usual share for a liability when neither side's share was chosen: (liability, motor?) → %.
UsualShare = Callable[[CaseFile, Party], Percent | None]


def claim_of(file: CaseFile, law: CompensationLaw, *, usual: UsualShare | None = None) -> Claim:
    """The claim of a case. Raises InvalidInput naming what is missing for a reckoning."""
    occurred = file.accident.occurred_at
    if occurred is None:
        raise InvalidInput("cases.accident_day_missing", field="accident.occurred_at")
    sides = _with_shares(file, _sides(file), usual)
    victims = _victims(file, law, {side.id for side in sides})
    if not victims:
        raise InvalidInput("cases.losses_missing", field="losses")
    known = {victim.id for victim in victims}
    return Claim(
        accident=local_day(occurred),
        sides=sides,
        victims=victims,
        prepaid=_prepaid(file, known),
        names={party.id: party.name for party in file.parties},
    )


def law_for_entered(law: CompensationLaw) -> CompensationLaw:
    """The law with a twin of every computed item that takes an entered sum."""
    twins: Mapping[str, ItemKind] = {
        kind.code + ENTERED: replace(kind, code=kind.code + ENTERED, shape=Shape.ACTUAL)
        for kind in law.items.values()
        if kind.shape not in (Shape.ACTUAL, Shape.DAILY)
    }
    return replace(law, items={**law.items, **twins})


# Sides ------------------------------------------------------------------------------------------


def _sides(file: CaseFile) -> tuple[Side, ...]:
    sides = [_vehicle_side(file, vehicle) for vehicle in file.vehicles]
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
        if party.id not in seated
    ]
    return tuple(sides)


_UNSET = Decimal(-1)


def _share(party: Party | None) -> Percent:
    return _UNSET if party is None or party.share is None else Decimal(party.share)


def _vehicle_side(file: CaseFile, vehicle: Vehicle) -> Side:
    person = file.party(vehicle.driver_id) or file.party(vehicle.owner_id)
    liable = vehicle.driver_id or vehicle.owner_id
    policies = [policy for policy in file.policies if policy.vehicle_id == vehicle.id]
    motor = vehicle.is_motor
    return Side(
        id=vehicle.id,
        label=vehicle.plate or vehicle.kind.label,
        kind=SideKind.MOTOR if motor else SideKind.NON_MOTOR,
        liable=liable,
        percent=_share(person),
        compulsory=_compulsory(file, vehicle, policies) if motor else None,
        commercial=_commercial(policies) if motor else None,
    )


def _compulsory(file: CaseFile, vehicle: Vehicle, policies: list[Policy]) -> CompulsoryCover:
    insurer = next(
        (
            policy.insurer_id
            for policy in policies
            if policy.kind is PolicyKind.COMPULSORY and not policy.none_found
        ),
        "",
    )
    driver = file.party(vehicle.driver_id)
    without_fault = driver is not None and driver.liability is Liability.NONE
    return CompulsoryCover(
        insurer=insurer,
        obliged="" if insurer else vehicle.owner_id or vehicle.driver_id,
        at_fault=vehicle.at_fault and not without_fault,
    )


def _commercial(policies: list[Policy]) -> CommercialCover | None:
    for policy in policies:
        if policy.kind is PolicyKind.THIRD_PARTY and not policy.none_found:
            return CommercialCover(
                insurer=policy.insurer_id, limit=policy.limit, mental_rider=policy.covers_mental
            )
    return None


def _with_shares(
    file: CaseFile, sides: tuple[Side, ...], usual: UsualShare | None
) -> tuple[Side, ...]:
    if not sides:
        raise InvalidInput("cases.sides_missing", field="vehicles")
    people = {side.id: file.party(side.liable) for side in sides}
    if usual is not None and all(side.percent == _UNSET for side in sides):
        sides = tuple(
            replace(
                side, percent=_UNSET if (p := _usual(file, people[side.id], usual)) is None else p
            )
            for side in sides
        )
    unset = [side for side in sides if side.percent == _UNSET]
    if len(unset) > 1:
        person = people[unset[0].id]
        field = f"parties.{person.id}.share" if person is not None else "vehicles"
        raise InvalidInput("cases.share_missing", field=field)
    known = sum((side.percent for side in sides if side.percent != _UNSET), Decimal(0))
    rest = max(HUNDRED - known, Decimal(0))
    return tuple(replace(s, percent=rest) if s.percent == _UNSET else s for s in sides)


def _usual(file: CaseFile, person: Party | None, usual: UsualShare) -> Percent | None:
    if person is None or person.liability is Liability.UNDECIDED:
        return None
    return usual(file, person)


# Victims ------------------------------------------------------------------------------------------


def _victims(file: CaseFile, law: CompensationLaw, sides: set[str]) -> tuple[Victim, ...]:
    found = []
    for party in file.parties:
        losses = [loss for loss in file.losses if loss.party_id == party.id]
        if not losses:
            continue
        injury = next((i for i in file.injuries if i.party_id == party.id), None)
        found.append(
            Victim(
                id=party.id,
                label=party.name,
                side=_side_of(file, party, sides),
                losses=tuple(loss_input(loss, law, party, injury) for loss in losses),
            )
        )
    return tuple(found)


def _side_of(file: CaseFile, party: Party, sides: set[str]) -> str:
    for vehicle in file.vehicles:
        if vehicle.driver_id == party.id:
            return vehicle.id
    if party.id in sides:
        return party.id
    for vehicle in file.vehicles:
        if vehicle.owner_id == party.id:
            return vehicle.id
    raise InvalidInput("cases.victim_side", field=f"parties.{party.id}.roles")


def loss_input(loss: Loss, law: CompensationLaw, party: Party, injury: Injury | None) -> LossInput:
    """One loss for the reckoning. Raises InvalidInput for an item the rules do not know."""
    kind = law.items.get(loss.item)
    if kind is None:
        raise InvalidInput("cases.unknown_item", field=f"losses.{loss.id}.item")
    if kind.shape is Shape.DAILY and loss.quantity is not None and loss.rate is not None:
        return LossInput(item=loss.item, days=loss.quantity, rate=loss.rate, note=loss.evidence)
    if kind.shape in (Shape.ACTUAL, Shape.DAILY):
        return LossInput(item=loss.item, amount=loss.amount, note=loss.evidence)
    if loss.amount > 0:
        return LossInput(item=loss.item + ENTERED, amount=loss.amount, note=loss.evidence)
    return LossInput(
        item=loss.item,
        age=_age(party, injury, kind),
        grades=(injury.disability_grade,) if injury and injury.disability_grade else (),
    )


def _age(party: Party, injury: Injury | None, kind: ItemKind) -> int | None:
    base: date | None = None
    if injury is not None:
        if kind.shape is Shape.DISABILITY:
            base = injury.disability_on
        elif injury.died_at is not None:
            base = local_day(injury.died_at)
    if base is None or party.birth_date is None:
        return None
    return full_years(party.birth_date, base)


# Advances -------------------------------------------------------------------------------------------


def _prepaid(file: CaseFile, victims: set[str]) -> tuple[Prepayment, ...]:
    own = {party.id for party in file.parties if on_victims_side(file, party)}
    found = [
        Prepayment(
            payer=paid.payer_id, victim=paid.victim_id, amount=paid.amount, label=paid.purpose
        )
        for paid in file.prepaid
        if paid.victim_id in victims and paid.payer_id not in own
    ]
    for fund in file.funds:
        open_ = _outstanding(fund.recoveries)
        if open_ > 0 and fund.application.victim_id in victims:
            found.append(
                Prepayment(
                    payer=FUND,
                    victim=fund.application.victim_id,
                    amount=open_,
                    label="救助基金垫付",
                )
            )
    return tuple(found)


def _outstanding(recoveries: tuple[Recovery, ...]) -> Money:
    settled = (RecoveryState.RECOVERED, RecoveryState.WRITTEN_OFF)
    return sum((r.outstanding for r in recoveries if r.state not in settled), Decimal("0.00"))
