"""F01 to F18: which paper is offered, and which is still locked, at each state of an application."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mediation_app.domain.fund import ApplicantKind, FundKind
from mediation_app.domain.parties import PartyRole
from mediation_app.domain.workflow.fund import FUND
from tests.services.fund.conftest import Desk

# F number → code
F = {
    "F01": "fund_notice", "F02": "fund_application_hospital", "F03": "fund_application_family",
    "F04": "fund_application_funeral", "F05": "fund_application_hardship",
    "F06": "fund_materials_receipt", "F07": "fund_supplement_notice", "F08": "fund_not_accepted",
    "F09": "fund_approval_form", "F10": "fund_consent", "F11": "fund_refusal",
    "F12": "fund_payment", "F13": "fund_information", "F14": "fund_promise", "F15": "fund_bill",
    "F16": "fund_over_window", "F17": "fund_authorisation", "F18": "fund_inquiry",
}  # fmt: skip
NUMBER_OF = {code: number for number, code in F.items()}
INTAKE = "F01 F02 F06 F13 F14 F15 F17"
# where the story stands → what can be made, what is shown but locked
TABLE = (
    ("accepted", f"{INTAKE} F09", "F10 F11 F12"),
    ("recommended", f"{INTAKE} F09", "F10 F11 F12"),
    ("checked", f"{INTAKE} F09", "F10 F11 F12"),
    ("approved", "F02 F06 F09 F10 F13 F14 F15 F17", "F12"),
    ("ordered", "F02 F06 F09 F10 F12 F13 F14 F15 F17", ""),
    ("paid", "F02 F06 F09 F10 F12 F13 F14 F15 F17", ""),
)


def offered(desk: Desk, key: str) -> tuple[set[str], set[str]]:
    """The F numbers that can be opened, and those that are locked."""
    clerk = desk.cast["clerk"]
    case_id = desk.workbench.fund.file(clerk, key).application.case_id
    open_: set[str] = set()
    locked: set[str] = set()
    for offer in desk.workbench.papers.available(clerk, case_id):
        number = NUMBER_OF.get(offer.code)
        if (number and offer.subject_id in ("", key)) or offer.code in (
            F["F07"],
            F["F12"],
            F["F18"],
        ):
            (locked if offer.state == "locked" else open_).add(NUMBER_OF[offer.code])
    return open_, locked - open_


@pytest.mark.parametrize(("until", "expected", "locked"), TABLE, ids=[row[0] for row in TABLE])
def test_papers_at_each_state(at: Any, until: str, expected: str, locked: str) -> None:
    desk, key = at(until)
    assert offered(desk, key) == (set(expected.split()), set(locked.split()))


def test_every_paper_of_the_intake_is_named_by_a_step_or_always_there() -> None:
    named = {code for step in FUND.steps for code in step.papers}
    # what the police, the hospital and the applicant hand in is offered from the start
    handed_in = {F[number] for number in ("F01", "F13", "F16", "F17")}
    assert set(F.values()) - named <= handed_in


def start(desk: Desk, who: ApplicantKind) -> str:
    case = desk.registered()
    victim = case.parties_with(PartyRole.VICTIM)[0]
    clerk = desk.cast["fund_clerk"]
    file = desk.workbench.fund.start(
        clerk, case.case.id, victim.id, FundKind.RESCUE, applicant_kind=who
    ).value
    desk.clock.put(2026, 10, 10, 9)
    return str(file.application.id)


def test_the_victim_has_a_form_of_his_own(desk: Desk) -> None:
    open_, _ = offered(desk, start(desk, ApplicantKind.VICTIM))
    assert "F03" in open_
    assert "F02" not in open_


def test_the_other_ways_have_their_letters(desk: Desk) -> None:
    key = start(desk, ApplicantKind.HOSPITAL)
    assert "F07" not in offered(desk, key)[0]
    desk.do("fund_clerk", key, "submit", form_signed=True, standing_proved=True)
    desk.received(key, but=("bill",))
    desk.do("fund_clerk", key, "ask_supplement", missing=("B07",))
    assert "F07" in offered(desk, key)[0]
    desk.do("fund_clerk", key, "supplemented", answered=("B07",))
    desk.received(key)
    facts = {"refusal_codes": ("N04",), "refusal_facts": "事故发生在邻县"}
    desk.do("checker", key, "not_accept", **facts)
    open_, locked = offered(desk, key)
    assert "F08" in open_
    assert not {"F09", "F10", "F11"} & (open_ | locked)


def test_a_refusal_and_an_inquiry(at: Any) -> None:
    desk, key = at("accepted")
    desk.do("fund_clerk", key, "inquire", addressee="东阿县公安局交警大队", question="车辆是否投保")
    assert "F18" in offered(desk, key)[0]
    desk.do("fund_clerk", key, "answered", answer="已投保")
    desk.workbench.fund.accept_whole_bill(desk.cast["fund_clerk"], key)
    desk.workbench.fund.suggest_findings(desk.cast["fund_clerk"], key)
    facts = {"refusal_codes": ("N12",), "refusal_facts": "材料不真实"}
    desk.do("fund_clerk", key, "recommend_refusal", **facts)
    desk.do("checker", key, "check_pass")
    desk.do("approver", key, "refuse", **facts)
    open_, locked = offered(desk, key)
    assert "F11" in open_
    assert not {"F10"} & (open_ | locked)


def test_late_costs_bring_the_hospitals_explanation(desk: Desk) -> None:
    key = start(desk, ApplicantKind.HOSPITAL)
    clerk, bench = desk.cast["fund_clerk"], desk.workbench
    file = bench.fund.file(clerk, key)
    from mediation_app.services.stories import s1_people

    lines = s1_people.bill(file)
    ended = file.application.rescue_ended_at
    assert ended is not None
    late = replace(lines[-1], served_at=ended + timedelta(days=3))
    assert "F16" not in offered(desk, key)[0]
    bench.fund.save(clerk, file, replace(file, bill_lines=(*lines[:-1], late)))
    assert "F16" in offered(desk, key)[0]
