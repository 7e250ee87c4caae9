"""From record classes to tables and from rows to snapshots, by the annotations alone.

A field is declared once, in the domain. ``table_for`` derives its column, ``RowMap`` moves values
between rows and snapshots and tells which fields of two snapshots differ.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import Boolean, Column, ForeignKey, Index, MetaData, String, Table, text
from sqlalchemy.types import TypeEngine

from mediation_app.database import types as kinds
from mediation_app.domain.records import Choice, Record

R = TypeVar("R", bound=Record)
T = TypeVar("T")

BOOKKEEPING = frozenset(
    {"version", "created_at", "created_by", "updated_at", "updated_by", "unit_code"}
)
KEY_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """How a record class is kept: table name, what it hangs on, what is unique and indexed.

    ``parents`` maps a field to the record class it points to (a foreign key). ``unique`` holds
    groups of fields that must not repeat within an office; a group is enforced only where its
    last field is filled. ``content_is_final`` tables accept nothing but voiding after insertion.
    """

    record: type[Record]
    name: str
    parents: Mapping[str, type[Record]] = field(default_factory=dict)
    indexes: Sequence[tuple[str, ...]] = ()
    unique: Sequence[tuple[str, ...]] = ()
    content_is_final: bool = False


def per_class(make: Callable[[type[Any]], T]) -> Callable[[type[Any]], T]:
    """Make something once per class."""
    made: dict[type[Any], T] = {}

    def get(record: type[Any]) -> T:
        if record not in made:
            made[record] = make(record)
        return made[record]

    return get


@per_class
def field_types(record: type[Record]) -> Mapping[str, tuple[TypeEngine[Any], bool]]:
    """Column type and nullability of every field of a record class."""
    hints = typing.get_type_hints(record, include_extras=True)
    return types.MappingProxyType(
        {one.name: _column_type(hints[one.name], one.name, record) for one in fields(record)}
    )


def _column_type(hint: Any, name: str, owner: type) -> tuple[TypeEngine[Any], bool]:
    hint, nullable = _without_none(hint)
    mark = ""
    if typing.get_origin(hint) is typing.Annotated:
        hint, *marks = typing.get_args(hint)
        mark = next((m for m in marks if isinstance(m, str)), "")
    if hint is Decimal:
        return (kinds.PercentParts if mark == "percent" else kinds.MoneyFen)(name), nullable
    if typing.get_origin(hint) is tuple:
        if typing.get_args(hint) != (str, ...):
            raise TypeError(f"{owner.__name__}.{name}: only tuple[str, ...] can be kept")
        return kinds.Codes(name), nullable
    if isinstance(hint, type) and issubclass(hint, Choice):
        return kinds.ChoiceCode(hint, name), nullable
    plain: dict[Any, TypeEngine[Any]] = {
        str: kinds.Words(name),
        int: kinds.Number(name),
        bool: Boolean(),
        datetime: kinds.Moment(name),
        date: kinds.Day(name),
    }
    if hint not in plain:
        raise TypeError(f"{owner.__name__}.{name}: no column type for {hint!r}")
    return plain[hint], nullable


def _without_none(hint: Any) -> tuple[Any, bool]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(hint) if arg is not types.NoneType]
        if len(inner) == 1:
            return inner[0], True
    return hint, False


def table_for(spec: TableSpec, metadata: MetaData, names: Mapping[type[Record], str]) -> Table:
    """The table of a record class, made in ``metadata``; ``names`` are the tables of the parents."""
    columns: list[Column[Any]] = []
    for name, (kind, nullable) in field_types(spec.record).items():
        if name == "id":
            columns.append(Column(name, String(KEY_LENGTH), primary_key=True))
            continue
        parent = spec.parents.get(name)
        key = [ForeignKey(f"{names[parent]}.id")] if parent else []
        columns.append(Column(name, kind, *key, nullable=nullable))
    groups = list(spec.indexes)
    if "case_id" in field_types(spec.record):
        groups.insert(0, ("case_id",))
    groups.extend((name,) for name in spec.parents if name != "case_id")
    indexes = [
        Index(f"ix_{spec.name}_{'_'.join(group)}", *group) for group in dict.fromkeys(groups)
    ]
    for group in spec.unique:
        filled = text(f"{group[-1]} <> ''")
        indexes.append(
            Index(
                f"uq_{spec.name}_{'_'.join(group)}",
                "unit_code",
                *group,
                unique=True,
                sqlite_where=filled,
                postgresql_where=filled,
            )
        )
    return Table(spec.name, metadata, *columns, *indexes)


class RowMap(Generic[R]):
    """Moves one record class between rows and snapshots."""

    def __init__(self, record: type[R]) -> None:
        self.record = record
        self.names = tuple(one.name for one in fields(record))
        self.defaults = {
            one.name: one.default for one in fields(record) if one.default is not MISSING
        }
        self._values = attrgetter(*self.names)

    def snapshot(self, row: Sequence[Any]) -> R:
        """The snapshot of a row whose columns stand in the order of the fields."""
        return self.record(**dict(zip(self.names, row, strict=True)))

    def values(self, record: R) -> tuple[Any, ...]:
        """The values of a snapshot in the order of ``names``."""
        found: tuple[Any, ...] = self._values(record)
        return found

    def row(self, record: R) -> dict[str, Any]:
        """The column values of a snapshot."""
        return dict(zip(self.names, self._values(record), strict=True))

    def changed(self, old: R, new: R) -> dict[str, tuple[Any, Any]]:
        """The fields that differ, bookkeeping aside: name → (old value, new value)."""
        return {
            name: (before, after)
            for name, before, after in zip(
                self.names, self._values(old), self._values(new), strict=True
            )
            if before != after and name not in BOOKKEEPING
        }


_row_maps = per_class(RowMap)


def row_map(record: type[R]) -> RowMap[R]:
    """The mapper of a record class, made once."""
    found: RowMap[R] = _row_maps(record)
    return found


def plain_value(value: Any) -> Any:
    """A field's value as JSON keeps it in the audit trail: text, number, true/false or a list."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Choice):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return kinds.moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value)
