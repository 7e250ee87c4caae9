"""An office with nothing in it but what a test writes, on both engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest

from mediation_app.bootstrap import Workbench, open_workbench
from mediation_app.clock import CHINA, SetClock
from mediation_app.domain.offices import Actor, Office, Role
from mediation_app.domain.records import Record
from tests.support.places import Places
from tests.support.stories import CHEAP

UNIT = "371524"
LEADER = Actor(person_id="leader", name="周建民", roles=frozenset({Role.LEADER}), unit_code=UNIT)
CLERK = Actor(person_id="clerk", name="李敏", roles=frozenset({Role.CLERK}), unit_code=UNIT)
ADMIN = Actor(person_id="admin", name="管理员", roles=frozenset({Role.ADMIN}), unit_code=UNIT)
OTHER = Actor(person_id="x", name="冠县", roles=frozenset({Role.LEADER}), unit_code="371525")


class Bench(SimpleNamespace):
    """The services, the clock, and a short way to write records."""

    workbench: Workbench
    clock: SetClock

    def put(self, *records: Record, actor: Actor = LEADER) -> None:
        """Write records in one act, in the order given."""
        with self.workbench.context.store.write(actor, "test.put") as unit:
            for record in records:
                unit.add(record)
            unit.commit()

    def all(self, kinds: Iterable[type[Record]]) -> dict[type[Record], tuple[Record, ...]]:
        """Every live record of some classes."""
        with self.workbench.context.store.read(LEADER) as reader:
            return {kind: reader.records(kind) for kind in kinds}


@pytest.fixture
def bench(engine_name: str, places: Places, clock: SetClock) -> Iterator[Bench]:
    """The office of Dong'e in November 2026."""

    def build(url: str) -> None:
        own = SetClock(datetime(2026, 1, 5, 9, tzinfo=CHINA))
        with open_workbench(url, clock=own, password_cost=CHEAP, jurisdiction=UNIT) as made:
            office = Office(
                id="office", name="东阿县联合调解窗口", jurisdiction=UNIT, number_prefix="东道交调",
                fund_prefix="东道救", fund_manager="聊城市救助基金管理中心",
            )  # fmt: skip
            with made.context.store.write(LEADER, "test.office") as unit:
                unit.add(office)
                unit.commit()

    url = places.copy_of(engine_name, "statistics-office", build)
    clock.put(2026, 11, 24, 9, 41)
    with open_workbench(url, clock=clock, password_cost=CHEAP) as workbench:
        yield Bench(workbench=workbench, clock=clock)
