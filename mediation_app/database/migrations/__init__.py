"""Alembic environment: the steps that lead an older database up."""
