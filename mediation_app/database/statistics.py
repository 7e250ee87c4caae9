"""Counts and sums of mediation by month; the cost grows with the months asked for.

Every figure is found through the index of its own day. With ``Basis.ACCEPTED`` a case is counted
in the month it was accepted, whatever happened to it later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, case, func, or_, select

from mediation_app.database.fund_span import live, within, yuan_of
from mediation_app.database.tables import table_of
from mediation_app.domain.agreements import Agreement, Confirmation, Instalment, Performance
from mediation_app.domain.cases import Case, ConfirmationState, MediationState
from mediation_app.domain.fund import (
    FundApplication,
    LedgerEntry,
    LedgerKind,
    Payment,
    PaymentState,
)
from mediation_app.domain.recovery import RepaymentReceipt
from mediation_app.domain.refunds import RefundReceipt
from mediation_app.domain.statistics import Basis

Monthly = dict[str, Any]
"""``2026-03`` → a count or a sum in yuan."""


class PaidCase(NamedTuple):
    """What the fund paid for one victim in one month; minus sums came back."""

    month: str
    case_id: str
    victim: str
    amount: Decimal
    counts: bool


def _month(connection: Connection, column: Any) -> Any:
    if connection.dialect.name == "postgresql":
        return func.to_char(column, "YYYY-MM")
    return func.substr(column, 1, 7)


def _cases(unit: str) -> tuple[Any, Any]:
    table, mine = live(Case, unit)
    taken = and_(
        mine, table.c.accepted_on.is_not(None), table.c.state != MediationState.VOIDED.value
    )
    return table, taken


def _own_day(table: Any, basis: Basis, column: Any) -> Any:
    return table.c.accepted_on if basis is Basis.ACCEPTED else column


def _counted(
    connection: Connection, day: Any, since: date, until: date, *wheres: Any, of: Any = None
) -> Monthly:
    month = _month(connection, day).label("month")
    question = select(month, func.count()).where(*wheres, within(day, since, until))
    if of is not None:
        question = question.select_from(of)
    return {row[0]: int(row[1]) for row in connection.execute(question.group_by("month"))}


def accepted(connection: Connection, unit: str, since: date, until: date) -> Monthly:
    """Cases accepted."""
    table, mine = _cases(unit)
    return _counted(connection, table.c.accepted_on, since, until, mine)


def ended(connection: Connection, unit: str, basis: Basis, since: date, until: date) -> Monthly:
    """Cases whose mediation ended: with an agreement in force, or without one (办结)."""
    agreed_ones = agreed(connection, unit, basis, since, until)
    table, mine = _cases(unit)
    found = _counted(
        connection,
        _own_day(table, basis, table.c.ended_on),
        since,
        until,
        mine,
        table.c.effective_on.is_(None),
        table.c.ended_on.is_not(None),
    )
    for month, count in agreed_ones.items():
        found[month] = found.get(month, 0) + count
    return found


def agreed(connection: Connection, unit: str, basis: Basis, since: date, until: date) -> Monthly:
    """Cases with an agreement in force (成功)."""
    table, mine = _cases(unit)
    return _counted(
        connection,
        _own_day(table, basis, table.c.effective_on),
        since,
        until,
        mine,
        table.c.effective_on.is_not(None),
    )


def agreed_sums(
    connection: Connection, unit: str, basis: Basis, since: date, until: date
) -> Monthly:
    """What the agreements in force are about, in yuan."""
    table, mine = _cases(unit)
    agreements = table_of(Agreement)
    day = _own_day(table, basis, table.c.effective_on)
    month = _month(connection, day).label("month")
    question = (
        select(month, func.sum(agreements.c.total))
        .select_from(table)
        .join(agreements, agreements.c.case_id == table.c.id)
        .where(
            mine,
            table.c.effective_on.is_not(None),
            within(day, since, until),
            agreements.c.voided_at.is_(None),
            agreements.c.effective_on.is_not(None),
        )
        .group_by("month")
    )
    return {row[0]: yuan_of(row[1]) for row in connection.execute(question)}


def performed(
    connection: Connection, unit: str, basis: Basis, since: date, until: date, today: date
) -> dict[str, tuple[Decimal, Decimal]]:
    """What of the agreements of a month was to be paid by ``today``, and what of it was paid."""
    table, mine = _cases(unit)
    rows, paid = table_of(Instalment), table_of(Performance)
    done = (
        select(func.coalesce(func.sum(paid.c.amount), 0))
        .where(paid.c.instalment_id == rows.c.id, paid.c.voided_at.is_(None))
        .correlate(rows)
        .scalar_subquery()
    )
    day = _own_day(table, basis, table.c.effective_on)
    inner = (
        select(
            _month(connection, day).label("month"),
            rows.c.amount.label("amount"),
            done.label("done"),
        )
        .select_from(table)
        .join(rows, rows.c.case_id == table.c.id)
        .where(
            mine,
            table.c.effective_on.is_not(None),
            within(day, since, until),
            rows.c.voided_at.is_(None),
            rows.c.due_on <= today,
        )
        .subquery()
    )
    least = case((inner.c.done < inner.c.amount, inner.c.done), else_=inner.c.amount)
    question = select(inner.c.month, func.sum(inner.c.amount), func.sum(least)).group_by(
        inner.c.month
    )
    return {row[0]: (yuan_of(row[1]), yuan_of(row[2])) for row in connection.execute(question)}


def confirmations(
    connection: Connection, unit: str, basis: Basis, since: date, until: date
) -> tuple[Monthly, Monthly]:
    """Judicial confirmations asked for, and found valid."""
    table, mine = _cases(unit)
    rows, own = live(Confirmation, unit)
    of = rows.join(table, table.c.id == rows.c.case_id)
    applied = _counted(
        connection,
        _own_day(table, basis, rows.c.applied_on),
        since,
        until,
        mine,
        own,
        rows.c.applied_on.is_not(None),
        of=of,
    )
    valid = _counted(
        connection,
        _own_day(table, basis, rows.c.ruled_on),
        since,
        until,
        mine,
        own,
        rows.c.ruled_on.is_not(None),
        table.c.confirmation == ConfirmationState.EFFECTIVE.value,
        of=of,
    )
    return applied, valid


def sources(connection: Connection, unit: str, since: date, until: date) -> dict[str, int]:
    """Accepted cases by where they came from."""
    table, mine = _cases(unit)
    question = (
        select(table.c.source, func.count())
        .where(mine, within(table.c.accepted_on, since, until))
        .group_by(table.c.source)
    )
    return {row[0]: int(row[1]) for row in connection.execute(question)}


# Fund ---------------------------------------------------------------------------------------------


def fund_paid(
    connection: Connection, unit: str, basis: Basis, since: date, until: date
) -> tuple[PaidCase, ...]:
    """What the fund's book paid out, net, by month and victim."""
    book, mine = live(LedgerEntry, unit)
    applications, cases = table_of(FundApplication), table_of(Case)
    payments, receipts = table_of(Payment), table_of(RefundReceipt)
    day = cases.c.accepted_on if basis is Basis.ACCEPTED else book.c.booked_on
    found: list[PaidCase] = []
    for subject, kinds in (
        (payments, (LedgerKind.PAID_OUT, LedgerKind.RETURNED)),
        (receipts, (LedgerKind.REFUNDED,)),
    ):
        victim = case(
            (applications.c.victim_id != "", applications.c.victim_id), else_=applications.c.id
        )
        stands: Any = book.c.kind == LedgerKind.PAID_OUT.value
        if subject is payments:
            stands = and_(stands, payments.c.state == PaymentState.PAID.value)
        question = (
            select(
                _month(connection, day).label("month"),
                applications.c.case_id,
                victim.label("victim"),
                func.sum(book.c.amount),
                func.max(case((stands, 1), else_=0)),
            )
            .select_from(book)
            .join(subject, subject.c.id == book.c.subject_id)
            .join(applications, applications.c.id == subject.c.application_id)
            .join(cases, cases.c.id == applications.c.case_id)
            .where(mine, book.c.kind.in_([kind.value for kind in kinds]), within(day, since, until))
            .group_by("month", applications.c.case_id, "victim")
        )
        found += [
            PaidCase(row[0], row[1], row[2], -yuan_of(row[3]), bool(row[4]))
            for row in connection.execute(question)
        ]
    return tuple(found)


def fund_recovered(
    connection: Connection, unit: str, basis: Basis, since: date, until: date
) -> Monthly:
    """What came back to the fund, in yuan."""
    book, mine = live(LedgerEntry, unit)
    receipts, cases = table_of(RepaymentReceipt), table_of(Case)
    day = cases.c.accepted_on if basis is Basis.ACCEPTED else book.c.booked_on
    question = (
        select(_month(connection, day).label("month"), func.sum(book.c.amount))
        .select_from(book)
        .join(receipts, receipts.c.id == book.c.subject_id)
        .join(cases, cases.c.id == receipts.c.case_id)
        .where(mine, book.c.kind == LedgerKind.RECOVERED.value, within(day, since, until))
        .group_by("month")
    )
    return {row[0]: yuan_of(row[1]) for row in connection.execute(question)}


# The cases behind a figure --------------------------------------------------------------------------


def case_keys(
    connection: Connection,
    unit: str,
    figure: str,
    basis: Basis,
    since: date,
    until: date,
    *,
    source: str = "",
    limit: int,
) -> tuple[int, tuple[str, ...]]:
    """How many cases stand behind a figure of a stretch, and the keys of the latest ones."""
    table, mine = _cases(unit)
    day, wheres = _behind(table, unit, figure, basis, since, until)
    if source:
        wheres = [*wheres, table.c.source == source]
    condition = (
        and_(mine, *wheres) if day is None else and_(mine, within(day, since, until), *wheres)
    )
    count = connection.execute(
        select(func.count()).select_from(table).where(condition)
    ).scalar_one()
    keys = connection.execute(
        select(table.c.id)
        .where(condition)
        .order_by(table.c.number_year.desc(), table.c.serial.desc(), table.c.id.desc())
        .limit(limit)
    ).scalars()
    return int(count), tuple(keys)


def _behind(
    table: Any, unit: str, figure: str, basis: Basis, since: date, until: date
) -> tuple[Any, Sequence[Any]]:
    """The day a figure counts by and what else it asks; no day where a sub-query holds it."""
    accepted_on = table.c.accepted_on
    if figure == "accepted":
        return accepted_on, ()
    if figure in ("agreed", "success", "agreed_sum", "kept"):
        return _own_day(table, basis, table.c.effective_on), (table.c.effective_on.is_not(None),)
    if figure == "ended":
        without = and_(table.c.effective_on.is_(None), table.c.ended_on.is_not(None))
        if basis is Basis.ACCEPTED:
            return accepted_on, (or_(table.c.effective_on.is_not(None), without),)
        return None, (
            or_(
                within(table.c.effective_on, since, until),
                and_(without, within(table.c.ended_on, since, until)),
            ),
        )
    inner = _subquery(unit, figure, basis, since, until)
    wheres: list[Any] = [table.c.id.in_(inner)]
    if figure == "confirmed":
        wheres.append(table.c.confirmation == ConfirmationState.EFFECTIVE.value)
    return (accepted_on if basis is Basis.ACCEPTED else None), wheres


def _subquery(unit: str, figure: str, basis: Basis, since: date, until: date) -> Any:
    """The cases with something of the kind, on its own day unless the case's day decides."""
    by_event = basis is Basis.EVENT
    if figure in ("applied", "confirmed"):
        rows, own = live(Confirmation, unit)
        day = rows.c.applied_on if figure == "applied" else rows.c.ruled_on
        return select(rows.c.case_id).where(
            own, within(day, since, until) if by_event else day.is_not(None)
        )
    book, own = live(LedgerEntry, unit)
    dated = [within(book.c.booked_on, since, until)] if by_event else []
    if figure in ("cases", "victims", "paid"):
        payments = table_of(Payment)
        return (
            select(payments.c.case_id)
            .join(book, book.c.subject_id == payments.c.id)
            .where(
                own,
                book.c.kind == LedgerKind.PAID_OUT.value,
                payments.c.state == PaymentState.PAID.value,
                *dated,
            )
        )
    receipts = table_of(RepaymentReceipt)
    return (
        select(receipts.c.case_id)
        .join(book, book.c.subject_id == receipts.c.id)
        .where(own, book.c.kind == LedgerKind.RECOVERED.value, *dated)
    )
