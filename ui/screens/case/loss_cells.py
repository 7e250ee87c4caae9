"""The cells of the table of losses: what may be edited, what the editor says, what is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from mediation_app.domain.compensation.law import ItemKind, Shape
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Loss, Prepaid
from mediation_app.domain.money import format_money
from mediation_app.domain.records import Money
from ui.models.editing import Option, Taken
from ui.screens.case.book import CaseBook
from ui.screens.case.loss_entry import (
    Unreadable,
    daily_text,
    read_entry,
    read_sum,
    with_entry,
    with_sum,
)
from ui.screens.case.loss_names import item_options
from ui.screens.case.loss_rows import FRESH, LossRow

UNKNOWN_ITEM = "没有这个项目，从列出的项目中选，可输入拼音首字母，如 ylf"
Change = Callable[[str, CaseFile], object]
R = TypeVar("R", Loss, Prepaid)


class LossCells:
    """``CellEdits`` of the losses. ``change(name, file)`` does an act, ``try_out(file)`` shows
    one that is still being typed, ``give_up(shown)`` takes away the row whose item is chosen."""

    def __init__(
        self,
        book: CaseBook,
        *,
        can: Callable[[], bool],
        change: Change,
        try_out: Callable[[CaseFile], object],
        give_up: Callable[[bool], object],
    ) -> None:
        self._book = book
        self._can, self._change = can, change
        self._try_out, self._give_up = try_out, give_up

    # --- what the table asks ------------------------------------------------------------------

    def editable(self, record: LossRow, column: str) -> bool:
        if not self._can():
            return False
        if record.key == FRESH:
            return column == "item"
        if record.prepaid is not None:
            return column in ("item", "amount")
        if record.loss is None:
            return False
        computed = self._shape(record.loss.item) not in (Shape.ACTUAL, Shape.DAILY)
        return column in ("item", "amount") or (column == "formula" and not computed)

    def start(self, record: LossRow, column: str) -> str:
        loss = record.loss
        if column == "amount":
            amount = loss.amount if loss is not None and not self._is_daily(loss) else record.amount
            return format_money(amount) if amount else ""
        if record.prepaid is not None:
            return record.prepaid.purpose
        if loss is None or column == "item":
            return ""
        if self._shape(loss.item) is Shape.DAILY:
            return daily_text(loss, self._items().get(loss.item))
        return loss.evidence

    def hint(self, record: LossRow, column: str) -> str:
        if column == "item":
            return record.name if record.loss is not None else "输入名称或拼音首字母"
        loss = record.loss
        if loss is None:
            return ""
        shape = self._shape(loss.item)
        if shape is Shape.DAILY:
            usual = self._usual(loss)
            rate = f"{usual.normalize():f}" if usual is not None else "100"
            return f"21*{rate}" if column == "amount" else f"天数*每天，如 21*{rate}"
        if column == "formula":
            return "票据张数、鉴定意见"
        return "" if shape is Shape.ACTUAL else "空着按规则计算"

    def options(self, record: LossRow, column: str) -> Sequence[Option]:
        if column != "item" or record.prepaid is not None:
            return ()
        return item_options(self._items())

    def tried(self, record: LossRow, column: str, text: str) -> None:
        if column == "item":
            return
        try:
            changed = self._typed(record, column, text)
        except Unreadable:
            return
        if changed is not None:
            self._try_out(_with(self._book.file, changed))

    def take(self, record: LossRow, column: str, text: str, option: Option | None) -> Taken:
        if column == "item" and record.prepaid is None:
            return self._take_item(record, text, option)
        try:
            changed = self._typed(record, column, text)
        except Unreadable as trouble:
            self._try_out(self._book.file)
            return Taken(wrong=str(trouble.args[0]))
        if changed is not None:
            self._change(f"{record.name}的{_NAMES[column]}", _with(self._book.file, changed))
        return Taken()

    def dropped(self, record: LossRow, column: str) -> None:
        if record.key == FRESH:
            self._give_up(True)
        else:
            self._try_out(self._book.file)

    # --- items --------------------------------------------------------------------------------

    def _take_item(self, record: LossRow, text: str, option: Option | None) -> Taken:
        if not text.strip() and record.loss is not None:
            return Taken()
        if not text.strip() and option is None:
            return Taken(wrong=UNKNOWN_ITEM)
        if option is None:
            return Taken(wrong=UNKNOWN_ITEM)
        if record.loss is None:
            return self._new_loss(record, option)
        if option.value != record.loss.item:
            changed = _other_item(record.loss, option.value, self._items())
            self._change(f"{record.name}改为{option.text}", _with(self._book.file, changed))
        return Taken()

    def _new_loss(self, record: LossRow, option: Option) -> Taken:
        file = self._book.file
        loss = Loss(
            id=new_id(),
            case_id=file.case.id,
            party_id=record.victim,
            position=max((x.position for x in file.losses), default=0) + 1,
            item=option.value,
        )
        self._give_up(False)
        self._change(f"加入{option.text}", replace(file, losses=(*file.losses, loss)))
        shape = self._shape(option.value)
        column = "formula" if shape is Shape.DAILY else "amount"
        return Taken(key=loss.id, column=column, edit=shape in (Shape.DAILY, Shape.ACTUAL))

    # --- what is typed --------------------------------------------------------------------------

    def _typed(self, record: LossRow, column: str, text: str) -> Loss | Prepaid | None:
        """The record with the typed text. Raises Unreadable."""
        if record.prepaid is not None:
            return _typed_payment(now(self._book.file.prepaid, record.prepaid), column, text)
        if record.loss is None:
            return None
        loss = now(self._book.file.losses, record.loss)
        kind = self._items().get(loss.item)
        if self._shape(loss.item) is Shape.DAILY:
            if not text.strip():
                return with_sum(loss, read_sum(""))
            return with_entry(loss, kind, read_entry(text), usual=self._usual(loss))
        if column == "formula":
            return replace(loss, evidence=text.strip())
        entry = read_entry(text) if "*" in text or "×" in text else None
        if entry is not None:
            return with_entry(loss, kind, entry, usual=None)
        return with_sum(loss, read_sum(text))

    def _items(self) -> Mapping[str, ItemKind]:
        view = self._book.view
        return (view.around.items or {}) if view is not None else {}

    def _shape(self, item: str) -> Shape:
        kind = self._items().get(item)
        return kind.shape if kind is not None else Shape.ACTUAL

    def _is_daily(self, loss: Loss) -> bool:
        return self._shape(loss.item) is Shape.DAILY

    def _usual(self, loss: Loss) -> Money | None:
        """The rate of the rules for an item by days."""
        view = self._book.view
        return view.around.rates.get(loss.item) if view is not None else None


_NAMES = {"formula": "计算式", "amount": "金额", "item": "用途"}


def now(rows: Sequence[R], row: R) -> R:
    """The record as it is now: a save may have given it another version meanwhile."""
    return next((each for each in rows if each.id == row.id), row)


def _with(file: CaseFile, row: Loss | Prepaid) -> CaseFile:
    if isinstance(row, Loss):
        return replace(file, losses=tuple(row if x.id == row.id else x for x in file.losses))
    return replace(file, prepaid=tuple(row if x.id == row.id else x for x in file.prepaid))


def _typed_payment(paid: Prepaid, column: str, text: str) -> Prepaid:
    if column == "item":
        return replace(paid, purpose=text.strip())
    amount = read_sum(text)
    if not amount:
        raise Unreadable("金额未填写，移除这一笔按 Delete")
    return replace(paid, amount=amount)


def _other_item(loss: Loss, item: str, items: Mapping[str, ItemKind]) -> Loss:
    """Another item keeps the sum; days and rate only where the new one is by days too, and a
    computed one begins with what the rules make of it."""
    kind = items.get(item)
    if kind is not None and kind.shape is Shape.DAILY and loss.rate is not None:
        return replace(loss, item=item)
    computed = kind is not None and kind.shape not in (Shape.ACTUAL, Shape.DAILY)
    return replace(with_sum(loss, read_sum("") if computed else loss.amount), item=item)
