"""Which recoveries need a look: by indexes, a few at a time, never the whole table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from mediation_app.database.tables import table_of
from mediation_app.domain.cases import Accident
from mediation_app.domain.recovery import Recovery, RecoveryState

_S = RecoveryState
_LIVING = [state.value for state in RecoveryState if state not in (_S.RECOVERED, _S.WRITTEN_OFF)]
_BEFORE_SUIT = [state.value for state in (_S.OPEN, _S.TOLD, _S.AGREED, _S.OVERDUE)]


def _of(unit: str, *conditions: Any) -> Any:
    table = table_of(Recovery)
    own = table.c.unit_code == unit if unit else table.c.unit_code != ""
    return select(table.c.id).where(own, table.c.voided_at.is_(None), *conditions)


def _ids(connection: Connection, question: Any) -> tuple[str, ...]:
    return tuple(str(key) for key in connection.execute(question).scalars())


def past_due(connection: Connection, unit: str, today: date, *, limit: int) -> tuple[str, ...]:
    """Told or agreed ones whose day of payment is over."""
    table = table_of(Recovery)
    question = _of(
        unit,
        table.c.state.in_([_S.TOLD.value, _S.AGREED.value]),
        table.c.pay_by < today,
    )
    return _ids(connection, question.order_by(table.c.pay_by, table.c.id).limit(limit))


def without_next_step(connection: Connection, unit: str, *, limit: int) -> tuple[str, ...]:
    """Running ones that nobody gave a next step yet."""
    table = table_of(Recovery)
    question = _of(unit, table.c.state.in_(_LIVING), table.c.next_step_on.is_(None))
    return _ids(connection, question.order_by(table.c.id).limit(limit))


def solved_on_hold(connection: Connection, unit: str, *, limit: int) -> tuple[str, ...]:
    """On hold although the case says that the hit-and-run was solved (CHK-13)."""
    table, accidents = table_of(Recovery), table_of(Accident)
    question = (
        _of(unit, table.c.state == _S.ON_HOLD.value)
        .join(accidents, accidents.c.case_id == table.c.case_id)
        .where(accidents.c.voided_at.is_(None), accidents.c.hit_and_run_solved_on.is_not(None))
    )
    return _ids(connection, question.order_by(table.c.id).limit(limit))


def limitation_ends(
    connection: Connection, unit: str, until: date, *, limit: int
) -> tuple[str, ...]:
    """Not sued for, and the limitation ends by then; the earliest first (CHK-12)."""
    table = table_of(Recovery)
    question = _of(unit, table.c.state.in_(_BEFORE_SUIT), table.c.limitation_on <= until)
    return _ids(connection, question.order_by(table.c.limitation_on, table.c.id).limit(limit))


def idle(
    connection: Connection,
    unit: str,
    today: date,
    days: int,
    *,
    limit: int,
    after: tuple[date | None, str] | None = None,
) -> tuple[str, ...]:
    """CHK-11: no next step, one that passed undone, or no act for so many days.

    The longest waiting first; ``after`` are next-step day and key of the last one shown.
    """
    table = table_of(Recovery)
    waits = func.coalesce(table.c.next_step_on, date.min)
    question = _of(unit, *_idle(table, today, days))
    if after is not None:
        day = after[0] or date.min
        question = question.where(or_(waits > day, and_(waits == day, table.c.id > after[1])))
    return _ids(connection, question.order_by(waits, table.c.id).limit(limit))


def count_idle(connection: Connection, unit: str, today: date, days: int) -> int:
    """How many of them there are."""
    table = table_of(Recovery)
    question = _of(unit, *_idle(table, today, days)).subquery()
    return int(connection.execute(select(func.count()).select_from(question)).scalar_one())


def count_limitation(connection: Connection, unit: str, until: date) -> int:
    """How many not sued for whose limitation ends by then."""
    table = table_of(Recovery)
    question = _of(unit, table.c.state.in_(_BEFORE_SUIT), table.c.limitation_on <= until).subquery()
    return int(connection.execute(select(func.count()).select_from(question)).scalar_one())


def _idle(table: Any, today: date, days: int) -> Sequence[Any]:
    acted = func.coalesce(table.c.acted_on, table.c.opened_on)
    return (
        table.c.state.in_(_LIVING),
        or_(
            table.c.next_step_on.is_(None),
            table.c.next_step_on < today,
            acted < today - timedelta(days=days),
        ),
    )
