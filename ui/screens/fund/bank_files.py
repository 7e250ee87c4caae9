"""已导入的对账单: what was taken in, and withdrawing one that was taken in by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.fund_book import BankStatement
from mediation_app.domain.money import format_money
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from mediation_app.services.base import Outcome
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.models.cells import Column, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.session import Session
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor


class StatementsSheet(Sheet):
    """``withdrawn`` when a statement was taken back."""

    withdrawn = Signal()

    def __init__(
        self, desk: Desk, session: Session, found: tuple[BankStatement, ...], *, may: bool
    ) -> None:
        words = f"{len(found)} 份" if found else "没有导入对账单"
        super().__init__("已导入的对账单", words, width=776)
        self._desk, self._session = desk, session
        self.model: RecordTableModel[BankStatement] = RecordTableModel(
            _columns(), key=lambda one: one.id
        )
        self.table = RecordTable(self.model, "对账单", row=34, edge=8, head=28)
        self.model.setParent(self.table)
        self.model.set_rows(found)
        self.table.select(0)
        self.table.current_changed.connect(self._chosen)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.table)
        self.body.addWidget(self.trouble)
        self.back_button = Button("撤回对账单", icon="undo-2", on_click=self._ask)
        self.back_button.setParent(self)
        self.back_button.setVisible(may and bool(found))
        self.add_left(self.back_button)
        self.add_button(Button("关闭", kind="primary", on_click=self.escape), default=True)
        follow_look(self._relook_table)

    def _relook_table(self) -> None:
        self.table.setFixedHeight(look().px(238))

    def first_focus(self) -> QWidget | None:
        return self.table if self.model.rowCount() else self.default

    def _chosen(self, _one: object) -> None:
        self.trouble.hide()

    def _ask(self) -> None:
        one: BankStatement | None = self.table.current_record()
        if one is not None:
            self._desk.notify.ask(
                "撤回对账单",
                f"{one.file_name} 的 {one.lines} 笔交易和它们的对账一并撤回，可以重新导入。",
                "撤回",
                self._withdraw,
                danger=True,
            )

    def _withdraw(self) -> None:
        one: BankStatement | None = self.table.current_record()
        if one is None:
            return
        key = one.id

        def work(bench: Workbench, me: Actor) -> Outcome[BankStatement]:
            return bench.statements.take_back(me, key)

        self._desk.tasks.write(self, self._session.job(work), done=self._done, failed=self._refused)

    def _done(self, outcome: Outcome[BankStatement]) -> None:
        self._desk.bus.publish(outcome.changes, self)
        self._desk.notify.say(f"已撤回 {outcome.value.file_name}")
        self.withdrawn.emit()
        self.close_sheet()

    def _refused(self, error: AppError) -> None:
        self.trouble.setText(text_of(error))
        self.trouble.show()


def _columns() -> list[Column[BankStatement]]:
    return [
        Column(key="span", header="起止日期", width=188,
               cell=lambda one: Text(f"{one.since}—{one.until}", tone="text", fixed=True)),
        Column(key="file", header="文件", min_width=140,
               cell=lambda one: Text(one.file_name)),
        Column(key="lines", header="笔数", width=56, right=True,
               cell=lambda one: Sum(str(one.lines))),
        Column(key="closing", header="期末余额（元）", width=128, right=True, give_way=1,
               cell=lambda one: Sum(format_money(one.closing))
               if one.closing is not None else None),
        Column(key="gap", header="", width=16, cell=lambda one: None),
        Column(key="on", header="导入日期", width=88, give_way=2,
               cell=lambda one: Text(str(one.imported_on), fixed=True)),
    ]  # fmt: skip
