"""A whole case to JSON and back: every fault is named by its place, nothing is taken by halves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.money import yuan
from mediation_app.domain.records import Choice, Record
from mediation_app.errors import BadFile, InvalidInput
from mediation_app.exchange import schema

_MAX_BYTES = 50 * 1024 * 1024

# What the validator calls a fault → our message; the rest falls back to "wrong value".
_FAULTS = {
    "missing": "exchange.missing",
    "extra_forbidden": "exchange.foreign_field",
    "literal_error": "exchange.not_in_list",
    "string_too_long": "exchange.too_long",
    "too_long": "exchange.too_many",
    "string_pattern_mismatch": "exchange.bad_form",
    "date_from_datetime_parsing": "exchange.bad_date",
    "date_from_datetime_inexact": "exchange.bad_date",
    "date_parsing": "exchange.bad_date",
    "date_type": "exchange.bad_date",
    "datetime_parsing": "exchange.bad_date",
    "datetime_from_date_parsing": "exchange.bad_date",
    "datetime_type": "exchange.bad_date",
    "timezone_aware": "exchange.no_zone",
    "string_type": "exchange.wrong_type",
    "bool_type": "exchange.wrong_type",
    "int_type": "exchange.wrong_type",
    "int_from_float": "exchange.wrong_type",
    "list_type": "exchange.wrong_type",
    "model_type": "exchange.wrong_type",
    "model_attributes_type": "exchange.wrong_type",
}


def _plain(value: object) -> object:
    if isinstance(value, Choice):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def _record_to_dict(record: Record) -> dict[str, object]:
    return {
        field.name: _plain(getattr(record, field.name))
        for field in schema.carried_fields(type(record))
    }


def _aggregate_to_dict(aggregate: CaseFile | FundFile) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, (cls, many) in schema.parts(type(aggregate)).items():
        value = getattr(aggregate, name)
        one = _aggregate_to_dict if cls is FundFile else _record_to_dict
        found[name] = [one(item) for item in value] if many else one(value)
    return found


def dump_case(file: CaseFile, *, exported_by: str = "") -> str:
    """The JSON text of a case: UTF-8, readable, keys in the order of the records."""
    document = {
        "format": schema.FORMAT,
        "format_version": schema.FORMAT_VERSION,
        "exported_by": exported_by,
        "file": _aggregate_to_dict(file),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _from_slot(annotation: object, value: object) -> object:
    """A validated JSON value as the record wants it."""
    if value is None:
        return None
    text = str(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Choice):
        return annotation(cast("str", value))
    if "Decimal" in text:
        return yuan(cast("str", value))
    if isinstance(value, list):
        return tuple(value)
    return value


def _record_from(cls: type[Record], model: object) -> Record:
    hints = _hints(cls)
    values: dict[str, object] = {
        # keys of people stay behind in the other office
        field.name: ""
        for field in fields(cls)
        if schema.people_field(cls, field.name) and field.default is MISSING
    }
    for field in schema.carried_fields(cls):
        values[field.name] = _from_slot(hints[field.name], getattr(model, field.name))
    return cls(**cast("dict[str, Any]", values))


def _hints(cls: type[Record]) -> Mapping[str, object]:
    import types
    import typing

    found: dict[str, object] = {}
    for name, hint in typing.get_type_hints(cls, include_extras=True).items():
        if typing.get_origin(hint) in (types.UnionType, typing.Union):
            hint = next(part for part in typing.get_args(hint) if part is not type(None))
        found[name] = hint
    return found


def _aggregate_from(cls: type[CaseFile] | type[FundFile], model: object) -> CaseFile | FundFile:
    values: dict[str, object] = {}
    for name, (part, many) in schema.parts(cls).items():
        given = getattr(model, name)
        items = given if many else [given]
        made = tuple(
            _aggregate_from(FundFile, item)
            if part is FundFile
            else _record_from(cast("type[Record]", part), item)
            for item in items
        )
        values[name] = made if many else made[0]
    return cls(**cast("dict[str, Any]", values))


def load_case(text: str) -> CaseFile:
    """The case a JSON text holds, with the keys it was exported with.

    Raises:
        BadFile: the text is no JSON, or no case of a format version known here.
        InvalidInput: a field is missing, unknown, of a wrong type or value; ``field`` is its
            path (``file.parties[0].id_number``).
    """
    from pydantic import ValidationError

    try:
        raw = json.loads(text, parse_constant=_refuse_constant)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise BadFile("exchange.not_json", line=line) from None
    except ValueError:
        raise BadFile("exchange.not_json", line=0) from None
    if not isinstance(raw, dict) or raw.get("format") != schema.FORMAT:
        raise BadFile("exchange.not_a_case")
    if raw.get("format_version") != schema.FORMAT_VERSION:
        raise BadFile("exchange.other_version", known=schema.FORMAT_VERSION)
    _refuse_control_characters(raw, "")
    try:
        document = schema.document_model().model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        code = _FAULTS.get(first["type"], "exchange.wrong_value")
        raise InvalidInput(code, field=_path(first["loc"]), count=error.error_count()) from None
    file = cast("CaseFile", _aggregate_from(CaseFile, document.file))  # type: ignore[attr-defined]
    _refuse_loose_ends(file)
    return file


def read_case(path: Path) -> CaseFile:
    """The case in a file; errors as ``load_case``, and BadFile when it cannot be read."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadFile("exchange.too_big", name=path.name)
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("exchange.not_utf8", name=path.name) from None
    except FileNotFoundError:
        raise BadFile("exchange.no_file", name=path.name) from None
    except OSError:
        raise BadFile("exchange.unreadable", name=path.name) from None
    if not text.strip():
        raise BadFile("exchange.empty", name=path.name)
    return load_case(text)


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _refuse_control_characters(value: object, path: str) -> None:
    """Characters no document can print, and lone surrogates, are refused with their place."""
    if isinstance(value, str):
        if any((ord(c) < 32 and c not in "\n\t\r") or 0xD800 <= ord(c) <= 0xDFFF for c in value):
            raise InvalidInput("exchange.bad_character", field=path)
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_control_characters(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _refuse_control_characters(item, f"{path}[{index}]")


def _path(loc: tuple[int | str, ...]) -> str:
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _records(file: CaseFile | FundFile) -> Iterator[tuple[str, Record]]:
    for name, (cls, many) in schema.parts(type(file)).items():
        value = getattr(file, name)
        for index, item in enumerate(value if many else (value,)):
            path = f"{name}[{index}]" if many else name
            if cls is FundFile:
                for inner, record in _records(item):
                    yield f"{path}.{inner}", record
            else:
                yield path, item


def all_records(file: CaseFile) -> tuple[Record, ...]:
    """Every record of a case, the case itself first, children after what they belong to."""
    return tuple(record for _, record in _records(file))


def _refuse_loose_ends(file: CaseFile) -> None:
    """Every key stands once, and every pointer points at a record of the same file."""
    keys: set[str] = set()
    for path, record in _records(file):
        if record.id in keys:
            raise InvalidInput("exchange.key_twice", field=f"file.{path}.id")
        keys.add(record.id)
    for path, record in _records(file):
        for field in schema.carried_fields(type(record)):
            if not (field.name.endswith("_id") or field.name.endswith("_ids")):
                continue
            value = getattr(record, field.name)
            for key in value if isinstance(value, tuple) else (value,):
                if key and key not in keys:
                    raise InvalidInput("exchange.loose_end", field=f"file.{path}.{field.name}")
        case_id = getattr(record, "case_id", file.case.id)
        if case_id != file.case.id:
            raise InvalidInput("exchange.loose_end", field=f"file.{path}.case_id")


def with_new_keys(file: CaseFile) -> CaseFile:
    """The same case under new keys, every pointer following."""
    renamed = {record.id: new_id() for _, record in _records(file)}

    def fresh(record: Record) -> Record:
        changes: dict[str, object] = {}
        for field in fields(record):
            if field.name == "id" or field.name.endswith("_id"):
                value = getattr(record, field.name)
                changes[field.name] = renamed.get(value, value)
            elif field.name.endswith("_ids"):
                changes[field.name] = tuple(renamed.get(k, k) for k in getattr(record, field.name))
        return replace(record, **cast("dict[str, Any]", changes))

    def fresh_all(aggregate: CaseFile | FundFile) -> CaseFile | FundFile:
        values: dict[str, object] = {}
        for name, (cls, many) in schema.parts(type(aggregate)).items():
            value = getattr(aggregate, name)
            one = fresh_all if cls is FundFile else fresh
            values[name] = tuple(one(item) for item in value) if many else one(value)
        return type(aggregate)(**cast("dict[str, Any]", values))

    return cast("CaseFile", fresh_all(file))
