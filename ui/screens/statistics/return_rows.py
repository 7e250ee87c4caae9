"""Rows of the page of returns: periods at the left, figures at the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from mediation_app.domain.fund_return_lines import Line, LineKind
from mediation_app.domain.fund_returns import ReturnPeriod
from mediation_app.domain.money import format_money
from ui.models.cells import Column, RowKind, Sum, TagCell, Text, TwoLines
from ui.models.record_table import RecordTableModel
from ui.models.row_list import Row, heading

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from mediation_app.services.fund_returns import Due, ReturnRow

_GROUPS = {ReturnPeriod.YEAR: "年报", ReturnPeriod.QUARTER: "季报", ReturnPeriod.MONTH: "月报"}


class ReturnLine(NamedTuple):
    """A line of the table: a group's heading, one figure, or cases, people and sum of one kind."""

    key: str
    text: str
    line: Line | None = None
    cases: int = 0
    number: Line | None = None
    people: Line | None = None


def value_text(kind: LineKind, value: int | Decimal) -> str:
    """``43,246.80``, ``33.6%``, ``12``."""
    if kind is LineKind.MONEY:
        return format_money(Decimal(value)).replace("-", "−")
    if kind is LineKind.PERCENT:
        return f"{value}%"
    return f"{value:,}"


def period_rows(rows: Sequence[ReturnRow], today: date) -> list[Row]:
    """Periods in groups, each with its term and how it stands."""
    found: list[Row] = []
    kind = None
    for row in rows:
        if row.span.kind is not kind:
            kind = row.span.kind
            found.append(heading(_GROUPS[kind]))
        found.append(
            Row(
                TwoLines(
                    row.span.short if kind is not ReturnPeriod.YEAR else row.span.label,
                    _second(row),
                    right_tag=standing(row, today),
                ),
                row,
                key=row.span.code,
            )
        )
    return found


def _second(row: ReturnRow) -> str:
    if row.latest is not None:
        return f"{row.latest.frozen_on} {row.latest.person_name} 冻结"
    if row.dues:
        due = row.dues[0]
        day = f"{due.day:%m-%d}" if due.day is not None else "待定"
        if due.day is not None and due.day.year != row.span.since.year:
            day = due.day.isoformat()
        return f"应报 {day}{'' if due.sure else ' 待核实'}"
    return ""


def due_text(due: Due) -> str:
    """``2026-10-27 前报送（待核实）``."""
    day = due.day.isoformat() if due.day is not None else "待定"
    return f"{day} 前报送{'' if due.sure else '（待核实）'}"


def standing(row: ReturnRow, today: date) -> TagCell:
    """How a period stands: frozen, late, to be frozen, still running."""
    del today
    if row.latest is not None:
        return TagCell(f"第 {row.latest.edition} 版", "ok")
    if not row.over:
        return TagCell("未结束", "neutral")
    left = [due.days_left for due in row.dues if due.days_left is not None]
    if left and min(left) < 0:
        return TagCell(f"逾期 {-min(left)} 天", "overdue")
    return TagCell("待冻结", "warn") if row.dues else TagCell("未冻结", "neutral")


def figure_lines(lines: Sequence[Line], cases: dict[str, int]) -> list[ReturnLine]:
    """Figures under the headings of their groups; cases, people and sum of one kind in a line."""
    found: list[ReturnLine] = []
    known = {line.key: line for line in lines}
    group = ""
    for line in lines:
        stem, _, part = line.key.rpartition(".")
        if part in ("cases", "victims") and f"{stem}.amount" in known:
            continue
        if line.group != group:
            group = line.group
            found.append(ReturnLine(f"group/{group}", group))
        of_kind = part == "amount"
        found.append(
            ReturnLine(
                line.key,
                line.label,
                line,
                cases.get(line.behind or line.key, 0),
                known.get(f"{stem}.cases") if of_kind else None,
                known.get(f"{stem}.victims") if of_kind else None,
            )
        )
    return found


def _counted(line: Line | None) -> Sum | None:
    return Sum(value_text(line.kind, line.value)) if line is not None and line.value else None


def _value(row: ReturnLine) -> Sum | Text | None:
    line = row.line
    if line is None:
        return None
    if line.value is None:
        return Text("未填写", tone="text3") if line.key.startswith("outside") else None
    if not line.value:
        return Sum("0" if line.kind is not LineKind.MONEY else "0.00", "text3")
    return Sum(value_text(line.kind, line.value))


def _unit(row: ReturnLine) -> Text | None:
    line = row.line
    if line is None or line.value is None or line.kind is LineKind.PERCENT:
        return None
    return Text(line.kind.label, tone="text3")


def _name(row: ReturnLine) -> Text:
    if row.line is None:
        return Text(row.text, role="captionStrong")
    return Text(row.text, tone="text", after=row.line.note)


def _cases(row: ReturnLine) -> Text | None:
    return Text(f"{row.cases} 件", tone="accent") if row.cases else None


def figure_model(parent: QObject) -> RecordTableModel[ReturnLine]:
    """The model of the table of figures."""
    columns: list[Column[ReturnLine]] = [
        Column(key="name", header="项目", min_width=150, cell=_name),
        Column(key="count", header="起数", width=64, right=True, cell=lambda r: _counted(r.number)),
        Column(
            key="people", header="人数", width=64, right=True, cell=lambda r: _counted(r.people)
        ),
        Column(key="value", header="数值", width=124, right=True, cell=_value),
        Column(key="unit", header="单位", width=76, cell=_unit),
        Column(key="cases", header="案件", width=60, cell=_cases),
    ]
    return RecordTableModel(
        columns,
        parent,
        key=lambda row: row.key,
        kind=lambda row: RowKind.GROUP if row.line is None else RowKind.RECORD,
    )
