"""The first schema, frozen as SQL text.

New databases are made from the record classes and never run this; it is where the chain starts, so
that tests can lead a database up from the very beginning and compare.
"""

from __future__ import annotations

from alembic import op

from mediation_app.database.migrations.freeze import frozen_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    for statement in frozen_statements(revision, connection.dialect.name):
        connection.exec_driver_sql(statement)
