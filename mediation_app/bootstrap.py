"""The composition root: opens the store, the files and the rules, and hands out the services.

Services are made on first use and imported only then, so that a window starts fast and a command
loads no more than it needs.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.clock import Clock, SystemClock
from mediation_app.services.base import Context

if TYPE_CHECKING:
    from mediation_app.database.credentials import Cost
    from mediation_app.rulebook import Rulebook
    from mediation_app.services.applications import ApplicationService
    from mediation_app.services.attachments import AttachmentService
    from mediation_app.services.bank_statements import BankStatementService
    from mediation_app.services.bills import BillService
    from mediation_app.services.cases import CaseService
    from mediation_app.services.custody import CustodyService
    from mediation_app.services.delegations import DelegationService
    from mediation_app.services.drafts import DraftService
    from mediation_app.services.exchange import ExchangeService
    from mediation_app.services.fund import FundService
    from mediation_app.services.fund_returns import ReturnsService
    from mediation_app.services.handover import HandoverService
    from mediation_app.services.layers import LayerService
    from mediation_app.services.ledger import LedgerService
    from mediation_app.services.maintenance import MaintenanceService
    from mediation_app.services.month_end import MonthEndService
    from mediation_app.services.office import OfficeService
    from mediation_app.services.packets import PacketService
    from mediation_app.services.papers import PaperService
    from mediation_app.services.people import PeopleService
    from mediation_app.services.recovery import RecoveryService
    from mediation_app.services.refunds import RefundService
    from mediation_app.services.statistics import StatisticsService
    from mediation_app.services.templates import TemplateService
    from mediation_app.services.today import TodayService

RULES_FOLDER = "rules"
PROVINCE = "37"  # the rules shown before an office is set up


class Workbench:
    """Everything a window or a command needs: one per opened office."""

    def __init__(self, context: Context, *, password_cost: Cost | None = None) -> None:
        self.context = context
        self._password_cost = password_cost

    # Mediation --------------------------------------------------------------------------------

    @cached_property
    def cases(self) -> CaseService:
        """The mediation of cases."""
        from mediation_app.services.cases import CaseService

        return CaseService(self.context)

    @cached_property
    def people(self) -> PeopleService:
        """First run, sign-in, people and roles."""
        from mediation_app.services.people import PeopleService

        return PeopleService(self.context, self._password_cost)

    @cached_property
    def delegations(self) -> DelegationService:
        """Roles lent for some days."""
        from mediation_app.services.delegations import DelegationService

        return DelegationService(self.context)

    @cached_property
    def office(self) -> OfficeService:
        """The office's particulars."""
        from mediation_app.services.office import OfficeService

        return OfficeService(self.context)

    @cached_property
    def attachments(self) -> AttachmentService:
        """Files of cases."""
        from mediation_app.services.attachments import AttachmentService

        return AttachmentService(self.context)

    @cached_property
    def drafts(self) -> DraftService:
        """Drafts of forms."""
        from mediation_app.services.drafts import DraftService

        return DraftService(self.context)

    @cached_property
    def today(self) -> TodayService:
        """The page 今日."""
        from mediation_app.services.today import TodayService

        return TodayService(self.context)

    # Fund -------------------------------------------------------------------------------------

    @cached_property
    def fund(self) -> FundService:
        """Applications to the rescue fund."""
        from mediation_app.services.fund import FundService

        return FundService(self.context)

    @cached_property
    def applications(self) -> ApplicationService:
        """Who may apply for what, and the scans of the materials."""
        from mediation_app.services.applications import ApplicationService

        return ApplicationService(self.context, self.fund, self.attachments)

    @cached_property
    def bills(self) -> BillService:
        """Reading hospitals' lists of costs, and what other bills say about them."""
        from mediation_app.services.bills import BillService

        return BillService(self.context)

    @cached_property
    def layers(self) -> LayerService:
        """The compulsory cover that several victims share."""
        from mediation_app.services.layers import LayerService

        return LayerService(self.context)

    @cached_property
    def recovery(self) -> RecoveryService:
        """Recovery of what the fund advanced."""
        from mediation_app.services.recovery import RecoveryService

        return RecoveryService(self.context)

    @cached_property
    def refunds(self) -> RefundService:
        """What the fund paid too much and asks back."""
        from mediation_app.services.refunds import RefundService

        return RefundService(self.context)

    @cached_property
    def custody(self) -> CustodyService:
        """Money kept for others, apart from the fund."""
        from mediation_app.services.custody import CustodyService

        return CustodyService(self.context)

    @cached_property
    def ledger(self) -> LedgerService:
        """The fund's book."""
        from mediation_app.services.ledger import LedgerService

        return LedgerService(self.context)

    @cached_property
    def returns(self) -> ReturnsService:
        """Quarterly and annual returns: draft, freeze, compare, print."""
        from mediation_app.services.fund_returns import ReturnsService

        return ReturnsService(self.context)

    @cached_property
    def statistics(self) -> StatisticsService:
        """Figures by month, quarter and year."""
        from mediation_app.services.statistics import StatisticsService

        return StatisticsService(self.context)

    @cached_property
    def statements(self) -> BankStatementService:
        """Bank statements of the fund's account."""
        from mediation_app.services.bank_statements import BankStatementService

        return BankStatementService(self.context)

    @cached_property
    def months(self) -> MonthEndService:
        """Closing the months of the fund's book."""
        from mediation_app.services.month_end import MonthEndService

        return MonthEndService(self.context)

    # Papers, exchange, upkeep -----------------------------------------------------------------

    @cached_property
    def packets(self) -> PacketService:
        """What a stage prints at once, and the volume of a case."""
        from mediation_app.services.packets import PacketService

        return PacketService(self.context, self.papers)

    @cached_property
    def papers(self) -> PaperService:
        """Documents: what can be produced, preview, Word, PDF."""
        from mediation_app.services.papers import PaperService

        return PaperService(self.context)

    @cached_property
    def templates(self) -> TemplateService:
        """The office's own templates: check, take in, put back."""
        from mediation_app.services.templates import TemplateService

        return TemplateService(self.context)

    @cached_property
    def handover(self) -> HandoverService:
        """The package of a case for those who take it over."""
        from mediation_app.services.handover import HandoverService

        return HandoverService(self.context)

    @cached_property
    def exchange(self) -> ExchangeService:
        """Whole cases in and out as JSON."""
        from mediation_app.services.exchange import ExchangeService

        return ExchangeService(self.context)

    @cached_property
    def maintenance(self) -> MaintenanceService:
        """Backup, restore, verify, self-test."""
        from mediation_app.services.maintenance import MaintenanceService

        return MaintenanceService(self.context)

    # Life -------------------------------------------------------------------------------------

    def reload_rules(self) -> None:
        """Read the rules of the office's own place: after the first run or a change of place."""
        office = self.office.known()
        code = office.jurisdiction if office is not None else PROVINCE
        rulebook = _rulebook(code, _overlay(self.context))
        # The one place where a collaborator is exchanged: every service shares this context.
        object.__setattr__(self.context, "rulebook", rulebook)

    def close(self) -> None:
        """Close the store. Closing twice is harmless."""
        self.context.store.close()

    def __enter__(self) -> Workbench:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_workbench(
    place: str | Path,
    *,
    clock: Clock | None = None,
    jurisdiction: str = "",
    password_cost: Cost | None = None,
) -> Workbench:
    """Open the office at a data folder or a database address.

    The rules are those of the office's place, of ``jurisdiction`` when given, of the province
    otherwise. Raises StoreTrouble when the data cannot be opened, BadFile for damaged rules.
    """
    from mediation_app.database.blobs import BlobStore
    from mediation_app.database.store import Store

    store = Store.open(place, clock or SystemClock())
    try:
        context = Context(
            store=store,
            blobs=BlobStore(store),
            rulebook=_rulebook(jurisdiction or PROVINCE, None),
            clock=store.clock,
        )
        workbench = Workbench(context, password_cost=password_cost)
        if not jurisdiction:
            workbench.reload_rules()
    except BaseException:
        store.close()
        raise
    return workbench


def _overlay(context: Context) -> Path | None:
    """The office's own rules lie beside an embedded database."""
    location = context.store.location
    if location.is_server:
        return None
    folder = location.folder / RULES_FOLDER
    return folder if folder.is_dir() else None


def _rulebook(code: str, overlay: Path | None) -> Rulebook:
    from mediation_app.rulebook import Rulebook

    return Rulebook.open(code, overlay=overlay)
