"""The 2-px bar under the top bar: nothing under 300 ms, a line in the status bar over 2 s."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.shell.status_bar import StatusBar
from ui.tasks import Task, TaskRunner
from ui.theme import look

SHOW_AFTER_MS = 300
TELL_AFTER_MS = 2000


class ProgressLine(QWidget):
    """A bar that fills when the whole is known, else wanders."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(2)
        self.part = -1.0
        self._step = 0
        self.hide()

    def tick(self) -> None:
        """Wander on."""
        self._step = (self._step + 1) % 40
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.part >= 0:
            painter.fillRect(QRectF(0, 0, self.width() * self.part, 2), look().color("accent"))
            return
        x = self.width() * (self._step / 40 * 1.3 - 0.3)
        painter.fillRect(QRectF(x, 0, self.width() * 0.3, 2), look().color("accent"))


class ProgressWatch(QObject):
    """Watches the task runner and shows what takes long."""

    def __init__(self, tasks: TaskRunner, bar: ProgressLine, status: StatusBar) -> None:
        super().__init__(bar)
        self._tasks, self._bar, self._status = tasks, bar, status
        self._since: dict[int, QElapsedTimer] = {}
        self._counts: dict[int, tuple[int, int, str]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(100)
        self._timer.timeout.connect(self._look)
        tasks.busy_changed.connect(self._changed)
        tasks.progressed.connect(self._progressed)
        status.cancel.clicked.connect(self._cancel)

    def _changed(self) -> None:
        running = {task.number for task in self._tasks.tasks()}
        for number in list(self._since):
            if number not in running:
                del self._since[number]
                self._counts.pop(number, None)
        for number in running - set(self._since):
            clock = QElapsedTimer()
            clock.start()
            self._since[number] = clock
        if running and not self._timer.isActive():
            self._timer.start()
        elif not running:
            self._timer.stop()
            self._bar.hide()
            self._status.set_job("")

    def _progressed(self, number: int, count: int, total: int, text: str) -> None:
        self._counts[number] = (count, total, text)

    def _slowest(self) -> tuple[Task, int] | None:
        found: tuple[Task, int] | None = None
        for task in self._tasks.tasks():
            clock = self._since.get(task.number)
            took = clock.elapsed() if clock else 0
            if task.state != "cancelled" and (found is None or took > found[1]):
                found = (task, took)
        return found

    def _look(self) -> None:
        slowest = self._slowest()
        if slowest is None or slowest[1] < SHOW_AFTER_MS:
            self._bar.hide()
            return
        task, took = slowest
        count, total, text = self._counts.get(task.number, (0, 0, ""))
        self._bar.part = count / total if total else -1.0
        self._bar.show()
        self._bar.raise_()
        self._bar.tick()
        if took >= TELL_AFTER_MS and task.title:
            done = f" {count}/{total}" if total else f" {count}" if count else ""
            self._status.set_job(f"{text or task.title}{done}", cancellable=task.cancellable)

    def _cancel(self) -> None:
        for task in self._tasks.tasks():
            if task.cancellable:
                task.cancel()
        self._status.set_job("")
