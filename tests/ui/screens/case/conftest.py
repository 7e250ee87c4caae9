"""The case page over a real store with the story office and the case of E3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import SetClock
from mediation_app.database.credentials import Cost
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor
from mediation_app.services.stories import Cast, set_up_office
from mediation_app.services.stories.e3 import Keys, intake, with_losses
from tests.support.places import Places
from tests.ui.screens.case.facts import crowded, main_fault
from ui.desk import Desk, make_desk
from ui.navigation import Address, ScreenEntry, ScreenRegistry
from ui.screen import Screen
from ui.screens.case import CaseScreen
from ui.session import Gate, Session
from ui.shell.main_window import MainWindow
from ui.theme import Mode, apply_theme

CHEAP = Cost(memory=8, passes=1)


def _build(clock: SetClock) -> Callable[[str], None]:
    def build(url: str) -> None:
        with open_workbench(url, clock=clock, password_cost=CHEAP) as workbench:
            set_up_office(workbench, clock)

    return build


@pytest.fixture
def workbench(places: Places, clock: SetClock) -> Iterator[Workbench]:
    """The story office on SQLite."""
    url = places.copy_of("sqlite", "story-office", _build(clock))
    with open_workbench(url, clock=clock, password_cost=CHEAP) as opened:
        yield opened


@pytest.fixture
def cast(workbench: Workbench, clock: SetClock) -> Cast:
    """Who is who in the story office."""
    return set_up_office(workbench, clock)


@pytest.fixture
def keys() -> Keys:
    """The keys of the people of E3."""
    return Keys(*(new_id() for _ in range(8)))


@pytest.fixture
def registered(workbench: Workbench, cast: Cast, clock: SetClock, keys: Keys) -> CaseFile:
    """The case of E3 on 15 June, with its losses, not yet accepted."""
    clock.put(2026, 6, 15)
    clerk = cast["clerk"]
    file = workbench.cases.new_case(clerk, intake(workbench.cases.blank(clerk), keys)).value
    return workbench.cases.save(clerk, file, with_losses(file, keys)).value


@pytest.fixture
def faulty(registered: CaseFile, workbench: Workbench, cast: Cast, keys: Keys) -> CaseFile:
    """80 : 20 inside the band 80–90, with everything the design of the sums shows."""
    new = main_fault(registered, keys)
    return workbench.cases.save(cast["clerk"], registered, new).value


@pytest.fixture
def full(faulty: CaseFile, workbench: Workbench, cast: Cast, keys: Keys) -> CaseFile:
    """Two victims, three vehicles, long names."""
    return workbench.cases.save(cast["clerk"], faulty, crowded(faulty, keys)).value


class Stage:
    """The window with the case page in it, and what a test needs to drive it."""

    def __init__(self, window: MainWindow, desk: Desk, qtbot: QtBot, session: Session) -> None:
        self.window, self.desk, self.qtbot, self.session = window, desk, qtbot, session
        self.bugs: list[str] = []
        self.messages: list[str] = []
        desk.notify.bug.connect(self.bugs.append)
        desk.notify.message.connect(self._message)

    def _message(self, message: object) -> None:
        self.messages.append(f"{getattr(message, 'title', '')} {getattr(message, 'text', '')}")

    @property
    def page(self) -> CaseScreen:
        screen = self.window.current_screen()
        assert isinstance(screen, CaseScreen)
        return screen

    def go(self, case_id: str, section: str = "accident", **query: str) -> CaseScreen:
        """Open the case at a section and wait until it is shown."""
        self.desk.navigator.go(Address.of("case", case_id, section, **query))
        self.rest()
        return self.page

    def rest(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(self._idle, timeout=10_000)
        self.qtbot.wait(20)
        assert self.bugs == []

    def _idle(self) -> bool:
        return not self.desk.tasks.tasks()

    def sheet(self) -> object:
        """The dialog that lies over the window."""
        return self.window.overlay.top()


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    apply_theme(qapp, mode=Mode.LIGHT, zoom=1.0)
    yield qapp
    apply_theme(qapp, mode=Mode.LIGHT, zoom=1.0)


@pytest.fixture
def make_stage(
    themed: QApplication, workbench: Workbench, clock: SetClock, qtbot: QtBot
) -> Iterator[Callable[[Actor], Stage]]:
    """A window for a person of the office."""
    made: list[Stage] = []

    def make(actor: Actor) -> Stage:
        gate = Gate("story-office")
        gate.opened(workbench)
        session = Session(gate, actor)
        desk = make_desk(clock)
        registry = ScreenRegistry()
        registry.add(
            ScreenEntry(
                key="cases",
                pattern="cases",
                factory=partial(Screen, desk),
                title="案件",
                icon="folder-open",
                rail="top",
            )
        )
        registry.add(
            ScreenEntry(
                key="case",
                pattern="case/{id}/{section?}",
                factory=partial(CaseScreen, desk, session),
                title="案件",
                parent="cases",
            )
        )
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


@pytest.fixture
def stage(make_stage: Callable[[Actor], Stage], cast: Cast) -> Stage:
    """The mediator's window."""
    return make_stage(cast["mediator"])
