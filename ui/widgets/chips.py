"""Filter chips that can be removed, and chips of facts derived from another field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import Button, PaintedButton
from ui.widgets.flow import FlowLayout
from ui.widgets.painting import (
    draw_icon,
    draw_text,
    fill_round,
    focus_ring,
    stroke_round,
    text_width,
)


class FilterChip(PaintedButton):
    """``field value ×``: a click or Enter changes it, × or Delete removes it."""

    removed = Signal(str)
    edited = Signal(str)

    def __init__(self, key: str, field: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key, self._field, self._value = key, field, value
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"筛选：{field} {value}")
        self.setToolTip("按 Delete 去掉这个条件")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        follow_look(self._relook)

    def _relook(self) -> None:
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        px = look().px
        wide = text_width(self._field, "table") + text_width(self._value, "tableStrong")
        return QSize(int(wide) + px(8 + 6 + 8 + 14 + 8), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        box = QRectF(self.rect())
        fill_round(painter, box, "accentSoft", px(6))
        if self.underMouse():
            stroke_round(painter, box, "control", px(6), 1)
        x: float = px(8)
        x += draw_text(
            painter, box.adjusted(x, 0, 0, 0), self._field, role="table", tone="text2", elide=False
        ) + px(6)
        x += draw_text(
            painter,
            box.adjusted(x, 0, 0, 0),
            self._value,
            role="tableStrong",
            tone="accentText",
            elide=False,
        ) + px(8)
        draw_icon(painter, x, box.center().y(), "x", "accentText", size=14)
        if self.hasFocus():
            focus_ring(painter, box)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        self.setDown(False)
        if inside and event.position().x() > self.width() - look().px(26):
            self.removed.emit(self.key)
        elif inside:
            self.edited.emit(self.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.key)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.edited.emit(self.key)
        else:
            super().keyPressEvent(event)


class FilterChips(QWidget):
    """A row of chips with ＋筛选 and 清除. ``remove_last`` serves Backspace in the search field."""

    removed = Signal(str)
    edited = Signal(str)
    add_wanted = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[FilterChip] = []
        self._flow = FlowLayout(self, gap=8)
        self.add_button = Button("筛选", icon="plus", on_click=self.add_wanted.emit)
        self.add_button.setProperty("kind", "chip")
        self.add_button.setProperty("state", "add")
        self.clear_button = Button("清除", kind="link", on_click=self.cleared.emit)
        self._flow.addWidget(self.add_button)
        self._flow.addWidget(self.clear_button)
        self.clear_button.hide()

    def set_filters(self, filters: Sequence[tuple[str, str, str]]) -> None:
        """Show these (key, field, value)."""
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for place, (key, field, value) in enumerate(filters):
            chip = FilterChip(key, field, value, self)
            chip.removed.connect(self.removed)
            chip.edited.connect(self.edited)
            self._flow.insert(place, chip)
            chip.show()
            self._chips.append(chip)
        self.clear_button.setVisible(bool(filters))

    def remove_last(self) -> bool:
        """Ask to remove the last chip; False when there is none."""
        if not self._chips:
            return False
        self.removed.emit(self._chips[-1].key)
        return True


class FactChips(QWidget):
    """Facts derived from another field: ``性别 男``, with the source named behind a link icon."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: tuple[tuple[str, str], ...] = ()
        self._source = ""
        self._tone = "ok"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()
        follow_look(self._relook)

    def set_facts(
        self, facts: Sequence[tuple[str, str]], source: str = "", *, tone: str = "ok"
    ) -> None:
        """Show (name, value) pairs and where they come from; none hides the row."""
        self._facts, self._source, self._tone = tuple(facts), source, tone
        said = "，".join(f"{name} {value}" for name, value in self._facts)
        self.setAccessibleName(f"{said}，{source}" if source else said)
        self.setVisible(bool(facts or source))
        self._relook()

    def _relook(self) -> None:
        self.setFixedHeight(self.heightForWidth(max(self.width(), 1)))
        self.update()

    def _places(self, width: int) -> list[tuple[float, float]]:
        px = look().px
        x = y = 0.0
        found = []
        wides = [
            text_width(n, "caption") + text_width(v, "tableStrong") + px(26) for n, v in self._facts
        ]
        if self._source:
            wides.append(text_width(self._source, "caption") + px(24))
        for wide in wides:
            if x > 0 and x + wide > width:
                x, y = 0.0, y + px(32)
            found.append((x, y))
            x += wide + px(6)
        return found

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return int(places[-1][1] if places else 0) + look().px(26)

    def resizeEvent(self, event: object) -> None:
        self._relook()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        places = self._places(self.width())
        for (name, value), (x, y) in zip(self._facts, places, strict=False):
            wide = text_width(name, "caption") + text_width(value, "tableStrong") + px(26)
            box = QRectF(x, y, wide, px(26))
            fill_round(painter, box, "subtle", px(6))
            stroke_round(painter, box, "border", px(6), 1)
            used = draw_text(
                painter,
                box.adjusted(px(10), 0, 0, 0),
                name,
                role="caption",
                tone="text3",
                elide=False,
            )
            draw_text(
                painter,
                box.adjusted(px(16) + used, 0, 0, 0),
                value,
                role="tableStrong",
                tone="text",
                elide=False,
            )
        if self._source:
            x, y = places[-1]
            box = QRectF(x + px(4), y, self.width() - x, px(26))
            used = draw_icon(painter, box.x(), box.center().y(), "link", self._tone, size=14)
            draw_text(
                painter,
                box.adjusted(used + px(5), 0, 0, 0),
                self._source,
                role="caption",
                tone=self._tone,
            )
