"""银行对账: the bank's lines at the left, the book's entries at the right, one key puts them together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.domain.book_month import Month
from mediation_app.domain.fund_book import BankLine, BankMatch, BankStatement
from mediation_app.domain.money import format_money
from mediation_app.domain.offices import Role
from mediation_app.domain.reconciliation import Suggestion
from mediation_app.domain.records import ZERO
from mediation_app.services.bank_lists import Debt, LooseEntry, LooseLine, Pair, Reconciliation
from mediation_app.services.base import Outcome
from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode
from ui.models.record_table import RecordTableModel
from ui.navigation import Address
from ui.screen import Crumb, Key, Screen
from ui.screens.fund.bank_columns import entry_columns, line_columns, pair_columns
from ui.screens.fund.bank_files import StatementsSheet
from ui.screens.fund.bank_import import BankImport
from ui.screens.fund.bank_sheets import DebtsSheet, IncomeSheet, RemarkSheet
from ui.screens.fund.bank_side import Side, compared, nothing
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, IconButton, Label, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.table import RecordTable
from ui.widgets.tabs import Segments

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")
_KINDS = ("LedgerEntry", "BankLine", "BankMatch", "BookRemark", "MonthEnd")


class BankMatchScreen(Screen):
    """``book/match``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk)
        self._session = session
        self._may = session.may(Role.CASHIER)
        self._found: Reconciliation | None = None
        self._marked: set[str] = set()
        self._asked = 0
        self._month = Month.of(today(desk.clock))
        self._paying: BankLine | None = None
        self._import = BankImport(self, desk, session)
        self._import.done.connect(self._load)
        self._build()

    def _build(self) -> None:
        self.view = Segments("看什么", [("open", "未对上"), ("done", "已对上")])
        self.view.chosen.connect(self._choose)
        self.count = Label("", role="table", tone="text2")
        self.earlier = IconButton("chevron-left", "上个月", on_click=self._earlier)
        self.later = IconButton("chevron-right", "下个月", on_click=self._later)
        self.files_button = Button("对账单", icon="file-spreadsheet", on_click=self._files)
        self.import_button = Button("导入对账单", icon="import", on_click=self._import.pick)
        self.again_button = Button("按流水号对账", icon="link", on_click=self._match_proved)
        for button in (self.import_button, self.again_button):
            button.setVisible(self._may)
        self._bar_row = row(
            self.view,
            self.earlier,
            self.count,
            self.later,
            None,
            self.files_button,
            self.again_button,
            self.import_button,
            gap=8,
        )
        bar = QFrame()
        bar.setProperty("frame", "bottom")
        bar.setLayout(self._bar_row)
        is_marked = self._marked.__contains__
        self.lines: RecordTableModel[LooseLine] = RecordTableModel(
            line_columns(is_marked), self, key=lambda one: one.line.id
        )
        self.entries: RecordTableModel[LooseEntry] = RecordTableModel(
            entry_columns(is_marked, self._likely), self, key=lambda one: one.entry.id
        )
        self.pairs: RecordTableModel[Pair] = RecordTableModel(
            pair_columns(), self, key=lambda pair: pair.match.id
        )
        self.line_table = RecordTable(self.lines, "银行有、账上无", row=34, edge=12)
        self.entry_table = RecordTable(self.entries, "账上有、银行无", row=34, edge=12)
        self.pair_table = RecordTable(self.pairs, "已对上", row=34)
        self.line_table.current_changed.connect(self._line_chosen)
        self.entry_table.current_changed.connect(self._tell)
        self.line_table.opened.connect(self._to_entries)
        self.entry_table.opened.connect(self._match)
        self.line_table.previewed.connect(self._mark_line)
        self.entry_table.previewed.connect(self._mark_entry)
        self.pair_table.opened.connect(self._undo)
        for table in (self.line_table, self.entry_table):
            table.letter_pressed.connect(self._letter)
        self.pair_table.current_changed.connect(self._tell)
        self.empty = EmptyState("两边都已对上", "", sign="landmark")
        both = QWidget()
        self._sides = QHBoxLayout(both)
        self.line_side = Side("银行有、账上无", self.line_table)
        self.entry_side = Side("账上有、银行无", self.entry_table)
        self._sides.addWidget(self.line_side, 1)
        self._sides.addWidget(self.entry_side, 1)
        self._stack = QStackedWidget()
        self._both = both
        for widget in (both, self.pair_table, self.empty):
            self._stack.addWidget(widget)
        self._foot()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addWidget(self._stack, 1)
        outer.addWidget(self.foot)

    def _foot(self) -> None:
        self.says = Label("", role="table", tone="text2", wrap=True)
        self.remark_button = Button("写说明", icon="square-pen", on_click=self._remark)
        self.income_button = Button("记为收入", icon="plus", on_click=self._income)
        self.debt_button = Button("登记还款", icon="hand-coins", on_click=self._debts)
        self.undo_button = Button("撤销对账", icon="undo-2", on_click=self._undo)
        self.match_button = Button("对上", kind="primary", icon="git-merge", on_click=self._match)
        self.foot = QFrame()
        self.foot.setProperty("frame", "top")
        self._foot_row = row(
            self.says, None, self.remark_button, self.income_button, self.debt_button,
            self.undo_button, self.match_button, gap=8,
        )  # fmt: skip
        self._foot_row.setStretch(0, 1)
        self.foot.setLayout(self._foot_row)

    # --- loading ------------------------------------------------------------------------------

    def open(self, address: Address, places: Mapping[str, str]) -> None:
        del places
        self.view.set_value("done" if address.get("view", "open") == "done" else "open")
        month = address.get("month", "")
        if _MONTH.fullmatch(month):
            self._month = Month(int(month[:4]), int(month[5:]))
        self._load()

    def refresh(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in _KINDS):
            self._load()

    def _choose(self, key: str) -> None:
        self.desk.navigator.replace(Address.of("book", "match", view=key))
        self._show()

    def _load(self) -> None:
        self._asked += 1
        asked, day, month = self._asked, today(self.desk.clock), self._month

        def work(bench: Workbench, me: Actor) -> tuple[int, Reconciliation, tuple[Pair, ...]]:
            found = bench.statements.reconciliation(me, day)
            return asked, found, bench.statements.pairs(me, month)

        self.desk.tasks.read(self, self._session.job(work), done=self._loaded)

    def _earlier(self) -> None:
        self._month = self._month.before
        self._load()

    def _later(self) -> None:
        if self._month < Month.of(today(self.desk.clock)):
            self._month = self._month.after
            self._load()

    def _loaded(self, answer: tuple[int, Reconciliation, tuple[Pair, ...]]) -> None:
        asked, found, pairs = answer
        if asked != self._asked:
            return
        self._found = found
        there = {one.line.id for one in found.lines} | {one.entry.id for one in found.entries}
        self._marked &= there
        self.lines.show_rows(found.lines)
        self.entries.show_rows(found.entries)
        self.pairs.show_rows(pairs)
        for table, model in self._tables():
            if table.current_record() is None and model.rowCount():
                table.select(0)
        self._show()

    def _tables(self) -> tuple[tuple[RecordTable, RecordTableModel[Any]], ...]:
        return (
            (self.line_table, self.lines),
            (self.entry_table, self.entries),
            (self.pair_table, self.pairs),
        )

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        self._say_count(found)
        self.line_side.set_count(len(found.lines))
        self.entry_side.set_count(len(found.entries))
        done = self.view.value() == "done"
        held = self._stack.isAncestorOf(self.focusWidget() or self)
        if done and self.pairs.rowCount():
            self._stack.setCurrentWidget(self.pair_table)
        elif not done and (found.lines or found.entries):
            self._stack.setCurrentWidget(self._both)
        else:
            self.empty.set_texts(*nothing(found, done=done))
            self._stack.setCurrentWidget(self.empty)
        if held:
            self.first_focus().setFocus()
        self._tell()
        self.keys_changed.emit()

    def _say_count(self, found: Reconciliation) -> None:
        done = self.view.value() == "done"
        for button in (self.earlier, self.later):
            button.setVisible(done)
        if done:
            self.count.setText(f"{self._month.label} {self.pairs.rowCount()} 笔")
            return
        if found.since is None:
            self.count.setText("没有导入对账单")
            return
        more = f"，另有 {found.more} 笔未列出" if found.more else ""
        self.count.setText(f"{found.since} 起{more}")

    # --- what is chosen -----------------------------------------------------------------------

    def _likely(self, entry_id: str) -> Suggestion | None:
        line = self.line_table.current_record()
        if line is None:
            return None
        return next((one for one in line.likely if one.entry == entry_id), None)

    def _line_chosen(self, line: LooseLine | None) -> None:
        """The likeliest entry is selected beside it; nothing is matched by that."""
        if line is not None and line.likely and not self._marked:
            place = self.entries.row_of(line.likely[0].entry)
            if place >= 0:
                self.entry_table.select(place)
        self.entry_table.viewport().update()
        self._tell()

    def _chosen_lines(self) -> list[LooseLine]:
        marked = [one for one in self.lines.records() if one.line.id in self._marked]
        current = self.line_table.current_record()
        return marked or ([current] if current is not None else [])

    def _chosen_entries(self) -> list[LooseEntry]:
        marked = [one for one in self.entries.records() if one.entry.id in self._marked]
        current = self.entry_table.current_record()
        return marked or ([current] if current is not None else [])

    def _tell(self, _record: object = None) -> None:
        """What the buttons can do with what is chosen, and why not."""
        shown = self._stack.currentWidget()
        open_ = shown is self._both
        pair = self.pair_table.current_record() if shown is self.pair_table else None
        lines, entries = self._chosen_lines(), self._chosen_entries()
        here = sum((one.line.amount for one in lines), ZERO)
        there = sum((one.entry.amount for one in entries), ZERO)
        one_side = min(len(lines), len(entries)) == 1
        fits = open_ and bool(lines) and bool(entries) and one_side and here == there
        for button, there_ in (
            (self.match_button, open_), (self.remark_button, open_), (self.income_button, open_),
            (self.debt_button, open_), (self.undo_button, shown is self.pair_table),
        ):  # fmt: skip
            button.setVisible(there_ and self._may)
        self.match_button.setEnabled(fits)
        came = len(lines) == 1 and lines[0].line.amount > 0
        self.income_button.setEnabled(came)
        self.debt_button.setEnabled(came)
        self.remark_button.setEnabled(bool(self._remarked()))
        self.undo_button.setEnabled(pair is not None and not pair.closed)
        if open_:
            self.says.setText(compared(lines, entries, here, there))
        else:
            closed = pair is not None and pair.closed
            self.says.setText("这个月已结账，不能撤销" if closed else "")

    def _mark_line(self, one: LooseLine | None) -> None:
        if one is not None:
            self._marked ^= {one.line.id}
            self.line_table.viewport().update()
            self._tell()

    def _mark_entry(self, one: LooseEntry | None) -> None:
        if one is not None:
            self._marked ^= {one.entry.id}
            self.entry_table.viewport().update()
            self._tell()

    # --- acts ---------------------------------------------------------------------------------

    def _to_entries(self, _line: object) -> None:
        self.entry_table.setFocus()

    def _letter(self, letter: str) -> None:
        acts = {"m": self._match, "s": self._remark, "n": self._income, "h": self._debts}
        act = acts.get(letter.lower())
        if act is not None and self._may:
            act()

    def _match(self, _record: object = None) -> None:
        self._tell()
        if not self._may or not self.match_button.isEnabled():
            return
        lines = [one.line.id for one in self._chosen_lines()]
        entries = [one.entry.id for one in self._chosen_entries()]

        def work(bench: Workbench, me: Actor) -> Outcome[tuple[BankMatch, ...]]:
            return bench.statements.match(me, lines, entries)

        self.desk.tasks.write(self, self._session.job(work), done=self._matched)

    def _matched(self, outcome: Outcome[tuple[BankMatch, ...]]) -> None:
        self._marked.clear()
        self.desk.bus.publish(outcome.changes, self)
        line = outcome.value[0].line_id
        self.desk.notify.say("已对上", undo=lambda: self._undo_line(line))
        self._load()

    def _undo(self, _record: object = None) -> None:
        pair: Pair | None = self.pair_table.current_record()
        if pair is not None and not pair.closed and self._may:
            self._undo_line(pair.line.id)

    def _undo_line(self, line_id: str) -> None:
        def work(bench: Workbench, me: Actor) -> Outcome[tuple[BankMatch, ...]]:
            return bench.statements.undo(me, line_id)

        self.desk.tasks.write(self, self._session.job(work), done=self._undone)

    def _undone(self, outcome: Outcome[tuple[BankMatch, ...]]) -> None:
        self.desk.bus.publish(outcome.changes, self)
        self.desk.notify.say("已撤销对账")
        self._load()

    def _match_proved(self) -> None:
        def work(bench: Workbench, me: Actor) -> Outcome[int]:
            return bench.statements.match_proved(me)

        self.desk.tasks.write(self, self._session.job(work), done=self._proved)

    def _proved(self, outcome: Outcome[int]) -> None:
        self.desk.bus.publish(outcome.changes, self)
        found = outcome.value
        self.desk.notify.say(f"按流水号对上 {found} 笔" if found else "没有流水号相同的交易")
        self._load()

    def _files(self) -> None:
        def work(bench: Workbench, me: Actor) -> tuple[BankStatement, ...]:
            return bench.statements.statements(me)

        self.desk.tasks.read(self, self._session.job(work), done=self._show_files)

    def _show_files(self, found: tuple[BankStatement, ...]) -> None:
        sheet = StatementsSheet(self.desk, self._session, found, may=self._may)
        sheet.withdrawn.connect(self._load)
        self.desk.notify.sheet.emit(sheet)

    def _remarked(self) -> LooseLine | LooseEntry | None:
        """What a remark would be about: the side that has the focus, the bank's without one."""
        chosen: LooseLine | LooseEntry | None = (
            self.entry_table.current_record()
            if self.focusWidget() is self.entry_table
            else self.line_table.current_record()
        )
        return chosen or self.line_table.current_record() or self.entry_table.current_record()

    def _remark(self) -> None:
        one = self._remarked()
        if one is None:
            return
        if isinstance(one, LooseLine):
            line = one.line
            about = f"银行 {line.booked_on} {line.counterparty}，{format_money(line.amount)} 元"
            sheet = RemarkSheet(
                self.desk, self._session, "说明账上没有的原因", about, line.note,
                lambda bench, me, note: _plain(bench.statements.remark_line(me, line.id, note)),
            )  # fmt: skip
        else:
            entry = one.entry
            about = f"台账 {entry.booked_on} {entry.note}，{format_money(entry.amount)} 元"
            sheet = RemarkSheet(
                self.desk, self._session, "说明银行没有的原因", about, one.note,
                lambda bench, me, note: _plain(bench.statements.remark_entry(me, entry.id, note)),
            )  # fmt: skip
        sheet.written.connect(self._load)
        self.desk.notify.sheet.emit(sheet)

    def _income(self) -> None:
        lines = self._chosen_lines()
        if len(lines) == 1 and lines[0].line.amount > 0:
            sheet = IncomeSheet(self.desk, self._session, lines[0].line)
            sheet.written.connect(self._load)
            self.desk.notify.sheet.emit(sheet)

    def _debts(self) -> None:
        lines = self._chosen_lines()
        if len(lines) != 1 or lines[0].line.amount <= 0:
            return
        line = lines[0].line

        def work(bench: Workbench, me: Actor) -> tuple[BankLine, tuple[Debt, ...]]:
            return line, bench.statements.debts_of(me, line.id)

        self.desk.tasks.read(self, self._session.job(work), done=self._show_debts)

    def _show_debts(self, answer: tuple[BankLine, tuple[Debt, ...]]) -> None:
        line, debts = answer
        self._paying = line
        sheet = DebtsSheet(line, debts)
        sheet.chosen.connect(self._open_debt)
        self.desk.notify.sheet.emit(sheet)

    def _open_debt(self, debt: Debt | None) -> None:
        """Only leads there: the receipt is registered by hand, the address carries what is known."""
        if debt is None:
            self.desk.navigator.go(Address.of("fund", view="recovery"))
            return
        line = self._paying
        assert line is not None
        self.desk.navigator.go(
            Address.of(
                "fund", debt.application_id, at=debt.place, amount=str(line.amount),
                on=str(line.booked_on), serial=line.bank_serial, payer=debt.debtor,
            )
        )  # fmt: skip

    def primary_action(self) -> None:
        self._match()

    # --- the window asks ----------------------------------------------------------------------

    def crumbs(self) -> tuple[Crumb, ...]:
        return (
            Crumb("基金", Address.of("fund")),
            Crumb("台账", Address.of("fund", view="book")),
            Crumb("银行对账"),
        )

    def keys(self) -> tuple[Key, ...]:
        if self._stack.currentWidget() is self.pair_table:
            return (Key("↑ ↓", "选择"), Key("Enter", "撤销对账"))
        return (
            Key("Enter", "到另一边、对上"), Key("Space", "加选"), Key("S", "说明"),
            Key("N", "记为收入"), Key("H", "登记还款"), Key("F6", "换边"),
        )  # fmt: skip

    def help_topic(self) -> str:
        return "book"

    def first_focus(self) -> QWidget:
        shown = self._stack.currentWidget()
        if shown is self.pair_table:
            return self.pair_table
        if shown is self._both:
            return self.line_table if self.lines.rowCount() else self.entry_table
        return self.import_button if self._may else self.view

    def panes(self) -> tuple[QWidget, ...]:
        return (self.line_table, self.entry_table, self.foot)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        pad = px(mode.padding)
        self._bar_row.setContentsMargins(pad, px(8), pad, px(8))
        self._sides.setContentsMargins(pad, px(mode.gap), pad, px(mode.gap))
        self._sides.setSpacing(px(mode.gap))
        self._foot_row.setContentsMargins(pad, px(8), pad, px(8))


def _plain(outcome: Outcome[Any]) -> Outcome[object]:
    return Outcome(outcome.value, outcome.changes)
