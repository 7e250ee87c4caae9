"""Leading an older database up to this program's schema. Imported only when that is needed.

Plan, verified backup, one transaction, checks, commit. On SQLite foreign keys are off meanwhile (a
table rebuild with keys on silently deletes the children), then checked; guards are made anew
because a rebuild drops them.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, func, inspect, select, table, text

from mediation_app.clock import CHINA, Clock
from mediation_app.database.location import Location
from mediation_app.database.revisions import HEAD, KNOWN, VERSION_TABLE
from mediation_app.database.triggers import create_triggers
from mediation_app.errors import AppError, StoreTrouble

log = logging.getLogger(__name__)
_HERE = Path(__file__).resolve().parent / "migrations"


def lead_up(engine: Engine, place: Location, clock: Clock, revision: str) -> None:
    """Bring the database from ``revision`` to the newest one, or leave it as it was.

    Raises StoreTrouble ``database.migration_failed`` (``file``: the backup made before).
    """
    plan = KNOWN[KNOWN.index(revision) + 1 :]
    log.info("schema goes from %s over %s", revision, ", ".join(plan))
    saved = _save_before(place, clock)
    try:
        with _exclusive(engine) as connection:
            upgrade(connection, HEAD)
    except AppError:
        raise
    except Exception as error:  # whatever a migration may raise: the transaction undid it
        log.exception("schema migration failed")
        if saved is None:
            raise StoreTrouble("database.migration_failed_server") from error
        raise StoreTrouble("database.migration_failed", file=str(saved)) from error


def _save_before(place: Location, clock: Clock) -> Path | None:
    """A checked copy of what is there, before anything is touched.

    None on a server: its own transaction undoes a failed step, and its administrator backs it up.
    """
    if place.is_server:
        return None
    from mediation_app.database import archive
    from mediation_app.database.backup import copy_file

    stamp = clock.now().astimezone(CHINA).strftime("%Y%m%d-%H%M%S")
    folder = place.folder / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    saved = folder / f"before-{HEAD}-{stamp}.db"
    copy_file(place.database_file, saved)
    archive.check_database(saved)
    return saved


@contextlib.contextmanager
def _exclusive(engine: Engine) -> Iterator[Connection]:
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(7306412)"))
            yield connection
        return
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
        try:
            exclusive = connection.execution_options(sqlite_begin="IMMEDIATE")
            with exclusive.begin():
                yield exclusive
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def upgrade(connection: Connection, target: str) -> None:
    """Run the revisions up to ``target`` in the transaction of ``connection``, with checks."""
    before = row_counts(connection)
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, target)
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise RuntimeError(f"foreign_key_check: {len(orphans)} rows without parent")
    after = row_counts(connection)
    lost = [name for name, count in before.items() if after.get(name, count) < count]
    if lost:
        raise RuntimeError(f"rows lost in {', '.join(lost)}")
    create_triggers(connection)


def alembic_config() -> Config:
    """Alembic's configuration, without any file."""
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "os")
    return config


def row_counts(connection: Connection) -> dict[str, int]:
    """Rows of every ordinary table."""
    names = [
        name
        for name in inspect(connection).get_table_names()
        if name != VERSION_TABLE and not name.startswith("search_index")
    ]
    return {
        name: int(connection.execute(select(func.count()).select_from(table(name))).scalar_one())
        for name in names
    }
