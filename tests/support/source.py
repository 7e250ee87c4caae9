"""What the tests of the architecture read out of the project's own files."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("mediation_app", "ui")


@cache
def tracked() -> tuple[Path, ...]:
    """The project's files: as git knows them, or (no git here) all that .gitignore leaves."""
    words = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(words, capture_output=True, check=True).stdout.decode("utf-8")
        names = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = list(_not_ignored(ROOT))
    return tuple(sorted(one for one in names if one.is_file()))


def _not_ignored(folder: Path) -> Iterator[Path]:
    lines = (ROOT / ".gitignore").read_text("utf-8").split()
    patterns = [line.strip("/") for line in lines if not line.startswith("#")] + [".git"]
    for path in folder.iterdir():
        if any(fnmatch(path.name, pattern) for pattern in patterns):
            continue
        if path.is_dir():
            yield from _not_ignored(path)
        else:
            yield path


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Path (from the top) and text of every tracked text file, or of those with a suffix."""
    for path in tracked():
        if suffixes and path.suffix not in suffixes:
            continue
        raw = path.read_bytes()
        if b"\0" not in raw[:8000]:
            yield path.relative_to(ROOT).as_posix(), raw.decode("utf-8")


@cache
def code() -> tuple[tuple[str, ast.Module], ...]:
    """Path and syntax tree of every module that ships."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"), str(path))
            found.append((path.relative_to(ROOT).as_posix(), tree))
    return tuple(found)
