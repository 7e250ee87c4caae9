"""What pages of the fund's book (基金台账) ask for and get. Pure data; see ``book_pages``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from mediation_app.domain.fund import LedgerEntry
from mediation_app.domain.money import Money


class BookCursor(NamedTuple):
    """Where a page ends: day and key of its last line, and the balance before that line."""

    booked_on: date
    entry_id: str
    balance: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BookQuery:
    """One page of the book, the newest line first; ``until`` is the last month (``2026-11``)."""

    until: str = ""
    limit: int = 100
    after: BookCursor | None = None


class BookLine(NamedTuple):
    """One entry with the balance after it, in yuan."""

    entry: LedgerEntry
    balance: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPage:
    """Some lines, the newest first; ``after`` asks for the next page, None at the end."""

    lines: tuple[BookLine, ...]
    after: BookCursor | None
