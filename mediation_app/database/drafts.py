"""Drafts: what somebody was typing at an address, saved by itself, until it is saved or dropped.

A draft belongs to a person and a place in the program; it is no record and leaves no trail.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from mediation_app.database import system_tables as system

if TYPE_CHECKING:
    from mediation_app.database.store import Store
    from mediation_app.domain.offices import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft. ``base_version`` is the version of the record it started from (0: a new one)."""

    address: str
    content: Any
    base_version: int
    saved_at: datetime


class Drafts:
    """Keeps drafts: one per person and address."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, actor: Actor, address: str, content: Any, *, base_version: int = 0) -> Draft:
        """Keep a draft (JSON-able content), replacing the one before."""
        now = self._store.clock.now()
        table = system.drafts
        values = {
            "unit_code": actor.unit_code,
            "content": json.dumps(content, ensure_ascii=False),
            "base_version": base_version,
            "saved_at": now,
        }
        place = (table.c.person_id == actor.person_id, table.c.address == address)
        with self._store.connection(write=True) as connection:
            done = connection.execute(update(table).where(*place).values(**values))
            if not done.rowcount:
                connection.execute(
                    insert(table).values(person_id=actor.person_id, address=address, **values)
                )
        return Draft(address=address, content=content, base_version=base_version, saved_at=now)

    def load(self, actor: Actor, address: str) -> Draft | None:
        """The draft at an address, None when there is none."""
        return next((d for d in self.all_of(actor) if d.address == address), None)

    def all_of(self, actor: Actor) -> tuple[Draft, ...]:
        """All drafts of a person, the last saved first."""
        table = system.drafts
        question = select(table).where(table.c.person_id == actor.person_id)
        with self._store.connection() as connection:
            rows = connection.execute(question.order_by(table.c.saved_at.desc())).fetchall()
        return tuple(
            Draft(
                address=row.address,
                content=json.loads(row.content),
                base_version=row.base_version,
                saved_at=row.saved_at,
            )
            for row in rows
        )

    def drop(self, actor: Actor, address: str) -> None:
        """Forget a draft; harmless when there is none."""
        table = system.drafts
        with self._store.connection(write=True) as connection:
            connection.execute(
                delete(table).where(
                    table.c.person_id == actor.person_id, table.c.address == address
                )
            )
