"""The first layer that several victims share: who has which part, and the clerk's own parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from mediation_app.domain.first_layer import PolicyCover, covers
from mediation_app.domain.fund import FundKind, LayerShare
from mediation_app.domain.ids import new_id
from mediation_app.domain.layer_shares import share_reasons
from mediation_app.domain.money import yuan
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.records import Money
from mediation_app.errors import NotAllowed, Reason
from mediation_app.services.base import Context, Outcome
from mediation_app.services.fund_reckoning import Reckoner
from mediation_app.services.screening import screened

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork
    from mediation_app.domain.files import CaseFile


class LayerService:
    """Use cases of the shared compulsory cover (交强险先行承担的分摊)."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._reckoner = Reckoner(context)

    def of(self, case: CaseFile, victim_id: str) -> tuple[PolicyCover, ...]:
        """The policies that pay first for a victim, each with everybody's part."""
        limits = self._reckoner.limits(case)
        return covers(case, victim_id, FundKind.RESCUE, limits) if limits is not None else ()

    def lay_down(
        self, actor: Actor, case_id: str, policy_id: str, parts: Mapping[str, Money], why: str
    ) -> Outcome[CaseFile]:
        """Divide one policy's medical limit by hand: part by victim, in yuan, with the reason.

        No parts: back to the default. Raises NotAllowed with every reason why not.
        """
        wanted = {victim: yuan(amount, field="amount") for victim, amount in parts.items()}

        def work(unit: UnitOfWork) -> CaseFile:
            if not actor.has(Role.FUND_CLERK) or actor.has(Role.ADMIN):
                raise NotAllowed("bill.share_desk")
            case = unit.case_file(case_id)
            cover = self._cover(case, policy_id)
            if cover is None:
                raise NotAllowed("bill.share_no_policy")
            against: tuple[Reason, ...] = share_reasons(cover, wanted, why)
            if against:
                raise NotAllowed("bill.share_not_now", reasons=against)
            known = {s.victim_id: s for s in case.layer_shares if s.policy_id == policy_id}
            kept = tuple(s for s in case.layer_shares if s.policy_id != policy_id)
            new = tuple(
                replace(
                    known.get(victim)
                    or LayerShare(
                        id=new_id(), case_id=case_id, policy_id=policy_id, victim_id=victim
                    ),
                    amount=amount,
                    note=why.strip(),
                )
                for victim, amount in wanted.items()
            )
            after = unit.save(case, replace(case, layer_shares=(*kept, *new)))
            judged = screened(after, self._context, self._reckoner.today)  # others may now qualify
            if judged is not after.case:
                after = replace(after, case=unit.change(after.case, judged))
            return after

        return Outcome(*self._context.store.run(actor, "layer.share", work))

    def _cover(self, case: CaseFile, policy_id: str) -> PolicyCover | None:
        for injury in case.injuries:
            for cover in self.of(case, injury.party_id):
                if cover.policy_id == policy_id:
                    return cover
        return None


__all__ = ["LayerService"]
