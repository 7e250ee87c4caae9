"""The window before the window: a quiet side with the program's name, a page beside it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.desk import Desk
from ui.dialogs.plain import BugSheet, MessageSheet, QuestionSheet
from ui.layout import MIN_HEIGHT, MIN_WIDTH
from ui.notify import Message, Question
from ui.shell.overlay import Overlay
from ui.theme import app_icon, app_pixmap, follow_look, look
from ui.widgets.basics import Label

TITLE = "道交调处工作台"


class Side(QWidget):
    """The left side: mark, name, a subtitle, whatever a page adds, two lines at the foot."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._mark = QLabel()
        self._mark.setAccessibleName(TITLE)
        self._column.addWidget(self._mark)
        self._name = Label(TITLE, role="title")
        self._column.addWidget(self._name)
        self.subtitle = Label("", role="table", tone="text2", wrap=True)
        self._column.addWidget(self.subtitle)
        self.middle = QVBoxLayout()
        self._column.addLayout(self.middle)
        self._column.addStretch(1)
        self.foot = Label("", role="caption", tone="text3", wrap=True)
        self._column.addWidget(self.foot)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._mark.setPixmap(app_pixmap(px(40)))
        self._column.setContentsMargins(px(40), px(56), px(24), px(32))
        self._column.setSpacing(px(8))
        self.setFixedWidth(px(320))


class EntranceWindow(QMainWindow):
    """Shows one page at a time beside the side; dialogs lie over it like in the main window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setWindowTitle(TITLE)
        self.setWindowIcon(app_icon())
        self.setMinimumSize(QSize(MIN_WIDTH, MIN_HEIGHT))
        centre = QWidget()
        centre.setProperty("plane", "surface")
        self.setCentralWidget(centre)
        across = QHBoxLayout(centre)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.side = Side(centre)
        across.addWidget(self.side)
        self.stack = QStackedWidget()
        self.stack.setProperty("plane", "surface")
        self.stack.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.stack)
        self._scroll.setProperty("plane", "surface")
        across.addWidget(self._scroll, 1)
        self.overlay = Overlay(centre)
        desk.notify.message.connect(self._message)
        desk.notify.question.connect(self._question)
        desk.notify.bug.connect(self._bug)

    def show_page(self, page: QWidget) -> None:
        """Show a page; the one before it is gone."""
        before = self.stack.currentWidget()
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        if before is not None:
            self.stack.removeWidget(before)
            before.deleteLater()
        self._fit_side()

    def leave(self) -> None:
        """Stop listening: the main window speaks to the person from now on."""
        self.desk.notify.message.disconnect(self._message)
        self.desk.notify.question.disconnect(self._question)
        self.desk.notify.bug.disconnect(self._bug)

    def _message(self, message: Message) -> None:
        self.overlay.open(MessageSheet(message))

    def _question(self, question: Question) -> None:
        self.overlay.open(QuestionSheet(question))

    def _bug(self, report: str) -> None:
        if not isinstance(self.overlay.top(), BugSheet):
            self.overlay.open(BugSheet(report))

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def _fit_side(self) -> None:
        """A narrow window gives its width to a page that needs it (``wide``)."""
        wide = bool(getattr(self.stack.currentWidget(), "wide", False))
        self.side.setVisible(self.width() >= look().px(1080 if wide else 760))
