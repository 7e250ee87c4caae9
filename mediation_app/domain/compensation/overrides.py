"""The mediator's own sums from a sub-limit (调整分配): never above the limit or the loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mediation_app.domain.compensation.inputs import Claim, Override
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.units import Unit
from mediation_app.domain.money import ZERO, Money, format_money
from mediation_app.errors import InvalidInput


def checked(
    claim: Claim,
    law: CompensationLaw,
    units: Sequence[Unit],
    losses: Mapping[str, Mapping[Bucket, Money]],
) -> tuple[Override, ...]:
    """The overrides of a claim. Raises InvalidInput naming the field ``overrides.<n>.<name>``."""
    known = {unit.id: unit for unit in units}
    people = {victim.id: victim for victim in claim.victims}
    from_limit: dict[tuple[str, Bucket], Money] = {}
    of_loss: dict[tuple[str, Bucket], Money] = {}
    seen: set[tuple[str, str, Bucket]] = set()
    for place, override in enumerate(claim.overrides):
        field = f"overrides.{place}"
        unit, victim, bucket = known.get(override.unit), override.victim, override.bucket
        if victim not in people:
            raise InvalidInput("domain.override_victim", field=f"{field}.victim")
        limit = (
            unit.limit(bucket, law) if unit is not None and bucket in law.limits.at_fault else None
        )
        if unit is None or limit is None or not unit.pays(people[victim]):
            raise InvalidInput("domain.override_unit", field=f"{field}.unit")
        if (unit.id, victim, bucket) in seen:
            raise InvalidInput("domain.override_twice", field=f"{field}.amount")
        seen.add((unit.id, victim, bucket))
        if override.amount < 0:
            raise InvalidInput("domain.money_negative", field=f"{field}.amount")
        if not override.reason.strip():
            raise InvalidInput("domain.override_reason", field=f"{field}.reason")
        taken = from_limit.get((unit.id, bucket), ZERO) + override.amount
        if taken > limit:
            left = format_money(limit - taken + override.amount)
            raise InvalidInput("domain.override_over_limit", field=f"{field}.amount", left=left)
        from_limit[unit.id, bucket] = taken
        given = of_loss.get((victim, bucket), ZERO) + override.amount
        loss = losses[victim][bucket]
        if given > loss:
            left = format_money(loss - given + override.amount)
            raise InvalidInput("domain.override_over_loss", field=f"{field}.amount", left=left)
        of_loss[victim, bucket] = given
    return claim.overrides
