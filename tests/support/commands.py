"""The command line in tests: as a program of its own, or inside the test on a clock that stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from mediation_app import cli
from mediation_app.clock import CHINA, SetClock
from mediation_app.database.credentials import Cost
from mediation_app.services.stories import s1_s9, set_up_office
from mediation_app.services.stories.e3 import story_e3
from tests.support.places import Places, sqlite_path
from tests.support.source import ROOT

CHEAP = Cost(memory=8, passes=1)
ENTRY = "import sys\nfrom mediation_app.cli import main\nsys.exit(main())"
# The samples end on 2026-11-20; the law books know that year.
NOW = datetime(2026, 11, 24, 10, tzinfo=CHINA)


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def trouble(self) -> str:
        """The one Chinese line of a known trouble (exit code 1)."""
        assert self.code == cli.TROUBLE, (self.code, self.out, self.err)
        return self.one_line

    @property
    def one_line(self) -> str:
        """The error stream, which must be one Chinese line."""
        assert self.err.endswith("\n"), self.err
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        assert re.search(r"[\u4e00-\u9fff]", self.err), self.err
        return self.err.strip()


Run = Callable[..., Ran]


def words(given: Sequence[object]) -> list[str]:
    """The words of a command line."""
    return [str(word) for word in given]


def environment(**more: str) -> dict[str, str]:
    """The environment of a started program: the checkout first, UTF-8."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **more}


def start(*given: object, entry: str = ENTRY, **more: str) -> subprocess.Popen[bytes]:
    """Start the program and leave it running."""
    return subprocess.Popen(
        [sys.executable, "-c", entry, *words(given)],
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def program(*given: object, entry: str = ENTRY, **more: str) -> Ran:
    """Run the program to its end."""
    running = start(*given, entry=entry, **more)
    out, err = running.communicate(timeout=120)
    return Ran(running.returncode, out.decode("utf-8"), err.decode("utf-8"))


@contextmanager
def standing_clock() -> Iterator[None]:
    """The program opens its data at ``NOW`` and with cheap passwords."""
    from mediation_app import bootstrap
    from mediation_app.services import maintenance

    with pytest.MonkeyPatch.context() as patch:
        for module in (bootstrap, maintenance):
            patch.setattr(module, "SystemClock", lambda: SetClock(NOW))
        yield


def office_at(places: Places, engine: str, *, empty: bool = False) -> str:
    """An office that was told both samples (or none): its ``--data`` or ``--database``."""
    key = "empty" if empty else "samples"
    url = places.copy_of(engine, key, build_empty if empty else build_samples)
    return str(sqlite_path(url).parent) if engine == "sqlite" else url


def build_empty(url: str) -> None:
    """An office with its people and nothing else."""
    from mediation_app.bootstrap import open_workbench

    clock = SetClock(datetime(2026, 6, 15, 8, 30, tzinfo=CHINA))
    with open_workbench(url, clock=clock, password_cost=CHEAP) as workbench:
        set_up_office(workbench, clock)


def build_samples(url: str) -> None:
    """An office that was told both samples."""
    from mediation_app.bootstrap import open_workbench

    clock = SetClock(datetime(2026, 6, 15, 8, 30, tzinfo=CHINA))
    with open_workbench(url, clock=clock, password_cost=CHEAP) as workbench:
        cast = set_up_office(workbench, clock)
        story_e3(workbench, clock, cast)
        s1_s9.play(workbench, clock, cast)


def place_words(place: str) -> list[str]:
    """``--data`` or ``--database`` before a place."""
    return ["--database" if "://" in place else "--data", place]


def sound(run: Run, place: str) -> bool:
    """Whether ``verify`` finds nothing at a place."""
    ran = run("verify", *place_words(place))
    return bool(ran.code == 0)


def free_of_traces(folder: Path) -> bool:
    """Nothing half done lies in a folder."""
    return not [
        path
        for path in folder.rglob("*")
        if path.name.endswith((".part", ".tmp")) or path.name.startswith((".backup-", ".restore-"))
    ]
