"""Bank statement against book (对账): what proves what, and what is only likely.

A bank serial number that stands on both sides with the same sum is proof. Everything else (same
sum, days near each other, a name) is a suggestion that a person takes or leaves.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mediation_app.domain.fund import LedgerEntry
from mediation_app.domain.money import ZERO, Money

WINDOW = timedelta(days=10)
"""How far the day of the book and the day of the bank may lie apart for a suggestion."""
MOST_SUGGESTIONS = 3
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement on either side: plus is money in. ``words`` hold names to compare."""

    key: str
    day: date
    amount: Money
    serial: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Lines of the bank and entries of the book that belong together; one side has one only."""

    lines: tuple[str, ...]
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An entry that may belong to a line: same sum, ``days`` apart, ``named`` alike."""

    entry: str
    days: int
    named: bool


def proved(lines: Sequence[Movement], entries: Sequence[Movement]) -> tuple[Match, ...]:
    """What carries the same bank serial number on both sides and adds up to the same sum.

    A receipt that was split is two entries of one line; two of each prove nothing.
    """
    there = _by_serial(lines)
    found: list[Match] = []
    for serial, mine in _by_serial(entries).items():
        theirs = there.get(serial, [])
        if fits(theirs, mine):
            found.append(
                Match(
                    lines=tuple(one.key for one in theirs), entries=tuple(one.key for one in mine)
                )
            )
    return tuple(found)


def fits(lines: Sequence[Movement], entries: Sequence[Movement]) -> bool:
    """Whether they may belong together: one of one side at least, and the same sum."""
    if not lines or not entries or min(len(lines), len(entries)) > 1:
        return False
    return total(lines) == total(entries)


def total(side: Iterable[Movement]) -> Money:
    """The sum of some movements, in yuan."""
    return sum((one.amount for one in side), ZERO)


def suggestions(
    lines: Sequence[Movement], entries: Sequence[Movement]
) -> Mapping[str, tuple[Suggestion, ...]]:
    """For each line the likely entries, the likeliest first: a name alike, then the nearest day."""
    by_amount: dict[Money, list[Movement]] = defaultdict(list)
    for entry in entries:
        by_amount[entry.amount].append(entry)
    found: dict[str, tuple[Suggestion, ...]] = {}
    for line in lines:
        near = [
            Suggestion(
                entry=entry.key,
                days=abs((entry.day - line.day).days),
                named=alike(line.words, entry.words),
            )
            for entry in by_amount.get(line.amount, ())
            if abs(entry.day - line.day) <= WINDOW
        ]
        if near:
            near.sort(key=lambda one: (not one.named, one.days))
            found[line.key] = tuple(near[:MOST_SUGGESTIONS])
    return found


def alike(one: str, other: str) -> bool:
    """Whether a name of one side stands in the words of the other."""
    a, b = _plain(one), _plain(other)
    return any(word in b for word in _names(one)) or any(word in a for word in _names(other))


def offset(entries: Iterable[LedgerEntry]) -> frozenset[str]:
    """Entries that balance each other (冲正): the wrong one and its opposite need no bank line."""
    known = {entry.id: entry for entry in entries}
    found: set[str] = set()
    for entry in known.values():
        wrong = known.get(entry.subject_id)
        if wrong is not None and wrong.kind is entry.kind and wrong.amount == -entry.amount:
            found |= {entry.id, wrong.id}
    return frozenset(found)


def serial_key(serial: str) -> str:
    """A serial number as it is compared: width, case, blanks and leading zeros do not count."""
    return "".join(_plain(serial).split()).lstrip("0")


def _by_serial(side: Iterable[Movement]) -> dict[str, list[Movement]]:
    found: dict[str, list[Movement]] = defaultdict(list)
    for one in side:
        key = serial_key(one.serial)
        if key:
            found[key].append(one)
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _names(text: str) -> list[str]:
    words = "".join(sign if sign.isalpha() else " " for sign in _plain(text)).split()
    return [word for word in words if len(word) >= _SHORTEST_NAME]


__all__ = [
    "MOST_SUGGESTIONS",
    "WINDOW",
    "Match",
    "Movement",
    "Suggestion",
    "alike",
    "fits",
    "offset",
    "proved",
    "serial_key",
    "suggestions",
    "total",
]
