"""统计: what the window did by month, quarter or year, beside the year before; and the cases behind.

Partly gone years compare like with like: the year before is cut on the same day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mediation_app.clock import today
from mediation_app.domain.fund_report import covering, reach
from mediation_app.domain.fund_returns import ReturnPeriod
from mediation_app.domain.offices import Actor
from mediation_app.domain.records import ZERO
from mediation_app.domain.spans import Span, end_year_before, span_of, spans_between, year_before
from mediation_app.domain.statistics import (
    COLUMNS,
    Basis,
    CityFigure,
    Figures,
    SourceCount,
    Statistics,
    StatisticsRow,
    share,
)
from mediation_app.errors import InvalidInput, NotFound
from mediation_app.services.base import Context

if TYPE_CHECKING:
    from mediation_app.database.eligible_list import EligibleCursor
    from mediation_app.database.queries import CaseRow
    from mediation_app.database.statistics import PaidCase
    from mediation_app.documents.engine.api import Document
    from mediation_app.services.screening import EligiblePage

_MOST_YEARS = 10
_MOST_ROWS = 300
_YEARS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A choice of the chooser of spans: ``2026年1—11月``."""

    code: str
    label: str
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCases:
    """The cases behind a figure: ``total`` of them, the first rows of the list."""

    label: str
    total: int
    rows: tuple[CaseRow, ...]


class StatisticsService:
    """Use cases of the page 统计."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def stretches(self, grain: ReturnPeriod) -> tuple[Stretch, ...]:
        """What one may choose from, the present one first."""
        day = today(self._context.clock)
        if grain is ReturnPeriod.YEAR:
            first = date(day.year - _YEARS_SHOWN + 1, 1, 1)
            label = f"{first.year}—{day.year}年"
            return (Stretch(code="years", label=label, since=first, until=day),)
        found: list[Stretch] = []
        for year in range(day.year, day.year - _YEARS_SHOWN, -1):
            until = min(day, date(year, 12, 31))
            found.append(
                Stretch(
                    code=str(year),
                    label=_year_label(grain, year, until),
                    since=date(year, 1, 1),
                    until=until,
                )
            )
        return tuple(found)

    def page(
        self, actor: Actor, grain: ReturnPeriod, basis: Basis, since: date, until: date
    ) -> Statistics:
        """Everything the page shows. Raises InvalidInput for more than ten years."""
        day = today(self._context.clock)
        if until < since:
            raise InvalidInput("returns.bad_span", field="until")
        if (until.year - since.year) >= _MOST_YEARS:
            raise InvalidInput("returns.too_long", field="since")
        last_since, last_until = year_before(since), end_year_before(until)
        spans = spans_between(grain, since, until)
        now = self._load(actor, basis, since, until, day)
        then = self._load(actor, basis, last_since, last_until, day)
        count = _PER_YEAR[grain]
        rows = tuple(
            StatisticsRow(span=span, now=now.of(span), before=then.of(span.after(-count)))
            for span in spans
        )
        return Statistics(
            grain=grain,
            basis=basis,
            since=since,
            until=until,
            last_since=last_since,
            last_until=last_until,
            as_of=self._context.clock.now(),
            rows=rows,
            total=now.whole(),
            before=then.whole(),
            sources=self._sources(actor, since, until),
            city=(city := self._city(actor, now, since, until)),
            city_before=self._city(
                actor, then, last_since, end_year_before(city.until) if city else last_until
            ),
        )

    def _load(self, actor: Actor, basis: Basis, since: date, until: date, day: date) -> _Loaded:
        from mediation_app.database import statistics as sql

        unit = actor.unit_code
        with self._context.store.connection() as at:
            applied, confirmed = sql.confirmations(at, unit, basis, since, until)
            return _Loaded(
                counts={
                    "accepted": sql.accepted(at, unit, since, until),
                    "ended": sql.ended(at, unit, basis, since, until),
                    "agreed": sql.agreed(at, unit, basis, since, until),
                    "applied": applied,
                    "confirmed": confirmed,
                },
                sums={
                    "agreed_sum": sql.agreed_sums(at, unit, basis, since, until),
                    "recovered": sql.fund_recovered(at, unit, basis, since, until),
                },
                performed=sql.performed(at, unit, basis, since, until, day),
                paid=sql.fund_paid(at, unit, basis, since, until),
            )

    def _sources(self, actor: Actor, since: date, until: date) -> tuple[SourceCount, ...]:
        from mediation_app.database import statistics as sql

        with self._context.store.connection() as at:
            found = sql.sources(at, actor.unit_code, since, until)
        labels = self._context.rulebook.codes("case_sources")
        whole = Decimal(sum(found.values()))
        return tuple(
            SourceCount(
                code=code,
                label=labels[code].label if code in labels else code or "未填写",
                count=count,
                percent=share(Decimal(count), whole) or Decimal("0.0"),
            )
            for code, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        )

    def _city(self, actor: Actor, loaded: _Loaded, since: date, until: date) -> CityFigure | None:
        """What the city paid, as far as it was told without a gap, and what we paid by then."""
        from mediation_app.database.outside import outside_within

        with self._context.store.connection() as at:
            figures = outside_within(at, actor.unit_code, since, until)
        end = reach(figures, "city_advanced", since, until)
        if end is None:
            return None
        told = covering(figures, since, end)["city_advanced"]
        paid = loaded.paid_until(end)
        return CityFigure(until=end, told=told, paid=paid)

    def eligible_count(self, actor: Actor) -> int:
        """可垫付未申请: how many, counted up to the cap of lists."""
        from mediation_app.database import eligible_list

        with self._context.store.connection() as at:
            return eligible_list.count(at, actor.unit_code)

    def idle_months(self, actor: Actor) -> int:
        """How many months to this day the fund paid nothing (CHK-01)."""
        from mediation_app.database.fund_ever import idle_until

        with self._context.store.connection() as at:
            return idle_until(at, actor.unit_code, today(self._context.clock))[0]

    def eligible(
        self, actor: Actor, *, limit: int, after: EligibleCursor | None = None
    ) -> EligiblePage:
        """可垫付未申请, the most urgent first, each with its reason."""
        from mediation_app.services.screening import eligible_page

        return eligible_page(self._context, actor, limit=limit, after=after)

    # Behind the figures -----------------------------------------------------------------------

    def cases_behind(
        self,
        actor: Actor,
        figure: str,
        basis: Basis,
        since: date,
        until: date,
        *,
        source: str = "",
    ) -> FigureCases:
        """The cases behind a figure of the table, the latest first. Raises NotFound."""
        from mediation_app.database import lists
        from mediation_app.database import statistics as sql

        label = _LABELS.get(figure)
        if label is None:
            raise NotFound("returns.no_figure")
        behind = "recovered" if figure == "back" else figure
        with self._context.store.connection() as at:
            total, keys = sql.case_keys(
                at, actor.unit_code, behind, basis, since, until, source=source, limit=_MOST_ROWS
            )
            rows = lists.rows_by_id(at, actor.unit_code, keys)
        return FigureCases(label=label, total=total, rows=tuple(rows))

    # Going out ----------------------------------------------------------------------------------

    def workbook(self, actor: Actor, page: Statistics) -> bytes:
        """The table, the sources and the year before as an Excel file."""
        from mediation_app.services.statistics_sheets import statistics_workbook

        return statistics_workbook(self._office(actor), page)

    def document(self, actor: Actor, page: Statistics) -> Document:
        """The table as pages to print, A4 across."""
        from mediation_app.documents.engine import api
        from mediation_app.documents.statistics_table import statistics_docx

        return api.layout_docx(statistics_docx(self._office(actor), page))

    def _office(self, actor: Actor) -> str:
        from mediation_app.domain.offices import Office

        with self._context.store.read(actor) as reader:
            offices = reader.records(Office)
        return offices[0].name if offices else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """Figures of a stretch by month, as they came from the database."""

    counts: Mapping[str, Mapping[str, int]]
    sums: Mapping[str, Mapping[str, Decimal]]
    performed: Mapping[str, tuple[Decimal, Decimal]]
    paid: Sequence[PaidCase]

    def of(self, span: Span) -> Figures:
        """The figures of one span; people and cases are counted once within it."""
        months = {one.code for one in spans_between(ReturnPeriod.MONTH, span.since, span.until)}
        return self._figures(months)

    def whole(self) -> Figures:
        """The figures of the whole stretch."""
        return self._figures(None)

    def paid_until(self, day: date) -> Decimal:
        """What the fund paid in the months that have ended by a day, and in the day's own."""
        last = day.isoformat()[:7]
        return sum((row.amount for row in self.paid if row.month <= last), ZERO)

    def _figures(self, months: set[str] | None) -> Figures:
        def inside(month: str) -> bool:
            return months is None or month in months

        values: dict[str, Any] = {
            name: sum(count for month, count in found.items() if inside(month))
            for name, found in self.counts.items()
        }
        for name, found in self.sums.items():
            values[name] = sum((v for month, v in found.items() if inside(month)), ZERO)
        pairs = [pair for month, pair in self.performed.items() if inside(month)]
        paid = [row for row in self.paid if inside(row.month)]
        done = [row for row in paid if row.counts]
        return Figures(
            due=sum((due for due, _ in pairs), ZERO),
            performed=sum((made for _, made in pairs), ZERO),
            cases=len({row.case_id for row in done}),
            victims=len({row.victim for row in done}),
            paid=sum((row.amount for row in paid), ZERO),
            **values,
        )


_PER_YEAR = {ReturnPeriod.MONTH: 12, ReturnPeriod.QUARTER: 4, ReturnPeriod.YEAR: 1}
_LABELS = {key: head for key, _, head in COLUMNS}


def _year_label(grain: ReturnPeriod, year: int, until: date) -> str:
    last = span_of(grain, until)
    if grain is ReturnPeriod.MONTH:
        return f"{year}年1月" if until.month == 1 else f"{year}年1—{until.month}月"
    number = last.code[-1]
    return f"{year}年1季度" if number == "1" else f"{year}年1—{number}季度"


__all__ = ["FigureCases", "Statistics", "StatisticsService", "Stretch"]
