"""Official numbers: no gap and no double, whoever draws at the same time and whoever gives up."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from mediation_app.clock import SetClock, SystemClock
from mediation_app.database import numbers
from mediation_app.database.store import Store
from mediation_app.database.system_tables import counters, number_register
from mediation_app.database.verify import verify
from mediation_app.domain.cases import Case
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor
from tests.support.places import Places

ROOT = Path(__file__).resolve().parents[2]
DRAWER = """
import random, sys
from mediation_app.clock import SystemClock
from mediation_app.database.store import Store
from mediation_app.domain.cases import Case
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor

url, seed, tries = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
dice = random.Random(seed)
store = Store.open(url, SystemClock())
actor = Actor(person_id=f"p{seed}", name="x", roles=frozenset(), unit_code="371502")
for _ in range(tries):
    with store.write(actor, "受理") as unit:
        serial = unit.draw_number("case", 2026)
        unit.add(Case(id=new_id(), number=f"〔2026〕{serial}号", number_year=2026, serial=serial))
        if dice.random() < 0.2:
            continue
        unit.commit()
    print(serial, flush=True)
store.close()
"""


def _check(store: Store, acknowledged: list[int]) -> None:
    with store.connection() as connection:
        registered = list(connection.execute(select(number_register.c.serial)).scalars())
        last = connection.execute(select(counters.c.last)).scalar_one()
        assert numbers.gaps(connection) == []
        untied = connection.execute(
            select(number_register.c.serial).where(number_register.c.case_id == "")
        ).all()
    assert sorted(acknowledged) == sorted(registered) == list(range(1, last + 1))
    assert untied == []
    with store.read() as reader:
        cases = reader.records(Case)
    assert sorted(case.serial or 0 for case in cases) == sorted(acknowledged)
    assert verify(store).sound


def test_threads_draw_without_gaps_on_sqlite(
    sqlite_url: str, opened: Callable[[Store], Store], actor: Actor
) -> None:
    store = opened(Store.open(sqlite_url, SystemClock()))
    acknowledged: list[int] = []

    def draw(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(15):
            with store.write(actor, "受理") as unit:
                serial = unit.draw_number("case", 2026)
                unit.add(
                    Case(id=new_id(), number=f"〔2026〕{serial}号", number_year=2026, serial=serial)
                )
                if dice.random() < 0.2:
                    continue
                unit.commit()
            acknowledged.append(serial)

    threads = [threading.Thread(target=draw, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(acknowledged) > 60
    _check(store, acknowledged)


@pytest.mark.postgres
def test_eight_programs_draw_without_gaps_on_a_server(
    places: Places, opened: Callable[[Store], Store]
) -> None:
    url = places.empty("postgres")
    store = opened(Store.open(url, SystemClock()))
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", DRAWER, url, str(seed), "12"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for seed in range(8)
    ]
    acknowledged: list[int] = []
    for program in programs:
        said, _ = program.communicate(timeout=60)
        assert program.returncode == 0
        acknowledged += [int(line) for line in said.split()]
    assert len(acknowledged) > 50
    _check(store, acknowledged)


def test_series_offices_and_years_count_apart(store: Store, actor: Actor) -> None:
    other = Actor(person_id="x", name="x", roles=frozenset(), unit_code="370102")
    with store.write(actor, "号") as unit:
        drawn = [unit.draw_number(*one) for one in (("case", 2026), ("fund", 2026), ("case", 2027))]
        drawn.append(unit.draw_number("case", 2026))
        unit.commit()
    with store.write(other, "号") as unit:
        drawn.append(unit.draw_number("case", 2026))
        unit.commit()
    assert drawn == [1, 1, 1, 2, 1]


def test_a_missing_number_is_noticed(store: Store, actor: Actor, clock: SetClock) -> None:
    with store.write(actor, "号") as unit:
        unit.draw_number("case", 2026)
        unit.commit()
    with store.connection(write=True) as connection:
        connection.execute(counters.update().values(last=3))
    with store.connection() as connection:
        assert [gap[3] for gap in numbers.gaps(connection)] == [2, 3]
