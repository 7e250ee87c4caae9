"""What the page 今日 asks: sessions of a stretch of days, unclaimed help, months, open files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, exists, func, select

from mediation_app.database import system_tables as system
from mediation_app.database.mapping import row_map
from mediation_app.database.tables import select_of, table_of
from mediation_app.domain.agreements import Instalment, Performance
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.moments import at
from mediation_app.domain.papers import Paper, Signature
from mediation_app.domain.sessions import Session

_RUNNING = ("accepted", "mediating", "suspended")
_OWED = ("awaiting", "part_performed", "not_performed")


def _own(table: Any, unit: str) -> Any:
    return table.c.unit_code == unit if unit else table.c.unit_code != ""


def sessions_between(
    connection: Connection, unit: str, start: datetime, end: datetime
) -> tuple[tuple[Session, str, str], ...]:
    """Sessions that begin in [start, end) with short number and parties, the earliest first."""
    sessions, cases = table_of(Session), system.case_list
    question = (
        select_of(Session)
        .add_columns(cases.c.number_short, cases.c.parties)
        .join(cases, cases.c.case_id == sessions.c.case_id)
        .where(
            _own(sessions, unit),
            sessions.c.voided_at.is_(None),
            sessions.c.starts_at >= start,
            sessions.c.starts_at < end,
        )
        .order_by(sessions.c.starts_at, sessions.c.id)
    )
    mapper = row_map(Session)
    return tuple(
        (mapper.snapshot(row[:-2]), str(row[-2]), str(row[-1]))
        for row in connection.execute(question)
    )


def without_next_step(
    connection: Connection, unit: str, today: date, *, limit: int
) -> tuple[str, ...]:
    """Running cases without a booked session, and owed ones whose payments are all overdue; the
    oldest number first. Only what is open is looked at."""
    lists, sessions = system.case_list, table_of(Session)
    booked = (
        select(sessions.c.id)
        .where(
            sessions.c.case_id == lists.c.case_id,
            sessions.c.voided_at.is_(None),
            sessions.c.held.is_(False),
            sessions.c.starts_at >= at(today, 0),
        )
        .exists()
    )
    instalments, paid = table_of(Instalment), table_of(Performance)
    due_later = (
        select(instalments.c.id)
        .where(
            instalments.c.case_id == lists.c.case_id,
            instalments.c.voided_at.is_(None),
            instalments.c.due_on >= today,
            ~select(paid.c.id)
            .where(paid.c.instalment_id == instalments.c.id, paid.c.voided_at.is_(None))
            .exists(),
        )
        .exists()
    )
    found: list[tuple[int, str]] = []
    for group, states, busy in (
        ("open", _RUNNING[:2], booked),
        ("performing", _OWED, due_later),
    ):
        question = (
            select(lists.c.order_number, lists.c.case_id)
            .where(
                _own(lists, unit),
                lists.c.state_group == group,
                lists.c.state.in_(states),
                ~busy,
            )
            .order_by(lists.c.order_number, lists.c.case_id)
            .limit(limit)
        )
        found.extend((int(row[0]), str(row[1])) for row in connection.execute(question))
    return tuple(key for _, key in sorted(found)[:limit])


def waiting_for(
    connection: Connection, unit: str, person_id: str, *, limit: int
) -> tuple[str, ...]:
    """Open cases of a mediator, the most urgent first."""
    lists = system.case_list
    question = (
        select(lists.c.case_id)
        .where(
            _own(lists, unit),
            lists.c.mediator_id == person_id,
            lists.c.state_group.in_(("open", "performing")),
        )
        .order_by(lists.c.open_due_on.is_(None), lists.c.open_due_on, lists.c.order_number.desc())
        .limit(limit)
    )
    return tuple(str(key) for key in connection.execute(question).scalars())


def registered(connection: Connection, unit: str, *, limit: int) -> tuple[str, ...]:
    """Cases that wait for acceptance, the oldest first."""
    lists = system.case_list
    question = (
        select(lists.c.case_id)
        .where(
            _own(lists, unit),
            lists.c.state_group == "open",
            lists.c.state == MediationState.REGISTERED.value,
        )
        .order_by(lists.c.updated_at, lists.c.case_id)
        .limit(limit)
    )
    return tuple(str(key) for key in connection.execute(question).scalars())


def accepted_by_month(
    connection: Connection, unit: str, months: Sequence[tuple[date, date]]
) -> tuple[int, ...]:
    """How many cases were accepted in each stretch [first, after)."""
    return _count_months(connection, unit, table_of(Case).c.accepted_on, months)


def agreed_by_month(
    connection: Connection, unit: str, months: Sequence[tuple[date, date]]
) -> tuple[int, ...]:
    """How many agreements became effective in each stretch [first, after)."""
    return _count_months(connection, unit, table_of(Case).c.effective_on, months)


def _count_months(
    connection: Connection, unit: str, column: Any, months: Sequence[tuple[date, date]]
) -> tuple[int, ...]:
    cases = table_of(Case)
    if not months:
        return ()
    counts = [
        func.count().filter(column >= first, column < after).label(f"m{index}")
        for index, (first, after) in enumerate(months)
    ]
    question = select(*counts).where(
        _own(cases, unit),
        cases.c.voided_at.is_(None),
        cases.c.state != MediationState.VOIDED.value,
        column >= months[0][0],
        column < months[-1][1],
    )
    return tuple(int(value) for value in connection.execute(question).one())


def paid_by_month(
    connection: Connection, unit: str, months: Sequence[tuple[date, date]]
) -> tuple[int, ...]:
    """What the fund paid out in each month [first, after) by its book, net of what the bank
    returned, in fen."""
    from mediation_app.database import fund_sums
    from mediation_app.domain.fund import LedgerKind

    if not months:
        return ()
    slots = [fund_sums.month_of(first) for first, _ in months]
    kept = fund_sums.months(connection, unit, since=min(slots), until=max(slots))
    out = (LedgerKind.PAID_OUT, LedgerKind.RETURNED)
    return tuple(
        -sum(kept[slot, kind].amount for kind in out if (slot, kind) in kept) for slot in slots
    )


def unsigned_papers(
    connection: Connection, unit: str, kinds: tuple[str, ...], *, limit: int
) -> tuple[str, ...]:
    """Papers of these kinds that nobody has signed, the newest first; only their last edition."""
    papers, signatures = table_of(Paper), table_of(Signature)
    newer = papers.alias()
    signed = exists().where(
        signatures.c.case_id == papers.c.case_id,
        signatures.c.paper_id == papers.c.id,
        signatures.c.voided_at.is_(None),
    )
    replaced = exists().where(
        newer.c.case_id == papers.c.case_id,
        newer.c.kind == papers.c.kind,
        newer.c.subject_id == papers.c.subject_id,
        newer.c.edition > papers.c.edition,
        newer.c.voided_at.is_(None),
    )
    question = (
        select(papers.c.id)
        .where(
            _own(papers, unit), papers.c.kind.in_(kinds), papers.c.voided_at.is_(None),
            ~signed, ~replaced,
        )
        .order_by(papers.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(str(key) for key in connection.execute(question).scalars())
