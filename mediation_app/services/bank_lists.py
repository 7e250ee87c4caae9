"""What lies beside each other at reconciliation: loose lines, loose entries, likely pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.book_month import Month, month_of
from mediation_app.domain.fund import LedgerEntry, Payment
from mediation_app.domain.fund_book import BankLine, BankMatch, BankStatement, BookRemark
from mediation_app.domain.offices import Actor
from mediation_app.domain.reconciliation import (
    Movement,
    Suggestion,
    offset,
    suggestions,
)
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import DebtorShare, Recovery, RepaymentReceipt
from mediation_app.domain.refunds import Refund, RefundReceipt
from mediation_app.services.base import Context

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader

MOST = 300
"""Loose movements shown of one side; the count says when there are more."""
_READ = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseLine:
    """A line of the bank that the book does not have, with entries that may be it."""

    line: BankLine
    likely: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseEntry:
    """An entry of the book that the bank does not have. ``who`` is the payee or payer.

    ``offset``: balanced by an opposite entry, so that the bank never had it.
    """

    entry: LedgerEntry
    who: str = ""
    note: str = ""
    offset: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A line and an entry that belong together; ``closed``: it cannot be taken apart any more."""

    line: BankLine
    entry: LedgerEntry
    match: BankMatch
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Both sides of a span of days. ``more`` is how many loose ones are not shown."""

    since: date | None
    until: date
    lines: tuple[LooseLine, ...] = ()
    entries: tuple[LooseEntry, ...] = ()
    pairs: tuple[Pair, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """A running recovery, or an over-payment to be returned, whose debtor may have paid a line.

    ``place`` is the section of the application where it is registered.
    """

    application_id: str
    subject_id: str
    place: str
    number: str
    debtor: str
    outstanding: Money


class BankLists:
    """Reading of bank statements."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store

    def statements(self, actor: Actor) -> tuple[BankStatement, ...]:
        """Every statement that was taken in, the newest first."""
        with self._store.read(actor) as reader:
            found = reader.records(BankStatement)
        return tuple(sorted(found, key=lambda one: (one.until or date.min, one.id), reverse=True))

    def reconciliation(self, actor: Actor, until: date) -> Reconciliation:
        """What is loose on both sides up to a day, and the pairs of that day's month.

        The book is compared from the first day that any statement covers.
        """
        with self._store.read(actor) as reader:
            bank = reader.bank()
            since = bank.statements_since()
            if since is None:
                return Reconciliation(since=None, until=until)
            lines = bank.loose_lines(since, until, limit=_READ)
            entries = bank.loose_entries(since, until, limit=_READ)
            words = words_of(reader, entries)
            likely = suggestions(line_movements(lines), entry_movements(entries, words))
            notes = remarks_of(reader, entries)
            gone = offset(entries)
            pairs = self._pairs(reader, max(since, Month.of(until).first), until)
        left = [entry for entry in entries if entry.id not in gone]
        balanced = [entry for entry in entries if entry.id in gone]
        return Reconciliation(
            since=since,
            until=until,
            lines=tuple(LooseLine(line=x, likely=likely.get(x.id, ())) for x in lines[:MOST]),
            entries=tuple(
                LooseEntry(
                    entry=entry,
                    who=words.get(entry.id, ""),
                    note=notes.get(entry.id, ""),
                    offset=entry.id in gone,
                )
                for entry in (left + balanced)[:MOST]
            ),
            pairs=pairs,
            more=max(0, len(lines) - MOST) + max(0, len(entries) - MOST),
        )

    def pairs(self, actor: Actor, month: Month) -> tuple[Pair, ...]:
        """The lines of a month that are matched, with their entries."""
        with self._store.read(actor) as reader:
            return self._pairs(reader, month.first, month.last)

    def _pairs(self, reader: Reader, since: date, until: date) -> tuple[Pair, ...]:
        bank = reader.bank()
        lines = {line.id: line for line in bank.lines(since, until)}
        if not lines:
            return ()
        matches = bank.matches_of(lines=tuple(lines))
        keys = tuple({match.entry_id for match in matches})
        entries = {one.id: one for one in reader.records(LedgerEntry, id=keys)} if keys else {}
        end = bank.latest_end()
        found = [
            Pair(
                line=lines[match.line_id],
                entry=entries[match.entry_id],
                match=match,
                closed=end is not None
                and max(Month.of(entries[match.entry_id].booked_on), Month.of(until))
                <= month_of(end),
            )
            for match in matches
        ]
        return tuple(sorted(found, key=lambda p: (p.line.booked_on or date.min, p.line.position)))

    def debts_of(self, actor: Actor, line_id: str) -> tuple[Debt, ...]:
        """Running recoveries and open refunds whose debtor's name stands in an incoming line: where
        the money may be registered. Nothing is booked here."""
        with self._store.read(actor) as reader:
            name = _name(reader.get(BankLine, line_id))
            if not name:
                return ()
            shares = {share.recovery_id: share for share in reader.records(DebtorShare, name=name)}
            recoveries = reader.records(Recovery, id=tuple(shares)) if shares else ()
            refunds = reader.records(Refund, debtor_name=name)
        found = [
            Debt(
                application_id=one.application_id,
                subject_id=one.id,
                place="recovery",
                number=one.number,
                debtor=name,
                outstanding=one.outstanding,
            )
            for one in recoveries
        ]
        found += [
            Debt(
                application_id=one.application_id,
                subject_id=one.id,
                place="refunds",
                number=one.number,
                debtor=name,
                outstanding=one.open_amount,
            )
            for one in refunds
            if one.open_amount > ZERO
        ]
        return tuple(sorted(found, key=lambda debt: (debt.place, debt.number)))


def line_movements(lines: Iterable[BankLine]) -> list[Movement]:
    """Lines of the bank as movements."""
    return [
        Movement(
            key=line.id,
            day=line.booked_on or date.min,
            amount=line.amount,
            serial=line.bank_serial,
            words=f"{line.counterparty} {line.summary}",
        )
        for line in lines
    ]


def entry_movements(entries: Iterable[LedgerEntry], words: Mapping[str, str]) -> list[Movement]:
    """Entries of the book as movements, by the true day of the money."""
    return [
        Movement(
            key=entry.id,
            day=entry.happened_on or entry.booked_on,
            amount=entry.amount,
            serial=entry.bank_serial,
            words=f"{words.get(entry.id, '')} {entry.note}",
        )
        for entry in entries
    ]


def words_of(reader: Reader, entries: Sequence[LedgerEntry]) -> dict[str, str]:
    """Who was paid or who paid, by the key of the entry."""
    keys = {entry.subject_id: entry.id for entry in entries if entry.subject_id}
    if not keys:
        return {}
    paid = reader.records(Payment, id=tuple(keys))
    came = reader.records(RepaymentReceipt, id=tuple(keys))
    found = {keys[one.id]: one.payee_name for one in paid}
    found |= {keys[one.id]: one.payer_name for one in came}
    back = reader.records(RefundReceipt, id=tuple(keys))
    return found | {keys[one.id]: one.payer_name for one in back}


def remarks_of(reader: Reader, entries: Sequence[LedgerEntry]) -> dict[str, str]:
    """Remarks by the key of the entry."""
    keys = tuple(entry.id for entry in entries)
    found = reader.records(BookRemark, entry_id=keys) if keys else ()
    return {remark.entry_id: remark.note for remark in found}


def _name(line: BankLine) -> str:
    """The other side's name as it may stand among the debtors."""
    name = line.counterparty.split("（", 1)[0].strip()
    return name if len(name) > 1 else ""


__all__ = [
    "MOST",
    "BankLists",
    "Debt",
    "LooseEntry",
    "LooseLine",
    "Pair",
    "Reconciliation",
    "entry_movements",
    "line_movements",
    "remarks_of",
    "words_of",
]
