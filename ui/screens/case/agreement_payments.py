"""The agreed payments of the agreement: table, changing, registering what was paid."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mediation_app.domain.agreements import Instalment
from mediation_app.domain.checks.base import own_instalments
from mediation_app.domain.ids import new_id
from ui.models.record_table import RecordTableModel
from ui.screens.case import wording
from ui.screens.case.agreement_rows import COLUMNS, PayRow, payment_rows
from ui.screens.case.agreement_sheets import InstalmentSheet
from ui.screens.case.book import CaseBook
from ui.screens.case.take_step import left_of, open_step
from ui.screens.case.view import CaseView
from ui.theme import follow_look, look
from ui.widgets.basics import Button
from ui.widgets.form import GroupHeading
from ui.widgets.table import RecordTable


class PaymentsPart(QWidget):
    """Enter changes a row (or registers its payment once signed), Insert adds, Delete removes."""

    def __init__(self, book: CaseBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self._problems: dict[str, str] = {}
        self.model: RecordTableModel[PayRow] = RecordTableModel(COLUMNS, self, key=_key, kind=_kind)
        self.table = RecordTable(self.model, "履行款项", row=40, edge=8)
        self.table.setProperty("keepsBar", True)
        self.table.opened.connect(self._open_payment)
        self.table.installEventFilter(self)
        self._add = Button("加一笔", kind="quiet", icon="plus", on_click=self.add)
        self._pay = Button("登记履行", icon="hand-coins", on_click=self.record)
        head = QHBoxLayout()
        head.addWidget(GroupHeading("履行款项"), 1)
        head.addWidget(self._pay)
        head.addWidget(self._add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(head)
        self._column.addWidget(self.table)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._column.setSpacing(px(10))
        self.table.setFixedHeight(px(34 + 40 * max(1, self.model.rowCount())) + 2)

    def show_rows(self, view: CaseView, problems: dict[str, str]) -> None:
        """Show the payments; ``problems`` by instalment."""
        file = self.book.file
        self._problems = problems
        rows = payment_rows(file, problems)
        if tuple(rows) != self.model.records():
            current = self.table.current_record()
            self.model.set_rows(rows)
            at = self.model.row_of(current.key) if current is not None else 0
            if rows:
                self.table.select(max(at, 0))
        self._relook()
        self._add.setVisible(self._fluid())
        events = {offer.step.event for offer in view.offers}
        owed = any(left_of(file, i.id) > 0 for i in own_instalments(file))
        self._pay.setVisible(bool(events & {"perform_part", "perform_full"}) and owed)

    def focus_on(self, key: str) -> None:
        """Select a payment and put the focus into the table."""
        at = self.model.row_of(key) if key else 0
        if at >= 0:
            self.table.select(at)
        self.table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Insert:
                self.add()
                return True
            if event.key() == Qt.Key.Key_Delete:
                current = self.table.current_record()
                if current is not None and current.instalment is not None and self._fluid():
                    self._remove_payment(current.instalment)
                return True
        return super().eventFilter(watched, event)

    def _fluid(self) -> bool:
        agreement = self.book.file.agreement
        return self.book.can_edit and agreement is not None and agreement.effective_on is None

    def add(self) -> None:
        """A further agreed payment."""
        agreement = self.book.file.agreement
        if agreement is None or not self._fluid():
            return
        number = len(own_instalments(self.book.file)) + 1
        blank = Instalment(
            id=new_id(), case_id=self.book.case_id, agreement_id=agreement.id, position=number
        )
        self._payment_sheet(blank, fresh="加入")

    def _open_payment(self, row_: PayRow) -> None:
        if row_.instalment is not None and self._fluid():
            self._payment_sheet(row_.instalment)
        elif row_.instalment is not None:
            self.record(row_.instalment.id)

    def _payment_sheet(self, instalment: Instalment, *, fresh: str = "") -> None:
        file = self.book.file
        people = [(p.id, wording.display_name(p)) for p in file.parties]
        sheet = InstalmentSheet(instalment, file, people, fresh=fresh)
        sheet.kept.connect(self._keep_payment)
        sheet.removed.connect(self._remove_payment)
        self.book.desk.notify.sheet.emit(sheet)

    def _keep_payment(self, instalment: Instalment) -> None:
        rows = self.book.file.instalments
        known = any(i.id == instalment.id for i in rows)
        new = tuple(instalment if i.id == instalment.id else i for i in rows)
        self._set_payments(new if known else (*rows, instalment))

    def _remove_payment(self, instalment: Instalment) -> None:
        rows = self.book.file.instalments
        self._set_payments(tuple(i for i in rows if i.id != instalment.id))
        self.book.desk.notify.say("一笔款项已移除", undo=partial(self._payment_back, instalment))

    def _payment_back(self, instalment: Instalment) -> None:
        again = replace(instalment, id=new_id(), version=0)
        self._set_payments((*self.book.file.instalments, again))

    def _set_payments(self, rows: tuple[Instalment, ...]) -> None:
        self.book.edit(replace(self.book.file, instalments=rows))
        self.book.save()
        if self.book.view is not None:
            self.show_rows(self.book.view, self._problems)
        self.table.setFocus()

    def record(self, instalment_id: object = None) -> None:
        """Register what was paid: of the row named, the row selected, or the first that is owed."""
        current = self.table.current_record()
        key = instalment_id if isinstance(instalment_id, str) else ""
        if not key and current is not None and current.instalment is not None:
            key = current.instalment.id
        file = self.book.file
        owed = [i for i in own_instalments(file) if left_of(file, i.id) > 0]
        chosen = next((i for i in owed if i.id == key), owed[0] if owed else None)
        if chosen is None:
            return
        payee = file.party(chosen.payee_id)
        known: dict[str, object] = {
            "instalment_id": chosen.id,
            "amount": left_of(file, chosen.id),
            "method": chosen.method.value,
            "receiver_name": chosen.account_name or (payee.name if payee else ""),
        }
        open_step(self.book, "perform_part", parent=self, known=known)


def _key(row_: PayRow) -> str:
    return row_.key


def _kind(row_: PayRow) -> Any:
    return row_.kind
