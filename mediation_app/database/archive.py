"""The backup archive: one zip with the database, the attachments and a manifest with hashes.

manifest.json              what is in it, of which revision, with size and SHA-256 of each file
office.db                  the records, always as an SQLite file, also when they were on a server
attachments/ab/abcd…       content by its SHA-256
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from mediation_app.database.blobs import CHUNK
from mediation_app.database.revisions import KNOWN, VERSION_TABLE
from mediation_app.database.safety import disk_trouble
from mediation_app.errors import AppError, BadFile, StoreTrouble

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "office.db"
ATTACHMENTS = "attachments"
_LARGEST_MANIFEST = 64 * 1024 * 1024

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are done."""
Cancel = Callable[[], bool]
"""Asked now and then whether to stop."""


class Cancelled(AppError):
    """Somebody stopped the backup or the restore; nothing was left behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive says about itself. ``files`` maps names to (size, SHA-256)."""

    revision: str
    engine: str
    made_at: str
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, tuple[int, str]] = field(default_factory=dict)

    def text(self) -> str:
        """As JSON."""
        return json.dumps(
            {
                "format": FORMAT,
                "program": "mediation-app",
                "revision": self.revision,
                "engine": self.engine,
                "made_at": self.made_at,
                "rows": self.rows,
                "files": {name: list(value) for name, value in self.files.items()},
            },
            ensure_ascii=False,
            indent=1,
        )


class Watch:
    """Counts bytes for a progress bar and stops when asked to."""

    def __init__(self, total: int, progress: Progress | None, cancel: Cancel | None) -> None:
        self._total, self._done = total, 0
        self._progress, self._cancel = progress, cancel

    def add(self, count: int) -> None:
        """Count bytes. Raises Cancelled when somebody asked to stop."""
        if self._cancel is not None and self._cancel():
            raise Cancelled("database.cancelled")
        self._done += count
        if self._progress is not None:
            self._progress(min(self._done, self._total), self._total)


def write(
    target: Path,
    database: Path,
    blobs: Iterable[tuple[str, Iterable[bytes]]],
    manifest: Manifest,
    watch: Watch,
) -> Manifest:
    """Write an archive beside ``target`` and rename it at the end; returns the full manifest."""
    part = target.with_name(target.name + ".part")
    files: dict[str, tuple[int, str]] = {}
    try:
        with part.open("wb") as out:
            part.chmod(0o600)
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                with database.open("rb") as stream:
                    pieces = iter(lambda: stream.read(CHUNK), b"")
                    files[DATABASE] = _member(archive, DATABASE, pieces, watch, packed=True)
                for sha256, content in blobs:
                    name = f"{ATTACHMENTS}/{sha256[:2]}/{sha256}"
                    # scans and photographs are compressed already
                    files[name] = _member(archive, name, content, watch, packed=False)
                full = Manifest(
                    revision=manifest.revision,
                    engine=manifest.engine,
                    made_at=manifest.made_at,
                    rows=manifest.rows,
                    files=files,
                )
                archive.writestr(MANIFEST, full.text())
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except OSError as error:
        raise _cannot_write(error, target) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return full


def _cannot_write(error: OSError, target: Path) -> StoreTrouble:
    known = disk_trouble(error, target.parent)
    codes = {"database.disk_full": "backup_disk_full", "database.read_only": "backup_read_only"}
    return StoreTrouble(f"database.{codes.get(known.code, 'backup_failed')}", file=target.name)


def _member(
    archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes], watch: Watch, *, packed: bool
) -> tuple[int, str]:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o600 << 16
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as out:
        for piece in pieces:
            out.write(piece)
            digest.update(piece)
            size += len(piece)
            watch.add(len(piece))
    return size, digest.hexdigest()


# --- reading ------------------------------------------------------------------------------------


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """An archive and its manifest. Raises BadFile when it is none or of a newer program."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile):
        raise BadFile("database.backup_unreadable", file=path.name) from None
    with archive:
        yield archive, _manifest(archive, path)


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError
        found: Any = json.loads(archive.read(MANIFEST))
        if found["program"] != "mediation-app":
            raise ValueError
        if found["format"] > FORMAT or found["revision"] not in KNOWN:
            raise BadFile("database.backup_newer", file=path.name)
        files = {str(n): (int(size), str(sha)) for n, (size, sha) in found["files"].items()}
        if DATABASE not in files or not all(_is_member_name(name) for name in files):
            raise ValueError
        if set(archive.namelist()) != files.keys() | {MANIFEST}:
            raise ValueError
        return Manifest(
            revision=found["revision"],
            engine=str(found["engine"]),
            made_at=str(found["made_at"]),
            rows={str(name): int(count) for name, count in found["rows"].items()},
            files=files,
        )
    except BadFile:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, OSError, zipfile.BadZipFile):
        raise BadFile("database.backup_unreadable", file=path.name) from None


def _is_member_name(name: str) -> bool:
    """Only the names this program gives: nothing that could climb out of the folder."""
    if name == DATABASE:
        return True
    folder, _, rest = name.partition("/")
    short, _, sha256 = rest.partition("/")
    return (
        folder == ATTACHMENTS
        and len(sha256) == 64
        and all(sign in "0123456789abcdef" for sign in sha256)
        and short == sha256[:2]
    )


def extract(archive: zipfile.ZipFile, manifest: Manifest, folder: Path, watch: Watch) -> None:
    """Unpack everything into a folder, each file checked. Raises BadFile when one is damaged."""
    for name, (size, sha256) in manifest.files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with archive.open(name) as source, target.open("xb") as out:
                found = _copy_checked(source, out, size, watch)
                out.flush()
                os.fsync(out.fileno())
        except (zipfile.BadZipFile, EOFError, zlib_error()):
            raise BadFile("database.backup_damaged", file=name) from None
        except OSError as error:
            raise disk_trouble(error, folder) from None
        if found != sha256:
            raise BadFile("database.backup_damaged", file=name)


def zlib_error() -> type[Exception]:
    """The error of a damaged compressed stream."""
    import zlib

    return zlib.error


def _copy_checked(source: IO[bytes], out: IO[bytes], size: int, watch: Watch) -> str:
    digest, left = hashlib.sha256(), size
    while piece := source.read(CHUNK):
        left -= len(piece)
        if left < 0:
            return ""  # longer than the manifest says
        digest.update(piece)
        out.write(piece)
        watch.add(len(piece))
    return digest.hexdigest()


def check(path: Path, progress: Progress | None = None, cancel: Cancel | None = None) -> Manifest:
    """Read every byte of an archive and compare it with the manifest. Raises BadFile."""
    with opened(path) as (archive, manifest):
        watch = Watch(sum(size for size, _ in manifest.files.values()), progress, cancel)
        for name, (size, sha256) in manifest.files.items():
            digest, found = hashlib.sha256(), 0
            try:
                with archive.open(name) as source:
                    while piece := source.read(CHUNK):
                        digest.update(piece)
                        found += len(piece)
                        watch.add(len(piece))
            except (zipfile.BadZipFile, EOFError, OSError, zlib_error()):
                raise BadFile("database.backup_damaged", file=name) from None
            if (found, digest.hexdigest()) != (size, sha256):
                raise BadFile("database.backup_damaged", file=name)
        return manifest


def check_database(path: Path) -> str:
    """Open a copied database file and check it; returns its revision. Raises BadFile."""
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        if raw.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise BadFile("database.backup_damaged", file=DATABASE)
        if raw.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise BadFile("database.backup_damaged", file=DATABASE)
        row = raw.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608
        return str(row[0])
    except (sqlite3.Error, TypeError):
        raise BadFile("database.backup_damaged", file=DATABASE) from None
    finally:
        raw.close()
