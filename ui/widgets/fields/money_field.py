"""Sums as Decimal with two places, and whole numbers; right-aligned."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from mediation_app.domain.money import LARGEST
from mediation_app.messages import say
from ui.widgets.fields.line_field import LineEdit

CENT = Decimal("0.01")


def format_money(amount: Decimal | None) -> str:
    """``43,246.80``, with a true minus; empty for None."""
    if amount is None:
        return ""
    text = f"{abs(amount):,.2f}"
    return f"−{text}" if amount < 0 else text


def parse_money(text: str) -> Decimal | None:
    """A typed sum: separators, full-width digits, 元 and 万 are understood; None when empty.

    Raises ValueError for what is no sum with at most two places.
    """
    plain = unicodedata.normalize("NFKC", text).replace("−", "-")
    plain = re.sub(r"[\s,，元¥]", "", plain)
    if not plain:
        return None
    factor = Decimal(1)
    if plain.endswith(("万", "萬")):
        factor, plain = Decimal(10000), plain[:-1]
    if not re.fullmatch(r"-?\d{0,14}(\.\d{0,6})?", plain):
        raise ValueError(text)
    try:
        amount = Decimal(plain) * factor
    except InvalidOperation:
        raise ValueError(text) from None
    rounded = amount.quantize(CENT, ROUND_HALF_UP)
    if rounded != amount or abs(rounded) > LARGEST:
        raise ValueError(text)
    return rounded


class MoneyField(LineEdit):
    """A sum in yuan. ``problem`` says what is wrong; then ``value`` is the last good sum."""

    def __init__(
        self, name: str = "金额", parent: QWidget | None = None, *, negative: bool = False
    ) -> None:
        super().__init__(name, parent)
        self._amount: Decimal | None = None
        self._negative = negative
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.setMaxLength(24)
        self.changed.connect(self._read)
        self.editingFinished.connect(self._format)

    def value(self) -> Decimal | None:
        """The sum with two places, or None."""
        return self._amount

    def set_value(self, value: Decimal | None) -> None:
        """Show a sum."""
        self._amount = value.quantize(CENT) if value is not None else None
        self.put(format_money(self._amount))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _parse(self) -> tuple[Decimal | None, str]:
        try:
            amount = parse_money(self.text())
        except ValueError:
            return self._amount, say("ui.money_unreadable")
        if amount is not None and amount < 0 and not self._negative:
            return self._amount, say("ui.money_negative")
        return amount, ""

    def _read(self) -> None:
        amount, wrong = self._parse()
        if not wrong:
            self._amount = amount
            self.problem.emit("")

    def _format(self) -> None:
        amount, wrong = self._parse()
        self.problem.emit(wrong)
        if not wrong:
            self._amount = amount
            self.put(format_money(amount))


class IntegerField(LineEdit):
    """A whole number between ``least`` and ``most``."""

    def __init__(
        self,
        name: str = "",
        parent: QWidget | None = None,
        *,
        least: int = 0,
        most: int = 9999,
    ) -> None:
        super().__init__(name, parent)
        self._least, self._most = least, most
        self._number: int | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setMaxLength(12)
        self.changed.connect(self._read)
        self.editingFinished.connect(self._check)

    def value(self) -> int | None:
        """The number, or None."""
        return self._number

    def set_value(self, value: int | None) -> None:
        """Show a number."""
        self._number = value
        self.put("" if value is None else str(value))

    def _read(self) -> None:
        text = unicodedata.normalize("NFKC", self.text()).strip()
        if not text:
            self._number = None
            self.problem.emit("")
        elif re.fullmatch(r"-?\d+", text) and self._least <= int(text) <= self._most:
            self._number = int(text)
            self.problem.emit("")

    def _check(self) -> None:
        text = unicodedata.normalize("NFKC", self.text()).strip()
        good = not text or (
            bool(re.fullmatch(r"-?\d+", text)) and self._least <= int(text) <= self._most
        )
        self.problem.emit(
            "" if good else say("ui.number_range", least=self._least, most=self._most)
        )
