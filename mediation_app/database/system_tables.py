"""Tables of the store itself: audit trail, counters, drafts, passwords, search, lists, files."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from mediation_app.database.tables import metadata
from mediation_app.database.types import Day, Moment

_KEY = String(32)
# On SQLite only INTEGER PRIMARY KEY is the row's own number.
_ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")
# Terms compare byte by byte on both engines.
_TERM = Text().with_variant(Text(collation="C"), "postgresql")

settings = Table(
    "store_settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("unit_code", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("moment", Moment(), nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("ix_audit_entries_case_id", "case_id", "seq"),
    Index("ix_audit_entries_record_id", "record_id", "seq"),
    sqlite_with_rowid=False,
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("unit_code", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("unit_code", Text, primary_key=True),
    Column("series", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)

number_register = Table(
    "number_register",
    metadata,
    Column("unit_code", Text, primary_key=True),
    Column("series", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("subject_id", Text, nullable=False),
    Column("drawn_at", Moment(), nullable=False),
    Column("drawn_by", Text, nullable=False),
    Column("voided_at", Moment()),
    Column("void_reason", Text, nullable=False),
    Index("ix_number_register_subject_id", "subject_id"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("unit_code", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("base_version", BigInteger, nullable=False),
    Column("saved_at", Moment(), nullable=False),
)

credentials = Table(
    "credentials",
    metadata,
    Column("person_id", _KEY, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_failure_at", Moment()),
    Column("locked_until", Moment()),
    Column("changed_at", Moment(), nullable=False),
    Column("last_sign_in_at", Moment()),
)

blob_objects = Table(
    "blob_objects",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", Moment(), nullable=False),
)

# PostgreSQL only: content in chunks (on SQLite files lie beside the database).
blob_chunks = Table(
    "blob_chunks",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)

search_docs = Table(
    "search_docs",
    metadata,
    Column("doc_id", _ROW_NUMBER, Identity(), primary_key=True),
    Column("case_id", _KEY, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Index("uq_search_docs_case_id", "case_id", unique=True),
    # a document number is never given twice: the index may still hold the old document's terms
    sqlite_autoincrement=True,
)

# PostgreSQL only (SQLite keeps the same terms in the full-text index ``search_index``).
search_terms = Table(
    "search_terms",
    metadata,
    Column("term", _TERM, primary_key=True),
    Column("doc_id", BigInteger, primary_key=True, autoincrement=False),
    Index("ix_search_terms_doc_id", "doc_id"),
)

case_list = Table(
    "case_list",
    metadata,
    Column("case_id", _KEY, primary_key=True),
    Column("unit_code", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("number_short", Text, nullable=False),
    Column("order_number", BigInteger, nullable=False),
    Column("parties", Text, nullable=False),
    Column("accident_at", Moment()),
    Column("place", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("state_group", Text, nullable=False),
    Column("fund_state", Text, nullable=False),
    Column("due_on", Day()),
    Column("open_due_on", Day()),
    Column("accepted_on", Day()),
    Column("jurisdiction", Text, nullable=False),
    Column("mediator_id", Text, nullable=False),
    Column("registrar_id", Text, nullable=False),
    Column("updated_at", Moment(), nullable=False),
    Index("ix_case_list_number", "unit_code", "order_number", "case_id"),
    Index("ix_case_list_group", "unit_code", "state_group", "order_number", "case_id"),
    Index("ix_case_list_updated", "unit_code", "updated_at", "case_id"),
    Index("ix_case_list_mediator", "unit_code", "mediator_id", "order_number", "case_id"),
    Index(
        "ix_case_list_due",
        "unit_code",
        "open_due_on",
        "case_id",
        sqlite_where=text("open_due_on IS NOT NULL"),
        postgresql_where=text("open_due_on IS NOT NULL"),
    ),
    Index(
        "ix_case_list_fund",
        "unit_code",
        "fund_state",
        "order_number",
        "case_id",
        sqlite_where=text("fund_state <> ''"),
        postgresql_where=text("fund_state <> ''"),
    ),
)

fund_list = Table(
    "fund_list",
    metadata,
    Column("application_id", _KEY, primary_key=True),
    Column("case_id", _KEY, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("order_number", BigInteger, nullable=False),
    Column("case_number_short", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("state_group", Text, nullable=False),
    Column("victim", Text, nullable=False),
    Column("applicant", Text, nullable=False),
    Column("claimed", BigInteger, nullable=False),
    Column("approved", BigInteger, nullable=False),
    Column("paid", BigInteger, nullable=False),
    Column("recovered", BigInteger, nullable=False),
    Column("received_on", Day()),
    Column("open_due_on", Day()),
    Column("clerk_id", Text, nullable=False),
    Column("recovery_state", Text, nullable=False),
    Column("updated_at", Moment(), nullable=False),
    Index("ix_fund_list_number", "unit_code", "order_number", "application_id"),
    Index("ix_fund_list_group", "unit_code", "state_group", "order_number", "application_id"),
    Index("ix_fund_list_updated", "unit_code", "updated_at", "application_id"),
    Index("ix_fund_list_case_id", "case_id"),
    Index("ix_fund_list_state", "unit_code", "state", "open_due_on", "application_id"),
    Index(
        "ix_fund_list_due",
        "unit_code",
        "open_due_on",
        "application_id",
        sqlite_where=text("open_due_on IS NOT NULL"),
        postgresql_where=text("open_due_on IS NOT NULL"),
    ),
)


def _running(column: str) -> Index:
    """The running recoveries by one of their days."""
    where = text(f"standing = 'running' AND {column} IS NOT NULL")
    return Index(
        f"ix_recovery_list_{column.removesuffix('_on')}",
        "unit_code",
        column,
        "recovery_id",
        sqlite_where=where,
        postgresql_where=where,
    )


recovery_list = Table(
    "recovery_list",
    metadata,
    Column("recovery_id", _KEY, primary_key=True),
    Column("application_id", _KEY, nullable=False),
    Column("case_id", _KEY, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("case_number_short", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("standing", Text, nullable=False),  # running, recovered, written_off
    Column("victim", Text, nullable=False),
    Column("debtors", Text, nullable=False),
    Column("officer_id", Text, nullable=False),
    Column("own", Boolean, nullable=False),  # paid out of our book, not taken over as history
    Column("opening", BigInteger, nullable=False),
    Column("recovered", BigInteger, nullable=False),
    Column("recovered_after", BigInteger, nullable=False),
    Column("refunded", BigInteger, nullable=False),
    Column("outstanding", BigInteger, nullable=False),
    Column("unpaid", Text, nullable=False),  # JSON: [[day, fen], …] what the plan still asks for
    Column("opened_on", Day(), nullable=False),
    Column("aged_from", Day()),
    Column("due_on", Day()),
    Column("limitation_on", Day()),
    Column("review_on", Day()),
    Column("next_step", Text, nullable=False),
    Column("next_step_on", Day()),
    Column("acted_on", Day(), nullable=False),
    Column("idle_after", Day(), nullable=False),
    Column("updated_at", Moment(), nullable=False),
    Index("ix_recovery_list_opened", "unit_code", "opened_on", "recovery_id"),
    Index("ix_recovery_list_standing", "unit_code", "standing", "opened_on", "recovery_id"),
    Index("ix_recovery_list_case_id", "case_id"),
    *(
        _running(name)
        for name in ("aged_from", "due_on", "limitation_on", "review_on", "next_step_on")
    ),
    _running("idle_after"),
)

# Counts and sums of the fund, kept with every write: a question over years adds up a few rows.
fund_sums = Table(
    "fund_sums",
    metadata,
    Column("unit_code", Text, primary_key=True),
    Column("what", _TERM, primary_key=True),
    Column("slot", _TERM, primary_key=True),  # a month, a day, or nothing
    Column("count", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),  # fen
)
