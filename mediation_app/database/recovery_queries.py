"""What the lists of recoveries (追偿) ask for and get. Pure data and SQL text; see ``queries``."""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from mediation_app.database.queries import Cursor, PageSql, Where, day, moment, page_by
from mediation_app.domain.ageing import Age, overdue_of, span_of
from mediation_app.domain.money import Money, from_fen
from mediation_app.domain.recovery import RecoveryState


class Standing(enum.Enum):
    """Which recoveries: those that run, those that came back, those written off, or all."""

    ALL = "all"
    RUNNING = "running"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"


class RecoveryOrder(enum.Enum):
    """By what the list is ordered, and which way it starts. All but OPENED: only what runs."""

    OPENED = "opened"  # the newest first
    AGE = "age"  # the oldest debt first
    DUE = "due"  # the instalment that is due first
    LIMITATION = "limitation"  # the right that lapses first
    REVIEW = "review"  # the review that is due first
    NEXT_STEP = "next_step"  # the step that was planned first
    IDLE = "idle"  # what has rested longest first


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryQuery:
    """One page of the list of recoveries. Empty fields do not restrict.

    ``age`` is as of ``on``. ``until`` ends the column the list is ordered by (its day included).
    """

    standing: Standing = Standing.ALL
    age: Age | None = None
    on: date | None = None
    until: date | None = None
    officer_id: str = ""
    order: RecoveryOrder = RecoveryOrder.OPENED
    limit: int = 100
    after: Cursor | None = None
    before: Cursor | None = None
    at_end: bool = False


class RecoveryLine(NamedTuple):
    """One line of the list of recoveries; sums in yuan. ``unpaid`` is what the plan still asks."""

    recovery_id: str
    application_id: str
    case_id: str
    number: str
    case_number_short: str
    state: RecoveryState
    victim: str
    debtors: str
    officer: str
    opening: Money
    recovered: Money
    refunded: Money
    outstanding: Money
    unpaid: tuple[tuple[date, Money], ...]
    opened_on: date
    aged_from: date | None
    due_on: date | None
    limitation_on: date | None
    review_on: date | None
    next_step: str
    next_step_on: date | None
    acted_on: date
    updated_at: datetime

    @property
    def running(self) -> bool:
        """Whether something is still to come."""
        return self.aged_from is not None

    def overdue(self, on: date) -> Money:
        """What the plan asked for by the day before and did not get."""
        return overdue_of(self.unpaid, on)


_COLUMNS = (
    "l.recovery_id, l.application_id, l.case_id, l.number, l.case_number_short, l.state, "
    "l.victim, l.debtors, COALESCE(p.name, ''), l.opening, "
    "l.recovered + l.recovered_after, l.refunded, "
    "l.outstanding, l.unpaid, l.opened_on, l.aged_from, l.due_on, l.limitation_on, l.review_on, "
    "l.next_step, l.next_step_on, l.acted_on, l.updated_at"
)
_FROM = "recovery_list l LEFT JOIN people p ON p.id = l.officer_id"
_ORDERS = {
    RecoveryOrder.OPENED: ("l.opened_on", "DESC"),
    RecoveryOrder.AGE: ("l.aged_from", "ASC"),
    RecoveryOrder.DUE: ("l.due_on", "ASC"),
    RecoveryOrder.LIMITATION: ("l.limitation_on", "ASC"),
    RecoveryOrder.REVIEW: ("l.review_on", "ASC"),
    RecoveryOrder.NEXT_STEP: ("l.next_step_on", "ASC"),
    RecoveryOrder.IDLE: ("l.idle_after", "ASC"),
}


def recovery_page_sql(unit: str, query: RecoveryQuery) -> PageSql:
    """The SQL of a page of recoveries."""
    where = Where(unit)
    column, way = _ORDERS[query.order]
    if query.order is not RecoveryOrder.OPENED or query.age is not None:
        # spelt out: only then the small index of what runs can be used
        where.add("l.standing = 'running'")
        where.add(f"{column} IS NOT NULL")
    elif query.standing is not Standing.ALL:
        where.add("l.standing = :standing", standing=query.standing.value)
    if query.age is not None and query.on is not None:
        first, last = span_of(query.age, query.on)
        where.add(
            "l.aged_from >= :first AND l.aged_from <= :last",
            first=first.isoformat(),
            last=last.isoformat(),
        )
    if query.until is not None:
        where.add(f"{column} <= :until", until=query.until.isoformat())
    if query.officer_id:
        where.add("l.officer_id = :officer", officer=query.officer_id)
    return page_by(query, where, _COLUMNS, _FROM, "recovery_list l", "l.recovery_id", (column, way))


def recovery_line(row: Sequence[Any]) -> RecoveryLine:
    """A line of the list of recoveries from a fetched row of either engine."""
    unpaid = tuple((date.fromisoformat(on), from_fen(fen)) for on, fen in json.loads(row[13]))
    opened, acted = day(row[14]), day(row[21])
    assert opened is not None
    assert acted is not None
    return RecoveryLine(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        RecoveryState(row[5]),
        row[6],
        row[7],
        row[8],
        from_fen(row[9]),
        from_fen(row[10]),
        from_fen(row[11]),
        from_fen(row[12]),
        unpaid,
        opened,
        day(row[15]),
        day(row[16]),
        day(row[17]),
        day(row[18]),
        row[19],
        day(row[20]),
        acted,
        moment(row[22]),
    )
