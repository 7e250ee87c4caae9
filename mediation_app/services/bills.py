"""The bill of an application: the hospital's list read in, and what other bills say about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.domain.bill_lines import (
    CopiedLines,
    FarPrice,
    copied_lines,
    far_prices,
    numbered,
)
from mediation_app.domain.fund import BillLine, FundApplication
from mediation_app.domain.fund_calculation import in_window
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import local_moment
from mediation_app.domain.offices import Actor
from mediation_app.exchange.bill_sheet import (
    BillSheet,
    SheetLine,
    SheetProblem,
    read_bill_file,
    read_bill_rows,
)
from mediation_app.exchange.sheets import FILTER, SUFFIXES
from mediation_app.services.base import Context
from mediation_app.services.fund_reckoning import Reckoner

if TYPE_CHECKING:
    from mediation_app.exchange.sheets import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class BillMarks:
    """What is suspicious about a bill (CHK-16): prices far above the same code elsewhere, and
    applications whose bill has the same lines."""

    prices: tuple[FarPrice, ...] = ()
    copies: tuple[CopiedLines, ...] = ()

    @property
    def line_ids(self) -> frozenset[str]:
        """The lines concerned."""
        found = {one.line_id for one in self.prices}
        return frozenset(found.union(*(one.line_ids for one in self.copies)))


class BillService:
    """Use cases of the bill (费用清单) that are more than saving it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._reckoner = Reckoner(context)

    def read_file(self, path: Path, application: FundApplication) -> BillSheet:
        """Read the hospital's list from Excel or CSV. Raises BadFile. Nothing is stored."""
        return read_bill_file(path, year=_year(application))

    def read_rows(self, rows: Sequence[Row], application: FundApplication) -> BillSheet:
        """The same for rows of a table that were pasted."""
        return read_bill_rows(rows, year=_year(application))

    def rules(self, actor: Actor, application_id: str) -> FundRules:
        """The rules the application is under: for telling which lines lie in the window."""
        with self._context.store.read(actor) as reader:
            application = reader.get(FundApplication, application_id)
            case = reader.case_file(application.case_id)
        return self._reckoner.rules(case, application)

    def marks(self, actor: Actor, application_id: str, lines: Iterable[BillLine]) -> BillMarks:
        """What other bills of the office say about these lines, saved or not.

        Asks by code and by moment, so that it costs what the bill has, not what is stored.
        """
        from mediation_app.database.bill_queries import prices_elsewhere, twins_elsewhere

        own = tuple(lines)
        codes = {line.code for line in own if line.code and line.unit_price}
        moments = [(line.served_at, line.amount) for line in own if line.served_at is not None]
        with self._context.store.read(actor) as reader:
            unit = actor.unit_code
            with self._context.store.connection() as connection:
                known = prices_elsewhere(connection, unit, application_id, codes)
                twins = twins_elsewhere(connection, unit, application_id, moments)
            keys = tuple({twin.application_id for twin in twins})
            numbers = {
                one.id: one.number
                for one in (reader.records(FundApplication, id=keys) if keys else ())
            }
        return BillMarks(prices=far_prices(own, known), copies=copied_lines(own, twins, numbers))


def bill_lines(
    application: FundApplication,
    rules: FundRules,
    rows: Iterable[SheetLine],
    *,
    after: Sequence[BillLine] = (),
) -> tuple[BillLine, ...]:
    """Lines of the application from what was read, behind those of ``after``."""
    made = tuple(
        BillLine(
            id=new_id(),
            case_id=application.case_id,
            application_id=application.id,
            served_at=row.served_at,
            code=row.code,
            name=row.name,
            unit_price=row.unit_price,
            quantity=row.quantity,
            amount=row.amount,
            insurance_class=row.insurance_class,
            measure=row.measure,
        )
        for row in rows
    )
    return numbered((*after, *windowed(application, rules, made)))


def windowed(
    application: FundApplication, rules: FundRules, lines: Iterable[BillLine]
) -> tuple[BillLine, ...]:
    """The lines with the window test as the rules have it (168 hours or calendar days)."""
    from dataclasses import replace

    found = []
    for line in lines:
        inside = in_window(line, application, rules)
        found.append(line if line.in_window == inside else replace(line, in_window=inside))
    return tuple(found)


def _year(application: FundApplication) -> int | None:
    started = application.rescue_started_at
    return local_moment(started).year if started else None


__all__ = [
    "FILTER",
    "SUFFIXES",
    "BillMarks",
    "BillService",
    "BillSheet",
    "SheetLine",
    "SheetProblem",
    "bill_lines",
    "windowed",
]
