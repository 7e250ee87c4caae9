"""Stretches that figures are told for: a month, a quarter, a year; their names and neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from mediation_app.domain.calendar import add_months
from mediation_app.domain.fund_returns import ReturnPeriod
from mediation_app.errors import InvalidInput

_LONG = {ReturnPeriod.MONTH: 1, ReturnPeriod.QUARTER: 3, ReturnPeriod.YEAR: 12}
_QUARTERS = "一二三四"
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One month, quarter or year of the calendar."""

    since: date
    kind: ReturnPeriod

    @property
    def until(self) -> date:
        """Its last day."""
        return add_months(self.since, _LONG[self.kind]) - timedelta(days=1)

    @property
    def code(self) -> str:
        """``2026-09``, ``2026Q3``, ``2026``."""
        if self.kind is ReturnPeriod.MONTH:
            return f"{self.since:%Y-%m}"
        return (
            f"{self.since.year}Q{self._quarter}"
            if self.kind is ReturnPeriod.QUARTER
            else str(self.since.year)
        )

    @property
    def label(self) -> str:
        """``2026年9月``, ``2026年第三季度``, ``2026年``."""
        return f"{self.since.year}年{self.short if self.kind is not ReturnPeriod.YEAR else ''}"

    @property
    def short(self) -> str:
        """Within its year: ``9月``, ``第三季度``; ``2026年``."""
        if self.kind is ReturnPeriod.MONTH:
            return f"{self.since.month}月"
        if self.kind is ReturnPeriod.QUARTER:
            return f"第{_QUARTERS[self._quarter - 1]}季度"
        return f"{self.since.year}年"

    @property
    def _quarter(self) -> int:
        return (self.since.month - 1) // 3 + 1

    def after(self, count: int = 1) -> Span:
        """The span of the same length ``count`` later; negative: earlier."""
        return Span(add_months(self.since, count * _LONG[self.kind]), self.kind)


def span_of(kind: ReturnPeriod, day: date) -> Span:
    """The span of a length that a day lies in."""
    month = 1 if kind is ReturnPeriod.YEAR else day.month
    if kind is ReturnPeriod.QUARTER:
        month -= (month - 1) % 3
    return Span(date(day.year, month, 1), kind)


def read_span(text: str) -> Span:
    """The span of a code. Raises InvalidInput ``returns.no_period``."""
    found = re.fullmatch(r"(\d{4})(?:Q([1-4])|-(\d{2}))?", text.strip().upper(), re.ASCII)
    if found is None or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        raise InvalidInput("returns.no_period", field="period", period=text)
    year = int(found[1])
    if found[2]:
        return Span(date(year, 3 * int(found[2]) - 2, 1), ReturnPeriod.QUARTER)
    if found[3]:
        if not 1 <= int(found[3]) <= 12:
            raise InvalidInput("returns.no_period", field="period", period=text)
        return Span(date(year, int(found[3]), 1), ReturnPeriod.MONTH)
    return Span(date(year, 1, 1), ReturnPeriod.YEAR)


def spans_between(kind: ReturnPeriod, since: date, until: date) -> tuple[Span, ...]:
    """All spans of a length that touch a stretch of days, the earliest first."""
    found: list[Span] = []
    one = span_of(kind, since)
    while one.since <= until:
        found.append(one)
        one = one.after()
    return tuple(found)


def year_before(day: date) -> date:
    """The same day a year earlier (29 February: the 28th)."""
    return add_months(day, -12)


def end_year_before(day: date) -> date:
    """The end of a stretch a year earlier: the end of a month stays the end of its month."""
    if (day + timedelta(days=1)).day == 1:
        return add_months(day.replace(day=1), -11) - timedelta(days=1)
    return year_before(day)
