"""The queue at the left: what waits for me, what lies elsewhere, what I have done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mediation_app.domain.fund import FundState
from mediation_app.domain.money import format_money
from mediation_app.services.fund_queue import Approvals, QueueItem
from ui.models.cells import TwoLines
from ui.models.row_list import Row, RowListModel, heading
from ui.screens.approvals import wording
from ui.theme import follow_look, look
from ui.widgets.basics import Label
from ui.widgets.deadline import deadline_tag
from ui.widgets.table import RecordList
from ui.widgets.tabs import TabsBar

_TABS = (("mine", "等我办"), ("done", "已办"), ("all", "全部"))
_DECIDED = (
    FundState.APPROVED, FundState.REFUSED, FundState.TO_PAY, FundState.PAID, FundState.ARCHIVED,
    FundState.WITHDRAWN, FundState.TERMINATED, FundState.NOT_ACCEPTED,
)  # fmt: skip

_PAYABLE = (FundState.APPROVED, FundState.TO_PAY)


def queue_row(item: QueueItem, today: date) -> Row:
    """Three lines: victim and sum, kind and state, number and due day."""
    number = f"救助 {wording.short(item.number)}" if item.number else "未编号"
    due = item.due if item.state not in _DECIDED or item.state in _PAYABLE else None
    waiting = item.state in (FundState.SUPPLEMENT, FundState.VERIFY)
    cell = TwoLines(
        item.victim_name or "身份不明人员",
        f"{item.kind_label}·{item.state_label}",
        third=number,
        right=format_money(item.amount) if item.amount else "",
        right_tone="text",
        right_tag=deadline_tag(due, today) if due is not None and not waiting else None,
    )
    return Row(cell, item, key=item.application_id)


class Queue(QFrame):
    """``chosen(QueueItem)`` when another application is selected; letters go to the screen."""

    chosen = Signal(object)
    letter_pressed = Signal(str)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "right")
        self._found: Approvals | None = None
        self._day = date.min
        self.tabs = TabsBar("审批列表", height=44)
        self.tabs.set_tabs(list(_TABS))
        self.tabs.chosen.connect(self._show)
        head = QFrame()
        head.setProperty("frame", "bottom")
        self._head = QHBoxLayout(head)
        self._head.addWidget(self.tabs)
        self._head.addStretch(1)
        self.model: RowListModel[QueueItem] = RowListModel(self)
        self.list = RecordList(self.model, "待审批的申请", row=72)
        self.list.current_changed.connect(self._current)
        self.list.letter_pressed.connect(self.letter_pressed)
        self.list.opened.connect(self.opened)
        self.nothing = Label("", role="table", tone="text3", wrap=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 1, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self.nothing)
        outer.addWidget(self.list, 1)
        self._quiet = False
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._head.setContentsMargins(px(16), 0, px(8), 0)
        self.nothing.setContentsMargins(px(16), px(16), px(16), px(16))

    def put(self, found: Approvals, day: date) -> None:
        """Show the queue; the selected application stays selected."""
        self._found, self._day = found, day
        self.tabs.set_count("mine", len(found.waiting))
        self._show(self.tabs.current())

    def _rows(self, tab: str) -> list[Row]:
        found = self._found
        if found is None:
            return []
        groups: Sequence[tuple[str, tuple[QueueItem, ...]]] = (
            (("等我办", found.waiting), ("在别处", found.elsewhere))
            if tab == "mine"
            else (("已办", found.done),)
            if tab == "done"
            else (("等我办", found.waiting), ("在别处", found.elsewhere), ("已办", found.done))
        )
        made: list[Row] = []
        for name, items in groups:
            if items:
                made.append(heading(name))
                made.extend(queue_row(item, self._day) for item in items)
        return made

    def _show(self, tab: str) -> None:
        before = self.current_id()
        rows = self._rows(tab)
        self._quiet = True
        self.model.set_list(rows)
        self._quiet = False
        empty = not rows or (tab == "mine" and self._found is not None and not self._found.waiting)
        words = "没有办过的申请" if tab == "done" else "没有等你办理的申请"
        self.nothing.setText(words if empty else "")
        self.nothing.setVisible(empty)
        if not self.select(before):
            self.select_first()

    def current_id(self) -> str:
        """The selected application, empty when none is."""
        thing = self.list.current_thing()
        return thing.application_id if isinstance(thing, QueueItem) else ""

    def select(self, application_id: str) -> bool:
        """Select an application; False when this tab does not show it."""
        row = self.model.row_of(application_id) if application_id else -1
        if row < 0:
            return False
        self.list.select(row)
        return True

    def select_first(self) -> None:
        """Select the most urgent one."""
        for row in range(self.model.rowCount()):
            if self.model.thing(row) is not None:
                self.list.select(row)
                return
        self.list.select(-1)

    def step(self, by: int) -> None:
        """The next (1) or previous (-1) application."""
        row = self.list.currentIndex().row() + by
        while 0 <= row < self.model.rowCount():
            if self.model.thing(row) is not None:
                self.list.select(row)
                return
            row += by

    def place(self) -> tuple[int, int]:
        """Which one is selected, counted from 1, and how many there are."""
        things = [r for r in range(self.model.rowCount()) if self.model.thing(r) is not None]
        now = self.list.currentIndex().row()
        return (things.index(now) + 1 if now in things else 0), len(things)

    def _current(self, thing: object) -> None:
        if not self._quiet and isinstance(thing, QueueItem):
            self.chosen.emit(thing)
