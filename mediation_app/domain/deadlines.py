"""Deadlines (期限): a rule as data, a start, a calendar → a date that explains itself.

What a term is (amount, unit, what it counts from, whether it rolls, its article) stands in the
rule data; here is only the counting. A term without an amount (及时, 同时) has no date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mediation_app.domain import calendar as cal
from mediation_app.domain.calendar import Due, DueDate, Pending, WorkCalendar
from mediation_app.domain.explain import Explained, Source
from mediation_app.errors import InvalidInput


class Unit(StrEnum):
    """What a term counts."""

    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"
    NONE = "none"


UNIT_NAMES = {
    Unit.WORKDAY: "个工作日",
    Unit.DAY: "日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.HOUR: "小时",
    Unit.NONE: "",
}


class Direction(StrEnum):
    """Whether the term runs forward from its start or must lie before it."""

    AFTER = "after"
    BEFORE = "before"


class Bound(StrEnum):
    """Whether the date is the last day to act or the first day on which one may act."""

    LATEST = "latest"
    EARLIEST = "earliest"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """One deadline of the rule data. ``start`` names the fact it counts from."""

    id: str
    label: str
    start: str
    start_label: str
    source: Source
    amount: int | None = None
    unit: Unit = Unit.NONE
    direction: Direction = Direction.AFTER
    bound: Bound = Bound.LATEST
    roll: bool = True
    more_than: bool = False
    profile_key: str = ""
    actor: str = ""
    note: str = ""

    @property
    def term(self) -> str:
        """``3 个工作日``; empty when the rule names no number."""
        return "" if self.amount is None else f"{self.amount} {UNIT_NAMES[self.unit]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A reckoned deadline: its rule, its date (or 待定) and one Chinese sentence."""

    rule: DeadlineRule
    due: Due
    text: str

    @property
    def day(self) -> date | None:
        """The date; None while 待定."""
        return self.due.day

    @property
    def nominal(self) -> date | None:
        """The day before any roll over holidays: what is certain while the date is 待定."""
        return self.due.nominal

    @property
    def pending(self) -> bool:
        """Whether a holiday table is missing."""
        return isinstance(self.due, Pending)

    @property
    def explained(self) -> Explained[date | None]:
        """The same as an explained value with its source."""
        return Explained(value=self.due.day, text=self.text, sources=(self.rule.source,))


def reckon(
    rule: DeadlineRule, start: date, calendar: WorkCalendar, *, amount: int | None = None
) -> Deadline | None:
    """The deadline of a rule for the day its start happened; None when the rule has no number.

    ``amount`` is the office's own number (profile) in the rule's unit. Terms of hours need a
    moment: use ``reckon_moment``.
    """
    if isinstance(start, datetime):
        start = start.date()
    number = rule.amount if amount is None else amount
    if number is None or rule.unit is Unit.NONE:
        return None
    if number < 0:
        raise InvalidInput("domain.term_negative")
    due = _count(rule, start, calendar, number)
    if rule.more_than and isinstance(due, DueDate):
        day = due.day + timedelta(days=1)
        due = DueDate(
            day=day,
            text=f"{due.text}，超过该期限的首日 {cal.show(day)}",
            start=start,
            counted=due.counted,
            jumped=due.jumped,
            nominal=due.nominal,
        )
    return Deadline(rule=rule, due=due, text=f"{rule.label}：{due.text}（{rule.source}）")


def _count(rule: DeadlineRule, start: date, calendar: WorkCalendar, number: int) -> Due:
    label, roll = rule.start_label, rule.roll
    if rule.direction is Direction.BEFORE:
        if rule.unit is Unit.WORKDAY:
            return calendar.workdays_before(start, number, label=label)
        if rule.unit is Unit.DAY:
            return calendar.days_before(start, number, roll=roll, label=label)
        raise InvalidInput("domain.term_unit", unit=rule.unit.value)
    if rule.unit is Unit.WORKDAY:
        return calendar.add_workdays(start, number, label=label)
    if rule.unit is Unit.DAY:
        return calendar.add_days(start, number, roll=roll, label=label)
    if rule.unit is Unit.MONTH:
        return calendar.add_months(start, number, roll=roll, label=label)
    if rule.unit is Unit.YEAR:
        return calendar.add_years(start, number, roll=roll, label=label)
    raise InvalidInput("domain.term_unit", unit=rule.unit.value)


class WindowMode(StrEnum):
    """How the rescue window of seven days is counted (profile ``window_mode``)."""

    HOURS = "hours168"
    CALENDAR_DAY = "calendar_day"


def window_end(start: datetime, hours: int, mode: WindowMode) -> Explained[datetime]:
    """The end of the rescue window: to the hour, or at 24:00 of its last day.

    With ``CALENDAR_DAY`` the start day is not counted; the value is then 00:00 of the day after,
    so that in both modes a service lies inside when it starts *before* the value.
    """
    shown = f"{start:%Y-%m-%d %H:%M}"
    if mode is WindowMode.HOURS:
        end = cal.add_hours(start, hours)
        text = f"接受抢救 {shown} + {hours} 小时 = {end:%Y-%m-%d %H:%M}"
    else:
        days = hours // 24
        end = cal.end_of_day_after(start, days)
        last = end - timedelta(days=1)
        text = f"接受抢救 {shown} 起 {days} 日（当日不计） = {last:%Y-%m-%d} 24:00"
    return Explained(value=end, text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRun:
    """A stretch during which a paused clock ran: from (day not counted) to (last day counted)."""

    start: date
    stop: date


def resume(runs: tuple[ClockRun, ...], resumed: date, count: int, calendar: WorkCalendar) -> Due:
    """The end of a paused term of working days (clock mode ``pause``).

    Working days already used in ``runs`` come off; the rest runs from ``resumed``, that day not
    counted.
    """
    used = 0
    for run in runs:
        day = run.start
        while day < run.stop:
            day += timedelta(days=1)
            try:
                used += calendar.is_workday(day)
            except cal.UnknownYearError as missing:
                return Pending(
                    missing_years=(missing.year,),
                    text=f"待定，缺少 {missing.year} 年放假安排",
                    start=run.start,
                )
    left = max(count - used, 0)
    return calendar.add_workdays(resumed, left, label=f"已用 {used} 个工作日，恢复计算")
