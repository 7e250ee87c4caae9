"""What 交强险 leaves: × share → commercial cover up to its limit → liable person; own share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mediation_app.domain.compensation.inputs import (
    Claim,
    MentalOrder,
    NonMedicalMode,
    Side,
    Standing,
    Victim,
)
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.result import Layer, Line, Share
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
    """What is left of a victim's loss after 交强险, and what commercial cover excludes of it."""

    victim: Victim
    amount: Money
    excluded: Money
    mental: Money
    outside_medical_insurance: Money


def rest_of(
    claim: Claim, victim: Victim, lines: Sequence[Line], compulsory: Mapping[Bucket, Money]
) -> Rest:
    """The remainder of one victim after what 交强险 (or who stands for it) pays per bucket."""
    total = sum((line.amount for line in lines), ZERO)
    paid = sum(compulsory.values(), ZERO)
    death = sum((line.amount for line in lines if line.bucket is Bucket.DEATH), ZERO)
    mental = sum((line.amount for line in lines if line.mental), ZERO)
    from_death = compulsory.get(Bucket.DEATH, ZERO)
    if claim.options.mental is MentalOrder.FIRST:
        mental_left = max(mental - from_death, ZERO)
    else:
        mental_left = min(mental, death - from_death)
    medical = sum((line.amount for line in lines if line.bucket is Bucket.MEDICAL), ZERO)
    beyond = sum((line.outside_medical_insurance for line in lines), ZERO)
    return Rest(
        victim=victim,
        amount=total - paid,
        excluded=sum((line.amount for line in lines if line.excluded), ZERO),
        mental=mental_left,
        outside_medical_insurance=min(beyond, medical - compulsory.get(Bucket.MEDICAL, ZERO)),
    )


def percents_of(claim: Claim, victim: Victim) -> dict[str, Percent]:
    """The share of every side towards one victim; they add up to at most 100."""
    shares = {
        side.id: side.percent if victim.shares is None else victim.shares.get(side.id, Decimal(0))
        for side in claim.sides
    }
    if any(not 0 <= percent <= 100 for percent in shares.values()) or sum(shares.values()) > 100:
        raise InvalidInput("domain.shares_sum", field="percent")
    return shares


def remainder_shares(
    claim: Claim, law: CompensationLaw, rests: Sequence[Rest]
) -> tuple[list[Share], dict[str, Money]]:
    """Commercial and personal shares, and each victim's own share."""
    amounts: dict[tuple[str, str], Money] = {}
    own: dict[str, Money] = {}
    for rest in rests:
        parts, kept = _split(claim, rest)
        own[rest.victim.id] = kept
        for side_id, amount in parts.items():
            amounts[side_id, rest.victim.id] = amount
    found: list[Share] = []
    for side in claim.sides:
        mine = [rest for rest in rests if amounts.get((side.id, rest.victim.id))]
        found += _of_side(claim, law, side, mine, amounts)
    return found, own


def _split(claim: Claim, rest: Rest) -> tuple[dict[str, Money], Money]:
    """The remainder over the sides that owe; the last part is the difference."""
    percents = percents_of(claim, rest.victim)
    keeps = rest.victim.side if rest.victim.standing is Standing.OWN else ""
    owed = {s: p for s, p in sorted(percents.items()) if s != keeps and p}
    whole = sum(owed.values(), Decimal(0))
    if whole == 0:
        return {}, rest.amount
    total = share_of(rest.amount, whole)
    parts = split_pro_rata(total, list(owed.values())) if total else [ZERO] * len(owed)
    return dict(zip(owed, parts, strict=True)), rest.amount - total


def _of_side(
    claim: Claim,
    law: CompensationLaw,
    side: Side,
    rests: Sequence[Rest],
    amounts: Mapping[tuple[str, str], Money],
) -> list[Share]:
    cover = side.commercial
    barred = {rest.victim.id: _barred(claim, side, rest) for rest in rests}
    insurable: dict[str, Money] = {}
    for rest in rests:
        victim = rest.victim
        amount = amounts[side.id, victim.id]
        inside = cover is not None and victim.side != side.id
        insurable[victim.id] = max(amount - barred[victim.id], ZERO) if inside else ZERO
    wanted = sum(insurable.values(), ZERO)
    paid = dict(insurable)
    if cover is not None and wanted > cover.limit:
        order = sorted(insurable)
        split = split_pro_rata(cover.limit, [insurable[v] for v in order])
        paid = dict(zip(order, split, strict=True))
    found: list[Share] = []
    for rest in rests:
        id_ = rest.victim.id
        amount = amounts[side.id, id_]
        percent = percents_of(claim, rest.victim)[side.id]
        formula = (
            f"{format_money(rest.amount)} × {format_percent(percent)} = {format_money(amount)}"
        )
        if cover is not None and paid[id_]:
            found.append(
                Share(
                    layer=Layer.COMMERCIAL,
                    payer=cover.insurer,
                    victim=id_,
                    side=side.id,
                    amount=paid[id_],
                    sources=(law.source("commercial"),),
                    text=_commercial_text(
                        formula, side, barred[id_], insurable[id_], wanted, paid[id_]
                    ),
                )
            )
        rest_amount = amount - paid[id_]
        if rest_amount:
            why = _liable_why(side, rest.victim, barred[id_], over=insurable[id_] - paid[id_])
            found.append(
                Share(
                    layer=Layer.LIABLE,
                    payer=side.liable,
                    victim=id_,
                    side=side.id,
                    amount=rest_amount,
                    sources=(law.source("payment_order"), law.source("liability")),
                    text=f"{formula}，{why}{side.label}一方承担 {format_money(rest_amount)} 元",
                )
            )
    return found


def _barred(claim: Claim, side: Side, rest: Rest) -> Money:
    """The part of a side's share that its commercial cover does not pay."""
    if side.commercial is None:
        return ZERO
    percent = percents_of(claim, rest.victim)[side.id]
    out = rest.excluded + (ZERO if side.commercial.mental_rider else rest.mental)
    barred = share_of(out, percent)
    if claim.options.non_medical is NonMedicalMode.BY_SHARE:
        return barred + share_of(rest.outside_medical_insurance, percent)
    return barred + rest.outside_medical_insurance


def _commercial_text(
    formula: str, side: Side, barred: Money, insurable: Money, wanted: Money, paid: Money
) -> str:
    assert side.commercial is not None  # called only for covered sides
    text = f"{formula}"
    if barred:
        text += f"，扣除不属商业险部分 {format_money(barred)} 后 {format_money(insurable)}"
    limit = side.commercial.limit
    if wanted > limit:
        text += f"，限额 {format_money(limit)}"
        if wanted != insurable:
            text += f" × {format_money(insurable)} ÷ {format_money(wanted)}"
    return f"{text}，商业三者险赔 {format_money(paid)} 元"


def _liable_why(side: Side, victim: Victim, barred: Money, *, over: Money) -> str:
    if side.commercial is None:
        return "无商业三者险，"
    if victim.side == side.id:
        return "本车人员不属第三者，"
    reasons = []
    if barred:
        reasons.append(f"不属商业险 {format_money(barred)}")
    if over:
        reasons.append(f"超过限额 {format_money(over)}")
    return "、".join(reasons) + "，" if reasons else ""
