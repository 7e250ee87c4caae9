"""What every screen has at hand: tasks, change bus, notifier, navigator. No services, no data."""

from __future__ import annotations

from dataclasses import dataclass

from mediation_app.clock import Clock
from ui.events import ChangeBus
from ui.navigation import Navigator
from ui.notify import Notifier
from ui.tasks import TaskRunner


@dataclass(frozen=True, slots=True)
class Desk:
    """The tools of the window, made once in ``make_desk`` and handed to every screen."""

    tasks: TaskRunner
    bus: ChangeBus
    notify: Notifier
    navigator: Navigator
    clock: Clock


def make_desk(clock: Clock | None = None) -> Desk:
    """A desk whose troubles go to the notifier."""
    from mediation_app.clock import SystemClock

    desk = Desk(
        tasks=TaskRunner(),
        bus=ChangeBus(),
        notify=Notifier(),
        navigator=Navigator(),
        clock=clock or SystemClock(),
    )
    desk.tasks.on_trouble = desk.notify.trouble
    desk.tasks.on_bug = desk.notify.report_bug
    return desk
