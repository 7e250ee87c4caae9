"""The house rules of every test. See tests/support for how each is kept.

Time stands still, the network ends at this computer, settings and data go to a fresh folder, and a
warning nobody expected fails the test. Nothing here imports PySide6: the tests below ``ui`` run on
a computer without it (``pytest -p no:pytest-qt tests/unit tests/database …``).
"""

from __future__ import annotations

import itertools
import logging
import os
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from mediation_app import log
from mediation_app.clock import CHINA, SetClock
from tests.support import network, ramdisk
from tests.support.places import ENGINES, Places
from tests.support.postgres import PostgresMissing, PostgresServer
from tests.support.records import Watch

ramdisk.use()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Pictures and sizes must not depend on the desktop that the tests happen to run on.
for _name in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "MEDIATION_APP_DATA"):
    os.environ.pop(_name, None)

# The gate is repeatable; HYPOTHESIS_PROFILE=explore looks for new examples.
_SLOW = [HealthCheck.too_slow]
settings.register_profile("gate", derandomize=True, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("explore", max_examples=1000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Keep the Qt options known when pytest-qt is left out on a computer without Qt."""
    if not pluginmanager.hasplugin("pytest-qt"):
        for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(name, "pytest-qt is not loaded", type="string")


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """File names that are not UTF-8 may stand in a log; no worker must die of reporting them."""
    return _speakable((yield))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tables that tests recorded (``record_property("table", …)``) are printed at the end."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, text in getattr(report, "user_properties", ()):
            if name == "table" and report.when == "call":
                terminalreporter.section(report.nodeid.rpartition("::")[2])
                terminalreporter.write_line(str(text))


def _speakable(thing: Any) -> Any:
    if isinstance(thing, str):
        return thing.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(thing, dict):
        return {_speakable(key): _speakable(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return type(thing)(_speakable(one) for one in thing)
    return thing


# --- surroundings ---------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        network.forbid(patch)
        yield


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh, empty home folder; settings and data of the program go there."""
    folder = next(_homes)
    folder.mkdir()
    for name, below in (
        ("HOME", ""),
        ("USERPROFILE", ""),
        ("APPDATA", "AppData/Roaming"),
        ("LOCALAPPDATA", "AppData/Local"),
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_STATE_HOME", ".local/state"),
        ("XDG_RUNTIME_DIR", ".run"),
    ):
        monkeypatch.setenv(name, str(folder / below) if below else str(folder))
    (folder / ".run").mkdir(mode=0o700)
    return folder


@pytest.fixture
def clock() -> SetClock:
    """A clock standing at Monday 2 March 2026, 09:00, Chinese time. ``clock.put(…)`` moves it."""
    return SetClock(datetime(2026, 3, 2, 9, 0, tzinfo=CHINA))


# --- log records ------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def expected_logs(request: pytest.FixtureRequest) -> Iterator[Watch]:
    """Call it (or mark the test ``expected_logs``) with patterns of records that must come."""
    watch = Watch()
    for mark in request.node.iter_markers("expected_logs"):
        watch.expect(*mark.args)
    root = logging.getLogger()
    root.addHandler(watch)
    before = (set(root.handlers), root.level, sys.excepthook, threading.excepthook)
    yield watch
    # A program started inside the test may have set up its own log: close it, forget its hooks.
    log.close()
    for handler in set(root.handlers) - before[0]:
        root.removeHandler(handler)
        handler.close()
    root.removeHandler(watch)
    root.setLevel(before[1])
    sys.excepthook, threading.excepthook = before[2:]
    if verdict := watch.verdict():
        pytest.fail(verdict, pytrace=False)


# --- windows ----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _qt_guard(request: pytest.FixtureRequest, home: Path) -> Iterator[None]:
    """With a window: no modal dialog, and no thread, pool or timer left running."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    from tests.support import qt_guards

    with qt_guards.guarded() as tracker:
        yield
        qt_guards.settle()
        left = tracker.running()
    if left:
        pytest.fail("left running after the test: " + "; ".join(left), pytrace=False)


# --- databases --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _servers() -> Iterator[Callable[[], PostgresServer]]:
    """Starts the one cluster of this test process when first asked; stops it at the end."""
    started: list[PostgresServer] = []

    def server() -> PostgresServer:
        if not started:
            try:
                started.append(PostgresServer())
            except PostgresMissing as trouble:
                pytest.fail(f"PostgreSQL cannot be had: {trouble}", pytrace=False)
        return started[0]

    yield server
    for one in started:
        one.remove()


@pytest.fixture(scope="session")
def postgres_server(_servers: Callable[[], PostgresServer]) -> PostgresServer:
    """The shared cluster. Do not stop it: tests of a lost server take ``own_postgres_server``."""
    return _servers()


@pytest.fixture
def own_postgres_server() -> Iterator[PostgresServer]:
    """A cluster for this test alone, to be stopped and started at will (about one second)."""
    try:
        server = PostgresServer()
    except PostgresMissing as trouble:
        pytest.fail(f"PostgreSQL cannot be had: {trouble}", pytrace=False)
    yield server
    server.remove()


@pytest.fixture(scope="session")
def _places(
    tmp_path_factory: pytest.TempPathFactory, _servers: Callable[[], PostgresServer]
) -> Places:
    return Places(tmp_path_factory.mktemp("databases"), _servers)


@pytest.fixture
def places(_places: Places) -> Iterator[Places]:
    """Hands out empty databases and copies of ready-made ones; see tests/support/places.py."""
    yield _places
    _places.clean()


@pytest.fixture
def sqlite_url(places: Places) -> str:
    """The address of an empty SQLite database (its file does not exist yet)."""
    return places.empty("sqlite")


@pytest.fixture
def postgres_url(places: Places) -> str:
    """The address of an empty PostgreSQL database. Mark the test ``postgres``."""
    return places.empty("postgres")


@pytest.fixture(
    params=[
        pytest.param(name, marks=[pytest.mark.postgres] if name == "postgres" else [])
        for name in ENGINES
    ]
)
def engine_name(request: pytest.FixtureRequest) -> str:
    """``sqlite`` and ``postgres`` in turn: whoever asks for it runs on both engines."""
    name: str = request.param
    return name


@pytest.fixture
def engine_url(engine_name: str, places: Places) -> str:
    """The address of an empty database, once per engine."""
    return places.empty(engine_name)
