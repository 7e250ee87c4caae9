"""An icon inside a field, at its left or right end; it grows with the zoom, unlike Qt's actions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from ui.theme import follow_look, look
from ui.widgets.basics import PaintedButton
from ui.widgets.painting import draw_icon, fill_round

WIDTH = 28


class SideIcon(PaintedButton):
    """Acts on click when ``on_click`` is given (the key for it is the field's own)."""

    def __init__(
        self,
        field: QLineEdit,
        icon: str,
        name: str,
        *,
        left: bool = False,
        on_click: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(field)
        self._field, self._icon, self._left = field, icon, left
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        if on_click is None:
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor)
            self.setToolTip(name)
            self.clicked.connect(on_click)
        field.installEventFilter(self)
        follow_look(self._place)

    def set_shown(self, shown: bool) -> None:
        """Show or hide it; the text keeps clear of it."""
        self.setVisible(shown)
        self._place()

    def _place(self) -> None:
        wide = look().px(WIDTH)
        x = 1 if self._left else self._field.width() - wide - 1
        self.setGeometry(x, 1, wide, max(0, self._field.height() - 2))
        margins = self._field.textMargins()
        room = 0 if self.isHidden() else wide - look().px(2 if self._left else 8)
        if self._left:
            margins.setLeft(room)
        else:
            margins.setRight(room)
        if margins != self._field.textMargins():
            self._field.setTextMargins(margins)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        px = look().px
        if self.underMouse() and self.isEnabled():
            fill_round(painter, box.adjusted(px(2), px(3), -px(3), -px(3)), "hover", px(4))
        x = box.center().x() - px(8)
        draw_icon(painter, x, box.center().y(), self._icon, "text2")
