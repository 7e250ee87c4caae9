"""The main window: shows the screen of an address, and everything around it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui.desk import Desk
from ui.events import Changes, MergedChanges
from ui.layout import MIN_HEIGHT, MIN_WIDTH, Height, LayoutMode, Width, mode_for
from ui.navigation import Address, ScreenEntry, ScreenRegistry
from ui.notify import Message, Question, Toast
from ui.screen import Screen
from ui.shell.keys import WindowKeys
from ui.shell.overlay import Overlay
from ui.shell.progress import ProgressLine, ProgressWatch
from ui.shell.rail import NavRail
from ui.shell.status_bar import StatusBar
from ui.shell.toasts import ToastHost
from ui.shell.top_bar import Bell, PersonMenu, TopBar
from ui.theme import app_icon, follow_look, look

if TYPE_CHECKING:
    from ui.dialogs.sheet import Sheet
    from ui.widgets.palette import Palette
    from ui.widgets.palette_sources import PaletteSource

log = logging.getLogger(__name__)
TITLE = "道交调处工作台"


class MainWindow(QMainWindow):
    """Give it a desk and a registry; then ``desk.navigator.go("today")``.

    ``layout_changed(LayoutMode)`` when the size class changes; ``closing`` before it closes.
    """

    layout_changed = Signal(object)
    closing = Signal()
    zoom_wanted = Signal(int)  # 1, -1, 0 for 100 %

    def __init__(self, desk: Desk, registry: ScreenRegistry) -> None:
        super().__init__()
        self.desk = desk
        self.registry = registry
        self.setWindowTitle(TITLE)
        self.setWindowIcon(app_icon())
        self._screens: dict[str, Screen] = {}
        self._missed: dict[str, list[Changes]] = {}
        self._current: Screen | None = None
        self._current_key = ""
        self._mode: LayoutMode | None = None
        self._build()
        self._palette: Palette | None = None
        self._sources: list[PaletteSource] = []
        self.keys = WindowKeys(self)
        navigator = desk.navigator
        navigator.leaving = self._leaving
        navigator.moved.connect(self._moved)
        desk.bus.changed.connect(self._changed)
        desk.notify.toast.connect(self._toast)
        desk.notify.message.connect(self._message)
        desk.notify.question.connect(self._question)
        desk.notify.bug.connect(self._bug)
        desk.notify.sheet.connect(self.open_sheet)
        follow_look(self._relook)

    def _build(self) -> None:
        centre = QWidget()
        centre.setProperty("plane", "window")
        self.setCentralWidget(centre)
        across = QHBoxLayout(centre)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.rail = NavRail(self.registry.rail("top"), self.registry.rail("foot"), centre)
        self.rail.chosen.connect(self._rail_chosen)
        across.addWidget(self.rail)
        down = QVBoxLayout()
        down.setSpacing(0)
        across.addLayout(down, 1)
        self.top_bar = TopBar(self.desk.navigator, centre)
        self.top_bar.palette_wanted.connect(self.open_palette)
        self.stack = QStackedWidget()
        self.status_bar = StatusBar(centre)
        down.addWidget(self.top_bar)
        down.addWidget(self.stack, 1)
        down.addWidget(self.status_bar)
        self._progress = ProgressLine(centre)
        self._watch = ProgressWatch(self.desk.tasks, self._progress, self.status_bar)
        self.toasts = ToastHost(centre)
        self.overlay = Overlay(centre)

    # --- what the program tells the window ----------------------------------------------------

    @property
    def person_menu(self) -> PersonMenu:
        """The menu of the person: ``add(text, callback, icon_name=…)``."""
        return self.top_bar.person

    @property
    def notices(self) -> Bell:
        """The bell: ``set_count(n)``."""
        return self.top_bar.notices

    def set_person(self, name: str, roles: Sequence[str]) -> None:
        """Who is signed in."""
        self.top_bar.person.set_person(name, roles)

    def set_status(self, facts: Sequence[str | tuple[str, str]]) -> None:
        """What stands at the right of the status bar; ``(text, "check")`` has an icon."""
        self.status_bar.set_facts(facts)

    def set_badge(self, key: str, count: int, *, urgent: bool = False) -> None:
        """A count in the rail."""
        self.rail.set_badge(key, count, urgent=urgent)

    def open_sheet(self, sheet: Sheet) -> None:
        """Show a dialog over the window."""
        self.overlay.open(sheet)

    def add_palette_source(self, source: PaletteSource) -> None:
        """Add a group to the palette; the palette itself is made when it is first opened."""
        self._sources.append(source)
        if self._palette is not None:
            self._palette.add_source(source)

    @property
    def palette_box(self) -> Palette:
        """The palette."""
        if self._palette is None:
            from ui.widgets.palette import Palette

            self._palette = Palette(self.overlay)
            self._palette.hide()
            for source in self._sources:
                self._palette.add_source(source)
        return self._palette

    def open_palette(self) -> None:
        """Ctrl+K."""
        if not self.overlay.is_open():
            self.overlay.open_palette(self.palette_box)

    # --- screens ----------------------------------------------------------------------------

    def current_screen(self) -> Screen | None:
        """The screen now shown."""
        return self._current

    def _rail_chosen(self, key: str) -> None:
        self.desk.navigator.go(Address((self.registry.get(key).pattern.split("/")[0],)))

    def _leaving(self) -> dict[str, object] | None:
        return self._current.save_view() if self._current is not None else {}

    def _moved(self, address: Address, state: Mapping[str, object] | None) -> None:
        try:
            entry, places = self.registry.find(address)
        except LookupError:
            log.warning("no screen for an address of %d parts", len(address.parts))
            return
        screen = self._screen(entry)
        self._current, self._current_key = screen, entry.key
        self.stack.setCurrentWidget(screen)
        self.rail.set_current(entry.parent or entry.key)
        self.top_bar.set_saved("", done=True)
        missed = self._missed.pop(entry.key, [])
        screen.open(address, places)
        if missed:
            screen.refresh(MergedChanges(tuple(missed)))
        if state:
            screen.restore_view(state)
        self._title()
        self._keys()
        focus = screen.first_focus()
        if focus is not None and not self.overlay.is_open():
            focus.setFocus()

    def _screen(self, entry: ScreenEntry) -> Screen:
        found = self._screens.get(entry.key)
        if found is None:
            found = entry.factory()
            self._screens[entry.key] = found
            self.stack.addWidget(found)
            found.title_changed.connect(self._title)
            found.keys_changed.connect(self._keys)
            found.save_state_changed.connect(self._saved)
            found.set_layout_mode(self.layout_mode())
        return found

    def _title(self) -> None:
        if self._current is not None:
            crumbs = self._current.crumbs()
            self.top_bar.crumbs.set_crumbs(crumbs)
            names = [crumb.text for crumb in crumbs] or [TITLE]
            self.setWindowTitle(f"{names[-1]} - {TITLE}" if crumbs else TITLE)
            self.top_bar.settle()

    def _keys(self) -> None:
        if self._current is not None:
            self.status_bar.set_keys(self._current.keys())

    def _saved(self, text: str, done: bool) -> None:
        if self.sender() is self._current:
            self.top_bar.set_saved(text, done=done)

    def _changed(self, changes: Changes, initiator: object) -> None:
        """The shown screen refreshes now, hidden ones when they are shown again."""
        for key, screen in self._screens.items():
            if screen is initiator:
                continue
            if screen is self._current:
                screen.refresh(changes)
            else:
                self._missed.setdefault(key, []).append(changes)

    # --- words to the person ------------------------------------------------------------------

    def _toast(self, toast: Toast) -> None:
        self.toasts.show(toast)

    def _message(self, message: Message) -> None:
        from ui.dialogs.plain import MessageSheet

        self.overlay.open(MessageSheet(message))

    def _question(self, question: Question) -> None:
        from ui.dialogs.plain import QuestionSheet

        self.overlay.open(QuestionSheet(question))

    def _bug(self, report: str) -> None:
        from ui.dialogs.plain import BugSheet

        if not isinstance(self.overlay.top(), BugSheet):
            self.overlay.open(BugSheet(report))

    # --- size -------------------------------------------------------------------------------

    def layout_mode(self) -> LayoutMode:
        """The size class of the window now."""
        return mode_for(self.width(), self.height(), look().zoom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._apply_mode()
        self._place_progress()

    def _relook(self) -> None:
        # Zoom must not make the window larger than its smallest size at 100 %.
        self.setMinimumSize(QSize(MIN_WIDTH, MIN_HEIGHT))
        self._mode = None
        self._apply_mode()

    def _apply_mode(self) -> None:
        mode = self.layout_mode()
        if mode == self._mode:
            return
        self._mode = mode
        low = mode.height is Height.TINY
        self.status_bar.setVisible(not low)
        self.rail.set_compact(low)
        self.top_bar.set_compact(low, narrow=mode.width is Width.NARROW)
        self.toasts.bottom = 0 if low else look().px(28)
        for screen in self._screens.values():
            screen.set_layout_mode(mode)
        self.layout_changed.emit(mode)

    def _place_progress(self) -> None:
        self._progress.setGeometry(
            self.rail.width(), self.top_bar.height(), self.width() - self.rail.width(), 2
        )

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and hasattr(self, "_mode"):
            self._apply_mode()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Drafts are saved by their screens before the window goes; None from one forbids it."""
        if self._current is not None and self._current.save_view() is None:
            event.ignore()
            return
        self.closing.emit()
        self.desk.tasks.close()
        event.accept()
