"""Backup files in a folder: what they are called, which is the newest. Nothing heavy."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from mediation_app.clock import CHINA

SUFFIX = ".zip"
_HEAD = "道交调处备份-"
_STAMP = "%Y%m%d-%H%M%S"


def backup_name(now: datetime) -> str:
    """``道交调处备份-20261122-094100.zip``, by Chinese time."""
    return f"{_HEAD}{now.astimezone(CHINA):{_STAMP}}{SUFFIX}"


def made_at(path: Path) -> datetime | None:
    """When a backup was begun, by its name; None for other files."""
    if not path.name.startswith(_HEAD) or path.suffix != SUFFIX:
        return None
    try:
        naive = datetime.strptime(path.stem.removeprefix(_HEAD), _STAMP)  # noqa: DTZ007
    except ValueError:
        return None
    return naive.replace(tzinfo=CHINA)


def backups_in(folder: str | Path) -> tuple[Path, ...]:
    """The backups of a folder, newest first; none where there is no folder."""
    place = Path(folder) if folder else None
    try:
        found = [p for p in place.iterdir() if made_at(p) is not None] if place else []
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda path: path.name, reverse=True))


def newest_backup(folder: str | Path) -> datetime | None:
    """When the newest backup of a folder was made."""
    found = backups_in(folder)
    return made_at(found[0]) if found else None
