"""Random people book, close, check and match: the balance is always the sum of the entries, and a
closed month never changes."""

from __future__ import annotations

import contextlib
import itertools
from contextlib import ExitStack
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock, today
from mediation_app.database.verify import verify
from mediation_app.domain.book_month import Month, month_of
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.fund_book import BankLine, BankMatch, MonthEnd
from mediation_app.domain.offices import Actor
from mediation_app.errors import AppError
from mediation_app.services.stories import Cast
from tests.services.fund.book_desk import BookDesk, sheet_of
from tests.services.fund.conftest import Desk
from tests.support.places import Places
from tests.support.stories import office

D = Decimal
KINDS = st.sampled_from([LedgerKind.INTEREST, LedgerKind.FISCAL, LedgerKind.PAID_OUT])
SUMS = st.sampled_from(["5.00", "6.00", "11.00", "0.00", "-5.00"])
SERIALS = st.sampled_from(["", "", "S1", "S2", "S3"])
PEOPLE = st.sampled_from(["cashier", "cashier2", "checker", "approver", "recovery", "admin"])
BACK = st.integers(0, 100)


def _opened(workbench: Workbench, clock: SetClock, cast: Cast) -> None:
    BookDesk(Desk(workbench, clock, cast)).opened()


class Book(RuleBasedStateMachine):
    """The book of one office in the hands of several people."""

    places: Places
    clock: SetClock

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        opened = office(self.places, "sqlite", "book-machine", self.clock, _opened)
        self.workbench, self.cast = self._stack.enter_context(opened)
        self.clock.put(2026, 10, 12)
        self.final: dict[Month, tuple[object, ...]] = {}
        self.seen: dict[str, LedgerEntry] = {}

    def teardown(self) -> None:
        assert verify(self.workbench.context.store).sound
        self._stack.close()

    @property
    def cashier(self) -> Actor:
        return self.cast["cashier"]

    def day(self, back: int) -> date:
        return today(self.clock) - timedelta(days=back)

    def next_month(self) -> Month:
        found = self.workbench.months.list(self.cashier)
        return found.next or Month.of(today(self.clock))

    # --- acts ---------------------------------------------------------------------------------

    @rule(who=PEOPLE, kind=KINDS, amount=SUMS, serial=SERIALS, back=BACK)
    def book(self, who: str, kind: LedgerKind, amount: str, serial: str, back: int) -> None:
        with contextlib.suppress(AppError):
            self.workbench.ledger.book(
                self.cast[who], kind, D(amount), self.day(back), note="x", bank_serial=serial
            )

    @rule(pick=st.integers(0, 20))
    def reverse(self, pick: int) -> None:
        entries = self.workbench.ledger.entries(self.cashier)
        with contextlib.suppress(AppError):
            self.workbench.ledger.reverse(
                self.cashier, entries[pick % len(entries)].entry.id, "记错"
            )

    @rule(amount=SUMS, serial=SERIALS, back=BACK)
    def statement(self, amount: str, serial: str, back: int) -> None:
        day = self.day(back)
        with contextlib.suppress(AppError):
            sheet = sheet_of(
                [(day.isoformat(), amount, serial, "甲")], opening="100000.00",
                since=Month.of(day).first.isoformat(),
                until=min(Month.of(day).last, today(self.clock)).isoformat(),
            )  # fmt: skip
            self.workbench.statements.take_in(self.cashier, sheet)

    @rule(line=st.integers(0, 5), entry=st.integers(0, 5))
    def match(self, line: int, entry: int) -> None:
        found = self.workbench.statements.reconciliation(self.cashier, today(self.clock))
        if found.lines and found.entries:
            with contextlib.suppress(AppError):
                self.workbench.statements.match(
                    self.cashier,
                    [found.lines[line % len(found.lines)].line.id],
                    [found.entries[entry % len(found.entries)].entry.id],
                )

    @rule(pick=st.integers(0, 5), back=BACK)
    def undo(self, pick: int, back: int) -> None:
        found = self.workbench.statements.reconciliation(self.cashier, self.day(back))
        if found.pairs:
            with contextlib.suppress(AppError):
                self.workbench.statements.undo(
                    self.cashier, found.pairs[pick % len(found.pairs)].line.id
                )

    @rule()
    def explain(self) -> None:
        found = self.workbench.statements.reconciliation(self.cashier, today(self.clock))
        for one in found.lines:
            self.workbench.statements.remark_line(self.cashier, one.line.id, "待查")
        for other in found.entries:
            self.workbench.statements.remark_entry(self.cashier, other.entry.id, "待查")

    @rule(who=PEOPLE, ahead=st.sampled_from([0, 0, 0, 1, -1]), reason=st.sampled_from(["", "说明"]))
    def close(self, who: str, ahead: int, reason: str) -> None:
        with contextlib.suppress(AppError):
            self.workbench.months.close(
                self.cast[who], self.next_month().moved(ahead), reason=reason
            )

    @rule(who=PEOPLE)
    def check(self, who: str) -> None:
        with contextlib.suppress(AppError):
            self.workbench.months.check(self.cast[who], self.next_month().before)

    @rule(who=PEOPLE)
    def send_back(self, who: str) -> None:
        with contextlib.suppress(AppError):
            self.workbench.months.send_back(self.cast[who], self.next_month().before, "重核")

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.clock.moment += timedelta(days=days)

    # --- what always holds --------------------------------------------------------------------

    @invariant()
    def holds(self) -> None:
        with self.workbench.context.store.read(self.cashier) as reader:
            entries = reader.records(LedgerEntry)
            ends = {month_of(end): end for end in reader.records(MonthEnd)}
            matches = reader.records(BankMatch)
            lines = {line.id: line for line in reader.records(BankLine)}
        assert self.workbench.ledger.balance(self.cashier) == sum(one.amount for one in entries)
        now = {one.id: one for one in entries}
        assert all(now.get(key) == one for key, one in self.seen.items()), "an entry changed"
        self.seen = now
        assert all(one.kind is not LedgerKind.PAID_OUT for one in entries)
        for month, end in ends.items():
            own = [one for one in entries if Month.of(one.booked_on) == month]
            before = sum((e.amount for e in entries if Month.of(e.booked_on) < month), D(0))
            assert end.entries == len(own), "an entry went into a closed month"
            assert end.closing == before + sum((one.amount for one in own), D(0))
            assert month < Month.of(today(self.clock))
            assert end.checker_id != end.closer_id
            if end.checked_on is not None:
                kept = (end.opening, end.income, end.spent, end.closing, end.entries, end.version)
                assert self.final.setdefault(month, kept) == kept
        assert set(self.final) <= set(ends), "a closed month was opened again"
        months = sorted(ends)
        assert all(b == a.after for a, b in itertools.pairwise(months)), "a gap"
        assert all(ends[month].checked_on is not None for month in months[:-1])
        for match in matches:
            of_line = {one.entry_id for one in matches if one.line_id == match.line_id}
            of_entry = {one.line_id for one in matches if one.entry_id == match.entry_id}
            assert min(len(of_line), len(of_entry)) == 1
            here = sum((lines[key].amount for key in of_entry), D(0))
            assert here == sum((now[key].amount for key in of_line), D(0))


def test_any_sequence_keeps_the_book(places: Places, clock: SetClock) -> None:
    Book.places, Book.clock = places, clock
    run_state_machine_as_test(
        Book,
        settings=settings(
            parent=settings.get_profile("gate"), max_examples=12, stateful_step_count=30
        ),
    )


def test_the_machine_gets_somewhere(places: Places, clock: SetClock) -> None:
    """The rules are not refused for silly reasons: book, match, close, check."""
    Book.places, Book.clock = places, clock
    machine = Book()
    try:
        machine.book("cashier", LedgerKind.INTEREST, "5.00", "S1", 60)
        machine.statement("5.00", "S1", 60)
        machine.close("cashier", 0, "说明")
        machine.check("cashier")
        machine.check("checker")
        machine.holds()
        assert list(machine.final) == [Month(2026, 8)]
        machine.book("cashier", LedgerKind.INTEREST, "6.00", "", 60)
        machine.holds()
        late = machine.workbench.ledger.entries(machine.cashier)[-1].entry
        assert (late.booked_on, late.happened_on) == (date(2026, 9, 1), date(2026, 8, 13))
    finally:
        machine.teardown()
