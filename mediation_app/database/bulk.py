"""Storing many whole case files at once: imports, the demo office, benchmarks.

The same rows, list lines, search documents and register entries as the unit of work makes, but in
batches; the audit trail gets one summary per batch instead of one line per record.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, text

from mediation_app.database import audit, eligible_list
from mediation_app.database import system_tables as system
from mediation_app.database.aggregates import records_of, replaced
from mediation_app.database.fund_sums import Sums, put_entries
from mediation_app.database.mapping import row_map
from mediation_app.database.read_model import (
    Pieces,
    case_row_values,
    fund_row_values,
    pieces_of,
    recovery_lines,
)
from mediation_app.database.search import fingerprint_of, pinyin_table, searchable
from mediation_app.database.search_terms import terms_of
from mediation_app.database.tables import specs, table_of
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import LedgerEntry
from mediation_app.domain.offices import Actor
from mediation_app.domain.records import Record

if TYPE_CHECKING:
    from mediation_app.database.store import Store

BATCH = 500


def bulk_insert(
    store: Store,
    files: Iterable[CaseFile],
    *,
    actor: Actor,
    action: str = "批量导入",
    series: Mapping[type[Record], str] | None = None,
    progress: Callable[[int], None] | None = None,
    batch: int = BATCH,
) -> int:
    """Store new case files; returns how many.

    Records keep their own ``created_at``, ``created_by`` and so on where they have them; version
    and office are stamped. ``series`` names the number series of a record class: its numbers
    (``serial``, ``number_year``, ``number``) enter the register and the counters follow. Each batch
    is one transaction. ``progress`` is told the count after each batch.
    """
    done = 0
    reading = iter(files)
    while chunk := list(islice(reading, batch)):
        with store.connection(write=True) as connection:
            _store_batch(connection, chunk, actor, action, store.clock.now(), series or {})
        done += len(chunk)
        if progress is not None:
            progress(done)
    return done


def bulk_records(store: Store, records: Sequence[Record], *, actor: Actor, action: str) -> None:
    """Store new records that belong to no case file (people, lines of the fund's book)."""
    now = store.clock.now()
    with store.connection(write=True) as connection:
        by_class: dict[type[Record], list[Record]] = defaultdict(list)
        for record in records:
            by_class[type(record)].append(_stamped(record, actor, now))
        _write(connection, by_class)
        entries = by_class.get(LedgerEntry, [])
        put_entries(connection, [one for one in entries if isinstance(one, LedgerEntry)])
        detail = {kind.__name__: len(found) for kind, found in by_class.items()}
        _summarise(connection, actor, action, now, detail)


def _store_batch(
    connection: Connection,
    files: Sequence[CaseFile],
    actor: Actor,
    action: str,
    now: datetime,
    series: Mapping[type[Record], str],
) -> None:
    by_class: dict[type[Record], list[Record]] = defaultdict(list)
    numbers: list[tuple[str, Record]] = []
    all_pieces: list[Pieces] = []
    for file in files:
        stamped = {one.id: _stamped(one, actor, now) for one in records_of(file)}
        for record in stamped.values():
            by_class[type(record)].append(record)
            if type(record) in series and getattr(record, "serial", None):
                numbers.append((series[type(record)], record))
        all_pieces.append(pieces_of(replaced(file, stamped)))
    _write(connection, by_class)
    write_lists(connection, all_pieces)
    _register(connection, actor, numbers)
    detail = {kind.__name__: len(found) for kind, found in by_class.items()}
    _summarise(connection, actor, action, now, detail)


def write_lists(connection: Connection, all_pieces: Sequence[Pieces]) -> None:
    """List lines and search documents of cases that have none yet."""
    case_lines = [case_row_values(pieces) for pieces in all_pieces]
    fund_lines = [line for pieces in all_pieces for line in fund_row_values(pieces)]
    recoveries = [line for pieces in all_pieces for line in recovery_lines(pieces)]
    sums = Sums()
    for line in fund_lines:
        sums.fund_line(line)
    for line in recoveries:
        sums.recovery_line(line)
    readings = pinyin_table()
    documents = [
        (pieces.case.id, pieces.case.unit_code, terms_of(searchable(pieces), readings))
        for pieces in all_pieces
        if pieces.case.is_live
    ]
    _rows(connection, system.case_list, case_lines)
    _rows(connection, system.fund_list, fund_lines)
    _rows(connection, system.recovery_list, recoveries)
    sums.flush(connection)
    eligible_list.refresh(connection, [pieces.case.id for pieces in all_pieces])
    _documents(connection, documents)


def _stamped(record: Record, actor: Actor, now: datetime) -> Record:
    created = record.created_at or now
    return replace(
        record,
        unit_code=record.unit_code or actor.unit_code,
        version=record.version or 1,
        created_at=created,
        created_by=record.created_by or actor.person_id,
        updated_at=record.updated_at or created,
        updated_by=record.updated_by or actor.person_id,
    )


def _write(connection: Connection, by_class: Mapping[type[Record], list[Record]]) -> None:
    for kind in specs():  # parents before children
        if found := by_class.get(kind):
            mapper = row_map(kind)
            raw_rows(
                connection, table_of(kind), mapper.names, [mapper.values(one) for one in found]
            )


def _rows(connection: Connection, table: Table, lines: Sequence[Mapping[str, Any]]) -> None:
    if lines:
        names = tuple(lines[0])
        raw_rows(connection, table, names, [tuple(line.values()) for line in lines])


def raw_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Rows through the driver itself, values converted by the column types."""
    dialect = connection.dialect
    converters = [
        (index, convert)
        for index, name in enumerate(names)
        if (convert := table.c[name].type.dialect_impl(dialect).bind_processor(dialect))
    ]
    converted = list(_converted(rows, converters))
    raw: Any = connection.connection.driver_connection
    columns = ", ".join(f'"{name}"' for name in names)  # "limit" is a word of SQL too
    if dialect.name == "postgresql":
        with (
            raw.cursor() as cursor,
            cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy,
        ):
            for row in converted:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(names))
    raw.executemany(
        f"INSERT INTO {table.name} ({columns}) VALUES ({marks})",  # noqa: S608 - own names
        converted,
    )


def _converted(
    rows: Iterable[tuple[Any, ...]], converters: Sequence[tuple[int, Callable[[Any], Any]]]
) -> Iterator[list[Any]]:
    for row in rows:
        values = list(row)
        for index, convert in converters:
            values[index] = convert(values[index])
        yield values


def _documents(
    connection: Connection, documents: Sequence[tuple[str, str, frozenset[str]]]
) -> None:
    if not documents:
        return
    doc_ids = _new_doc_ids(connection, len(documents))
    raw_rows(
        connection,
        system.search_docs,
        ("doc_id", "case_id", "unit_code", "fingerprint"),
        [
            (doc_id, case_id, unit, fingerprint_of(terms))
            for doc_id, (case_id, unit, terms) in zip(doc_ids, documents, strict=True)
        ],
    )
    if connection.dialect.name == "postgresql":
        raw_rows(
            connection,
            system.search_terms,
            ("term", "doc_id"),
            [
                (term, doc_id)
                for doc_id, (_, _, terms) in zip(doc_ids, documents, strict=True)
                for term in sorted(terms)
            ],
        )
        return
    raw: Any = connection.connection.driver_connection
    raw.executemany(
        "INSERT INTO search_index (rowid, terms) VALUES (?, ?)",
        [
            (doc_id, " ".join(terms))
            for doc_id, (_, _, terms) in zip(doc_ids, documents, strict=True)
        ],
    )


def _new_doc_ids(connection: Connection, count: int) -> list[int]:
    if connection.dialect.name == "postgresql":
        rows = connection.execute(
            text(
                "SELECT nextval(pg_get_serial_sequence('search_docs', 'doc_id')) "
                "FROM generate_series(1, :count)"
            ),
            {"count": count},
        )
        return sorted(int(number) for number in rows.scalars())
    last = connection.execute(
        text("SELECT seq FROM sqlite_sequence WHERE name = 'search_docs'")
    ).scalar()
    first = int(last or 0) + 1
    return list(range(first, first + count))


def _register(connection: Connection, actor: Actor, numbers: Sequence[tuple[str, Record]]) -> None:
    if not numbers:
        return
    rows: list[dict[str, Any]] = []
    highest: Counter[tuple[str, str, int]] = Counter()
    for name, record in numbers:
        year, serial = int(getattr(record, "number_year")), int(getattr(record, "serial"))  # noqa: B009
        unit = record.unit_code
        key = (unit, name, year)
        highest[key] = max(highest[key], serial)
        rows.append(
            {
                "unit_code": unit,
                "series": name,
                "year": year,
                "serial": serial,
                "number": getattr(record, "number", ""),
                "case_id": getattr(record, "case_id", record.id),
                "subject": type(record).__name__,
                "subject_id": record.id,
                "drawn_at": record.created_at,
                "drawn_by": record.created_by or actor.person_id,
                "voided_at": record.voided_at,
                "void_reason": record.void_reason,
            }
        )
    _rows(connection, system.number_register, rows)
    for (unit, name, year), last in highest.items():
        connection.execute(
            text(
                "INSERT INTO counters (unit_code, series, year, last) "
                "VALUES (:unit, :series, :year, :last) "
                "ON CONFLICT (unit_code, series, year) DO UPDATE "
                "SET last = excluded.last WHERE counters.last < excluded.last"
            ),
            {"unit": unit, "series": name, "year": year, "last": last},
        )


def _summarise(
    connection: Connection, actor: Actor, action: str, now: datetime, detail: dict[str, int]
) -> None:
    note = audit.Note(kind="bulk", record="", record_id="", detail=detail)
    audit.append(connection, actor, action, now, [note])


def settle(store: Store) -> None:
    """After a very large load: merge the search index and gather statistics for the planner."""
    with store.connection(write=True) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("INSERT INTO search_index(search_index) VALUES ('optimize')")
        connection.exec_driver_sql("ANALYZE")
