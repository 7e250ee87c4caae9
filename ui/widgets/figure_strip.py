"""A strip of figures: Today's counts, the indicators of the statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import PaintedButton
from ui.widgets.painting import draw_text, fill_round, focus_ring, text_width


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``value`` over or beside its ``label``; with ``note`` it stands on three lines."""

    key: str
    value: str
    label: str
    tone: str = "text"
    unit: str = ""
    note: str = ""


class _FigureButton(PaintedButton):
    def __init__(self, figure: Figure, parent: QWidget) -> None:
        super().__init__(parent)
        self.figure = figure
        self.compact = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.put(figure)

    def put(self, figure: Figure) -> None:
        self.figure = figure
        self.setAccessibleName(f"{figure.label} {figure.value} {figure.unit}，{figure.note}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        px = look().px
        role = "figureCompact" if self.compact else "figureSmall"
        wide = text_width(self.figure.value, role)
        label = text_width(self.figure.label, "table")
        if self.figure.note:
            return QSize(int(max(wide + px(40), label)) + px(30), px(80))
        return QSize(int(wide + label) + px(15 + 10 + 9), px(54))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        figure = self.figure
        box = QRectF(self.rect()).adjusted(px(15), 0, -px(8), 0)
        if self.underMouse():
            fill_round(painter, QRectF(self.rect()).adjusted(4, 4, -4, -4), "hover", px(6))
        role = "figureCompact" if self.compact else "figureSmall"
        if figure.note:
            top = box.center().y() - px(36)
            draw_text(
                painter,
                QRectF(box.x(), top, box.width(), px(20)),
                figure.label,
                role="caption",
                tone="text2",
            )
            middle = QRectF(box.x(), top + px(20), box.width(), px(32))
            used = draw_text(
                painter, middle, figure.value, role=role, tone=figure.tone, elide=False
            )
            draw_text(
                painter,
                middle.adjusted(used + px(6), px(5), 0, 0),
                figure.unit,
                role="caption",
                tone="text2",
            )
            draw_text(
                painter,
                QRectF(box.x(), top + px(52), box.width(), px(20)),
                figure.note,
                role="caption",
                tone="text2",
            )
        else:
            used = draw_text(painter, box, figure.value, role=role, tone=figure.tone, elide=False)
            rest = box.adjusted(used + px(10), px(2), 0, 0)
            draw_text(painter, rest, figure.label, role="table", tone="text2")
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()).adjusted(3, 3, -3, -3))


class FigureStrip(QFrame):
    """``chosen(key)`` on click or Enter: a figure leads to its cases."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "card")
        self.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(0)
        self._buttons: list[_FigureButton] = []
        self._compact = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_look(self._relook)

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Show these; the same number of them only changes their values."""
        if len(figures) == len(self._buttons):
            for button, figure in zip(self._buttons, figures, strict=True):
                button.put(figure)
            return
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for figure in figures:
            button = _FigureButton(figure, self)
            button.clicked.connect(self._clicked)
            self._buttons.append(button)
            self._row.addWidget(button)
        self._relook()

    def set_compact(self, compact: bool) -> None:
        """18-px figures, 42 high, for small windows."""
        self._compact = compact
        self._relook()

    def _relook(self) -> None:
        notes = any(button.figure.note for button in self._buttons)
        high = 84 if notes else 44 if self._compact else 56
        self.setFixedHeight(look().px(high))
        for button in self._buttons:
            button.compact = self._compact
            button.updateGeometry()
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Equal parts where they fit, else each its own width."""
        if self._buttons:
            most = max(button.sizeHint().width() for button in self._buttons)
            equal = 1 if most * len(self._buttons) <= self.width() else 0
            for place in range(len(self._buttons)):
                self._row.setStretch(place, equal)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _FigureButton):
            self.chosen.emit(sender.figure.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        inset = look().px(14)
        for button in self._buttons[1:]:
            line = QRectF(button.x(), inset, 1, self.height() - 2 * inset)
            painter.fillRect(line, look().color("border"))
