"""One loss or one payment already made, in a dialog of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.compensation.law import ItemKind, Shape
from mediation_app.domain.losses import Loss, Prepaid
from mediation_app.domain.money import format_money
from mediation_app.domain.records import ZERO, Record
from ui.dialogs.sheet import Sheet
from ui.screens.case.fieldform import F, Group, RecordForm
from ui.widgets.basics import Button, Label

LOSS: tuple[F | Group, ...] = (
    F("party_id", "受害人", "choice", (), required=True),
    F("item", "项目", "choice", (), required=True),
    F("quantity", "天数", "int"),
    F("rate", "标准", "money", note="元/天"),
    F("amount", "金额", "money", note="元"),
    F("evidence", "证据", hint="票据张数、鉴定意见、工资证明"),
    F("note", "说明", "text", lines=2),
)
PREPAID: tuple[F | Group, ...] = (
    F("payer_id", "付款人", "choice", (), required=True),
    F("victim_id", "受害人", "choice", (), required=True),
    F("amount", "金额", "money", required=True, note="元"),
    F("paid_on", "付款日期", "date"),
    F("purpose", "用途", hint="医疗费"),
    F("receipt", "票据", hint="收条、转账凭证"),
    F("from_compulsory", "来源", "check", note="保险公司从交强险先行支付"),
)
MOST_ROWS = 7  # more go into two columns: a sheet must fit into 512 px
Names = Sequence[tuple[str, str]]


class RecordSheet(Sheet):
    """``kept(record)`` with the new record, ``removed(record)`` when it is to go."""

    kept = Signal(object)
    removed = Signal(object)

    def __init__(
        self, title: str, record: Record, table: tuple[F | Group, ...], *, fresh: str
    ) -> None:
        columns = 2 if len(table) > MOST_ROWS else 1
        super().__init__(title, width=776 if columns == 2 else 560)
        self.record = record
        self.form = RecordForm(table, most_columns=columns)
        self.body.addWidget(self.form)
        self.form.touched.connect(self._touched)
        if not fresh:
            self.add_left(Button("移除", kind="danger", icon="trash-2", on_click=self._remove))
        self.add_button(Button("取消", on_click=self.escape))
        self.add_button(Button(fresh or "确定", kind="primary", on_click=self._keep), default=True)
        self.form.finished.connect(self._to_button)

    def _to_button(self) -> None:
        if self.default is not None:
            self.default.setFocus()

    def _remove(self) -> None:
        self.close_sheet()
        self.removed.emit(self.record)

    def _touched(self, _key: str) -> None:
        self.form.set_errors({})

    def _keep(self) -> None:
        self.form.set_errors({})
        wrong = self.missing()
        if wrong:
            self.form.set_errors(wrong)
            self.form.focus(next(iter(wrong)))
            return
        if any(row.error() for row in self.form.rows.values()):
            return
        self.close_sheet()
        self.kept.emit(self.result_record())

    def result_record(self) -> Record:
        """The record with what was entered."""
        return self.form.filled(self.record)

    def missing(self) -> dict[str, str]:
        """Errors by field; empty when it can be kept."""
        return {}


class LossSheet(RecordSheet):
    """An item of loss: by receipts, by days and rate, or left to the standard."""

    def __init__(
        self, loss: Loss, victims: Names, items: Mapping[str, ItemKind], *, fresh: str = ""
    ) -> None:
        super().__init__("加一项损失" if fresh else "损失", loss, LOSS, fresh=fresh)
        self._items = items
        self.form.set_choices("party_id", victims)
        self.form.set_choices(
            "item", [(k.code, f"{k.label}（{k.bucket.label}）") for k in items.values()]
        )
        self.form.show_record(loss)
        self._sum = Label("", role="table", tone="text2")
        self.body.addWidget(self._sum)
        self._follow()

    def first_focus(self) -> QWidget | None:
        name = "item" if not self.form.value("item") else "amount"
        if name == "amount" and not self.form.row_of("amount").isVisibleTo(self.form):
            name = "quantity"
        field: QWidget = self.form.part(name)
        return field

    def _touched(self, key: str) -> None:
        super()._touched(key)
        self._follow()

    def _shape(self) -> Shape:
        kind = self._items.get(self.form.value("item") or "")
        return kind.shape if kind is not None else Shape.ACTUAL

    def _follow(self) -> None:
        """Which fields count depends on the item."""
        shape = self._shape()
        daily = shape is Shape.DAILY
        self.form.row_of("quantity").setVisible(daily)
        self.form.row_of("rate").setVisible(daily)
        self.form.row_of("amount").setVisible(not daily)
        computed = shape not in (Shape.ACTUAL, Shape.DAILY)
        days, rate = self.form.value("quantity"), self.form.value("rate")
        if daily and days and rate:
            whole = format_money(Decimal(days) * rate)
            self._sum.setText(f"{days} 天 × {format_money(rate)} 元/天 = {whole} 元")
        elif computed:
            self._sum.setText("金额空着时按上一年度标准和伤残等级计算，填写后以填写的为准")
        else:
            self._sum.setText("")
        self._sum.setVisible(bool(self._sum.text()))

    def missing(self) -> dict[str, str]:
        found = {}
        if not self.form.value("party_id"):
            found["party_id"] = "受害人未选择"
        if not self.form.value("item"):
            found["item"] = "项目未选择"
        elif self._shape() is Shape.DAILY:
            if not self.form.value("quantity"):
                found["quantity"] = "天数未填写"
            if not self.form.value("rate"):
                found["rate"] = "每天的标准未填写"
        elif self._shape() is Shape.ACTUAL and not self.form.value("amount"):
            found["amount"] = "金额未填写"
        return found

    def result_record(self) -> Record:
        loss = self.form.filled(self.record)
        assert isinstance(loss, Loss)
        if self._shape() is Shape.DAILY and loss.quantity and loss.rate:
            amount = (Decimal(loss.quantity) * loss.rate).quantize(ZERO)
            text = f"{loss.quantity}天×{format_money(loss.rate)}元"
            return replace(loss, amount=amount, formula=text)
        return replace(loss, quantity=None, rate=None, formula="")


class PrepaidSheet(RecordSheet):
    """Money somebody has paid already."""

    def __init__(self, paid: Prepaid, payers: Names, victims: Names, *, fresh: str = "") -> None:
        super().__init__("登记已付款" if fresh else "已付款", paid, PREPAID, fresh=fresh)
        self.form.set_choices("payer_id", payers)
        self.form.set_choices("victim_id", victims)
        self.form.show_record(paid)

    def first_focus(self) -> QWidget | None:
        field: QWidget = self.form.part("payer_id")
        return field

    def missing(self) -> dict[str, str]:
        found = {}
        if not self.form.value("payer_id"):
            found["payer_id"] = "付款人未选择"
        if not self.form.value("victim_id"):
            found["victim_id"] = "受害人未选择"
        if not self.form.value("amount"):
            found["amount"] = "金额未填写"
        return found
