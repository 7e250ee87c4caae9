"""One side of the reconciliation, and the words about what is chosen on both."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QFrame, QVBoxLayout

from mediation_app.domain.money import format_money
from mediation_app.services.bank_lists import LooseEntry, LooseLine, Reconciliation
from ui.theme import look
from ui.widgets.basics import Label, row
from ui.widgets.table import RecordTable


class Side(QFrame):
    """One side: its title with the count over its table, as a card."""

    def __init__(self, title: str, table: RecordTable) -> None:
        super().__init__()
        self.setProperty("frame", "card")
        self._count = Label("", role="table", tone="text3")
        self._head = row(Label(title, role="strong"), self._count, None, gap=8)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(self._head)
        inside.addWidget(table, 1)
        px = look().px
        self._head.setContentsMargins(px(12), px(8), px(12), px(8))

    def set_count(self, count: int) -> None:
        """How many."""
        self._count.setText(f"{count} 笔")


def compared(
    lines: list[LooseLine], entries: list[LooseEntry], here: Decimal, there: Decimal
) -> str:
    """What the chosen lines and entries add up to, and whether they may be put together."""
    if not lines or not entries:
        note = (lines[0].line.note if lines else "") or (entries[0].note if entries else "")
        return f"说明：{note}" if note else ""
    words = f"银行 {format_money(here)} 元，台账 {format_money(there)} 元"
    if here != there and len(lines) == len(entries) == 1 and not lines[0].likely:
        note = lines[0].line.note
        return f"说明：{note}" if note else f"台账前后十天没有 {format_money(here)} 元的记录"
    if here != there:
        return f"{words}，相差 {format_money(abs(here - there))} 元"
    if min(len(lines), len(entries)) > 1:
        return f"{words}，两边不能同时多选"
    return f"{words}，可以对上"


def nothing(found: Reconciliation, *, done: bool) -> tuple[str, str]:
    """The words of an empty page."""
    if found.since is None:
        return "没有导入对账单", "导入基金专户的银行对账单，按流水号自动对账"
    if done:
        return "这个月没有已对上的交易", "用上方的箭头换月份"
    return "两边都已对上", "没有未达账项"
