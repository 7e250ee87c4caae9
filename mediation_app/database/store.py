"""The office's data as services see them: open, read, write, close."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine

from mediation_app.clock import Clock
from mediation_app.database import schema
from mediation_app.database.engine import BUSY_SECONDS, for_reading, for_writing, make_engine
from mediation_app.database.location import Location
from mediation_app.database.reader import Reader
from mediation_app.database.revisions import HEAD
from mediation_app.database.safety import FolderLock, prepare_folder, sweep
from mediation_app.database.troubles import may_retry, translating
from mediation_app.database.unit_of_work import UnitOfWork
from mediation_app.domain.changes import ChangeSet
from mediation_app.domain.offices import Actor
from mediation_app.errors import StoreTrouble

T = TypeVar("T")
log = logging.getLogger(__name__)
_TRIES = 4


class Store:
    """The open database of an office. One per program; safe to use from several threads."""

    def __init__(
        self, location: Location, clock: Clock, engine: Engine, lock: FolderLock | None
    ) -> None:
        self.location = location
        self.clock = clock
        self.engine = engine
        self._lock = lock
        self._writer = threading.Lock()
        self._writing_thread: int | None = None

    @classmethod
    def open(cls, location: Location | str | Path, clock: Clock) -> Store:
        """Open (and when empty, make; when older, lead up) the database of a location.

        Raises StoreTrouble: ``database.network_path``, ``.second_instance``, ``.newer_version``,
        ``.not_a_database``, ``.read_only``, ``.disk_full``, ``.server_unreachable`` and others.
        """
        place = Location.of(location)
        if place.is_server:
            return cls._open_server(place, clock)
        return cls._open_file(place, clock)

    @classmethod
    def _open_server(cls, place: Location, clock: Clock) -> Store:
        with translating(connected=False):
            engine = make_engine(place)
            try:
                revision = schema.set_up_server(engine)
                _lead_up(engine, place, clock, revision)
            except BaseException:
                engine.dispose()
                raise
        return cls(place, clock, engine, None)

    @classmethod
    def _open_file(cls, place: Location, clock: Clock) -> Store:
        prepare_folder(place.folder)
        lock = FolderLock(place.folder)
        lock.take()
        try:
            _mend_restore(place)
            sweep(place.folder)
            with translating():
                revision = schema.file_revision(place.database_file)
                schema.check_known(revision)
                engine = make_engine(place)
                try:
                    if revision is None:
                        _make_private(place.database_file)
                        schema.set_up_file(engine)
                    _lead_up(engine, place, clock, revision)
                except BaseException:
                    engine.dispose()
                    raise
        except BaseException:
            lock.free()
            raise
        return cls(place, clock, engine, lock)

    def close(self) -> None:
        """Close all connections and free the data folder. Closing twice is harmless."""
        if not self.location.is_server and self._lock is not None:
            # tidying up must not hide what came before
            with contextlib.suppress(Exception), self.engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.execute("PRAGMA optimize")
        self.engine.dispose()
        if self._lock is not None:
            self._lock.free()
            self._lock = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def read(self, actor: Actor | None = None) -> Iterator[Reader]:
        """A reader that sees one state of the database; with an actor only the actor's office."""
        with translating():
            connection = for_reading(self.engine)
            try:
                with connection.begin():
                    yield Reader(connection, actor)
            finally:
                connection.close()

    @contextlib.contextmanager
    def write(self, actor: Actor, action: str) -> Iterator[UnitOfWork]:
        """A unit of work for one act of one person. Leaving without ``commit`` rolls back."""
        with self._one_writer(), translating():
            connection = for_writing(self.engine)
            try:
                transaction = connection.begin()
                try:
                    yield UnitOfWork(
                        connection, actor, action, clock=self.clock, end=transaction.commit
                    )
                finally:
                    if transaction.is_active:
                        with contextlib.suppress(Exception):  # a lost server has rolled back
                            transaction.rollback()
            finally:
                connection.close()

    def run(
        self, actor: Actor, action: str, work: Callable[[UnitOfWork], T]
    ) -> tuple[T, ChangeSet]:
        """Do ``work`` in a unit of work and commit; again when a deadlock made it fail."""
        for left in range(_TRIES - 1, -1, -1):
            try:
                with self.write(actor, action) as unit:
                    value = work(unit)
                    return value, unit.commit()
            except StoreTrouble as trouble:
                if not left or not may_retry(trouble):
                    raise
                log.info("unit of work tried again after %s", trouble.code)
        raise AssertionError("unreachable")

    @contextlib.contextmanager
    def connection(self, *, write: bool = False) -> Iterator[Connection]:
        """A bare transaction for the store's own modules (drafts, passwords, bulk, backup)."""
        if write:
            with (
                self._one_writer(),
                translating(),
                for_writing(self.engine) as connection,
                connection.begin(),
            ):
                yield connection
        else:
            with translating(), for_reading(self.engine) as connection, connection.begin():
                yield connection

    @contextlib.contextmanager
    def _one_writer(self) -> Iterator[None]:
        """On SQLite writers of this program queue here instead of polling the file's lock."""
        if self.location.is_server:
            yield
            return
        me = threading.get_ident()
        if self._writing_thread == me:
            raise RuntimeError("a unit of work inside a unit of work")
        if not self._writer.acquire(timeout=BUSY_SECONDS):
            raise StoreTrouble("database.busy")
        self._writing_thread = me
        try:
            yield
        finally:
            self._writing_thread = None
            self._writer.release()


def _make_private(path: Path) -> None:
    """Let the file be readable by its owner only; its side files follow it."""
    with contextlib.suppress(OSError):
        path.touch(mode=0o600)
        path.chmod(0o600)


def _mend_restore(place: Location) -> None:
    """When the computer went down in the middle of a restore."""
    if (place.folder / "restore-in-progress.json").exists():
        from mediation_app.database.restore import finish_or_undo

        finish_or_undo(place)


def _lead_up(engine: Engine, place: Location, clock: Clock, revision: str | None) -> None:
    if revision is None or revision == HEAD:
        return
    from mediation_app.database.migrate import lead_up

    lead_up(engine, place, clock, revision)
