"""What lists of applications to the fund ask for and get. See ``queries``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from mediation_app.database.queries import (
    Cursor,
    Order,
    PageSql,
    Where,
    build_page,
    day,
    moment,
    page_by,
)
from mediation_app.domain.fund import FundKind, FundState
from mediation_app.domain.money import Money, from_fen
from mediation_app.domain.recovery import RecoveryState

_F = FundState
FUND_GROUPS: Mapping[str, tuple[FundState, ...]] = {
    "draft": (_F.DRAFT,),
    "open": (_F.SUBMITTED, _F.SUPPLEMENT, _F.REVIEW1, _F.VERIFY, _F.REVIEW2),
    "deciding": (_F.APPROVAL, _F.COLLECTIVE, _F.DISPUTE),
    "paying": (_F.APPROVED, _F.TO_PAY, _F.PAY_FAILED),
    "paid": (_F.PAID,),
    "finished": (_F.NOT_ACCEPTED, _F.REFUSED, _F.WITHDRAWN, _F.TERMINATED, _F.ARCHIVED),
}
# What is under way is little, whatever is stored.
_FEW = frozenset(
    state for name in ("draft", "open", "deciding", "paying") for state in FUND_GROUPS[name]
)
_GROUP_OF_FUND = {state: name for name, states in FUND_GROUPS.items() for state in states}


def fund_group(state: FundState) -> str:
    """The group (``draft``, ``open``, ``deciding``, ``paying``, ``paid``, ``finished``)."""
    return _GROUP_OF_FUND[state]


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


class FundRow(NamedTuple):
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


_FUND_COLUMNS = (
    "l.application_id, l.case_id, l.number, l.case_number_short, l.kind, l.state, l.victim, "
    "l.applicant, l.claimed, l.approved, l.paid, l.recovered, l.received_on, l.open_due_on, "
    "COALESCE(p.name, ''), l.recovery_state, l.updated_at"
)
_FUND_FROM = "fund_list l LEFT JOIN people p ON p.id = l.clerk_id"


def fund_page_sql(unit: str, query: FundQuery) -> PageSql:
    """The SQL of a page of applications."""
    where = Where(unit)
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
    table, key = "fund_list l", "l.application_id"
    if query.order is Order.NUMBER and query.states and _FEW.issuperset(query.states):
        # the plus keeps planners from walking all numbers in order to find a few states
        by = ("+l.order_number", "DESC")
        return page_by(query, where, _FUND_COLUMNS, _FUND_FROM, table, key, by, is_number=True)
    return build_page(query, where, _FUND_COLUMNS, _FUND_FROM, table, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A state whose next step is somebody's, unless one of ``people`` sits in one of ``seats``
    (columns of the application)."""

    state: FundState
    seats: tuple[str, ...]
    people: tuple[str, ...]


def queue_sql(
    unit: str, states: Sequence[FundState], turns: Sequence[Turn], *, limit: int
) -> tuple[str, str, dict[str, Any]]:
    """SQL of the keys of applications in these states: those whose turn it is, and the others;
    the most urgent first, those without a term last."""
    where = Where(unit)
    where.one_of("l.state", states)
    people = sorted({person for turn in turns for person in turn.people})
    names = {person: f"person_{place}" for place, person in enumerate(people)}
    where.values |= {name: person for person, name in names.items()}
    parts = []
    for place, turn in enumerate(turns):
        where.values[f"turn_{place}"] = turn.state.value
        marks = ", ".join(f":{names[person]}" for person in turn.people)
        free = [f"a.{seat} NOT IN ({marks})" for seat in turn.seats]
        parts.append(f"({' AND '.join([f'l.state = :turn_{place}', *free])})")
    turn_now = f"({' OR '.join(parts)})" if parts else "1 = 0"

    def question(condition: str) -> str:
        return (
            "SELECT l.application_id FROM fund_list l "  # noqa: S608 - values are bound
            f"JOIN fund_applications a ON a.id = l.application_id{where.text(condition)} "
            "ORDER BY CASE WHEN l.open_due_on IS NULL THEN 1 ELSE 0 END, l.open_due_on, "
            f"l.order_number, l.application_id LIMIT {limit}"
        )

    return question(turn_now), question(f"NOT {turn_now}"), where.values


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
        day(row[12]),
        day(row[13]),
        row[14],
        RecoveryState(row[15]) if row[15] else None,
        moment(row[16]),
    )
