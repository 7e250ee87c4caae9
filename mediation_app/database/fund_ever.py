"""Sums of all time up to a day, for the cumulative figures of a fund return.

They come from the sums that are kept by month; only the days of a month that has not ended are
added up from the book itself.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from mediation_app.database import fund_span, fund_sums
from mediation_app.database.fund_span import live, within, yuan_of
from mediation_app.database.system_tables import recovery_list
from mediation_app.database.tables import table_of
from mediation_app.domain.custody import CustodyEntry
from mediation_app.domain.fund import FundApplication, FundKind, LedgerEntry, LedgerKind, Payment
from mediation_app.domain.fund_figures import idle_months
from mediation_app.domain.fund_report import Ever
from mediation_app.domain.money import from_fen
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import Recovery, RecoveryState, RepaymentReceipt
from mediation_app.domain.refunds import RefundReceipt

BY_PLAN = (RecoveryState.AGREED, RecoveryState.OVERDUE)
IN_COURT = (RecoveryState.LAWSUIT, RecoveryState.ENFORCING, RecoveryState.ENFORCED_OUT)
NOW = {"by_plan": BY_PLAN, "in_court": IN_COURT}
"""Figures that are as of the day of reckoning, and the states they count."""
_OUTGOING = (LedgerKind.PAID_OUT, LedgerKind.RETURNED, LedgerKind.REFUNDED)


def ever(
    connection: Connection, unit: str, since: date, until: date, *, with_cases: bool = True
) -> Ever:
    """Everything up to ``until``, and the balance that ``since`` opens with.

    The cases that stand by plan or in court now are as many as ever stood there: a list of them
    is made only ``with_cases``.
    """
    at_end = book_until(connection, unit, until)
    before = book_until(connection, unit, since - timedelta(days=1))
    opened = at_end.get(LedgerKind.OPENING.value, ZERO) - before.get(LedgerKind.OPENING.value, ZERO)
    granted = _hardship(connection, unit, until)
    after = _came_after(connection, unit, until)
    kept = fund_sums.totals(connection, unit, fund_sums.OWN)
    plan = [kept[state.value] for state in BY_PLAN if state.value in kept]
    court = [kept[state.value] for state in IN_COURT if state.value in kept]
    gone = fund_span.written_off(connection, unit, date.min, until)
    idle, paid = idle_until(connection, unit, until)
    year_before = str(until.year - 1)
    return Ever(
        opening=sum(before.values(), ZERO) + opened,
        closing=sum(at_end.values(), ZERO),
        lent=-sum((at_end.get(kind.value, ZERO) for kind in _OUTGOING), ZERO) - granted,
        came_back=at_end.get(LedgerKind.RECOVERED.value, ZERO) - after,
        came_after=after,
        written_off=sum((row.amount for row in gone), ZERO),
        by_plan=from_fen(sum(total.amount for total in plan)),
        planned=standing(connection, unit, BY_PLAN) if with_cases else (),
        in_court=sum(total.number for total in court),
        suing=standing(connection, unit, IN_COURT) if with_cases else (),
        custody_held=_held(connection, unit, until),
        idle_months=idle,
        spent_year_before=-from_fen(sum(v for m, v in paid.items() if m[:4] == year_before)),
    )


def idle_until(connection: Connection, unit: str, until: date) -> tuple[int, dict[str, int]]:
    """How many months to a day nothing was paid out (CHK-01), and what was paid by month, in fen."""
    last = until.isoformat()[:7]
    kinds = fund_sums.months(connection, unit, until=last)
    months = {month for (month, _), total in kinds.items() if total.number}
    paid = {
        month: total.amount
        for (month, kind), total in kinds.items()
        if kind is LedgerKind.PAID_OUT and total.number
    }
    return idle_months(paid, min(months, default=""), last), paid


def book_until(connection: Connection, unit: str, until: date) -> dict[str, Money]:
    """The book by kind up to and including a day."""
    month = until.isoformat()[:7]
    ended = (until + timedelta(days=1)).day == 1
    found: dict[str, Money] = {}
    kept = fund_sums.months(connection, unit, until=month)
    for (slot, kind), total in kept.items():
        if slot < month or ended:
            found[kind.value] = found.get(kind.value, ZERO) + from_fen(total.amount)
    if not ended:
        table, mine = live(LedgerEntry, unit)
        question = (
            select(table.c.kind, func.sum(table.c.amount))
            .where(mine, within(table.c.booked_on, until.replace(day=1), until))
            .group_by(table.c.kind)
        )
        for kind, amount in connection.execute(question):
            found[kind.value] = found.get(kind.value, ZERO) + yuan_of(amount)
    return found


def _hardship(connection: Connection, unit: str, until: date) -> Money:
    """What was granted, not advanced: nothing where the place has no hardship aid."""
    applications, mine = live(FundApplication, unit)
    kinds = fund_sums.totals(connection, unit, fund_sums.KIND)
    known = kinds.get(FundKind.HARDSHIP.value)
    if known is None or not known.number:
        return ZERO  # planners take the kind of an application for no restriction at all
    book = table_of(LedgerEntry)
    total = ZERO
    for record in (Payment, RefundReceipt):
        table = table_of(record)
        question = (
            select(func.sum(book.c.amount))
            .select_from(applications)
            .join(table, table.c.application_id == applications.c.id)
            .join(book, book.c.subject_id == table.c.id)
            .where(
                mine,
                applications.c.kind == FundKind.HARDSHIP.value,
                book.c.kind.in_([kind.value for kind in _OUTGOING]),
                book.c.voided_at.is_(None),
                book.c.booked_on <= until,
            )
        )
        total -= yuan_of(connection.execute(question).scalar())
    return total


def _came_after(connection: Connection, unit: str, until: date) -> Money:
    """核销后追回 of all time: only recoveries that were ever written off are looked at."""
    recoveries, mine = live(Recovery, unit)
    money, book = table_of(RepaymentReceipt), table_of(LedgerEntry)
    question = (
        select(func.sum(book.c.amount))
        .select_from(recoveries)
        .join(money, money.c.recovery_id == recoveries.c.id)
        .join(book, book.c.subject_id == money.c.id)
        .where(
            mine,
            recoveries.c.written_off > ZERO,
            fund_span.after_write_off(money, recoveries) == 1,
            book.c.kind == LedgerKind.RECOVERED.value,
            book.c.voided_at.is_(None),
            book.c.booked_on <= until,
        )
    )
    return yuan_of(connection.execute(question).scalar())


def standing(
    connection: Connection, unit: str, states: tuple[RecoveryState, ...]
) -> tuple[str, ...]:
    """The cases of recoveries of ours that stand in some states now."""
    table = recovery_list
    question = (
        select(table.c.case_id)
        .where(table.c.own, table.c.state.in_([state.value for state in states]))
        .order_by(table.c.recovery_id)
    )
    if unit:
        question = question.where(table.c.unit_code == unit)
    return tuple(str(key) for key in connection.execute(question).scalars())


def _held(connection: Connection, unit: str, until: date) -> Money:
    table, mine = live(CustodyEntry, unit)
    question = select(func.sum(table.c.amount)).where(mine, table.c.booked_on <= until)
    return yuan_of(connection.execute(question).scalar())
