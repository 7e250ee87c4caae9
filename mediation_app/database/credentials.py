"""Passwords of the people: Argon2id hashes apart from the person, and patience with guessing.

After five wrong passwords in a row each further one must wait, longer every time.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, update

from mediation_app.database import audit
from mediation_app.database import system_tables as system
from mediation_app.domain.offices import Actor, Person
from mediation_app.errors import InvalidInput, NotAllowed

if TYPE_CHECKING:
    from mediation_app.database.store import Store
    from mediation_app.database.unit_of_work import UnitOfWork

SHORTEST = 8
LONGEST = 128
FREE_TRIES = 5
_LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one check of a password costs: memory in KiB and passes."""

    memory: int = 64 * 1024
    passes: int = 3


STANDARD = Cost()


class Credentials:
    """Sets and checks passwords. ``cost`` may be lowered for old computers (and tests)."""

    def __init__(self, store: Store, cost: Cost = STANDARD) -> None:
        self._store = store
        self._cost = cost

    def set_password(
        self, unit: UnitOfWork, person: Person, password: str, *, must_change: bool = False
    ) -> None:
        """Set a person's password in a unit of work.

        Raises InvalidInput ``database.password_short`` / ``.password_long``.
        """
        plain = _normal(password)
        if len(plain) < SHORTEST:
            raise InvalidInput("database.password_short", field="password", least=SHORTEST)
        if len(plain) > LONGEST:
            raise InvalidInput("database.password_long", field="password", most=LONGEST)
        values: dict[str, Any] = {
            "hash": self._hasher().hash(plain),
            "must_change": must_change,
            "failures": 0,
            "locked_until": None,
            "changed_at": unit.moment,
        }
        unit.put_credentials(person.id, values)
        unit.note("password", person, {"must_change": must_change})

    def has_password(self, person_id: str) -> bool:
        """Whether the person can sign in at all."""
        with self._store.connection() as connection:
            return _row(connection, person_id) is not None

    def must_change(self, person_id: str) -> bool:
        """Whether the person has to choose a new password after signing in."""
        with self._store.connection() as connection:
            row = _row(connection, person_id)
            return row is not None and bool(row.must_change)

    def check(self, person: Person, password: str) -> None:
        """Check a password at sign-in; failures are counted and audited.

        Raises NotAllowed ``database.wrong_password`` or ``database.too_many_tries`` (``seconds``).
        """
        now = self._store.clock.now()
        with self._store.connection() as connection:
            row = _row(connection, person.id)
        if row is not None and row.locked_until is not None and row.locked_until > now:
            wait = int((row.locked_until - now).total_seconds()) + 1
            raise NotAllowed("database.too_many_tries", seconds=wait)
        plain = _normal(password)[: LONGEST * 4]
        if row is None:
            self._hasher().hash(plain)  # takes as long as a real check
            raise NotAllowed("database.wrong_password")
        if not self._fits(row.hash, plain):
            self._failed(person, now)
            raise NotAllowed("database.wrong_password")
        values: dict[str, Any] = {"failures": 0, "locked_until": None, "last_sign_in_at": now}
        if self._hasher().check_needs_rehash(row.hash):
            values["hash"] = self._hasher().hash(plain)
        table = system.credentials
        with self._store.connection(write=True) as connection:
            connection.execute(update(table).where(table.c.person_id == person.id).values(**values))
            _audit(connection, person, "sign_in", now)

    def _failed(self, person: Person, now: datetime) -> None:
        table = system.credentials
        with self._store.connection(write=True) as connection:
            failures = connection.execute(
                update(table)
                .where(table.c.person_id == person.id)
                .values(failures=table.c.failures + 1, last_failure_at=now)
                .returning(table.c.failures)
            ).scalar_one()
            if failures >= FREE_TRIES:
                wait = min(
                    timedelta(seconds=15 * 2 ** min(failures - FREE_TRIES, 10)), _LONGEST_WAIT
                )
                connection.execute(
                    update(table)
                    .where(table.c.person_id == person.id)
                    .values(locked_until=now + wait)
                )
            _audit(connection, person, "sign_in_failed", now)

    def _hasher(self) -> Any:
        from argon2 import PasswordHasher

        return PasswordHasher(
            time_cost=self._cost.passes, memory_cost=self._cost.memory, parallelism=1
        )

    def _fits(self, hashed: str, plain: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return bool(self._hasher().verify(hashed, plain))
        except (VerificationError, InvalidHashError):
            return False


def put(connection: Connection, person_id: str, values: dict[str, Any]) -> None:
    """Write a person's credentials row."""
    table = system.credentials
    done = connection.execute(update(table).where(table.c.person_id == person_id).values(**values))
    if not done.rowcount:
        connection.execute(insert(table).values(person_id=person_id, **values))


def _row(connection: Connection, person_id: str) -> Any:
    table = system.credentials
    return connection.execute(select(table).where(table.c.person_id == person_id)).first()


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _audit(connection: Connection, person: Person, kind: str, moment: datetime) -> None:
    actor = Actor(
        person_id=person.id, name=person.name, roles=frozenset(), unit_code=person.unit_code
    )
    note = audit.Note(kind=kind, record="Person", record_id=person.id)
    audit.append(connection, actor, "登录", moment, [note])
