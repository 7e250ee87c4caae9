"""The whole reckoning: losses → 交强险 → commercial cover → liable persons → who pays whom."""

from __future__ import annotations

from collections.abc import Sequence

from mediation_app.domain.compensation.compulsory import compulsory_shares, limit_uses
from mediation_app.domain.compensation.inputs import Claim
from mediation_app.domain.compensation.items import loss_line
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.remainder import percents_of, remainder_shares, rest_of
from mediation_app.domain.compensation.result import Line, Reckoning, Share, VictimResult
from mediation_app.domain.compensation.settlement import settle
from mediation_app.domain.money import ZERO, Money, format_money, format_percent
from mediation_app.errors import InvalidInput


def reckon_claim(claim: Claim, law: CompensationLaw) -> Reckoning:
    """Reckon a claim under a law. Raises InvalidInput naming what is missing or wrong."""
    _check(claim)
    lines = {
        victim.id: tuple(loss_line(loss, law, claim.options) for loss in victim.losses)
        for victim in claim.victims
    }
    losses = {id_: _buckets(rows) for id_, rows in lines.items()}
    compulsory = compulsory_shares(claim, law, losses)
    rests = [
        rest_of(claim, victim, lines[victim.id], _paid(compulsory, victim.id))
        for victim in claim.victims
    ]
    further, own = remainder_shares(claim, law, rests)
    results = []
    for victim, rest in zip(claim.victims, rests, strict=True):
        total = sum(losses[victim.id].values(), ZERO)
        first = [share for share in compulsory if share.victim == victim.id]
        shares = (*first, *(share for share in further if share.victim == victim.id))
        paid = total - rest.amount
        kept = own[victim.id]
        results.append(
            VictimResult(
                victim=victim.id,
                label=victim.label,
                lines=lines[victim.id],
                total=total,
                buckets=losses[victim.id],
                compulsory=paid,
                remainder=rest.amount,
                remainder_text=f"{format_money(total)} − {format_money(paid)}"
                f" = {format_money(rest.amount)} 元",
                shares=shares,
                own=kept,
                own_text=_own_text(claim, victim.id, rest.amount, kept),
                entitlement=total - kept,
            )
        )
    settlements = tuple(settle(claim, law, result) for result in results)
    return Reckoning(
        victims=tuple(results),
        settlements=settlements,
        limits=limit_uses(claim, law, compulsory),
    )


def _check(claim: Claim) -> None:
    sides = {side.id for side in claim.sides}
    victims = [victim.id for victim in claim.victims]
    if len(sides) != len(claim.sides) or len(set(victims)) != len(victims):
        raise InvalidInput("domain.claim_twice", field="id")
    if any(victim.side not in sides for victim in claim.victims):
        raise InvalidInput("domain.side_unknown", field="side")
    if any(paid.victim not in victims for paid in claim.prepaid):
        raise InvalidInput("domain.victim_unknown", field="prepaid")
    for side in claim.sides:
        if side.commercial is not None and side.commercial.limit < 0:
            raise InvalidInput("domain.money_negative", field="limit")


def _buckets(lines: Sequence[Line]) -> dict[Bucket, Money]:
    found = dict.fromkeys(Bucket, ZERO)
    for line in lines:
        found[line.bucket] += line.amount
    return found


def _paid(shares: Sequence[Share], victim: str) -> dict[Bucket, Money]:
    found: dict[Bucket, Money] = {}
    for share in shares:
        if share.victim == victim and share.bucket is not None:
            found[share.bucket] = found.get(share.bucket, ZERO) + share.amount
    return found


def _own_text(claim: Claim, victim_id: str, rest: Money, kept: Money) -> str:
    victim = next(found for found in claim.victims if found.id == victim_id)
    percents = percents_of(claim, victim)
    others = sum((p for side, p in percents.items() if side != victim.side), ZERO)
    if not kept:
        return "无自担部分"
    return (
        f"{format_money(rest)} × {format_percent(100 - others)} = {format_money(kept)} 元，"
        f"{victim.label}自担"
    )
