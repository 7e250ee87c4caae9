"""Making an empty database what it must be, and telling which revision a database has.

A new database is made from the table descriptions at once and marked with the newest revision;
only an older one is led up step by step (``migrate``), which is when Alembic is imported.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, inspect

from mediation_app.database.revisions import HEAD, KNOWN, VERSION_TABLE
from mediation_app.database.tables import metadata, record_tables
from mediation_app.database.troubles import from_sqlite
from mediation_app.errors import StoreTrouble

SEARCH_INDEX = (
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "terms, content='', detail=none, columnsize=0, tokenize='ascii')"
)
_SERVER_ONLY = ("blob_objects", "blob_chunks", "search_terms")
# Any number: the key of the lock under which a server's tables are made.
_SETUP_LOCK = 7_306_412


def create_all(connection: Connection) -> None:
    """Tables, search index and guards of an empty database, marked with the newest revision."""
    from mediation_app.database import eligible_list, system_tables  # noqa: F401 - tables
    from mediation_app.database.triggers import create_triggers

    record_tables()
    metadata.create_all(connection, tables=tables_for(connection.dialect.name), checkfirst=False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(SEARCH_INDEX)
    create_triggers(connection)
    connection.exec_driver_sql(
        f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
    )
    connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES ('{HEAD}')")  # noqa: S608


def tables_for(dialect: str) -> list[Table]:
    """The tables an engine has, parents before children."""
    from mediation_app.database import eligible_list, system_tables  # noqa: F401 - tables

    record_tables()
    return [
        table
        for table in metadata.sorted_tables
        if dialect == "postgresql" or table.name not in _SERVER_ONLY
    ]


def file_revision(path: Path) -> str | None:
    """The revision of a database file; None when there is no file or it is empty.

    Reads one row with the driver itself. Raises StoreTrouble for a file that is no database.
    """
    try:
        if not path.exists() or path.stat().st_size == 0:
            return None
        if path.is_dir():
            raise StoreTrouble("database.not_a_database", file=path.name)
        with path.open("r+b") as handle:
            if handle.read(16) != b"SQLite format 3\x00":
                raise StoreTrouble("database.not_a_database", file=path.name)
    except PermissionError:
        raise StoreTrouble("database.read_only", file=path.name) from None
    except OSError:
        raise StoreTrouble("database.cannot_open", file=path.name) from None
    try:
        raw = sqlite3.connect(path, timeout=15, isolation_level=None)
    except sqlite3.Error as error:
        raise from_sqlite(error) or StoreTrouble("database.cannot_open") from None
    try:
        names = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type='table'")}
        if VERSION_TABLE not in names:
            if not names:
                return None
            raise StoreTrouble("database.foreign_database", file=path.name)
        row = raw.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608
        return str(row[0]) if row else None
    except sqlite3.Error as error:
        raise from_sqlite(error) or StoreTrouble("database.cannot_open") from None
    finally:
        raw.close()


def server_revision(connection: Connection) -> str | None:
    """The revision of a server's database; None when it is empty."""
    names = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in names:
        if not names:
            return None
        raise StoreTrouble("database.foreign_database", file="")
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608
    return None if found is None else str(found)


def check_known(revision: str | None) -> None:
    """Raise StoreTrouble when the database is of a newer program than this one."""
    if revision is not None and revision not in KNOWN:
        raise StoreTrouble("database.newer_version", revision=revision)


def set_up_server(engine: Engine) -> str | None:
    """Make the tables of an empty server database; returns the revision it had."""
    with engine.begin() as connection:
        # several computers may come at the same moment
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SETUP_LOCK})")
        revision = server_revision(connection)
        check_known(revision)
        if revision is None:
            encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
            if encoding != "UTF8":
                raise StoreTrouble("database.server_encoding", encoding=str(encoding))
            create_all(connection)
    return revision


def set_up_file(engine: Engine) -> None:
    """Make the tables of a new database file, all or nothing."""
    from mediation_app.database.engine import for_writing

    with for_writing(engine) as connection, connection.begin():
        create_all(connection)
