"""The evidence beside a decision: tabs of files and papers, their pages, zoom and turn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.documents.engine.displaylist import Document
from ui.theme import follow_look, look
from ui.widgets.basics import Button, IconButton, Label, line, literal
from ui.widgets.page_view import PageView
from ui.widgets.painting import text_width
from ui.widgets.tabs import TabsBar

_KEPT = 8
_GAP = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One piece: ``key`` is the owner's, ``name`` stands on its tab, ``note`` is its tooltip."""

    key: str
    name: str
    note: str = ""
    turns: bool = False  # a scan may lie on its side, a paper never does


class PageTools(QFrame):
    """Zoom, turn and the page number, floating over the pages."""

    turned = Signal()

    def __init__(self, view: PageView, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("frame", "card")
        self._view = view
        self.page = Label("", role="table", tone="text2")
        self.turn = IconButton("rotate-cw", "旋转 90 度", on_click=self.turned.emit)
        fit = Button("适合宽度", kind="quiet", on_click=view.fit_width)
        self._row = QHBoxLayout(self)
        self._row.addWidget(IconButton("zoom-out", "缩小", on_click=partial(view.zoom_step, -1)))
        self._row.addWidget(fit)
        self._row.addWidget(IconButton("zoom-in", "放大", on_click=partial(view.zoom_step, 1)))
        self._row.addWidget(self.turn)
        self._row.addWidget(line(True))
        self._row.addWidget(self.page)
        view.page_changed.connect(self.count)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._row.setContentsMargins(px(6), px(2), px(14), px(2))
        self._row.setSpacing(px(4))

    def count(self, _page: int = 0) -> None:
        """Say which page is shown."""
        total, page = self._view.page_count(), self._view.current_page() + 1
        self.page.setText(f"第 {max(page, 1)} 页，共 {total}" if total else "")
        self.setVisible(bool(total))
        self.adjustSize()


class EvidencePane(QFrame):
    """``wanted(key, turn)`` asks for pages: answer with ``put``. ``chosen(key)`` after a tab.

    Widgets of one's own (a table of bill lines) are shown with ``put_widget``.
    """

    wanted = Signal(str, int)
    chosen = Signal(str)

    def __init__(
        self, name: str = "证据", parent: QWidget | None = None, *, tabs_from: int = 1
    ) -> None:
        super().__init__(parent)
        self._tabs_from = tabs_from
        self.setProperty("frame", "left")
        self.setAccessibleName(name)
        self._items: tuple[Evidence, ...] = ()
        self._shown: tuple[Evidence, ...] = ()
        self._current = ""
        self._turn: dict[str, int] = {}
        self._kept: OrderedDict[tuple[str, int], tuple[Document | None, int]] = OrderedDict()
        self._own: dict[str, QWidget] = {}
        self.tabs = TabsBar(name, height=44)
        self.tabs.chosen.connect(self.choose)
        self.more = Button("", kind="quiet", on_click=self._open_menu)
        self._head = QFrame()
        self._head.setProperty("frame", "bottom")
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self.tabs)
        self._head_row.addWidget(self.more)
        self._head_row.addStretch(1)
        self.view = PageView()
        self.message = Label("", role="table", tone="text2", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._waiting = QWidget()
        self._waiting.setProperty("plane", "desk")
        inside = QVBoxLayout(self._waiting)
        inside.addWidget(self.message)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._waiting)
        self.stack.addWidget(self.view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addWidget(self.stack, 1)
        self.tools = PageTools(self.view, self.stack)
        self.tools.turned.connect(self._turn_page)
        self.tools.hide()
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._head_row.setContentsMargins(px(16), 0, px(8), 0)
        self._head_row.setSpacing(px(8))
        self._show_tabs()

    # --- what there is --------------------------------------------------------------------------

    def set_items(self, items: Sequence[Evidence], *, nothing: str = "没有附件") -> None:
        """Show these; the first is opened. Pages drawn before are forgotten."""
        self._items = tuple(items)
        self._kept.clear()
        self._turn.clear()
        for widget in self._own.values():
            self.stack.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._own = {}
        self._current = ""
        self._show_tabs()
        self._say(nothing)
        if self._items:
            self.choose(self._items[0].key)

    def extend(self, items: Sequence[Evidence]) -> None:
        """Add pieces behind the others; what is open stays open."""
        self._items = (*self._items, *items)
        if self._current:
            self._show_tabs()
        elif self._items:
            self.choose(self._items[0].key)

    def keys(self) -> tuple[str, ...]:
        """The keys in their order."""
        return tuple(item.key for item in self._items)

    def current(self) -> str:
        """The key that is shown."""
        return self._current

    def put_widget(self, key: str, widget: QWidget) -> None:
        """Show a widget of one's own under this key."""
        self._own[key] = widget
        self.stack.addWidget(widget)
        if key == self._current:
            self._show_current()

    def put(self, key: str, turn: int, document: Document | None, total: int) -> None:
        """The pages that were asked for; None when the file cannot be shown."""
        if key not in self.keys():
            return
        self._kept[key, turn] = (document, total)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        if key == self._current and turn == self._turn.get(key, 0):
            self._show_current()

    # --- choosing -------------------------------------------------------------------------------

    def choose(self, key: str) -> None:
        """Open a piece; unknown keys are ignored."""
        if key not in self.keys():
            return
        self._current = key
        self._show_tabs()
        self._show_current()
        self.chosen.emit(key)

    def choose_number(self, number: int) -> None:
        """Open the n-th piece, counted from 1."""
        if 1 <= number <= len(self._items):
            self.choose(self._items[number - 1].key)

    def _show_current(self) -> None:
        key = self._current
        if key in self._own:
            self.stack.setCurrentWidget(self._own[key])
            self.tools.hide()
            return
        turn = self._turn.get(key, 0)
        found = self._kept.get((key, turn))
        if found is None:
            self._say("正在打开")
            self.wanted.emit(key, turn)
            return
        document, total = found
        if document is None:
            self._say("这种文件不能在这里显示，可另存后打开")
            return
        more = self.view.page_count() < len(document.pages) and self._same(document)
        place = self.view.verticalScrollBar().value() if more else 0
        if self.view.document() is not document:
            self.view.set_document(document)
            self.view.verticalScrollBar().setValue(place)
        self.view.setAccessibleName(next(i.name for i in self._items if i.key == key))
        self.stack.setCurrentWidget(self.view)
        self.tools.count()
        self.tools.turn.setVisible(next(i.turns for i in self._items if i.key == key))
        self._place_tools()
        del total

    def _same(self, document: Document) -> bool:
        shown = self.view.document().pages
        return bool(shown) and shown[0] is document.pages[0]

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.stack.setCurrentWidget(self._waiting)
        self.tools.hide()

    def _turn_page(self) -> None:
        self._turn[self._current] = (self._turn.get(self._current, 0) + 90) % 360
        self._show_current()

    # --- tabs -----------------------------------------------------------------------------------

    def _show_tabs(self) -> None:
        """As many tabs as there is room for; the others behind 另 N 份."""
        px = look().px
        room = self.width() - px(24)
        fitting: list[Evidence] = []
        used = 0.0
        for item in self._items:
            wide = text_width(item.name, "strong") + px(_GAP + 6)
            if used + wide > room - (px(80) if len(self._items) > len(fitting) + 1 else 0):
                break
            used += wide
            fitting.append(item)
        chosen = next((i for i in self._items if i.key == self._current), None)
        if chosen is not None and fitting and chosen not in fitting:
            fitting[-1] = chosen
        shown = tuple(fitting or self._items[:1])
        if shown != self._shown:
            self._shown = shown
            focused = self.tabs.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
            self.tabs.set_tabs([(item.key, item.name) for item in shown])
            if focused:
                self.setFocus()
        self.tabs.set_current(self._current)
        rest = len(self._items) - len(shown)
        self.more.setText(f"另 {rest} 份")
        self.more.setVisible(rest > 0)
        self._head.setVisible(len(self._items) >= self._tabs_from)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for item in self._items:
            if item not in self._shown:
                menu.addAction(literal(item.name), partial(self.choose, item.key))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    # --- geometry -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_tabs()
        self._place_tools()

    def _place_tools(self) -> None:
        self.tools.adjustSize()
        x = (self.stack.width() - self.tools.width()) // 2
        self.tools.move(max(0, x), self.stack.height() - self.tools.height() - look().px(12))
        self.tools.raise_()
