"""The whole reckoning: losses → 交强险 → commercial cover → liable persons → who pays whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mediation_app.domain.compensation.compulsory import compulsory_shares
from mediation_app.domain.compensation.inputs import Claim
from mediation_app.domain.compensation.items import victim_lines
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.remainder import remainder_shares, rest_of
from mediation_app.domain.compensation.result import Line, Reckoning, Share, VictimResult
from mediation_app.domain.compensation.settlement import settle
from mediation_app.domain.money import ZERO, Money, format_money
from mediation_app.errors import InvalidInput


def reckon_claim(
    claim: Claim,
    law: CompensationLaw,
    *,
    lines: Mapping[str, tuple[Line, ...]] | None = None,
) -> Reckoning:
    """Reckon a claim under a law. Raises InvalidInput naming what is missing or wrong.

    ``lines`` are those of an earlier reckoning (``Reckoning.lines``) of the same losses under the
    same law and options: while only shares move, the losses need not be reckoned again.
    """
    _check(claim)
    if lines is None:
        lines = {victim.id: victim_lines(victim, law, claim.options) for victim in claim.victims}
    losses = {id_: _buckets(rows) for id_, rows in lines.items()}
    compulsory, limits = compulsory_shares(claim, law, losses)
    rests = [
        rest_of(claim, victim, lines[victim.id], _paid(compulsory, victim.id))
        for victim in claim.victims
    ]
    further, kept = remainder_shares(claim, law, rests)
    results = []
    for victim, rest in zip(claim.victims, rests, strict=True):
        total = sum(losses[victim.id].values(), ZERO)
        paid = total - rest.amount
        own = kept[victim.id]
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
                shares=tuple(s for s in (*compulsory, *further) if s.victim == victim.id),
                own=own.amount,
                own_text=own.text,
                entitlement=total - own.amount,
            )
        )
    return Reckoning(
        victims=tuple(results),
        settlements=tuple(settle(claim, law, result) for result in results),
        limits=limits,
    )


def _check(claim: Claim) -> None:
    sides = {side.id for side in claim.sides}
    units = [side.id for side in claim.sides]
    units += [side.trailer.id for side in claim.sides if side.trailer is not None]
    victims = [victim.id for victim in claim.victims]
    if len(set(units)) != len(units) or len(set(victims)) != len(victims):
        raise InvalidInput("domain.claim_twice", field="id")
    if any(victim.side not in sides for victim in claim.victims):
        raise InvalidInput("domain.side_unknown", field="side")
    for place, paid in enumerate(claim.prepaid):
        if paid.victim not in victims:
            raise InvalidInput("domain.victim_unknown", field=f"prepaid.{place}.victim")
        if paid.amount < 0:
            raise InvalidInput("domain.money_negative", field=f"prepaid.{place}.amount")
    for side in claim.sides:
        covers = [("commercial", side.commercial)]
        if side.trailer is not None:
            covers.append(("trailer.commercial", side.trailer.commercial))
        for name, cover in covers:
            if cover is not None and cover.limit < 0:
                raise InvalidInput("domain.money_negative", field=f"sides.{side.id}.{name}.limit")


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
