"""可能多付: what the case hints at, over the page of an application, with the one act."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout

from mediation_app.domain.money import format_money
from mediation_app.services.refunds import RefundsView
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, IconMark, Label


class RefundBanner(QFrame):
    """``register`` opens the refund filled in, ``look_at`` shows the section."""

    def __init__(self, *, register: Callable[[], object], look_at: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("frame", "soft")
        self.setProperty("tone", "warn")
        self.setAccessibleName("可能多付")
        self.amount = Label("", role="tableStrong", tone="warn")
        self.working = ElidedLabel("", role="table")
        self.show_it = Button("查看", kind="quiet", on_click=look_at)
        self.register = Button("登记多付", on_click=register)
        self._row = QHBoxLayout(self)
        self._row.addWidget(IconMark("triangle-alert", "warn"))
        self._row.addWidget(self.amount)
        self._row.addWidget(self.working, 1)
        self._row.addWidget(self.show_it)
        self._row.addWidget(self.register)
        self.hide()
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._row.setContentsMargins(px(24), px(6), px(16), px(6))
        self._row.setSpacing(px(8))

    def show_refunds(self, found: RefundsView | None, *, may: bool) -> None:
        """Show what the case hints at; hidden when it hints at nothing."""
        hints = found.suspicions if found is not None else ()
        if hints:
            total = sum((hint.amount for hint in hints), start=hints[0].amount * 0)
            self.amount.setText(f"可能多付 {format_money(total)} 元")
            self.working.set_text("；".join(hint.working for hint in hints))
            self.register.setVisible(may)
        self.setVisible(bool(hints))
