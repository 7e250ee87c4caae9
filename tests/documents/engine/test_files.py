"""Files are written whole or not at all, and the trouble is told in words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mediation_app import messages
from mediation_app.errors import StoreTrouble
from mediation_app.files import write_atomically


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "协议书.pdf"
    write_atomically(path, b"first")
    write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert [entry.name for entry in tmp_path.iterdir()] == ["协议书.pdf"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "documents.disk_full"),
        (errno.EROFS, "documents.read_only"),
        (errno.EACCES, "documents.read_only"),
        (errno.EIO, "documents.not_written"),
    ],
)
def test_trouble_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")

    def fail(_handle: int) -> None:
        raise OSError(number, "trouble")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreTrouble) as caught:
        write_atomically(path, b"new")
    assert caught.value.code == code
    assert messages.text_of(caught.value) != code
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.pdf"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble) as caught:
        write_atomically(tmp_path / "nowhere" / "a.pdf", b"x")
    assert caught.value.code == "documents.folder_missing"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_really_full_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def full(self: Path, *args: object, **options: object) -> object:
        if self.name.endswith(".tmp"):
            return opened(Path("/dev/full"), "wb", buffering=0)
        return opened(self, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(StoreTrouble) as caught:
        write_atomically(tmp_path / "a.pdf", b"x" * 100)
    assert caught.value.code == "documents.disk_full"


def test_a_file_held_by_another_program_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")

    def held(_self: Path, _target: Path) -> None:
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(StoreTrouble) as caught:
        write_atomically(path, b"new")
    assert caught.value.code == "documents.in_use"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.pdf"]
