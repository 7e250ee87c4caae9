"""The units of 交强险: motor vehicles and trailers, each with its limits, its insurer or the person
who should have insured, and the grounds on which the insurer pays less."""

from __future__ import annotations

from dataclasses import dataclass

from mediation_app.domain.compensation.inputs import (
    Claim,
    CompulsoryCover,
    Duty,
    Ground,
    Side,
    SideKind,
    Victim,
)
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.money import Money
from mediation_app.errors import InvalidInput

GROUND_LABELS = {
    Ground.UNLICENSED: "未取得驾驶资格",
    Ground.DRUNK: "醉酒驾驶",
    Ground.DRUGGED: "服用管制药品或者毒品后驾驶",
    Ground.STOLEN: "被盗抢期间肇事",
    Ground.DELIBERATE: "故意制造事故",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One vehicle or trailer that pays within limits of its own."""

    id: str
    label: str
    side: Side
    cover: CompulsoryCover

    @property
    def insured(self) -> bool:
        """Whether an insurer pays."""
        return bool(self.cover.insurer)

    @property
    def payer(self) -> str:
        """The insurer, or the liable person who pays as if insured."""
        return self.cover.insurer or self.side.liable

    @property
    def joint(self) -> tuple[str, ...]:
        """Who answers together with a payer that is no insurer."""
        if self.insured:
            return ()
        others = dict.fromkeys((self.cover.obliged, *self.side.joint))
        return tuple(other for other in others if other and other != self.side.liable)

    def limit(self, bucket: Bucket, law: CompensationLaw) -> Money | None:
        """The sub-limit; None where the insurer does not pay at all (条例 §22: property)."""
        if bucket is Bucket.PROPERTY and self.insured and ground_of(self.side) is not Ground.NONE:
            return None
        return law.limits.limit(bucket, at_fault=self.cover.at_fault)

    def pays(self, victim: Victim) -> bool:
        """Whether the victim is a third party of this unit. Occupants are none, nor does a
        person owe money to himself, nor is anything owed for harm the victim wanted."""
        own = victim.side == self.side.id or self.payer == victim.id
        return not own and not victim.deliberate


def ground_of(side: Side) -> Ground:
    """The ground of a side: tractor and trailer have one driver."""
    covers = [side.compulsory, side.trailer.compulsory if side.trailer is not None else None]
    found = (cover.ground for cover in covers if cover is not None)
    return next((ground for ground in found if ground is not Ground.NONE), Ground.NONE)


def units_of(claim: Claim) -> tuple[Unit, ...]:
    """Every unit of a claim. Raises InvalidInput where it is undecided whether an uninsured
    vehicle pays as if it were insured."""
    found: list[Unit] = []
    for side in claim.sides:
        if side.kind is not SideKind.MOTOR:
            continue
        cover = side.compulsory or CompulsoryCover()
        if _counts(cover, f"sides.{side.id}.compulsory.duty", side.label):
            found.append(Unit(id=side.id, label=side.label, side=side, cover=cover))
        trailer = side.trailer
        if trailer is None or trailer.compulsory is None:
            continue
        # A trailer need not be insured (条例 §43): without a policy it counts only if chosen so.
        cover = trailer.compulsory
        field = f"sides.{side.id}.trailer.compulsory.duty"
        if not cover.insurer and cover.duty is Duty.OBLIGED:
            continue
        if _counts(cover, field, trailer.label):
            found.append(Unit(id=trailer.id, label=trailer.label, side=side, cover=cover))
    return tuple(found)


def _counts(cover: CompulsoryCover, field: str, label: str) -> bool:
    if cover.insurer:
        return True
    if cover.duty is Duty.UNDECIDED:
        raise InvalidInput("domain.duty_undecided", field=field, label=label)
    return cover.duty is not Duty.NOT_INSURABLE
