"""The rail at the left: icon over two characters, a count at the icon's corner."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.navigation import ScreenEntry
from ui.theme import app_pixmap, follow_look, look
from ui.widgets.basics import PaintedButton
from ui.widgets.painting import draw_badge, draw_icon, draw_text, fill_round, focus_ring


class _Sign(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.compact = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = look().px(32)
        sign = app_pixmap(side, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - side) // 2, look().px(8), sign)


class RailButton(PaintedButton):
    """One screen of the rail."""

    def __init__(self, entry: ScreenEntry, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.count = 0
        self.urgent = False
        self.current = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{entry.title}（Ctrl+{number}）" if number else entry.title)
        self.refresh()

    def refresh(self) -> None:
        """Say the count."""
        said = f"{self.entry.title}，{self.count} 项" if self.count else self.entry.title
        self.setAccessibleName(f"{said}，当前" if self.current else said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(60), look().px(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        box = QRectF(self.rect())
        side = px(6)
        tile = box.adjusted(side, px(1), -side, -px(1))
        if self.current:
            fill_round(painter, tile, "surface", px(6))
            bar = QRectF(0, box.center().y() - px(14), px(3), px(28))
            fill_round(painter, bar, "accent", px(1.5))
        elif self.underMouse():
            fill_round(painter, tile, "hover", px(6))
        tone = "accent" if self.current else "text2"
        top = box.center().y() - px(11)
        draw_icon(painter, box.center().x() - px(10), top, self.entry.icon, tone, size=20)
        words = QRectF(box.x(), top + px(15), box.width(), px(17))
        draw_text(
            painter,
            words,
            self.entry.title,
            role="captionStrong" if self.current else "caption",
            tone=tone,
            centre=True,
        )
        if self.count:
            where = QPointF(box.center().x() + px(14), max(px(9), top - px(7)))
            back = "dangerFill" if self.urgent else "text2"
            draw_badge(painter, where, self.count, back, "onAccent" if self.urgent else "surface")
        if self.hasFocus():
            focus_ring(painter, tile)


class NavRail(QWidget):
    """``chosen(key)``; 72 wide, compact 56."""

    chosen = Signal(str)

    def __init__(
        self,
        top: tuple[ScreenEntry, ...],
        foot: tuple[ScreenEntry, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("plane", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("导航")
        self._compact = False
        self._buttons: dict[str, RailButton] = {}
        self._column = QVBoxLayout(self)
        self._sign = _Sign(self)
        self._column.addWidget(self._sign)
        for number, entry in enumerate(top, 1):
            self._column.addWidget(self._button(entry, number))
        self._column.addStretch(1)
        for number, entry in enumerate(foot, len(top) + 1):
            self._column.addWidget(self._button(entry, number))
        follow_look(self._relook)

    def _button(self, entry: ScreenEntry, number: int) -> RailButton:
        button = RailButton(entry, number, self)
        button.clicked.connect(self._clicked)
        self._buttons[entry.key] = button
        return button

    def keys(self) -> tuple[str, ...]:
        """The keys of the screens in the order of Ctrl+1…7."""
        return tuple(self._buttons)

    def set_compact(self, compact: bool) -> None:
        """56 wide, items 48 high."""
        self._compact = compact
        self._relook()

    def _relook(self) -> None:
        px = look().px
        self.setFixedWidth(px(56 if self._compact else 72))
        self._column.setContentsMargins(0, 0, 0, px(8 if self._compact else 12))
        self._column.setSpacing(0)
        self._sign.setFixedHeight(px(48 if self._compact else 56))
        for button in self._buttons.values():
            button.setFixedHeight(px(48 if self._compact else 56))

    def set_current(self, key: str) -> None:
        """Light up a screen."""
        for each, button in self._buttons.items():
            button.current = each == key
            button.refresh()

    def set_badge(self, key: str, count: int, *, urgent: bool = False) -> None:
        """A count at the icon: red when something is overdue or due today; none when zero."""
        button = self._buttons.get(key)
        if button is not None:
            button.count, button.urgent = count, urgent
            button.refresh()

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, RailButton):
            self.chosen.emit(sender.entry.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        buttons: list[QWidget] = list(self._buttons.values())
        focus = self.focusWidget()
        if step and focus in buttons:
            buttons[(buttons.index(focus) + step) % len(buttons)].setFocus(
                Qt.FocusReason.TabFocusReason
            )
            return
        super().keyPressEvent(event)
