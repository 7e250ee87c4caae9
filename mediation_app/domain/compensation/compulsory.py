"""交强险: each sub-limit over victims and vehicles (道路交通事故损害赔偿解释 §13, §18, §19).

Per bucket a vehicle's limit is shared over its victims in proportion to their losses; a victim's
loss is shared over the vehicles in proportion to what each offers. What a satisfied victim leaves
is handed back and shared again until nothing moves. Insured vehicles pay first, uninsured ones
(virtual limits) after them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from mediation_app.domain.compensation.inputs import Claim, Side, SideKind
from mediation_app.domain.compensation.law import INSURED_BUCKETS, Bucket, CompensationLaw
from mediation_app.domain.compensation.result import Layer, LimitUse, Share
from mediation_app.domain.money import ZERO, Money, floor_money, format_money, from_fen, round_money

Cells = dict[tuple[str, str], Money]  # (side, victim) → sum


def compulsory_shares(
    claim: Claim, law: CompensationLaw, losses: Mapping[str, Mapping[Bucket, Money]]
) -> list[Share]:
    """Every sum that a 交强险 insurer, or the person who should have insured, pays."""
    sides = [side for side in claim.sides if side.kind is SideKind.MOTOR]
    insured = [side for side in sides if side.compulsory and side.compulsory.insurer]
    uninsured = [side for side in sides if side not in insured]
    own = {victim.id: victim.side for victim in claim.victims}
    found: list[Share] = []
    for bucket in INSURED_BUCKETS:
        left = {victim: buckets.get(bucket, ZERO) for victim, buckets in losses.items()}
        for group in (insured, uninsured):
            limits = {side.id: _limit(side, bucket, law) for side in group}
            cells = spread(limits, left, own)
            found += _shares(claim, law, bucket, group, limits, left, cells)
            for (_, victim), amount in cells.items():
                left[victim] -= amount
    return found


def limit_uses(claim: Claim, law: CompensationLaw, shares: Sequence[Share]) -> tuple[LimitUse, ...]:
    """How much of every sub-limit is used, also of those nobody needs."""
    found = []
    for side in claim.sides:
        if side.kind is not SideKind.MOTOR:
            continue
        for bucket in INSURED_BUCKETS:
            mine = [s for s in shares if s.side == side.id and s.bucket is bucket]
            found.append(
                LimitUse(
                    unit=side.id,
                    label=side.label,
                    insurer=side.compulsory.insurer if side.compulsory else "",
                    bucket=bucket,
                    at_fault=side.compulsory.at_fault if side.compulsory else True,
                    limit=_limit(side, bucket, law),
                    used=sum((share.amount for share in mine), ZERO),
                )
            )
    return tuple(found)


def _limit(side: Side, bucket: Bucket, law: CompensationLaw) -> Money:
    at_fault = side.compulsory.at_fault if side.compulsory else True
    return law.limits.limit(bucket, at_fault=at_fault)


def spread(
    limits: Mapping[str, Money], losses: Mapping[str, Money], own: Mapping[str, str]
) -> Cells:
    """Share limits over losses to the fen; never more than a limit or a loss."""
    sides, victims = sorted(limits), sorted(v for v, loss in losses.items() if loss > 0)
    open_ = {victim: Fraction(losses[victim]) for victim in victims}
    room = {side: Fraction(limits[side]) for side in sides}
    exact: dict[tuple[str, str], Fraction] = {}
    while True:
        offers: dict[tuple[str, str], Fraction] = {}
        for side in sides:
            mine = [v for v in victims if own.get(v) != side and open_[v] > 0]
            whole = sum((open_[v] for v in mine), Fraction(0))
            for victim in mine if room[side] > 0 else ():
                offers[side, victim] = room[side] * open_[victim] / whole
        if not offers:
            return _to_fen(exact, limits, losses)
        for victim in victims:
            mine_offers = {cell: part for cell, part in offers.items() if cell[1] == victim}
            offered = sum(mine_offers.values(), Fraction(0))
            if not offered:
                continue
            taken = min(Fraction(1), open_[victim] / offered)
            for cell, part in mine_offers.items():
                exact[cell] = exact.get(cell, Fraction(0)) + part * taken
                room[cell[0]] -= part * taken
            open_[victim] -= offered * taken


def _to_fen(
    exact: Mapping[tuple[str, str], Fraction],
    limits: Mapping[str, Money],
    losses: Mapping[str, Money],
) -> Cells:
    """Round to the fen: with one vehicle or one victim the last share is total − others; with
    several of both, cut off and hand the missing fen to cells that have room."""
    cells = sorted(cell for cell, part in exact.items() if part)
    if not cells:
        return {}
    several = len({side for side, _ in cells}) > 1 and len({victim for _, victim in cells}) > 1
    if not several:
        total = round_money(sum((exact[cell] for cell in cells), Fraction(0)))
        rounded = {cell: round_money(exact[cell]) for cell in cells}
        rest = total - sum((rounded[cell] for cell in cells[:-1]), ZERO)
        if ZERO <= rest <= min(limits[cells[-1][0]], losses[cells[-1][1]]):
            return {**rounded, cells[-1]: rest}
    rounded = {cell: floor_money(exact[cell]) for cell in cells}
    rows = {s: round_money(sum(exact[c] for c in cells if c[0] == s)) for s in limits}
    columns = {v: round_money(sum(exact[c] for c in cells if c[1] == v)) for v in losses}
    for side, victim in cells:
        missing = min(
            rows[side] - sum((a for c, a in rounded.items() if c[0] == side), ZERO),
            columns[victim] - sum((a for c, a in rounded.items() if c[1] == victim), ZERO),
        )
        if missing > 0:
            rounded[side, victim] += min(missing, from_fen(1))
    return rounded


def _shares(
    claim: Claim,
    law: CompensationLaw,
    bucket: Bucket,
    group: Sequence[Side],
    limits: Mapping[str, Money],
    losses: Mapping[str, Money],
    cells: Cells,
) -> list[Share]:
    found: list[Share] = []
    for side in group:
        cover = side.compulsory
        insurer = cover.insurer if cover else ""
        obliged = cover.obliged if cover else ""
        mine = {v: losses[v] for v in losses if (side.id, v) in cells}
        joint = (obliged,) if not insurer and obliged and obliged != side.liable else ()
        several_vehicles = any(cell[0] != side.id for cell in cells)
        sources = [law.limits.source, law.source("payment_order")]
        if len(mine) > 1:
            sources.append(law.source("several_victims"))
        if several_vehicles:
            sources.append(law.source("several_vehicles"))
        if not insurer:
            sources.append(law.source("uninsured"))
        for victim in mine:
            amount = cells[side.id, victim]
            if not amount:
                continue
            found.append(
                Share(
                    layer=Layer.COMPULSORY if insurer else Layer.LIABLE,
                    payer=insurer or side.liable,
                    victim=victim,
                    side=side.id,
                    bucket=bucket,
                    amount=amount,
                    joint=joint,
                    sources=tuple(sources),
                    text=_text(
                        side,
                        bucket,
                        limits[side.id],
                        mine,
                        victim,
                        amount,
                        several_vehicles=several_vehicles,
                        law=law,
                        insurer=insurer,
                    ),
                )
            )
    return found


def _text(
    side: Side,
    bucket: Bucket,
    limit: Money,
    losses: Mapping[str, Money],
    victim: str,
    amount: Money,
    *,
    several_vehicles: bool,
    law: CompensationLaw,
    insurer: str,
) -> str:
    at_fault = "有责" if side.compulsory is None or side.compulsory.at_fault else "无责"
    head = "交强险" if insurer else "未投保交强险，限额内"
    head = f"{side.label}{head}{bucket.label}限额 {format_money(limit)}（{law.limits.text}，{at_fault}）"
    whole = sum(losses.values(), ZERO)
    if several_vehicles:
        return f"{head}，与其他车辆按限额比例分担，赔 {format_money(amount)} 元"
    if len(losses) > 1 and whole > limit:
        return (
            f"{head} × {format_money(losses[victim])} ÷ {format_money(whole)}"
            f" = {format_money(amount)} 元"
        )
    sign = "＞" if losses[victim] > limit else "≤"
    return f"损失 {format_money(losses[victim])} {sign} {head}，赔 {format_money(amount)} 元"
