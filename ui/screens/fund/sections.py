"""The base of the sections of an application's page."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.layout import LayoutMode
from ui.screens.fund.book import FundBook
from ui.theme import follow_look, look
from ui.widgets.basics import Label, row, scroll


class FundSection(QWidget):
    """A heading, widgets at its right, and a body that scrolls (``scrolls=False``: that fills)."""

    def __init__(
        self, book: FundBook, title: str, *head_widgets: QWidget, scrolls: bool = True
    ) -> None:
        super().__init__()
        self.book = book
        self.setProperty("plane", "surface")
        self.setAccessibleName(title)
        self.note = Label("", role="table", tone="text2")
        self.inner = QWidget()
        self.inner.setProperty("plane", "surface")
        self.body = QVBoxLayout(self.inner)
        head = row(Label(title, role="section"), self.note, None, *head_widgets, gap=12)
        self.body.addLayout(head)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll(self.inner) if scrolls else self.inner)
        self._pad = 24
        self._most = 960 if scrolls else 0
        follow_look(self._lay_out)

    def show_book(self) -> None:
        """Show the book's present state; fields that hold their value stay as they are."""

    def go_to(self, place: str) -> bool:
        """Put the focus to a place inside; False when there is none."""
        del place
        return False

    def leave(self) -> None:
        """Another section or screen comes."""

    def first_focus(self) -> QWidget | None:
        """Where the focus goes."""
        return None

    def set_layout_mode(self, mode: LayoutMode) -> None:
        """The window's size class."""
        self._pad = mode.padding
        self._lay_out()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._lay_out()
        return super().event(event)

    def _lay_out(self) -> None:
        px = look().px
        spare = 0
        if self._most:
            spare = max(0, self.width() - px(self._most) - px(self._pad) * 2)
        self.body.setContentsMargins(px(self._pad), px(14), px(self._pad) + spare, px(20))
        self.body.setSpacing(px(10))
