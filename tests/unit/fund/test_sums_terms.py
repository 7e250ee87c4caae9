"""Sums and terms of an application, and its screening: branches a whole case seldom takes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.clock import CHINA
from mediation_app.domain.cases import Accident
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import (
    FundKind,
    FundSituation,
    FundState,
    Payment,
    PaymentState,
)
from mediation_app.domain.fund_calculation import frozen, in_window, reckon, request_of, window_of
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_screening import (
    Answer,
    Screening,
    screen,
)
from mediation_app.domain.fund_terms import Terms, clock_runs, due_of, timing
from mediation_app.domain.losses import Injury, Outcome
from mediation_app.domain.parties import Party
from mediation_app.domain.vehicles import Vehicle, VehicleKind
from mediation_app.errors import Reason
from mediation_app.rulebook import Rulebook
from tests.support.fund_cases import LIMITS, a_case, a_file

D = Decimal
RULES = FundRules()
BOOK = Rulebook.open("371524")
TERMS = Terms(calendar=BOOK.calendar(), rules=RULES)  # without rules of deadlines
DAY = date(2026, 10, 13)


# Sums -----------------------------------------------------------------------------------------------


def terms_of(file: FundFile, case: CaseFile | None = None, **rules: Any) -> Any:
    return request_of(case or a_case(), file, rules=FundRules(**rules), limits=LIMITS)


@pytest.mark.parametrize(
    ("situation", "by_committee", "counts_as"),
    [
        (FundSituation.C1, False, "C1"),
        (FundSituation.OTHER, True, "C2"),
        (FundSituation.OTHER, False, "none"),
        (None, True, "none"),
    ],
)
def test_which_situation_the_formula_is_for(
    situation: FundSituation | None, by_committee: bool, counts_as: str
) -> None:
    request = terms_of(a_file(situation=situation), other_case_by_committee=by_committee)
    assert request.situation.value.lower() == counts_as.lower()


def test_hardship_has_no_policy_before_it_and_no_window() -> None:
    request = terms_of(a_file(kind=FundKind.HARDSHIP))
    assert (request.first_layers, request.window, request.unsettled) == ((), None, None)


def test_a_policy_without_insurer_is_called_by_the_plate() -> None:
    (layer,) = terms_of(a_file()).first_layers
    assert layer.label == "鲁P5D118 交强险限额"
    case = a_case()
    insurer = Party(id="i", case_id="c", name="人保东阿支公司")
    policy = replace(case.policies[0], insurer_id="i")
    named = replace(case, parties=(*case.parties, insurer), policies=(policy,))
    assert terms_of(a_file(), named).first_layers[0].label == "人保东阿支公司 交强险限额"


def other(state: FundState, **changes: Any) -> FundFile:
    payments = tuple(
        Payment(id=s.value, case_id="c", application_id="g", amount=D(100), state=s)
        for s in (PaymentState.PAID, PaymentState.ORDERED, PaymentState.RETURNED)
    )
    file = a_file(state=state, payments=payments, **changes)
    return replace(file, application=replace(file.application, id="g"))


@pytest.mark.parametrize(
    ("earlier", "prior"),
    [
        (other(FundState.PAID), "200"),
        (other(FundState.REFUSED), "0"),
        (other(FundState.PAID, kind=FundKind.FUNERAL), "0"),
        (other(FundState.PAID, victim_id="x"), "0"),
    ],
)
def test_what_the_fund_paid_before_comes_off(earlier: FundFile, prior: str) -> None:
    assert terms_of(a_file(), a_case(funds=(a_file(), earlier))).prior == D(prior)


def test_the_window_of_an_application() -> None:
    line = replace(a_file().bill_lines[0], served_at=datetime(2026, 10, 6, 15, 5, tzinfo=CHINA))
    application = a_file().application
    assert not in_window(line, application, RULES)
    early = replace(line, served_at=line.served_at - timedelta(minutes=1))  # type: ignore[operator]
    assert in_window(early, application, RULES)
    assert in_window(replace(line, served_at=None), application, RULES)
    unknown = replace(application, rescue_started_at=None)
    assert window_of(unknown, RULES) is None
    assert in_window(line, unknown, RULES)


def test_what_is_frozen_names_its_window() -> None:
    kept = json.loads(frozen(reckon(a_case(), a_file(), rules=RULES, limits=LIMITS)).lines)
    assert "168" in kept["window"]
    funeral = a_file(kind=FundKind.FUNERAL, situation=FundSituation.C2)
    kept = json.loads(frozen(reckon(a_case(), funeral, rules=RULES, limits=LIMITS)).lines)
    assert kept["window"] == ""


@pytest.mark.parametrize(
    ("vehicles", "fled", "included", "motor"),
    [
        ((), False, False, True),
        ((VehicleKind.E_BIKE,), False, False, False),
        ((VehicleKind.E_BIKE,), True, False, True),
        ((VehicleKind.E_BIKE,), False, True, True),
        ((VehicleKind.E_BIKE, VehicleKind.CAR), False, False, True),
    ],
)
def test_the_fund_is_for_motor_vehicles(
    vehicles: tuple[VehicleKind, ...], fled: bool, included: bool, motor: bool
) -> None:
    case = a_case(
        accidents=(Accident(id="a", case_id="c", hit_and_run=fled),),
        vehicles=tuple(Vehicle(id=k.value, case_id="c", kind=k) for k in vehicles),
    )
    assert terms_of(a_file(), case, non_motor_included=included).motor_vehicle is motor


# Rules, terms, screening ----------------------------------------------------------------------------


def test_a_sum_of_the_profile_is_a_number() -> None:
    read = FundRules.from_mapping({"funeral_cap": "45000", "hardship_cap": "", "pay_days": None})
    assert (read.funeral_cap, read.hardship_cap, read.pay_days) == (D("45000.00"), None, 2)
    with pytest.raises(ValueError, match="not a sum"):
        FundRules.from_mapping({"funeral_cap": "viel"})


def test_terms_without_the_rule_say_their_name() -> None:
    assert TERMS.told(DAY).why.startswith("追偿告知期限：")
    assert TERMS.supplement(DAY).why.startswith("补正期限：")
    assert TERMS.objection(DAY).why.startswith("异议期限：")


@pytest.mark.parametrize(
    ("known", "ends"),
    [(date(2023, 10, 13), date(2026, 10, 13)), (date(2026, 10, 13), date(2029, 10, 13))],
)
def test_limitation_is_told_even_before_the_holidays_are(known: date, ends: date) -> None:
    term = TERMS.limitation(known)
    assert term.day == ends
    assert term.why.startswith("诉讼时效：")


def test_clock_runs_count_only_this_application() -> None:
    from mediation_app.domain.cases import StepTaken

    def step(event: str, on: date, subject: str = "f", process: str = "fund") -> StepTaken:
        return StepTaken(
            id=event, case_id="c", subject_id=subject, process=process, event=event, source="",
            target="", occurred_on=on,
        )  # fmt: skip

    application = a_file(received_on=None).application
    assert clock_runs(application, [step("ask_supplement", DAY)]) == ()
    started = replace(application, received_on=DAY)
    strange = [step("ask_supplement", DAY, "g"), step("ask_supplement", DAY, process="recovery")]
    assert clock_runs(started, strange) == ()
    twice = [step("ask_supplement", DAY), step("ask_supplement", DAY)]
    assert len(clock_runs(started, twice)) == 1


@pytest.mark.parametrize(
    ("deadline", "changes", "due"),
    [
        ("receipt", {"received_on": None}, None),
        ("receipt", {"received_on": date(2026, 9, 18)}, date(2026, 9, 20)),
        ("pay", {"pay_due": DAY}, DAY),
        ("pay", {}, None),
        ("nothing", {}, None),
    ],
)
def test_when_a_step_is_due(deadline: str, changes: dict[str, Any], due: date | None) -> None:
    assert due_of(deadline, a_file(**changes).application, TERMS) == due


def day(occurred: date | None, **more: Any) -> list[str]:
    given: dict[str, Any] = {
        "today": DAY, "last_on": None, "due": None, "late_reason": "", "terms": TERMS, **more,
    }  # fmt: skip
    return [
        reason.code.removeprefix("fund.") + ("" if reason.blocking else "?")
        for reason in timing(occurred_on=occurred, **given)
    ]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (day(DAY), []),
        (day(None), []),
        (day(DAY + timedelta(days=1)), ["in_future"]),
        (day(DAY, last_on=DAY + timedelta(days=1)), ["before_last_step"]),
        (day(DAY, last_on=DAY), []),
        (day(DAY, due=DAY - timedelta(days=1)), ["overdue"]),
        (day(None, due=DAY - timedelta(days=1)), ["overdue?"]),
        (day(DAY, due=DAY - timedelta(days=1), late_reason="停电"), []),
        (day(date(2026, 10, 12)), []),
        (day(date(2026, 10, 9)), ["recorded_late"]),
        (day(date(2026, 10, 9), late_reason="停电"), []),
    ],
)
def test_what_speaks_against_a_day(found: list[str], said: list[str]) -> None:
    assert found == said


# Screening ------------------------------------------------------------------------------------------


def test_a_case_without_hurt_people_needs_no_screening() -> None:
    assert Screening(victims=()).result == ""
    unhurt = a_case(
        injuries=(Injury(id="i", case_id="c", party_id="victim", outcome=Outcome.UNHURT),)
    )
    assert screen(unhurt, rules=RULES, limits=LIMITS).victims == ()


def test_the_result_of_a_screening_is_its_best_answer() -> None:
    found = screen(a_case(), rules=RULES, limits=LIMITS)
    assert (found.result, len(found.unclaimed)) == ("eligible", 1)
    (victim,) = found.victims
    assert victim.situation is FundSituation.C1
    no = replace(
        victim, checks=tuple(replace(c, answer=Answer.NO, missing=()) for c in victim.checks)
    )
    assert Screening(victims=(no,)).result == "none"
    assert (no.situation, no.missing, no.unclaimed) == (None, (), False)
    open_ = replace(victim, checks=tuple(replace(c, answer=Answer.OPEN) for c in victim.checks))
    assert Screening(victims=(no, open_)).result == "open"
    assert Screening(victims=(no, open_, victim)).result == "eligible"
    excluded = replace(victim, excluded=(Reason(code="fund.nothing_to_pay"),))
    assert excluded.answer is Answer.NO


@pytest.mark.parametrize(
    ("first", "last", "covered"),
    [
        (None, None, True),
        (date(2026, 9, 29), date(2026, 9, 29), True),
        (date(2026, 9, 30), None, False),
        (None, date(2026, 9, 28), False),
    ],
)
def test_a_policy_counts_on_the_day_of_the_accident(
    first: date | None, last: date | None, covered: bool
) -> None:
    case = a_case()
    policy = replace(case.policies[0], starts_on=first, ends_on=last)
    (victim,) = screen(replace(case, policies=(policy,)), rules=RULES, limits=LIMITS).victims
    assert (victim.first_layer == D("18000.00")) is covered
    undated = replace(case, policies=(policy,), accidents=(Accident(id="a", case_id="c"),))
    (victim,) = screen(undated, rules=RULES, limits=LIMITS).victims
    assert victim.first_layer == D("18000.00")


def test_a_vehicle_nobody_knows_is_neither_insured_nor_not() -> None:
    case = a_case()
    unknown = replace(case.vehicles[0], kind=VehicleKind.UNKNOWN)
    policy = replace(case.policies[0], number="", insurer_id="", none_found=True)
    (victim,) = screen(
        replace(case, vehicles=(unknown,), policies=(policy,)), rules=RULES, limits=LIMITS
    ).victims
    uninsured = next(c for c in victim.checks if c.situation is FundSituation.C2)
    assert uninsured.answer is not Answer.YES
