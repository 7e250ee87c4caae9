"""总览: indicators, three charts, the table; everything on it leads to its cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from mediation_app.clock import today
from mediation_app.domain.fund_returns import ReturnPeriod
from mediation_app.domain.moments import local_moment
from mediation_app.domain.statistics import Basis, Statistics
from ui.desk import Desk
from ui.dialogs.files import ask_save
from ui.dialogs.printing import PrintJob, choose_printer, print_job
from ui.events import Changes
from ui.layout import Height, LayoutMode, Width
from ui.navigation import Address
from ui.screen import Crumb, Key
from ui.screens.statistics import figures
from ui.screens.statistics.page import StatisticsPage
from ui.screens.statistics.table import FigureTable, TableLine, lines_of, table_model
from ui.session import Session
from ui.theme import look
from ui.widgets.bar_chart import BarChart, Legend
from ui.widgets.basics import Button, Card, ElidedLabel, row, scroll
from ui.widgets.chart_rows import RowChart
from ui.widgets.fields import ComboField
from ui.widgets.figure_strip import FigureStrip
from ui.widgets.shortcuts import bind
from ui.widgets.tabs import Segments

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.documents.engine.displaylist import Document
    from mediation_app.domain.offices import Actor
    from mediation_app.services.statistics import Stretch

_GRAINS = (("month", "月"), ("quarter", "季"), ("year", "年"))
_HEADS = {"month": "月份", "quarter": "季度", "year": "年度"}
_EXCEL = "Excel (*.xlsx)"
_CHART, _CHART_LEAST = 214, 186


class _ChartCard(Card):
    """A card whose heading stands over its chart without a line between."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.head.setProperty("frame", "")

    def _relook(self) -> None:
        super()._relook()
        px = look().px
        self.head.setFixedHeight(px(38))
        self.body.setContentsMargins(px(15), px(2), px(15), px(8))


class _TableCard(Card):
    """A card that its table fills to the edge."""

    def _relook(self) -> None:
        super()._relook()
        self.body.setContentsMargins(0, 0, 0, 0)


class OverviewPage(StatisticsPage):
    """07-statistics."""

    def __init__(self, desk: Desk, session: Session) -> None:
        super().__init__(desk, session)
        self._page: Statistics | None = None
        self._stretches: tuple[Stretch, ...] = ()
        self._grain = ReturnPeriod.MONTH
        self._asked = 0
        self._wanted = ""
        self._mode: LayoutMode | None = None
        self._build()

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.segments = Segments("统计周期", _GRAINS)
        self.segments.chosen.connect(self._choose_grain)
        self.span = ComboField("统计期间", ())
        self.span.edited.connect(self._choose_span)
        self.basis = ComboField("统计口径", [(b.value, b.label) for b in Basis])
        self.basis.set_value(Basis.EVENT.value)
        self.basis.edited.connect(self._load)
        self.note = ElidedLabel("", role="caption", tone="text2")
        self.eligible_button = Button("可垫付未申请", kind="quiet", icon="life-buoy")
        self.eligible_button.clicked.connect(self._to_eligible)
        self.returns_button = Button("报表", kind="quiet", icon="file-text")
        self.returns_button.clicked.connect(self._to_returns)
        self.freeze_button = Button("冻结本期", kind="quiet", icon="lock", on_click=self.freeze)
        self.print_button = Button("打印报表", icon="printer", on_click=self.print_page)
        self.export_button = Button(
            "导出 Excel", kind="primary", icon="table", on_click=self.export
        )
        self._bar = row(
            self.segments, self.span, self.basis, self.note, self.eligible_button,
            self.returns_button, self.freeze_button, self.print_button, self.export_button, gap=8,
        )  # fmt: skip
        for field in (self.span, self.basis):
            field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._bar.setStretchFactor(self.note, 1)
        self._bar.insertStretch(4, 0)
        self.strip = FigureStrip("主要数字")
        self.strip.chosen.connect(self._figure)
        self._build_charts()
        self.model = table_model(self)
        self.table = FigureTable(self.model)
        self.table.opened.connect(self._open_line)
        self.table.figure_chosen.connect(self._open_figure)
        self.table.turned.connect(self._turn)
        self.table_card = _TableCard("", flush=True)
        self.table_card.body.addWidget(self.table)
        self._grid = QGridLayout()
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.addLayout(self._bar)
        self._column.addWidget(self.strip)
        self._column.addLayout(self._grid, 100)
        self._column.addWidget(self.table_card)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll(self._inner))
        bind(self, "Ctrl+E", self.export)
        bind(self, "Ctrl+P", self.print_page)

    def _build_charts(self) -> None:
        self.cases_card = _ChartCard("受理与调解成功")
        self.cases_card.add_head_widget(
            Legend([("受理", "c1", False), ("成功", "c5", False), ("去年受理", "c4", True)])
        )
        self.cases_chart = BarChart("受理与调解成功", shown=figures.counted)
        self.cases_chart.chosen.connect(self._chart_chosen)
        self.cases_card.body.addWidget(self.cases_chart, 1)
        self.sources_card = _ChartCard("案件来源")
        self.sources_chart = RowChart("案件来源")
        self.sources_chart.chosen.connect(self._source_chosen)
        self.sources_card.body.addWidget(self.sources_chart, 1)
        self.fund_card = _ChartCard("基金垫付与收回（万元）")
        self.fund_card.add_head_widget(Legend([("垫付", "c2", False), ("收回", "c6", False)]))
        self.fund_chart = BarChart("基金垫付与收回（万元）", shown=figures.ten_thousands)
        self.fund_chart.chosen.connect(self._chart_chosen)
        self.fund_card.body.addWidget(self.fund_chart, 1)
        self._cards = (self.cases_card, self.sources_card, self.fund_card)

    # --- loading --------------------------------------------------------------------------------

    def open_page(self, address: Address) -> None:
        grain = address.get("grain", self._grain.value)
        if grain in dict(_GRAINS):
            self._grain = ReturnPeriod(grain)
            self.segments.set_value(grain)
        basis = address.get("basis")
        if basis in {b.value for b in Basis}:
            self.basis.set_value(basis)
        self._wanted = address.get("span", self._wanted)
        self._load_choices()

    def refresh(self, changes: Changes) -> None:
        kinds = ("Case", "LedgerEntry", "Payment", "RepaymentReceipt", "Agreement", "OutsideFigure")
        if any(changes.touches(kind) for kind in kinds):
            self._load()

    def _load_choices(self) -> None:
        grain = self._grain

        def work(bench: Workbench, me: Actor) -> tuple[tuple[Stretch, ...], int, int]:
            waiting = len(bench.returns.due(me))
            return bench.statistics.stretches(grain), waiting, bench.statistics.eligible_count(me)

        self.desk.tasks.read(self, self.session.job(work), done=self._show_choices)

    def _show_choices(self, answer: tuple[tuple[Stretch, ...], int, int]) -> None:
        self._stretches, waiting, eligible = answer
        codes = [one.code for one in self._stretches]
        self.span.set_choices([(one.code, one.label) for one in self._stretches])
        self.span.set_value(self._wanted if self._wanted in codes else codes[0])
        self._waiting, self._eligible = waiting, eligible
        self._name_buttons()
        self._load()

    _waiting = _eligible = 0

    def _name_buttons(self) -> None:
        short = self._mode is not None and self._mode.width is not Width.WIDE
        waiting = f"报表 {self._waiting} 期" if self._waiting else "报表"
        self.returns_button.setText("报表" if short else waiting)
        name = f"可垫付 {self._eligible} 件" if self._eligible else "可垫付"
        self.eligible_button.setText(name)
        self.eligible_button.setAccessibleName(f"可垫付未申请 {self._eligible} 件")
        self.returns_button.setAccessibleName(f"报表，{self._waiting} 期待报")

    def _stretch(self) -> Stretch | None:
        code = self.span.value()
        return next((one for one in self._stretches if one.code == code), None)

    def _load(self) -> None:
        stretch = self._stretch()
        if stretch is None:
            return
        self._asked += 1
        asked, grain, basis = self._asked, self._grain, Basis(self.basis.value())
        since, until = stretch.since, stretch.until

        def work(bench: Workbench, me: Actor) -> tuple[int, Statistics]:
            return asked, bench.statistics.page(me, grain, basis, since, until)

        self.desk.tasks.read(self, self.session.job(work), done=self._show)

    def _show(self, answer: tuple[int, Statistics]) -> None:
        asked, page = answer
        if asked != self._asked:
            return
        self._page = page
        self.note.set_text(f"截至 {local_moment(page.as_of):%m-%d %H:%M}，点数字看案件")
        self.strip.set_figures(figures.strip(page))
        self.strip.set_compact(bool(self._mode and self._mode.compact))
        labels, bars, line, strong = figures.cases_chart(page, today(self.desk.clock))
        self.cases_chart.set_data(labels, bars, line=line, strong=strong)
        labels, bars, _, strong = figures.fund_chart(page, today(self.desk.clock))
        self.fund_chart.set_data(labels, bars, strong=strong)
        self.sources_chart.set_bars(figures.source_bars(page))
        self.sources_card.set_note(f"{page.total.accepted} 件")
        self.table.set_first_head(_HEADS[self._grain.value])
        held = self.table.current_record()
        self.model.show_rows(lines_of(page))
        place = self.model.row_of(held.key) if isinstance(held, TableLine) else -1
        self.table.select(place if place >= 0 else max(0, len(page.rows) - 1))
        self.title_changed.emit()

    # --- choosing -------------------------------------------------------------------------------

    def _choose_grain(self, key: str) -> None:
        self._grain = ReturnPeriod(key)
        self._load_choices()
        self._note_address()

    def _choose_span(self) -> None:
        self._wanted = str(self.span.value() or "")
        self._note_address()
        self._load()

    def _turn(self, step: int) -> None:
        """← is the earlier stretch, → the later one."""
        codes = [one.code for one in self._stretches]
        place = codes.index(self.span.value()) - step if self.span.value() in codes else 0
        if 0 <= place < len(codes):
            self.span.set_value(codes[place])
            self._choose_span()

    def _note_address(self) -> None:
        self.desk.navigator.replace(
            Address.of(
                "statistics",
                grain=self._grain.value,
                span=self._wanted,
                basis=str(self.basis.value()),
            )
        )

    def _chart_chosen(self, place: int) -> None:
        if self._page is not None and place < len(self._page.rows):
            self.table.select(place)

    # --- behind a number ------------------------------------------------------------------------

    def _figure(self, key: str) -> None:
        if key == "city":
            self._to_returns()
        elif self._page is not None:
            self._go_behind(key, self._page.since, self._page.until)

    def _open_line(self, record: Any) -> None:
        if isinstance(record, TableLine):
            self._open_figure(record, "accepted")

    def _open_figure(self, line: TableLine, key: str) -> None:
        page = self._page
        if page is None or line.key == "change":
            return
        since, until = page.since, page.until
        if line.key == "before":
            since, until = page.last_since, page.last_until
        elif line.row is not None:
            since, until = line.row.span.since, min(line.row.span.until, until)
        self._go_behind(key, since, until)

    def _source_chosen(self, key: str) -> None:
        if self._page is not None:
            self._go_behind("accepted", self._page.since, self._page.until, source=key)

    def _go_behind(self, key: str, since: date, until: date, source: str = "") -> None:
        self.desk.navigator.go(
            Address.of(
                "statistics", "cases", figure=key, since=since.isoformat(),
                until=until.isoformat(), basis=str(self.basis.value()), source=source,
            )
        )  # fmt: skip

    def _to_returns(self) -> None:
        self.desk.navigator.go(Address.of("statistics", "returns"))

    def freeze(self) -> None:
        """To the return of the period that is selected, ready to be frozen."""
        held = self.table.current_record()
        row = held.row if isinstance(held, TableLine) else None
        rows = self._page.rows if self._page is not None else ()
        if row is None and rows:
            row = rows[-1]
        if row is not None:
            self.desk.navigator.go(Address.of("statistics", "returns", period=row.span.code))

    def _to_eligible(self) -> None:
        self.desk.navigator.go(Address.of("statistics", "eligible"))

    # --- going out ------------------------------------------------------------------------------

    def export(self) -> None:
        """Ask where to, then write the Excel file in a worker."""
        if self._page is None:
            return
        name = f"调处统计 {self._page.since}至{self._page.until}.xlsx"
        ask_save(self, "导出 Excel", name, _EXCEL, self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the Excel file there."""
        page = self._page
        if page is None:
            return
        target = path if path.suffix else path.with_suffix(".xlsx")

        def work(bench: Workbench, me: Actor) -> Path:
            from mediation_app.files import write_atomically

            write_atomically(target, bench.statistics.workbook(me, page))
            return target

        self.desk.tasks.read(self, self.session.job(work), done=self._saved, title="导出 Excel")

    def _saved(self, path: Path) -> None:
        self.desk.notify.say(f"已导出：{path.name}")

    def print_page(self) -> None:
        """Lay the table out in a worker, then ask for the printer."""
        page = self._page
        if page is None:
            return

        def work(bench: Workbench, me: Actor) -> Document:
            return bench.statistics.document(me, page)

        self.desk.tasks.read(self, self.session.job(work), done=self._choose_printer)

    def _choose_printer(self, document: Document) -> None:
        def begin(printer: QPrinter) -> None:
            job = print_job(printer, [PrintJob(document, 1)])
            self.desk.tasks.long(self, job, title="打印统计表")

        choose_printer(self, "统计表", 1, begin)

    def act(self) -> None:
        self.export()

    # --- the window asks ------------------------------------------------------------------------

    def crumb(self) -> Crumb:
        return Crumb("总览")

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("← →", "换期"),
            Key("Enter", "看案件"),
            Key("Ctrl E", "导出"),
            Key("Ctrl P", "打印"),
        )

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> tuple[QWidget, ...]:
        return (self.segments, self.strip, self.cases_chart, self.table)

    def save_view(self) -> dict[str, object]:
        held = self.table.current_record()
        return {"row": held.key if isinstance(held, TableLine) else ""}

    def restore_view(self, state: Mapping[str, object]) -> None:
        place = self.model.row_of(str(state.get("row", "")))
        if place >= 0:
            self.table.select(place)

    def set_layout_mode(self, mode: LayoutMode) -> None:
        self._mode = mode
        px = look().px
        pad, gap = px(mode.padding), px(mode.gap)
        edge = px(8 if mode.compact else 16)
        self._column.setContentsMargins(pad, edge, pad, edge)
        self._column.setSpacing(gap)
        self._grid.setSpacing(gap)
        self._bar.setSpacing(px(8))
        self.strip.set_compact(mode.compact)
        narrow = mode.width is Width.NARROW
        self.note.setVisible(mode.width is Width.WIDE)
        self.eligible_button.setVisible(not narrow)
        self.freeze_button.setVisible(mode.width is Width.WIDE)
        self._name_buttons()
        self._place_charts(narrow=narrow)
        low = mode.height is not Height.FULL
        for card in self._cards:
            card.setMinimumHeight(px(_CHART_LEAST))
            card.setMaximumHeight(px(_CHART_LEAST if low else _CHART))

    def _place_charts(self, *, narrow: bool) -> None:
        """Three beside each other, or the first over the other two."""
        for card in self._cards:
            self._grid.removeWidget(card)
        for place in range(3):
            self._grid.setColumnStretch(place, 0)
        if narrow:
            self._grid.addWidget(self.cases_card, 0, 0, 1, 2)
            self._grid.addWidget(self.sources_card, 1, 0)
            self._grid.addWidget(self.fund_card, 1, 1)
            shares = (4, 5)
        else:
            for place, card in enumerate(self._cards):
                self._grid.addWidget(card, 0, place)
            shares = (517, 310, 414)  # type: ignore[assignment]
        for place, share in enumerate(shares):
            self._grid.setColumnStretch(place, share)
