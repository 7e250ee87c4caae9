"""The remainder over the sides: shares in percent, free rides, what stays with the victim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from mediation_app.domain.compensation.inputs import Claim, Side, Standing, Victim
from mediation_app.domain.money import (
    ZERO,
    Money,
    Percent,
    format_money,
    format_percent,
    share_of,
    split_pro_rata,
)
from mediation_app.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What is left of a victim's loss after 交强险, what commercial cover excludes of it, and the
    percents of the sides towards him."""

    victim: Victim
    amount: Money
    excluded: Money
    mental: Money
    outside_medical_insurance: Money
    percents: Mapping[str, Percent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What stays with a victim, and why."""

    amount: Money
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One side's part of a victim's remainder: by its share, and what a free ride takes off."""

    by_share: Money
    taken_off: Money
    text: str

    @property
    def amount(self) -> Money:
        """What the side owes."""
        return self.by_share - self.taken_off


def percents_of(claim: Claim, victim: Victim) -> dict[str, Percent]:
    """The share of every side towards one victim; they add up to at most 100."""
    given = victim.shares
    if given is not None and not given.keys() <= {side.id for side in claim.sides}:
        raise InvalidInput("domain.shares_unknown", field=f"victims.{victim.id}.shares")
    shares = {
        side.id: side.percent if given is None else given.get(side.id, Decimal(0))
        for side in claim.sides
    }
    if any(not 0 <= percent <= 100 for percent in shares.values()) or sum(shares.values()) > 100:
        raise InvalidInput("domain.shares_sum", field="percent")
    return shares


def split_remainder(claim: Claim, rest: Rest) -> tuple[dict[str, Part], Kept]:
    """The remainder over the sides that owe; the last part is the difference."""
    victim, amount = rest.victim, rest.amount
    if victim.deliberate:
        text = f"损失由{victim.label}故意造成，{format_money(amount)} 元自行承担"
        return {}, Kept(amount=amount, text=text)
    owed = {
        side.id: rest.percents[side.id]
        for side in sorted(claim.sides, key=lambda side: side.id)
        if rest.percents[side.id] and not _answers_himself(side, victim)
    }
    whole = sum(owed.values(), Decimal(0))
    total = share_of(amount, whole)
    amounts = split_pro_rata(total, list(owed.values())) if total else [ZERO] * len(owed)
    ride = _free_ride(victim)
    parts: dict[str, Part] = {}
    taken_off = ZERO
    for (side_id, percent), part in zip(owed.items(), amounts, strict=True):
        off = share_of(part, ride) if side_id == victim.side else ZERO
        taken_off += off
        text = _times(amount, percent, part)
        if off:
            text += (
                f"，好意同乘减轻 {format_percent(ride)}：{format_money(part)} ×"
                f" {format_percent(ride)} = {format_money(off)}，余 {format_money(part - off)}"
            )
        parts[side_id] = Part(by_share=part, taken_off=off, text=text)
    return parts, _kept(victim, amount, whole, amount - total, taken_off)


def _answers_himself(side: Side, victim: Victim) -> bool:
    """Whether the side's share stays with the victim: his own side's, unless he is a passenger
    there, and the share of a side for which nobody else but he answers."""
    if side.liable == victim.id:
        return True
    return side.id == victim.side and victim.standing is Standing.OWN


def _free_ride(victim: Victim) -> Percent:
    ride = victim.free_ride
    if ride is None:
        return Decimal(0)
    field = f"victims.{victim.id}.free_ride"
    if victim.standing is Standing.OWN:
        raise InvalidInput("domain.free_ride_driver", field=field)
    if not ride.percent.is_finite() or not 0 <= ride.percent <= 100:
        raise InvalidInput("domain.free_ride_range", field=f"{field}.percent")
    return ride.percent


def _times(amount: Money, percent: Percent, part: Money) -> str:
    text = f"{format_money(amount)} × {format_percent(percent)} = {format_money(part)}"
    return text if part == share_of(amount, percent) else f"{text}（含分摊尾差）"


def _kept(victim: Victim, rest: Money, whole: Percent, by_share: Money, off: Money) -> Kept:
    """What stays with the victim: the share nobody else bears and what a free ride takes off."""
    kept = by_share + off
    if not kept:
        return Kept(amount=kept, text="无自担部分")
    percent = 100 - whole
    texts = []
    if by_share == share_of(rest, percent) and by_share:
        texts.append(
            f"{format_money(rest)} × {format_percent(percent)} = {format_money(by_share)} 元"
        )
    elif by_share:
        other = format_money(rest - by_share)
        texts.append(f"{format_money(rest)} − {other} = {format_money(by_share)} 元")
    if off:
        texts.append(f"好意同乘减轻 {format_money(off)} 元")
    if len(texts) > 1:
        texts.append(f"合计 {format_money(kept)} 元")
    return Kept(amount=kept, text=f"{'，'.join(texts)}，{victim.label}自担")
