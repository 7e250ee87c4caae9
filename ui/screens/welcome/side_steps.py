"""The steps of the wizard in the side of the entrance: done, now, ahead, on one line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme import follow_look, look
from ui.widgets.painting import draw_icon, draw_text, fill_round, stroke_round

_STEP = 74
_DISC = 22


class SideSteps(QWidget):
    """``set_now(2)``; ``set_note(0, "本机单人使用")`` writes what was chosen under a step."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = list(titles)
        self._notes = [""] * len(self._titles)
        self._now = 0
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setFixedHeight(look().px(_STEP) * len(self._titles))
        self.setMinimumWidth(look().px(200))
        self.set_now(self._now)

    def sizeHint(self) -> QSize:
        return QSize(look().px(240), look().px(_STEP) * len(self._titles))

    def set_now(self, number: int) -> None:
        """Which step is open."""
        self._now = number
        said = f"第 {number + 1} 步，共 {len(self._titles)} 步：{self._titles[number]}"
        self.setAccessibleName(said)
        self.update()

    def set_note(self, number: int, text: str) -> None:
        """What was chosen on a step that is done."""
        self._notes[number] = text
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now, px = look(), look().px
        for number, title in enumerate(self._titles):
            top = px(_STEP) * number
            disc = QRectF(1, top + 1, px(_DISC), px(_DISC))
            if number + 1 < len(self._titles):
                painter.setPen(QPen(now.color("accent" if number < self._now else "border"), 1.5))
                x = disc.center().x()
                painter.drawLine(
                    QPointF(x, disc.bottom() + px(6)), QPointF(x, top + px(_STEP) - px(5))
                )
            if number < self._now:
                fill_round(painter, disc, "accentFill", disc.width() / 2)
                draw_icon(
                    painter,
                    disc.center().x() - px(7),
                    disc.center().y(),
                    "check",
                    "onAccent",
                    size=14,
                )
            else:
                tone = "accent" if number == self._now else "control"
                fill_round(painter, disc, "surface", disc.width() / 2)
                stroke_round(painter, disc, tone, disc.width() / 2, 1.5)
                self._digit(painter, disc, str(number + 1), tone)
            text = QRectF(px(_DISC) + px(14), top, self.width() - px(_DISC) - px(14), px(_DISC) + 2)
            tone = "accent" if number == self._now else "text" if number < self._now else "text2"
            draw_text(
                painter, text, title, role="strong" if number == self._now else "body", tone=tone
            )
            if self._notes[number] and number < self._now:
                text.translate(0, px(22))
                draw_text(painter, text, self._notes[number], role="caption", tone="text3")

    @staticmethod
    def _digit(painter: QPainter, disc: QRectF, text: str, tone: str) -> None:
        from ui.widgets.painting import text_width

        wide = text_width(text, "caption")
        box = QRectF(disc.center().x() - wide / 2, disc.top(), wide + 2, disc.height())
        draw_text(painter, box, text, role="caption", tone=tone)
