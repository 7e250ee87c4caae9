"""Reading the fund's book (基金台账): balance, pages, spans, sums. Writing is ``ledger``'s."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.database.book_queries import BookCursor, BookLine, BookPage, BookQuery
from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.money import from_fen
from mediation_app.domain.offices import Actor
from mediation_app.domain.records import Money
from mediation_app.services.base import Context
from mediation_app.services.fund_figures import FundFigures, figures_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSums:
    """One month of the book, in yuan; ``closing`` is the balance at its end."""

    month: str
    entries: int
    income: Money
    spent: Money
    closing: Money


class LedgerPages:
    """What the book says."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store

    def balance(self, actor: Actor) -> Money:
        """What the fund holds now, in yuan."""
        from mediation_app.database import fund_sums

        with self._store.connection() as connection:
            return from_fen(fund_sums.balance(connection, actor.unit_code))

    def page(self, actor: Actor, query: BookQuery | None = None) -> BookPage:
        """A page of the book, the newest line first, each with the balance after it."""
        from mediation_app.database.book_pages import book_page

        with self._store.connection() as connection:
            return book_page(connection, actor.unit_code, query or BookQuery())

    def entries(
        self, actor: Actor, *, since: date | None = None, until: date | None = None
    ) -> tuple[BookLine, ...]:
        """Every line of a span of days, the oldest first; for a list on the screen ask ``page``."""
        from mediation_app.database.book_pages import book_span

        with self._store.connection() as connection:
            return book_span(connection, actor.unit_code, since, until)

    def totals(self, actor: Actor, *, since: date, until: date) -> dict[LedgerKind, Money]:
        """Sums by kind in a span of days, in yuan."""
        from mediation_app.database.book_pages import book_totals

        with self._store.connection() as connection:
            found = book_totals(connection, actor.unit_code, since, until)
        return {kind: from_fen(total.amount) for kind, total in found.items()}

    def months(
        self, actor: Actor, *, since: str = "", until: str = "9999-99"
    ) -> tuple[MonthSums, ...]:
        """The months of the book that have entries (``2026-11``), the newest first."""
        from mediation_app.database import fund_sums

        with self._store.connection() as connection:
            unit = actor.unit_code
            found = fund_sums.months(connection, unit, since=since, until=until)
            closing = fund_sums.balance(connection, unit, until_month=until)
        months: list[MonthSums] = []
        for month in sorted({month for month, _ in found}, reverse=True):
            own = [(kind, total) for (m, kind), total in found.items() if m == month]
            plus = sum(total.amount for kind, total in own if kind not in OUTGOING)
            minus = sum(total.amount for kind, total in own if kind in OUTGOING)
            months.append(
                MonthSums(
                    month=month,
                    entries=sum(total.number for _, total in own),
                    income=from_fen(plus),
                    spent=from_fen(-minus),
                    closing=from_fen(closing),
                )
            )
            closing -= plus + minus
        return tuple(months)

    def figures(self, actor: Actor, on: date) -> FundFigures:
        """The figures above the fund's lists."""
        with self._store.connection() as connection:
            return figures_of(connection, actor.unit_code, on)


OUTGOING = (LedgerKind.PAID_OUT, LedgerKind.RETURNED)
"""What counts as spent, net: what was paid out, less what the bank returned."""

__all__ = [
    "BookCursor",
    "BookLine",
    "BookPage",
    "BookQuery",
    "FundFigures",
    "LedgerPages",
    "MonthSums",
]
