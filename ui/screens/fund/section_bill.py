"""费用清单: every line of the bill, and in the review what is approved of it and why not the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from mediation_app.domain.fund import BillLine
from mediation_app.domain.ids import new_id
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from ui.models.cells import Column, RowKind, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.screens.fund.book import FundBook
from ui.screens.fund.line_sheet import LineSheet
from ui.screens.fund.sections import FundSection
from ui.widgets.basics import Button, Label
from ui.widgets.shortcuts import bind
from ui.widgets.table import RecordTable

_TOTAL = "total"


class BillSection(FundSection):
    """The table; Enter opens a line, Space approves it in full, Del takes it out."""

    def __init__(self, book: FundBook) -> None:
        self.add_button = Button("加一行", icon="plus", on_click=self._add)
        self.all_button = Button("其余全部核准", icon="check", on_click=self._approve_all)
        super().__init__(book, "费用清单", self.all_button, self.add_button, scrolls=False)
        self.model: RecordTableModel[BillLine] = RecordTableModel(
            self._columns(), self, key=lambda line: line.id, kind=_kind
        )
        self.table = RecordTable(self.model, "费用清单", row=34, edge=16)
        self.table.opened.connect(self._open)
        self.table.previewed.connect(self._approve)
        self.nothing = Label("", role="table", tone="text3", wrap=True)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.table, 1)
        bind(self.table, "Delete", self._remove)

    def _columns(self) -> list[Column[BillLine]]:
        return [
            Column(key="position", header="序", width=32, give_way=4,
                   cell=lambda line: Text(str(line.position or ""), tone="text3", fixed=True)),
            Column(key="name", header="项目", min_width=120,
                   cell=lambda line: Text(line.name, tone="text", role=_role(line))),
            Column(key="when", header="发生时间", width=92, give_way=2, cell=_when),
            Column(key="price", header="单价", width=88, right=True, give_way=5,
                   cell=lambda line: Sum(format_money(line.unit_price)) if line.unit_price else None),
            Column(key="quantity", header="数量", width=48, right=True, give_way=5,
                   cell=lambda line: Sum(str(line.quantity)) if line.unit_price else None),
            Column(key="amount", header="账单（元）", width=96, right=True,
                   cell=lambda line: Sum(format_money(line.amount), role=_role(line))),
            Column(key="approved", header="核定（元）", width=96, right=True, cell=_approved),
            Column(key="reduced", header="核减（元）", width=88, right=True, give_way=1,
                   cell=lambda line: Sum(format_money(line.reduced), tone="warn", role=_role(line))
                   if line.reduced else None),
            Column(key="gap", header="", width=12, cell=lambda line: None),
            Column(key="why", header="核定意见", width=136, cell=self._why),
        ]  # fmt: skip

    def _why(self, line: BillLine) -> Text | None:
        if line.id == _TOTAL:
            return None
        if not line.decided:
            return Text("未核定", tone="warn")
        if line.reduction_code:
            words = self.book.list_of("reasons.reduction").get(line.reduction_code, "")
            return Text(f"{line.reduction_code} {words}".strip())
        late = "" if line.in_window else "，超时限"
        return Text(f"核准{late}", tone="ok" if line.in_window else "warn")

    def show_book(self) -> None:
        lines = self.book.file.bill_lines
        row = max(self.table.currentIndex().row(), 0)
        held = self.table.hasFocus()
        self.model.set_rows([*lines, self._total()] if lines else [])
        if lines:
            self.table.select(min(row, len(lines) - 1))
        if held:
            self.table.setFocus()
        self.add_button.setVisible(self.book.bill_open)
        undecided = sum(1 for line in lines if not line.decided)
        self.all_button.setVisible(self.book.review_open and undecided > 0)
        self.note.setText(self._words(undecided))
        empty = "清单没有录入。逐行加入，或从表格软件复制后按 Ctrl+V 粘贴（项目、数量、单价、金额）"
        self.nothing.setText("" if lines else empty if self.book.bill_open else "清单没有录入")
        self.nothing.setVisible(not lines)
        self.table.setVisible(bool(lines))
        if not hasattr(self, "_paste"):
            self._paste = bind(self, "Ctrl+V", self._pasted)

    def _words(self, undecided: int) -> str:
        lines = self.book.file.bill_lines
        if not lines:
            return ""
        parts = [f"{len(lines)} 行"]
        if undecided and self.book.state.value not in ("draft", "submitted", "supplement"):
            parts.append(f"{undecided} 行未核定")
        return "，".join(parts)

    def _total(self) -> BillLine:
        application = self.book.file.application
        lines = self.book.file.bill_lines
        return BillLine(
            id=_TOTAL,
            case_id=application.case_id,
            application_id=application.id,
            name="合计",
            amount=sum((line.amount for line in lines), ZERO),
            approved=sum((line.approved for line in lines if line.decided), ZERO),
            reduced=sum((line.reduced for line in lines if line.decided), ZERO),
            decided=True,
        )

    # --- acts ---------------------------------------------------------------------------------

    def _add(self) -> None:
        application = self.book.file.application
        line = BillLine(
            id=new_id(),
            case_id=application.case_id,
            application_id=application.id,
            position=len(self.book.file.bill_lines) + 1,
        )
        self._edit(line, fresh=True)

    def _open(self, line: Any) -> None:
        if isinstance(line, BillLine) and line.id != _TOTAL:
            self._edit(line, fresh=False)

    def _edit(self, line: BillLine, *, fresh: bool) -> None:
        if not (self.book.bill_open or self.book.review_open):
            return
        sheet = LineSheet(self.book, line, fresh=fresh)
        sheet.done.connect(self._put)
        self.book.desk.notify.sheet.emit(sheet)

    def _put(self, line: BillLine, again: bool) -> None:
        lines = self.book.file.bill_lines
        known = any(each.id == line.id for each in lines)
        new = (
            tuple(line if each.id == line.id else each for each in lines)
            if known
            else (*lines, line)
        )
        self.book.change(bill_lines=new)
        self.table.select(self.model.row_of(line.id))
        if again:
            self._add()

    def _approve(self, line: Any) -> None:
        """Space: the whole line is in order; again: open once more."""
        if not isinstance(line, BillLine) or line.id == _TOTAL or not self.book.review_open:
            return
        row = self.table.currentIndex().row()
        self.book.change(
            bill_lines=tuple(
                (undecided(each) if each.decided else approved(each))
                if each.id == line.id
                else each
                for each in self.book.file.bill_lines
            )
        )
        self.table.select(min(row + 1, len(self.book.file.bill_lines) - 1))

    def _approve_all(self) -> None:
        self.book.change(
            bill_lines=tuple(
                each if each.decided else approved(each) for each in self.book.file.bill_lines
            )
        )

    def _remove(self) -> None:
        line = self.table.current_record()
        if not isinstance(line, BillLine) or line.id == _TOTAL or not self.book.bill_open:
            return
        before = self.book.file.bill_lines
        left = [each for each in before if each.id != line.id]
        self.book.change(
            bill_lines=tuple(replace(each, position=n) for n, each in enumerate(left, start=1))
        )
        self._before = before
        self.book.desk.notify.say(f"已删除“{line.name or '空行'}”", undo=self._undo)

    def _undo(self) -> None:
        self.book.change(bill_lines=self._before)

    def _pasted(self) -> None:
        from PySide6.QtGui import QGuiApplication

        from ui.screens.fund.line_sheet import lines_from_text

        if not self.book.bill_open:
            return
        text = QGuiApplication.clipboard().text()
        made = lines_from_text(text, self.book.file)
        if not made:
            self.book.desk.notify.tell("没有可粘贴的费用行", "每行至少要有项目和金额两列")
            return
        self._before = self.book.file.bill_lines
        self.book.change(bill_lines=(*self._before, *made))
        self.book.desk.notify.say(f"已粘贴 {len(made)} 行", undo=self._undo)

    def go_to(self, place: str) -> bool:
        row = self.model.row_of(place)
        if row >= 0:
            self.table.select(row)
        self.table.setFocus()
        return True

    def first_focus(self) -> QWidget | None:
        return self.table if self.book.file.bill_lines else self.add_button


def approved(line: BillLine) -> BillLine:
    """The line approved in full."""
    return replace(
        line, decided=True, rescue=True, approved=line.amount, reduced=ZERO, reduction_code=""
    )


def undecided(line: BillLine) -> BillLine:
    """The line without a decision."""
    return replace(line, decided=False, approved=ZERO, reduced=ZERO, reduction_code="")


def _kind(line: BillLine) -> RowKind:
    return RowKind.TOTAL if line.id == _TOTAL else RowKind.RECORD


def _role(line: BillLine) -> str:
    return "tableStrong" if line.id == _TOTAL else "table"


def _when(line: BillLine) -> Text | None:
    if line.served_at is None:
        return None
    return Text(f"{local_moment(line.served_at):%m-%d %H:%M}", fixed=True)


def _approved(line: BillLine) -> Sum | None:
    return Sum(format_money(line.approved), role=_role(line)) if line.decided else None
