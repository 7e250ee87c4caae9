"""Bank statements: taken in once, matched by serial, by hand, taken apart, remarked, booked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mediation_app.database.verify import verify
from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.fund_book import BankLine, BankMatch, BookRemark
from mediation_app.domain.ids import new_id
from mediation_app.domain.refunds import Refund
from mediation_app.errors import BadFile, InvalidInput, NotAllowed
from mediation_app.messages import text_of
from tests.exchange.sheet_files import statement
from tests.services.fund.book_desk import AUGUST, BookDesk, sheet_of
from tests.services.fund.conftest import Desk

D = Decimal
OCTOBER = date(2026, 10, 12)


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


def refused(act: Callable[[], object]) -> str:
    with pytest.raises((NotAllowed, InvalidInput)) as trouble:
        act()
    assert "{" not in text_of(trouble.value)
    return trouble.value.code


def test_a_file_is_previewed_and_taken_in(either_book: BookDesk, tmp_path: Path) -> None:
    statements, cashier = either_book.desk.workbench.statements, either_book.desk.cast["cashier"]
    either_book.income(date(2026, 9, 1), "88.50", "2026090100001")
    path = statement(tmp_path / "对账单.xlsx")
    preview = statements.preview(cashier, path)
    assert (len(preview.sheet.rows), preview.doubles, preview.known) == (3, 0, None)
    assert preview.other_account  # the sample's account is not this office's
    assert (
        refused(lambda: statements.take_in(cashier, preview.sheet))
        == "fund_book.statement_other_account"
    )
    office = either_book.desk.workbench.office
    facts = office.known()
    assert facts is not None
    sheet = sheet_of(
        [("2026-09-01", "88.50", "2026090100001", "银行"), ("2026-09-02", "-10.00", "X", "某医院")],
        opening="0.00", since="2026-09-01", until="2026-09-30", account=facts.fund_account_number,
    )  # fmt: skip
    taken = statements.take_in(cashier, sheet).value
    assert (taken.added, taken.skipped, taken.matched) == (2, 0, 1)
    assert taken.statement.closing == D("78.50")
    assert taken.statement.imported_on == OCTOBER
    found = statements.reconciliation(cashier, date(2026, 9, 30))
    assert [one.line.amount for one in found.lines] == [D("-10.00")]
    [pair] = found.pairs
    assert pair.match.by_serial
    assert pair.entry.amount == pair.line.amount == D("88.50")
    assert statements.statements(cashier)[0].id == taken.statement.id
    assert verify(either_book.desk.workbench.context.store).sound


def test_the_same_file_twice_and_overlapping_ones(either_book: BookDesk) -> None:
    book = either_book
    lines = [
        ("2026-08-01", "5.00", "S1", "甲"),
        ("2026-08-02", "5.00", "", "乙"),
        ("2026-08-02", "5.00", "", "乙"),
    ]
    sheet = sheet_of(lines, opening="0.00", since="2026-08-01", until="2026-08-15")
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    assert statements.take_in(cashier, sheet).value.added == 3
    assert refused(lambda: statements.take_in(cashier, sheet)) == "fund_book.statement_known"
    assert statements.reconciliation(cashier, OCTOBER).since == date(2026, 8, 1)
    again = sheet_of(
        [*lines, ("2026-08-20", "1.00", "S2", "丙")],
        opening="0.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    taken = statements.take_in(cashier, again).value
    assert (taken.added, taken.skipped) == (1, 3)
    once_more = sheet_of(lines, opening="0.00", since="2026-08-01", until="2026-08-16")
    assert (
        refused(lambda: statements.take_in(cashier, once_more)) == "fund_book.statement_nothing_new"
    )


def test_the_days_of_a_statement(book: BookDesk) -> None:
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    sheet = sheet_of(
        [("2026-08-10", "5.00", "S1", "甲")], opening="0.00", since="2026-08-01", until="2026-08-31"
    )
    for since, until, code in (
        (date(2026, 9, 1), date(2026, 8, 1), "fund_book.statement_span"),
        (date(2026, 8, 1), date(2026, 10, 13), "fund_book.statement_span"),
        (date(2026, 8, 11), date(2026, 8, 31), "fund_book.statement_lines_outside"),
    ):
        assert (
            refused(lambda s=since, u=until: statements.take_in(cashier, sheet, since=s, until=u))
            == code
        )
    taken = statements.take_in(
        cashier, sheet, since=date(2026, 7, 1), until=date(2026, 9, 30)
    ).value
    assert (taken.statement.since, taken.statement.until) == (date(2026, 7, 1), date(2026, 9, 30))


def test_a_statement_without_balances(book: BookDesk, tmp_path: Path) -> None:
    path = tmp_path / "明细.csv"
    path.write_bytes("日期,支出,收入\n2026-08-10,,5.00\n".encode("gb18030"))
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    sheet = statements.preview(cashier, path).sheet
    taken = statements.take_in(
        cashier, sheet, since=date(2026, 8, 1), until=date(2026, 8, 31), closing=D("100005.00")
    ).value
    assert (taken.statement.opening, taken.statement.closing) == (D("100000.00"), D("100005.00"))
    with pytest.raises(BadFile):
        statements.preview(cashier, tmp_path)


def test_only_the_cashier(book: BookDesk) -> None:
    statements = book.desk.workbench.statements
    sheet = sheet_of(
        [("2026-08-10", "5.00", "S1", "甲")], opening="0", since="2026-08-01", until="2026-08-31"
    )
    for part in ("admin", "fund_clerk", "checker", "approver", "recovery", "leader"):
        actor = book.desk.cast[part]
        for act in (
            lambda a=actor: statements.take_in(a, sheet),
            lambda a=actor: statements.match_proved(a),
            lambda a=actor: statements.match(a, ["x"], ["y"]),
            lambda a=actor: statements.undo(a, "x"),
            lambda a=actor: statements.remark_line(a, "x", "y"),
            lambda a=actor: statements.remark_entry(a, "x", "y"),
            lambda a=actor: statements.book_line(a, "x", LedgerKind.INTEREST, "y"),
            lambda a=actor: statements.preview(a, "x"),
        ):
            assert refused(act) == "fund.not_yours"


def test_by_hand_and_taken_apart(either_book: BookDesk) -> None:
    book = either_book
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    entry = book.income(date(2026, 8, 21), "88.00")
    other = book.income(date(2026, 8, 22), "80.00")
    book.take_in(
        ("2026-08-20", "88.00", "S1", "银行"), ("2026-08-23", "80.00", "S2", "银行"),
        opening="100000.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    found = statements.reconciliation(cashier, OCTOBER)
    first, second = found.lines
    assert [one.entry for one in first.likely] == [entry.id]
    assert (
        refused(lambda: statements.match(cashier, [first.line.id], [other.id]))
        == "fund_book.amounts_differ"
    )
    assert refused(lambda: statements.match(cashier, [], [other.id])) == "fund_book.amounts_differ"
    assert refused(lambda: statements.undo(cashier, first.line.id)) == "fund_book.not_matched"
    [match] = statements.match(cashier, [first.line.id], [entry.id]).value
    assert not match.by_serial
    assert (
        refused(lambda: statements.match(cashier, [first.line.id], [other.id]))
        == "fund_book.line_matched"
    )
    assert (
        refused(lambda: statements.match(cashier, [second.line.id], [entry.id]))
        == "fund_book.entry_matched"
    )
    assert len(statements.reconciliation(cashier, OCTOBER).lines) == 1
    statements.undo(cashier, first.line.id)
    assert len(statements.reconciliation(cashier, OCTOBER).lines) == 2
    statements.match(cashier, [first.line.id], [entry.id])


def test_a_split_receipt_is_one_line(either_book: BookDesk) -> None:
    book = either_book
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    one, two = book.income(date(2026, 8, 21), "60.00"), book.income(date(2026, 8, 21), "40.00")
    book.take_in(
        ("2026-08-21", "100.00", "S1", "银行"),
        opening="100000.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    line = book.loose_line()
    statements.match(cashier, [line.id], [one.id, two.id])
    assert book.codes(AUGUST) == []
    assert len(statements.undo(cashier, line.id).value) == 2
    assert book.codes(AUGUST) == ["lines_open", "entries_open"]


def test_several_lines_for_one_entry(book: BookDesk) -> None:
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    entry = book.income(date(2026, 8, 21), "100.00")
    book.take_in(
        ("2026-08-21", "60.00", "S1", "银行"), ("2026-08-21", "40.00", "S2", "银行"),
        opening="100000.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    lines = [one.line.id for one in statements.reconciliation(cashier, OCTOBER).lines]
    statements.match(cashier, lines, [entry.id])
    assert len(statements.undo(cashier, lines[0]).value) == 2
    assert len(statements.reconciliation(cashier, OCTOBER).lines) == 2


def test_what_is_closed_is_not_taken_apart(book: BookDesk) -> None:
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    book.august()
    [pair] = statements.reconciliation(cashier, date(2026, 8, 31)).pairs
    assert not pair.closed
    book.close(AUGUST)
    [pair] = statements.reconciliation(cashier, date(2026, 8, 31)).pairs
    assert pair.closed
    assert refused(lambda: statements.undo(cashier, pair.line.id)) == "fund_book.match_closed"


def test_the_opening_balance_is_no_movement(book: BookDesk) -> None:
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    book.take_in(
        ("2026-08-03", "100000.00", "S1", "财政"),
        opening="0.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    found = statements.reconciliation(cashier, OCTOBER)
    assert found.entries == ()
    opening = book.desk.workbench.ledger.entries(cashier)[0].entry
    assert refused(lambda: statements.match(cashier, [found.lines[0].line.id], [opening.id])) == (
        "fund_book.opening_no_match"
    )


def test_remarks(book: BookDesk) -> None:
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    entry = book.income(date(2026, 8, 21), "88.00")
    book.take_in(
        ("2026-08-20", "5.00", "S1", "银行"),
        opening="100000.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    line = book.loose_line()
    for text, code in ((" ", "fund_book.note_missing"), ("长" * 201, "fund_book.note_too_long")):
        assert refused(lambda t=text: statements.remark_line(cashier, line.id, t)) == code
    statements.remark_line(cashier, line.id, "待查")
    statements.remark_entry(cashier, entry.id, "次月到账")
    changed = statements.remark_entry(cashier, entry.id, " 银行次月到账 ").value
    assert (changed.note, changed.version) == ("银行次月到账", 2)
    found = statements.reconciliation(cashier, OCTOBER)
    assert found.lines[0].line.note == "待查"
    assert found.entries[0].note == "银行次月到账"
    with book.desk.workbench.context.store.read(cashier) as reader:
        assert len(reader.records(BookRemark)) == 1


def test_income_is_booked_from_a_line(either_book: BookDesk) -> None:
    book = either_book
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    book.take_in(
        ("2026-08-21", "88.00", "S1", "农商行"), ("2026-08-22", "-9.00", "S2", "某"),
        opening="100000.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    found = statements.reconciliation(cashier, OCTOBER)
    came, went = (one.line.id for one in found.lines)
    for kind in (
        LedgerKind.RECOVERED,
        LedgerKind.PAID_OUT,
        LedgerKind.OPENING,
        LedgerKind.REFUNDED,
    ):
        assert (
            refused(lambda k=kind: statements.book_line(cashier, came, k, "x")) == "fund.book_kind"
        )
    book_line = statements.book_line
    assert (
        refused(lambda: book_line(cashier, went, LedgerKind.OTHER, "x"))
        == "fund.amount_not_positive"
    )
    entry = book_line(cashier, came, LedgerKind.INTEREST, "三季度利息").value
    assert (entry.amount, entry.booked_on, entry.bank_serial) == (
        D("88.00"),
        date(2026, 8, 21),
        "S1",
    )
    assert (
        refused(lambda: book_line(cashier, came, LedgerKind.INTEREST, "x"))
        == "fund_book.line_matched"
    )
    assert [one.line.id for one in statements.reconciliation(cashier, OCTOBER).lines] == [went]


def test_a_serial_is_booked_once(book: BookDesk) -> None:
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    book.income(date(2026, 8, 21), "50.00", "S1")
    book.take_in(
        ("2026-08-21", "88.00", "S1", "农商行"),
        opening="100000.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    line = book.loose_line()
    assert refused(lambda: statements.book_line(cashier, line.id, LedgerKind.OTHER, "x")) == (
        "fund.serial_used"
    )


def test_what_is_booked_later_meets_its_line_at_once(either_book: BookDesk) -> None:
    book = either_book
    book.take_in(
        ("2026-08-21", "100.00", "S1", "李某"), ("2026-08-22", "9.00", "S2", "某"),
        ("2026-08-23", "7.00", "", "某"),
        opening="100000.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    book.income(date(2026, 8, 21), "100.00", "S1")
    book.income(date(2026, 8, 22), "8.00", "S2")
    found = book.desk.workbench.statements.reconciliation(book.desk.cast["cashier"], OCTOBER)
    assert [one.line.amount for one in found.lines] == [D("9.00"), D("7.00")]
    line = found.lines[1].line
    book.desk.workbench.statements.book_line(
        book.desk.cast["cashier"], line.id, LedgerKind.OTHER, "某款"
    )
    found = book.desk.workbench.statements.reconciliation(book.desk.cast["cashier"], OCTOBER)
    assert [one.line.amount for one in found.lines] == [D("9.00")]


def test_what_is_written_otherwise_is_matched_when_asked(book: BookDesk) -> None:
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    assert statements.match_proved(cashier).value == 0
    book.take_in(
        ("2026-08-21", "88.00", "S1", "农商行"),
        opening="100000.00", since="2026-08-01", until="2026-08-31",
    )  # fmt: skip
    assert statements.match_proved(cashier).value == 0
    book.income(date(2026, 8, 21), "88.00", "Ｓ１")
    assert statements.match_proved(cashier).value == 1
    assert statements.match_proved(cashier).value == 0


def test_payments_and_repayments_meet_the_bank(at: Callable[[str], tuple[Desk, str]]) -> None:
    desk, key = at("paid")
    book, cashier = BookDesk(desk), desk.cast["cashier"]
    recovery = desk.workbench.fund.file(cashier, key).recoveries[0]
    debtor = desk.workbench.fund.file(cashier, key).debtor_shares[0].name
    added, _, matched = book.take_in(
        ("2026-10-15", "-57160.00", "B1", "医院"), ("2026-10-15", "100.00", "B2", debtor),
        opening="1000000.00", since="2026-10-01", until="2026-10-15",
    )  # fmt: skip
    assert (added, matched) == (2, 1)
    line = book.loose_line()
    [debt] = desk.workbench.statements.debts_of(cashier, line.id)
    assert (debt.subject_id, debt.application_id, debt.debtor) == (recovery.id, key, debtor)
    assert debt.place == "recovery"
    assert debt.outstanding == recovery.outstanding
    desk.workbench.recovery.receive(
        cashier, recovery.id, D("100.00"), date(2026, 10, 15), bank_serial="B2", payer_name=debtor
    )
    assert desk.workbench.statements.reconciliation(cashier, OCTOBER).lines == (), "at once"
    file = desk.workbench.fund.file(cashier, key)
    refund = Refund(
        id=new_id(), case_id=file.application.case_id, application_id=key,
        payment_id=file.payments[-1].id, debtor_name="某医院", amount=D("50.00"),
        returned=D("20.00"), number="退1",
    )  # fmt: skip
    store = desk.workbench.context.store
    store.run(cashier, "test", lambda unit: unit.add(refund))
    hospital = BankLine(
        id=new_id(), statement_id=line.statement_id, booked_on=date(2026, 10, 15),
        amount=D("30.00"), counterparty="某医院（1606****5678）",
    )  # fmt: skip
    store.run(cashier, "test", lambda unit: unit.add(hospital))
    [debt] = desk.workbench.statements.debts_of(cashier, hospital.id)
    assert (debt.place, debt.number, debt.outstanding) == ("refunds", "退1", D("30.00"))
    nobody = BankLine(id="0" * 32, statement_id=line.statement_id, booked_on=date(2026, 10, 15))
    store.run(cashier, "test", lambda unit: unit.add(nobody))
    assert desk.workbench.statements.debts_of(cashier, nobody.id) == ()


def test_matches_are_kept_by_voiding(book: BookDesk) -> None:
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    book.august()
    with book.desk.workbench.context.store.read(cashier) as reader:
        [line] = reader.records(BankLine)
    statements.undo(cashier, line.id)
    with book.desk.workbench.context.store.read(cashier) as reader:
        assert reader.records(BankMatch) == ()
        [gone] = reader.records(BankMatch, voided=True)
    assert gone.void_reason == "撤销对账"


def test_a_statement_taken_in_by_mistake_is_withdrawn(either_book: BookDesk) -> None:
    book = either_book
    statements, cashier = book.desk.workbench.statements, book.desk.cast["cashier"]
    book.income(date(2026, 8, 21), "88.00", "S1")
    lines = [("2026-08-21", "88.00", "S1", "银行"), ("2026-08-22", "9.00", "S2", "某")]
    sheet = sheet_of(lines, opening="100000.00", since="2026-08-01", until="2026-08-31")
    taken = statements.take_in(cashier, sheet).value
    statements.take_back(cashier, taken.statement.id)
    assert statements.statements(cashier) == ()
    assert statements.reconciliation(cashier, OCTOBER).since is None
    again = statements.take_in(cashier, sheet).value
    assert (again.added, again.matched) == (2, 1)
    statements.remark_line(cashier, book.loose_line().id, "待查")
    book.close(AUGUST)
    assert refused(lambda: statements.take_back(cashier, again.statement.id)) == (
        "fund_book.statement_closed"
    )
    assert refused(lambda: statements.take_back(book.desk.cast["leader"], "x")) == "fund.not_yours"
    assert verify(book.desk.workbench.context.store).sound
