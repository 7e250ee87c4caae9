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

from mediation_app.domain import term_text as words
from mediation_app.domain.term_text import Jump
from mediation_app.errors import InvalidInput

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayYear:
    """One year's State Council notice: days off with their names, weekends that are worked."""

    year: int
    off: Mapping[date, str]
    worked: frozenset[date]
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """A reckoned date: the days counted, what was jumped over, and one sentence.

    ``made_up`` are the weekends among the counted days that are worked (调休上班).
    """

    day: date
    text: str
    start: date
    counted: tuple[date, ...] = ()
    jumped: tuple[Jump, ...] = ()
    made_up: tuple[date, ...] = ()
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

    @property
    def notices(self) -> tuple[str, ...]:
        """The State Council notices that are missing, by their names."""
        return tuple(words.notice_name(year) for year in self.missing_years)


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
    return "星期" + words.weekday(day)[-1]


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
        return words.WEEKEND

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
        """A term of calendar days; none at all is the day itself."""
        amount = f"{count} 日" if count else ""
        return self._finish(start, _shift(start, count), amount, label, roll=roll)

    def add_months(self, start: date, count: int, *, roll: bool = True, label: str = "") -> Due:
        """A term of months."""
        nominal = add_months(start, count)
        return self._finish(start, nominal, f"{count} 个月", label, roll=roll, by_month=True)

    def add_years(self, start: date, count: int, *, roll: bool = True, label: str = "") -> Due:
        """A term of years."""
        nominal = add_years(start, count)
        return self._finish(start, nominal, f"{count} 年", label, roll=roll, by_month=True)

    def days_before(self, start: date, count: int, *, roll: bool = True, label: str = "") -> Due:
        """``count`` calendar days before; a day off moves to the working day before."""
        nominal = _shift(start, -count)
        return self._finish(start, nominal, f"{count} 日", label, roll=roll, back=True)

    def roll(self, day: date, *, label: str = "") -> Due:
        """The day itself, or the next working day when it is off (民法典第203条)."""
        return self._finish(day, day, "", label, roll=True)

    def plain(self, day: date, *, label: str = "") -> Due:
        """The day itself, never moved."""
        return self._finish(day, day, "", label, roll=False)

    # The work ---------------------------------------------------------------------------------

    def _count(self, start: date, count: int, step: int, label: str) -> Due:
        if count < 0:
            raise InvalidInput("domain.term_negative")
        back = step < 0
        head = words.head(label, start, f"{count} 个工作日", back=back)
        day, counted, off = start, list[date](), list[tuple[date, str]]()
        try:
            while len(counted) < count:
                following = _shift(day, step)
                if (name := self.day_off(following)) is None:
                    counted.append(following)
                else:
                    off.append((following, name))
                day = following
        except UnknownYearError as missing:
            text = f"{head}，{'前推至' if back else '计至'} {show(day)}"
            text += f"，余 {count - len(counted)} 个工作日{words.missing(missing.year)}"
            return Pending(missing_years=(missing.year,), text=text, start=start, known=day)
        jumped = words.runs(off)
        made_up = tuple(sorted(d for d in counted if self.is_makeup_day(d)))
        text = head + words.counting(jumped, made_up, start)
        text += f"，{'至迟' if back else '至'} {show(day)}" + words.listed(counted, start)
        return DueDate(
            day=day,
            text=text,
            start=start,
            counted=tuple(counted),
            jumped=jumped,
            made_up=made_up,
            nominal=day,
        )

    def _finish(
        self,
        start: date,
        nominal: date,
        amount: str,
        label: str,
        *,
        roll: bool,
        back: bool = False,
        by_month: bool = False,
    ) -> Due:
        head = words.head(label, start, amount, back=back)
        if by_month:
            head += words.month_end(start, nominal)
        until = ("，至迟 " if back else "，至 ") + show(nominal) if amount else ""
        if not roll:
            kept = self._kept(nominal) if amount else ""
            return DueDate(day=nominal, text=head + until + kept, start=start, nominal=nominal)
        day, off = nominal, list[tuple[date, str]]()
        try:
            while (name := self.day_off(day)) is not None:
                off.append((day, name))
                day = _shift(day, -1 if back else 1)
        except UnknownYearError as missing:
            moved = "提前" if back else "顺延"
            text = f"{head}{until}，是否{moved}{words.missing(missing.year)}"
            return Pending(missing_years=(missing.year,), text=text, start=start, nominal=nominal)
        jumped = words.runs(off)
        if jumped:
            landed = words.landing(nominal, day, jumped, back=back)
            # A bare day is already in the head: 第 3 期应还日 2026-10-05 为国庆节假期.
            text = head + (f"，{landed}" if amount else landed.removeprefix(nominal.isoformat()))
        else:
            text = head + until
        if self.is_makeup_day(day):
            text += f"，当日{words.worked(day)}"
        return DueDate(day=day, text=text, start=start, jumped=jumped, nominal=nominal)

    def _kept(self, nominal: date) -> str:
        """The remark of a term that does not roll although its last day is off."""
        if not self.knows(nominal.year) or (name := self.day_off(nominal)) is None:
            return ""
        return f"，当日为{words.holiday(name)}，不顺延"


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise InvalidInput("domain.date_out_of_range") from None


def show(day: date) -> str:
    """``2026-10-14``."""
    return day.isoformat()
