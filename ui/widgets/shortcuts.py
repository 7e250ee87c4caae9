"""Keys of a screen or a pane: they work while the focus is inside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def bind(widget: QWidget, keys: str, act: Callable[[], object]) -> QShortcut:
    """``bind(self, "F8", self._next_problem)``: works inside ``widget``, sleeps under dialogs.

    For single letters connect ``letter_pressed`` of a list instead: they must not work in fields.
    """
    shortcut = QShortcut(QKeySequence(keys), widget)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(act)
    return shortcut
