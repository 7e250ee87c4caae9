"""Hygiene of the project's own files."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.support.source import ROOT, code, texts, tracked

pytestmark = pytest.mark.xdist_group("sources")  # parsed once, on one worker
CEILING = 500
# Nothing of the computers that the project is built on belongs into it: an absolute path may only
# begin with a folder that every computer has.
ABSOLUTE = re.compile(r"""(?<![\w./:<>})\]*\\-])/([a-zA-Z]\w*)/\w+""")
OFFICE_PARTS = {"word", "docProps", "customXml", "xl"}  # inside a Word or Excel file
MADE_UP = re.compile(r"/(mnt|media|share)/|/home/(user|clerk)\b")  # of offices, in tests
EVERYWHERE = {
    "data",
    "usr",
    "etc",
    "dev",
    "proc",
    "sys",
    "var",
    "bin",
    "opt",
    "path",
} | OFFICE_PARTS
INDEX = re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host|https?://\S*/simple\b")


def test_no_file_names_a_computer_it_was_made_on() -> None:
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts(".py", ".toml", ".md", ".sh", ".lock", "")
        for number, line in enumerate(text.splitlines(), 1)
        for found_path in ABSOLUTE.finditer(line)
        if found_path[1] not in EVERYWHERE and not MADE_UP.match(found_path[0])
    ]
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml", "Makefile"])
def test_no_package_index_is_written_down(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if "--no-emit" not in line]
    assert [line for line in lines if INDEX.search(line)] == []


def test_every_module_stays_a_room_one_can_overlook() -> None:
    long = {path: text.count("\n") for path, text in texts(".py") if text.count("\n") > CEILING}
    assert not long, str(long)


def test_nothing_is_left_open() -> None:
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b|raise NotImplemented" r"Error\b")  # fmt: skip
    found = [
        f"{path}:{number}"
        for path, text in texts(".py", ".toml", ".sh", ".md")
        for number, line in enumerate(text.splitlines(), 1)
        if mark.search(line)
    ]
    assert not found, "\n".join(["", *found])


def test_no_test_is_skipped_for_good() -> None:
    """What a computer cannot do is found out while the test runs, and said in a reason."""
    mark = re.compile(r"pytest\.mark\.(skip|xfail)\b|importor" r"skip|pytest\.skip\(\)")  # fmt: skip
    found = [
        f"{path}:{number}"
        for path, text in texts(".py")
        if path.startswith("tests/") and path != "tests/architecture/test_sources.py"
        for number, line in enumerate(text.splitlines(), 1)
        if mark.search(line)
    ]
    assert not found, "\n".join(["", *found])


def test_files_are_utf8_with_plain_line_ends() -> None:
    for path, text in texts():
        assert "\r" not in text, path
        assert not text.startswith("\ufeff"), path


def test_no_office_lock_file_is_tracked() -> None:
    assert [one.name for one in tracked() if one.name.startswith(("~$", ".~lock"))] == []


def _broad_handlers() -> Iterator[tuple[str, int, bool]]:
    for path, tree in code():
        lines = (ROOT / path).read_text("utf-8").splitlines()
        for node in ast.walk(tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            broad = node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
            )
            cleans_up = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if broad and not cleans_up:
                near = "\n".join(lines[max(0, node.lineno - 3) : node.lineno + 2])
                yield path, node.lineno, "#" in near


def test_a_broad_except_says_why() -> None:
    silent = [f"{path}:{line}" for path, line, explained in _broad_handlers() if not explained]
    assert not silent, "\n".join(["", *silent])


def test_the_lock_pins_everything_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    pinned = {
        line.partition("==")[0]
        for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines()
        if "==" in line
    }
    names = {
        re.split(r"[\s<>=!;\[]", one)[0].lower().replace("_", "-")
        for one in wanted
        if "win32" not in one
    }
    assert names - pinned == set()


def test_no_window_blocks_in_a_loop_of_its_own() -> None:
    """Dialogs open(), menus popup(): a nested event loop lets anything happen in the middle."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in code()
        if path.startswith("ui/") and path != "ui/app.py" and not path.startswith("ui/gallery/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"exec", "exec_"}
    ]
    assert not found, "\n".join(["", *found])
