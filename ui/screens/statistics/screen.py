"""统计: the overview, the returns, who could be helped, and the cases behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.screens.statistics.page import StatisticsPage
from ui.session import Session

_PAGES = {
    "overview": "overview:OverviewPage",
    "returns": "returns:ReturnsPage",
    "eligible": "eligible:EligiblePage",
    "cases": "behind:BehindPage",
}


class StatisticsScreen(Screen):
    """``statistics/{page?}``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self._session = session
        self._pages: dict[str, StatisticsPage] = {}
        self._now = "overview"
        self._mode: LayoutMode | None = None
        self.stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)

    def page(self, key: str) -> StatisticsPage:
        """The page of a key, made now if it was never open."""
        found = self._pages.get(key)
        if found is None:
            module, name = _PAGES[key].split(":")
            found = getattr(import_module(f"ui.screens.statistics.{module}"), name)(
                self.desk, self._session
            )
            assert isinstance(found, StatisticsPage)
            found.title_changed.connect(self.title_changed)
            found.keys_changed.connect(self.keys_changed)
            self._pages[key] = found
            self.stack.addWidget(found)
            if self._mode is not None:
                found.set_layout_mode(self._mode)
        return found

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        key = places.get("page", "overview")
        self._now = key if key in _PAGES else "overview"
        page = self.page(self._now)
        self.stack.setCurrentWidget(page)
        page.open_page(address)
        self.title_changed.emit()
        self.keys_changed.emit()

    def current(self) -> StatisticsPage:
        """The page that is open."""
        return self.page(self._now)

    def refresh(self, changes: Changes) -> None:
        self.current().refresh(changes)

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb("统计", Address.of("statistics")), self.current().crumb())

    def keys(self) -> tuple[Key, ...]:
        return self.current().keys()

    def primary_action(self) -> None:
        self.current().act()

    def help_topic(self) -> str:
        return "statistics"

    def first_focus(self) -> QWidget | None:
        return self.current().first_focus()

    def panes(self) -> tuple[QWidget, ...]:
        return self.current().panes()

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._mode = mode
        for page in self._pages.values():
            page.set_layout_mode(mode)

    def save_view(self) -> dict[str, object]:
        return self.current().save_view()

    def restore_view(self, state: Mapping[str, object]) -> None:
        self.current().restore_view(state)
