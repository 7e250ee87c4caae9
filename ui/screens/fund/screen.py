"""基金: every application by its stage, what waits to be paid, what is to come back, the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.money import format_money
from mediation_app.domain.offices import Role
from mediation_app.domain.records import ZERO, Money
from mediation_app.services.ledger import BookLine
from mediation_app.services.lists import Cursor, FundQuery, FundRow, Order, Page
from mediation_app.services.recovery import RecoveryRow
from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode
from ui.models.record_table import RecordTableModel
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.screens.fund.columns import FundColumns
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.figure_strip import Figure, FigureStrip
from ui.widgets.table import RecordTable
from ui.widgets.tabs import TabsBar

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

_TABS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("all", "全部", ()),
    ("draft", "拟申请", ("draft",)),
    ("open", "审核中", ("open",)),
    ("deciding", "待决定", ("deciding",)),
    ("paying", "待拨付", ("paying",)),
    ("paid", "已拨付", ("paid",)),
    ("finished", "已办结", ("finished",)),
    ("recovery", "追偿", ()),
    ("book", "台账", ()),
)
_COUNTED = ("draft", "open", "deciding", "paying")
_NOTHING = {
    "recovery": ("没有追偿", "垫付款拨付后自动转入追偿"),
    "book": ("台账没有记录", "由财务登记期初余额和收入，垫付和追偿自动记账"),
}


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures above the table."""

    balance: Money
    counts: Mapping[str, int]
    waiting: Money
    paid: Money
    paid_count: int
    owed: Money
    owing: int


def overview(bench: Workbench, me: Actor, day: date) -> Overview:
    """Everything above the table, in a worker."""
    counts = {
        key: bench.fund.page(me, FundQuery(groups=groups, limit=1)).count
        for key, _, groups in _TABS
        if key in _COUNTED
    }
    paying = bench.fund.page(me, FundQuery(groups=("paying",), limit=200)).rows
    since = day.replace(month=1, day=1)
    lines = bench.ledger.entries(me, since=since, until=day)
    paid = [-x.entry.amount for x in lines if x.entry.kind is LedgerKind.PAID_OUT]
    living = bench.recovery.open_ones(me)
    return Overview(
        balance=bench.ledger.balance(me),
        counts=counts,
        waiting=sum((r.approved for r in paying), ZERO),
        paid=sum(paid, ZERO),
        paid_count=len(paid),
        owed=sum((r.outstanding for r in living), ZERO),
        owing=len(living),
    )


class FundScreen(Screen):
    """``fund``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self._session = session
        self._columns = FundColumns(today(desk.clock))
        self._tab = "all"
        self._query = FundQuery()
        self._last: Cursor | None = None
        self._asked = 0
        self._build()

    def _build(self) -> None:
        self.tabs = TabsBar("申请的阶段")
        self.tabs.set_tabs([(key, name) for key, name, _ in _TABS])
        self.tabs.chosen.connect(self._choose)
        self.book_button = Button("登记收入", kind="primary", icon="plus", on_click=self.book)
        self.book_button.hide()
        bar = QFrame()
        bar.setProperty("frame", "bottom")
        self._bar_row = row(self.tabs, None, self.book_button)
        bar.setLayout(self._bar_row)
        self.strip = FigureStrip("基金数字")
        self.strip.chosen.connect(self._figure)
        self._strip_row = row(self.strip)
        columns = self._columns
        self.applications: RecordTableModel[FundRow] = RecordTableModel(
            columns.applications(), self, key=lambda r: r.application_id
        )
        self.applications.more_wanted.connect(self._more)
        self.applications.sort_wanted.connect(self._sort)
        self.recoveries: RecordTableModel[RecoveryRow] = RecordTableModel(
            columns.recoveries(), self, key=lambda r: r.recovery_id
        )
        self.lines: RecordTableModel[BookLine] = RecordTableModel(
            columns.book(), self, key=lambda r: r.entry.id
        )
        self.table = RecordTable(self.applications, "垫付申请")
        self.recovery_table = RecordTable(self.recoveries, "追偿")
        self.book_table = RecordTable(self.lines, "基金台账", row=34)
        for table in (self.table, self.recovery_table):
            table.opened.connect(self._open)
        self.empty = EmptyState("没有申请", "", sign="hand-coins")
        self._stack = QStackedWidget()
        for widget in (self.table, self.recovery_table, self.book_table, self.empty):
            self._stack.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addLayout(self._strip_row)
        outer.addWidget(self._stack, 1)

    # --- loading ------------------------------------------------------------------------------

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        del places
        self._tab = address.get("view", self._tab)
        self.tabs.set_current(self._tab)
        self._load()

    def refresh(self, changes: Changes) -> None:
        kinds = ("FundApplication", "Recovery", "LedgerEntry", "Payment", "RepaymentReceipt")
        if any(changes.touches(kind) for kind in kinds):
            self._load()

    def _choose(self, tab: str) -> None:
        self._tab = tab
        self.desk.navigator.replace(Address.of("fund", view=tab))
        self._load_table()

    def _load(self) -> None:
        day = self._columns.today = today(self.desk.clock)
        self._load_table()
        self.desk.tasks.read(
            self,
            self._session.job(lambda bench, me: overview(bench, me, day)),
            done=self._show_figures,
        )

    def _load_table(self) -> None:
        self._asked += 1
        cashier = self._session.may(Role.CASHIER)
        self.book_button.setVisible(self._tab == "book" and cashier)
        asked, tab = self._asked, self._tab
        groups = next(groups for key, _, groups in _TABS if key == tab)
        order = Order.DUE if tab in ("open", "deciding", "paying") else Order.NUMBER
        self._query = query = FundQuery(groups=groups, order=order)

        def work(bench: Workbench, me: Actor) -> tuple[int, str, Any]:
            if tab == "recovery":
                return asked, tab, bench.recovery.all(me)
            if tab == "book":
                return asked, tab, bench.ledger.entries(me)
            page = bench.fund.page(me, query)
            if order is Order.DUE and not page.rows:
                page = bench.fund.page(me, replace(query, order=Order.NUMBER))
            return asked, tab, page

        self.desk.tasks.read(self, self._session.job(work), done=self._loaded)

    def _loaded(self, answer: tuple[int, str, Any]) -> None:
        asked, tab, found = answer
        if asked != self._asked:
            return
        if tab == "recovery":
            self.recoveries.set_rows(sorted(found, key=lambda r: r.outstanding <= ZERO))
            self._put(self.recovery_table, bool(found))
        elif tab == "book":
            self.lines.set_rows(tuple(reversed(found)))
            self._put(self.book_table, bool(found))
        else:
            self._show_page(found)

    def _show_page(self, page: Page[FundRow]) -> None:
        self._last = page.last
        self.applications.sort_key = "due" if self._query.order is Order.DUE else "number"
        self.applications.set_rows(page.rows, more=page.has_after)
        self._put(self.table, bool(page.rows))

    def _put(self, table: RecordTable, there: bool) -> None:
        if there:
            held = table.hasFocus()
            self._stack.setCurrentWidget(table)
            table.select(0)
            if not held and self._stack.isAncestorOf(self.focusWidget() or self):
                table.setFocus()
            return
        name = next(name for key, name, _ in _TABS if key == self._tab)
        usual = (f"没有{name}的申请", "在案件的“救助基金”栏目发起申请")
        title, text = _NOTHING.get(
            self._tab, usual if self._tab != "all" else ("没有申请", usual[1])
        )
        self.empty.set_texts(title, text)
        self._stack.setCurrentWidget(self.empty)

    def _more(self) -> None:
        asked, query = self._asked, replace(self._query, after=self._last)

        def work(bench: Workbench, me: Actor) -> tuple[int, Page[FundRow]]:
            return asked, bench.fund.page(me, query)

        self.desk.tasks.read(self, self._session.job(work), done=self._add)

    def _add(self, answer: tuple[int, Page[FundRow]]) -> None:
        asked, page = answer
        if asked == self._asked:
            self._last = page.last
            self.applications.add_page(page.rows, more=page.has_after)

    def _sort(self, key: str, descending: bool) -> None:
        del descending
        self._asked += 1
        self._query = replace(
            self._query, order=Order.DUE if key == "due" else Order.NUMBER, after=None
        )
        asked, query = self._asked, self._query

        def work(bench: Workbench, me: Actor) -> tuple[int, str, Any]:
            return asked, "all", bench.fund.page(me, query)

        self.desk.tasks.read(self, self._session.job(work), done=self._loaded)

    def _show_figures(self, found: Overview) -> None:
        for key, count in found.counts.items():
            self.tabs.set_count(key, count or None)
        waiting = found.counts.get("paying", 0)
        deciding = found.counts.get("deciding", 0)
        self.strip.set_figures(
            [
                Figure(key="book", value=format_money(found.balance), label="基金余额", unit="元",
                       tone="fund", note="按台账"),
                Figure(key="deciding", value=str(deciding), label="待决定", unit="件",
                       note="等审批或会审"),
                Figure(key="paying", value=format_money(found.waiting), label="待拨付", unit="元",
                       note=f"{waiting} 件"),
                Figure(key="paid", value=format_money(found.paid), label="本年已拨付", unit="元",
                       note=f"{found.paid_count} 笔"),
                Figure(key="recovery", value=format_money(found.owed), label="追偿未收回",
                       unit="元", note=f"{found.owing} 件"),
            ]
        )  # fmt: skip

    # --- what the person does -----------------------------------------------------------------

    def _figure(self, key: str) -> None:
        self.tabs.set_current(key)
        self._choose(key)

    def _open(self, record: Any) -> None:
        if record is not None:
            query = {"at": "recovery"} if self._tab == "recovery" else {}
            self.desk.navigator.go(Address.of("fund", record.application_id, **query))

    def book(self) -> None:
        """The cashier books money that came in."""
        from ui.screens.fund.booking import BookingSheet

        sheet = BookingSheet(self.desk, self._session, first=self.lines.rowCount() == 0)
        sheet.booked.connect(self._load)
        self.desk.notify.sheet.emit(sheet)

    def primary_action(self) -> None:
        if self.book_button.isVisible():
            self.book()

    # --- the window asks ----------------------------------------------------------------------

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb("基金"),)

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"), Key("Enter", "打开"), Key("← →", "换阶段"))

    def first_focus(self) -> QWidget:
        tables = {"recovery": self.recovery_table, "book": self.book_table}
        return tables.get(self._tab, self.table)

    def panes(self) -> tuple[QWidget, ...]:
        return (self.tabs, self.strip, self._stack)

    def save_view(self) -> dict[str, object]:
        return {"tab": self._tab}

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        pad = px(mode.padding)
        self._bar_row.setContentsMargins(pad, 0, pad, 0)
        self._strip_row.setContentsMargins(pad, px(mode.gap), pad, px(mode.gap))
        self.strip.set_compact(mode.compact)
