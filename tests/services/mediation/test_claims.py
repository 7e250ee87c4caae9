"""From the case to the claim: every fact finds its place, and what is missing is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.compensation.inputs import (
    Basis,
    DependantKind,
    MinorYears,
    Options,
    Standing,
)
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.reckon import reckon_claim
from mediation_app.domain.losses import (
    Allocation,
    CaseDependant,
    Outcome,
    RateBasis,
    SupportKind,
    VictimStandard,
)
from mediation_app.domain.moments import at
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.vehicles import (
    VehicleKind,
)
from mediation_app.errors import InvalidInput
from tests.services.mediation.road import (
    changed,
    claim,
    injury,
    loss,
    more,
    only_loss,
    party,
    road,
    vehicle,
)

D = Decimal


# Victims ------------------------------------------------------------------------------------------


def test_a_passenger_sits_on_the_side_of_the_vehicle(law: CompensationLaw) -> None:
    riding = party(
        "friend",
        PartyRole.PASSENGER,
        ride_vehicle_id="car",
        free_ride_percent=30,
        free_ride_reason="顺路",
    )
    file = replace(more(road(), parties=(riding,)), losses=(loss("medical", "100.00", "friend"),))
    (victim,) = claim(file, law).victims
    assert (victim.side, victim.standing) == ("car", Standing.PASSENGER)
    assert victim.free_ride is not None
    assert (victim.free_ride.percent, victim.free_ride.reason) == (30, "顺路")
    in_trailer = more(
        changed(file, "parties", "friend", ride_vehicle_id="t", free_ride_percent=None),
        vehicles=(vehicle("t", kind=VehicleKind.TRAILER, towed_by_id="car"),),
    )
    (victim,) = claim(in_trailer, law).victims
    assert (victim.side, victim.free_ride) == ("car", None)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"roles": (PartyRole.PASSENGER,)}, "cases.ride_missing"),
        ({"ride_vehicle_id": "gone"}, "cases.unknown_vehicle"),
    ],
)
def test_a_passenger_without_a_vehicle(
    law: CompensationLaw, fields: dict[str, Any], code: str
) -> None:
    file = replace(
        more(road(), parties=(replace(party("friend"), **fields),)),
        losses=(loss("medical", "100.00", "friend"),),
    )
    with pytest.raises(InvalidInput) as caught:
        claim(file, law)
    assert (caught.value.code, caught.value.field) == (code, "parties.friend.ride_vehicle_id")


def test_who_answers_for_the_vehicle_he_rode_in_bears_its_share(law: CompensationLaw) -> None:
    owner = party("owner", PartyRole.OWNER, PartyRole.PEDESTRIAN, ride_vehicle_id="car")
    file = more(road(), parties=(owner,), losses=(loss("medical", "100.00", "owner"),))
    file = changed(file, "vehicles", "car", owner_id="owner")
    assert [s.id for s in claim(file, law).sides] == ["car", "bike"]  # no walker beside
    riding = next(v for v in claim(file, law).victims if v.id == "owner")
    assert riding.standing is Standing.PASSENGER
    answering = changed(file, "vehicles", "car", liable_id="owner")
    riding = next(v for v in claim(answering, law).victims if v.id == "owner")
    assert riding.standing is Standing.OWN


@pytest.mark.parametrize(
    ("part", "key", "fields", "field"),
    [
        ("vehicles", "car", {"liable_id": "rider"}, "vehicles.car.liable_id"),
        ("policies", "2", {"insurer_id": "rider"}, "policies.2.insurer_id"),
    ],
)
def test_nobody_pays_himself(
    law: CompensationLaw, part: str, key: str, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        claim(changed(road(), part, key, **fields), law)
    assert caught.value.field == field


def test_owners_and_drivers_of_trailers_stand_with_the_tractor(law: CompensationLaw) -> None:
    file = more(
        road(),
        parties=(party("owner", PartyRole.OWNER), party("walker", PartyRole.PEDESTRIAN, share=0)),
        vehicles=(vehicle("t", "", owner_id="owner", kind=VehicleKind.TRAILER, towed_by_id="car"),),
        losses=(loss("repair", "100.00", "owner"), loss("repair", "50.00", "walker")),
    )
    victims = {victim.id: victim.side for victim in claim(file, law).victims}
    assert victims == {"rider": "bike", "owner": "car", "walker": "walker"}
    steered = changed(file, "vehicles", "t", driver_id="owner", owner_id="")
    assert {v.id: v.side for v in claim(steered, law).victims}["owner"] == "car"


def test_daily_losses_carry_all_their_numbers(law: CompensationLaw) -> None:
    row = loss(
        "care",
        "999.00",
        quantity=30,
        rate=D("3600.00"),
        persons=2,
        rate_basis=RateBasis.MONTH,
        percent=D(50),
        outside_medical=D("1.00"),
        evidence="护理协议",
    )
    found = only_loss(road(losses=(row,)), law)
    assert (found.amount, found.days, found.rate, found.persons) == (None, 30, D("3600.00"), 2)
    assert (found.basis, found.percent, found.note) == (Basis.MONTH, D(50), "护理协议")
    assert found.outside_medical_insurance == D("1.00")
    half = only_loss(road(losses=(replace(row, rate=None),)), law)
    assert (half.amount, half.days) == (D("999.00"), None)


RATED = {"disability_grade": 9, "disability_on": date(2026, 10, 1)}


def test_several_grades_keep_their_own_increments(law: CompensationLaw) -> None:
    hurt = injury(
        disability_grade=10,
        further_grades=("8", "9"),
        grade_increments=("", "3%"),
        disability_on=date(2026, 10, 1),
    )
    file = road(losses=(loss("disability"),), injuries=(hurt,))
    found = only_loss(file, law)
    assert (found.grades, found.age, found.base_on) == ((8, 9, 10), 46, date(2026, 10, 1))
    assert found.increments == (D(3), law.grades.increments[10])
    by_rule = only_loss(replace(file, injuries=(replace(hurt, grade_increments=()),)), law)
    assert by_rule.increments is None


@pytest.mark.parametrize(
    ("item", "party_fields", "injury_fields", "field"),
    [
        ("disability", {}, None, "parties.rider.injury"),
        ("disability", {}, {"disability_on": date(2026, 10, 1)}, "injuries.i-rider.disability_grade"),
        ("disability", {}, {"disability_grade": 9}, "injuries.i-rider.disability_on"),
        ("disability", {"birth_date": None}, RATED, "parties.rider.birth_date"),
        ("disability", {"birth_date": date(2026, 11, 1)}, RATED, "parties.rider.birth_date"),
        ("disability", {}, {**RATED, "disability_grade": 11}, "injuries.i-rider.disability_grade"),
        ("disability", {}, {**RATED, "further_grades": ("x",)}, "injuries.i-rider.further_grades"),
        (
            "disability",
            {},
            {**RATED, "further_grades": ("10",), "grade_increments": ("viel",)},
            "injuries.i-rider.grade_increments",
        ),
        ("death", {}, {"outcome": Outcome.DEAD}, "injuries.i-rider.died_at"),
        ("death", {}, None, "parties.rider.injury"),
        ("dependants", {}, {"disability_grade": 9}, "injuries.i-rider.disability_on"),
        ("dependants", {}, RATED, "dependants"),
    ],
)  # fmt: skip
def test_the_missing_fact_is_the_field(
    law: CompensationLaw,
    item: str,
    party_fields: dict[str, Any],
    injury_fields: dict[str, Any] | None,
    field: str,
) -> None:
    file = changed(road(losses=(loss(item),)), "parties", "rider", **party_fields)
    if injury_fields is not None:
        file = replace(file, injuries=(injury(**injury_fields),))
    with pytest.raises(InvalidInput) as caught:
        claim(file, law)
    assert caught.value.field == field
    entered = changed(file, "losses", f"rider-{item}", amount=D("5000.00"))
    assert only_loss(entered, law).amount == D("5000.00")  # an entered sum needs no facts


def test_an_entered_sum_stands_beside_what_the_rule_gives(law: CompensationLaw) -> None:
    file = road(losses=(loss("disability", "100000.00"),), injuries=(injury(**RATED),))
    found = only_loss(file, law)
    assert (found.amount, found.grades, found.age) == (D("100000.00"), (9,), 46)
    (line,) = reckon_claim(claim(file, law), law).victims[0].lines
    assert line.amount == D("100000.00")
    assert any("按规则为" in note for note in line.notes)


def test_death_and_funeral_by_the_rules(law: CompensationLaw) -> None:
    died = injury(outcome=Outcome.DEAD, died_at=at(date(2026, 3, 10), 4))
    file = road(losses=(loss("death"), loss("funeral")), injuries=(died,))
    (victim,) = claim(file, law).victims
    death, funeral = victim.losses
    assert (death.age, death.base_on) == (45, date(2026, 3, 10))
    assert (funeral.amount, funeral.age) == (None, None)


def dependant(born: date | None, **fields: Any) -> CaseDependant:
    return CaseDependant(
        id="d", case_id="c", party_id="rider", name="小宝", birth_date=born, **fields
    )


def test_dependants_of_the_dead_count_in_full_to_the_day_of_death(law: CompensationLaw) -> None:
    died = injury(outcome=Outcome.DEAD, died_at=at(date(2026, 3, 10), 4))
    rows = (
        dependant(date(2016, 3, 11), relation="女儿"),
        dependant(date(1956, 3, 10), kind=SupportKind.ADULT, payers=3),
        dependant(date(2026, 9, 1)),
    )
    file = road(losses=(loss("dependants"),), injuries=(died,), dependants=rows)
    found = only_loss(file, law)
    assert (found.coefficient, found.grades, found.base_on) == (100, (), date(2026, 3, 10))
    assert [(d.label, d.age, d.payers) for d in found.dependants] == [
        ("女儿小宝", 9, 2),
        ("小宝", 70, 3),
        ("小宝", 0, 2),  # born after the father's death
    ]
    assert found.dependants[1].kind is DependantKind.ADULT


def test_dependants_of_the_living_take_the_grades(law: CompensationLaw) -> None:
    hurt = injury(**RATED, further_grades=("10",))
    rows = (dependant(date(2020, 1, 1)),)
    file = road(losses=(loss("dependants"),), injuries=(hurt,), dependants=rows)
    found = only_loss(file, law)
    assert (found.coefficient, found.grades) == (None, (9, 10))
    (line,) = reckon_claim(claim(file, law), law).victims[0].lines
    assert line.coefficient == 21


@pytest.mark.parametrize(
    ("born", "years"),
    [
        (date(2020, 10, 1), "12.0"),
        (date(2020, 4, 1), "11.5"),
        (date(2008, 10, 1), "0"),
        (date(2026, 12, 1), "18.0"),
    ],
)
def test_minors_years_with_a_decimal(law: CompensationLaw, born: date, years: str) -> None:
    rows = (dependant(born), dependant(date(1950, 1, 1), kind=SupportKind.ADULT))
    file = road(losses=(loss("dependants"),), injuries=(injury(**RATED),), dependants=rows)
    found = only_loss(file, law, options=Options(minor_years=MinorYears.DECIMAL))
    assert found.dependants[0].years == D(years)
    assert found.dependants[1].years is None
    assert only_loss(file, law).dependants[0].years is None


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (dependant(None), "birth_date"),
        (dependant(date(2026, 10, 2), kind=SupportKind.ADULT), "birth_date"),
        (dependant(date(2027, 10, 2)), "birth_date"),
        (dependant(date(2020, 1, 1), payers=0), "payers"),
    ],
)
def test_a_dependant_that_cannot_be_reckoned(
    law: CompensationLaw, row: CaseDependant, field: str
) -> None:
    file = road(losses=(loss("dependants"),), injuries=(injury(**RATED),), dependants=(row,))
    with pytest.raises(InvalidInput) as caught:
        claim(file, law)
    assert caught.value.field == f"dependants.d.{field}"


def test_another_places_standard_for_one_victim(law: CompensationLaw) -> None:
    row = VictimStandard(
        id="s",
        case_id="c",
        party_id="rider",
        series="income",
        place="上海",
        amount=D("92000.00"),
        source="上海市统计局",
        reason="经常居住地为上海",
    )
    others = (
        replace(row, id="o", party_id="driver"),
        replace(row, id="e", series=""),
    )
    file = road(
        losses=(loss("disability"),), injuries=(injury(**RATED),), victim_standards=(row, *others)
    )
    (victim,) = claim(file, law).victims
    assert victim.standards is not None
    standard = victim.standards["income"]
    assert (standard.place, standard.stat_year) == ("上海", law.standards["income"].stat_year)
    assert "经常居住地" in str(standard.source)
    (line,) = reckon_claim(claim(file, law), law).victims[0].lines
    assert line.amount == D("368000.00")
    strange = replace(file, victim_standards=(replace(row, series="mink", stat_year=2024),))
    assert claim(strange, law).victims[0].standards is not None
    strange = replace(file, victim_standards=(replace(row, series="mink"),))
    with pytest.raises(InvalidInput) as caught:
        claim(strange, law)
    assert caught.value.field == "victim_standards.s.stat_year"


def test_the_mediators_own_sums(law: CompensationLaw) -> None:
    row = Allocation(
        id="a",
        case_id="c",
        vehicle_id="car",
        victim_id="rider",
        bucket="medical",
        amount=D("9000.00"),
        reason="预留",
    )
    (found,) = claim(road(allocations=(row,)), law).overrides
    assert (found.unit, found.victim, found.bucket) == ("car", "rider", Bucket.MEDICAL)
    for change, field in (
        ({"victim_id": "driver"}, "victim_id"),
        ({"vehicle_id": "gone"}, "vehicle_id"),
        ({"bucket": "outside"}, "bucket"),
    ):
        wrong = replace(row, **change)  # type: ignore[arg-type]
        with pytest.raises(InvalidInput) as caught:
            claim(road(allocations=(wrong,)), law)
        assert caught.value.field == f"allocations.a.{field}"


def test_the_day_of_the_accident_and_an_unknown_item(law: CompensationLaw) -> None:
    with pytest.raises(InvalidInput) as caught:
        claim(road(accidents=()), law)
    assert caught.value.field == "accident.occurred_at"
    with pytest.raises(InvalidInput) as caught:
        claim(road(losses=(loss("luxury", "1.00"),)), law)
    assert caught.value.field == "losses.rider-luxury.item"
