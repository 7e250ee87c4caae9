"""Cases with somebody the fund may pay and for whom nobody has applied (可垫付未申请).

One row per case, kept with every write, so that the list costs what it shows. What may be paid
stands on the case since its last screening; what has been applied for is looked up here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    func,
    insert,
    or_,
    select,
)

from mediation_app.database.tables import metadata, table_of
from mediation_app.database.types import Moment, moment_from, moment_text
from mediation_app.domain.cases import Case, MediationState
from mediation_app.domain.fund import FundApplication, FundState

eligible_list = Table(
    "eligible_list",
    metadata,
    Column("case_id", String(32), primary_key=True),
    Column("unit_code", Text, nullable=False),
    Column("window_at", Moment()),
    Column("open_count", Integer, nullable=False),
    Index("ix_eligible_list_window", "unit_code", "window_at", "case_id"),
)

_BATCH = 500
_OVER = (
    MediationState.CLOSED.value,
    MediationState.ARCHIVED.value,
    MediationState.REFUSED.value,
    MediationState.VOIDED.value,
)
# An application that ended without a decision on money leaves the aid unclaimed.
_ENDED = (
    FundState.NOT_ACCEPTED.value,
    FundState.WITHDRAWN.value,
    FundState.TERMINATED.value,
)
# The order of the list: windows that still run (the first to end first), starts that nobody has
# written down, windows that have ended (the latest first).
_RUNNING, _UNKNOWN, _ENDED_WINDOW = "running", "unknown", "ended"
_PARTS = (_RUNNING, _UNKNOWN, _ENDED_WINDOW)
COUNT_CAP = 10_000


class EligibleCursor(NamedTuple):
    """Where a page ends: the part of the order, the window's end as text, and the key."""

    part: str
    at: str
    case_id: str


def refresh(connection: Connection, case_ids: Sequence[str]) -> None:
    """Bring the rows of some cases up to what their records say."""
    for start in range(0, len(case_ids), _BATCH):
        _refresh(connection, list(case_ids[start : start + _BATCH]))


def _refresh(connection: Connection, case_ids: list[str]) -> None:
    cases, funds = table_of(Case), table_of(FundApplication)
    table = eligible_list
    connection.execute(table.delete().where(table.c.case_id.in_(case_ids)))
    found = connection.execute(
        select(
            cases.c.id, cases.c.unit_code, cases.c.fund_payable, cases.c.fund_window_ends_at
        ).where(
            cases.c.id.in_(case_ids),
            cases.c.voided_at.is_(None),
            cases.c.fund_screen_result == "eligible",
            cases.c.state.not_in(_OVER),
        )
    ).all()
    if not found:
        return
    applied = connection.execute(
        select(funds.c.case_id, funds.c.victim_id, funds.c.kind).where(
            funds.c.case_id.in_([row.id for row in found]),
            funds.c.voided_at.is_(None),
            funds.c.state.not_in(_ENDED),
        )
    ).all()
    taken = {(row.case_id, f"{row.victim_id}:{_code(row.kind)}") for row in applied}
    rows = []
    for row in found:
        open_ = [key for key in row.fund_payable if (row.id, key) not in taken]
        if open_:
            rows.append(
                {
                    "case_id": row.id,
                    "unit_code": row.unit_code,
                    "window_at": row.fund_window_ends_at,
                    "open_count": len(open_),
                }
            )
    if rows:
        connection.execute(insert(table), rows)


def _code(value: Any) -> str:
    return str(getattr(value, "value", value))


def page(
    connection: Connection,
    unit: str,
    now: datetime,
    *,
    limit: int,
    after: EligibleCursor | None = None,
) -> tuple[list[str], EligibleCursor | None]:
    """Keys of cases, the most urgent first, and where the next page begins (None at the end)."""
    found: list[tuple[str, EligibleCursor]] = []
    first = _PARTS.index(after.part) if after else 0
    for part in _PARTS[first:]:
        own = after if after and after.part == part else None
        found.extend(_part(connection, unit, now, part, limit + 1 - len(found), own))
        if len(found) > limit:
            break
    more = len(found) > limit
    kept = found[:limit]
    return [key for key, _ in kept], kept[-1][1] if more and kept else None


def _part(
    connection: Connection,
    unit: str,
    now: datetime,
    part: str,
    limit: int,
    after: EligibleCursor | None,
) -> list[tuple[str, EligibleCursor]]:
    table = eligible_list
    at, key = table.c.window_at, table.c.case_id
    question = select(key, at).limit(limit)
    if unit:
        question = question.where(table.c.unit_code == unit)
    if part == _UNKNOWN:
        question = question.where(at.is_(None)).order_by(key)
        if after:
            question = question.where(key > after.case_id)
    elif part == _RUNNING:
        question = question.where(at > now).order_by(at, key)
        if after:
            then = moment_from(after.at)
            question = question.where(or_(at > then, and_(at == then, key > after.case_id)))
    else:
        question = question.where(at <= now).order_by(at.desc(), key.desc())
        if after:
            then = moment_from(after.at)
            question = question.where(or_(at < then, and_(at == then, key < after.case_id)))
    return [
        (str(row[0]), EligibleCursor(part, moment_text(row[1]) if row[1] else "", str(row[0])))
        for row in connection.execute(question)
    ]


def count(connection: Connection, unit: str) -> int:
    """How many cases wait, at most one more than ``COUNT_CAP``."""
    table = eligible_list
    inner = select(table.c.case_id).limit(COUNT_CAP + 1)
    if unit:
        inner = inner.where(table.c.unit_code == unit)
    question = select(func.count()).select_from(inner.subquery())
    return int(connection.execute(question).scalar_one())


__all__ = ["COUNT_CAP", "EligibleCursor", "count", "eligible_list", "page", "refresh"]
