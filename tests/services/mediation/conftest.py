"""The story office on a fresh database, and its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import SetClock
from mediation_app.database.credentials import Cost
from mediation_app.domain.compensation import CompensationLaw
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.services.stories import Cast, set_up_office
from mediation_app.services.stories.e3 import Keys, intake
from tests.services.mediation.road import BOOK
from tests.support.places import Places

CHEAP = Cost(memory=8, passes=1)


def _build(clock: SetClock) -> Callable[[str], None]:
    def build(url: str) -> None:
        with open_workbench(url, clock=clock, password_cost=CHEAP) as workbench:
            set_up_office(workbench, clock)

    return build


@pytest.fixture
def workbench(places: Places, clock: SetClock) -> Iterator[Workbench]:
    """The story office on SQLite, Monday 2 March 2026."""
    url = places.copy_of("sqlite", "story-office", _build(clock))
    with open_workbench(url, clock=clock, password_cost=CHEAP) as opened:
        yield opened


@pytest.fixture
def cast(workbench: Workbench, clock: SetClock) -> Cast:
    """Who is who in the story office."""
    return set_up_office(workbench, clock)


@pytest.fixture
def keys() -> Keys:
    return Keys(*(new_id() for _ in range(8)))


@pytest.fixture
def file(workbench: Workbench, cast: Cast, clock: SetClock, keys: Keys) -> CaseFile:
    """The case of E3, registered on 15 June and not yet accepted."""
    clock.put(2026, 6, 15)
    draft = intake(workbench.cases.blank(cast["clerk"]), keys)
    return workbench.cases.new_case(cast["clerk"], draft).value


@pytest.fixture(scope="module")
def law() -> CompensationLaw:
    """The law of an accident of 9 March 2026, settled on 16 November."""
    return BOOK.compensation_law(accident=date(2026, 3, 9), on=date(2026, 11, 16))
