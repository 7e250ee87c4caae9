"""A step that moves money: payee, sum and sum in words once more, then one deliberate key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from mediation_app.domain.money import capital, format_money
from mediation_app.domain.workflow.engine import Offer
from mediation_app.errors import InvalidInput
from ui.dialogs.step_dialog import StepSheet
from ui.theme import follow_look, look
from ui.widgets.basics import Label


class MoneyBlock(QFrame):
    """The sum large, in words below it, and the facts about its payee."""

    def __init__(self, facts: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "soft")
        self.setProperty("tone", "fund")
        self._grid = QGridLayout(self)
        self.amount = Label("", role="figureSmall", tone="text", selectable=True)
        self.words = Label("", role="table", tone="text2", wrap=True)
        self._grid.addWidget(self.amount, 0, 0, 1, 2)
        self._grid.addWidget(self.words, 1, 0, 1, 2)
        for place, (name, value) in enumerate(facts, start=2):
            label = Label(name, role="table", tone="text2")
            self._grid.addWidget(label, place, 0)
            self._grid.addWidget(Label(value, role="table", wrap=True, selectable=True), place, 1)
        self._grid.setColumnStretch(1, 1)
        follow_look(self._relook)

    def _relook(self) -> None:
        px = look().px
        self._grid.setContentsMargins(px(16), px(12), px(16), px(12))
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(4))

    def set_amount(self, amount: Decimal | None) -> None:
        """Show another sum."""
        try:
            words = capital(amount) if amount is not None else ""
        except InvalidInput:
            words = ""
        self.amount.setText(f"{format_money(amount)} 元" if amount is not None else "金额未填写")
        self.words.setText(words)
        self.setAccessibleName(f"{self.amount.text()}，{words}")


class MoneySheet(StepSheet):
    """The step dialog with the money above its fields. ``amount_open``: the sum may be changed."""

    def __init__(
        self,
        offer: Offer,
        *,
        today: date,
        amount: Decimal,
        facts: Sequence[tuple[str, str]],
        verb: str,
        values: Mapping[str, object] | None = None,
        amount_open: str = "",
    ) -> None:
        known = dict(values or {})
        names = {fact.name for fact in offer.step.needs}
        self._verb = verb
        self._amount_open = bool(amount_open)
        if "amount" in names and not amount_open:
            known["amount"] = amount
        super().__init__(offer, today=today, values=known, verb=f"{verb} {format_money(amount)} 元")
        self.block = MoneyBlock(facts)
        self.body.insertWidget(0, self.block)
        self.block.set_amount(None if amount_open else amount)
        row = self.form.rows.get("amount")
        if row is not None and not amount_open:
            row.setVisible(False)
        if row is not None and amount_open:
            row.set_note(amount_open)
            self._go_button.setText(verb)
        self.form.changed.connect(self._sum_changed)

    def _sum_changed(self, key: str) -> None:
        if key == "amount" and self._amount_open:
            value = self.form.rows["amount"].field.value()
            self.block.set_amount(value)
            shown = f" {format_money(value)} 元" if value is not None else ""
            self._go_button.setText(f"{self._verb}{shown}")

    def first_focus(self) -> QWidget | None:
        """The first required fact that is still open; else the deciding button itself."""
        for fact in self.offer.step.needs:
            field = self.form.rows[fact.name].field
            if fact.required and field.value() in (None, "", (), False):
                target: QWidget = field
                return target
        return self.default
