"""追偿: who owes what, the plan, what came back, what was done."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mediation_app.domain.money import format_money
from mediation_app.domain.offices import Role
from mediation_app.domain.records import ZERO
from mediation_app.errors import AppError, InvalidInput
from mediation_app.messages import text_of
from ui.dialogs.sheet import Sheet
from ui.models.cells import Column, Sum, TagCell, Text
from ui.models.record_table import RecordTableModel
from ui.screens.fund.book import FundBook
from ui.screens.fund.sections import FundSection
from ui.widgets.basics import Button, Label, Tag
from ui.widgets.deadline import deadline_tag
from ui.widgets.fields import DateField, IntegerField
from ui.widgets.figure_strip import Figure, FigureStrip
from ui.widgets.form import Form, GroupHeading
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor
    from mediation_app.services.base import Outcome

_KINDS = {
    "notice": "告知", "demand": "催收", "inquiry": "查询", "lawsuit": "起诉", "enforcement": "申请执行",
}  # fmt: skip


class RecoverySection(FundSection):
    """``step_wanted(event)`` for a step of the recovery."""

    step_wanted = Signal(str)

    def __init__(self, book: FundBook) -> None:
        self.plan_button = Button("还款计划", icon="calendar", on_click=self._plan)
        self.state = Tag("", "fund")
        super().__init__(book, "追偿", self.state, self.plan_button)
        self.strip = FigureStrip("追偿数字")
        self.body.addWidget(self.strip)
        self._steps = QVBoxLayout()
        self.body.addLayout(self._steps)
        self.shares = self._table("应还款人", _share_columns())
        self.rows = self._table("还款计划", self._plan_columns())
        self.receipts = self._table("收到的还款", _receipt_columns())
        self.acts = self._table("追偿经过", _action_columns())
        self.body.addStretch(1)

    def _table(self, title: str, columns: list[Column[Any]]) -> tuple[QWidget, RecordTable]:
        heading = GroupHeading(title)
        model: RecordTableModel[Any] = RecordTableModel(columns, self)
        table = RecordTable(model, title, row=34, edge=12)
        self.body.addWidget(heading)
        self.body.addWidget(table)
        return heading, table

    def _fill(self, pair: tuple[QWidget, RecordTable], rows: tuple[Any, ...]) -> None:
        from ui.theme import look

        heading, table = pair
        model = table.model()
        assert isinstance(model, RecordTableModel)
        model.set_rows(rows)
        heading.setVisible(bool(rows))
        table.setVisible(bool(rows))
        table.setFixedHeight(look().px(34 + 34 * min(len(rows), 12)))

    def _plan_columns(self) -> list[Column[Any]]:
        return [
            Column(key="n", header="期", width=48, cell=lambda s: Text(str(s.instalment.number))),
            Column(key="due", header="应还日", width=112,
                   cell=lambda s: Text(s.instalment.nominal.isoformat(), tone="text", fixed=True)),
            Column(key="amount", header="应还（元）", width=112, right=True,
                   cell=lambda s: Sum(format_money(s.instalment.amount))),
            Column(key="paid", header="已还（元）", width=112, right=True,
                   cell=lambda s: Sum(format_money(s.paid)) if s.paid else None),
            Column(key="state", header="", min_width=80, right=True, cell=self._plan_state),
        ]  # fmt: skip

    def _plan_state(self, state: Any) -> TagCell | None:
        if state.paid >= state.instalment.amount:
            return TagCell("已还", "ok")
        if state.overdue:
            return TagCell("逾期", "overdue")
        return deadline_tag(state.instalment.nominal, self.book.today, in_table=True)

    def show_book(self) -> None:
        found = self.book.found.recovery if self.book.found else None
        if found is None:
            return
        recovery, file = found.recovery, self.book.view.file
        self.state.set(recovery.state.label, "fund")
        self.note.setText(recovery.number)
        stand = found.stand
        limit = f"时效 {recovery.limitation_on:%Y-%m-%d} 届满" if recovery.limitation_on else ""
        self.strip.set_figures(
            [
                Figure(key="opening", value=format_money(recovery.opening), label="垫付", unit="元",
                       note=f"{recovery.opened_on:%Y-%m-%d} 拨付" if recovery.opened_on else ""),
                Figure(key="back", value=format_money(recovery.recovered), label="已收回", unit="元",
                       note=f"{len(file.repayment_receipts)} 笔"),
                Figure(key="left", value=format_money(recovery.outstanding), label="未收回",
                       unit="元", tone="fund" if recovery.outstanding > ZERO else "text", note=limit),
            ]
        )  # fmt: skip
        self._show_steps()
        self._fill(self.shares, file.debtor_shares)
        self._fill(self.rows, tuple(getattr(stand, "instalments", ())))
        self._fill(self.receipts, file.repayment_receipts)
        self._fill(self.acts, file.recovery_actions)
        self.plan_button.setVisible(
            self.book.session.may(Role.RECOVERY) and recovery.outstanding > ZERO
        )

    def _show_steps(self) -> None:
        while self._steps.count():
            item = self._steps.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = self.book.found.recovery if self.book.found else None
        mine = [
            offer
            for offer in (found.offers if found else ())
            if not {r.code for r in offer.reasons} & {"workflow.role", "fund.admin_no_business"}
        ]
        if not mine:
            return
        from ui.widgets.flow import FlowLayout

        holder = QWidget()
        flow = FlowLayout(holder)
        for offer in mine:
            act = partial(self.step_wanted.emit, offer.step.event)
            button = Button(offer.step.label, kind="danger" if offer.step.danger else "default",
                            on_click=act)  # fmt: skip
            flow.addWidget(button)
        self._steps.addWidget(holder)

    def _plan(self) -> None:
        found = self.book.found.recovery if self.book.found else None
        if found is None:
            return
        sheet = PlanSheet(self.book, found.recovery.id, f"{format_money(found.owed)} 元")
        self.book.desk.notify.sheet.emit(sheet)

    def first_focus(self) -> QWidget | None:
        return self.strip


class PlanSheet(Sheet):
    """Monthly instalments over what is still owed."""

    def __init__(self, book: FundBook, recovery_id: str, owed: str) -> None:
        super().__init__("还款计划", f"把未收回的 {owed}按月平均分期，最后一期结清余数", width=560)
        self._book, self._id = book, recovery_id
        self.form = Form(most_columns=1)
        self.form.add("count", "期数", IntegerField(least=1, most=120), required=True, note="个月")
        self.form.add("first_on", "首期应还日", DateField(), required=True)
        self.body.addWidget(self.form)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button("排定计划", kind="primary", on_click=self._take), default=True)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["count"].field
        return field

    def _take(self) -> None:
        values = self.form.values()
        missing = {
            key: f"{label}未填写"
            for key, label in (("count", "期数"), ("first_on", "首期应还日"))
            if not values[key]
        }
        if missing:
            self.form.set_errors(dict(missing))
            return
        count, first_on, key = values["count"], values["first_on"], self._id

        def work(bench: Workbench, me: Actor) -> Outcome[Any]:
            return bench.recovery.plan(me, key, count=count, first_on=first_on)

        self._book.write(work, done=self.close_sheet, failed=self._refused)

    def _refused(self, error: AppError) -> None:
        if isinstance(error, InvalidInput) and error.field in self.form.rows:
            self.form.set_errors({error.field: text_of(error)})
            return
        self.trouble.setText(text_of(error))
        self.trouble.show()


def _day(day: date | None) -> Text:
    return Text(day.isoformat() if day else "", fixed=True)


def _share_columns() -> list[Column[Any]]:
    return [
        Column(key="name", header="姓名或名称", min_width=140,
               cell=lambda s: Text(s.name, tone="text", role="tableStrong")),
        Column(key="basis", header="原因", width=160, cell=lambda s: Text(s.basis.label)),
        Column(key="joint", header="", width=96,
               cell=lambda s: Text("可互相替代" if s.joint else "")),
        Column(key="told", header="告知", width=100, cell=lambda s: _day(s.told_on)),
        Column(key="amount", header="应还（元）", width=120, right=True,
               cell=lambda s: Sum(format_money(s.amount))),
    ]  # fmt: skip


def _receipt_columns() -> list[Column[Any]]:
    return [
        Column(key="day", header="到账日", width=112, cell=lambda r: _day(r.received_on)),
        Column(key="payer", header="付款人", min_width=140,
               cell=lambda r: Text(r.payer_name, tone="text")),
        Column(key="serial", header="银行流水号", width=160,
               cell=lambda r: Text(r.bank_serial, fixed=True)),
        Column(key="amount", header="金额（元）", width=120, right=True,
               cell=lambda r: Sum(format_money(r.amount))),
    ]  # fmt: skip


def _action_columns() -> list[Column[Any]]:
    return [
        Column(key="day", header="日期", width=112, cell=lambda a: _day(a.done_on)),
        Column(key="kind", header="事项", width=100,
               cell=lambda a: Text(_KINDS.get(a.kind, a.kind), tone="text")),
        Column(key="result", header="结果", min_width=160, cell=lambda a: Text(a.result)),
    ]  # fmt: skip
