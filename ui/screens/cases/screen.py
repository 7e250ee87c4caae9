"""案件: every case of the office, found in one field, filtered by view, paged by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.domain.offices import Role
from mediation_app.messages import text_of_reason
from mediation_app.services.firstlook import first_page
from mediation_app.services.lists import CaseQuery, CaseRow, Cursor, FundFlag, Order, Page
from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode, Width
from ui.models.record_table import RecordTableModel
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.screens.cases.columns import CaseColumns
from ui.screens.cases.preview import Preview, total_loss
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, Label, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.shortcuts import bind
from ui.widgets.table import RecordTable
from ui.widgets.tabs import TabsBar

if TYPE_CHECKING:
    from mediation_app.domain.files import CaseFile
    from mediation_app.domain.money import Money

_SOON_DAYS = 14
_PREVIEW_WAIT_MS = 150
_VIEWS = (
    ("all", "全部"),
    ("mine", "我经办"),
    ("open", "办理中"),
    ("due", "期限临近"),
    ("fund", "涉基金"),
    ("finished", "待归档"),
)


class CasesScreen(Screen):
    """02-cases."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self._session = session
        self._columns = CaseColumns(today(desk.clock))
        self._query = CaseQuery()
        self._view = "all"
        self._last: Cursor | None = None
        self._asked = 0
        self._counted = False
        self._wide, self._wanted, self._previews = False, True, False
        self._build()

    def _build(self) -> None:
        self.tabs = TabsBar("视图")
        self.tabs.set_tabs(list(_VIEWS))
        self.tabs.chosen.connect(self._show_view)
        bar = QFrame()
        bar.setProperty("frame", "bottom")
        self.new_button = Button("新建案件", kind="primary", icon="plus", on_click=self.new_case)
        self._may_add = self._session.may(Role.CLERK, Role.MEDIATOR)
        if not self._may_add:
            self.new_button.hide()
        self._bar_row = row(self.tabs, None, self.new_button)
        bar.setLayout(self._bar_row)
        self.search_field = SearchField(hint="姓名、车牌、电话、证件尾号、案号")
        self.search_field.searched.connect(self._search)
        self.search_field.left_down.connect(self._into_list)
        self.count = Label("", role="caption", tone="text3")
        plane = QWidget()
        plane.setProperty("plane", "surface")
        self._filter_row = QHBoxLayout(plane)
        self._filter_row.addWidget(self.search_field, 2)
        self._filter_row.addWidget(self.count)
        self._filter_row.addStretch(5)
        self.model: RecordTableModel[CaseRow] = RecordTableModel(
            self._columns.all(), self, key=lambda r: r.case_id
        )
        self.model.more_wanted.connect(self._more)
        self.model.sort_wanted.connect(self._sort)
        self.table = RecordTable(self.model, "案件")
        self.table.opened.connect(self._open_case)
        self.table.previewed.connect(self._toggle_preview)
        self.table.current_changed.connect(self._current)
        self.table.letter_pressed.connect(self._letter)
        bind(self, "Ctrl+N", self.new_case)
        self.preview = Preview(self._open_current)
        self.preview.hide()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_PREVIEW_WAIT_MS)
        self._wait.timeout.connect(self._load_preview)
        self.empty = EmptyState("没有案件", "", sign="search", link=("清除查找", self._clear))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._body = QHBoxLayout()
        self._body.setSpacing(0)
        self._body.addWidget(self._stack, 1)
        self._body.addWidget(self.preview)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addWidget(plane)
        outer.addLayout(self._body, 1)

    # --- loading --------------------------------------------------------------------------------

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        del places
        self._view = address.get("view", "all")
        self.tabs.set_current(self._view)
        self._query = self._of_view(self._view)
        text = address.get("text")
        self.search_field.set_text(text)
        if text:
            self._search(text)
        elif not self._session.gate.is_open and self._session.data_dir is not None:
            self._paint_first()
        else:
            self._load()
        if address.get("new"):
            self.desk.navigator.replace(Address.of("cases"))
            self.new_case()

    def _paint_first(self) -> None:
        """The first page straight from the file, while the store is still opening."""
        assert self._session.data_dir is not None
        found = first_page(self._session.data_dir, self._session.actor.unit_code, self._query)
        if found is None:
            self._load()
            return
        self._show(found.page)
        # the store opens behind the painted page; this job waits for it in its own thread
        self._count_views()

    def _of_view(self, view: str) -> CaseQuery:
        day = today(self.desk.clock)
        me = self._session.actor.person_id
        return {
            "mine": CaseQuery(mediator_id=me),
            "open": CaseQuery(groups=("registered", "open")),
            "due": CaseQuery(due_until=day + timedelta(days=_SOON_DAYS), order=Order.DUE),
            "fund": CaseQuery(fund=FundFlag.WITH),
            "finished": CaseQuery(groups=("finished",)),
        }.get(view, CaseQuery())

    def _load(self) -> None:
        self._asked += 1
        asked, query = self._asked, self._query

        def job() -> tuple[int, Page[CaseRow]]:
            return asked, self._session.gate.wait().cases.page(self._session.actor, query)

        self.desk.tasks.read(self, job, done=self._loaded)

    def _loaded(self, answer: tuple[int, Page[CaseRow]]) -> None:
        asked, page = answer
        if asked == self._asked:  # an older answer must not replace a newer question's
            self._show(page)
            if not self._counted:
                self._count_views()

    def _count_views(self) -> None:
        """How many cases each view holds, for the tabs; nobody waits for it."""
        self._counted = True
        queries = [(key, replace(self._of_view(key), limit=1)) for key, _ in _VIEWS]

        def job() -> list[tuple[str, int | None]]:
            bench, me = self._session.gate.wait(), self._session.actor
            pages = [(key, bench.cases.page(me, query)) for key, query in queries]
            return [(key, None if page.count_is_capped else page.count) for key, page in pages]

        self.desk.tasks.read(self, job, done=self._show_counts)

    def _show_counts(self, counts: list[tuple[str, int | None]]) -> None:
        for key, count in counts:
            self.tabs.set_count(key, count)

    def _show(self, page: Page[CaseRow]) -> None:
        self._columns.sought = self._query.text
        self._last = page.last
        self.model.sort_key = "due" if self._query.order is Order.DUE else "number"
        self.model.sort_descending = self._query.order is not Order.DUE
        self.model.set_rows(page.rows, more=page.has_after)
        more = "以上" if page.count_is_capped else ""
        self.count.setText(f"共 {page.count} 件{more}" if page.rows else "")
        if page.rows:
            self._stack.setCurrentWidget(self.table)
            self.preview.setVisible(self._previews)
            self.table.select(0)
            self._current(page.rows[0])
        else:
            self._show_empty()

    def _show_empty(self) -> None:
        if self._query.text:
            view = dict(_VIEWS)[self._view]
            where = f"“{view}”里" if self._view != "all" else ""
            self.empty.set_texts("没有找到", f"{where}没有与“{self._query.text}”相符的案件")
        else:
            self.empty.set_texts("没有案件", "新建案件后在这里查找")
        self._stack.setCurrentWidget(self.empty)
        self.preview.hide()

    def _more(self) -> None:
        asked = self._asked
        query = replace(self._query, after=self._last)

        def job() -> tuple[int, Page[CaseRow]]:
            return asked, self._session.gate.wait().cases.page(self._session.actor, query)

        self.desk.tasks.read(self, job, done=self._add)

    def _add(self, answer: tuple[int, Page[CaseRow]]) -> None:
        asked, page = answer
        if asked != self._asked:
            return
        self._last = page.last
        self.model.add_page(page.rows, more=page.has_after)

    def refresh(self, changes: Changes) -> None:
        if (
            changes.touches("Case")
            or changes.touches("Party")
            or changes.touches("FundApplication")
        ):
            self._counted = False
            self._load()

    # --- what the person does -------------------------------------------------------------------

    def _show_view(self, view: str) -> None:
        self._view = view
        self._query = replace(self._of_view(view), text=self._query.text)
        self.desk.navigator.replace(Address.of("cases", view=view))
        self._load()

    def _search(self, text: str) -> None:
        self._query = replace(self._query, text=text.strip())
        self._load()

    def _clear(self) -> None:
        self.search_field.clear_search()
        self.search_field.setFocus()

    def _sort(self, key: str, descending: bool) -> None:
        del descending
        order = Order.DUE if key == "due" else Order.NUMBER
        self._query = replace(self._query, order=order)
        self._load()

    def _letter(self, letter: str) -> None:
        if letter == "n":
            self.new_case()
        elif letter == "/":
            self.search()

    def _into_list(self) -> None:
        self.table.setFocus()

    def _open_case(self, record: Any) -> None:
        self.desk.navigator.go(Address.of("case", record.case_id))

    def new_case(self) -> None:
        """N: the quick intake."""
        if not self._may_add:
            return
        from ui.screens.cases.intake import IntakeSheet

        sheet = IntakeSheet(self.desk, self._session)
        sheet.registered.connect(self._registered)
        self.desk.notify.sheet.emit(sheet)

    def _registered(self, case_id: str) -> None:
        self.desk.navigator.go(Address.of("case", case_id))

    def _open_current(self) -> None:
        record = self.table.current_record()
        if record is not None:
            self._open_case(record)

    # --- the preview ----------------------------------------------------------------------------

    def _toggle_preview(self, record: Any) -> None:
        del record
        self._wanted = self._previews = not self._previews
        self.preview.setVisible(self._previews)
        self._current(self.table.current_record())

    def _current(self, record: Any) -> None:
        if record is not None and self._previews:
            self.preview.show_row(record)
            self._wait.start()

    def _load_preview(self) -> None:
        record = self.table.current_record()
        if record is None:
            return
        case_id = record.case_id

        def job() -> tuple[str, CaseFile, Money, str, str]:
            bench, me = self._session.gate.wait(), self._session.actor
            file = bench.cases.peek(me, case_id)
            total = total_loss(bench.cases, file)
            if bench.cases.drafts_next(file):
                return case_id, file, total, "拟定调解协议", ""
            offer = bench.cases.next_step(file, me)
            if offer is None:
                return case_id, file, total, "", ""
            why = "；".join(text_of_reason(reason) for reason in offer.reasons[:2])
            return case_id, file, total, offer.step.label, why

        self.desk.tasks.read(self, job, done=self._show_preview)

    def _show_preview(self, answer: tuple[str, CaseFile, Money, str, str]) -> None:
        case_id, file, total, words, why = answer
        record = self.table.current_record()
        if record is not None and record.case_id == case_id and self._previews:
            self.preview.show_case(file, total, words, why)

    def primary_action(self) -> None:
        self.new_case()

    # --- the window asks ------------------------------------------------------------------------

    def search(self) -> None:
        self.search_field.setFocus()
        self.search_field.selectAll()

    def help_topic(self) -> str:
        return "cases"

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb("案件"),)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("/", "查找"),
            Key("↑ ↓", "选择"),
            Key("Enter", "打开"),
            Key("Space", "预览"),
            *((Key("N", "新建"),) if self._may_add else ()),
        )

    def first_focus(self) -> QWidget:
        return self.search_field

    def save_view(self) -> dict[str, object]:
        return {"row": self.table.currentIndex().row(), "text": self._query.text}

    def restore_view(self, state: Mapping[str, object]) -> None:
        text = str(state.get("text", ""))
        if text:
            self.search_field.set_text(text)
            self._search(text)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        wide = mode.width is Width.WIDE
        if wide != self._wide:
            self._wide = wide
            self._previews = wide and self._wanted
            self.preview.setVisible(self._previews)
            self._current(self.table.current_record())
        pad = px(mode.padding)
        self._bar_row.setContentsMargins(pad, 0, pad, 0)
        self._filter_row.setContentsMargins(pad, px(10), pad, px(10))
