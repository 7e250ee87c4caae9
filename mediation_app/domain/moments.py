"""Moments as the office reads them: the store keeps UTC, the county lives at UTC+8."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

OFFICE_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")


def local_moment(moment: datetime) -> datetime:
    """The moment on the office's clock."""
    return moment.astimezone(OFFICE_TIME)


def local_day(moment: datetime) -> date:
    """The office's date of a moment."""
    return moment.astimezone(OFFICE_TIME).date()


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An aware moment of the office's day."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OFFICE_TIME)
