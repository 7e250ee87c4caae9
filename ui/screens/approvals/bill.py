"""The bill's lines beside the decision: what was billed, what was cut and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mediation_app.domain.fund import BillLine
from mediation_app.domain.fund_changes import Change, ChangeKind, changed_fields
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from mediation_app.services.fund import FundView
from ui.models.cells import Column, RowKind, Sum, TagCell, Text
from ui.models.record_table import RecordTableModel
from ui.screens.approvals.changes import shown
from ui.widgets.table import RecordTable


class _Row(NamedTuple):
    name: str
    when: str
    changed: str
    amount: str
    reduced: str
    why: str
    kind: RowKind


def bill_table(view: FundView, reductions: Mapping[str, str]) -> RecordTable:
    """The lines with their total."""
    lines = view.file.bill_lines
    since = view.since_return
    changes = since.changes if since is not None else ()
    rows = [_row(line, reductions, changes) for line in lines]
    rows += [_gone(one) for one in changes if one.area == "bill" and one.kind == "removed"]
    billed = sum((line.amount for line in lines), ZERO)
    cut = sum((line.reduced for line in lines), ZERO)
    rows.append(_Row("合计", "", "", format_money(billed), format_money(cut), "", RowKind.TOTAL))
    model: RecordTableModel[_Row] = RecordTableModel(_columns(), kind=lambda row: row.kind)
    table = RecordTable(model, "费用清单", row=34, edge=16)
    model.setParent(table)
    model.set_rows(rows)
    return table


def _gone(change: Change) -> _Row:
    return _Row(change.name, "", "删", shown(change.before), "", "退回后删除", RowKind.RECORD)


def _mark(line: BillLine, changes: Sequence[Change]) -> tuple[str, str]:
    """What stands beside a line that changed since the return: a mark, and its former sum."""
    own = [one for one in changes if one.record_id == line.id]
    if not own:
        return "", ""
    if own[0].kind is ChangeKind.ADDED:
        return "新", ""
    before = changed_fields(own, line.id)
    cut = before.get("reduced") or before.get("amount") or before.get("approved")
    return "改", f"原 {shown(cut.before)}" if cut else ""


def _row(line: BillLine, reductions: Mapping[str, str], changes: Sequence[Change]) -> _Row:
    mark, former = _mark(line, changes)
    moment = local_moment(line.served_at) if line.served_at else None
    why = f"{line.reduction_code} {reductions.get(line.reduction_code, '')}".strip()
    if not line.decided:
        why = "未核定"
    if former:
        why = "，".join(part for part in (former, line.reduction_code) if part)
    return _Row(
        line.name,
        f"{moment:%m-%d %H:%M}" if moment else "",
        mark,
        format_money(line.amount),
        format_money(line.reduced) if line.reduced else "",
        why,
        RowKind.RECORD,
    )


def _columns() -> list[Column[_Row]]:
    def strong(row: _Row) -> str:
        return "tableStrong" if row.kind is RowKind.TOTAL else "table"

    return [
        Column(
            key="name", header="项目", min_width=96,
            cell=lambda row: Text(
                row.name, tone="text", role=strong(row),
                tag=TagCell(row.changed, "warn") if row.changed else None,
            ),
        ),
        Column(
            key="when", header="时间", width=88, give_way=1,
            cell=lambda row: Text(row.when, fixed=True),
        ),
        Column(
            key="amount", header="账单", width=92, right=True,
            cell=lambda row: Sum(row.amount, role=strong(row)),
        ),
        Column(
            key="reduced", header="核减", width=80, right=True,
            cell=lambda row: Sum(row.reduced, tone="warn", role=strong(row)),
        ),
        Column(key="why", header="原因", width=104, cell=lambda row: Text(row.why)),
    ]  # fmt: skip
