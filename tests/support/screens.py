"""All screens in the real window over a small demo office, and what must hold of their layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import SetClock
from mediation_app.database.credentials import Cost
from mediation_app.domain.offices import Actor
from mediation_app.services.demo.office import build_office
from mediation_app.services.people import actor_of
from ui.desk import make_desk
from ui.navigation import ScreenRegistry
from ui.screen import Screen
from ui.screens import register_all
from ui.session import Gate, Session
from ui.shell.main_window import MainWindow

CHEAP = Cost(memory=8, passes=1)
SIZES = ((1440, 900), (1280, 720), (911, 512))
CASES = 60


def demo_builder(clock: SetClock) -> Callable[[str], None]:
    """Builds the demo office once per test process."""

    def build_demo(url: str) -> None:
        with open_workbench(url, clock=clock, password_cost=CHEAP) as bench:
            build_office(bench, cases=CASES, seed=7)

    return build_demo


class Desktop:
    """The window of one person, with every screen in it."""

    def __init__(self, bench: Workbench, clock: SetClock, qtbot: QtBot, login: str) -> None:
        self.bench, self.qtbot = bench, qtbot
        person = next(one for one in bench.people.names() if one.login == login)
        self.actor: Actor = actor_of(person)
        gate = Gate(str(bench.context.store.location.folder))
        gate.opened(bench)
        self.session = Session(gate, self.actor)
        self.desk = make_desk(clock)
        self.bugs: list[str] = []
        self.said: list[str] = []
        self.desk.notify.bug.connect(self.bugs.append)
        self.desk.notify.toast.connect(lambda toast: self.said.append(toast.text))
        self.desk.notify.message.connect(lambda one: self.said.append(f"{one.title} {one.text}"))
        registry = ScreenRegistry()
        register_all(registry, self.desk, self.session)
        self.window = MainWindow(self.desk, registry)
        self.window.resize(*SIZES[0])
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()

    def go(self, address: str) -> Screen:
        """Open an address and wait until it is at rest."""
        self.desk.navigator.go(address)
        self.rest()
        screen = self.window.current_screen()
        assert screen is not None
        return screen

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size and let it lay itself out."""
        self.window.resize(*size)
        self.rest()

    def rest(self) -> None:
        """Wait until no job is under way; nothing may have gone wrong meanwhile."""
        self.qtbot.waitUntil(lambda: not self.desk.tasks.tasks(), timeout=15_000)
        self.qtbot.wait(30)
        self.qtbot.waitUntil(lambda: not self.desk.tasks.tasks(), timeout=15_000)
        assert self.bugs == []

    def sheet(self) -> QWidget:
        """The dialog over the window."""
        top = self.window.overlay.top()
        assert top is not None
        return top

    def leave(self) -> None:
        """Take the window down."""
        self.desk.tasks.close()
        shiboken6.delete(self.window)
        for part in (self.desk.tasks, self.desk.bus, self.desk.notify, self.desk.navigator):
            if shiboken6.isValid(part):
                shiboken6.delete(part)


def type_in(field: QWidget, text: str) -> None:
    """Put text where the focus is, as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def _shown(root: QWidget) -> Iterator[QWidget]:
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and not widget.objectName().startswith("qt_"):
            yield widget


def _scrolls(widget: QWidget, root: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _is_cut(button: QPushButton) -> bool:
    wide = button.fontMetrics().horizontalAdvance(button.text())
    return bool(button.text()) and wide > button.width() - 8


def layout_faults(root: QWidget) -> list[str]:
    """Labels and buttons whose words are cut, widgets outside of their parent."""
    found: list[str] = []
    for widget in _shown(root):
        if isinstance(widget, QLabel) and widget.text():
            if widget.wordWrap():
                if widget.heightForWidth(widget.width()) > widget.height() + 2:
                    found.append(f"cut below: {widget.text()}")
            elif widget.sizeHint().width() > widget.width() + 1:
                found.append(f"cut: {widget.text()}")
        elif isinstance(widget, QPushButton) and _is_cut(widget):
            found.append(f"cut button: {widget.text()}")
        parent = widget.parentWidget()
        if parent is None or _scrolls(widget, root):
            continue
        if not parent.rect().contains(widget.geometry()) and not widget.geometry().isEmpty():
            found.append(f"outside: {type(widget).__name__} {widget.geometry()} {parent.rect()}")
    whole = root.rect()
    for widget in _shown(root):
        if _scrolls(widget, root):
            continue
        place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
        if not whole.contains(place):
            found.append(f"outside the screen: {type(widget).__name__} {place}")
    return found


def nameless(root: QWidget) -> list[str]:
    """What Tab reaches and a screen reader cannot name."""
    found = []
    for widget in _shown(root):
        takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes and widget.focusProxy() is None:
            words = widget.accessibleName() or getattr(widget, "text", str)()
            if not words:
                found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found
