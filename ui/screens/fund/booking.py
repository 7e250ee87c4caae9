"""登记收入: the cashier's entry in the fund's book; the first one is the opening balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.clock import today
from mediation_app.domain.fund import LedgerEntry, LedgerKind
from mediation_app.errors import AppError, InvalidInput
from mediation_app.messages import text_of
from mediation_app.services.base import Outcome
from ui.desk import Desk
from ui.dialogs.sheet import Sheet
from ui.session import Session
from ui.widgets.basics import Button, Label
from ui.widgets.fields import ComboField, DateField, LineField, MoneyField
from ui.widgets.form import Form

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

_KINDS = (
    LedgerKind.PREMIUM,
    LedgerKind.FISCAL,
    LedgerKind.FINES,
    LedgerKind.INTEREST,
    LedgerKind.DONATION,
    LedgerKind.OTHER,
)


class BookingSheet(Sheet):
    """``booked`` when the entry is in the book."""

    booked = Signal()

    def __init__(self, desk: Desk, session: Session, *, first: bool) -> None:
        title = "登记期初余额" if first else "登记收入"
        super().__init__(title, "台账只增不改，记错用相反的一笔冲销", width=560)
        self._desk, self._session, self._first = desk, session, first
        self.form = Form(most_columns=1)
        if not first:
            self.form.add(
                "kind", "科目", ComboField(choices=[(k, k.label) for k in _KINDS]), required=True
            )
        self.form.add("amount", "金额", MoneyField(), required=True, note="元")
        self.form.add("booked_on", "入账日期", DateField(), required=True)
        if not first:
            self.form.add("note", "摘要", LineField(), required=True)
            self.form.add("bank_serial", "银行流水号", LineField())
        self.form.set_values({"booked_on": today(desk.clock)})
        self.form.changed.connect(self._changed)
        self.body.addWidget(self.form)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button(title, kind="primary", on_click=self._book), default=True)

    def first_focus(self) -> QWidget | None:
        field: QWidget = next(iter(self.form.rows.values())).field
        return field

    def _changed(self, _key: str) -> None:
        self.form.set_errors({})

    def _book(self) -> None:
        values = self.form.values()
        missing: dict[str, str] = {
            key: f"{self.form.rows[key].label.text()}未填写"
            for key in ("kind", "amount", "booked_on", "note")
            if key in self.form.rows and values[key] in (None, "")
        }
        if missing:
            self.form.set_errors(missing)
            self.form.focus(next(iter(missing)))
            return
        first = self._first

        def work(bench: Workbench, me: Actor) -> Outcome[LedgerEntry]:
            if first:
                return bench.ledger.opening(me, values["amount"], values["booked_on"])
            return bench.ledger.book(
                me, values["kind"], values["amount"], values["booked_on"],
                note=values["note"], bank_serial=values["bank_serial"],
            )  # fmt: skip

        self._desk.tasks.write(self, self._session.job(work), done=self._done, failed=self._refused)

    def _done(self, outcome: Outcome[LedgerEntry]) -> None:
        self._desk.bus.publish(outcome.changes, self)
        entry = outcome.value
        if entry.happened_on is not None:
            month = f"{entry.happened_on:%Y-%m}"
            self._desk.notify.say(f"{month} 已结账，记入 {entry.booked_on} 的台账")
        else:
            self._desk.notify.say("已记入台账")
        self.booked.emit()
        self.close_sheet()

    def _refused(self, error: AppError) -> None:
        if isinstance(error, InvalidInput) and error.field in self.form.rows:
            self.form.set_errors({error.field: text_of(error)})
            self.form.focus(error.field)
            return
        self.trouble.setText(text_of(error))
        self.trouble.show()
