"""A reckoning line by line: sign, term, how it came about, sum. The last line is the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.theme import follow_look, look
from ui.widgets.basics import ElidedLabel, Label, line


@dataclass(frozen=True, slots=True, kw_only=True)
class SumLine:
    """One term. ``amount`` is ready-made (``43,246.80``); ``rule`` draws a hairline above."""

    label: str
    amount: str
    note: str = ""
    sign: str = ""
    rule: bool = False
    result: bool = False
    tone: str = "text"


class SumLines(QWidget):
    """``set_lines`` shows a reckoning; sums end at one edge and are never elided."""

    def __init__(self, name: str, parent: QWidget | None = None, *, under: bool = False) -> None:
        super().__init__(parent)
        self._under = under
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(under)
        self.setSizePolicy(policy)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(2, 1)
        self._lines: tuple[SumLine, ...] = ()
        follow_look(self._relook)

    def lines(self) -> tuple[SumLine, ...]:
        """What is shown."""
        return self._lines

    def set_lines(self, lines: Sequence[SumLine]) -> None:
        """Show these terms."""
        self._lines = tuple(lines)
        self._relook()

    def _relook(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        px = look().px
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, px(14))
        at = 0
        for each in self._lines:
            if each.rule:
                first = 0 if each.result else 1
                self._grid.addWidget(line(), at, first, 1, 4 - first)
                at += 1
            self._put(at, each)
            at += 1
            if self._under and each.note:
                note = Label(each.note, self, role="caption", tone="text2", wrap=True)
                self._grid.addWidget(note, at, 1, 1, 3)
                note.show()
                at += 1
        self.setAccessibleDescription(
            "；".join(f"{x.sign}{x.label} {x.amount} {x.note}".strip() for x in self._lines)
        )

    def _put(self, at: int, each: SumLine) -> None:
        high = look().px(32 if each.result else 26)
        middle = Qt.AlignmentFlag.AlignVCenter
        role = "strong" if each.result else "table"
        strong = "strong" if each.result else "tableStrong" if not each.sign else "table"
        sign = Label(each.sign, self, role="table", tone="text3")
        label = Label(each.label, self, role=strong, tone=each.tone)
        note = ElidedLabel("" if self._under else each.note, self, role="caption", tone="text2")
        amount = Label(each.amount, self, role=role, tone=each.tone, selectable=True)
        self._grid.setRowMinimumHeight(at, high)
        self._grid.addWidget(sign, at, 0, Qt.AlignmentFlag.AlignCenter)
        self._grid.addWidget(label, at, 1, middle)
        self._grid.addWidget(note, at, 2, middle)
        self._grid.addWidget(amount, at, 3, middle | Qt.AlignmentFlag.AlignRight)
        for widget in (sign, label, note, amount):
            widget.show()
