"""外观: light or dark, and how large; kept on this computer, for whoever uses it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui import preferences
from ui.desk import Desk
from ui.screen import Key
from ui.screens.settings.page import Page
from ui.session import Session
from ui.theme import follow_look, look, set_mode, set_zoom
from ui.theme.apply import ZOOM_STEPS
from ui.widgets.basics import Label, row
from ui.widgets.tabs import Segments

_THEMES = [
    (preferences.SYSTEM, "跟随系统"), (preferences.LIGHT, "浅色"), (preferences.DARK, "深色"),
]  # fmt: skip


class AppearancePage(Page):
    """Takes effect at once; nothing to save."""

    title = "外观"
    note = "只对这台电脑有效，选择后立即生效。"

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self.theme = Segments("颜色", _THEMES)
        self.theme.chosen.connect(self._theme)
        self.zoom = Segments("大小", [(f"{z:g}", f"{z:.0%}") for z in ZOOM_STEPS])
        self.zoom.chosen.connect(self._zoom)
        self._names: list[Label] = []
        for name, field in (("颜色", self.theme), ("大小", self.zoom)):
            label = Label(name, role="body", tone="text2")
            self._names.append(label)
            self.column.addLayout(row(label, 8, field, None))
        words = "在系统缩放之上再放大；放大 Ctrl =，缩小 Ctrl -，原大 Ctrl 0。"
        self.column.addWidget(Label(words, role="table", tone="text3", wrap=True))
        self.column.addStretch(1)
        follow_look(self._looked)

    def _looked(self) -> None:
        """The zoom may have been changed with the keys."""
        for label in self._names:
            label.setFixedWidth(look().px(72))
        nearest = min(ZOOM_STEPS, key=lambda step: abs(step - look().zoom))
        self.zoom.set_value(f"{nearest:g}")

    def show_page(self) -> None:
        likes = preferences.load()
        known = {key for key, _ in _THEMES}
        self.theme.set_value(likes.theme if likes.theme in known else preferences.SYSTEM)
        self._looked()

    def _theme(self, key: str) -> None:
        likes = preferences.change(preferences.load(), theme=key)
        set_mode(likes.theme_mode())

    def _zoom(self, key: str) -> None:
        preferences.change(preferences.load(), zoom=float(key))
        set_zoom(float(key))

    def keys(self) -> tuple[Key, ...]:
        return (Key("Ctrl =", "放大"), Key("Ctrl -", "缩小"))

    def first_focus(self) -> QWidget:
        return self.theme
