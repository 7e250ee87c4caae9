"""One loss or one payment already made, in a dialog of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mediation_app.domain.compensation.law import Bucket, ItemKind, Shape
from mediation_app.domain.losses import Loss, Prepaid, RateBasis
from mediation_app.domain.money import format_money, format_percent
from mediation_app.domain.records import ZERO, Money, Record
from ui.dialogs.sheet import Sheet
from ui.screens.case.fieldform import F, Group, RecordForm, both
from ui.screens.case.loss_entry import daily_sum, daily_text, with_sum
from ui.widgets.basics import Button, Label

LOSS: tuple[F | Group, ...] = (
    F("party_id", "受害人", "choice", (), required=True),
    F("item", "项目", "choice", (), required=True),
    F("quantity", "天数", "int"),
    both("标准", F("rate", "标准", "money"), F("rate_basis", "标准口径", "choice", RateBasis)),
    F("persons", "人数", "int"),
    F("percent", "依赖程度", "percent", note="%"),
    F("amount", "金额", "money", note="元"),
    F("deducted", "残值", "money", note="元"),
    F("outside_medical", "非医保", "money", note="元"),
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
Names = Sequence[tuple[str, str]]
Reckoned = Callable[[Loss], Money | None]


class RecordSheet(Sheet):
    """``kept(record)`` with the new record, ``removed(record)`` when it is to go."""

    kept = Signal(object)
    removed = Signal(object)

    def __init__(
        self, title: str, record: Record, table: tuple[F | Group, ...], *, fresh: str
    ) -> None:
        super().__init__(title, width=560)
        self.record = record
        self.form = RecordForm(table, most_columns=1)
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
    """An item of loss with all that can be said of it; which fields there are goes by the item.

    ``reckoned`` answers with the sum the rules make of a loss (None where they make none).
    """

    def __init__(
        self,
        loss: Loss,
        victims: Names,
        items: Mapping[str, ItemKind],
        *,
        fresh: str = "",
        reckoned: Reckoned | None = None,
    ) -> None:
        super().__init__("加一项损失" if fresh else "损失", loss, LOSS, fresh=fresh)
        self._items = items
        self._reckoned = reckoned
        self.form.set_choices("party_id", victims)
        self.form.set_choices(
            "item", [(k.code, f"{k.label}（{k.bucket.label}）") for k in items.values()]
        )
        shown = loss
        if self._shape_of(loss.item) is Shape.DAILY and loss.rate is not None:
            shown = replace(loss, amount=ZERO)  # it is days × rate: no sum was entered
        self.form.show_record(shown)
        self._sum = Label("", role="table", tone="text2", wrap=True)
        self.body.addWidget(self._sum)
        self._follow()

    def first_focus(self) -> QWidget | None:
        name = "item" if not self.form.value("item") else "amount"
        if self._shape() is Shape.DAILY and name == "amount":
            name = "quantity"
        field: QWidget = self.form.part(name)
        return field

    def _touched(self, key: str) -> None:
        super()._touched(key)
        self._follow()

    def _shape_of(self, item: str) -> Shape:
        kind = self._items.get(item)
        return kind.shape if kind is not None else Shape.ACTUAL

    def _shape(self) -> Shape:
        return self._shape_of(self.form.value("item") or "")

    def _follow(self) -> None:
        """Which fields count depends on the item."""
        shape, kind = self._shape(), self._items.get(self.form.value("item") or "")
        daily = shape is Shape.DAILY
        bucket = kind.bucket if kind is not None else None
        shown = {
            "quantity": daily,
            "rate": daily,
            "persons": daily,
            "percent": daily and kind is not None and bool(kind.degrees),
            "deducted": kind is not None and kind.deductible,
            "outside_medical": bucket is Bucket.MEDICAL and shape is Shape.ACTUAL,
        }
        for name, visible in shown.items():
            self.form.row_of(name).setVisible(visible)
        unit = kind.unit if kind is not None else "天"
        self.form.row_of("quantity").label.setText("天数" if unit == "天" else "数量")
        self.form.row_of("rate").label.setText("标准" if unit == "天" else "单价")
        self.form.part("rate_basis").setVisible(unit == "天")
        text = "\n".join(part for part in (self._words(shape), _about(kind)) if part)
        self._sum.setText(text)
        self._sum.setVisible(bool(text))

    def _words(self, shape: Shape) -> str:
        if shape is Shape.ACTUAL:
            return ""
        loss = self.result_record()
        assert isinstance(loss, Loss)
        if shape is Shape.DAILY:
            if loss.quantity and loss.rate:
                return f"{daily_text(loss, self._items.get(loss.item))} = {format_money(self._made_of(loss))} 元"
            return "只有总数时填金额，天数和标准空着"
        amount = self._reckoned(replace(loss, amount=ZERO)) if self._reckoned else None
        if amount is None:
            return "金额空着时按标准和伤残等级计算，填写后以填写的为准"
        if loss.amount:
            return f"按规则 {format_money(amount)} 元，以填写的 {format_money(loss.amount)} 元为准"
        return f"按规则 {format_money(amount)} 元，填写金额后以填写的为准"

    def _made_of(self, loss: Loss) -> Money:
        made = self._reckoned(loss) if self._reckoned else None
        return loss.amount if made is None else made

    def missing(self) -> dict[str, str]:
        found = {}
        if not self.form.value("party_id"):
            found["party_id"] = "受害人未选择"
        if not self.form.value("item"):
            found["item"] = "项目未选择"
        elif self._shape() is Shape.DAILY and not self.form.value("amount"):
            if not self.form.value("quantity"):
                found["quantity"] = "天数未填写"
            if not self.form.value("rate"):
                found["rate"] = "标准未填写"
        elif self._shape() is Shape.ACTUAL and not self.form.value("amount"):
            found["amount"] = "金额未填写"
        return found

    def result_record(self) -> Record:
        loss = self.form.filled(self.record)
        assert isinstance(loss, Loss)
        percent = None if loss.percent is None else Decimal(loss.percent)
        loss = replace(loss, persons=loss.persons or 1, percent=percent)
        kind = self._items.get(loss.item)
        if kind is None or not kind.deductible:
            loss = replace(loss, deducted=ZERO)
        if kind is None or kind.bucket is not Bucket.MEDICAL:
            loss = replace(loss, outside_medical=ZERO)
        if kind is None or not kind.degrees:
            loss = replace(loss, percent=None)
        if self._shape() is Shape.DAILY and loss.quantity and loss.rate:
            return daily_sum(loss, kind)
        return with_sum(loss, loss.amount)


def _about(kind: ItemKind | None) -> str:
    """What helps who enters this item: degrees of dependency, the hint of the rules."""
    if kind is None:
        return ""
    degrees = "，".join(f"{one.label} {format_percent(one.percent)}" for one in kind.degrees)
    return "\n".join(part for part in (degrees, kind.hint) if part)


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
