"""The opinion that is being written: kept per application, saved by itself, dropped when given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.desk import Desk
from ui.session import Session

if TYPE_CHECKING:
    from mediation_app.bootstrap import Workbench
    from mediation_app.domain.offices import Actor

QUIET_MS = 800


def stored_opinion(bench: Workbench, me: Actor, application_id: str) -> str:
    """What this person had written before; for workers."""
    draft = bench.drafts.load(me, _address(application_id))
    content = draft.content if draft is not None else {}
    return str(content.get("opinion", "")) if isinstance(content, dict) else ""


class Opinions(QObject):
    """What was typed in this window stands before what was stored."""

    def __init__(self, desk: Desk, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._session = desk, session
        self._typed: dict[str, str] = {}
        self._unsaved = ""
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.save)

    def put(self, application_id: str, text: str) -> None:
        """Somebody types."""
        if self._typed.get(application_id, "") == text:
            return
        if self._unsaved not in ("", application_id):
            self.save()
        self._typed[application_id] = text
        self._unsaved = application_id
        self._quiet.start()

    def of(self, application_id: str, stored: str) -> str:
        """What stands in the field of an application."""
        return self._typed.setdefault(application_id, stored)

    def save(self) -> None:
        """Keep what was typed."""
        self._quiet.stop()
        key, self._unsaved = self._unsaved, ""
        if not key:
            return
        address, content = _address(key), {"opinion": self._typed.get(key, "")}

        def work(bench: Workbench, me: Actor) -> None:
            bench.drafts.save(me, address, content)

        self._desk.tasks.write(self, self._session.job(work))

    def drop(self, application_id: str) -> None:
        """The opinion was given with a decision."""
        self._typed.pop(application_id, None)
        if self._unsaved == application_id:
            self._unsaved = ""
            self._quiet.stop()
        address = _address(application_id)
        self._desk.tasks.write(
            self, self._session.job(lambda bench, me: bench.drafts.drop(me, address))
        )


def _address(application_id: str) -> str:
    return f"approvals/{application_id}"
