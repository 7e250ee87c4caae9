"""Ageing of what is owed to the fund (账龄): by how long ago the debt should have come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from mediation_app.domain.calendar import add_years
from mediation_app.domain.records import ZERO, Choice, Money

REST_DAYS = 90
"""A recovery must not rest longer than this without a next step (CHK-11), in days."""


class Age(Choice):
    """How long something is overdue."""

    NOT_DUE = "not_due", "未到期"
    DAYS_30 = "days_30", "1–30 天"
    DAYS_90 = "days_90", "31–90 天"
    DAYS_180 = "days_180", "91–180 天"
    YEAR = "year", "181–365 天"
    YEARS_2 = "years_2", "1–2 年"
    YEARS_3 = "years_3", "2–3 年"
    OLDER = "older", "3 年以上"


def span_of(age: Age, on: date) -> tuple[date, date]:
    """The days [first, last] a debt of this age counts from, as seen on a day.

    A debt that counts from today, or from later, is not due yet.
    """
    edges = [
        date.max,
        on - timedelta(days=1),
        on - timedelta(days=31),
        on - timedelta(days=91),
        on - timedelta(days=181),
        add_years(on, -1) - timedelta(days=1),
        add_years(on, -2) - timedelta(days=1),
        add_years(on, -3) - timedelta(days=1),
    ]
    place = list(Age).index(age)
    first = edges[place + 1] + timedelta(days=1) if place + 1 < len(edges) else date.min
    return first, edges[place]


def age_of(since: date, on: date) -> Age:
    """The age of a debt that counts from a day."""
    return next(age for age in Age if span_of(age, on)[0] <= since)


def overdue_of(unpaid: Sequence[tuple[date, Money]], on: date) -> Money:
    """What should have come in by the day before, in yuan."""
    return sum((amount for due, amount in unpaid if due < on), ZERO)


def idle_after(next_step_on: date | None, acted_on: date) -> date:
    """The day after which a recovery rests (CHK-11): its next step has passed or there is none,
    or nothing was done for too long."""
    return min(next_step_on or date.min, acted_on + timedelta(days=REST_DAYS))
