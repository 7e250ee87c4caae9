"""Counts and sums of the fund, kept with every write and made anew by a rebuild.

``what``                    ``slot``        count, amount
book/<kind>                 month           entries of the book, their sum (plus in, minus out)
stage/<group>               nothing         applications, what was approved
kind/<kind>                 nothing         applications, what was approved
recovery/<standing>         nothing         recoveries, what is outstanding
recovery-own/<state>        nothing         those our book paid, what the books show outstanding
recovery-age                day             running ones by the day their age counts from
recovery-due                day             instalments not paid yet by their due day

A balance over years is the sum of some hundred rows, whatever the book holds.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from mediation_app.database import system_tables as system
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.money import to_fen

BOOK, STAGE, KIND, RECOVERY = "book/", "stage/", "kind/", "recovery/"
AGE, DUE, OWN = "recovery-age", "recovery-due", "recovery-own/"
_Key = tuple[str, str, str]

_PUT = text(
    "INSERT INTO fund_sums (unit_code, what, slot, count, amount) "
    "VALUES (:unit, :what, :slot, :count, :amount) "
    "ON CONFLICT (unit_code, what, slot) DO UPDATE SET "
    "count = fund_sums.count + excluded.count, amount = fund_sums.amount + excluded.amount"
)


class Total(NamedTuple):
    """How many, and their sum in fen."""

    number: int
    amount: int


class Sums:
    """Changes of the kept sums, collected and then written in one order (so that nobody waits in
    a circle)."""

    def __init__(self) -> None:
        self._changes: dict[_Key, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, unit: str, what: str, slot: str, count: int, amount: int) -> None:
        """One more change."""
        change = self._changes[unit, what, slot]
        change[0] += count
        change[1] += amount

    def entry(self, entry: LedgerEntry, sign: int = 1) -> None:
        """An entry of the book came (or, with -1, no longer counts)."""
        what, month = f"{BOOK}{entry.kind.value}", month_of(entry.booked_on)
        self.add(entry.unit_code, what, month, sign, sign * to_fen(entry.amount))

    def fund_line(self, line: Mapping[str, Any], sign: int = 1) -> None:
        """A line of the list of applications came or went."""
        for what in (f"{STAGE}{line['state_group']}", f"{KIND}{line['kind']}"):
            self.add(line["unit_code"], what, "", sign, sign * line["approved"])

    def recovery_line(self, line: Mapping[str, Any], sign: int = 1) -> None:
        """A line of the list of recoveries came or went."""
        unit, open_ = line["unit_code"], line["outstanding"]
        self.add(unit, f"{RECOVERY}{line['standing']}", "", sign, sign * open_)
        if line["own"]:
            booked = line["opening"] - line["recovered"] - line["refunded"]
            self.add(unit, f"{OWN}{line['state']}", "", sign, sign * booked)
        if line["aged_from"] is not None:
            self.add(unit, AGE, line["aged_from"].isoformat(), sign, sign * open_)
        for day, fen in json.loads(line["unpaid"]):
            self.add(unit, DUE, day, sign, sign * fen)

    def changes(self) -> dict[_Key, Total]:
        """What differs from nothing."""
        return {key: Total(*both) for key, both in self._changes.items() if any(both)}

    def flush(self, connection: Connection) -> None:
        """Write the changes and forget them."""
        rows = [
            {"unit": unit, "what": what, "slot": slot, "count": count, "amount": amount}
            for (unit, what, slot), (count, amount) in sorted(self.changes().items())
        ]
        self._changes.clear()
        if rows:
            connection.execute(_PUT, rows)


def month_of(day: date) -> str:
    """``2026-11``."""
    return day.isoformat()[:7]


def put_entries(connection: Connection, entries: Iterable[LedgerEntry], sign: int = 1) -> None:
    """Entries of the book came, at once, so that the balance is right within the same act."""
    sums = Sums()
    for entry in entries:
        sums.entry(entry, sign)
    sums.flush(connection)


def rebuild_book(connection: Connection) -> None:
    """The sums of the book anew (their rows must be gone)."""
    columns = "unit_code, what, slot, count, amount"
    connection.execute(text(f"INSERT INTO fund_sums ({columns}) {_book(connection)}"))


def _book(connection: Connection) -> str:
    month = (
        "to_char(booked_on, 'YYYY-MM')"
        if connection.dialect.name == "postgresql"
        else "substr(booked_on, 1, 7)"
    )
    return (
        f"SELECT unit_code, '{BOOK}' || kind, {month}, COUNT(*), SUM(amount) "  # noqa: S608
        f"FROM ledger_entries WHERE voided_at IS NULL GROUP BY 1, 2, 3"
    )


# --- asking -------------------------------------------------------------------------------------


def _own(unit: str) -> str:
    return "unit_code = :unit AND " if unit else ""


def balance(connection: Connection, unit: str, *, until_month: str = "") -> int:
    """The balance of the book in fen, of all months or to the end of one."""
    month = " AND slot <= :month" if until_month else ""
    found = connection.execute(
        text(
            f"SELECT COALESCE(SUM(amount), 0) FROM fund_sums WHERE {_own(unit)}"  # noqa: S608
            f"what > 'book/' AND what < 'book0'{month}"
        ),
        {"unit": unit, "month": until_month},
    )
    return int(found.scalar_one())


def months(
    connection: Connection, unit: str, *, since: str = "", until: str = "9999-99"
) -> dict[tuple[str, LedgerKind], Total]:
    """Entries of the book by month and kind, months [since, until]."""
    rows = connection.execute(
        text(
            "SELECT slot, what, SUM(count), SUM(amount) FROM fund_sums "  # noqa: S608
            f"WHERE {_own(unit)}what > 'book/' AND what < 'book0' "
            "AND slot >= :since AND slot <= :until GROUP BY slot, what"
        ),
        {"unit": unit, "since": since, "until": until},
    )
    return {
        (row[0], LedgerKind(row[1].removeprefix(BOOK))): Total(int(row[2]), int(row[3]))
        for row in rows
    }


def totals(connection: Connection, unit: str, prefix: str) -> dict[str, Total]:
    """The sums whose ``what`` starts with a prefix (``stage/``, ``recovery/``), all slots."""
    rows = connection.execute(
        text(
            "SELECT what, SUM(count), SUM(amount) FROM fund_sums "  # noqa: S608
            f"WHERE {_own(unit)}what > :low AND what < :high GROUP BY what"
        ),
        {"unit": unit, "low": prefix, "high": prefix[:-1] + chr(ord(prefix[-1]) + 1)},
    )
    return {row[0].removeprefix(prefix): Total(int(row[1]), int(row[2])) for row in rows}


def spans(
    connection: Connection, unit: str, what: str, ranges: Sequence[tuple[str, str]]
) -> tuple[Total, ...]:
    """The sums of one kind over ranges of slots, both ends included."""
    one = (
        "SELECT {n} AS n, COALESCE(SUM(count), 0), COALESCE(SUM(amount), 0) FROM fund_sums "  # noqa: S608
        f"WHERE {_own(unit)}what = :what AND slot >= :first{{n}} AND slot <= :last{{n}}"
    )
    values: dict[str, str] = {"unit": unit, "what": what}
    for place, (first, last) in enumerate(ranges):
        values |= {f"first{place}": first, f"last{place}": last}
    parts = " UNION ALL ".join(one.format(n=place) for place in range(len(ranges)))
    rows = connection.execute(text(f"{parts} ORDER BY n"), values)
    return tuple(Total(int(row[1]), int(row[2])) for row in rows)


def before(connection: Connection, unit: str, what: str, day: date) -> Total:
    """The sums of one kind over the days before a day."""
    yesterday = day.fromordinal(day.toordinal() - 1).isoformat()
    return spans(connection, unit, what, [("", yesterday)])[0]


def is_kept_right(connection: Connection) -> bool:
    """Whether the kept sums are those of the lists and of the book."""
    wanted = Sums()
    for line in connection.execute(system.fund_list.select()).mappings():
        wanted.fund_line(dict(line))
    for line in connection.execute(system.recovery_list.select()).mappings():
        wanted.recovery_line(dict(line))
    for row in connection.execute(text(_book(connection))):
        wanted.add(row[0], row[1], row[2], int(row[3]), int(row[4]))
    rows = connection.execute(
        text("SELECT unit_code, what, slot, count, amount FROM fund_sums")
    ).fetchall()
    kept = {(row[0], row[1], row[2]): Total(row[3], row[4]) for row in rows if row[3] or row[4]}
    return kept == wanted.changes()
