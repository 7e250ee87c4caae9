"""Bars: at most two series and a dashed line, values on demand and on the peak."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme import follow_look, look
from ui.widgets.painting import (
    draw_text,
    fill_round,
    focus_ring,
    hairline,
    stroke_round,
    text_width,
)

Number = int | float | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """``tone``: c1 (mediation), c2 (fund); a second series c5, c6; a dashed line c4."""

    name: str
    values: tuple[Number | None, ...]
    tone: str = "c1"


_EDGES = {"c5": "c1", "c6": "c2"}


class BarChart(QWidget):
    """``labels`` under the bars (the last is the current one). ``chosen(place)`` on click, Enter.

    ``axis`` false leaves the scale away (Today's small chart). Every chart has its table: it
    stands beside it on the screen.
    """

    chosen = Signal(int)

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        axis: bool = True,
        shown: Callable[[Number], str] = str,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._labels: tuple[str, ...] = ()
        self._bars: tuple[Series, ...] = ()
        self._line: Series | None = None
        self._axis = axis
        self._shown = shown
        self._current = -1
        self._strong = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setMinimumHeight(look().px(90))
        self.update()

    def set_data(
        self,
        labels: Sequence[str],
        bars: Sequence[Series],
        *,
        line: Series | None = None,
        strong: int = -1,
    ) -> None:
        """Show at most two series of bars and one dashed line; ``strong`` is the label in 500.

        Raises ValueError for more than two series.
        """
        if len(bars) > 2:
            raise ValueError("at most two series")
        self._labels, self._bars, self._line = tuple(labels), tuple(bars), line
        self._strong = strong
        self._current = -1
        said = "；".join(
            f"{label} "
            + "，".join(f"{s.name} {self._text(s.values[n])}" for s in bars if n < len(s.values))
            for n, label in enumerate(labels)
        )
        self.setAccessibleDescription(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(300), look().px(160))

    def _text(self, value: Number | None) -> str:
        return "" if value is None else self._shown(value)

    def _most(self) -> float:
        series = [*self._bars, *([self._line] if self._line else [])]
        found = [float(v) for s in series for v in s.values if v is not None]
        return max(found, default=0.0)

    def _axis_width(self) -> int:
        """Room for the scale: a number is never cut."""
        _, top = nice_scale(self._most())
        return max(look().px(24), math.ceil(text_width(f"{top:,g}", "caption")) + 1)

    def _plot(self) -> QRectF:
        px = look().px
        left = self._axis_width() + px(6) if self._axis else 0
        return QRectF(left, px(14), self.width() - left, self.height() - px(14 + 20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = look().px
        plot = self._plot()
        step, top = nice_scale(self._most())
        if self._axis:
            value = 0.0
            while value <= top + step / 2:
                y = round(plot.bottom() - plot.height() * value / top)
                hairline(painter, plot.x(), plot.right(), y, "border" if value == 0 else "grid")
                box = QRectF(0, y - px(9), self._axis_width(), px(18))
                text = f"{value:,g}"
                draw_text(painter, box, text, role="caption", tone="text3", right=True, elide=False)
                value += step
        else:
            hairline(painter, plot.x(), plot.right(), plot.bottom())
        if not self._labels:
            return
        cell = plot.width() / len(self._labels)
        wide = min(px(12), max(3.0, cell * 0.32))
        for place, label in enumerate(self._labels):
            middle = plot.x() + cell * (place + 0.5)
            self._paint_bars(painter, place, middle, wide, plot, top)
            box = QRectF(middle - cell / 2, plot.bottom() + px(4), cell, px(18))
            strong = place == self._strong
            draw_text(
                painter,
                box,
                label,
                role="captionStrong" if strong else "caption",
                tone="text" if strong else "text3",
                centre=True,
                elide=False,
            )
            if self.hasFocus() and place == self._current:
                focus_ring(
                    painter,
                    QRectF(middle - cell / 2, plot.y() - px(4), cell, plot.height() + px(26)),
                )
        self._paint_line(painter, cell, plot, top)
        self._paint_value(painter, cell, plot, top)

    def _paint_bars(
        self, painter: QPainter, place: int, middle: float, wide: float, plot: QRectF, top: float
    ) -> None:
        count = len(self._bars)
        gap = look().px(2)
        start = middle - (count * wide + (count - 1) * gap) / 2
        for number, series in enumerate(self._bars):
            value = series.values[place] if place < len(series.values) else None
            if not value:
                continue
            high = plot.height() * float(value) / top
            bar = QRectF(start + number * (wide + gap), plot.bottom() - high, wide, high)
            fill_round(painter, bar, series.tone, look().px(2))
            if series.tone in _EDGES:
                stroke_round(painter, bar, _EDGES[series.tone], look().px(2), 1)

    def _paint_line(self, painter: QPainter, cell: float, plot: QRectF, top: float) -> None:
        if self._line is None:
            return
        pen = QPen(look().color(self._line.tone), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        before: QPointF | None = None
        for place, value in enumerate(self._line.values):
            if value is None:
                before = None
                continue
            point = QPointF(
                plot.x() + cell * (place + 0.5), plot.bottom() - plot.height() * float(value) / top
            )
            if before is not None:
                painter.drawLine(before, point)
            before = point

    def _paint_value(self, painter: QPainter, cell: float, plot: QRectF, top: float) -> None:
        """The peak of the first series (or the chosen place) says its value."""
        if not self._bars or not self._axis:
            return
        values = [float(v) if v is not None else 0.0 for v in self._bars[0].values]
        if not values or not max(values):
            return
        place = self._current if 0 <= self._current < len(values) else values.index(max(values))
        text = self._text(self._bars[0].values[place])
        y = plot.bottom() - plot.height() * values[place] / top
        box = QRectF(plot.x() + cell * place, y - look().px(18), cell, look().px(17))
        draw_text(painter, box, text, role="captionStrong", tone="text", centre=True, elide=False)

    def _place_at(self, x: float) -> int:
        plot = self._plot()
        if not self._labels or x < plot.x():
            return -1
        return min(len(self._labels) - 1, int((x - plot.x()) / (plot.width() / len(self._labels))))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(event.pos().x())
            if place >= 0:
                QToolTip.showText(event.globalPos(), self._said(place), self)
                return True
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def _said(self, place: int) -> str:
        series = [*self._bars, *([self._line] if self._line else [])]
        parts = [
            f"{s.name} {self._text(s.values[place])}"
            for s in series
            if place < len(s.values) and s.values[place] is not None
        ]
        return f"{self._labels[place]}：" + "，".join(parts)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().x())
        if place >= 0:
            self._current = place
            self.update()
            self.chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._labels:
            step = 1 if key == Qt.Key.Key_Right else -1
            self._current = max(0, min(len(self._labels) - 1, self._current + step))
            self.setAccessibleName(f"{self._name}，{self._said(self._current)}")
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.chosen.emit(self._current)
        else:
            super().keyPressEvent(event)


def nice_scale(most: float) -> tuple[float, float]:
    """A step of 1, 2, 2.5 or 5 times a power of ten, and a top of at most six steps."""
    if most <= 0:
        return 1.0, 1.0
    power = 10.0 ** (len(str(int(most))) - 1) if most >= 1 else 0.1
    for factor in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5):
        step = factor * power
        if most / step <= 5.3:
            top = step
            while top < most:
                top += step
            return step, top
    return power, power * 10


class Legend(QWidget):
    """The names of series at the top right of a chart's card."""

    def __init__(
        self, items: Sequence[tuple[str, str, bool]], parent: QWidget | None = None
    ) -> None:
        """``items`` are (name, tone, dashed)."""
        super().__init__(parent)
        self._items = tuple(items)
        self.setAccessibleName("图例：" + "，".join(name for name, _, _ in items))
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        wide = sum(text_width(name, "caption") + px(28 + 6 * dash) for name, _, dash in self._items)
        self.setFixedSize(int(wide), px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        x: float = px(10)
        middle = self.height() / 2
        for name, tone, dashed in self._items:
            if dashed:
                painter.setPen(QPen(look().color(tone), 1.5, Qt.PenStyle.DashLine))
                painter.drawLine(QPointF(x, middle), QPointF(x + px(14), middle))
                x += px(18)
            else:
                box = QRectF(x, middle - px(4), px(8), px(8))
                fill_round(painter, box, tone, px(2))
                if tone in _EDGES:
                    stroke_round(painter, box, _EDGES[tone], px(2), 1)
                x += px(12)
            used = draw_text(
                painter,
                QRectF(x, 0, 999, self.height()),
                name,
                role="caption",
                tone="text2",
                elide=False,
            )
            x += used + px(16)
