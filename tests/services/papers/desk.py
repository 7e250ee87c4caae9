"""A small office in a real database, with the case of S9 stored in it."""

from __future__ import annotations

from pathlib import Path

from mediation_app.clock import SetClock
from mediation_app.database.aggregates import records_of
from mediation_app.database.blobs import BlobStore
from mediation_app.database.store import Store
from mediation_app.domain.files import CaseFile
from mediation_app.domain.offices import Actor, Person, Role
from mediation_app.rulebook import Rulebook
from mediation_app.services.base import Context
from mediation_app.services.papers import PaperService
from tests.documents.papers import samples


def actor(*roles: Role, unit: str = "371524") -> Actor:
    """Somebody with these roles."""
    return Actor(person_id="p1", name="李敏", roles=frozenset(roles), unit_code=unit)


CLERK = actor(Role.CLERK)
ADMIN = actor(Role.ADMIN)


class Desk:
    """Store, services and a clerk."""

    def __init__(self, place: str | Path, clock: SetClock) -> None:
        clock.put(2026, 11, 22)
        self.clock = clock
        self.store = Store.open(place, clock)
        self.context = Context(
            store=self.store,
            blobs=BlobStore(self.store),
            rulebook=Rulebook.open("371524"),
            clock=clock,
        )
        self.papers = PaperService(self.context)

    def keep(self, file: CaseFile) -> str:
        """Store the office, its people and a case; the key of the case."""
        with self.store.write(CLERK, "test.seed") as unit:
            unit.add(samples.OFFICE)
            for key, name in samples.PEOPLE.items():
                unit.add(Person(id=key, login=key, name=name, roles=("clerk",)))
            for record in records_of(file):
                unit.add(record)
            unit.commit()
        return file.case.id
