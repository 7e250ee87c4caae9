"""From the errors of drivers to known troubles with a code; nothing of the values gets out."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from mediation_app.errors import AppError, Conflict, InvalidInput, NotAllowed, StoreTrouble

FINAL_MARK = "mediation:final"
DELETE_MARK = "mediation:nothing_is_deleted"
PAID_MARK = "mediation:paid"
MONTH_MARK = "mediation:month_closed"
_MARKS = (FINAL_MARK, DELETE_MARK, PAID_MARK, MONTH_MARK)

# SQLite result names by their beginning; the first that fits counts.
_SQLITE: tuple[tuple[str, str], ...] = (
    ("SQLITE_FULL", "disk_full"),
    ("SQLITE_READONLY", "read_only"),
    ("SQLITE_PERM", "read_only"),
    ("SQLITE_BUSY", "busy"),
    ("SQLITE_LOCKED", "busy"),
    ("SQLITE_CANTOPEN", "cannot_open"),
    ("SQLITE_NOTADB", "not_a_database"),
    ("SQLITE_CORRUPT", "damaged"),
    ("SQLITE_IOERR", "disk_failed"),
    ("SQLITE_TOOBIG", "too_big"),
)

# PostgreSQL states by their beginning.
_POSTGRES: tuple[tuple[str, str], ...] = (
    ("28", "server_refused_login"),
    ("3D000", "server_no_database"),
    ("53100", "server_disk_full"),
    ("53300", "server_full"),
    ("42501", "server_no_right"),
    ("25006", "read_only"),
    ("55P03", "busy"),
    ("57014", "busy"),
    ("40001", "deadlock"),
    ("40P01", "deadlock"),
    ("08", "server_lost"),
    ("57P", "server_lost"),
    ("53", "server_full"),
    ("XX", "damaged"),
)


def from_sqlite(error: sqlite3.Error) -> AppError | None:
    """The known trouble behind an error of sqlite3, None when it is a bug."""
    said = str(error)
    if isinstance(error, sqlite3.IntegrityError):
        return _from_constraint(said)
    name = getattr(error, "sqlite_errorname", None) or ""
    for beginning, code in _SQLITE:
        if name.startswith(beginning):
            return StoreTrouble(f"database.{code}")
    if "is not a database" in said:
        return StoreTrouble("database.not_a_database")
    return None


def _from_constraint(said: str) -> AppError | None:
    if any(mark in said for mark in _MARKS):
        return _from_mark(said)
    if match := re.search(r"UNIQUE constraint failed: (?:index )?'?([\w., ]+)", said):
        return InvalidInput("database.taken", field=match[1].split(".")[-1].strip())
    if match := re.search(r"NOT NULL constraint failed: ([\w.]+)", said):
        return InvalidInput("database.missing", field=match[1].split(".")[-1])
    if "FOREIGN KEY" in said:
        return Conflict("database.parent_missing")
    return None


def _from_mark(said: str) -> NotAllowed:
    if DELETE_MARK in said:
        return NotAllowed("database.nothing_is_deleted")
    if PAID_MARK in said:
        return NotAllowed("database.paid_is_final")
    if MONTH_MARK in said:
        return NotAllowed("fund_book.month_closed_entry")
    return NotAllowed("database.content_is_final")


def from_postgres(error: BaseException, *, connected: bool) -> AppError | None:
    """The known trouble behind an error of psycopg, None when it is a bug.

    ``connected`` tells a server that went away from one that was never reached.
    """
    state = getattr(error, "sqlstate", None) or ""
    said = str(error)
    if any(mark in said for mark in _MARKS):
        return _from_mark(said)
    if state == "23505":
        name = getattr(getattr(error, "diag", None), "constraint_name", None) or ""
        table = getattr(getattr(error, "diag", None), "table_name", None) or ""
        return InvalidInput("database.taken", field=name.removeprefix(f"uq_{table}_"))
    if state == "23502":
        column = getattr(getattr(error, "diag", None), "column_name", None) or ""
        return InvalidInput("database.missing", field=column)
    if state == "23503":
        return Conflict("database.parent_missing")
    for beginning, code in _POSTGRES:
        if state.startswith(beginning):
            return StoreTrouble(f"database.{code}")
    if type(error).__name__ in ("OperationalError", "ConnectionTimeout") and not state:
        if "password authentication failed" in said or "no password supplied" in said:
            return StoreTrouble("database.server_refused_login")
        if "does not exist" in said and "database" in said:
            return StoreTrouble("database.server_no_database")
        return StoreTrouble("database.server_lost" if connected else "database.server_unreachable")
    return None


def translated(error: BaseException, *, connected: bool = True) -> BaseException:
    """The known trouble behind ``error``, or ``error`` itself when it is a bug."""
    origin: BaseException | None = error
    module = type(error).__module__
    if module.startswith("sqlalchemy"):
        origin = getattr(error, "orig", None)
        if origin is None and type(error).__name__ == "TimeoutError":
            return StoreTrouble("database.busy")
    if isinstance(origin, AppError):
        return origin
    found: AppError | None = None
    if isinstance(origin, sqlite3.Error):
        found = from_sqlite(origin)
    elif origin is not None and type(origin).__module__.startswith("psycopg"):
        found = from_postgres(origin, connected=connected)
    return found or error


def may_retry(trouble: StoreTrouble) -> bool:
    """Whether the whole unit of work may be tried again (deadlock, serialisation)."""
    return trouble.code == "database.deadlock"


def install(engine: Engine) -> None:
    """Let every error of the engine's driver come out as the known trouble behind it."""

    @event.listens_for(engine, "handle_error")
    def handle(context: ExceptionContext) -> None:
        if context.is_pre_ping:
            return
        error = context.sqlalchemy_exception or context.original_exception
        known = translated(error, connected=context.connection is not None)
        if known is error:
            known = translated(context.original_exception, connected=context.connection is not None)
        if isinstance(known, AppError):
            raise known


@contextlib.contextmanager
def translating(*, connected: bool = True) -> Iterator[None]:
    """Turn errors of drivers into known troubles; bugs pass unchanged."""
    try:
        yield
    except AppError as error:
        # the driver's text may hold values and passwords
        error.__cause__ = None
        error.__suppress_context__ = True
        raise
    except Exception as error:  # boundary: every driver's error comes through here
        known = translated(error, connected=connected)
        if known is error:
            raise
        raise known from None
