"""What a clerk types into the cells of a loss: a sum, days and rate, several sums added."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from mediation_app.domain.compensation.law import ItemKind, Shape
from mediation_app.domain.losses import Loss, RateBasis
from mediation_app.domain.money import format_money, parse_amount, round_money
from mediation_app.domain.records import ZERO, Money, Percent
from mediation_app.errors import InvalidInput

_TIMES = re.compile(r"[×✕✖xX*＊·]")
_DAYS = re.compile(r"(\d+)\s*(?:天|日|次|件|套|具|个(?!月))")
_YEARS = re.compile(r"(\d+)\s*年")
_DIVIDED = re.compile(r"÷\s*\d+(?:\.\d+)?")  # how a month or a year is broken up
_MONTHS = re.compile(r"(\d+)\s*(?:个月|月)")
_PEOPLE = re.compile(r"(\d+)\s*(?:人|名|位)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_RATE = re.compile(r"(?P<sum>[\d.,]+\s*[万千]?)\s*元?\s*/\s*(?P<basis>天|日|月|年|次|件|套|具|个)")
_WORD_RATE = re.compile(r"(?:每|按)?(?P<basis>日|天|月|年)薪?\s*(?P<sum>[\d.,]+\s*[万千]?)\s*元?")
_BASES = {"月": RateBasis.MONTH, "年": RateBasis.YEAR}  # everything else is by the day or piece
_BASE_DAYS = {RateBasis.DAY: 1, RateBasis.MONTH: 30, RateBasis.YEAR: 365}
MOST_DAYS = 36_500

AS_SUM = "写成金额，如 1,200 或 8.5万"
AS_DAYS = "写成天数乘每天的标准，如 21*100，或直接写金额"
NO_MINUS = "金额不能小于零"
TOO_LARGE = "金额过大"


class Unreadable(ValueError):
    """``args[0]`` says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was typed: a sum, or (parts of) days × rate × persons × percent."""

    amount: Money | None = None
    days: int | None = None
    rate: Money | None = None
    basis: RateBasis | None = None
    persons: int | None = None
    percent: Percent | None = None


def read_sum(text: str) -> Money:
    """A sum, or several with + between; empty is zero. Raises Unreadable."""
    plain = _plain(text).lstrip("=")
    if not plain:
        return ZERO
    whole = ZERO
    for part in plain.split("+"):
        try:
            whole += parse_amount(part)
        except InvalidInput as trouble:
            large = trouble.code == "domain.money_too_large"
            raise Unreadable(TOO_LARGE if large else AS_SUM) from None
    if whole < 0:
        raise Unreadable(NO_MINUS)
    return whole


def read_entry(text: str) -> Entry:
    """Days and rate in any of the usual ways, or a sum. Raises Unreadable.

    ``21*100``, ``21天 100``, ``100元/天×21天×2人``, ``21天 × 3000元/月``, ``21天``, ``2100``.
    """
    plain = _DIVIDED.sub(" ", _grouped(_plain(text).lstrip("=")))
    if plain.startswith("*") or plain.endswith("*"):
        raise Unreadable(AS_DAYS)
    named, rest = _named(plain)
    bare = [part for part in re.split(r"[*\s，,、;；]+", rest) if part]
    if named == Entry() and len(bare) <= 1 and "*" not in plain:
        return Entry(amount=read_sum(plain))
    found = named
    for part in bare:
        found = _with_bare(found, part, bare)
    if found.days is not None and found.days > MOST_DAYS:
        raise Unreadable("天数过多")
    return found


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    return _TIMES.sub("*", plain.replace("−", "-"))


def _grouped(text: str) -> str:
    """``1,200`` as one number: the comma between groups of three is none of the separators."""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)


def _named(plain: str) -> tuple[Entry, str]:
    """The parts that say what they are, and the rest."""
    found, rest = Entry(), plain
    for pattern in (_RATE, _WORD_RATE):
        if match := pattern.search(rest):
            found = replace(
                found, rate=_rate(match["sum"]), basis=_BASES.get(match["basis"], RateBasis.DAY)
            )
            rest = _without(rest, match)
            break
    if match := _DAYS.search(rest):
        found, rest = replace(found, days=int(match[1])), _without(rest, match)
        if match := _YEARS.search(rest):  # 365 天 × 20 年
            found = replace(found, days=(found.days or 0) * int(match[1]))
            rest = _without(rest, match)
    elif match := _YEARS.search(rest):
        found, rest = replace(found, days=int(match[1]) * 365), _without(rest, match)
    elif (match := _MONTHS.search(rest)) and found.basis is not RateBasis.DAY:
        found = replace(found, days=int(match[1]) * 30)
        rest = _without(rest, match)
    if match := _PEOPLE.search(rest):
        found, rest = replace(found, persons=int(match[1])), _without(rest, match)
    if match := _PERCENT.search(rest):
        found, rest = replace(found, percent=Decimal(match[1])), _without(rest, match)
    return found, re.sub(r"元", " ", rest)


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _with_bare(found: Entry, part: str, bare: list[str]) -> Entry:
    """A number without a unit: days come before the rate, a number with places is the rate."""
    whole = part.isdigit()
    later_whole = any(each.isdigit() for each in bare[bare.index(part) + 1 :])
    days_first = whole and (found.rate is not None or len(bare) > 1 or later_whole)
    if found.days is None and days_first:
        return replace(found, days=int(part))
    if found.rate is None:
        return replace(found, rate=_rate(part), basis=found.basis or RateBasis.DAY)
    if found.days is None and whole:
        return replace(found, days=int(part))
    if found.persons is None and whole and int(part) > 0:
        return replace(found, persons=int(part))
    raise Unreadable(AS_DAYS)


def _rate(text: str) -> Money:
    try:
        rate = parse_amount(text)
    except (InvalidInput, InvalidOperation):
        raise Unreadable(AS_DAYS) from None
    if rate < 0:
        raise Unreadable(NO_MINUS)
    return rate


# --- into the record --------------------------------------------------------------------------


def with_sum(loss: Loss, amount: Money) -> Loss:
    """The loss with an entered sum in place of days and rate."""
    return replace(
        loss,
        amount=amount,
        quantity=None,
        rate=None,
        rate_basis=RateBasis.DAY,
        persons=1,
        percent=None,
        formula="",
    )


def with_entry(loss: Loss, kind: ItemKind | None, entry: Entry, *, usual: Money | None) -> Loss:
    """The loss with what was typed. Raises Unreadable when days or rate are still missing."""
    daily = kind is not None and kind.shape is Shape.DAILY
    if entry.amount is not None:
        return with_sum(loss, entry.amount)
    if not daily:
        if entry.days is None or entry.rate is None:
            raise Unreadable(AS_SUM)
        return with_sum(loss, _product(entry.days, entry.rate, entry))
    if entry.percent is not None and kind is not None and not kind.degrees:
        raise Unreadable(f"{kind.label}不按程度计算，去掉百分比")
    rate = entry.rate if entry.rate is not None else loss.rate or usual
    days = entry.days if entry.days is not None else loss.quantity
    if days is None:
        raise Unreadable("天数未写，如 21天 100")
    if rate is None:
        raise Unreadable("每天的标准未写，如 21*100")
    return daily_sum(
        replace(
            loss,
            quantity=days,
            rate=rate,
            rate_basis=entry.basis or (loss.rate_basis if entry.rate is None else RateBasis.DAY),
            persons=entry.persons or loss.persons or 1,
            percent=entry.percent if entry.percent is not None else loss.percent,
        ),
        kind,
    )


def _product(days: int, rate: Money, entry: Entry) -> Money:
    basis = _BASE_DAYS[entry.basis or RateBasis.DAY]
    return round_money(rate * days * (entry.persons or 1) / basis)


def daily_sum(loss: Loss, kind: ItemKind | None = None) -> Loss:
    """A loss by days with its product as sum and its formula as text; the reckoning has the last
    word on how a month or a year is broken up."""
    if loss.quantity is None or loss.rate is None:
        return loss
    share = Decimal(100) if loss.percent is None else loss.percent
    whole = loss.rate * loss.quantity * loss.persons * share / 100
    amount = round_money(whole / _BASE_DAYS[loss.rate_basis])
    return replace(loss, amount=amount, formula=daily_text(loss, kind))


def daily_text(loss: Loss, kind: ItemKind | None = None) -> str:
    """``100.00 元/天 × 21 天 × 2 人``: what the editor of a daily item begins with."""
    if loss.quantity is None or loss.rate is None:
        return ""
    unit = kind.unit if kind is not None else "天"
    per = loss.rate_basis.label if unit == "天" else f"元/{unit}"
    parts = [f"{format_money(loss.rate)} {per}", f"{loss.quantity} {unit}"]
    if loss.persons != 1:
        parts.append(f"{loss.persons} 人")
    if loss.percent is not None:
        parts.append(f"{loss.percent.normalize():f}%")
    return " × ".join(parts)
