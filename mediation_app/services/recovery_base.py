"""What every use case of recovery shares: reading one, who may edit it, what guards look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from mediation_app.domain.cases import StepTaken
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund_terms import Terms
from mediation_app.domain.offices import Actor, Role
from mediation_app.domain.recovery import RecoveryState
from mediation_app.domain.workflow.engine import Position, Process, Step, reasons_against
from mediation_app.domain.workflow.recovery import LIVING, RECOVERY
from mediation_app.errors import NotAllowed, Reason
from mediation_app.services.base import Context, Outcome
from mediation_app.services.fund_reckoning import Reckoner, fund_in, with_fund
from mediation_app.services.fund_records import step_taken
from mediation_app.services.fund_standing import acting_actor
from mediation_app.services.recovery_records import (
    followed_up,
    loaded,
    recovery_of,
    with_recovery,
)

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork

SYSTEM = "系统"
"""Who takes a step that the calendar takes by itself."""


def sitting(
    process: Process,
    seats: Mapping[str, str],
    steps: Sequence[StepTaken],
    subject_id: str,
) -> dict[str, frozenset[str]]:
    """Seat → who counts as having sat in it: the person, and whom he acted for (委托代办)."""
    found = {seat: {person} for seat, person in seats.items()}
    for taken in steps:
        row = process.find(taken.source, taken.event)
        if taken.subject_id != subject_id or row is None or not taken.for_person_id:
            continue
        if seats.get(row.takes_seat) == taken.person_id:
            found[row.takes_seat].add(taken.for_person_id)
    return {seat: frozenset(people) for seat, people in found.items()}


class RecoveryBase:
    """The collaborators, and what the parts of the service do alike."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store
        self._reckoner = Reckoner(context)

    def _terms(self, case: CaseFile, file: FundFile) -> Terms:
        return self._reckoner.terms(self._reckoner.rules(case, file.application))

    def _position(
        self,
        reader: Reader,
        actor: Actor,
        case: CaseFile,
        file: FundFile,
        step: Step | None = None,
        occurred_on: date | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> Position:
        found = self._reckoner.position(
            reader,
            actor,
            case,
            file,
            step,
            occurred_on=occurred_on,
            facts=facts,
            subject_id=recovery_of(file).id,
        )
        today = self._reckoner.today
        return replace(found, actor=acting_actor(reader, actor, occurred_on or today, today))

    def _edit(
        self,
        actor: Actor,
        recovery_id: str,
        action: str,
        change: Callable[[CaseFile, FundFile], FundFile],
    ) -> Outcome[FundFile]:
        """A change by the officer outside the table, while the recovery runs."""

        def work(unit: UnitOfWork) -> FundFile:
            case, file, recovery = loaded(unit, recovery_id)
            reasons: list[Reason] = []
            me = acting_actor(unit, actor, self._reckoner.today)
            if me.has(Role.ADMIN):
                reasons.append(Reason(code="fund.admin_no_business"))
            if not me.has(Role.RECOVERY):
                params = (("roles", Role.RECOVERY.label),)
                reasons.append(Reason(code="workflow.role", params=params))
            if recovery.state not in LIVING:
                params = (("state", recovery.state.label),)
                reasons.append(Reason(code="recovery.not_running", params=params))
            if reasons:
                raise NotAllowed("fund.not_yours", reasons=tuple(reasons))
            whole = with_fund(case, change(case, file))
            return fund_in(unit.save(case, whole), file.application.id)

        return Outcome(*self._store.run(actor, action, work))

    def _settled(
        self,
        actor: Actor,
        case: CaseFile,
        file: FundFile,
        on: date,
        terms: Terms,
        events: tuple[str, ...],
    ) -> tuple[FundFile, tuple[StepTaken, ...]]:
        """The first of the rows whose guards hold, taken by the calendar itself (R6)."""
        recovery = recovery_of(file)
        position = Position(
            case=case,
            fund=file,
            actor=replace(actor, roles=frozenset({Role.RECOVERY}), acting_for=()),
            today=self._reckoner.today,
            profile={"rules": terms.rules},
            occurred_on=on,
            calendar=terms.calendar,
        )
        for event in events:
            step = RECOVERY.find(recovery.state.value, event)
            if step is None:
                continue
            if any(r.blocking for r in reasons_against(RECOVERY, step, position, {})):
                continue
            source = recovery.state.value
            after = replace(recovery, state=RecoveryState(step.target), state_since=on)
            history = step_taken(RECOVERY.name, step, recovery, actor, on, source, {})
            history = replace(history, person_id="", person_name=SYSTEM)
            return followed_up(case, with_recovery(file, after), on, terms), (history,)
        return file, ()
