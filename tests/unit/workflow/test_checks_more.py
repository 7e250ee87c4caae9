"""The check-up beyond the agreement: vehicles, cover, days, terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mediation_app.domain.agreements import Clause, FollowUp
from mediation_app.domain.calendar import HolidayYear, WorkCalendar
from mediation_app.domain.cases import Accident, Case, MediationState
from mediation_app.domain.checks import CheckDay, case_checks
from mediation_app.domain.files import CaseFile
from mediation_app.domain.moments import at
from mediation_app.domain.parties import AgentScope, Party, PartyKind, PartyRole, Side
from mediation_app.domain.sessions import Session
from mediation_app.domain.vehicles import Policy, Vehicle, VehicleKind
from tests.unit.workflow.test_checks import DAY, TO_FUND, TO_VICTIM, s9

CALENDAR = WorkCalendar(
    [HolidayYear(year=2026, off={date(2026, 11, 20): "测试假"}, worked=frozenset())]
)
TODAY = CheckDay(today=DAY, calendar=CALENDAR)
EMPTY = CaseFile(case=Case(id="c"))
CRASH = Accident(id="x", case_id="c", occurred_at=at(date(2026, 9, 29), 14, 20))


def codes(file: CaseFile, day: CheckDay = TODAY) -> set[str]:
    return {reason.code for reason in case_checks(file, day)}


@pytest.mark.parametrize(
    ("vehicle", "found"),
    [
        ({"plate": "鲁P3K567"}, {"checks.compulsory_unknown"}),
        ({"plate": "鲁P3K"}, {"checks.compulsory_unknown", "checks.plate_unusual"}),
        ({"plate": "☆☆"}, {"checks.compulsory_unknown", "checks.plate_unusual"}),
        ({"plate": "", "kind": VehicleKind.E_BIKE}, set()),
        ({"plate": "鲁PD12345", "kind": VehicleKind.E_BIKE}, {"checks.plate_kind"}),
    ],
)
def test_plates_and_cover(vehicle: dict[str, object], found: set[str]) -> None:
    car = Vehicle(id="v", case_id="c", **vehicle)  # type: ignore[arg-type]
    assert codes(replace(EMPTY, vehicles=(car,))) == found


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2026, 9, 29), date(2026, 9, 29), False),
        (date(2026, 9, 30), date(2027, 9, 29), True),
        (date(2025, 9, 29), date(2026, 9, 28), True),
        (None, None, False),
    ],
)
def test_the_policy_covers_the_day(first: date | None, last: date | None, found: bool) -> None:
    policy = Policy(id="p", case_id="c", vehicle_id="v", starts_on=first, ends_on=last)
    file = replace(
        EMPTY,
        accidents=(CRASH,),
        vehicles=(Vehicle(id="v", case_id="c", plate="鲁P3K567"),),
        policies=(policy,),
    )
    assert ("checks.policy_term" in codes(file)) == found
    assert "checks.policy_term" not in codes(
        replace(file, policies=(replace(policy, none_found=True),))
    )


@pytest.mark.parametrize(
    ("case", "accident", "found"),
    [
        ({"requested_on": date(2026, 9, 28)}, {}, "checks.dates_crossed"),
        (
            {"requested_on": date(2026, 10, 12), "accepted_on": date(2026, 10, 11)},
            {},
            "checks.dates_crossed",
        ),
        ({"requested_on": DAY + timedelta(days=1)}, {}, "checks.date_ahead"),
        ({}, {"finding_made_on": date(2026, 9, 28)}, "checks.dates_crossed"),
        ({}, {"review_open": True}, "checks.review_open"),
    ],
)
def test_days_that_cannot_stand_so(
    case: dict[str, object], accident: dict[str, object], found: str
) -> None:
    file = CaseFile(
        case=Case(id="c", **case),  # type: ignore[arg-type]
        accidents=(replace(CRASH, **accident),),  # type: ignore[arg-type]
    )
    assert codes(file) == {found}


@pytest.mark.parametrize(
    ("served", "open_"),
    # three working days: Wednesday to Friday are 11, 12, 13 November; the 16th is a Monday
    [(date(2026, 11, 10), False), (date(2026, 11, 11), True), (date(2026, 11, 16), True)],
)
def test_review_is_possible_for_three_working_days(served: date, open_: bool) -> None:
    party = Party(id="p", case_id="c", name="甲", id_number="X", finding_served_on=served)
    file = replace(EMPTY, parties=(party,))
    assert ("checks.review_possible" in codes(file)) == open_
    assert "checks.review_possible" not in codes(file, CheckDay(today=DAY))


def test_sessions_warn_of_holidays_insurers_and_missing_records() -> None:
    insurer = Party(
        id="i",
        case_id="c",
        name="某保险",
        kind=PartyKind.ORGANISATION,
        side=Side.RESPONDENT,
        roles=(PartyRole.INSURER_COMPULSORY,),
    )
    session = Session(id="s", case_id="c", starts_at=at(date(2026, 11, 20)))
    file = CaseFile(
        case=Case(id="c", state=MediationState.ACCEPTED), parties=(insurer,), sessions=(session,)
    )
    assert codes(file) == {"checks.session_day_off", "checks.insurer_notice"}
    told = replace(session, insurer_told_on=date(2026, 11, 17), starts_at=at(date(2026, 11, 24)))
    assert codes(replace(file, sessions=(told,))) == set()
    late = replace(told, insurer_told_on=date(2026, 11, 22))
    assert codes(replace(file, sessions=(late,))) == {"checks.insurer_notice"}
    passed = replace(told, starts_at=at(DAY - timedelta(days=3)), insurer_told_on=date(2026, 11, 2))
    assert codes(replace(file, sessions=(passed,))) == {"checks.session_unrecorded"}


def test_what_runs_out_after_the_agreement() -> None:
    file = s9(TO_FUND, TO_VICTIM)
    state = MediationState.AWAITING
    # Days 31 and 32: the thirtieth was a Sunday or a Saturday, so Monday still counts.
    for gone, found in ((24, False), (25, True), (30, True), (31, True), (32, True), (33, False)):
        case = replace(file.case, state=state, effective_on=DAY - timedelta(days=gone))
        assert ("checks.confirmation_soon" in codes(replace(file, case=case))) == found
    late = CheckDay(today=DAY + timedelta(days=11))
    awaiting = replace(file, case=replace(file.case, state=state, effective_on=DAY))
    assert {"checks.instalment_late", "checks.follow_up_late"} <= codes(awaiting, late)
    visited = replace(awaiting, follow_ups=(FollowUp(id="f", case_id="c"),))
    assert "checks.follow_up_late" not in codes(visited, late)


def test_age_and_authority_count_on_the_day_of_the_agreement() -> None:
    file = s9(TO_FUND, TO_VICTIM)
    made = replace(file.case, state=MediationState.AWAITING, effective_on=DAY)
    agent = Party(
        id="agent",
        case_id="c",
        side=Side.APPLICANT,
        roles=(PartyRole.AGENT,),
        name="代理",
        id_number="X",
        represents_id="victim",
        agent_scope=AgentScope.SPECIAL,
        authority_from=DAY - timedelta(days=3),
        authority_until=DAY,
    )
    young = Party(
        id="y", case_id="c", side=Side.APPLICANT, name="小", birth_date=date(2008, 11, 20)
    )
    signed = replace(file, case=made, parties=(*file.parties, agent, young))
    later = CheckDay(today=DAY + timedelta(days=30))
    assert "checks.authority_over" not in codes(signed, later)
    assert "checks.guardian_missing" in codes(signed, later)  # a birthday since heals nothing
    open_ = replace(signed, case=replace(made, effective_on=None))
    assert "checks.authority_over" in codes(open_, later)
    assert "checks.guardian_missing" not in codes(open_, later)


def test_words_that_reviews_send_back() -> None:
    file = s9(TO_FUND, TO_VICTIM)
    clause = Clause(id="k", case_id="c", agreement_id="a", position=1, text="支付补偿款和订金。")
    found = [
        dict(reason.params)["wrong"]
        for reason in case_checks(replace(file, clauses=(clause,)), TODAY)
        if reason.code == "checks.wording"
    ]
    assert sorted(found) == ["补偿款", "订金"]
    for text, told in (("住院伙食补助费 2,000 元", False), ("基金补助 100 元", True)):
        said = replace(file, clauses=(replace(clause, text=text),))
        assert ("checks.wording" in codes(said)) == told, text
    assert "checks.clauses_missing" in codes(replace(file, clauses=()))


def test_names_that_cannot_be_printed() -> None:
    party = Party(id="p", case_id="c", name="张\ue000", id_number="X")
    nameless = Party(id="q", case_id="c", id_number="X")
    company = Party(
        id="r",
        case_id="c",
        kind=PartyKind.ORGANISATION,
        name="某厂",
        credit_code="91350100M000100Y42",
    )
    assert codes(replace(EMPTY, parties=(party, nameless, company))) == {
        "checks.id_number",
        "checks.name_private_use",
        "checks.name_missing",
        "checks.credit_code",
    }


def test_blocking_reasons_stand_first() -> None:
    file = s9(TO_FUND, replace(TO_VICTIM, payee_id="nobody"))
    kinds = [reason.blocking for reason in case_checks(file, TODAY)]
    assert kinds == sorted(kinds, reverse=True)
