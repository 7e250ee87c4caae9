"""Running the queries of ``queries`` in a transaction of the engine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, select, text

from mediation_app.database import system_tables as system
from mediation_app.database.audit import AuditEntry
from mediation_app.database.fund_queries import Turn, queue_sql
from mediation_app.database.queries import (
    COUNT_CAP,
    CaseQuery,
    CaseRow,
    DueRow,
    FundQuery,
    FundRow,
    Page,
    case_page_sql,
    case_row,
    fund_page_sql,
    fund_row,
    page_of,
)
from mediation_app.database.recovery_queries import (
    RecoveryLine,
    RecoveryQuery,
    recovery_line,
    recovery_page_sql,
)
from mediation_app.domain.fund import FundState

_MOST_HITS = 500


def case_page(connection: Connection, unit: str, query: CaseQuery) -> Page[CaseRow]:
    """One page of the case list; with a text the best hits of the search that fit the filters."""
    case_ids: tuple[str, ...] | None = None
    if query.text.strip():
        from mediation_app.database.search import find_case_ids

        case_ids = find_case_ids(connection, unit, query.text, limit=_MOST_HITS)
    sql = case_page_sql(unit, query, case_ids)
    rows = connection.execute(text(sql.rows), sql.values).fetchall()
    count = connection.execute(text(sql.count), sql.values).scalar_one()
    page: Page[CaseRow] = page_of(sql, query, rows, count, case_row)
    return page


def fund_page(connection: Connection, unit: str, query: FundQuery) -> Page[FundRow]:
    """One page of the list of applications."""
    sql = fund_page_sql(unit, query)
    rows = connection.execute(text(sql.rows), sql.values).fetchall()
    count = connection.execute(text(sql.count), sql.values).scalar_one()
    page: Page[FundRow] = page_of(sql, query, rows, count, fund_row)
    return page


def fund_queue(
    connection: Connection,
    unit: str,
    states: Sequence[FundState],
    turns: Sequence[Turn],
    *,
    limit: int,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keys of applications under way: whose turn it is, and the others; most urgent first."""
    mine, others, values = queue_sql(unit, states, turns, limit=limit)
    found = [connection.execute(text(sql), values).scalars().all() for sql in (mine, others)]
    return tuple(map(str, found[0])), tuple(map(str, found[1]))


def recovery_page(connection: Connection, unit: str, query: RecoveryQuery) -> Page[RecoveryLine]:
    """One page of the list of recoveries."""
    sql = recovery_page_sql(unit, query)
    rows = connection.execute(text(sql.rows), sql.values).fetchall()
    count = connection.execute(text(sql.count), sql.values).scalar_one()
    page: Page[RecoveryLine] = page_of(sql, query, rows, count, recovery_line)
    return page


def rows_by_id(connection: Connection, unit: str, case_ids: tuple[str, ...]) -> list[CaseRow]:
    """Lines of the case list in the order of the given keys."""
    if not case_ids:
        return []
    query = CaseQuery(groups=(), limit=len(case_ids))
    sql = case_page_sql(unit, query, case_ids)
    found = {row[0]: row for row in connection.execute(text(sql.rows), sql.values)}
    return [case_row(found[case_id]) for case_id in case_ids if case_id in found]


def due_rows(connection: Connection, unit: str, until: date, *, limit: int) -> tuple[DueRow, ...]:
    """Open terms of cases and applications that end on or before a day, most urgent first."""
    found: list[DueRow] = []
    cases = system.case_list
    question = select(
        cases.c.case_id,
        cases.c.number_short,
        cases.c.parties,
        cases.c.open_due_on,
        cases.c.state,
        cases.c.mediator_id,
    ).where(cases.c.open_due_on <= until)
    if unit:
        question = question.where(cases.c.unit_code == unit)
    question = question.order_by(cases.c.open_due_on, cases.c.case_id).limit(limit)
    found.extend(
        DueRow("case", row[0], row[0], row[1], row[2], row[3], row[4], row[5])
        for row in connection.execute(question)
    )
    funds = system.fund_list
    of_funds = select(
        funds.c.case_id,
        funds.c.application_id,
        funds.c.number,
        funds.c.victim,
        funds.c.open_due_on,
        funds.c.state,
        funds.c.clerk_id,
    ).where(funds.c.open_due_on <= until)
    if unit:
        of_funds = of_funds.where(funds.c.unit_code == unit)
    of_funds = of_funds.order_by(funds.c.open_due_on, funds.c.application_id).limit(limit)
    found.extend(
        DueRow("fund", row[0], row[1], row[2], row[3], row[4], row[5], row[6])
        for row in connection.execute(of_funds)
    )
    found.sort(key=lambda row: (row.due_on, row.subject_id))
    return tuple(found[:limit])


def state_counts(connection: Connection, unit: str) -> dict[str, int]:
    """How many cases stand in each group of states; counting stops at ``COUNT_CAP`` + 1."""
    from mediation_app.database.queries import CASE_GROUPS

    table = system.case_list
    found: dict[str, int] = {}
    for group in CASE_GROUPS:
        inner = select(table.c.case_id).where(table.c.state_group == group)
        if unit:
            inner = inner.where(table.c.unit_code == unit)
        capped = inner.limit(COUNT_CAP + 1).subquery()
        found[group] = connection.execute(select(func.count()).select_from(capped)).scalar_one()
    return found


def audit_page(
    connection: Connection,
    unit: str,
    *,
    case_id: str,
    record_id: str,
    before: int | None,
    limit: int,
    kind: str = "",
) -> tuple[AuditEntry, ...]:
    """Lines of the trail, the newest first; ``kind`` is one kind of act (``print``)."""
    table = system.audit_entries
    question = select(table)
    if unit:
        question = question.where(table.c.unit_code == unit)
    if case_id:
        question = question.where(table.c.case_id == case_id)
    if record_id:
        question = question.where(table.c.record_id == record_id)
    if kind:
        question = question.where(table.c.kind == kind)
    if before is not None:
        question = question.where(table.c.seq < before)
    rows = connection.execute(question.order_by(table.c.seq.desc()).limit(limit))
    return tuple(
        AuditEntry(
            seq=row.seq,
            moment=row.moment,
            actor_id=row.actor_id,
            actor_name=row.actor_name,
            action=row.action,
            kind=row.kind,
            record=row.record,
            record_id=row.record_id,
            case_id=row.case_id,
            detail=json.loads(row.detail),
        )
        for row in rows
    )
