"""Sums of money: yuan with two decimals, exact, never a float.

In the domain a sum is a ``Decimal`` in yuan with two places, in the store an integer in fen.
Every printed line is rounded half up to the fen; a total is the sum of the printed lines; in a
pro-rata split the last share is the total minus the others, so that no fen is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated

from mediation_app.domain.amount_text import has_two_readings, read_amount
from mediation_app.errors import InvalidInput

Money = Annotated[Decimal, "money"]
"""A sum in yuan, two decimals."""
Percent = Annotated[Decimal, "percent"]
"""A share in percent: 70 means 70 %."""

ZERO = Decimal("0.00")
FEN = Decimal("0.01")
LARGEST = Decimal("999999999999.99")

# A context of our own: results must not depend on what another library did to the global one.
_CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP)
_PLAIN = re.compile(r"[+\-−]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?|[+\-−]?\.\d+", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，＋－　￥", "0123456789.,+- ¥")


def yuan(value: str | int | Decimal, *, field: str = "amount") -> Money:
    """A checked sum in yuan with two places.

    Raises InvalidInput for floats, things that are not a number, more than two decimals and
    sums beyond 999,999,999,999.99.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise InvalidInput("domain.money_not_exact", field=field)
    if isinstance(value, str):
        number = _from_text(value, field)
    else:
        number = Decimal(value)
    if not number.is_finite():
        raise InvalidInput("domain.money_not_number", field=field)
    if abs(number) > LARGEST:
        raise InvalidInput("domain.money_too_large", field=field, largest=format_money(LARGEST))
    exact = number.quantize(FEN, context=_CONTEXT)
    if exact != number:
        raise InvalidInput("domain.money_too_fine", field=field)
    return exact + ZERO  # turns -0.00 into 0.00


def _from_text(text: str, field: str) -> Decimal:
    plain = text.translate(_FULL_WIDTH).strip()
    if not _PLAIN.fullmatch(plain):
        raise InvalidInput("domain.money_not_number", field=field)
    try:
        return _CONTEXT.create_decimal(plain.replace(",", "").replace("−", "-"))
    except InvalidOperation:  # pragma: no cover - the pattern admits only numbers
        raise InvalidInput("domain.money_not_number", field=field) from None


def parse_amount(text: str, *, field: str = "amount") -> Money:
    """A sum as people type or paste it: ``8.5万``, ``１，２００元``, ``￥ 43,246.80``, ``伍万元整``.

    Raises InvalidInput for what is no sum, and for forms with two readings (``3万5``).
    """
    number = read_amount(text)
    if number is None:
        code = "money_unclear" if has_two_readings(text) else "money_not_number"
        raise InvalidInput(f"domain.{code}", field=field)
    return yuan(number, field=field)


def round_money(exact: Decimal | Fraction | int) -> Money:
    """An exact intermediate result, rounded half up (away from zero) to the fen."""
    if isinstance(exact, Fraction):
        scaled = abs(exact) * 100
        fen = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return from_fen(-fen if exact < 0 else fen)
    return Decimal(exact).quantize(FEN, context=_CONTEXT) + ZERO


def to_fen(value: Money) -> int:
    """Integer fen of a sum with at most two decimals; raises InvalidInput for finer ones."""
    return int(yuan(value).scaleb(2, context=_CONTEXT))


def from_fen(fen: int) -> Money:
    """The sum in yuan of an integer number of fen."""
    return Decimal(fen).scaleb(-2, context=_CONTEXT).quantize(FEN, context=_CONTEXT)


def format_money(value: Money) -> str:
    """``43,246.80``; a minus is the real minus sign U+2212."""
    return f"{value:,.2f}".replace("-", "−")


def format_percent(value: Percent) -> str:
    """``70%``, ``32.5%``: no needless zeros."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−") + "%"


def share_of(amount: Money, percent: Percent) -> Money:
    """``amount × percent``, rounded to the fen."""
    return round_money(_CONTEXT.divide(_CONTEXT.multiply(amount, percent), Decimal(100)))


def split_pro_rata(total: Money, weights: Sequence[Decimal | Fraction | int]) -> tuple[Money, ...]:
    """Shares of ``total`` in proportion to ``weights``; their sum is ``total`` to the fen.

    Each share is rounded half up, the last one with a weight takes the difference. It never
    falls below zero: when rounding up many tiny shares would overdraw the total, the shares are
    the differences of the rounded running sums instead. Weights must not be negative; with all
    weights zero only a zero total can be split (raises InvalidInput).
    """
    parts = [Fraction(weight) for weight in weights]
    if any(part < 0 for part in parts):
        raise InvalidInput("domain.weight_negative")
    whole = sum(parts, Fraction(0))
    if whole == 0:
        if total != 0:
            raise InvalidInput("domain.weight_missing")
        return tuple(ZERO for _ in parts)
    sum_ = Fraction(total)
    shares = [round_money(sum_ * part / whole) for part in parts]
    last = max(index for index, part in enumerate(parts) if part)
    rest = total - sum(shares[:last], ZERO)
    if rest * total < 0:
        return _running(sum_, parts, whole)
    shares[last] = rest
    return tuple(shares)


def _running(total: Fraction, parts: Sequence[Fraction], whole: Fraction) -> tuple[Money, ...]:
    shares: list[Money] = []
    done, before = Fraction(0), ZERO
    for part in parts:
        done += part
        upto = round_money(total * done / whole)
        shares.append(upto - before)
        before = upto
    return tuple(shares)


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def capital(value: Money, *, end_after_jiao: bool = True) -> str:
    """The sum in words (大写): 伍万柒仟壹佰陆拾元整.

    整 follows 元 and (unless ``end_after_jiao`` is off) 角, never 分; zero is 零元整; a negative
    sum begins with 负. Raises InvalidInput like ``yuan``.
    """
    fen = to_fen(value)
    if fen < 0:
        return "负" + capital(from_fen(-fen), end_after_jiao=end_after_jiao)
    whole, cents = divmod(fen, 100)
    jiao, small = divmod(cents, 10)
    text = _whole_in_words(whole) + "元" if whole else ""
    if not cents:
        return (text or "零元") + "整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif text:
        text += "零"
    if small:
        return text + _DIGITS[small] + "分"
    return text + ("整" if end_after_jiao else "")


def _whole_in_words(whole: int) -> str:
    groups: list[int] = []
    while whole:
        whole, group = divmod(whole, 10_000)
        groups.append(group)
    text, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            gap = True
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _group_in_words(group) + _GROUPS[index]
        gap = False
    return text


def _group_in_words(group: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return text


def floor_money(exact: Fraction) -> Money:
    """An exact sum cut off after the fen (for shares that must never exceed a limit)."""
    fen = exact * 100
    return from_fen(fen.numerator // fen.denominator) if fen >= 0 else -floor_money(-exact)


__all__ = [
    "FEN",
    "LARGEST",
    "ZERO",
    "Money",
    "Percent",
    "capital",
    "floor_money",
    "format_money",
    "format_percent",
    "from_fen",
    "parse_amount",
    "round_money",
    "share_of",
    "split_pro_rata",
    "to_fen",
    "yuan",
]
