"""All screens over a demo office of sixty cases, on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import SetClock
from tests.support.places import Places
from tests.support.screens import CHEAP, Desktop, demo_builder
from ui.theme import Mode, apply_theme


@pytest.fixture
def plain_look(qapp: QApplication) -> Iterator[QApplication]:
    """Light at 100 %, before and after."""
    apply_theme(qapp, mode=Mode.LIGHT, zoom=1.0)
    yield qapp
    apply_theme(qapp, mode=Mode.LIGHT, zoom=1.0)


@pytest.fixture
def demo_bench(places: Places, clock: SetClock) -> Iterator[Workbench]:
    """The demo office."""
    url = places.copy_of("sqlite", "demo-60", demo_builder(clock))
    with open_workbench(url, clock=clock, password_cost=CHEAP) as opened:
        yield opened


@pytest.fixture
def sit_down(
    plain_look: QApplication, demo_bench: Workbench, clock: SetClock, qtbot: QtBot
) -> Iterator[Callable[[str], Desktop]]:
    """``sit_down("lixue")``: the window of that person."""
    made: list[Desktop] = []

    def sit(login: str) -> Desktop:
        made.append(Desktop(demo_bench, clock, qtbot, login))
        return made[-1]

    yield sit
    for desktop in made:
        desktop.leave()
