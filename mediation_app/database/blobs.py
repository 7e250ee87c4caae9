"""Content of attachments and issued papers, addressed by its SHA-256.

Beside an embedded database the content lies in files (``attachments/ab/abcd…``): written to a
temporary name, flushed, renamed, and checked against its name whenever it is read. On a server it
lies in chunks of 256 KB. Content is put first, then the record that names it is committed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mediation_app.database.safety import disk_trouble
from mediation_app.errors import BadFile, StoreTrouble

if TYPE_CHECKING:
    from mediation_app.database.store import Store

FOLDER = "attachments"
CHUNK = 256 * 1024
LARGEST = 512 * 1024 * 1024


class BlobStore:
    """Keeps and gives back content by its SHA-256 (64 hex digits)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def _folder(self) -> Path:
        return self._store.location.folder / FOLDER

    def put(self, source: bytes | Path) -> str:
        """Keep bytes or a copy of a file, and return its SHA-256. The same content is kept once.

        Raises BadFile ``database.file_unreadable`` / ``database.file_too_large`` and StoreTrouble
        when the disk is full or the server lost.
        """
        with _opened(source) as stream:
            if self._store.location.is_server:
                return self._put_on_server(stream)
            return self._put_in_folder(stream)

    def get(self, sha256: str) -> bytes:
        """The content, checked. Raises StoreTrouble ``database.blob_missing`` or ``.blob_damaged``."""
        return b"".join(self.stream(sha256))

    def stream(self, sha256: str) -> Iterator[bytes]:
        """The content piece by piece; the last step raises when it does not fit its name."""
        digest = hashlib.sha256()
        pieces = (
            self._from_server(sha256)
            if self._store.location.is_server
            else self._from_folder(sha256)
        )
        for piece in pieces:
            digest.update(piece)
            yield piece
        if digest.hexdigest() != sha256:
            raise StoreTrouble("database.blob_damaged", sha256=sha256)

    def has(self, sha256: str) -> bool:
        """Whether content of this name is kept (its bytes are not read)."""
        if not self._store.location.is_server:
            return self._path(sha256).is_file()
        from sqlalchemy import select

        from mediation_app.database import system_tables as system

        table = system.blob_objects
        with self._store.connection() as connection:
            question = select(table.c.size).where(table.c.sha256 == sha256)
            return connection.execute(question).first() is not None

    def names(self) -> Iterator[str]:
        """The SHA-256 of everything that is kept, sorted."""
        if not self._store.location.is_server:
            if self._folder.is_dir():
                for path in sorted(self._folder.glob("??/*")):
                    if _is_name(path.name):
                        yield path.name
            return
        from sqlalchemy import select

        from mediation_app.database import system_tables as system

        with self._store.connection() as connection:
            table = system.blob_objects
            found = connection.execute(select(table.c.sha256).order_by(table.c.sha256))
            names = [str(name) for name in found.scalars()]
        yield from names

    def total_size(self) -> int:
        """How many bytes are kept."""
        if not self._store.location.is_server:
            return sum(self._path(name).stat().st_size for name in self.names())
        from sqlalchemy import func, select

        from mediation_app.database import system_tables as system

        with self._store.connection() as connection:
            found = connection.execute(select(func.sum(system.blob_objects.c.size))).scalar()
        return int(found or 0)

    # --- files beside the database ------------------------------------------------------------

    def _path(self, sha256: str) -> Path:
        if not _is_name(sha256):
            raise StoreTrouble("database.blob_missing", sha256="")
        return self._folder / sha256[:2] / sha256

    def _put_in_folder(self, stream: BinaryIO) -> str:
        try:
            self._folder.mkdir(exist_ok=True)
            part = self._folder / f".part-{os.getpid()}-{secrets.token_hex(6)}"
            try:
                with part.open("xb") as out:
                    sha256 = _copy(stream, out)
                    out.flush()
                    os.fsync(out.fileno())
                target = self._path(sha256)
                if target.exists():
                    return sha256
                target.parent.mkdir(exist_ok=True)
                part.replace(target)
                _flush_folder(target.parent)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise disk_trouble(error, self._store.location.folder) from None
        return sha256

    def _from_folder(self, sha256: str) -> Iterator[bytes]:
        try:
            with self._path(sha256).open("rb") as stream:
                while piece := stream.read(CHUNK):
                    yield piece
        except FileNotFoundError:
            raise StoreTrouble("database.blob_missing", sha256=sha256) from None
        except OSError as error:
            raise disk_trouble(error, self._store.location.folder) from None

    # --- chunks on a server -------------------------------------------------------------------

    def _put_on_server(self, stream: BinaryIO) -> str:
        from sqlalchemy.dialects.postgresql import insert

        from mediation_app.database import system_tables as system

        sha256, size = _digest(stream)
        if self.has(sha256):
            return sha256
        stream.seek(0)
        with self._store.connection(write=True) as connection:
            part = 0
            while piece := stream.read(CHUNK):
                connection.execute(
                    insert(system.blob_chunks)
                    .values(sha256=sha256, part=part, content=piece)
                    .on_conflict_do_nothing()
                )
                part += 1
            connection.execute(
                insert(system.blob_objects)
                .values(sha256=sha256, size=size, stored_at=self._store.clock.now())
                .on_conflict_do_nothing()
            )
        return sha256

    def _from_server(self, sha256: str) -> Iterator[bytes]:
        from sqlalchemy import select

        from mediation_app.database import system_tables as system

        table = system.blob_chunks
        if not self.has(sha256):
            raise StoreTrouble("database.blob_missing", sha256=sha256)
        part = 0
        while True:
            question = select(table.c.content).where(
                table.c.sha256 == sha256, table.c.part.between(part, part + 15)
            )
            with self._store.connection() as connection:
                found = list(connection.execute(question.order_by(table.c.part)).scalars())
            yield from (bytes(piece) for piece in found)
            if len(found) < 16:
                return
            part += 16


def _is_name(text: str) -> bool:
    return len(text) == 64 and all(sign in "0123456789abcdef" for sign in text)


@contextlib.contextmanager
def _opened(source: bytes | Path) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        import io

        yield io.BytesIO(source)
        return
    try:
        stream = source.open("rb")
    except OSError:
        raise BadFile("database.file_unreadable", file=source.name) from None
    with stream:
        yield stream


def _read(stream: BinaryIO) -> Iterator[bytes]:
    size = 0
    while True:
        try:
            piece = stream.read(CHUNK)
        except OSError:
            raise BadFile("database.file_unreadable", file="") from None
        if not piece:
            return
        size += len(piece)
        if size > LARGEST:
            raise BadFile("database.file_too_large", largest=LARGEST // 1024 // 1024)
        yield piece


def _copy(stream: BinaryIO, out: BinaryIO) -> str:
    digest = hashlib.sha256()
    for piece in _read(stream):
        digest.update(piece)
        out.write(piece)
    return digest.hexdigest()


def _digest(stream: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for piece in _read(stream):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def _flush_folder(folder: Path) -> None:
    """Make a rename in the folder last (where the system can: not on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
