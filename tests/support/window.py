"""The whole program, driven as a person drives it: keys into fields, clicks on buttons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mediation_app.clock import CHINA, SetClock
from mediation_app.services.stories.cast import PASSWORD
from ui.dialogs.step_dialog import CodesField
from ui.program import Program
from ui.screen import Screen
from ui.screens.entrance.sign_in import SignInPage
from ui.shell.main_window import MainWindow
from ui.theme import Mode, apply_theme
from ui.widgets.fields import DateTimeField
from ui.widgets.form import Form

W = TypeVar("W", bound=QWidget)
_LONGEST_MS = 15_000


class Person:
    """Whoever sits before the screen. Everything waits until the program is at rest again."""

    def __init__(self, qapp: QApplication, qtbot: QtBot, place: Path, clock: SetClock) -> None:
        self._qtbot, self._qapp, self.clock = qtbot, qapp, clock
        self.said: list[str] = []
        self.bugs: list[str] = []
        self.program = Program(qapp, place, clock=clock)
        self.program.entered.connect(self._listen)

    def start(self) -> None:
        """The program comes up and opens its store."""
        self.program.start()
        self.wait(lambda: self.program.gate.is_open)
        self.rest()

    def leave(self) -> None:
        """End the program and take its windows down."""
        self.program.close()
        for window in (self.program.window, self.program.entrance):
            if window is not None and shiboken6.isValid(window):
                shiboken6.delete(window)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        shiboken6.delete(self.program)
        apply_theme(self._qapp, mode=Mode.LIGHT, zoom=1.0)

    def _listen(self, _session: object) -> None:
        notify = self.program.desk.notify
        notify.bug.connect(self.bugs.append)
        notify.toast.connect(lambda toast: self.said.append(toast.text))
        notify.message.connect(lambda told: self.said.append(f"{told.title} {told.text}"))

    # --- waiting --------------------------------------------------------------------------------

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the program work until something is true."""
        self._qtbot.waitUntil(until, timeout=_LONGEST_MS)

    def rest(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(2):
            self.wait(lambda: not self.program.desk.tasks.tasks())
            self._qtbot.wait(40)
        assert self.bugs == []
        if QApplication.activeWindow() is None:
            # without a desktop nobody gives the next window the keys when one closes
            self.root().window().activateWindow()

    # --- what is there --------------------------------------------------------------------------

    @property
    def window(self) -> MainWindow:
        """The window of whoever signed in."""
        assert self.program.window is not None
        return self.program.window

    @property
    def screen(self) -> Screen:
        """The screen that is shown."""
        found = self.window.current_screen()
        assert found is not None
        return found

    def sheet(self, kind: type[W]) -> W:
        """The dialog over the window."""
        top = self.window.overlay.top()
        assert isinstance(top, kind), f"{type(top).__name__} lies over the window; {self.said}"
        return top

    def page(self, kind: type[W]) -> W:
        """The page of the entrance."""
        assert self.program.entrance is not None
        return next(p for p in self.program.entrance.findChildren(kind) if p.isVisible())

    def root(self) -> QWidget:
        """What takes clicks now: the dialog, the window or the entrance."""
        if self.program.window is not None:
            top = self.program.window.overlay.top()
            return top if top is not None else self.program.window
        assert self.program.entrance is not None
        return self.program.entrance

    def button(self, text: str, inside: QWidget | None = None) -> QAbstractButton:
        """The button that begins with this text, or is called so."""
        found = [
            one
            for one in (inside or self.root()).findChildren(QAbstractButton)
            if one.isVisible()
            and (one.text().strip().startswith(text) or one.accessibleName().startswith(text))
        ]
        there = sorted(
            {b.text() for b in self.root().findChildren(QAbstractButton) if b.isVisible()}
        )
        assert found, f"no button {text!r}; there are {there}"
        return found[0]

    # --- doing ----------------------------------------------------------------------------------

    def press(self, text: str, inside: QWidget | None = None) -> None:
        """Click a button by its words."""
        button = self.button(text, inside)
        assert button.isEnabled(), f"{button.text()!r} is off: {button.toolTip()}; {self.said}"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.rest()

    def key(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        to: QWidget | None = None,
    ) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(to or self._focus(), key, modifier)
        self.rest()

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.root()

    def type(self, field: Any, value: object) -> None:
        """Put a value into a field the way its kind is filled."""
        if isinstance(field, QComboBox):
            place = next((i for i in range(field.count()) if field.itemData(i) == value), -1)
            assert place >= 0, f"{value!r} is not offered"
            field.setCurrentIndex(place)
        elif isinstance(field, QCheckBox):
            if field.isChecked() != bool(value):
                QTest.keyClick(field, Qt.Key.Key_Space)
        elif isinstance(field, QLineEdit | QPlainTextEdit):
            field.setFocus()
            QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            event = QKeyEvent(
                QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, _typed(value)
            )
            QApplication.sendEvent(field, event)
            if isinstance(field, QLineEdit):
                field.editingFinished.emit()
        elif isinstance(field, DateTimeField):
            assert isinstance(value, datetime)
            local = value.astimezone(CHINA)
            self.type(field.day, local.date())
            self.type(field.time, f"{local:%H:%M}")
        elif isinstance(field, CodesField):
            assert isinstance(value, tuple)
            for code, box in field._boxes.items():
                self.type(box, code in value)
        else:
            raise TypeError(f"nobody knows how to fill a {type(field).__name__}")

    def fill(self, form: Form, **values: object) -> None:
        """Fill a form by its keys."""
        for key, value in values.items():
            self.type(form.rows[key].field, value)

    def choose(self, text: str) -> None:
        """An entry of the menu under the person's name."""
        action = self._menu_entry(text)
        assert action is not None, text
        action.trigger()
        self.rest()

    def _menu_entry(self, text: str) -> QAction | None:
        entries = self.window.person_menu.findChildren(QAction)
        return next((entry for entry in entries if entry.text() == text), None)

    def go(self, *address: str, **query: str) -> None:
        """To an address, as a link does."""
        from ui.navigation import Address

        self.program.desk.navigator.go(Address.of(*address, **query))
        self.rest()

    # --- people ---------------------------------------------------------------------------------

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        """Choose a name, type the password, press Enter."""
        page = self.page(SignInPage)
        self.type(page.who, login)
        self.type(page.password, password)
        self.key(Qt.Key.Key_Return, to=page.password)

    def become(self, login: str, password: str = PASSWORD) -> None:
        """Somebody else takes the chair."""
        self.wait(lambda: self._menu_entry("切换人员") is not None)
        self.choose("切换人员")
        self.sign_in(login, password)

    def at(self, year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
        """It is this moment now."""
        self.clock.put(year, month, day, hour, minute)


def _typed(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value)
