"""Run by Alembic. The connection, already in its transaction, comes from ``migrate.upgrade``."""

from __future__ import annotations

from alembic import context

from mediation_app.database.revisions import VERSION_TABLE
from mediation_app.database.tables import metadata, record_tables

record_tables()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
