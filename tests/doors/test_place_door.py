"""Places that are no good, and deaths in the middle: told in one line, nothing half there."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mediation_app import cli
from mediation_app.database.safety import FolderLock
from mediation_app.database.unit_of_work import UnitOfWork
from mediation_app.domain.changes import ChangeSet
from tests.support.commands import (
    ENTRY,
    Run,
    build_empty,
    free_of_traces,
    office_at,
    place_words,
    program,
    sound,
    start,
)
from tests.support.places import Places
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.xdist_group("offices")  # one worker plays the samples


@pytest.fixture
def file(run: Run, places: Places, tmp_path: Path) -> Path:
    """A whole case to be imported."""
    path = tmp_path / "整案.json"
    assert (
        run("export", "2026-0001", "--out", path, "--data", office_at(places, "sqlite")).code == 0
    )
    return path


# --- places ---------------------------------------------------------------------------------------


def test_a_database_of_a_newer_program(run: Run, places: Places) -> None:
    data = office_at(places, "sqlite", empty=True)
    raw = sqlite3.connect(Path(data) / "office.db")
    with raw:
        column = raw.execute("PRAGMA table_info(schema_version)").fetchone()[1]
        raw.execute(f"UPDATE schema_version SET {column} = 'from_the_future'")
    raw.close()
    before = (Path(data) / "office.db").read_bytes()
    for command in (["verify"], ["export", "2026-0001"], ["backup", Path(data).parent / "b.zip"]):
        said = run(*command, "--data", data).trouble
        assert "更新版本" in said
        assert "安装新版本" in said
    assert (Path(data) / "office.db").read_bytes() == before


@pytest.mark.parametrize("place", ["//server/share/data", "\\\\server\\share\\data"])
def test_a_database_on_a_network_path(run: Run, place: str, file: Path) -> None:
    for command in (["verify"], ["import", file], ["restore", file]):
        said = run(*command, "--data", place).trouble
        assert "网络位置" in said
        assert "本机磁盘" in said


def test_a_second_program(run: Run, places: Places, file: Path, tmp_path: Path) -> None:
    data = office_at(places, "sqlite", empty=True)
    lock = FolderLock(Path(data))
    lock.take()
    try:
        for command in (["verify"], ["import", file], ["restore", tmp_path / "整案.json"]):
            assert "已在使用" in run(*command, "--data", data).trouble
    finally:
        lock.free()
    assert sound(run, data)


def test_a_file_that_is_no_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "office.db").write_bytes(b"dear diary " * 500)
    assert "不是数据库文件" in run("verify", "--data", tmp_path).trouble
    assert "是文件，不是文件夹" in run("verify", "--data", tmp_path / "office.db").trouble


# Python itself may lie where only root can read: load everything first, then give up the rights.
AS_NOBODY = """
import os, sys
from mediation_app.cli import main
import mediation_app.services.selftest as s
for _ in s.run_all(): pass
import mediation_app.exchange.schema, mediation_app.services.exchange, mediation_app.cli.cases
import mediation_app.cli.keeping, mediation_app.database.backup, mediation_app.services.maintenance
import mediation_app.services.stories.play, mediation_app.cli.demo
if os.geteuid() == 0:
    os.setegid(65534); os.seteuid(65534)
sys.exit(main())
"""


@pytest.fixture
def public(places: Places) -> Iterator[Path]:
    """An office in a folder that everybody may read and nobody may write."""
    folder = Path(tempfile.mkdtemp(prefix="mediation-public-"))
    source = Path(office_at(places, "sqlite"))
    (folder / "data").mkdir()
    shutil.copyfile(source / "office.db", folder / "data" / "office.db")
    (folder / "data" / "office.db").chmod(0o444)
    (folder / "data").chmod(0o555)
    folder.chmod(0o555)
    yield folder
    for path in (folder, folder / "data"):
        path.chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of Windows folders work otherwise")
def test_a_read_only_folder(public: Path) -> None:
    before = (public / "data" / "office.db").read_bytes()
    ran = program("verify", "--data", public / "data", entry=AS_NOBODY)
    assert "只读" in ran.trouble
    ran = program("demo", "--out", public / "demo", entry=AS_NOBODY)
    assert "没有权限写入" in ran.trouble
    assert sorted(path.name for path in public.rglob("*")) == ["data", "office.db"]
    assert (public / "data" / "office.db").read_bytes() == before


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes: mounted when root, else none."""
    folder = tmp_path / "small"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", str(folder)]
    mounted = (
        sys.platform == "linux"
        and os.geteuid() == 0
        and not subprocess.run(words, capture_output=True, check=False).returncode
    )
    if not mounted:
        pytest.skip("only root can mount a small disk; the limited file below is tried anyway")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(run: Run, places: Places, small: Path, file: Path, tmp_path: Path) -> None:
    office = office_at(places, "sqlite")
    data = small / "data"
    shutil.copytree(office_at(places, "sqlite", empty=True), data)
    (small / "filler").write_bytes(b"")
    with (small / "filler").open("wb", buffering=0) as filler:
        try:
            while filler.write(b"x" * 4096) == 4096:
                pass
        except OSError:
            pass
    for command in (
        ["import", file, "--data", data],
        ["backup", small / "b.zip", "--data", office],
        ["export", "2026-0002", "--out", small / "case.json", "--data", office],
        ["documents", "2026-0001", "--out", small / "papers", "--data", office],
        ["demo", "--out", small / "demo"],
    ):
        ran = run(*command)
        assert ran.code == cli.TROUBLE, (command, ran)
        assert "磁盘" in ran.one_line, command
        assert "满" in ran.one_line, command
    (small / "filler").unlink()
    assert free_of_traces(small)
    assert not list(small.glob("*.json"))
    assert not list(small.glob("*.zip"))
    assert "没有编号" in run("export", "2026-0001", "--data", data).trouble
    assert sound(run, str(data))
    assert sound(run, office)


LIMITED = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
{ENTRY}
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_file_that_may_not_grow(places: Places, tmp_path: Path) -> None:
    data = office_at(places, "sqlite")
    ran = program("backup", tmp_path / "b.zip", "--data", data, entry=LIMITED)
    assert "磁盘" in ran.trouble
    assert list(tmp_path.iterdir()) == []
    assert free_of_traces(Path(data))


# --- deaths ---------------------------------------------------------------------------------------


def killed_after(seconds: float, *given: object) -> None:
    """Start a command and kill it when it has run for a while."""
    running = start(*given)
    time.sleep(seconds)
    running.send_signal(signal.SIGKILL)
    running.communicate()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_commands_leave_nothing_half_done(
    run: Run, places: Places, file: Path, tmp_path: Path
) -> None:
    data, demo = office_at(places, "sqlite", empty=True), tmp_path / "demo"
    for seconds in (0.5, 1.0):
        killed_after(seconds, "import", file, "--data", data)
        killed_after(seconds, "backup", tmp_path / "b.zip", "--data", data)
        killed_after(seconds * 2, "demo", "--out", demo)
        assert sound(run, data)
        assert free_of_traces(Path(data))
        archive = tmp_path / "b.zip"
        if archive.exists():
            assert run("restore", archive, "--data", tmp_path / f"r{seconds}").code == 0
    ran = run("import", file, "--data", data)
    assert ran.code == 0 or "已在库中" in ran.one_line
    assert run("backup", tmp_path / "b.zip", "--data", data).code == 0
    assert run("demo", "--out", demo).code == 0
    assert sound(run, str(demo / "data"))
    assert free_of_traces(tmp_path)


@pytest.mark.postgres
def test_a_server_that_goes_away_in_mid_save(
    run: Run, own_postgres_server: PostgresServer, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = own_postgres_server.url(own_postgres_server.create_database())
    build_empty(url)
    commit = UnitOfWork.commit

    def cut(unit: UnitOfWork) -> ChangeSet:
        own_postgres_server.stop(at_once=True)
        return commit(unit)

    with monkeypatch.context() as patch:
        patch.setattr(UnitOfWork, "commit", cut)
        said = run("import", file, *place_words(url)).trouble
    assert "连接中断" in said
    assert "网络恢复后" in said
    assert "连不上数据库服务器" in run("verify", *place_words(url)).trouble
    own_postgres_server.start()
    assert "没有编号" in run("export", "2026-0001", *place_words(url)).trouble
    assert sound(run, url)
    assert run("import", file, *place_words(url)).code == 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://a:geheim@127.0.0.1:1/x", "连不上数据库服务器"),
        ("postgresql://a:geheim@127.0.0.1:viele/x", "数据库地址不能识别"),
        ("postgresql://a:geheim@[::1/x", "数据库地址不能识别"),
        ("mysql://a:geheim@h/x", "数据库地址不能识别"),
    ],
)
def test_a_server_that_is_not_there(run: Run, url: str, said: str) -> None:
    line = run("verify", "--database", url).trouble
    assert said in line
    assert "geheim" not in line
