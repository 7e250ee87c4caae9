"""The page 统计 as an Excel file: the table with its totals, and the sources."""

from __future__ import annotations

from decimal import Decimal

from mediation_app.domain.moments import local_moment
from mediation_app.domain.statistics import (
    COLUMNS,
    SHARES,
    SUMS,
    Figures,
    Statistics,
    change_text,
    in_ten_thousands,
)
from mediation_app.exchange.excel import (
    ExcelColumn,
    ExcelRow,
    ExcelSheet,
    Form,
    Value,
    workbook,
)


def statistics_workbook(office: str, page: Statistics) -> bytes:
    """The file; sums are in 万元 as on the page."""
    rows = [_row(row.span.short, row.now) for row in page.rows]
    rows.append(_row("合计", page.total, strong=True))
    if page.compares:
        rows += _compared(page)
    as_of = local_moment(page.as_of)
    notes = [f"单位：{office}", f"{page.basis.label}，截至 {as_of:%Y-%m-%d %H:%M}"]
    table = ExcelSheet(
        name="统计",
        title=page.title,
        notes=notes,
        columns=[ExcelColumn(head="期间", width=18), *map(_column, COLUMNS)],
        rows=rows,
        landscape=True,
        foot=["履行率：到期应付金额中已付的部分。回收率：当期收回÷当期垫付。垫付以银行到账为准。"],
    )
    sources = ExcelSheet(
        name="案件来源",
        title=f"案件来源（{page.since} 至 {page.until}）",
        notes=notes[:1],
        columns=[
            ExcelColumn(head="来源", width=28),
            ExcelColumn(head="件", form=Form.COUNT),
            ExcelColumn(head="占比", form=Form.PERCENT),
        ],
        rows=[ExcelRow(values=[one.label, one.count, one.percent]) for one in page.sources],
    )
    return workbook([table, sources], made=as_of, author=office)


def _compared(page: Statistics) -> list[ExcelRow]:
    """The year before and the change on it."""
    changes: list[Value] = ["同比"]
    changes += [change_text(key, page.total, page.before) for key, *_ in COLUMNS]
    return [
        _row(f"去年同期（{page.last_since} 至 {page.last_until}）", page.before),
        ExcelRow(values=changes, forms=[Form.TEXT] * len(changes)),
    ]


def _column(column: tuple[str, str, str]) -> ExcelColumn:
    key, group, head = column
    form = Form.PERCENT if key in SHARES else Form.MONEY if key in SUMS else Form.COUNT
    return ExcelColumn(head=head, form=form, group=group, width=12 if key in SUMS else 9)


def _row(label: str, figures: Figures, *, strong: bool = False) -> ExcelRow:
    values: list[Value] = [label]
    for key, *_ in COLUMNS:
        value: int | Decimal | None = getattr(figures, key)
        values.append(
            in_ten_thousands(Decimal(value)) if key in SUMS and value is not None else value
        )
    return ExcelRow(values=values, strong=strong)
