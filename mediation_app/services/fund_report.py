"""The return of a quarter or a year (季度、年度统计报表): reckoned from the store, printed as F28."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundApplication, LedgerEntry, Payment
from mediation_app.domain.fund_report import FundRecords, FundReport, report
from mediation_app.domain.offices import Actor, Office
from mediation_app.domain.recovery import DebtorShare, Recovery, RepaymentReceipt
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

    def figures(self, actor: Actor, since: date, until: date) -> FundReport:
        """The figures of a span of days, both ends included."""
        with self._context.store.read(actor) as reader:
            records = FundRecords(
                applications=reader.records(FundApplication),
                payments=reader.records(Payment),
                recoveries=reader.records(Recovery),
                shares=reader.records(DebtorShare),
                receipts=reader.records(RepaymentReceipt),
                entries=reader.records(LedgerEntry),
            )
        return report(records, since, until)

    def paper(
        self,
        actor: Actor,
        since: date,
        until: date,
        kind: PaperKind,
        *,
        fonts: FontBook | None = None,
    ) -> Produced:
        """F28 for a span of days; ``kind`` is that of the catalogue (``fund_statistics``)."""
        from mediation_app.documents.context import Scene
        from mediation_app.documents.produce import produce

        found = self.figures(actor, since, until)
        with self._context.store.read(actor) as reader:
            offices = reader.records(Office)
        on = today(self._context.clock)
        scene = Scene(
            file=CaseFile(case=Case(id="")),
            office=offices[0] if offices else Office(id=""),
            today=on,
            kind=kind.code,
            wording=wording_of(self._context.rulebook, on),
            report=found,
        )
        return produce(kind, scene, fonts=fonts)


__all__ = ["STATISTICS", "FundReportService"]
