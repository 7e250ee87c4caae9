"""Who looked at personal data (查阅留痕): noted in the trail, once in half an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mediation_app.domain.offices import Actor
from mediation_app.services.base import Context

if TYPE_CHECKING:
    from mediation_app.database.unit_of_work import UnitOfWork
    from mediation_app.domain.records import Record

_AGAIN = timedelta(minutes=30)


class Viewing:
    """Remembers who saw what, so that going to and fro does not fill the trail (CHK-23)."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._seen: dict[tuple[str, str], float] = {}

    def is_new(self, actor: Actor, key: str) -> bool:
        """Whether the person has not looked at this record lately."""
        seen = self._seen.get((actor.person_id, key))
        return seen is None or not 0 <= self._now() - seen < _AGAIN.total_seconds()

    def note(self, unit: UnitOfWork, actor: Actor, record: Record) -> None:
        """Write the view into the trail of the unit of work."""
        unit.note("view", record)
        self._seen[actor.person_id, record.id] = self._now()

    def _now(self) -> float:
        return self._context.clock.now().timestamp()
