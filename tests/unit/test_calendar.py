"""Working days, terms and 待定, against the notices and against an independent table."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.calendar import (
    DueDate,
    HolidayYear,
    Pending,
    UnknownYearError,
    WorkCalendar,
    add_hours,
    add_months,
    add_years,
    end_of_day_after,
    first_day_after_years,
    full_years,
    weekday_name,
)
from mediation_app.errors import InvalidInput
from mediation_app.rulebook import Rulebook

CALENDAR = Rulebook.open("371524").calendar()
KNOWN = st.dates(date(2025, 1, 2), date(2026, 10, 1))


def test_the_notices_agree_with_an_independent_table() -> None:
    day = date(2025, 1, 1)
    while day.year < 2027:
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)
    assert CALENDAR.years == (2025, 2026)


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-09-29", 3, "2026-10-09"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-26", 3, "2026-03-02"),
        ("2026-04-30", 3, "2026-05-08"),
        ("2026-09-18", 1, "2026-09-20"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2026-10-10", 0, "2026-10-10"),
    ],
)
def test_working_days(start: str, count: int, due: str) -> None:
    found = CALENDAR.add_workdays(date.fromisoformat(start), count)
    assert found.day == date.fromisoformat(due)


def test_a_result_shows_its_arithmetic() -> None:
    found = CALENDAR.add_workdays(date(2026, 9, 29), 3, label="处理事故")
    assert isinstance(found, DueDate)
    assert found.text == (
        "处理事故 2026-09-29 + 3 个工作日 = 2026-10-09"
        "（计入 09-30、10-08、10-09；跳过 10-01至10-07 国庆节）"
    )
    rolled = CALENDAR.add_days(date(2026, 9, 5), 30, label="协议生效")
    assert rolled.text == (
        "协议生效 2026-09-05 + 30 日 = 2026-10-05，遇10-05至10-07 国庆节，顺延至 2026-10-08"
    )


def test_a_missing_year_is_pending_and_never_guessed() -> None:
    found = CALENDAR.add_workdays(date(2026, 12, 30), 3)
    assert isinstance(found, Pending)
    assert found.day is None
    assert found.missing_years == (2027,)
    assert found.known == date(2026, 12, 31)
    assert "缺少 2027 年放假安排" in found.text
    rolled = CALENDAR.add_years(date(2026, 5, 1), 1)
    assert isinstance(rolled, Pending)
    assert rolled.nominal == date(2027, 5, 1)
    assert CALENDAR.add_years(date(2026, 5, 1), 1, roll=False).day == date(2027, 5, 1)
    with pytest.raises(UnknownYearError):
        CALENDAR.is_workday(date(2024, 12, 31))


def test_a_later_notice_settles_what_was_pending() -> None:
    table = HolidayYear(year=2027, off={date(2027, 1, 1): "元旦"}, worked=frozenset())
    years = [
        HolidayYear(year=2026, off={}, worked=frozenset()),
        table,
    ]
    assert WorkCalendar(years).add_workdays(date(2026, 12, 30), 3).day == date(2027, 1, 5)


def test_days_before_move_to_the_working_day_before() -> None:
    assert CALENDAR.days_before(date(2026, 10, 9), 3).day == date(2026, 9, 30)
    before = CALENDAR.workdays_before(date(2026, 10, 12), 3)
    assert before.day == date(2026, 10, 8)
    assert isinstance(CALENDAR.workdays_before(date(2025, 1, 3), 5), Pending)


def test_month_and_year_terms() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert first_day_after_years(date(2023, 3, 10), 3) == date(2026, 3, 11)
    with pytest.raises(InvalidInput):
        add_years(date(9999, 1, 1), 1)
    with pytest.raises(InvalidInput):
        CALENDAR.add_days(date(2026, 1, 1), 10**7)
    with pytest.raises(InvalidInput):
        CALENDAR.add_workdays(date(2026, 1, 5), -1)


def test_days_that_never_move() -> None:
    assert CALENDAR.plain(date(2026, 10, 5)).day == date(2026, 10, 5)
    assert CALENDAR.roll(date(2026, 10, 5)).day == date(2026, 10, 8)
    assert CALENDAR.knows(2026)
    assert not CALENDAR.knows(2027)


def test_moments() -> None:
    start = datetime.fromisoformat("2026-09-29T15:05")
    assert add_hours(start, 168) == datetime.fromisoformat("2026-10-06T15:05")
    assert end_of_day_after(start, 7) == datetime.fromisoformat("2026-10-07T00:00")
    assert weekday_name(date(2026, 11, 22)) == "星期日"


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_age_is_monotone_and_jumps_on_the_birthday(born: date, on: date) -> None:
    age = full_years(born, on)
    assert full_years(born, on + timedelta(days=1)) - age in (0, 1)
    assert add_years(born, age) <= on < add_years(born, age + 1)


@given(KNOWN, st.integers(0, 30))
def test_more_days_never_end_earlier(start: date, count: int) -> None:
    one, more = CALENDAR.add_workdays(start, count), CALENDAR.add_workdays(start, count + 1)
    assert isinstance(one, DueDate)
    assert isinstance(more, DueDate)
    assert one.day < more.day
    assert len(one.counted) == count
    assert all(CALENDAR.is_workday(day) for day in one.counted)
    jumped = sum((jump.last - jump.first).days + 1 for jump in one.jumped)
    assert (one.day - start).days == count + jumped


@given(KNOWN, st.integers(0, 60))
def test_a_later_start_never_ends_earlier(start: date, count: int) -> None:
    later = start + timedelta(days=1)
    for term in (CALENDAR.add_days, CALENDAR.add_workdays):
        first, second = term(start, count), term(later, count)
        if first.day and second.day:
            assert first.day <= second.day


@given(KNOWN, st.integers(0, 60))
def test_a_rolled_term_ends_on_a_working_day(start: date, count: int) -> None:
    found = CALENDAR.add_days(start, count)
    assert found.day is not None
    assert CALENDAR.is_workday(found.day)
    assert found.day >= start + timedelta(days=count)
