"""The fund's book (基金台账) by pages and spans, with the balance after each line.

Lines stand in the order of their day, and of booking within a day. A balance is never added up
from the beginning: it starts from the kept sums of whole months.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from mediation_app.database import fund_sums
from mediation_app.database.book_queries import BookCursor, BookLine, BookPage, BookQuery
from mediation_app.database.mapping import row_map
from mediation_app.database.tables import select_of, table_of
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.money import from_fen, to_fen


def book_page(connection: Connection, unit: str, query: BookQuery) -> BookPage:
    """A page of the book."""
    table = table_of(LedgerEntry)
    question = _lines(unit).order_by(table.c.booked_on.desc(), table.c.id.desc())
    if query.after is not None:
        balance = to_fen(query.after.balance)
        place = tuple_(table.c.booked_on, table.c.id)
        end = tuple_(query.after.booked_on, query.after.entry_id)
        question = question.where(place < end)
    else:
        balance = fund_sums.balance(connection, unit, until_month=query.until)
        if query.until:
            question = question.where(table.c.booked_on < _after_month(query.until))
    entries = _entries(connection, question.limit(query.limit + 1))
    lines: list[BookLine] = []
    for entry in entries[: query.limit]:
        lines.append(BookLine(entry, from_fen(balance)))
        balance -= to_fen(entry.amount)
    more = len(entries) > query.limit
    last = lines[-1].entry if more else None
    after = BookCursor(last.booked_on, last.id, from_fen(balance)) if last else None
    return BookPage(lines=tuple(lines), after=after)


def book_span(
    connection: Connection, unit: str, since: date | None, until: date | None
) -> tuple[BookLine, ...]:
    """The lines of a span of days, the oldest first."""
    table = table_of(LedgerEntry)
    question = _lines(unit).order_by(table.c.booked_on, table.c.id)
    if since is not None:
        question = question.where(table.c.booked_on >= since)
    if until is not None:
        question = question.where(table.c.booked_on <= until)
    balance = balance_before(connection, unit, since) if since is not None else 0
    lines: list[BookLine] = []
    for entry in _entries(connection, question):
        balance += to_fen(entry.amount)
        lines.append(BookLine(entry, from_fen(balance)))
    return tuple(lines)


def balance_before(connection: Connection, unit: str, day: date) -> int:
    """The balance at the start of a day, in fen."""
    first = day.replace(day=1)
    found = sum(
        total.amount
        for total in fund_sums.months(connection, unit, until=_month_before(first)).values()
    )
    if day != first:
        table = table_of(LedgerEntry)
        question = _own(select(func.coalesce(func.sum(_fen(table)), 0)), unit).where(
            table.c.booked_on >= first, table.c.booked_on < day
        )
        found += int(connection.execute(question).scalar_one())
    return found


def book_totals(
    connection: Connection, unit: str, since: date, until: date
) -> dict[LedgerKind, fund_sums.Total]:
    """Entries by kind in a span of days: whole months from the kept sums, the rest counted."""
    sums: dict[LedgerKind, list[int]] = {}

    def add(kind: LedgerKind, number: int, amount: int) -> None:
        one = sums.setdefault(kind, [0, 0])
        one[0] += number
        one[1] += amount

    first, after = _whole_months(since, until)
    if first < after:
        kept = fund_sums.months(
            connection, unit, since=first.isoformat()[:7], until=_month_before(after)
        )
        for (_, kind), total in kept.items():
            if total.number or total.amount:
                add(kind, *total)
        _count(connection, unit, since, first, add)
        _count(connection, unit, after, _next(until), add)
    else:
        _count(connection, unit, since, _next(until), add)
    return {kind: fund_sums.Total(*both) for kind, both in sums.items()}


def _count(connection: Connection, unit: str, since: date, after: date, add: Any) -> None:
    """Count the entries of the days [since, after)."""
    if since >= after:
        return
    table = table_of(LedgerEntry)
    question = (
        _own(select(table.c.kind, func.count(), func.sum(_fen(table))), unit)
        .where(table.c.booked_on >= since, table.c.booked_on < after)
        .group_by(table.c.kind)
    )
    for kind, number, amount in connection.execute(question):
        add(LedgerKind(kind), int(number), int(amount))


def _fen(table: Any) -> Any:
    from sqlalchemy import BigInteger, type_coerce

    return type_coerce(table.c.amount, BigInteger)


def _own(question: Select[Any], unit: str) -> Select[Any]:
    table = table_of(LedgerEntry)
    question = question.where(table.c.voided_at.is_(None))
    return question.where(table.c.unit_code == unit) if unit else question


def _lines(unit: str) -> Select[Any]:
    return _own(select_of(LedgerEntry), unit)


def _entries(connection: Connection, question: Select[Any]) -> list[LedgerEntry]:
    mapper = row_map(LedgerEntry)
    return [mapper.snapshot(row) for row in connection.execute(question)]


def _whole_months(since: date, until: date) -> tuple[date, date]:
    """The whole months inside a span of days: [first of one, first of another)."""
    first = since if since.day == 1 else _after_month(since.isoformat()[:7])
    end = _next(until)
    return first, end.replace(day=1)


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _after_month(month: str) -> date:
    """The first day after a month."""
    year, number = int(month[:4]), int(month[5:7])
    return date(year + number // 12, number % 12 + 1, 1)


def _month_before(first: date) -> str:
    return date.fromordinal(first.toordinal() - 1).isoformat()[:7]
