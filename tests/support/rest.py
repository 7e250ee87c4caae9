"""When a window is at rest: no job under way and nothing about to happen by itself.

A fixed pause is either too long (hundreds of tests wait for nothing) or too short on a busy
computer. The timers of the window say themselves how long there is something to wait for.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.desk import Desk

_BREATH_MS = 10  # events that were posted while the last job was delivered


def come_to_rest(
    qtbot: QtBot, desk: Desk, window: QWidget, *, within_ms: int, timeout: int = 15_000
) -> None:
    """Wait until no job runs and no single-shot timer of the window falls due ``within_ms``."""

    def quiet() -> bool:
        return not desk.tasks.tasks() and not _due(window, within_ms)

    while True:
        qtbot.waitUntil(quiet, timeout=timeout)
        qtbot.wait(_BREATH_MS)
        if quiet():
            return


def _due(window: QWidget, within_ms: int) -> bool:
    if not shiboken6.isValid(window):
        return False
    return any(
        timer.isActive() and timer.isSingleShot() and timer.remainingTime() <= within_ms
        for timer in window.findChildren(QTimer)
    )
