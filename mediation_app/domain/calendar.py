"""The work calendar: working days with 调休, terms in days, months and years, and 待定.

The start day never counts (民法典第201条). A term of months ends on the same day number or at the
month's end (第202条). A term that ends on a day off ends on the next working day (第203条).
Holiday tables are data; a day of a year whose table is missing is never guessed: the answer is
``Pending`` and names the missing year.
"""

from __future__ import annotations

import calendar as _months
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mediation_app.errors import InvalidInput

_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayYear:
    """One year's State Council notice: days off with their names, weekends that are worked."""

    year: int
    off: Mapping[date, str]
    worked: frozenset[date]
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A run of days that a term jumped over, with the reason (国庆节, 周末)."""

    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """A reckoned date: the days counted, what was jumped over, and one sentence."""

    day: date
    text: str
    start: date
    counted: tuple[date, ...] = ()
    jumped: tuple[Jump, ...] = ()
    nominal: date | None = None
    missing_years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """待定: the term needs holiday tables that are not there yet.

    ``nominal`` is the day before any roll where that much is certain, ``known`` the last day that
    could still be judged.
    """

    missing_years: tuple[int, ...]
    text: str
    start: date
    nominal: date | None = None
    known: date | None = None
    day: None = None


Due = DueDate | Pending


class UnknownYearError(LookupError):
    """Internal: the calendar has no table for this year."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(year)


def add_months(start: date, months: int) -> date:
    """The same day number ``months`` later (or earlier), or the end of that month."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise InvalidInput("domain.date_out_of_range")
    return date(year, month + 1, min(start.day, _months.monthrange(year, month + 1)[1]))


def add_years(start: date, years: int) -> date:
    """The anniversary; of 29 February in a common year it is 28 February."""
    return add_months(start, 12 * years)


def first_day_after_years(start: date, years: int) -> date:
    """The first day that is *more than* ``years`` years later: the day after the anniversary."""
    return add_years(start, years) + _DAY


def full_years(born: date, on: date) -> int:
    """Completed years of age (周岁) on a day; negative before birth."""
    years = on.year - born.year
    return years - 1 if on < add_years(born, years) else years


def add_hours(start: datetime, hours: int) -> datetime:
    """A term of hours runs from the moment itself (自……之时起)."""
    return start + timedelta(hours=hours)


def end_of_day_after(start: datetime, days: int) -> datetime:
    """24:00 of the ``days``-th day, the start day not counted, as 00:00 of the day after."""
    return datetime.combine(start.date() + (days + 1) * _DAY, time(), start.tzinfo)


def weekday_name(day: date) -> str:
    """``星期三``."""
    return "星期" + _WEEKDAYS[day.weekday()]


class WorkCalendar:
    """Working days by the loaded holiday tables."""

    def __init__(self, years: Iterable[HolidayYear]) -> None:
        self._tables = {table.year: table for table in years}
        self._off: dict[date, str] = {}
        self._worked: set[date] = set()
        for table in self._tables.values():
            self._off.update(table.off)
            self._worked.update(table.worked)

    @property
    def years(self) -> tuple[int, ...]:
        """The years with a table, oldest first."""
        return tuple(sorted(self._tables))

    def table(self, year: int) -> HolidayYear | None:
        """The year's table, None when it is missing."""
        return self._tables.get(year)

    def knows(self, year: int) -> bool:
        """Whether the year's table is there."""
        return year in self._tables

    def day_off(self, day: date) -> str | None:
        """Why the day is off (国庆节, 周末), None for a working day. Raises UnknownYearError."""
        if day.year not in self._tables:
            raise UnknownYearError(day.year)
        if name := self._off.get(day):
            return name
        if day in self._worked or day.weekday() < 5:
            return None
        return "周末"

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked. Raises UnknownYearError when its year has no table."""
        return self.day_off(day) is None

    def is_makeup_day(self, day: date) -> bool:
        """Whether the day is a weekend that is worked (调休上班)."""
        return day in self._worked

    # Terms ------------------------------------------------------------------------------------

    def add_workdays(self, start: date, count: int, *, label: str = "") -> Due:
        """``count`` working days after ``start``, the start day not counted."""
        return self._count(start, count, +1, label)

    def workdays_before(self, start: date, count: int, *, label: str = "") -> Due:
        """``count`` working days before ``start``."""
        return self._count(start, count, -1, label)

    def add_days(self, start: date, count: int, *, roll: bool = True, label: str = "") -> Due:
        """A term of calendar days."""
        nominal = _shift(start, count)
        return self._finish(start, nominal, f"{count} 日", label, "+", roll=roll)

    def add_months(self, start: date, count: int, *, roll: bool = True, label: str = "") -> Due:
        """A term of months."""
        nominal = add_months(start, count)
        return self._finish(start, nominal, f"{count} 个月", label, "+", roll=roll)

    def add_years(self, start: date, count: int, *, roll: bool = True, label: str = "") -> Due:
        """A term of years."""
        nominal = add_years(start, count)
        return self._finish(start, nominal, f"{count} 年", label, "+", roll=roll)

    def days_before(self, start: date, count: int, *, roll: bool = True, label: str = "") -> Due:
        """``count`` calendar days before; a day off moves to the working day before."""
        nominal = _shift(start, -count)
        return self._finish(start, nominal, f"{count} 日", label, "−", roll=roll)

    def roll(self, day: date, *, label: str = "") -> Due:
        """The day itself, or the next working day when it is off (民法典第203条)."""
        return self._finish(day, day, "", label, "+", roll=True)

    def plain(self, day: date, *, label: str = "") -> Due:
        """The day itself, never moved."""
        return self._finish(day, day, "", label, "+", roll=False)

    # The work ---------------------------------------------------------------------------------

    def _count(self, start: date, count: int, step: int, label: str) -> Due:
        if count < 0:
            raise InvalidInput("domain.term_negative")
        day, counted, off = start, list[date](), list[tuple[date, str]]()
        try:
            while len(counted) < count:
                day = _shift(day, step)
                if (name := self.day_off(day)) is None:
                    counted.append(day)
                else:
                    off.append((day, name))
        except UnknownYearError as missing:
            known = day - step * _DAY
            return self._pending(start, missing.year, f"{count} 个工作日", label, known=known)
        jumped = _runs(off)
        made_up = tuple(d for d in counted if self.is_makeup_day(d))
        sign = "+" if step > 0 else "−"
        text = f"{label or '起算日'} {show(start)} {sign} {count} 个工作日 = {show(day)}"
        remarks = []
        if counted:
            remarks.append("计入 " + "、".join(_short(d, start) for d in counted))
        if jumped:
            remarks.append("跳过 " + "、".join(_show_jump(jump, start) for jump in jumped))
        if made_up:
            remarks.append("调休上班 " + "、".join(_short(d, start) for d in made_up))
        if remarks:
            text += f"（{'；'.join(remarks)}）"
        return DueDate(
            day=day, text=text, start=start, counted=tuple(counted), jumped=jumped, nominal=day
        )

    def _finish(
        self, start: date, nominal: date, amount: str, label: str, sign: str, *, roll: bool
    ) -> Due:
        head = f"{label or '起算日'} {show(start)}"
        if amount:
            head += f" {sign} {amount} = {show(nominal)}"
        if not roll:
            return DueDate(day=nominal, text=head, start=start, nominal=nominal)
        step = 1 if sign == "+" else -1
        day, off = nominal, list[tuple[date, str]]()
        try:
            while (name := self.day_off(day)) is not None:
                off.append((day, name))
                day = _shift(day, step)
        except UnknownYearError as missing:
            return self._pending(start, missing.year, amount, label, nominal=nominal)
        if off:
            jumped = _runs(off)
            way = "顺延至" if step > 0 else "提前至"
            passed = "、".join(_show_jump(jump, start) for jump in jumped)
            head += f"，遇{passed}，{way} {show(day)}"
        return DueDate(day=day, text=head, start=start, jumped=_runs(off), nominal=nominal)

    def _pending(
        self,
        start: date,
        year: int,
        amount: str,
        label: str,
        *,
        nominal: date | None = None,
        known: date | None = None,
    ) -> Pending:
        head = f"{label or '起算日'} {show(start)}" + (f" + {amount}" if amount else "")
        if nominal is not None:
            head += f" = {show(nominal)}，是否顺延"
        text = f"{head}：待定，缺少 {year} 年放假安排"
        return Pending(missing_years=(year,), text=text, start=start, nominal=nominal, known=known)


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise InvalidInput("domain.date_out_of_range") from None


def show(day: date) -> str:
    """``2026-10-14``."""
    return day.isoformat()


def _short(day: date, start: date) -> str:
    return f"{day:%m-%d}" if day.year == start.year else day.isoformat()


def _show_jump(jump: Jump, start: date) -> str:
    days = _short(jump.first, start)
    if jump.last != jump.first:
        days += "至" + _short(jump.last, start)
    return f"{days} {jump.name}"


def _runs(off: Iterable[tuple[date, str]]) -> tuple[Jump, ...]:
    runs: list[Jump] = []
    for day, name in sorted(off):
        if runs and runs[-1].name == name and day - runs[-1].last == _DAY:
            runs[-1] = Jump(first=runs[-1].first, last=day, name=name)
        else:
            runs.append(Jump(first=day, last=day, name=name))
    return tuple(runs)
