"""The log of a command: in the data folder, without personal data, never on the terminal."""

from __future__ import annotations

import logging
from pathlib import Path

from mediation_app import log
from mediation_app.errors import AppError


def keep_log(place: str | Path) -> Path | None:
    """Write the log of a place from now on; None when no file can be written there."""
    path = log.set_up(folder_of(place))
    ours = [one for one in logging.getLogger().handlers if one.get_name() == log.FILE_NAME]
    if all(isinstance(one, logging.FileHandler) for one in ours):
        return path
    # set_up falls back to the terminal, which here belongs to the one Chinese line
    log.close()
    return None


def folder_of(place: str | Path) -> Path:
    """Where the log of a place lies: the data folder, or this computer's own beside a server."""
    from mediation_app.database.location import Location
    from mediation_app.paths import default_data_dir

    try:
        location = Location.of(place)
    except AppError:
        return default_data_dir()
    return default_data_dir() if location.is_server else location.folder
