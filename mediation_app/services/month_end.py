"""Closing the months of the fund's book (月结): one after the other, checked by another person.

From the moment a month is closed no entry goes into it; while it waits for the check it can still
be sent back, once checked it is final. A mistake is put right by an entry in an open month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.book_month import (
    BankSide,
    Closing,
    Idle,
    Month,
    MonthSums,
    blockers,
    idle,
    month_of,
    sums_of,
)
from mediation_app.domain.fund import LedgerKind, Payment, PaymentState
from mediation_app.domain.fund_book import MonthEnd
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.reconciliation import offset
from mediation_app.domain.records import ZERO, Money
from mediation_app.errors import InvalidInput, NotAllowed, NotFound, Reason
from mediation_app.services.bank_lists import LooseEntry, LooseLine, remarks_of, words_of
from mediation_app.services.bank_rights import must_be
from mediation_app.services.base import Context, Outcome
from mediation_app.services.fund_reckoning import office_of

if TYPE_CHECKING:
    from mediation_app.database.bank_queries import BankReader
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork

CLOSERS = (Role.CASHIER,)
CHECKERS = (Role.CASHIER, Role.CHECKER, Role.APPROVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """One month in the list; ``end`` is None while it is open."""

    month: Month
    sums: MonthSums
    end: MonthEnd | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """The months of the book, the newest first, and what lies idle (CHK-01).

    ``next`` is the month to close next, ``waiting`` one that waits for its check.
    """

    rows: tuple[MonthRow, ...]
    next: Month | None
    waiting: MonthEnd | None
    idle: Idle


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """One month before it is closed: figures by kind, the bank's side, what is in the way."""

    month: Month
    sums: MonthSums
    kinds: Mapping[LedgerKind, Money]
    bank: BankSide
    difference: Money
    unexplained: Money
    reasons: tuple[Reason, ...]
    end: MonthEnd | None


class MonthEndService:
    """Use cases of closing months."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store

    # Reading --------------------------------------------------------------------------------

    def list(self, actor: Actor) -> Months:
        """Every month from the book's first entry to now, the newest first."""
        day = today(self._context.clock)
        with self._store.read(actor) as reader:
            bank = reader.bank()
            opened = bank.first_entry_on()
            ends = {month_of(end): end for end in reader.records(MonthEnd)}
            latest = bank.latest_end()
            if opened is None:
                return Months(rows=(), next=None, waiting=None, idle=idle({}, ZERO, day, None))
            first, now = Month.of(opened), Month.of(day)
            found = bank.sums(first, now)
        rows: list[MonthRow] = []
        balance, month = ZERO, first
        while month <= now:
            sums = _sums(balance, found.get(month, {}))
            rows.append(MonthRow(month=month, sums=sums, end=ends.get(month)))
            balance, month = sums.closing, month.after
        next_ = month_of(latest).after if latest is not None else first
        return Months(
            rows=tuple(reversed(rows)),
            next=next_ if next_ < now else None,
            waiting=latest if latest is not None and latest.checked_on is None else None,
            idle=idle({row.month: row.sums.spent for row in rows}, balance, day, first),
        )

    def closed_until(self, actor: Actor) -> str:
        """The last closed month (``2026-09``); empty while none is."""
        with self._store.read(actor) as reader:
            end = reader.bank().latest_end()
        return f"{end.year:04d}-{end.month:02d}" if end is not None else ""

    def view(self, actor: Actor, month: Month, *, reason: str = "") -> MonthView:
        """One month with all that keeps it open; ``reason`` as if it were given."""
        with self._store.read(actor) as reader:
            return self._view(reader, month, reason)

    # Writing --------------------------------------------------------------------------------

    def close(self, actor: Actor, month: Month, *, reason: str = "") -> Outcome[MonthEnd]:
        """Close a month; it waits for the check and takes no entry from now on.

        ``reason`` explains a difference that the open items do not, or a missing statement. Raises
        NotAllowed with everything that is in the way.
        """

        def work(unit: UnitOfWork) -> MonthEnd:
            must_be(actor, *CLOSERS)
            view = self._view(unit, month, reason)
            if view.reasons:
                raise NotAllowed("fund_book.month_blocked", month=month.label, reasons=view.reasons)
            end = unit.add(
                MonthEnd(
                    id=new_id(),
                    year=month.year,
                    month=month.month,
                    opening=view.sums.opening,
                    income=view.sums.income,
                    spent=view.sums.spent,
                    closing=view.sums.closing,
                    entries=view.sums.entries,
                    bank_balance=view.bank.balance,
                    difference=view.difference,
                    book_only=view.bank.book_only,
                    bank_only=view.bank.bank_only,
                    reason=reason.strip(),
                    closed_on=today(self._context.clock),
                    closer_id=actor.person_id,
                    closer_name=actor.name,
                )
            )
            # the row holds the book from here on: whoever booked or closed meanwhile has committed
            twice = len(unit.records(MonthEnd, year=month.year, month=month.month)) > 1
            if twice or self._view(unit, month, reason).sums != view.sums:
                raise NotAllowed("fund_book.month_changed", month=month.label)
            return end

        return Outcome(*self._store.run(actor, "month.close", work))

    def check(self, actor: Actor, month: Month) -> Outcome[MonthEnd]:
        """Confirm a closed month; it is final from now on. Never by the person who closed it."""

        def work(unit: UnitOfWork) -> MonthEnd:
            end = self._waiting(unit, actor, month)
            day = today(self._context.clock)
            return unit.change(
                end,
                replace(end, checked_on=day, checker_id=actor.person_id, checker_name=actor.name),
            )

        return Outcome(*self._store.run(actor, "month.check", work))

    def send_back(self, actor: Actor, month: Month, reason: str) -> Outcome[MonthEnd]:
        """Do not confirm a closed month: it is open again, the attempt stays on record."""

        def work(unit: UnitOfWork) -> MonthEnd:
            end = self._waiting(unit, actor, month)
            if not reason.strip():
                raise InvalidInput("fund_book.send_back_reason", field="reason")
            return unit.void(end, reason.strip())

        return Outcome(*self._store.run(actor, "month.send_back", work))

    def sheet(self, actor: Actor, month: Month) -> bytes:
        """The month as an Excel file (收支月报, 余额调节表, 收支明细). The export is on record.

        Raises NotFound for a month before the book.
        """
        from mediation_app.services.month_sheets import MonthPaper, month_workbook

        def work(unit: UnitOfWork) -> MonthPaper:
            bank = unit.bank()
            view = self._view(unit, month, "")
            opened = bank.first_entry_on()
            if opened is None or month < Month.of(opened):
                raise NotFound("fund_book.month_order", month=month.label)
            office = office_of(unit)
            found = bank.sums(month, month).get(month, {})
            since = bank.statements_since()
            reached = since is not None and since <= month.last
            lines = bank.loose_lines(since or month.first, month.last, by=month.last)
            loose = bank.loose_entries(since or month.first, month.last, by=month.last)
            words, notes = words_of(unit, loose), remarks_of(unit, loose)
            gone = offset(loose)
            end = view.end
            unit.note("export", end if end is not None else office, {"month": month.label})
            return MonthPaper(
                office=office.name,
                title=f"道路交通事故社会救助基金{month.label}",
                state=_state(end),
                opening=view.sums.opening,
                income=view.sums.income,
                spent=view.sums.spent,
                closing=view.sums.closing,
                kinds=[
                    (kind, found[kind][0], found[kind][1]) for kind in LedgerKind if kind in found
                ],
                entries=bank.entries(month.first, month.last),
                bank=_said(view) if reached else None,
                lines=[LooseLine(line=line) for line in lines] if reached else (),
                loose=[
                    LooseEntry(
                        entry=entry,
                        who=words.get(entry.id, ""),
                        note=notes.get(entry.id, ""),
                        offset=entry.id in gone,
                    )
                    for entry in loose
                ]
                if reached
                else (),
                reason=end.reason if end is not None else "",
                signers=(end.closer_name, end.checker_name) if end is not None else ("", ""),
            )

        paper, _ = self._store.run(actor, "month.export", work)
        return month_workbook(paper, made=self._context.clock.now())

    # Parts ----------------------------------------------------------------------------------

    def _waiting(self, unit: UnitOfWork, actor: Actor, month: Month) -> MonthEnd:
        must_be(actor, *CHECKERS)
        end = unit.bank().latest_end()
        if end is None or month_of(end) != month or end.checked_on is not None:
            raise NotAllowed("fund_book.month_not_waiting", month=month.label)
        if end.closer_id == actor.person_id:
            params = (("name", end.closer_name),)
            reasons = (Reason(code="fund_book.same_person", params=params),)
            raise NotAllowed("fund.not_yours", reasons=reasons)
        return end

    def _view(self, reader: Reader, month: Month, reason: str) -> MonthView:
        bank = reader.bank()
        opened, latest = bank.first_entry_on(), bank.latest_end()
        found = bank.sums(month, month).get(month, {})
        sums = _sums(bank.balance(month.before), found)
        side = _bank_side(reader, bank, month)
        own = [
            end
            for end in reader.records(MonthEnd, year=month.year, month=month.month)
            if end.is_live
        ]
        closing = Closing(
            month=month,
            today=today(self._context.clock),
            sums=sums,
            bank=side,
            first=Month.of(opened) if opened is not None else None,
            latest=latest,
            orders=_orders(reader, month),
            reason=reason,
        )
        return MonthView(
            month=month,
            sums=sums,
            kinds={kind: amount for kind, (_, amount) in found.items()},
            bank=side,
            difference=side.difference(sums.closing),
            unexplained=side.unexplained(sums.closing),
            reasons=blockers(closing),
            end=own[0] if own else None,
        )


def _said(view: MonthView) -> Money | None:
    """What the bank says: as it stood when the month was closed, else now."""
    return view.bank.balance if view.end is None else view.end.bank_balance


def _state(end: MonthEnd | None) -> str:
    if end is None:
        return "本月尚未结账，数字可能变动"
    checked = f"{end.checked_on} 复核" if end.checked_on is not None else "等待复核"
    return f"{end.closed_on} 结账，{checked}"


def _sums(before: Money, found: Mapping[LedgerKind, tuple[int, Money]]) -> MonthSums:
    amounts = {kind: amount for kind, (_, amount) in found.items()}
    return sums_of(before, amounts, sum(number for number, _ in found.values()))


def _bank_side(reader: Reader, bank: BankReader, month: Month) -> BankSide:
    """The open items at the end of a month, on both sides."""
    since = bank.statements_since()
    if since is None or since > month.last:
        return BankSide()
    entries = bank.loose_entries(since, month.last, by=month.last)
    gone = offset(entries)
    left = [entry for entry in entries if entry.id not in gone]
    said = remarks_of(reader, left)
    lines = bank.loose_line_sums(since, month.last, by=month.last)
    return BankSide(
        balance=bank.bank_balance(month.last),
        book_only=sum((entry.amount for entry in left), ZERO),
        bank_only=lines.amount,
        entries_open=sum(1 for entry in left if not said.get(entry.id)),
        lines_open=lines.unsaid,
    )


def _orders(reader: Reader, month: Month) -> tuple[str, ...]:
    """Payment orders made by the end of the month that the bank has not answered."""
    return tuple(
        sorted(
            order.number
            for order in reader.records(Payment, state=PaymentState.ORDERED)
            if order.ordered_on is not None and order.ordered_on <= month.last
        )
    )


__all__ = ["CHECKERS", "CLOSERS", "MonthEndService", "MonthRow", "MonthView", "Months"]
