"""Single values of the rule data: rates, switches, caps, each with dates, source and sureness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mediation_app.domain.explain import Source
from mediation_app.domain.money import Money
from mediation_app.errors import NotFound
from mediation_app.rulebook.files import Row
from mediation_app.rulebook.periods import Timeline

Scalar = str | int | bool | Decimal | tuple[str, ...]


class ValueType(StrEnum):
    """What a value is."""

    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    WHOLE = "int"
    FLAG = "bool"
    TEXT = "text"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyInfo:
    """The definition of a key, made once in the national file."""

    key: str
    label: str
    type: ValueType
    choices: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleValue:
    """A value that held on a day. ``value`` is None where no figure is known (待核实)."""

    info: KeyInfo
    value: Scalar | None
    source: Source
    layer: str
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def known(self) -> bool:
        """Whether there is a figure at all."""
        return self.value is not None

    def money(self) -> Money | None:
        """The value as a sum in yuan; None when unknown."""
        return self._as(Decimal, "金额")

    def number(self) -> Decimal | None:
        """The value as an exact number; None when unknown."""
        return self._as(Decimal, "数")

    def whole(self) -> int | None:
        """The value as a whole number; None when unknown."""
        return None if self.value is None else self._whole()

    def flag(self) -> bool:
        """The value as a switch. Raises NotFound ``rules.not_set`` when unknown."""
        if isinstance(self.value, bool):
            return self.value
        raise NotFound("rules.not_set", label=self.info.label)

    def text(self) -> str:
        """The value as text; empty when unknown."""
        return "" if self.value is None else str(self.value)

    def _whole(self) -> int:
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        raise NotFound("rules.wrong_kind", key=self.info.key, wanted="整数")

    def _as(self, kind: type[Decimal], wanted: str) -> Decimal | None:
        if self.value is None or isinstance(self.value, kind):
            return self.value
        raise NotFound("rules.wrong_kind", key=self.info.key, wanted=wanted)


def key_info(row: Row) -> KeyInfo:
    """Read the definition of a key: ``key``, ``label``, ``type``, ``choices``, ``unit``."""
    return KeyInfo(
        key=row.text("key"),
        label=row.text("label"),
        type=row.choice("type", ValueType),
        choices=row.texts("choices"),
        unit=row.text("unit", ""),
    )


def rule_value(row: Row, info: KeyInfo) -> RuleValue:
    """Read one dated value of a key and check it against the key's definition."""
    return RuleValue(
        info=info,
        value=_scalar(row, info) if "value" in row else None,
        source=row.source(),
        layer=row.layer,
        valid_from=row.day_or_none("valid_from"),
        valid_to=row.day_or_none("valid_to"),
    )


def _scalar(row: Row, info: KeyInfo) -> Scalar:
    match info.type:
        case ValueType.MONEY:
            found = row.money("value")
            if found < 0:
                row.fault("negative", "value")
            return found
        case ValueType.PERCENT:
            return row.percent("value")
        case ValueType.NUMBER:
            number = row.number("value")
            if number <= 0:
                row.fault("not_positive", "value")
            return number
        case ValueType.WHOLE:
            whole = row.whole("value")
            if whole < 0:
                row.fault("negative", "value")
            return whole
        case ValueType.FLAG:
            return row.flag("value")
        case ValueType.LIST:
            return row.texts("value")
        case ValueType.TEXT:
            return row.text("value")
        case ValueType.CHOICE:
            text = row.text("value")
            if text not in info.choices:
                row.fault("unknown_choice", "value", value=text, allowed="、".join(info.choices))
            return text


class ValueTable:
    """Keyed, dated values of one file kind (``values.toml`` or ``profile.toml``)."""

    def __init__(self, layers: Sequence[Sequence[Row]], definitions: Iterable[Row]) -> None:
        self.keys: dict[str, KeyInfo] = {}
        for row in definitions:
            info = key_info(row)
            if info.key in self.keys:
                row.fault("duplicate", "key", value=info.key)
            self.keys[info.key] = info
        self._values = Timeline(layers, self._read, lambda value: value.info.key)

    def _read(self, row: Row) -> RuleValue:
        key = row.text("key")
        if key not in self.keys:
            row.fault("unknown_key", "key", value=key)
        return rule_value(row, self.keys[key])

    def value(self, key: str, on: date) -> RuleValue:
        """The value in force on a day. Raises NotFound when the rules have none."""
        found = self._values.on(key, on)
        if found is None:
            raise NotFound("rules.no_value", key=key, on=on.isoformat())
        return found

    def has(self, key: str) -> bool:
        """Whether the key is defined."""
        return key in self.keys

    def all_on(self, on: date) -> tuple[RuleValue, ...]:
        """Every value in force on a day, in the order of definition."""
        found = (self._values.on(key, on) for key in self.keys)
        return tuple(value for value in found if value is not None)


__all__ = ["KeyInfo", "RuleValue", "Scalar", "ValueTable", "ValueType", "key_info", "rule_value"]
