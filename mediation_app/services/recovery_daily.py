"""The daily look at all recoveries: what became overdue, what was solved, what rests (R6, CHK-13).

It takes the steps the calendar takes by itself, one transaction each, and may be called as often
as anybody likes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mediation_app.domain.changes import ChangeSet
from mediation_app.domain.offices import Actor
from mediation_app.domain.recovery import RecoveryState
from mediation_app.domain.workflow.recovery import LIVING
from mediation_app.services.fund_reckoning import with_fund
from mediation_app.services.recovery_base import RecoveryBase
from mediation_app.services.recovery_records import followed_up, loaded, recovery_of

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork

_BATCH = 100  # recoveries one look takes up; the rest waits for the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a daily look changed: keys of recoveries, and the changes for open screens.

    ``more`` says that the look was cut short and goes on with the next call.
    """

    overdue: tuple[str, ...] = ()
    solved: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    changes: ChangeSet = field(default_factory=ChangeSet)
    more: bool = False


class RecoveryDaily(RecoveryBase):
    """The daily look."""

    def sweep(self, actor: Actor) -> Swept:
        """Take what the calendar takes by itself: overdue the day after, next steps where missing.

        Anybody signed in may let it run; the history names the system.
        """
        from mediation_app.database import recovery_daily as sql

        today, unit = self._reckoner.today, actor.unit_code
        with self._store.connection() as connection:
            late = sql.past_due(connection, unit, today, limit=_BATCH)
            solved = sql.solved_on_hold(connection, unit, limit=_BATCH)
            bare = sql.without_next_step(connection, unit, limit=_BATCH)
        changes = ChangeSet()
        done: dict[str, list[str]] = {"overdue": [], "solved": [], "planned": []}
        for name, keys in (("overdue", late), ("solved", solved), ("planned", bare)):
            for key in keys:
                changed, touched = self._look_at(actor, key)
                changes |= touched
                if changed == "state" or (changed and name != "overdue"):
                    done[name].append(key)
        return Swept(
            overdue=tuple(done["overdue"]),
            solved=tuple(done["solved"]),
            planned=tuple(done["planned"]),
            changes=changes,
            more=max(len(late), len(bare)) == _BATCH and bool(changes.touched),
        )

    def _look_at(self, actor: Actor, recovery_id: str) -> tuple[str, ChangeSet]:
        """One recovery: its state if the calendar says so, else its next step where it is bare."""

        def work(unit: UnitOfWork) -> str:
            case, file, recovery = loaded(unit, recovery_id)
            today, terms = self._reckoner.today, self._terms(case, file)
            if recovery.state not in (*LIVING, RecoveryState.WRITE_OFF_ASKED):
                return ""
            after, history = self._settled(
                actor, case, file, today, terms, ("overdue", "made_good")
            )
            hit = case.accident.hit_and_run_solved_on
            unheard = recovery.state is RecoveryState.ON_HOLD and hit is not None
            if not history and (recovery.next_step_on is None or unheard):
                after = followed_up(case, file, today, terms)
            if recovery_of(after) == recovery:
                return ""
            whole = replace(with_fund(case, after), steps=(*case.steps, *history))
            unit.save(case, whole)
            return "state" if history else "next"

        return self._store.run(actor, "recovering.daily", work)
