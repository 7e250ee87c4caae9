"""商业三者险: what the covers of one side pay of its shares, each within its limit.

Tractor and trailer count as one; their covers pay in proportion to their limits. What a policy
does not pay (免赔) is left to the liable person, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mediation_app.domain.compensation.inputs import (
    Claim,
    CommercialCover,
    Ground,
    NonMedicalMode,
    Side,
    Victim,
)
from mediation_app.domain.compensation.units import GROUND_LABELS, ground_of
from mediation_app.domain.money import (
    ZERO,
    Money,
    Percent,
    format_money,
    format_percent,
    round_money,
    share_of,
    split_pro_rata,
)

DRUGS = "非医保用药"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One victim's part of a side's share, with what policies tend to exclude of the loss."""

    victim: Victim
    amount: Money
    percent: Percent
    excluded: Money
    mental: Money
    outside_medical_insurance: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What one cover pays for one victim; ``text`` goes on from the side's share, ``why`` says
    what it leaves to the liable person."""

    unit: str
    cover: CommercialCover
    amount: Money
    text: str
    why: tuple[str, ...] = ()


def refusal(side: Side, cover: CommercialCover | None = None) -> str:
    """Why the commercial covers of a side do not pay: said by the policy, or a ground."""
    ground = ground_of(side)
    if ground is not Ground.NONE:
        return GROUND_LABELS[ground]
    covers = [cover] if cover is not None else [cover for _, cover in _covers(side)]
    return next((found.refused for found in covers if found.refused), "")


def _covers(side: Side) -> list[tuple[str, CommercialCover]]:
    found = []
    if side.commercial is not None:
        found.append((side.id, side.commercial))
    if side.trailer is not None and side.trailer.commercial is not None:
        found.append((side.trailer.id, side.trailer.commercial))
    return found


def commercial_parts(
    claim: Claim, side: Side, parts: Sequence[Covered]
) -> Mapping[str, Sequence[Paid]]:
    """What every cover of a side pays, per victim. Occupants of the side are no third party."""
    parts = [part for part in parts if part.victim.side != side.id]
    found: dict[str, list[Paid]] = {part.victim.id: [] for part in parts}
    paying: list[tuple[str, CommercialCover]] = []
    for unit, cover in _covers(side):
        reason = refusal(side, cover)
        if not reason:
            paying.append((unit, cover))
            continue
        for paid in found.values():
            why = f"商业三者险免赔：{reason}"
            paid.append(Paid(unit=unit, cover=cover, amount=ZERO, text="", why=(why,)))
    limits = [cover.limit for _, cover in paying]
    barred = [[_barred(claim, cover, part) for part in parts] for _, cover in paying]
    insurable = [
        [
            max(part.amount - sum((b for b, _ in out), ZERO), ZERO)
            for part, out in zip(parts, row, strict=True)
        ]
        for row in barred
    ]
    wanted = _portions(limits, insurable, parts)
    for place, (unit, cover) in enumerate(paying):
        mine = wanted[place]
        whole = sum(mine, ZERO)
        amounts = list(mine)
        if whole > cover.limit:
            order = sorted(range(len(parts)), key=lambda index: parts[index].victim.id)
            split = split_pro_rata(cover.limit, [mine[index] for index in order])
            for index, amount in zip(order, split, strict=True):
                amounts[index] = amount
        for index, part in enumerate(parts):
            out = barred[place][index]
            text = _text(part, out, insurable[place][index], limits, place, mine, index, amounts)
            over = mine[index] - amounts[index]
            reasons = [word for _, word in out]
            if over:
                reasons.append(f"超过商业险限额 {format_money(over)}")
            found[part.victim.id].append(
                Paid(unit=unit, cover=cover, amount=amounts[index], text=text, why=tuple(reasons))
            )
    return found


def _portions(
    limits: Sequence[Money], insurable: Sequence[Sequence[Money]], parts: Sequence[Covered]
) -> list[list[Money]]:
    """Each cover's portion of what it would pay alone, in proportion to the limits."""
    if len(limits) < 2:
        return [list(row) for row in insurable]
    whole = sum(limits, ZERO)
    found: list[list[Money]] = [[] for _ in limits]
    for index, part in enumerate(parts):
        room = part.amount
        column = [row[index] for row in insurable]
        if not whole:
            split: Sequence[Money] = [ZERO for _ in limits]
        elif len(set(column)) == 1:
            split = split_pro_rata(column[0], limits)
        else:
            split = [
                round_money(Fraction(amount) * Fraction(limit) / Fraction(whole))
                for amount, limit in zip(column, limits, strict=True)
            ]
        for row, amount in zip(found, split, strict=True):
            row.append(min(amount, room))
            room -= row[-1]
    return found


def _barred(claim: Claim, cover: CommercialCover, part: Covered) -> list[tuple[Money, str]]:
    """The pieces of a side's share that a cover does not pay, each with its words."""
    found: list[tuple[Money, str]] = []
    pieces = [(part.excluded, "不属商业险项目")]
    if not cover.mental_rider:
        pieces.append((part.mental, "精神损害抚慰金"))
    drugs = ZERO if cover.non_medical_rider else part.outside_medical_insurance
    by_share = claim.options.non_medical is NonMedicalMode.BY_SHARE
    if by_share:
        pieces.append((drugs, DRUGS))
    for amount, name in pieces:
        if out := share_of(amount, part.percent):
            factors = f"{name} {format_money(amount)} × {format_percent(part.percent)}"
            found.append((out, f"{factors} = {format_money(out)}"))
    if drugs and not by_share:
        found.append((drugs, f"{DRUGS} {format_money(drugs)}"))
    return found


def _text(
    part: Covered,
    out: Sequence[tuple[Money, str]],
    insurable: Money,
    limits: Sequence[Money],
    place: int,
    wanted: Sequence[Money],
    index: int,
    amounts: Sequence[Money],
) -> str:
    text = ""
    if out:
        text += f"，扣除{'、'.join(word for _, word in out)}，余 {format_money(insurable)}"
    limit = limits[place]
    if len(limits) > 1:
        rate = f"{format_money(limit)} ÷ ({' + '.join(map(format_money, limits))})"
        stray = _stray(insurable, limit, limits, wanted[index])
        text += (
            f"，主车、挂车按限额比例 {format_money(insurable)} × {rate}"
            f" = {format_money(wanted[index])}{stray}"
        )
    asked = [amount for amount in wanted if amount]
    if sum(asked, ZERO) > limit:
        mine = format_money(wanted[index])
        if len(asked) > 1:
            parts = " + ".join(map(format_money, asked))
            stray = _stray(limit, wanted[index], asked, amounts[index])
            paid = f"{format_money(amounts[index])}{stray}"
            text += f"，限额 {format_money(limit)} × {mine} ÷ ({parts}) = {paid}"
        else:
            text += f"，{mine} ＞ 限额 {format_money(limit)}"
    return text


def _stray(total: Money, part: Money, parts: Sequence[Money], found: Money) -> str:
    """Said when the last share of a split differs from the product that is printed."""
    whole = sum(parts, ZERO)
    exact = round_money(Fraction(total) * Fraction(part) / Fraction(whole)) if whole else ZERO
    return "" if exact == found else "（含分摊尾差）"
