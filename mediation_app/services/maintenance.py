"""Keeping the data: backup, restore, verification. Used by the settings screen and the commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mediation_app.clock import SystemClock
from mediation_app.domain.offices import Actor, Office, Role
from mediation_app.errors import NotAllowed
from mediation_app.messages import say
from mediation_app.services.base import Context

if TYPE_CHECKING:
    from mediation_app.database.archive import Manifest

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Soundness:
    """What a verification found: one Chinese sentence for each doubt, and how much was read.

    ``heads`` are the ends of the audit chains; noted outside the computer they prove later that
    the trail was not written anew as a whole.
    """

    doubts: tuple[str, ...]
    entries: int
    heads: tuple[str, ...]


class MaintenanceService:
    """Upkeep of the data of this office."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def back_up(
        self,
        actor: Actor,
        target: Path,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Manifest:
        """Back up everything into one file and check the copy; others may go on working.

        Raises NotAllowed without the administrator's role, StoreTrouble, BadFile, Cancelled.
        """
        from mediation_app.database.backup import backup

        _only_admin(actor)
        manifest = backup(self._context.store, target, progress=progress, cancel=cancel)
        self._note(actor, "backup.made")
        return manifest

    def verify(self, actor: Actor, progress: Callable[[str], None] | None = None) -> Soundness:
        """Check audit chain, integrity, numbers and attachments."""
        from mediation_app.database.verify import verify

        _only_admin(actor)
        verdict = verify(self._context.store, progress=progress)
        return Soundness(
            doubts=tuple(say(doubt.code, **dict(doubt.params)) for doubt in verdict.doubts),
            entries=verdict.entries,
            heads=tuple(head for *_, head in verdict.heads),
        )

    def _note(self, actor: Actor, action: str) -> None:
        """A copy of all personal data has left the store: the trail says so."""
        with self._context.store.write(actor, action) as unit:
            for office in unit.records(Office):
                unit.note("export", office, {"what": "backup"})
            unit.commit()


def check_backup(path: Path, progress: Progress | None = None) -> Manifest:
    """Whether a backup file is whole. Raises BadFile when it is not."""
    from mediation_app.database.archive import check

    return check(path, progress)


def restore_into(
    place: str | Path,
    path: Path,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Manifest:
    """Restore a backup at a place; what stood there is moved aside (``before-restore-…``).

    The backup is checked first; the store must not be open. All or nothing.
    """
    from mediation_app.database.restore import restore

    return restore(place, path, SystemClock(), progress=progress, cancel=cancel)


def _only_admin(actor: Actor) -> None:
    if not actor.has(Role.ADMIN):
        raise NotAllowed("people.admin_only")
