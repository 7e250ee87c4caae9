"""Money kept for others, page by page, and its sums: from the records' own columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from mediation_app.database.lists import rows_by_id
from mediation_app.database.mapping import row_map
from mediation_app.database.queries import CaseRow
from mediation_app.database.tables import select_of, table_of
from mediation_app.domain.custody import Custody, CustodyState
from mediation_app.domain.money import Money, from_fen
from mediation_app.domain.parties import Party

_RELEASED = CustodyState.RELEASED.value


def page(
    connection: Connection,
    unit: str,
    *,
    states: Sequence[str] = (),
    limit: int,
    after: tuple[int, int] | None = None,
) -> tuple[Custody, ...]:
    """The newest numbers first; ``after`` are year and serial of the last one shown."""
    table = table_of(Custody)
    question = select_of(Custody).where(_own(table, unit), table.c.voided_at.is_(None))
    if states:
        question = question.where(table.c.state.in_(list(states)))
    if after is not None:
        year, serial = after
        question = question.where(
            or_(
                table.c.number_year < year,
                and_(table.c.number_year == year, table.c.serial < serial),
            )
        )
    question = question.order_by(table.c.number_year.desc(), table.c.serial.desc()).limit(limit)
    mapper = row_map(Custody)
    return tuple(mapper.snapshot(row) for row in connection.execute(question))


def sums(connection: Connection, unit: str) -> tuple[int, Money, Money, Money, Money]:
    """How many are kept now, and received, interest, deducted and released of all, in yuan."""
    table = table_of(Custody)
    names = ("received", "interest", "rescue_deducted", "funeral_deducted", "released")
    question = select(
        func.count().filter(table.c.state != _RELEASED),
        *(func.coalesce(func.sum(table.c[name]), 0) for name in names),
    ).where(_own(table, unit), table.c.voided_at.is_(None))
    count, *values = connection.execute(question).one()
    received, interest, rescue, funeral, released = (_yuan(value) for value in values)
    return int(count), received, interest, rescue + funeral, released


def unknown_victims(connection: Connection, unit: str, *, limit: int) -> tuple[CaseRow, ...]:
    """Cases with somebody whose name nobody knows, the newest first."""
    table = table_of(Party)
    question = (
        select(table.c.case_id)
        .where(_own(table, unit), table.c.voided_at.is_(None), table.c.identity_unknown.is_(True))
        .group_by(table.c.case_id)
        .order_by(table.c.case_id.desc())
        .limit(limit)
    )
    keys = tuple(str(key) for key in connection.execute(question).scalars())
    return tuple(rows_by_id(connection, unit, keys))


def _own(table: Any, unit: str) -> Any:
    return table.c.unit_code == unit if unit else table.c.unit_code != ""


def _yuan(value: Any) -> Money:
    """A sum as either engine answers it: the type knows yuan, a bare number is fen."""
    found: Money = from_fen(value) if isinstance(value, int) else value
    return found
