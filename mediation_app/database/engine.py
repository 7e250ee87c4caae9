"""The one place where engines are made: pragmas, transactions, time-outs.

SQLite: the driver begins nothing by itself; every transaction is an explicit BEGIN, writers take
BEGIN IMMEDIATE. An encrypting driver would take the seat of ``sqlite3`` here.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from mediation_app.database.location import Location
from mediation_app.database.troubles import install
from mediation_app.errors import StoreTrouble

BUSY_SECONDS = 15
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=0",
    "PRAGMA trusted_schema=OFF",
)


def make_engine(location: Location) -> Engine:
    """The engine of a location. Nothing is opened yet."""
    engine = _postgres(location.url) if location.is_server else _sqlite(location.database_file)
    install(engine)
    return engine


def open_raw(path: Path) -> sqlite3.Connection:
    """A connection of the driver itself with all pragmas set; its user begins transactions."""
    raw = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        for pragma in _PRAGMAS:
            raw.execute(pragma)
    except BaseException:
        raw.close()
        raise
    return raw


def _sqlite(path: Path) -> Engine:
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: open_raw(path),
        hide_parameters=True,
        pool_size=8,
        max_overflow=24,
        poolclass=_queue_pool(),
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        kind = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine


def _queue_pool() -> Any:
    from sqlalchemy.pool import QueuePool

    return QueuePool


def _postgres(url: str) -> Engine:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # its text would show the password
        raise StoreTrouble("database.unknown_address") from None
    return create_engine(
        address,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=4,
        max_overflow=8,
        pool_timeout=20,
        pool_recycle=1800,
        connect_args={
            # A prepared statement may switch to a generic plan that is a thousand times slower.
            "prepare_threshold": None,
            "connect_timeout": 10,
            "application_name": "mediation-app",
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "options": f"-c timezone=UTC -c lock_timeout={BUSY_SECONDS * 1000}"
            " -c idle_in_transaction_session_timeout=120000 -c client_encoding=UTF8",
        },
    )


def for_reading(engine: Engine) -> Connection:
    """A connection whose transaction sees one state of the database throughout."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        return connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    return connection


def for_writing(engine: Engine) -> Connection:
    """A connection whose transaction may write (SQLite: takes the write lock at once)."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        return connection.execution_options(sqlite_begin="IMMEDIATE")
    return connection
