"""设置: pages at the left, one of them open. A page is made when it is first opened."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode, Width
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.screens.settings.page import Page
from ui.session import Session
from ui.widgets.focus import tab_stops
from ui.widgets.section_nav import Section, SectionNav
from ui.widgets.shortcuts import bind


class _Entry(NamedTuple):
    key: str
    name: str
    icon: str
    maker: str  # "module:Class"
    group: int


PAGES = (
    _Entry("office", "单位", "building-2", "office:OfficePage", 0),
    _Entry("people", "人员与岗位", "users", "people:PeoplePage", 0),
    _Entry("delegations", "委托代办", "handshake", "people_delegations:DelegationsPage", 0),
    _Entry("rules", "规则", "scale", "rules:RulesPage", 1),
    _Entry("standards", "年度标准", "chart-column", "standards:StandardsPage", 1),
    _Entry("holidays", "节假日", "calendar", "holidays:HolidaysPage", 1),
    _Entry("templates", "文书模板", "file-pen", "templates:TemplatesPage", 1),
    _Entry("look", "外观", "contrast", "appearance:AppearancePage", 2),
    _Entry("backup", "备份", "database-backup", "backup:BackupPage", 3),
    _Entry("health", "运行检查", "shield-check", "health:HealthPage", 3),
    _Entry("about", "关于", "info", "about:AboutPage", 3),
)


class SettingsScreen(Screen):
    """``settings/{page?}``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self._session = session
        self._pages: dict[str, Page] = {}
        self._now = ""
        self._mode: LayoutMode | None = None
        self.nav = SectionNav()
        self.nav.set_sections(
            [Section(key=e.key, name=e.name, icon=e.icon, group=e.group) for e in PAGES]
        )
        self.nav.chosen.connect(self._choose)
        side = QFrame()
        side.setProperty("frame", "right")
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 0, 1, 0)
        inside.addWidget(self.nav)
        self.stack = QStackedWidget()
        self.stack.setProperty("plane", "surface")
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(side)
        across.addWidget(self.stack, 1)
        self._numbers: dict[int, int] = {}
        for number in range(1, min(len(PAGES), 9) + 1):
            shortcut = bind(self, f"Alt+{number}", self._number)
            self._numbers[id(shortcut)] = number

    def _number(self) -> None:
        self.nav.choose_number(self._numbers[id(self.sender())])

    # --- pages ----------------------------------------------------------------------------------

    def page(self, key: str) -> Page:
        """The page of a key, made now if it was never open."""
        found = self._pages.get(key)
        if found is None:
            entry = next(e for e in PAGES if e.key == key)
            module, name = entry.maker.split(":")
            maker = getattr(import_module(f"ui.screens.settings.{module}"), name)
            found = maker(self.desk, self._session)
            assert isinstance(found, Page)
            self._pages[key] = found
            self.stack.addWidget(found)
            if self._mode is not None:
                found.set_layout_mode(self._mode)
        return found

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        del address
        wanted = places.get("page", "") or self._now or PAGES[0].key
        known = {entry.key for entry in PAGES}
        self._show(wanted if wanted in known else PAGES[0].key)

    def _show(self, key: str) -> None:
        self._now = key
        page = self.page(key)
        self.nav.set_current(key)
        self.stack.setCurrentWidget(page)
        page.show_page()
        self.title_changed.emit()
        self.keys_changed.emit()

    def _choose(self, key: str) -> None:
        self.desk.navigator.replace(Address.of("settings", key))
        self._show(key)

    def refresh(self, changes: Changes) -> None:
        if self._now:
            self.page(self._now).refresh(changes)

    # --- the window asks ------------------------------------------------------------------------

    def crumbs(self) -> tuple[Crumb, ...]:
        name = next((e.name for e in PAGES if e.key == self._now), "")
        return (Crumb("设置", Address.of("settings")), Crumb(name)) if name else (Crumb("设置"),)

    def keys(self) -> tuple[Key, ...]:
        own = self.page(self._now).keys() if self._now else ()
        return (Key("Alt 1—9", "栏目"), *own)

    def primary_action(self) -> None:
        if self._now:
            self.page(self._now).act()

    def help_topic(self) -> str:
        return "settings"

    def first_focus(self) -> QWidget:
        stops = tab_stops(self.nav)
        return stops[0] if stops else self.nav

    def panes(self) -> tuple[QWidget, ...]:
        return (self.nav, self.stack)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._mode = mode
        self.nav.set_icons_only(mode.width is Width.NARROW)
        for page in self._pages.values():
            page.set_layout_mode(mode)
