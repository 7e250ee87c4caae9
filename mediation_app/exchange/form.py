"""Forms of JSON objects: one table reads them, names every fault by its place, and is the schema.

A form is a table of slots; each slot has a kind (text, sum, day, list …) and a Chinese sentence
that says what belongs there. ``read`` raises InvalidInput whose ``field`` is the path of the
fault (``victims[0].losses[2].days``); ``schema`` answers the same table as JSON Schema.

The values read are those of ``json_file.parse``: numbers are int or Decimal, never floats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Protocol

from mediation_app.domain.money import LARGEST, Money, parse_amount, yuan
from mediation_app.errors import InvalidInput
from mediation_app.exchange.json_file import JsonObject

Schema = dict[str, Any]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERCENT_SIGN = re.compile(r"\s*[%％]\s*$")


class Kind(Protocol):
    """What may stand in a slot."""

    def read(self, value: object, path: str) -> object:
        """The value as the domain wants it. Raises InvalidInput naming ``path``."""

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """The kind as JSON Schema; forms put themselves into ``defs``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line of text."""

    most: int = 200
    wanted: str = "文字"

    def read(self, value: object, path: str) -> str:
        """The text, trimmed."""
        if not isinstance(value, str):
            raise _wrong_type(path, self.wanted, value)
        text = value.strip()
        if not text:
            raise InvalidInput("exchange.claim_text_empty", field=path)
        if len(text) > self.most:
            raise InvalidInput("exchange.claim_text_long", field=path, most=self.most)
        if any(ord(c) < 32 or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
            raise InvalidInput("exchange.claim_text_sign", field=path)
        return text

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """A string with something in it."""
        return {"type": "string", "minLength": 1, "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class Pick:
    """One of a closed list: code → Chinese label. ``make`` turns the code into the value."""

    labels: Mapping[str, str]
    make: Callable[[str], object] = str

    def read(self, value: object, path: str) -> object:
        """The value of the code."""
        if not isinstance(value, str):
            raise _wrong_type(path, "文字", value)
        if value not in self.labels:
            by_label = {label: code for code, label in self.labels.items()}
            hint = hint_for(value, self.labels, by_label)
            raise InvalidInput(
                "exchange.claim_not_in_list", field=path, value=_short(value), hint=hint
            )
        return self.make(value)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """The codes with their labels."""
        return {"oneOf": [{"const": code, "title": says} for code, says in self.labels.items()]}


def choice(options: type[StrEnum], *labels: str) -> Pick:
    """The members of an enumeration with their Chinese labels, in the same order."""
    codes = [member.value for member in options]
    return Pick(dict(zip(codes, labels, strict=True)), options)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two others."""

    low: int
    high: int

    def read(self, value: object, path: str) -> int:
        """The number."""
        number = _number(value, path, "整数")
        _between(number, self.low, self.high, path)
        if number != number.to_integral_value():
            raise InvalidInput("exchange.claim_not_whole", field=path)
        return int(number)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """An integer."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Number:
    """A number with decimals between two others, also written as text; ``70%`` for a percent."""

    low: int
    high: int

    def read(self, value: object, path: str) -> Decimal:
        """The number, exact."""
        if isinstance(value, str):
            try:
                value = Decimal(_PERCENT_SIGN.sub("", value.strip()))
            except InvalidOperation:
                raise _wrong_type(path, "数字", value) from None
        number = _number(value, path, "数字")
        _between(number, self.low, self.high, path)
        if number != round(number, 6):
            raise InvalidInput("exchange.claim_too_fine", field=path)
        return number

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """A number, or a text that is one."""
        plain = {"type": "number", "minimum": self.low, "maximum": self.high}
        return {"anyOf": [plain, {"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*[%％]?\s*$"}]}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in yuan, not negative: a number, or as people write it (``8.5万``)."""

    def read(self, value: object, path: str) -> Money:
        """The sum with two places."""
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise _wrong_type(path, "金额", value)
        if isinstance(value, str):
            found = parse_amount(Text(most=60).read(value, path), field=path)
        else:
            found = yuan(value, field=path)
        if found < 0:
            raise InvalidInput("domain.money_negative", field=path)
        return found

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """A number, or a text such as 43,246.80 or 8.5万."""
        plain = {"type": "number", "minimum": 0, "maximum": float(LARGEST)}
        return {"anyOf": [plain, {"type": "string", "pattern": r"[0-9０-９]"}]}


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""

    def read(self, value: object, path: str) -> date:
        """The date; a time behind it is not taken."""
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise InvalidInput("exchange.claim_not_a_day", field=path)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise InvalidInput("exchange.claim_not_a_day", field=path) from None

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """A string of the form 2026-05-06."""
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


@dataclass(frozen=True, slots=True)
class Digits:
    """A region code (行政区划代码) as far as it is known: 2 to 12 digits."""

    def read(self, value: object, path: str) -> str:
        """The digits."""
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{2,12}", value):
            raise InvalidInput("exchange.claim_not_a_code", field=path)
        return value

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """A string of digits."""
        return {"type": "string", "pattern": "^[0-9]{2,12}$"}


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    def read(self, value: object, path: str) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise _wrong_type(path, "true 或 false", value)
        return value

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Many:
    """A list of one kind."""

    kind: Kind
    most: int
    least: int = 0

    def read(self, value: object, path: str) -> tuple[object, ...]:
        """The values in order."""
        if not isinstance(value, list):
            raise _wrong_type(path, "列表 […]", value)
        if len(value) > self.most:
            raise InvalidInput("exchange.claim_too_many", field=path, most=self.most)
        if len(value) < self.least:
            raise InvalidInput("exchange.claim_list_empty", field=path, least=self.least)
        return tuple(self.kind.read(item, f"{path}[{index}]") for index, item in enumerate(value))

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """An array."""
        found: Schema = {"type": "array", "items": self.kind.schema(defs), "maxItems": self.most}
        return {**found, "minItems": self.least} if self.least else found


@dataclass(frozen=True, slots=True)
class Table:
    """An object whose keys are free and whose values are of one kind."""

    kind: Kind
    most: int = 500

    def read(self, value: object, path: str) -> dict[str, object]:
        """The values by key."""
        given = _object(value, path)
        if len(given) > self.most:
            raise InvalidInput("exchange.claim_too_many", field=path, most=self.most)
        return {
            Text().read(key, f"{path}.{_short(key)}"): self.kind.read(
                item, f"{path}.{_short(key)}"
            )
            for key, item in given.items()
        }  # fmt: skip

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """An object with any keys."""
        return {"type": "object", "additionalProperties": self.kind.schema(defs)}


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a form: its kind, what belongs there, whether it must be filled."""

    kind: Kind
    says: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """An object with the fields of ``slots``; ``make`` builds the value from those given."""

    name: str
    says: str
    slots: Mapping[str, Slot]
    make: Callable[..., object] = dict

    def read(self, value: object, path: str) -> object:
        """What ``make`` builds. Unknown fields come first, then missing ones, then the values."""
        given = _object(value, path)
        for key in given:
            if key not in self.slots:
                hint = hint_for(key, self.slots)
                raise InvalidInput(
                    "exchange.claim_unknown_field", field=under(path, _short(key)), hint=hint
                )
        for key, slot in self.slots.items():
            if slot.required and key not in given:
                raise InvalidInput("exchange.claim_missing", field=under(path, key), says=slot.says)
        found = {
            key: slot.kind.read(given[key], under(path, key))
            for key, slot in self.slots.items()
            if key in given
        }
        return self.make(**found)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        """A reference; the object itself goes into ``defs``."""
        if self.name not in defs:
            defs[self.name] = {}  # keeps the order
            defs[self.name] = self.body(defs)
        return {"$ref": f"#/$defs/{self.name}"}

    def body(self, defs: dict[str, Schema]) -> Schema:
        """The object itself."""
        return {
            "type": "object",
            "description": self.says,
            "additionalProperties": False,
            "required": [key for key, slot in self.slots.items() if slot.required],
            "properties": {
                key: {**slot.kind.schema(defs), "description": slot.says}
                for key, slot in self.slots.items()
            },
        }


def under(path: str, key: str) -> str:
    """The path of a field of an object."""
    return f"{path}.{key}" if path else key


def hint_for(word: str, known: Iterable[str], by_label: Mapping[str, str] | None = None) -> str:
    """``是否为 days``, or all that is known when nothing is near."""
    if by_label and word.strip() in by_label:
        return f"写作 {by_label[word.strip()]}"
    names = list(known)
    near = get_close_matches(word.strip().lower()[:40], names, n=1, cutoff=0.6)
    if near:
        return f"是否为 {near[0]}"
    return f"可用：{'、'.join(names)}" if names else "删去"


def _object(value: object, path: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _wrong_type(path, "对象 {…}", value)
    if isinstance(value, JsonObject) and value.twice is not None:
        raise InvalidInput("exchange.claim_key_twice", field=under(path, _short(value.twice)))
    return value


def _number(value: object, path: str, wanted: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong_type(path, wanted, value)
    number = Decimal(value)
    if not number.is_finite():
        raise InvalidInput("exchange.claim_not_number", field=path)
    return number


def _between(number: Decimal, low: int, high: int, path: str) -> None:
    if not low <= number <= high:
        raise InvalidInput("exchange.claim_out_of_range", field=path, low=low, high=high)


def _wrong_type(path: str, wanted: str, value: object) -> InvalidInput:
    return InvalidInput("exchange.claim_wrong_type", field=path, wanted=wanted, found=_said(value))


def _said(value: object) -> str:
    """What stands there, by kind: the value itself may be long or personal."""
    if value is None:
        return "null（不填时删去这个字段）"
    if isinstance(value, bool):
        return "true、false"
    if isinstance(value, str):
        return "文字"
    if isinstance(value, list):
        return "列表"
    return "对象" if isinstance(value, dict) else "数字"


def _short(text: str) -> str:
    """A key as it can stand in one line."""
    plain = "".join(c if c.isprintable() else "�" for c in text)
    return plain if len(plain) <= 40 else plain[:40] + "…"
