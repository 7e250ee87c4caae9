"""The band over a page: what keeps the paper from being printed, each reason with its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from mediation_app.messages import text_of_reason
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, IconMark, Label

if TYPE_CHECKING:
    from mediation_app.domain.papers import Paper
    from mediation_app.errors import Reason
    from mediation_app.services.paper_lists import PaperOffer

_FEW = 3


class PaperBand(QFrame):
    """``place_wanted(place)`` from a reason, ``all_wanted`` when there are more than fit,
    ``current_wanted`` to leave an old edition."""

    place_wanted = Signal(str)
    all_wanted = Signal()
    current_wanted = Signal()

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

    def _clear(self) -> None:
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def show_offer(self, offer: PaperOffer) -> None:
        """Show what speaks against printing; nothing hides the band."""
        self._clear()
        locked = offer.state == "locked"
        stale = offer.state == "stale" and not offer.reasons
        warned = bool(offer.warnings) and not offer.reasons
        self._paint("danger" if offer.reasons else "warn")
        self.setVisible(bool(offer.reasons) or locked or stale or warned)
        if offer.reasons:
            self._reasons(offer.reasons, "octagon-x", "danger", "暂不能打印：", "去填")
        elif locked:
            self._words("lock", f"{offer.note}可以生成")
        elif stale:
            self._words("triangle-alert", stale_text(offer))
        elif warned:
            self._reasons(offer.warnings, "triangle-alert", "warn", "打印前核对：", "去处理")
        self._row.addStretch(1)

    def show_edition(self, paper: Paper) -> None:
        """Say that an edition is shown as it was issued."""
        self._clear()
        self._paint("warn")
        mark = "（人工修改）" if paper.edited else ""
        self._words("history", f"第 {paper.edition} 版{mark}，生成时原样")
        back = Button("回到现行", kind="link", on_click=self.current_wanted.emit)
        self._row.addWidget(back)
        self._row.addStretch(1)
        self.show()

    def _paint(self, tone: str) -> None:
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)

    def _words(self, icon: str, words: str) -> None:
        self._row.addWidget(IconMark(icon, "warn"))
        self._row.addWidget(ElidedLabel(words, role="table"))

    def _reasons(
        self, reasons: Sequence[Reason], icon: str, tone: str, lead: str, verb: str
    ) -> None:
        self._row.addWidget(IconMark(icon, tone))
        self._row.addWidget(Label(lead, role="tableStrong", tone=tone))
        for reason in reasons[:_FEW]:
            text = text_of_reason(reason)
            self._row.addWidget(ElidedLabel(text, role="table"))
            if reason.place:
                go = Button(
                    verb, kind="link", on_click=partial(self.place_wanted.emit, reason.place)
                )
                go.setAccessibleName(f"{text}，{verb}")
                self._row.addWidget(go)
        rest = len(reasons) - _FEW
        if rest > 0:
            self._row.addWidget(Button(f"另 {rest} 项", kind="link", on_click=self.all_wanted.emit))


def stale_text(offer: PaperOffer) -> str:
    """What an old edition asks for."""
    if offer.paper is not None and offer.paper.edited:
        return "案件内容在人工修改后有改动，重新打印的一版不含人工修改"
    return "案件内容在打印后有改动，重新打印后再签"
