"""The base of a page of the screen 统计."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode
from ui.navigation import Address
from ui.screen import Crumb, Key
from ui.session import Session


class StatisticsPage(QWidget):
    """``open_page`` is called on every visit."""

    title_changed = Signal()
    keys_changed = Signal()

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self.desk, self.session = desk, session

    def open_page(self, address: Address) -> None:
        """The page is shown: load what it shows."""

    def refresh(self, changes: Changes) -> None:
        """Something was written elsewhere."""

    def act(self) -> None:
        """Ctrl+Enter: the filled button."""

    def first_focus(self) -> QWidget | None:
        """Where the focus goes when the page is opened."""
        return None

    def crumb(self) -> Crumb:
        """The last part of the path in the top bar."""
        return Crumb("")

    def keys(self) -> tuple[Key, ...]:
        """The keys that work now."""
        return ()

    def panes(self) -> tuple[QWidget, ...]:
        """What F6 walks through."""
        return ()

    def set_layout_mode(self, mode: LayoutMode) -> None:
        """The window's size class changed."""

    def save_view(self) -> dict[str, object]:
        """What ``restore_view`` needs."""
        return {}

    def restore_view(self, state: Mapping[str, object]) -> None:
        """Called after ``open_page`` when coming back."""
