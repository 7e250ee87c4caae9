"""Deadlines (期限): a rule as data, a start, a calendar → a date that explains itself.

What a term is (amount, unit, what it counts from, whether it rolls, its article) stands in the
rule data; here is only the counting. A term without an amount (及时, 同时) has no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from mediation_app.domain import calendar as cal
from mediation_app.domain import term_text
from mediation_app.domain.calendar import Due, DueDate, Pending, WorkCalendar
from mediation_app.domain.explain import Explained, Source
from mediation_app.domain.moments import local_day, local_moment
from mediation_app.errors import InvalidInput


class Unit(StrEnum):
    """What a term counts."""

    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"
    NEXT_YEAR = "next_year"  # by a fixed day of the year after: ``fixed``
    NONE = "none"


UNIT_NAMES = {
    Unit.WORKDAY: "个工作日",
    Unit.DAY: "日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.HOUR: "小时",
    Unit.NEXT_YEAR: "次年",
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
    """One deadline of the rule data. ``start`` names the fact it counts from.

    ``fixed`` is the day (``02-01``) of a term that ends on a fixed day of the next year.
    """

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
    fixed: str = ""
    profile_key: str = ""
    actor: str = ""
    note: str = ""

    @property
    def term(self) -> str:
        """``3 个工作日``, ``次年 2 月 1 日前``; empty when the rule names no number."""
        if self.unit is Unit.NEXT_YEAR:
            month, day = _fixed(self.fixed)
            return f"次年 {month} 月 {day} 日前"
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
        start = local_day(start) if start.tzinfo else start.date()
    if rule.unit is Unit.NEXT_YEAR:
        due = _next_year(rule, start, calendar)
        return Deadline(rule=rule, due=due, text=f"{rule.label}：{due.text}，依据{rule.source}")
    number = rule.amount if amount is None else amount
    if number is None or rule.unit is Unit.NONE:
        return None
    if number < 0:
        raise InvalidInput("domain.term_negative")
    due = _count(rule, start, calendar, number)
    if rule.more_than and isinstance(due, DueDate):
        day = due.day + timedelta(days=1)
        term = f"{number} {UNIT_NAMES[rule.unit]}"
        due = replace(due, day=day, text=f"{due.text}，超过 {term}自 {cal.show(day)} 起")
    return Deadline(rule=rule, due=due, text=f"{rule.label}：{due.text}，依据{rule.source}")


def is_day_of_year(text: str) -> bool:
    """Whether the text is a day that every year has: ``02-01``, not ``02-29``."""
    if not re.fullmatch(r"\d{2}-\d{2}", text, re.ASCII):
        return False
    try:
        date(2001, *_fixed(text))
    except ValueError:
        return False
    return True


def _fixed(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _next_year(rule: DeadlineRule, start: date, calendar: WorkCalendar) -> Due:
    month, day = _fixed(rule.fixed)
    try:
        nominal = date(start.year + 1, month, day)
    except ValueError:
        raise InvalidInput("domain.date_out_of_range") from None
    head = f"{rule.start_label} {start.year} 年，{rule.term}"
    due = calendar.roll(nominal) if rule.roll else calendar.plain(nominal)
    text = due.text.removeprefix("起算日 ")
    return replace(due, start=start, text=f"{head}，至迟 {text}")


def _count(rule: DeadlineRule, start: date, calendar: WorkCalendar, number: int) -> Due:
    label, roll = rule.start_label, rule.roll
    if rule.unit is Unit.WORKDAY:
        count = calendar.workdays_before if _back(rule) else calendar.add_workdays
        return count(start, number, label=label)
    term = (_TERMS_BEFORE if _back(rule) else _TERMS_AFTER).get(rule.unit)
    if term is None:
        raise InvalidInput("domain.term_unit", unit=UNIT_NAMES[rule.unit])
    return term(calendar, start, number, roll=roll, label=label)


def _back(rule: DeadlineRule) -> bool:
    return rule.direction is Direction.BEFORE


_TERMS_AFTER = {
    Unit.DAY: WorkCalendar.add_days,
    Unit.MONTH: WorkCalendar.add_months,
    Unit.YEAR: WorkCalendar.add_years,
}
_TERMS_BEFORE = {Unit.DAY: WorkCalendar.days_before}


class WindowMode(StrEnum):
    """How the rescue window of seven days is counted (profile ``window_mode``)."""

    HOURS = "hours168"
    CALENDAR_DAY = "calendar_day"


def window_end(
    start: datetime, hours: int, mode: WindowMode, *, label: str = "接受抢救"
) -> Explained[datetime]:
    """The end of the rescue window: to the hour, or at 24:00 of its last day.

    With ``CALENDAR_DAY`` the start day is not counted; the value is then 00:00 of the day after,
    so that in both modes a service lies inside when it starts *before* the value. An aware start
    is read on the office's clock, for days and words alike.
    """
    if start.tzinfo is not None:
        start = local_moment(start)
    shown = f"{start:%Y-%m-%d %H:%M}"
    if mode is WindowMode.HOURS:
        end = cal.add_hours(start, hours)
        text = f"{label} {shown} 起 {hours} 小时，至 {end:%Y-%m-%d %H:%M}"
    else:
        days = hours // 24
        end = cal.end_of_day_after(start, days)
        last = end - timedelta(days=1)
        text = f"{label} {shown} 起 {days} 日，首日不计，至 {last:%Y-%m-%d} 24:00"
    return Explained(value=end, text=text)


def reckon_moment(
    rule: DeadlineRule,
    start: datetime,
    *,
    hours: int | None = None,
    mode: WindowMode = WindowMode.HOURS,
) -> Explained[datetime]:
    """The end of a term of hours, counted from the moment itself, as one sentence with its source.

    ``hours`` is the office's own number (profile). Raises InvalidInput for a rule of another unit.
    """
    number = rule.amount if hours is None else hours
    if rule.unit is not Unit.HOUR or number is None:
        raise InvalidInput("domain.term_unit", unit=UNIT_NAMES[rule.unit])
    if number < 0:
        raise InvalidInput("domain.term_negative")
    end = window_end(start, number, mode, label=rule.start_label)
    text = f"{rule.label}：{end.text}，依据{rule.source}"
    return Explained(value=end.value, text=text, sources=(rule.source,))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRun:
    """A stretch during which a paused clock ran: from (day not counted) to (last day counted)."""

    start: date
    stop: date


def resume(runs: tuple[ClockRun, ...], resumed: date, count: int, calendar: WorkCalendar) -> Due:
    """The end of a paused term of working days (clock mode ``pause``).

    Working days already used in ``runs`` come off; the rest runs from ``resumed``, that day not
    counted. With nothing left the term ends on that day, or the working day after.
    """
    used = 0
    for run in runs:
        day = run.start
        while day < run.stop:
            day += timedelta(days=1)
            try:
                used += calendar.is_workday(day)
            except cal.UnknownYearError as missing:
                text = f"恢复计算 {cal.show(resumed)}，{term_text.missing(missing.year)}"
                return Pending(missing_years=(missing.year,), text=text, start=run.start)
    if used >= count:
        return calendar.roll(resumed, label=f"{count} 个工作日已用完，恢复计算")
    return calendar.add_workdays(resumed, count - used, label=f"已用 {used} 个工作日，恢复计算")
