"""The daily look at all recoveries: what became overdue, what lapses, what rests (R6, CHK-11–13).

``sweep`` writes: it takes the steps the calendar takes by itself, one transaction each, and may
be called as often as anybody likes. ``watch`` only reads, for the page 今日 and the bell.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.calendar import add_months
from mediation_app.domain.changes import ChangeSet
from mediation_app.domain.offices import Actor
from mediation_app.domain.records import Money
from mediation_app.domain.recovery import DebtorShare, Recovery, RecoveryState
from mediation_app.domain.recovery_clock import ALARM_MONTHS, alarm
from mediation_app.domain.workflow.recovery import LIVING
from mediation_app.services.fund_reckoning import with_fund
from mediation_app.services.recovery_base import RecoveryBase
from mediation_app.services.recovery_records import followed_up, loaded, recovery_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork

_BATCH = 200  # recoveries one look takes up; the rest waits for the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a daily look changed: keys of recoveries, and the changes for open screens."""

    overdue: tuple[str, ...] = ()
    solved: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    changes: ChangeSet = field(default_factory=ChangeSet)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRow:
    """One recovery that needs a look; ``alarm`` are the months left of its limitation."""

    recovery_id: str
    application_id: str
    case_id: str
    number: str
    debtors: str
    state: RecoveryState
    outstanding: Money
    limitation_on: date | None
    next_step: str
    next_step_on: date | None
    acted_on: date | None
    alarm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What lapses within a year, what rests, what was solved and not heard of; with counts."""

    lapsing: tuple[WatchRow, ...]
    idle: tuple[WatchRow, ...]
    solved: tuple[WatchRow, ...]
    lapsing_count: int
    idle_count: int


class RecoveryWatching(RecoveryBase):
    """The daily look."""

    # Writing --------------------------------------------------------------------------------

    def sweep(self, actor: Actor) -> Swept:
        """Take what the calendar takes by itself: overdue the day after, next steps where missing.

        Anybody signed in may let it run; the history names the system.
        """
        from mediation_app.database import recovery_watch as sql

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

    # Reading --------------------------------------------------------------------------------

    def watch(self, actor: Actor, *, limit: int = 20) -> Watch:
        """What the page 今日 shows of recovery."""
        from mediation_app.database import recovery_watch as sql

        today, unit = self._reckoner.today, actor.unit_code
        until = add_months(today, max(ALARM_MONTHS))
        days = self._review_days()
        with self._store.connection() as connection:
            lapsing = sql.limitation_ends(connection, unit, until, limit=limit)
            resting = sql.idle(connection, unit, today, days, limit=limit)
            solved = sql.solved_on_hold(connection, unit, limit=limit)
            lapsing_count = sql.count_limitation(connection, unit, until)
            idle_count = sql.count_idle(connection, unit, today, days)
        with self._store.read(actor) as reader:
            return Watch(
                lapsing=self._watch_rows(reader, lapsing, today),
                idle=self._watch_rows(reader, resting, today),
                solved=self._watch_rows(reader, solved, today),
                lapsing_count=lapsing_count,
                idle_count=idle_count,
            )

    def resting(
        self, actor: Actor, *, limit: int = 100, after: WatchRow | None = None
    ) -> tuple[WatchRow, ...]:
        """CHK-11, a page: runs without a next step, or with one that passed, or without an act."""
        from mediation_app.database import recovery_watch as sql

        today = self._reckoner.today
        last = (after.next_step_on, after.recovery_id) if after is not None else None
        days = self._review_days()
        with self._store.connection() as connection:
            keys = sql.idle(connection, actor.unit_code, today, days, limit=limit, after=last)
        with self._store.read(actor) as reader:
            return self._watch_rows(reader, keys, today)

    def _review_days(self) -> int:
        return self._reckoner.rules_on(self._reckoner.today).recovery_review_days

    def _watch_rows(self, reader: Reader, keys: Sequence[str], today: date) -> tuple[WatchRow, ...]:
        if not keys:
            return ()
        names: dict[str, list[str]] = {}
        for share in reader.records(DebtorShare, recovery_id=tuple(keys)):
            names.setdefault(share.recovery_id, []).append(share.name)
        found = {it.id: it for it in reader.records(Recovery, id=tuple(keys))}
        return tuple(
            WatchRow(
                recovery_id=key,
                application_id=found[key].application_id,
                case_id=found[key].case_id,
                number=found[key].number,
                debtors="、".join(dict.fromkeys(filter(None, names.get(key, ())))),
                state=found[key].state,
                outstanding=found[key].owed,
                limitation_on=found[key].limitation_on,
                next_step=found[key].next_step,
                next_step_on=found[key].next_step_on,
                acted_on=found[key].acted_on,
                alarm=alarm(found[key].limitation_on, today),
            )
            for key in keys
            if key in found
        )
