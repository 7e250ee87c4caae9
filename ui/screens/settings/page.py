"""The base of a settings page: a heading, what it is for, a scrolling column, and a foot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode
from ui.screen import Key
from ui.session import Session
from ui.theme import follow_look, look
from ui.widgets.basics import Label, scroll

FORM_WIDTH = 760


class Page(QWidget):
    """``show_page`` is called on every visit; ``act`` is the filled button of the page."""

    title = ""
    note = ""
    fills = False  # the column has a table that takes the height: no scrolling around it

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__()
        self.desk, self.session = desk, session
        self.setAccessibleName(self.title)
        self.heading = Label(self.title, role="title")
        self.about = Label(self.note, role="table", tone="text2", wrap=True)
        if not self.note:
            self.about.hide()
        self.head_row = QHBoxLayout()
        self.head_row.addWidget(self.heading)
        self.head_row.addStretch(1)
        inner = QWidget()
        inner.setProperty("plane", "surface")
        self._inner = inner
        self.column = QVBoxLayout(inner)
        self.column.addLayout(self.head_row)
        self.column.addWidget(self.about)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        if self.fills:
            outer.addWidget(inner, 1)
        else:
            inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            holder = QWidget()
            holder.setProperty("plane", "surface")
            across = QHBoxLayout(holder)
            across.setContentsMargins(0, 0, 0, 0)
            across.addWidget(inner, 1, Qt.AlignmentFlag.AlignTop)
            across.addStretch(0)
            outer.addWidget(scroll(holder), 1)
        self.foot = QFrame()
        self.foot.setProperty("frame", "top")
        self.foot_row = QHBoxLayout(self.foot)
        self.foot.hide()
        outer.addWidget(self.foot)
        self._mode: LayoutMode | None = None
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        pad = px(self._mode.padding if self._mode is not None else 24)
        self.column.setContentsMargins(pad, px(16), pad, px(16))
        self.column.setSpacing(px(8))
        self.foot_row.setContentsMargins(pad, px(12), pad, px(12))
        self.foot_row.setSpacing(px(8))
        if not self.fills:
            self._inner.setMaximumWidth(px(FORM_WIDTH) + 2 * pad)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        """The window's size class changed."""
        self._mode = mode
        self._relook()

    def show_page(self) -> None:
        """The page is shown: load what it shows."""

    def refresh(self, changes: Changes) -> None:
        """Something was written elsewhere."""

    def act(self) -> None:
        """Ctrl+Enter: the filled button."""

    def first_focus(self) -> QWidget | None:
        """Where the focus goes when the page is chosen with Enter."""
        return None

    def keys(self) -> tuple[Key, ...]:
        """Keys of this page for the status bar."""
        return ()
