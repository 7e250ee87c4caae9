"""节假日: days off and worked weekends by year, which terms in working days are counted by."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mediation_app.clock import today
from mediation_app.messages import say
from mediation_app.services.rule_lists import HolidayLine, RuleLists, rule_lists
from ui.desk import Desk
from ui.models.cells import Column, RowKind, TagCell, Text
from ui.models.record_table import RecordTableModel
from ui.screens.settings.page import Page
from ui.session import Session
from ui.widgets.basics import Tag
from ui.widgets.deadline import WEEKDAYS
from ui.widgets.table import RecordTable

Line = HolidayLine | int  # a number is the heading of a year


def _days(line: Line) -> Text | None:
    if isinstance(line, int):
        return None
    first = f"{line.first:%m-%d} 周{WEEKDAYS[line.first.weekday()]}"
    if line.first == line.last:
        return Text(first, fixed=True)
    return Text(f"{first} 至 {line.last:%m-%d} 周{WEEKDAYS[line.last.weekday()]}", fixed=True)


def _name(line: Line) -> Text:
    if isinstance(line, int):
        return Text(f"{line} 年", role="captionStrong")
    return Text(line.name, tone="text", role="body")


def _length(line: Line) -> Text | TagCell | None:
    if isinstance(line, int):
        return None
    if line.worked:
        return TagCell("上班", "neutral")
    return Text(f"{(line.last - line.first).days + 1} 天", fixed=True)


class HolidaysPage(Page):
    """The tables of all years that are there; missing ones are named."""

    title = "节假日"
    note = "按国务院办公厅每年的放假通知。缺表的年度不猜：跨入该年的期限显示待定。"
    fills = True

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self.late = Tag("", "warn")
        self.late.hide()
        self.head_row.addWidget(self.late)
        columns: list[Column[Line]] = [
            Column(key="name", header="名称", width=150, cell=_name),
            Column(key="days", header="日期", min_width=240, cell=_days),
            Column(key="length", header="", width=90, cell=_length),
        ]
        self.model: RecordTableModel[Line] = RecordTableModel(columns, self, key=_key, kind=_kind)
        self.table = RecordTable(self.model, "节假日", row=34)
        self.column.addWidget(self.table, 1)

    def show_page(self) -> None:
        day = today(self.desk.clock)
        job = self.session.job(lambda bench, _: rule_lists(bench.context.rulebook, day))
        self.desk.tasks.read(self, job, done=self._loaded)

    def _loaded(self, lists: RuleLists) -> None:
        years = lists.missing.holidays
        named = "、".join(str(year) for year in years)
        self.late.set(say("screens.notice_holidays", year=named) if years else "")
        rows: list[Line] = []
        for line in lists.holidays:
            if line.year not in rows:
                rows.append(line.year)
            rows.append(line)
        self.model.set_rows(rows, more=False)
        self.table.select(1 if rows else -1)

    def first_focus(self) -> QWidget:
        return self.table


def _key(line: Line) -> str:
    return str(line) if isinstance(line, int) else f"{line.first}/{line.name}"


def _kind(line: Line) -> RowKind:
    return RowKind.GROUP if isinstance(line, int) else RowKind.RECORD
