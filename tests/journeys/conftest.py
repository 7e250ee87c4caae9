"""Somebody before the window, over data of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mediation_app.clock import SetClock

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.support.window import Person


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def person(qapp: QApplication, qtbot: QtBot, folder: Path, clock: SetClock) -> Iterator[Person]:
    # most journeys need no window: Qt is loaded by those that do
    from tests.support.window import Person

    made = Person(qapp, qtbot, folder, clock)
    yield made
    made.leave()
