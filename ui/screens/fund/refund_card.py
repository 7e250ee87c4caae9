"""One refund on the page: who owes it and why, until when, what came, what may be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mediation_app.domain.money import format_money
from mediation_app.domain.refunds import RefundReceipt, RefundState
from mediation_app.domain.workflow.refunds import OPEN
from mediation_app.services.refunds import RefundView
from ui.screens.fund.refund_steps import is_near
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label, Tag, row
from ui.widgets.deadline import DeadlineBadge
from ui.widgets.flow import FlowLayout

_TONES = {
    RefundState.DUE: "warn",
    RefundState.TOLD: "fund",
    RefundState.PART: "fund",
    RefundState.RETURNED: "ok",
    RefundState.DROPPED: "neutral",
}


class RefundCard(QFrame):
    """``step(refund_id, event)`` for a step, ``letter()`` for the letter."""

    def __init__(
        self,
        view: RefundView,
        today: date,
        *,
        step: Callable[[str, str], object],
        letter: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setProperty("frame", "card")
        it = view.refund
        self.setAccessibleName(f"{it.debtor_name} 应退 {format_money(it.amount)} 元")
        self._column = QVBoxLayout(self)
        self.state = Tag(it.state.label, _TONES[it.state])
        self.badge = DeadlineBadge()
        if it.due_on is not None and it.state in OPEN:
            self.badge.set_due(it.due_on, today, reckoning=it.due_why)
        amount = Label(f"{format_money(it.amount)} 元", role="strong", selectable=True)
        self._column.addLayout(
            row(Label(it.debtor_name, role="strong"), self.state, self.badge, None, amount)
        )
        number = f"{it.number}，" if it.number else ""
        self._column.addWidget(
            Label(f"{number}{view.cause_label}，{it.working}", role="table", wrap=True)
        )
        self._column.addWidget(Label(_course(view), role="caption", tone="text2", wrap=True))
        for receipt in view.receipts:
            words, sum_ = _receipt(receipt)
            line = row(gap=12)
            line.addWidget(Label(words, role="table", tone="text2", wrap=True), 1)
            line.addWidget(Label(sum_, role="table"))
            self._column.addLayout(line)
        if view.receipts and it.open_amount:
            left = Label(f"{format_money(it.open_amount)} 元", role="tableStrong", tone="fund")
            self._column.addLayout(row(Label("尚未退回", role="tableStrong"), None, left))
        self.buttons: dict[str, Button] = {}
        self._column.addWidget(self._acts(view, step, letter))
        follow_look(self._relook)

    def _acts(
        self,
        view: RefundView,
        step: Callable[[str, str], object],
        letter: Callable[[], object],
    ) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder)
        for offer in view.offers:
            if not is_near(offer):
                continue
            kind = "default"
            if offer.step.danger:
                kind = "quiet"
            elif offer.step.primary and offer.allowed:
                kind = "primary"
            button = Button(
                offer.step.label,
                kind=kind,
                on_click=partial(step, view.refund.id, offer.step.event),
            )
            self.buttons[offer.step.event] = button
            flow.addWidget(button)
        if view.refund.state is not RefundState.DROPPED or view.refund.told_on is not None:
            flow.addWidget(Button("退款通知书", kind="link", icon="file-text", on_click=letter))
        return holder

    def _relook(self) -> None:
        px = look().px
        self._column.setContentsMargins(px(16), px(12), px(16), px(10))
        self._column.setSpacing(px(6))


def _course(view: RefundView) -> str:
    """Who found it, who confirmed it, when it was told and until when it is due."""
    it, names = view.refund, view.names
    parts = [f"{_day(it.found_on)} {names.get('finder', '')} 登记".strip()]
    confirm = next((s for s in view.history if s.event == "confirm"), None)
    if confirm is not None:
        parts.append(f"{_day(confirm.occurred_on)} {names.get('checker', '')} 复核".strip())
    if it.told_on is not None:
        parts.append(f"{_day(it.told_on)} {it.served_how}，{_day(it.due_on)} 前退回")
    drop = next((s for s in view.history if s.event == "drop"), None)
    if drop is not None:
        parts.append(f"{_day(drop.occurred_on)} {drop.person_name} 撤销：{drop.note}")
    return "；".join(parts)


def _receipt(receipt: RefundReceipt) -> tuple[str, str]:
    words = receipt.offset_note or f"{receipt.payer_name}，流水号 {receipt.bank_serial}"
    return f"{_day(receipt.received_on)} {words}", f"{format_money(receipt.amount)} 元"


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else "待定"
