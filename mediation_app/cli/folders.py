"""Folders and files the commands write to: what belongs to somebody else is never touched."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from mediation_app.database.location import FILE_NAME
from mediation_app.database.safety import LOCK_NAME, FolderLock, disk_trouble
from mediation_app.errors import BadFile, InvalidInput, StoreTrouble

MARK = ".demo"
_MARK_TEXT = "演示数据，可以整个删除\n"
_DATA = "data"
_CASE = r"(救助)?\d{4}-\d{4}"
_PAPER = re.compile(rf"{_CASE} .*\.(docx|pdf)|\..*\.tmp")
_STORE = re.compile(rf"{re.escape(FILE_NAME)}(-wal|-shm|-journal)?|{LOCK_NAME}|\.(backup|probe)-.*")
_STORE_FOLDERS = frozenset({"attachments", "logs"})


def fresh_demo(folder: Path) -> Path:
    """The data folder of a demo inside ``folder``, emptied when an earlier demo made it.

    Raises BadFile when it is a file, InvalidInput when anything else lies in it, StoreTrouble
    when it cannot be written or a program is working in it.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise BadFile("demo.not_a_folder", name=str(folder))
        if folder.exists() and any(folder.iterdir()):
            if not (folder / MARK).is_file() or any(_foreign(folder)):
                raise InvalidInput("demo.folder_in_use", name=str(folder))
            _empty(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text(_MARK_TEXT, encoding="utf-8")
    except PermissionError:
        raise StoreTrouble("demo.no_right", name=str(folder)) from None
    except OSError as error:
        known = disk_trouble(error, folder)
        if known.code == "database.disk_failed":
            raise StoreTrouble("demo.cannot_write", name=str(folder)) from None
        raise known from None
    return folder / _DATA


def _empty(folder: Path) -> None:
    """Remove what the earlier demo made; the mark goes last, so that a crash can be mended."""
    data = folder / _DATA
    if data.is_dir():
        lock = FolderLock(data)
        lock.take()
        lock.free()
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    (folder / MARK).unlink()


def _foreign(folder: Path) -> Iterator[Path]:
    """What the demo did not make."""
    for path in folder.iterdir():
        if path.name == MARK:
            continue
        if path.is_symlink() or not path.is_dir():
            yield path
        elif path.name == _DATA:
            yield from (one for one in path.iterdir() if not _is_store(one))
        elif re.fullmatch(_CASE, path.name):
            yield from (one for one in path.iterdir() if not _is_paper(one))
        else:
            yield path


def _is_store(path: Path) -> bool:
    if path.is_dir():
        return path.name in _STORE_FOLDERS
    return bool(_STORE.fullmatch(path.name))


def _is_paper(path: Path) -> bool:
    return path.is_file() and bool(_PAPER.fullmatch(path.name))


def may_replace(path: Path, *beginnings: bytes) -> None:
    """Let a file be written over only when it holds what the command writes there.

    Raises BadFile ``cli.other_file`` when a file of another kind stands there, so that a slip in
    the name does not cost somebody's work (or the database itself).
    """
    if path.is_dir():
        raise BadFile("cli.is_folder", name=str(path))
    with contextlib.suppress(OSError):
        if path.is_file():
            with path.open("rb") as stream:
                start = stream.read(64)
            if start and not any(start.startswith(beginning) for beginning in beginnings):
                raise BadFile("cli.other_file", name=str(path))
