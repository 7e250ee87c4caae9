"""Killed in the middle: every acknowledged save is there, nothing is half there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from mediation_app.clock import SetClock
from mediation_app.database.store import Store
from mediation_app.database.verify import verify
from mediation_app.domain.cases import Case
from mediation_app.domain.offices import Actor
from mediation_app.domain.parties import Party

ROOT = Path(__file__).resolve().parents[2]
KILLS = 50

# The parent forks: importing once and forking is twenty times faster than starting anew.
WRITER = """
import os, random, signal, sys, time
from mediation_app.clock import SystemClock
from mediation_app.database.store import Store
from mediation_app.domain.cases import Case
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor
from mediation_app.domain.parties import Party
import mediation_app.database.unit_of_work, mediation_app.database.search
mediation_app.database.search.pinyin_table()
mediation_app.database.tables.record_tables()
actor = Actor(person_id="p", name="x", roles=frozenset(), unit_code="371502")

def write(pipe):
    store = Store.open(sys.argv[1], SystemClock())
    while True:
        with store.write(actor, "受理") as unit:
            case_id = new_id()
            unit.add(Case(id=case_id))
            for position in range(3):
                unit.add(Party(id=new_id(), case_id=case_id, position=position, name="王秀兰"))
            serial = unit.draw_number("case", 2026)
            unit.commit()
        os.write(pipe, f"{case_id} {serial}\\n".encode())

dice = random.Random(int(sys.argv[2]))
for _ in range(int(sys.argv[3])):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        write(writing)
    os.close(writing)
    first = os.read(reading, 100)  # it has begun
    time.sleep(dice.random() * 0.12)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    said = first
    while piece := os.read(reading, 65536):
        said += piece
    os.close(reading)
    sys.stdout.write(said.decode())
sys.stdout.flush()
"""


def test_fifty_killed_writers_lose_nothing(
    tmp_path: Path, clock: SetClock, opened: Callable[[Store], Store], actor: Actor
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path), "5", str(KILLS)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    acknowledged = dict(line.split() for line in done.stdout.splitlines())
    assert len(acknowledged) >= KILLS
    store = opened(Store.open(tmp_path, clock))
    with store.read() as reader:
        cases = {case.id for case in reader.records(Case)}
        parties = reader.records(Party)
    assert acknowledged.keys() <= cases
    # at most one save per kill became durable before it could be acknowledged
    assert len(cases) <= len(acknowledged) + KILLS
    per_case: dict[str, int] = dict.fromkeys(cases, 0)
    for party in parties:
        per_case[party.case_id] += 1
    assert set(per_case.values()) == {3}
    assert verify(store).doubts == ()
    assert len({int(serial) for serial in acknowledged.values()}) == len(acknowledged)


def test_a_lock_of_a_killed_program_is_free(tmp_path: Path, clock: SetClock) -> None:
    program = (
        "import sys, time\nfrom mediation_app.clock import SystemClock\n"
        "from mediation_app.database.store import Store\n"
        "Store.open(sys.argv[1], SystemClock()); print('open', flush=True); time.sleep(60)\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "open\n"
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    running.stdout.close()
    Store.open(tmp_path, clock).close()
