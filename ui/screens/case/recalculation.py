"""重算: what today's rules and facts change against the frozen sums, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from ui.dialogs.sheet import Sheet
from ui.screens.case import wording
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, Label, Tag, line, row
from ui.widgets.fields import LineField

if TYPE_CHECKING:
    from mediation_app.domain.compensation.compare import LineChange
    from mediation_app.services.reckoning import Recalculation

SUM_WIDTH = 112
SUMS = ("item", "part", "share", "row", "own")
"""Kinds that are lines of their own; the others only repeat them as totals."""


class RecalculationSheet(Sheet):
    """``accepted(reason)``; closing keeps what is frozen."""

    accepted = Signal(str)

    def __init__(self, found: Recalculation) -> None:
        frozen = found.frozen
        day = frozen.made_on.isoformat() if frozen is not None and frozen.made_on else ""
        number = sum(change.kind in SUMS for change in found.changes)
        title = f"重算：{number} 项不同" if found.changes else "重算：没有差别"
        text = f"“固定时”是 {day} 的计算，“现在”按今天的规则和事实。" if day else ""
        super().__init__(title, text, width=776)
        self._reason: LineField | None = None
        if found.changes:
            self._totals(found)
            self.body.addWidget(line())
            for change in _ordered(found.changes):
                self.body.addWidget(_ChangeRow(change))
                self.body.addWidget(line())
            self._ask()
        else:
            self.body.addWidget(
                Label("按现在的规则和事实计算，每一项都与固定的计算相同。", role="table", tone="text2", wrap=True)
            )  # fmt: skip
            self.add_button(Button("关闭", kind="primary", on_click=self.escape), default=True)

    def _totals(self, found: Recalculation) -> None:
        """The whole before and after, and the difference."""
        new = found.new.result
        entitled = sum((victim.entitlement for victim in new.victims), ZERO)
        total = sum((victim.total for victim in new.victims), ZERO)
        old = found.frozen
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(look().px(8))
        for place in (1, 2, 3):
            grid.setColumnMinimumWidth(place, look().px(SUM_WIDTH))
        for place, word in enumerate(("", "固定时", "现在", "差额")):
            grid.addWidget(Label(word, role="captionStrong", tone="text2"), 0, place, _RIGHT)
        rows = (
            ("损失合计", old.total if old else ZERO, total),
            ("应得赔偿", old.entitlement if old else ZERO, entitled),
        )
        for number, (name, before, after) in enumerate(rows, 1):
            grid.addWidget(Label(name, role="strong"), number, 0)
            for place, amount in ((1, before), (2, after)):
                grid.addWidget(Label(format_money(amount), role="body"), number, place, _RIGHT)
            grid.addWidget(Label(signed(after - before), role="strong"), number, 3, _RIGHT)
        self.body.addLayout(grid)

    def _ask(self) -> None:
        self._reason = LineField(
            "采用的理由", hint="采用的理由，例如“统计数据已公布，双方同意按新标准”"
        )
        self._hint = Label("写明理由才能采用，保留则一切照旧。", self, role="caption", tone="text3")
        self.body.addWidget(self._reason)
        self.body.addWidget(self._hint)
        self._reason.changed.connect(self._typed)
        self.add_button(Button("保留固定的计算", on_click=self.escape))
        self._accept = self.add_button(
            Button("采用新的计算", kind="primary", on_click=self._take), default=True
        )
        self._typed()

    def _typed(self) -> None:
        assert self._reason is not None
        self._accept.setEnabled(bool(self._reason.value().strip()))

    def first_focus(self) -> QWidget | None:
        return self._reason or self.default

    def _take(self) -> None:
        assert self._reason is not None
        reason = self._reason.value().strip()
        if reason:
            self.close_sheet()
            self.accepted.emit(reason)


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def signed(amount: Money) -> str:
    """``+1,200.00``, ``−300.00``, ``0.00``."""
    if amount > 0:
        return f"+{format_money(amount)}"
    return f"−{format_money(-amount)}" if amount < 0 else format_money(amount)


def _ordered(changes: Sequence[LineChange]) -> list[LineChange]:
    """The lines of their own; totals only where nothing else changed."""
    lines = [change for change in changes if change.kind in SUMS]
    return lines or list(changes)


class _ChangeRow(QWidget):
    """Label and place, old → new, below each formula."""

    def __init__(self, change: LineChange) -> None:
        super().__init__()
        self.change = change
        old, new = change.old_amount, change.new_amount
        delta = (new or ZERO) - (old or ZERO)
        self.setAccessibleName(
            f"{change.label}，{_amount(old)} 改为 {_amount(new)}，差额 {signed(delta)}"
        )
        self._column = QVBoxLayout(self)
        name = ElidedLabel(wording.short_name(change.label), role="strong")
        where = "，".join(part for part in change.path[1:] if part)
        head = row(name, ElidedLabel(where, role="caption", tone="text3"), gap=8)
        if change.is_new or change.is_gone:
            head.addWidget(Tag("新增" if change.is_new else "不再计", "accent"))
        head.addStretch(1)
        for text, role, tone in (
            (_amount(old), "body", "text2"),
            (_amount(new), "body", "text"),
            (signed(delta), "strong", "text"),
        ):
            sum_ = Label(text, role=role, tone=tone)
            sum_.setAlignment(_RIGHT)
            sum_.setMinimumWidth(look().px(SUM_WIDTH))
            head.addWidget(sum_)
        self._column.addLayout(head)
        for word, text in (("固定时", change.old_text), ("现在", change.new_text)):
            if text:
                label = Label(
                    f"{word}：{wording.short_name(text)}", role="caption", tone="text2", wrap=True
                )
                self._column.addWidget(label)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._column.setContentsMargins(0, px(6), 0, px(6))
        self._column.setSpacing(px(2))


def _amount(amount: Money | None) -> str:
    return "无" if amount is None else format_money(amount)
