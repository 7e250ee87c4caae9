"""Which recoveries the daily look takes up: by indexes, a few at a time, never the whole table."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from mediation_app.database.tables import table_of
from mediation_app.domain.cases import Accident
from mediation_app.domain.recovery import Recovery, RecoveryState

_S = RecoveryState
_LIVING = [state.value for state in RecoveryState if state not in (_S.RECOVERED, _S.WRITTEN_OFF)]


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
