"""A fund return as text that stays: every figure and the keys of the cases behind it.

The same figures give the same text, byte for byte, so that its SHA-256 proves it unchanged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from mediation_app.domain.fund_figures import FundReport, Outside, Paid, Spread
from mediation_app.errors import BadFile

FORM = 1


def to_json(report: FundReport) -> str:
    """The return as JSON text in one certain form."""
    order = sorted({key for keys in report.cases.values() for key in keys})
    place = {key: number for number, key in enumerate(order)}
    figures = {
        one.name: _plain(getattr(report, one.name)) for one in fields(report) if one.name != "cases"
    }
    behind = {name: [place[key] for key in keys] for name, keys in report.cases.items()}
    whole = {"form": FORM, "figures": figures, "cases": order, "behind": behind}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """The SHA-256 of a return's text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def from_json(text: str) -> FundReport:
    """The return of a text. Raises BadFile ``returns.damaged`` when it is none, ``.newer`` when a
    newer program wrote it."""
    try:
        whole = json.loads(text)
        if whole["form"] > FORM:
            raise BadFile("returns.newer")
        given: Mapping[str, Any] = whole["figures"]
        values = {
            one.name: _READERS[str(one.type)](given[one.name])
            for one in fields(FundReport)
            if one.name in given
        }
        order = whole["cases"]
        behind = {
            name: tuple(order[number] for number in numbers)
            for name, numbers in whole["behind"].items()
        }
        return FundReport(**values, cases=behind)
    except (ValueError, LookupError, TypeError, AttributeError, InvalidOperation):
        raise BadFile("returns.damaged") from None


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Paid):
        return {"cases": value.cases, "victims": value.victims, "amount": str(value.amount)}
    if isinstance(value, Spread):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Outside):
        return {"count": value.count, "amount": str(value.amount), "source": value.source}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return value


def _paid(value: Mapping[str, Any]) -> Paid:
    return Paid(
        cases=int(value["cases"]), victims=int(value["victims"]), amount=Decimal(value["amount"])
    )


def _spread(value: Mapping[str, Any]) -> Spread:
    def days(name: str) -> Decimal | None:
        return None if value[name] is None else Decimal(value[name])

    return Spread(
        count=int(value["count"]),
        median=days("median"),
        ninetieth=days("ninetieth"),
        late=int(value["late"]),
        unknown=int(value["unknown"]),
    )


def _outside(value: Mapping[str, Any]) -> Outside:
    return Outside(int(value["count"]), Decimal(value["amount"]), str(value["source"]))


def _mapped(read: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {str(key): read(each) for key, each in value.items()}


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "int": int,
    "Money": Decimal,
    "Paid": _paid,
    "Spread": _spread,
    "Mapping[str, int]": _mapped(int),
    "Mapping[str, Money]": _mapped(Decimal),
    "Mapping[str, Paid]": _mapped(_paid),
    "Mapping[str, Outside]": _mapped(_outside),
}
