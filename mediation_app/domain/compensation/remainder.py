"""What 交强险 leaves: × share → commercial cover up to its limit → liable person; own share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mediation_app.domain.compensation.commercial import (
    DRUGS,
    Covered,
    commercial_parts,
    refusal,
)
from mediation_app.domain.compensation.inputs import (
    Claim,
    Duty,
    MentalOrder,
    Side,
    SideKind,
    Victim,
)
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.result import Given, Layer, Line, Share
from mediation_app.domain.compensation.splitting import (
    Kept,
    Part,
    Rest,
    percents_of,
    split_remainder,
)
from mediation_app.domain.explain import Source
from mediation_app.domain.money import (
    ZERO,
    Money,
    format_money,
    format_percent,
)


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


def remainder_shares(
    claim: Claim, law: CompensationLaw, rests: Sequence[Rest]
) -> tuple[list[Share], dict[str, Kept]]:
    """Commercial and personal shares, and what stays with each victim."""
    parts: dict[tuple[str, str], Part] = {}
    kept: dict[str, Kept] = {}
    for rest in rests:
        mine, own = split_remainder(claim, rest)
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


def fault_source(claim: Claim, law: CompensationLaw) -> Source:
    """On what the shares rest: 道交法 §76, without any motor vehicle the rules of fault."""
    motor = any(side.kind is SideKind.MOTOR for side in claim.sides)
    return law.source("liability" if motor else "fault_share")


# One side ---------------------------------------------------------------------------------------------


def _of_side(
    claim: Claim, law: CompensationLaw, side: Side, parts: Sequence[tuple[Rest, Part]]
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
            found.append(_liable(claim, law, side, rest, part, paid, left, why))
    return found


def _inputs(rest: Rest, side: Side, *more: Given) -> tuple[Given, ...]:
    percent = format_percent(rest.percents[side.id]).removesuffix("%")
    return (
        Given(key="rest", label="交强险赔付后的损失", value=format_money(rest.amount), unit="元"),
        Given(key="percent", label="责任比例", value=percent, unit="%"),
        *more,
    )


def _liable(
    claim: Claim,
    law: CompensationLaw,
    side: Side,
    rest: Rest,
    part: Part,
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
    if covers and own:
        text += "，本车人员不属第三者"
    elif not covers and side.kind is SideKind.MOTOR:
        text += "，无商业三者险"
    if why:
        text += f"（{'；'.join(why)}）"
    sources: list[Source] = [law.source("payment_order"), fault_source(claim, law)]
    notes: list[str] = []
    if covers and not own and reason:
        sources.append(law.source("commercial_refused"))
    if any(word.startswith(DRUGS) for word in why):
        sources.append(law.source("non_medical"))
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
