"""Where an office's data are: a folder (SQLite) or the address of a database server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mediation_app.errors import StoreTrouble

FILE_NAME = "office.db"
_SERVER = re.compile(r"(postgresql|postgres)(\+psycopg)?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Either ``directory`` (with ``file_name``) or ``url``, never both.

    The representation hides the password of a server.
    """

    directory: Path | None = None
    file_name: str = FILE_NAME
    url: str = ""

    @classmethod
    def of(cls, given: str | Path | Location) -> Location:
        """Read what was given with ``--data`` or ``--database``.

        A folder, ``sqlite:///path/file.db`` or ``postgresql://user:password@host/name``. Raises
        StoreTrouble for other addresses.
        """
        if isinstance(given, Location):
            return given
        text = str(given)
        if _SERVER.match(text):
            return cls(url="postgresql+psycopg://" + text.split("://", 1)[1])
        if text.startswith("sqlite:///"):
            path = Path(text.removeprefix("sqlite:///"))
            return cls(directory=path.parent, file_name=path.name)
        if re.match(r"[a-z][a-z0-9+]+://", text, re.IGNORECASE):
            raise StoreTrouble("database.unknown_address")
        return cls(directory=Path(text))

    @property
    def is_server(self) -> bool:
        """Whether the data are on a database server."""
        return bool(self.url)

    @property
    def folder(self) -> Path:
        """The data folder of an embedded database."""
        assert self.directory is not None
        return self.directory

    @property
    def database_file(self) -> Path:
        """The file of an embedded database."""
        return self.folder / self.file_name

    @property
    def shown(self) -> str:
        """The place as people may see it, without a password."""
        if self.is_server:
            return re.sub(r"//([^/@:]*)(:[^@]*)?@", r"//\1@", self.url).split("?", 1)[0]
        return str(self.folder)

    def __repr__(self) -> str:
        return f"Location({self.shown})"
