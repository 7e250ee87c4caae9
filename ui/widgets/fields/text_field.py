"""Text of several lines; Tab leaves it, Ctrl+Enter is the screen's."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import set_prop
from ui.widgets.fields.contract import REQUIRED


class TextField(QPlainTextEdit):
    """``lines`` high at least; grows with its text up to ``most`` lines."""

    changed = Signal()
    edited = Signal()
    problem = Signal(str)

    def __init__(
        self,
        name: str = "",
        parent: QWidget | None = None,
        *,
        lines: int = 3,
        most: int = 8,
        hint: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._lines, self._most, self._hint = lines, most, hint
        self._composing = False
        self._quiet = False
        self._before = ""
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setPlaceholderText(hint)
        self.textChanged.connect(self._typed)
        follow_look(self._grow)

    def value(self) -> str:
        """The text, trimmed."""
        return self.toPlainText().strip()

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self._quiet = True
        if (value or "") != self.toPlainText():
            self.setPlainText(value or "")
        self._before = value or ""
        self._quiet = False

    def set_required(self, required: bool) -> None:
        """Show 必填 while it is empty."""
        self.setPlaceholderText(REQUIRED if required else self._hint)

    def set_read_only(self, read_only: bool) -> None:
        """Show, but take no input."""
        self.setReadOnly(read_only)

    def set_state(self, state: str) -> None:
        """``error``, ``warn`` or empty."""
        set_prop(self, "state", state)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.toPlainText() != self._before:
            self._before = self.toPlainText()
            self.edited.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()  # another width breaks the lines elsewhere

    def _typed(self) -> None:
        self._grow()
        if not self._quiet and not self._composing:
            self.changed.emit()

    def _grow(self) -> None:
        step = self.fontMetrics().lineSpacing()
        wanted = max(self._lines, self.document().lineCount())
        lines = min(self._most, wanted)
        # A bar that comes and goes would change the width and with it the lines.
        bar = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            bar.ScrollBarAsNeeded if wanted > self._most else bar.ScrollBarAlwaysOff
        )
        self.setFixedHeight(lines * step + look().px(16))
