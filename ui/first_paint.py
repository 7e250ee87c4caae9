"""What waits until a window has been painted for the first time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_LATEST_MS = 1500


class FirstPaint(QObject):
    """Calls ``then`` once: after the window's first exposure, or when none comes for long."""

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then: Callable[[], None] | None = then
        # a window started minimised is not exposed; the work behind it must begin all the same
        self._latest = QTimer(self)
        self._latest.setSingleShot(True)
        self._latest.timeout.connect(self._now)
        self._latest.start(_LATEST_MS)
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose:
            watched.removeEventFilter(self)
            self._latest.start(0)  # Qt paints while it handles the exposure, before any timer
        return False

    def _now(self) -> None:
        then, self._then = self._then, None
        self.deleteLater()
        if then is not None:
            then()
