"""Who and what is in an embedded database, read with the driver alone before anything is imported.

The sign-in page shows the office and its people at once with it. Reads only; whatever is wrong is
left for ``Store.open`` to say.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from mediation_app.domain.offices import Actor, Role

FILE_NAME = "office.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """The office and the people who may sign in, as actors by login."""

    office_name: str
    short_name: str
    is_demo: bool
    people: tuple[tuple[str, Actor], ...]

    def actor(self, login: str) -> Actor | None:
        """The person with this login."""
        return next((actor for name, actor in self.people if name == login), None)


def open_to_look(data_dir: Path) -> sqlite3.Connection | None:
    """The embedded database with the driver alone; None when there is no file or it will not open."""
    path = data_dir / FILE_NAME
    if not path.is_file():
        return None
    try:
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=2)
    except sqlite3.Error:
        return None


def first_look(data_dir: Path) -> FirstLook | None:
    """The office of a data folder; None when there is none yet or it cannot be read."""
    raw = open_to_look(data_dir)
    if raw is None:
        return None
    try:
        raw.execute("PRAGMA query_only=ON")
        office = raw.execute(
            "SELECT name, short_name, is_demo FROM offices WHERE voided_at IS NULL LIMIT 1"
        ).fetchone()
        if office is None:
            return None
        rows = raw.execute(
            "SELECT login, id, name, roles, unit_code FROM people"
            " WHERE active = 1 AND voided_at IS NULL ORDER BY name"
        ).fetchall()
    except sqlite3.Error:
        return None
    finally:
        raw.close()
    return FirstLook(
        office_name=office[0],
        short_name=office[1] or office[0],
        is_demo=bool(office[2]),
        people=tuple((row[0], _actor(row)) for row in rows),
    )


def _actor(row: tuple[str, str, str, str, str]) -> Actor:
    known = {role.value for role in Role}
    return Actor(
        person_id=row[1],
        name=row[2],
        roles=frozenset(Role(name) for name in json.loads(row[3] or "[]") if name in known),
        unit_code=row[4],
    )
