"""基金 → 代管款: compensation kept for people who are not known yet; never the fund's money."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desk import Desk
from ui.screens.fund.pane import Pane
from ui.session import Session
from ui.widgets.empty_state import EmptyState


class CustodyPane(Pane):
    """What is kept, and for whom."""

    touches = ("Custody", "CustodyEntry")

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self.empty = EmptyState(
            "没有代管款", "身份不明死者的赔偿款由基金代管，单独记账，不计入基金收入", sign="lock"
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.empty)

    def focus_place(self) -> QWidget:
        return self.empty
