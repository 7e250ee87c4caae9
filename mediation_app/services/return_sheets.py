"""A fund return as an Excel file: one sheet, every figure with its group, unit and note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from mediation_app.domain.fund_return_lines import Line, LineKind
from mediation_app.domain.spans import Span
from mediation_app.exchange.excel import ExcelColumn, ExcelRow, ExcelSheet, Form, workbook

TITLE = "道路交通事故社会救助基金统计报表"
_FORMS = {
    LineKind.CASES: Form.COUNT,
    LineKind.PEOPLE: Form.COUNT,
    LineKind.MONEY: Form.MONEY,
    LineKind.PERCENT: Form.PERCENT,
    LineKind.DAYS: Form.TENTHS,
    LineKind.MONTHS: Form.COUNT,
    LineKind.TIMES: Form.TENTHS,
}
_COLUMNS = (
    ExcelColumn(head="项目", width=46),
    ExcelColumn(head="数值", form=Form.MONEY, width=20),
    ExcelColumn(head="单位", width=12),
    ExcelColumn(head="说明", width=40),
)


def return_workbook(office: str, span: Span, lines: Sequence[Line], note: str) -> bytes:
    """The file of a return; ``note`` says which edition it is."""
    rows: list[ExcelRow] = []
    group = ""
    for line in lines:
        if line.group != group:
            group = line.group
            rows.append(ExcelRow(values=[group], heading=True))
        rows.append(
            ExcelRow(
                values=[line.label, line.value, line.kind.label, line.note],
                forms=[None, _FORMS[line.kind], None, None],
            )
        )
    sheet = ExcelSheet(
        name=span.label,
        title=TITLE,
        notes=[f"填报单位：{office}", f"统计期间：{span.since} 至 {span.until}", note],
        columns=_COLUMNS,
        rows=rows,
        foot=["制表：　　　　　　　　复核：　　　　　　　　负责人：　　　　　　　　（盖章）"],
    )
    made = datetime(span.until.year, span.until.month, span.until.day, tzinfo=UTC)
    return workbook([sheet], made=made, author=office)
