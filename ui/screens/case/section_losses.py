"""Losses with their formulas, money already paid, and who bears what."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Loss, Prepaid
from mediation_app.domain.parties import PartyRole
from ui.layout import LayoutMode, Width
from ui.models.record_table import RecordTableModel
from ui.screen import Key
from ui.screens.case import wording
from ui.screens.case.book import CaseBook
from ui.screens.case.loss_choosers import LossChoosers
from ui.screens.case.loss_rows import COLUMNS, LossRow, rows_of
from ui.screens.case.loss_sheets import LossSheet, PrepaidSheet
from ui.screens.case.sections import Section
from ui.screens.case.sums_panel import SumsPanel
from ui.screens.case.view import CaseView
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label
from ui.widgets.empty_state import EmptyState
from ui.widgets.table import RecordTable


class LossesSection(Section):
    """Enter changes a row, Insert adds one, Delete takes it away, E opens its explanation."""

    def __init__(self, book: CaseBook) -> None:
        super().__init__(book)
        self._opened: frozenset[str] = frozenset()
        self._wide = True
        self._add_button = Button("加一项", kind="quiet", icon="plus", on_click=self.add_loss)
        self._paid_button = Button(
            "登记已付款", kind="quiet", icon="wallet", on_click=self.add_paid
        )
        head = QFrame()
        self._head = QHBoxLayout(head)
        # The choosers of the reckoning (standards, shares) stand here: ``head_tools.addWidget``.
        self.head_tools = QHBoxLayout()
        self._head.addWidget(Label("损失与计算", role="section"))
        self._head.addLayout(self.head_tools)
        self._head.addStretch(1)
        for button in (self._paid_button, self._add_button):
            self._head.addWidget(button)
        self.model: RecordTableModel[LossRow] = RecordTableModel(
            COLUMNS, self, key=_key, kind=_kind
        )
        self.table = RecordTable(self.model, "损失项目", row=34, group=28)
        self.table.setProperty("keepsBar", True)
        self.table.opened.connect(self._open)
        self.table.installEventFilter(self)
        self._add_button.installEventFilter(self)  # Insert works on the empty section too
        self._empty = EmptyState(
            "还没有损失项目",
            "登记医疗费、误工费等，每一项写明算式和依据，自动分到交强险、商业险和责任人。",
            sign="plus",
            others=(("加一项", "plus", self.add_loss),),
            keys=(("Insert", "加一项"),),
        )
        self.sums = SumsPanel(self)  # never without a parent: it would become a window
        self.sums.hide()
        self.choosers = LossChoosers(book, self.sums, self.show_live, self)
        self.head_tools.addWidget(self.choosers)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(head)
        self._column.addWidget(self._empty, 1)
        self._column.addWidget(self.table, 3)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._head.setContentsMargins(px(24), px(10), px(16), px(10))
        self._head.setSpacing(px(12))
        self.head_tools.setSpacing(px(8))

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._wide = mode.width is Width.WIDE
        if self._wide:
            if self._column.indexOf(self.sums) >= 0:
                self._column.removeWidget(self.sums)
                self.sums.hide()
        elif self._column.indexOf(self.sums) < 0:
            self._column.addWidget(self.sums, 2)
            self.sums.show()

    def side(self) -> QWidget | None:
        return self.sums if self._wide else None

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("↑ ↓", "选择"),
            Key("Enter", "改"),
            Key("Insert", "加一项"),
            Key("E", "展开计算"),
            Key("Delete", "移除"),
        )

    def first_focus(self) -> QWidget | None:
        return self.table if self.book.is_loaded and self.book.file.losses else self._add_button

    # --- showing ------------------------------------------------------------------------------

    def show_case(self, view: CaseView) -> None:
        file = self.book.file
        rows = rows_of(file, view, self._opened)
        if tuple(rows) != self.model.records():
            current = self.table.current_record()
            self.model.set_rows(rows)
            at = self.model.row_of(current.key) if current is not None else -1
            if at < 0:
                at = next((n for n, row in enumerate(rows) if row.loss or row.prepaid), -1)
            if at >= 0:
                self.table.select(at)
        filled = bool(file.losses or file.prepaid)
        self.table.setVisible(filled)
        self._empty.setVisible(not filled)
        if not self._wide:
            self.sums.setVisible(filled)
        can = self.book.can_edit and file.case.effective_on is None
        self._add_button.setVisible(can)
        self._paid_button.setVisible(can)
        self.choosers.show_case(view)
        self.sums.show_result(view, file)

    def show_live(self, view: CaseView) -> None:
        """Show a reckoning that is only tried (a share being dragged, a sum being typed)."""
        self.sums.show_result(view, view.file)

    # --- acts ---------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self._add_button
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Insert
        ):
            self.add_loss()
            return True
        if watched is self.table and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            acts = {
                Qt.Key.Key_Insert: self.add_loss,
                Qt.Key.Key_Delete: self._remove_current,
                Qt.Key.Key_E: self._toggle,
            }
            act = acts.get(Qt.Key(event.key()))
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if act is not None and plain:
                act()
                return True
        return super().eventFilter(watched, event)

    def _toggle(self) -> None:
        row = self.table.current_record()
        if row is not None and row.loss is not None and self.book.view is not None:
            self._opened = self._opened ^ {row.loss.id}
            self.show_case(self.book.view)

    def _can(self) -> bool:
        if not self.book.can_edit:
            return False
        if self.book.file.case.effective_on is not None:
            self.book.desk.notify.tell("协议已生效", "损失和已付款不再改动，另行协商须重新调解。")
            return False
        return True

    def _victims(self) -> list[tuple[str, str]]:
        file = self.book.file
        hurt = {injury.party_id for injury in file.injuries}
        losers = {loss.party_id for loss in file.losses}
        found = [
            p
            for p in file.parties
            if p.is_a(PartyRole.VICTIM, PartyRole.OWNER, PartyRole.DRIVER, PartyRole.RIDER)
            or p.id in hurt | losers
        ]
        found.sort(key=lambda p: (p.id not in losers, not p.is_a(PartyRole.VICTIM)))
        return [(p.id, wording.display_name(p)) for p in found]

    def add_loss(self) -> None:
        """A new item."""
        if not self._can() or self.book.view is None:
            return
        file, victims = self.book.file, self._victims()
        if not victims:
            self.book.desk.notify.tell("还没有受害人", "先在当事人里登记受害人。")
            return
        loss = Loss(
            id=new_id(),
            case_id=file.case.id,
            party_id=victims[0][0],
            position=max((x.position for x in file.losses), default=0) + 1,
        )
        self._open_loss(loss, fresh="加入")

    def add_paid(self) -> None:
        """A payment that was made already."""
        if not self._can():
            return
        victims = self._victims()
        if not victims:
            self.book.desk.notify.tell("还没有受害人", "先在当事人里登记受害人。")
            return
        paid = Prepaid(id=new_id(), case_id=self.book.case_id, payer_id="", victim_id=victims[0][0])
        self._open_paid(paid, fresh="登记")

    def _open(self, row: LossRow) -> None:
        if not self._can():
            return
        if row.loss is not None:
            self._open_loss(row.loss)
        elif row.prepaid is not None:
            self._open_paid(row.prepaid)

    def _open_loss(self, loss: Loss, *, fresh: str = "") -> None:
        view = self.book.view
        if view is None:
            return
        sheet = LossSheet(loss, self._victims(), view.around.items or {}, fresh=fresh)
        sheet.kept.connect(self._keep)
        sheet.removed.connect(self._remove)
        self.book.desk.notify.sheet.emit(sheet)

    def _open_paid(self, paid: Prepaid, *, fresh: str = "") -> None:
        payers = [(p.id, wording.display_name(p)) for p in self.book.file.parties]
        sheet = PrepaidSheet(paid, payers, self._victims(), fresh=fresh)
        sheet.kept.connect(self._keep)
        sheet.removed.connect(self._remove)
        self.book.desk.notify.sheet.emit(sheet)

    def _keep(self, record: Any) -> None:
        part = "losses" if isinstance(record, Loss) else "prepaid"
        rows = getattr(self.book.file, part)
        known = any(row.id == record.id for row in rows)
        new = tuple(record if row.id == record.id else row for row in rows)
        self._edit(part, new if known else (*rows, record), record.id)

    def _remove_current(self) -> None:
        row = self.table.current_record()
        if row is not None and (row.loss or row.prepaid) and self._can():
            self._remove(row.loss or row.prepaid)

    def _remove(self, record: Any) -> None:
        part = "losses" if isinstance(record, Loss) else "prepaid"
        rows = getattr(self.book.file, part)
        self._edit(part, tuple(row for row in rows if row.id != record.id), "")
        word = "损失项目" if part == "losses" else "已付款"
        self.book.desk.notify.say(f"一项{word}已移除", undo=partial(self._put_back, part, record))

    def _put_back(self, part: str, record: Any) -> None:
        again = replace(record, id=new_id(), version=0)
        self._edit(part, (*getattr(self.book.file, part), again), again.id)

    def _edit(self, part: str, rows: tuple[Any, ...], select: str) -> None:
        changed: dict[str, Any] = {part: rows}
        self.book.edit(replace(self.book.file, **changed))
        self.book.save()
        if self.book.view is not None:
            self.show_case(self.book.view)
        at = self.model.row_of(select) if select else -1
        if at >= 0:
            self.table.select(at)
        self.table.setFocus()

    def go_to(self, place: tuple[str, ...]) -> bool:
        if self.choosers.go_to(place):
            return True
        key = next((part for part in place if self.model.row_of(part) >= 0), "")
        if key:
            self.table.select(self.model.row_of(key))
        self.table.setFocus()
        return bool(key)


def _key(row: LossRow) -> str:
    return row.key


def _kind(row: LossRow) -> Any:
    return row.kind
