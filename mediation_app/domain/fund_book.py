"""What stands beside the fund's book: closed months, and the bank's own statement of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.domain.records import ZERO, Money, Record, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEnd(Record):
    """One closed month (月结): no entry may be booked into it afterwards. Sums in yuan.

    ``bank_balance`` is what the bank says for the same day, None while no statement is there;
    ``difference`` (book less bank) needs ``reason``. ``book_only`` and ``bank_only`` are the sums
    of what only the book or only the bank has (未达账项). Who closes is not who checks.
    """

    year: int
    month: int
    opening: Money = ZERO
    income: Money = ZERO
    spent: Money = ZERO
    closing: Money = ZERO
    entries: int = 0
    bank_balance: Money | None = None
    difference: Money = ZERO
    reason: Text = ""
    closed_on: date | None = None
    closer_id: str = ""
    closer_name: str = ""
    checked_on: date | None = None
    checker_id: str = ""
    checker_name: str = ""
    book_only: Money = ZERO
    bank_only: Money = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatement(Record):
    """One imported statement of the fund's account (银行对账单)."""

    file_name: str = ""
    digest: str = ""
    account: str = ""
    since: date | None = None
    until: date | None = None
    opening: Money | None = None
    closing: Money | None = None
    lines: int = 0
    imported_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine(Record):
    """One line of a statement; plus is money in. What it proves stands in ``BankMatch``.

    A line that proves nothing needs ``note`` before its month is closed (未达账项).
    """

    statement_id: str
    position: int = 0
    booked_on: date | None = None
    amount: Money = ZERO
    balance: Money | None = None
    bank_serial: str = ""
    counterparty: str = ""
    summary: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMatch(Record):
    """A line of the bank and an entry of the book that belong together.

    One line may stand for several entries (a receipt split in two) and one entry for several
    lines; their sums agree. ``by_serial``: the bank serial number proved it, else a person did.
    """

    line_id: str
    entry_id: str
    by_serial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRemark(Record):
    """Why an entry of the book stands in no statement yet (账上有、银行无); the entry is final."""

    entry_id: str
    note: str = ""
