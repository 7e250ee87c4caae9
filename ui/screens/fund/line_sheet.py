"""One bill line: its facts while it is entered, the decision on it while it is reviewed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.fund import BillLine
from mediation_app.domain.fund_review import line_reasons
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO
from mediation_app.messages import text_of_reason
from ui.dialogs.sheet import Sheet
from ui.screens.fund.book import FundBook
from ui.widgets.basics import Button, Label
from ui.widgets.fields import (
    CheckField,
    ComboField,
    DateTimeField,
    IntegerField,
    LineField,
    MoneyField,
)
from ui.widgets.form import Form


class LineSheet(Sheet):
    """``done(line, another)``: the line as it shall be, and whether one more is wanted."""

    done = Signal(object, bool)

    def __init__(self, book: FundBook, line: BillLine, *, fresh: bool) -> None:
        review = book.review_open
        title = "核定费用" if review else "加一行费用" if fresh else "修改费用"
        text = f"{line.name}，账单 {format_money(line.amount)} 元" if review else ""
        super().__init__(title, text, width=560)
        self._line, self._review = line, review
        self.form = Form(most_columns=1)
        if review:
            self._decision(book)
        else:
            self._facts()
        self.form.changed.connect(self._changed)
        self.form.finished.connect(self._take)
        self.body.addWidget(self.form)
        self.trouble = Label("", self, role="table", tone="danger", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.add_button(Button("取消", on_click=self.escape))
        if fresh:
            self.add_button(Button("保存，再加一行", on_click=self._take_and_more))
        self.add_button(Button("保存", kind="primary", on_click=self._take), default=True)

    def _facts(self) -> None:
        add = self.form.add
        add("name", "项目", LineField(), required=True)
        add("code", "项目编码", LineField())
        add("served_at", "发生时间", DateTimeField())
        add("unit_price", "单价", MoneyField(), note="元")
        add("quantity", "数量", IntegerField(least=1, most=100_000))
        add("amount", "金额", MoneyField(), required=True, note="元")
        add("insurance_class", "医保类别", LineField())
        line = self._line
        self.form.set_values(
            {
                "name": line.name,
                "code": line.code,
                "served_at": line.served_at,
                "unit_price": line.unit_price or None,
                "quantity": line.quantity,
                "amount": line.amount or None,
                "insurance_class": line.insurance_class,
            }
        )

    def _decision(self, book: FundBook) -> None:
        line = self._line
        codes = [(c, f"{c} {words}") for c, words in book.list_of("reasons.reduction").items()]
        self.form.add("rescue", "", CheckField("属于抢救（丧葬）费用"))
        self.form.add("approved", "核定金额", MoneyField(), required=True, note="元")
        self.form.add("reduction_code", "核减原因", ComboField(choices=codes))
        self.form.set_values(
            {
                "rescue": line.rescue,
                "approved": line.approved if line.decided else line.amount,
                "reduction_code": line.reduction_code or None,
            }
        )

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.rows["approved" if self._review else "name"].field
        return field

    def _changed(self, key: str) -> None:
        self.form.set_errors({})
        self.trouble.hide()
        values = self.form.values()
        if key in ("unit_price", "quantity") and values["unit_price"] and values["quantity"]:
            product = values["unit_price"] * values["quantity"]
            self.form.set_values({"amount": product})
        if key == "rescue" and not values["rescue"]:
            self.form.set_values({"approved": ZERO, "reduction_code": "K01"})

    def _filled(self) -> BillLine | None:
        values = self.form.values()
        if self._review:
            amount = values["approved"]
            if amount is None:
                self.form.set_errors({"approved": "核定金额未填写，全部核减填 0"})
                return None
            cut = self._line.amount - amount
            return replace(
                self._line,
                decided=True,
                rescue=values["rescue"],
                approved=amount,
                reduced=cut,
                reduction_code=(values["reduction_code"] or "") if cut else "",
            )
        missing = {
            key: f"{label}未填写"
            for key, label in (("name", "项目"), ("amount", "金额"))
            if not values[key]
        }
        if missing:
            self.form.set_errors(missing)
            self.form.focus(next(iter(missing)))
            return None
        facts = ("unit_price", "quantity", "amount")
        same = all(values[name] == getattr(self._line, name) for name in facts)
        return replace(
            self._line,
            measure=self._line.measure if same else "",
            insurance_class=values["insurance_class"],
            name=values["name"],
            code=values["code"],
            served_at=values["served_at"],
            unit_price=values["unit_price"] or ZERO,
            quantity=values["quantity"] or 1,
            amount=values["amount"],
            decided=False,
        )

    def _take(self) -> None:
        self._finish(again=False)

    def _take_and_more(self) -> None:
        self._finish(again=True)

    def _finish(self, *, again: bool) -> None:
        line = self._filled()
        if line is None:
            return
        reasons = line_reasons(line)
        if reasons:
            self.trouble.setText("；".join(text_of_reason(reason) for reason in reasons))
            self.trouble.show()
            self.adjustSize()
            return
        self.close_sheet()
        self.done.emit(line, again)
