"""Every field of every record, read by its type: what a form, a file or a program may hand in.

The rules for single values: a line has at most 200 characters, a narrative 20,000; dates exist;
sums are exact and not negative; codes are of their list. Text dates are read (``2026-3-5``,
``2026年3月5日``, ``20260305``, full-width signs). What a value means together with others is not judged here.
"""

from __future__ import annotations

import re
import types
import typing
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

from mediation_app.domain.moments import OFFICE_TIME
from mediation_app.domain.money import parse_amount, yuan
from mediation_app.domain.records import Record
from mediation_app.errors import InvalidInput

R = TypeVar("R", bound=Record)
LONGEST_LINE = 200
LONGEST_TEXT = 20_000
MOST_ITEMS = 200
MOST = 1_000_000_000
EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)
# Fields the store stamps: never read from a form.
STAMPED = frozenset(
    {
        "id",
        "unit_code",
        "version",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "voided_at",
        "void_reason",
    }
)
_DATE = re.compile(
    r"(\d{4})\s*[-/.年－／．]\s*(\d{1,2})\s*[-/.月－／．]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]")
_BREAKS = re.compile(r"\s*[\r\n\t]+\s*")


def read_date(value: object, *, field: str) -> date:
    """A date, or the text of one. Raises InvalidInput for days that do not exist."""
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    elif isinstance(value, str) and (match := _DATE.fullmatch(value.strip())):
        try:
            found = date(*(int(part) for part in match.groups() if part))
        except ValueError:
            raise InvalidInput("cases.no_such_date", field=field, text=value.strip()) from None
    else:
        text = value.strip()[:30] if isinstance(value, str) else ""
        raise InvalidInput("cases.not_a_date", field=field, text=text)
    if not EARLIEST <= found <= LATEST:
        raise InvalidInput("cases.date_range", field=field, text=found.isoformat())
    return found


def read_moment(value: object, *, field: str) -> datetime:
    """An aware moment; text and naive values are on the office's clock."""
    if isinstance(value, str):
        text = value.strip()
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            raise InvalidInput("cases.no_such_date", field=field, text=text[:30]) from None
    if not isinstance(value, datetime):
        raise InvalidInput("cases.not_a_date", field=field, text="")
    moment = value if value.tzinfo is not None else value.replace(tzinfo=OFFICE_TIME)
    if not EARLIEST <= moment.date() <= LATEST:
        raise InvalidInput("cases.date_range", field=field, text=moment.date().isoformat())
    return moment


def read_money(value: object, *, field: str) -> Decimal:
    """A sum in yuan that is not negative."""
    if isinstance(value, str):
        amount = parse_amount(value, field=field)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        amount = yuan(value, field=field)
    else:
        raise InvalidInput("domain.money_not_exact", field=field)
    if amount < 0:
        raise InvalidInput("domain.money_negative", field=field)
    return amount


def read_line(value: object, *, field: str) -> str:
    """One line of text without line breaks and invisible characters."""
    if not isinstance(value, str):
        raise InvalidInput("cases.not_text", field=field)
    text = _CONTROL.sub("", _BREAKS.sub(" ", value)).strip()
    if len(text) > LONGEST_LINE:
        raise InvalidInput("cases.too_long", field=field, longest=LONGEST_LINE, length=len(text))
    return text


def read_text(value: object, *, field: str) -> str:
    """A narrative; line breaks stay."""
    if not isinstance(value, str):
        raise InvalidInput("cases.not_text", field=field)
    text = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > LONGEST_TEXT:
        raise InvalidInput("cases.too_long", field=field, longest=LONGEST_TEXT, length=len(text))
    return text


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return typing.get_type_hints(cls, include_extras=True)


def read_record(record: R, *, path: str) -> R:
    """The record with every field in its proper form.

    ``path`` is where it stands (``parties.<id>``); the field's name is added to it in the error.
    """
    kind: Any = type(record)
    hints = _hints(kind)
    changed: dict[str, Any] = {}
    for item in fields(record):
        if item.name in STAMPED:
            continue
        value = getattr(record, item.name)
        read = _read(hints[item.name], value, f"{path}.{item.name}")
        if read is not value:
            changed[item.name] = read
    return replace(record, **changed) if changed else record


def _read(hint: Any, value: object, field: str) -> object:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        if value is None or value == "":
            return None
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return _read(inner, value, field)
    if origin is tuple:
        if not isinstance(value, list | tuple) or len(value) > MOST_ITEMS:
            raise InvalidInput("cases.not_a_list", field=field, most=MOST_ITEMS)
        return tuple(read_text(part, field=field) for part in value)
    if hasattr(hint, "__metadata__"):
        kind = hint.__metadata__[0]
        if kind == "text":
            return read_text(value, field=field)
        if kind == "money":
            return read_money(value, field=field)
        hint = get_args(hint)[0]
    return _plain(hint, value, field)


def _plain(hint: Any, value: object, field: str) -> object:
    if hint is bool:
        if not isinstance(value, bool):
            raise InvalidInput("cases.not_yes_no", field=field)
        return value
    if hint is int:
        return _whole(value, field)
    if hint is date:
        return read_date(value, field=field)
    if hint is datetime:
        return read_moment(value, field=field)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        try:
            return hint(value)  # type: ignore[arg-type]
        except ValueError:
            raise InvalidInput("cases.not_listed", field=field) from None
    if hint is Decimal:
        if not isinstance(value, Decimal | int) or isinstance(value, bool):
            raise InvalidInput("domain.money_not_exact", field=field)
        number = Decimal(value)
        if not number.is_finite():
            raise InvalidInput("domain.money_not_number", field=field)
        return number
    return read_line(value, field=field)


def _whole(value: object, field: str) -> int:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput("cases.not_whole", field=field)
    if not 0 <= value <= MOST:
        raise InvalidInput("cases.number_range", field=field)
    return value
