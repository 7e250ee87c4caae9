"""Backup into one archive while people work, on either engine, checked before it counts."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, func, select

from mediation_app.database import archive, schema
from mediation_app.database.archive import Cancel, Cancelled, Manifest, Progress, Watch
from mediation_app.database.blobs import BlobStore
from mediation_app.database.bulk import raw_rows
from mediation_app.database.engine import open_raw
from mediation_app.database.safety import disk_trouble
from mediation_app.database.troubles import translating
from mediation_app.database.types import moment_text
from mediation_app.errors import StoreTrouble

if TYPE_CHECKING:
    from mediation_app.database.store import Store

__all__ = ["Cancelled", "Manifest", "backup", "copy_tables"]

_ROWS = 2000
# Made anew where the copy arrives: its numbers belong to the engine.
_NOT_COPIED = ("search_docs",)


def backup(
    store: Store,
    target: Path,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Manifest:
    """Write everything into the archive ``target`` and check it.

    Others may go on working. An archive of that name is replaced only at the very end. Raises
    StoreTrouble ``database.backup_disk_full``, ``.backup_read_only``, ``.backup_failed``, BadFile
    when the copy turns out damaged, Cancelled.
    """
    if not target.parent.is_dir():
        raise StoreTrouble("database.backup_failed", file=target.name)
    blobs = BlobStore(store)
    with _copied(store) as copy, translating():
        revision = archive.check_database(copy)
        names = list(blobs.names())
        total = 2 * (copy.stat().st_size + blobs.total_size())
        watch = Watch(total, progress, cancel)
        manifest = archive.write(
            target,
            copy,
            ((name, blobs.stream(name)) for name in names),
            Manifest(
                revision=revision,
                engine="postgresql" if store.location.is_server else "sqlite",
                made_at=moment_text(store.clock.now()),
                rows=_row_counts(copy),
            ),
            watch,
        )

        def second_half(done: int, _: int) -> None:
            if progress is not None:
                progress(min(total // 2 + done, total), total)

        archive.check(target, second_half, cancel)
    return manifest


@contextlib.contextmanager
def _copied(store: Store) -> Iterator[Path]:
    """A consistent copy of all records as an SQLite file, gone afterwards."""
    is_server = store.location.is_server
    base = Path(tempfile.gettempdir()) if is_server else store.location.folder
    copy = base / f".backup-{secrets.token_hex(6)}.db"
    try:
        try:
            if is_server:
                _dump(store, copy)
            else:
                copy_file(store.location.database_file, copy)
        except sqlite3.Error as error:
            from mediation_app.database.troubles import from_sqlite

            raise from_sqlite(error) or StoreTrouble("database.disk_failed") from None
        except OSError as error:
            raise disk_trouble(error, base) from None
        yield copy
    finally:
        for path in (
            copy,
            *(copy.with_name(copy.name + end) for end in ("-journal", "-wal", "-shm")),
        ):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def copy_file(source: Path, target: Path) -> None:
    """Copy a live database in one step of the backup API (a copy of the file loses the -wal)."""
    with (
        contextlib.closing(open_raw(source)) as reading,
        contextlib.closing(sqlite3.connect(target, isolation_level=None)) as writing,
    ):
        reading.backup(writing, pages=-1)
        writing.execute("PRAGMA journal_mode=DELETE")


def _dump(store: Store, target: Path) -> None:
    """Copy all tables of a server into a new SQLite file, as of one moment."""
    from mediation_app.database.read_model import rebuild

    engine = create_engine(f"sqlite+pysqlite:///{target.as_posix()}", hide_parameters=True)
    try:
        with store.connection() as source, engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            schema.create_all(connection)
            copy_tables(source, connection)
            rebuild(connection)
    finally:
        engine.dispose()


def copy_tables(source: Connection, target: Connection) -> None:
    """Copy the rows of every table from one database to another (empty) one, engine to engine."""
    for table in schema.tables_for("sqlite"):
        if table.name in _NOT_COPIED:
            continue
        names = [column.name for column in table.columns]
        rows = source.execute(
            select(table).order_by(*table.primary_key.columns),
            execution_options={"yield_per": _ROWS},
        )
        for chunk in rows.partitions():
            raw_rows(target, table, names, [tuple(row) for row in chunk])


def _row_counts(copy: Path) -> dict[str, int]:
    engine = create_engine(f"sqlite+pysqlite:///{copy.as_posix()}")
    try:
        with engine.connect() as connection:
            return {
                table.name: int(
                    connection.execute(select(func.count()).select_from(table)).scalar_one()
                )
                for table in schema.tables_for("sqlite")
            }
    finally:
        engine.dispose()
