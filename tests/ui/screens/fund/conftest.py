"""The whole window over the story office, with the application of S1 as far as the review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.offices import Actor
from mediation_app.services.stories import Cast, s1_s9
from mediation_app.services.stories import s1_people as who
from mediation_app.services.stories.parts import day
from tests.support.places import Places
from tests.support.rest import come_to_rest
from tests.support.stories import office
from ui.desk import Desk, make_desk
from ui.navigation import Address, ScreenRegistry
from ui.screen import Screen
from ui.screens import register_all
from ui.session import Gate, Session
from ui.shell.main_window import MainWindow
from ui.theme import Mode, apply_theme


def _play(workbench: Workbench, clock: SetClock, cast: Cast) -> None:
    """S1 up to the recommendation of the clerk."""
    clock.put(2026, 9, 28, 9, 0)
    workbench.ledger.opening(cast["cashier"], s1_s9.OPENING, day(9, 28))
    clock.put(2026, 9, 30, 9, 15)
    case = s1_s9.register(workbench, cast)
    clock.put(2026, 10, 9, 16, 20)
    case = workbench.cases.save(cast["clerk"], case, who.hospital_account(case)).value
    clock.put(2026, 10, 10, 9, 30)
    key = s1_s9.apply(workbench, cast, case).application.id
    clock.put(2026, 10, 12, 10, 40)
    s1_s9.review(workbench, cast, key)
    clock.put(2026, 10, 12, 15, 30)


@pytest.fixture
def played(places: Places, clock: SetClock) -> Iterator[tuple[Workbench, Cast]]:
    """The office with S1 waiting for the checker, on 12 October."""
    with office(places, "sqlite", "s1-reviewed-window", clock, _play) as found:
        yield found


@pytest.fixture
def workbench(played: tuple[Workbench, Cast]) -> Workbench:
    return played[0]


@pytest.fixture
def cast(played: tuple[Workbench, Cast]) -> Cast:
    return played[1]


@pytest.fixture
def key(workbench: Workbench, cast: Cast) -> str:
    """The application of S1."""
    found: str = workbench.fund.approvals(cast["checker"]).waiting[0].application_id
    return found


class Stage:
    """A window for one person."""

    def __init__(self, window: MainWindow, desk: Desk, qtbot: QtBot, session: Session) -> None:
        self.window, self.desk, self.qtbot, self.session = window, desk, qtbot, session
        self.bugs: list[str] = []
        self.said: list[str] = []
        desk.notify.bug.connect(self.bugs.append)
        desk.notify.toast.connect(self._toast)
        desk.notify.message.connect(self._message)

    def _toast(self, toast: Any) -> None:
        self.said.append(toast.text)

    def _message(self, message: Any) -> None:
        self.said.append(f"{message.title} {message.text}")

    def go(self, *parts: str, **query: str) -> Any:
        """Open an address and wait until it is shown."""
        self.desk.navigator.go(Address.of(*parts, **query))
        self.rest()
        return self.screen

    @property
    def screen(self) -> Screen:
        found = self.window.current_screen()
        assert found is not None
        return found

    def sheet(self) -> Any:
        """The dialog over the window, None when there is none."""
        return self.window.overlay.top()

    def rest(self) -> None:
        """Wait until nothing is under way."""
        come_to_rest(self.qtbot, self.desk, self.window, within_ms=300)
        assert self.bugs == []


@pytest.fixture
def make_stage(
    qapp: QApplication, workbench: Workbench, clock: SetClock, qtbot: QtBot
) -> Iterator[Callable[[Actor], Stage]]:
    """A window for a person of the office."""
    apply_theme(qapp, mode=Mode.LIGHT, zoom=1.0)
    made: list[Stage] = []

    def make(actor: Actor) -> Stage:
        gate = Gate("story-office")
        gate.opened(workbench)
        session = Session(gate, actor)
        desk = make_desk(clock)
        registry = ScreenRegistry()
        register_all(registry, desk, session)
        window = MainWindow(desk, registry)
        window.resize(1440, 900)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        stage = Stage(window, desk, qtbot, session)
        made.append(stage)
        return stage

    yield make
    for stage in made:
        stage.desk.tasks.close()
        shiboken6.delete(stage.window)
        for part in (stage.desk.tasks, stage.desk.bus, stage.desk.notify, stage.desk.navigator):
            if shiboken6.isValid(part):
                shiboken6.delete(part)
