"""From the case to the sides of a claim: trailers, covers, who pays, what is undecided."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.compensation.inputs import (
    Duty,
    Ground,
    SideKind,
)
from mediation_app.domain.compensation.law import CompensationLaw
from mediation_app.domain.parties import Liability, PartyRole
from mediation_app.domain.vehicles import (
    CompulsoryDuty,
    InsurerGround,
    LiableBasis,
    VehicleKind,
)
from mediation_app.errors import InvalidInput
from tests.services.mediation.road import (
    changed,
    claim,
    more,
    party,
    policy,
    road,
    side,
    vehicle,
)

D = Decimal


# Sides --------------------------------------------------------------------------------------------


def test_a_trailer_belongs_to_the_side_that_draws_it(law: CompensationLaw) -> None:
    file = more(
        road(),
        vehicles=(vehicle("trailer", kind=VehicleKind.TRAILER, towed_by_id="car"),),
        policies=(policy("3", "trailer", limit=D("50000.00")),),
    )
    found = claim(file, law)
    assert {side.id for side in found.sides} == {"car", "bike"}
    trailer = side(found, "car").trailer
    assert trailer is not None
    assert (trailer.id, trailer.compulsory) == ("trailer", None)
    assert trailer.commercial is not None
    assert trailer.commercial.limit == D("50000.00")
    insured = claim(more(file, policies=(policy("4", "trailer"),)), law)
    cover = side(insured, "car").trailer
    assert cover is not None
    assert cover.compulsory is not None
    assert cover.compulsory.insurer == "insurer"


def test_a_trailer_that_stands_alone_is_a_side_without_duty(law: CompensationLaw) -> None:
    file = more(road(), vehicles=(vehicle("t", "driver", kind=VehicleKind.TRAILER),))
    file = changed(file, "vehicles", "car", driver_id="", owner_id="insurer")
    file = changed(file, "parties", "insurer", share=0)
    cover = side(claim(file, law), "t").compulsory
    assert cover is not None
    assert cover.duty is Duty.NOT_INSURABLE


@pytest.mark.parametrize("towed_by", ["", "gone", "trailer"])
def test_a_trailer_without_its_tractor_is_no_trailer(law: CompensationLaw, towed_by: str) -> None:
    file = more(
        road(),
        parties=(party("second", PartyRole.DRIVER, share=0),),
        vehicles=(vehicle("trailer", "second", kind=VehicleKind.TRAILER, towed_by_id=towed_by),),
    )
    assert {s.id for s in claim(file, law).sides} == {"car", "bike", "trailer"}


@pytest.mark.parametrize(
    ("fields", "liable", "joint"),
    [
        ({}, "driver", ()),
        ({"liable_id": "insurer", "liable_basis": LiableBasis.EMPLOYER}, "insurer", ()),
        ({"joint_ids": ("insurer", "driver")}, "driver", ("insurer",)),
        ({"liable_basis": LiableBasis.AFFILIATE, "owner_id": "insurer"}, "driver", ("insurer",)),
        ({"driver_id": "", "owner_id": "driver"}, "driver", ()),
    ],
)
def test_who_pays_what_no_insurer_does(
    law: CompensationLaw, fields: dict[str, Any], liable: str, joint: tuple[str, ...]
) -> None:
    found = side(claim(changed(road(), "vehicles", "car", **fields), law), "car")
    assert (found.liable, found.joint) == (liable, joint)


def test_the_affiliated_company_answers_jointly(law: CompensationLaw) -> None:
    file = more(road(), parties=(party("company", PartyRole.AFFILIATE),))
    file = changed(file, "vehicles", "car", liable_basis=LiableBasis.AFFILIATE)
    assert side(claim(file, law), "car").joint == ("company",)


def test_ground_and_fault_reach_the_cover(law: CompensationLaw) -> None:
    file = changed(road(), "vehicles", "car", insurer_ground=InsurerGround.DRUNK)
    file = changed(file, "parties", "driver", liability=Liability.NONE)
    file = changed(file, "parties", "rider", liability=Liability.FULL)
    found = claim(file, law)
    cover = side(found, "car").compulsory
    assert cover is not None
    assert (cover.ground, cover.at_fault) == (Ground.DRUNK, False)
    assert side(found, "car").percent == 10
    assert side(found, "bike").percent == 90


def test_refused_covers_stand_back_and_those_of_one_insurer_add_up(law: CompensationLaw) -> None:
    refused = changed(road(), "policies", "2", refused_reason="无证驾驶")
    cover = side(claim(refused, law), "car").commercial
    assert cover is not None
    assert cover.refused == "无证驾驶"
    both = more(
        refused,
        policies=(
            policy("3", "car", limit=D("200000.00"), covers_mental=True),
            policy("4", "car", limit=D("100000.00"), covers_non_medical=True),
            policy("5", "car", "driver", limit=D("900000.00")),
            policy("6", "car", limit=D("900000.00"), none_found=True),
        ),
    )
    cover = side(claim(both, law), "car").commercial
    assert cover is not None
    assert (cover.insurer, cover.limit, cover.refused) == ("insurer", D("300000.00"), "")
    assert cover.mental_rider
    assert cover.non_medical_rider


def test_a_policy_without_its_insurer_is_not_no_policy(law: CompensationLaw) -> None:
    for key in ("1", "2"):
        with pytest.raises(InvalidInput) as caught:
            claim(changed(road(), "policies", key, insurer_id=""), law)
        assert caught.value.field == f"policies.{key}.insurer_id"
    none = changed(road(), "policies", "1", insurer_id="", none_found=True)
    cover = side(claim(none, law), "car").compulsory
    assert cover is not None
    assert cover.insurer == ""


def test_an_e_bike_may_have_a_third_party_cover(law: CompensationLaw) -> None:
    file = more(road(), policies=(policy("3", "bike", limit=D("50000.00")),))
    found = side(claim(file, law), "bike")
    assert found.compulsory is None
    assert found.commercial is not None


def test_an_appraised_e_bike_asks_for_the_choice(law: CompensationLaw) -> None:
    for duty in (CompulsoryDuty.OBLIGED, CompulsoryDuty.UNDECIDED):
        file = changed(road(), "vehicles", "bike", appraised_motor=True, compulsory_duty=duty)
        with pytest.raises(InvalidInput) as caught:
            claim(file, law)
        assert caught.value.field == "vehicles.bike.compulsory_duty"
        assert caught.value.code == "cases.duty_undecided"
    insured = more(file, policies=(policy("9", "bike"),))
    assert side(claim(insured, law), "bike").kind is SideKind.MOTOR
    chosen = changed(file, "vehicles", "bike", compulsory_duty=CompulsoryDuty.NOT_INSURABLE)
    cover = side(claim(chosen, law), "bike").compulsory
    assert cover is not None
    assert (cover.duty, cover.obliged) == (Duty.NOT_INSURABLE, "rider")


def test_nobody_and_nothing_on_the_road(law: CompensationLaw) -> None:
    with pytest.raises(InvalidInput) as caught:
        claim(replace(road(), vehicles=()), law)
    assert (caught.value.code, caught.value.field) == ("cases.sides_missing", "vehicles")
    empty = changed(road(), "vehicles", "car", driver_id="", owner_id="")
    empty = changed(empty, "parties", "rider", liability=Liability.UNDECIDED)
    with pytest.raises(InvalidInput) as caught:
        claim(empty, law)
    assert caught.value.field == "vehicles.car.driver_id"
