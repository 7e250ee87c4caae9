"""The machine that reads the tables. It knows no process; ``mediation``, ``fund`` … are data.

A ``Step`` is one row: from which states, by which event, to which state, by whom, under which
guards, needing which facts, drawing which number, issuing which papers. ``offers`` answers both
"what can I do now?" and "why not?"; ``check`` is what a service asks before it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from mediation_app.domain.calendar import WorkCalendar
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.offices import Actor, Role
from mediation_app.errors import NotAllowed, Reason

if TYPE_CHECKING:
    from mediation_app.domain.claims_shares import BandOf


class FactKind(StrEnum):
    """How a fact that a step asks for is entered; a screen makes the field from it."""

    TEXT = "text"
    NOTE = "note"
    DATE = "date"
    MOMENT = "moment"
    MONEY = "money"
    NUMBER = "number"
    CHOICE = "choice"
    CODES = "codes"
    YES_NO = "yes_no"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact the person gives with the step (``needs``). ``choices`` are (code, label) pairs.

    ``source`` names a rule list (``reasons.refusal``) when the choices come from rule data.
    A fact that ``repeats`` another one is typed again by hand, never pasted.
    """

    name: str
    label: str
    kind: FactKind = FactKind.TEXT
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    source: str = ""
    repeats: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """All that a guard may look at: the case, the application if any, the day, the facts.

    ``occurred_on`` is the day the step is said to have happened, ``calendar`` the office's
    working days (None in places where no term is reckoned), ``band_of`` looks up the band of a
    share in the rules.
    """

    case: CaseFile
    fund: FundFile | None = None
    actor: Actor
    today: date
    facts: Mapping[str, object] = field(default_factory=dict)
    profile: Mapping[str, object] = field(default_factory=dict)
    office_balance: object = None
    occurred_on: date | None = None
    calendar: WorkCalendar | None = None
    band_of: BandOf | None = None

    @property
    def on(self) -> date:
        """The day the step happened; today while nobody has said otherwise."""
        return self.occurred_on or self.today


Guard = Callable[[Position], tuple[Reason, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of a process table."""

    event: str
    label: str
    sources: frozenset[str]
    target: str
    roles: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    needs: tuple[Fact, ...] = ()
    papers: tuple[str, ...] = ()
    number_series: str = ""
    deadline: str = ""
    rests_on: str = ""
    differs_from: tuple[str, ...] = ()
    takes_seat: str = ""
    primary: bool = False
    danger: bool = False
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A whole process: its states and its rows. Several rows may share an event."""

    name: str
    label: str
    states: tuple[str, ...]
    initial: str
    final: frozenset[str]
    steps: tuple[Step, ...]
    seats: Mapping[str, str] = field(default_factory=dict)

    def rows(self, state: str) -> tuple[Step, ...]:
        """The rows that leave a state."""
        return tuple(step for step in self.steps if state in step.sources)

    def find(self, state: str, event: str) -> Step | None:
        """The row of an event in a state, None when the state does not know the event."""
        return next((step for step in self.rows(state) if step.event == event), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A step as it stands for a person now: allowed, or the reasons why not."""

    step: Step
    reasons: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        """Whether nothing blocks the step."""
        return not any(reason.blocking for reason in self.reasons)


Seats = Mapping[str, str | Collection[str]]
"""Seat of a process → who has sat in it: one person, or all who count (a delegate and his giver)."""


def reasons_against(
    process: Process, step: Step, position: Position, seats: Seats
) -> tuple[Reason, ...]:
    """Everything that speaks against a step: role, four-eyes, guards (in this order).

    ``seats`` maps a seat of the process (``clerk``, ``checker`` …) to who has sat in it for this
    subject, empty when nobody has. Who acts under a delegation is asked together with its giver.
    """
    return _best_way(process, step, position, seats)[1]


def acting(process: Process, step: Step, position: Position, seats: Seats) -> Actor:
    """Who takes the step: the actor by own right, or for the giver for whom nothing forbids it."""
    return _best_way(process, step, position, seats)[0]


def _best_way(
    process: Process, step: Step, position: Position, seats: Seats
) -> tuple[Actor, tuple[Reason, ...]]:
    found = []
    for actor in position.actor.ways(step.roles):
        reasons = _against(process, step, replace(position, actor=actor), seats)
        if not any(reason.blocking for reason in reasons):
            return actor, reasons
        found.append((actor, reasons))
    return found[0]


def _against(process: Process, step: Step, position: Position, seats: Seats) -> tuple[Reason, ...]:
    found: list[Reason] = []
    actor = position.actor
    if not actor.has(*step.roles):
        allowed = "、".join(sorted(role.label for role in step.roles))
        found.append(Reason(code="workflow.role", params=(("roles", allowed),)))
    for seat in step.differs_from:
        if not actor.person_ids.isdisjoint(_sitting(seats.get(seat))):
            label = process.seats.get(seat, seat)
            found.append(Reason(code="workflow.four_eyes", params=(("seat", label),)))
    for guard in step.guards:
        found.extend(guard(position))
    return tuple(found)


def _sitting(seat: str | Collection[str] | None) -> frozenset[str]:
    people = (seat,) if isinstance(seat, str) else seat or ()
    return frozenset(people) - {""}


def offers(process: Process, state: str, position: Position, seats: Seats) -> tuple[Offer, ...]:
    """All steps that leave ``state``, each with what speaks against it for this actor."""
    return tuple(
        Offer(step=step, reasons=reasons_against(process, step, position, seats))
        for step in process.rows(state)
        if not step.automatic
    )


def check(process: Process, state: str, event: str, position: Position, seats: Seats) -> Step:
    """The row to take, or NotAllowed with every reason why it cannot be taken."""
    step = process.find(state, event)
    if step is None:
        raise NotAllowed("workflow.no_such_step", process=process.label, state=state, event=event)
    missing = tuple(
        Reason(code="workflow.fact_missing", place=fact.name, params=(("fact", fact.label),))
        for fact in step.needs
        if fact.required and position.facts.get(fact.name) in (None, "", ())
    )
    against = tuple(
        reason
        for reason in (*missing, *reasons_against(process, step, position, seats))
        if reason.blocking
    )
    if against:
        raise NotAllowed("workflow.not_now", reasons=against, step=step.label)
    return step
