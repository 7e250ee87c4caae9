"""Losses worked like a spreadsheet, money already paid, and who bears what."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from mediation_app.domain.files import CaseFile
from mediation_app.domain.losses import Prepaid
from mediation_app.domain.records import ZERO
from ui.layout import LayoutMode, Width
from ui.models.record_table import RecordTableModel
from ui.screen import Key
from ui.screens.case.book import CaseBook
from ui.screens.case.loss_acts import LossActs, victims_of_case
from ui.screens.case.loss_cells import LossCells
from ui.screens.case.loss_choosers import LossChoosers
from ui.screens.case.loss_live import live_view
from ui.screens.case.loss_names import item_options
from ui.screens.case.loss_paste import read_rows, rows_text
from ui.screens.case.loss_rows import COLUMNS, FRESH, LossRow, hover_hint, rows_of, with_fresh
from ui.screens.case.sections import Section
from ui.screens.case.sums_panel import SumsPanel
from ui.screens.case.view import CaseView
from ui.theme import follow_look, look
from ui.widgets.basics import Button, IconButton, Label
from ui.widgets.empty_state import EmptyState
from ui.widgets.shortcuts import bind
from ui.widgets.table import EditTable

PAPER = "calculation_sheet"
# Where a field of a loss is typed.
_COLUMNS_OF = {
    "item": "item",
    "quantity": "formula",
    "rate": "formula",
    "persons": "formula",
    "percent": "formula",
    "evidence": "formula",
    "formula": "formula",
}
LOCKED = "协议已生效，数额已固定"


class LossesSection(Section):
    """Enter or a figure edits a cell, Insert adds an item in place, Delete removes, E explains."""

    def __init__(self, book: CaseBook) -> None:
        super().__init__(book)
        self._opened: frozenset[str] = frozenset()
        self._fresh: tuple[str, str] | None = None  # victim, and the row it was asked for at
        self._row_victim = ""
        self._wide = True
        self._case_id = ""
        self.acts = LossActs(book, self._changed)
        self.cells = LossCells(
            book,
            can=self._may_edit,
            change=self.acts.change,
            try_out=self._try_out,
            give_up=self._give_up,
        )
        self._build_head()
        self.model: RecordTableModel[LossRow] = RecordTableModel(
            COLUMNS, self, key=_key, kind=_kind, hover_hint=hover_hint
        )
        self.table = EditTable(self.model, "损失项目", self.cells, home="amount")
        self.table.setProperty("keepsBar", True)
        self._empty = EmptyState(
            "还没有损失项目",
            "逐项录入，或从表格软件复制后粘贴。每一项写明算式和依据，自动分到交强险、商业险和责任人。",
            sign="plus",
            others=(("加一项", "plus", self.add_loss),),
            keys=(("Insert", "加一项"), ("Ctrl V", "粘贴表格")),
        )
        self.sums = SumsPanel(self)  # never without a parent: it would become a window
        self.sums.hide()
        self.choosers = LossChoosers(book, self.sums, self.show_live, self)
        self.head_tools.addWidget(self.choosers)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._head_frame)
        self._column.addWidget(self._empty, 1)
        self._column.addWidget(self.table, 2)
        self._connect()
        follow_look(self._relook)

    def _build_head(self) -> None:
        self._add_button = Button("加一项", kind="quiet", icon="plus", on_click=self.add_loss)
        self._print_button = Button("打印计算清单", icon="printer", on_click=self.print_sheet)
        self._more = IconButton("ellipsis", "损失的其他操作", boxed=True, on_click=self.open_menu)
        self._locked = Label(LOCKED, role="table", tone="text2")
        self._head_frame = QFrame()
        self._head = QHBoxLayout(self._head_frame)
        # The choosers of the reckoning (standards, shares) stand here: ``head_tools.addWidget``.
        self.head_tools = QHBoxLayout()
        self._head.addWidget(Label("损失与计算", role="section"))
        self._head.addLayout(self.head_tools)
        self._head.addStretch(1)
        for each in (self._locked, self._add_button, self._print_button, self._more):
            self._head.addWidget(each)

    def _connect(self) -> None:
        table = self.table
        table.opened.connect(self._open)
        table.double_clicked.connect(self._double_clicked)
        table.previewed.connect(self._toggle)
        table.letter_pressed.connect(self._letter)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._open_row_menu)
        table.current_changed.connect(self._row_chosen)
        table.orphaned.connect(self._orphaned)
        table.insert_wanted.connect(self.add_loss)
        table.remove_wanted.connect(self._remove)
        table.copy_wanted.connect(self.copy)
        table.paste_wanted.connect(self.paste)
        table.undo_wanted.connect(self.acts.undo)
        table.redo_wanted.connect(self.acts.redo)
        bind(self, "Insert", self.add_loss)
        bind(self, "Ctrl+V", self.paste)
        bind(self, "Ctrl+P", self.print_sheet)

    def _relook(self) -> None:
        px = look().px
        self._head.setContentsMargins(px(24), px(10), px(16), px(10))
        self._head.setSpacing(px(8))
        self.head_tools.setSpacing(px(8))
        self._fit_head()

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._wide = mode.width is Width.WIDE
        if self._wide:
            if self._column.indexOf(self.sums) >= 0:
                self._column.removeWidget(self.sums)
                self.sums.hide()
        elif self._column.indexOf(self.sums) < 0:
            self._column.addWidget(self.sums, 1)
            self.sums.setVisible(bool(self.model.records()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        """Words give way before the choosers do."""
        for text, short in (("打印计算清单", False), ("打印", False), ("打印", True)):
            self._print_button.setText(text)
            self.choosers.shorten(short=short)
            self._head.invalidate()
            if self._head.sizeHint().width() <= self.width():
                break

    def side(self) -> QWidget | None:
        return self.sums if self._wide else None

    def keys(self) -> tuple[Key, ...]:
        if self.book.is_loaded and not self._may_edit():
            return (
                Key("↑ ↓", "选择"),
                Key("E", "展开计算"),
                Key("Ctrl C", "复制"),
                Key("Ctrl P", "打印清单"),
            )
        return (
            Key("↑ ↓", "选择"),
            Key("Enter", "改"),
            Key("Insert", "加一项"),
            Key("E", "展开计算"),
            Key("Delete", "移除"),
            Key("D", "详细"),
            Key("Ctrl P", "打印清单"),
        )

    def first_focus(self) -> QWidget | None:
        filled = self.book.is_loaded and (self.book.file.losses or self.book.file.prepaid)
        return self.table if filled else self._add_button

    # --- showing ------------------------------------------------------------------------------

    def show_case(self, view: CaseView) -> None:
        file = self.book.file
        if self._case_id != file.case.id:
            self._case_id, self._fresh, self._opened = file.case.id, None, frozenset()
            self.acts.forget()
            self._read_names(view)
        shown = view if view.file is file else live_view(view, file)
        self._show(shown)
        self.choosers.show_case(shown)

    def _read_names(self, view: CaseView) -> None:
        """In a worker: how the names of the items are read, before the first letter is typed."""
        items = view.around.items
        if items:
            self.book.desk.tasks.read(self, partial(item_options, items))

    def _show(self, view: CaseView) -> None:
        file = view.file
        rows = rows_of(file, view, self._opened)
        if self._fresh is not None:
            rows = with_fresh(rows, *self._fresh)
        started = not self.model.records()
        self.model.show_rows(rows)
        if started or not self.table.currentIndex().isValid():
            self.table.select(next((n for n, r in enumerate(rows) if r.loss or r.prepaid), -1))
        filled = bool(rows)
        self.table.setVisible(filled)
        self._empty.setVisible(not filled)
        if not self._wide:
            self.sums.setVisible(filled)
        may, locked = self._may_edit(), file.case.effective_on is not None
        self._add_button.setVisible(may)
        self._more.setVisible(may)
        self._print_button.setVisible(bool(file.losses))
        self._locked.setVisible(locked)
        self.sums.show_result(view, file)
        self._fit_head()

    def show_live(self, view: CaseView) -> None:
        """Show a reckoning that is only tried (a share being dragged, a sum being typed)."""
        self.sums.show_result(view, view.file)

    def _try_out(self, file: CaseFile) -> None:
        """A text that is still being typed: rows and panel follow, nothing is kept."""
        if self.book.view is not None:
            self._show(live_view(self.book.view, file))

    def _changed(self) -> None:
        if self.book.view is not None:
            self.show_case(self.book.view)

    def _give_up(self, shown: bool) -> None:
        """The row whose item was to be chosen goes away, at once or with what comes for it."""
        self._fresh = None
        if not shown:
            return
        self._changed()
        if not self.model.records():
            self._add_button.setFocus()

    # --- acts ---------------------------------------------------------------------------------

    def _may_edit(self) -> bool:
        return self.book.can_edit and self.book.file.case.effective_on is None

    def _can(self) -> bool:
        if self._may_edit():
            return True
        if self.book.is_loaded and self.book.file.case.effective_on is not None:
            self.book.desk.notify.say(f"{LOCKED}，另行协商须重新调解")
        return False

    def _toggle(self, row: Any) -> None:
        if isinstance(row, LossRow) and row.loss is not None:
            self._opened = self._opened ^ {row.loss.id}
            self._changed()

    def _letter(self, letter: str) -> None:
        if letter == "e":
            self._toggle(self.table.current_record())
        elif letter == "d":
            self.open_details()

    def _row_chosen(self, row: Any) -> None:
        """The panel follows to the victim of the row."""
        if isinstance(row, LossRow) and row.victim and row.victim != self._row_victim:
            self._row_victim = row.victim
            self.sums.show_victim(row.victim)

    def _orphaned(self, text: str) -> None:
        self.book.desk.notify.say(f"这一项已被移除，“{text}”没有录入")

    def _double_clicked(self, row: Any, column: str) -> None:
        if column in ("formula", "source") and isinstance(row, LossRow) and row.loss is not None:
            self._toggle(row)
        elif not self.table.begin_at(row.key, column):
            self._open(row)

    def _victim(self) -> str:
        """Whom a new item is for: the victim of the row, else the first one."""
        row = self.table.current_record()
        known = [key for key, _ in victims_of_case(self.book.file)]
        if isinstance(row, LossRow) and row.victim in known:
            return row.victim
        return known[0] if known else ""

    def _may_add(self) -> bool:
        if not self._can() or self.book.view is None:
            return False
        if not victims_of_case(self.book.file):
            self.book.desk.notify.tell("还没有受害人", "先在当事人里登记受害人。")
            return False
        return True

    def add_loss(self) -> None:
        """A new row below the current one; its item is chosen in place."""
        if not self._may_add() or not self.table.finish():
            return
        row = self.table.current_record()
        self._fresh = (self._victim(), row.key if isinstance(row, LossRow) else "")
        self._changed()
        self.table.begin_at(FRESH, "item")

    def add_paid(self) -> None:
        """A payment that was made already."""
        if self._may_add():
            self.acts.open_paid(
                Prepaid(id="", case_id=self.book.case_id, payer_id="", victim_id=self._victim()),
                self._select,
            )

    def _open(self, row: Any) -> None:
        if isinstance(row, LossRow) and (row.loss or row.prepaid) and self._can():
            if row.loss is not None:
                self.acts.open_loss(row.loss, self._select)
            elif row.prepaid is not None:
                self.acts.open_paid(row.prepaid, self._select)

    def open_details(self) -> None:
        """All that can be said of the current row."""
        if self.table.finish():
            self._open(self.table.current_record())

    def _select(self, key: str) -> None:
        row = self.model.row_of(key)
        if row >= 0:
            self.table.select(row)
        self.table.setFocus()

    def _remove(self, rows: Any) -> None:
        chosen = [row.loss or row.prepaid for row in rows if row.loss or row.prepaid]
        if chosen and self._can():
            at = self.table.currentIndex().row()
            self.acts.remove(chosen)
            self.table.select(min(at, self.model.rowCount() - 1))
            self.table.setFocus()

    # --- spreadsheets and paper ---------------------------------------------------------------

    def copy(self, rows: Any) -> None:
        """The chosen rows for a spreadsheet."""
        chosen = [
            (r.name, r.formula, r.amount or ZERO, r.loss.evidence)
            for r in rows
            if r.loss is not None
        ]
        if chosen:
            QGuiApplication.clipboard().setText(rows_text(chosen))
            self.book.desk.notify.say(f"已复制 {len(chosen)} 项")

    def _copy_chosen(self) -> None:
        self.copy(self.table.chosen_records())

    def paste(self) -> None:
        """Rows of a spreadsheet: shown first, then added to the current victim."""
        view = self.book.view
        if view is None or not self._may_add() or not self.table.finish():
            return
        items = view.around.items or {}
        pasted = read_rows(QGuiApplication.clipboard().text(), items)
        if not any(row.entry is not None for row in pasted.rows):
            self.book.desk.notify.tell(
                "没有可粘贴的损失项目", "在表格软件里选中项目和金额两列，复制后再粘贴。"
            )
            return
        self.acts.open_paste(pasted, self._victim(), self._select)

    def print_sheet(self) -> None:
        """The paper with these sums, where papers are looked at and printed."""
        if self.book.is_loaded and self.book.file.losses and self.table.finish():
            self.book.go(f"documents/{PAPER}")

    def open_menu(self) -> None:
        """What is not done every day."""
        menu = self.make_menu()
        corner = QPoint(self._more.width() - menu.sizeHint().width(), self._more.height() + 4)
        menu.popup(self._more.mapToGlobal(corner))

    def _open_row_menu(self, at: QPoint) -> None:
        if self.model.records():
            self.make_menu().popup(self.table.viewport().mapToGlobal(at))

    def make_menu(self) -> QMenu:
        """The menu behind the three dots, and of a row."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row = self.table.current_record()
        if not self._may_edit():
            menu.addAction("复制\tCtrl+C", self._copy_chosen)
            return menu
        menu.addAction("登记已付款", self.add_paid)
        menu.addAction("复制\tCtrl+C", self._copy_chosen)
        menu.addAction("从表格粘贴\tCtrl+V", self.paste)
        detail = menu.addAction("详细\tD", self.open_details)
        detail.setEnabled(isinstance(row, LossRow) and bool(row.loss or row.prepaid))
        menu.addSeparator()
        menu.addAction("撤销\tCtrl+Z", self.acts.undo).setEnabled(self.acts.history.can_undo)
        menu.addAction("重做\tCtrl+Y", self.acts.redo).setEnabled(self.acts.history.can_redo)
        return menu

    # --- coming and going ---------------------------------------------------------------------

    def leave(self) -> None:
        """What is typed is taken if it can be read; otherwise it stays in its cell."""
        if self._fresh is None:
            self.table.finish()

    def go_to(self, place: tuple[str, ...]) -> bool:
        if self.choosers.go_to(place):
            return True
        key = next((part for part in place if self.model.row_of(part) >= 0), "")
        if key:
            wanted = next((_COLUMNS_OF[part] for part in place if part in _COLUMNS_OF), "amount")
            number = [column.key for column in self.model.columns].index(wanted)
            self.table.go_to_cell(self.model.row_of(key), number)
        self.table.setFocus()
        return bool(key)


def _key(row: LossRow) -> str:
    return row.key


def _kind(row: LossRow) -> Any:
    return row.kind
