"""Start to the first useful paint, and memory, as ratios to a bare Qt window with a table.

    python -m tests.benchmarks.bench_start [--cases 100000] [--rounds 7] [--quick]

Every start is a fresh process, the kinds interleaved, so that a busy computer slows all alike.
"Cold" starts find no compiled Python files at all, neither of the program nor of anything else.
The office is made once and kept in the cache folder of the person.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

SEED = 2026
TIME_GOAL, MEMORY_GOAL = 2.0, 1.6
_PERSON = "zhouguoqing"
_LONGEST_S = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One start: milliseconds to the paint (clock, processor), peak memory in MB, then and open."""

    painted: float
    cpu: float
    memory: float
    opened: float = 0.0
    memory_open: float = 0.0
    modules: int = 0


def cache_folder() -> Path:
    """Where offices are kept between runs, outside the project."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or ""
    return Path(base or Path.home() / ".cache") / "mediation-app-bench"


def revision() -> str:
    """The schema a kept database must have to be used again."""
    from mediation_app.database.revisions import HEAD

    return HEAD


def office(cases: int, seed: int = SEED) -> Path:
    """The data folder of a demo office of this size; made when it is not there yet."""
    folder = cache_folder() / f"office-{cases}-{seed}-{revision()}"
    if folder.is_dir():
        return folder
    from mediation_app.bootstrap import open_workbench
    from mediation_app.services.demo.office import build_office

    making = Path(tempfile.mkdtemp(prefix="making-", dir=_made(cache_folder())))
    begin = time.perf_counter()
    with open_workbench(making) as workbench:
        build_office(workbench, cases=cases, seed=seed)
    making.rename(folder)
    print(f"made an office of {cases:,} cases in {time.perf_counter() - begin:.0f} s: {folder}")
    return folder


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def start(module: str, *arguments: str, cold: bool, home: Path) -> Start:
    """Start a process and read what it says. Raises RuntimeError when it fails."""
    with tempfile.TemporaryDirectory(prefix="no-caches-") as empty:
        usual = {key: text for key, text in os.environ.items() if not key.startswith("PYTHON")}
        surroundings = usual | {
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "MEDIATION_APP_SIGN_IN_AS": _PERSON,
            "MEDIATION_APP_OPEN_AT": "cases",
            "PYTHONPYCACHEPREFIX": str(home / "compiled"),
        }
        if cold:
            surroundings |= {"PYTHONPYCACHEPREFIX": empty, "PYTHONDONTWRITEBYTECODE": "1"}
        begin = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=_LONGEST_S,
            check=False,
        )  # fmt: skip
    said = {}
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            moment = json.loads(line)
            said[moment["moment"]] = moment
    if "painted" not in said:
        raise RuntimeError(f"{module} painted nothing (code {done.returncode}):\n{done.stderr}")
    painted, opened = said["painted"], said.get("open", {})
    return Start(
        painted=(painted["at"] - begin) * 1000,
        cpu=painted["cpu"] * 1000,
        memory=painted["memory"],
        opened=(opened["at"] - begin) * 1000 if opened else 0.0,
        memory_open=opened.get("memory", 0.0),
        modules=painted.get("modules", 0),
    )


def _median(starts: list[Start], name: str) -> float:
    return statistics.median(getattr(one, name) for one in starts)


def _ratio(ours: list[Start], bare: list[Start], name: str) -> float:
    # two of one round were measured side by side: the median of their ratios is steadier
    pairs = zip(ours, bare, strict=True)
    return statistics.median(getattr(a, name) / (getattr(b, name) or 1.0) for a, b in pairs)


def measure(data: Path, *, rounds: int) -> bool:
    """Print medians and ratios; whether the goals hold where nothing is compiled."""
    kinds: dict[tuple[str, bool], list[Start]] = {
        (module, cold): [] for cold in (True, False) for module in ("bare", "program")
    }
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        for turn in range(rounds + 1):
            for (module, cold), found in kinds.items():
                more = (str(data),) if module == "program" else ()
                one = start(f"tests.benchmarks.start_{module}", *more, cold=cold, home=Path(home))
                if turn:  # the first round warms the disk and the compiled caches
                    found.append(one)
    title = f"start to the first list, {rounds} rounds"
    print(f"{title:38}{'ms':>8}{'CPU ms':>8}{'MB':>8}{'open ms':>9}{'MB':>8}")
    verdicts = {}
    for cold in (True, False):
        words = "nothing compiled" if cold else "compiled"
        bare, ours = kinds["bare", cold], kinds["program", cold]
        for label, found in (("bare Qt table", bare), ("program", ours)):
            line = f"{label + ', ' + words:38}"
            line += "".join(f"{_median(found, name):8.0f}" for name in ("painted", "cpu"))
            line += f"{_median(found, 'memory'):8.1f}"
            if found[0].opened:
                line += f"{_median(found, 'opened'):9.0f}{_median(found, 'memory_open'):8.1f}"
            print(line)
        pace, cpu, memory = (_ratio(ours, bare, name) for name in ("painted", "cpu", "memory"))
        print(
            f"{'  ratio':38}{pace:8.2f}{cpu:8.2f}{memory:8.2f}   goals: time {TIME_GOAL:.1f},"
            f" memory {MEMORY_GOAL:.1f}; {ours[0].modules} modules"
        )
        verdicts[cold] = pace <= TIME_GOAL and memory <= MEMORY_GOAL
    return verdicts[True]


def main() -> int:
    """Command line."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--cases", type=int, default=100_000)
    reading.add_argument("--rounds", type=int, default=7)
    reading.add_argument("--data", type=Path, help="measure at this data folder instead")
    reading.add_argument("--quick", action="store_true", help="3 rounds, 2,000 cases")
    given = reading.parse_args()
    cases, rounds = (2_000, 3) if given.quick else (given.cases, given.rounds)
    data = given.data or office(cases)
    return 0 if measure(data, rounds=rounds) else 3


if __name__ == "__main__":
    sys.exit(main())
