"""A story office on a fresh database for every test of the fund."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.database.queries import FundQuery
from mediation_app.services.stories import Cast
from mediation_app.services.stories import s1_s9 as s1
from mediation_app.services.stories.parts import day
from tests.support.places import Places
from tests.support.stories import office


@dataclass
class Desk:
    """The office, its clock and its people, with short words for common acts."""

    workbench: Workbench
    clock: SetClock
    cast: Cast

    def do(self, who: str, key: str, event: str, on: Any = None, **facts: Any) -> Any:
        day_ = on or self.workbench.cases.today()
        return self.workbench.fund.perform(self.cast[who], key, event, day_, facts).value

    def opened(self, balance: Any = s1.OPENING) -> None:
        self.clock.put(2026, 9, 28)
        self.workbench.ledger.opening(self.cast["cashier"], balance, day(9, 28))

    def received(self, key: str, *, but: tuple[str, ...] = ()) -> None:
        """All required materials of an application are there, except some."""
        clerk = self.cast["fund_clerk"]
        file = self.workbench.fund.file(clerk, key)
        there = {m.code: "" for m in file.materials if m.required and m.code not in but}
        self.workbench.fund.tick_materials(clerk, key, there)

    def registered(self) -> Any:
        self.clock.put(2026, 9, 30)
        case = s1.register(self.workbench, self.cast)
        self.clock.put(2026, 10, 9, 16)
        return self.workbench.cases.save(
            self.cast["clerk"], case, s1.who.hospital_account(case)
        ).value

    def accepted(self) -> str:
        case = self.registered()
        self.clock.put(2026, 10, 10, 9)
        return s1.apply(self.workbench, self.cast, case).application.id

    def recommended(self) -> str:
        key = self.accepted()
        self.clock.put(2026, 10, 12, 10)
        s1.review(self.workbench, self.cast, key)
        return key

    def checked(self) -> str:
        key = self.recommended()
        self.do("checker", key, "check_pass")
        return key

    def approved(self) -> str:
        key = self.checked()
        self.clock.put(2026, 10, 13, 9)
        s1.decide(self.workbench, self.cast, key)
        return key

    def ordered(self) -> str:
        key = self.approved()
        self.clock.put(2026, 10, 14, 10)
        s1.order(self.workbench, self.cast, key)
        return key

    def paid(self) -> str:
        key = self.ordered()
        self.clock.put(2026, 10, 15, 14)
        self.do("cashier2", key, "confirm_paid", bank_serial="B1")
        return key


@pytest.fixture
def desk(places: Places, clock: SetClock) -> Iterator[Desk]:
    """The story office on SQLite, for what does not depend on the engine."""
    with office(places, "sqlite", "story-office", clock) as (workbench, cast):
        yield Desk(workbench, clock, cast)


@pytest.fixture
def either_desk(engine_name: str, places: Places, clock: SetClock) -> Iterator[Desk]:
    """The story office on both engines."""
    with office(places, engine_name, "story-office", clock) as (workbench, cast):
        yield Desk(workbench, clock, cast)


def _played(until: str) -> Callable[[Workbench, SetClock, Cast], None]:
    def play(workbench: Workbench, clock: SetClock, cast: Cast) -> None:
        story = Desk(workbench, clock, cast)
        story.opened()
        getattr(story, until)()

    return play


@pytest.fixture
def at(places: Places, clock: SetClock) -> Iterator[Callable[[str], tuple[Desk, str]]]:
    """``at("checked")``: the office of S1 where the story stands there, and the application."""
    with ExitStack() as stack:

        def stand(until: str, engine: str = "sqlite") -> tuple[Desk, str]:
            opened = office(places, engine, f"story-s1-{until}", clock, _played(until))
            workbench, cast = stack.enter_context(opened)
            row = workbench.fund.page(cast["clerk"], FundQuery()).rows[0]
            return Desk(workbench, clock, cast), row.application_id

        yield stand
