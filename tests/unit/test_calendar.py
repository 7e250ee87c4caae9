"""Working days, terms and 待定, against the notices and against an independent table."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.calendar import (
    Due,
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


def _text(found: Due) -> str:
    assert isinstance(found, DueDate)
    return found.text


def test_a_result_shows_its_arithmetic() -> None:
    found = CALENDAR.add_workdays(date(2026, 9, 29), 3, label="处理事故")
    assert _text(found) == (
        "处理事故 2026-09-29 起 3 个工作日，首日不计，10-01至10-07 国庆节假期不计，"
        "至 2026-10-09（计入 09-30、10-08、10-09）"
    )
    rolled = CALENDAR.add_days(date(2026, 9, 5), 30, label="协议生效")
    assert _text(rolled) == (
        "协议生效 2026-09-05 起 30 日，首日不计，2026-10-05 为国庆节假期，顺延至 2026-10-08"
    )


@pytest.mark.parametrize(
    ("found", "text"),
    [
        # A weekend that is worked counts, and says so; the other weekend day is skipped.
        (
            CALENDAR.add_workdays(date(2026, 9, 18), 2, label="收到"),
            (
                "收到 2026-09-18 起 2 个工作日，首日不计，09-19 周末不计，09-20 周日调休上班计入，"
                "至 2026-09-21（计入 09-20、09-21）"
            ),
        ),
        # Longer terms do not name every day; weekends are said once, holidays by their names.
        (
            CALENDAR.add_workdays(date(2026, 9, 18), 10),
            (
                "起算日 2026-09-18 起 10 个工作日，首日不计，09-19 周末不计，"
                "09-25至09-27 中秋节假期不计，10-01至10-07 国庆节假期不计，"
                "09-20 周日调休上班计入，至 2026-10-09"
            ),
        ),
        (
            CALENDAR.workdays_before(date(2026, 10, 12), 2, label="调解日"),
            (
                "调解日 2026-10-12 前 2 个工作日，当日不计，10-11 周末不计，10-10 周六调休上班计入，"
                "至迟 2026-10-09（计入 10-09、10-10）"
            ),
        ),
        (
            CALENDAR.days_before(date(2026, 10, 9), 3, label="调解日"),
            "调解日 2026-10-09 前 3 日，当日不计，2026-10-06 为国庆节假期，提前至 2026-09-30",
        ),
        (
            CALENDAR.days_before(date(2026, 11, 13), 3),
            "起算日 2026-11-13 前 3 日，当日不计，至迟 2026-11-10",
        ),
        # The last day is a weekend that is worked: nothing to roll.
        (
            CALENDAR.add_days(date(2026, 9, 5), 15),
            "起算日 2026-09-05 起 15 日，首日不计，至 2026-09-20，当日周日调休上班",
        ),
        # It rolls onto one.
        (
            CALENDAR.add_days(date(2026, 9, 9), 10),
            (
                "起算日 2026-09-09 起 10 日，首日不计，2026-09-19 为周末，顺延至 2026-09-20，"
                "当日周日调休上班"
            ),
        ),
        (
            CALENDAR.add_months(date(2026, 1, 31), 1),
            (
                "起算日 2026-01-31 起 1 个月，首日不计，2026 年 2 月没有 31 日，取月末，"
                "至 2026-02-28，当日周六调休上班"
            ),
        ),
        (
            CALENDAR.add_days(date(2026, 7, 6), 90, roll=False),
            "起算日 2026-07-06 起 90 日，首日不计，至 2026-10-04，当日为国庆节假期，不顺延",
        ),
        (
            CALENDAR.roll(date(2026, 10, 5), label="第 3 期应还日"),
            "第 3 期应还日 2026-10-05 为国庆节假期，顺延至 2026-10-08",
        ),
        (CALENDAR.roll(date(2026, 8, 5), label="第 1 期应还日"), "第 1 期应还日 2026-08-05"),
        (CALENDAR.add_days(date(2026, 8, 5), 0, label="应还日"), "应还日 2026-08-05"),
        (CALENDAR.plain(date(2026, 10, 5), label="应还日"), "应还日 2026-10-05"),
        # A term that crosses the year names the other year's days in full.
        (
            CALENDAR.add_workdays(date(2025, 12, 31), 1),
            (
                "起算日 2025-12-31 起 1 个工作日，首日不计，2026-01-01至2026-01-03 元旦假期不计，"
                "2026-01-04 周日调休上班计入，至 2026-01-04"
            ),
        ),
    ],
)
def test_sentences(found: Due, text: str) -> None:
    assert _text(found) == text


def test_a_term_that_meets_a_weekend_and_a_holiday_names_both() -> None:
    monday = HolidayYear(
        year=2026, off={date(2026, 6, 1): "某节"}, worked=frozenset([date(2026, 6, 6)])
    )
    calendar = WorkCalendar([monday])
    assert _text(calendar.roll(date(2026, 5, 30))) == (
        "起算日 2026-05-30 为周末，06-01 为某节假期，顺延至 2026-06-02"
    )
    assert _text(calendar.days_before(date(2026, 6, 4), 3)) == (
        "起算日 2026-06-04 前 3 日，当日不计，2026-06-01 为某节假期，05-30至05-31 为周末，"
        "提前至 2026-05-29"
    )


def test_a_missing_year_is_pending_and_never_guessed() -> None:
    found = CALENDAR.add_workdays(date(2026, 12, 30), 3)
    assert isinstance(found, Pending)
    assert found.day is None
    assert found.missing_years == (2027,)
    assert found.known == date(2026, 12, 31)
    assert found.notices == ("国务院办公厅关于2027年部分节假日安排的通知",)
    assert found.text == (
        "起算日 2026-12-30 起 3 个工作日，首日不计，计至 2026-12-31，余 2 个工作日待定，"
        "缺少国务院办公厅关于2027年部分节假日安排的通知"
    )
    rolled = CALENDAR.add_years(date(2026, 5, 1), 1)
    assert isinstance(rolled, Pending)
    assert rolled.nominal == date(2027, 5, 1)
    assert rolled.text == (
        "起算日 2026-05-01 起 1 年，首日不计，至 2027-05-01，是否顺延待定，"
        "缺少国务院办公厅关于2027年部分节假日安排的通知"
    )
    back = CALENDAR.workdays_before(date(2025, 1, 3), 5)
    assert "前推至 2025-01-01，余 4 个工作日待定，缺少国务院办公厅关于2024年" in back.text
    early = CALENDAR.days_before(date(2025, 1, 3), 30)
    assert "是否提前待定" in early.text
    assert CALENDAR.add_years(date(2026, 5, 1), 1, roll=False).day == date(2027, 5, 1)
    with pytest.raises(UnknownYearError):
        CALENDAR.is_workday(date(2024, 12, 31))


@pytest.mark.parametrize(
    ("found", "day"),
    [
        # They end in a year whose notice is there, so nothing is missing.
        (CALENDAR.add_workdays(date(2026, 12, 28), 3), date(2026, 12, 31)),
        (CALENDAR.add_days(date(2026, 12, 1), 30), date(2026, 12, 31)),
        (CALENDAR.add_months(date(2026, 11, 30), 1), date(2026, 12, 30)),
        (CALENDAR.add_workdays(date(2024, 12, 31), 1), date(2025, 1, 2)),
        (CALENDAR.add_days(date(2024, 12, 20), 30), date(2025, 1, 20)),
        (CALENDAR.workdays_before(date(2027, 1, 1), 1), date(2026, 12, 31)),
        (CALENDAR.days_before(date(2027, 1, 20), 30), date(2026, 12, 21)),
        (CALENDAR.add_years(date(2026, 12, 30), 5, roll=False), date(2031, 12, 30)),
    ],
)
def test_a_missing_neighbour_year_does_not_matter(found: Due, day: date) -> None:
    assert found.day == day


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


NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}


@pytest.mark.parametrize(("year", "off", "worked"), [(2025, 28, 5), (2026, 33, 6)])
def test_every_year_is_whole(year: int, off: int, worked: int) -> None:
    table = CALENDAR.table(year)
    assert table is not None
    assert str(year) in table.source
    assert all(day.year == year for day in [*table.off, *table.worked])
    assert all(day.weekday() >= 5 for day in table.worked)
    assert not table.worked & set(table.off)
    named = {name for names in table.off.values() for name in names.split("、")}
    assert named == set(NAMES.values())
    assert (len(table.off), len(table.worked)) == (off, worked)
    for day, name in table.off.items():
        is_off, theirs = chinese_calendar.get_holiday_detail(day)
        assert is_off
        assert theirs is None or NAMES[theirs] in name.split("、"), day
    for day in table.worked:
        assert not chinese_calendar.get_holiday_detail(day)[0]


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


DAYS = st.dates(date(2025, 1, 2), date(2026, 8, 1))
TERMS = (
    CALENDAR.add_days,
    CALENDAR.add_months,
    CALENDAR.add_workdays,
    CALENDAR.days_before,
    CALENDAR.workdays_before,
)


@given(KNOWN, st.integers(1, 90), st.integers(0, 3))
def test_terms_are_monotone_in_their_start(start: date, later: int, count: int) -> None:
    for term in TERMS:
        first, second = term(start, count), term(start + timedelta(days=later), count)
        if first.day and second.day:
            assert first.day <= second.day


@given(DAYS, st.integers(0, 90), st.integers(0, 30))
def test_terms_are_monotone_in_their_amount(start: date, count: int, more: int) -> None:
    for forward in (CALENDAR.add_days, CALENDAR.add_workdays):
        short, long = forward(start, count), forward(start, count + more)
        if short.day and long.day:
            assert short.day <= long.day
    months = CALENDAR.add_months(start, count % 4), CALENDAR.add_months(start, count % 4 + 1)
    assert months[0].day is not None
    assert months[1].day is not None
    assert months[0].day <= months[1].day
    for back in (CALENDAR.days_before, CALENDAR.workdays_before):
        near, far = back(start, count), back(start, count + more)
        if near.day and far.day:
            assert far.day <= near.day


@given(
    DAYS, st.integers(0, 60), st.sets(st.dates(date(2025, 1, 1), date(2026, 12, 30)), max_size=30)
)
def test_another_holiday_never_ends_a_term_earlier(
    start: date, count: int, more: set[date]
) -> None:
    tables = [CALENDAR.table(year) for year in CALENDAR.years]
    strict = WorkCalendar(
        HolidayYear(
            year=table.year,
            off={**table.off, **{d: "某节" for d in more if d.year == table.year}},
            worked=table.worked - more,
        )
        for table in tables
        if table is not None
    )
    for name in ("add_days", "add_workdays", "add_months"):
        number = count % 5 if name == "add_months" else count
        before = getattr(CALENDAR, name)(start, number).day
        after = getattr(strict, name)(start, number).day
        assert before is None or after is None or before <= after
    for name in ("days_before", "workdays_before"):
        before = getattr(CALENDAR, name)(start, count).day
        after = getattr(strict, name)(start, count).day
        assert before is None or after is None or after <= before


@given(DAYS, st.integers(0, 60))
def test_counting_back_undoes_counting_on(start: date, count: int) -> None:
    if not CALENDAR.is_workday(start):
        return
    there = CALENDAR.add_workdays(start, count)
    assert there.day is not None
    assert CALENDAR.workdays_before(there.day, count).day == start


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_months_keep_the_day_or_take_the_months_end(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(KNOWN, st.integers(0, 60))
def test_every_sentence_shows_start_and_end(start: date, count: int) -> None:
    for term in TERMS:
        found = term(start, count % 4 if term == CALENDAR.add_months else count)
        assert start.isoformat() in found.text
        if isinstance(found, DueDate):
            assert found.day.isoformat() in found.text
            assert not {"，，", "  "} & {found.text[i : i + 2] for i in range(len(found.text))}
            for jump in found.jumped:
                assert jump.name in found.text
        else:
            assert found.notices[0] in found.text
