"""What the check-up says about the facts of the sums, and what cannot be entered at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.agreements import Agreement, Instalment, PaymentPurpose
from mediation_app.domain.case_input import input_problems, read_case_file
from mediation_app.domain.checks import agreement_checks
from mediation_app.domain.checks.base import (
    CheckDay,
    fund_items,
    is_own_money,
    on_victims_side,
    pays_back,
    stands_with,
)
from mediation_app.domain.checks.sums import agreed_sums_checks, fact_checks
from mediation_app.domain.checks.vehicles import vehicle_checks
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.losses import (
    Allocation,
    Calculation,
    CaseDependant,
    Outcome,
    Prepaid,
    SupportKind,
    VictimStandard,
)
from mediation_app.domain.moments import at
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.vehicles import CompulsoryDuty, VehicleKind
from mediation_app.messages import text_of_reason
from tests.services.mediation.road import (
    changed,
    injury,
    loss,
    more,
    party,
    policy,
    road,
    vehicle,
)

D = Decimal
TODAY = date(2026, 11, 16)
STANDARD = VictimStandard(id="s", case_id="c", party_id="rider", series="income")
SHARED = Allocation(id="a", case_id="c", vehicle_id="car", victim_id="rider", bucket="medical")


def child(**fields: Any) -> CaseDependant:
    fields.setdefault("birth_date", date(2010, 3, 1))
    return CaseDependant(id="d", case_id="c", party_id="rider", name="小宝", **fields)


def findings(file: CaseFile) -> list[tuple[str, str]]:
    for reason in fact_checks(file):
        assert text_of_reason(reason) != reason.code
    return [(reason.code.removeprefix("checks."), reason.place) for reason in fact_checks(file)]


DEAD = {"outcome": Outcome.DEAD}


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        (road(), []),
        (
            road(injuries=(injury(disability_grade=9),)),
            [("grade_undated", "injuries/i-rider/disability_on")],
        ),
        (road(injuries=(injury(disability_grade=9, disability_on=TODAY),)), []),
        (road(dependants=(child(birth_date=None),)), [("dependant_birth", "dependants/d/birth_date")]),
        (road(dependants=(child(),)), []),
        (road(dependants=(child(),), injuries=(injury(**DEAD),)), []),
        (
            road(
                dependants=(child(birth_date=date(2008, 3, 1)),),
                injuries=(injury(**DEAD, died_at=at(date(2026, 3, 10), 4)),),
            ),
            [("dependant_grown", "dependants/d/birth_date")],
        ),
        (road(dependants=(child(),), injuries=(injury(disability_on=TODAY),)), []),
        (
            road(
                dependants=(child(kind=SupportKind.ADULT, birth_date=date(1950, 1, 1)),),
                injuries=(injury(disability_on=TODAY),),
            ),
            [],
        ),
        (
            more(
                road(),
                parties=(party("friend", PartyRole.PASSENGER),),
                losses=(loss("medical", "1.00", "friend"),),
            ),
            [("ride_missing", "parties/friend/ride_vehicle_id")],
        ),
        (
            more(road(), parties=(party("friend", PartyRole.PASSENGER, ride_vehicle_id="car"),)),
            [],
        ),
        (
            more(road(), parties=(party("friend", free_ride_percent=20),)),
            [("free_ride_alone", "parties/friend/free_ride_percent")],
        ),
        (
            more(
                changed(road(), "vehicles", "car", kind=VehicleKind.BUS),
                parties=(party("friend", ride_vehicle_id="car", free_ride_percent=20),),
            ),
            [("free_ride_hire", "parties/friend/free_ride_percent")],
        ),
        (
            changed(road(), "vehicles", "bike", appraised_motor=True),
            [("duty_undecided", "vehicles/bike/compulsory_duty")],
        ),
        (
            more(
                changed(road(), "vehicles", "bike", appraised_motor=True),
                policies=(policy("9", "bike"),),
            ),
            [],
        ),
        (
            more(road(), vehicles=(vehicle("t", kind=VehicleKind.TRAILER),)),
            [("trailer_alone", "vehicles/t/towed_by_id")],
        ),
        (
            more(
                road(),
                vehicles=tuple(
                    vehicle(key, kind=VehicleKind.TRAILER, towed_by_id="car") for key in "tu"
                ),
            ),
            [("trailers_several", "vehicles/car")],
        ),
        (
            more(road(), policies=(policy("3", "car", "driver", limit=D("1.00")),)),
            [("commercial_several", "vehicles/car")],
        ),
        (road(victim_standards=(STANDARD,)), [("standard_proof", "victim_standards/s/source")]),
        (
            road(victim_standards=(replace(STANDARD, source="统计局", party_id="gone"),)),
            [],
        ),
        (road(allocations=(SHARED,)), [("allocation_reason", "allocations/a/reason")]),
        (road(allocations=(replace(SHARED, reason="协商"),)), []),
    ],
)  # fmt: skip
def test_facts_the_sums_will_miss(file: CaseFile, wanted: list[tuple[str, str]]) -> None:
    assert findings(file) == wanted


def test_names_of_the_gone_are_empty() -> None:
    file = road(injuries=(injury("gone", disability_grade=9),))
    (found,) = fact_checks(file)
    assert dict(found.params) == {"name": ""}


def test_an_allocation_without_reason_keeps_the_agreement_from_being_made() -> None:
    file = road(allocations=(SHARED,), agreements=(Agreement(id="g", case_id="c"),))
    codes = {r.code for r in agreement_checks(file, CheckDay(today=TODAY)) if r.blocking}
    assert "checks.allocation_reason" in codes


def test_a_trailer_needs_no_compulsory_cover() -> None:
    file = more(road(), vehicles=(vehicle("t", kind=VehicleKind.TRAILER, towed_by_id="car"),))
    assert [r for r in vehicle_checks(file) if r.code == "checks.compulsory_unknown"] == []


def test_the_agreed_total_beside_the_frozen_one() -> None:
    kept = Calculation(id="k", case_id="c", entitlement=D("100.00"))
    agreement = Agreement(id="g", case_id="c", total=D("90.00"))
    file = road(calculations=(kept,), agreements=(agreement,))
    (found,) = agreed_sums_checks(file)
    assert "90.00" in text_of_reason(found)
    for total in ("100.00", "0.00"):
        other = replace(agreement, total=D(total))
        assert agreed_sums_checks(replace(file, agreements=(other,))) == ()
    signed = replace(agreement, effective_on=TODAY)
    assert agreed_sums_checks(replace(file, agreements=(signed,))) == ()
    assert agreed_sums_checks(replace(file, calculations=())) == ()
    assert agreed_sums_checks(replace(file, agreements=())) == ()


def test_funeral_costs_left_to_the_rules_do_not_lower_the_funds_lien() -> None:
    assert fund_items(road(losses=())) is None
    assert fund_items(road()) == D("30000.00")
    assert fund_items(more(road(), losses=(loss("funeral", "500.00"),))) == D("30500.00")
    assert fund_items(more(road(), losses=(loss("funeral"),))) is None


# Entering -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "field"),
    [
        (road(injuries=(injury(disability_grade=11),)), "injuries.i-rider.disability_grade"),
        (road(injuries=(injury(further_grades=("0",)),)), "injuries.i-rider.further_grades"),
        (road(injuries=(injury(further_grades=("九",)),)), "injuries.i-rider.further_grades"),
        (road(injuries=(injury(grade_increments=("2",)),)), "injuries.i-rider.grade_increments"),
        (
            road(injuries=(injury(further_grades=("9",), grade_increments=("200",)),)),
            "injuries.i-rider.grade_increments",
        ),
        (
            road(injuries=(injury(further_grades=("9",), grade_increments=("NaN",)),)),
            "injuries.i-rider.grade_increments",
        ),
        (road(losses=(loss("care", persons=0),)), "losses.rider-care.persons"),
        (road(losses=(loss("care", percent=D(101)),)), "losses.rider-care.percent"),
        (road(dependants=(child(payers=0),)), "dependants.d.payers"),
        (road(dependants=(child(birth_date=date(2027, 1, 1)),)), "dependants.d.birth_date"),
        (road(victim_standards=(replace(STANDARD, series="mink"),)), "victim_standards.s.series"),
        (road(allocations=(replace(SHARED, bucket="outside"),)), "allocations.a.bucket"),
        (road(allocations=(replace(SHARED, vehicle_id="x"),)), "allocations.a.vehicle_id"),
        (changed(road(), "parties", "rider", free_ride_percent=101), "parties.rider.free_ride_percent"),
        (changed(road(), "parties", "rider", ride_vehicle_id="x"), "parties.rider.ride_vehicle_id"),
        (changed(road(), "vehicles", "car", towed_by_id="car"), "vehicles.car.towed_by_id"),
        (changed(road(), "vehicles", "car", towed_by_id="x"), "vehicles.car.towed_by_id"),
        (changed(road(), "vehicles", "car", joint_ids=("x",)), "vehicles.car.joint_ids"),
        (changed(road(), "policies", "1", vehicle_id="x"), "policies.1.vehicle_id"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_not_stored(file: CaseFile, field: str) -> None:
    assert [trouble.field for trouble in input_problems(file, TODAY)] == [field]


def test_what_is_meant_is_stored_as_it_is() -> None:
    hurt = injury(disability_grade=8, further_grades=("9", "10"), grade_increments=("", "1%"))
    file = road(
        injuries=(hurt,),
        losses=(loss("care", persons=2, percent=D(50)),),
        dependants=(child(),),
        victim_standards=(STANDARD,),
        allocations=(SHARED,),
    )
    assert input_problems(file, TODAY) == ()


def test_an_appraised_e_bike_starts_undecided() -> None:
    file = read_case_file(changed(road(), "vehicles", "bike", appraised_motor=True), TODAY)
    assert file.vehicles[1].compulsory_duty is CompulsoryDuty.UNDECIDED
    chosen = changed(file, "vehicles", "bike", compulsory_duty=CompulsoryDuty.AS_INSURED)
    assert read_case_file(chosen, TODAY) == chosen


def test_a_frozen_reckoning_may_be_longer_than_anything_typed() -> None:
    long = Calculation(id="k", case_id="c", law="x" * 100_000)
    file = road(calculations=(long,))
    assert read_case_file(file, TODAY).calculations == (long,)


@pytest.mark.parametrize(("name", "fine"), [("6222 0012 3456 7890", True), ("六二二二", False)])
def test_account_numbers_are_digits(name: str, fine: bool) -> None:
    file = changed(road(), "parties", "rider", account_number=name)
    assert (input_problems(file, TODAY) == ()) is fine


def test_who_fled_has_no_name_yet() -> None:
    file = changed(road(), "parties", "driver", name="", identity_unknown=True)
    assert input_problems(file, TODAY) == ()


# Whose money --------------------------------------------------------------------------------------


def test_each_victim_has_a_side_of_his_own() -> None:
    agent = party("agent", PartyRole.AGENT, represents_id="rider")
    lost = party("lost", PartyRole.AGENT, represents_id="gone")
    mother = party("mother", PartyRole.RELATIVE)
    aunt = party("aunt", PartyRole.RELATIVE, represents_id="driver")
    file = more(road(), parties=(agent, lost, mother, aunt))
    file = changed(file, "parties", "driver", roles=(PartyRole.VICTIM, PartyRole.DRIVER))
    who = {p.id: p for p in file.parties}
    stand = {key: stands_with(file, who[key], "rider") for key in who}
    assert {key for key, found in stand.items() if found} == {"rider", "agent", "mother"}
    anyone = {key for key in who if on_victims_side(file, who[key])}
    assert anyone == {"rider", "driver", "agent", "mother", "aunt"}
    own = Prepaid(id="p", case_id="c", payer_id="mother", victim_id="rider")
    assert is_own_money(file, own)
    assert not is_own_money(file, replace(own, payer_id="driver"))
    assert not is_own_money(file, replace(own, payer_id="gone"))


def test_a_victim_pays_back_only_what_he_received() -> None:
    paid = Prepaid(id="p", case_id="c", payer_id="driver", victim_id="rider", amount=D("5.00"))
    advanced = FundFile(application=FundApplication(id="a", case_id="c", victim_id="rider"))
    file = road(prepaid=(paid,), funds=(advanced,))
    refund, repay = PaymentPurpose.REFUND_PREPAID, PaymentPurpose.FUND_REPAYMENT
    row = Instalment(id="r", case_id="c", agreement_id="g", payer_id="rider", payee_id="driver")
    assert not pays_back(file, row)
    assert pays_back(file, replace(row, purpose=refund))
    assert not pays_back(file, replace(row, purpose=refund, payee_id="insurer"))
    assert not pays_back(file, replace(row, purpose=refund, payer_id="insurer"))
    assert pays_back(file, replace(row, purpose=repay, payee_id=""))
    assert not pays_back(file, replace(row, purpose=repay, payer_id="driver", payee_id=""))
    assert not pays_back(file, replace(row, purpose=repay, payer_id="gone"))
