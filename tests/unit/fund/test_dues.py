"""Terms that were 待定 when they began are told as soon as the holidays are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.calendar import HolidayYear, WorkCalendar
from mediation_app.domain.cases import StepTaken
from mediation_app.domain.fund import FundApplication, FundKind, FundState
from mediation_app.domain.fund_dues import told
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_terms import Terms

MON = date(2026, 11, 16)


def terms(*years: int, **rules: Any) -> Terms:
    known = (HolidayYear(year=year, off={}, worked=frozenset()) for year in years)
    return Terms(calendar=WorkCalendar(known), rules=replace(FundRules(), **rules))


def step(event: str, on: date, *, process: str = "fund", subject: str = "f") -> StepTaken:
    return StepTaken(
        id=f"{event}{on}", case_id="c", subject_id=subject, process=process, event=event,
        source="x", target="y", occurred_on=on,
    )  # fmt: skip


def application(state: FundState, **fields: Any) -> FundApplication:
    start: dict[str, Any] = {"complete_on": MON, "claimed": Decimal("100.00")}
    return FundApplication(id="f", case_id="c", state=state, **(start | fields))


S = FundState
ROWS: list[tuple[FundApplication, tuple[StepTaken, ...], dict[str, date | None]]] = [
    (application(S.REVIEW1), (), {"decide_due": date(2026, 11, 19)}),
    (application(S.REVIEW1, decide_due=MON), (), {"decide_due": MON}),
    (application(S.REVIEW1, complete_on=None), (), {"decide_due": None}),
    # decided anew: the term runs from the revision, not from the first receipt
    (
        application(S.REVIEW1),
        (step("revise", date(2026, 11, 23)), step("recommend", date(2026, 11, 23))),
        {"decide_due": date(2026, 11, 26)},
    ),
    # what belongs to another application or process says nothing
    (
        application(S.REVIEW1),
        (step("revise", date(2026, 12, 1), subject="g"),
         step("revise", date(2026, 12, 1), process="recovery")),
        {"decide_due": date(2026, 11, 19)},
    ),
    (
        application(S.APPROVED, decided_on=date(2026, 11, 18), approved=Decimal("100.00")),
        (),
        {"decide_due": date(2026, 11, 19), "pay_due": date(2026, 11, 20), "objection_due": None},
    ),
    (
        application(S.TO_PAY, decided_on=MON, pay_due=MON, decide_due=MON),
        (),
        {"pay_due": MON, "decide_due": MON},
    ),
    (application(S.TO_PAY, decide_due=MON), (), {"pay_due": None}),
    # a funeral is paid within the one term of its decision
    (
        application(S.APPROVED, kind=FundKind.FUNERAL, decided_on=MON, approved=Decimal(100)),
        (),
        {"pay_due": date(2026, 11, 19)},
    ),
    (
        application(S.SUPPLEMENT),
        (step("ask_supplement", MON), step("serve", date(2026, 11, 17))),
        {"supplement_due": date(2026, 12, 1), "decide_due": None},
    ),
    (application(S.SUPPLEMENT), (), {"supplement_due": None}),
    (
        application(S.SUPPLEMENT, supplement_due=MON),
        (step("ask_supplement", MON),),
        {"supplement_due": MON},
    ),
    (application(S.REFUSED, served_on=MON), (), {"objection_due": date(2026, 11, 23)}),
    (application(S.REFUSED, served_on=MON, objection_due=MON), (), {"objection_due": MON}),
    (application(S.REFUSED), (), {"objection_due": None}),
    (application(S.DRAFT, served_on=MON), (), {"objection_due": None, "decide_due": None}),
]  # fmt: skip


@pytest.mark.parametrize(("given", "steps", "dues"), ROWS)
def test_told_by_state(
    given: FundApplication, steps: tuple[StepTaken, ...], dues: dict[str, date | None]
) -> None:
    now = told(given, terms(2026), steps)
    assert {name: getattr(now, name) for name in dues} == dues


def test_what_is_still_unknown_stays_as_it_was() -> None:
    given = application(S.REVIEW1, decide_why="待定：2027 年节假日")
    assert told(given, terms(2025), ()) is given


def test_the_clock_that_was_stopped_counts_what_it_ran() -> None:
    given = application(S.REVIEW1, received_on=date(2026, 11, 9), complete_on=MON)
    steps = (step("ask_supplement", date(2026, 11, 10)), step("supplemented", MON))
    now = told(given, terms(2026, clock_mode="pause"), steps)
    assert now.decide_due == date(2026, 11, 18)  # one of the three days ran before
    assert now.decide_why
