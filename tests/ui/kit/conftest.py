"""The kit under its own look: shipped fonts, light, 100 %; every window is taken down again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.desk import Desk, make_desk
from ui.shell.main_window import MainWindow
from ui.theme import Mode, apply_theme


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in light at 100 %, whatever a test did to it before."""
    apply_theme(qapp, mode=Mode.LIGHT, zoom=1.0)
    yield qapp
    apply_theme(qapp, mode=Mode.LIGHT, zoom=1.0)


@pytest.fixture
def show(themed: QApplication, qtbot: QtBot) -> Iterator[Callable[[QWidget], QWidget]]:
    """Shows a widget and waits until it is there; it is deleted after the test."""
    shown: list[QWidget] = []

    def put(widget: QWidget) -> QWidget:
        shown.append(widget)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        return widget

    yield put
    for widget in shown:
        if shiboken6.isValid(widget):
            widget.close()
            shiboken6.delete(widget)


@pytest.fixture
def desk(themed: QApplication) -> Iterator[Desk]:
    """A desk whose lanes are idle again at the end."""
    made = make_desk()
    yield made
    made.tasks.close()
    for part in (made.tasks, made.bus, made.notify, made.navigator):
        if shiboken6.isValid(part):
            shiboken6.delete(part)


@pytest.fixture
def window(themed: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    """The gallery's window over its made-up screens."""
    from ui.gallery.pictures import make_window

    made, desk = make_window()
    made.resize(1440, 900)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    desk.tasks.close()
    made.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    shiboken6.delete(made)
