"""Who has signed in, at which office. Screens reach the services through ``Session.job``.

The store opens in a worker while the first page is already shown; a job that comes too early
waits for it in its own thread, never on the GUI thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mediation_app.domain.offices import Actor, Role
from mediation_app.errors import AppError

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Office

T = TypeVar("T")


class Gate:
    """The store on its way: shut until it is open, or known not to open."""

    def __init__(self, place: str | Path) -> None:
        self.place = place
        self.office: Office | None = None
        self._workbench: Workbench | None = None
        self._trouble: AppError | None = None
        self._known = threading.Event()

    def opened(self, workbench: Workbench) -> None:
        """The store is open: jobs that wait go on."""
        self.office = workbench.office.known()
        self._workbench = workbench
        self._known.set()

    def could_not_open(self, trouble: AppError) -> None:
        """The store cannot be opened: every job fails with this trouble."""
        self._trouble = trouble
        self._known.set()

    @property
    def is_open(self) -> bool:
        """Whether jobs run at once."""
        return self._workbench is not None

    def wait(self) -> Workbench:
        """The services, waiting for the store if need be. Only in a worker thread."""
        self._known.wait()
        if self._workbench is None:
            assert self._trouble is not None
            raise self._trouble
        return self._workbench

    def close(self) -> None:
        """Close the store, if it was opened."""
        if self._workbench is not None:
            self._workbench.close()


class Session:
    """One signed-in person at one office. ``office`` is None until the store is open."""

    def __init__(self, gate: Gate, actor: Actor) -> None:
        self.gate = gate
        self.actor = actor

    @property
    def office(self) -> Office | None:
        """The office as it was when the store was opened."""
        return self.gate.office

    @property
    def data_dir(self) -> Path | None:
        """The data folder of an embedded database, None with a server."""
        place = self.gate.place
        return None if isinstance(place, str) and "://" in place else Path(place)

    def job(self, work: Callable[[Workbench, Actor], T]) -> Callable[[], T]:
        """A job for ``desk.tasks``: ``work`` gets the services and who acts, in the worker.

        ``tasks.read(self, session.job(lambda bench, me: bench.cases.file(me, key)), done=…)``
        """

        def run() -> T:
            return work(self.gate.wait(), self.actor)

        return run

    def may(self, *roles: Role) -> bool:
        """Whether the person holds one of the roles: to show an entry or not; services decide."""
        return self.actor.has(*roles)
