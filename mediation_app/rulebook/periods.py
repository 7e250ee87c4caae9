"""Entries that hold for a time: checked for overlaps and gaps, chosen by key and day.

In one file an entry without ``valid_to`` holds until the next one of its key begins, so that a new
figure is one more row. A ``valid_to`` must fit the next ``valid_from`` to the day.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

from mediation_app.rulebook.files import Row

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
_KEY_NAMES = ("id", "code", "key", "fault", "stat_year", "grade", "label")


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One entry with the days it holds for, both included; None = no end."""

    value: T
    valid_from: date | None
    valid_to: date | None
    row: Row

    @property
    def begin(self) -> date:
        """The first day; the beginning of time when none is given."""
        return self.valid_from or date.min

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.begin <= on and (self.valid_to is None or on <= self.valid_to)


class Timeline(Generic[K, T]):
    """Rows of several layers by key; for a day the last layer that has an entry in force wins."""

    def __init__(
        self,
        layers: Sequence[Sequence[Row]],
        read: Callable[[Row], T],
        key: Callable[[T], K],
    ) -> None:
        self._layers: list[dict[K, list[Entry[T]]]] = []
        self.keys: dict[K, None] = {}  # in the order of first mention
        for layer in layers:
            found: dict[K, list[Entry[T]]] = {}
            for row in layer:
                entry = entry_of(row, read(row))
                found.setdefault(key(entry.value), []).append(entry)
            for entries in found.values():
                entries.sort(key=lambda entry: entry.begin)
                _check(entries)
            self._layers.append(found)
            self.keys.update(dict.fromkeys(found))

    def on(self, key: K, day: date) -> T | None:
        """The value in force on a day, None when there is none."""
        for layer in reversed(self._layers):
            for entry in reversed(layer.get(key, ())):
                if entry.holds(day):
                    return entry.value
        return None

    def all_on(self, day: date) -> dict[K, T]:
        """Every value in force on a day by its key."""
        found = ((key, self.on(key, day)) for key in self.keys)
        return {key: value for key, value in found if value is not None}

    def begins(self) -> date | None:
        """The first day for which anything is known; None when nothing is."""
        every = [e.begin for layer in self._layers for row in layer.values() for e in row]
        return min(every, default=None)


def entry_of(row: Row, value: T) -> Entry[T]:
    """The value of a row with its ``valid_from`` and ``valid_to``."""
    valid_from, valid_to = row.day_or_none("valid_from"), row.day_or_none("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        row.fault("dates_reversed", "valid_to")
    return Entry(value, valid_from, valid_to, row)


def key_name(row: Row) -> str:
    """The key that names a row to the people who wrote it."""
    return next((key for key in _KEY_NAMES if key in row), "valid_from")


def _check(entries: Sequence[Entry[T]]) -> None:
    for before, after in pairwise(entries):
        row = after.row
        if before.begin == after.begin:
            row.fault("duplicate", key_name(row), value=row.data.get(key_name(row), ""))
        if before.valid_to is None:
            continue
        if before.valid_to >= after.begin:
            row.fault("periods_overlap", "valid_from", before=before.valid_to.isoformat())
        if before.valid_to + timedelta(days=1) < after.begin:
            row.fault("periods_gap", "valid_from", before=before.valid_to.isoformat())


__all__ = ["Entry", "Timeline", "entry_of", "key_name"]
