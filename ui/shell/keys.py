"""The window's keys: they work everywhere unless a dialog lies over the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from ui.navigation import Address
from ui.widgets.focus import tab_stops

if TYPE_CHECKING:
    from ui.shell.main_window import MainWindow


class WindowKeys(QObject):
    """Owns the shortcuts of the whole window. Screens add their own with their own context."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._acts: dict[int, Callable[[], object]] = {}
        self._bind("Ctrl+K", window.open_palette)
        self._bind("Alt+Left", window.desk.navigator.back)
        self._bind("Alt+Right", window.desk.navigator.forward)
        self._bind("Ctrl+Return", self._primary)
        self._bind("Ctrl+Enter", self._primary)
        self._bind("Ctrl+F", self._search)
        self._bind("F6", self._next_pane)
        self._bind("Shift+F6", self._previous_pane)
        self._bind("Ctrl+Z", self._undo)
        self._bind("F1", self._help)
        for sequence in ("Ctrl+=", "Ctrl++"):
            self._bind(sequence, self._zoom_in)
        self._bind("Ctrl+-", self._zoom_out)
        self._bind("Ctrl+0", self._zoom_off)
        self._numbers: dict[int, int] = {}
        for number in range(1, len(window.rail.keys()) + 1):
            shortcut = self._bind(f"Ctrl+{number}", self._go_number)
            self._numbers[id(shortcut)] = number
        self.on_help: Callable[[str], object] | None = None

    def _bind(self, sequence: str, act: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(sequence), self._window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self._pressed)
        self._acts[id(shortcut)] = act
        return shortcut

    def _pressed(self) -> None:
        act = self._acts.get(id(self.sender()))
        if self._window.overlay.is_open():
            if act == self._primary:
                press = getattr(self._window.overlay.top(), "press_default", None)
                if press is not None:
                    press()
            return
        if act == self._go_number:
            self._go(self._numbers[id(self.sender())])
        elif act is not None:
            act()

    def _go_number(self) -> None:
        """Stands for Ctrl+1…7; the number is the shortcut's."""

    def _go(self, number: int) -> None:
        key = self._window.rail.keys()[number - 1]
        pattern = self._window.registry.get(key).pattern
        self._window.desk.navigator.go(Address((pattern.split("/")[0],)))

    def _primary(self) -> None:
        screen = self._window.current_screen()
        if screen is not None:
            screen.primary_action()

    def _search(self) -> None:
        screen = self._window.current_screen()
        if screen is not None:
            screen.search()

    def _undo(self) -> None:
        self._window.toasts.undo_last()

    def _help(self) -> None:
        screen = self._window.current_screen()
        if screen is not None and self.on_help is not None:
            self.on_help(screen.help_topic())

    def _zoom_in(self) -> None:
        self._window.zoom_wanted.emit(1)

    def _zoom_out(self) -> None:
        self._window.zoom_wanted.emit(-1)

    def _zoom_off(self) -> None:
        self._window.zoom_wanted.emit(0)

    def _next_pane(self) -> None:
        self._pane(1)

    def _previous_pane(self) -> None:
        self._pane(-1)

    def _pane(self, step: int) -> None:
        """F6 walks rail, top bar and the screen's panes."""
        screen = self._window.current_screen()
        own = [pane for pane in (screen.panes() if screen else ()) if pane.isVisible()]
        panes: list[QWidget] = [self._window.rail, self._window.top_bar]
        panes += own or ([screen] if screen else [])
        focus = QApplication.focusWidget()
        here = next(
            (n for n, p in enumerate(panes) if focus and (p is focus or p.isAncestorOf(focus))), -1
        )
        for away in range(1, len(panes) + 1):
            pane = panes[(here + step * away) % len(panes)]
            goal = _first_stop(pane)
            if goal is not None:
                goal.setFocus(Qt.FocusReason.TabFocusReason)
                return


def _first_stop(pane: QWidget) -> QWidget | None:
    if pane.focusPolicy() & Qt.FocusPolicy.TabFocus and pane.isEnabled():
        return pane
    stops = tab_stops(pane)
    return stops[0] if stops else None
