"""What was read from a hospital's list, before it is taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.bill_lines import TWICE, same_lines
from mediation_app.domain.files import FundFile
from mediation_app.domain.fund import BillLine
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from mediation_app.messages import text_of_reason
from ui.dialogs.sheet import Sheet
from ui.models.cells import Column, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.screens.fund.bill_table import MOST, quantity, when
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label
from ui.widgets.fields import CheckField
from ui.widgets.table import RecordTable
from ui.widgets.tabs import Segments

if TYPE_CHECKING:
    from mediation_app.domain.fund_rules import FundRules
    from mediation_app.services.bills import BillSheet, SheetProblem

_NAMES = {
    "day": "日期", "time": "时间", "code": "编码", "name": "项目", "spec": "规格", "price": "单价",
    "quantity": "数量", "amount": "金额", "class": "医保类别",
}  # fmt: skip


class BillPreview(Sheet):
    """``taken(lines, replace_all)``: the lines to take over, and whether the present ones go."""

    taken = Signal(object, bool)

    def __init__(self, file: FundFile, sheet: BillSheet, rules: FundRules) -> None:
        from mediation_app.services.bills import bill_lines

        super().__init__("导入费用清单" if sheet.name else "粘贴费用清单", width=776)
        self._file, self._sheet = file, sheet
        self.lines = bill_lines(file.application, rules, sheet.lines)
        self._rows_of = {line.id: read for line, read in zip(self.lines, sheet.lines, strict=True)}
        self._twice = same_lines(self.lines)
        self.checks = Label("", role="table", tone="text2", wrap=True)
        self.trouble = Label("", self, role="table", tone="warn", wrap=True)
        self.model: RecordTableModel[BillLine] = RecordTableModel(
            self._columns(), key=lambda line: line.id, cap=MOST
        )
        self.table = RecordTable(self.model, "读到的费用", row=30, edge=8, head=28)
        self.model.setParent(self.table)
        self.model.set_rows(self.lines)
        self.problems: RecordTableModel[SheetProblem] = RecordTableModel(
            [
                Column(key="row", header="行", width=48,
                       cell=lambda one: Text(str(one.row), tone="text3", fixed=True)),
                Column(key="text", header="内容", min_width=160, cell=lambda one: Text(one.text)),
                Column(key="why", header="原因", width=300,
                       cell=lambda one: Text(text_of_reason(one.why), tone="warn")),
            ],
            cap=MOST,
        )  # fmt: skip
        self.bad = RecordTable(self.problems, "没有读入的行", row=30, edge=8, head=28)
        self.problems.setParent(self.bad)
        self.problems.set_rows(sheet.problems)
        good = f"读到 {len(self.lines)} 行"
        self.choice = Segments(
            "看哪些行", [("good", good), ("bad", f"未读入 {len(sheet.problems)} 行")]
        )
        self.choice.chosen.connect(self._chosen)
        self.choice.setVisible(bool(sheet.problems))
        self.replacing = CheckField(f"替换已有的 {len(file.bill_lines)} 行，不打勾则加在后面")
        self.replacing.setParent(self)
        self.replacing.setVisible(bool(file.bill_lines))
        for each in (self.checks, self.trouble, self.replacing, self.choice, self.table, self.bad):
            self.body.addWidget(each)
        self.bad.hide()
        self.add_button(Button("取消", on_click=self.escape))
        take = Button(f"加入 {len(self.lines)} 行", kind="primary", on_click=self._take)
        take.setEnabled(bool(self.lines))
        self.take_button = self.add_button(take, default=True)
        self._tell()
        follow_look(self._relook_tables)

    def _relook_tables(self) -> None:
        for table in (self.table, self.bad):
            table.setFixedHeight(look().px(272))

    def _columns(self) -> list[Column[BillLine]]:
        return [
            Column(key="row", header="行", width=44, give_way=3,
                   cell=lambda line: Text(str(self._rows_of[line.id].row), tone="text3", fixed=True)),
            Column(key="when", header="发生时间", width=88, give_way=1, cell=when),
            Column(key="code", header="编码", width=96, give_way=2,
                   cell=lambda line: Text(line.code, tone="text3") if line.code else None),
            Column(key="name", header="项目", min_width=120,
                   cell=lambda line: Text(line.name, tone="text")),
            Column(key="price", header="单价", width=80, right=True, give_way=4,
                   cell=lambda line: Sum(format_money(line.unit_price))
                   if line.unit_price else None),
            Column(key="quantity", header="数量", width=56, right=True, give_way=4, cell=quantity),
            Column(key="amount", header="金额（元）", width=92, right=True,
                   cell=lambda line: Sum(format_money(line.amount))),
            Column(key="gap", header="", width=8, cell=lambda line: None),
            Column(key="note", header="核对", width=136, cell=self._note),
        ]  # fmt: skip

    def _note(self, line: BillLine) -> Text | None:
        if line.id in self._twice:
            known = self._twice[line.id]
            return Text(f"{TWICE} 同第 {self._rows_of[known.id].row} 行", tone="warn")
        if self._rows_of[line.id].doubts:
            return Text("单价×数量不符", tone="warn")
        return Text("超时限", tone="warn") if not line.in_window else None

    # --- what is said -------------------------------------------------------------------------

    def _tell(self) -> None:
        sheet, application = self._sheet, self._file.application
        amount = sheet.amount
        source = f"{sheet.name}：" if sheet.name else ""
        self.text_label.setText(f"{source}{len(self.lines)} 行，合计 {format_money(amount)} 元")
        self.text_label.show()
        parts = []
        if sheet.titles:
            named = [f"{_NAMES[key]}＝{title}" for key, title in sheet.titles.items()]
            parts.append("列：" + "、".join(named))
        if sheet.refunded:
            parts.append(f"{sheet.refunded} 笔退费已与原收费相抵")
        if sheet.total is not None and sheet.total == amount:
            parts.append(f"与清单写明的合计 {format_money(sheet.total)} 元一致")
        self.checks.setText("。".join(parts))
        self.checks.setVisible(bool(parts))
        words = []
        if sheet.total is not None and sheet.total != amount:
            off = format_money(abs(sheet.total - amount))
            words.append(f"清单写明合计 {format_money(sheet.total)} 元，与读到的相差 {off} 元")
        if application.claimed > ZERO and amount < application.claimed:
            words.append(f"合计少于申请金额 {format_money(application.claimed)} 元")
        if self._twice:
            words.append(f"{len(self._twice)} 行与前面的行完全相同，可能重复收费（{TWICE}）")
        late = sum(1 for line in self.lines if not line.in_window)
        if late:
            words.append(f"{late} 行在抢救时限之后，须有医疗机构的书面说明")
        if sheet.problems:
            words.append(f"{len(sheet.problems)} 行没有读入")
        self.trouble.setText("。".join(words))
        self.trouble.setVisible(bool(words))

    def _chosen(self, key: str) -> None:
        self.table.setVisible(key == "good")
        self.bad.setVisible(key == "bad")

    def first_focus(self) -> QWidget | None:
        return self.take_button

    def _take(self) -> None:
        lines, away = self.lines, bool(self.replacing.value()) and self.replacing.isVisible()
        self.close_sheet()
        self.taken.emit(lines, away)
