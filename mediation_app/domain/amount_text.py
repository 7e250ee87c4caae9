"""Sums as people type or paste them: ``8.5万``, ``１２，０００元``, ``伍万柒仟壹佰陆拾元整``, ``3万5千``.

Only what can be read in one way is read: ``3万5`` may be 30,005 or 35,000 and is refused.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal

_LONGEST = 60
_EXACT = Context(prec=200)
_WIDE = str.maketrans("０１２３４５６７８９．，。＋－−　￥（）", "0123456789.,.+-- ¥()")
_CURRENCY = re.compile(r"^(人民币|RMB|CNY|¥)[\s:：]*|\s*(RMB|CNY)$", re.IGNORECASE)
_SPACES = re.compile(r"\s+(?!\d)|(?<!\d)\s+")
_NUMBER = r"(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d*)?|\.\d+"
_PLAIN = re.compile(_NUMBER, re.ASCII)
_PART = re.compile(rf"({_NUMBER})([亿万千百十元角分]+)", re.ASCII)
_UNITS = {
    "万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4,
    "千": 1000, "百": 100, "十": 10, "元": 1,
}  # fmt: skip
_CENTS = {"角": Decimal("0.1"), "分": Decimal("0.01")}
# 大写, traditional and spoken forms → the everyday one.
_SIGNS = str.maketrans(
    {
        **dict(zip("零壹贰叁肆伍陆柒捌玖拾佰仟", "零一二三四五六七八九十百千", strict=True)),
        **dict(zip("〇○两兩貳參陸萬億圆圓块塊毛正", "零零二二二三六万亿元元元元角整", strict=True)),
    }
)
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_DIGIT = "[一二三四五六七八九]"
_WORDS = re.compile(rf"(?:([^元角分]+)(?:元|$))?零?(?:({_DIGIT})角)?零?(?:({_DIGIT})分)?")
_TWO_READINGS = re.compile(rf"[\d一二三四五六七八九十][百千万亿]+(?:{_DIGIT}|\d+)$", re.ASCII)


def read_amount(text: str) -> Decimal | None:
    """The exact number of yuan a text means; None when it means none, or more than one."""
    plain = _tidy(text)
    negative = plain[:1] in ("-", "负")
    if negative or plain[:1] == "+":
        plain = _CURRENCY.sub("", plain[1:])
    found = _figures(plain) if re.match(r"[\d.]", plain, re.ASCII) else _words(plain)
    return found.copy_negate() if negative and found is not None else found


def has_two_readings(text: str) -> bool:
    """Whether the text ends in digits without their unit: ``3万5``, ``八万五``, ``三百五``."""
    return _TWO_READINGS.search(_tidy(text).removesuffix("元")) is not None


def _tidy(text: str) -> str:
    plain = text.translate(_WIDE).strip()
    if len(plain) > _LONGEST:
        return ""
    plain = _SPACES.sub("", _CURRENCY.sub("", plain))
    plain = re.sub(r"(?<=\d)[wW](?=元|$)", "万", plain)
    return plain.translate(_SIGNS).removesuffix("整")


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace(" ", ""))


def _figures(text: str) -> Decimal | None:
    """Figures with units, each smaller than the one before: 8.5万, 1亿2000万元, 12元5角, 8万5000."""
    total, last, place = Decimal(0), Decimal("Infinity"), 0
    while place < len(text):
        if _PLAIN.fullmatch(text, place):
            value = _number(text[place:])
            fills = not place or last / 10 <= value < last
            return _EXACT.add(total, value) if fills else None
        match = _PART.match(text, place)
        unit = _unit(match[2]) if match else None
        if match is None or unit is None:
            return None
        value = _EXACT.multiply(_number(match[1]), unit)
        whole = "." not in match[1] or match.end() == len(text)
        if value >= last or not whole:
            return None
        total, last, place = _EXACT.add(total, value), unit, match.end()
    return total


def _unit(text: str) -> Decimal | None:
    if text in _CENTS:
        return _CENTS[text]
    value = _UNITS.get(text.removesuffix("元") or "元")
    return None if value is None else Decimal(value)


def _words(text: str) -> Decimal | None:
    """Chinese numerals: 伍万柒仟壹佰陆拾元整, 八万五千, 十二元五角."""
    match = _WORDS.fullmatch(text)
    if not text or match is None:
        return None
    whole = 0 if match[1] is None else _whole(match[1])
    if whole is None:
        return None
    jiao, fen = (_DIGITS[sign] if sign else 0 for sign in (match[2], match[3]))
    return Decimal(whole * 100 + jiao * 10 + fen).scaleb(-2, context=_EXACT)


def _whole(text: str) -> int | None:
    if text == "零":
        return 0
    total, rest = 0, text
    for sign, unit in (("亿", 10**8), ("万", 10**4)):
        upper, there, rest = rest.rpartition(sign)
        value = _group(upper) if there else 0
        if not value and there:
            return None
        total += (value or 0) * unit
    if total and rest in _DIGITS:  # 八万五
        return None
    low = _group(rest) if rest else 0
    return None if low is None else total + low


def _group(text: str) -> int | None:
    """A number below ten thousand whose places fall: 一千零二十, 十五. Not 三百五."""
    value, last = 0, 10_000
    digit: int | None = None
    gap = False
    for sign in text:
        if sign in _PLACES:
            unit = _PLACES[sign]
            if digit is None and unit == 10 and (gap or not value):
                digit = 1
            if digit is None or unit >= last:
                return None
            value, last, digit, gap = value + digit * unit, unit, None, False
        elif digit is not None or sign not in _DIGITS:
            return None
        elif sign == "零":
            gap = True
        else:
            digit = _DIGITS[sign]
    if digit is None:
        return None if gap else value
    if value and last > 10 and not gap:
        return None
    return value + digit
