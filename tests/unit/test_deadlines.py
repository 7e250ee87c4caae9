"""Deadline rules: counting, more-than terms, moments, the paused clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mediation_app.domain.deadlines import (
    Bound,
    ClockRun,
    DeadlineRule,
    Direction,
    Unit,
    WindowMode,
    reckon,
    resume,
    window_end,
)
from mediation_app.domain.explain import Source, Sureness
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
    assert found.text.startswith("期限：起算 2026-09-29 + 3 ")
    assert found.text.endswith("（某条（待核实））")
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
    assert "首日 2026-03-11" in found.text
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


def test_the_window_to_the_hour() -> None:
    end = window_end(datetime(2026, 2, 13, 14, 30, tzinfo=UTC), 168, WindowMode.HOURS)
    assert end.value == datetime(2026, 2, 20, 14, 30, tzinfo=UTC)
    assert end.text == "接受抢救 2026-02-13 14:30 + 168 小时 = 2026-02-20 14:30"


def test_a_paused_clock() -> None:
    runs = (ClockRun(start=date(2026, 9, 18), stop=date(2026, 9, 21)),)
    assert resume(runs, date(2026, 9, 24), 3, CALENDAR).day == date(2026, 9, 28)
    assert resume((), date(2026, 9, 24), 3, CALENDAR).day == date(2026, 9, 30)
    used_up = (ClockRun(start=date(2026, 9, 1), stop=date(2026, 9, 21)),)
    assert resume(used_up, date(2026, 9, 24), 3, CALENDAR).day == date(2026, 9, 24)
    unknown = (ClockRun(start=date(2026, 12, 30), stop=date(2027, 1, 8)),)
    assert resume(unknown, date(2027, 1, 9), 3, CALENDAR).missing_years == (2027,)  # type: ignore[union-attr]
