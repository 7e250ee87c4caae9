"""The law and the explaining tree of a reckoning as JSON: what a case freezes (冻结) and reads back.

A frozen reckoning must stay readable for years. Therefore the text names its form, fields that
a later program does not know are passed over, and fields that an earlier program did not write
take their default: a field added to the classes of the law or of the tree needs one. A kept text
in ``tests/exchange`` is read by every later version.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

from mediation_app.errors import BadFile

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from mediation_app.domain.compensation.law import CompensationLaw
    from mediation_app.domain.compensation.result import Node

FORM = 1
"""Raised when a text can no longer be read by passing over and filling in."""

_Part = Literal["law", "tree"]


def law_json(law: CompensationLaw) -> str:
    """The law a reckoning used: sums and percents as text, exact to the last digit."""
    return _write("law", law)


def law_of(text: str) -> CompensationLaw:
    """The law that ``law_json`` wrote, also years ago. Raises BadFile."""
    return cast("CompensationLaw", _read("law", text))


def tree_json(node: Node) -> str:
    """An explaining tree: sums as text, labels and formulas as they were shown."""
    return _write("tree", node)


def tree_of_json(text: str) -> Node:
    """The tree that ``tree_json`` wrote, also years ago. Raises BadFile."""
    return cast("Node", _read("tree", text))


def tree_plain(node: Node) -> dict[str, Any]:
    """An explaining tree as plain JSON values, to be put into a larger document."""
    return cast("dict[str, Any]", _plain(node))


def _plain(value: object) -> object:
    """The same as the adapter writes, without loading it."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal | StrEnum):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _write(part: _Part, value: object) -> str:
    body = _adapter(part).dump_json(value, warnings="error").decode()
    return f'{{"form":{FORM},"{part}":{body}}}'


def _read(part: _Part, text: str) -> object:
    from pydantic import ValidationError

    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFile("exchange.frozen_damaged") from None
    form = document.get("form") if isinstance(document, dict) else None
    if not isinstance(form, int) or part not in document:
        raise BadFile("exchange.frozen_damaged")
    if form > FORM:
        raise BadFile("exchange.frozen_newer")
    try:
        return _adapter(part).validate_python(document[part])
    except ValidationError:
        raise BadFile("exchange.frozen_damaged") from None


@cache
def _adapter(part: _Part) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    if part == "law":
        from mediation_app.domain.compensation.law import CompensationLaw

        return TypeAdapter(CompensationLaw)
    from mediation_app.domain.compensation.result import Node

    return TypeAdapter(Node)
