"""规则: what this place's rules say now, where it comes from, and how sure it is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mediation_app.clock import today
from mediation_app.services.rule_lists import RuleLine, RuleLists, rule_lists
from ui.desk import Desk
from ui.models.cells import Column, RowKind, TagCell, Text
from ui.models.record_table import RecordTableModel
from ui.screen import Key
from ui.screens.settings.page import Page
from ui.session import Session
from ui.widgets.basics import Label, row
from ui.widgets.search_field import SearchField
from ui.widgets.table import RecordTable
from ui.widgets.tabs import Segments

Line = RuleLine | str  # a string is a group heading


def sureness_cell(sure: bool) -> TagCell | None:
    """待核实 as a tag; what is certain says nothing."""
    return None if sure else TagCell("待核实", "warn")


def _label(line: Line) -> Text:
    if isinstance(line, str):
        return Text(line, role="captionStrong")
    return Text(line.label, tone="text", role="body")


def _value(line: Line) -> Text | None:
    if isinstance(line, str):
        return None
    return Text(line.text, tone="text") if line.text else Text("未设定", tone="text3")


def _columns() -> list[Column[Line]]:
    return [
        Column(key="label", header="项目", min_width=220, cell=_label),
        Column(key="value", header="现行值", min_width=190, cell=_value),
        Column(
            key="sure", header="核实", width=76,
            cell=lambda one: None if isinstance(one, str) else sureness_cell(one.source.sure),
        ),
        Column(
            key="source", header="依据", min_width=220, give_way=2,
            cell=lambda one: None if isinstance(one, str) else Text(one.source.text),
        ),
        Column(
            key="layer", header="来自", width=76, give_way=1,
            cell=lambda one: None if isinstance(one, str) else Text(one.layer),
        ),
        Column(
            key="from", header="自", width=96, give_way=3,
            cell=lambda one: None if isinstance(one, str) or one.valid_from is None
            else Text(f"{one.valid_from:%Y-%m-%d}", fixed=True),
        ),
    ]  # fmt: skip


class RulesPage(Page):
    """Values of the fund and of the compensation, filtered by text and by sureness."""

    title = "规则"
    note = "每项都带依据和起始日期，存疑的标注待核实，不会当作定论印在文书上。"
    fills = True

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self._lists: RuleLists | None = None
        self.version = Label("", role="table", tone="text2", selectable=True)
        self.head_row.addWidget(self.version)
        self.search_field = SearchField(hint="项目或依据")
        self.search_field.searched.connect(self._searched)
        self.search_field.left_down.connect(self._into_table)
        self.which = Segments("范围", [("all", "全部"), ("unsure", "待核实"), ("unset", "未设定")])
        self.which.chosen.connect(self._chosen)
        self.count = Label("", role="caption", tone="text3")
        self.column.addLayout(row(self.search_field, self.which, self.count, None))
        self.model: RecordTableModel[Line] = RecordTableModel(
            _columns(), self, key=_key, kind=_kind
        )
        self.table = RecordTable(self.model, "规则", row=34)
        self.table.current_changed.connect(self._current)
        self.column.addWidget(self.table, 1)
        self.detail = Label("", role="table", tone="text2", wrap=True, selectable=True)
        self.column.addWidget(self.detail)

    def show_page(self) -> None:
        day = today(self.desk.clock)
        job = self.session.job(lambda bench, _: rule_lists(bench.context.rulebook, day))
        self.desk.tasks.read(self, job, done=self._loaded)

    def _loaded(self, lists: RuleLists) -> None:
        self._lists = lists
        self.version.setText(f"{lists.version}，{len(lists.unverified)} 项待核实")
        self._show()

    def _searched(self, text: str) -> None:
        del text
        self._show()

    def _chosen(self, key: str) -> None:
        del key
        self._show()

    def _into_table(self) -> None:
        self.table.setFocus()

    def _show(self) -> None:
        if self._lists is None:
            return
        rows: list[Line] = []
        for title, lines in (
            ("救助基金和办事期限", self._lists.profile),
            ("赔偿计算", self._lists.values),
        ):
            chosen = [line for line in lines if self._wanted(line)]
            if chosen:
                rows.append(title)
                rows.extend(chosen)
        self.model.set_rows(rows, more=False)
        count = sum(1 for line in rows if isinstance(line, RuleLine))
        self.count.setText(f"{count} 项" if count else "没有相符的项目")
        self.table.select(1 if rows else -1)

    def _wanted(self, line: RuleLine) -> bool:
        text, which = self.search_field.text().strip(), self.which.value()
        if text and text not in line.label and text not in line.source.text:
            return False
        return which == "all" or (not line.source.sure if which == "unsure" else not line.text)

    def _current(self, line: object) -> None:
        if isinstance(line, RuleLine):
            self.detail.setText(f"{line.label}  {line.text}  依据：{line.source}")
        else:
            self.detail.setText("")

    def keys(self) -> tuple[Key, ...]:
        return (Key("↑ ↓", "选择"),)

    def first_focus(self) -> QWidget:
        return self.search_field


def _key(line: Line) -> str:
    return line if isinstance(line, str) else f"{line.layer}/{line.label}"


def _kind(line: Line) -> RowKind:
    return RowKind.GROUP if isinstance(line, str) else RowKind.RECORD
