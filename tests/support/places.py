"""Empty and ready-made databases for tests, on both engines, one fresh database per test.

``Places.empty`` gives the address of an empty database. ``Places.copy_of`` builds a database once
per run (migrations, sample data) and hands out copies of it, which is many times faster than
building it again: a copied file on SQLite, ``CREATE DATABASE … TEMPLATE`` on PostgreSQL.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.support.postgres import PostgresServer

ENGINES = ("sqlite", "postgres")


class Places:
    """Hands out database addresses; ``clean`` takes them back after a test."""

    def __init__(self, folder: Path, server: Callable[[], PostgresServer]) -> None:
        self._folder = folder
        self._server = server
        self._templates: dict[tuple[str, str], str] = {}
        self._files = 0
        self._lent: list[str] = []
        self._lent_folders: list[Path] = []

    def empty(self, engine: str) -> str:
        """The address of an empty database of ``engine`` (``sqlite`` or ``postgres``)."""
        if engine == "sqlite":
            return _sqlite_url(self._lent_folder() / "office.db")
        server = self._server()
        return server.url(self._lend(server.create_database()))

    def copy_of(self, engine: str, key: str, build: Callable[[str], None]) -> str:
        """The address of a private copy of the database that ``build(url)`` made once.

        ``build`` must leave no connection open (dispose its engine). A key belongs to the function
        that builds: two folders of tests may use the same word.
        """
        key = f"{build.__module__}.{build.__qualname__}:{key}"
        if engine == "sqlite":
            return self._copied_file(key, build)
        server = self._server()
        template = self._templates.get((engine, key))
        if template is None:
            template = server.create_database()
            build(server.url(template))
            self._templates[engine, key] = template
        return server.url(self._lend(server.create_database(template)))

    def _copied_file(self, key: str, build: Callable[[str], None]) -> str:
        template = self._templates.get(("sqlite", key))
        if template is None:
            template = str(self._new_folder() / "template.db")
            build(_sqlite_url(Path(template)))
            if Path(f"{template}-wal").exists():
                raise RuntimeError("the template still has a write-ahead log: dispose its engine")
            self._templates["sqlite", key] = template
        target = self._lent_folder() / "office.db"
        shutil.copyfile(template, target)
        return _sqlite_url(target)

    def _new_folder(self) -> Path:
        self._files += 1
        folder = self._folder / f"db{self._files}"
        folder.mkdir()
        return folder

    def _lent_folder(self) -> Path:
        folder = self._new_folder()
        self._lent_folders.append(folder)
        return folder

    def _lend(self, name: str) -> str:
        self._lent.append(name)
        return name

    def clean(self) -> None:
        """Drop the databases lent since the last call (templates stay until the end)."""
        lent, self._lent = self._lent, []
        for name in lent:
            self._server().drop_database(name)
        folders, self._lent_folders = self._lent_folders, []
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def _sqlite_url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def sqlite_path(url: str) -> Path:
    """The file of an address made here."""
    return Path(url.removeprefix("sqlite:///"))
