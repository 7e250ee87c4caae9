"""交强险: each sub-limit over victims and vehicles (道路交通事故损害赔偿解释 §13, §15, §18, §19).

Insured vehicles pay first and uninsured ones after them, or all together by their limits, as
chosen. What the mediator fixed by hand comes off limit and loss before the rest is shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mediation_app.domain.compensation.inputs import Claim, Override, UninsuredOrder
from mediation_app.domain.compensation.law import INSURED_BUCKETS, Bucket, CompensationLaw
from mediation_app.domain.compensation.overrides import checked
from mediation_app.domain.compensation.result import Layer, LimitUse, Share
from mediation_app.domain.compensation.sharing_text import Told, tell
from mediation_app.domain.compensation.spread import Cell, Spread, spread
from mediation_app.domain.compensation.units import Unit, units_of
from mediation_app.domain.explain import Source
from mediation_app.domain.money import ZERO, Money, format_money

Losses = Mapping[str, Mapping[Bucket, Money]]


def compulsory_shares(
    claim: Claim, law: CompensationLaw, losses: Losses
) -> tuple[list[Share], tuple[LimitUse, ...]]:
    """Every sum that a 交强险 insurer, or the person who should have insured, pays; and how much
    of every sub-limit is used, also of those nobody needs.

    Raises InvalidInput for overrides that do not fit and vehicles whose duty is undecided.
    """
    units = units_of(claim)
    fixed = checked(claim, law, units, losses)
    shares: list[Share] = []
    uses: list[LimitUse] = []
    for bucket in INSURED_BUCKETS:
        limits = {u.id: limit for u in units if (limit := u.limit(bucket, law)) is not None}
        payers = [unit for unit in units if unit.id in limits]
        round_ = _Bucket(
            claim=claim,
            law=law,
            bucket=bucket,
            units=payers,
            limits=limits,
            losses={victim: buckets[bucket] for victim, buckets in losses.items()},
            fixed={(o.unit, o.victim): o for o in fixed if o.bucket is bucket},
        )
        found = round_.shares()
        shares += found
        uses += _uses(payers, bucket, limits, found)
    order = {unit.id: place for place, unit in enumerate(units)}
    uses.sort(key=lambda use: order[use.unit])
    return shares, tuple(uses)


def _uses(
    units: Sequence[Unit], bucket: Bucket, limits: Mapping[str, Money], shares: Sequence[Share]
) -> list[LimitUse]:
    return [
        LimitUse(
            unit=unit.id,
            label=unit.label,
            insurer=unit.cover.insurer,
            bucket=bucket,
            at_fault=unit.cover.at_fault,
            limit=limits[unit.id],
            used=sum((share.amount for share in shares if share.unit == unit.id), ZERO),
        )
        for unit in units
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bucket:
    """One bucket: its units, limits, losses and what the mediator fixed."""

    claim: Claim
    law: CompensationLaw
    bucket: Bucket
    units: Sequence[Unit]
    limits: Mapping[str, Money]
    losses: Mapping[str, Money]
    fixed: Mapping[Cell, Override]

    def shares(self) -> list[Share]:
        found: list[Share] = []
        left, room = dict(self.losses), dict(self.limits)
        for (unit_id, victim), override in self.fixed.items():
            left[victim] -= override.amount
            room[unit_id] -= override.amount
        barred = {(u.id, v.id) for u in self.units for v in self.claim.victims if not u.pays(v)}
        barred.update(self.fixed)
        before = dict(left)
        groups = self._groups()
        mixed = len(groups) > 1
        together = spread(room, before, barred) if mixed else Spread()
        for place, group in enumerate(groups):
            ids = {unit.id for unit in group}
            result = spread({u: room[u] for u in room if u in ids}, left, barred)
            for unit in group:
                found += self._of_unit(unit, result, left, room, after_insured=place > 0)
            for (_, victim), amount in result.cells.items():
                left[victim] -= amount
        return self._with_recovery(found, together) if mixed else found

    def _groups(self) -> list[list[Unit]]:
        if self.claim.options.uninsured is UninsuredOrder.BY_LIMITS:
            return [list(self.units)] if self.units else []
        insured = [unit for unit in self.units if unit.insured]
        others = [unit for unit in self.units if not unit.insured]
        return [group for group in (insured, others) if group]

    def _of_unit(
        self,
        unit: Unit,
        result: Spread,
        losses: Mapping[str, Money],
        room: Mapping[str, Money],
        *,
        after_insured: bool,
    ) -> list[Share]:
        found = []
        for victim in self.losses:
            cell = unit.id, victim
            override = self.fixed.get(cell)
            amount = override.amount if override is not None else result.cells.get(cell, ZERO)
            if not amount:
                continue
            told = tell(
                Told(
                    claim=self.claim,
                    law=self.law,
                    bucket=self.bucket,
                    unit=unit,
                    victim=victim,
                    room=room[unit.id],
                    loss=losses[victim],
                    result=result,
                    amount=amount,
                    override=override,
                    limit=self.limits[unit.id],
                    after_insured=after_insured,
                )
            )
            found.append(
                Share(
                    layer=Layer.COMPULSORY if unit.insured else Layer.LIABLE,
                    payer=unit.payer,
                    victim=victim,
                    side=unit.side.id,
                    unit=unit.id,
                    bucket=self.bucket,
                    amount=amount,
                    joint=tuple(other for other in unit.joint if other != victim),
                    text=told.text,
                    notes=told.notes,
                    inputs=told.inputs,
                    sources=told.sources,
                )
            )
        return found

    def _with_recovery(self, shares: list[Share], together: Spread) -> list[Share]:
        """Note on an insurer's share how much more it pays than by limits (解释 §18)."""
        debtors = "、".join(
            dict.fromkeys(self.claim.name(u.payer) for u in self.units if not u.insured)
        )
        found = []
        for share in shares:
            by_limits = together.cells.get((share.unit, share.victim), ZERO)
            more = share.amount - by_limits
            if (
                share.layer is Layer.COMPULSORY
                and more > 0
                and (share.unit, share.victim) not in self.fixed
            ):
                note = (
                    f"比各车按限额比例分担的 {format_money(by_limits)} 元多付 {format_money(more)} 元，"
                    f"{self.claim.name(share.payer)}可以就多付部分向 {debtors} 追偿"
                )
                source: Source = self.law.source("several_vehicles")
                sources = share.sources if source in share.sources else (*share.sources, source)
                share = replace(share, notes=(*share.notes, note), sources=sources)
            found.append(share)
        return found
