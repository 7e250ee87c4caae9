"""Figures that come from somebody else (外部数据), by the stretch they are about."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from mediation_app.database.fund_span import live
from mediation_app.database.mapping import row_map
from mediation_app.database.tables import select_of
from mediation_app.domain.fund_returns import OutsideFigure


def outside_within(
    connection: Connection, unit: str, since: date, until: date
) -> tuple[OutsideFigure, ...]:
    """The figures whose stretch lies within this one, the one entered last at the end."""
    table, mine = live(OutsideFigure, unit)
    question = (
        select_of(OutsideFigure)
        .where(mine, table.c.since >= since, table.c.since <= until, table.c.until <= until)
        .order_by(table.c.since, table.c.id)
    )
    mapper = row_map(OutsideFigure)
    return tuple(mapper.snapshot(row) for row in connection.execute(question))
