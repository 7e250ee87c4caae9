"""多付退款: what was paid too much, who gives it back until when, and what has come."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from mediation_app.domain.workflow.refunds import OPEN
from mediation_app.services.refunds import RefundsView
from ui.screens.fund.book import FundBook
from ui.screens.fund.refund_card import RefundCard
from ui.screens.fund.refund_steps import RefundSteps, adjusting
from ui.screens.fund.sections import FundSection
from ui.widgets.basics import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.figure_strip import Figure, FigureStrip


class RefundsSection(FundSection):
    """The refunds of an application, one below the other."""

    def __init__(self, book: FundBook) -> None:
        self.register = Button("登记多付", icon="plus", on_click=self._register)
        super().__init__(book, "多付退款", self.register)
        self.steps = RefundSteps(book, self)
        self.strip = FigureStrip("多付退款数字")
        self.body.addWidget(self.strip)
        self._cards = QVBoxLayout()
        self.cards: list[RefundCard] = []
        self.body.addLayout(self._cards)
        self.empty = EmptyState(
            "没有登记多付",
            "保险公司事后赔付、账单核减、重复支付或付错收款人时，在这里登记应退的金额，由另一人复核后通知退款。",
            sign="hand-coins",
        )
        self.body.addWidget(self.empty, 1)
        self.body.addStretch(1)

    def show_book(self) -> None:
        found = self.steps.refunds
        offer = adjusting(self.book)
        # the banner over the page has the same button while the case hints at something
        wanted = found is not None and found.room > ZERO and not found.suspicions
        self.register.setVisible(offer is not None and wanted)
        for card in self.cards:
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        rows = found.refunds if found is not None else ()
        self.empty.setVisible(not rows)
        self.strip.setVisible(bool(rows))
        if found is None or not rows:
            return
        self.strip.set_figures(_figures(found))
        for view in reversed(rows):
            card = RefundCard(view, self.book.today, step=self.steps.open, letter=self.steps.letter)
            self.cards.append(card)
            self._cards.addWidget(card)

    def _register(self) -> None:
        self.steps.adjust()

    def first_focus(self) -> QWidget | None:
        for card in self.cards:
            for button in card.buttons.values():
                return button
        return self.register if self.register.isVisible() else None


def _figures(found: RefundsView) -> list[Figure]:
    receipts = sum(len(view.receipts) for view in found.refunds)
    dues = [v.refund.due_on for v in found.refunds if v.refund.state in OPEN and v.refund.due_on]
    due = f"{min(dues):%m-%d} 前退回" if dues else "尚未通知" if found.open else "无"
    tone = "fund" if found.open > ZERO else "text"
    return [
        Figure(key="paid", value=format_money(found.paid), label="已付（元）", note="拨付凭证不变"),
        Figure(key="claimed", value=format_money(found.claimed), label="应退（元）",
               note=f"{len(found.refunds)} 笔"),
        Figure(key="back", value=format_money(found.returned), label="已退回（元）",
               note=f"到账或抵扣 {receipts} 笔"),
        Figure(key="open", value=format_money(found.open), label="未退回（元）", tone=tone, note=due),
    ]  # fmt: skip
