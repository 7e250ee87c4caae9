"""What was changed between two snapshots of a case: to carry it over, to keep it as a draft.

A change is per record and field, so that it can be laid on a newer snapshot: what only one side
touched merges by itself, what both touched comes back as a clash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from mediation_app.domain.case_input import ENTERED
from mediation_app.domain.fields import STAMPED, read_record
from mediation_app.domain.files import CaseFile
from mediation_app.domain.records import Record
from mediation_app.errors import FieldClash, InvalidInput

CASE = "case"
Key = tuple[str, str, str]  # record class, id, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One record that was added, changed or taken away; ``fields`` holds (before, after)."""

    part: str
    id: str
    added: Record | None = None
    gone: bool = False
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def edits(old: CaseFile, new: CaseFile) -> tuple[Edit, ...]:
    """Everything a person changed from ``old`` to ``new``."""
    found = []
    changed = _differing(old.case, new.case)
    if changed:
        found.append(Edit(part=CASE, id=old.case.id, fields=changed))
    for part in ENTERED:
        before: dict[str, Record] = {record.id: record for record in getattr(old, part)}
        after: dict[str, Record] = {record.id: record for record in getattr(new, part)}
        for key, record in after.items():
            if key not in before:
                found.append(Edit(part=part, id=key, added=record))
            elif changed := _differing(before[key], record):
                found.append(Edit(part=part, id=key, fields=changed))
        found += [Edit(part=part, id=key, gone=True) for key in before if key not in after]
    return tuple(found)


def _differing(old: Record, new: Record) -> dict[str, tuple[Any, Any]]:
    return {
        item.name: (getattr(old, item.name), getattr(new, item.name))
        for item in fields(old)
        if item.name not in STAMPED and getattr(old, item.name) != getattr(new, item.name)
    }


def applied(
    onto: CaseFile, changes: Iterable[Edit], choices: Mapping[Key, object] | None = None
) -> tuple[CaseFile, tuple[FieldClash, ...]]:
    """``onto`` with the changes; fields that moved on meanwhile stay and are told as clashes.

    ``choices`` settle clashes by (record class, id, field).
    """
    clashes: list[FieldClash] = []
    for edit in changes:
        if edit.part == CASE:
            case, found = _merged(onto.case, edit, choices or {})
            onto = replace(onto, case=case)
            clashes += found
            continue
        rows: list[Any] = list(getattr(onto, edit.part))
        place = next((n for n, row in enumerate(rows) if row.id == edit.id), -1)
        if edit.added is not None and place < 0:
            rows.append(edit.added)
        elif edit.gone and place >= 0:
            del rows[place]
        elif edit.fields and place >= 0:
            rows[place], found = _merged(rows[place], edit, choices or {})
            clashes += found
        onto = _with(onto, edit.part, rows)
    return onto, tuple(clashes)


def _with(file: CaseFile, part: str, rows: list[Any]) -> CaseFile:
    changed: dict[str, Any] = {part: tuple(rows)}
    return replace(file, **changed)


def _merged(record: Any, edit: Edit, choices: Mapping[Key, object]) -> tuple[Any, list[FieldClash]]:
    clashes = []
    values: dict[str, Any] = {}
    kind = type(record).__name__
    for name, (before, after) in edit.fields.items():
        present = getattr(record, name)
        key = (kind, edit.id, name)
        if key in choices:
            values[name] = choices[key]
        elif present in (before, after):
            values[name] = after
        else:
            clashes.append(
                FieldClash(
                    record=kind,
                    record_id=edit.id,
                    field=name,
                    original=before,
                    mine=after,
                    theirs=present,
                )
            )
    return replace(record, **values), clashes


# As JSON, for drafts ------------------------------------------------------------------------


def to_json(changes: Iterable[Edit]) -> list[dict[str, Any]]:
    """The changes as plain lists, texts and numbers."""
    rows = []
    for edit in changes:
        row: dict[str, Any] = {"part": edit.part, "id": edit.id}
        if edit.gone:
            row["gone"] = True
        elif edit.added is not None:
            row["added"] = {
                item.name: _plain(getattr(edit.added, item.name))
                for item in fields(edit.added)
                if item.name not in STAMPED
            }
        else:
            row["fields"] = {
                name: [_plain(before), _plain(after)]
                for name, (before, after) in edit.fields.items()
            }
        rows.append(row)
    return rows


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


def from_json(rows: Any, file: CaseFile) -> tuple[Edit, ...]:
    """The changes of a draft. Rows and fields that can no longer be read are left out."""
    classes = _classes()
    found = []
    for row in rows if isinstance(rows, list) else ():
        part, key = row.get("part"), row.get("id")
        cls = classes.get(part)
        if cls is None or not isinstance(key, str):
            continue
        if row.get("gone"):
            found.append(Edit(part=part, id=key, gone=True))
        elif "added" in row:
            blank = _blank(cls, key, file.case.id, row["added"])
            if blank is not None:
                found.append(Edit(part=part, id=key, added=_filled(blank, row["added"])))
        elif row.get("fields"):
            standing = _standing(file, part, key)
            if standing is not None:
                found.append(Edit(part=part, id=key, fields=_pairs(standing, row["fields"])))
    return tuple(found)


def _classes() -> dict[str, type[Record]]:
    from typing import get_args, get_type_hints

    from mediation_app.domain.cases import Case

    hints = get_type_hints(CaseFile)
    found: dict[str, type[Record]] = {part: get_args(hints[part])[0] for part in ENTERED}
    found[CASE] = Case
    return found


def _standing(file: CaseFile, part: str, key: str) -> Any:
    if part == CASE:
        return file.case
    return next((record for record in getattr(file, part) if record.id == key), None)


def _blank(cls: Any, key: str, case_id: str, values: Mapping[str, Any]) -> Any:
    try:
        given = {
            item.name: values.get(item.name, "")
            for item in fields(cls)
            if item.name not in STAMPED and item.name != "case_id" and _needed(item)
        }
        return cls(id=key, case_id=case_id, **given)
    except TypeError:
        return None


def _needed(item: Any) -> bool:
    from dataclasses import MISSING

    return item.default is MISSING and item.default_factory is MISSING


def _filled(blank: Any, values: Mapping[str, Any]) -> Any:
    for name, value in values.items():
        blank = _put(blank, name, value)
    return blank


def _put(record: Any, name: str, value: Any) -> Any:
    known = {item.name for item in fields(record)} - STAMPED - {"case_id"}
    if name not in known:
        return record
    try:
        return read_record(replace(record, **{name: value}), path="draft")
    except InvalidInput:
        return record


def _pairs(standing: Any, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    found = {}
    for name, pair in values.items():
        if not hasattr(standing, name) or not isinstance(pair, list) or len(pair) != 2:
            continue
        before, after = (getattr(_put(standing, name, value), name) for value in pair)
        found[name] = (before, after)
    return found
