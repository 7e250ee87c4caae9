"""What 交强险 leaves: × share → commercial cover up to its limit → liable person; own share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mediation_app.domain.compensation.commercial import Covered, commercial_parts, refusal
from mediation_app.domain.compensation.inputs import (
    Claim,
    Duty,
    MentalOrder,
    Side,
    SideKind,
    Standing,
    Victim,
)
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.result import Given, Layer, Line, Share
from mediation_app.domain.explain import Source
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
class _Part:
    """One side's part of a victim's remainder: by its share, and what a free ride takes off."""

    by_share: Money
    taken_off: Money
    text: str

    @property
    def amount(self) -> Money:
        return self.by_share - self.taken_off


def rest_of(
    claim: Claim, victim: Victim, lines: Sequence[Line], compulsory: Mapping[Bucket, Money]
) -> Rest:
    """The remainder of one victim after what 交强险 (or who stands for it) pays per bucket."""
    left = {bucket: -compulsory.get(bucket, ZERO) for bucket in Bucket}
    excluded = dict.fromkeys(Bucket, ZERO)
    mental = beyond = ZERO
    for line in lines:
        left[line.bucket] += line.amount
        beyond += line.outside_medical_insurance
        if line.mental:
            mental += line.amount
        if line.excluded:
            excluded[line.bucket] += line.amount
    if claim.options.mental is MentalOrder.FIRST:
        mental_left = max(mental - compulsory.get(Bucket.DEATH, ZERO), ZERO)
    else:
        mental_left = min(mental, left[Bucket.DEATH])
    return Rest(
        victim=victim,
        amount=sum(left.values(), ZERO),
        excluded=sum((min(excluded[bucket], left[bucket]) for bucket in Bucket), ZERO),
        mental=mental_left,
        outside_medical_insurance=min(beyond, left[Bucket.MEDICAL]),
        percents=percents_of(claim, victim),
    )


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


def remainder_shares(
    claim: Claim, law: CompensationLaw, rests: Sequence[Rest]
) -> tuple[list[Share], dict[str, Kept]]:
    """Commercial and personal shares, and what stays with each victim."""
    parts: dict[tuple[str, str], _Part] = {}
    kept: dict[str, Kept] = {}
    for rest in rests:
        mine, own = _split(claim, rest)
        kept[rest.victim.id] = own
        parts.update({(side, rest.victim.id): part for side, part in mine.items()})
    found: list[Share] = []
    for side in claim.sides:
        mine_ = [
            (rest, part)
            for rest in rests
            if (part := parts.get((side.id, rest.victim.id))) is not None and part.amount
        ]
        found += _of_side(claim, law, side, mine_)
    return found, kept


# Over the sides -------------------------------------------------------------------------------------


def _split(claim: Claim, rest: Rest) -> tuple[dict[str, _Part], Kept]:
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
    parts: dict[str, _Part] = {}
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
        parts[side_id] = _Part(by_share=part, taken_off=off, text=text)
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


# One side ---------------------------------------------------------------------------------------------


def _of_side(
    claim: Claim, law: CompensationLaw, side: Side, parts: Sequence[tuple[Rest, _Part]]
) -> list[Share]:
    covered = commercial_parts(
        claim,
        side,
        [
            Covered(
                victim=rest.victim,
                amount=part.amount,
                percent=rest.percents[side.id],
                excluded=rest.excluded,
                mental=rest.mental,
                outside_medical_insurance=rest.outside_medical_insurance,
            )
            for rest, part in parts
        ],
    )
    found: list[Share] = []
    for rest, part in parts:
        id_ = rest.victim.id
        paid = ZERO
        why: list[str] = []
        for pay in covered.get(id_, ()):
            paid += pay.amount
            why += [word for word in pay.why if word not in why]
            if not pay.amount:
                continue
            sources = [law.source("commercial")]
            if side.trailer is not None and side.trailer.commercial is not None:
                sources.append(law.source("commercial_trailer"))
            found.append(
                Share(
                    layer=Layer.COMMERCIAL,
                    payer=pay.cover.insurer,
                    victim=id_,
                    side=side.id,
                    unit=pay.unit,
                    amount=pay.amount,
                    sources=tuple(sources),
                    inputs=_inputs(
                        rest,
                        side,
                        Given(
                            key="limit",
                            label="限额",
                            value=format_money(pay.cover.limit),
                            unit="元",
                        ),
                    ),
                    text=f"{part.text}{pay.text}，商业三者险赔 {format_money(pay.amount)} 元",
                )
            )
        left = part.amount - paid
        if left:
            found.append(_liable(law, side, rest, part, paid, left, why))
    return found


def _inputs(rest: Rest, side: Side, *more: Given) -> tuple[Given, ...]:
    percent = format_percent(rest.percents[side.id]).removesuffix("%")
    return (
        Given(key="rest", label="交强险赔付后的损失", value=format_money(rest.amount), unit="元"),
        Given(key="percent", label="责任比例", value=percent, unit="%"),
        *more,
    )


def _liable(
    law: CompensationLaw,
    side: Side,
    rest: Rest,
    part: _Part,
    paid: Money,
    left: Money,
    why: Sequence[str],
) -> Share:
    text = part.text
    if paid:
        text += f"，{format_money(part.amount)} − 商业三者险 {format_money(paid)} = {format_money(left)}"
    reason = refusal(side)
    own = rest.victim.side == side.id
    covers = side.commercial is not None or (
        side.trailer is not None and side.trailer.commercial is not None
    )
    if side.kind is SideKind.MOTOR:
        if not covers:
            text += "，无商业三者险"
        elif own:
            text += "，本车人员不属第三者"
    if why:
        text += f"（{'；'.join(why)}）"
    sources: list[Source] = [law.source("payment_order"), law.source("liability")]
    notes: list[str] = []
    if covers and not own and reason:
        sources.append(law.source("commercial_refused"))
    if part.taken_off:
        sources.append(law.source("free_ride"))
        ride = rest.victim.free_ride
        if ride is not None and ride.reason:
            notes.append(f"好意同乘减轻的理由：{ride.reason}")
    cover = side.compulsory
    if (
        side.kind is SideKind.MOTOR
        and cover is not None
        and not cover.insurer
        and cover.duty is Duty.NOT_INSURABLE
    ):
        sources.append(law.source("as_insured"))
        notes.append("无法投保交强险，不先在限额内赔付，全部损失按责任比例承担")
    joint = tuple(
        dict.fromkeys(o for o in side.joint if o not in ("", side.liable, rest.victim.id))
    )
    if joint:
        sources.append(law.source("joint"))
    return Share(
        layer=Layer.LIABLE,
        payer=side.liable,
        victim=rest.victim.id,
        side=side.id,
        unit=side.id,
        amount=left,
        joint=joint,
        sources=tuple(sources),
        notes=tuple(notes),
        inputs=_inputs(rest, side),
        text=f"{text}，{side.label}一方承担 {format_money(left)} 元",
    )
