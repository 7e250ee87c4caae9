"""Whatever stands in a case: it is reckoned to the cent, or the field that is missing is named."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.checks import CheckDay, agreement_checks, case_checks
from mediation_app.domain.claims import claim_of
from mediation_app.domain.compensation.reckon import reckon_claim
from mediation_app.domain.compensation.tree import tree_of
from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Allocation, CaseDependant, Outcome, Prepaid, SupportKind
from mediation_app.domain.moments import at
from mediation_app.domain.parties import Liability, PartyRole
from mediation_app.domain.vehicles import (
    CompulsoryDuty,
    InsurerGround,
    LiableBasis,
    VehicleKind,
)
from mediation_app.errors import InvalidInput
from mediation_app.messages import text_of, text_of_reason
from mediation_app.rulebook import Rulebook
from tests.services.mediation.road import injury, loss, party, policy, road, vehicle

D = Decimal
BOOK = Rulebook.open("371524")
LAW = BOOK.compensation_law(accident=date(2026, 3, 9), on=date(2026, 11, 16))
DAY = CheckDay(today=date(2026, 11, 16), band_of=BOOK.band)
PEOPLE = ("rider", "driver", "friend", "insurer", "")
days = st.none() | st.dates(date(1930, 1, 1), date(2026, 11, 1))
money = st.integers(0, 90_000_000).map(lambda fen: D(fen).scaleb(-2))
shares = st.none() | st.sampled_from((0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100))
who = st.sampled_from(PEOPLE)
what = st.sampled_from(("car", "bike", "truck", "trailer", ""))


def mostly(usual: Any, rest: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The usual value in most draws, so that many cases can be reckoned."""
    return st.integers(0, 9).flatmap(lambda dice: rest if dice == 7 else st.just(usual))


@st.composite
def people(draw: st.DrawFn) -> tuple[Any, ...]:
    roles = st.sampled_from((PartyRole.PASSENGER, PartyRole.PEDESTRIAN, PartyRole.OWNER))
    usual = {
        "driver": draw(st.sampled_from((Liability.MAIN, Liability.EQUAL, Liability.FULL))),
        "friend": Liability.NONE,
        "insurer": Liability.UNDECIDED,
    }
    mirror = {Liability.MAIN: Liability.MINOR, Liability.FULL: Liability.NONE}
    usual["rider"] = mirror.get(usual["driver"], usual["driver"])
    return tuple(
        party(
            key,
            draw(mostly(PartyRole.VICTIM, roles)),
            liability=draw(mostly(usual.get(key), st.sampled_from(Liability))),
            share=draw(mostly(None, shares)),
            birth_date=draw(mostly(date(1980, 5, 1), days)),
            ride_vehicle_id=draw(mostly("car", what)) if key == "friend" else "",
            free_ride_percent=draw(shares),
        )
        for key in PEOPLE
        if key
    )


@st.composite
def vehicles(draw: st.DrawFn) -> tuple[Any, ...]:
    kinds = {
        "car": VehicleKind.CAR,
        "truck": VehicleKind.TRUCK,
        "bike": VehicleKind.E_BIKE,
        "trailer": VehicleKind.TRAILER,
    }
    keys = draw(mostly(["car", "bike"], st.permutations(sorted(kinds)) | st.just([])))
    if draw(st.booleans()) and "car" in keys:
        keys = [*dict.fromkeys((*keys, "trailer"))]
    drivers = {"car": "driver", "bike": "rider", "truck": "friend", "trailer": ""}
    return tuple(
        vehicle(
            key,
            draw(mostly(drivers[key], who)),
            kind=kinds[key],
            owner_id=draw(mostly(drivers[key], who)),
            towed_by_id=draw(mostly("car", what)) if key == "trailer" else "",
            appraised_motor=draw(st.sampled_from((None, True, False))),
            compulsory_duty=draw(
                mostly(CompulsoryDuty.AS_INSURED, st.sampled_from(CompulsoryDuty))
            ),
            insurer_ground=draw(st.sampled_from(InsurerGround)),
            liable_id=draw(mostly("", who)),
            liable_basis=draw(st.sampled_from(LiableBasis)),
            joint_ids=tuple(draw(st.lists(who, max_size=2))),
        )
        for key in keys
    )


@st.composite
def cases(draw: st.DrawFn) -> CaseFile:
    items = st.sampled_from(
        ("medical", "meals", "disability", "death", "dependants", "funeral", "mental", "repair",
         "appraisal", "downtime")
    )  # fmt: skip
    hurt = injury(
        outcome=draw(st.sampled_from(Outcome)),
        disability_grade=draw(st.none() | st.integers(1, 10)),
        further_grades=tuple(draw(st.lists(st.sampled_from(("8", "9", "10")), max_size=2))),
        disability_on=draw(days),
        died_at=draw(st.none() | st.just(at(date(2026, 3, 10), 4))),
    )
    whose = mostly("rider", st.sampled_from(PEOPLE[:3]))
    losses = draw(
        st.lists(st.tuples(items, money, whose), min_size=draw(mostly(2, st.just(0))), max_size=5)
    )
    rows = tuple(
        replace(loss(item, str(amount), of), id=f"{of}-{item}-{place}")
        for place, (item, amount, of) in enumerate(losses)
    )
    child = CaseDependant(
        id="d",
        case_id="c",
        party_id="rider",
        name="小宝",
        birth_date=draw(days),
        kind=draw(st.sampled_from(SupportKind)),
        payers=draw(st.integers(0, 3)),
    )
    file = road(
        parties=draw(people()),
        vehicles=draw(vehicles()),
        policies=tuple(
            policy(
                str(place),
                draw(what),
                draw(mostly("insurer", who)),
                **({"limit": draw(money)} if place else {}),
            )
            for place in range(3)
        ),
        losses=rows,
        injuries=(hurt,),
        dependants=(child,) * draw(st.integers(0, 1)),
        prepaid=(
            Prepaid(id="p", case_id="c", payer_id=draw(who), victim_id="rider", amount=draw(money)),
        ),
    )
    if draw(st.integers(0, 4)) == 4:
        row = Allocation(
            id="a", case_id="c", vehicle_id=draw(mostly("car", what)),
            victim_id=draw(mostly("rider", who)), bucket="medical",
            amount=draw(mostly(D("100.00"), money)), reason="协商",
        )  # fmt: skip
        file = replace(file, allocations=(row,))
    return file


def leads_somewhere(file: CaseFile, field: str) -> bool:
    """Whether a field path ends at a part, a record or a field that exists in the case."""
    part, _, rest = field.partition(".")
    if part in ("case", "accident"):
        return rest in {item.name for item in fields(getattr(file, part))}
    key, _, name = rest.partition(".")
    records = getattr(file, part)
    if not rest:
        return isinstance(records, tuple)
    record = next((one for one in records if one.id == key), None)
    if record is None:
        return False
    return name == "injury" or name in {item.name for item in fields(record)}


@given(cases())
def test_it_is_reckoned_or_the_field_is_named(file: CaseFile) -> None:
    try:
        claim = claim_of(file, LAW, band_of=BOOK.band)
    except InvalidInput as trouble:
        assert leads_somewhere(file, trouble.field), trouble.field  # noqa: PT017
        assert trouble.code not in text_of(trouble)  # noqa: PT017
        return
    assert all(0 <= side.percent <= 100 for side in claim.sides)
    assert sum(side.percent for side in claim.sides) <= 100
    try:
        result = reckon_claim(claim, LAW)
    except InvalidInput:
        return
    for victim in result.victims:
        assert victim.entitlement + victim.own == victim.total
        assert sum((share.amount for share in victim.shares), D(0)) == victim.entitlement
    assert tree_of(claim, LAW, result).kind == "reckoning"


@given(cases())
def test_the_check_up_never_fails(file: CaseFile) -> None:
    for reason in (*case_checks(file, DAY), *agreement_checks(file, DAY)):
        assert reason.code not in text_of_reason(reason)


@given(st.permutations(range(3)), st.booleans())
def test_the_order_of_entry_changes_no_sum(order: list[int], turned: bool) -> None:
    file = road(
        losses=(
            loss("medical", "30000.00"),
            loss("medical", "12000.00", "driver"),
            loss("repair", "5000.00", "driver"),
        )
    )
    mixed = replace(
        file,
        parties=tuple(file.parties[place] for place in order),
        losses=tuple(file.losses[place] for place in order),
        vehicles=tuple(reversed(file.vehicles)) if turned else file.vehicles,
    )
    sums = [
        {
            victim.victim: (victim.entitlement, victim.own, victim.insurers)
            for victim in reckon_claim(claim_of(one, LAW, band_of=BOOK.band), LAW).victims
        }
        for one in (file, mixed)
    ]
    assert sums[0] == sums[1]
