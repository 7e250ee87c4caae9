"""The JSON form of a whole case, derived from the records: types, closed lists and JSON Schema.

Only facts travel. What a store keeps for itself (version, who and when) stays behind, and so do
the keys of people, which mean nothing in another office. Keys of the case's own records travel
so that they can point at each other.
"""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Strict, create_model
from pydantic import Field as Slot
from pydantic.types import StringConstraints

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.records import Choice, Record
from mediation_app.messages import field_label

FORMAT = "mediation-case"
FORMAT_VERSION = 1

# Kept by the store for itself, or naming people of one office: not part of the JSON form.
_STORE_FIELDS = frozenset(field.name for field in fields(Record)) - {"id"}
_PEOPLE_FIELDS = frozenset(
    {
        "registrar_id", "mediator_id", "recorder_id", "person_id", "applicant_person_id",
        "clerk_id", "checker_id", "approver_id", "pay_checker_id", "maker_id", "reviewer_id",
        "officer_id", "receiver_id", "preparer_id", "write_off_checker_id", "write_off_approver_id",
        "found_by_id", "for_person_id", "keeper_id", "claim_clerk_id", "releaser_id",
    }
)  # fmt: skip
_MAX_LINE = 500
_MAX_TEXT = 100_000
_MAX_ITEMS = 5_000
_SUM = r"^-?\d{1,12}(\.\d{1,2})?$"


def people_field(cls: type[object], name: str) -> bool:
    """Whether a field holds the key of a person of the office (and therefore stays behind)."""
    # the payer of an agreed instalment is a party, the payer of an application is a cashier
    return name in _PEOPLE_FIELDS or (cls is FundApplication and name == "payer_id")


def carried_fields(cls: type[Record]) -> tuple[Field[Any], ...]:
    """The fields of a record that travel in the JSON form."""
    return tuple(
        field
        for field in fields(cls)
        if field.name not in _STORE_FIELDS and not people_field(cls, field.name)
    )


def _no_bool(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("bool")  # noqa: TRY004 - the validator wants ValueError
    return value


def _slot_type(annotation: object) -> Any:
    """The JSON type of a record field's annotation."""
    if get_origin(annotation) in (types.UnionType, typing.Union):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return _slot_type(inner[0]) | None
    if get_origin(annotation) is Annotated:
        base, mark = get_args(annotation)[:2]
        if base is Decimal:
            # a sum travels as text: "57160.00"; a JSON number would pass through a float
            return Annotated[str, Strict(), StringConstraints(pattern=_SUM)]
        if mark == "text":
            return Annotated[str, Strict(), StringConstraints(max_length=_MAX_TEXT)]
        return _slot_type(base)
    if get_origin(annotation) is tuple:
        item = Annotated[str, Strict(), StringConstraints(max_length=_MAX_TEXT)]
        return Annotated[tuple[item, ...], Slot(max_length=_MAX_ITEMS)]
    if isinstance(annotation, type) and issubclass(annotation, Choice):
        return Literal[tuple(member.value for member in annotation)]
    if annotation is bool:
        return Annotated[bool, Strict()]
    if annotation is int:
        return Annotated[int, BeforeValidator(_no_bool), Slot(ge=-(2**53), le=2**53, strict=True)]
    if annotation is datetime:
        return AwareDatetime
    if annotation is date:
        return date
    if annotation is str:
        return Annotated[str, Strict(), StringConstraints(max_length=_MAX_LINE)]
    raise TypeError(f"no JSON form for {annotation!r}")


_CONFIG = ConfigDict(extra="forbid", frozen=True)


@cache
def record_model(cls: type[Record]) -> type[BaseModel]:
    """The JSON object of one record class."""
    hints = get_type_hints(cls, include_extras=True)
    slots: dict[str, Any] = {}
    for field in carried_fields(cls):
        slot = _slot_type(hints[field.name])
        if field.name == "id":
            slot = Annotated[str, Strict(), StringConstraints(pattern=r"^[0-9a-f]{32}$")]
        if field.default is MISSING:
            default: object = ...
        elif isinstance(field.default, Choice):
            default = field.default.value
        elif isinstance(field.default, Decimal):
            default = str(field.default)
        else:
            default = field.default
        slots[field.name] = (slot, Slot(default=default, title=field_label(field.name)))
    return create_model(cls.__name__, __config__=_CONFIG, **slots)


def parts(aggregate: type[object]) -> dict[str, tuple[type[object], bool]]:
    """The members of an aggregate: name → (class of the member, whether there are many)."""
    found: dict[str, tuple[type[object], bool]] = {}
    for name, hint in get_type_hints(aggregate, include_extras=True).items():
        many = get_origin(hint) is tuple
        found[name] = (get_args(hint)[0] if many else hint, many)
    return found


@cache
def aggregate_model(aggregate: type[object]) -> type[BaseModel]:
    """The JSON object of ``CaseFile`` or ``FundFile``."""
    slots: dict[str, Any] = {}
    for name, (cls, many) in parts(aggregate).items():
        if cls is FundFile:
            inner: Any = aggregate_model(FundFile)
        else:
            inner = record_model(typing.cast("type[Record]", cls))  # type: ignore[arg-type]
        if many:
            slots[name] = (Annotated[list[inner], Slot(max_length=_MAX_ITEMS)], Slot(default=[]))
        else:
            slots[name] = (inner, ...)
    return create_model(aggregate.__name__, __config__=_CONFIG, **slots)


@cache
def document_model() -> type[BaseModel]:
    """The whole JSON document."""
    return create_model(
        "MediationCase",
        __config__=_CONFIG,
        format=(Literal[FORMAT], ...),  # type: ignore[arg-type]
        format_version=(Literal[FORMAT_VERSION], ...),  # type: ignore[arg-type]
        exported_by=(Annotated[str, StringConstraints(max_length=_MAX_LINE)], Slot(default="")),
        file=(aggregate_model(CaseFile), ...),
    )


def json_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of the form, titles in Chinese."""
    schema: dict[str, object] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema.update(document_model().model_json_schema())
    schema["title"] = "道交调处工作台 整案数据"
    return schema
