"""Single values of the rule data: rates, switches, caps, each with dates, source and sureness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mediation_app.domain.explain import Source
from mediation_app.domain.money import Money
from mediation_app.errors import NotFound
from mediation_app.rulebook.files import Row

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
    valid_from, valid_to = row.day_or_none("valid_from"), row.day_or_none("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        row.fault("dates_reversed", "valid_to")
    return RuleValue(
        info=info,
        value=_scalar(row, info) if "value" in row else None,
        source=row.source(),
        layer=row.layer,
        valid_from=valid_from,
        valid_to=valid_to,
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


def holds(row: RuleValue, on: date) -> bool:
    """Whether a value is in force on a day."""
    return (row.valid_from is None or row.valid_from <= on) and (
        row.valid_to is None or on <= row.valid_to
    )


def pick(rows: list[list[RuleValue]], on: date) -> RuleValue | None:
    """The value in force: the last layer that has one, in it the latest start."""
    for layer in reversed(rows):
        valid = [row for row in layer if holds(row, on)]
        if valid:
            return max(valid, key=lambda row: row.valid_from or date.min)
    return None


__all__ = ["KeyInfo", "RuleValue", "Scalar", "ValueType", "key_info", "pick", "rule_value"]
