"""Is this folder a place to keep a database in? Network shares, rights, a second program."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path

from mediation_app.errors import StoreTrouble

LOCK_NAME = "office.lock"
_NETWORK_SYSTEMS = frozenset(
    [
        "nfs",
        "nfs3",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "9p",
        "ceph",
        "glusterfs",
        "fuse.glusterfs",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.davfs",
        "davfs",
        "davfs2",
        "fuse.smbnetfs",
        "fuse.gvfsd-fuse",
        "lustre",
        "beegfs",
        "ocfs2",
        "gfs2",
        "webdav",
    ]
)
_MOUNTS = Path("/proc/mounts")


def is_network_path(path: Path, *, mounts: str | None = None) -> bool:
    """Whether the path lies on another computer: UNC, mapped drive, NFS, CIFS and the like.

    ``mounts`` is the text of ``/proc/mounts``, read when not given.
    """
    text = str(path)
    if text.startswith(("\\\\", "//")) and not text.startswith(("\\\\?\\", "\\\\.\\")):
        return True
    if text.upper().startswith("\\\\?\\UNC\\"):
        return True
    if sys.platform == "win32":
        return _is_mapped_drive(path)
    if mounts is None:
        try:
            mounts = _MOUNTS.read_text("utf-8", "replace")
        except OSError:
            return False
    return _mount_kind(path.absolute().resolve(), mounts) in _NETWORK_SYSTEMS


def _is_mapped_drive(path: Path) -> bool:
    import ctypes

    remote = 4  # DRIVE_REMOTE
    drive = path.resolve().drive or path.drive
    if drive.startswith("\\\\"):
        return True
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - not known outside Windows
    return bool(drive) and kernel.GetDriveTypeW(drive + "\\") == remote


def _mount_kind(path: Path, mounts: str) -> str:
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = parts[1].encode().decode("unicode_escape")  # \040 is a space
        inside = path == Path(point) or Path(point) in path.parents
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind


def prepare_folder(folder: Path) -> None:
    """Make the data folder and see that it can be written.

    Raises StoreTrouble ``database.network_path``, ``database.folder_not_made`` or
    ``database.read_only``.
    """
    if is_network_path(folder):
        raise StoreTrouble("database.network_path", folder=str(folder))
    try:
        # personal data: for nobody else on this computer
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise StoreTrouble("database.folder_is_file", folder=str(folder)) from None
    except PermissionError:
        raise StoreTrouble("database.folder_not_made", folder=str(folder)) from None
    except OSError as error:
        raise disk_trouble(error, folder) from None
    probe = folder / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(b"probe")
        probe.unlink()
    except OSError as error:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
        raise disk_trouble(error, folder) from None


def sweep(folder: Path) -> None:
    """Remove what a killed backup or restore left behind; only with the folder's lock in hand."""
    for pattern in (".backup-*", ".restore-*"):
        for path in folder.glob(pattern):
            with contextlib.suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def disk_trouble(error: OSError, folder: Path) -> StoreTrouble:
    """The trouble behind an error of the file system."""
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StoreTrouble("database.disk_full", folder=str(folder))
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StoreTrouble("database.read_only", folder=str(folder))
    return StoreTrouble("database.disk_failed", folder=str(folder))


class FolderLock:
    """Held by the one program that works in a data folder; the system frees it when it dies."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._handle: int | None = None

    def take(self) -> None:
        """Take it, or raise StoreTrouble ``database.second_instance``."""
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise disk_trouble(error, self._path.parent) from None
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            raise StoreTrouble("database.second_instance", folder=str(self._path.parent)) from None
        self._handle = handle

    def free(self) -> None:
        """Give it back; the file stays (deleting it would race with another program)."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
