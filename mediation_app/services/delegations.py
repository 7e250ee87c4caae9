"""Lent roles (委托代办): give, end, list. What they allow is read where somebody acts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.delegations import LENDABLE, against, in_force, may_manage, over
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import ActingFor, Actor, Delegation, Person, Role
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.services.base import Context, Outcome
from mediation_app.services.fund_standing import lent_to

if TYPE_CHECKING:
    from mediation_app.database.reader import Reader
    from mediation_app.database.unit_of_work import UnitOfWork

_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationFacts:
    """A delegation as entered; without ``giver_id`` the actor lends his own role."""

    role: Role
    receiver_id: str
    since: date
    until: date
    reason: str
    giver_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationRow:
    """A delegation as a list shows it; ``mine``: this person may end it."""

    delegation: Delegation
    state: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """What the form of a delegation offers: roles one may lend and people who may take them."""

    givers: tuple[Person, ...]
    people: tuple[Person, ...]


class DelegationService:
    """Who lets whom act in which role, for which days."""

    def __init__(self, context: Context) -> None:
        self._context = context

    # Reading --------------------------------------------------------------------------------

    def list(self, actor: Actor) -> tuple[DelegationRow, ...]:
        """All delegations of the office, those in force and to come first, then the latest."""
        now = today(self._context.clock)
        with self._context.store.read(actor) as reader:
            found = reader.records(Delegation)
        rows = [
            DelegationRow(
                delegation=one,
                state=_state(one, now),
                mine=not over(one, now) and not may_manage(actor, one.giver_id),
            )
            for one in found
        ]
        rows.sort(key=lambda row: row.delegation.since or date.min, reverse=True)
        return tuple(sorted(rows, key=lambda row: _ORDER.index(row.state)))

    def acting(self, actor: Actor) -> tuple[ActingFor, ...]:
        """The roles lent to this person today."""
        now = today(self._context.clock)
        if actor.has(Role.ADMIN):
            return ()
        with self._context.store.read(actor) as reader:
            return lent_to(reader, actor.person_id, now)

    def lending(self, actor: Actor) -> Lending:
        """Whose roles this person may lend (his own; a leader everybody's), and to whom."""
        with self._context.store.read(actor) as reader:
            people = reader.records(Person, order_by="name", active=True)
        able = tuple(p for p in people if not p.has(Role.ADMIN))
        givers = tuple(p for p in able if p.has(*LENDABLE) and not may_manage(actor, p.id))
        return Lending(givers=givers, people=able)

    # Writing --------------------------------------------------------------------------------

    def give(self, actor: Actor, facts: DelegationFacts) -> Outcome[Delegation]:
        """Lend a role. Raises NotAllowed with every reason, NotFound for unknown people."""
        reason = facts.reason.strip()
        if len(reason) > _LONGEST:
            raise InvalidInput("delegations.reason_long", field="reason", longest=_LONGEST)
        giver_id = facts.giver_id or actor.person_id
        now = today(self._context.clock)

        def work(unit: UnitOfWork) -> Delegation:
            _managed(actor, giver_id)
            giver = unit.get(Person, giver_id)
            receiver = unit.get(Person, facts.receiver_id)
            new = Delegation(
                id=new_id(),
                giver_id=giver.id,
                receiver_id=receiver.id,
                role=Role(facts.role),
                giver_name=giver.name,
                receiver_name=receiver.name,
                since=facts.since,
                until=facts.until,
                reason=reason,
            )
            known = _of(unit, giver.id)
            reasons = against(new, giver=giver, receiver=receiver, today=now, known=known)
            if reasons:
                raise NotAllowed("delegations.refused", reasons=reasons)
            return unit.add(new)

        return Outcome(*self._context.store.run(actor, "delegation.give", work))

    def end(self, actor: Actor, delegation_id: str) -> Outcome[Delegation]:
        """End a delegation from today on; what was done under it stays."""
        now = today(self._context.clock)

        def work(unit: UnitOfWork) -> Delegation:
            one = unit.get(Delegation, delegation_id)
            _managed(actor, one.giver_id)
            if over(one, now):
                raise NotAllowed("delegations.over")
            return unit.change(one, replace(one, ended_on=now))

        return Outcome(*self._context.store.run(actor, "delegation.end", work))


_ORDER = ("在用", "未开始", "已结束")


def _state(one: Delegation, day: date) -> str:
    if over(one, day):
        return "已结束"
    return "在用" if in_force(one, day) else "未开始"


def _of(reader: Reader, giver_id: str) -> tuple[Delegation, ...]:
    return reader.records(Delegation, giver_id=giver_id)


def _managed(actor: Actor, giver_id: str) -> None:
    reasons = may_manage(actor, giver_id)
    if reasons:
        raise NotAllowed("delegations.refused", reasons=reasons)
