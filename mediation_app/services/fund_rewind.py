"""An application as it stood when it was returned, rebuilt backwards from the audit trail."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import BillLine, Finding, FundApplication, Material
from mediation_app.domain.fund_changes import Change, Return, changes_between, last_return
from mediation_app.domain.records import Choice, Record

if TYPE_CHECKING:
    from mediation_app.database.audit import AuditEntry
    from mediation_app.database.reader import Reader

_PAGE = 200
_PARTS: Mapping[str, type[Record]] = {
    kind.__name__: kind for kind in (FundApplication, BillLine, Material, Finding)
}
LONG = "（较长文字，见历史）"


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceReturn:
    """The last return that counts for who has the application now, and what changed after it."""

    made: Return
    changes: tuple[Change, ...]


def since_return(reader: Reader, case: CaseFile, file: FundFile) -> SinceReturn | None:
    """What changed since the last return; None when it was never returned."""
    made = last_return(file.application, case.steps)
    if made is None:
        return None
    before = rewound(reader, file, made.step.id)
    return SinceReturn(made=made, changes=changes_between(before, file))


def rewound(reader: Reader, file: FundFile, step_id: str) -> FundFile:
    """The application as it was right after a step of its history."""
    application = file.application
    now: dict[str, Record] = {application.id: application}
    for part in (*file.bill_lines, *file.materials, *file.findings):
        now[part.id] = part
    gone = _voided(reader, application.id)
    for line in _after(reader, application.case_id, step_id):
        kind = _PARTS.get(line.record)
        if kind is None or not isinstance(line.detail, dict):
            continue
        if line.kind == "add":
            now.pop(line.record_id, None)
        elif line.kind in ("change", "void"):
            record = now.get(line.record_id) or gone.get(line.record_id)
            if record is not None:
                now[line.record_id] = _undone(record, line.detail)
    kept = [record for record in now.values() if record.is_live]
    own = now[application.id]
    assert isinstance(own, FundApplication)
    return replace(
        file,
        application=own,
        bill_lines=_of(kept, BillLine),
        materials=_of(kept, Material),
        findings=_of(kept, Finding),
    )


def _voided(reader: Reader, application_id: str) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for kind in (BillLine, Material, Finding):
        for record in reader.records(kind, application_id=application_id, voided=True):
            if not record.is_live:
                found[record.id] = record
    return found


def _of(records: list[Record], kind: type[typing.Any]) -> tuple[Any, ...]:
    found = [record for record in records if isinstance(record, kind)]
    return tuple(sorted(found, key=lambda record: (record.position, record.id)))


def _after(reader: Reader, case_id: str, step_id: str) -> Iterator[AuditEntry]:
    """The lines of the trail written after a step, the newest first."""
    start = reader.audit_page(record_id=step_id, limit=1)
    seq = start[-1].seq if start else 0
    before: int | None = None
    while True:
        page = reader.audit_page(case_id=case_id, before=before, limit=_PAGE)
        for line in page:
            if line.seq <= seq:
                return
            yield line
        if len(page) < _PAGE:
            return
        before = page[-1].seq


def _undone(record: Record, detail: Mapping[str, Any]) -> Record:
    """The record before a change: each field as it was, as far as the trail kept it."""
    hints = _hints(type(record).__name__)
    old = {
        name: _typed(hints[name], pair[0])
        for name, pair in detail.items()
        if name in hints and isinstance(pair, list) and len(pair) == 2
    }
    return replace(record, **old)


@cache
def _hints(name: str) -> dict[str, Any]:
    kind = _PARTS[name]
    known = typing.get_type_hints(kind)
    return {field.name: known[field.name] for field in fields(kind)}


def _typed(hint: Any, value: Any) -> Any:
    """A value of the trail in the type of its field."""
    if isinstance(value, dict):
        return LONG
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        if value is None:
            return None
        hint = next(arg for arg in typing.get_args(hint) if arg is not types.NoneType)
    if value is None:
        return None
    if typing.get_origin(hint) is tuple:
        return tuple(value)
    if hint is Decimal:
        return Decimal(str(value))
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is date:
        return date.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, Choice):
        return hint(value)
    return value
