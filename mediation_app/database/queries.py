"""What lists ask for and get. Pure data and SQL text: importable without any database package.

The same text with ``:named`` values runs through the driver itself (first page at start-up) and
through the engine. Pages go by key, never by offset: their cost does not depend on the place.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from mediation_app.domain.cases import MediationState
from mediation_app.domain.fund import FundKind, FundState
from mediation_app.domain.money import Money, from_fen
from mediation_app.domain.recovery import RecoveryState

T = TypeVar("T")

COUNT_CAP = 1000
"""Counts stop here; a list shows ``1000+``."""

_M = MediationState
CASE_GROUPS: Mapping[str, tuple[MediationState, ...]] = {
    "open": (_M.REGISTERED, _M.ACCEPTED, _M.MEDIATING, _M.SUSPENDED),
    "performing": (_M.AGREED, _M.AGREED_ORAL, _M.AWAITING, _M.PART_PERFORMED, _M.NOT_PERFORMED),
    "finished": (
        _M.PERFORMED, _M.FOLLOWED_UP, _M.REFUSED, _M.FAILED, _M.WITHDRAWN, _M.PARTY_QUIT,
        _M.TO_COURT, _M.TO_POLICE, _M.CLOSED,
    ),
    "archived": (_M.ARCHIVED,),
    "voided": (_M.VOIDED,),
}  # fmt: skip

_F = FundState
FUND_GROUPS: Mapping[str, tuple[FundState, ...]] = {
    "draft": (_F.DRAFT,),
    "open": (_F.SUBMITTED, _F.SUPPLEMENT, _F.REVIEW1, _F.VERIFY, _F.REVIEW2),
    "deciding": (_F.APPROVAL, _F.COLLECTIVE, _F.DISPUTE),
    "paying": (_F.APPROVED, _F.TO_PAY, _F.PAY_FAILED),
    "paid": (_F.PAID,),
    "finished": (_F.NOT_ACCEPTED, _F.REFUSED, _F.WITHDRAWN, _F.TERMINATED, _F.ARCHIVED),
}
_GROUP_OF_CASE = {state: name for name, states in CASE_GROUPS.items() for state in states}
_GROUP_OF_FUND = {state: name for name, states in FUND_GROUPS.items() for state in states}


def case_group(state: MediationState) -> str:
    """The group (``open``, ``performing``, ``finished``, ``archived``, ``voided``) of a state."""
    return _GROUP_OF_CASE[state]


def fund_group(state: FundState) -> str:
    """The group (``draft``, ``open``, ``deciding``, ``paying``, ``paid``, ``finished``)."""
    return _GROUP_OF_FUND[state]


class Order(enum.Enum):
    """By what a list is ordered, and which way it starts."""

    NUMBER = "number"  # newest number first, those without a number before them
    UPDATED = "updated"  # last changed first
    DUE = "due"  # most urgent first; only what has an open term


class FundFlag(enum.Enum):
    """Whether the case has an application to the fund."""

    ANY = "any"
    WITH = "with"
    WITHOUT = "without"


Cursor = tuple[str, str]
"""Where a page ends: the value it is ordered by, and the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery:
    """One page of the case list. Empty fields do not restrict.

    ``after`` / ``before`` are cursors of a page at hand; ``at_end`` jumps to the far end.
    """

    text: str = ""
    groups: tuple[str, ...] = ()
    states: tuple[MediationState, ...] = ()
    mediator_id: str = ""
    fund: FundFlag = FundFlag.ANY
    fund_states: tuple[FundState, ...] = ()
    due_until: date | None = None
    jurisdiction: str = ""
    order: Order = Order.NUMBER
    limit: int = 100
    after: Cursor | None = None
    before: Cursor | None = None
    at_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FundQuery:
    """One page of the list of applications. Empty fields do not restrict."""

    groups: tuple[str, ...] = ()
    states: tuple[FundState, ...] = ()
    kind: FundKind | None = None
    clerk_id: str = ""
    recovery_states: tuple[RecoveryState, ...] = ()
    due_until: date | None = None
    case_id: str = ""
    order: Order = Order.NUMBER
    limit: int = 100
    after: Cursor | None = None
    before: Cursor | None = None
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the case list."""

    case_id: str
    number: str
    number_short: str
    parties: str
    accident_at: datetime | None
    place: str
    state: MediationState
    fund_state: FundState | None
    due_on: date | None
    accepted_on: date | None
    mediator_id: str
    handler: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class FundRow:
    """One line of the list of applications; sums in yuan."""

    application_id: str
    case_id: str
    number: str
    case_number_short: str
    kind: FundKind
    state: FundState
    victim: str
    applicant: str
    claimed: Money
    approved: Money
    paid: Money
    recovered: Money
    received_on: date | None
    due_on: date | None
    clerk: str
    recovery_state: RecoveryState | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class DueRow:
    """An open term of a case or an application."""

    kind: str  # "case" or "fund"
    case_id: str
    subject_id: str
    number: str
    title: str
    due_on: date
    state: str
    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some rows in order, the cursors of both ends, and a count that stops at ``COUNT_CAP``."""

    rows: tuple[T, ...] = ()
    first: Cursor | None = None
    last: Cursor | None = None
    has_before: bool = False
    has_after: bool = False
    count: int = 0
    count_is_capped: bool = False


# --- SQL ----------------------------------------------------------------------------------------

_CASE_COLUMNS = (
    "l.case_id, l.number, l.number_short, l.parties, l.accident_at, l.place, l.state, "
    "l.fund_state, l.due_on, l.accepted_on, l.mediator_id, COALESCE(p.name, ''), l.updated_at"
)
_CASE_FROM = (
    "case_list l LEFT JOIN people p ON p.id = "
    "CASE WHEN l.mediator_id <> '' THEN l.mediator_id ELSE l.registrar_id END"
)
_FUND_COLUMNS = (
    "l.application_id, l.case_id, l.number, l.case_number_short, l.kind, l.state, l.victim, "
    "l.applicant, l.claimed, l.approved, l.paid, l.recovered, l.received_on, l.open_due_on, "
    "COALESCE(p.name, ''), l.recovery_state, l.updated_at"
)
_FUND_FROM = "fund_list l LEFT JOIN people p ON p.id = l.clerk_id"
_ORDERS = {
    Order.NUMBER: ("l.order_number", "DESC"),
    Order.UPDATED: ("l.updated_at", "DESC"),
    Order.DUE: ("l.open_due_on", "ASC"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSql:
    """SQL of a page and of its count. ``backwards``: rows come in reverse order."""

    rows: str
    count: str
    values: dict[str, Any]
    backwards: bool


class _Where:
    def __init__(self, unit: str) -> None:
        self.parts: list[str] = []
        self.values: dict[str, Any] = {}
        if unit:
            self.add("l.unit_code = :unit", unit=unit)

    def add(self, condition: str, **values: Any) -> None:
        self.parts.append(condition)
        self.values |= values

    def one_of(self, column: str, values: Sequence[Any]) -> None:
        if not values:
            return
        names = [f"{column.split('.')[-1]}_{index}" for index in range(len(values))]
        self.parts.append(
            f"{column} = :{names[0]}"
            if len(names) == 1
            else f"{column} IN ({', '.join(':' + name for name in names)})"
        )
        for name, value in zip(names, values, strict=True):
            self.values[name] = getattr(value, "value", value)

    def text(self, *more: str) -> str:
        parts = [*self.parts, *more]
        return f" WHERE {' AND '.join(parts)}" if parts else ""


def case_page_sql(unit: str, query: CaseQuery, case_ids: Sequence[str] | None = None) -> PageSql:
    """The SQL of a page of cases; ``case_ids`` restricts to hits of a search."""
    where = _Where(unit)
    where.one_of("l.state_group", query.groups)
    where.one_of("l.state", query.states)
    where.one_of("l.fund_state", query.fund_states)
    if not query.groups and not query.states:
        where.add("l.state <> 'voided'")
    if query.mediator_id:
        where.add("l.mediator_id = :mediator", mediator=query.mediator_id)
    if query.jurisdiction:
        where.add("l.jurisdiction = :jurisdiction", jurisdiction=query.jurisdiction)
    if query.fund is FundFlag.WITH:
        where.add("l.fund_state <> ''")
    elif query.fund is FundFlag.WITHOUT:
        where.add("l.fund_state = ''")
    if query.due_until is not None:
        where.add("l.open_due_on <= :due_until", due_until=query.due_until.isoformat())
    if case_ids is not None:
        if case_ids:
            where.one_of("l.case_id", case_ids)
        else:
            where.add("1 = 0")
    return _page_sql(query, where, _CASE_COLUMNS, _CASE_FROM, "case_list l", "l.case_id")


def fund_page_sql(unit: str, query: FundQuery) -> PageSql:
    """The SQL of a page of applications."""
    where = _Where(unit)
    where.one_of("l.state_group", query.groups)
    where.one_of("l.state", query.states)
    where.one_of("l.recovery_state", query.recovery_states)
    if query.kind is not None:
        where.add("l.kind = :kind", kind=query.kind.value)
    if query.clerk_id:
        where.add("l.clerk_id = :clerk", clerk=query.clerk_id)
    if query.case_id:
        where.add("l.case_id = :of_case", of_case=query.case_id)
    if query.due_until is not None:
        where.add("l.open_due_on <= :due_until", due_until=query.due_until.isoformat())
    return _page_sql(query, where, _FUND_COLUMNS, _FUND_FROM, "fund_list l", "l.application_id")


def _page_sql(
    query: CaseQuery | FundQuery, where: _Where, columns: str, source: str, table: str, key: str
) -> PageSql:
    order, way = _ORDERS[query.order]
    if query.order is Order.DUE:
        where.add(f"{order} IS NOT NULL")
    counting = dict(where.values)
    count = (
        f"SELECT COUNT(*) FROM (SELECT 1 AS x FROM {table}{where.text()} LIMIT {COUNT_CAP + 1}) t"  # noqa: S608 - values are bound
    )
    backwards = query.at_end or query.before is not None
    cursor = query.before if query.before is not None else query.after
    more: list[str] = []
    if cursor is not None and not query.at_end:
        down = (way == "DESC") != backwards
        sign = "<" if down else ">"
        # the parameter keeps its column's type on both engines
        value = int(cursor[0]) if query.order is Order.NUMBER else cursor[0]
        more.append(f"({order}, {key}) {sign} (:at, :key)")
        where.values |= {"at": value, "key": cursor[1]}
    if backwards:
        way = "ASC" if way == "DESC" else "DESC"
    rows = (
        f"SELECT {columns}, {order} FROM {source}{where.text(*more)} "  # noqa: S608
        f"ORDER BY {order} {way}, {key} {way} LIMIT {query.limit + 1}"
    )
    return PageSql(rows=rows, count=count, values=counting | where.values, backwards=backwards)


def page_of(
    sql: PageSql,
    query: CaseQuery | FundQuery,
    rows: Sequence[Sequence[Any]],
    count: int,
    make: Any,
) -> Page[Any]:
    """Put fetched rows into a page: order, cursors, whether there is more."""
    more = len(rows) > query.limit
    kept = list(rows[: query.limit])
    if sql.backwards:
        kept.reverse()
    made = tuple(make(row) for row in kept)

    def cursor(row: Sequence[Any]) -> Cursor:
        return (_cursor_text(row[-1]), str(row[0]))

    if sql.backwards:
        has_before, has_after = more, query.before is not None and not query.at_end
    else:
        has_before, has_after = query.after is not None, more
    return Page(
        rows=made,
        first=cursor(kept[0]) if kept else None,
        last=cursor(kept[-1]) if kept else None,
        has_before=has_before,
        has_after=has_after,
        count=min(count, COUNT_CAP),
        count_is_capped=count > COUNT_CAP,
    )


def _cursor_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _moment(value: Any) -> Any:
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return None if value is None else value.astimezone(UTC)


def case_row(row: Sequence[Any]) -> CaseRow:
    """A line of the case list from a fetched row of either engine."""
    return CaseRow(
        row[0],
        row[1],
        row[2],
        row[3],
        _moment(row[4]),
        row[5],
        MediationState(row[6]),
        FundState(row[7]) if row[7] else None,
        _day(row[8]),
        _day(row[9]),
        row[10],
        row[11],
        _moment(row[12]),
    )


def fund_row(row: Sequence[Any]) -> FundRow:
    """A line of the list of applications from a fetched row of either engine."""
    return FundRow(
        row[0],
        row[1],
        row[2],
        row[3],
        FundKind(row[4]),
        FundState(row[5]),
        row[6],
        row[7],
        from_fen(row[8]),
        from_fen(row[9]),
        from_fen(row[10]),
        from_fen(row[11]),
        _day(row[12]),
        _day(row[13]),
        row[14],
        RecoveryState(row[15]) if row[15] else None,
        _moment(row[16]),
    )
