"""Holds dialogs and the palette over the window: scrim, shadow, focus kept inside, given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import look
from ui.widgets.focus import tab_stops
from ui.widgets.shadow import draw_shadow

if TYPE_CHECKING:
    from ui.dialogs.sheet import Sheet
    from ui.widgets.palette import Palette


class Overlay(QWidget):
    """Covers its parent while anything is open. Sheets stack; the newest is on top."""

    emptied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._palette: Palette | None = None
        self._open: list[tuple[QWidget, QWidget | None]] = []
        parent.installEventFilter(self)
        self.hide()

    def is_open(self) -> bool:
        """Whether something lies over the window."""
        return bool(self._open)

    def top(self) -> QWidget | None:
        """What lies on top."""
        return self._open[-1][0] if self._open else None

    def open(self, sheet: Sheet) -> None:
        """Show a dialog; it is deleted after it closed."""
        sheet.closed.connect(self._sheet_closed)
        self._push(sheet)
        focus = sheet.first_focus()
        if focus is None or not (
            focus.isEnabled() and focus.isVisible()
        ):  # a barred act: its reasons' links come first
            focus = next(iter(tab_stops(sheet)), None)
        # as if by Tab: what stands in the first field is selected and typed over
        (focus or sheet).setFocus(Qt.FocusReason.TabFocusReason)

    def open_palette(self, palette: Palette) -> None:
        """Show the palette (kept, not deleted)."""
        if palette in (widget for widget, _ in self._open):
            return
        if self._palette is not palette:
            palette.closed.connect(self._palette_closed)
            palette.setParent(self)
            self._palette = palette
        palette.prepare()
        self._push(palette)
        palette.first_focus().setFocus(Qt.FocusReason.PopupFocusReason)

    def _push(self, widget: QWidget) -> None:
        before = QApplication.focusWidget()
        widget.setParent(self)
        self._open.append((widget, before))
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        widget.show()
        widget.raise_()
        self._place()

    def _place(self) -> None:
        for widget, _ in self._open:
            if widget is self._palette and self._palette is not None:
                self._palette.fit()
            widget.adjustSize()
            wide, high = widget.width(), min(widget.height(), self.height() - look().px(16))
            x = (self.width() - wide) // 2
            if widget is self._palette:
                y = look().px(96 if self.height() > look().px(620) else 24)
            else:
                y = max(look().px(8), (self.height() - high) // 2 - look().px(20))
            widget.setGeometry(x, y, wide, high)
        self.update()

    def _sheet_closed(self) -> None:
        sender = self.sender()
        if isinstance(sender, QWidget):
            self._pop(sender)
            sender.deleteLater()

    def _palette_closed(self) -> None:
        sender = self.sender()
        if isinstance(sender, QWidget):
            self._pop(sender)

    def _pop(self, widget: QWidget) -> None:
        import shiboken6

        before: QWidget | None = None
        for entry in list(self._open):
            if entry[0] is widget:
                before = entry[1]
                self._open.remove(entry)
        widget.hide()
        if not self._open:
            self.hide()
            self.emptied.emit()
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self._open:
            self.setGeometry(self._over.rect())
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the palette closes it; a dialog stays: it asks for an answer."""
        if self._palette is not None and self.top() is self._palette:
            self._palette.closed.emit()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().color("scrim"))
        top = self.top()
        if top is not None:
            draw_shadow(painter, QRectF(top.geometry()))
