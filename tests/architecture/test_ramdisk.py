"""Temporary files lie in memory only where there is room and nobody said otherwise."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tests.support import ramdisk
from tests.support.places import Places, sqlite_path


@pytest.fixture
def free_to_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "kept for afterwards")  # so that it is put back at the end
    monkeypatch.delenv("TMPDIR")
    monkeypatch.delenv("PYTEST_DEBUG_TEMPROOT", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.mark.usefixtures("free_to_choose")
def test_where_there_is_room(tmp_path: Path) -> None:
    assert ramdisk.use(tmp_path, room=1)
    assert os.environ["TMPDIR"] == tempfile.gettempdir() == str(tmp_path)
    assert not ramdisk.use(tmp_path / "other", room=1)  # a worker keeps what its parent chose


@pytest.mark.usefixtures("free_to_choose")
@pytest.mark.parametrize(("below", "room"), [(".", 1 << 62), ("missing", 1)])
def test_not_without_room(tmp_path: Path, below: str, room: int) -> None:
    assert not ramdisk.use(tmp_path / below, room)
    assert "TMPDIR" not in os.environ


@pytest.mark.parametrize("name", ["TMPDIR", "PYTEST_DEBUG_TEMPROOT"])
def test_not_against_somebodys_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_to_choose: None, name: str
) -> None:
    monkeypatch.setenv(name, "elsewhere")
    assert not ramdisk.use(tmp_path, room=1)
    assert os.environ[name] == "elsewhere"


def test_a_lent_file_goes_with_the_test_and_its_template_stays(tmp_path: Path) -> None:
    def build(url: str) -> None:
        sqlite_path(url).write_bytes(b"template")

    places = Places(tmp_path, lambda: pytest.fail("no server is needed"))
    first = sqlite_path(places.copy_of("sqlite", "lent", build))
    places.clean()
    assert not first.parent.exists()
    assert sqlite_path(places.copy_of("sqlite", "lent", build)).read_bytes() == b"template"
