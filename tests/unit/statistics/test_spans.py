"""Months, quarters and years: their names, their neighbours, the year before."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.fund_returns import ReturnPeriod
from mediation_app.domain.spans import (
    Span,
    end_year_before,
    read_span,
    span_of,
    spans_between,
    year_before,
)
from mediation_app.errors import InvalidInput


@pytest.mark.parametrize(
    ("code", "label", "short", "since", "until"),
    [
        ("2026", "2026年", "2026年", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026Q3", "2026年第三季度", "第三季度", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-02", "2026年2月", "2月", date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", "2028年2月", "2月", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_code_says_which_days(
    code: str, label: str, short: str, since: date, until: date
) -> None:
    span = read_span(code)
    assert (span.code, span.label, span.short) == (code, label, short)
    assert (span.since, span.until) == (since, until)


def test_codes_are_read_kindly() -> None:
    assert read_span(" 2026q1 ").code == "2026Q1"


@pytest.mark.parametrize(
    "code", ["", "26", "2026Q5", "2026-13", "2026-00", "1900", "２０２６", "x"]
)
def test_other_codes_are_refused(code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_span(code)
    assert caught.value.code == "returns.no_period"


@given(st.sampled_from(list(ReturnPeriod)), st.dates(date(1995, 1, 1), date(2090, 1, 1)))
def test_a_day_lies_in_its_span_and_spans_follow_without_a_gap(
    kind: ReturnPeriod, day: date
) -> None:
    span = span_of(kind, day)
    assert span.since <= day <= span.until
    assert read_span(span.code) == span
    assert span.after().since == span.until + timedelta(days=1)
    assert span.after().after(-1) == span


def test_spans_of_a_stretch_touch_it() -> None:
    found = spans_between(ReturnPeriod.MONTH, date(2025, 11, 20), date(2026, 2, 1))
    assert [one.code for one in found] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    for one, following in pairwise(found):
        assert one.after() == following
    assert spans_between(ReturnPeriod.YEAR, date(2026, 1, 2), date(2026, 1, 1)) != ()
    assert spans_between(ReturnPeriod.MONTH, date(2026, 2, 1), date(2026, 1, 31)) == ()


def test_the_year_before_ends_like_this_one() -> None:
    assert end_year_before(date(2026, 11, 24)) == date(2025, 11, 24)
    assert end_year_before(date(2026, 2, 28)) == date(2025, 2, 28)
    assert end_year_before(date(2025, 2, 28)) == date(2024, 2, 29)
    assert end_year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert end_year_before(date(2026, 12, 31)) == date(2025, 12, 31)
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert Span(date(2026, 1, 1), ReturnPeriod.YEAR).after(-1).code == "2025"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ReturnPeriod.MONTH, "2026-08"),
        (ReturnPeriod.QUARTER, "2026Q3"),
        (ReturnPeriod.YEAR, "2026"),
    ],
)
def test_the_span_of_a_day(kind: ReturnPeriod, code: str) -> None:
    assert span_of(kind, date(2026, 8, 19)).code == code
