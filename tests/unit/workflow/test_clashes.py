"""Checks that need more than the case: sessions at one time, numbers twice or left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from mediation_app.domain.agreements import Agreement, Instalment, Performance
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.checks import CheckDay
from mediation_app.domain.checks.clashes import number_clashes, number_gap, session_clashes
from mediation_app.domain.checks.money import unlike_sums
from mediation_app.domain.checks.terms import term_checks
from mediation_app.domain.files import CaseFile
from mediation_app.domain.moments import at
from mediation_app.domain.papers import Paper
from mediation_app.domain.sessions import Session
from mediation_app.messages import text_of_reason

DAY = date(2026, 11, 16)


def session(
    key: str, start: datetime | None, end: datetime | None = None, who: str = "m"
) -> Session:
    return Session(
        id=key,
        case_id="c" if key == "mine" else "other",
        starts_at=start,
        ends_at=end,
        mediator_id=who,
        mediator_name="王建国",
    )


MINE = session("mine", at(DAY, 9), at(DAY, 10, 30))


def file_with(*sessions: Session) -> CaseFile:
    return CaseFile(case=Case(id="c"), sessions=sessions)


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        (session("o", at(DAY, 10), at(DAY, 11)), True),
        (session("o", at(DAY, 8, 30)), True),  # no end written: an hour
        (session("o", at(DAY, 8)), False),
        (session("o", at(DAY, 10, 30), at(DAY, 11)), False),
        (session("o", at(DAY, 10), at(DAY, 9)), True),  # an end before the start counts for none
        (session("o", at(DAY, 10), who="n"), False),
        (session("o", None), False),
        (MINE, False),
    ],
)
def test_a_mediator_leads_one_session_at_a_time(other: Session, *, clash: bool) -> None:
    found = session_clashes(file_with(MINE), (other,))
    assert [reason.code for reason in found] == ["checks.session_overlap"] * clash
    for reason in found:
        assert (reason.place, reason.blocking) == ("sessions/mine/starts_at", False)
        assert "王建国 2026-11-16 09:00" in text_of_reason(reason)


def test_sessions_of_the_case_itself_may_clash_too() -> None:
    second = replace(MINE, id="second")
    assert len(session_clashes(file_with(MINE, second), ())) == 2
    assert session_clashes(file_with(replace(MINE, mediator_id="")), (second,)) == ()
    assert session_clashes(file_with(replace(MINE, starts_at=None)), (second,)) == ()


def paper(key: str, number: str, **fields: str) -> Paper:
    given = {"case_id": "c", "kind": "recovery_notice", "subject_id": "r", **fields}
    return Paper(id=key, number=number, title="追偿告知书", **given)  # type: ignore[arg-type]


def test_a_number_is_given_once() -> None:
    mine = paper("p", "追函〔2026〕1号")
    file = CaseFile(case=Case(id="c"), papers=(mine, paper("p2", mine.number)))
    assert number_clashes(file, (mine,)) == (), "editions share their number"
    assert number_clashes(file, (paper("x", mine.number, kind="other", case_id="d"),)) == ()
    assert number_clashes(file, (paper("x", "追函〔2026〕2号", case_id="d"),)) == ()
    blank = replace(file, papers=(paper("p", ""),))
    assert number_clashes(blank, (paper("x", "", case_id="d"),)) == ()
    first, _ = number_clashes(file, (paper("x", mine.number, case_id="d"),))
    assert (first.code, first.blocking, first.place) == ("checks.number_twice", True, "papers/p")
    within = replace(file, papers=(mine, paper("p2", mine.number, subject_id="s")))
    assert len(number_clashes(within, ())) == 2


@pytest.mark.parametrize(
    ("serial", "before", "words"),
    [
        (5, 2, "2026 年 3 至 4 号"),
        (5, 4, ""),
        (5, None, ""),
        (None, 2, ""),
    ],
)
def test_a_number_left_out_is_told(serial: int | None, before: int | None, words: str) -> None:
    file = CaseFile(case=Case(id="c", number_year=2026, serial=serial))
    found = number_gap(file, before)
    assert bool(found) == bool(words)
    assert all(words in text_of_reason(reason) and not reason.blocking for reason in found)


def test_closed_before_everything_was_paid_is_told() -> None:
    file = CaseFile(
        case=Case(id="c", state=MediationState.CLOSED),
        agreements=(Agreement(id="a", case_id="c"),),
        instalments=(Instalment(id="i", case_id="c", agreement_id="a", amount=Decimal("100.00")),),
    )
    day = CheckDay(today=DAY)
    (found,) = term_checks(file, day)
    assert (found.code, found.place) == ("checks.closed_unpaid", "case/end_reason")
    assert "100.00 元中只履行了 0.00 元" in text_of_reason(found)
    paid = Performance(id="x", case_id="c", instalment_id="i", amount=Decimal("100.00"))
    assert term_checks(replace(file, performances=(paid,)), day) == ()
    running = replace(file, case=replace(file.case, state=MediationState.MEDIATING))
    assert term_checks(running, day) == ()


def test_words_that_say_another_sum_are_found() -> None:
    assert unlike_sums("赔偿100.00元（大写：壹佰元整）") == ()
    assert unlike_sums("赔偿200.00元（大写：壹佰元整）") == (("200.00", "壹佰元整"),)
