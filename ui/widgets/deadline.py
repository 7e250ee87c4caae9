"""Deadline badges: how near a day is, in words and tone."""

from __future__ import annotations

from datetime import date, time

from PySide6.QtWidgets import QWidget

from ui.models.cells import TagCell
from ui.widgets.basics import Tag

WEEKDAYS = "一二三四五六日"


def deadline_tag(
    due: date | None, today: date, *, at: time | None = None, in_table: bool = False
) -> TagCell:
    """The badge of a due day; None means the holiday table is unknown: 待定.

    In tables days within two weeks are plain text, strong within 7 days.
    """
    if due is None:
        return TagCell("待定", "warn")
    days = (due - today).days
    if days < 0:
        return TagCell(f"逾期 {-days} 天", "overdue")
    if days == 0:
        return TagCell(f"今天 {at:%H:%M}" if at else "今天", "warn")
    if days == 1:
        return TagCell("明天", "warn")
    short = f"{due:%m-%d}" if due.year == today.year or days <= 14 else due.isoformat()
    if in_table:
        return TagCell(short, "plainStrong" if days <= 7 else "plain")
    if days <= 14:
        return TagCell(f"{due:%m-%d} 周{WEEKDAYS[due.weekday()]}", "neutral")
    return TagCell(short, "plain")


class DeadlineBadge(Tag):
    """A badge for a due day; its tooltip says the arithmetic (``受理 11-03 + 1 个月``)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "neutral", parent, height=22)
        self.hide()

    def set_due(
        self, due: date | None, today: date, *, at: time | None = None, reckoning: str = ""
    ) -> None:
        """Show a due day."""
        cell = deadline_tag(due, today, at=at)
        self.set(cell.text, cell.tone)
        missing = "节假日表缺该年度，无法推算" if due is None else ""
        self.setToolTip(reckoning or missing)
        self.setAccessibleName("，".join(p for p in (cell.text, reckoning or missing) if p))
