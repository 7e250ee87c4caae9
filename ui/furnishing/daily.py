"""What the calendar does by itself: once a day the recoveries are looked at, quietly."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from mediation_app.clock import today

if TYPE_CHECKING:
    from mediation_app.domain.changes import ChangeSet
    from mediation_app.services.recovery_daily import Swept
    from ui.session import Session
    from ui.shell.main_window import MainWindow

_FIRST_MS = 20 * 1000
_AGAIN_MS = 30 * 60 * 1000


class Daily(QObject):
    """Looks some seconds after the window opened, and when a new day has begun."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._desk, self._session = window.desk, session
        self._done_on: date | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._timer.start(_FIRST_MS)

    def look(self) -> None:
        """Take what the calendar takes, unless that was done today."""
        self._timer.start(_AGAIN_MS)
        if self._done_on == today(self._desk.clock):
            return
        # beside the writes of the person: the store lets one through at a time anyway
        job = self._session.job(lambda bench, me: bench.recovery.sweep(me))
        self._desk.tasks.read(self, job, done=self._swept, failed=self._quiet)
        terms = self._session.job(lambda bench, me: bench.fund.tell_terms(me))
        self._desk.tasks.read(self, terms, done=self._told, failed=self._quiet)

    def _swept(self, found: Swept) -> None:
        if not found.more:
            self._done_on = today(self._desk.clock)
        else:
            self._timer.start(_FIRST_MS)
        if found.changes.touched:
            self._desk.bus.publish(found.changes, self)

    def _told(self, changes: ChangeSet) -> None:
        if changes.touched:
            self._desk.bus.publish(changes, self)

    def _quiet(self, trouble: object) -> None:
        """Nobody asked for it: the next look tries again."""
        del trouble
