"""Cards to choose one of: the parties of a case, kinds of use in the first run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import PaintedButton
from ui.widgets.painting import (
    draw_badge,
    draw_icon,
    draw_text,
    fill_round,
    stroke_round,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A card: name, what it is, and how many problems it has."""

    key: str
    name: str
    note: str = ""
    errors: int = 0
    warnings: int = 0


class _ChoiceCard(PaintedButton):
    def __init__(self, choice: Choice | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = choice
        self.current = False
        policy = QSizePolicy.Policy.Expanding if choice else QSizePolicy.Policy.Fixed
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self.setFixedHeight(px(56))
        if self.choice is None:
            self.setFixedWidth(px(44))
        else:
            self.setMaximumWidth(px(280))

    def sizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(56))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(96 if self.choice else 44), look().px(56))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the card that is lit already means: go on."""
        if self.current and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        box = QRectF(self.rect())
        on = self.current
        back = "accentSoft" if on else "hover" if self.underMouse() else "surface"
        fill_round(painter, box, back, px(8))
        stroke_round(
            painter,
            box,
            "accent" if on or self.hasFocus() else "border",
            px(8),
            2 if self.hasFocus() else 1.5 if on else 1,
        )
        if self.choice is None:
            draw_icon(painter, box.center().x() - px(8), box.center().y(), "plus", "text2")
            return
        inner = box.adjusted(px(12), 0, -px(12), 0)
        count = self.choice.errors or self.choice.warnings
        first = QRectF(inner.x(), px(8), inner.width() - (px(22) if count else 0), px(21))
        draw_text(
            painter, first, self.choice.name, role="strong", tone="accentText" if on else "text"
        )
        second = QRectF(inner.x(), px(30), inner.width(), px(18))
        draw_text(painter, second, self.choice.note, role="caption", tone="text2")
        where = QPointF(inner.right() - px(6), first.center().y())
        if self.choice.errors:
            draw_badge(painter, where, self.choice.errors, "dangerFill", "onAccent")
        elif self.choice.warnings:
            draw_badge(painter, where, self.choice.warnings, "warnSoft", "warn")


class ChoiceCards(QWidget):
    """``chosen(key)`` on click or arrow; ``add_wanted`` from the ＋ card if there is one."""

    chosen = Signal(str)
    add_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, *, add: str = "") -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._cards: list[_ChoiceCard] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._add: _ChoiceCard | None = None
        if add:
            self._add = _ChoiceCard(None, self)
            self._add.setAccessibleName(add)
            self._add.setToolTip(add)
            self._add.clicked.connect(self.add_wanted)
            self._row.addWidget(self._add)
        self._row.addStretch(0)
        follow_look(self._relook)

    def _relook(self) -> None:
        self._row.setSpacing(look().px(8))

    def set_choices(self, choices: Sequence[Choice], current: str = "") -> None:
        """Show these; the present one stays current if no other is named."""
        wanted = current or self.current()
        for card in self._cards:
            self._row.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        for place, choice in enumerate(choices):
            card = _ChoiceCard(choice, self)
            problems = f"，{choice.errors} 项必须处理" if choice.errors else ""
            card.setAccessibleName(f"{choice.name}，{choice.note}{problems}")
            card.setToolTip(f"{choice.name}\n{choice.note}".strip())
            card.clicked.connect(self._clicked)
            self._cards.append(card)
            self._row.insertWidget(place, card, 1)
        keys = [choice.key for choice in choices]
        if keys:
            self.set_current(wanted if wanted in keys else keys[0])

    def set_current(self, key: str) -> None:
        """Light up a card without telling anyone."""
        for card in self._cards:
            card.current = card.choice is not None and card.choice.key == key
            card.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if card.current else Qt.FocusPolicy.ClickFocus
            )
            if card.current:
                self.setFocusProxy(card)
            card.update()

    def current(self) -> str:
        """The key of the card that is lit."""
        return next((c.choice.key for c in self._cards if c.current and c.choice), "")

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _ChoiceCard) and sender.choice:
            self.set_current(sender.choice.key)
            self.chosen.emit(sender.choice.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        keys = [c.choice.key for c in self._cards if c.choice]
        if step and self.current() in keys:
            place = keys.index(self.current()) + step
            if 0 <= place < len(keys):
                self.set_current(keys[place])
                self._cards[place].setFocus(Qt.FocusReason.TabFocusReason)
                self.chosen.emit(keys[place])
            return
        super().keyPressEvent(event)
