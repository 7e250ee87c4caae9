"""基金: applications by stage, who has not applied, what is to come back, what is kept, the book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.domain.money import format_money
from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.screens.fund.columns import FundColumns
from ui.screens.fund.list_applications import STAGES, ApplicationsPane
from ui.screens.fund.pane import Pane
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import row
from ui.widgets.figure_strip import Figure, FigureStrip
from ui.widgets.tabs import TabsBar

if TYPE_CHECKING:
    from mediation_app.services.fund_figures import FundFigures

_LISTS = {
    "eligible": "未申请",
    "recovery": "追偿",
    "custody": "代管款",
    "book": "台账",
}
_COUNTED = ("draft", "open", "deciding", "paying")
_KINDS = ("FundApplication", "Recovery", "LedgerEntry", "Payment", "RepaymentReceipt", "Case")


class FundScreen(Screen):
    """``fund?view=<stage or list>``. A list is made when its tab is first opened."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self._session = session
        self._columns = FundColumns(today(desk.clock))
        self._tab = "all"
        self._mode: LayoutMode | None = None
        self._panes: dict[str, Pane] = {}
        self._build()

    def _build(self) -> None:
        self.tabs = TabsBar("基金的列表")
        names = {key: name for key, (name, _) in STAGES.items()} | _LISTS
        self.tabs.set_tabs(list(names.items()))
        self.tabs.chosen.connect(self._choose)
        bar = QFrame()
        bar.setProperty("frame", "bottom")
        self._bar_row = row(self.tabs, None)
        bar.setLayout(self._bar_row)
        self.strip = FigureStrip("基金数字")
        self.strip.chosen.connect(self._figure)
        self._strip = QWidget()
        self._strip_row = row(self.strip)
        self._strip.setLayout(self._strip_row)
        self._stack = QStackedWidget()
        self.applications = ApplicationsPane(self.desk, self._session, self._columns)
        self._add("applications", self.applications)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addWidget(self._strip)
        outer.addWidget(self._stack, 1)

    def _add(self, key: str, pane: Pane) -> None:
        self._panes[key] = pane
        self._stack.addWidget(pane)
        pane.written.connect(self._load_figures)
        if self._mode is not None:
            pane.set_layout_mode(self._mode)

    def _make(self, key: str) -> Pane:
        """The list of a tab; its module is imported now."""
        if key == "recovery":
            from ui.screens.fund.list_recoveries import RecoveriesPane

            return RecoveriesPane(self.desk, self._session, self._columns)
        if key == "eligible":
            from ui.screens.fund.list_eligible import EligiblePane

            return EligiblePane(self.desk, self._session)
        if key == "custody":
            from ui.screens.fund.list_custody import CustodyPane

            return CustodyPane(self.desk, self._session)
        from ui.screens.fund.list_book import BookPane

        return BookPane(self.desk, self._session)

    @property
    def pane(self) -> Pane:
        """The list that is shown."""
        key = "applications" if self._tab in STAGES else self._tab
        if key not in self._panes:
            self._add(key, self._make(key))
        return self._panes[key]

    # --- loading ------------------------------------------------------------------------------

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        del places
        tab = address.get("view", self._tab)
        self._show(tab if tab in STAGES or tab in _LISTS else "all")
        self._load_figures()

    def refresh(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in _KINDS):
            self._load_figures()
        self.pane.refresh(changes)

    def _choose(self, tab: str) -> None:
        self.desk.navigator.replace(Address.of("fund", view=tab))
        self._show(tab)

    def _show(self, tab: str) -> None:
        self._tab = tab
        self.tabs.set_current(tab)
        self._columns.today = today(self.desk.clock)
        pane = self.pane
        if tab in STAGES:
            self.applications.set_stage(tab)
        self._strip.setVisible(not pane.own_figures)
        self._stack.setCurrentWidget(pane)
        pane.load()
        self.keys_changed.emit()

    def _load_figures(self) -> None:
        day = today(self.desk.clock)
        self.desk.tasks.read(
            self,
            self._session.job(lambda bench, me: bench.ledger.figures(me, day)),
            done=self._show_figures,
        )

    def _show_figures(self, found: FundFigures) -> None:
        for key in _COUNTED:
            self.tabs.set_count(key, found.stages.get(key) or None)
        self.tabs.set_count("eligible", found.unclaimed or None)
        self.tabs.set_count("recovery", found.owing or None)
        overdue = f"，逾期 {format_money(found.overdue)} 元" if found.overdue else ""
        self.strip.set_figures(
            [
                Figure(key="book", value=format_money(found.balance), label="基金余额", unit="元",
                       tone="fund", note="按台账"),
                Figure(key="deciding", value=str(found.stages.get("deciding", 0)), label="待决定",
                       unit="件", note="等审批或会审"),
                Figure(key="paying", value=format_money(found.waiting), label="待拨付", unit="元",
                       note=f"{found.stages.get('paying', 0)} 件"),
                Figure(key="paid", value=format_money(found.paid), label="本年已拨付", unit="元",
                       note=f"{found.paid_count} 笔"),
                Figure(key="recovery", value=format_money(found.owed), label="追偿未收回",
                       unit="元", note=f"{found.owing} 件{overdue}"),
            ]
        )  # fmt: skip

    # --- what the person does -----------------------------------------------------------------

    def _figure(self, key: str) -> None:
        self._choose(key)

    def primary_action(self) -> None:
        self.pane.primary_action()

    # --- the window asks ----------------------------------------------------------------------

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb("基金"),)

    def keys(self) -> tuple[Key, ...]:
        return (*self.pane.keys(), Key("← →", "换标签"))

    def first_focus(self) -> QWidget:
        return self.pane.focus_place()

    def panes(self) -> tuple[QWidget, ...]:
        above = () if self.pane.own_figures else (self.strip,)
        return (self.tabs, *above, *self.pane.parts())

    def save_view(self) -> dict[str, object]:
        return {"tab": self._tab}

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._mode = mode
        px = look().px
        pad = px(mode.padding)
        self._bar_row.setContentsMargins(pad, 0, pad, 0)
        self._strip_row.setContentsMargins(pad, px(mode.gap), pad, px(mode.gap))
        self.strip.set_compact(mode.compact)
        for pane in self._panes.values():
            pane.set_layout_mode(mode)
