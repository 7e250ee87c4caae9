"""From a case to a claim: which sides, covers, losses and advances the reckoning starts from.

A sum that was entered goes before a sum that could be computed. What is missing is named by
``InvalidInput`` whose ``field`` is the very field of the case (``parties.<id>.birth_date``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from mediation_app.domain.checks.base import is_own_money
from mediation_app.domain.claims_shares import BandOf, bands_of, with_all_shares
from mediation_app.domain.claims_sides import sides_of
from mediation_app.domain.claims_victims import victims_of
from mediation_app.domain.compensation.inputs import (
    FUND,
    Claim,
    Options,
    Override,
    Prepayment,
    Side,
    Victim,
)
from mediation_app.domain.compensation.law import INSURED_BUCKETS, CompensationLaw
from mediation_app.domain.files import CaseFile
from mediation_app.domain.moments import local_day
from mediation_app.domain.money import Percent
from mediation_app.domain.refund_rules import line_of
from mediation_app.errors import InvalidInput

__all__ = ["claim_of", "with_shares"]

_HUNDRED = Decimal(100)


def claim_of(
    file: CaseFile,
    law: CompensationLaw,
    *,
    band_of: BandOf | None = None,
    options: Options | None = None,
) -> Claim:
    """The claim of a case. Raises InvalidInput naming what is missing for a reckoning."""
    occurred = file.accident.occurred_at
    if occurred is None:
        raise InvalidInput("cases.accident_day_missing", field="accident.occurred_at")
    options = options or Options()
    sides = sides_of(file)
    bands = bands_of(file, sides, band_of) if band_of is not None else {}
    sides = with_all_shares(file, sides, bands)
    victims = victims_of(file, law, sides, options)
    if not victims:
        raise InvalidInput("cases.losses_missing", field="losses")
    _check_payers(file, sides, victims)
    known = {victim.id for victim in victims}
    return Claim(
        accident=local_day(occurred),
        sides=sides,
        victims=victims,
        prepaid=_prepaid(file, known),
        names={party.id: party.name for party in file.parties},
        options=options,
        overrides=_overrides(file, known),
    )


def _check_payers(file: CaseFile, sides: tuple[Side, ...], victims: tuple[Victim, ...]) -> None:
    """Nobody pays himself: neither as the insurer nor as who answers for another side."""
    hurt = {victim.id: victim.side for victim in victims}
    for policy in file.policies:
        if policy.insurer_id in hurt and not policy.none_found:
            field = f"policies.{policy.id}.insurer_id"
            raise InvalidInput("cases.insurer_is_victim", field=field)
    for side in sides:
        if side.liable in hurt and hurt[side.liable] != side.id:
            raise InvalidInput("cases.liable_is_victim", field=f"vehicles.{side.id}.liable_id")


def with_shares(claim: Claim, shares: Mapping[str, Percent]) -> Claim:
    """The claim with other shares, by side id; a single side not named takes the rest to 100.

    Pure and fast: what a slider reckons with while it moves.
    """
    others = [side.id for side in claim.sides if side.id not in shares]
    wanted = dict(shares)
    if len(others) == 1 and len(claim.sides) > 1:
        named = sum((shares[side.id] for side in claim.sides if side.id in shares), Decimal(0))
        wanted[others[0]] = max(_HUNDRED - named, Decimal(0))
    sides = tuple(replace(side, percent=wanted.get(side.id, side.percent)) for side in claim.sides)
    return replace(claim, sides=sides)


# The mediator's own sums ----------------------------------------------------------------------------


def _overrides(file: CaseFile, victims: set[str]) -> tuple[Override, ...]:
    buckets = {bucket.value: bucket for bucket in INSURED_BUCKETS}
    motors = {vehicle.id for vehicle in file.vehicles}
    found = []
    for row in file.allocations:
        if row.victim_id not in victims:
            raise InvalidInput("cases.unknown_party", field=f"allocations.{row.id}.victim_id")
        if row.vehicle_id not in motors:
            raise InvalidInput("cases.unknown_vehicle", field=f"allocations.{row.id}.vehicle_id")
        if row.bucket not in buckets:
            raise InvalidInput("cases.not_listed", field=f"allocations.{row.id}.bucket")
        found.append(
            Override(
                unit=row.vehicle_id,
                victim=row.victim_id,
                bucket=buckets[row.bucket],
                amount=row.amount,
                reason=row.reason,
            )
        )
    return tuple(found)


# Advances -------------------------------------------------------------------------------------------


def _prepaid(file: CaseFile, victims: set[str]) -> tuple[Prepayment, ...]:
    found = [
        Prepayment(
            payer=paid.payer_id, victim=paid.victim_id, amount=paid.amount, label=paid.purpose
        )
        for paid in file.prepaid
        if paid.victim_id in victims and not is_own_money(file, paid)
    ]
    for fund in file.funds:
        open_ = line_of(fund)
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
