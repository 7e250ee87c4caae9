"""People of the office: first run, signing in, adding, changing, deactivating, passwords."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from mediation_app.clock import today
from mediation_app.domain.changes import ChangeSet
from mediation_app.domain.identifiers import parse_id_number, parse_phone
from mediation_app.domain.ids import new_id
from mediation_app.domain.names import normal_name
from mediation_app.domain.offices import Actor, Office, Person, Role
from mediation_app.errors import InvalidInput, NotAllowed
from mediation_app.services.base import Context, Outcome
from mediation_app.services.office import OfficeFacts, read_office

if TYPE_CHECKING:
    from mediation_app.database.credentials import Cost, Credentials
    from mediation_app.database.unit_of_work import UnitOfWork

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no letters that look like figures


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """A person as entered. ``login`` is lower-case Latin letters, figures, dot, hyphen."""

    login: str
    name: str
    roles: tuple[str, ...] = ()
    phone: str = ""
    organisation: str = ""
    id_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who signed in, and whether a new password must be chosen first."""

    actor: Actor
    person: Person
    must_change: bool = False


class PeopleService:
    """Who works here and what they may do."""

    def __init__(self, context: Context, cost: Cost | None = None) -> None:
        self._context = context
        self._cost = cost

    # First run and signing in ------------------------------------------------------------------

    def is_first_run(self) -> bool:
        """Whether no office was set up yet."""
        with self._context.store.read() as reader:
            return not reader.records(Office)

    def first_run(
        self, office: OfficeFacts, admin: PersonFacts, password: str
    ) -> Outcome[SignedIn]:
        """Set up the office and its first administrator in one transaction.

        Raises NotAllowed when there is an office already, InvalidInput for wrong fields.
        """
        facts = read_office(office)
        person = _read_person(replace(admin, roles=(*admin.roles, Role.ADMIN.value)), self._today())
        unit_code = f"{facts.jurisdiction}-{secrets.token_hex(3)}"
        person_row = Person(
            id=new_id(),
            unit_code=unit_code,
            login=person.login,
            name=person.name,
            roles=person.roles,
            phone=person.phone,
            organisation=person.organisation,
            id_number=person.id_number,
        )
        actor = actor_of(person_row)

        def work(unit: UnitOfWork) -> SignedIn:
            # read without the office's own eyes: any office in this database counts
            with self._context.store.read() as reader:
                if reader.records(Office):
                    raise NotAllowed("people.already_set_up")
            unit.add(facts.record(new_id(), unit_code))
            stored = unit.add(person_row)
            self._credentials().set_password(unit, stored, password)
            return SignedIn(actor=actor_of(stored), person=stored)

        return Outcome(*self._context.store.run(actor, "office.first_run", work))

    def sign_in(self, login: str, password: str) -> SignedIn:
        """Check a login (or a name that only one person bears) and password.

        Raises NotAllowed ``database.wrong_password``, ``database.too_many_tries`` (``seconds``)
        or ``people.inactive``. An unknown login answers like a wrong password.
        """
        person = self._by_login(login)
        if person is None:
            # the same work and the same answer as for a wrong password
            ghost = Person(id="0" * 32, login="", name="")
            self._credentials().check(ghost, password)
            raise NotAllowed("database.wrong_password")
        self._credentials().check(person, password)
        if not person.active:
            raise NotAllowed("people.inactive")
        must_change = self._credentials().must_change(person.id)
        return SignedIn(actor=actor_of(person), person=person, must_change=must_change)

    def sign_in_demo(self, login: str) -> SignedIn:
        """Sign in without a password: only in a demo office (示例单位)."""
        with self._context.store.read() as reader:
            offices = reader.records(Office)
        if not offices or not all(office.is_demo for office in offices):
            raise NotAllowed("people.not_demo")
        person = self._by_login(login)
        if person is None or not person.active:
            raise NotAllowed("database.wrong_password")
        return SignedIn(actor=actor_of(person), person=person)

    def names(self) -> tuple[Person, ...]:
        """Active people, by name, for the sign-in page (no actor yet)."""
        with self._context.store.read() as reader:
            return reader.records(Person, order_by="name", active=True)

    def _by_login(self, login: str) -> Person | None:
        wanted = login.strip()
        with self._context.store.read() as reader:
            found = reader.records(Person, login=wanted.lower())
            if not found:
                found = reader.records(Person, name=wanted, active=True)
        return found[0] if len(found) == 1 else None

    # Administration ----------------------------------------------------------------------------

    def all(self, actor: Actor) -> tuple[Person, ...]:
        """All people of the office, by name, former ones included."""
        with self._context.store.read(actor) as reader:
            return reader.records(Person, order_by="name")

    def get(self, actor: Actor, person_id: str) -> Person:
        """One person. Raises NotFound."""
        with self._context.store.read(actor) as reader:
            return reader.get(Person, person_id)

    def add(
        self,
        actor: Actor,
        facts: PersonFacts,
        *,
        password: str = "",
        must_change: bool = False,
    ) -> Outcome[tuple[Person, str]]:
        """Add a person; answers the person and the first password.

        A made-up password, and a given one with ``must_change``, is to be changed at sign-in.
        Raises InvalidInput for a wrong or taken login, NotAllowed without the role.
        """
        _only_admin(actor)
        read = _read_person(facts, self._today())
        first = password or _made_password()

        def work(unit: UnitOfWork) -> tuple[Person, str]:
            _login_free(self._context, read.login, "")
            person = unit.add(
                Person(
                    id=new_id(),
                    login=read.login,
                    name=read.name,
                    roles=read.roles,
                    phone=read.phone,
                    organisation=read.organisation,
                    id_number=read.id_number,
                )
            )
            self._credentials().set_password(
                unit, person, first, must_change=must_change or not password
            )
            return person, first

        return Outcome(*self._context.store.run(actor, "person.add", work))

    def change(self, actor: Actor, old: Person, facts: PersonFacts) -> Outcome[Person]:
        """Change a person's name, login, telephone, organisation and roles.

        Nobody takes the last administrator away, and nobody their own administrator role.
        """
        _only_admin(actor)
        read = _read_person(facts, self._today())

        def work(unit: UnitOfWork) -> Person:
            _login_free(self._context, read.login, old.id)
            if Role.ADMIN.value in old.roles and Role.ADMIN.value not in read.roles:
                _admin_stays(unit, actor, old)
            new = replace(
                old,
                login=read.login,
                name=read.name,
                roles=read.roles,
                phone=read.phone,
                organisation=read.organisation,
                id_number=read.id_number,
            )
            return unit.change(old, new)

        return Outcome(*self._context.store.run(actor, "person.change", work))

    def deactivate(self, actor: Actor, person_id: str) -> Outcome[Person]:
        """Somebody who left can no longer sign in; everything they did stays."""
        return self._switch(actor, person_id, to="left")

    def activate(self, actor: Actor, person_id: str) -> Outcome[Person]:
        """Somebody who came back may sign in again."""
        return self._switch(actor, person_id, to="back")

    def _switch(self, actor: Actor, person_id: str, *, to: str) -> Outcome[Person]:
        _only_admin(actor)

        def work(unit: UnitOfWork) -> Person:
            person = unit.get(Person, person_id)
            if to == "left" and person.id == actor.person_id:
                raise NotAllowed("people.not_oneself")
            if to == "left" and person.has(Role.ADMIN):
                _admin_stays(unit, actor, person)
            return unit.change(person, replace(person, active=to == "back"))

        return Outcome(*self._context.store.run(actor, f"person.{to}", work))

    # Passwords ------------------------------------------------------------------------------------

    def change_password(self, actor: Actor, old: str, new: str) -> ChangeSet:
        """Change one's own password; the old one must be right and the new one different."""
        person = self.get(actor, actor.person_id)
        self._credentials().check(person, old)
        if old == new:
            raise InvalidInput("people.same_password", field="password")

        def work(unit: UnitOfWork) -> None:
            self._credentials().set_password(unit, person, new)

        return self._context.store.run(actor, "person.password", work)[1]

    def reset_password(self, actor: Actor, person_id: str) -> Outcome[str]:
        """A new first password for somebody who forgot theirs, to be changed at sign-in."""
        _only_admin(actor)
        first = _made_password()

        def work(unit: UnitOfWork) -> str:
            person = unit.get(Person, person_id)
            self._credentials().set_password(unit, person, first, must_change=True)
            return first

        return Outcome(*self._context.store.run(actor, "person.reset_password", work))

    def _today(self) -> date:
        return today(self._context.clock)

    def _credentials(self) -> Credentials:
        from mediation_app.database.credentials import STANDARD, Credentials

        return Credentials(self._context.store, self._cost or STANDARD)


def actor_of(person: Person) -> Actor:
    """The person as the domain needs to know them; roles the program does not know are left out."""
    return Actor(
        person_id=person.id,
        name=person.name,
        roles=frozenset(role for role in Role if role.value in person.roles),
        unit_code=person.unit_code,
        id_number=person.id_number,
        organisation=person.organisation,
    )


def _read_person(facts: PersonFacts, today: date) -> PersonFacts:
    login = facts.login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise InvalidInput("people.login", field="login")
    known = {role.value for role in Role}
    roles = tuple(dict.fromkeys(facts.roles))
    if any(role not in known for role in roles):
        raise InvalidInput("people.unknown_role", field="roles")
    if not roles:
        raise InvalidInput("people.no_role", field="roles")
    phone = parse_phone(facts.phone, field="phone").number if facts.phone.strip() else ""
    number = ""
    if facts.id_number.strip():
        number = parse_id_number(facts.id_number, today=today, field="id_number").number
    organisation = facts.organisation.strip()
    if len(organisation) > 200:
        raise InvalidInput(
            "cases.too_long", field="organisation", longest=200, length=len(organisation)
        )
    return PersonFacts(
        login=login,
        name=normal_name(facts.name, field="name"),
        roles=_sorted(roles),
        phone=phone,
        organisation=organisation,
        id_number=number,
    )


def _sorted(roles: Iterable[str]) -> tuple[str, ...]:
    order = {role.value: place for place, role in enumerate(Role)}
    return tuple(sorted(roles, key=lambda role: order[role]))


def _only_admin(actor: Actor) -> None:
    if not actor.has(Role.ADMIN):
        raise NotAllowed("people.admin_only")


def _login_free(context: Context, login: str, own_id: str) -> None:
    # logins are looked up without an office at sign-in, so they are unique in the database
    with context.store.read() as reader:
        taken = [p for p in reader.records(Person, login=login) if p.id != own_id]
    if taken:
        raise InvalidInput("people.login_taken", field="login", login=login)


def _admin_stays(unit: UnitOfWork, actor: Actor, person: Person) -> None:
    if person.id == actor.person_id:
        raise NotAllowed("people.own_admin")
    others = [
        p for p in unit.records(Person, active=True) if p.has(Role.ADMIN) and p.id != person.id
    ]
    if not others:
        raise NotAllowed("people.last_admin")


def _made_password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
