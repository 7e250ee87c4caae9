"""Opening a refund and taking its steps: the generic dialogs, filled with what is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from mediation_app.domain.money import format_money
from mediation_app.domain.refund_findings import Suspicion
from mediation_app.domain.refund_rules import debtor_kind
from mediation_app.domain.workflow.engine import Offer
from ui.dialogs.money_step import MoneySheet
from ui.dialogs.step_dialog import StepSheet
from ui.navigation import Address
from ui.screens.fund.book import FundBook

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.files import FundFile
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome
    from mediation_app.services.refunds import RefundsView, RefundView

NOT_MINE = frozenset({"workflow.role", "fund.admin_no_business"})
_MONEY = ("receive", "offset")


def is_mine(offer: Offer) -> bool:
    """Whether the step is this person's, even when something else still stands in its way."""
    return not {reason.code for reason in offer.reasons} & NOT_MINE


def is_near(offer: Offer) -> bool:
    """Whether the step is worth a button: mine, and not one that waits for another step."""
    waits = {
        "refunds.confirmed",
        "refunds.not_confirmed",
        "refunds.offset_off",
        "refunds.offset_debtor",
    }
    return is_mine(offer) and not {reason.code for reason in offer.reasons} & waits


def adjusting(book: FundBook) -> Offer | None:
    """The step that opens a refund, when it is this person's."""
    found = (o for o in book.view.offers if o.step.event == "adjust" and is_mine(o))
    return next(found, None) if book.found is not None else None


class RefundSteps(QObject):
    """Opens the dialogs and takes the steps."""

    def __init__(self, book: FundBook, parent: QObject) -> None:
        super().__init__(parent)
        self.book = book

    @property
    def refunds(self) -> RefundsView | None:
        """The over-payments of the application as they were read."""
        return self.book.found.refunds if self.book.found is not None else None

    # --- opening a refund ---------------------------------------------------------------------

    def adjust(self) -> None:
        """E21, filled with the first suspicion of the case if there is one."""
        offer, found = adjusting(self.book), self.refunds
        if offer is None or found is None:
            return
        hint = found.suspicions[0] if found.suspicions else None
        codes = self.book.list_of("reasons.overpaid")
        choices = {"cause": tuple((code, f"{code} {words}") for code, words in codes.items())}
        sheet = StepSheet(
            offer,
            today=self.book.today,
            choices=choices,
            values=_hinted(hint, self.book),
            text=f"已付 {format_money(found.paid)} 元，最多可登记 {format_money(found.room)} 元；"
            "由另一人复核后通知退款",
            verb="登记多付",
        )
        sheet.place_wanted.connect(self.go)
        sheet.taken.connect(partial(self._opened, sheet))
        self.book.desk.notify.sheet.emit(sheet)

    def _opened(self, sheet: StepSheet, on: date, facts: dict[str, Any]) -> None:
        key = self.book.application_id

        def work(bench: Workbench, me: Actor) -> Outcome[FundFile]:
            return bench.fund.perform(me, key, "adjust", on, facts)

        self.book.write(work, done=partial(self._done, sheet), failed=sheet.refuse)

    # --- the refund's own steps ---------------------------------------------------------------

    def open(self, refund_id: str, event: str) -> None:
        """The dialog of a step of a refund."""
        view = self.of(refund_id)
        offer = next((o for o in view.offers if o.step.event == event), None) if view else None
        if view is None or offer is None:
            return
        sheet = self._money(view, offer) if event in _MONEY else self._plain(view, offer)
        sheet.place_wanted.connect(self.go)
        sheet.taken.connect(partial(self._take, sheet, refund_id, event))
        self.book.desk.notify.sheet.emit(sheet)

    def of(self, refund_id: str) -> RefundView | None:
        """One refund as it was read."""
        found = self.refunds
        rows = found.refunds if found is not None else ()
        return next((view for view in rows if view.refund.id == refund_id), None)

    def _plain(self, view: RefundView, offer: Offer) -> StepSheet:
        it = view.refund
        known: dict[str, object] = {"served_to": it.debtor_name}
        names = {fact.name for fact in offer.step.needs}
        values = {name: value for name, value in known.items() if name in names and value}
        text = f"{it.debtor_name} 应退 {format_money(it.amount)} 元，{view.cause_label}"
        return StepSheet(offer, today=self.book.today, values=values, text=text)

    def _money(self, view: RefundView, offer: Offer) -> MoneySheet:
        it = view.refund
        facts = [
            ("应退款人", it.debtor_name),
            ("应退", f"{format_money(it.amount)} 元"),
            ("尚未退回", f"{format_money(it.open_amount)} 元"),
        ]
        values: dict[str, object] = {"amount": it.open_amount}
        if offer.step.event == "receive":
            values |= {"received_on": self.book.today, "payer_name": it.debtor_name}
            values |= self.book.receipt  # a line of the bank may have led here
            self.book.receipt = {}
        sheet = MoneySheet(
            offer,
            today=self.book.today,
            amount=it.open_amount,
            facts=facts,
            verb=offer.step.label,
            values=values,
            amount_open=f"元，不超过 {format_money(it.open_amount)}",
        )
        amount = values["amount"]
        sheet.block.set_amount(amount if isinstance(amount, Decimal) else it.open_amount)
        return sheet

    def _take(
        self, sheet: StepSheet, refund_id: str, event: str, on: date, facts: dict[str, Any]
    ) -> None:
        def work(bench: Workbench, me: Actor) -> Outcome[FundFile]:
            return bench.refunds.perform(me, refund_id, event, on, facts)

        self.book.write(work, done=partial(self._done, sheet), failed=sheet.refuse)

    def _done(self, sheet: StepSheet) -> None:
        sheet.close_sheet()
        self.book.desk.notify.say(f"已办理：{sheet.offer.step.label}")

    # --- going --------------------------------------------------------------------------------

    def go(self, place: str) -> None:
        """A place in the application."""
        self.book.desk.navigator.go(Address.of("fund", self.book.application_id, at=place))

    def letter(self) -> None:
        """The letter (F22) in the documents of the case."""
        case = self.book.view.case.case.id
        at = "papers/fund_refund_notice"
        self.book.desk.navigator.go(Address.of("case", case, "documents", at=at))


def _hinted(hint: Suspicion | None, book: FundBook) -> dict[str, object]:
    """Who was paid gives back, unless somebody says otherwise; the rest from the suspicion."""
    case, file = book.view.case, book.view.file
    name = hint.debtor_name if hint is not None else file.application.payee_name
    party = hint.debtor_party_id if hint is not None else ""
    kind = debtor_kind(case, file, party_id=party, name=name)
    known: dict[str, object] = {"debtor": name, "debtor_kind": kind.value}
    if hint is not None:
        known |= {"cause": hint.cause, "amount": hint.amount, "opinion": hint.working}
    return known
