"""Guards for tests with a window: nothing keeps running, nothing waits for a person.

Imported only by tests that use Qt; everything else must run without PySide6.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QColorDialog, QDialog, QFileDialog, QFontDialog, QInputDialog, QMenu

_WAITING = {
    QFileDialog: (
        "getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory",
        "getOpenFileUrl", "getOpenFileUrls", "getSaveFileUrl", "getExistingDirectoryUrl",
    ),
    QInputDialog: ("getText", "getInt", "getDouble", "getItem", "getMultiLineText"),
    QColorDialog: ("getColor",),
    QFontDialog: ("getFont",),
    QDialog: ("exec",),
    # Only the static form: PySide resolves menu.exec() itself. tests/architecture forbids that one.
    QMenu: ("exec",),
}  # fmt: skip


class WaitsForPerson(AssertionError):
    """A modal dialog was opened; a test would hang in it."""


def _refusing(name: str) -> Callable[..., Any]:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise WaitsForPerson(f"{name} waits for a person; open it without blocking or patch it")

    return refuse


class Tracker:
    """Remembers threads, pools and timers that Python started during one test."""

    def __init__(self) -> None:
        self._started: list[weakref.ref[Any]] = []

    def note(self, thing: object) -> None:
        """Remember ``thing`` as long as it lives."""
        self._started.append(weakref.ref(thing))

    def running(self) -> list[str]:
        """What still runs, in words."""
        found = []
        for reference in self._started:
            thing = reference()
            if thing is None or not shiboken6.isValid(thing):
                continue
            if isinstance(thing, QThread) and thing.isRunning():
                found.append(f"thread {_label(thing)} still runs")
            elif isinstance(thing, QTimer) and thing.isActive():
                found.append(f"timer {_label(thing)} still ticks every {thing.interval()} ms")
            elif isinstance(thing, QThreadPool) and not thing.waitForDone(2000):
                found.append(f"pool {_label(thing)} still has {thing.activeThreadCount()} jobs")
        return sorted(set(found))


def _label(thing: Any) -> str:
    parent = thing.parent()
    owner = f" of {type(parent).__name__}" if parent is not None else ""
    return f"{type(thing).__name__} {thing.objectName()!r}{owner}"


def _noting(original: Any, tracker: Tracker) -> Callable[..., Any]:
    def noting(self: Any, *args: Any, **kwargs: Any) -> Any:
        tracker.note(self)
        return original(self, *args, **kwargs)

    return noting


@contextmanager
def guarded() -> Iterator[Tracker]:
    """Refuse modal dialogs and track what is started, for the length of a test."""
    tracker = Tracker()
    with pytest.MonkeyPatch.context() as patch:
        for owner, names in _WAITING.items():
            for name in names:
                patch.setattr(owner, name, _refusing(f"{owner.__name__}.{name}"))
        for kind in (QThread, QThreadPool, QTimer):
            patch.setattr(kind, "start", _noting(kind.start, tracker))
        yield tracker


def settle() -> None:
    """Let Qt delete what was told to delete itself."""
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.sendPostedEvents()
