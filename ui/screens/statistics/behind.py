"""The cases behind a number: which figure, which days, and a list that leads to the cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.domain.statistics import COLUMNS, Basis
from mediation_app.services.lists import CaseRow
from ui.desk import Desk
from ui.events import Changes
from ui.layout import LayoutMode
from ui.models.record_table import RecordTableModel
from ui.navigation import Address
from ui.screen import Crumb, Key
from ui.screens.statistics.case_rows import case_columns
from ui.screens.statistics.page import StatisticsPage
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, Label, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import ComboField
from ui.widgets.table import RecordTable

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

_HEADS = {
    "accepted": "受理的案件", "ended": "办结的案件", "agreed": "调解成功的案件",
    "success": "调解成功的案件", "agreed_sum": "达成协议的案件", "kept": "有协议款项的案件",
    "applied": "申请司法确认的案件", "confirmed": "司法确认有效的案件", "cases": "垫付到账的案件",
    "victims": "垫付到账的案件", "paid": "垫付到账的案件", "recovered": "有收回的案件",
    "back": "有收回的案件",
}  # fmt: skip


class BehindPage(StatisticsPage):
    """``statistics/cases?figure=&since=&until=&basis=`` or ``?figure=&period=`` / ``&edition=``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self._address = Address.of("statistics", "cases")
        self._asked = 0
        self._label = ""
        self.back_button = Button("返回", kind="quiet", icon="arrow-left")
        self.back_button.clicked.connect(self._back)
        self.figure = ComboField("数字", [(key, _HEADS[key]) for key in _unlike()])
        self.figure.edited.connect(self._choose)
        self.title = Label("", role="strong")
        self.count = Label("", role="table", tone="text2")
        head = QFrame()
        head.setProperty("frame", "bottom")
        self._head_row = row(self.back_button, self.figure, self.title, self.count, None)
        head.setLayout(self._head_row)
        self.model: RecordTableModel[CaseRow] = RecordTableModel(
            case_columns(today(desk.clock)), self, key=lambda one: one.case_id
        )
        self.table = RecordTable(self.model, "案件")
        self.table.opened.connect(self._open)
        self.empty = EmptyState("没有案件", "这个数字后面没有案件", sign="search")
        self._stack = QStackedWidget()
        self._stack.setProperty("plane", "surface")
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(self._stack, 1)

    def open_page(self, address: Address) -> None:
        self._address = address
        self._load()

    def refresh(self, changes: Changes) -> None:
        if changes.touches("Case"):
            self._load()

    def _load(self) -> None:
        self._asked += 1
        asked, address = self._asked, self._address
        figure = address.get("figure", "accepted")
        of_return = bool(address.get("period") or address.get("edition"))
        self.figure.setVisible(not of_return)
        if not of_return:
            self.figure.set_value(_same(figure))

        def work(bench: Workbench, me: Actor) -> tuple[int, str, int, tuple[CaseRow, ...]]:
            if of_return:
                if address.get("edition"):
                    report = bench.returns.frozen(me, address.get("edition")).report
                else:
                    report = bench.returns.draft(me, address.get("period"))
                found = bench.returns.cases_behind(me, report, figure)
                return (
                    asked,
                    f"{found.label}（{report.since} 至 {report.until}）",
                    found.total,
                    found.rows,
                )
            since, until = (date.fromisoformat(address.get(name)) for name in ("since", "until"))
            behind = bench.statistics.cases_behind(
                me, figure, Basis(address.get("basis", "event")), since, until,
                source=address.get("source"),
            )  # fmt: skip
            return asked, f"{since} 至 {until}", behind.total, behind.rows

        self.desk.tasks.read(self, self.session.job(work), done=self._show)

    def _show(self, answer: tuple[int, str, int, tuple[CaseRow, ...]]) -> None:
        asked, label, total, rows = answer
        if asked != self._asked:
            return
        self._label = label
        self.title.setText(label)
        more = f"，列出最近 {len(rows)} 件" if total > len(rows) else ""
        self.count.setText(f"{total:,} 件{more}")
        held = self.table.current_record()
        self.model.set_rows(rows)
        self._stack.setCurrentWidget(self.table if rows else self.empty)
        place = self.model.row_of(held.case_id) if isinstance(held, CaseRow) else 0
        self.table.select(max(place, 0) if rows else -1)
        if rows and not self.figure.hasFocus():
            self.table.setFocus()
        self.title_changed.emit()

    def _choose(self) -> None:
        query = dict(self._address.query) | {"figure": str(self.figure.value())}
        self._address = Address.of("statistics", "cases", **query)
        self.desk.navigator.replace(self._address)
        self._load()

    def _back(self) -> None:
        if self.desk.navigator.can_go_back:
            self.desk.navigator.back()
        else:
            self.desk.navigator.go(Address.of("statistics"))

    def _open(self, record: Any) -> None:
        if isinstance(record, CaseRow):
            self.desk.navigator.go(Address.of("case", record.case_id))

    def crumb(self) -> Crumb:
        return Crumb("数字后面的案件")

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"), Key("Enter", "打开案件"), Key("Alt ←", "返回"))

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> tuple[QWidget, ...]:
        return (self.back_button, self._stack)

    def save_view(self) -> dict[str, object]:
        held = self.table.current_record()
        return {"case": held.case_id if isinstance(held, CaseRow) else ""}

    def restore_view(self, state: Mapping[str, object]) -> None:
        place = self.model.row_of(str(state.get("case", "")))
        if place >= 0:
            self.table.select(place)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        pad, edge = px(mode.padding), px(8)
        self._head_row.setContentsMargins(pad, edge, pad, edge)


def _unlike() -> list[str]:
    """One figure for each set of cases."""
    seen: dict[str, str] = {}
    for key, *_ in COLUMNS:
        seen.setdefault(_HEADS[key], key)
    return list(seen.values())


def _same(figure: str) -> str:
    head = _HEADS.get(figure, "")
    return next((key for key in _unlike() if _HEADS[key] == head), "accepted")
