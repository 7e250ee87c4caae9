"""The month on paper (收支月报): its sums, the bank led to the book (余额调节表), every line.

An open month says that it is not closed yet; a closed one carries who closed and who checked it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.domain.money import capital
from mediation_app.domain.records import ZERO, Money
from mediation_app.exchange.excel import ExcelColumn, ExcelRow, ExcelSheet, Form, workbook
from mediation_app.services.bank_lists import LooseEntry, LooseLine

_SPENT = (LedgerKind.PAID_OUT, LedgerKind.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPaper:
    """What the sheets show. ``state`` says in words whether and by whom the month was closed."""

    office: str
    title: str
    state: str
    opening: Money
    income: Money
    spent: Money
    closing: Money
    kinds: Sequence[tuple[LedgerKind, int, Money]]
    entries: Sequence[LedgerEntry]
    bank: Money | None
    lines: Sequence[LooseLine]
    loose: Sequence[LooseEntry]
    reason: str
    signers: tuple[str, str]


def month_workbook(paper: MonthPaper, *, made: datetime) -> bytes:
    """The Excel file."""
    sheets = [_month(paper), _details(paper)]
    if paper.bank is not None:
        sheets.insert(1, _bank(paper, paper.bank))
    return workbook(sheets, made=made, author=paper.office)


def _month(paper: MonthPaper) -> ExcelSheet:
    money = (None, None, Form.MONEY)
    rows = [ExcelRow(values=("期初余额", None, paper.opening), strong=True)]
    for kind, number, amount in paper.kinds:
        if kind is not LedgerKind.OPENING and kind not in _SPENT:
            rows.append(ExcelRow(values=(f"收入：{kind.label}", number, amount)))
    rows.append(ExcelRow(values=("本月收入合计", None, paper.income), strong=True))
    for kind, number, amount in paper.kinds:
        if kind in _SPENT:
            rows.append(ExcelRow(values=(f"支出：{kind.label}", number, -amount), forms=money))
    rows.append(ExcelRow(values=("本月支出合计", None, paper.spent), strong=True))
    rows.append(ExcelRow(values=("期末余额", None, paper.closing), strong=True))
    return ExcelSheet(
        name="收支月报",
        title=f"{paper.title}收支月报",
        columns=(
            ExcelColumn(head="项目", width=30),
            ExcelColumn(head="笔数", form=Form.COUNT, width=10),
            ExcelColumn(head="金额（元）", form=Form.MONEY, width=20),
        ),
        rows=rows,
        notes=(f"单位：{paper.office}", paper.state),
        foot=(f"期末余额大写：{capital(paper.closing)}", _signed(paper)),
    )


def _bank(paper: MonthPaper, balance: Money) -> ExcelSheet:
    """银行存款余额调节表."""
    rows = [ExcelRow(values=("银行对账单余额", None, "", balance), strong=True)]
    rows.append(ExcelRow(values=("账上有、银行无（加）",), heading=True))
    rows += [
        ExcelRow(
            values=(
                _words(one.entry.kind.label, one.who or one.entry.note),
                one.entry.happened_on or one.entry.booked_on,
                one.note,
                one.entry.amount,
            )
        )
        for one in paper.loose
        if not one.offset
    ]
    rows.append(ExcelRow(values=("银行有、账上无（减）",), heading=True))
    rows += [
        ExcelRow(
            values=(
                one.line.counterparty or one.line.summary,
                one.line.booked_on,
                one.line.note,
                -one.line.amount,
            )
        )
        for one in paper.lines
    ]
    open_ = sum((one.entry.amount for one in paper.loose if not one.offset), ZERO)
    known = balance + open_ - sum((one.line.amount for one in paper.lines), ZERO)
    if known != paper.closing:
        rows.append(ExcelRow(values=("未能说明的差额", None, paper.reason, paper.closing - known)))
    rows.append(ExcelRow(values=("调节后余额（与台账一致）", None, "", paper.closing), strong=True))
    return ExcelSheet(
        name="银行余额调节表",
        title=f"{paper.title}银行余额调节表",
        columns=(
            ExcelColumn(head="项目", width=36),
            ExcelColumn(head="日期", form=Form.DAY, width=12),
            ExcelColumn(head="说明", width=30),
            ExcelColumn(head="金额（元）", form=Form.MONEY, width=18),
        ),
        rows=rows,
        notes=(f"单位：{paper.office}", paper.state),
        foot=(_signed(paper),),
    )


def _details(paper: MonthPaper) -> ExcelSheet:
    rows: list[ExcelRow] = []
    balance = paper.opening
    for entry in paper.entries:
        if entry.kind is not LedgerKind.OPENING:
            balance += entry.amount
        out = entry.amount if entry.kind in _SPENT else ZERO
        came = ZERO if entry.kind in _SPENT else entry.amount
        rows.append(
            ExcelRow(
                values=(
                    entry.booked_on,
                    entry.happened_on,
                    entry.kind.label,
                    entry.note,
                    came or None,
                    -out if out else None,
                    balance,
                    entry.bank_serial,
                )
            )
        )
    return ExcelSheet(
        name="收支明细",
        title=f"{paper.title}收支明细",
        columns=(
            ExcelColumn(head="记账日期", form=Form.DAY, width=12),
            ExcelColumn(head="实际收付", form=Form.DAY, width=12),
            ExcelColumn(head="科目", width=16),
            ExcelColumn(head="摘要", width=36),
            ExcelColumn(head="收入（元）", form=Form.MONEY, width=16),
            ExcelColumn(head="支出（元）", form=Form.MONEY, width=16),
            ExcelColumn(head="余额（元）", form=Form.MONEY, width=16),
            ExcelColumn(head="银行流水号", width=24),
        ),
        rows=rows,
        notes=(f"单位：{paper.office}", paper.state),
        landscape=True,
    )


def _signed(paper: MonthPaper) -> str:
    closer, checker = paper.signers
    return f"结账：{closer or '          '}    复核：{checker or '          '}    负责人："


def _words(*parts: str) -> str:
    return " ".join(part for part in parts if part)


__all__ = ["MonthPaper", "month_workbook"]
