"""What was typed into an application, as plain values: kept as a draft, laid on the file again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from mediation_app.domain.fields import STAMPED, read_record
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import BillLine, Finding, Material
from mediation_app.domain.records import Record
from mediation_app.errors import InvalidInput

_PARTS: dict[str, type[Record]] = {
    "bill_lines": BillLine,
    "materials": Material,
    "findings": Finding,
}


def to_json(base: FundFile, file: FundFile) -> dict[str, Any]:
    """Only what differs from ``base``."""
    old, new = base.application, file.application
    kept: dict[str, Any] = {
        item.name: _plain(getattr(new, item.name))
        for item in fields(new)
        if item.name not in STAMPED and getattr(old, item.name) != getattr(new, item.name)
    }
    found: dict[str, Any] = {"application": kept} if kept else {}
    for part in _PARTS:
        before, after = getattr(base, part), getattr(file, part)
        changed = [_row(b) for a, b in zip(before, after, strict=False) if a is not b and a != b]
        if [record.id for record in before] != [record.id for record in after]:
            found[part] = [_row(record) for record in after]
        elif changed:  # a long bill of which a few lines were decided
            found[part] = {"changed": changed}
    return found


def laid_on(base: FundFile, content: Any) -> FundFile:
    """``base`` with a draft on it; what can no longer be read is left out."""
    if not isinstance(content, Mapping):
        return base
    application = base.application
    for name, value in dict(content.get("application") or {}).items():
        application = _put(application, name, value)
    changes: dict[str, Any] = {"application": application}
    for part, cls in _PARTS.items():
        rows = content.get(part)
        known = {record.id: record for record in getattr(base, part)}
        if isinstance(rows, Mapping):
            few = {
                row.get("id"): row for row in rows.get("changed", ()) if isinstance(row, Mapping)
            }
            changes[part] = tuple(
                _filled(record, few[key]) if key in few else record for key, record in known.items()
            )
        elif isinstance(rows, list):
            changes[part] = tuple(
                _filled(known.get(row["id"]) or _blank(cls, base, row), row)
                for row in rows
                if isinstance(row, Mapping) and isinstance(row.get("id"), str)
            )
    return replace(base, **changes)


def _row(record: Record) -> dict[str, Any]:
    kept = {
        item.name: _plain(getattr(record, item.name))
        for item in fields(record)
        if item.name not in STAMPED
    }
    return {"id": record.id, **kept}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def _blank(cls: Any, base: FundFile, row: Mapping[str, Any]) -> Any:
    application = base.application
    return cls(id=row["id"], case_id=application.case_id, application_id=application.id)


def _filled(record: Any, row: Mapping[str, Any]) -> Any:
    for name, value in row.items():
        if name not in ("id", "case_id", "application_id"):
            record = _put(record, name, value)
    return record


def _put(record: Any, name: str, value: Any) -> Any:
    if name not in {item.name for item in fields(record)} - STAMPED:
        return record
    try:
        return read_record(replace(record, **{name: value}), path="draft")
    except (InvalidInput, TypeError, ValueError):
        return record
