"""The cashier's desk for tests of the fund's book: entries, statements and months in few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mediation_app.domain.book_month import Month
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.fund_book import BankLine
from mediation_app.exchange.bank_sheet import BankSheet, bank_sheet
from mediation_app.exchange.sheets import read_bytes
from tests.services.fund.conftest import Desk

D = Decimal
AUGUST, SEPTEMBER, OCTOBER = Month(2026, 8), Month(2026, 9), Month(2026, 10)
Line = tuple[str, str, str, str]
"""Day, sum with its sign, serial number, the other side's name."""


def sheet_of(
    lines: Sequence[Line], *, opening: str, since: str, until: str, account: str = ""
) -> BankSheet:
    """A statement as the bank would print it, read back."""
    text = [f"账号：{account}" if account else "", f"{since} 至 {until}"]
    text.append("交易日期\t支出\t收入\t余额\t流水号\t对方户名")
    balance = D(opening)
    for day, amount, serial, name in lines:
        balance += D(amount)
        out, in_ = (str(-D(amount)), "") if D(amount) < 0 else ("", amount)
        text.append(f"{day}\t{out}\t{in_}\t{balance}\t{serial}\t{name}")
    return bank_sheet(read_bytes("\n".join(text).encode(), f"对账单{since}.csv"))


@dataclass
class BookDesk:
    """The story office, seen from the cashier's chair."""

    desk: Desk

    def opened(self) -> None:
        """August 3rd: 100,000.00; then the clock stands on October 12th."""
        self.desk.clock.put(2026, 8, 3)
        self.desk.workbench.ledger.opening(
            self.desk.cast["cashier"], D("100000.00"), date(2026, 8, 3)
        )
        self.desk.clock.put(2026, 10, 12)

    def income(
        self, day: date, amount: str, serial: str = "", kind: LedgerKind = LedgerKind.INTEREST
    ) -> LedgerEntry:
        return self.desk.workbench.ledger.book(
            self.desk.cast["cashier"], kind, D(amount), day, note="利息", bank_serial=serial
        ).value

    def take_in(self, *lines: Line, opening: str, since: str, until: str) -> tuple[int, int, int]:
        sheet = sheet_of(lines, opening=opening, since=since, until=until)
        found = self.desk.workbench.statements.take_in(self.desk.cast["cashier"], sheet).value
        return found.added, found.skipped, found.matched

    def august(self) -> None:
        """August agrees: one line of interest on both sides."""
        self.income(date(2026, 8, 21), "88.00", "A1")
        self.take_in(
            ("2026-08-21", "88.00", "A1", "银行"),
            opening="100000.00", since="2026-08-01", until="2026-08-31",
        )  # fmt: skip

    def close(self, month: Month, *, reason: str = "", check: bool = True) -> None:
        months = self.desk.workbench.months
        months.close(self.desk.cast["cashier"], month, reason=reason)
        if check:
            months.check(self.desk.cast["checker"], month)

    def loose_line(self, place: int = 0) -> BankLine:
        until = date(2026, 10, 31)
        found = self.desk.workbench.statements.reconciliation(self.desk.cast["cashier"], until)
        return found.lines[place].line

    def codes(self, month: Month, reason: str = "") -> list[str]:
        view = self.desk.workbench.months.view(self.desk.cast["leader"], month, reason=reason)
        return [one.code.removeprefix("fund_book.") for one in view.reasons]
