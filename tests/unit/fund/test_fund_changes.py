"""What changed since a return: which return counts, and every kind of difference."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.fund import BillLine, FundState
from mediation_app.domain.fund_changes import (
    ChangeKind,
    changed_fields,
    changes_between,
    last_return,
    touched,
)
from tests.support.fund_cases import a_file

D = Decimal


def step(event: str, day: int, **changes: str) -> StepTaken:
    whole = {"id": f"{event}{day}", "subject_id": "f", "process": "fund", "facts": ""} | changes
    return StepTaken(
        case_id="c", event=event, source="", target="", occurred_on=date(2026, 10, day), **whole
    )


STEPS = (
    step("ask_supplement", 1, facts='{"missing": ["B01"]}'),
    step("send_back", 2, facts='{"return_codes": ["R02", "R08"]}'),
    step("recommend", 3),
    step("return_to_check", 4),
    step("send_back", 5),
    step("send_back", 6, subject_id="other"),
    step("send_back", 7, process="recovery"),
)


@pytest.mark.parametrize(
    ("state", "count", "event", "day"),
    [
        (FundState.APPROVAL, 5, "return_to_check", 4),
        (FundState.APPROVAL, 3, "send_back", 2),  # none of his own: the last one of anybody
        (FundState.COLLECTIVE, 7, "return_to_check", 4),
        (FundState.REVIEW2, 7, "send_back", 5),
        (FundState.REVIEW2, 1, "ask_supplement", 1),
        (FundState.SUBMITTED, 7, "ask_supplement", 1),
        (FundState.REVIEW1, 7, "send_back", 5),
    ],
)
def test_the_return_that_counts(state: FundState, count: int, event: str, day: int) -> None:
    made = last_return(a_file(state=state).application, STEPS[:count])
    assert made is not None
    assert (made.step.event, made.on) == (event, date(2026, 10, day))


def test_never_returned() -> None:
    reviewed = a_file(state=FundState.REVIEW2).application
    assert last_return(reviewed, STEPS[2:3]) is None


@pytest.mark.parametrize("state", [FundState.DRAFT, FundState.APPROVED, FundState.PAID])
def test_before_and_after_the_review_nothing_is_compared(state: FundState) -> None:
    assert last_return(a_file(state=state).application, STEPS) is None


def test_a_return_tells_its_reasons() -> None:
    application = a_file(state=FundState.REVIEW2).application
    first = last_return(application, STEPS[:2])
    assert first is not None
    assert first.codes == ("R02", "R08")
    supplement = last_return(application, STEPS[:1])
    assert supplement is not None
    assert supplement.codes == ("B01",)
    bare = last_return(application, STEPS)
    assert bare is not None
    assert bare.codes == ()


def test_every_kind_of_difference() -> None:
    before = a_file()
    first, second = before.bill_lines
    new = BillLine(id="l3", case_id="c", application_id="f", name="床旁血滤", amount=D("900.00"))
    material = before.materials[0]
    finding = before.findings[1]
    after = replace(
        before,
        application=replace(before.application, unsettled=D("58000.00"), state=FundState.REVIEW2),
        bill_lines=(replace(first, approved=D("85000.00"), reduced=D("160.00")), new),
        materials=(replace(material, present=False),),
        findings=(before.findings[0], replace(finding, note="已核"), before.findings[2]),
    )
    found = changes_between(before, after)
    told = [(c.area, c.name, c.kind, c.field, c.before, c.after) for c in found]
    changed = ChangeKind.CHANGED
    assert told == [
        ("application", "", changed, "unsettled", D("58420.00"), D("58000.00")),
        ("bill", "抢救治疗", changed, "approved", D("85160.00"), D("85000.00")),
        ("bill", "抢救治疗", changed, "reduced", D("0.00"), D("160.00")),
        ("bill", "床旁血滤", ChangeKind.ADDED, "", None, D("900.00")),
        ("bill", "单人间床位费", ChangeKind.REMOVED, "", D("1260.00"), None),
        ("materials", "清单", changed, "present", True, False),
        ("findings", "genuine", changed, "note", "", "已核"),
    ]
    assert touched(found, "bill") == {first.id, "l3"}
    assert second.id not in touched(found, "bill")
    assert touched(found, "materials") == {"m"}
    assert set(changed_fields(found, first.id)) == {"approved", "reduced"}
    assert changed_fields(found, "l3") == {}


def test_added_and_removed_papers_have_no_sum() -> None:
    before = a_file()
    found = changes_between(before, replace(before, materials=(), findings=before.findings[:2]))
    assert [(c.area, c.kind, c.before) for c in found] == [
        ("materials", ChangeKind.REMOVED, None),
        ("findings", ChangeKind.REMOVED, None),
    ]


def test_nothing_changed() -> None:
    assert changes_between(a_file(), a_file()) == ()
