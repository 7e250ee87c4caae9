"""基金 → 代管款: compensation kept for people who are not known yet; never the fund's money."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mediation_app.clock import today
from mediation_app.domain.custody import Custody, CustodyState
from mediation_app.domain.money import format_money
from mediation_app.domain.offices import Role
from mediation_app.domain.records import ZERO
from mediation_app.domain.workflow.engine import Offer
from ui.desk import Desk
from ui.dialogs.money_step import MoneySheet
from ui.dialogs.step_dialog import StepSheet
from ui.layout import LayoutMode
from ui.models.cells import Column, Sum, TagCell, Text
from ui.navigation import Address
from ui.screens.fund.custody_detail import CustodyDetail
from ui.screens.fund.pane import Ask, Chunk, ListPane
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, Label, line, row, scroll
from ui.widgets.figure_strip import Figure, FigureStrip

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome
    from mediation_app.services.custody import CustodySums, CustodyView

_PAGE = 50
_MONEY = frozenset({"approve", "release", "release_part"})
_VERBS = {"approve": "批准发还", "release": "发还", "release_part": "发还"}


class CustodyPane(ListPane[Custody]):
    """What is kept and for whom; the chosen one below."""

    touches = ("Custody", "CustodyEntry")
    own_figures = True

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(
            desk, session, _columns(), name="代管款", key=lambda it: it.id, sign="lock"
        )
        self.add = Button("登记代管款", icon="plus", on_click=self.start)
        self.strip = FigureStrip("代管款数字")
        self._strip_row = row(self.strip)
        self.said = Label("代管款单独记账，不是基金收入", role="table", tone="text2")
        self._bar_row = row(self.said, None, self.add)
        self.column.insertLayout(0, self._strip_row)
        self.column.insertLayout(1, self._bar_row)
        self.add.setVisible(session.may(Role.CASHIER))
        self.detail = CustodyDetail()
        self.detail.step_wanted.connect(self.take)
        self.detail.case_wanted.connect(self._go_case)
        self.detail.paper_wanted.connect(self._go_paper)
        self._below = scroll(self.detail)
        self._line = line()
        self.column.addWidget(self._line)
        self.column.addWidget(self._below, 2)
        self.table.current_changed.connect(self._chosen)
        self._asked_view = 0
        self._show_detail(shown=False)

    # --- the list -------------------------------------------------------------------------------

    def ask(self, after: Any) -> Ask:
        def work(bench: Workbench, me: Actor) -> Chunk:
            rows = bench.custody.page(me, limit=_PAGE, after=after)
            last = rows[-1] if len(rows) == _PAGE else None
            about = bench.custody.sums(me) if after is None else None
            return Chunk(rows=rows, after=last, about=about)

        return work

    def show_about(self, about: Any) -> None:
        found: CustodySums = about
        self.strip.set_figures(
            [
                Figure(key="held", value=format_money(found.held), label="代管余额（元）",
                       tone="fund", note=f"{found.count} 件"),
                Figure(key="in", value=format_money(found.received), label="收到（元）",
                       note="赔偿款"),
                Figure(key="interest", value=format_money(found.interest), label="利息（元）",
                       note="归权利人"),
                Figure(key="off", value=format_money(found.deducted), label="扣还垫付（元）",
                       note="转入追偿收回"),
                Figure(key="out", value=format_money(found.released), label="已发还（元）",
                       note="经确认身份"),
            ]
        )  # fmt: skip

    def nothing(self) -> tuple[str, str]:
        return "没有代管款", "身份不明死者的赔偿款由基金代管，单独记账，不计入基金收入"

    def _put(self, key: str) -> None:
        super()._put(key)
        there = self.model.rowCount() > 0
        self._show_detail(shown=there)
        rows = min(max(self.model.rowCount(), 1), 4)
        high = look().px(40 * (rows + 1))
        self._stack.setMaximumHeight(high if there else 16_777_215)
        self._stack.setMinimumHeight(high if there else 0)
        self._chosen(self.table.current_record())

    def _show_detail(self, *, shown: bool) -> None:
        self._line.setVisible(shown)
        self._below.setVisible(shown)

    def _chosen(self, record: Any) -> None:
        if record is None:
            return
        self._asked_view += 1
        asked, key = self._asked_view, record.id

        def work(bench: Workbench, me: Actor) -> tuple[int, CustodyView]:
            return asked, bench.custody.view(me, key)

        self.desk.tasks.read(self, self.session.job(work), done=self._viewed)

    def _viewed(self, answer: tuple[int, CustodyView]) -> None:
        asked, view = answer
        if asked == self._asked_view:
            self.detail.show_view(view)

    # --- steps ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Money came for somebody unknown: which case, then the step."""
        from ui.screens.fund.custody_start import CaseSheet

        sheet = CaseSheet(self.desk, self.session)
        sheet.ready.connect(self._begin)
        self.desk.notify.sheet.emit(sheet)

    def _begin(self, case_id: str, offer: Offer, victims: tuple[tuple[str, str], ...]) -> None:
        values = {"victim_id": victims[0][0]} if len(victims) == 1 else {}
        sheet = StepSheet(
            offer, today=today(self.desk.clock), choices={"victim_id": victims}, values=values
        )
        sheet.taken.connect(partial(self._receive, sheet, case_id))
        self.desk.notify.sheet.emit(sheet)

    def _receive(self, sheet: StepSheet, case_id: str, on: date, facts: dict[str, Any]) -> None:
        def work(bench: Workbench, me: Actor) -> Outcome[Custody]:
            return bench.custody.receive(me, case_id, on, facts)

        self._write(sheet, work)

    def take(self, event: str) -> None:
        """The dialog of a step of the one that is shown."""
        view = self.detail.view
        offer = next((o for o in view.offers if o.step.event == event), None) if view else None
        if view is None or offer is None:
            return
        sheet = self._sheet(view, offer)
        sheet.taken.connect(partial(self._perform, sheet, view.custody.id, event))
        self.desk.notify.sheet.emit(sheet)

    def _sheet(self, view: CustodyView, offer: Offer) -> StepSheet:
        it, day = view.custody, today(self.desk.clock)
        if offer.step.event not in _MONEY:
            text = f"应扣还垫付：{view.working}" if offer.step.event == "hold" else ""
            return StepSheet(offer, today=day, text=text)
        facts = [
            ("领取人", f"{it.claimant_name}（{it.claimant_relation}）"),
            ("公安机关确认", it.police_document),
            ("收款账户", f"{it.claimant_account_name}　{it.claimant_bank}　{it.claimant_account}"),
            ("代管余额", f"{format_money(it.held)} 元"),
        ]
        approving = offer.step.event == "approve"
        return MoneySheet(
            offer,
            today=day,
            amount=it.held if approving else it.approved_amount,
            facts=facts,
            verb=_VERBS[offer.step.event],
            amount_open="元，由审批人填写，不超过代管余额" if approving else "元，与批准金额一致",
        )

    def _perform(
        self, sheet: StepSheet, key: str, event: str, on: date, facts: dict[str, Any]
    ) -> None:
        def work(bench: Workbench, me: Actor) -> Outcome[Custody]:
            return bench.custody.perform(me, key, event, on, facts)

        self._write(sheet, work)

    def _write(self, sheet: StepSheet, work: Any) -> None:
        self.desk.tasks.write(
            self, self.session.job(work), done=partial(self._done, sheet), failed=sheet.refuse
        )

    def _done(self, sheet: StepSheet, outcome: Outcome[Custody]) -> None:
        sheet.close_sheet()
        self.desk.bus.publish(outcome.changes, self)
        state = outcome.value.state.label
        self.desk.notify.say(f"已办理：{sheet.offer.step.label}，现在是{state}")
        self.written.emit()
        self.load()

    # --- links ----------------------------------------------------------------------------------

    def _go_case(self) -> None:
        if self.detail.view is not None:
            self.desk.navigator.go(Address.of("case", self.detail.view.case.case.id))

    def _go_paper(self) -> None:
        if self.detail.view is not None:
            case = self.detail.view.case.case.id
            self.desk.navigator.go(Address.of("case", case, "documents", at="papers/fund_custody"))

    # --- the page asks --------------------------------------------------------------------------

    def primary_action(self) -> None:
        if self.session.may(Role.CASHIER):
            self.start()

    def parts(self) -> tuple[QWidget, ...]:
        return (self.strip, self._stack, self._below)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        self.strip.set_compact(mode.compact)
        pad = px(mode.padding)
        self._strip_row.setContentsMargins(pad, px(mode.gap), pad, 0)
        self._bar_row.setContentsMargins(pad, px(8), pad, px(8))


def _columns() -> list[Column[Custody]]:
    return [
        Column(key="number", header="代管编号", width=208,
               cell=lambda it: Text(it.number, tone="text", fixed=True)),
        Column(key="deceased", header="死者", min_width=96,
               cell=lambda it: Text(it.deceased, tone="text", role="tableStrong")),
        Column(key="payer", header="付款人", min_width=96, cell=lambda it: Text(it.payer_name),
               give_way=2),
        Column(key="on", header="收款日", width=96, give_way=1,
               cell=lambda it: Text(it.received_on.isoformat() if it.received_on else "",
                                    fixed=True)),
        Column(key="state", header="", width=112,
               cell=lambda it: TagCell(it.state.label, _tone(it.state))),
        Column(key="in", header="收到（元）", width=120, right=True, give_way=3,
               cell=lambda it: Sum(format_money(it.received))),
        Column(key="held", header="代管余额（元）", width=128, right=True,
               cell=lambda it: Sum(format_money(it.held)) if it.held > ZERO else None),
    ]  # fmt: skip


def _tone(state: CustodyState) -> str:
    if state is CustodyState.RELEASED:
        return "ok"
    return "warn" if state is CustodyState.RECEIVED else "fund"
