"""Lending a role for some days (委托代办): who may lend what to whom, and how long it holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mediation_app.domain.offices import Actor, Delegation, Person, Role
from mediation_app.errors import Reason

# The roles of the fund's decision chain. The administrator and the outside seats lend nothing.
LENDABLE = (Role.FUND_CLERK, Role.CHECKER, Role.APPROVER, Role.MEETING, Role.CASHIER)


def in_force(one: Delegation, day: date) -> bool:
    """Whether a delegation holds on a day; the day it was ended no longer counts."""
    if one.since is None or day < one.since or (one.until is not None and day > one.until):
        return False
    return one.ended_on is None or day < one.ended_on


def over(one: Delegation, day: date) -> bool:
    """Whether nothing of a delegation is left."""
    if one.ended_on is not None and one.ended_on <= day:
        return True
    return one.until is not None and one.until < day


def may_manage(actor: Actor, giver_id: str) -> tuple[Reason, ...]:
    """The giver himself or a leader (大队领导) gives and ends; the administrator does not."""
    if actor.person_id == giver_id or Role.LEADER in actor.roles:
        return ()
    return (_one("not_yours"),)


def against(
    new: Delegation,
    *,
    giver: Person,
    receiver: Person,
    today: date,
    known: Iterable[Delegation] = (),
) -> tuple[Reason, ...]:
    """Everything that speaks against lending: role, people, days, reason, a second one beside it."""
    found: list[Reason] = []
    if new.role not in LENDABLE:
        found.append(_one("role_not_lendable", place="role", role=new.role.label))
    elif not giver.active or not giver.has(new.role):
        found.append(_one("giver_lacks_role", place="role", name=giver.name, role=new.role.label))
    if giver.has(Role.ADMIN):
        found.append(_one("admin_lends_nothing", place="giver_id", name=giver.name))
    found.extend(_receiver(new, receiver))
    found.extend(_days(new, today))
    if not new.reason.strip():
        found.append(_one("reason_missing", place="reason"))
    if any(_same_days(new, other) for other in known if not over(other, today)):
        found.append(_one("twice", place="since", role=new.role.label))
    return tuple(found)


def _receiver(new: Delegation, receiver: Person) -> list[Reason]:
    if new.giver_id == new.receiver_id:
        return [_one("to_oneself", place="receiver_id")]
    found = []
    if not receiver.active:
        found.append(_one("receiver_inactive", place="receiver_id", name=receiver.name))
    if receiver.has(Role.ADMIN):
        found.append(_one("receiver_admin", place="receiver_id", name=receiver.name))
    if receiver.has(new.role):
        params = {"name": receiver.name, "role": new.role.label}
        found.append(_one("receiver_has_role", place="receiver_id", **params))
    return found


def _days(new: Delegation, today: date) -> list[Reason]:
    if new.since is None or new.until is None:
        return [_one("days_missing", place="since" if new.since is None else "until")]
    if new.until < new.since:
        return [_one("until_before_since", place="until")]
    # lent beforehand only: nothing that was done becomes right afterwards
    return [_one("since_past", place="since")] if new.since < today else []


def _same_days(new: Delegation, other: Delegation) -> bool:
    """The same role lent by the same person for overlapping days, to whomever."""
    if (new.giver_id, new.role) != (other.giver_id, other.role) or new.id == other.id:
        return False
    starts_after = other.until is not None and new.since is not None and new.since > other.until
    ends_before = other.since is not None and new.until is not None and new.until < other.since
    return not starts_after and not ends_before


def _one(code: str, /, *, place: str = "", **params: str) -> Reason:
    return Reason(code=f"delegations.{code}", place=place, params=tuple(params.items()))
