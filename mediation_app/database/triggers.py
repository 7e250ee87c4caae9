"""Guards inside the database, the same on both engines: nothing is deleted, the audit trail only
grows, the content of history and decisions is final, a paid payment is not edited, a closed month
of the fund's book takes no entry.

They are plain data: (name, statement) pairs, recreated after every migration and compared by
``verify``. SQLite needs ``recursive_triggers=ON`` so that INSERT OR REPLACE does not pass them.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from mediation_app.database import system_tables as system
from mediation_app.database.mapping import BOOKKEEPING
from mediation_app.database.tables import record_tables, specs
from mediation_app.database.troubles import DELETE_MARK, FINAL_MARK, MONTH_MARK, PAID_MARK
from mediation_app.domain.fund import LedgerEntry, Payment
from mediation_app.domain.fund_book import MonthEnd

_STAMPS = BOOKKEEPING - {"created_at", "created_by", "unit_code"}
_MAY_CHANGE = _STAMPS | {"voided_at", "void_reason"}
_PAID_FIELDS = ("amount", "payee_name", "payee_bank", "payee_account", "application_id", "case_id")
# Marks of the process (who signed when the money left) stay open; these belong to the paid sum.
_REGISTER_FINAL = ("unit_code", "series", "year", "serial", "drawn_at", "drawn_by")
_FUNCTION = "mediation_forbid"
_OPEN_MONTH = "mediation_open_month"
# Bookings hold this lock together, closing a month holds it alone: nobody slips in between.
_BOOK_LOCK = "hashtextextended('mediation fund book ' || NEW.unit_code, 0)"
_CLOSED = (
    "SELECT 1 FROM {table} WHERE unit_code = {unit} AND voided_at IS NULL "
    "AND year * 100 + month >= {month}"
)


def _rules() -> Iterator[tuple[str, str, str, tuple[str, ...], str, str]]:
    """(name, table, DELETE or UPDATE, columns, condition, mark) of every guard."""
    for table in record_tables().values():
        yield f"keep_{table.name}", table.name, "DELETE", (), "", DELETE_MARK
    for name in (system.audit_entries.name, system.number_register.name, system.counters.name):
        yield f"keep_{name}", name, "DELETE", (), "", DELETE_MARK
    yield "final_audit_entries", system.audit_entries.name, "UPDATE", (), "", FINAL_MARK
    yield (
        "final_number_register",
        system.number_register.name,
        "UPDATE",
        _REGISTER_FINAL,
        "",
        FINAL_MARK,
    )
    for record, spec in specs().items():
        if spec.content_is_final:
            table = record_tables()[record]
            columns = tuple(c.name for c in table.columns if c.name not in _MAY_CHANGE)
            yield f"final_{spec.name}", spec.name, "UPDATE", columns, "", FINAL_MARK
    payments = specs()[Payment].name
    yield f"paid_{payments}", payments, "UPDATE", _PAID_FIELDS, "OLD.state = 'paid'", PAID_MARK
    months = record_tables()[MonthEnd]
    columns = tuple(c.name for c in months.columns if c.name not in _STAMPS)
    yield (
        f"closed_{months.name}",
        months.name,
        "UPDATE",
        columns,
        "OLD.checked_on IS NOT NULL",
        (FINAL_MARK),
    )


def _month_guards(dialect: str) -> Iterator[tuple[str, str]]:
    """No entry in a closed month; closing waits for those who book."""
    entries, months = specs()[LedgerEntry].name, specs()[MonthEnd].name
    head = f"CREATE TRIGGER open_month_{entries} BEFORE INSERT ON {entries}"
    if dialect == "sqlite":
        month = "CAST(substr(NEW.booked_on, 1, 4) || substr(NEW.booked_on, 6, 2) AS INTEGER)"
        closed = _CLOSED.format(table=months, unit="NEW.unit_code", month=month)
        yield (
            f"open_month_{entries}",
            f"{head} WHEN (EXISTS ({closed})) BEGIN SELECT RAISE(ABORT, '{MONTH_MARK}'); END",
        )
        return
    yield f"open_month_{entries}", f"{head} FOR EACH ROW EXECUTE FUNCTION {_OPEN_MONTH}()"
    head = f"CREATE TRIGGER open_month_{months} BEFORE INSERT ON {months}"
    yield f"open_month_{months}", f"{head} FOR EACH ROW EXECUTE FUNCTION {_OPEN_MONTH}()"


def _open_month_function() -> str:
    """The function behind the guards of the months on a server."""
    entries, months = specs()[LedgerEntry].name, specs()[MonthEnd].name
    closed = _CLOSED.format(
        table=f"' || quote_ident(TG_TABLE_SCHEMA) || '.{months}", unit="$1", month="$2"
    )
    return (
        f"CREATE OR REPLACE FUNCTION {_OPEN_MONTH}() RETURNS trigger LANGUAGE plpgsql "  # noqa: S608 - own
        "SET search_path = pg_catalog, pg_temp AS $$ DECLARE closed boolean; BEGIN "
        f"IF TG_TABLE_NAME <> '{entries}' THEN "
        f"PERFORM pg_advisory_xact_lock({_BOOK_LOCK}); RETURN NEW; END IF; "
        f"PERFORM pg_advisory_xact_lock_shared({_BOOK_LOCK}); "
        f"EXECUTE 'SELECT EXISTS ({closed})' INTO closed "
        "USING NEW.unit_code, "
        "(extract(year FROM NEW.booked_on) * 100 + extract(month FROM NEW.booked_on))::bigint; "
        f"IF closed THEN RAISE EXCEPTION USING MESSAGE = '{MONTH_MARK}', ERRCODE = 'MD001'; "
        "END IF; RETURN NEW; END $$"
    )


def trigger_statements(dialect: str) -> list[tuple[str, str]]:
    """Name and CREATE statement of every guard."""
    found: list[tuple[str, str]] = []
    for name, table, act, columns, condition, mark in _rules():
        of = f" OF {', '.join(columns)}" if columns else ""
        when = f" WHEN ({condition})" if condition else ""
        head = f"CREATE TRIGGER {name} BEFORE {act}{of} ON {table}"
        if dialect == "sqlite":
            found.append((name, f"{head}{when} BEGIN SELECT RAISE(ABORT, '{mark}'); END"))
            continue
        call = f"EXECUTE FUNCTION {_FUNCTION}('{mark}')"
        found.append((name, f"{head} FOR EACH ROW{when} {call}"))
        if act == "DELETE":
            truncate = f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table}"
            found.append((f"{name}_all", f"{truncate} FOR EACH STATEMENT {call}"))
    found.extend(_month_guards(dialect))
    return found


def create_triggers(connection: Connection) -> None:
    """Drop and create every guard (idempotent)."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql "
            "SET search_path = pg_catalog, pg_temp AS "
            "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'MD001'; END $$"
        )
        connection.exec_driver_sql(_open_month_function())
    for name, statement in trigger_statements(dialect):
        if dialect == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        else:
            table = statement.rsplit(" ON ", 1)[1].split(" ", 1)[0]
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        connection.exec_driver_sql(statement)


def missing_triggers(connection: Connection) -> list[str]:
    """Guards that are not there or not as they were made."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type='trigger'"
        )
        there = {row[0]: row[1] for row in rows}
        return [n for n, sql in trigger_statements("sqlite") if there.get(n) != sql]
    rows = connection.exec_driver_sql(
        "SELECT tgname, tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace"
    )
    enabled = {name for name, state in rows if state in ("O", "A")}
    return [name for name, _ in trigger_statements("postgresql") if name not in enabled]
