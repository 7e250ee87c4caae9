"""Bringing an archive back: checked first, all or nothing, what was there is moved aside."""

from __future__ import annotations

import contextlib
import json
import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from mediation_app.clock import CHINA, Clock
from mediation_app.database import archive, schema
from mediation_app.database.archive import Cancel, Manifest, Progress, Watch
from mediation_app.database.backup import copy_tables
from mediation_app.database.blobs import CHUNK
from mediation_app.database.location import Location
from mediation_app.database.revisions import VERSION_TABLE
from mediation_app.database.safety import FolderLock, disk_trouble, prepare_folder
from mediation_app.database.troubles import translating
from mediation_app.errors import BadFile

ASIDE = "before-restore-"
JOURNAL = "restore-in-progress.json"


def restore(
    location: Location | str | Path,
    source: Path,
    clock: Clock,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Manifest:
    """Replace the data of a location by an archive. The store must be closed.

    What was there is kept: in a folder ``before-restore-…`` beside it, or on a server in a schema
    of that name. Works across engines. Raises BadFile when the archive is damaged or newer (then
    nothing was touched), StoreTrouble, Cancelled.
    """
    place = Location.of(location)
    if place.is_server:
        return _to_server(place, source, clock, progress, cancel)
    prepare_folder(place.folder)
    lock = FolderLock(place.folder)
    lock.take()
    try:
        finish_or_undo(place)
        return _to_folder(place, source, clock, progress, cancel)
    finally:
        lock.free()


def _stamp(clock: Clock) -> str:
    moment: datetime = clock.now().astimezone(CHINA)
    return moment.strftime("%Y%m%d-%H%M%S")


# --- a folder -----------------------------------------------------------------------------------


def _to_folder(
    place: Location, source: Path, clock: Clock, progress: Progress | None, cancel: Cancel | None
) -> Manifest:
    staging = place.folder / f".restore-{_stamp(clock)}"
    shutil.rmtree(staging, ignore_errors=True)
    try:
        with archive.opened(source) as (zipped, manifest):
            total = sum(size for size, _ in manifest.files.values())
            try:
                staging.mkdir()
                archive.extract(zipped, manifest, staging, Watch(total, progress, cancel))
            except OSError as error:
                raise disk_trouble(error, place.folder) from None
        if archive.check_database(staging / archive.DATABASE) != manifest.revision:
            raise BadFile("database.backup_damaged", file=archive.DATABASE)
        _exchange(place, staging, place.folder / f"{ASIDE}{_stamp(clock)}")
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return manifest


def _parts(place: Location) -> list[str]:
    name = place.file_name
    return [name, f"{name}-wal", f"{name}-shm", f"{name}-journal", archive.ATTACHMENTS]


def _exchange(place: Location, staging: Path, aside: Path) -> None:
    """Move the old data aside and the new ones in; a crash in between is mended at next start."""
    while aside.exists():
        aside = aside.with_name(aside.name + "x")
    journal = place.folder / JOURNAL
    try:
        aside.mkdir()
        journal.write_text(json.dumps({"aside": aside.name}), encoding="utf-8")
        for name in _parts(place):
            if (place.folder / name).exists():
                (place.folder / name).rename(aside / name)
        if (staging / archive.ATTACHMENTS).exists():
            (staging / archive.ATTACHMENTS).rename(place.folder / archive.ATTACHMENTS)
        # the database last: when it is there, everything is
        (staging / archive.DATABASE).rename(place.database_file)
        journal.unlink()
    except OSError as error:
        finish_or_undo(place)
        raise disk_trouble(error, place.folder) from None
    with contextlib.suppress(OSError):
        aside.rmdir()  # when nothing had been there


def finish_or_undo(place: Location) -> None:
    """After a crash in mid-exchange: keep the new data if complete, else put the old ones back."""
    journal = place.folder / JOURNAL
    if not journal.exists():
        return
    if not place.database_file.exists():
        try:
            aside = place.folder / json.loads(journal.read_text("utf-8"))["aside"]
        except (OSError, ValueError, KeyError):
            return
        if (aside / place.file_name).exists():
            if (aside / archive.ATTACHMENTS).exists():
                # then those in place, if any, are the new ones
                shutil.rmtree(place.folder / archive.ATTACHMENTS, ignore_errors=True)
            # the database last again: as long as it is missing, this is repeated
            for name in reversed(_parts(place)):
                if (aside / name).exists():
                    (aside / name).rename(place.folder / name)
    journal.unlink(missing_ok=True)


# --- a server -----------------------------------------------------------------------------------


def _to_server(
    place: Location, source: Path, clock: Clock, progress: Progress | None, cancel: Cancel | None
) -> Manifest:
    import tempfile

    from mediation_app.database.engine import make_engine

    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        staging = Path(folder)
        with archive.opened(source) as (zipped, manifest):
            total = sum(size for size, _ in manifest.files.values())
            archive.extract(zipped, manifest, staging, Watch(total, progress, cancel))
        database = staging / archive.DATABASE
        if archive.check_database(database) != manifest.revision:
            raise BadFile("database.backup_damaged", file=archive.DATABASE)
        _lead_up_file(staging, clock)
        reading = create_engine(f"sqlite+pysqlite:///{database.as_posix()}", hide_parameters=True)
        engine = make_engine(place)
        try:
            with (
                translating(connected=False),
                engine.begin() as target,
                reading.connect() as records,
            ):
                _move_aside(target, f"before_restore_{_stamp(clock).replace('-', '_')}")
                schema.create_all(target)
                copy_tables(records, target)
                _load_blobs(target, staging / archive.ATTACHMENTS, clock)
                _rebuild(target)
        finally:
            reading.dispose()
            engine.dispose()
    return manifest


def _lead_up_file(folder: Path, clock: Clock) -> None:
    """Bring an archive of an older program to the present revision before it is copied."""
    from mediation_app.database.store import Store

    Store.open(Location(directory=folder, file_name=archive.DATABASE), clock).close()


def _move_aside(target: Connection, name: str) -> None:
    if schema.server_revision(target) is None:
        return
    target.execute(text(f'CREATE SCHEMA "{name}"'))
    tables = [table.name for table in schema.tables_for("postgresql")]
    for table in [*tables, VERSION_TABLE]:
        target.execute(text(f'ALTER TABLE "{table}" SET SCHEMA "{name}"'))


def _load_blobs(target: Connection, folder: Path, clock: Clock) -> None:
    from sqlalchemy import insert

    from mediation_app.database import system_tables as system

    for path in sorted(folder.glob("??/*")):
        size = path.stat().st_size
        with path.open("rb") as stream:
            for part, piece in enumerate(iter(lambda: stream.read(CHUNK), b"")):
                target.execute(
                    insert(system.blob_chunks).values(sha256=path.name, part=part, content=piece)
                )
        target.execute(
            insert(system.blob_objects).values(sha256=path.name, size=size, stored_at=clock.now())
        )


def _rebuild(target: Connection) -> None:
    from mediation_app.database.read_model import rebuild

    rebuild(target)
