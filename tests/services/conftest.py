"""Desks over an empty office: ``desk`` on SQLite, ``both`` once per engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mediation_app.clock import SetClock, SystemClock
from mediation_app.database.store import Store
from tests.services.papers.desk import Desk
from tests.support.places import Places


def _empty(url: str) -> None:
    Store.open(url, SystemClock()).close()


@pytest.fixture
def desk(places: Places, clock: SetClock) -> Iterator[Desk]:
    """The papers of one PC."""
    made = Desk(places.copy_of("sqlite", "papers", _empty), clock)
    yield made
    made.store.close()


@pytest.fixture
def both(engine_name: str, places: Places, clock: SetClock) -> Iterator[Desk]:
    """The same on the engine of the test."""
    made = Desk(places.copy_of(engine_name, "papers", _empty), clock)
    yield made
    made.store.close()
