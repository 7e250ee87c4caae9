"""Horizontal bars: parts of one whole, each with its name, count and share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme import follow_look, look
from ui.widgets.painting import draw_text, fill_round, focus_ring, text_width

_PITCH, _BAR = 22, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBar:
    """One bar; ``share`` is text: ``42.4%``."""

    key: str
    name: str
    value: float
    text: str
    share: str = ""


class RowChart(QWidget):
    """``chosen(key)`` on click or Enter; ↑ and ↓ move. All bars share one scale."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None, *, tone: str = "c1") -> None:
        super().__init__(parent)
        self._name, self._tone = name, tone
        self._bars: tuple[RowBar, ...] = ()
        self._current = -1
        self._hover = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setMinimumHeight(look().px(_PITCH) * max(3, min(len(self._bars), 7)))
        self.updateGeometry()
        self.update()

    def set_bars(self, bars: Sequence[RowBar]) -> None:
        """Show these, in this order."""
        self._bars = tuple(bars)
        self._current = min(self._current, len(bars) - 1)
        self.setAccessibleDescription("；".join(_said(bar) for bar in bars))
        self._relook()

    def bars(self) -> tuple[RowBar, ...]:
        """What is shown."""
        return self._bars

    def sizeHint(self) -> QSize:
        return QSize(look().px(260), look().px(_PITCH) * max(3, len(self._bars)))

    def _pitch(self) -> float:
        most = look().px(_PITCH)
        return min(most, self.height() / len(self._bars)) if self._bars else most

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px, bars = look().px, self._bars
        if not bars:
            box = QRectF(self.rect())
            draw_text(painter, box, "没有数据", role="table", tone="text3", centre=True)
            return
        names = max(text_width(bar.name, "table") for bar in bars)
        left = min(names, self.width() * 0.45)
        share = max(text_width(bar.share, "caption") for bar in bars)
        count = max(text_width(bar.text, "tableStrong") for bar in bars)
        right = share + px(10) + count + px(10) if share else count + px(10)
        start = left + px(22)
        room = max(px(24), self.width() - start - right)
        most = max((bar.value for bar in bars), default=0.0) or 1.0
        pitch = self._pitch()
        for place, bar in enumerate(bars):
            row = QRectF(0, place * pitch, self.width(), pitch)
            if place == self._hover:
                fill_round(painter, row.adjusted(-2, 1, 2, -1), "hover", px(4))
            draw_text(
                painter, QRectF(0, row.y(), left + 1, pitch), bar.name, role="table", tone="text2"
            )
            wide = max(px(3), room * bar.value / most) if bar.value else 0
            high = min(px(_BAR), pitch - 4)
            box = QRectF(start, row.center().y() - high / 2, wide, high)
            fill_round(painter, box, self._tone, px(2))
            end = self.width() - (share + px(10) if share else 0)
            draw_text(
                painter,
                QRectF(0, row.y(), end, pitch),
                bar.text,
                role="tableStrong",
                tone="text",
                right=True,
                elide=False,
            )
            draw_text(
                painter, row, bar.share, role="caption", tone="text3", right=True, elide=False
            )
            if self.hasFocus() and place == self._current:
                focus_ring(painter, row.adjusted(-1, 1, 1, -1), 4)

    def _place_at(self, y: float) -> int:
        place = int(y / self._pitch()) if self._bars else -1
        return place if 0 <= place < len(self._bars) else -1

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(event.pos().y())
            if place >= 0:
                QToolTip.showText(event.globalPos(), _said(self._bars[place]), self)
                return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            if event.type() == QEvent.Type.FocusIn and self._current < 0 and self._bars:
                self._current = 0
            self.update()
        if event.type() == QEvent.Type.Leave and self._hover >= 0:
            self._hover = -1
            self.update()
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().y())
        if place != self._hover:
            self._hover = place
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().y())
        if place >= 0:
            self._current = place
            self.update()
            self.chosen.emit(self._bars[place].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._bars:
            self._current = max(0, min(len(self._bars) - 1, self._current + step))
            self.setAccessibleName(f"{self._name}，{_said(self._bars[self._current])}")
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.chosen.emit(self._bars[self._current].key)
        else:
            super().keyPressEvent(event)


def _said(bar: RowBar) -> str:
    return f"{bar.name} {bar.text} {bar.share}".strip()
