"""The eligibility autopilot on small cases: yes, no, and what is missing to tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundKind, FundSituation, FundState
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_screening import (
    Answer,
    VictimScreen,
    first_layer,
    screen,
)
from mediation_app.domain.losses import Injury, Outcome
from mediation_app.domain.parties import Liability
from mediation_app.domain.vehicles import Policy, Vehicle, VehicleKind
from mediation_app.messages import text_of_reason
from tests.support.fund_cases import LIMITS, a_case, a_file

D = Decimal
YES, NO, OPEN = Answer.YES, Answer.NO, Answer.OPEN


def victim_of(case: CaseFile, **rules: Any) -> VictimScreen:
    (victim,) = screen(case, rules=FundRules(**rules), limits=LIMITS).victims
    return victim


def answers(case: CaseFile, **rules: Any) -> list[Answer]:
    return [check.answer for check in victim_of(case, **rules).checks]


def treated(case: CaseFile, amount: str) -> CaseFile:
    return replace(case, treatments=(replace(case.treatments[0], amount=D(amount)),))


@pytest.mark.parametrize(
    ("amount", "answer"),
    [("17999.99", NO), ("18000.00", NO), ("18000.01", YES), ("0.00", OPEN)],
)
def test_over_the_limit_means_over(amount: str, answer: Answer) -> None:
    assert answers(treated(a_case(), amount)) == [answer, NO, NO]


def test_two_insured_cars_pay_twice() -> None:
    case = a_case()
    other = Vehicle(id="car2", case_id="c", driver_id="", plate="鲁P8K001")
    both = replace(
        case,
        vehicles=(*case.vehicles, other),
        policies=(*case.policies, Policy(id="p2", case_id="c", vehicle_id="car2", number="PDZA2")),
    )
    assert first_layer(both, "victim", LIMITS) == D("36000.00")
    assert answers(treated(both, "36000.00"))[0] is NO
    assert answers(treated(both, "36000.01"))[0] is YES


def test_a_car_without_fault_pays_its_small_limit() -> None:
    case = a_case()
    driver = replace(case.parties[0], liability=Liability.NONE)
    blameless = replace(case, parties=(driver, *case.parties[1:]))
    assert first_layer(blameless, "victim", LIMITS) == D("1800.00")
    undecided = replace(driver, liability=Liability.UNDECIDED)
    case = replace(case, parties=(undecided, *case.parties[1:]))
    assert first_layer(case, "victim", LIMITS) == D("18000.00")


def test_the_own_cars_policy_does_not_pay_its_driver() -> None:
    case = a_case()
    own = replace(case, vehicles=(replace(case.vehicles[0], driver_id="victim"),))
    assert first_layer(own, "victim", LIMITS) == 0


@pytest.mark.parametrize(
    "policy",
    [
        Policy(id="p", case_id="c", vehicle_id="car", none_found=True),
        Policy(id="p", case_id="c", vehicle_id="car", number="PDZA1", ends_on=date(2026, 9, 28)),
        Policy(id="p", case_id="c", vehicle_id="car", number="PDZA1", starts_on=date(2026, 9, 30)),
    ],
    ids=["none", "lapsed the day before", "begins the day after"],
)
def test_uninsured_is_the_second_situation(policy: Policy) -> None:
    case = replace(a_case(), policies=(policy,))
    assert answers(case) == [NO, YES, NO]
    assert victim_of(case).situation is FundSituation.C2
    assert victim_of(case).first_layer == 0


def test_nothing_known_about_insurance_asks_for_it() -> None:
    case = replace(a_case(), policies=())
    assert answers(case) == [OPEN, OPEN, NO]
    assert {r.place for r in victim_of(case).missing} == {"vehicles/car/policies"}


def test_hit_and_run_is_the_third_situation() -> None:
    case = a_case()
    accident = replace(case.accident, hit_and_run=True)
    fled = replace(case, accidents=(accident,), vehicles=(), policies=())
    assert answers(fled) == [NO, NO, YES]
    solved = replace(accident, hit_and_run_solved_on=date(2026, 10, 20))
    assert answers(replace(fled, accidents=(solved,)))[2] is YES


def test_s13_two_e_bikes() -> None:
    """S13: the same input, two profiles, two results."""
    case = a_case()
    bike = replace(case.vehicles[0], kind=VehicleKind.E_BIKE)
    two = replace(case, vehicles=(bike,), policies=())
    assert victim_of(two).answer is NO
    assert [r.code for r in victim_of(two).excluded] == ["fund.screen_no_motor"]
    included = victim_of(two, non_motor_included=True)
    assert included.excluded == ()
    assert (included.answer, included.situation) == (YES, FundSituation.C2)
    faultless = replace(two, vehicles=(replace(bike, at_fault=False),))
    assert victim_of(faultless, non_motor_included=True).answer is NO
    appraised = replace(two, vehicles=(replace(bike, appraised_motor=True),))
    assert victim_of(appraised).excluded == ()
    assert victim_of(appraised).answer is OPEN  # its insurance is not known


def test_single_vehicle_accidents_by_profile() -> None:
    case = a_case()
    alone = replace(case, vehicles=(replace(case.vehicles[0], driver_id="victim"),))
    assert victim_of(alone).excluded == ()
    assert victim_of(alone, single_vehicle_allowed=False).excluded
    assert victim_of(alone, own_occupants=False).excluded


def test_the_dead_may_need_rescue_and_funeral() -> None:
    case = a_case()
    dead = replace(case.injuries[0], outcome=Outcome.DEAD)
    assert victim_of(replace(case, injuries=(dead,))).kinds == (FundKind.RESCUE, FundKind.FUNERAL)
    at_once = replace(case, injuries=(dead,), treatments=())
    assert victim_of(at_once).kinds == (FundKind.FUNERAL,)
    rescued = replace(dead, rescue_started_at=datetime(2026, 9, 29, tzinfo=UTC))
    case = replace(case, injuries=(rescued,), treatments=())
    assert victim_of(case).kinds == (FundKind.RESCUE, FundKind.FUNERAL)


def test_everybody_who_was_hurt_and_nobody_else() -> None:
    case = a_case()
    unhurt = Injury(id="i2", case_id="c", party_id="driver", outcome=Outcome.UNHURT)
    found = screen(
        replace(case, injuries=(*case.injuries, unhurt)), rules=FundRules(), limits=LIMITS
    )
    assert [victim.victim_id for victim in found.victims] == ["victim"]
    assert screen(replace(case, injuries=()), rules=FundRules(), limits=LIMITS).result == ""


def test_unclaimed_until_somebody_applies() -> None:
    case = a_case()
    rules = FundRules()
    assert len(screen(case, rules=rules, limits=LIMITS).unclaimed) == 1
    applied = replace(case, funds=(a_file(),))
    assert screen(applied, rules=rules, limits=LIMITS).unclaimed == ()
    withdrawn = replace(case, funds=(a_file(state=FundState.WITHDRAWN),))
    assert len(screen(withdrawn, rules=rules, limits=LIMITS).unclaimed) == 1


def test_every_answer_has_its_sentence() -> None:
    cases = [
        a_case(),
        treated(a_case(), "100.00"),
        replace(a_case(), policies=()),
        replace(a_case(), vehicles=()),
    ]
    for case in cases:
        for check in victim_of(case).checks:
            for reason in (check.why, *check.missing):
                text = text_of_reason(reason)
                assert text != reason.code
                assert "…" not in text
