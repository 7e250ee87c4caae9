"""冲正: a wrong entry of the book is balanced by its opposite; nothing is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.fund import LedgerEntry
from mediation_app.domain.money import format_money
from mediation_app.errors import AppError
from mediation_app.messages import text_of
from mediation_app.services.base import Outcome
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.session import Session
from ui.widgets.basics import Button, Label
from ui.widgets.fields import TextField
from ui.widgets.form import Form

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor


class ReverseSheet(Sheet):
    """``reversed`` when the opposite entry is in the book."""

    reversed = Signal()

    def __init__(self, desk: Desk, session: Session, entry: LedgerEntry) -> None:
        about = (
            f"{entry.booked_on} {entry.kind.label} {format_money(entry.amount)} 元，{entry.note}。"
            "冲正在今天记相反的一笔，原来的一笔保留"
        )
        super().__init__("冲正台账", about, width=560)
        self._desk, self._session, self._entry = desk, session, entry
        self.form = Form(most_columns=1)
        self.form.add("note", "原因", TextField(lines=2), required=True)
        self.form.changed.connect(self._changed)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.form)
        self.body.addWidget(self.trouble)
        self.add_button(Button("取消", on_click=self.escape))
        verb = f"冲正 {format_money(entry.amount)} 元"
        self.add_button(Button(verb, kind="primary", on_click=self._reverse), default=True)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["note"].field
        return field

    def _changed(self, _key: str) -> None:
        self.form.set_errors({})
        self.trouble.hide()

    def _reverse(self) -> None:
        note = str(self.form.values()["note"] or "").strip()
        if not note:
            self.form.set_errors({"note": "原因未填写"})
            self.form.focus("note")
            return
        key = self._entry.id

        def work(bench: Workbench, me: Actor) -> Outcome[LedgerEntry]:
            return bench.ledger.reverse(me, key, note)

        self._desk.tasks.write(self, self._session.job(work), done=self._done, failed=self._refused)

    def _done(self, outcome: Outcome[LedgerEntry]) -> None:
        self._desk.bus.publish(outcome.changes, self)
        self._desk.notify.say("已冲正")
        self.reversed.emit()
        self.close_sheet()

    def _refused(self, error: AppError) -> None:
        self.trouble.setText(text_of(error))
        self.trouble.show()
