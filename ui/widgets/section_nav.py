"""The sections of a case at the left: icon, name, and what is there (✓, a count, a word)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Mode, follow_look, look
from ui.widgets.basics import Label, PaintedButton
from ui.widgets.painting import (
    draw_badge,
    draw_icon,
    draw_text,
    fill_round,
    focus_ring,
    hairline,
    stroke_round,
    text_width,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """``errors`` red count, ``warnings`` amber count, ``done`` a check, else the quiet ``note``.

    ``group`` numbers above 0 begin after a hairline when they differ from the one before.
    """

    key: str
    name: str
    icon: str
    errors: int = 0
    warnings: int = 0
    done: bool = False
    note: str = ""
    group: int = 0

    @property
    def said(self) -> str:
        """The whole sentence for a screen reader."""
        parts = [self.name]
        if self.errors:
            parts.append(f"{self.errors} 项必须处理")
        if self.warnings:
            parts.append(f"{self.warnings} 项提醒")
        if self.done:
            parts.append("已齐")
        if self.note:
            parts.append(self.note)
        return "，".join(parts)


class _Item(PaintedButton):
    def __init__(self, section: Section, parent: QWidget) -> None:
        super().__init__(parent)
        self.section = section
        self.current = False
        self.icons_only = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_section(self, section: Section) -> None:
        self.section = section
        self.setAccessibleName(section.said)
        self.setToolTip(section.said if self.icons_only else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(34), look().px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        px = look().px
        box = QRectF(self.rect())
        section = self.section
        if self.current:
            fill_round(painter, box, "selected", px(6))
            if look().mode is Mode.HIGH_CONTRAST:
                stroke_round(painter, box, "accent", px(6), 2)
        elif self.underMouse():
            fill_round(painter, box, "hover", px(6))
        tone = "accentText" if self.current else "text2"
        if self.icons_only:
            draw_icon(painter, box.center().x() - px(8), box.center().y(), section.icon, tone)
            where = QPointF(box.right() - px(8), box.y() + px(8))
            self._count(painter, where)
        else:
            draw_icon(painter, px(12), box.center().y(), section.icon, tone)
            self._name(painter, box)
        if self.hasFocus():
            focus_ring(painter, box)

    def _name(self, painter: QPainter, box: QRectF) -> None:
        px = look().px
        section = self.section
        note = text_width(section.note, "caption") + px(8) if section.note else px(24)
        draw_text(
            painter,
            box.adjusted(px(38), 0, -px(12) - note, 0),
            section.name,
            role="body",
            tone="accentText" if self.current else "text",
        )
        if section.errors or section.warnings:
            self._count(painter, QPointF(box.right() - px(20), box.center().y()))
        elif section.done:
            draw_icon(painter, box.right() - px(28), box.center().y(), "check", "ok")
        elif section.note:
            draw_text(
                painter,
                box.adjusted(0, 0, -px(12), 0),
                section.note,
                role="caption",
                tone="text3",
                right=True,
                elide=False,
            )

    def _count(self, painter: QPainter, where: QPointF) -> None:
        if self.section.errors:
            draw_badge(painter, where, self.section.errors, "dangerFill", "onAccent")
        elif self.section.warnings:
            draw_badge(painter, where, self.section.warnings, "warnSoft", "warn")


class _Gap(QWidget):
    """A hairline between groups, inset like the names."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inset = look().px(12)
        hairline(painter, inset, self.width() - inset, self.height() // 2)


class SectionNav(QWidget):
    """``chosen(key)`` on click, Enter or arrow; ``set_icons_only`` makes it 48 wide."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("栏目")
        self._items: list[_Item] = []
        self._lines: list[QWidget] = []
        self._current = ""
        self._icons_only = False
        self._column = QVBoxLayout(self)
        self._hint = Label("Alt 1—9 跳到栏目", role="caption", tone="text3")
        self._column.addStretch(1)
        self._column.addWidget(self._hint)
        follow_look(self._relook)

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Show these; items are kept where the keys are the same, so the focus stays."""
        if [item.section.key for item in self._items] == [s.key for s in sections]:
            for item, section in zip(self._items, sections, strict=True):
                item.set_section(section)
            return
        for each in (*self._items, *self._lines):
            self._column.removeWidget(each)
            each.deleteLater()
        self._items, self._lines = [], []
        place, group = 0, sections[0].group if sections else 0
        for section in sections:
            if section.group != group:
                group = section.group
                between = _Gap(self)
                self._lines.append(between)
                self._column.insertWidget(place, between)
                place += 1
            item = _Item(section, self)
            item.clicked.connect(self._clicked)
            self._items.append(item)
            self._column.insertWidget(place, item)
            item.set_section(section)
            place += 1
        self._relook()
        self.set_current(self._current or (sections[0].key if sections else ""))

    def set_current(self, key: str) -> None:
        """Light up a section without telling anyone."""
        self._current = key
        for item in self._items:
            item.current = item.section.key == key
            item.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if item.current else Qt.FocusPolicy.ClickFocus
            )
            item.update()

    def current(self) -> str:
        """The key of the section that is lit."""
        return self._current

    def choose_number(self, number: int) -> None:
        """Alt+1…9: choose the n-th section, from 1."""
        if 1 <= number <= len(self._items):
            self._choose(self._items[number - 1])

    def set_icons_only(self, icons_only: bool) -> None:
        """Names go, 48 px wide."""
        self._icons_only = icons_only
        for item in self._items:
            item.icons_only = icons_only
            item.set_section(item.section)
        self._relook()

    def _relook(self) -> None:
        px = look().px
        self._hint.setVisible(not self._icons_only)
        side = 6 if self._icons_only else 8
        self._column.setContentsMargins(px(side), px(12), px(side), px(14))
        self._column.setSpacing(px(4 if self._icons_only else 2))
        self._hint.setContentsMargins(px(12), 0, 0, 0)
        self.setFixedWidth(px(48 if self._icons_only else 184))
        for item in self._items:
            item.icons_only = self._icons_only
            item.setFixedHeight(px(34))
        for each in self._lines:
            each.setVisible(not self._icons_only)
            each.setFixedHeight(px(13))

    def _clicked(self) -> None:
        item = self.sender()
        if isinstance(item, _Item):
            self._choose(item)

    def _choose(self, item: _Item) -> None:
        self.set_current(item.section.key)
        self.chosen.emit(item.section.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()), 0)
        keys = [item.section.key for item in self._items]
        if step and self._current in keys:
            place = keys.index(self._current) + step
            if 0 <= place < len(self._items):
                self._choose(self._items[place])
                self._items[place].setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)
