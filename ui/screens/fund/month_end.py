"""月结: the months of the fund's book, which are closed, which one is next, what lies idle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.domain.book_month import Month, month_of
from mediation_app.domain.fund_book import MonthEnd
from mediation_app.domain.money import format_money
from mediation_app.domain.offices import Role
from mediation_app.services.month_end import CHECKERS, CLOSERS, MonthRow, Months
from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode
from ui.models.cells import Cell, Column, IconText, Sum, TagCell, Text
from ui.models.record_table import RecordTableModel
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.screens.fund.month_close import MonthSheet
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, Label, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.figure_strip import Figure, FigureStrip
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

_KINDS = ("LedgerEntry", "MonthEnd", "BankLine", "BankMatch")


class MonthsScreen(Screen):
    """``book/months``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self._session = session
        self._found: Months | None = None
        self._act: Month | None = None
        self._wanted = ""
        self._build()

    def _build(self) -> None:
        self.says = Label("", role="table", tone="text2")
        self.match_button = Button("银行对账", icon="git-merge", on_click=self._to_match)
        self.act_button = Button("结账", kind="primary", icon="lock", on_click=self._begin)
        self.act_button.hide()
        self._bar_row = row(self.says, None, self.match_button, self.act_button)
        bar = QFrame()
        bar.setProperty("frame", "bottom")
        bar.setLayout(self._bar_row)
        self.strip = FigureStrip("基金使用")
        self._strip_row = row(self.strip)
        self.model: RecordTableModel[MonthRow] = RecordTableModel(
            _columns(self._standing), self, key=lambda one: one.month.label
        )
        self.table = RecordTable(self.model, "各月", row=40)
        self.table.opened.connect(self._open)
        self.empty = EmptyState("台账没有记录", "先在台账中登记期初余额", sign="lock")
        self._stack = QStackedWidget()
        for widget in (self.table, self.empty):
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
        self._wanted = address.get("month", "")
        self._load()

    def refresh(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in _KINDS):
            self._load()

    def _load(self) -> None:
        def work(bench: Workbench, me: Actor) -> Months:
            return bench.months.list(me)

        self.desk.tasks.read(self, self._session.job(work), done=self._loaded)

    def _loaded(self, found: Months) -> None:
        self._found = found
        self.model.show_rows(found.rows)
        self._stack.setCurrentWidget(self.table if found.rows else self.empty)
        if found.rows and self.table.current_record() is None:
            self.table.select(0)
        self._show_figures(found)
        self._show_act(found)

    def _show_act(self, found: Months) -> None:
        """One filled button: what this person can do next."""
        waiting, self._act = found.waiting, None
        may_close, may_check = self._session.may(*CLOSERS), self._session.may(*CHECKERS)
        if waiting is not None:
            month = month_of(waiting)
            own = waiting.closer_id == self._session.actor.person_id
            words = f"{month.label}由{waiting.closer_name}结账，等待另一人复核"
            if may_check and not own and not self._session.may(Role.ADMIN):
                self._act, verb = month, f"复核{month.month}月"
            else:
                verb = ""
        elif found.next is not None:
            month = found.next
            words = f"下一个要结账的是{month.label}"
            verb = f"结{month.month}月账" if may_close else ""
            self._act = month if verb else None
        else:
            words, verb = ("已结到上月" if found.rows else ""), ""
        self.says.setText(words)
        self.act_button.setVisible(bool(verb))
        if verb:
            self.act_button.setText(verb)

    def _show_figures(self, found: Months) -> None:
        idle = found.idle
        years = "" if idle.years is None else str(idle.years)
        cap = {
            None: "上年没有支出",
            True: "已达上年支出三倍，当年停止提取",
            False: "未达上年支出三倍",
        }
        quiet = idle.months_without_payment
        balance = found.rows[0].sums.closing if found.rows else 0
        self.strip.set_figures(
            [
                Figure(key="balance", value=f"{balance:,.2f}", label="基金余额", unit="元",
                       tone="fund", note=cap[idle.at_cap]),
                Figure(key="need", value=format_money(idle.need), label="近十二个月支出",
                       unit="元", note="余额按此可用 " + (f"{years} 年" if years else "年数待定")),
                Figure(key="quiet", value=str(quiet), label="连续没有支出", unit="个月",
                       tone="warn" if quiet >= 3 else "text",
                       note="核对各伤亡案件是否可垫付" if quiet else "本月有支出"),
            ]
        )  # fmt: skip

    def _standing(self, one: MonthRow) -> Cell:
        """Whether a month is closed, waits, can be closed next, or still runs."""
        if one.end is not None:
            if one.end.checked_on is None:
                return TagCell("待复核", "warn")
            return IconText("lock", "已结账", icon_tone="ok", tone="ok", role="table")
        if self._found is not None and one.month == self._found.next:
            return TagCell("待结账", "accent")
        running = one.month == Month.of(today(self.desk.clock))
        return Text("本月" if running else "未结账", tone="text3")

    # --- acts ---------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._act is not None:
            self._show_month(self._act)

    def _open(self, one: MonthRow | None) -> None:
        if one is not None:
            self._show_month(one.month)

    def _show_month(self, month: Month) -> None:
        sheet = MonthSheet(self.desk, self._session, month)
        sheet.written.connect(self._load)
        sheet.match_wanted.connect(self._to_match)
        self.desk.notify.sheet.emit(sheet)

    def _to_match(self) -> None:
        self.desk.navigator.go(Address.of("book", "match"))

    def primary_action(self) -> None:
        if self.act_button.isVisible():
            self._begin()

    # --- the window asks ----------------------------------------------------------------------

    def crumbs(self) -> tuple[Crumb, ...]:
        return (
            Crumb("基金", Address.of("fund")),
            Crumb("台账", Address.of("fund", view="book")),
            Crumb("月结"),
        )

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"), Key("Enter", "看这个月"))

    def help_topic(self) -> str:
        return "book"

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> tuple[QWidget, ...]:
        return (self.table, self.strip)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        pad = px(mode.padding)
        self._bar_row.setContentsMargins(pad, px(8), pad, px(8))
        self._strip_row.setContentsMargins(pad, px(mode.gap), pad, px(mode.gap))
        self.strip.set_compact(mode.compact)


def _columns(standing: Callable[[MonthRow], Cell]) -> list[Column[MonthRow]]:
    return [
        Column(key="month", header="月份", width=112,
               cell=lambda one: Text(one.month.label, tone="text", role="tableStrong")),
        Column(key="state", header="状态", width=112, cell=standing),
        Column(key="entries", header="笔数", width=64, right=True, give_way=2,
               cell=lambda one: Sum(str(one.sums.entries)) if one.sums.entries else None),
        Column(key="opening", header="期初（元）", min_width=120, right=True, give_way=1,
               cell=lambda one: Sum(format_money(one.sums.opening), tone="text2")),
        Column(key="income", header="收入（元）", min_width=112, right=True,
               cell=lambda one: _sum(one.sums.income)),
        Column(key="spent", header="支出（元）", min_width=112, right=True,
               cell=lambda one: _sum(one.sums.spent)),
        Column(key="closing", header="期末（元）", min_width=120, right=True,
               cell=lambda one: Sum(format_money(one.sums.closing), role="tableStrong")),
        Column(key="bank", header="银行余额（元）", min_width=120, right=True, give_way=3,
               cell=lambda one: Sum(format_money(one.end.bank_balance), tone="text2")
               if one.end is not None and one.end.bank_balance is not None else None),
        Column(key="gap", header="", width=16, cell=lambda one: None),
        Column(key="who", header="结账、复核", width=132, give_way=4, cell=_who),
    ]  # fmt: skip


def _who(one: MonthRow) -> Cell:
    end: MonthEnd | None = one.end
    if end is None:
        return None
    names = [name for name in (end.closer_name, end.checker_name) if name]
    return Text("、".join(names))


def _sum(amount: object) -> Sum | None:
    return Sum(f"{amount:,.2f}".replace("-", "−")) if amount else None
