"""Deadline rules: counting, more-than terms, moments, the paused clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mediation_app.domain.calendar import DueDate
from mediation_app.domain.deadlines import (
    Bound,
    ClockRun,
    DeadlineRule,
    Direction,
    Unit,
    WindowMode,
    is_day_of_year,
    reckon,
    reckon_moment,
    resume,
    window_end,
)
from mediation_app.domain.explain import Source, Sureness
from mediation_app.domain.moments import OFFICE_TIME
from mediation_app.errors import InvalidInput
from mediation_app.rulebook import Rulebook

CALENDAR = Rulebook.open("371524").calendar()


def rule(unit: Unit, amount: int | None = 3, **more: object) -> DeadlineRule:
    return DeadlineRule(
        id="x",
        label="期限",
        start="start",
        start_label="起算",
        source=Source(text="某条", sureness=Sureness.UNVERIFIED),
        unit=unit,
        amount=amount,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("unit", "due"),
    [
        (Unit.WORKDAY, date(2026, 10, 9)),
        (Unit.DAY, date(2026, 10, 8)),
        (Unit.MONTH, date(2026, 12, 29)),
    ],
)
def test_units(unit: Unit, due: date) -> None:
    found = reckon(rule(unit), date(2026, 9, 29), CALENDAR)
    assert found is not None
    assert found.day == due
    assert found.text.startswith("期限：起算 2026-09-29 起 3 ")
    assert found.text.endswith("，依据某条（待核实）")
    assert found.explained.value == due
    assert found.explained.unverified
    assert not found.pending


def test_years_moments_and_own_numbers() -> None:
    yearly = reckon(rule(Unit.YEAR, 1, roll=False), date(2024, 2, 29), CALENDAR)
    assert yearly is not None
    assert yearly.day == date(2025, 2, 28)
    own = reckon(rule(Unit.WORKDAY), date(2026, 9, 29), CALENDAR, amount=1)
    assert own is not None
    assert own.day == date(2026, 9, 30)
    moment = reckon(rule(Unit.DAY), datetime(2026, 9, 29, 4, tzinfo=UTC), CALENDAR)
    assert moment is not None
    assert moment.due.start == date(2026, 9, 29)
    with pytest.raises(InvalidInput):
        reckon(rule(Unit.DAY), date(2026, 9, 29), CALENDAR, amount=-1)


def test_more_than_is_the_day_after() -> None:
    more = rule(Unit.YEAR, 3, roll=False, more_than=True, bound=Bound.EARLIEST)
    found = reckon(more, date(2023, 3, 10), CALENDAR)
    assert found is not None
    assert found.day == date(2026, 3, 11)
    assert found.text == (
        "期限：起算 2023-03-10 起 3 年，首日不计，至 2026-03-10，超过 3 年自 2026-03-11 起"
        "，依据某条（待核实）"
    )
    pending = reckon(rule(Unit.YEAR, 3, more_than=True), date(2026, 3, 10), CALENDAR)
    assert pending is not None
    assert pending.pending


def test_before() -> None:
    early = reckon(rule(Unit.WORKDAY, direction=Direction.BEFORE), date(2026, 10, 12), CALENDAR)
    assert early is not None
    assert early.day == date(2026, 10, 8)
    with pytest.raises(InvalidInput):
        reckon(rule(Unit.MONTH, direction=Direction.BEFORE), date(2026, 10, 12), CALENDAR)


def test_no_number_no_date() -> None:
    assert reckon(rule(Unit.NONE, None), date(2026, 9, 29), CALENDAR) is None
    assert rule(Unit.NONE, None).term == ""
    assert rule(Unit.WORKDAY).term == "3 个工作日"
    with pytest.raises(InvalidInput):
        reckon(rule(Unit.HOUR), date(2026, 9, 29), CALENDAR)


NIGHT = datetime(2026, 2, 13, 22, 30, tzinfo=OFFICE_TIME)


@pytest.mark.parametrize("start", [NIGHT, NIGHT.astimezone(UTC), NIGHT.replace(tzinfo=None)])
def test_the_window_runs_on_the_clock_of_the_office(start: datetime) -> None:
    end = window_end(start, 168, WindowMode.HOURS)
    assert end.text == "接受抢救 2026-02-13 22:30 起 168 小时，至 2026-02-20 22:30"
    assert end.value == start + timedelta(hours=168)
    # 22:30 in the county is 14:30 UTC: the day must be the county's, whatever the moment is in.
    days = window_end(start, 168, WindowMode.CALENDAR_DAY)
    assert days.text == "接受抢救 2026-02-13 22:30 起 7 日，首日不计，至 2026-02-20 24:00"
    midnight = datetime(2026, 2, 21, tzinfo=OFFICE_TIME)
    assert days.value == (midnight if start.tzinfo else midnight.replace(tzinfo=None))


def test_a_moment_after_midnight_belongs_to_the_office_day() -> None:
    found = reckon(rule(Unit.DAY), datetime(2026, 11, 2, 17, tzinfo=UTC), CALENDAR)
    assert found is not None
    assert found.due.start == date(2026, 11, 3)
    naive = reckon(rule(Unit.DAY), datetime(2026, 11, 2, 17), CALENDAR)  # noqa: DTZ001
    assert naive is not None
    assert naive.due.start == date(2026, 11, 2)


def test_terms_of_hours() -> None:
    window = Rulebook.open("371524").deadline("fund.window")
    end = reckon_moment(window, NIGHT)
    assert end.value == NIGHT + timedelta(hours=168)
    assert end.text == (
        "抢救费用时限：接受抢救 2026-02-13 22:30 起 168 小时，至 2026-02-20 22:30"
        "，依据《道路交通事故社会救助基金管理办法》（令第107号）"
    )
    assert end.sources == (window.source,)
    assert reckon_moment(window, NIGHT, hours=72).value == NIGHT + timedelta(hours=72)
    for wrong in (
        lambda: reckon_moment(rule(Unit.DAY), NIGHT),
        lambda: reckon_moment(window, NIGHT, hours=-1),
    ):
        with pytest.raises(InvalidInput):
            wrong()


def test_by_a_fixed_day_of_the_next_year() -> None:
    report = rule(Unit.NEXT_YEAR, None, fixed="02-01", roll=False)
    found = reckon(report, date(2026, 6, 30), CALENDAR)
    assert found is not None
    assert (found.day, found.pending) == (date(2027, 2, 1), False)
    assert found.text == "期限：起算 2026 年，次年 2 月 1 日前，至迟 2027-02-01，依据某条（待核实）"
    assert report.term == "次年 2 月 1 日前"
    rolling = reckon(rule(Unit.NEXT_YEAR, None, fixed="05-01"), date(2025, 1, 1), CALENDAR)
    assert rolling is not None
    assert (rolling.day, rolling.nominal) == (date(2026, 5, 6), date(2026, 5, 1))
    assert "至迟 2026-05-01 为劳动节假期，顺延至 2026-05-06" in rolling.text
    waiting = reckon(rule(Unit.NEXT_YEAR, None, fixed="05-01"), date(2026, 1, 1), CALENDAR)
    assert waiting is not None
    assert waiting.pending
    assert waiting.nominal == date(2027, 5, 1)
    with pytest.raises(InvalidInput):
        reckon(report, date(9999, 1, 1), CALENDAR)
    good = [is_day_of_year(day) for day in ("02-01", "12-31", "02-29", "2-1", "13-01", "")]
    assert good == [True, True, False, False, False, False]


def test_a_paused_clock() -> None:
    runs = (ClockRun(start=date(2026, 9, 18), stop=date(2026, 9, 21)),)
    assert resume(runs, date(2026, 9, 24), 3, CALENDAR).day == date(2026, 9, 28)
    assert resume((), date(2026, 9, 24), 3, CALENDAR).day == date(2026, 9, 30)
    used_up = (ClockRun(start=date(2026, 9, 1), stop=date(2026, 9, 21)),)
    assert resume(used_up, date(2026, 9, 24), 3, CALENDAR).day == date(2026, 9, 24)
    # Nothing left and back on a Saturday: the next working day, not the Saturday.
    assert resume(used_up, date(2026, 9, 26), 3, CALENDAR).day == date(2026, 9, 28)
    left = resume(runs, date(2026, 9, 24), 3, CALENDAR)
    assert isinstance(left, DueDate)
    assert left.text.startswith("已用 2 个工作日，恢复计算 2026-09-24 起 1 个工作日，首日不计")
    unknown = (ClockRun(start=date(2026, 12, 30), stop=date(2027, 1, 8)),)
    assert resume(unknown, date(2027, 1, 9), 3, CALENDAR).missing_years == (2027,)  # type: ignore[union-attr]


# Every row of the rules ---------------------------------------------------------------------------

BOOK = Rulebook.open("371524")
EVERY = list(BOOK.deadlines().values())


@pytest.mark.parametrize("number", range(1, 27))
def test_every_row_of_the_fund_table_is_there(number: int) -> None:
    assert f"fund.D{number:02}" in BOOK.deadlines()


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.id)
@pytest.mark.parametrize("start", [date(2026, 9, 18), date(2026, 9, 29), date(2026, 12, 30)])
def test_every_row_explains_itself_in_one_sentence(each: DeadlineRule, start: date) -> None:
    assert each.label
    assert each.start_label
    assert each.source.text
    if each.unit is Unit.HOUR:
        return
    found = BOOK.reckon(each.id, start)
    if found is None:
        assert each.amount is None
        return
    assert found.text.startswith(f"{each.label}：{each.start_label} {start.year}")
    assert found.text.endswith(f"，依据{each.source}")
    opening = found.text.split("：", 1)[-1].split("，", 1)[0]
    assert opening.startswith(each.start_label)  # what lists show of it
    assert "）（" not in found.text
    assert len(found.text) <= 200  # the line it is kept in
    assert "。" not in found.text
    assert found.text.count("待核实") <= found.text.count("（")
    if found.day is None:
        assert "待定，缺少国务院办公厅关于202" in found.text
        assert each.unit is Unit.WORKDAY or found.nominal is not None
    else:
        assert found.day.isoformat() in found.text
    if each.bound is Bound.EARLIEST and each.unit is not Unit.WORKDAY:
        assert not each.roll
    if "撤销" in each.label:
        assert not each.roll
