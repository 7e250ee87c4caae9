"""Where the program's own files and an office's data lie."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@cache
def _shipped() -> Path:
    """The folder that holds ``resources`` and ``templates``: inside the wheel, or the checkout."""
    installed = _HERE / "_data"
    return installed if installed.is_dir() else _HERE.parent


def resource_dir() -> Path:
    """Rules, messages, fonts, icons, help and demo data shipped with the program."""
    return _shipped() / "resources"


def template_dir() -> Path:
    """The document templates shipped with the program."""
    return _shipped() / "templates"


def default_data_dir() -> Path:
    """Where an office's data lie when no ``--data`` is given."""
    if given := os.environ.get("MEDIATION_APP_DATA"):
        return Path(given)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return base / "mediation-app"
