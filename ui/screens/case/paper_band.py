"""The band over a page: what keeps the paper from being printed, each reason with its place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from mediation_app.messages import text_of_reason
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, IconMark, Label

if TYPE_CHECKING:
    from mediation_app.services.paper_lists import PaperOffer

_FEW = 3


class PaperBand(QFrame):
    """``place_wanted(place)`` from a reason, ``all_wanted`` when there are more than fit."""

    place_wanted = Signal(str)
    all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "band")
        self._row = QHBoxLayout(self)
        self.hide()
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._row.setContentsMargins(px(20), px(8), px(20), px(8))
        self._row.setSpacing(px(8))

    def show_offer(self, offer: PaperOffer) -> None:
        """Show what speaks against printing; nothing hides the band."""
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        locked = offer.state == "locked"
        stale = offer.state == "stale" and not offer.reasons
        self.setVisible(bool(offer.reasons) or locked or stale)
        self.setProperty("tone", "danger" if offer.reasons else "warn")
        self.style().unpolish(self)
        self.style().polish(self)
        if offer.reasons:
            self._reasons(offer)
        elif locked or stale:
            self._row.addWidget(IconMark("lock" if locked else "triangle-alert", "warn"))
            words = f"{offer.note}可以生成" if locked else "案件内容在打印后有改动，重新打印后再签"
            self._row.addWidget(Label(words, role="table"))
        self._row.addStretch(1)

    def _reasons(self, offer: PaperOffer) -> None:
        self._row.addWidget(IconMark("octagon-x", "danger"))
        self._row.addWidget(Label("暂不能打印：", role="tableStrong", tone="danger"))
        for reason in offer.reasons[:_FEW]:
            text = text_of_reason(reason)
            self._row.addWidget(ElidedLabel(text, role="table"))
            if reason.place:
                go = Button(
                    "去填", kind="link", on_click=partial(self.place_wanted.emit, reason.place)
                )
                go.setAccessibleName(f"{text}，去填")
                self._row.addWidget(go)
        rest = len(offer.reasons) - _FEW
        if rest > 0:
            self._row.addWidget(Button(f"另 {rest} 项", kind="link", on_click=self.all_wanted.emit))
