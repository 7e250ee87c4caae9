"""Freezing the sums of a case (冻结), and taking over a recalculation (重算)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.cases import MediationState
from mediation_app.domain.checks.base import warning
from mediation_app.domain.checks.signatures import agreement_signatures
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Calculation
from mediation_app.domain.offices import Actor
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.workflow.mediation import DESK
from mediation_app.errors import InvalidInput, NotAllowed, Reason

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork
    from mediation_app.domain.files import CaseFile
    from mediation_app.services.base import Context
    from mediation_app.services.reckoning import CaseReckoning


def freeze(
    unit: UnitOfWork, context: Context, actor: Actor, case_id: str, reason: str = ""
) -> CaseFile:
    """Freeze what counts now: a second time the frozen law stays and the facts are taken anew."""
    from mediation_app.services.reckoning import case_reckoning

    file = unit.case_file(case_id)
    _allow(file, actor)
    on = today(context.clock)
    unit.add(calculation_of(file, case_reckoning(file, context, on), context, on, reason.strip()))
    return unit.case_file(case_id)


def accept_recalculation(
    unit: UnitOfWork, context: Context, actor: Actor, case_id: str, reason: str
) -> CaseFile:
    """Freeze anew by today's law and facts (the caller commits)."""
    from mediation_app.services.reckoning import recalculation

    if not reason.strip():
        raise InvalidInput("cases.reason_missing", field="reason")
    file = unit.case_file(case_id)
    _allow(file, actor)
    on = today(context.clock)
    new = recalculation(file, context, on).new
    unit.add(calculation_of(file, new, context, on, reason.strip()))
    return unit.case_file(case_id)


def keep_agreed_sums(
    unit: UnitOfWork, context: Context, before: CaseFile | None, stored: CaseFile
) -> CaseFile:
    """Freeze the sums by themselves when an agreement was drafted or drafted anew.

    An agreement whose sums were not reckoned (nothing to reckon with) freezes nothing.
    """
    from mediation_app.services.frozen import frozen_tree
    from mediation_app.services.reckoning import case_reckoning

    agreement = stored.agreement
    if agreement is None or agreement.drafted_on is None or agreement.effective_on is not None:
        return stored
    kept = stored.calculation
    fresh = kept is None or (kept.agreement_id or agreement.id) != agreement.id
    touched = before is None or (
        (before.agreement, before.instalments) != (stored.agreement, stored.instalments)
    )
    if not fresh and not touched:
        return stored
    on = today(context.clock)
    try:
        now = case_reckoning(stored, context, on)
    except InvalidInput:
        return stored
    if not fresh and (agreement.total != entitlement_of(now) or now.tree == frozen_tree(stored)):
        return stored
    reason = "拟定协议" if fresh else "重新拟定协议"
    unit.add(calculation_of(stored, now, context, on, reason))
    return unit.case_file(stored.case.id)


def frozen_checks(file: CaseFile, context: Context, on: date) -> tuple[Reason, ...]:
    """A warning while the facts no longer give the frozen sums (重算 mends it)."""
    from mediation_app.domain.compensation.compare import compare
    from mediation_app.services.frozen import frozen_tree
    from mediation_app.services.reckoning import case_reckoning

    if file.calculation is None or file.case.effective_on is not None:
        return ()
    old = frozen_tree(file)
    if old is None:
        return ()
    try:
        now = case_reckoning(file, context, on)
    except InvalidInput:
        return (warning("checks.sums_gone", "losses"),)
    # the wording of a line may change with the program, its sum only with the facts
    lines = [one for one in compare(old, now.tree) if one.old_amount != one.new_amount]
    if not lines:
        return ()
    return (warning("checks.sums_changed", "losses", count=len(lines)),)


def entitlement_of(reckoning: CaseReckoning) -> Money:
    """What all victims together are entitled to."""
    return sum((victim.entitlement for victim in reckoning.result.victims), ZERO)


def calculation_of(
    file: CaseFile, reckoning: CaseReckoning, context: Context, on: date, reason: str
) -> Calculation:
    """The row that keeps a reckoning: law, choices, tree and the two sums."""
    from mediation_app.exchange.claim_json import tree_json
    from mediation_app.services.frozen import frozen_text

    agreement = file.agreement
    frozen = reckoning.frozen
    return Calculation(
        id=new_id(),
        case_id=file.case.id,
        agreement_id=agreement.id if agreement is not None else "",
        made_on=on,
        rules_version=frozen.rules_version if frozen is not None else context.rulebook.version,
        law=frozen_text(reckoning.law, reckoning.claim.options),
        result=tree_json(reckoning.tree),
        total=sum((victim.total for victim in reckoning.result.victims), ZERO),
        entitlement=entitlement_of(reckoning),
        reason=reason[:200],
    )


def _allow(file: CaseFile, actor: Actor) -> None:
    if not actor.has(*DESK):
        raise NotAllowed("cases.desk_only")
    if file.case.effective_on is not None:
        raise NotAllowed("cases.sums_signed")
    if file.case.state is MediationState.AGREED and agreement_signatures(file):
        raise NotAllowed("cases.being_signed")
