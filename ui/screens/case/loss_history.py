"""Undo and redo of what was done in the table of losses, field by field.

A step remembers each record before and after. Undoing it puts back only the fields that the step
changed, into whatever the record has become meanwhile: a save, or a colleague, may have written
other fields.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Loss, Prepaid

Row = Loss | Prepaid
_OWN = frozenset({"id", "version", "created_at", "created_by", "updated_at", "updated_by"})
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after; None where it was not."""

    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Step:
    """What one act changed, in words („21 项已粘贴“) for the toast that tells it is undone."""

    name: str
    changes: tuple[Change, ...]


def changes_between(old: CaseFile, new: CaseFile) -> tuple[Change, ...]:
    """What differs in losses and payments."""
    found: list[Change] = []
    for part in ("losses", "prepaid"):
        before = {row.id: row for row in getattr(old, part)}
        after = {row.id: row for row in getattr(new, part)}
        found += [
            Change(before.get(key), after.get(key))
            for key in dict.fromkeys((*before, *after))
            if before.get(key) != after.get(key)
        ]
    return tuple(found)


class History:
    """Steps done and steps undone. ``undo`` and ``redo`` answer with the new case."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._renamed: dict[str, str] = {}  # a removed record comes back under a new key

    @property
    def can_undo(self) -> bool:
        """Whether there is an act to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back."""
        return bool(self._undone)

    def clear(self) -> None:
        """Forget everything: another case."""
        self._done, self._undone, self._renamed = [], [], {}

    def note(self, name: str, changes: Iterable[Change]) -> Step | None:
        """Remember an act that was done; a new act ends what could be redone."""
        step = Step(name, tuple(changes))
        if not step.changes:
            return None
        self._done = [*self._done[-MOST_STEPS + 1 :], step]
        self._undone = []
        return step

    def undo(self, file: CaseFile, step: Step | None = None) -> tuple[CaseFile, Step] | None:
        """The case before a step (the last one when none is named); None when there is none."""
        if not self._done or (step is not None and step not in self._done):
            return None
        last = step or self._done[-1]
        self._done.remove(last)
        self._undone.append(last)
        for change in last.changes:
            file = self._moved(file, change.after, change.before)
        return file, last

    def redo(self, file: CaseFile) -> tuple[CaseFile, Step] | None:
        """The case after the step that was undone last."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        for change in step.changes:
            file = self._moved(file, change.before, change.after)
        return file, step

    def key_now(self, key: str) -> str:
        """The key a record has now."""
        while key in self._renamed:
            key = self._renamed[key]
        return key

    def _moved(self, file: CaseFile, source: Row | None, goal: Row | None) -> CaseFile:
        model = goal or source
        assert model is not None
        part = "losses" if isinstance(model, Loss) else "prepaid"
        rows: tuple[Any, ...] = getattr(file, part)
        key = self.key_now(model.id)
        here = next((row for row in rows if row.id == key), None)
        if goal is None:
            rows = tuple(row for row in rows if row.id != key)
        elif here is None:
            rows = (*rows, self._again(goal, key))
        else:
            back = _fields_back(source, goal)
            rows = tuple(replace(row, **back) if row.id == key else row for row in rows)
        changed: dict[str, Any] = {part: rows}
        return replace(file, **changed)

    def _again(self, row: Row, key: str) -> Row:
        """A record that was stored and removed keeps its grave; what comes back is a new one."""
        fresh = new_id()
        self._renamed[key] = fresh
        return replace(row, id=fresh, version=0)


def _fields_back(source: Row | None, goal: Row) -> dict[str, Any]:
    names = [item.name for item in fields(goal) if item.name not in _OWN]
    return {
        name: getattr(goal, name)
        for name in names
        if source is None or getattr(source, name) != getattr(goal, name)
    }
