"""The bill as a table: its columns, and a model that stays quick with ten thousand lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView

from mediation_app.domain.fund import BillLine
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import format_money
from ui.models.cells import Column, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.widgets.table import RecordTable

MOST = 20_000


class BillModel(RecordTableModel[BillLine]):
    """Lines are compared by identity: what was not touched is the same object."""

    def __init__(self, why: Callable[[BillLine], Text | None], *, review: bool) -> None:
        made = columns(why) if review else entered(why)
        super().__init__(made, key=lambda line: line.id, cap=MOST)

    def show_rows(self, rows: Sequence[BillLine]) -> None:
        """Show these lines; where the same ones stand in the same order only those that changed
        are told, so that place and selection stay."""
        old = self._rows
        if len(rows) != len(old) or any(
            new is not known and new.id != known.id for new, known in zip(rows, old, strict=True)
        ):
            self.set_rows(rows)
            return
        last = len(self._columns) - 1
        changed = [at for at, new in enumerate(rows) if new is not old[at]]
        for at in changed:
            old[at] = rows[at]
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], last))


class BillTable(RecordTable):
    """Several lines may be chosen: Shift and arrows, Ctrl+A, the mouse."""

    def __init__(self, model: BillModel) -> None:
        super().__init__(model, "费用清单", row=34, edge=16)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._lines = model

    def chosen(self) -> tuple[BillLine, ...]:
        """The chosen lines in their order; the current one when none is."""
        spans: Any = self.selectionModel().selection()  # by spans: a list of indexes is slow
        rows = sorted(row for span in spans for row in range(span.top(), span.bottom() + 1))
        found = [self._lines.record(row) for row in rows] or [self.current_record()]
        return tuple(line for line in found if isinstance(line, BillLine))

    def choose(self, keys: Collection[str]) -> None:
        """Choose these lines, the first one current."""
        flag = QItemSelectionModel.SelectionFlag
        picked = self.selectionModel()
        wanted = set(keys)
        first = True
        for row, line in enumerate(self._lines.records()):
            if line.id in wanted:
                index = self._lines.index(row, 0)
                if first:
                    self.select(row)
                    first = False
                else:
                    picked.select(index, flag.Select | flag.Rows)


def entered(why: Callable[[BillLine], Text | None]) -> list[Column[BillLine]]:
    """The columns while the bill is entered: all that the hospital says, no decisions."""
    return [
        *_facts(code=3, price=2),
        Column(key="class", header="医保", width=56, give_way=4,
               cell=lambda line: Text(line.insurance_class) if line.insurance_class else None),
        Column(key="gap", header="", width=12, cell=lambda line: None),
        Column(key="why", header="核对", width=112, give_way=1, cell=why),
    ]  # fmt: skip


def columns(why: Callable[[BillLine], Text | None]) -> list[Column[BillLine]]:
    """The columns of the review; ``why`` says what became of a line."""
    return [
        *_facts(code=6, price=5),
        Column(key="approved", header="核定（元）", width=96, right=True,
               cell=lambda line: Sum(format_money(line.approved)) if line.decided else None),
        Column(key="reduced", header="核减（元）", width=88, right=True, give_way=1,
               cell=lambda line: Sum(format_money(line.reduced), tone="warn")
               if line.reduced else None),
        Column(key="gap", header="", width=12, cell=lambda line: None),
        Column(key="why", header="核定意见", width=136, cell=why),
    ]  # fmt: skip


def _facts(*, code: int, price: int) -> list[Column[BillLine]]:
    return [
        Column(key="position", header="序", width=44, give_way=4,
               cell=lambda line: Text(str(line.position or ""), tone="text3", fixed=True)),
        Column(key="when", header="发生时间", width=88, give_way=3, cell=when),
        Column(key="code", header="编码", width=96, give_way=code,
               cell=lambda line: Text(line.code, tone="text3") if line.code else None),
        Column(key="name", header="项目", min_width=120,
               cell=lambda line: Text(line.name, tone="text")),
        Column(key="price", header="单价", width=84, right=True, give_way=price,
               cell=lambda line: Sum(format_money(line.unit_price)) if line.unit_price else None),
        Column(key="quantity", header="数量", width=56, right=True, give_way=price, cell=quantity),
        Column(key="amount", header="账单（元）", width=96, right=True,
               cell=lambda line: Sum(format_money(line.amount))),
    ]  # fmt: skip


def when(line: BillLine) -> Text | None:
    """Day and time of the service; only the day where the hospital gives no more."""
    if line.served_at is None:
        return None
    moment = local_moment(line.served_at)
    plain = f"{moment:%m-%d}" if not (moment.hour or moment.minute) else f"{moment:%m-%d %H:%M}"
    return Text(plain, fixed=True, tone="text2" if line.in_window else "warn")


def quantity(line: BillLine) -> Sum | None:
    """How many, as the hospital wrote it."""
    if line.measure:
        return Sum(line.measure.partition(" × ")[0])
    return Sum(str(line.quantity)) if line.unit_price else None


def why_of(
    line: BillLine, codes: Mapping[str, str], doubts: Mapping[str, str], *, reviewed: bool
) -> Text | None:
    """What became of a line: approved, cut for a reason, still open; with a sign for a doubt."""
    doubt = doubts.get(line.id, "")
    sign = "circle-alert" if doubt else ""
    if not line.decided:
        if not reviewed:
            return Text(doubt, tone="warn", sign=sign) if doubt else None
        return Text(doubt or "未核定", tone="warn", sign=sign)
    if line.reduction_code:
        words = codes.get(line.reduction_code, "")
        return Text(f"{line.reduction_code} {words}".strip(), sign=sign)
    late = "" if line.in_window else "，超时限"
    return Text(f"核准{late}", tone="ok" if line.in_window else "warn", sign=sign)
