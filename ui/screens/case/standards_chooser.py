"""Yearly standards (赔偿标准): which statistical year is used, its figures, what is not verified.

When the sums are frozen it says so; what another year or new facts change then shows in 重算.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mediation_app.domain.compensation import reckon_claim
from mediation_app.domain.compensation.law import Series, Standard
from mediation_app.domain.money import format_money
from mediation_app.errors import AppError
from ui.screens.case.book import CaseBook
from ui.screens.case.view import CaseView
from ui.theme import follow_look, look
from ui.widgets.basics import Button, Label, PaintedButton, Tag, line, row, scroll
from ui.widgets.painting import (
    draw_icon,
    draw_tag,
    draw_text,
    fill_round,
    focus_ring,
    tag_size,
)
from ui.widgets.popover import Popover, PopoverButton

if TYPE_CHECKING:
    from mediation_app.domain.losses import Calculation

SERIES_WORDS = {
    Series.INCOME.value: "城镇居民人均可支配收入",
    Series.CONSUMPTION.value: "城镇居民人均消费支出",
    Series.WAGE.value: "职工年平均工资",
}
Figures = Mapping[str, Standard]
MOST_ROWS = 6


def figures_of(standards: Sequence[Standard], year: int | None, on: date) -> dict[str, Standard]:
    """The figures a year stands for: of every series its own or the last one before it."""
    found: dict[str, Standard] = {}
    for item in sorted(standards, key=lambda item: item.stat_year):
        if item.effective_from <= on and (year is None or item.stat_year <= year):
            found[item.series] = item
    return found


def set_name(figures: Figures, year: int | None) -> str:
    """``山东 2023 年度标准（待核实）``, ``山东最新标准（待核实）``."""
    place = next((item.place for item in figures.values() if item.place), "")
    years = {item.stat_year for item in figures.values()}
    if year is None and len(years) == 1:
        year = next(iter(years))
    head = f"{place} {year} 年度标准" if year is not None else f"{place}最新标准"
    doubt = any(not item.source.sure for item in figures.values())
    return head.strip() + ("（待核实）" if doubt else "")


def lacking(figures: Figures, year: int | None) -> int:
    """How many series have no figure of that very year."""
    return sum(
        name not in figures or (year is not None and figures[name].stat_year != year)
        for name in SERIES_WORDS
    )


class _YearRow(PaintedButton):
    """A year to choose: radio mark, its name, what is doubtful about it."""

    stepped = Signal(int)

    def __init__(self, year: int | None, text: str, tags: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.year, self._text, self._tags = year, text, tuple(tags)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("，".join((text, *(tag for tag, _ in tags))))
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setFixedHeight(look().px(32))

    def sizeHint(self) -> QSize:
        return QSize(look().px(300), look().px(32))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.stepped.emit(step)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the panel takes it: 采用
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        box = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            fill_round(painter, box, "selected" if self.isChecked() else "hover", px(6))
        if self.isChecked():
            draw_icon(painter, px(10), box.center().y(), "check", "accent")
        role = "strong" if self.isChecked() else "body"
        x: float = box.right() - px(10)
        for text, tone in reversed(self._tags):
            draw_tag(painter, x, box.center().y(), text, tone, right=True)
            x -= tag_size(text)[0] + px(6)
        left = px(34)
        draw_text(painter, QRectF(left, 0, x - left, box.height()), self._text, role=role)
        if self.hasFocus():
            focus_ring(painter, box)


class StandardsPanel(Popover):
    """``tried(year)`` for every year looked at, ``kept(year)``, ``dropped``."""

    tried = Signal(object)
    kept = Signal(object)
    dropped = Signal()

    def __init__(
        self,
        standards: Sequence[Standard],
        years: Sequence[int],
        chosen: int | None,
        on: date,
        frozen: Calculation | None,
    ) -> None:
        super().__init__("赔偿标准", width=460)
        self._standards, self._on = standards, on
        self._first = self.year = chosen
        self.body.addWidget(Label("赔偿标准", role="section"))
        if frozen is not None:
            text = f"{frozen_words(frozen)}。改选后按“重算”才生效"
            self.body.addWidget(Label(text, role="table", tone="text2", wrap=True))
        self.rows = [self._row(None), *(self._row(year) for year in years)]
        holder = QWidget()
        holder.setProperty("plane", "surface")
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(look().px(2))
        for made in self.rows:
            inside.addWidget(made)
            made.stepped.connect(self._step)
            made.toggled.connect(self._toggled)
        if len(self.rows) > MOST_ROWS:
            pane = scroll(holder)
            pane.setFixedHeight(look().px(34 * MOST_ROWS))
            self.body.addWidget(pane)
        else:
            self.body.addWidget(holder)
        self.body.addWidget(line())
        self._figures = QVBoxLayout()
        self._figures.setSpacing(look().px(8))
        self.body.addLayout(self._figures)
        self.keep = Button("采用", on_click=self._keep)
        self.body.addLayout(
            row(None, Button("取消", kind="quiet", on_click=self.escape), self.keep)
        )
        self._row_of(chosen).setChecked(True)
        self._show_figures()

    def _row(self, year: int | None) -> _YearRow:
        figures = figures_of(self._standards, year, self._on)
        tags = []
        missing = lacking(figures, year)
        if missing:
            tags.append((f"缺 {missing} 项", "neutral"))
        if any(not item.source.sure for item in figures.values()):
            tags.append(("待核实", "warn"))
        text = "最新公布（各取最近一年）" if year is None else f"{year} 年度"
        return _YearRow(year, text, tags)

    def _row_of(self, year: int | None) -> _YearRow:
        return next((made for made in self.rows if made.year == year), self.rows[0])

    def first_focus(self) -> QWidget | None:
        return self._row_of(self.year)

    def _step(self, step: int) -> None:
        place = self.rows.index(self._row_of(self.year)) + step
        if 0 <= place < len(self.rows):
            self.rows[place].setChecked(True)
            self.rows[place].setFocus(Qt.FocusReason.TabFocusReason)

    def _toggled(self, on: bool) -> None:
        sender = self.sender()
        if on and isinstance(sender, _YearRow) and sender.year != self.year:
            self.year = sender.year
            self._show_figures()
            self.tried.emit(self.year)

    def _show_figures(self) -> None:
        while self._figures.count():
            item = self._figures.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        figures = figures_of(self._standards, self.year, self._on)
        for series, name in SERIES_WORDS.items():
            self._figures.addWidget(_figure(figures.get(series), name, self.year))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
            return
        super().keyPressEvent(event)

    def _keep(self) -> None:
        self.close_popover()
        if self.year == self._first:
            self.dropped.emit()
        else:
            self.kept.emit(self.year)

    def escape(self) -> None:
        self.close_popover()
        self.dropped.emit()

    def leave(self) -> None:
        self._keep()


def _figure(item: Standard | None, name: str, year: int | None) -> QWidget:
    """One series: its name and sum, below its source, day and what is doubtful."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look().px(2))
    if item is None:
        column.addLayout(
            row(Label(name, role="table"), None, Label("没有数据", role="table", tone="warn"))
        )
        column.addWidget(
            Label("公布后由规则数据补入，用到它的项目现在不能计算", role="caption", tone="text3", wrap=True)
        )  # fmt: skip
        return made
    amount = Label(f"{format_money(item.amount)} 元/年", role="tableStrong", selectable=True)
    head = row(Label(item.label, role="table"), gap=8)
    if not item.source.sure:
        head.addWidget(Tag("待核实", "warn"))
    head.addStretch(1)
    head.addWidget(amount)
    column.addLayout(head)
    words = [f"{item.stat_year} 年", item.source.text, f"{item.effective_from.isoformat()} 起可用"]
    other = year is not None and item.stat_year != year
    if other:
        words.insert(0, f"没有 {year} 年的数据，用 {item.stat_year} 年的")
    tone = "warn" if other else "text3"
    column.addWidget(Label("，".join(words), role="caption", tone=tone, wrap=True))
    return made


def _short_day(day: date | None, today: date) -> str:
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def frozen_words(frozen: Calculation) -> str:
    """``计算已于 2026-06-24 固定，规则 山东 2026.03``."""
    day = frozen.made_on.isoformat() if frozen.made_on else ""
    rules = f"，规则 {frozen.rules_version}" if frozen.rules_version else ""
    return f"计算已于 {day} 固定{rules}"


class StandardsChooser(PopoverButton):
    """``山东 2023 年度标准（待核实）``, or that the sums are frozen."""

    def __init__(
        self, book: CaseBook, show_live: Callable[[CaseView], object], within: QWidget | None
    ) -> None:
        super().__init__("赔偿标准", elides=True)
        self._book, self._show_live, self._within = book, show_live, within
        self._view: CaseView | None = None
        self.panel: StandardsPanel | None = None
        self.clicked.connect(self._open)

    def show_case(self, view: CaseView, *, can_edit: bool) -> None:
        """Show the set that counts."""
        self._view = view
        if self.panel is not None:
            return
        sums = view.sums
        self.setVisible(sums is not None)
        if sums is None:
            return
        name = set_name(sums.law.standards, view.file.case.standards_year)
        parts = [item.text for item in sums.law.standards.values()]
        if sums.frozen is not None:
            parts = [frozen_words(sums.frozen), name, *parts]
            name = f"已固定 {_short_day(sums.frozen.made_on, view.today)}".strip()
        self.set_elides(sums.frozen is None)  # a day is never cut off
        self.set_text(name, tip="\n".join(parts))
        self.setEnabled(can_edit)

    def _open(self) -> None:
        view = self._view
        if view is None or view.sums is None or self.panel is not None:
            return
        self.panel = StandardsPanel(
            view.around.standards,
            view.sums.years,
            view.file.case.standards_year,
            view.today,
            view.sums.frozen,
        )
        self.panel.tried.connect(self._try)
        self.panel.kept.connect(self._keep)
        self.panel.dropped.connect(self._drop)
        self.panel.closed.connect(self._closed)
        self.panel.open_under(self, self._within)

    def _closed(self) -> None:
        panel, self.panel = self.panel, None
        if panel is not None:
            panel.deleteLater()

    def _try(self, year: int | None) -> None:
        """What the year would come to; a frozen reckoning is not played with."""
        view = self._view
        if view is None or view.sums is None or view.sums.frozen is not None:
            return
        sums = view.sums
        figures = figures_of(view.around.standards, year, view.today)
        law = replace(sums.law, standards=figures)
        try:
            result = reckon_claim(sums.claim, law)
        except AppError as error:
            self._show_live(replace(view, reckoning=None, reckoning_trouble=error))
            return
        tried = replace(sums, law=law, result=result)
        self._show_live(replace(view, reckoning=result, sums=tried))

    def _drop(self) -> None:
        if self._view is not None:
            self._show_live(self._view)

    def _keep(self, year: int | None) -> None:
        before = self._book.file.case.standards_year
        self._write(year)
        word = "最新公布的标准" if year is None else f"{year} 年度标准"
        self._book.desk.notify.say(f"已改用{word}", undo=partial(self._write, before))

    def _write(self, year: int | None) -> None:
        file = self._book.file
        self._book.edit(replace(file, case=replace(file.case, standards_year=year)))
        self._book.save()
