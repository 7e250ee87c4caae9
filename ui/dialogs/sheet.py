"""The base of dialogs: a white sheet with title, text, body and buttons, inside the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label, ScrollPane
from ui.widgets.focus import tab_stops
from ui.widgets.form import FormRow


class _Body(ScrollPane):
    """As high as what is in it, and scrolling in a window that is too low for that."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__(inner)
        self._inner = inner
        inner.installEventFilter(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self._inner.layout()
        if layout is None:
            return 0
        if layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        return layout.totalSizeHint().height()

    def sizeHint(self) -> QSize:
        layout = self._inner.layout()
        wide = layout.totalSizeHint().width() if layout is not None else 0
        return QSize(wide, self.heightForWidth(max(wide, self.width())))

    def minimumSizeHint(self) -> QSize:
        high = self.sizeHint().height()
        return QSize(look().px(80), min(high, look().px(96)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows belong to the sheet; only the page keys scroll."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class Sheet(QFrame):
    """A dialog in the window's overlay: ``overlay.open(sheet)`` shows it, ``closed`` ends it.

    Esc does ``escape`` (the safe act). Enter on nothing else presses the default button. Tab
    stays inside. ``width`` 560 to 776 px at 100 %.
    """

    closed = Signal()

    def __init__(self, title: str, text: str = "", *, width: int = 560) -> None:
        super().__init__()
        self.setProperty("frame", "dialog")
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.wide = width
        self.default: Button | None = None
        self._outer = QVBoxLayout(self)
        self.title_label = Label(title, role="heading", wrap=True)
        self.text_label = Label(text, self, role="table", tone="text2", wrap=True)
        self.text_label.setVisible(bool(text))
        self._head = QVBoxLayout()
        self._head.addWidget(self.title_label)
        self._head.addWidget(self.text_label)
        self._outer.addLayout(self._head)
        inner = QWidget()
        inner.setProperty("plane", "surface")
        self.body = QVBoxLayout(inner)
        self._pane = _Body(inner)
        self._outer.addWidget(self._pane, 1)
        self._foot = QHBoxLayout()
        self._foot.addStretch(1)
        self._lefts = 0
        self._outer.addLayout(self._foot)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self.setFixedWidth(px(self.wide))
        self._outer.setContentsMargins(1, 0, 1, 0)
        self._outer.setSpacing(0)
        self._head.setContentsMargins(px(24), px(20), px(24), px(16))
        self._head.setSpacing(px(8))
        self.body.setContentsMargins(px(24), 0, px(24), 0)
        self.body.setSpacing(px(8))
        self._foot.setContentsMargins(px(24), px(20), px(24), px(20))
        self._foot.setSpacing(px(8))

    def add_left(self, widget: QWidget) -> None:
        """Put a link or a note at the left of the foot."""
        self._foot.insertWidget(self._lefts, widget)
        self._lefts += 1

    def add_button(self, button: Button, *, default: bool = False) -> Button:
        """Put a button at the right; the default one comes last."""
        self._foot.addWidget(button)
        if default:
            self.default = button
            button.installEventFilter(self)
        return button

    def press_default(self) -> None:
        """What Enter and Ctrl+Enter do, unless a field cannot be read."""
        if self.default is not None and self.default.isEnabled() and not self._stopped():
            self.default.click()

    def _stopped(self) -> bool:
        """Read the field that is still being typed in; lead to the first that means nothing.

        Without this a sum broken off in the middle would be taken as far as it made sense.
        """
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit) and self.isAncestorOf(focus):
            focus.editingFinished.emit()
        bad = next((row for row in self.findChildren(FormRow) if row.is_unreadable()), None)
        if bad is not None:
            bad.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return bad is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The default button is pressed only when everything can be read."""
        if watched is self.default:
            space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
            press = event.type() == QEvent.Type.KeyPress and space
            if (press or event.type() == QEvent.Type.MouseButtonPress) and self._stopped():
                return True
        return super().eventFilter(watched, event)

    def scroll_by(self, step: int) -> None:
        """Move the body up or down, if it does not fit."""
        bar = self._pane.verticalScrollBar()
        bar.setValue(bar.value() + step)

    def first_focus(self) -> QWidget | None:
        """Where the focus goes when the sheet opens."""
        return self.default

    def escape(self) -> None:
        """The safe act of Esc."""
        self.close_sheet()

    def close_sheet(self) -> None:
        """Go away; the overlay gives the focus back."""
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escape()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.press_default()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks round inside the sheet."""
        stops = tab_stops(self)
        if not stops:
            return True
        now = self.focusWidget()
        here = stops.index(now) if now in stops else -1
        goal = stops[(here + (1 if forward else -1)) % len(stops)]
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        goal.setFocus(reason)
        return True
