"""The base of every screen: what the window asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode
from ui.navigation import Address


class Key(NamedTuple):
    """A key that works now, for the status bar: ``Key("Enter", "打开")``."""

    key: str
    does: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """One part of the path in the top bar; without an address it is only text."""

    text: str
    address: Address | None = None


class Screen(QWidget):
    """Override what you need; call ``super().__init__(desk)``.

    Signals: ``title_changed`` after crumbs() would answer differently, ``keys_changed`` after
    keys() would, ``save_state_changed(text, done)`` for the top bar (``已保存 09:41``).
    """

    title_changed = Signal()
    keys_changed = Signal()
    save_state_changed = Signal(str, bool)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName(type(self).__name__)

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        """Show an address; ``places`` are the values of the pattern (``id``, ``section``)."""

    def refresh(self, changes: Changes) -> None:
        """Something was written elsewhere. Called only while the screen is shown."""

    def crumbs(self) -> tuple[Crumb, ...]:
        """The path in the top bar; the last part is where we are."""
        return ()

    def keys(self) -> tuple[Key, ...]:
        """The keys that work now, most useful first."""
        return ()

    def primary_action(self) -> None:
        """What Ctrl+Enter does: the screen's filled button."""

    def search(self) -> None:
        """What / and Ctrl+F do: put the focus into the list's search field."""

    def help_topic(self) -> str:
        """The help page of this place, for F1."""
        return self.objectName()

    def save_view(self) -> dict[str, object] | None:
        """Called before leaving: what ``restore_view`` needs. None forbids leaving."""
        return {}

    def restore_view(self, state: Mapping[str, object]) -> None:
        """Called after ``open`` when coming back: scroll, selection, focus."""

    def set_layout_mode(self, mode: LayoutMode) -> None:
        """The window's size class changed, or the screen is shown for the first time."""

    def panes(self) -> tuple[QWidget, ...]:
        """The panes F6 walks through, in reading order."""
        return ()

    def first_focus(self) -> QWidget | None:
        """Where the focus goes when the screen is opened."""
        return None
