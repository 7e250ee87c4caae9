"""The return of a quarter or a year (季度、年度统计报表): reckoned from the store, printed as F28."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund_figures import FundReport
from mediation_app.domain.fund_report import SpanRows, report
from mediation_app.domain.offices import Actor, Office
from mediation_app.services.base import Context
from mediation_app.services.paper_wording import wording_of

if TYPE_CHECKING:
    from mediation_app.documents.catalog import PaperKind
    from mediation_app.documents.engine.api import FontBook
    from mediation_app.documents.produce import Produced

STATISTICS = "fund_statistics"


class FundReportService:
    """Figures of a span of days, and the paper they go out on."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def figures(
        self, actor: Actor, since: date, until: date, *, with_cases: bool = True
    ) -> FundReport:
        """The figures of a span of days, both ends included, as they are now.

        Without ``with_cases`` the cases by plan and in court are left out, which are many.
        """
        from mediation_app.database import fund_span as span
        from mediation_app.database.fund_ever import ever
        from mediation_app.database.outside import outside_within

        unit = actor.unit_code
        with self._context.store.connection() as at:
            rows = SpanRows(
                asked=span.numbered(at, unit, "received_on", since, until),
                accepted=span.numbered(at, unit, "accepted_on", since, until),
                not_accepted=span.not_accepted(at, unit, since, until),
                decided=span.decided(at, unit, since, until),
                paid=span.paid(at, unit, since, until),
                receipts=span.receipts(at, unit, since, until),
                written_off=span.written_off(at, unit, since, until),
                book=span.book(at, unit, since, until),
                custody=span.custody(at, unit, since, until),
                outside=outside_within(at, unit, since, until),
            )
            sums = ever(at, unit, since, until, with_cases=with_cases)
        return report(rows, sums, since, until, self._context.rulebook.calendar())

    def paper(
        self,
        actor: Actor,
        since: date,
        until: date,
        kind: PaperKind,
        *,
        fonts: FontBook | None = None,
    ) -> Produced:
        """F28 for a span of days as the figures are now."""
        found = self.figures(actor, since, until)
        return self.printed(actor, found, kind, fonts=fonts)

    def printed(
        self,
        actor: Actor,
        found: FundReport,
        kind: PaperKind,
        *,
        made_on: date | None = None,
        edition: int = 0,
        fonts: FontBook | None = None,
    ) -> Produced:
        """F28 of given figures; ``kind`` is that of the catalogue (``fund_statistics``).

        ``made_on`` is the day they were frozen; without it they are of today and no edition.
        """
        from mediation_app.documents.context import Scene
        from mediation_app.documents.produce import produce

        with self._context.store.read(actor) as reader:
            offices = reader.records(Office)
        on = made_on or today(self._context.clock)
        scene = Scene(
            file=CaseFile(case=Case(id="")),
            office=offices[0] if offices else Office(id=""),
            today=on,
            kind=kind.code,
            number=f"第 {edition} 版" if edition else "未冻结",
            wording=wording_of(self._context.rulebook, on),
            report=found,
        )
        return produce(kind, scene, fonts=fonts)


__all__ = ["STATISTICS", "FundReportService"]
