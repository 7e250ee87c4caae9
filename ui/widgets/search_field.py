"""The search field of a list: a lens, what is typed, × to clear; waits a moment before it asks."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.theme import follow_look, look
from ui.widgets.fields.line_field import LineEdit
from ui.widgets.fields.side_icon import SideIcon

WAIT_MS = 120


class SearchField(LineEdit):
    """``searched(text)`` comes 120 ms after the last key, at once on Enter.

    ``left_down`` when ↓ or Enter should move into the list; ``backspaced`` when Backspace is
    pressed in the empty field (removes the last filter chip).
    """

    searched = Signal(str)
    left_down = Signal()
    backspaced = Signal()

    def __init__(
        self, name: str = "查找", parent: QWidget | None = None, *, hint: str = "", width: int = 300
    ) -> None:
        super().__init__(name, parent, hint=hint)
        self._wide = width
        self._lens = SideIcon(self, "search", "", left=True)
        self._clear = SideIcon(self, "x", "清空", on_click=self.clear_search)
        self._clear.set_shown(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._tell)
        self.changed.connect(self._wait)
        self.textChanged.connect(self._show_clear)
        self._told = ""
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setMaximumWidth(look().px(self._wide))
        self.setMinimumWidth(look().px(140))

    def clear_search(self) -> None:
        """Empty the field and search for nothing."""
        self.clear()
        self._tell()

    def set_text(self, text: str) -> None:
        """Show a text without searching."""
        self._told = text
        self.setText(text)

    def _wait(self) -> None:
        self._timer.start()

    def _show_clear(self) -> None:
        self._clear.set_shown(bool(self.text()))

    def _tell(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.searched.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if not self.composing:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                self._tell()
                self.left_down.emit()
                return
            if key == Qt.Key.Key_Down:
                self.left_down.emit()
                return
            if key == Qt.Key.Key_Escape and self.text():
                self.clear_search()
                return
            if key == Qt.Key.Key_Backspace and not self.text():
                self.backspaced.emit()
                return
        super().keyPressEvent(event)
