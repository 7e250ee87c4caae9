"""The lists of recoveries (追偿): pages, ageing, what rests, what has to be done.

Every list costs what it shows: rows come by key from a list that is kept with every write, sums
from kept sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mediation_app.database.recovery_queries import (
    RecoveryLine,
    RecoveryOrder,
    RecoveryQuery,
    Standing,
)
from mediation_app.domain.ageing import Age, span_of
from mediation_app.domain.calendar import add_months
from mediation_app.domain.money import from_fen
from mediation_app.domain.offices import Actor
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery_clock import ALARM_MONTHS
from mediation_app.services.base import Context

if TYPE_CHECKING:
    from mediation_app.database.queries import Page

_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeBand:
    """The running recoveries of one age: how many, and what they still owe, in yuan."""

    age: Age
    count: int
    outstanding: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """All running recoveries by age. ``overdue`` is what plans asked for and did not get."""

    on: date
    bands: tuple[AgeBand, ...]
    overdue: Money
    overdue_count: int

    @property
    def count(self) -> int:
        """How many run."""
        return sum(band.count for band in self.bands)

    @property
    def outstanding(self) -> Money:
        """What they still owe, in yuan."""
        return sum((band.outstanding for band in self.bands), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsDue:
    """What has to be done by a day; of each kind the most urgent, with how many there are.

    ``limitation``: the right lapses within twelve months and nobody has sued; ``steps``: a planned
    step is due; ``reviews``: a recovery on hold is to be looked at again; ``overdue``: an
    instalment did not come; ``resting``: no step ahead, or nothing done for 90 days.
    """

    on: date
    limitation: Page[RecoveryLine]
    steps: Page[RecoveryLine]
    reviews: Page[RecoveryLine]
    overdue: Page[RecoveryLine]
    resting: Page[RecoveryLine]


class RecoveryLists:
    """What the recovery officer works from."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store

    def page(self, actor: Actor, query: RecoveryQuery | None = None) -> Page[RecoveryLine]:
        """One page of the list of recoveries."""
        with self._store.read(actor) as reader:
            return reader.recovery_page(query or RecoveryQuery())

    def ageing(self, actor: Actor, on: date) -> Ageing:
        """The running recoveries by how long their oldest debt is overdue on a day.

        What is agreed counts from its oldest unpaid instalment, anything else from the payment.
        """
        from mediation_app.database import fund_sums

        unit = actor.unit_code
        days = [tuple(day.isoformat() for day in span_of(age, on)) for age in Age]
        with self._store.connection() as connection:
            found = fund_sums.spans(connection, unit, fund_sums.AGE, [(a, b) for a, b in days])
            due = fund_sums.before(connection, unit, fund_sums.DUE, on)
        return Ageing(
            on=on,
            bands=tuple(
                AgeBand(age=age, count=total.number, outstanding=from_fen(total.amount))
                for age, total in zip(Age, found, strict=True)
            ),
            overdue=from_fen(due.amount),
            overdue_count=due.number,
        )

    def rests(self, actor: Actor, on: date, *, limit: int = _SHOWN) -> Page[RecoveryLine]:
        """Recoveries without a next step, with one that passed, or untouched for 90 days."""
        with self._store.read(actor) as reader:
            return reader.recovery_page(_resting(on, limit))

    def actions_due(self, actor: Actor, on: date, *, limit: int = _SHOWN) -> ActionsDue:
        """Limitation alarms, planned steps, reviews, overdue instalments, and what rests."""

        def until(order: RecoveryOrder, day: date) -> Page[RecoveryLine]:
            return reader.recovery_page(RecoveryQuery(order=order, until=day, limit=limit))

        with self._store.read(actor) as reader:
            return ActionsDue(
                on=on,
                limitation=until(RecoveryOrder.LIMITATION, add_months(on, max(ALARM_MONTHS))),
                steps=until(RecoveryOrder.NEXT_STEP, on),
                reviews=until(RecoveryOrder.REVIEW, on),
                overdue=until(RecoveryOrder.DUE, on - timedelta(days=1)),
                resting=reader.recovery_page(_resting(on, limit)),
            )


def _resting(on: date, limit: int) -> RecoveryQuery:
    return RecoveryQuery(order=RecoveryOrder.IDLE, until=on - timedelta(days=1), limit=limit)


__all__ = [
    "ActionsDue",
    "Age",
    "AgeBand",
    "Ageing",
    "RecoveryLine",
    "RecoveryLists",
    "RecoveryOrder",
    "RecoveryQuery",
    "Standing",
]
