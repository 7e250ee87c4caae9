"""The only source of "now". The domain never asks; services pass dates down."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

# China has had one zone without summer time since 1991: a fixed offset needs no zone database.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


class Clock(Protocol):
    """Tells the present moment; tests and the demo give their own."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it was put: for journeys, demo data and tests."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment it was put to, in UTC."""
        return self.moment.astimezone(UTC)

    def put(self, year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
        """Put the clock to a moment of the office's (Chinese) time."""
        self.moment = datetime(year, month, day, hour, minute, tzinfo=CHINA)


def today(clock: Clock) -> date:
    """The office's date."""
    return clock.now().astimezone(CHINA).date()
