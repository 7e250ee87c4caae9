"""Guards one by one: history of seats, kin, payee, duplicates, and what an offer shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import FundKind, FundState
from mediation_app.domain.fund_review import (
    completeness,
    duplicate_key,
    duplicates,
    line_reasons,
    payee_reasons,
)
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.workflow.engine import Position, offers
from mediation_app.domain.workflow.fund import FUND
from mediation_app.domain.workflow.fund_guards import seats_of
from mediation_app.messages import catalogue
from tests.support.fund_cases import a_case, a_file, person

D = Decimal
TODAY = date(2026, 10, 13)


def step(event: str, who: str, process: str = "fund", subject: str = "f") -> StepTaken:
    return StepTaken(
        id=f"{event}-{who}",
        case_id="c",
        subject_id=subject,
        process=process,
        event=event,
        source="",
        target="",
        occurred_on=TODAY,
        person_id=who,
    )


def codes(file: FundFile, actor: Actor, event: str, **case: Any) -> set[str]:
    position = Position(case=a_case(**case), fund=file, actor=actor, today=TODAY)
    found = offers(FUND, file.application.state.value, position, seats_of(file.application))
    offer = next(offer for offer in found if offer.step.event == event)
    return {reason.code for reason in offer.reasons if reason.blocking}


@pytest.mark.parametrize(
    ("event", "blocked"),
    [
        ("send_back", True),
        ("recommend", True),
        ("submit", True),
        ("return_to_check", False),
        ("serve", False),
        ("object", False),
    ],
)
def test_whoever_acted_in_another_seat_is_out_for_good(event: str, blocked: bool) -> None:
    file = a_file(state=FundState.APPROVAL, proposed=D("57160.00"))
    who = person("x", Role.APPROVER)
    found = codes(file, who, "approve", steps=(step(event, "x"),))
    assert ("fund.sat_elsewhere" in found) is blocked


def test_the_history_of_another_application_does_not_count() -> None:
    file = a_file(state=FundState.APPROVAL, proposed=D("57160.00"))
    who = person("x", Role.APPROVER)
    other = (step("send_back", "x", subject="g"), step("tell", "x", process="recovery"))
    assert codes(file, who, "approve", steps=other) == set()


@pytest.mark.parametrize(
    ("number", "related"),
    [
        ("372522197405164510", True),  # the victim himself
        ("372522197512034266", True),  # who acts for the victim
        ("371524198809276137", False),
        ("", False),
    ],
)
def test_kin_do_not_decide(number: str, related: bool) -> None:
    wife = Party(
        id="wife",
        case_id="c",
        name="刘桂芹",
        roles=(PartyRole.RELATIVE.value,),
        id_number="372522197512034266",
        represents_id="victim",
    )
    case = a_case()
    file = a_file(state=FundState.APPROVAL, proposed=D("57160.00"))
    who = person("x", Role.APPROVER, id_number=number)
    found = codes(file, who, "approve", parties=(*case.parties, wife))
    assert ("fund.related_person" in found) is related


def test_an_empty_number_is_nobodys_kin() -> None:
    case = a_case()
    nameless = tuple(replace(party, id_number="") for party in case.parties)
    file = a_file(state=FundState.APPROVAL, proposed=D("57160.00"), applicant_id_number="")
    assert codes(file, person("x", Role.APPROVER), "approve", parties=nameless) == set()


# Payee ------------------------------------------------------------------------------------------

RIGHT = {"name": "东阿县康宁医院", "bank": "农行", "account": "15806001040012345"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"name": " 东阿县康宁医院 "}, ""),
        ({"account": "1580-6001-0400-12345"}, ""),
        ({"name": ""}, "payee_incomplete"),
        ({"bank": " "}, "payee_incomplete"),
        ({"account": "abc"}, "payee_account_form"),
        ({"account": "15806001040012346"}, "payee_account"),
        ({"name": "东阿县康宁医院有限公司"}, "payee_not_hospital"),
        ({"name": "孟庆海"}, "payee_not_hospital"),
    ],
)
def test_rescue_money_goes_to_the_hospital(change: dict[str, str], code: str) -> None:
    found = payee_reasons(a_file().application, a_case(), **(RIGHT | change))
    assert [reason.code for reason in found] == ([f"fund.{code}"] if code else [])


def test_a_hospital_that_is_no_party_is_not_paid() -> None:
    case = a_case()
    without = replace(case, parties=case.parties[:2])
    found = payee_reasons(a_file().application, without, **RIGHT)
    assert [reason.code for reason in found] == ["fund.payee_not_hospital"]


# Duplicates -------------------------------------------------------------------------------------


def test_duplicates_by_person_kind_and_life() -> None:
    case = a_case()
    one = duplicate_key(a_file(), case)
    twin = a_file()
    twin = replace(twin, application=replace(twin.application, id="g", number="N2"))
    assert [r.code for r in duplicates(one, [duplicate_key(twin, case)])] == ["fund.duplicate"]
    for dead in (FundState.REFUSED, FundState.WITHDRAWN, FundState.TERMINATED):
        gone = replace(twin, application=replace(twin.application, state=dead))
        assert duplicates(one, [duplicate_key(gone, case)]) == ()
    funeral = replace(twin, application=replace(twin.application, kind=FundKind.FUNERAL))
    assert duplicates(one, [duplicate_key(funeral, case)]) == ()
    assert duplicates(one, [one]) == ()


def test_another_accident_of_the_same_person_is_another_aid() -> None:
    one = duplicate_key(a_file(), a_case())
    other = replace(one, application_id="g", case_id="d", accident_on=date(2026, 3, 1))
    other = replace(other, lines=frozenset())
    assert duplicates(one, [other]) == ()


def test_the_same_bill_line_is_paid_once() -> None:
    one = duplicate_key(a_file(), a_case())
    other = replace(one, application_id="g", case_id="d", accident_on=date(2026, 3, 1))
    assert [r.code for r in duplicates(one, [other])] == ["fund.duplicate_lines"]


# Bill and materials -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"amount": D("0.00")}, "line_amount"),
        ({"amount": D("-5.00"), "approved": D("-5.00")}, "line_amount"),
        ({"quantity": 0}, "line_amount"),
        ({"unit_price": D("85159.00")}, "line_product"),
        ({"approved": D("85161.00")}, "line_split"),
        ({"approved": D("85000.00"), "reduced": D("160.00")}, "line_reason"),
        ({"rescue": False}, "line_not_rescue"),
    ],
)
def test_lines(changes: dict[str, Any], code: str) -> None:
    line = replace(a_file().bill_lines[0], **changes)
    found = {reason.code for reason in line_reasons(line, known=("K06",))}
    assert (f"fund.{code}" in found) if code else not found


def test_complete_means_every_required_one_is_there_or_waived() -> None:
    (one,) = a_file().materials
    absent = replace(one, id="n", present=False)
    assert completeness((one,)).complete
    assert completeness((one, absent)).percent == 50
    assert not completeness((one, absent)).complete
    assert completeness((one, replace(absent, waived_reason="医院留存原件"))).complete
    assert completeness((one, replace(absent, required=False))).complete
    assert not completeness(()).complete


def test_every_fact_of_yes_or_no_has_its_sentence() -> None:
    known = catalogue()
    names = {fact.name for row in FUND.steps for fact in row.needs if fact.kind.value == "yes_no"}
    assert {f"fund.must_be_yes_{name}" for name in names} <= known.keys()


@pytest.mark.parametrize(
    ("head", "code"), [("situation", "fund.situation_failed"), ("other", "fund.other_failed")]
)
def test_a_failed_finding_and_a_proposal_to_pay_do_not_go_together(head: str, code: str) -> None:
    file = a_file(state=FundState.REVIEW1, proposed=D("57160.00"))
    clerk = person("k", Role.FUND_CLERK)
    assert code not in codes(file, clerk, "recommend")
    failed = tuple(replace(one, passed=one.head != head) for one in file.findings)
    assert code in codes(replace(file, findings=failed), clerk, "recommend")
    assert code not in codes(replace(file, findings=failed), clerk, "recommend_refusal")
