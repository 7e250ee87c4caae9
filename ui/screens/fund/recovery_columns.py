"""The tables of a recovery's page: debtors, plan, receipts, documented acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from mediation_app.domain.money import format_money
from mediation_app.domain.records import Money
from mediation_app.domain.recovery import DebtorShare, RecoveryAction, RepaymentReceipt
from mediation_app.domain.recovery_sums import InstalmentState
from mediation_app.services.recovery_records import ACTION_LABELS
from ui.models.cells import Column, Sum, TagCell, Text
from ui.widgets.deadline import deadline_tag


def day_cell(day: date | None) -> Text:
    """A date in full."""
    return Text(day.isoformat() if day else "", fixed=True)


def share_columns() -> list[Column[DebtorShare]]:
    """Who owes, and why."""
    return [
        Column(key="name", header="姓名或名称", min_width=140,
               cell=lambda s: Text(s.name, tone="text", role="tableStrong")),
        Column(key="basis", header="原因", width=168, cell=lambda s: Text(s.basis.label),
               give_way=1),
        Column(key="joint", header="", width=88,
               cell=lambda s: Text("互为替代" if s.joint else ""), give_way=2),
        Column(key="told", header="告知日", width=96, cell=lambda s: day_cell(s.told_on)),
        Column(key="amount", header="应还（元）", width=112, right=True,
               cell=lambda s: Sum(format_money(s.amount))),
    ]  # fmt: skip


class PlanColumns:
    """The plan; ``today`` for its badges, ``agreed`` once it binds."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.agreed = False

    def columns(self) -> list[Column[InstalmentState]]:
        """Number, day, what is due, what came, how it stands."""
        return [
            Column(key="n", header="期", width=40,
                   cell=lambda s: Text(str(s.instalment.number), tone="text")),
            Column(key="due", header="应还日", width=96,
                   cell=lambda s: Text(_due(s).isoformat(), tone="text", fixed=True)),
            Column(key="why", header="", min_width=80, cell=lambda s: Text(_moved(s)), give_way=1),
            Column(key="amount", header="应还（元）", width=104, right=True,
                   cell=lambda s: Sum(format_money(s.instalment.amount))),
            Column(key="paid", header="已还（元）", width=104, right=True,
                   cell=lambda s: Sum(format_money(s.paid)) if s.paid else None),
            Column(key="state", header="", width=96, right=True, cell=self._state),
        ]  # fmt: skip

    def _state(self, state: InstalmentState) -> TagCell | Text:
        if not self.agreed:
            return Text("待签订")
        if state.open <= 0:
            return TagCell("已还", "ok")
        if state.overdue:
            return TagCell(
                "逾期" if not state.paid else f"欠 {format_money(state.open)}", "overdue"
            )
        return deadline_tag(_due(state), self.today, in_table=True)


def _due(state: InstalmentState) -> date:
    return state.instalment.due.day or state.instalment.nominal


def _moved(state: InstalmentState) -> str:
    """Why the day is not the nominal one."""
    row = state.instalment
    if row.due.day is None:
        return "节假日表缺该年度，日期待定"
    if row.due.day > row.nominal:
        return f"{row.nominal:%m-%d} 休息，顺延"
    return "宣布到期" if row.due.day < row.nominal else ""


class ReceiptColumns:
    """Money that came; ``parts`` says which instalments a receipt paid."""

    def __init__(self) -> None:
        self.parts: Mapping[str, tuple[tuple[int, Money], ...]] = {}

    def columns(self) -> list[Column[RepaymentReceipt]]:
        """Day, payer, serial number, what it paid, sum."""
        return [
            Column(key="day", header="到账日", width=96, cell=lambda r: day_cell(r.received_on)),
            Column(key="payer", header="付款人", min_width=112,
                   cell=lambda r: Text(r.payer_name, tone="text")),
            Column(key="serial", header="银行流水号", width=152, give_way=2,
                   cell=lambda r: Text(r.bank_serial, fixed=True)),
            Column(key="for", header="抵还", width=176, give_way=1,
                   cell=lambda r: Text(self.words(r))),
            Column(key="amount", header="金额（元）", width=104, right=True,
                   cell=lambda r: Sum(format_money(r.amount))),
        ]  # fmt: skip

    def words(self, receipt: RepaymentReceipt) -> str:
        """Which instalments and costs it paid."""
        if receipt.after_write_off:
            return "核销后追回"
        said = [f"费用 {format_money(receipt.to_costs)}"] if receipt.to_costs else []
        rows = self.parts.get(receipt.id, ())
        if len(rows) == 1 and not said:
            return f"第 {rows[0][0]} 期"
        said += [f"第 {number} 期 {format_money(amount)}" for number, amount in rows]
        return "，".join(said) or "还款计划之前"


def action_columns() -> list[Column[RecoveryAction]]:
    """What was done, and what came of it."""
    return [
        Column(key="day", header="日期", width=96, cell=lambda a: day_cell(a.done_on)),
        Column(key="kind", header="事项", width=120,
               cell=lambda a: Text(ACTION_LABELS.get(a.kind, a.kind), tone="text")),
        Column(key="result", header="结果", min_width=160,
               cell=lambda a: Text(a.result.replace("\n", " "))),
        Column(key="cost", header="垫付费用（元）", width=112, right=True, give_way=1,
               cell=lambda a: Sum(format_money(a.cost)) if a.cost else None),
    ]  # fmt: skip
