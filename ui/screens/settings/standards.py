"""年度标准: the yearly figures compensation is reckoned from."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mediation_app.clock import today
from mediation_app.domain.money import format_money
from mediation_app.messages import say
from mediation_app.services.rule_lists import RuleLists, StandardLine, rule_lists
from ui.desk import Desk
from ui.models.cells import Column, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.screens.settings.page import Page
from ui.screens.settings.rules import sureness_cell
from ui.session import Session
from ui.widgets.basics import Tag
from ui.widgets.table import RecordTable


def _columns() -> list[Column[StandardLine]]:
    return [
        Column(key="year", header="年度", width=64, cell=lambda one: Text(str(one.year), fixed=True)),
        Column(
            key="label", header="指标", min_width=200,
            cell=lambda one: Text(one.label, tone="text", role="body"),
        ),
        Column(
            key="amount", header="金额（元/年）", width=120, right=True,
            cell=lambda one: Sum(format_money(one.amount)),
        ),
        Column(key="sure", header="核实", width=84, cell=lambda one: sureness_cell(one.source.sure)),
        Column(
            key="from", header="启用", width=100, give_way=1,
            cell=lambda one: Text(f"{one.effective_from:%Y-%m-%d}", fixed=True),
        ),
        Column(
            key="source", header="依据", min_width=200, give_way=2,
            cell=lambda one: Text(one.source.text),
        ),
    ]  # fmt: skip


class StandardsPage(Page):
    """A table, the newest year first."""

    title = "年度标准"
    note = "残疾赔偿金、死亡赔偿金、被扶养人生活费、丧葬费按这里的数字计算，案件注明用的是哪一年。"
    fills = True

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self.late = Tag("", "warn")
        self.late.hide()
        self.head_row.addWidget(self.late)
        self.model: RecordTableModel[StandardLine] = RecordTableModel(
            _columns(), self, key=lambda one: f"{one.year}/{one.label}"
        )
        self.table = RecordTable(self.model, "年度标准", row=34)
        self.column.addWidget(self.table, 1)

    def show_page(self) -> None:
        day = today(self.desk.clock)
        job = self.session.job(lambda bench, _: rule_lists(bench.context.rulebook, day))
        self.desk.tasks.read(self, job, done=self._loaded)

    def _loaded(self, lists: RuleLists) -> None:
        year = lists.missing.standards
        self.late.set(say("screens.notice_standards", year=year) if year else "")
        self.model.set_rows(lists.standards, more=False)
        self.table.select(0)

    def first_focus(self) -> QWidget:
        return self.table
