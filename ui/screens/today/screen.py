"""今日: the page a person starts the day with. Everything on it leads to its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.domain.money import format_money
from mediation_app.domain.offices import Role
from mediation_app.domain.records import ZERO
from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode, Width
from ui.models.row_list import Row, RowListModel
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.screens.today import rows
from ui.session import Session
from ui.theme import look
from ui.widgets.bar_chart import BarChart, Legend, Series
from ui.widgets.basics import Button, Card, Label, column, row, scroll
from ui.widgets.deadline import WEEKDAYS
from ui.widgets.figure_strip import Figure, FigureStrip
from ui.widgets.shortcuts import bind
from ui.widgets.table import RecordList

if TYPE_CHECKING:
    from mediation_app.services.today import TodayPage

_MOST = 50  # rows of one card; the columns scroll


class _ListCard(Card):
    """A card with a list whose rows lead somewhere, and words for when it is empty."""

    def __init__(
        self, desk: Desk, title: str, nothing: str, *, high: int, fits: bool = True, **more: Any
    ) -> None:
        super().__init__(title, flush=True, **more)
        self._desk = desk
        self.model: RowListModel[Any] = RowListModel()
        self.list = RecordList(self.model, title, fits=fits, row=high)
        self.model.setParent(self.list)
        self.list.opened.connect(self._go)
        self._nothing = Label(nothing, role="table", tone="text3", wrap=True)
        self._nothing.setContentsMargins(look().px(14), look().px(12), look().px(14), look().px(14))
        self.body.addWidget(self.list, 0 if fits else 1)
        self.body.addWidget(self._nothing)
        if not fits:
            self.body.addStretch(0)

    def put(self, made: list[Row], count: int) -> None:
        """Show rows; ``count`` is how many there are altogether."""
        self.model.set_list(made)
        self.set_count(count)
        self.list.setVisible(bool(made))
        self._nothing.setVisible(not made)

    def _go(self, record: Any) -> None:
        address = record.record if isinstance(record, Row) else record
        if address:
            self._desk.navigator.go(str(address))


class TodayScreen(Screen):
    """01-today."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self._session = session
        self._day = today(desk.clock)
        self._build()

    def _build(self) -> None:
        desk = self.desk
        self.strip = FigureStrip("今日数字")
        self.strip.chosen.connect(self._figure)
        self.due = _ListCard(desk, "待办与期限", "14 天内没有到期的事", high=52, fits=False)
        self.due.set_note("按期限")
        self.sessions = _ListCard(desk, "今日调解", "今天没有约定调解", high=60)
        self.waiting = _ListCard(desk, "等我办理", "没有等你办理的事", high=50)
        self.eligible = _ListCard(
            desk, "可垫付，尚未申请", "有人伤亡的案件都已核对", high=74, icon="life-buoy", tone="fund"
        )  # fmt: skip
        self.recovery = _ListCard(
            desk, "追偿待办", "没有临近的时效和到期的追偿", high=52, icon="undo-2", tone="fund"
        )
        self.recovery.hide()
        self.idle = _ListCard(desk, "没有下一步", "在办案件都有安排", high=52)
        self.months = Card("近 12 个月")
        self.months.add_head_widget(Legend([("受理", "c1", False), ("达成协议", "c5", False)]))
        self.chart = BarChart("近 12 个月受理与达成协议", axis=False)
        self.months.body.addWidget(self.chart, 1)
        middle = column(self.sessions, self.waiting, gap=16)
        middle.addWidget(self.months, 1)
        right = column(self.recovery, self.eligible, self.idle, None, gap=16)
        self._places = (middle, right)
        inner, self._right = QWidget(), QWidget()
        inner.setLayout(middle)
        self._middle = scroll(inner)
        self._right.setLayout(right)
        self._side_scroll = scroll(self._right)
        self._columns = QHBoxLayout()
        self._columns.addWidget(self.due, 632)
        self._columns.addWidget(self._middle, 343)
        self._columns.addWidget(self._side_scroll, 311)
        self.title = Label("", role="title")
        self.since = Label("", role="table", tone="text2")
        self.new_button = Button("新建案件", kind="primary", icon="plus", on_click=self.new_case)
        if not self._session.may(Role.CLERK, Role.MEDIATOR):
            self.new_button.hide()
        head = row(self.title, 8, self.since, None, self.new_button)
        self._page = QWidget()
        self._outer = QVBoxLayout(self._page)
        self._outer.addLayout(head)
        self._outer.addWidget(self.strip)
        self._outer.addLayout(self._columns, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._page)
        for card in self._cards():
            card.list.letter_pressed.connect(self._letter)
        bind(self, "Ctrl+N", self.primary_action)
        self._show_title()

    def _letter(self, letter: str) -> None:
        if letter == "n":
            self.primary_action()

    def _show_title(self) -> None:
        day = self._day
        self.title.setText(f"{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}")

    # --- loading --------------------------------------------------------------------------------

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        del address, places
        self._load()

    def refresh(self, changes: Changes) -> None:
        del changes
        self._load()

    def _load(self) -> None:
        self.desk.tasks.read(
            self, self._session.job(lambda bench, me: bench.today.page(me)), done=self._show
        )

    def _show(self, page: TodayPage) -> None:
        self._day = page.day
        self._show_title()
        late = sum(1 for item in page.due if item.days < 0)
        now = sum(1 for item in page.due if item.days == 0)
        waiting = len(page.waiting_cases) + len(page.waiting_funds)
        figures = (
            ("late", late, "逾期", "danger"),
            ("now", now, "今天到期", "warn"),
            ("soon", len(page.due) - late - now, "14 天内", "text"),
            ("sessions", len(page.sessions), "今日调解", "text"),
            ("waiting", waiting, "等我办理", "text"),
            ("eligible", page.eligible_count, "可垫付未申请", "fund"),
            ("idle", len(page.idle), "没有下一步", "text"),
        )
        self.strip.set_figures(
            [
                Figure(key=key, value=str(value), label=label, tone=tone if value else "text")
                for key, value, label, tone in figures
            ]
        )
        self.due.put(rows.due_rows(page.due, page.day), len(page.due))
        self.sessions.put(rows.session_rows(page.sessions[:_MOST]), len(page.sessions))
        made = rows.waiting_rows(page.waiting_funds, page.waiting_cases, page.day)
        self.waiting.put(made[:_MOST], waiting)
        total = sum((fund.approved or fund.claimed for fund in page.waiting_funds), start=ZERO)
        self.waiting.set_note(f"合计 {format_money(total)} 元" if total else "")
        made = rows.eligible_rows(page.eligible, page.now)
        self.eligible.put(made[:_MOST], page.eligible_count)
        self.recovery.setVisible(page.recovery is not None)
        if page.recovery is not None:
            made = rows.recovery_rows(page.recovery, page.day)
            self.recovery.put(made[:_MOST], len(made))
        self.idle.put(rows.idle_rows(page.idle[:_MOST], page.day), len(page.idle))
        self._show_months(page)

    def _show_months(self, page: TodayPage) -> None:
        names = [
            f"{one.month.month}月" if place in (0, 6, len(page.months) - 1) else str(one.month.month)
            for place, one in enumerate(page.months)
        ]  # fmt: skip
        self.chart.set_data(
            names,
            [
                Series(name="受理", values=tuple(one.accepted for one in page.months)),
                Series(name="达成协议", values=tuple(one.agreed for one in page.months), tone="c5"),
            ],
            strong=len(names) - 1,
        )
        if page.months:
            last = page.months[-1]
            self.months.set_note(f"本月受理 {last.accepted} 件")

    # --- what the person does -------------------------------------------------------------------

    def _figure(self, key: str) -> None:
        """A figure leads to its list."""
        lists = {
            "late": self.due, "now": self.due, "soon": self.due, "sessions": self.sessions,
            "waiting": self.waiting, "eligible": self.eligible, "idle": self.idle,
        }  # fmt: skip
        card = lists.get(key)
        if card is not None:
            card.list.setFocus()

    def new_case(self) -> None:
        """To the intake."""
        self.desk.navigator.go(Address.of("cases", new="1"))

    def primary_action(self) -> None:
        if self.new_button.isVisible():
            self.new_case()

    # --- the window asks ------------------------------------------------------------------------

    def help_topic(self) -> str:
        return "today"

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb("今日"),)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("↑ ↓", "选择"),
            Key("Enter", "打开"),
            Key("Tab", "下一栏"),
            *((Key("N", "新建案件"),) if not self.new_button.isHidden() else ()),
            Key("Ctrl K", "命令"),
        )

    def first_focus(self) -> QWidget:
        return self.due.list

    def panes(self) -> tuple[QWidget, ...]:
        return tuple(card.list for card in self._cards() if card.list.isVisible())

    def _cards(self) -> tuple[_ListCard, ...]:
        """The lists in the order of reading."""
        return (self.due, self.sessions, self.waiting, self.recovery, self.eligible, self.idle)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        pad = px(mode.padding)
        self._outer.setContentsMargins(pad, px(8 if mode.compact else 16), pad, pad)
        self._outer.setSpacing(px(mode.gap))
        self._columns.setSpacing(px(mode.gap))
        self.strip.set_compact(mode.compact)
        wide = mode.width is Width.WIDE
        self._middle.setVisible(wide)
        home = self._places[0 if wide else 1]
        for place, card in enumerate((self.sessions, self.waiting)):
            if home.indexOf(card) < 0:
                home.insertWidget(place, card)
