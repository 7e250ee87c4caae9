"""Closing months: in order, by two people, after reconciliation, and for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.database.verify import verify
from mediation_app.domain.book_month import Month
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.fund_book import MonthEnd
from mediation_app.domain.ids import new_id
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.messages import text_of, text_of_reason
from tests.services.fund.book_desk import AUGUST, OCTOBER, SEPTEMBER, BookDesk
from tests.services.fund.conftest import Desk

D = Decimal


@pytest.fixture
def book(desk: Desk) -> BookDesk:
    book = BookDesk(desk)
    book.opened()
    return book


@pytest.fixture
def either_book(either_desk: Desk) -> BookDesk:
    book = BookDesk(either_desk)
    book.opened()
    return book


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(NotAllowed) as trouble:
        act()
    assert "{" not in text_of(trouble.value)
    return [trouble.value.code, *(reason.code for reason in trouble.value.reasons)]


def test_a_month_from_statement_to_check(either_book: BookDesk) -> None:
    book, desk = either_book, either_book.desk
    months, cast = desk.workbench.months, desk.cast
    book.august()
    view = months.view(cast["leader"], AUGUST)
    assert view.reasons == ()
    assert (view.sums.opening, view.sums.income, view.sums.closing) == (D(100000), D(88), D(100088))
    assert (view.bank.balance, view.difference) == (D(100088), 0)
    end = months.close(cast["cashier"], AUGUST).value
    assert (end.entries, end.closing, end.closer_name, end.checked_on) == (
        2,
        D("100088.00"),
        "郭燕",
        None,
    )
    found = months.list(cast["leader"])
    assert found.waiting is not None
    assert found.waiting.month == 8
    assert found.next == SEPTEMBER
    done = months.check(cast["checker"], AUGUST).value
    assert (done.checked_on, done.checker_name) == (date(2026, 10, 12), "丁伟")
    found = months.list(cast["leader"])
    assert found.waiting is None
    assert [(row.month.month, row.end is not None) for row in found.rows] == [
        (10, False), (9, False), (8, True),
    ]  # fmt: skip
    assert found.rows[0].sums.closing == D("100088.00")
    assert verify(desk.workbench.context.store).sound


def test_nothing_goes_into_a_closed_month(either_book: BookDesk) -> None:
    book, desk = either_book, either_book.desk
    book.august()
    book.close(AUGUST, check=False)
    late = book.income(date(2026, 8, 30), "5.00", "L1")
    assert (late.booked_on, late.happened_on) == (date(2026, 9, 1), date(2026, 8, 30))
    assert desk.workbench.months.view(desk.cast["leader"], AUGUST).sums.closing == D("100088.00")
    store = desk.workbench.context.store
    stray = LedgerEntry(
        id=new_id(), kind=LedgerKind.OTHER, booked_on=date(2026, 8, 30), amount=D("1.00")
    )
    assert refused(
        lambda: store.run(desk.cast["cashier"], "test", lambda unit: unit.add(stray))
    ) == ["fund_book.month_closed_entry"]


def test_a_checked_month_is_final(either_book: BookDesk) -> None:
    book, desk = either_book, either_book.desk
    book.august()
    book.close(AUGUST)
    store, cashier = desk.workbench.context.store, desk.cast["cashier"]
    with store.read(cashier) as reader:
        [end] = reader.records(MonthEnd)
    assert refused(lambda: store.run(cashier, "t", lambda unit: unit.void(end, "重开"))) == [
        "database.content_is_final"
    ]
    months = desk.workbench.months
    assert refused(lambda: months.send_back(desk.cast["checker"], AUGUST, "x")) == [
        "fund_book.month_not_waiting"
    ]
    assert refused(lambda: months.close(cashier, AUGUST)) == [
        "fund_book.month_blocked",
        "fund_book.month_known",
    ]


def test_sent_back_it_is_open_again(either_book: BookDesk) -> None:
    book, desk = either_book, either_book.desk
    months, checker = desk.workbench.months, desk.cast["approver"]
    book.august()
    book.close(AUGUST, check=False)
    with pytest.raises(InvalidInput):
        months.send_back(checker, AUGUST, "  ")
    months.send_back(checker, AUGUST, "少记一笔")
    entry = book.income(date(2026, 8, 30), "5.00")
    assert (entry.booked_on, entry.happened_on) == (date(2026, 8, 30), None)
    assert book.codes(AUGUST) == ["entries_open"]
    desk.workbench.statements.remark_entry(desk.cast["cashier"], entry.id, "9月到账")
    book.close(AUGUST)


def test_in_order_and_never_the_running_month(book: BookDesk) -> None:
    book.august()
    assert book.codes(Month(2026, 7)) == ["month_order"]
    assert book.codes(OCTOBER, "x") == ["month_running", "month_before"]
    assert book.codes(SEPTEMBER, "x") == ["month_before"]
    book.close(AUGUST, check=False)
    assert book.codes(SEPTEMBER, "没有对账单") == ["month_waiting"]
    book.desk.workbench.months.check(book.desk.cast["cashier2"], AUGUST)
    assert book.codes(SEPTEMBER) == ["no_statement"]
    book.close(SEPTEMBER, reason="银行未提供")
    assert book.codes(OCTOBER, "x") == ["month_running"]
    view = book.desk.workbench.months.view(book.desk.cast["leader"], OCTOBER)
    assert all("{" not in text_of_reason(reason) for reason in view.reasons)


def test_an_empty_book_has_no_months(desk: Desk) -> None:
    months = desk.workbench.months
    assert months.list(desk.cast["leader"]).rows == ()
    assert [r.code for r in months.view(desk.cast["leader"], AUGUST).reasons] == [
        "fund_book.month_order"
    ]


def test_four_eyes(book: BookDesk) -> None:
    months, cast = book.desk.workbench.months, book.desk.cast
    book.august()
    for part in ("fund_clerk", "recovery", "checker", "approver", "clerk", "leader", "admin"):
        assert refused(lambda part=part: months.close(cast[part], AUGUST))[0] == "fund.not_yours"
    months.close(cast["cashier"], AUGUST)
    assert refused(lambda: months.check(cast["cashier"], AUGUST)) == [
        "fund.not_yours", "fund_book.same_person",
    ]  # fmt: skip
    for part in ("fund_clerk", "recovery", "leader", "admin"):
        assert refused(lambda part=part: months.check(cast[part], AUGUST))[0] == "fund.not_yours"
    assert refused(lambda: months.check(cast["checker"], SEPTEMBER)) == [
        "fund_book.month_not_waiting"
    ]
    months.check(cast["cashier2"], AUGUST)


def test_both_sides_must_be_explained(book: BookDesk) -> None:
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    only_book = book.income(date(2026, 8, 31), "10.00")
    wrong = book.income(date(2026, 8, 31), "3.00")
    book.take_in(
        ("2026-08-30", "7.00", "X1", "某公司"),
        opening="100000.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    assert book.codes(AUGUST) == ["lines_open", "entries_open"]
    assert book.codes(AUGUST, "知道了") == ["lines_open", "entries_open"], "no reason covers them"
    statements.remark_line(cashier, book.loose_line().id, "来源待查")
    statements.remark_entry(cashier, only_book.id, "银行次日入账")
    statements.remark_entry(cashier, wrong.id, "记错")
    view = book.desk.workbench.months.view(cashier, AUGUST)
    assert view.reasons == ()
    assert (view.difference, view.unexplained) == (D("6.00"), D("0.00"))
    book.close(AUGUST)
    with book.desk.workbench.context.store.read(cashier) as reader:
        [end] = reader.records(MonthEnd)
    assert (end.book_only, end.bank_only, end.difference) == (D("13.00"), D("7.00"), D("6.00"))


def test_a_difference_that_nothing_explains_needs_a_reason(book: BookDesk) -> None:
    book.take_in(
        ("2026-08-21", "88.00", "A1", "银行"),
        opening="90000.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    statements.book_line(cashier, book.loose_line().id, LedgerKind.INTEREST, "利息")
    assert book.codes(AUGUST) == ["reason_needed"]
    view = book.desk.workbench.months.view(cashier, AUGUST)
    assert "10,000.00" in text_of_reason(view.reasons[0])
    book.close(AUGUST, reason="开户前余额另户存放")


def test_a_reversal_within_the_month_needs_no_word(book: BookDesk) -> None:
    wrong = book.income(date(2026, 10, 1), "3.00")
    book.desk.workbench.ledger.reverse(book.desk.cast["cashier"], wrong.id, "记错")
    book.take_in(
        ("2026-10-08", "1.00", "O1", "银行"),
        opening="100000.00", since="2026-08-01", until="2026-10-12",
    )  # fmt: skip
    found = book.desk.workbench.statements.reconciliation(
        book.desk.cast["cashier"], date(2026, 10, 31)
    )
    assert [one.offset for one in found.entries] == [True, True]
    assert book.codes(AUGUST) == []


def test_a_payment_order_without_an_answer_keeps_the_month_open(
    at: Callable[[str], tuple[Desk, str]],
) -> None:
    desk, key = at("ordered")
    book = BookDesk(desk)
    desk.clock.put(2026, 11, 3)
    book.close(SEPTEMBER, reason="没有对账单")
    assert book.codes(OCTOBER, "x") == ["orders_open"]
    # paid in November, told of a day of October that is not closed yet
    desk.do(
        "cashier2", key, "confirm_paid", date(2026, 10, 15), bank_serial="B1", late_reason="补录"
    )
    assert book.codes(OCTOBER, "x") == []


def test_late_money_of_every_kind_goes_into_the_open_month(
    at: Callable[[str], tuple[Desk, str]],
) -> None:
    desk, key = at("ordered")
    book = BookDesk(desk)
    desk.clock.put(2026, 11, 3)
    book.close(SEPTEMBER, reason="没有对账单")
    store, cashier = desk.workbench.context.store, desk.cast["cashier"]
    end = MonthEnd(id=new_id(), year=2026, month=10, closing=D(0), closed_on=date(2026, 11, 2))
    store.run(cashier, "test", lambda unit: unit.add(end))
    desk.do(
        "cashier2", key, "confirm_paid", date(2026, 10, 15), bank_serial="B1", late_reason="补录"
    )
    file = desk.workbench.fund.file(cashier, key)
    desk.workbench.recovery.receive(
        desk.cast["cashier"], file.recoveries[0].id, D("100.00"), date(2026, 10, 20),
        bank_serial="B2", payer_name="李某", late_reason="补录",
    )  # fmt: skip
    file = desk.workbench.fund.file(cashier, key)
    assert file.payments[-1].paid_on == date(2026, 10, 15)
    assert file.repayment_receipts[-1].received_on == date(2026, 10, 20)
    late = [line.entry for line in desk.workbench.ledger.entries(cashier)][-2:]
    assert [(one.booked_on, one.happened_on) for one in late] == [
        (date(2026, 11, 1), date(2026, 10, 15)),
        (date(2026, 11, 1), date(2026, 10, 20)),
    ]


def test_a_late_december_takes_its_number_from_the_new_year(book: BookDesk) -> None:
    store, cashier = book.desk.workbench.context.store, book.desk.cast["cashier"]
    end = MonthEnd(id=new_id(), year=2026, month=12, closed_on=date(2027, 1, 3))
    store.run(cashier, "test", lambda unit: unit.add(end))
    book.desk.clock.put(2027, 1, 5)
    late = book.income(date(2026, 12, 30), "5.00")
    assert (late.booked_on, late.number_year, late.serial) == (date(2027, 1, 1), 2027, 1)
    assert late.happened_on == date(2026, 12, 30)


@pytest.mark.parametrize("kind", [kind for kind in LedgerKind if kind is not LedgerKind.PAID_OUT])
def test_chk_18_nothing_but_payments_goes_out(book: BookDesk, kind: LedgerKind) -> None:
    """CHK-18: no management fee, no other expense, whichever service asks for it."""
    from mediation_app.services.posting import post

    fee = LedgerEntry(id=new_id(), kind=kind, booked_on=date(2026, 10, 12), amount=D("-500.00"))
    store, cashier = book.desk.workbench.context.store, book.desk.cast["cashier"]
    assert refused(lambda: store.run(cashier, "test", lambda unit: post(unit, fee))) == [
        "fund_book.expense_kind"
    ]


def test_chk_01_how_long_nothing_was_paid(
    book: BookDesk, at: Callable[[str], tuple[Desk, str]]
) -> None:
    """CHK-01: months without payments, and for how many years the balance would last."""
    found = book.desk.workbench.months.list(book.desk.cast["leader"]).idle
    assert (found.months_without_payment, found.years, found.at_cap) == (3, None, None)
    desk, _ = at("paid")
    found = desk.workbench.months.list(desk.cast["leader"]).idle
    assert found.months_without_payment == 0
    assert found.need == D("57160.00")
    assert found.years is not None


def test_closing_and_booking_at_once(either_book: BookDesk) -> None:
    """Somebody books while the month is being closed: one of them waits, nothing gets lost."""
    import threading

    book, desk = either_book, either_book.desk
    book.august()
    troubles: list[object] = []

    def booking() -> None:
        try:
            book.income(date(2026, 8, 30), "5.00")
        except NotAllowed as trouble:
            troubles.append(trouble.code)

    def closing() -> None:
        try:
            desk.workbench.months.close(desk.cast["cashier"], AUGUST, reason="x")
        except NotAllowed as trouble:
            troubles.append(trouble.code)

    threads = [threading.Thread(target=act) for act in (booking, closing, booking, closing)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = desk.workbench.context.store
    with store.read(desk.cast["cashier"]) as reader:
        ends = reader.records(MonthEnd)
        august = [one for one in reader.records(LedgerEntry) if Month.of(one.booked_on) == AUGUST]
    assert len(ends) <= 1
    for end in ends:
        assert end.closing == sum(one.amount for one in august)
        assert end.entries == len(august)
    assert set(troubles) <= {
        "fund_book.month_blocked",
        "fund_book.month_changed",
        "fund_book.month_closed_entry",
    }
