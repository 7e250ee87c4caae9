"""Column types: what the domain calls money, a moment or a closed list, as both engines keep it.

Money       integer fen                     Moment      UTC, aware (text on SQLite)
Percent     integer ten-thousandths of 1 %  Codes       JSON text of a tuple of strings
Choice      the member's code               Day         a date
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from mediation_app.domain.records import Choice
from mediation_app.errors import InvalidInput

LARGEST_FEN = 99_999_999_999_999
LARGEST_INT = 2**63 - 1


def moment_text(moment: datetime) -> str:
    """An aware moment as the sortable text SQLite keeps: ``2026-03-02T01:00:00.000000Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_from(value: str | datetime) -> datetime:
    """The aware UTC moment of a stored value of either engine."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(value)


def day_from(value: str | date) -> date:
    """The date of a stored value of either engine."""
    return date.fromisoformat(value) if isinstance(value, str) else value


class _FieldType(TypeDecorator[Any]):
    """A type that knows its field, so that a refused value can name it."""

    cache_ok = True

    def __init__(self, field: str = "") -> None:
        super().__init__()
        self.field = field


class Words(_FieldType):
    """Text without the signs that one of the engines cannot keep."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Refuse NUL and lone surrogates."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise InvalidInput("database.wrong_type", field=self.field)
        if value.isascii():
            if "\x00" in value:
                raise InvalidInput("database.bad_sign", field=self.field)
        elif "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise InvalidInput("database.bad_sign", field=self.field)
        return value


class Number(_FieldType):
    """A whole number of 64 bits."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Refuse other types and numbers beyond 64 bits."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidInput("database.wrong_type", field=self.field)
        if abs(value) > LARGEST_INT:
            raise InvalidInput("database.number_range", field=self.field)
        return value


class MoneyFen(_FieldType):
    """Yuan with two places, kept as integer fen."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Refuse floats, more than two places and sums beyond a trillion yuan."""
        return None if value is None else _scaled(value, 2, LARGEST_FEN, self.field)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Yuan with two places."""
        return None if value is None else Decimal(value).scaleb(-2)


class PercentParts(_FieldType):
    """Percent with up to four places, kept as an integer."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Refuse floats and more than four places."""
        return None if value is None else _scaled(value, 4, LARGEST_FEN, self.field)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Percent without needless zeros."""
        if value is None:
            return None
        found = Decimal(value).scaleb(-4).normalize()
        return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


def _scaled(value: Any, places: int, largest: int, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise InvalidInput("database.wrong_type", field=field)
    number = Decimal(value)
    if not number.is_finite():
        raise InvalidInput("database.money_range", field=field)
    if number.adjusted() > 20:
        raise InvalidInput("database.money_range", field=field)
    scaled = number.scaleb(places)
    whole = int(scaled)
    if scaled != whole:
        raise InvalidInput("database.money_places", field=field, places=places)
    if abs(whole) > largest:
        raise InvalidInput("database.money_range", field=field)
    return whole


class Moment(_FieldType):
    """An aware moment: ``timestamptz`` on PostgreSQL, sortable UTC text on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the engine in use."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | str | None:
        """Refuse naive moments."""
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise InvalidInput("database.naive_moment", field=self.field)
        return value.astimezone(UTC) if dialect.name == "postgresql" else moment_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """An aware moment in UTC."""
        return None if value is None else moment_from(value)


class Day(_FieldType):
    """A date: ``date`` on PostgreSQL, ISO text on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the engine in use."""
        from sqlalchemy import Date

        if dialect.name == "postgresql":
            return dialect.type_descriptor(Date())
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> date | str | None:
        """Refuse moments and texts where a date belongs."""
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise InvalidInput("database.wrong_type", field=self.field)
        return value if dialect.name == "postgresql" else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """A date."""
        return None if value is None else day_from(value)


class Codes(_FieldType):
    """A tuple of strings as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Refuse anything but strings."""
        if value is None:
            return None
        if isinstance(value, str) or not all(isinstance(part, str) for part in value):
            raise InvalidInput("database.wrong_type", field=self.field)
        if any("\x00" in part for part in value):
            raise InvalidInput("database.bad_sign", field=self.field)
        return json.dumps([str(part) for part in value], ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...] | None:
        """A tuple of strings."""
        if value is None:
            return None
        return () if value == "[]" else tuple(json.loads(value))


class ChoiceCode(TypeDecorator[Any]):
    """A member of a closed list, kept as its code."""

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[Choice], field: str = "") -> None:
        super().__init__()
        self.choices = choices
        self.field = field

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Refuse codes that are not of this list."""
        if value is None:
            return None
        try:
            return str(self.choices(value).value)
        except ValueError:
            raise InvalidInput("database.not_a_choice", field=self.field) from None

    def process_result_value(self, value: Any, dialect: Dialect) -> Choice | None:
        """The member."""
        return None if value is None else self.choices(value)
