"""One custody under the list: what came, what comes off, who claims it, its ledger, its steps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QMenu, QVBoxLayout, QWidget

from mediation_app.domain.custody import CustodyEntry, CustodyState
from mediation_app.domain.identifiers import masked_id
from mediation_app.domain.money import format_money
from mediation_app.domain.workflow.custody import REASONS
from mediation_app.domain.workflow.engine import Offer
from mediation_app.messages import text_of_reason
from ui.models.cells import Column, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label, Tag, row
from ui.widgets.flow import FlowLayout
from ui.widgets.form import GroupHeading
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.services.custody import CustodyView

_NOT_MINE = {"workflow.role", "fund.admin_no_business"}
_TONES = {CustodyState.RELEASED: "ok", CustodyState.RECEIVED: "warn"}


class FactGrid(QWidget):
    """Facts in two columns; empty ones are left out."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._labels: list[Label] = []
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(4))
        self._grid.setColumnStretch(1, 1)

    def set_facts(self, facts: list[tuple[str, str]]) -> None:
        """Show these (name, value)."""
        for label in self._labels:
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for place, (name, value) in enumerate((n, v) for n, v in facts if v):
            for column, label in enumerate(
                (
                    Label(name, role="table", tone="text2"),
                    Label(value, role="table", wrap=True, selectable=True),
                )
            ):
                self._grid.addWidget(label, place, column)
                self._labels.append(label)
        self.setVisible(bool(self._labels))


class CustodyDetail(QWidget):
    """``step_wanted(event)``; ``case_wanted``, ``paper_wanted`` for the links."""

    step_wanted = Signal(str)
    case_wanted = Signal()
    paper_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("plane", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.view: CustodyView | None = None
        self._barred: list[Offer] = []
        self.more: Button | None = None
        self._column = QVBoxLayout(self)
        self.title = Label("", role="section")
        self.number = Label("", role="table", tone="text2")
        self.state = Tag("", "fund")
        self.case = Button("案件", kind="link", icon="folder-open", on_click=self.case_wanted.emit)
        self.paper = Button(
            "代管款收付审批表", kind="link", icon="file-text", on_click=self.paper_wanted.emit
        )
        self._column.addLayout(
            row(self.title, self.number, self.state, None, self.case, self.paper, gap=12)
        )
        self.working = Label("", role="table", tone="text2", wrap=True, selectable=True)
        self._column.addWidget(self.working)
        self._steps = QWidget()
        self._flow = FlowLayout(self._steps)
        self._column.addWidget(self._steps)
        self.facts = FactGrid()
        self._column.addWidget(self.facts)
        self._claim_head = GroupHeading("认领")
        self.claim = FactGrid()
        self._column.addWidget(self._claim_head)
        self._column.addWidget(self.claim)
        self._column.addWidget(GroupHeading("代管账"))
        self.model: RecordTableModel[CustodyEntry] = RecordTableModel(_columns(), self)
        self.table = RecordTable(self.model, "代管账", row=34, edge=12)
        self._column.addWidget(self.table)
        self._column.addStretch(1)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._column.setContentsMargins(px(24), px(14), px(24), px(16))
        self._column.setSpacing(px(8))

    def show_view(self, view: CustodyView) -> None:
        """Show one custody."""
        self.view = view
        it = view.custody
        self.title.setText(f"{it.deceased}　代管 {format_money(it.held)} 元")
        self.number.setText(it.number)
        self.state.set(it.state.label, _TONES.get(it.state, "fund"))
        self.working.setText(f"应扣还垫付：{view.working}" if view.working else "")
        self.working.setVisible(bool(view.working))
        self._show_steps(view)
        reasons = dict(REASONS)
        self.facts.set_facts(
            [
                ("代管原因", reasons.get(it.reason, it.reason)),
                ("付款人", it.payer_name),
                ("赔偿来源", it.source),
                ("代管账户", it.account),
                ("扣还抢救费用", _sum(it.rescue_deducted)),
                ("扣还丧葬费用", _sum(it.funeral_deducted)),
                ("利息", _sum(it.interest)),
                ("已发还", _sum(it.released)),
            ]
        )
        claimed = bool(it.claimant_name)
        self._claim_head.setVisible(claimed)
        account = f"{it.claimant_account_name}　{it.claimant_bank}　尾号 {it.claimant_account[-4:]}"
        self.claim.set_facts(
            [
                ("领取人", f"{it.claimant_name}（{it.claimant_relation}）"),
                ("证件号码", masked_id(it.claimant_id_number)),
                ("公安机关确认", it.police_document),
                ("权利人证明", it.heirs_proof),
                ("收款账户", account),
                ("批准发还", _sum(it.approved_amount)),
            ]
            if claimed
            else []
        )
        self.model.set_rows(view.entries)
        self.table.setFixedHeight(look().px(34 + 34 * max(1, len(view.entries))))

    def _show_steps(self, view: CustodyView) -> None:
        held = self._steps.isAncestorOf(QApplication.focusWidget() or self)
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        mine = [o for o in view.offers if not {r.code for r in o.reasons} & _NOT_MINE]
        ready = sorted((o for o in mine if o.allowed), key=lambda o: not o.step.primary)
        for place, offer in enumerate(ready):
            kind = "primary" if place == 0 and offer.step.primary else "default"
            act = partial(self.step_wanted.emit, offer.step.event)
            self._flow.addWidget(Button(offer.step.label, kind=kind, on_click=act))
        self._barred = [o for o in mine if not o.allowed]
        if self._barred:
            self.more = Button("其他步骤", kind="quiet", icon="ellipsis", on_click=self._open_menu)
            self._flow.addWidget(self.more)
        self._steps.setVisible(bool(mine))
        first = self._flow.itemAt(0)
        widget = first.widget() if first is not None else None
        if held and widget is not None:
            widget.setFocus()

    def make_menu(self) -> QMenu:
        """The steps that cannot be taken now, with what stands in the way."""
        menu = QMenu(self)
        for offer in self._barred:
            reasons = [text_of_reason(r) for r in offer.reasons if r.blocking]
            words = f"还差 {len(reasons)} 项" if len(reasons) > 1 else reasons[0]
            act = partial(self.step_wanted.emit, offer.step.event)
            menu.addAction(f"{offer.step.label}（{words}）", act)
        return menu

    def _open_menu(self) -> None:
        if self.more is not None:
            self.make_menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))


def _sum(value: Any) -> str:
    return f"{format_money(value)} 元" if value else ""


def _columns() -> list[Column[CustodyEntry]]:
    return [
        Column(key="day", header="日期", width=96,
               cell=lambda e: Text(e.booked_on.isoformat(), fixed=True)),
        Column(key="kind", header="事项", width=112,
               cell=lambda e: Text(e.kind.label, tone="text")),
        Column(key="note", header="摘要", min_width=120, cell=lambda e: Text(e.note)),
        Column(key="serial", header="银行流水号", width=168, give_way=1,
               cell=lambda e: Text(e.bank_serial, fixed=True)),
        Column(key="amount", header="金额（元）", width=128, right=True,
               cell=lambda e: Sum(format_money(e.amount))),
    ]  # fmt: skip
