"""可垫付未申请: whom the fund could help and nobody has applied for, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.domain.fund_screening import Answer
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from mediation_app.messages import text_of_reason
from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode
from ui.models.cells import Column, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.navigation import Address
from ui.screen import Crumb, Key
from ui.screens.statistics.case_rows import parties, shown
from ui.screens.statistics.page import StatisticsPage
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, Label, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor
    from mediation_app.services.screening import EligibleCase
    from mediation_app.services.screening import EligiblePage as Found

_PAGE = 100
_HINT = "有人伤亡、符合垫付情形，还没有人申请"


def _victims(one: EligibleCase) -> Text:
    names = [victim.name or "身份不明人员" for victim in one.victims]
    return Text("、".join(dict.fromkeys(names)), tone="text")


def _situations(one: EligibleCase) -> Text:
    labels = [v.situation.value for v in one.victims if v.situation is not None]
    return Text("、".join(dict.fromkeys(labels)), tone="fund")


def _kinds(one: EligibleCase) -> Text:
    kinds = [kind.label for victim in one.victims for kind in victim.claimable]
    return Text("、".join(dict.fromkeys(kinds)))


def _cost(one: EligibleCase) -> Sum | None:
    cost = sum((victim.cost for victim in one.victims), ZERO)
    return Sum(format_money(cost)) if cost else None


def why(one: EligibleCase) -> str:
    """Why the fund could pay: the situation that holds, in words."""
    reasons = [
        text_of_reason(check.why)
        for victim in one.victims
        for check in victim.checks
        if check.answer is Answer.YES
    ]
    return "；".join(dict.fromkeys(reasons))


class EligiblePage(StatisticsPage):
    """The list in full; Today shows its head."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self._following: Any = None
        self.back_button = Button("总览", kind="quiet", icon="arrow-left")
        self.back_button.clicked.connect(self._back)
        self.count = Label("", role="table", tone="text2")
        self.hint = Label(_HINT, role="table", tone="text2")
        head = QFrame()
        head.setProperty("frame", "bottom")
        self._head_row = row(self.back_button, Label("可垫付未申请", role="strong"), self.count,
                             None, self.hint)  # fmt: skip
        head.setLayout(self._head_row)
        day = today(desk.clock)
        columns: list[Column[EligibleCase]] = [
            Column(key="number", header="案号", width=92,
                   cell=lambda one: Text(one.row.number_short, fixed=True)),
            Column(key="parties", header="当事人", width=170,
                   cell=lambda one: parties(one.row.parties)),
            Column(key="victim", header="受害人", width=110, cell=_victims),
            Column(key="situation", header="情形", width=60, cell=_situations),
            Column(key="kinds", header="可申请", width=150, give_way=1, cell=_kinds),
            Column(key="cost", header="费用（元）", width=110, right=True, give_way=4, cell=_cost),
            Column(key="why", header="理由", min_width=220, cell=lambda one: Text(why(one))),
            Column(key="accepted", header="受理", width=92, give_way=2,
                   cell=lambda one: shown(one.row.accepted_on, day)),
            Column(key="handler", header="经办", width=84, give_way=3,
                   cell=lambda one: Text(one.row.handler)),
        ]  # fmt: skip
        self.model: RecordTableModel[EligibleCase] = RecordTableModel(
            columns, self, key=lambda one: one.case_id,
            hover_hint=lambda one, key: why(one) if key == "why" else "",
        )  # fmt: skip
        self.model.more_wanted.connect(self._more)
        self.table = RecordTable(self.model, "可垫付未申请")
        self.table.opened.connect(self._open)
        self.empty = EmptyState(
            "没有可垫付而未申请的案件", "有人伤亡的案件都已核对", sign="life-buoy"
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self._stack, 1)

    def open_page(self, address: Address) -> None:
        del address
        self._load()

    def refresh(self, changes: Changes) -> None:
        if changes.touches("Case") or changes.touches("FundApplication"):
            self._load()

    def _load(self) -> None:
        def work(bench: Workbench, me: Actor) -> tuple[Found, int]:
            return bench.statistics.eligible(me, limit=_PAGE), bench.statistics.idle_months(me)

        self.desk.tasks.read(self, self.session.job(work), done=self._show)

    def _show(self, answer: tuple[Found, int]) -> None:
        page, idle = answer
        if idle > 1:
            self.hint.setText(f"已连续 {idle} 个月没有垫付，有人伤亡的案件逐件核对")
        else:
            self.hint.setText(_HINT)
        self.hint.set_tone("warn" if idle > 1 else "text2")
        self._following = page.following
        self.count.setText(f"{page.count:,} 件")
        self.model.set_rows(page.rows, more=page.following is not None)
        self._stack.setCurrentWidget(self.table if page.rows else self.empty)
        if page.rows:
            self.table.select(0)
            self.table.setFocus()

    def _more(self) -> None:
        after = self._following

        def work(bench: Workbench, me: Actor) -> Found:
            return bench.statistics.eligible(me, limit=_PAGE, after=after)

        self.desk.tasks.read(self, self.session.job(work), done=self._add)

    def _add(self, page: Found) -> None:
        self._following = page.following
        self.model.add_page(page.rows, more=page.following is not None)

    def _open(self, record: Any) -> None:
        if record is not None:
            self.desk.navigator.go(Address.of("case", record.case_id, "fund"))

    def _back(self) -> None:
        self.desk.navigator.go(Address.of("statistics"))

    def crumb(self) -> Crumb:
        return Crumb("可垫付未申请")

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"), Key("Enter", "打开案件的基金栏目"), Key("Alt ←", "返回"))

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> tuple[QWidget, ...]:
        return (self.back_button, self._stack)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        pad, edge = px(mode.padding), px(8)
        self._head_row.setContentsMargins(pad, edge, pad, edge)
        self.hint.setVisible(not mode.compact)
