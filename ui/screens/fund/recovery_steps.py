"""Taking a step of the recovery: the generic dialog, filled with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from mediation_app.domain.money import format_money
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
    from mediation_app.services.recovery import RecoveryView

_CASE_PLACES = frozenset({"accident", "parties", "vehicles"})


class RecoverySteps(QObject):
    """Opens the dialog of a step and takes it."""

    def __init__(self, book: FundBook, parent: QObject) -> None:
        super().__init__(parent)
        self.book = book

    def open(self, event: str, known: Mapping[str, object] | None = None) -> None:
        """The dialog of a step that is offered now; ``known`` fills in what is known of a receipt."""
        view = self.book.found.recovery if self.book.found else None
        offer = next((o for o in view.offers if o.step.event == event), None) if view else None
        if view is None or offer is None:
            return
        receiving = event == "receive"
        sheet = self._money(view, offer, known) if receiving else self._plain(view, offer)
        sheet.place_wanted.connect(self.go)
        sheet.taken.connect(partial(self._perform, sheet, view.recovery.id, event))
        self.book.desk.notify.sheet.emit(sheet)

    def _plain(self, view: RecoveryView, offer: Offer) -> StepSheet:
        names = ("、".join(share.name for share in view.parts.shares))[:200]
        known: dict[str, object] = {
            "told": names,
            "debtor": view.parts.shares[0].name if len(view.parts.shares) == 1 else "",
            "notice_on": self.book.today,
            "way": "sue",
            "claim": f"判令偿还救助基金垫付款 {format_money(view.asked)} 元",
        }
        wanted = {fact.name for fact in offer.step.needs}
        values = {name: value for name, value in known.items() if name in wanted and value}
        return StepSheet(offer, today=self.book.today, values=values, text=_says(view, offer))

    def _money(
        self, view: RecoveryView, offer: Offer, known: Mapping[str, object] | None
    ) -> StepSheet:
        row = view.stand.next_open
        due = row.open if row is not None and view.parts.is_agreed else view.asked
        owed = view.owed + view.recovery.costs_open
        facts = [("追偿", view.recovery.number), ("未收回", f"{format_money(view.owed)} 元")]
        if row is not None and view.parts.is_agreed:
            facts.append(("本期应还", f"第 {row.instalment.number} 期 {format_money(row.open)} 元"))
        if view.recovery.costs_open:
            facts.append(("先抵垫付费用", f"{format_money(view.recovery.costs_open)} 元"))
        sheet = MoneySheet(
            offer,
            today=self.book.today,
            amount=due,
            facts=facts,
            verb="登记还款",
            values={"received_on": self.book.today, **(known or {})},
            amount_open=f"元，不超过 {format_money(owed)}，先抵最早逾期的一期",
        )
        debtor = sheet.form.rows.get("debtor_id")
        if debtor is not None:
            # the generic dialog has a line here: who paid is chosen among the debtors instead
            debtor.setVisible(False)
        return sheet

    def go(self, place: str) -> None:
        """A place in the application or in the case."""
        case = self.book.view.case.case.id
        if place in _CASE_PLACES:
            self.book.desk.navigator.go(Address.of("case", case, place))
            return
        self.book.desk.navigator.go(Address.of("fund", self.book.application_id, at=place))

    def _perform(
        self, sheet: StepSheet, key: str, event: str, on: date, facts: dict[str, Any]
    ) -> None:
        view = self.book.found.recovery if self.book.found else None
        if event == "receive" and view is not None:
            facts = facts | {"debtor_id": _debtor(view, str(facts.get("payer_name") or ""))}

        def work(bench: Workbench, me: Actor) -> Outcome[FundFile]:
            return bench.recovery.perform(me, key, event, on, facts)

        self.book.write(work, done=partial(self._done, sheet), failed=sheet.refuse)

    def _done(self, sheet: StepSheet) -> None:
        sheet.close_sheet()
        view = self.book.found.recovery if self.book.found else None
        state = f"，现在是{view.recovery.state.label}" if view is not None else ""
        self.book.desk.notify.say(f"已办理：{sheet.offer.step.label}{state}")


def _says(view: RecoveryView, offer: Offer) -> str:
    event = offer.step.event
    if event == "demand":
        return (
            f"第 {len(view.parts.demands) + 1} 次催款，逾期 {format_money(view.stand.overdue)} 元"
        )
    if event == "accelerate":
        return f"未到期的各期一并到期，合计 {format_money(view.stand.outstanding)} 元"
    return f"依据 {offer.step.rests_on}" if offer.step.rests_on else ""


def _debtor(view: RecoveryView, payer: str) -> str:
    """The debtor of that name, empty when somebody else paid."""
    return next((share.id for share in view.parts.shares if share.name == payer), "")
