"""Bank statements of the fund's account and what they prove (银行对账).

A file is read (``preview``), then taken in; what carries the bank's serial number on both sides is
matched at once, everything else only suggested. Nothing is ever booked by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.book_month import Month, month_of
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.fund_book import BankLine, BankMatch, BankStatement, BookRemark
from mediation_app.domain.ids import new_id
from mediation_app.domain.money import format_money
from mediation_app.domain.offices import Actor, Office, Role
from mediation_app.domain.reconciliation import Match, fits, proved, serial_key, total
from mediation_app.domain.records import Money
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.exchange.bank_sheet import BankRow, BankSheet, Unread
from mediation_app.services.bank_lists import BankLists, entry_movements, line_movements
from mediation_app.services.bank_rights import must_be
from mediation_app.services.base import Outcome
from mediation_app.services.fund_reckoning import serial_used
from mediation_app.services.ledger import INCOME
from mediation_app.services.posting import entry_serial, post

if TYPE_CHECKING:
    from mediation_app.database.bank_queries import BankReader
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork

LONGEST_NOTE = 200
_EARLY = 31  # days that an entry may stand before the first statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file holds, before it is taken in.

    ``known`` is the statement made of the very same file; ``doubles`` how many lines are in the
    store already; ``other_account`` that the file names an account that is not the fund's.
    """

    sheet: BankSheet
    known: BankStatement | None
    doubles: int
    other_account: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """A statement that was taken in: lines added, lines known before, lines matched by serial."""

    statement: BankStatement
    added: int
    skipped: int
    matched: int


class BankStatementService(BankLists):
    """Use cases of bank statements; reading lies in ``BankLists``."""

    # Import ---------------------------------------------------------------------------------

    def preview(self, actor: Actor, path: str | Path) -> Preview:
        """Read a file and say what would be taken in. Raises BadFile, NotAllowed."""
        from mediation_app.exchange.bank_sheet import read_bank_sheet

        must_be(actor, Role.CASHIER)
        sheet = read_bank_sheet(path)
        with self._store.read(actor) as reader:
            fresh = _fresh(reader, sheet.rows)
            return Preview(
                sheet=sheet,
                known=_known(reader, sheet),
                doubles=len(sheet.rows) - len(fresh),
                other_account=_other_account(reader, sheet),
            )

    def take_in(
        self,
        actor: Actor,
        sheet: BankSheet,
        *,
        since: date | None = None,
        until: date | None = None,
        closing: Money | None = None,
    ) -> Outcome[TakenIn]:
        """Store a statement. ``since`` and ``until`` correct the days it covers, ``closing`` gives
        the balance at its end where the file has none.

        Lines that are there already (overlapping statements) are left out and counted. Raises
        InvalidInput for days that do not fit, NotAllowed for a file that was taken in before, that
        is of another account or holds nothing new.
        """
        since, until = since or sheet.since, until or sheet.until
        day = today(self._context.clock)

        def work(unit: UnitOfWork) -> TakenIn:
            must_be(actor, Role.CASHIER)
            known = _known(unit, sheet)
            if known is not None:
                raise NotAllowed("fund_book.statement_known", on=known.imported_on)
            if _other_account(unit, sheet):
                raise NotAllowed("fund_book.statement_other_account")
            _check_span(sheet, since, until, day)
            fresh = _fresh(unit, sheet.rows)
            if not fresh:
                raise NotAllowed("fund_book.statement_nothing_new", count=len(sheet.rows))
            moved = sum((row.amount for row in sheet.rows), total(()))
            end = sheet.closing if sheet.closing is not None else closing
            statement = unit.add(
                BankStatement(
                    id=new_id(),
                    file_name=sheet.file_name,
                    digest=sheet.digest,
                    account=sheet.account,
                    since=since,
                    until=until,
                    opening=None if end is None else end - moved,
                    closing=end,
                    lines=len(fresh),
                    imported_on=day,
                )
            )
            for place, row in enumerate(fresh, start=1):
                unit.add(_line(statement, place, row))
            return TakenIn(
                statement=statement,
                added=len(fresh),
                skipped=len(sheet.rows) - len(fresh),
                matched=_match_proved(unit),
            )

        return Outcome(*self._store.run(actor, "statement.import", work))

    def take_back(self, actor: Actor, statement_id: str) -> Outcome[BankStatement]:
        """Withdraw a statement that was taken in by mistake, with its lines and their matches.

        It stays on record as voided and may be taken in again. Raises NotAllowed once a month it
        reaches into is closed.
        """

        def work(unit: UnitOfWork) -> BankStatement:
            must_be(actor, Role.CASHIER)
            statement = unit.get(BankStatement, statement_id)
            lines = unit.records(BankLine, statement_id=statement.id)
            bank, end = unit.bank(), unit.bank().latest_end()
            days = [line.booked_on for line in lines if line.booked_on is not None]
            if end is not None and Month.of(min(days)) <= month_of(end):
                raise NotAllowed("fund_book.statement_closed", month=month_of(end).label)
            for match in _connected(bank, [line.id for line in lines]):
                unit.void(match, "撤回对账单")
            for line in lines:
                unit.void(line, "撤回对账单")
            return unit.void(statement, "撤回对账单")

        return Outcome(*self._store.run(actor, "statement.take_back", work))

    # Matching -------------------------------------------------------------------------------

    def match_proved(self, actor: Actor) -> Outcome[int]:
        """Match whatever carries the same bank serial number on both sides; how many lines."""

        def work(unit: UnitOfWork) -> int:
            must_be(actor, Role.CASHIER)
            return _match_proved(unit)

        return Outcome(*self._store.run(actor, "statement.match", work))

    def match(
        self, actor: Actor, line_ids: Sequence[str], entry_ids: Sequence[str]
    ) -> Outcome[tuple[BankMatch, ...]]:
        """Say by hand that lines and entries belong together: one of one side, the same sum.

        Raises InvalidInput when the sums differ, NotAllowed when one is matched already.
        """

        def work(unit: UnitOfWork) -> tuple[BankMatch, ...]:
            must_be(actor, Role.CASHIER)
            lines = [unit.get(BankLine, key) for key in dict.fromkeys(line_ids)]
            entries = [unit.get(LedgerEntry, key) for key in dict.fromkeys(entry_ids)]
            bank = unit.bank()
            if lines and bank.matches_of(lines=[line.id for line in lines]):
                raise NotAllowed("fund_book.line_matched")
            if entries and bank.matches_of(entries=[entry.id for entry in entries]):
                raise NotAllowed("fund_book.entry_matched")
            if any(entry.kind is LedgerKind.OPENING for entry in entries):
                raise NotAllowed("fund_book.opening_no_match")
            here, there = line_movements(lines), entry_movements(entries, {})
            if not fits(here, there):
                raise InvalidInput(
                    "fund_book.amounts_differ",
                    field="amount",
                    bank=format_money(total(here)),
                    book=format_money(total(there)),
                )
            found = Match(lines=tuple(line_ids), entries=tuple(entry_ids))
            return _stored(unit, (found,), by_serial=False)

        return Outcome(*self._store.run(actor, "statement.match", work))

    def undo(self, actor: Actor, line_id: str) -> Outcome[tuple[BankMatch, ...]]:
        """Take a match apart, with everything that hangs on it. Raises NotAllowed when both sides
        lie in closed months."""

        def work(unit: UnitOfWork) -> tuple[BankMatch, ...]:
            must_be(actor, Role.CASHIER)
            bank = unit.bank()
            own = bank.matches_of(lines=[line_id])
            if not own:
                raise NotAllowed("fund_book.not_matched")
            every = _connected(bank, [line_id])
            line = unit.get(BankLine, line_id)
            entries = [unit.get(LedgerEntry, match.entry_id) for match in own]
            end = bank.latest_end()
            if end is not None and line.booked_on is not None:
                days = [line.booked_on, *(entry.booked_on for entry in entries)]
                newest = max(Month.of(day) for day in days)
                if newest <= month_of(end):
                    raise NotAllowed("fund_book.match_closed", month=newest.label)
            return tuple(unit.void(match, "撤销对账") for match in every)

        return Outcome(*self._store.run(actor, "statement.undo", work))

    # Remarks --------------------------------------------------------------------------------

    def remark_line(self, actor: Actor, line_id: str, note: str) -> Outcome[BankLine]:
        """Say why a line of the bank is not in the book (银行有、账上无)."""
        text = _note(note)

        def work(unit: UnitOfWork) -> BankLine:
            must_be(actor, Role.CASHIER)
            line = unit.get(BankLine, line_id)
            return unit.change(line, replace(line, note=text))

        return Outcome(*self._store.run(actor, "statement.remark", work))

    def remark_entry(self, actor: Actor, entry_id: str, note: str) -> Outcome[BookRemark]:
        """Say why an entry of the book is not at the bank (账上有、银行无)."""
        text = _note(note)

        def work(unit: UnitOfWork) -> BookRemark:
            must_be(actor, Role.CASHIER)
            entry = unit.get(LedgerEntry, entry_id)
            known = unit.records(BookRemark, entry_id=entry.id)
            if known:
                return unit.change(known[0], replace(known[0], note=text))
            return unit.add(BookRemark(id=new_id(), entry_id=entry.id, note=text))

        return Outcome(*self._store.run(actor, "statement.remark", work))

    # From a line into the book --------------------------------------------------------------

    def book_line(
        self, actor: Actor, line_id: str, kind: LedgerKind, note: str
    ) -> Outcome[LedgerEntry]:
        """Book an incoming line as income (interest, premiums …) and match it, in one act.

        Repayments are not booked here: they need their recovery. Raises NotAllowed, InvalidInput.
        """

        def work(unit: UnitOfWork) -> LedgerEntry:
            must_be(actor, Role.CASHIER)
            line = unit.get(BankLine, line_id)
            if kind not in INCOME:
                raise NotAllowed("fund.book_kind", kind=kind.label)
            if unit.bank().matches_of(lines=[line.id]):
                raise NotAllowed("fund_book.line_matched")
            if line.amount <= 0 or line.booked_on is None:
                raise InvalidInput("fund.amount_not_positive", field="amount")
            serial = entry_serial(unit, line.booked_on)
            if line.bank_serial and serial_used(unit, line.bank_serial):
                raise InvalidInput("fund.serial_used", field="bank_serial")
            entry = post(
                unit,
                LedgerEntry(
                    id=new_id(),
                    kind=kind,
                    booked_on=line.booked_on,
                    amount=line.amount,
                    note=_note(note),
                    serial=serial,
                    number_year=line.booked_on.year,
                    bank_serial=line.bank_serial,
                ),
            )
            if not unit.bank().matches_of(lines=[line.id]):  # without a serial number
                match = Match(lines=(line.id,), entries=(entry.id,))
                _stored(unit, (match,), by_serial=False)
            return entry

        return Outcome(*self._store.run(actor, "ledger.book", work))


# Parts ------------------------------------------------------------------------------------------


def _connected(bank: BankReader, lines: Sequence[str]) -> tuple[BankMatch, ...]:
    """The matches of some lines, with all others of the same entries."""
    own = bank.matches_of(lines=lines) if lines else ()
    return bank.matches_of(entries=[match.entry_id for match in own]) if own else ()


def _known(reader: Reader, sheet: BankSheet) -> BankStatement | None:
    found = reader.records(BankStatement, digest=sheet.digest)
    return found[0] if found else None


def _other_account(reader: Reader, sheet: BankSheet) -> bool:
    """Whether the file names an account and the office's own is another."""
    office = reader.records(Office)
    own = (
        "".join(sign for sign in office[0].fund_account_number if sign.isdigit()) if office else ""
    )
    return bool(own and sheet.account and own != sheet.account)


def _check_span(sheet: BankSheet, since: date, until: date, day: date) -> None:
    if until < since or until > day:
        raise InvalidInput("fund_book.statement_span", field="until")
    outside = sum(1 for row in sheet.rows if not since <= row.booked_on <= until)
    if outside:
        raise InvalidInput(
            "fund_book.statement_lines_outside",
            field="since",
            count=outside,
            since=since,
            until=until,
        )


def _fresh(reader: Reader, rows: Sequence[BankRow]) -> list[BankRow]:
    """The rows that are not in the store yet; equal ones count as often as they stand there."""
    days = [row.booked_on for row in rows]
    there = Counter(
        _identity(line.bank_serial, line.booked_on, line.amount, line.balance, line.counterparty)
        for line in reader.bank().lines(min(days), max(days))
    )
    fresh: list[BankRow] = []
    for row in rows:
        key = _identity(row.bank_serial, row.booked_on, row.amount, row.balance, row.counterparty)
        if there[key]:
            there[key] -= 1
        else:
            fresh.append(row)
    return fresh


def _identity(
    serial: str, day: date | None, amount: Money, balance: Money | None, counterparty: str
) -> tuple[object, ...]:
    """What makes two lines the same: the serial number, or without one everything else."""
    key = serial_key(serial)
    return (key, day, amount) if key else ("", day, amount, balance, counterparty)


def _line(statement: BankStatement, place: int, row: BankRow) -> BankLine:
    return BankLine(
        id=new_id(),
        statement_id=statement.id,
        position=place,
        booked_on=row.booked_on,
        amount=row.amount,
        balance=row.balance,
        bank_serial=row.bank_serial,
        counterparty=row.counterparty,
        summary=row.summary,
    )


def _match_proved(unit: UnitOfWork) -> int:
    bank = unit.bank()
    since = bank.statements_since()
    if since is None:
        return 0
    lines = bank.loose_lines(date.min, date.max)
    if not lines:
        return 0
    entries = bank.loose_entries(since - timedelta(days=_EARLY), date.max)
    found = proved(line_movements(lines), entry_movements(entries, {}))
    _stored(unit, found, by_serial=True)
    return sum(len(match.lines) for match in found)


def _stored(unit: UnitOfWork, found: Sequence[Match], *, by_serial: bool) -> tuple[BankMatch, ...]:
    return tuple(
        unit.add(BankMatch(id=new_id(), line_id=line, entry_id=entry, by_serial=by_serial))
        for match in found
        for line in match.lines
        for entry in match.entries
    )


def _note(note: str) -> str:
    text = note.strip()
    if not text:
        raise InvalidInput("fund_book.note_missing", field="note")
    if len(text) > LONGEST_NOTE:
        raise InvalidInput("fund_book.note_too_long", field="note", most=LONGEST_NOTE)
    return text


__all__ = ["BankRow", "BankStatementService", "Preview", "TakenIn", "Unread"]
