"""Writing files that other people will open: wholly there or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mediation_app.errors import StoreTrouble

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_WIN_FULL, _WIN_SHARING = {39, 112}, {32, 33}  # ERROR_HANDLE_DISK_FULL, ERROR_SHARING_VIOLATION


def write_atomically(path: Path, data: bytes) -> None:
    """Puts ``data`` at ``path``. Raises like ``written_whole``."""
    with written_whole(path) as file:
        file.write(data)


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write into: beside ``path``, synced at the end, then renamed over an older file.

    Nothing is left when the writer raises. Raises StoreTrouble: ``documents.disk_full``,
    ``documents.read_only``, ``documents.in_use`` (another program holds the file),
    ``documents.folder_missing`` or ``documents.not_written``.
    """
    beside = path.with_name(f".{path.name[:60]}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        try:
            beside.replace(path)
        except PermissionError as error:  # the folder is writable: somebody holds the old file
            raise StoreTrouble("documents.in_use", file=path.name) from error
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise _trouble(error, path) from error
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _trouble(error: OSError, path: Path) -> StoreTrouble:
    winerror = getattr(error, "winerror", None)
    if error.errno in _FULL or winerror in _WIN_FULL:
        return StoreTrouble("documents.disk_full", folder=str(path.parent))
    if winerror in _WIN_SHARING:
        return StoreTrouble("documents.in_use", file=path.name)
    if error.errno in _READ_ONLY:
        return StoreTrouble("documents.read_only", folder=str(path.parent))
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return StoreTrouble("documents.folder_missing", folder=str(path.parent))
    return StoreTrouble("documents.not_written", file=path.name)


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself durable where folders can be synced (not on Windows)."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
