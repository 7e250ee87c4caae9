"""A state as a word over a five-step bar, as a widget (tables paint the same)."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import follow_look, look
from ui.widgets.painting import draw_state


class StateCell(QWidget):
    """``set_state("调解中", 3)``; tones accent, fund, warn, ok."""

    def __init__(
        self, word: str = "", step: int = 0, tone: str = "accent", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._word, self._step, self._tone = word, step, tone
        follow_look(self._relook)

    def set_state(self, word: str, step: int, tone: str = "accent") -> None:
        """Show another state; ``step`` 0 to 5."""
        self._word, self._step, self._tone = word, step, tone
        self._relook()

    def _relook(self) -> None:
        self.setMinimumSize(look().px(80), look().px(32))
        self.setAccessibleName(f"{self._word}，第 {self._step} 步，共 5 步")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_state(painter, QRectF(self.rect()), self._word, self._step, self._tone)
