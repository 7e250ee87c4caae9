"""The bar at the top: back, forward, crumbs, the one search field, save state, notices, person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QWidget

from ui.navigation import Navigator
from ui.screen import Crumb
from ui.theme import follow_look, icon, look
from ui.widgets.basics import Button, IconButton, IconMark, Label, PaintedButton, line
from ui.widgets.painting import (
    draw_icon,
    draw_key,
    draw_text,
    fill_round,
    focus_ring,
    stroke_round,
    text_width,
)


class SearchButton(PaintedButton):
    """Looks like a field, opens the palette."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = "查找案件、人员，或执行命令"
        self.setAccessibleName(f"{self._text}（Ctrl+K）")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_short(self, short: bool) -> None:
        """Fewer words in small windows."""
        self._text = "查找或执行命令" if short else "查找案件、人员，或执行命令"
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        box = QRectF(self.rect())
        fill_round(painter, box, "hover" if self.underMouse() else "subtle", px(6))
        stroke_round(painter, box, "border", px(6), 1)
        draw_icon(painter, px(10), box.center().y(), "search", "text2")
        key = draw_key(painter, box.right() - px(6), box.center().y(), "Ctrl K", right=True)
        draw_text(
            painter,
            box.adjusted(px(34), 0, -key - px(14), 0),
            self._text,
            role="table",
            tone="text3",
        )
        if self.hasFocus():
            focus_ring(painter, box)


class Bell(IconButton):
    """Notices: a red dot when there are any."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("bell", "消息", parent)
        self._count = 0

    def set_count(self, count: int) -> None:
        """How many notices are unread."""
        self._count = count
        self.setAccessibleName(f"消息，{count} 条未读" if count else "消息")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._count:
            painter = QPainter(self)
            px = look().px
            centre = QPointF(self.width() / 2 + px(6), self.height() / 2 - px(7))
            fill_round(
                painter,
                QRectF(centre.x() - px(3.5), centre.y() - px(3.5), px(7), px(7)),
                "dangerFill",
                px(3.5),
            )


class PersonMenu(PaintedButton):
    """The person's first character in a disc, name and roles; a menu on click."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        self._roles = ""
        self._short = False
        self._menu = QMenu(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.open_menu)
        self.hide()

    def set_person(self, name: str, roles: Sequence[str]) -> None:
        """Who is signed in; an empty name hides it."""
        self._name, self._roles = name, "、".join(roles)
        self.setAccessibleName(f"{name}，{self._roles}，菜单")
        self.setVisible(bool(name))
        self._resize()

    def set_short(self, short: bool) -> None:
        """Without roles, for small windows."""
        self._short = short
        self._resize()

    def add(self, text: str, act: Callable[[], object], *, icon_name: str = "") -> None:
        """Put an entry into the menu; an empty text puts a line."""
        if not text:
            self._menu.addSeparator()
            return
        action = self._menu.addAction(text)
        if icon_name:
            action.setIcon(icon(icon_name))
        action.triggered.connect(act)

    def clear(self) -> None:
        """Empty the menu."""
        self._menu.clear()

    def open_menu(self) -> None:
        """Show the menu under the name."""
        if self._menu.isEmpty():
            return
        wide = self._menu.sizeHint().width()
        self._menu.popup(self.mapToGlobal(QPoint(self.width() - wide, self.height() + 2)))

    def _text(self) -> str:
        return self._name if self._short or not self._roles else f"{self._name}·{self._roles}"

    def _resize(self) -> None:
        wide = text_width(self._text(), "table") + look().px(24 + 8 + 4)
        self.setFixedSize(int(min(wide, look().px(230))), look().px(32))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        box = QRectF(self.rect())
        disc = QRectF(0, box.center().y() - px(13), px(26), px(26))
        fill_round(painter, disc, "accentSoft", px(13))
        draw_text(painter, disc, self._name[:1], role="tableStrong", tone="accentText", centre=True)
        draw_text(
            painter,
            box.adjusted(px(34), 0, 0, 0),
            self._text(),
            role="table",
            tone="text" if self.underMouse() else "text2",
        )
        if self.hasFocus():
            focus_ring(painter, box)


class _Crumbs(QWidget):
    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._crumbs: tuple[Crumb, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def set_crumbs(self, crumbs: Sequence[Crumb]) -> None:
        if tuple(crumbs) == self._crumbs:
            return
        self._crumbs = tuple(crumbs)
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._row.setSpacing(look().px(6))
        for number, crumb in enumerate(crumbs):
            if number:
                self._row.addWidget(IconMark("chevron-right", "text3", size=14))
            if number == len(crumbs) - 1 or crumb.address is None:
                strong = number == len(crumbs) - 1
                tone = "text" if strong else "text2"
                self._row.addWidget(
                    Label(crumb.text, role="strong" if strong else "body", tone=tone)
                )
            else:
                button = Button(crumb.text, kind="crumb")
                button.setProperty("crumb", str(crumb.address))
                button.clicked.connect(self._clicked)
                self._row.addWidget(button)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            self.chosen.emit(sender.property("crumb"))


class TopBar(QFrame):
    """Signals: ``palette_wanted``, ``notices_wanted``."""

    palette_wanted = Signal()
    notices_wanted = Signal()

    def __init__(self, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "bottom")
        self._navigator = navigator
        self._compact = False
        self.back = IconButton("arrow-left", "后退（Alt+←）", self, on_click=navigator.back)
        self.forward = IconButton("arrow-right", "前进（Alt+→）", self, on_click=navigator.forward)
        self._line = line(True)
        self._line.setParent(self)
        self.crumbs = _Crumbs(self)
        self.crumbs.chosen.connect(navigator.go)
        self.search = SearchButton(self)
        self.search.clicked.connect(self.palette_wanted)
        self._saved_mark = IconMark("check", "ok", self, size=14)
        self._saved = Label("", self, role="caption", tone="text2")
        self.notices = Bell(self)
        self.notices.clicked.connect(self.notices_wanted)
        self.person = PersonMenu(self)
        self._row = QHBoxLayout(self)
        left: tuple[QWidget, ...] = (self.back, self.forward, self._line, self.crumbs)
        right: tuple[QWidget, ...] = (self._saved_mark, self._saved, self.notices, self.person)
        for each in left:
            self._row.addWidget(each)
        self._row.addStretch(1)
        for each in right:
            self._row.addWidget(each)
        QWidget.setTabOrder(self.crumbs, self.search)
        self.set_saved("", done=True)
        navigator.changed.connect(self._history)
        self._history()
        follow_look(self._relook)

    def _history(self) -> None:
        self.back.setEnabled(self._navigator.can_go_back)
        self.forward.setEnabled(self._navigator.can_go_forward)

    def set_compact(self, compact: bool, *, narrow: bool) -> None:
        """40 high; fewer words."""
        self._compact = compact
        self.search.set_short(narrow)
        self.person.set_short(narrow)
        self._relook()

    def set_saved(self, text: str, *, done: bool) -> None:
        """``已保存 09:41``; while not done without the check."""
        self._saved.setText(text)
        self._saved.setVisible(bool(text))
        self._saved_mark.setVisible(bool(text) and done)

    def _relook(self) -> None:
        px = look().px
        self.setFixedHeight(px(40 if self._compact else 48))
        self._row.setContentsMargins(px(8), 0, px(18), 0)
        self._row.setSpacing(px(4))
        self._line.setFixedHeight(px(16))
        self.crumbs.setContentsMargins(px(8), 0, 0, 0)
        self.notices.setContentsMargins(px(8), 0, 0, 0)
        self.place_search()

    def settle(self) -> None:
        """The crumbs changed their width: lay out at once."""
        self._row.activate()
        self.place_search()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_search()

    def place_search(self) -> None:
        """In the middle of the window, as far as crumbs and person leave room."""
        px = look().px
        wide = px(340) if self.width() >= px(1100) else px(220)
        middle = self.width() // 2
        high = px(32)
        left = middle - wide // 2
        first = self.crumbs.geometry().right() + px(16)
        left = max(left, first)
        last = min(
            w.x() for w in (self._saved_mark, self._saved, self.notices) if w.isVisibleTo(self)
        )
        wide = max(px(120), min(wide, last - px(12) - left))
        self.search.setGeometry(left, (self.height() - high) // 2, wide, high)
        self.search.raise_()

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(600), look().px(40))
