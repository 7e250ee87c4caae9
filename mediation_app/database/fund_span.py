"""What a stretch of days holds for a fund return: narrow rows, found by the day of the event.

Money counts where the fund's own book says so: an application that came settled from another
office has payments, but no entry of ours (its number stays without a serial). The cost grows with
the stretch, not with what is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, and_, case, cast, exists, false, func, or_, select

from mediation_app.database.tables import table_of
from mediation_app.domain.cases import Accident, StepTaken
from mediation_app.domain.custody import CustodyEntry, CustodyKind
from mediation_app.domain.fund import (
    FundApplication,
    FundState,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.fund_report import DecidedRow, PaidRow, ReceiptRow, WriteOffRow
from mediation_app.domain.moments import local_day
from mediation_app.domain.parties import Party
from mediation_app.domain.records import ZERO, Money, Record
from mediation_app.domain.recovery import DebtorShare, Recovery, RepaymentReceipt
from mediation_app.domain.refunds import RefundReceipt


def live(record: type[Record], unit: str) -> tuple[Any, Any]:
    """The table of a record and the condition for live rows of an office (``""``: of all)."""
    table = table_of(record)
    own = table.c.unit_code == unit if unit else table.c.unit_code != ""
    return table, and_(own, table.c.voided_at.is_(None))


def within(column: Any, since: date, until: date) -> Any:
    """The condition for a day of the stretch, both ends included."""
    return and_(column >= since, column <= until)


def numbered(
    connection: Connection, unit: str, name: str, since: date, until: date
) -> tuple[str, ...]:
    """The cases of applications with a number of ours whose day ``name`` lies in the stretch."""
    table, mine = live(FundApplication, unit)
    question = (
        select(table.c.case_id)
        .where(mine, table.c.serial.is_not(None), within(table.c[name], since, until))
        .order_by(table.c[name], table.c.id)
    )
    return tuple(connection.execute(question).scalars())


def not_accepted(connection: Connection, unit: str, since: date, until: date) -> tuple[str, ...]:
    """The cases of applications that were not accepted (不予受理) in the stretch."""
    table, mine = live(FundApplication, unit)
    question = (
        select(table.c.case_id)
        .where(
            mine,
            table.c.serial.is_not(None),
            table.c.state == FundState.NOT_ACCEPTED.value,
            within(table.c.state_since, since, until),
        )
        .order_by(table.c.state_since, table.c.id)
    )
    return tuple(connection.execute(question).scalars())


def decided(connection: Connection, unit: str, since: date, until: date) -> tuple[DecidedRow, ...]:
    """Applications that were decided in the stretch."""
    table, mine = live(FundApplication, unit)
    question = (
        select(
            table.c.case_id,
            table.c.approved,
            table.c.refusal_codes,
            table.c.decided_on,
            table.c.decide_due,
            func.coalesce(table.c.complete_on, table.c.accepted_on),
        )
        .where(mine, table.c.serial.is_not(None), within(table.c.decided_on, since, until))
        .order_by(table.c.decided_on, table.c.id)
    )
    return tuple(DecidedRow(*row[:5], _day(row[5])) for row in connection.execute(question))


def paid(connection: Connection, unit: str, since: date, until: date) -> tuple[PaidRow, ...]:
    """What the book paid out in the stretch, and what came back of such money in it."""
    book, mine = live(LedgerEntry, unit)
    payments, receipts = table_of(Payment), table_of(RefundReceipt)
    of_payment = select(
        payments.c.id.label("subject"),
        payments.c.application_id,
        (payments.c.state == PaymentState.PAID.value).label("stands"),
        payments.c.paid_on,
    )
    question = (
        _of_application(book, of_payment.subquery())
        .where(
            mine,
            book.c.kind.in_([LedgerKind.PAID_OUT.value, LedgerKind.RETURNED.value]),
            within(book.c.booked_on, since, until),
        )
        .order_by(book.c.booked_on, book.c.id)
    )
    rows = [_paid_row(row) for row in connection.execute(question)]
    of_receipt = select(
        receipts.c.id.label("subject"),
        receipts.c.application_id,
        false().label("stands"),
        receipts.c.received_on.label("paid_on"),
    )
    question = (
        _of_application(book, of_receipt.subquery())
        .where(
            mine,
            book.c.kind == LedgerKind.REFUNDED.value,
            within(book.c.booked_on, since, until),
        )
        .order_by(book.c.booked_on, book.c.id)
    )
    rows += [_paid_row(row) for row in connection.execute(question)]
    return tuple(rows)


def _of_application(book: Any, subject: Any) -> Any:
    """Entries of the book with the application and the victim they are about."""
    applications, parties = table_of(FundApplication), table_of(Party)
    accidents = table_of(Accident)
    happened = (
        select(accidents.c.occurred_at)
        .where(accidents.c.case_id == applications.c.case_id, accidents.c.voided_at.is_(None))
        .order_by(accidents.c.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            applications.c.case_id,
            applications.c.id,
            applications.c.victim_id,
            applications.c.kind,
            applications.c.situation,
            applications.c.hospital,
            book.c.amount,
            book.c.kind,
            subject.c.stands,
            parties.c.birth_date,
            parties.c.id_number,
            happened.label("happened"),
            parties.c.household_address,
            applications.c.decided_on,
            applications.c.pay_due,
            subject.c.paid_on,
        )
        .select_from(book)
        .join(subject, subject.c.subject == book.c.subject_id)
        .join(applications, applications.c.id == subject.c.application_id)
        .outerjoin(parties, parties.c.id == applications.c.victim_id)
    )


def _paid_row(row: Any) -> PaidRow:
    return PaidRow(
        case_id=row[0],
        application_id=row[1],
        victim_id=row[2],
        kind=row[3].value,
        situation=row[4].value if row[4] is not None else "",
        hospital=row[5],
        amount=-row[6],
        counts=row[7] is LedgerKind.PAID_OUT and bool(row[8]),
        born_on=row[9] or born_on(row[10] or ""),
        accident_on=local_day(row[11]) if row[11] is not None else None,
        household=row[12] or "",
        decided_on=row[13],
        pay_due=row[14],
        paid_on=row[15],
    )


def born_on(id_number: str) -> date | None:
    """The day of birth that an 18-digit number tells, None when it tells none."""
    if len(id_number) != 18 or not id_number[6:14].isdigit():
        return None
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


# What came back -----------------------------------------------------------------------------------


def receipts(connection: Connection, unit: str, since: date, until: date) -> tuple[ReceiptRow, ...]:
    """Recovered money of the stretch, by the debtor it came from."""
    book, mine = live(LedgerEntry, unit)
    money, recoveries = table_of(RepaymentReceipt), table_of(Recovery)
    question = (
        select(
            money.c.case_id,
            _basis(money).label("basis"),
            func.sum(book.c.amount),
            after_write_off(money, recoveries).label("after"),
        )
        .select_from(book)
        .join(money, money.c.id == book.c.subject_id)
        .join(recoveries, recoveries.c.id == money.c.recovery_id)
        .where(
            mine,
            book.c.kind == LedgerKind.RECOVERED.value,
            within(book.c.booked_on, since, until),
        )
        .group_by(money.c.case_id, "basis", "after")
        .order_by(func.min(book.c.booked_on), money.c.case_id, "basis")
    )
    return tuple(
        ReceiptRow(row[0], str(row[1]), yuan_of(row[2]), bool(row[3]))
        for row in connection.execute(question)
    )


def _basis(money: Any) -> Any:
    """Why the payer owed: by the debtor of the receipt, else by the payer's name."""
    shares = table_of(DebtorShare)

    def of(condition: Any) -> Any:
        return (
            select(shares.c.basis)
            .where(
                shares.c.recovery_id == money.c.recovery_id, shares.c.voided_at.is_(None), condition
            )
            .order_by(shares.c.position, shares.c.id)
            .limit(1)
            .scalar_subquery()
        )

    by_key = or_(
        shares.c.id == money.c.debtor_id,
        and_(money.c.debtor_id != "", shares.c.party_id == money.c.debtor_id),
    )
    return func.coalesce(
        cast(of(by_key), String), cast(of(shares.c.name == money.c.payer_name), String), "other"
    )


def after_write_off(money: Any, recoveries: Any) -> Any:
    """1 where the debt had been written off when the money was booked (核销后追回)."""
    steps = table_of(StepTaken)
    gone = exists(
        select(steps.c.id).where(
            steps.c.subject_id == recoveries.c.id,
            steps.c.process == "recovery",
            steps.c.event == "write_off",
            steps.c.created_at <= money.c.created_at,
        )
    )
    return case((and_(recoveries.c.written_off > ZERO, gone), 1), else_=0)


def written_off(
    connection: Connection, unit: str, since: date, until: date
) -> tuple[WriteOffRow, ...]:
    """Debts of ours that left the books in the stretch; few recoveries ever do."""
    table, mine = live(Recovery, unit)
    steps = table_of(StepTaken)
    gone = exists(
        select(steps.c.id).where(
            steps.c.subject_id == table.c.id,
            steps.c.process == "recovery",
            steps.c.event == "write_off",
            within(steps.c.occurred_on, since, until),
        )
    )
    question = select(table.c.case_id, table.c.written_off, table.c.id).where(
        mine, table.c.written_off > ZERO, gone, ours(table)
    )  # ordered here: an ORDER BY id makes the planner walk all recoveries instead of the few
    rows = sorted(connection.execute(question), key=lambda row: str(row[2]))
    return tuple(WriteOffRow(row[0], row[1]) for row in rows)


def ours(recoveries: Any) -> Any:
    """The condition for a recovery of money that our own book paid out."""
    book = table_of(LedgerEntry)
    return exists(
        select(book.c.id).where(
            book.c.subject_id == recoveries.c.payment_id,
            book.c.kind == LedgerKind.PAID_OUT.value,
        )
    )


# Books --------------------------------------------------------------------------------------------


def book(connection: Connection, unit: str, since: date, until: date) -> dict[str, Money]:
    """Entries of the fund's book in the stretch by kind, the opening balance left out."""
    table, mine = live(LedgerEntry, unit)
    question = (
        select(table.c.kind, func.sum(table.c.amount))
        .where(
            mine,
            within(table.c.booked_on, since, until),
            table.c.kind != LedgerKind.OPENING.value,
        )
        .group_by(table.c.kind)
    )
    return {row[0].value: yuan_of(row[1]) for row in connection.execute(question)}


_CUSTODY_IN = (CustodyKind.RECEIVED, CustodyKind.INTEREST)


def custody(connection: Connection, unit: str, since: date, until: date) -> dict[str, Money]:
    """Money kept for others that came (``in``) and went (``out``) in the stretch."""
    table, mine = live(CustodyEntry, unit)
    question = (
        select(table.c.kind, func.sum(table.c.amount))
        .where(mine, within(table.c.booked_on, since, until))
        .group_by(table.c.kind)
    )
    found = {"in": ZERO, "out": ZERO}
    for kind, amount in connection.execute(question):
        if kind in _CUSTODY_IN:
            found["in"] += yuan_of(amount)
        else:
            found["out"] -= yuan_of(amount)
    return found


def yuan_of(value: Any) -> Money:
    """A sum as either engine answers it: the type knows yuan, a bare number is fen."""
    from mediation_app.domain.money import from_fen

    if value is None:
        return ZERO
    return from_fen(value) if isinstance(value, int) else value


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


__all__: Sequence[str] = (
    "book", "custody", "decided", "not_accepted", "numbered", "paid", "receipts", "written_off",
)  # fmt: skip
