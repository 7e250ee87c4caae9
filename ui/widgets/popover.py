"""A small panel under the control that opened it, over the page, without a scrim.

It lies inside the window (no window of its own: input methods work, nothing grabs the mouse).
Esc calls ``escape``; a click outside or the focus going elsewhere calls ``leave``.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import PaintedButton, ScrollPane
from ui.widgets.focus import tab_stops
from ui.widgets.painting import draw_icon, draw_text, fill_round, hairline, stroke_round, text_width
from ui.widgets.shadow import draw_shadow

_ROOM = 24  # px round the panel for its shadow
_EDGES = 4  # border and margin of the frame, both sides


class Popover(QWidget):
    """``body`` is its layout; ``open_under(anchor)`` shows it, ``closed`` ends it."""

    closed = Signal()

    def __init__(self, name: str, *, width: int = 400) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._wide = width
        self._anchor: QWidget | None = None
        self._within: QWidget | None = None
        self.panel = QFrame(self)
        self.panel.setProperty("frame", "dialog")
        self.panel.setAccessibleName(name)
        self._inner = QWidget()
        self._inner.setProperty("plane", "surface")
        self.body = QVBoxLayout(self._inner)
        self._pane = ScrollPane(self._inner)
        outer = QVBoxLayout(self.panel)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._pane)
        self._inner.installEventFilter(self)
        self.hide()
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self.body.setContentsMargins(px(16), px(12), px(16), px(16))
        self.body.setSpacing(px(8))
        self._place()

    def is_open(self) -> bool:
        """Whether it is shown."""
        return self._anchor is not None

    def open_under(self, anchor: QWidget, within: QWidget | None = None) -> None:
        """Show it with its left edge at the anchor's, moved in where the window ends, or where
        ``within`` ends: what stands beside that stays in sight."""
        window = anchor.window()
        self._anchor, self._within = anchor, within
        self.setParent(window)
        self._place()
        self.show()
        self.raise_()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        focus = self.first_focus() or next(iter(tab_stops(self)), None)
        if focus is not None:
            focus.setFocus(Qt.FocusReason.TabFocusReason)

    def first_focus(self) -> QWidget | None:
        """Where the focus goes when it opens."""
        return None

    def _place(self) -> None:
        anchor = self._anchor
        if anchor is None:
            return
        window, px = anchor.window(), look().px
        room, edge = px(_ROOM), px(8)
        wide = min(px(self._wide), window.width() - 2 * edge)
        self._inner.setFixedWidth(wide - _EDGES)
        layout = self.body
        layout.activate()
        if layout.hasHeightForWidth():
            want = layout.totalHeightForWidth(wide - _EDGES) + _EDGES
        else:
            want = layout.totalSizeHint().height() + _EDGES
        at = anchor.mapTo(window, QPoint(0, anchor.height() + px(4)))
        high = min(want, window.height() - 2 * edge)
        end = window.width() - edge
        if self._within is not None:
            side = self._within.mapTo(window, QPoint(self._within.width(), 0)).x() - edge
            end = side if side - wide >= edge else end
        left = max(edge, min(at.x(), end - wide))
        top = max(edge, min(at.y(), window.height() - high - edge))
        self.setGeometry(left - room, top - room, wide + 2 * room, high + 2 * room)
        self.panel.setGeometry(room, room, wide, high)

    def close_popover(self) -> None:
        """Go away and give the focus back to the anchor."""
        anchor, self._anchor = self._anchor, None
        if anchor is None:
            return
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        inside = QApplication.focusWidget()
        held = inside is not None and self.isAncestorOf(inside)
        self.hide()
        if held and anchor.isVisible():
            anchor.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def escape(self) -> None:
        """Esc: the safe way out."""
        self.close_popover()

    def leave(self) -> None:
        """A click outside."""
        self.close_popover()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escape()
        else:
            event.accept()  # no key of the page works under it

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks round inside."""
        stops = tab_stops(self)
        now = self.focusWidget()
        here = stops.index(now) if now in stops else -1
        if stops:
            goal = stops[(here + (1 if forward else -1)) % len(stops)]
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            goal.setFocus(reason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._inner and kind == QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._place)
        elif self._anchor is not None:
            if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
                self._pressed(watched, event)
            elif kind == QEvent.Type.Resize and watched in (self.parent(), self._within):
                self._place()
            elif kind == QEvent.Type.Hide and watched is self._anchor:
                self.leave()
        return super().eventFilter(watched, event)

    def _pressed(self, watched: QObject, event: QMouseEvent) -> None:
        """Outside, but in this window (a list of a combo box is a window of its own)."""
        if not isinstance(watched, QWidget) or watched.window() is not self.window():
            return
        at = self.panel.mapFromGlobal(event.globalPosition().toPoint())
        if not self.panel.rect().contains(at):
            self.leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_shadow(QPainter(self), QRectF(self.panel.geometry()))


class PopoverButton(PaintedButton):
    """Looks like a list of choices and opens a panel: ``责任 80% : 20%``. ↓ opens it too.

    Where there is little room only a text that ``elides`` gives way.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, elides: bool = False) -> None:
        super().__init__(parent)
        self._name, self._text, self._elides, self._tone = name, "", elides, "text"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setFixedHeight(look().px(32))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """What it shows."""
        return self._text

    def set_text(self, text: str, *, tone: str = "text", tip: str = "") -> None:
        """Show a value; ``tip`` says more about it."""
        self._text, self._tone = text, tone
        self.setAccessibleName(f"{self._name}：{text}")
        self.setAccessibleDescription(tip)
        self.setToolTip(tip or text)
        self.updateGeometry()
        self.update()

    def set_elides(self, elides: bool) -> None:
        """Whether the text may give way where there is little room."""
        self._elides = elides
        self.updateGeometry()

    def _fixed(self) -> int:
        return look().px(11 + 8 + 16 + 8)

    def sizeHint(self) -> QSize:
        return QSize(int(text_width(self._text, "body")) + 2 + self._fixed(), look().px(32))

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(min(whole.width(), look().px(96)), whole.height()) if self._elides else whole

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        box = QRectF(self.rect())
        alive = self.isEnabled()
        back = "surface" if alive else "subtle"
        if alive and self.isDown():
            back = "neutralSoft"
        elif alive and self.underMouse():
            back = "hover"
        fill_round(painter, box, back, px(6))
        if self.hasFocus():
            stroke_round(painter, box, "accent", px(6), 2)
        else:
            stroke_round(painter, box, "border", px(6), 1)
            if alive:
                hairline(painter, px(6), box.width() - px(6), box.height() - 1, "control")
        text = QRectF(px(11), 0, box.width() - px(11 + 8 + 16 + 8) + 1, box.height())
        draw_text(painter, text, self._text, role="body", tone=self._tone if alive else "text2")
        draw_icon(painter, box.width() - px(24), box.center().y(), "chevron-down", "text2")
