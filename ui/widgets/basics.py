"""Labels, buttons, lines, cards: the small things every screen is made of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import follow_look, icon, icon_size, look
from ui.widgets.painting import draw_hits, draw_icon, draw_tag, tag_size


def set_prop(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property the sheet looks at, and have the sheet look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


class Label(QLabel):
    """Text in a type role and a tone. ``wrap`` breaks lines; a fact can be selected and copied."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        role: str = "body",
        tone: str = "text",
        wrap: bool = False,
        selectable: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def set_tone(self, tone: str) -> None:
        """Change the colour token."""
        set_prop(self, "tone", tone)


class ElidedLabel(QWidget):
    """One line that ends in … when there is no room; the whole text is its tooltip.

    The 与 between two names is painted quiet: use it for the heading of a case.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        role: str = "body",
        tone: str = "text",
    ) -> None:
        super().__init__(parent)
        self._text, self._role, self._tone = text, role, tone
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        follow_look(self._relook)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str, *, tone: str | None = None) -> None:
        """Show another text."""
        self._text = text
        self._tone = tone or self._tone
        self._relook()

    def _relook(self) -> None:
        self.setAccessibleName(self._text)
        self.setToolTip(self._text)
        self.setFixedHeight(look().line(self._role))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        from ui.widgets.painting import text_width

        return QSize(int(text_width(self._text, self._role)) + 2, look().line(self._role))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(24), look().line(self._role))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.rect().toRectF()
        draw_hits(painter, box, self._text, (), role=self._role, tone=self._tone)


def literal(text: str) -> str:
    """For buttons, boxes and menus: an & in a name is an &, never the mark of a key."""
    return text.replace("&", "&&")


class Button(QPushButton):
    """A verb. ``kind``: primary (one per screen), default, quiet, danger, dangerFill, link.

    ``big`` is 40 high, for the first run and the empty state.
    """

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        kind: str = "default",
        icon: str = "",
        on_click: Callable[[], object] | None = None,
        big: bool = False,
        tone: str = "",
        icon_tone: str = "",
    ) -> None:
        super().__init__(literal(text), parent)
        self._icon = icon
        self._icon_tone = icon_tone
        self._kind = kind
        self.setProperty("kind", kind)
        self.setProperty("big", "true" if big else "false")
        if tone:
            self.setProperty("tone", tone)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if on_click is not None:
            self.clicked.connect(on_click)
        follow_look(self._relook)

    def setText(self, text: str) -> None:  # noqa: N802  Qt's name
        super().setText(literal(text))

    def text(self) -> str:
        return super().text().replace("&&", "&")

    def set_kind(self, kind: str) -> None:
        """Change the kind; the icon follows."""
        self._kind = kind
        set_prop(self, "kind", kind)
        self._relook()

    def set_icon_name(self, name: str) -> None:
        """Show another icon before the verb; empty for none."""
        self._icon = name
        self._relook()

    def _relook(self) -> None:
        tones = {
            "primary": "onAccent",
            "dangerFill": "onAccent",
            "danger": "danger",
            "link": "accent",
        }
        if self._icon:
            tone = self._icon_tone or tones.get(self._kind, "text2")
            gap = 4 if self.text() else 0
            self.setIcon(icon(self._icon, tone, disabled="text3", gap=gap))
            self.setIconSize(icon_size(16, gap=gap))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)


class IconButton(QPushButton):
    """An icon that acts; ``name`` is said by screen readers and shown as tooltip."""

    def __init__(
        self,
        icon: str,
        name: str,
        parent: QWidget | None = None,
        *,
        on_click: Callable[[], object] | None = None,
        boxed: bool = False,
        tone: str = "text2",
        size: int = 16,
    ) -> None:
        super().__init__(parent)
        self._icon, self._tone, self._side = icon, tone, size
        self.setProperty("kind", "more" if boxed else "icon")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setAutoDefault(False)
        if on_click is not None:
            self.clicked.connect(on_click)
        follow_look(self._relook)

    def set_icon_name(self, name: str) -> None:
        """Show another icon."""
        self._icon = name
        self._relook()

    def _relook(self) -> None:
        self.setIcon(icon(self._icon, self._tone, self._side))
        self.setIconSize(icon_size(self._side))


class IconMark(QWidget):
    """An icon that only shows, hidden from the keyboard."""

    def __init__(
        self, icon: str, tone: str = "text2", parent: QWidget | None = None, *, size: int = 16
    ) -> None:
        super().__init__(parent)
        self._icon, self._tone, self._side = icon, tone, size
        follow_look(self._relook)

    def set_icon(self, name: str, tone: str) -> None:
        """Show another icon in another tone."""
        self._icon, self._tone = name, tone
        self.update()

    def _relook(self) -> None:
        self.setFixedSize(icon_size(self._side))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_icon(painter, 0, self.height() / 2, self._icon, self._tone, size=self._side)


class Tag(QWidget):
    """A soft label, not clickable. Tones: neutral, accent, fund, danger, warn, ok, overdue."""

    def __init__(
        self, text: str, tone: str = "neutral", parent: QWidget | None = None, *, height: int = 20
    ) -> None:
        super().__init__(parent)
        self._text, self._tone, self._high = text, tone, height
        follow_look(self._relook)

    def text(self) -> str:
        """What it says."""
        return self._text

    def set(self, text: str, tone: str | None = None) -> None:
        """Say something else; an empty text hides the tag."""
        self._text = text
        self._tone = tone or self._tone
        self.setVisible(bool(text))
        self._relook()

    def _relook(self) -> None:
        width, high = tag_size(self._text, height=self._high)
        self.setFixedSize(int(width) + 1, int(high))
        self.setAccessibleName(self._text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_tag(painter, 0, self.height() / 2, self._text, self._tone, height=self._high)


class KeyCap(QWidget):
    """A key as printed on the keyboard; ``edged`` on white planes, else filled."""

    def __init__(self, text: str, parent: QWidget | None = None, *, edged: bool = False) -> None:
        super().__init__(parent)
        self._text, self._edged = text, edged
        follow_look(self._relook)

    def _relook(self) -> None:
        width, high = tag_size(self._text)
        self.setFixedSize(int(width) + 1, int(high))
        self.setAccessibleName(self._text)

    def paintEvent(self, event: QPaintEvent) -> None:
        from ui.widgets.painting import draw_key

        painter = QPainter(self)
        if self._edged:
            draw_key(painter, 0, self.height() / 2, self._text)
        else:
            draw_tag(painter, 0, self.height() / 2, self._text, "neutral")


def line(vertical: bool = False) -> QFrame:  # noqa: FBT002
    """A hairline between groups."""
    made = QFrame()
    made.setProperty("frame", "vline" if vertical else "hline")
    return made


def row(*widgets: QWidget | int | None, gap: int = 8, margins: tuple[int, ...] = ()) -> QHBoxLayout:
    """A horizontal layout: widgets, None for a stretch, a number for a fixed space."""
    made = QHBoxLayout()
    made.setSpacing(look().px(gap))
    made.setContentsMargins(*(look().px(m) for m in (margins or (0, 0, 0, 0))))
    _fill(made, widgets)
    return made


def column(
    *widgets: QWidget | int | None, gap: int = 8, margins: tuple[int, ...] = ()
) -> QVBoxLayout:
    """A vertical layout, filled like ``row``."""
    made = QVBoxLayout()
    made.setSpacing(look().px(gap))
    made.setContentsMargins(*(look().px(m) for m in (margins or (0, 0, 0, 0))))
    _fill(made, widgets)
    return made


def _fill(layout: QHBoxLayout | QVBoxLayout, widgets: tuple[QWidget | int | None, ...]) -> None:
    for each in widgets:
        if each is None:
            layout.addStretch(1)
        elif isinstance(each, int):
            layout.addSpacing(look().px(each))
        else:
            layout.addWidget(each)


class ScrollPane(QScrollArea):
    """Scrolls up and down; whatever in it gets the focus is brought into view."""

    def __init__(self, widget: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(widget)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        del before
        inner = self.widget()
        if now is not None and inner is not None and inner.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, look().px(16))


def scroll(widget: QWidget) -> QScrollArea:
    """A pane that scrolls up and down; Tab goes to what is in it, not to the pane."""
    return ScrollPane(widget)


class Card(QFrame):
    """A white box with a heading, a count, a note at the right and a ``body`` layout.

    ``tone="fund"`` gives the head the fund's colour; ``flush`` lets lists reach the edges.
    """

    def __init__(
        self,
        title: str = "",
        parent: QWidget | None = None,
        *,
        icon: str = "",
        tone: str = "",
        flush: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setProperty("frame", "card")
        self._flush = flush
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.head = QFrame()
        self.head.setProperty("frame", "cardHead")
        self.head.setProperty("tone", tone)
        text_tone = tone or "text"
        self.title_label = Label(title, role="strong", tone=text_tone)
        self.count_tag = Tag("", "neutral")
        self.count_label = Label("", role="tableStrong", tone=text_tone)
        self.note_label = Label("", role="caption", tone="text2")
        self._head_row = QHBoxLayout(self.head)
        if icon:
            self._head_row.addWidget(IconMark(icon, text_tone))
        for each in (self.title_label, self.count_tag, self.count_label):
            self._head_row.addWidget(each)
        self._head_row.addStretch(1)
        self._head_row.addWidget(self.note_label)
        self.count_tag.hide()
        self.count_label.hide()
        outer.addWidget(self.head)
        self.head.setVisible(bool(title))
        self.body = QVBoxLayout()
        outer.addLayout(self.body, 1)
        self._tone = tone
        self.setAccessibleName(title)
        follow_look(self._relook)

    def set_title(self, title: str) -> None:
        """Change the heading."""
        self.title_label.setText(title)
        self.head.setVisible(bool(title))

    def set_count(self, count: int) -> None:
        """The count beside the heading."""
        if self._tone:
            self.count_label.setText(str(count))
            self.count_label.show()
        else:
            self.count_tag.set(str(count))

    def set_note(self, text: str) -> None:
        """The quiet text at the right of the head."""
        self.note_label.setText(text)

    def add_head_widget(self, widget: QWidget) -> None:
        """Put a control at the right end of the head."""
        self._head_row.addWidget(widget)

    def _relook(self) -> None:
        px = look().px
        self.head.setFixedHeight(px(43))
        self._head_row.setContentsMargins(px(15), 0, px(15), 0)
        self._head_row.setSpacing(px(8))
        if self._flush:
            # The last row must not cover the round corners.
            self.body.setContentsMargins(0, 0, 0, px(6))
        else:
            self.body.setContentsMargins(px(15), px(12), px(15), px(15))
        self.body.setSpacing(0 if self._flush else px(8))


class PaintedButton(QAbstractButton):
    """A button that paints itself: real focus, name and click; Enter clicks, arrows pass on.

    It is no QPushButton, so that the sheet's least heights do not overrule its own.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(look().px(32), look().px(32))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)
