"""What the tests with a window promise: no hanging dialog, nothing left running."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.support.qt_guards import Tracker, WaitsForPerson, guarded, settle


def test_modal_dialogs_raise_instead_of_hanging(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    with pytest.raises(WaitsForPerson):
        dialog.exec()
    with pytest.raises(WaitsForPerson):
        QFileDialog.getOpenFileName(None, "打开")


def test_a_running_thread_is_noticed(qtbot: QtBot) -> None:
    with guarded() as tracker:
        thread = QThread()
        thread.start()
        assert "thread" in "".join(tracker.running())
        thread.quit()
        thread.wait()
        assert tracker.running() == []


def test_a_ticking_timer_is_noticed_until_its_owner_is_gone(qtbot: QtBot) -> None:
    with guarded() as tracker:
        owner = QWidget()
        timer = QTimer(owner)
        timer.start(1000)
        assert tracker.running() == ["timer QTimer '' of QWidget still ticks every 1000 ms"]
        owner.deleteLater()
        settle()
        assert tracker.running() == []


def test_a_forgotten_thing_is_no_trouble() -> None:
    tracker = Tracker()
    timer = QTimer()
    tracker.note(timer)
    del timer
    assert tracker.running() == []
