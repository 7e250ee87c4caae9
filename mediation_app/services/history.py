"""The history of a case as people read it: one entry per act, with what changed in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import format_money
from mediation_app.domain.records import Record
from mediation_app.messages import catalogue, field_label, say

if TYPE_CHECKING:
    from mediation_app.database.audit import AuditEntry

_SHORT = 60
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_SUM = re.compile(r"-?\d+\.\d\d")
# Of these only that they happened is told; the step itself says the rest.
_QUIET_FIELDS = frozenset(
    {"position", "facts", "frozen_rules", "content_hash"}
    | {"pdf_sha256", "docx_sha256", "template_sha256"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryChange:
    """One record that an act touched. ``fields`` are (label, before, after)."""

    kind: str
    record: str
    record_id: str
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One act of one person. ``seq`` is the place of its last line in the trail."""

    seq: int
    moment: datetime
    person: str
    action: str
    title: str
    changes: tuple[HistoryChange, ...]


def history_entries(lines: Iterable[AuditEntry]) -> tuple[HistoryEntry, ...]:
    """Lines of the trail (newest first) gathered into acts (newest first)."""
    return tuple(
        _entry(list(group))
        for _, group in groupby(lines, key=lambda e: (e.moment, e.actor_id, e.action))
    )


def _entry(lines: list[AuditEntry]) -> HistoryEntry:
    first = lines[0]
    return HistoryEntry(
        seq=lines[-1].seq,
        moment=first.moment,
        person=first.actor_name,
        action=first.action,
        title=action_label(first.action),
        changes=tuple(_change(line) for line in reversed(lines)),
    )


def _change(line: AuditEntry) -> HistoryChange:
    return HistoryChange(
        kind=say(f"actions.kind_{line.kind}"),
        record=say(f"records.{line.record}") if line.record else "",
        record_id=line.record_id,
        fields=tuple(_fields(line)),
    )


def _fields(line: AuditEntry) -> Iterator[tuple[str, str, str]]:
    if not isinstance(line.detail, dict) or line.record == "StepTaken":
        return
    for name, value in line.detail.items():
        if name in _QUIET_FIELDS or name.endswith(("_id", "_ids")):
            continue
        pair = value if isinstance(value, list) and len(value) == 2 else ["", value]
        if line.kind in ("change", "void"):
            yield (
                field_label(name),
                shown(line.record, name, pair[0]),
                shown(line.record, name, pair[1]),
            )
        elif line.kind in ("add", "print"):
            yield field_label(name), "", shown(line.record, name, value)


def shown(record: str, name: str, value: Any) -> str:
    """A stored value as text: codes as their Chinese term, long texts cut."""
    if value in (None, "", [], ()):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "（较长文字）"
    if isinstance(value, list):
        return "、".join(shown(record, name, part) for part in value)
    text = _terms(record, name).get(str(value), str(value))
    if _MOMENT.fullmatch(text):
        text = f"{local_moment(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
    elif _SUM.fullmatch(text):
        text = format_money(Decimal(text))
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


@cache
def _terms(record: str, name: str) -> dict[str, str]:
    """The terms of a coded field, empty for any other."""
    import typing

    from mediation_app.domain.offices import Role
    from mediation_app.domain.parties import PartyRole
    from mediation_app.domain.records import Choice

    if name == "roles":
        return {role.value: role.label for role in (*Role, *PartyRole)}
    kind = _records().get(record)
    if kind is None:
        return {}
    hint = typing.get_type_hints(kind).get(name)
    choices = [hint, *typing.get_args(hint)]
    for choice in choices:
        if isinstance(choice, type) and issubclass(choice, Choice):
            return {member.value: member.label for member in choice}
    return {}


@cache
def _records() -> dict[str, type[Record]]:
    from mediation_app.database.tables import specs

    return {kind.__name__: kind for kind in specs()}


def action_label(action: str) -> str:
    """The Chinese name of an act: from the messages or from the table of its process."""
    key = "actions." + action.replace(".", "_")
    if key in catalogue():
        return say(key)
    return _events().get(action.rpartition(".")[2], action)


@cache
def _events() -> dict[str, str]:
    from mediation_app.domain.workflow.confirmation import CONFIRMATION
    from mediation_app.domain.workflow.fund import FUND
    from mediation_app.domain.workflow.mediation import MEDIATION
    from mediation_app.domain.workflow.recovery import RECOVERY

    return {
        step.event: step.label
        for process in (RECOVERY, FUND, CONFIRMATION, MEDIATION)
        for step in process.steps
    }
