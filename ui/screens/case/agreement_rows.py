"""The agreed payments as rows: who pays whom how much by when, what has been paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation_app.domain.agreements import Instalment, PaymentPurpose
from mediation_app.domain.checks.base import own_instalments, total_of
from mediation_app.domain.files import CaseFile
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from ui.models.cells import Cell, Column, RowKind, Sum, TagCell, Text
from ui.screens.case import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRow:
    """One payment, or the total."""

    key: str
    kind: RowKind = RowKind.RECORD
    number: str = ""
    payer: str = ""
    payee: str = ""
    amount: Money = ZERO
    due_on: date | None = None
    paid: Money = ZERO
    account: str = ""
    fund: bool = False
    problem: str = ""
    instalment: Instalment | None = None


def _number(row: PayRow) -> Cell:
    if row.kind is RowKind.TOTAL:
        return Text("合计", tone="text", role="tableStrong")
    return Text(row.number, tone="text3", fixed=True)


def _who(row: PayRow) -> Cell:
    return Text(row.payer, tone="text")


def _whom(row: PayRow) -> Cell:
    if row.kind is RowKind.TOTAL:
        return None
    tone = "fund" if row.fund else "text"
    return Text(row.payee, tone=tone, role="tableStrong")


def _account(row: PayRow) -> Cell:
    if row.problem:
        return Text(row.problem, tone="danger", role="caption")
    return Text(row.account, tone="text3", role="caption")


def _due(row: PayRow) -> Cell:
    return Text(row.due_on.isoformat(), fixed=True) if row.due_on else None


def _state(row: PayRow) -> Cell:
    if row.kind is RowKind.TOTAL or row.amount <= 0:
        return None
    if row.paid >= row.amount:
        return TagCell("已付清", "ok")
    if row.paid > 0:
        return TagCell("部分履行", "warn")
    return Text("未付", tone="text3")


def _amount(row: PayRow) -> Cell:
    total = row.kind is RowKind.TOTAL
    tone = "fund" if row.fund else "text"
    return Sum(format_money(row.amount), tone=tone, role="strong" if total else "body")


COLUMNS: list[Column[PayRow]] = [
    Column(key="number", header="", cell=_number, width=44),
    Column(key="payer", header="付款人", cell=_who, min_width=110),
    Column(key="payee", header="收款人", cell=_whom, min_width=110),
    Column(key="account", header="收款账户", cell=_account, min_width=120, give_way=2),
    Column(key="due", header="履行期限", cell=_due, width=92),
    Column(key="state", header="履行", cell=_state, width=76, give_way=1),
    Column(key="amount", header="金额（元）", cell=_amount, width=112, right=True),
]


def payment_rows(file: CaseFile, problems: dict[str, str]) -> list[PayRow]:
    """The payments in their order, and their total."""
    rows = [
        _row(file, instalment, problems.get(instalment.id, ""))
        for instalment in sorted(own_instalments(file), key=lambda i: i.position)
    ]
    if rows:
        total = total_of(row.amount for row in rows)
        rows.append(PayRow(key="total", kind=RowKind.TOTAL, amount=total))
    return rows


def _row(file: CaseFile, instalment: Instalment, problem: str) -> PayRow:
    payer, payee = file.party(instalment.payer_id), file.party(instalment.payee_id)
    paid = total_of(p.amount for p in file.performances if p.instalment_id == instalment.id)
    fund = instalment.purpose is PaymentPurpose.FUND_REPAYMENT
    number = instalment.account_number
    account = f"{instalment.account_bank} 尾号 {number[-4:]}".strip() if number else ""
    return PayRow(
        key=instalment.id,
        number=str(instalment.position),
        payer=wording.short_name(wording.display_name(payer)) if payer else "",
        payee="救助基金"
        if fund
        else wording.short_name(wording.display_name(payee))
        if payee
        else "",
        amount=instalment.amount,
        due_on=instalment.due_on,
        paid=paid,
        account=account or instalment.method.label,
        fund=fund,
        problem=problem,
        instalment=instalment,
    )
