"""Work off the GUI thread: one strictly serial lane for writes, several threads for reads.

A job is a plain callable. Its result comes back to a method on the GUI thread:

    tasks.read(self, partial(services.cases.page, query), done=self._show)
    tasks.write(self, partial(services.cases.accept, case_id), done=self._accepted)
    tasks.long(self, export_all, title="导出案件", done=self._exported)   # export_all(control)

``owner`` is a QObject: when it has been destroyed meanwhile, the result is dropped. A known
trouble (AppError) goes to ``failed`` or, without one, to the person; anything else is a bug
report. Callables must be methods or partials: nothing here is connected to a lambda.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThread, QThreadPool, Signal, Slot

from mediation_app.errors import AppError

log = logging.getLogger(__name__)


class Lane(Enum):
    """Where a job runs: writes one after another, reads side by side."""

    READ = "read"
    WRITE = "write"


class Cancelled(Exception):
    """Raised inside a job by ``JobControl.check`` after the person cancelled it."""


class JobControl:
    """What a long job gets: a way to say how far it is and to learn that it should stop."""

    def __init__(self, told: Callable[[int, int, str], None]) -> None:
        self._cancelled = threading.Event()
        self._told = told

    @property
    def cancelled(self) -> bool:
        """Whether the person asked to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the job to stop; it does so at its next ``check``."""
        self._cancelled.set()

    def check(self) -> None:
        """Raise Cancelled when the person asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled

    def progress(self, count: int, total: int = 0, text: str = "") -> None:
        """Say how far the job is; ``total`` 0 means unknown. Also a place where it can stop."""
        self.check()
        self._told(count, total, text)


class Task:
    """The GUI thread's handle on one job."""

    __slots__ = (
        "cancellable",
        "control",
        "done",
        "error",
        "failed",
        "lane",
        "number",
        "owner",
        "progress",
        "result",
        "state",
        "title",
    )

    def __init__(self, number: int, owner: QObject | None, lane: Lane, title: str) -> None:
        self.number = number
        self.owner = owner
        self.lane = lane
        self.title = title
        self.control: JobControl | None = None
        self.cancellable = False
        self.done: Callable[[Any], object] | None = None
        self.failed: Callable[[AppError], object] | None = None
        self.progress: Callable[[int, int, str], object] | None = None
        self.result: Any = None
        self.error: BaseException | None = None
        self.state = "waiting"

    def cancel(self) -> None:
        """Drop the result; a job that has not begun does not run, a long one is asked to stop."""
        self.state = "cancelled"
        if self.control is not None:
            self.control.cancel()


class _Runnable(QRunnable):
    def __init__(self, runner: TaskRunner, task: Task, job: Callable[..., Any]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._runner = runner
        self._task = task
        self._job: Callable[..., Any] | None = job

    def run(self) -> None:
        task, job = self._task, self._job
        self._job = None
        try:
            if task.state != "cancelled" and job is not None:
                task.result = job(task.control) if task.control is not None else job()
        except BaseException as error:  # noqa: BLE001 - the boundary: all goes to the GUI thread
            task.error = error
        del job
        self._runner.over(task.number)


class TaskRunner(QObject):
    """Owns both lanes. Lives on the GUI thread; every public method is called there."""

    busy_changed = Signal()  # a job began or ended; see ``tasks``
    progressed = Signal(int, int, int, str)  # task number, count, total, text

    _finished = Signal(int)
    _reported = Signal(int, int, int, str)

    def __init__(self, parent: QObject | None = None, *, readers: int = 3) -> None:
        super().__init__(parent)
        self._pools = {Lane.READ: QThreadPool(self), Lane.WRITE: QThreadPool(self)}
        self._pools[Lane.READ].setMaxThreadCount(readers)
        self._pools[Lane.WRITE].setMaxThreadCount(1)
        self._pools[Lane.WRITE].setExpiryTimeout(-1)
        self._running: dict[int, tuple[Task, _Runnable]] = {}
        # Delivered runnables live a little longer: their thread may still be leaving run().
        self._delivered: deque[_Runnable] = deque(maxlen=64)
        self._number = 0
        self._closed = False
        self.on_trouble: Callable[[AppError], object] | None = None
        self.on_bug: Callable[[BaseException], object] | None = None
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def read(
        self,
        owner: QObject | None,
        job: Callable[[], Any],
        *,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
        title: str = "",
    ) -> Task:
        """Run ``job()`` beside others; ``done(result)`` is called on the GUI thread."""
        return self._start(Lane.READ, owner, job, done, failed, title)

    def write(
        self,
        owner: QObject | None,
        job: Callable[[], Any],
        *,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
        title: str = "",
    ) -> Task:
        """Run ``job()`` after all writes asked for before it."""
        return self._start(Lane.WRITE, owner, job, done, failed, title)

    def long(
        self,
        owner: QObject | None,
        job: Callable[[JobControl], Any],
        *,
        title: str,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        lane: Lane = Lane.READ,
    ) -> Task:
        """Run ``job(control)``: it reports progress and can be cancelled in the status bar."""
        return self._start(lane, owner, job, done, failed, title, progress=progress, control=True)

    def _start(
        self,
        lane: Lane,
        owner: QObject | None,
        job: Callable[..., Any],
        done: Callable[[Any], object] | None,
        failed: Callable[[AppError], object] | None,
        title: str,
        *,
        progress: Callable[[int, int, str], object] | None = None,
        control: bool = False,
    ) -> Task:
        self._number += 1
        task = Task(self._number, owner, lane, title)
        task.done, task.failed, task.progress = done, failed, progress
        if self._closed:
            task.state = "cancelled"
            return task
        if control:
            number = task.number
            task.control = JobControl(_Report(self, number))
            task.cancellable = True
        runnable = _Runnable(self, task, job)
        self._running[task.number] = (task, runnable)
        self._pools[lane].start(runnable)
        self.busy_changed.emit()
        return task

    def over(self, number: int) -> None:
        """Called by a worker thread when its job has ended."""
        if shiboken6.isValid(self):
            self._finished.emit(number)

    def report(self, number: int, count: int, total: int, text: str) -> None:
        """Called by a worker thread to say how far its job is."""
        if shiboken6.isValid(self):
            self._reported.emit(number, count, total, text)

    def tasks(self) -> tuple[Task, ...]:
        """The jobs not yet delivered, oldest first."""
        return tuple(task for task, _ in self._running.values())

    @Slot(int, int, int, str)
    def _tell(self, number: int, count: int, total: int, text: str) -> None:
        held = self._running.get(number)
        if held is None or held[0].state == "cancelled":
            return
        task = held[0]
        if task.progress is not None and _alive(task.owner):
            task.progress(count, total, text)
        self.progressed.emit(number, count, total, text)

    @Slot(int)
    def _deliver(self, number: int) -> None:
        held = self._running.pop(number, None)
        if held is None:
            return
        task, runnable = held
        self._delivered.append(runnable)
        self.busy_changed.emit()
        cancelled = task.state == "cancelled" or isinstance(task.error, Cancelled)
        task.state = "cancelled" if cancelled else "delivered"
        result, error = task.result, task.error
        task.result = None
        done, failed, owner = task.done, task.failed, task.owner
        task.done = task.failed = task.progress = task.owner = None
        if isinstance(error, AppError) and not cancelled:
            if failed is not None and _alive(owner):
                failed(error)
            elif self.on_trouble is not None and (_alive(owner) or task.lane is Lane.WRITE):
                self.on_trouble(error)
        elif error is not None and not isinstance(error, Cancelled):
            log.error("job %r failed with %s", task.title, type(error).__name__)
            if self.on_bug is not None:
                self.on_bug(error)
        elif not cancelled and done is not None and _alive(owner):
            done(result)

    def wait(self, timeout_ms: int = 5000) -> bool:
        """Block until both lanes are idle: for tests and for closing. False on time-out."""
        return all(pool.waitForDone(timeout_ms) for pool in self._pools.values())

    def close(self, timeout_ms: int = 5000) -> bool:
        """Take no new jobs, stop long ones, drop waiting reads, finish all writes."""
        self._closed = True
        for task, _ in self._running.values():
            if task.lane is Lane.READ or task.control is not None:
                task.cancel()
        return self.wait(timeout_ms)


class _Report:
    """Carries progress from a worker to the runner without a closure over widgets."""

    def __init__(self, runner: TaskRunner, number: int) -> None:
        self._runner = runner
        self._number = number

    def __call__(self, count: int, total: int, text: str) -> None:
        self._runner.report(self._number, count, total, text)


def _alive(owner: QObject | None) -> bool:
    return owner is None or shiboken6.isValid(owner)


def on_gui_thread() -> bool:
    """Whether the caller runs on the thread that owns the widgets."""
    from PySide6.QtCore import QCoreApplication

    app = QCoreApplication.instance()
    return app is not None and QThread.currentThread() == app.thread()
