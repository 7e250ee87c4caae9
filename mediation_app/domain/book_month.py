"""Months of the fund's book (月结): their figures, what still keeps one open, what lies idle.

A month is closed after the one before it and never while it runs. Another person checks it; after
that nothing in it changes: a mistake is put right by an entry in an open month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.fund_book import MonthEnd
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from mediation_app.errors import Reason

SPENDING = (LedgerKind.PAID_OUT, LedgerKind.RETURNED)
"""What the fund spends, less what the bank sent back. Nothing else may go out (CHK-18)."""
CAP_YEARS = Decimal(3)
"""A balance of this many years' spending stops the next share of premiums (deadline D22)."""
_YEAR = 12


class Month(NamedTuple):
    """A calendar month; compares and counts like one."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month of a day."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date.fromordinal(self.after.first.toordinal() - 1)

    @property
    def after(self) -> Month:
        """The next month."""
        return self.moved(1)

    @property
    def before(self) -> Month:
        """The month before."""
        return self.moved(-1)

    @property
    def label(self) -> str:
        """``2026年9月``."""
        return f"{self.year}年{self.month}月"

    def moved(self, months: int) -> Month:
        """So many months later (or, below zero, earlier)."""
        count = self.year * _YEAR + self.month - 1 + months
        return Month(count // _YEAR, count % _YEAR + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSums:
    """The figures of one month, yuan. ``opening`` includes an opening balance booked in it."""

    opening: Money = ZERO
    income: Money = ZERO
    spent: Money = ZERO
    entries: int = 0

    @property
    def closing(self) -> Money:
        """What the book holds at its end."""
        return self.opening + self.income - self.spent


def sums_of(before: Money, amounts: Mapping[LedgerKind, Money], entries: int) -> MonthSums:
    """The figures of a month from the balance before it and the sums of its kinds."""
    spent = -sum((amounts.get(kind, ZERO) for kind in SPENDING), ZERO)
    start = amounts.get(LedgerKind.OPENING, ZERO)
    income = sum(amounts.values(), ZERO) + spent - start
    return MonthSums(opening=before + start, income=income, spent=spent, entries=entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankSide:
    """The bank's view of the end of a month.

    ``book_only`` and ``bank_only`` are the sums of what only one side has by then; the counts say
    how many of them carry no remark.
    """

    balance: Money | None = None
    book_only: Money = ZERO
    bank_only: Money = ZERO
    entries_open: int = 0
    lines_open: int = 0

    def difference(self, closing: Money) -> Money:
        """Book less bank; nothing while there is no statement."""
        return ZERO if self.balance is None else closing - self.balance

    def unexplained(self, closing: Money) -> Money:
        """What is left of the difference when both sides' open items are taken out (调节后差额)."""
        return (
            ZERO
            if self.balance is None
            else (self.difference(closing) - self.book_only + self.bank_only)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Everything that decides whether a month can be closed now.

    ``first`` is the month of the book's first entry, None while it is empty; ``latest`` the last
    month closed; ``orders`` are payment orders sent to the bank without an answer.
    """

    month: Month
    today: date
    sums: MonthSums
    bank: BankSide
    first: Month | None
    latest: MonthEnd | None = None
    orders: tuple[str, ...] = ()
    reason: str = ""


def month_of(end: MonthEnd) -> Month:
    """The month of a closing."""
    return Month(end.year, end.month)


def blockers(closing: Closing) -> tuple[Reason, ...]:
    """Why the month cannot be closed now; all reasons at once, in the order of mending them."""
    month, latest = closing.month, closing.latest
    if closing.first is None or month < closing.first:
        return (_reason("month_order", month=month.label),)
    if latest is not None and month <= month_of(latest):
        return (_reason("month_known", month=month.label),)
    found: list[Reason] = []
    if month >= Month.of(closing.today):
        found.append(_reason("month_running", month=month.label))
    next_ = month_of(latest).after if latest is not None else closing.first
    if month > next_:
        found.append(_reason("month_before", month=next_.label))
    elif latest is not None and latest.checked_on is None:
        found.append(_reason("month_waiting", month=month_of(latest).label))
    found += [_reason("orders_open", number=number) for number in closing.orders]
    bank = closing.bank
    if bank.lines_open:
        found.append(_reason("lines_open", count=str(bank.lines_open)))
    if bank.entries_open:
        found.append(_reason("entries_open", count=str(bank.entries_open)))
    if not closing.reason.strip():
        if bank.balance is None:
            found.append(_reason("no_statement", until=month.last.isoformat()))
        left = bank.unexplained(closing.sums.closing)
        if left:
            found.append(_reason("reason_needed", difference=format_money(left)))
    return tuple(found)


def open_month(wanted: Month, latest: MonthEnd | None) -> Month:
    """The month an entry of ``wanted`` goes into: itself, or the first after the closed ones."""
    if latest is None or wanted > month_of(latest):
        return wanted
    return month_of(latest).after


def _reason(code: str, **params: str) -> Reason:
    return Reason(code=f"fund_book.{code}", params=tuple(params.items()))


# CHK-01 -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """How long and how much the fund lies unused (CHK-01), sums in yuan.

    ``need`` is what twelve months took; ``years`` how many such years the balance covers, None
    without any. ``at_cap``: the balance reaches three times last calendar year's spending; None
    while nothing was spent in it.
    """

    months_without_payment: int
    need: Money
    years: Decimal | None
    last_year: Money
    at_cap: bool | None


def idle(spent: Mapping[Month, Money], balance: Money, today: date, first: Month | None) -> Idle:
    """The figures of CHK-01 from what each month spent. ``first`` is the book's first month."""
    now = Month.of(today)
    quiet = 0
    if first is not None:
        while now.moved(-quiet) >= first and spent.get(now.moved(-quiet), ZERO) <= ZERO:
            quiet += 1
    need = sum((spent.get(now.moved(-back), ZERO) for back in range(_YEAR)), ZERO)
    last = sum((sum_ for month, sum_ in spent.items() if month.year == today.year - 1), ZERO)
    return Idle(
        months_without_payment=quiet,
        need=need,
        years=(balance / need).quantize(Decimal("0.1")) if need > ZERO else None,
        last_year=last,
        at_cap=balance >= CAP_YEARS * last if last > ZERO else None,
    )


__all__ = [
    "CAP_YEARS",
    "SPENDING",
    "BankSide",
    "Closing",
    "Idle",
    "Month",
    "MonthSums",
    "blockers",
    "idle",
    "month_of",
    "open_month",
    "sums_of",
]
