"""Recovery (追偿): who owes the fund what, what came back, and what may lawfully be written off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund_terms import Terms
from mediation_app.domain.offices import Actor
from mediation_app.domain.records import ZERO, Money
from mediation_app.domain.recovery import Recovery, RecoveryState
from mediation_app.domain.recovery_clock import (
    alarm,
    is_idle,
    next_demand_on,
    police_notice_due,
)
from mediation_app.domain.recovery_plan import RecoveryParts, parts_of, plan_of, stand_on
from mediation_app.domain.recovery_sums import Instalment, RecoveryStand
from mediation_app.domain.workflow.engine import Offer, Step, acting, check, offers
from mediation_app.domain.workflow.facts import read_facts
from mediation_app.domain.workflow.recovery import LIVING, RECOVERY, seats_of
from mediation_app.services.base import Outcome
from mediation_app.services.fund_reckoning import fund_in, with_fund
from mediation_app.services.fund_records import step_taken
from mediation_app.services.posting import entry_serial
from mediation_app.services.recovery_base import sitting
from mediation_app.services.recovery_daily import RecoveryDaily
from mediation_app.services.recovery_edits import RecoveryEdits
from mediation_app.services.recovery_lists import RecoveryLists
from mediation_app.services.recovery_records import (
    ACTIONS,
    action_of,
    effects,
    followed_up,
    loaded,
    received,
    recovery_of,
    with_recovery,
)

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork

_KEEPS = ("receive",)  # money that comes in is no act of the officer


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryView:
    """Everything one page about a recovery shows.

    ``plan`` is the plan, signed or not; ``alarm`` are the months left of the limitation (12, 6, 3; 0 when it is over), ``asked`` what
    is asked from the debtors, ``police_due`` when the written notice of a solved case is due.
    """

    case: CaseFile
    file: FundFile
    recovery: Recovery
    parts: RecoveryParts
    stand: RecoveryStand
    plan: tuple[Instalment, ...]
    owed: Money
    asked: Money
    offers: tuple[Offer, ...]
    alarm: int | None = None
    idle: bool = False
    may_accelerate: bool = False
    next_demand_on: date | None = None
    police_due: date | None = None
    steps: tuple[StepTaken, ...] = ()


class RecoveryService(RecoveryEdits, RecoveryDaily, RecoveryLists):
    """Use cases of recovery."""

    # Reading --------------------------------------------------------------------------------

    def view(self, actor: Actor, recovery_id: str) -> RecoveryView:
        """The recovery's page. Raises NotFound."""
        with self._store.read(actor) as reader:
            case, file, recovery = loaded(reader, recovery_id)
            position = self._position(reader, actor, case, file)
        seats = sitting(RECOVERY, seats_of(recovery), case.steps, recovery.id)
        found = offers(RECOVERY, recovery.state.value, position, seats)
        today, terms = self._reckoner.today, self._terms(case, file)
        parts = parts_of(file, recovery)
        stand = stand_on(parts, today, terms.calendar)
        solved = case.accident.hit_and_run_solved_on
        waits = recovery.state is RecoveryState.ON_HOLD and solved is not None
        runs = recovery.state in LIVING and recovery.owed > 0
        needed = terms.rules.acceleration_instalments
        return RecoveryView(
            case=case,
            file=file,
            recovery=recovery,
            parts=parts,
            stand=stand,
            plan=plan_of(parts.rows, terms.calendar),
            owed=recovery.owed,
            asked=parts.asked,
            offers=found,
            alarm=alarm(recovery.limitation_on, today) if runs else None,
            idle=is_idle(recovery, today, terms.rules.recovery_review_days),
            may_accelerate=recovery.accelerated_on is None
            and parts.is_agreed
            and stand.may_accelerate(needed),
            next_demand_on=next_demand_on(parts, terms.calendar, terms.rules),
            police_due=police_notice_due(solved, terms.calendar, terms.rules)
            if waits and solved is not None
            else None,
            steps=tuple(step for step in case.steps if step.subject_id == recovery.id),
        )

    def offers(self, actor: Actor, recovery_id: str) -> tuple[Offer, ...]:
        """What this person can do with the recovery now, and why not."""
        return self.view(actor, recovery_id).offers

    def stand(self, case: CaseFile, file: FundFile, on: date) -> RecoveryStand:
        """Where a recovery stands on a day: recovered, outstanding, overdue, rate."""
        del case
        calendar = self._context.rulebook.calendar()
        return stand_on(parts_of(file, recovery_of(file)), on, calendar)

    # Writing --------------------------------------------------------------------------------

    def perform(
        self,
        actor: Actor,
        recovery_id: str,
        event: str,
        occurred_on: date,
        facts: Mapping[str, Any] | None = None,
    ) -> Outcome[FundFile]:
        """Take a step. Raises NotAllowed with every reason, InvalidInput for unreadable facts."""
        given = dict(facts or {})

        def work(unit: UnitOfWork) -> FundFile:
            case, file, recovery = loaded(unit, recovery_id)
            source = recovery.state.value
            row = RECOVERY.find(source, event)
            read: dict[str, Any] = read_facts(row, given) if row else given
            serial = entry_serial(unit, occurred_on) if event == "receive" else 0
            position = self._position(unit, actor, case, file, row, occurred_on, read)
            seats = sitting(RECOVERY, seats_of(recovery), case.steps, recovery.id)
            step = check(RECOVERY, source, event, position, seats)
            me = acting(RECOVERY, step, position, seats)
            terms = self._terms(case, file)
            after = self._after(me, file, step, occurred_on, read, terms)
            if event == "receive":
                after = received(unit, after, read, serial)
            after = followed_up(case, after, occurred_on, terms, event=event)
            history = [step_taken(RECOVERY.name, step, recovery, me, occurred_on, source, read)]
            if event == "receive":
                after, more = self._settled(actor, case, after, occurred_on, terms, ("made_good",))
                history.extend(more)
            whole = replace(with_fund(case, after), steps=(*case.steps, *history))
            return fund_in(unit.save(case, whole), file.application.id)

        return Outcome(*self._store.run(actor, f"recovering.{event}", work))

    def receive(
        self,
        actor: Actor,
        recovery_id: str,
        amount: Money,
        received_on: date,
        *,
        bank_serial: str,
        payer_name: str,
        debtor_id: str = "",
        late_reason: str = "",
    ) -> Outcome[FundFile]:
        """R5: money on the fund's account, with its bank serial number. Never cash."""
        facts: dict[str, Any] = {
            "amount": amount,
            "received_on": received_on,
            "bank_serial": bank_serial,
            "payer_name": payer_name,
            "debtor_id": debtor_id,
            "late_reason": late_reason,
        }
        return self.perform(actor, recovery_id, "receive", received_on, facts)

    def _after(
        self,
        actor: Actor,
        file: FundFile,
        step: Step,
        on: date,
        facts: Mapping[str, Any],
        terms: Terms,
    ) -> FundFile:
        recovery = recovery_of(file)
        changed: dict[str, Any] = {}
        if step.takes_seat:
            changed[f"{step.takes_seat}_id"] = actor.person_id
        if step.target != recovery.state:
            changed |= {"state": RecoveryState(step.target), "state_since": on}
        if step.event not in _KEEPS:
            changed["acted_on"] = max(on, recovery.acted_on or on)
        changed |= effects(recovery, file, step, on, facts, terms)
        after = replace(recovery, **changed)
        file = with_recovery(file, after)
        if step.event == "tell":
            told = tuple(
                replace(s, told_on=s.told_on or on) if s.recovery_id == after.id else s
                for s in file.debtor_shares
            )
            file = replace(file, debtor_shares=told)
        if step.event in ACTIONS:
            text = str(facts.get("note") or facts.get("served_how") or step.label)
            cost = facts.get("cost") or ZERO
            action = action_of(after, ACTIONS[step.event], on, text, cost)
            file = replace(file, recovery_actions=(*file.recovery_actions, action))
        return file


__all__ = ["RecoveryService", "RecoveryView"]
