"""Recovery in figures (追偿): instalments, allocation of receipts, overdue, write-off, custody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mediation_app.domain.calendar import Due, WorkCalendar, add_months, add_years
from mediation_app.domain.money import (
    ZERO,
    Money,
    Percent,
    format_money,
    from_fen,
    round_money,
    split_pro_rata,
    to_fen,
)
from mediation_app.errors import InvalidInput

_LONGEST_ROLL = timedelta(days=15)  # no holiday with its weekends was ever as long


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One instalment (期): its nominal day, the day it is due after holidays, its sum."""

    number: int
    nominal: date
    due: Due
    amount: Money


def schedule(
    total: Money,
    count: int,
    first: date,
    calendar: WorkCalendar,
    *,
    amount: Money | None = None,
    roll: bool = True,
) -> tuple[Instalment, ...]:
    """Equal monthly instalments; the last one takes the difference, their sum is ``total``.

    ``amount`` fixes the sum of every instalment but the last. A due day that is off moves to the
    next working day; one in a year without holiday table is 待定 and keeps its nominal day.
    Raises InvalidInput for no instalments or sums that do not fit.
    """
    if count < 1 or total <= 0:
        raise InvalidInput("domain.schedule_empty", field="instalments")
    each = from_fen(to_fen(total) // count) if amount is None else amount
    last = total - each * (count - 1)
    if each <= 0 or last <= 0:
        raise InvalidInput("domain.schedule_sum", field="instalments", total=format_money(total))
    rows = []
    for index in range(count):
        nominal = add_months(first, index)
        label = f"第 {index + 1} 期应还日"
        due = calendar.roll(nominal, label=label) if roll else calendar.plain(nominal, label=label)
        sum_ = each if index < count - 1 else last
        rows.append(Instalment(number=index + 1, nominal=nominal, due=due, amount=sum_))
    return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """Money received for the recovery, on the fund's account."""

    received_on: date
    amount: Money
    payer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """What part of a receipt went to enforcement costs or to an instalment (number)."""

    receipt: int
    target: int | None  # None: costs advanced
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentState:
    """An instalment on a day."""

    instalment: Instalment
    paid: Money
    overdue: bool

    @property
    def open(self) -> Money:
        """What is still owed on it."""
        return self.instalment.amount - self.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryStand:
    """Where a recovery stands on a day. ``unallocated`` is more than was owed."""

    opening: Money
    recovered: Money
    outstanding: Money
    overdue: Money
    rate: Percent
    instalments: tuple[InstalmentState, ...]
    allocations: tuple[Allocation, ...]
    unallocated: Money
    costs_open: Money
    text: str
    refunded: Money = ZERO

    @property
    def next_open(self) -> InstalmentState | None:
        """The first instalment that is not paid in full."""
        return next((state for state in self.instalments if state.open > 0), None)

    @property
    def overdue_numbers(self) -> tuple[int, ...]:
        """Numbers of the overdue instalments."""
        return tuple(s.instalment.number for s in self.instalments if s.overdue)

    def may_accelerate(self, consecutive: int) -> bool:
        """Whether so many instalments in a row are due and not fully paid."""
        run = 0
        for state in self.instalments:
            run = run + 1 if state.overdue else 0
            if run >= consecutive:
                return True
        return False


def allocate(
    instalments: Sequence[Instalment],
    receipts: Sequence[ReceiptLine],
    *,
    as_of: date,
    costs: Money = ZERO,
) -> tuple[tuple[InstalmentState, ...], tuple[Allocation, ...], Money, Money]:
    """Receipts in order of arrival: costs → oldest instalment → later ones.

    Returns instalment states, allocations, what was left over, costs still open. Only receipts
    up to ``as_of`` count. An instalment is overdue from the day after its due day.
    """
    paid = [ZERO] * len(instalments)
    costs_open, over = costs, ZERO
    allocations: list[Allocation] = []
    for index, receipt in _arrived(receipts, as_of):
        left = receipt.amount
        if left <= 0:
            raise InvalidInput("domain.money_negative", field=f"receipts[{index}].amount")
        part = min(left, costs_open)
        if part:
            costs_open -= part
            left -= part
            allocations.append(Allocation(receipt=index, target=None, amount=part))
        for place, instalment in enumerate(instalments):
            part = min(left, instalment.amount - paid[place])
            if part:
                paid[place] += part
                left -= part
                allocations.append(Allocation(receipt=index, target=instalment.number, amount=part))
        over += left
    states = tuple(
        InstalmentState(
            instalment=row,
            paid=paid[place],
            overdue=paid[place] < row.amount and _past(row, as_of),
        )
        for place, row in enumerate(instalments)
    )
    return states, tuple(allocations), over, costs_open


def _past(row: Instalment, as_of: date) -> bool:
    """Whether the due day is over; while 待定, once no holiday could reach so far."""
    if row.due.day is not None:
        return row.due.day < as_of
    return row.nominal + _LONGEST_ROLL < as_of


def _arrived(receipts: Sequence[ReceiptLine], as_of: date) -> list[tuple[int, ReceiptLine]]:
    found = [(i, r) for i, r in enumerate(receipts) if r.received_on <= as_of]
    return sorted(found, key=lambda pair: (pair[1].received_on, pair[0]))


def stand(
    opening: Money,
    *,
    as_of: date,
    before: Sequence[ReceiptLine] = (),
    instalments: Sequence[Instalment] = (),
    receipts: Sequence[ReceiptLine] = (),
    costs: Money = ZERO,
    refunded: Money = ZERO,
) -> RecoveryStand:
    """Where a recovery stands: ``before`` are receipts ahead of (outside) the repayment plan.

    What comes in beyond a plan that does not cover the debt still brings the debt down, and so
    does what was ``refunded`` by who had been paid too much. Raises InvalidInput when more than
    the debt was booked without a plan: the excess must go back.
    """
    debt = opening - refunded
    states, allocations, over, costs_open = allocate(
        instalments, receipts, as_of=as_of, costs=costs
    )
    first = sum((r.amount for r in before if r.received_on <= as_of), ZERO)
    on_plan = sum((state.paid for state in states), ZERO)
    beyond = over if not instalments else min(over, max(debt - first - on_plan, ZERO))
    recovered = first + on_plan + beyond
    if recovered > debt:
        raise InvalidInput("domain.recovered_too_much", field="receipts")
    overdue = sum((state.open for state in states if state.overdue), ZERO)
    rate = percent_of(recovered, opening)
    return RecoveryStand(
        opening=opening,
        recovered=recovered,
        outstanding=debt - recovered,
        overdue=overdue,
        rate=rate,
        instalments=states,
        allocations=allocations,
        unallocated=over - beyond,
        costs_open=costs_open,
        text=f"垫付 {format_money(opening)} − 已追回 {format_money(recovered)}"
        + (f" − 多付退回 {format_money(refunded)}" if refunded else "")
        + f" = 未追回 {format_money(debt - recovered)}；追偿率 {rate}%",
        refunded=refunded,
    )


def percent_of(part: Money, whole: Money) -> Percent:
    """``part ÷ whole`` in percent with two decimals; zero for a zero whole."""
    return ZERO if whole == 0 else round_money(part * 100 / whole)


def suggest_shares(debt: Money, percents: Sequence[Percent]) -> tuple[Money, ...]:
    """Debtor shares by fault, to the fen (a suggestion that a clerk confirms)."""
    return split_pro_rata(debt, percents)


# 核销 -----------------------------------------------------------------------------------------


def more_than_years(since: date, on: date, years: int) -> bool:
    """Whether *more than* so many years have passed: from the day after the anniversary."""
    return on > add_years(since, years)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOff:
    """After 核销: the book is zero, the memo ledger (账销案存) keeps the right."""

    written_off: Money
    recovered_after: Money = ZERO

    @property
    def book(self) -> Money:
        """What the books still show."""
        return ZERO

    @property
    def memo(self) -> Money:
        """What is still owed outside the books."""
        return self.written_off - self.recovered_after

    def receive(self, amount: Money) -> WrittenOff:
        """Money that came after all (核销后追回); the written-off total never changes."""
        if not 0 < amount <= self.memo:
            raise InvalidInput("domain.recovered_too_much", field="receipts")
        return WrittenOff(
            written_off=self.written_off, recovered_after=self.recovered_after + amount
        )


# 代管款 ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodySplit:
    """Compensation for an unknown deceased: the fund's own advances come off, the rest is kept."""

    compensation: Money
    to_recovery: Money
    custody: Money
    text: str


def split_custody(compensation: Money, advances: Sequence[Money]) -> CustodySplit:
    """Deduct the fund's rescue and funeral advances; the rest is somebody else's money."""
    own = min(sum(advances, ZERO), compensation)
    parts = " − ".join(format_money(part) for part in advances)
    return CustodySplit(
        compensation=compensation,
        to_recovery=own,
        custody=compensation - own,
        text=f"{format_money(compensation)} − {parts} = {format_money(compensation - own)}",
    )
