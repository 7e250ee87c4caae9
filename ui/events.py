"""The change bus: one signal after every write, so that each screen can refresh if concerned."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal


class Changes(Protocol):
    """What a write touched. The services' ChangeSet fits."""

    def touches(self, kind: str, record_id: str = "", /) -> bool:
        """Whether a record of ``kind`` (that one, if an id is given) was written."""
        ...


class EveryChange:
    """Stands for "anything may have changed": after a restore or an import."""

    def touches(self, kind: str, record_id: str = "", /) -> bool:
        """Always true."""
        return True


class MergedChanges:
    """Several changes a hidden screen missed, asked as one."""

    def __init__(self, parts: tuple[Changes, ...]) -> None:
        self._parts = parts

    def touches(self, kind: str, record_id: str = "", /) -> bool:
        """Whether any of the parts touches it."""
        return any(part.touches(kind, record_id) for part in self._parts)


class ChangeBus(QObject):
    """``changed(changes, initiator)`` is emitted on the GUI thread after a commit.

    The initiator is the object that asked for the write (usually the screen); it has shown its
    own change already and may skip the echo.
    """

    changed = Signal(object, object)

    def publish(self, changes: Changes, initiator: object = None) -> None:
        """Tell everyone. Call it from the ``done`` of a write, never from a worker."""
        self.changed.emit(changes, initiator)
