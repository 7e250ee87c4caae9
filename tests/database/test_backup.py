"""Backup and restore: everything comes back, on either engine; nothing is destroyed on the way."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mediation_app.clock import SetClock, SystemClock
from mediation_app.database import archive
from mediation_app.database import restore as restoring
from mediation_app.database.archive import Cancelled
from mediation_app.database.backup import backup
from mediation_app.database.blobs import BlobStore
from mediation_app.database.credentials import Cost, Credentials
from mediation_app.database.location import Location
from mediation_app.database.restore import restore
from mediation_app.database.store import Store
from mediation_app.database.verify import verify
from mediation_app.domain.cases import Case
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Person
from mediation_app.domain.papers import Attachment
from mediation_app.errors import AppError, BadFile, StoreTrouble
from tests.database.conftest import sample_file, stored
from tests.support.places import Places, sqlite_path

CHEAP = Cost(memory=64, passes=1)
SCAN = b"scan" * 200_000


def _fill(store: Store, actor: Actor) -> tuple[CaseFile, Person]:
    """A case with an attachment, a person with a password, a number, some audit."""
    sha256 = BlobStore(store).put(SCAN)
    file = stored(store, actor, sample_file())
    with store.write(actor, "附件") as unit:
        unit.add(Attachment(id=new_id(), case_id=file.case.id, sha256=sha256, size=len(SCAN)))
        person = unit.add(Person(id=new_id(), login="zhou", name="周敏"))
        Credentials(store, CHEAP).set_password(unit, person, "password 1")
        serial = unit.draw_number("case", 2026)
        case = replace(file.case, number=f"〔2026〕{serial}号", number_year=2026, serial=serial)
        unit.change(file.case, case)
        unit.commit()
    with store.read(actor) as reader:
        return reader.case_file(file.case.id), person


def _check(store: Store, actor: Actor, file: CaseFile, person: Person) -> None:
    with store.read(actor) as reader:
        assert reader.case_file(file.case.id) == file
        assert [row.case_id for row in reader.search_cases("3k567")] == [file.case.id]
        assert reader.case_id_by_number("2026-0001") == file.case.id
    assert BlobStore(store).get(file.attachments[0].sha256) == SCAN
    Credentials(store, CHEAP).check(person, "password 1")
    assert verify(store).doubts == ()
    with store.write(actor, "受理") as unit:
        assert unit.draw_number("case", 2026) == 2


@pytest.mark.parametrize(
    "target_name", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_everything_comes_back_also_on_the_other_engine(
    store: Store,
    target_name: str,
    places: Places,
    actor: Actor,
    clock: SetClock,
    tmp_path: Path,
    opened: Callable[[Store], Store],
) -> None:
    file, person = _fill(store, actor)
    told: list[tuple[int, int]] = []
    manifest = backup(store, tmp_path / "b.zip", progress=lambda *now: told.append(now))
    assert told == sorted(told)
    assert manifest.rows["cases"] == 1
    assert manifest.rows["attachments"] == 1
    assert archive.check(tmp_path / "b.zip") == manifest
    assert [path.name for path in tmp_path.iterdir()] == ["b.zip"]
    target = places.empty(target_name)
    restore(target, tmp_path / "b.zip", clock)
    _check(opened(Store.open(target, clock)), actor, file, person)


def test_what_was_there_is_moved_aside(
    made_url: str,
    engine_name: str,
    actor: Actor,
    clock: SetClock,
    tmp_path: Path,
    opened: Callable[[Store], Store],
) -> None:
    store = Store.open(made_url, clock)
    file, person = _fill(store, actor)
    backup(store, tmp_path / "b.zip")
    later = stored(store, actor, sample_file(("后来", "的人")))
    store.close()
    for _ in range(2):  # twice in the same second: the second one must not overwrite the first
        restore(made_url, tmp_path / "b.zip", clock)
        clock.put(2026, 3, 2, 9, 1)
    store = opened(Store.open(made_url, clock))
    with store.read(actor) as reader:
        assert reader.search_cases("后来") == ()
    _check(store, actor, file, person)
    if engine_name == "sqlite":
        folder = sqlite_path(made_url).parent
        asides = sorted(folder.glob("before-restore-*"))
        assert len(asides) == 2
        with Store.open(asides[0], clock) as old, old.read(actor) as reader:
            assert reader.get(Case, later.case.id)
        assert not list(folder.glob(".restore-*"))
    else:
        with store.connection() as connection:
            count = connection.exec_driver_sql(
                "SELECT count(*) FROM before_restore_20260302_090000.cases"
            ).scalar_one()
        assert count == 2


def test_backup_while_others_write(
    made_url: str, actor: Actor, clock: SetClock, tmp_path: Path, opened: Callable[[Store], Store]
) -> None:
    store = opened(Store.open(made_url, SystemClock()))
    stop = threading.Event()
    written: list[str] = []

    def write() -> None:
        while not stop.is_set():
            written.append(stored(store, actor, sample_file()).case.id)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 3:
            stop.wait(0.01)
        before = list(written)
        backup(store, tmp_path / "b.zip")
    finally:
        stop.set()
        writer.join()
    assert len(written) > len(before)
    target = tmp_path / "restored"
    restore(target, tmp_path / "b.zip", clock)
    copy = opened(Store.open(target, clock))
    assert verify(copy).doubts == ()
    with copy.read(actor) as reader:
        kept = {case.id for case in reader.records(Case)}
        assert set(before) <= kept
        for case_id in kept:
            assert len(reader.case_file(case_id).parties) == 3


def test_stopping_leaves_nothing(
    store: Store, actor: Actor, tmp_path: Path, clock: SetClock
) -> None:
    _fill(store, actor)
    with pytest.raises(Cancelled):
        backup(store, tmp_path / "b.zip", cancel=lambda: True)
    assert list(tmp_path.iterdir()) == []
    backup(store, tmp_path / "b.zip")
    with pytest.raises(Cancelled):
        restore(tmp_path / "new", tmp_path / "b.zip", clock, cancel=lambda: True)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["office.lock"]


def test_a_running_program_is_not_restored_over(
    sqlite_url: str, actor: Actor, clock: SetClock, tmp_path: Path, opened: Callable[[Store], Store]
) -> None:
    store = opened(Store.open(sqlite_url, clock))
    backup(store, tmp_path / "b.zip")
    with pytest.raises(StoreTrouble) as caught:
        restore(sqlite_url, tmp_path / "b.zip", clock)
    assert caught.value.code == "database.second_instance"


# --- damaged and foreign archives ---------------------------------------------------------------


@pytest.fixture
def good(
    sqlite_url: str, actor: Actor, clock: SetClock, tmp_path: Path, opened: Callable[[Store], Store]
) -> Path:
    store = opened(Store.open(sqlite_url, clock))
    _fill(store, actor)
    backup(store, tmp_path / "good.zip")
    store.close()
    return tmp_path / "good.zip"


def _refused(good: Path, bad: bytes, clock: SetClock) -> str:
    """Restore a bad archive over existing data; whatever happens these must stay."""
    target = good.parent / "office"
    restore(target, good, clock)
    before = {p: p.read_bytes() for p in target.rglob("*") if p.is_file()}
    path = good.with_name("bad.zip")
    path.write_bytes(bad)
    with pytest.raises(AppError) as caught:
        restore(target, path, clock)
    assert isinstance(caught.value, BadFile)
    assert {p: p.read_bytes() for p in target.rglob("*") if p.is_file()} == before
    return caught.value.code


def _rebuilt(good: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> bytes:
    path = good.with_name("changed.zip")
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if changed := change(name, old.read(name)):
                new.writestr(*changed)
    return path.read_bytes()


def test_damaged_archives_are_refused(good: Path, clock: SetClock) -> None:
    content = good.read_bytes()
    assert _refused(good, b"", clock) == "database.backup_unreadable"
    assert _refused(good, b"no zip at all" * 99, clock) == "database.backup_unreadable"
    assert _refused(good, content[: len(content) // 2], clock) == "database.backup_unreadable"
    flipped = bytearray(content)
    flipped[len(content) // 3] ^= 0xFF
    assert _refused(good, bytes(flipped), clock) == "database.backup_damaged"


def test_archives_with_other_content_are_refused(good: Path, clock: SetClock) -> None:
    def manifest(change: Callable[[dict[str, object]], object]) -> bytes:
        def rewrite(name: str, content: bytes) -> tuple[str, bytes]:
            if name == "manifest.json":
                found = json.loads(content)
                change(found)
                content = json.dumps(found).encode()
            return name, content

        return _rebuilt(good, rewrite)

    unreadable = "database.backup_unreadable"
    assert _refused(good, manifest(lambda m: m.update(program="x")), clock) == unreadable
    assert _refused(good, manifest(lambda m: m.update(files=[])), clock) == unreadable
    assert _refused(good, manifest(lambda m: m.pop("files")), clock) == unreadable
    newer = manifest(lambda m: m.update(revision="9999"))
    assert _refused(good, newer, clock) == "database.backup_newer"
    missing = _rebuilt(good, lambda n, c: None if n == "office.db" else (n, c))
    assert _refused(good, missing, clock) == unreadable
    added = _rebuilt(good, lambda n, c: ("../../evil" if n == "office.db" else n, c))
    assert _refused(good, added, clock) == unreadable
    changed = _rebuilt(good, lambda n, c: (n, c[:-1] + b"!" if n.startswith("att") else c))
    assert _refused(good, changed, clock) == "database.backup_damaged"


class PowerCut(BaseException):
    """Nothing may run after it."""


def test_a_crash_in_the_middle_of_a_restore_is_mended(
    good: Path, clock: SetClock, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far the exchange came, the next start finds either the old or the new data whole."""
    rename, done = Path.rename, 0
    for stop_at in range(6):
        target = good.parent / f"office{stop_at}"
        with Store.open(target, clock) as store:
            old = stored(store, actor, sample_file(("旧的", "数据")))
            BlobStore(store).put(b"old")
        left = iter(range(stop_at))

        def failing(self: Path, to: Path, left: Iterator[int] = left) -> Path:
            if next(left, None) is None:
                raise PowerCut
            return rename(self, to)

        monkeypatch.setattr(Path, "rename", failing)
        try:
            restore(target, good, clock)
            done += 1
        except PowerCut:
            pass
        monkeypatch.setattr(Path, "rename", rename)
        with Store.open(target, clock) as store:
            with store.read(actor) as reader:
                (case,) = reader.records(Case)
            if case.id == old.case.id:
                assert list(BlobStore(store).names()) != []
            assert verify(store).doubts == ()
        assert not (target / restoring.JOURNAL).exists()
    assert done > 0


def test_a_target_that_cannot_be_written(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble) as caught:
        backup(store, tmp_path / "no" / "such" / "folder.zip")
    assert caught.value.code == "database.backup_failed"


def test_locations() -> None:
    assert Location.of("/data").database_file == Path("/data/office.db")
    assert Location.of("sqlite:////data/x.db").database_file == Path("/data/x.db")
    assert Location.of("postgresql://h/d").url == "postgresql+psycopg://h/d"
