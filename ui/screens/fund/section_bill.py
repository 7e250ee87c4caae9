"""费用清单: every line of the bill, and in the review what is approved of it and why not the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from mediation_app.domain.bill_lines import BillTotals, Lines, numbered, same_lines, totals
from mediation_app.domain.fund import BillLine, FundKind
from mediation_app.domain.ids import new_id
from mediation_app.domain.money import format_money
from mediation_app.domain.offices import Role
from mediation_app.messages import text_of_reason
from ui.screens.fund.bill_acts import BillActs
from ui.screens.fund.bill_import import BillImport
from ui.screens.fund.bill_layers import LayerBand
from ui.screens.fund.bill_table import BillModel, BillTable, why_of
from ui.screens.fund.book import FundBook
from ui.screens.fund.line_sheet import LineSheet
from ui.screens.fund.sections import FundSection
from ui.widgets.basics import Button, Label, row
from ui.widgets.shortcuts import bind
from ui.widgets.tabs import Segments

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.first_layer import PolicyCover
    from mediation_app.domain.offices import Actor
    from mediation_app.services.bills import BillMarks
    from ui.models.cells import Text

_FILTERS = (
    ("all", "全部"),
    ("open", "未核定"),
    ("doubt", "存疑"),
    ("cut", "核减"),
    ("late", "超时限"),
)
_FRESH = ("draft", "submitted", "supplement")


class BillSection(FundSection):
    """The table; Enter opens a line, Space approves, digits cut with their reason, Del removes."""

    def __init__(self, book: FundBook) -> None:
        self.import_button = Button("导入清单", icon="upload", on_click=self.pick_file)
        self.add_button = Button("加一行", icon="plus", on_click=self._add)
        self.act_button = Button("核定所选", icon="check", on_click=self._open_menu)
        self.all_button = Button("其余全部核准", icon="check", on_click=self._approve_rest)
        super().__init__(
            book, "费用清单", self.act_button, self.all_button, self.import_button,
            self.add_button, scrolls=False,
        )  # fmt: skip
        self._review = False
        self.model = BillModel(self._why, review=False)
        self.table = BillTable(self.model)
        self.acts = BillActs(
            self,
            lines=self._lines,
            put=self._put_lines,
            chosen=self._chosen,
            codes=lambda: self.book.list_of("reasons.reduction"),
            show_sheet=self.book.desk.notify.sheet.emit,
        )
        self.importer = BillImport(self, book, self._taken_over)
        self.filter = Segments("筛选", _FILTERS)
        self.filter.chosen.connect(self._filtered)
        self.sums = Label("", role="table", tone="text2")
        self.doubt = Label("", role="table", tone="warn", wrap=True)
        self.nothing = Label("", role="table", tone="text3", wrap=True)
        self._bar = QWidget()
        self._bar.setLayout(row(self.filter, self.sums, None, gap=16))
        self.layers = LayerBand(book)
        self.body.addWidget(self.layers)
        self.body.addWidget(self._bar)
        self.body.addWidget(self.doubt)
        self.body.addWidget(self.nothing)
        self._place_table()
        bind(self, "Ctrl+V", self._pasted)
        bind(self, "Ctrl+Z", self._undo)
        bind(self, "Ctrl+Y", self._redo)
        self._doubts: dict[str, str] = {}
        self._marks: BillMarks | None = None
        self._asked_for: object = None
        self._facts: object = None
        self._twice: dict[str, BillLine] = {}
        self._shown_id = ""
        self.setAcceptDrops(True)

    def _place_table(self) -> None:
        """Put the table on the page: entering and reviewing have columns of their own."""
        self.model.setParent(self.table)
        self.body.addWidget(self.table, 1)
        self.table.opened.connect(self._open)
        self.table.previewed.connect(self._approve)
        self.table.letter_pressed.connect(self._letter)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._context_menu)
        bind(self.table, "Delete", self._remove)

    def _change_table(self, review: bool) -> None:
        if review == self._review:
            return
        self._review, held, old = review, self.table.hasFocus(), self.table
        self.model = BillModel(self._why, review=review)
        self.table = BillTable(self.model)
        self._place_table()
        self.body.removeWidget(old)
        old.hide()
        old.deleteLater()
        if held:
            self.table.setFocus()

    # --- showing ------------------------------------------------------------------------------

    def show_book(self) -> None:
        lines = self._lines()
        if self.book.application_id != self._shown_id:
            self._shown_id = self.book.application_id
            self.acts.forget()
            self._marks, self._asked_for = None, None
            self.filter.set_value("all")
        self._change_table(self.book.state.value not in _FRESH)
        facts = hash(tuple((line.id, line.amount, line.code) for line in lines))
        if facts != self._facts:  # decisions change nothing in them
            self._facts, self._twice = facts, same_lines(lines)
        self._ask_marks(lines)
        self._ask_layers()
        self._doubts = self._find_doubts()
        self._show_lines(lines)
        found = totals(lines)
        reviewing = self.book.review_open
        self.add_button.setVisible(self.book.bill_open)
        self.import_button.setVisible(self.book.bill_open)
        self.act_button.setVisible(reviewing and bool(lines))
        self.all_button.setVisible(reviewing and found.undecided > 0)
        self._show_sums(found)
        empty = (
            "清单没有录入。导入医院的 Excel 或 CSV 清单（也可把文件拖到这里），"
            "从表格软件复制后按 Ctrl+V 粘贴，或逐行加入"
        )
        self.nothing.setText("" if lines else empty if self.book.bill_open else "清单没有录入")
        self.nothing.setVisible(not lines)
        self._bar.setVisible(bool(lines))
        self.table.setVisible(bool(lines))

    def _show_lines(self, lines: Lines) -> None:
        fresh = not self.table.currentIndex().isValid()
        held = self.table.hasFocus()
        self.model.show_rows(self._filtered_lines(lines))
        if fresh and lines:
            self.table.select(0)
        if held:
            self.table.setFocus()

    def _filtered_lines(self, lines: Lines) -> Sequence[BillLine]:
        match self.filter.value():
            case "open":
                return [line for line in lines if not line.decided]
            case "doubt":
                return [line for line in lines if line.id in self._doubts]
            case "cut":
                return [line for line in lines if line.reduced]
            case "late":
                return [line for line in lines if not line.in_window]
        return lines

    def _filtered(self, key: str) -> None:
        del key
        self.model.set_rows(self._filtered_lines(self._lines()))
        self.table.select(0)

    def _show_sums(self, found: BillTotals) -> None:
        parts = [f"{found.count} 行", f"账单 {format_money(found.amount)}"]
        if found.undecided < found.count:
            parts.append(f"核定 {format_money(found.approved)}")
        if found.reduced:
            parts.append(f"核减 {format_money(found.reduced)}")
        open_ = found.undecided if self.book.state.value not in _FRESH else 0
        if open_:
            parts.append(f"{open_} 行未核定")
        self.sums.setText("  ".join(parts))
        self.sums.setAccessibleName("，".join(parts))
        claimed = self.book.file.application.claimed
        words = []
        if self._marks is not None:
            words += [text_of_reason(one.reason) for one in self._marks.copies]
        over = self.book.file.application.kind is FundKind.RESCUE and claimed > found.amount > 0
        if over:
            words.append(
                f"清单合计 {format_money(found.amount)} 元，少于申请金额 {format_money(claimed)} 元"
            )
        self.doubt.setText("。".join(words))
        self.doubt.setVisible(bool(words))

    def _why(self, line: BillLine) -> Text | None:
        reviewed = self.book.state.value not in _FRESH
        codes = self.book.list_of("reasons.reduction")
        return why_of(line, codes, self._doubts, reviewed=reviewed)

    # --- suspicions ---------------------------------------------------------------------------

    def _ask_marks(self, lines: Lines) -> None:
        """Ask once for every bill what the others say; decisions do not change that."""
        facts = hash(tuple((line.id, line.amount, line.code) for line in lines))
        if (
            not lines
            or facts == self._asked_for
            or not (self.book.review_open or self.book.bill_open)
        ):
            return
        self._asked_for = self._facts
        key = self.book.application_id

        def work(bench: Workbench, me: Actor) -> tuple[str, BillMarks]:
            return key, bench.bills.marks(me, key, lines)

        self.book.desk.tasks.read(self, self.book.session.job(work), done=self._marked)

    def _marked(self, answer: tuple[str, BillMarks]) -> None:
        key, marks = answer
        if key == self.book.application_id and marks != self._marks:
            self._marks = marks
            self.show_book()

    def _ask_layers(self) -> None:
        """Who shares the compulsory cover, with the bill as it stands here."""
        case, file = self.book.view.case, self.book.file
        if len(case.injuries) < 2 or file.application.kind is not FundKind.RESCUE:
            self.layers.set_covers((), can=False)
            return
        victim = file.application.victim_id
        funds = tuple(file if f.application.id == file.application.id else f for f in case.funds)

        def work(bench: Workbench, me: Actor) -> tuple[str, tuple[PolicyCover, ...]]:
            del me
            return file.application.id, bench.layers.of(replace(case, funds=funds), victim)

        self.book.desk.tasks.read(self, self.book.session.job(work), done=self._layered)

    def _layered(self, answer: tuple[str, tuple[PolicyCover, ...]]) -> None:
        key, covers = answer
        if key == self.book.application_id:
            can = self.book.session.may(Role.FUND_CLERK) and bool(self.book.open_fields())
            self.layers.set_covers(covers, can=can)

    def _find_doubts(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, known in self._twice.items():
            found[key] = f"与第 {known.position} 行相同"
        if self._marks is not None:
            for price in self._marks.prices:
                found.setdefault(price.line_id, f"通常 {format_money(price.usual)}")
            for copy in self._marks.copies:
                for key in copy.line_ids:
                    found.setdefault(key, f"同 {copy.number or '另一申请'}")
        return found

    # --- acts ---------------------------------------------------------------------------------

    def _lines(self) -> Lines:
        return self.book.file.bill_lines

    def _chosen(self) -> Lines:
        return self.table.chosen()

    def _put_lines(self, lines: Lines) -> None:
        self.book.change(bill_lines=lines)

    def _add(self) -> None:
        application = self.book.file.application
        line = BillLine(
            id=new_id(),
            case_id=application.case_id,
            application_id=application.id,
            position=len(self._lines()) + 1,
        )
        self._edit(line, fresh=True)

    def _open(self, line: Any) -> None:
        if isinstance(line, BillLine):
            self._edit(line, fresh=False)

    def _edit(self, line: BillLine, *, fresh: bool) -> None:
        if not (self.book.bill_open or self.book.review_open):
            return
        sheet = LineSheet(self.book, line, fresh=fresh)
        sheet.done.connect(self._put)
        self.book.desk.notify.sheet.emit(sheet)

    def _put(self, line: BillLine, again: bool) -> None:
        lines = self._lines()
        known = any(one.id == line.id for one in lines)
        new = tuple(line if one.id == line.id else one for one in lines)
        self.acts.change(new if known else (*lines, line))
        self.table.select(self.model.row_of(line.id))
        if again:
            self._add()

    def _approve(self, line: Any) -> None:
        """Space: what is chosen is in order; again: open once more."""
        if not isinstance(line, BillLine) or not self.book.review_open:
            return
        at, single = self.table.currentIndex().row(), len(self.table.chosen()) == 1
        self.acts.approve()
        if single and self.filter.value() != "open":
            self.table.select(min(at + 1, self.model.rowCount() - 1))
        elif self.filter.value() == "open":
            self.table.select(min(at, self.model.rowCount() - 1))

    def _approve_rest(self) -> None:
        count = sum(1 for line in self._lines() if not line.decided)
        self.acts.approve_rest()
        self.book.desk.notify.say(f"已全额核准其余 {count} 行", undo=self._undo)

    def _letter(self, letter: str) -> None:
        if letter == "n":
            self._next_open()
        elif self.book.review_open:
            before = self._lines()
            self.acts.press(letter)
            changed = sum(1 for a, b in zip(before, self._lines(), strict=False) if a is not b)
            if letter == "s" and changed:
                self.book.desk.notify.say(f"同类 {changed} 行已照此核定", undo=self._undo)

    def _next_open(self) -> None:
        start = self.table.currentIndex().row() + 1
        rows = self.model.records()
        order = [*range(start, len(rows)), *range(min(start, len(rows)))]
        goal = next((at for at in order if not rows[at].decided), -1)
        if goal >= 0:
            self.table.select(goal)

    def _open_menu(self) -> None:
        menu = self.acts.menu(self)
        menu.popup(self.act_button.mapToGlobal(QPoint(0, self.act_button.height() + 4)))

    def _context_menu(self, at: QPoint) -> None:
        if self.book.review_open and self._lines():
            self.acts.menu(self).popup(self.table.viewport().mapToGlobal(at))

    def _remove(self) -> None:
        if not self.book.bill_open:
            return
        gone = self.table.chosen()
        keys = {line.id for line in gone}
        if not keys:
            return
        at = self.table.currentIndex().row()
        self.acts.change(numbered(line for line in self._lines() if line.id not in keys))
        self.table.select(min(at, self.model.rowCount() - 1))
        what = f"“{gone[0].name or '空行'}”" if len(gone) == 1 else f" {len(gone)} 行费用"
        self.book.desk.notify.say(f"已删除{what}", undo=self._undo)

    def _undo(self) -> None:
        self.acts.undo()

    def _redo(self) -> None:
        self.acts.redo()

    # --- import -------------------------------------------------------------------------------

    def pick_file(self) -> None:
        """Ask for the hospital's file."""
        self.importer.pick()

    def take_file(self, path: Path) -> None:
        """Read a file that was chosen or dropped."""
        if self.book.bill_open:
            self.importer.read_file(path)

    def _pasted(self) -> None:
        if self.book.bill_open:
            self.importer.paste()

    def _taken_over(self, made: Lines, replace_all: bool) -> None:
        before = self._lines()
        self.acts.change(numbered(made if replace_all else (*before, *made)))
        self.table.select(0 if replace_all else len(before))
        self.book.desk.notify.say(f"已加入 {len(made)} 行费用", undo=self._undo)

    def dragEnterEvent(self, event: Any) -> None:
        if self.book.found is not None and self.book.bill_open and _table_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: Any) -> None:
        path = _table_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.take_file(path)

    # --- the page asks ------------------------------------------------------------------------

    def go_to(self, place: str) -> bool:
        at = self.model.row_of(place)
        if at >= 0:
            self.table.select(at)
        elif self.book.review_open:
            here = self.table.current_record()
            if not isinstance(here, BillLine) or here.decided:
                self._next_open()
        self.table.setFocus()
        return True

    def first_focus(self) -> QWidget | None:
        return self.table if self._lines() else self.import_button


def _table_file(event: Any) -> Path | None:
    from mediation_app.services.bills import SUFFIXES

    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() in SUFFIXES), None)
