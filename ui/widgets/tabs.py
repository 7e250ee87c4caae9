"""Tabs with counts and a 3-px line under the current one; segments 月 季 年."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import PaintedButton
from ui.widgets.painting import draw_text, fill_round, focus_ring, text_width


class _Tab(PaintedButton):
    def __init__(self, key: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self.name = text
        self.count: int | None = None
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.refresh()

    def refresh(self) -> None:
        said = self.name if self.count is None else f"{self.name} {self.count}"
        self.setAccessibleName(said)
        self.setFixedWidth(self.sizeHint().width())
        self.update()

    def sizeHint(self) -> QSize:
        wide = text_width(self.name, "strong")
        if self.count is not None:
            wide += look().px(6) + text_width(str(self.count), "caption")
        return QSize(int(wide) + 2, look().px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        on = self.isChecked()
        tone = "text" if on else "text" if self.underMouse() else "text2"
        used = draw_text(painter, box, self.name, role="strong" if on else "body", tone=tone)
        if self.count is not None:
            draw_text(
                painter,
                box.adjusted(used + look().px(6), 0, 0, 0),
                str(self.count),
                role="caption",
                tone="text3",
                elide=False,
            )
        if on:
            high = look().px(3)
            fill_round(painter, QRectF(0, box.height() - high, box.width(), high), "accent", 1)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(-1, 4, 1, -4), 4)


class TabsBar(QWidget):
    """``chosen(key)``; ← and → move between tabs."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None, *, height: int = 52) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._tabs: dict[str, _Tab] = {}
        self._high = height
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        follow_look(self._relook)

    def _relook(self) -> None:
        self._row.setSpacing(look().px(26))
        self.setFixedHeight(look().px(self._high))
        for tab in self._tabs.values():
            tab.refresh()

    def set_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Show these (key, text); the first is current."""
        for tab in self._tabs.values():
            self._row.removeWidget(tab)
            tab.hide()
            tab.deleteLater()
        self._tabs = {}
        for place, (key, text) in enumerate(tabs):
            tab = _Tab(key, text, self)
            tab.clicked.connect(self._clicked)
            self._tabs[key] = tab
            self._row.insertWidget(place, tab)
        if tabs:
            self.set_current(tabs[0][0])

    def set_count(self, key: str, count: int | None) -> None:
        """The quiet count behind a tab's name."""
        if key in self._tabs:
            self._tabs[key].count = count
            self._tabs[key].refresh()

    def set_current(self, key: str) -> None:
        """Light up a tab without telling anyone."""
        for each, tab in self._tabs.items():
            tab.setChecked(each == key)
            policy = Qt.FocusPolicy.StrongFocus if each == key else Qt.FocusPolicy.ClickFocus
            tab.setFocusPolicy(policy)
            tab.update()

    def current(self) -> str:
        """The key of the tab that is lit, empty when none is."""
        return next((key for key, tab in self._tabs.items() if tab.isChecked()), "")

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Tab):
            self.set_current(sender.key)
            self.chosen.emit(sender.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        keys = list(self._tabs)
        if step and self.current() in keys:
            place = keys.index(self.current()) + step
            if 0 <= place < len(keys):
                self.set_current(keys[place])
                self._tabs[keys[place]].setFocus(Qt.FocusReason.TabFocusReason)
                self.chosen.emit(keys[place])
            return
        super().keyPressEvent(event)


class Segments(QFrame):
    """A few exclusive choices in one box: 月 季 年."""

    chosen = Signal(str)

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("frame", "segments")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._keys: list[str] = []
        for number, (key, text) in enumerate(choices):
            button = QPushButton(text)
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setChecked(number == 0)
            button.setAccessibleName(f"{name}：{text}")
            self._group.addButton(button, number)
            self._keys.append(key)
            self._row.addWidget(button)
        self._group.idClicked.connect(self._clicked)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._row.setContentsMargins(px(3), px(3), px(3), px(3))
        self._row.setSpacing(px(2))

    def value(self) -> str:
        """The key of the choice."""
        return self._keys[self._group.checkedId()]

    def set_value(self, key: str) -> None:
        """Show a choice without telling anyone."""
        button = self._group.button(self._keys.index(key))
        button.setChecked(True)

    def _clicked(self, number: int) -> None:
        self.chosen.emit(self._keys[number])
