"""What lists ask for and get. Pure data and SQL text: importable without any database package.

The same text with ``:named`` values runs through the driver itself (first page at start-up) and
through the engine. Pages go by key, never by offset: their cost does not depend on the place.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from mediation_app.domain.cases import MediationState

if TYPE_CHECKING:
    from mediation_app.database.fund_queries import FUND_GROUPS as FUND_GROUPS
    from mediation_app.database.fund_queries import FundQuery as FundQuery
    from mediation_app.database.fund_queries import FundRow as FundRow
    from mediation_app.database.fund_queries import fund_group as fund_group
    from mediation_app.database.fund_queries import fund_page_sql as fund_page_sql
    from mediation_app.database.fund_queries import fund_row as fund_row
    from mediation_app.domain.fund import FundState

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

_GROUP_OF_CASE = {state: name for name, states in CASE_GROUPS.items() for state in states}


def case_group(state: MediationState) -> str:
    """The group (``open``, ``performing``, ``finished``, ``archived``, ``voided``) of a state."""
    return _GROUP_OF_CASE[state]


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


class CaseRow(NamedTuple):
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


class DueRow(NamedTuple):
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
    "l.fund_state, l.open_due_on, l.accepted_on, l.mediator_id, COALESCE(p.name, ''), l.updated_at"
)
_CASE_FROM = (
    "case_list l LEFT JOIN people p ON p.id = "
    "CASE WHEN l.mediator_id <> '' THEN l.mediator_id ELSE l.registrar_id END"
)
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


class Where:
    """Collects conditions and their values."""

    def __init__(self, unit: str) -> None:
        self.parts: list[str] = []
        self.values: dict[str, Any] = {}
        if unit:
            self.add("l.unit_code = :unit", unit=unit)

    def add(self, condition: str, **values: Any) -> None:
        """One more condition and the values it names."""
        self.parts.append(condition)
        self.values |= values

    def one_of(self, column: str, values: Sequence[Any]) -> None:
        """The column must hold one of the values; no values do not restrict."""
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
        """The WHERE clause, empty when there is none."""
        parts = [*self.parts, *more]
        return f" WHERE {' AND '.join(parts)}" if parts else ""


def case_page_sql(unit: str, query: CaseQuery, case_ids: Sequence[str] | None = None) -> PageSql:
    """The SQL of a page of cases; ``case_ids`` restricts to hits of a search."""
    where = Where(unit)
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
    table, source = "case_list l", _CASE_FROM
    if case_ids is not None:
        table = _only(case_ids, where)
        source = _CASE_FROM.replace("case_list l", table, 1)
    return build_page(query, where, _CASE_COLUMNS, source, table, "l.case_id")


def _only(case_ids: Sequence[str], where: Where) -> str:
    """Just these lines of the list. The limit keeps planners from walking the whole list in
    order instead of looking up the few keys."""
    names = [f"id_{index}" for index in range(len(case_ids))]
    where.values |= dict(zip(names, case_ids, strict=True))
    keys = ", ".join(f":{name}" for name in names) or "''"
    return (
        f"(SELECT * FROM case_list WHERE case_id IN ({keys}) "  # noqa: S608 - values are bound
        f"LIMIT {len(case_ids) + 1}) l"
    )


class Keyset(Protocol):
    """What a page by key needs to know of its query."""

    @property
    def limit(self) -> int: ...
    @property
    def after(self) -> Cursor | None: ...
    @property
    def before(self) -> Cursor | None: ...
    @property
    def at_end(self) -> bool: ...


def build_page(
    query: CaseQuery | FundQuery, where: Where, columns: str, source: str, table: str, key: str
) -> PageSql:
    """The SQL of a page of cases or applications by key, and of its capped count."""
    order, way = _ORDERS[query.order]
    if query.order is Order.DUE:
        where.add(f"{order} IS NOT NULL")
    number = query.order is Order.NUMBER
    return page_by(query, where, columns, source, table, key, (order, way), is_number=number)


def page_by(
    query: Keyset,
    where: Where,
    columns: str,
    source: str,
    table: str,
    key: str,
    ordering: tuple[str, str],
    *,
    is_number: bool = False,
) -> PageSql:
    """The SQL of a page by key: order (column and ASC or DESC), cursor, direction, capped count."""
    order, way = ordering
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
        value = int(cursor[0]) if is_number else cursor[0]
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
    query: Keyset,
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


def day(value: Any) -> date | None:
    """The date of a fetched value of either engine."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def moment(value: Any) -> Any:
    """The moment, aware and in UTC, of a fetched value of either engine."""
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
        moment(row[4]),
        row[5],
        MediationState(row[6]),
        _fund_state(row[7]) if row[7] else None,
        day(row[8]),
        day(row[9]),
        row[10],
        row[11],
        moment(row[12]),
    )


def _fund_state(code: str) -> FundState:
    from mediation_app.domain.fund import FundState

    return FundState(code)


def __getattr__(name: str) -> Any:
    """What concerns the fund, imported when first asked for (the first page does not need it)."""
    if name.lower().startswith("fund"):
        from mediation_app.database import fund_queries

        return getattr(fund_queries, name)
    raise AttributeError(name)
