"""A slider over 0–100 whose usual band is marked: a share in percent.

Arrow keys step by 1, PgUp and PgDn by 5; Home and End go to the bounds. What may be reached is
said by ``set_bounds``; a move beyond them stops there and is told by ``stopped``.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from ui.theme import follow_look, look
from ui.widgets.painting import draw_text, fill_round, focus_ring, stroke_round, text_width

TOP, TRACK, KNOB = 12, 4, 16
_GREY = "c4"


class BandedSlider(QAbstractSlider):
    """``valueChanged`` as ever; ``stopped(limit)`` when somebody pulled against a bound."""

    stopped = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(0, 100)
        self.setSingleStep(1)
        self.setPageStep(5)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._band: tuple[int, int] | None = None
        self._usual: int | None = None
        self._bounds = (0, 100)
        self._held = 0.0
        self.actionTriggered.connect(self._bound)
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setFixedHeight(look().px(40 if self._band is not None else 26))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(240), self.minimumHeight())

    def set_band(self, band: tuple[int, int] | None, usual: int | None = None) -> None:
        """Mark the band and the usual value; None for a share without a rule."""
        self._band, self._usual = band, usual
        text = ""
        if band is not None:
            text = f"幅度 {band[0]} 至 {band[1]}" if band[0] != band[1] else f"通常 {band[0]}"
            if usual is not None and band[0] != band[1]:
                text += f"，通常 {usual}"
        self.setAccessibleDescription(text)
        self._relook()

    def set_bounds(self, low: int, high: int) -> None:
        """What a person may reach now; a value outside stays until it is moved."""
        self._bounds = (low, high)

    def bounds(self) -> tuple[int, int]:
        """What a person may reach now."""
        return self._bounds

    def put(self, value: int) -> None:
        """Show a value without telling anyone."""
        blocked = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(blocked)
        self.update()

    def _bound(self, _action: int) -> None:
        wanted = self.sliderPosition()
        low, high = self._bounds
        reached = min(max(wanted, low), high)
        if reached != wanted:
            self.setSliderPosition(reached)
            self.stopped.emit(reached)

    # --- keyboard and mouse -------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.setValue(self._bounds[event.key() == Qt.Key.Key_End])
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls the panel, never a share

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        at = event.position().x()
        knob = self._x(self.value())
        self._held = at - knob if abs(at - knob) <= look().px(KNOB) else 0.0
        self.setSliderDown(True)
        self._drag(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._drag(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        self.setSliderDown(False)

    def _drag(self, at: float) -> None:
        left, right = self._ends()
        part = (at - self._held - left) / max(right - left, 1)
        wanted = round(min(max(part, 0.0), 1.0) * 100)
        low, high = self._bounds
        reached = min(max(wanted, low), high)
        self.setValue(reached)
        if reached != wanted:
            self.stopped.emit(reached)

    # --- painting -----------------------------------------------------------------------------

    def _ends(self) -> tuple[float, float]:
        edge = look().px(KNOB) / 2 + 2
        return edge, self.width() - edge

    def _x(self, value: float) -> float:
        left, right = self._ends()
        return left + (right - left) * value / 100

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = look().px
        left, right = self._ends()
        middle, high = float(px(TOP)), px(TRACK)
        track = QRectF(left, middle - high / 2, right - left, high)
        fill_round(painter, track, "border", high / 2)
        alive = self.isEnabled()
        if self._band is not None:
            self._paint_band(painter, middle)
        done = QRectF(left, track.y(), self._x(self.value()) - left, high)
        fill_round(painter, done, "c1" if alive else _GREY, high / 2)
        knob = QRectF(0, 0, px(KNOB), px(KNOB))
        knob.moveCenter(QPointF(self._x(self.value()), middle))
        fill_round(painter, knob, "surface", px(KNOB) / 2)
        stroke_round(painter, knob, "c1" if alive else _GREY, px(KNOB) / 2, px(4))
        if self.hasFocus():
            focus_ring(painter, knob.adjusted(-3, -3, 3, 3), KNOB / 2 + 3)

    def _paint_band(self, painter: QPainter, middle: float) -> None:
        """A soft stretch with its ends and the usual value named below."""
        assert self._band is not None
        px = look().px
        low, high = self._band
        stretch = QRectF(self._x(low) - px(2), middle - px(8), 0, px(16))
        stretch.setRight(self._x(high) + px(2))
        fill_round(painter, stretch, "accentSoft", px(4))
        stroke_round(painter, stretch, "c1", px(4), 1)
        marks = [low] if low == high else [low, high]
        if self._usual is not None and self._usual not in marks:
            marks.append(self._usual)
        taken: list[tuple[float, float]] = []
        for value in marks:
            text = str(value)
            wide = text_width(text, "caption")
            x = min(max(self._x(value) - wide / 2, 0.0), self.width() - wide)
            if value == high and low != high and taken and x < taken[0][1] + px(4):
                x = taken[0][1] + px(4)
            if any(x < end and x + wide > start for start, end in taken):
                continue
            taken.append((x, x + wide))
            tone = "text" if value == self._usual else "text3"
            box = QRectF(x, middle + px(10), wide + 2, px(17))
            draw_text(painter, box, text, role="caption", tone=tone, elide=False)
        if self._usual is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look().color("accent")))
            x, y = self._x(self._usual), middle - px(9)
            size = px(3)
            painter.drawPolygon(
                [QPointF(x - size, y - size), QPointF(x + size, y - size), QPointF(x, y + 1)]
            )
