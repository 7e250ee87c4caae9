"""Do the records still say what the audit trail says? Finds what was changed past the program.

The trail holds every value a record was stored with and every change since; played back it gives
the record as it must be. Records that came in bulk have no lines of their own: of them only later
changes and their total are known. A migration that rewrites values must write them into the trail.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, Table, func, select

from mediation_app.database import system_tables as system
from mediation_app.database.mapping import BOOKKEEPING, RowMap, row_map
from mediation_app.database.tables import specs, table_of
from mediation_app.database.unit_of_work import for_trail
from mediation_app.domain.records import Record

_BATCH = 500
_WRITES = ("add", "change", "void")
_UNCOMPARED = BOOKKEEPING | {"id", "case_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A record that is not as the trail has it.

    ``what`` is ``changed`` (then ``field`` says where), ``missing``, ``foreign`` (nobody stored it
    through the program) or ``unreadable``.
    """

    what: str
    record: str
    record_id: str = ""
    field: str = ""


@dataclass(slots=True)
class _Told:
    """What the trail says about one record."""

    whole: bool = False
    version: int = 0
    case_id: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def differences(connection: Connection) -> Iterator[Difference]:
    """Every record whose values, existence or origin do not agree with the trail."""
    added, in_bulk = _totals(connection)
    for kind in specs():
        name = kind.__name__
        seen = without = 0
        try:
            for row, told in _rows(connection, kind):
                if told.whole:
                    seen += 1
                else:
                    without += 1
                yield from _compared(row_map(kind), row, told)
        except (ValueError, TypeError, LookupError, ArithmeticError):
            # a value that the program itself could not have stored
            yield Difference(what="unreadable", record=name)
            continue
        if seen < added[name]:
            for key in _missing(connection, name, table_of(kind)):
                yield Difference(what="missing", record=name, record_id=key)
        if without > in_bulk[name]:
            yield Difference(what="foreign", record=name)


def _totals(connection: Connection) -> tuple[Counter[str], Counter[str]]:
    """How many records of each class were stored one by one, and how many in bulk."""
    table = system.audit_entries
    counted = connection.execute(
        select(table.c.record, func.count()).where(table.c.kind == "add").group_by(table.c.record)
    )
    added: Counter[str] = Counter({str(name): int(count) for name, count in counted})
    in_bulk: Counter[str] = Counter()
    for (detail,) in connection.execute(select(table.c.detail).where(table.c.kind == "bulk")):
        found = _read(detail)
        in_bulk.update({str(name): int(count) for name, count in found.items()})
    return added, in_bulk


def _rows(connection: Connection, kind: type[Record]) -> Iterator[tuple[dict[str, Any], _Told]]:
    table, after = table_of(kind), ""
    while True:
        question = select(table).where(table.c.id > after).order_by(table.c.id).limit(_BATCH)
        batch = [dict(row) for row in connection.execute(question).mappings()]
        if not batch:
            return
        after = batch[-1]["id"]
        trail = _trail(connection, kind.__name__, [row["id"] for row in batch])
        for row in batch:
            yield row, trail[row["id"]]


def _trail(connection: Connection, name: str, keys: Sequence[str]) -> dict[str, _Told]:
    table = system.audit_entries
    question = (
        select(table.c.record_id, table.c.kind, table.c.case_id, table.c.detail)
        .where(table.c.record_id.in_(keys), table.c.record == name, table.c.kind.in_(_WRITES))
        .order_by(table.c.record_id, table.c.seq)
    )
    found: dict[str, _Told] = defaultdict(_Told)
    for key, act, case_id, detail in connection.execute(question):
        told = found[key]
        told.version += 1
        told.case_id = case_id
        values = _read(detail)
        if act == "add":
            told.whole = True
            told.values = values
        else:
            told.values |= {name: pair[1] for name, pair in values.items()}
    return found


def _read(detail: str) -> dict[str, Any]:
    """An entry's detail; one that cannot be read is a broken link of the chain, told there."""
    try:
        found = json.loads(detail)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _compared(mapper: RowMap[Any], row: dict[str, Any], told: _Told) -> Iterator[Difference]:
    name, key = mapper.record.__name__, row["id"]
    if told.whole and row["version"] != told.version:
        yield Difference(what="changed", record=name, record_id=key, field="version")
        return
    if told.whole and told.case_id and "case_id" in row and row["case_id"] != told.case_id:
        yield Difference(what="changed", record=name, record_id=key, field="case_id")
    for column in mapper.names:
        if column in _UNCOMPARED:
            continue
        if column in told.values:
            expected = told.values[column]
        elif told.whole and column in mapper.defaults:
            expected = for_trail(mapper.defaults[column])
        else:
            continue
        if not _same(expected, for_trail(row[column])):
            yield Difference(what="changed", record=name, record_id=key, field=column)


def _same(expected: Any, found: Any) -> bool:
    if expected == found:
        return True
    if not isinstance(expected, str) or not isinstance(found, str):
        return False
    try:
        return Decimal(expected) == Decimal(found)
    except InvalidOperation:
        return False


def _missing(connection: Connection, name: str, table: Table) -> list[str]:
    trail = system.audit_entries
    question = (
        select(trail.c.record_id)
        .where(
            trail.c.kind == "add",
            trail.c.record == name,
            ~select(table.c.id).where(table.c.id == trail.c.record_id).exists(),
        )
        .limit(20)
    )
    return [str(key) for key in connection.execute(question).scalars()]
