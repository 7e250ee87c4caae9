"""Claims drawn at random over everything a claim can say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from mediation_app.domain.compensation import (
    FUND,
    Claim,
    CommercialCover,
    CompulsoryCover,
    Options,
    Prepayment,
    Side,
    SideKind,
    Standing,
    Victim,
)
from mediation_app.domain.compensation.inputs import (
    Duty,
    FreeRide,
    Ground,
    MentalOrder,
    NonMedicalMode,
    Override,
    Trailer,
    UninsuredOrder,
)
from mediation_app.domain.compensation.law import INSURED_BUCKETS
from mediation_app.domain.compensation.units import units_of
from mediation_app.domain.money import ZERO, from_fen
from tests.unit.compensation.support import ACCIDENT, LAW, car, loss, trailer, victim, walker

SUMS = st.integers(0, 60_000_000).map(from_fen)
SMALL = st.integers(0, 2_500_000).map(from_fen)
ITEMS = st.sampled_from(["medical", "care", "mental", "repair", "appraisal", "downtime"])
DUTIES = st.sampled_from([Duty.OBLIGED, Duty.AS_INSURED, Duty.NOT_INSURABLE])
OPTIONS = st.builds(
    Options,
    non_medical=st.sampled_from(NonMedicalMode),
    mental=st.sampled_from(MentalOrder),
    uninsured=st.sampled_from(UninsuredOrder),
)


@st.composite
def commercial_covers(draw: st.DrawFn, insurer: str) -> CommercialCover | None:
    if draw(st.booleans()):
        return None
    return CommercialCover(
        insurer=insurer,
        limit=draw(SUMS),
        mental_rider=draw(st.booleans()),
        non_medical_rider=draw(st.booleans()),
        refused=draw(st.sampled_from(["", "", "营运未告知"])),
    )


@st.composite
def compulsory_covers(draw: st.DrawFn, insurer: str, *, insured: bool) -> CompulsoryCover:
    if insured or draw(st.booleans()):
        ground = draw(st.sampled_from([Ground.NONE, Ground.NONE, *Ground]))
        return CompulsoryCover(insurer=insurer, at_fault=draw(st.booleans()), ground=ground)
    return CompulsoryCover(obliged="owner", at_fault=draw(st.booleans()), duty=draw(DUTIES))


@st.composite
def motor_sides(draw: st.DrawFn, id_: str, percent: Decimal, *, insured: bool) -> Side:
    # One insurer may cover several vehicles, and both ways.
    insurer = draw(st.sampled_from([f"{id_}-jq", "big"]))
    drawn: Trailer | None = None
    if draw(st.integers(0, 3)) == 0:
        drawn = trailer(
            f"{id_}-G",
            compulsory=draw(st.none() | compulsory_covers(f"{id_}-G-jq", insured=insured)),
            commercial=draw(commercial_covers(f"{id_}-G-sy")),
        )
    return car(
        id_,
        percent,
        compulsory=draw(compulsory_covers(insurer, insured=insured)),
        commercial=draw(commercial_covers(draw(st.sampled_from([insurer, f"{id_}-sy"])))),
        trailer=drawn,
        joint=draw(st.sampled_from([(), (), ("hirer",), ("hirer", "owner")])),
    )


@st.composite
def people(draw: st.DrawFn, sides: Sequence[Side], id_: str) -> Victim:
    side = draw(st.sampled_from([side.id for side in sides]))
    standing = draw(st.sampled_from(Standing))
    ride = None
    if standing is Standing.PASSENGER and draw(st.booleans()):
        ride = FreeRide(percent=Decimal(draw(st.integers(0, 100))))
    return victim(
        *(loss(draw(ITEMS), draw(st.one_of(SMALL, SUMS))) for _ in range(draw(st.integers(1, 4)))),
        id_=id_,
        side=side,
        standing=standing,
        free_ride=ride,
        deliberate=draw(st.integers(0, 9)) == 0,
    )


def drugs(one: Victim, part: int) -> Victim:
    """The same victim with part of every medical bill outside the medical insurance."""
    losses = tuple(
        replace(item, outside_medical_insurance=from_fen(int(item.amount * part)))
        if item.item == "medical" and item.amount is not None
        else item
        for item in one.losses
    )
    return replace(one, losses=losses)


@st.composite
def claims(draw: st.DrawFn, *, insured: bool = False, overridden: bool = True) -> Claim:
    cars = draw(st.integers(1, 3))
    percents = draw(st.lists(st.integers(0, 100 // cars), min_size=cars, max_size=cars))
    sides = [
        draw(motor_sides(f"K{place}", Decimal(percent), insured=insured))
        for place, percent in enumerate(percents)
    ]
    rest = 100 - sum(percents)
    kind = draw(st.sampled_from([SideKind.PEDESTRIAN, SideKind.NON_MOTOR]))
    sides.append(walker(rest, kind=kind, liable="V0"))
    victims = tuple(
        drugs(draw(people(sides, f"V{place}")), draw(st.integers(0, 100)))
        for place in range(draw(st.integers(1, 4)))
    )
    payers = [FUND, "big", "hirer", "owner", "V0"]
    payers += [f"K{place}-driver" for place in range(cars)]
    payers += [f"K{place}-jq" for place in range(cars)]
    prepaid = tuple(
        Prepayment(
            payer=draw(st.sampled_from(payers)),
            victim=draw(st.sampled_from(victims)).id,
            amount=draw(SUMS),
        )
        for _ in range(draw(st.integers(0, 5)))
    )
    made = Claim(
        accident=ACCIDENT,
        sides=tuple(sides),
        victims=victims,
        prepaid=prepaid,
        options=draw(OPTIONS),
    )
    if overridden and draw(st.booleans()):
        made = replace(made, overrides=draw(fixed(made)))
    return made


@st.composite
def fixed(draw: st.DrawFn, made: Claim) -> tuple[Override, ...]:
    """Up to three sums fixed by hand that fit into limit and loss."""
    found: dict[tuple[str, str, str], Override] = {}
    units = [(unit, one) for unit in units_of(made) for one in made.victims if unit.pays(one)]
    for _ in range(draw(st.integers(0, 3)) if units else 0):
        unit, one = draw(st.sampled_from(units))
        bucket = draw(st.sampled_from(INSURED_BUCKETS))
        limit = unit.limit(bucket, LAW)
        if limit is None or (unit.id, one.id, bucket) in found:
            continue
        items = [item for item in one.losses if LAW.item(item.item).bucket is bucket]
        whole = sum((item.amount for item in items if item.amount is not None), ZERO)
        for other in found.values():
            if other.bucket is bucket and other.unit == unit.id:
                limit -= other.amount
            if other.bucket is bucket and other.victim == one.id:
                whole -= other.amount
        amount = from_fen(draw(st.integers(0, int(min(limit, whole) * 100))))
        found[unit.id, one.id, bucket] = Override(
            unit=unit.id, victim=one.id, bucket=bucket, amount=amount, reason="各方同意"
        )
    return tuple(found.values())
