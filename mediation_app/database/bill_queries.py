"""What other bills say: prices of the same code, lines that are word for word the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, select, tuple_

from mediation_app.database.mapping import row_map
from mediation_app.database.tables import select_of, table_of
from mediation_app.domain.fund import BillLine
from mediation_app.domain.money import Money

PRICES = 40
_CHUNK = 200
_MOST = 5_000


def prices_elsewhere(
    connection: Connection, unit: str, application_id: str, codes: Collection[str]
) -> dict[str, list[Money]]:
    """The latest unit prices of each code in other applications, at most ``PRICES`` of each."""
    table = table_of(BillLine)
    found: dict[str, list[Money]] = {}
    for code in sorted(codes):
        question = (
            select(table.c.unit_price)
            .where(
                table.c.code == code,
                table.c.unit_code == unit,
                table.c.application_id != application_id,
                table.c.voided_at.is_(None),
                table.c.unit_price > 0,
            )
            .order_by(table.c.id.desc())
            .limit(PRICES)
        )
        prices = list(connection.execute(question).scalars())
        if prices:
            found[code] = prices
    return found


def twins_elsewhere(
    connection: Connection,
    unit: str,
    application_id: str,
    marks: Iterable[tuple[datetime, Money]],
) -> tuple[BillLine, ...]:
    """Lines of other applications with the same moment and amount as one of these."""
    table = table_of(BillLine)
    mapper = row_map(BillLine)
    found: list[BillLine] = []
    for chunk in _chunks(sorted(set(marks))):
        question = (
            select_of(BillLine)
            .where(
                tuple_(table.c.served_at, table.c.amount).in_(chunk),
                table.c.unit_code == unit,
                table.c.application_id != application_id,
                table.c.voided_at.is_(None),
            )
            .limit(_MOST)
        )
        found.extend(mapper.snapshot(row) for row in connection.execute(question))
        if len(found) >= _MOST:
            break
    return tuple(found)


def _chunks(
    marks: Iterable[tuple[datetime, Money]],
) -> Iterator[list[tuple[datetime, Money]]]:
    reading = iter(marks)
    while chunk := list(islice(reading, _CHUNK)):
        yield chunk


__all__ = ["PRICES", "prices_elsewhere", "twins_elsewhere"]
