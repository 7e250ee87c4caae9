"""Places and files that are no good: refused with a known trouble, nothing harmed."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mediation_app.clock import SetClock
from mediation_app.database import safety
from mediation_app.database.location import Location
from mediation_app.database.store import Store
from mediation_app.database.verify import verify
from mediation_app.domain.cases import Case
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Person
from mediation_app.errors import InvalidInput, StoreTrouble
from mediation_app.messages import catalogue, text_of
from tests.database.conftest import sample_file, stored

ROOT = Path(__file__).resolve().parents[2]
MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/share /mnt/nfs nfs4 rw 0 0
//server/share /mnt/win\\040dow cifs rw 0 0
me@host:/ /mnt/ssh fuse.sshfs rw 0 0
/dev/sdb1 /mnt/nfs/local ext4 rw 0 0
"""


def _code(location: Path | str, clock: SetClock) -> str:
    with pytest.raises(StoreTrouble) as caught:
        Store.open(location, clock)
    assert text_of(caught.value) != caught.value.code, "no Chinese text"
    return caught.value.code


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/home/clerk/data", False),
        ("/mnt/nfs/data", True),
        ("/mnt/nfs", True),
        ("/mnt/nfsx/data", False),
        ("/mnt/nfs/local/data", False),
        ("/mnt/win dow/data", True),
        ("/mnt/ssh/data", True),
        ("\\\\server\\share\\data", True),
        ("//server/share/data", True),
        ("\\\\?\\UNC\\server\\share", True),
    ],
)
def test_network_paths_are_known(path: str, network: bool) -> None:
    assert safety.is_network_path(Path(path), mounts=MOUNTS) is network


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights per user folder")
def test_personal_data_are_for_the_owner_only(
    tmp_path: Path, clock: SetClock, actor: Actor, opened: Callable[[Store], Store]
) -> None:
    store = opened(Store.open(tmp_path / "data", clock))
    stored(store, actor, sample_file())
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    for path in (tmp_path / "data").glob("office.db*"):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_a_network_path_is_refused(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _code("\\\\server\\share", clock) == "database.network_path"
    monkeypatch.setattr(safety, "is_network_path", lambda path: True)
    assert _code("anything", clock) == "database.network_path"


def test_a_second_program_is_refused(
    tmp_path: Path, clock: SetClock, opened: Callable[[Store], Store]
) -> None:
    store = opened(Store.open(tmp_path, clock))
    assert _code(tmp_path, clock) == "database.second_instance"
    program = (
        "import sys\nfrom mediation_app.clock import SystemClock\n"
        "from mediation_app.database.store import Store\n"
        "from mediation_app.errors import StoreTrouble\n"
        "try:\n    Store.open(sys.argv[1], SystemClock())\n"
        "except StoreTrouble as trouble:\n    print(trouble.code)\n"
    )
    words = [sys.executable, "-c", program, str(tmp_path)]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "database.second_instance"
    store.close()
    Store.open(tmp_path, clock).close()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 this is a paper" * 500, "database.not_a_database"),
        (b"x", "database.not_a_database"),
        (b"SQLite format 3\x00" + b"\xff" * 8000, "database.not_a_database"),
    ],
)
def test_a_file_that_is_no_database_is_left_alone(
    tmp_path: Path, clock: SetClock, content: bytes, code: str
) -> None:
    path = tmp_path / "office.db"
    path.write_bytes(content)
    assert _code(tmp_path, clock) == code
    assert path.read_bytes() == content


def test_a_damaged_database_is_told(tmp_path: Path, clock: SetClock, actor: Actor) -> None:
    store = Store.open(tmp_path, clock)
    for _ in range(5):
        stored(store, actor, sample_file())
    store.close()
    path = tmp_path / "office.db"
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 200] = os.urandom(200)
    path.write_bytes(content)
    codes = {"database.damaged", "database.not_a_database"}
    with (
        pytest.raises(StoreTrouble) as caught,
        Store.open(tmp_path, clock) as store,
        store.read(actor) as reader,
    ):
        reader.records(Case)
    assert caught.value.code in codes


def test_a_truncated_database_is_told(tmp_path: Path, clock: SetClock, actor: Actor) -> None:
    store = Store.open(tmp_path, clock)
    stored(store, actor, sample_file())
    store.close()
    path = tmp_path / "office.db"
    path.write_bytes(path.read_bytes()[:10_000])
    with (
        pytest.raises(StoreTrouble) as caught,
        Store.open(tmp_path, clock) as store,
        store.read(actor) as reader,
    ):
        reader.records(Case)
    assert caught.value.code == "database.damaged"


def test_another_programs_database_is_left_alone(tmp_path: Path, clock: SetClock) -> None:
    raw = sqlite3.connect(tmp_path / "office.db")
    raw.execute("CREATE TABLE other (x)")
    raw.commit()
    raw.close()
    assert _code(tmp_path, clock) == "database.foreign_database"


def test_a_file_where_the_folder_should_be(tmp_path: Path, clock: SetClock) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    assert _code(path, clock) == "database.folder_is_file"


def test_a_folder_where_the_file_should_be(tmp_path: Path, clock: SetClock) -> None:
    (tmp_path / "office.db").mkdir()
    assert _code(tmp_path, clock) == "database.not_a_database"


@pytest.mark.parametrize("address", ["mysql://a/b", "http://x", "oracle+x://y"])
def test_unknown_addresses(address: str, clock: SetClock) -> None:
    assert _code(address, clock) == "database.unknown_address"


def test_a_location_hides_the_password() -> None:
    place = Location.of("postgresql://zhou:geheim@10.0.0.5:5432/office?sslmode=require")
    assert place.is_server
    assert "geheim" not in repr(place) + place.shown + str(place)
    assert "zhou" in place.shown


# --- rights and room ----------------------------------------------------------------------------

# Python itself may lie where only root can read: load everything first, then give up the rights.
AS_NOBODY = """
import os, sys, tempfile
from mediation_app.clock import SystemClock
from mediation_app.database.store import Store
from mediation_app.errors import AppError
with tempfile.TemporaryDirectory() as folder:
    Store.open(folder, SystemClock()).close()
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
try:
    Store.open(sys.argv[1], SystemClock()).close()
    print("opened")
except AppError as trouble:
    print(trouble.code)
"""


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that a person without rights can reach (pytest's own are private)."""
    folder = Path(tempfile.mkdtemp(prefix="mediation-public-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _as_nobody(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_read_only_folder_is_told(public_folder: Path, clock: SetClock) -> None:
    Store.open(public_folder, clock).close()
    for path in (public_folder, *public_folder.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    assert _as_nobody(public_folder) == "database.read_only"


def test_a_folder_that_cannot_be_made_is_told(public_folder: Path) -> None:
    public_folder.chmod(0o555)
    assert _as_nobody(public_folder / "new" / "data") == "database.folder_not_made"


def test_a_read_only_file_is_told(public_folder: Path, clock: SetClock) -> None:
    Store.open(public_folder, clock).close()
    public_folder.chmod(0o777)
    (public_folder / "office.lock").chmod(0o666)
    (public_folder / "office.db").chmod(0o444)
    assert _as_nobody(public_folder) == "database.read_only"


FULL_DISK = """
import resource, sys
from mediation_app.clock import SystemClock
from mediation_app.database.blobs import BlobStore
from mediation_app.database.store import Store
from mediation_app.domain.cases import Case
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Person
from mediation_app.errors import InvalidInput, StoreTrouble
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(sys.argv[1], SystemClock())
actor = Actor(person_id="p", name="x", roles=frozenset(), unit_code="371502")
if sys.argv[2] != "0":
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    BlobStore(store).put(b"x" * 60_000_000)
except StoreTrouble as trouble:
    print(trouble.code)
done = 0
try:
    for _ in range(3000):
        with store.write(actor, "登记") as unit:
            unit.add(Case(id=new_id(), dispute="内容" * 20000))
            unit.commit()
        done += 1
except StoreTrouble as trouble:
    print(trouble.code, done)
with store.read(actor) as reader:
    print(len(reader.records(Case)))
store.close()
"""


def _fill(folder: Path, limit: int) -> tuple[str, str, int, int]:
    said = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(folder), str(limit)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    blob, case, kept = said.stdout.strip().splitlines()
    return blob, case.split()[0], int(case.split()[1]), int(kept)


def test_no_room_for_the_file_is_told(
    tmp_path: Path, clock: SetClock, actor: Actor, opened: Callable[[Store], Store]
) -> None:
    blob, code, done, kept = _fill(tmp_path, 3_000_000)
    assert blob == "database.disk_full"
    assert code in ("database.disk_full", "database.disk_failed")
    assert kept == done > 0
    store = opened(Store.open(tmp_path, clock))
    assert verify(store).sound
    with store.write(actor, "登记") as unit:
        unit.add(Case(id=new_id()))
        unit.commit()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_is_told(tmp_path: Path, clock: SetClock) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)],
        capture_output=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("mounting is not allowed here; the limit on file size is tested instead")
    try:
        (disk / "other").write_bytes(b"x" * 500_000)
        blob, code, done, kept = _fill(disk, 0)
        assert (blob, code) == ("database.disk_full", "database.disk_full")
        assert kept == done > 0
        assert not list((disk / "attachments").glob("**/.part-*"))
        (disk / "other").unlink()
        with Store.open(disk, clock) as store:
            assert verify(store).sound
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def test_the_limit_of_this_test_is_not_ours() -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


# --- words --------------------------------------------------------------------------------------


def test_every_code_of_the_store_has_its_chinese() -> None:
    import re

    folder = ROOT / "mediation_app" / "database"
    texts = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    codes = set(re.findall(r'"(database\.[a-z0-9_]+)"', texts))
    codes |= {f"database.{code}" for code in re.findall(r'\("[A-Z0-9_]+", "([a-z_]+)"\),', texts)}
    codes |= {f"database.verify_{code}" for code in re.findall(r'_doubt\("([a-z_]+)"', texts)}
    assert len(codes) > 40
    assert not {code for code in codes if code not in catalogue()}


def test_a_person_never_sees_the_drivers_words(
    tmp_path: Path, clock: SetClock, actor: Actor, opened: Callable[[Store], Store]
) -> None:
    store = opened(Store.open(tmp_path, clock))
    secret = "秘密证件号"
    with store.write(actor, "建人员") as unit:
        unit.add(Person(id=new_id(), login=secret))
        unit.commit()
    with pytest.raises(InvalidInput) as caught, store.write(actor, "建人员") as unit:
        unit.add(Person(id=new_id(), login=secret))
    assert caught.value.__cause__ is None
    assert secret not in str(caught.value) + repr(caught.value.params)
