"""What the bank and the book have of each other: statements, lines, entries, what lies loose.

A movement is loose on a day while nothing of the other side, up to that day, belongs to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    exists,
    func,
    select,
    type_coerce,
)

from mediation_app.database import fund_sums
from mediation_app.database.mapping import row_map
from mediation_app.database.tables import select_of, table_of
from mediation_app.domain.book_month import Month
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.fund_book import (
    BankLine,
    BankMatch,
    BankStatement,
    BookRemark,
    MonthEnd,
)
from mediation_app.domain.money import Money, from_fen


class Loose(NamedTuple):
    """How many movements of one side are loose, their sum in yuan, how many lack a remark."""

    number: int
    amount: Money
    unsaid: int


class BankReader:
    """Questions about statements and the book, within one transaction and one office."""

    def __init__(self, connection: Connection, unit: str) -> None:
        self._connection = connection
        self._unit = unit
        self._entries = table_of(LedgerEntry)
        self._lines = table_of(BankLine)
        self._matches = table_of(BankMatch)
        self._remarks = table_of(BookRemark)

    # The book -----------------------------------------------------------------------------------

    def first_entry_on(self) -> date | None:
        """The day of the book's first entry."""
        table = self._entries
        found = self._connection.execute(
            select(func.min(table.c.booked_on)).where(
                table.c.unit_code == self._unit, table.c.voided_at.is_(None)
            )
        ).scalar()
        return found if isinstance(found, date) else None

    def sums(self, since: Month, until: Month) -> dict[Month, dict[LedgerKind, tuple[int, Money]]]:
        """Entries of the book by month and kind: how many, and their sum."""
        found: dict[Month, dict[LedgerKind, tuple[int, Money]]] = {}
        rows = fund_sums.months(
            self._connection, self._unit, since=_slot(since), until=_slot(until)
        )
        for (slot, kind), total in rows.items():
            month = Month(int(slot[:4]), int(slot[5:7]))
            found.setdefault(month, {})[kind] = (total.number, from_fen(total.amount))
        return found

    def entries(self, since: date, until: date) -> tuple[LedgerEntry, ...]:
        """Every entry of a span of days, in the order of the book."""
        table = self._entries
        question = (
            select_of(LedgerEntry)
            .where(
                table.c.unit_code == self._unit,
                table.c.voided_at.is_(None),
                table.c.booked_on >= since,
                table.c.booked_on <= until,
            )
            .order_by(table.c.booked_on, table.c.id)
        )
        snapshot = row_map(LedgerEntry).snapshot
        return tuple(snapshot(row) for row in self._connection.execute(question))

    def balance(self, until: Month) -> Money:
        """The balance of the book at the end of a month."""
        return from_fen(fund_sums.balance(self._connection, self._unit, until_month=_slot(until)))

    def latest_end(self) -> MonthEnd | None:
        """The last month that was closed, checked or not."""
        table = table_of(MonthEnd)
        question = (
            select_of(MonthEnd)
            .where(table.c.unit_code == self._unit, table.c.voided_at.is_(None))
            .order_by(table.c.year.desc(), table.c.month.desc())
            .limit(1)
        )
        row = self._connection.execute(question).first()
        return None if row is None else row_map(MonthEnd).snapshot(row)

    # Loose on one side ----------------------------------------------------------------------------

    def loose_entries(
        self, since: date, until: date, *, by: date | None = None, limit: int | None = None
    ) -> tuple[LedgerEntry, ...]:
        """Entries of [since, until] that no line of the bank up to ``by`` belongs to."""
        table = self._entries
        question = self._loose_entries(select_of(LedgerEntry), since, until, by)
        question = question.order_by(table.c.booked_on, table.c.id).limit(limit)
        snapshot = row_map(LedgerEntry).snapshot
        return tuple(snapshot(row) for row in self._connection.execute(question))

    def loose_lines(
        self, since: date, until: date, *, by: date | None = None, limit: int | None = None
    ) -> tuple[BankLine, ...]:
        """Lines of [since, until] that no entry of the book up to ``by`` belongs to."""
        table = self._lines
        question = self._loose_lines(select_of(BankLine), since, until, by)
        question = question.order_by(table.c.booked_on, table.c.position, table.c.id).limit(limit)
        snapshot = row_map(BankLine).snapshot
        return tuple(snapshot(row) for row in self._connection.execute(question))

    def loose_line_sums(self, since: date, until: date, *, by: date) -> Loose:
        """Counts and sum of ``loose_lines``."""
        table = self._lines
        said = func.count().filter(table.c.note == "")
        columns: list[ColumnElement[Any]] = [func.count(), _fen(table), said]
        question = self._loose_lines(select(*columns), since, until, by)
        row = self._connection.execute(question).one()
        return Loose(int(row[0]), from_fen(int(row[1])), int(row[2]))

    def _loose_entries(
        self, question: Select[Any], since: date, until: date, by: date | None
    ) -> Select[Any]:
        table, lines, matches = self._entries, self._lines, self._matches
        there = [
            matches.c.entry_id == table.c.id,
            matches.c.voided_at.is_(None),
            lines.c.id == matches.c.line_id,
            lines.c.voided_at.is_(None),
        ]
        if by is not None:
            there.append(lines.c.booked_on <= by)
        return question.where(
            table.c.unit_code == self._unit,
            table.c.booked_on >= since,
            table.c.booked_on <= until,
            table.c.voided_at.is_(None),
            table.c.kind != LedgerKind.OPENING,
            ~exists(select(matches.c.id).where(and_(*there))),
        )

    def _loose_lines(
        self, question: Select[Any], since: date, until: date, by: date | None
    ) -> Select[Any]:
        table, entries, matches = self._lines, self._entries, self._matches
        there = [
            matches.c.line_id == table.c.id,
            matches.c.voided_at.is_(None),
            entries.c.id == matches.c.entry_id,
        ]
        if by is not None:
            there.append(entries.c.booked_on <= by)
        return question.where(
            table.c.unit_code == self._unit,
            table.c.booked_on >= since,
            table.c.booked_on <= until,
            table.c.voided_at.is_(None),
            ~exists(select(matches.c.id).where(and_(*there))),
        )

    # Statements -----------------------------------------------------------------------------------

    def statements_since(self) -> date | None:
        """The first day that any statement covers."""
        table = table_of(BankStatement)
        found = self._connection.execute(
            select(func.min(table.c.since)).where(
                table.c.unit_code == self._unit, table.c.voided_at.is_(None)
            )
        ).scalar()
        return found if isinstance(found, date) else None

    def statement_of(self, day: date) -> BankStatement | None:
        """The statement that covers a day, the latest imported of several."""
        table = table_of(BankStatement)
        question = (
            select_of(BankStatement)
            .where(
                table.c.unit_code == self._unit,
                table.c.voided_at.is_(None),
                table.c.since <= day,
                table.c.until >= day,
            )
            .order_by(table.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(question).first()
        return None if row is None else row_map(BankStatement).snapshot(row)

    def bank_balance(self, day: date) -> Money | None:
        """What the bank says the account held at the end of a day; None without a statement."""
        statement = self.statement_of(day)
        if statement is None or statement.closing is None:
            return None
        table = self._lines
        moved = self._connection.execute(
            select(_fen(table)).where(
                table.c.unit_code == self._unit,
                table.c.voided_at.is_(None),
                table.c.booked_on > day,
                table.c.booked_on <= statement.until,
            )
        ).scalar_one()
        return statement.closing - from_fen(int(moved))

    def lines(self, since: date, until: date) -> tuple[BankLine, ...]:
        """Every line of a span of days."""
        table = self._lines
        question = (
            select_of(BankLine)
            .where(
                table.c.unit_code == self._unit,
                table.c.voided_at.is_(None),
                table.c.booked_on >= since,
                table.c.booked_on <= until,
            )
            .order_by(table.c.booked_on, table.c.position, table.c.id)
        )
        snapshot = row_map(BankLine).snapshot
        return tuple(snapshot(row) for row in self._connection.execute(question))

    def matches_of(
        self, *, lines: Sequence[str] = (), entries: Sequence[str] = ()
    ) -> tuple[BankMatch, ...]:
        """The matches of some lines or some entries."""
        table = self._matches
        own = table.c.line_id.in_(lines) if lines else table.c.entry_id.in_(entries)
        question = select_of(BankMatch).where(
            table.c.unit_code == self._unit, table.c.voided_at.is_(None), own
        )
        snapshot = row_map(BankMatch).snapshot
        return tuple(snapshot(row) for row in self._connection.execute(question))


def _slot(month: Month) -> str:
    return f"{month.year:04d}-{month.month:02d}"


def _fen(table: Table) -> ColumnElement[int]:
    return func.coalesce(func.sum(type_coerce(table.c.amount, BigInteger)), 0)


__all__ = ["BankReader", "Loose"]
