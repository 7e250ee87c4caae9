"""The one way into the fund's book: which month an entry goes into, and what may go out.

Every service that books money calls ``post``. When the month of the money is closed, the entry
goes into the next open one and keeps its true day in ``happened_on``. The database refuses
whatever would pass by here. An entry whose bank serial number already stands in a statement is
matched with its line at once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.book_month import Month, open_month
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.fund_book import BankLine, BankMatch
from mediation_app.domain.ids import new_id
from mediation_app.domain.reconciliation import fits
from mediation_app.errors import NotAllowed
from mediation_app.services.bank_lists import entry_movements, line_movements

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork

SERIES = "fund_ledger"


def posting_day(reader: Reader, on: date) -> date:
    """The day under which money of ``on`` is booked: ``on``, or the first day of the next open
    month when its own is closed."""
    wanted = Month.of(on)
    month = open_month(wanted, reader.bank().latest_end())
    return on if month == wanted else month.first


def entry_serial(unit: UnitOfWork, on: date) -> int:
    """Draw the number of the entry. Drawn first: whoever books at the same time waits here."""
    return unit.draw_number(SERIES, posting_day(unit, on).year)


def post(unit: UnitOfWork, entry: LedgerEntry) -> LedgerEntry:
    """Put an entry into the book. Raises NotAllowed for money out that is no payment (CHK-18)."""
    if entry.amount < 0 and entry.kind is not LedgerKind.PAID_OUT and not _reverses(unit, entry):
        raise NotAllowed("fund_book.expense_kind", kind=entry.kind.label)
    day = posting_day(unit, entry.booked_on)
    if day != entry.booked_on:
        entry = replace(entry, booked_on=day, number_year=day.year, happened_on=entry.booked_on)
    stored = unit.add(entry)
    _meet(unit, stored)
    return stored


def _meet(unit: UnitOfWork, entry: LedgerEntry) -> None:
    """Match the entry (and the other parts of the same receipt) with the bank's line of its
    serial number, if their sums agree."""
    lines = unit.records(BankLine, bank_serial=entry.bank_serial) if entry.bank_serial else ()
    if not lines:
        return
    entries = unit.records(LedgerEntry, bank_serial=entry.bank_serial)
    bank = unit.bank()
    taken = bank.matches_of(lines=[one.id for one in lines])
    if taken or not fits(line_movements(lines), entry_movements(entries, {})):
        return
    for line in lines:
        for one in entries:
            unit.add(BankMatch(id=new_id(), line_id=line.id, entry_id=one.id, by_serial=True))


def _reverses(unit: UnitOfWork, entry: LedgerEntry) -> bool:
    """Whether it balances a wrong entry of its own kind."""
    wrong = unit.records(LedgerEntry, id=entry.subject_id) if entry.subject_id else ()
    return any(one.kind is entry.kind and one.amount == -entry.amount for one in wrong)


__all__ = ["SERIES", "entry_serial", "post", "posting_day"]
