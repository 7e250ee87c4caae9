"""报表: periods with their editions and terms at the left, the figures at the right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.domain.fund_return_lines import Difference, Line
from mediation_app.domain.spans import Span, read_span
from mediation_app.errors import AppError, Reason
from mediation_app.messages import text_of_reason
from ui.desk import Desk
from ui.dialogs.files import ask_save
from ui.dialogs.printing import PrintJob, choose_printer, print_job
from ui.events import Changes
from ui.layout import LayoutMode, Width
from ui.models.row_list import Row, RowListModel
from ui.navigation import Address
from ui.screen import Crumb, Key
from ui.screens.statistics.page import StatisticsPage
from ui.screens.statistics.return_rows import (
    ReturnLine,
    due_text,
    figure_lines,
    figure_model,
    period_rows,
)
from ui.screens.statistics.return_sheets import CompareSheet, FreezeSheet, OutsideSheet
from ui.session import Session
from ui.theme import look
from ui.widgets.basics import Button, ElidedLabel, Label, row
from ui.widgets.fields import ComboField
from ui.widgets.shortcuts import bind
from ui.widgets.table import RecordList, RecordTable

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.documents.engine.displaylist import Document
    from mediation_app.domain.offices import Actor
    from mediation_app.services.fund_returns import ReturnRow

_YEARS = 6


class _Shown(NamedTuple):
    """What the right side shows: the figures of one edition, or as they are now."""

    asked: int
    lines: tuple[Line, ...]
    cases: dict[str, int]
    barred: tuple[Reason, ...]
    foot: str


class ReturnsPage(StatisticsPage):
    """``statistics/returns?period=2026Q3&edition=``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self._rows: tuple[ReturnRow, ...] = ()
        self._period, self._edition = "", ""
        self._asked = 0
        self._build()

    def _build(self) -> None:
        self.back_button = Button("总览", kind="quiet", icon="arrow-left")
        self.back_button.clicked.connect(self._back)
        year = today(self.desk.clock).year
        years = [(y, f"{y}年") for y in range(year, year - _YEARS, -1)]
        self.year = ComboField("年度", years)
        self.year.set_value(year)
        self.year.edited.connect(self._choose_year)
        self.periods: RowListModel[Any] = RowListModel()
        self.list = RecordList(self.periods, "统计期间", row=52)
        self.periods.setParent(self.list)
        self.list.current_changed.connect(self._choose_period)
        self.list.opened.connect(self._to_figures)
        side_head = QFrame()
        side_head.setProperty("frame", "bottom")
        self._side_row = row(self.back_button, None, self.year)
        side_head.setLayout(self._side_row)
        self._side = QFrame()
        self._side.setProperty("frame", "right")
        self._side.setProperty("plane", "surface")
        inside = QVBoxLayout(self._side)
        inside.setContentsMargins(0, 0, 1, 0)
        inside.setSpacing(0)
        inside.addWidget(side_head)
        inside.addWidget(self.list, 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._side)
        across.addWidget(self._build_right(), 1)
        bind(self, "Ctrl+E", self.export)
        bind(self, "Ctrl+P", self.print_page)

    def _build_right(self) -> QWidget:
        self.title = Label("", role="section")
        self.edition = ComboField("版次", ())
        self.edition.edited.connect(self._choose_edition)
        self.compare_button = Button("比较", kind="quiet", icon="git-merge", on_click=self.compare)
        self.outside_button = Button("外部数据", kind="quiet", icon="import")
        self.outside_button.clicked.connect(self.outside)
        self.print_button = Button("打印", icon="printer", on_click=self.print_page)
        self.export_button = Button("导出 Excel", icon="table", on_click=self.export)
        self.freeze_button = Button("冻结", kind="primary", icon="lock", on_click=self.act)
        self.note = ElidedLabel("", role="table", tone="text2")
        self.barred = Label("", role="table", tone="warn", wrap=True)
        self.foot = ElidedLabel("", role="caption", tone="text3")
        self._acts = row(
            self.title, 4, self.edition, None, self.compare_button, self.outside_button,
            self.print_button, self.export_button, self.freeze_button,
        )  # fmt: skip
        head = QFrame()
        head.setProperty("frame", "bottom")
        self._head = QVBoxLayout(head)
        self._head.addLayout(self._acts)
        self._head.addWidget(self.note)
        self._head.addWidget(self.barred)
        self.model = figure_model(self)
        self.table = RecordTable(self.model, "报表数字", row=28)
        self.table.opened.connect(self._open)
        foot = QFrame()
        foot.setProperty("frame", "top")
        self._foot_row = row(self.foot)
        foot.setLayout(self._foot_row)
        right = QWidget()
        right.setProperty("plane", "surface")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.table, 1)
        column.addWidget(foot)
        return right

    # --- loading --------------------------------------------------------------------------------

    def open_page(self, address: Address) -> None:
        code = address.get("period", self._period)
        self._edition = address.get("edition", "" if address.get("period") else self._edition)
        try:
            span = read_span(code) if code else None
        except AppError:
            span = None
        if span is not None:
            self._period = span.code
            self.year.set_value(span.since.year)
        self._load()

    def refresh(self, changes: Changes) -> None:
        kinds = ("FundReturn", "OutsideFigure", "LedgerEntry", "FundApplication")
        if any(changes.touches(kind) for kind in kinds):
            self._load()

    def _load(self) -> None:
        self._asked += 1
        asked, year = self._asked, int(self.year.value())

        def work(bench: Workbench, me: Actor) -> tuple[int, tuple[ReturnRow, ...]]:
            return asked, bench.returns.rows(me, year)

        self.desk.tasks.read(self, self.session.job(work), done=self._show_rows)

    def _show_rows(self, answer: tuple[int, tuple[ReturnRow, ...]]) -> None:
        asked, rows = answer
        if asked != self._asked:
            return
        self._rows = rows
        self.periods.set_list(period_rows(rows, today(self.desk.clock)))
        place = self.periods.row_of(self._period) if self._period else -1
        if place < 0:
            first = next((one for one in rows if one.over and not one.latest), None)
            first = first or next(iter(rows), None)
            place = self.periods.row_of(first.span.code) if first else -1
        if place >= 0:
            self.list.select(place)
            self._choose_period(self.periods.record(place))

    def _row(self) -> ReturnRow | None:
        return next((one for one in self._rows if one.span.code == self._period), None)

    def _choose_period(self, record: Any) -> None:
        thing: Any = record.record if isinstance(record, Row) else record
        if thing is None:
            return
        if thing.span.code != self._period:
            self._period, self._edition = thing.span.code, ""
        self._show_period(thing)

    def _show_period(self, one: ReturnRow) -> None:
        self.title.setText(one.span.label)
        choices = [("", "现在的数字")]
        choices += [(e.id, f"第 {e.edition} 版 {e.frozen_on}") for e in one.editions]
        self.edition.set_choices(choices)
        known = {e.id for e in one.editions}
        if self._edition not in known:
            self._edition = one.latest.id if one.latest is not None else ""
        self.edition.set_value(self._edition)
        self._load_figures()

    def _choose_edition(self) -> None:
        self._edition = str(self.edition.value() or "")
        self._load_figures()

    def _choose_year(self) -> None:
        self._period, self._edition = "", ""
        self._load()

    def _load_figures(self) -> None:
        one = self._row()
        if one is None:
            return
        self._asked += 1
        asked, span, edition = self._asked, one.span, self._edition
        self.desk.navigator.replace(
            Address.of("statistics", "returns", period=span.code, edition=edition)
        )

        def work(bench: Workbench, me: Actor) -> _Shown:
            barred = bench.returns.may_freeze(me, span)
            if edition:
                found = bench.returns.frozen(me, edition)
                report, record = found.report, found.record
                foot = f"{record.person_name} {record.frozen_on} 冻结，SHA-256 {record.digest}"
                if record.reason:
                    foot = f"更正原因：{record.reason}　{foot}"
            else:
                report = bench.returns.draft(me, span)
                foot = "收支平衡" if not report.unexplained else f"收支差 {report.unexplained} 元"
                foot = f"未冻结，数字随业务变化　{foot}：期初余额＋收入－支出＝期末余额"
            cases = bench.returns.case_counts(me, report)
            return _Shown(asked, bench.returns.lines(report), cases, barred, foot)

        self.desk.tasks.read(self, self.session.job(work), done=self._show)

    def _show(self, found: _Shown) -> None:
        if found.asked != self._asked:
            return
        one = self._row()
        if one is None:
            return
        self.note.set_text("；".join(f"{d.label} {due_text(d)}，{d.actor}" for d in one.dues))
        self.note.setToolTip("\n".join(d.text for d in one.dues))
        self.note.setVisible(bool(one.dues))
        live = not self._edition
        self.freeze_button.setText("冻结" if not one.editions else f"冻结第 {self._next(one)} 版")
        self.freeze_button.setEnabled(live and not found.barred)
        words = "；".join(text_of_reason(reason) for reason in found.barred)
        if not live and not found.barred:
            words = "已冻结的一版不能改，选“现在的数字”冻结更正"
        self.barred.setText(words)
        self.barred.setVisible(bool(words))
        self.compare_button.setEnabled(bool(one.editions))
        self.foot.set_text(found.foot)
        held = self.table.current_record()
        self.model.show_rows(figure_lines(found.lines, found.cases))
        place = self.model.row_of(held.key) if isinstance(held, ReturnLine) else -1
        self.table.select(place if place >= 0 else 1)
        self.title_changed.emit()
        self.keys_changed.emit()

    @staticmethod
    def _next(one: ReturnRow) -> int:
        return one.latest.edition + 1 if one.latest is not None else 1

    # --- what the person does -------------------------------------------------------------------

    def act(self) -> None:
        """Freeze: asks once."""
        one = self._row()
        if one is None or not self.freeze_button.isEnabled():
            return
        sheet = FreezeSheet(self.desk, self.session, one.span, self._next(one))
        sheet.frozen.connect(self._frozen)
        self.desk.notify.sheet.emit(sheet)

    def _frozen(self, key: str) -> None:
        self._edition = key
        self._load()

    def outside(self) -> None:
        """Enter a figure from outside for this period."""
        one = self._row()
        if one is not None:
            sheet = OutsideSheet(self.desk, self.session, one.span)
            sheet.kept.connect(self._load)
            self.desk.notify.sheet.emit(sheet)

    def compare(self) -> None:
        """An edition with the one before it; the newest, or the only one, with the figures now."""
        one = self._row()
        if one is None or not one.editions:
            return
        place = next((n for n, e in enumerate(one.editions) if e.id == self._edition), -1)
        newer = one.editions[place] if place >= 0 else None
        older = one.editions[place + 1] if place + 1 < len(one.editions) else None
        if newer is not None and older is not None:
            names = (f"第 {older.edition} 版", f"第 {newer.edition} 版")
            ids = (older.id, newer.id)
        else:
            last = newer or one.editions[0]
            names, ids = (f"第 {last.edition} 版", "现在"), (last.id, "")

        def work(bench: Workbench, me: Actor) -> list[Difference]:
            if ids[1]:
                return bench.returns.compare(me, *ids)
            return bench.returns.compare_live(me, ids[0])

        def show(found: list[Difference]) -> None:
            title = f"{one.span.label}：{names[0]} 与 {names[1]}"
            self.desk.notify.sheet.emit(CompareSheet(title, names, found))

        self.desk.tasks.read(self, self.session.job(work), done=show)

    def export(self) -> None:
        """Ask where to, then write the Excel file in a worker."""
        one = self._row()
        if one is not None:
            name = f"救助基金统计报表 {one.span.label}.xlsx"
            ask_save(self, "导出 Excel", name, "Excel (*.xlsx)", self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the Excel file there."""
        one = self._row()
        if one is None:
            return
        target = path if path.suffix else path.with_suffix(".xlsx")
        span, edition = one.span, self._edition

        def work(bench: Workbench, me: Actor) -> Path:
            from mediation_app.files import write_atomically

            write_atomically(target, bench.returns.workbook(me, edition, span))
            return target

        self.desk.tasks.read(self, self.session.job(work), done=self._saved, title="导出 Excel")

    def _saved(self, path: Path) -> None:
        self.desk.notify.say(f"已导出：{path.name}")

    def print_page(self) -> None:
        """F28 of what is shown."""
        one = self._row()
        if one is None:
            return
        span, edition = one.span, self._edition

        def work(bench: Workbench, me: Actor) -> Document:
            if edition:
                return bench.returns.paper(me, edition).document
            return bench.returns.draft_paper(me, span).document

        self.desk.tasks.read(self, self.session.job(work), done=self._choose_printer)

    def _choose_printer(self, document: Document) -> None:
        def begin(printer: QPrinter) -> None:
            job = print_job(printer, [PrintJob(document, 1)])
            self.desk.tasks.long(self, job, title="打印报表")

        choose_printer(self, "统计报表", 1, begin)

    def _open(self, record: Any) -> None:
        if isinstance(record, ReturnLine) and record.line is not None and record.cases:
            place = {"edition": self._edition} if self._edition else {"period": self._period}
            self.desk.navigator.go(
                Address.of(
                    "statistics", "cases", figure=record.line.behind or record.line.key, **place
                )
            )

    def _to_figures(self, _record: Any) -> None:
        self.table.setFocus()

    def _back(self) -> None:
        self.desk.navigator.go(Address.of("statistics"))

    # --- the window asks ------------------------------------------------------------------------

    def span(self) -> Span | None:
        """The period that is shown."""
        one = self._row()
        return one.span if one is not None else None

    def crumb(self) -> Crumb:
        return Crumb("报表")

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("↑ ↓", "选择"), Key("Enter", "看案件"), Key("Ctrl E", "导出"), Key("Ctrl P", "打印"),
        )  # fmt: skip

    def first_focus(self) -> QWidget:
        return self.list

    def panes(self) -> tuple[QWidget, ...]:
        return (self.list, self.table)

    def save_view(self) -> dict[str, object]:
        held = self.table.current_record()
        return {"line": held.key if isinstance(held, ReturnLine) else ""}

    def restore_view(self, state: Mapping[str, object]) -> None:
        place = self.model.row_of(str(state.get("line", "")))
        if place >= 0:
            self.table.select(place)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        px = look().px
        pad = px(mode.padding)
        wide = mode.width is Width.WIDE
        self._side.setFixedWidth(px(320 if wide else 264 if mode.width is Width.MEDIUM else 232))
        self._side_row.setContentsMargins(px(12), px(8), px(12), px(8))
        self._head.setContentsMargins(pad, px(12), pad, px(12))
        self._head.setSpacing(px(6))
        self._foot_row.setContentsMargins(pad, px(6), pad, px(6))
        narrow = mode.width is Width.NARROW
        self.outside_button.setText("" if narrow else "外部数据")
        self.compare_button.setText("" if narrow else "比较")
        self.print_button.setText("" if narrow else "打印")
        self.export_button.setText("" if narrow else "导出 Excel")
        for button, name in (
            (self.outside_button, "外部数据"), (self.compare_button, "比较"),
            (self.print_button, "打印"), (self.export_button, "导出 Excel"),
        ):  # fmt: skip
            button.setAccessibleName(name)
            button.setToolTip(name if narrow else "")
