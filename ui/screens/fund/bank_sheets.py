"""Small dialogs of the reconciliation: a remark, income from a line, whose repayment a line is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.fund import LedgerKind
from mediation_app.domain.fund_book import BankLine
from mediation_app.domain.money import format_money
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from mediation_app.services.bank_lists import Debt
from mediation_app.services.base import Outcome
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.models.cells import TwoLines
from ui.models.row_list import Row, RowListModel
from ui.session import Session
from ui.widgets.basics import Button, Label
from ui.widgets.fields import ComboField, LineField, TextField
from ui.widgets.form import Form
from ui.widgets.table import RecordList

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

Write = Callable[["Workbench", "Actor", str], "Outcome[object]"]
_KINDS = (
    LedgerKind.INTEREST,
    LedgerKind.PREMIUM,
    LedgerKind.FISCAL,
    LedgerKind.FINES,
    LedgerKind.DONATION,
    LedgerKind.OTHER,
)


class _Writing(Sheet):
    """A form that is written; ``written`` afterwards, the trouble stands in the sheet."""

    written = Signal()
    said = ""

    def __init__(self, title: str, text: str, desk: Desk, session: Session) -> None:
        super().__init__(title, text, width=560)
        self._desk, self._session = desk, session
        self.form = Form(most_columns=1)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.form.changed.connect(self._changed)
        self.body.addWidget(self.form)
        self.body.addWidget(self.trouble)
        self.add_button(Button("取消", on_click=self.escape))

    def first_focus(self) -> QWidget | None:
        field: QWidget = next(iter(self.form.rows.values())).field
        return field

    def _changed(self, _key: str) -> None:
        self.form.set_errors({})
        self.trouble.hide()

    def _send(self, work: Callable[[Workbench, Actor], Outcome[object]]) -> None:
        self._desk.tasks.write(self, self._session.job(work), done=self._done, failed=self._refused)

    def _done(self, outcome: Outcome[object]) -> None:
        self._desk.bus.publish(outcome.changes, self)
        self._desk.notify.say(self.said)
        self.written.emit()
        self.close_sheet()

    def _refused(self, error: AppError) -> None:
        self.trouble.setText(text_of(error))
        self.trouble.show()


class RemarkSheet(_Writing):
    """Why one side does not have it (未达账项)."""

    said = "已写说明"

    def __init__(
        self, desk: Desk, session: Session, title: str, about: str, note: str, write: Write
    ) -> None:
        super().__init__(title, about, desk, session)
        self._write = write
        self.form.add("note", "说明", TextField(lines=3), required=True)
        self.form.set_values({"note": note})
        self.add_button(Button("保存说明", kind="primary", on_click=self._save), default=True)

    def _save(self) -> None:
        note = str(self.form.values()["note"] or "").strip()
        if not note:
            self.form.set_errors({"note": "说明未填写"})
            self.form.focus("note")
            return
        write = self._write

        def work(bench: Workbench, me: Actor) -> Outcome[object]:
            return write(bench, me, note)

        self._send(work)


class IncomeSheet(_Writing):
    """An incoming line becomes income of the book, with the bank's day, sum and serial."""

    said = "已记入台账并对上"

    def __init__(self, desk: Desk, session: Session, line: BankLine) -> None:
        about = (
            f"{line.booked_on} {line.counterparty or line.summary}，"
            f"{format_money(line.amount)} 元，流水号 {line.bank_serial or '无'}"
        )
        super().__init__("记为收入", about, desk, session)
        self._line = line
        choices = [(kind, kind.label) for kind in _KINDS]
        self.form.add("kind", "科目", ComboField(choices=choices), required=True)
        self.form.add("note", "摘要", LineField(), required=True)
        self.form.set_values({"note": line.summary or line.counterparty})
        verb = f"记入 {format_money(line.amount)} 元"
        self.add_button(Button(verb, kind="primary", on_click=self._book), default=True)

    def _book(self) -> None:
        values = self.form.values()
        missing = {
            key: f"{self.form.rows[key].label.text()}未填写"
            for key in ("kind", "note")
            if not values[key]
        }
        if missing:
            self.form.set_errors(missing)
            self.form.focus(next(iter(missing)))
            return
        key = self._line.id

        def work(bench: Workbench, me: Actor) -> Outcome[object]:
            found = bench.statements.book_line(me, key, values["kind"], values["note"])
            return Outcome(found.value, found.changes)

        self._send(work)


class DebtsSheet(Sheet):
    """Whose repayment an incoming line may be; ``chosen`` opens that recovery."""

    chosen = Signal(object)

    def __init__(self, line: BankLine, debts: tuple[Debt, ...]) -> None:
        about = f"{line.booked_on} {line.counterparty}，{format_money(line.amount)} 元"
        super().__init__("登记还款", about, width=560)
        self.list: RowListModel[Debt] = RowListModel()
        self.rows = RecordList(self.list, "可能的追偿和退款", row=52)
        self.list.setParent(self.rows)
        self.list.set_list(
            [
                Row(
                    TwoLines(
                        debt.debtor,
                        f"{'多付退款' if debt.place == 'refunds' else '追偿'} {debt.number}",
                        right=f"未收回 {format_money(debt.outstanding)} 元",
                    ),
                    debt,
                    key=debt.subject_id,
                )
                for debt in debts
            ]
        )
        self.rows.select(0)
        self.rows.opened.connect(self._take)
        words = (
            "到所属申请中登记收款，登记后自动对上"
            if debts
            else "没有同名的追偿或退款，在追偿列表中查找"
        )
        self.body.addWidget(Label(words, role="table", tone="text2", wrap=True))
        self.body.addWidget(self.rows)
        self.rows.setVisible(bool(debts))
        self.add_button(Button("取消", on_click=self.escape))
        verb = "去登记" if debts else "打开追偿列表"
        self.add_button(Button(verb, kind="primary", on_click=self._open), default=True)

    def first_focus(self) -> QWidget | None:
        return self.rows if self.rows.isVisibleTo(self) else self.default

    def _open(self) -> None:
        self._take(self.rows.current_thing() if self.rows.isVisibleTo(self) else None)

    def _take(self, debt: Debt | None) -> None:
        self.close_sheet()
        self.chosen.emit(debt)
