"""Temporary files of a test run lie in memory where there is room, not on a disk.

Every test gets databases of its own, and a store writes through to the disk at every act (as it
must in an office): on a disk the tests wait for it most of their time. Somebody's own ``TMPDIR``
or ``PYTEST_DEBUG_TEMPROOT`` is left as it is.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

RAM = Path("/dev/shm")
ROOM = 4 * 1024**3  # bytes; a whole run with two workers needs less than half


def use(ram: Path = RAM, room: int = ROOM) -> bool:
    """Put temporary files there from now on, of programs started too. False: left as it was."""
    if {"TMPDIR", "PYTEST_DEBUG_TEMPROOT"} & os.environ.keys():
        return False
    if not ram.is_dir() or not os.access(ram, os.W_OK | os.X_OK):
        return False
    if shutil.disk_usage(ram).free < room:
        return False
    os.environ["TMPDIR"] = str(ram)
    tempfile.tempdir = None  # ask again
    return True
