"""Ageing: every day has one age, the edges are where the list says."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.ageing import Age, age_of, idle_after, overdue_of, span_of

ON = date(2026, 11, 22)
D = Decimal


@pytest.mark.parametrize(
    ("since", "age"),
    [
        (date(2027, 1, 1), Age.NOT_DUE),
        (date(2026, 11, 22), Age.NOT_DUE),
        (date(2026, 11, 21), Age.DAYS_30),
        (date(2026, 10, 23), Age.DAYS_30),
        (date(2026, 10, 22), Age.DAYS_90),
        (date(2026, 8, 24), Age.DAYS_90),
        (date(2026, 8, 23), Age.DAYS_180),
        (date(2026, 5, 26), Age.DAYS_180),
        (date(2026, 5, 25), Age.YEAR),
        (date(2025, 11, 22), Age.YEAR),
        (date(2025, 11, 21), Age.YEARS_2),
        (date(2024, 11, 22), Age.YEARS_2),
        (date(2024, 11, 21), Age.YEARS_3),
        (date(2023, 11, 22), Age.YEARS_3),
        (date(2023, 11, 21), Age.OLDER),
        (date(1999, 1, 1), Age.OLDER),
    ],
)
def test_the_edges(since: date, age: Age) -> None:
    assert age_of(since, ON) is age


@given(
    st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.dates(date(2004, 2, 1), date(2036, 12, 31))
)
def test_every_day_has_one_age(since: date, on: date) -> None:
    holding = [age for age in Age if span_of(age, on)[0] <= since <= span_of(age, on)[1]]
    assert holding == [age_of(since, on)]


def test_the_spans_follow_each_other() -> None:
    spans = [span_of(age, ON) for age in Age]
    assert spans[0][1] == date.max
    assert spans[-1][0] == date.min
    for newer, older in itertools.pairwise(spans):
        assert newer[0] - timedelta(days=1) == older[1]


def test_overdue_from_the_day_after() -> None:
    plan = [(date(2026, 11, 21), D("10.00")), (ON, D("5.00"))]
    assert overdue_of(plan, ON) == D("10.00")
    assert overdue_of(plan, ON + timedelta(days=1)) == D("15.00")
    assert overdue_of([], ON) == 0


def test_when_a_recovery_rests() -> None:
    acted = date(2026, 1, 1)
    assert idle_after(None, acted) == date.min
    assert idle_after(date(2026, 2, 1), acted) == date(2026, 2, 1)
    assert idle_after(date(2026, 12, 1), acted) == date(2026, 4, 1)
