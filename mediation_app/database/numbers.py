"""Official numbers without gaps: one counter per office, series and year, and the register.

The counter is bumped inside the transaction that makes the thing official, so a rollback gives
the number back; concurrent writers wait for each other. A drawn number stays in the register for
good, with the record it went to and, if so, why it is void.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from mediation_app.database import system_tables as system


@dataclass(slots=True, kw_only=True)
class Draw:
    """A number that was drawn in a unit of work and must still be tied to its record."""

    series: str
    year: int
    serial: int


def bump(connection: Connection, unit: str, series: str, year: int) -> int:
    """The next number of a series; the counter's row is held until the transaction ends."""
    table = system.counters
    place = (table.c.unit_code == unit, table.c.series == series, table.c.year == year)
    bumping = update(table).where(*place).values(last=table.c.last + 1).returning(table.c.last)
    found = connection.execute(bumping).scalar()
    if found is None:
        values = {"unit_code": unit, "series": series, "year": year, "last": 0}
        if connection.dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import insert as pg_insert

            connection.execute(pg_insert(table).values(**values).on_conflict_do_nothing())
        else:
            connection.execute(insert(table).values(**values))
        found = connection.execute(bumping).scalar_one()
    return int(found)


def register(
    connection: Connection, unit: str, draw: Draw, *, moment: datetime, person_id: str
) -> None:
    """Write a drawn number into the register, not yet tied to a record."""
    connection.execute(
        insert(system.number_register).values(
            unit_code=unit,
            series=draw.series,
            year=draw.year,
            serial=draw.serial,
            number="",
            case_id="",
            subject="",
            subject_id="",
            drawn_at=moment,
            drawn_by=person_id,
            void_reason="",
        )
    )


def tie(
    connection: Connection,
    unit: str,
    draw: Draw,
    *,
    number: str,
    case_id: str,
    subject: str,
    subject_id: str,
) -> None:
    """Say in the register which record a number went to."""
    table = system.number_register
    connection.execute(
        update(table)
        .where(
            table.c.unit_code == unit,
            table.c.series == draw.series,
            table.c.year == draw.year,
            table.c.serial == draw.serial,
        )
        .values(number=number, case_id=case_id, subject=subject, subject_id=subject_id)
    )


def void_numbers_of(
    connection: Connection, subject_id: str, *, moment: datetime, reason: str
) -> None:
    """Mark the numbers of a voided record as void; they stay in the register."""
    table = system.number_register
    connection.execute(
        update(table)
        .where(table.c.subject_id == subject_id, table.c.voided_at.is_(None))
        .values(voided_at=moment, void_reason=reason)
    )


def void_number(
    connection: Connection,
    unit: str,
    draw: Draw,
    *,
    moment: datetime,
    reason: str,
) -> None:
    """Mark one number as void while its record lives on; it stays in the register."""
    table = system.number_register
    connection.execute(
        update(table)
        .where(
            table.c.unit_code == unit,
            table.c.series == draw.series,
            table.c.year == draw.year,
            table.c.serial == draw.serial,
            table.c.voided_at.is_(None),
        )
        .values(voided_at=moment, void_reason=reason)
    )


def serial_before(connection: Connection, unit: str, subject_id: str) -> int | None:
    """The registered number next below a record's own; None when there is none or no register.

    Numbers of voided records count: they were given.
    """
    table = system.number_register
    mine = connection.execute(
        select(table.c.series, table.c.year, table.c.serial).where(
            table.c.unit_code == unit, table.c.subject_id == subject_id
        )
    ).first()
    if mine is None:
        return None
    found = connection.execute(
        select(func.max(table.c.serial)).where(
            table.c.unit_code == unit,
            table.c.series == mine.series,
            table.c.year == mine.year,
            table.c.serial < mine.serial,
        )
    ).scalar()
    return int(found) if found is not None else None


def gaps(connection: Connection) -> list[tuple[str, str, int, int]]:
    """Numbers that are in no register though later ones are: (office, series, year, serial)."""
    register_table, counter_table = system.number_register, system.counters
    found: list[tuple[str, str, int, int]] = []
    expected: dict[tuple[str, str, int], int] = {}
    rows = connection.execute(
        select(
            register_table.c.unit_code,
            register_table.c.series,
            register_table.c.year,
            register_table.c.serial,
        ).order_by(
            register_table.c.unit_code,
            register_table.c.series,
            register_table.c.year,
            register_table.c.serial,
        )
    )
    for unit, series, year, serial in rows:
        key = (unit, series, year)
        found.extend((*key, missing) for missing in range(expected.get(key, 0) + 1, serial))
        expected[key] = serial
    for unit, series, year, last in connection.execute(
        select(
            counter_table.c.unit_code,
            counter_table.c.series,
            counter_table.c.year,
            counter_table.c.last,
        )
    ):
        start = expected.get((unit, series, year), 0)
        found.extend((unit, series, year, missing) for missing in range(start + 1, last + 1))
    return found
