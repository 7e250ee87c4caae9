"""Sums: exact, refused when not, in words, split without losing a fen."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.money import (
    LARGEST,
    ZERO,
    capital,
    floor_money,
    format_money,
    format_percent,
    from_fen,
    parse_amount,
    round_money,
    share_of,
    split_pro_rata,
    to_fen,
    yuan,
)
from mediation_app.errors import InvalidInput
from mediation_app.messages import text_of

FEN = st.integers(min_value=-(10**14) + 1, max_value=10**14 - 1)


@pytest.mark.parametrize(
    ("typed", "sum_"),
    [
        ("43,246.80", "43246.80"),
        (10, "10.00"),
        (Decimal("0.1"), "0.10"),
        ("１２３．４５", "123.45"),
        ("−5", "-5.00"),
        (Decimal("-0.00"), "0.00"),
        ("  7.5 ", "7.50"),
        (Decimal("1E+3"), "1000.00"),
        (LARGEST, str(LARGEST)),
    ],
)
def test_yuan_takes_exact_sums(typed: str | int | Decimal, sum_: str) -> None:
    assert str(yuan(typed)) == sum_


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (0.1, "money_not_exact"),
        (True, "money_not_exact"),
        (None, "money_not_exact"),
        (Decimal("NaN"), "money_not_number"),
        (Decimal("Infinity"), "money_not_number"),
        ("NaN", "money_not_number"),
        ("1e9", "money_not_number"),
        ("1,23", "money_not_number"),
        ("", "money_not_number"),
        ("12a", "money_not_number"),
        ("0.001", "money_too_fine"),
        (Decimal("0.005"), "money_too_fine"),
        ("1000000000000", "money_too_large"),
        (10**30, "money_too_large"),
        (Decimal("1E+999999"), "money_too_large"),
    ],
)
def test_yuan_refuses_what_is_not_a_sum(typed: object, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        yuan(typed, field="losses[0].amount")  # type: ignore[arg-type]
    assert caught.value.code == f"domain.{code}"
    assert caught.value.field == "losses[0].amount"


def test_a_refusal_is_a_whole_sentence() -> None:
    with pytest.raises(InvalidInput) as caught:
        yuan("zehn")
    assert text_of(caught.value) == "金额：数字不能识别，填写如 43,246.80 或 8.5万"


@pytest.mark.parametrize(
    ("typed", "sum_"),
    [
        ("8.5万", "85000.00"),
        ("8.5 万 元", "85000.00"),
        ("8.5w", "85000.00"),
        ("1亿", "100000000.00"),
        ("3千", "3000.00"),
        ("5千万", "50000000.00"),
        ("3万5千", "35000.00"),
        ("8万5000", "85000.00"),
        ("1亿2000万元", "120000000.00"),
        ("12元5角", "12.50"),
        ("5角", "0.50"),
        ("￥ 43,246.80 元", "43246.80"),
        ("43246。80", "43246.80"),
        ("RMB 1,200", "1200.00"),
        ("１，２００元整", "1200.00"),
        ("1 200 000", "1200000.00"),
        ("0.12345万", "1234.50"),
        ("-¥5", "-5.00"),
        ("¥-5", "-5.00"),
        ("+5", "5.00"),
        ("−5万", "-50000.00"),
        ("伍万元整", "50000.00"),
        ("人民币伍万柒仟壹佰陆拾圆整", "57160.00"),
        ("八万", "80000.00"),
        ("八万五千", "85000.00"),
        ("八万零五", "80005.00"),
        ("两千三", None),
        ("两千三百", "2300.00"),
        ("十五万", "150000.00"),
        ("一亿零五", "100000005.00"),
        ("负叁元贰角整", "-3.20"),
        ("零", "0.00"),
    ],
)
def test_amounts_as_people_type_them(typed: str, sum_: str | None) -> None:
    if sum_ is None:
        with pytest.raises(InvalidInput, match="money_unclear"):
            parse_amount(typed)
    else:
        assert str(parse_amount(typed)) == sum_


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "money_not_number"),
        ("万", "money_not_number"),
        ("整", "money_not_number"),
        ("元", "money_not_number"),
        ("8.5万万", "money_not_number"),
        ("8.5万5千", "money_not_number"),
        ("5千3万", "money_not_number"),
        ("1.5元5角", "money_not_number"),
        ("约8万", "money_not_number"),
        ("1e5", "money_not_number"),
        ("1,23", "money_not_number"),
        ("8.5.5", "money_not_number"),
        ("٣", "money_not_number"),
        ("二〇二六", "money_not_number"),
        ("八万零", "money_not_number"),
        ("百", "money_not_number"),
        ("亿五", "money_not_number"),
        ("一万亿", "money_not_number"),
        ("五十三百", "money_not_number"),
        ("万8", "money_not_number"),
        ("9" * 70, "money_not_number"),
        ("3万5", "money_unclear"),
        ("8万500", "money_unclear"),
        ("八万五", "money_unclear"),
        ("三百五元", "money_unclear"),
        ("1.23456789万", "money_too_fine"),
        ("99999999亿", "money_too_large"),
    ],
)
def test_amounts_that_are_none(typed: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_amount(typed, field="losses[0].amount")
    assert caught.value.code == f"domain.{code}"
    assert "{" not in text_of(caught.value)


def test_formats() -> None:
    assert format_money(Decimal("43246.80")) == "43,246.80"
    assert format_money(Decimal("-1260.00")) == "−1,260.00"
    assert format_percent(Decimal(70)) == "70%"
    assert format_percent(Decimal("32.50")) == "32.5%"
    assert format_percent(Decimal(100)) == "100%"


VECTORS = [
    ("10", "壹拾元整"),
    ("10020", "壹万零贰拾元整"),
    ("100800", "壹拾万零捌佰元整"),
    ("1060000", "壹佰零陆万元整"),
    ("1409.50", "壹仟肆佰零玖元伍角整"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    ("1000005.06", "壹佰万零伍元零陆分"),
    ("20000.09", "贰万元零玖分"),
    ("0.05", "伍分"),
    ("100000001", "壹亿零壹元整"),
    ("0", "零元整"),
    ("0.50", "伍角整"),
    ("43540", "肆万叁仟伍佰肆拾元整"),
    ("57160", "伍万柒仟壹佰陆拾元整"),
    ("100000000", "壹亿元整"),
    ("100010000", "壹亿零壹万元整"),
    ("-3.20", "负叁元贰角整"),
]


@pytest.mark.parametrize(("sum_", "words"), VECTORS)
def test_capital_vectors(sum_: str, words: str) -> None:
    assert capital(yuan(sum_)) == words


def test_capital_without_end_after_jiao() -> None:
    assert capital(yuan("1409.50"), end_after_jiao=False) == "壹仟肆佰零玖元伍角"
    assert capital(yuan("5"), end_after_jiao=False) == "伍元整"


def _theirs(sum_: Decimal) -> str:
    """The other library's words; it writes no 整 after 角."""
    text: str = cn2an.an2cn(str(sum_), "rmb")
    return text + "整" if text.endswith("角") else text


def test_capital_agrees_with_an_independent_library() -> None:
    dice = random.Random(20261122)
    for _ in range(20_000):
        digits = dice.randint(1, 14)
        sum_ = from_fen(dice.randrange(10**digits))
        if sum_ == 0:
            continue
        ours, theirs = capital(sum_), _theirs(sum_)
        # Zeros in the middle must leave one 零 (支付结算办法附件); it forgets the one after 亿.
        assert theirs in (ours, ours.replace("亿零", "亿")), sum_


def _reading(words: str) -> Decimal:
    """What an amount in words says, read back by a small reader of its own."""
    digits = "零壹贰叁肆伍陆柒捌玖"
    whole = group = digit = 0
    cents = 0
    for sign in words.removesuffix("整"):
        if sign in digits:
            digit = digits.index(sign)
        elif sign in "拾佰仟":
            group += (digit or (1 if sign == "拾" else 0)) * 10 ** ("拾佰仟".index(sign) + 1)
            digit = 0
        elif sign in "万亿":
            whole = whole + (group + digit) * (10**4 if sign == "万" else 10**8)
            group = digit = 0
        elif sign == "元":
            whole += group + digit
            group = digit = 0
        else:
            cents += digit * (10 if sign == "角" else 1)
            digit = 0
    return Decimal(whole) + Decimal(cents) / 100


@given(st.integers(min_value=0, max_value=10**14 - 1))
def test_capital_reads_back(fen: int) -> None:
    sum_ = from_fen(fen)
    words = capital(sum_)
    assert _reading(words) == sum_
    assert parse_amount(words) == sum_
    assert parse_amount(f"人民币{words}") == sum_
    assert "零零" not in words
    assert not words.startswith("零") or fen == 0


@given(FEN)
def test_printed_sums_are_read_back(fen: int) -> None:
    sum_ = from_fen(fen)
    for text in (str(sum_), format_money(sum_), f"￥{format_money(sum_)}元"):
        assert parse_amount(text) == sum_


@given(st.text("0123456789.,万亿千百十元角分整零一二三五八九壹伍拾佰仟 ¥-+", max_size=14))
def test_whatever_is_typed_is_a_sum_or_a_sentence(text: str) -> None:
    try:
        found = parse_amount(text)
    except InvalidInput:
        return  # never anything else
    assert found.as_tuple().exponent == -2


@given(FEN)
def test_fen_round_trip(fen: int) -> None:
    assert to_fen(from_fen(fen)) == fen


@given(
    st.integers(min_value=0, max_value=10**12),
    st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=30),
)
def test_split_never_loses_a_fen(total: int, weights: list[int]) -> None:
    if not any(weights):
        weights[0] = 1
    shares = split_pro_rata(from_fen(total), weights)
    assert sum(shares, ZERO) == from_fen(total)
    assert all(share >= 0 for share in shares)
    assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if not weight)


def test_split_last_takes_the_difference() -> None:
    assert split_pro_rata(yuan(100), [1, 1, 1]) == (yuan("33.33"), yuan("33.33"), yuan("33.34"))
    assert split_pro_rata(yuan(18000), [30000, 10000]) == (yuan(13500), yuan(4500))
    assert split_pro_rata(ZERO, [0, 0]) == (ZERO, ZERO)
    # Three shares of half a fen would be rounded up to more than there is.
    assert sum(split_pro_rata(yuan("0.02"), [1, 1, 1, 1]), ZERO) == yuan("0.02")


def test_split_refuses_senseless_weights() -> None:
    with pytest.raises(InvalidInput):
        split_pro_rata(yuan(1), [0, 0])
    with pytest.raises(InvalidInput):
        split_pro_rata(yuan(1), [2, -1])


def test_rounding_is_half_up_away_from_zero() -> None:
    assert round_money(Decimal("0.005")) == yuan("0.01")
    assert round_money(Decimal("-0.005")) == yuan("-0.01")
    assert round_money(Fraction(1, 200)) == yuan("0.01")
    assert round_money(Fraction(-1, 200)) == yuan("-0.01")
    assert floor_money(Fraction(199, 10_000)) == yuan("0.01")
    assert floor_money(Fraction(-199, 10_000)) == yuan("-0.01")
    assert share_of(yuan("0.05"), Decimal(70)) == yuan("0.04")
