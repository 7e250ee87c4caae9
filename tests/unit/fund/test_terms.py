"""Terms of an application: frozen rules, restart and pause (S6), funeral (S3), a missing year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.fund import FundKind, FundState
from mediation_app.domain.fund_rules import PAUSE, FundRules
from mediation_app.domain.fund_terms import Terms, clock_runs, due_of, next_due, timing
from mediation_app.rulebook import Rulebook
from tests.support.fund_cases import a_file

BOOK = Rulebook.open("371524")


def terms(**rules: object) -> Terms:
    return Terms(
        calendar=BOOK.calendar(),
        rules=FundRules(**rules),  # type: ignore[arg-type]
        deadlines=BOOK.deadlines(),
    )


@pytest.mark.parametrize(
    ("complete", "due"),
    [
        (date(2026, 10, 10), date(2026, 10, 14)),  # S1
        (date(2026, 2, 26), date(2026, 3, 2)),  # S2, over a Saturday that is worked
        (date(2026, 4, 3), date(2026, 4, 9)),  # S4
        (date(2026, 9, 18), date(2026, 9, 22)),  # S6, a Sunday that is worked
        (date(2026, 9, 24), date(2026, 9, 30)),  # S6 restart
    ],
)
def test_review(complete: date, due: date) -> None:
    assert terms().decide(FundKind.RESCUE, complete).day == due


@pytest.mark.parametrize(
    ("complete", "due"),
    [(date(2026, 4, 30), date(2026, 5, 8)), (date(2026, 5, 8), date(2026, 5, 12))],
)
def test_funeral_has_one_term_for_review_and_payment(complete: date, due: date) -> None:
    """S3."""
    term = terms().decide(FundKind.FUNERAL, complete)
    assert term.day == due
    funeral = a_file(kind=FundKind.FUNERAL, decide_due=term.day, decide_why=term.why).application
    assert terms().pay(funeral, complete).day == due


@pytest.mark.parametrize(
    ("approved", "due"),
    [(date(2026, 10, 13), date(2026, 10, 15)), (date(2026, 3, 2), date(2026, 3, 4))],
)
def test_payment(approved: date, due: date) -> None:
    assert terms().pay(a_file().application, approved).day == due


@pytest.mark.parametrize(
    ("handled", "due"),
    [
        (date(2026, 9, 29), date(2026, 10, 9)),  # S1
        (date(2026, 2, 13), date(2026, 2, 25)),  # S2
        (date(2026, 4, 1), date(2026, 4, 7)),  # S4
    ],
)
def test_police_notice(handled: date, due: date) -> None:
    assert terms().notice(handled).day == due


def step(event: str, on: date) -> StepTaken:
    return StepTaken(
        id=event,
        case_id="c",
        subject_id="f",
        process="fund",
        event=event,
        source="",
        target="",
        occurred_on=on,
    )


def test_s6_pause_and_restart() -> None:
    application = a_file(received_on=date(2026, 9, 18)).application
    steps = [
        step("submit", date(2026, 9, 18)),
        step("ask_supplement", date(2026, 9, 21)),
        step("supplemented", date(2026, 9, 24)),
    ]
    runs = clock_runs(application, steps)
    assert [(run.start, run.stop) for run in runs] == [(date(2026, 9, 18), date(2026, 9, 21))]
    back = date(2026, 9, 24)
    assert terms(clock_mode=PAUSE).decide(FundKind.RESCUE, back, runs).day == date(2026, 9, 28)
    assert terms().decide(FundKind.RESCUE, back, runs).day == date(2026, 9, 30)


def test_supplement_notice_on_a_worked_sunday() -> None:
    assert terms().receipt(date(2026, 9, 18)).day == date(2026, 9, 20)


def test_the_frozen_number_of_days_counts() -> None:
    assert terms(review_days=5).decide(FundKind.RESCUE, date(2026, 10, 10)).day == date(
        2026, 10, 16
    )


def test_a_missing_year_is_pending_and_blocks_nothing() -> None:
    """S12."""
    late = terms().notice(date(2026, 12, 30))
    assert late.day is None
    assert "待定" in late.why
    assert "2027" in late.why
    assert (
        timing(
            occurred_on=date(2026, 12, 31),
            today=date(2027, 2, 1),
            last_on=None,
            due=late.day,
            terms=terms(),
            late_reason="",
        )
        == ()
    )


def test_rules_survive_being_frozen() -> None:
    rules = FundRules(rescue_cap_per_person=Decimal("100000.00"), clock_mode=PAUSE, review_days=5)
    assert FundRules.from_json(rules.to_json()) == rules
    assert FundRules.from_json("") == FundRules()
    assert FundRules.from_mapping({"rescue_cap_per_person": None, "unknown": 1}) == FundRules()


def test_every_profile_key_of_ours_is_one_the_rulebook_knows() -> None:
    known = BOOK.profile()
    own = {"record_days", "collective_over_window", "lawsuit_days_before"}
    assert {name for name in FundRules.names() if not known.has(name)} == own


def test_what_is_due_in_which_state() -> None:
    application = a_file(
        received_on=date(2026, 9, 18),
        supplement_due=date(2026, 10, 12),
        decide_due=date(2026, 10, 14),
        pay_due=date(2026, 10, 15),
    ).application
    expected = {
        FundState.SUBMITTED: date(2026, 9, 20),
        FundState.SUPPLEMENT: date(2026, 10, 12),
        FundState.REVIEW1: date(2026, 10, 14),
        FundState.COLLECTIVE: date(2026, 10, 14),
        FundState.TO_PAY: date(2026, 10, 15),
        FundState.PAID: None,
        FundState.DRAFT: None,
    }
    for state, due in expected.items():
        assert next_due(replace(application, state=state), terms()) == due
    assert due_of("", application, terms()) is None
