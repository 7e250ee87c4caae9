"""What must hold for a step of the recovery (R2 to R12): pure checks that answer with reasons."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from mediation_app.domain.files import FundFile
from mediation_app.domain.money import ZERO, format_money
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.domain.recovery_clock import DEMANDS, next_demand_on
from mediation_app.domain.recovery_plan import RecoveryParts, parts_of, stand_on
from mediation_app.domain.recovery_sums import RecoveryStand
from mediation_app.domain.workflow.engine import Position
from mediation_app.domain.workflow.fund_guards import rules_of
from mediation_app.errors import Reason

PURSUIT = ("notice", "demand", "inquiry", "lawsuit", "enforcement")
"""Kinds of documented acts that count before a write-off."""


def file_of(position: Position) -> FundFile:
    """The application's file. Raises ValueError without a recovery."""
    if position.fund is None or position.fund.recovery is None:
        raise ValueError("this guard needs a recovery")
    return position.fund


def recovery_of(position: Position) -> Recovery:
    """The recovery the position is about."""
    recovery = file_of(position).recovery
    assert recovery is not None
    return recovery


def parts(position: Position) -> RecoveryParts:
    """The recovery with its own shares, rows, receipts, acts and refunds."""
    return parts_of(file_of(position), recovery_of(position))


def standing(position: Position) -> RecoveryStand:
    """Where the recovery stands on the day of the step."""
    return stand_on(parts(position), position.on, position.calendar)


def _one(code: str, /, *, place: str = "", blocking: bool = True, **params: object) -> Reason:
    return Reason(
        code=f"recovery.{code}",
        place=place,
        blocking=blocking,
        params=tuple((name, str(value)) for name, value in params.items()),
    )


# Hit-and-run ------------------------------------------------------------------------------------


def fled_unsolved(position: Position) -> tuple[Reason, ...]:
    """R2: only while nobody knows who did it."""
    accident = position.case.accident
    if not accident.hit_and_run:
        return (_one("not_hit_and_run"),)
    if accident.hit_and_run_solved_on is not None:
        return (_one("solved", on=accident.hit_and_run_solved_on),)
    return ()


def fled_solved(position: Position) -> tuple[Reason, ...]:
    """D15: the case says on which day it was solved."""
    if position.case.accident.hit_and_run_solved_on is None:
        return (_one("not_solved", place="accident"),)
    return ()


# Notice, plan, overdue --------------------------------------------------------------------------


def debtor_known(position: Position) -> tuple[Reason, ...]:
    """R3: somebody can be told."""
    return () if parts(position).shares else (_one("no_debtor", place="recovery"),)


def schedule_adds_up(position: Position) -> tuple[Reason, ...]:
    """R4: the rows of the plan sum to what is asked: the debt less what others give back."""
    found = parts(position)
    if not found.rows:
        return (_one("no_schedule", place="recovery"),)
    planned = sum((row.amount for row in found.rows), ZERO)
    asked = found.asked
    if planned != asked:
        return (
            _one("schedule_sum", planned=format_money(planned), outstanding=format_money(asked)),
        )
    if any(row.due_on is None or row.amount <= 0 for row in found.rows):
        return (_one("schedule_row"),)
    return ()


def overdue(position: Position) -> tuple[Reason, ...]:
    """R6: a due date has passed and was not met."""
    return () if standing(position).overdue > 0 else (_one("nothing_overdue"),)


def made_good(position: Position) -> tuple[Reason, ...]:
    """Back to the plan: there is one, nothing of it is overdue, and it was not called in."""
    if not parts(position).rows:
        return (_one("no_schedule", place="recovery"),)
    if recovery_of(position).accelerated_on is not None:
        return (_one("accelerated", on=recovery_of(position).accelerated_on),)
    late = standing(position).overdue
    return (_one("still_overdue", amount=format_money(late)),) if late > 0 else ()


def accelerable(position: Position) -> tuple[Reason, ...]:
    """The clause of the agreement: so many instalments in a row due and not paid in full."""
    it = recovery_of(position)
    if it.accelerated_on is not None:
        return (_one("accelerated", on=it.accelerated_on),)
    needed = rules_of(position).acceleration_instalments
    found = parts(position)
    if not found.rows or not standing(position).may_accelerate(needed):
        return (_one("not_accelerable", needed=needed),)
    return ()


def demand_apart(position: Position) -> tuple[Reason, ...]:
    """R6: demand letters lie some working days apart; after three of them the suit is next."""
    found, rules = parts(position), rules_of(position)
    earliest = next_demand_on(found, position.calendar, rules)
    if earliest is not None and position.on < earliest:
        return (_one("demand_early", on=earliest, days=rules.demand_interval_days),)
    if len(found.demands) >= DEMANDS:
        return (_one("demands_done", count=len(found.demands), blocking=False),)
    return ()


def limitation_far(position: Position) -> tuple[Reason, ...]:
    """R7: not in the last days before the limitation ends (that only warns: better late)."""
    ends = recovery_of(position).limitation_on
    days = rules_of(position).lawsuit_days_before
    if ends is None or position.on <= ends - timedelta(days=days):
        return ()
    if position.on > ends:
        return (_one("limitation_over", on=ends, blocking=False),)
    return (_one("limitation_near", on=ends, days=days, blocking=False),)


# Money ------------------------------------------------------------------------------------------


def receipt_fits(position: Position) -> tuple[Reason, ...]:
    """R5: more than zero, and never more than the debt and the costs advanced."""
    amount = position.facts.get("amount")
    if amount is None:
        return ()
    it = recovery_of(position)
    owed = it.owed + it.costs_open
    if not isinstance(amount, Decimal) or amount <= 0:
        return (_one("amount_not_positive", place="amount"),)
    if amount > owed:
        return (_one("over_outstanding", place="amount", outstanding=format_money(owed)),)
    return ()


def nothing_owed(position: Position) -> tuple[Reason, ...]:
    """R9: outstanding is 0.00, and nobody owes a refund of this payment."""
    owed, refunds = recovery_of(position).owed, parts(position).refunds_open
    found = [] if owed == 0 else [_one("still_owed", outstanding=format_money(owed))]
    if refunds > 0:
        found.append(_one("refund_open", amount=format_money(refunds)))
    return tuple(found)


# Write-off --------------------------------------------------------------------------------------


def write_off_grounded(position: Position) -> tuple[Reason, ...]:
    """R10: a lawful ground and its date, enough documented acts, nothing else still to come."""
    rules, it, found_parts = rules_of(position), recovery_of(position), parts(position)
    found: list[Reason] = []
    acts = sum(1 for action in found_parts.actions if action.kind in PURSUIT)
    if acts < rules.writeoff_actions:
        found.append(_one("too_few_actions", done=acts, needed=rules.writeoff_actions))
    if it.written_off > 0:
        found.append(_one("written_off_before"))
    elif it.outstanding <= 0:
        found.append(_one("nothing_outstanding"))
    if found_parts.refunds_open > 0:
        found.append(_one("refund_open", amount=format_money(found_parts.refunds_open)))
    ground = position.facts.get("ground")
    if ground == "1":
        found.extend(fled_unsolved(position))
        earliest = it.write_off_from
        if earliest is None or position.on < earliest:
            found.append(_one("write_off_early", earliest=earliest or "待定"))
    elif ground in ("2", "3") and not _found_poor(position):
        found.append(_one("no_finding", place="finding"))
    return tuple(found)


def _found_poor(position: Position) -> bool:
    """Whether a court or authority found that there is nothing: named now or by the 终本 order."""
    if str(position.facts.get("finding") or "").strip():
        return True
    it = recovery_of(position)
    return it.state is RecoveryState.ENFORCED_OUT or any(
        step.subject_id == it.id and step.event == "enforced_out" for step in position.case.steps
    )


def evidence_named(position: Position) -> tuple[Reason, ...]:
    """R10: the police certificate or the court's finding is at hand."""
    if position.facts.get("certificate") is False:
        return (_one("no_certificate", place="certificate"),)
    return ()


def write_off_signed(position: Position) -> tuple[Reason, ...]:
    """R11: checker and approver have both signed."""
    recovery = recovery_of(position)
    if recovery.write_off_checker_id and recovery.write_off_approver_id:
        return ()
    return (_one("write_off_unsigned"),)


def was_written_off(position: Position) -> tuple[Reason, ...]:
    """Only what was written off before can rest outside the books again."""
    return () if recovery_of(position).written_off > 0 else (_one("not_written_off"),)
