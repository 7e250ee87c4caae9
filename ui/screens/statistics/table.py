"""The table of figures: heads in groups, a total, the year before, the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from mediation_app.domain.statistics import (
    COLUMNS,
    SHARES,
    SUMS,
    Figures,
    Statistics,
    StatisticsRow,
    change_text,
    figure_text,
)
from ui.models.cells import Column, RowKind, Sum, Text
from ui.models.record_table import RecordTableModel
from ui.theme import follow_look, look
from ui.widgets.painting import draw_text, hairline
from ui.widgets.table import RecordTable
from ui.widgets.table.delegate import CellDelegate
from ui.widgets.table.header import RecordHeader

ROW, HEAD, EDGE = 26, 47, 15
_FUND = ("cases", "victims", "paid", "recovered", "back")


class TableLine(NamedTuple):
    """One line: its label, what each column says, and the row it is about."""

    key: str
    label: str
    texts: dict[str, str]
    row: StatisticsRow | None = None
    kind: RowKind = RowKind.RECORD
    quiet: bool = False


def lines_of(page: Statistics) -> list[TableLine]:
    """The rows of the page, then 合计, 去年同期, 同比."""
    found = [
        TableLine(row.span.code, row.span.short, _texts(row.now, empty=True), row)
        for row in page.rows
    ]
    found.append(TableLine("total", "合计", _texts(page.total), kind=RowKind.TOTAL))
    if not page.compares:
        return found
    found.append(TableLine("before", "去年同期", _texts(page.before), quiet=True))
    changes = {key: change_text(key, page.total, page.before) for key, *_ in COLUMNS}
    found.append(TableLine("change", "同比", changes, quiet=True))
    return found


def _texts(figures: Figures, *, empty: bool = False) -> dict[str, str]:
    """What each column says; ``empty`` leaves cells without anything empty."""
    found: dict[str, str] = {}
    for key, *_ in COLUMNS:
        value = getattr(figures, key)
        nothing = empty and not value and key not in SHARES
        found[key] = "" if nothing else figure_text(key, value)
    return found


def _cell(key: str, line: TableLine) -> Sum | None:
    text = line.texts[key]
    if not text:
        return None
    if line.kind is RowKind.TOTAL:
        return Sum(text, "text", "tableStrong")
    return Sum(text, "text2" if line.quiet else "text")


def columns() -> list[Column[TableLine]]:
    """The period, then every figure."""
    found: list[Column[TableLine]] = [
        Column(key="span", header="期间", width=70, cell=_label),
    ]
    for key, _, head in COLUMNS:

        def cell(line: TableLine, key: str = key) -> Sum | None:
            return _cell(key, line)

        least = 74 if key in SUMS else 60 if key in SHARES else 46
        found.append(Column(key=key, header=head, cell=cell, right=True, min_width=least))
    return found


def _label(line: TableLine) -> Text:
    if line.kind is RowKind.TOTAL:
        return Text(line.label, tone="text", role="tableStrong", fixed=True)
    return Text(line.label, tone="text2" if line.quiet else "text", fixed=True)


class _Delegate(CellDelegate):
    """A stronger line over the total, none at the foot; hairlines inset at both ends."""

    def _line(self, painter: QPainter, rect: QRectF, index: Any, cell: object, left: float) -> None:
        below = index.sibling(index.row() + 1, 0)
        if not below.isValid():
            return
        inset = look().px(EDGE)
        x, right = rect.x(), rect.right()
        if index.column() == 0:
            x += inset
        if index.column() == self._last_column():
            right -= inset
        kind = RowKind(below.data(_kind_role()) or 0)
        if kind is RowKind.TOTAL:
            hairline(painter, rect.x(), rect.right() + 1, rect.bottom() - 1, "control")
        else:
            hairline(painter, x, right, rect.bottom() - 1, "border")


def _kind_role() -> int:
    from ui.models.cells import Role

    return int(Role.KIND)


class _Header(RecordHeader):
    """Two lines: the group over its columns with a line under it, the column's own head."""

    first_head = "期间"

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt calls it by this name
        model = self.model()
        if not isinstance(model, RecordTableModel) or not rect.isValid():
            return
        now = look()
        painter.save()
        painter.fillRect(rect, now.color("subtle"))
        hairline(painter, rect.left(), rect.right() + 1, rect.bottom())
        column = model.columns[logicalIndex]
        first, last = logicalIndex == 0, logicalIndex == self.count() - 1
        left = now.px(EDGE if first else 4)
        right = now.px(EDGE if last else 4)
        half = rect.height() / 2
        low = QRectF(rect).adjusted(left, half, -right, -1)
        draw_text(
            painter, low, self.first_head if first else column.header, role="captionStrong", tone="text2", right=column.right,
            elide=False,
        )  # fmt: skip
        if not first:
            self._group(painter, rect, logicalIndex, half)
        painter.restore()

    def _group(self, painter: QPainter, rect: QRect, place: int, half: float) -> None:
        group = COLUMNS[place - 1][1]
        mine = [n + 1 for n, one in enumerate(COLUMNS) if one[1] == group]
        starts = self.sectionViewportPosition(mine[0])
        ends = self.sectionViewportPosition(mine[-1]) + self.sectionSize(mine[-1])
        px = look().px
        gap = px(14)
        x1 = max(rect.left(), starts + gap) if place == mine[0] else rect.left()
        x2 = rect.right() + 1
        if place == mine[-1]:
            x2 = ends - (px(EDGE) if place == self.count() - 1 else px(4))
        hairline(painter, x1, x2, rect.y() + half + 1)
        painter.setClipRect(rect)
        box = QRectF(starts + gap, rect.y(), ends - starts - gap, half)
        draw_text(painter, box, group, role="captionStrong", tone="text2", centre=True, elide=False)


class FigureTable(RecordTable):
    """``figure_chosen(line, key)``: a number was clicked. ``turned(±1)``: ← and →."""

    figure_chosen = Signal(object, str)
    turned = Signal(int)
    delegate_class = _Delegate

    def __init__(self, model: RecordTableModel[TableLine], parent: QWidget | None = None) -> None:
        super().__init__(model, "各期数字", parent, row=ROW, edge=EDGE, head=HEAD)
        self._lines = model
        header = _Header(self, edge=EDGE, height=HEAD)
        self.setHorizontalHeader(header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(1)
        header.setSectionsClickable(False)
        header.show()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._clicked)
        model.modelReset.connect(self._fit)
        follow_look(self._fit)

    def set_first_head(self, text: str) -> None:
        """What stands over the first column: 月份, 季度, 年度."""
        header = self.horizontalHeader()
        assert isinstance(header, _Header)
        header.first_head = text
        header.viewport().update()

    def _fit(self) -> None:
        """As high as its rows: the page scrolls, not the table."""
        px = look().px
        rows = self._lines.rowCount()
        self.setFixedHeight(px(HEAD) + rows * px(ROW) + px(2))
        self._lay_out()

    def _clicked(self, index: QModelIndex | QPersistentModelIndex) -> None:
        line = self._lines.record(index.row())
        key = self._lines.columns[index.column()].key
        if line is not None and key != "span" and line.texts.get(key) and line.key != "change":
            self.figure_chosen.emit(line, key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.turned.emit(step)
            return
        super().keyPressEvent(event)


def table_model(parent: QWidget) -> RecordTableModel[TableLine]:
    """The model of the table."""
    return RecordTableModel(
        columns(), parent, key=lambda line: line.key, kind=lambda line: line.kind
    )


__all__: Sequence[str] = ("FigureTable", "TableLine", "lines_of", "table_model")
