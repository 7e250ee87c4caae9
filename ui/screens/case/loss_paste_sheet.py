"""Pasted rows before they are taken: what they are, how much, and which nobody knows yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from mediation_app.domain.compensation.law import ItemKind
from mediation_app.domain.losses import Loss
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Money
from ui.dialogs.sheet import Sheet
from ui.screens.case.loss_entry import daily_text
from ui.screens.case.loss_paste import Pasted, PastedRow, losses_from
from ui.theme import follow_look, look
from ui.widgets.basics import Button, ElidedLabel, Label, line
from ui.widgets.fields import CheckField, ComboField

SKIP = "-"


class PasteSheet(Sheet):
    """``taken(rows, replace)``: the rows to add, and whether items of the same name give way."""

    taken = Signal(object, bool)

    def __init__(
        self,
        pasted: Pasted,
        items: Mapping[str, ItemKind],
        present: Mapping[str, Money],
        *,
        whom: str,
    ) -> None:
        super().__init__("粘贴损失项目", width=776)
        self._items = items
        self._present = present
        self._pasted = pasted
        self.rows: list[PastedRow] = list(pasted.rows)
        self.choosers: dict[int, ComboField] = {}
        self._sums: dict[int, Label] = {}
        self._whom = whom
        self.table = QFrame()
        self._grid = QGridLayout(self.table)
        self._fill()
        self.body.addWidget(self.table)
        self.replacing = CheckField("")
        self.replacing.changed.connect(self._count)
        self.body.addWidget(self.replacing)
        self.trouble = Label("", self, role="table", tone="warn", wrap=True)
        self.body.addWidget(self.trouble)
        self.add_button(Button("取消", on_click=self.escape))
        self.take_button = Button("加入", kind="primary", on_click=self._take)
        self.add_button(self.take_button, default=True)
        follow_look(self._relook_grid)
        self._count()

    def _relook_grid(self) -> None:
        px = look().px
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(4))
        self._grid.setColumnMinimumWidth(1, px(200))
        self._grid.setColumnMinimumWidth(3, px(116))

    def _fill(self) -> None:
        """Rows that want an answer come first."""
        heads = ("表格里的名称", "项目", "计算式、证据", "金额（元）")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for number, head in enumerate(heads):
            label = Label(head, role="captionStrong", tone="text2")
            self._grid.addWidget(label, 0, number, right if number == 3 else Qt.AlignmentFlag(0))
        self._grid.addWidget(line(), 1, 0, 1, 4)
        order = sorted(range(len(self.rows)), key=lambda n: (self._known(n), n))
        for place, number in enumerate(order, start=2):
            row = self.rows[number]
            self._grid.addWidget(ElidedLabel(row.name, role="table", tone="text"), place, 0)
            self._grid.addWidget(self._item_widget(number), place, 1)
            about = row.problem or self._about(row)
            tone = "danger" if row.problem else "text2"
            self._grid.addWidget(ElidedLabel(about, role="table", tone=tone), place, 2)
            self._sums[number] = Label("", role="body")
            self._grid.addWidget(self._sums[number], place, 3, right)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 3)

    def _known(self, number: int) -> bool:
        row = self._pasted.rows[number]
        return bool(row.item) and not row.problem

    def _item_widget(self, number: int) -> QWidget:
        row = self.rows[number]
        if row.item:
            return Label(self._items[row.item].label, role="table", tone="text")
        choices = [(SKIP, "不粘贴这一行")]
        choices += [(code, kind.label) for code, kind in self._items.items()]
        chooser = ComboField(f"{row.name}是哪一项", choices, hint="选择项目")
        chooser.changed.connect(partial(self._chosen, number))
        chooser.setEnabled(not row.problem)
        self.choosers[number] = chooser
        return chooser

    def _about(self, row: PastedRow) -> str:
        loss = self._loss_of(row)
        kind = self._items.get(row.item)
        words = [daily_text(loss, kind) if loss is not None else "", row.evidence]
        return "，".join(word for word in words if word)

    def _loss_of(self, row: PastedRow) -> Loss | None:
        known = row if row.item else replace(row, item=next(iter(self._items), ""))
        made = losses_from([known], self._items, case_id="", party_id="", position=0)
        return made[0] if made else None

    def _chosen(self, number: int) -> None:
        value = self.choosers[number].value()
        item = "" if value in (None, SKIP) else value
        self.rows[number] = replace(self._pasted.rows[number], item=item)
        self._count()

    # --- the result ---------------------------------------------------------------------------

    def good(self) -> list[PastedRow]:
        """The rows that will be taken."""
        return [row for row in self.rows if row.item and row.entry is not None and not row.problem]

    def same(self) -> list[str]:
        """Items that are there already."""
        return [code for code in self._present if any(row.item == code for row in self.good())]

    def _count(self) -> None:
        made = losses_from(self.good(), self._items, case_id="", party_id="", position=0)
        whole = sum((loss.amount for loss in made), ZERO)
        for number, row in enumerate(self.rows):
            loss = self._loss_of(row)
            self._sums[number].setText(format_money(loss.amount) if loss is not None else "")
        same = self.same()
        names = "、".join(self._items[code].label for code in same[:3])
        more = f"等 {len(same)} 项" if len(same) > 3 else ""
        self.replacing.setText(f"替换已有的{names}{more}，不打勾则一并保留")
        self.replacing.setVisible(bool(same))
        unread = sum(1 for row in self.rows if row.problem)
        unknown = len(self.rows) - len(made) - unread
        self.text_label.setText(self._summary(len(made), whole))
        self.text_label.show()
        self._tell_trouble(unread, unknown, whole)
        self.take_button.setText(f"加入 {len(made)} 项")
        self.take_button.setEnabled(bool(made))

    def _summary(self, count: int, whole: Money) -> str:
        to = f"，加给{self._whom}" if self._whom else ""
        return f"{count} 项，合计 {format_money(whole)} 元{to}"

    def _tell_trouble(self, unread: int, unknown: int, whole: Money) -> None:
        words = []
        waiting = sum(1 for chooser in self.choosers.values() if chooser.value() is None)
        if waiting:
            words.append(f"{waiting} 行的名称不认识，选出项目后才加入")
        elif unknown:
            words.append(f"{unknown} 行不粘贴")
        if unread:
            words.append(f"{unread} 行的金额读不出，不加入")
        total = self._pasted.total
        if total is not None and total != whole and not (waiting or unread):
            words.append(f"表格里的合计是 {format_money(total)} 元，与各项相加不同")
        self.trouble.setText("；".join(words))
        self.trouble.setVisible(bool(words))

    def _take(self) -> None:
        rows, replacing = self.good(), self.replacing.isChecked() and bool(self.same())
        self.close_sheet()
        self.taken.emit(tuple(rows), replacing)

    def first_focus(self) -> QWidget | None:
        waiting = (c for c in self.choosers.values() if c.isEnabled())
        return next(waiting, None) or self.take_button
