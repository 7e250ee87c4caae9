"""Which record class is kept in which table. One small module per noun, found by listing them."""

from __future__ import annotations

import importlib
import pkgutil
import types
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, MetaData, Select, Table, select

from mediation_app.database.mapping import TableSpec, per_class, table_for
from mediation_app.domain.records import Record

metadata = MetaData()


@cache
def specs() -> Mapping[type[Record], TableSpec]:
    """Every registered record class, parents before children."""
    found: dict[type[Record], TableSpec] = {}
    for module in sorted(entry.name for entry in pkgutil.iter_modules(__path__)):
        for spec in getattr(importlib.import_module(f"{__name__}.{module}"), "SPECS", ()):
            found[spec.record] = spec
    ordered: dict[type[Record], TableSpec] = {}

    def place(record: type[Record]) -> None:
        if record not in ordered:
            for parent in found[record].parents.values():
                place(parent)
            ordered[record] = found[record]

    for record in found:
        place(record)
    return types.MappingProxyType(ordered)


@cache
def record_tables() -> Mapping[type[Record], Table]:
    """The table of every record class."""
    names = {record: spec.name for record, spec in specs().items()}
    return types.MappingProxyType(
        {record: table_for(spec, metadata, names) for record, spec in specs().items()}
    )


def table_of(record: type[Record]) -> Table:
    """The table a record class is kept in."""
    return record_tables()[record]


@per_class
def select_of(record: type[Record]) -> Select[Any]:
    """A SELECT of all columns in the order of the fields; add conditions to it."""
    return select(*table_of(record).columns)


def column(record: type[Record], name: str) -> Column[Any]:
    """A column by the name of its field."""
    found: Column[Any] = table_of(record).c[name]
    return found
