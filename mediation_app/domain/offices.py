"""The office (单位), its people (人员) and what they may do (岗位)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from mediation_app.domain.records import Choice, Record


class Role(Choice):
    """A role at the desk (岗位). One person may hold several; four-eyes still holds."""

    CLERK = "clerk", "窗口登记员"
    MEDIATOR = "mediator", "人民调解员"
    FUND_CLERK = "fund_clerk", "基金经办"
    CHECKER = "checker", "基金复核"
    APPROVER = "approver", "基金审批"
    MEETING = "meeting", "会审"
    CASHIER = "cashier", "财务拨付"
    RECOVERY = "recovery", "追偿专员"
    SUPERVISOR = "supervisor", "主管部门"
    LEADER = "leader", "大队领导"
    ADMIN = "admin", "管理员"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office(Record):
    """The office whose name stands on every paper."""

    name: str = ""
    short_name: str = ""
    jurisdiction: str = ""
    number_prefix: str = ""
    fund_prefix: str = ""
    address: str = ""
    phone: str = ""
    on_duty_all_day: bool = False
    fund_manager: str = ""
    fund_account_name: str = ""
    fund_account_bank: str = ""
    fund_account_number: str = ""
    court: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """Somebody who signs in. The password lives apart (``database.credentials``)."""

    login: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()
    phone: str = ""
    organisation: str = ""
    active: bool = True
    id_number: str = ""

    def has(self, *roles: Role) -> bool:
        """Whether the person holds at least one of the roles."""
        return any(role.value in self.roles for role in roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation(Record):
    """One person lets another act in one role for some days (委托代办); both stand on the record."""

    giver_id: str
    receiver_id: str
    role: Role
    giver_name: str = ""
    receiver_name: str = ""
    since: date | None = None
    until: date | None = None
    reason: str = ""
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingFor:
    """A role that somebody else lent for some days: whose it is, and who that is."""

    role: Role
    person_id: str
    name: str
    id_number: str = ""
    organisation: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: the signed-in person as the domain needs to know them.

    ``acting_for`` are the roles lent to this person today (委托代办); a service reads them from
    the store for the act at hand, so whatever a caller puts there does not count.
    """

    person_id: str
    name: str
    roles: frozenset[Role]
    unit_code: str
    id_number: str = ""
    organisation: str = ""
    acting_for: tuple[ActingFor, ...] = ()

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds at least one of the roles, by own right or lent."""
        lent = any(one.role in roles for one in self.acting_for)
        return lent or not self.roles.isdisjoint(roles)

    def ways(self, roles: Iterable[Role]) -> tuple[Actor, ...]:
        """The ways in which the actor may take a step of these roles, never none.

        By own right alone where he holds one; else once for every giver who lent him one.
        """
        wanted = frozenset(roles)
        if not self.acting_for:
            return (self,)
        lent = [one for one in self.acting_for if one.role in wanted]
        if not self.roles.isdisjoint(wanted) or not lent:
            return (replace(self, acting_for=()),)
        return tuple(replace(self, acting_for=(one,)) for one in lent)

    def acting_as(self, roles: Iterable[Role]) -> Actor:
        """The actor as he takes a step of these roles: by own right, else for the first giver."""
        return self.ways(roles)[0]

    @property
    def giver(self) -> ActingFor | None:
        """For whom a settled actor (``acting_as``) acts; None by own right."""
        return self.acting_for[0] if self.acting_for else None

    @property
    def person_ids(self) -> frozenset[str]:
        """Everybody who counts as having acted: the actor and whom he acts for."""
        return frozenset({self.person_id, *(one.person_id for one in self.acting_for)})

    @property
    def signature(self) -> str:
        """The name as a paper shows it: ``甲``, or ``甲（受乙委托）``."""
        return signature(self.name, self.giver.name if self.giver else "")


def signature(name: str, for_name: str = "") -> str:
    """Both names of an act under delegation; the plain name otherwise."""
    return f"{name}（受{for_name}委托）" if for_name else name
