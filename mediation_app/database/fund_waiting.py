"""Applications whose term could not be told when it began."""

from __future__ import annotations

from sqlalchemy import Connection, select

from mediation_app.database import system_tables as system

_WAITING = ("open", "deciding", "paying")


def without_term(connection: Connection, unit: str, *, limit: int) -> tuple[str, ...]:
    """Running applications of an office whose list shows no day, the oldest first."""
    lists = system.fund_list
    question = (
        select(lists.c.application_id)
        .where(
            lists.c.unit_code == unit,
            lists.c.state_group.in_(_WAITING),
            lists.c.open_due_on.is_(None),
            lists.c.state != "submitted",
        )
        .order_by(lists.c.application_id)
        .limit(limit)
    )
    return tuple(str(key) for key in connection.execute(question).scalars())
