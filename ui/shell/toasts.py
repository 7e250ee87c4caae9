"""Toasts at the bottom right: one sentence, undo with its key, eight seconds, at most two."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.notify import Toast
from ui.theme import look
from ui.widgets.basics import Button, IconMark, KeyCap, Label
from ui.widgets.painting import fill_round
from ui.widgets.shadow import draw_shadow

LASTS_MS = 8000
MOST = 2
_MARGIN = 20  # room for the shadow


class ToastView(QWidget):
    """One toast; stays while the pointer or the focus is on it."""

    gone = Signal()

    def __init__(self, toast: Toast, parent: QWidget) -> None:
        super().__init__(parent)
        self.toast = toast
        self.setAccessibleName(toast.text)
        px = look().px
        row = QHBoxLayout(self)
        edge = px(_MARGIN)
        row.setContentsMargins(edge + px(16), edge, edge + px(14), edge)
        row.setSpacing(px(8))
        row.addWidget(IconMark("circle-check", "ok"))
        row.addWidget(Label(toast.text, role="table"))
        self._undo: Button | None = None
        if toast.undo is not None:
            row.addSpacing(px(10))
            self._undo = Button(toast.undo_text, kind="link", on_click=self.undo)
            self._undo.installEventFilter(self)
            row.addWidget(self._undo)
            row.addWidget(KeyCap(toast.undo_key, edged=True))
        self.setFixedHeight(px(40) + 2 * edge)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.gone)
        self._timer.start(LASTS_MS)

    def undo(self) -> None:
        """Take it back, once."""
        act = self.toast.undo
        self.gone.emit()
        if act is not None:
            act()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start(LASTS_MS // 2)
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._undo and event.type() == QEvent.Type.FocusIn:
            self._timer.stop()
        elif watched is self._undo and event.type() == QEvent.Type.FocusOut:
            self._timer.start(LASTS_MS // 2)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        edge = px(_MARGIN)
        box = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        draw_shadow(painter, box, blur=12, down=4)
        fill_round(painter, box, "surface", px(6))
        painter.setClipRect(box.adjusted(0, 0, px(4) - box.width(), 0))
        fill_round(painter, box, "ok", px(6))


class ToastHost(QObject):
    """Stacks toasts in the lower right corner of a widget."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._views: list[ToastView] = []
        self.bottom = 0
        over.installEventFilter(self)

    def show(self, toast: Toast) -> None:
        """Show a toast; the oldest goes when there are more than two."""
        while len(self._views) >= MOST:
            self._remove(self._views[0])
        view = ToastView(toast, self._over)
        view.gone.connect(self._gone)
        self._views.append(view)
        view.show()
        self._place()

    def views(self) -> tuple[ToastView, ...]:
        """The toasts now shown, oldest first."""
        return tuple(self._views)

    def undo_last(self) -> bool:
        """Ctrl+Z: take back the newest that can be; False when there is none."""
        for view in reversed(self._views):
            if view.toast.undo is not None:
                view.undo()
                return True
        return False

    def _gone(self) -> None:
        sender = self.sender()
        if isinstance(sender, ToastView):
            self._remove(sender)

    def _remove(self, view: ToastView) -> None:
        if view in self._views:
            self._views.remove(view)
            view.hide()
            view.deleteLater()
            self._place()

    def _place(self) -> None:
        px = look().px
        low = self._over.height() - self.bottom - px(18) - self._bar_height()
        for view in reversed(self._views):
            size = view.sizeHint()
            y = low + px(_MARGIN) - view.height()
            x = self._over.width() - size.width() + px(4)
            view.setGeometry(x, y, size.width(), view.height())
            view.raise_()
            low -= px(48)

    def _bar_height(self) -> int:
        """A decision bar at the foot stays free: nobody waits for a toast to decide."""
        for bar in self._over.findChildren(QWidget, "decisionBar"):
            if bar.isVisible():
                return bar.height()
        return 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        return False
