"""The directions between the rooms: pyproject.toml names them, these tests run and prove them."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Makes every import of Qt fail, as on a computer that does not have it.
WITHOUT_QT = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6"}:
            raise ImportError(f"{name} is blocked: the core must run without Qt")

sys.meta_path.insert(0, NoQt())
"""


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def modules_of(*folders: str) -> list[str]:
    found = []
    for path in sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        # Alembic runs its files itself, inside a migration only.
        if "migrations" in path.parts:
            continue
        parts = path.relative_to(ROOT).with_suffix("").parts
        found.append(".".join(parts[:-1] if parts[-1] in {"__init__", "__main__"} else parts))
    return sorted(set(found))


def test_import_contracts_hold(tmp_path: Path) -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [tool, "--no-logo", "--cache-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", ["mediation_app", "ui"])
def test_every_folder_of_code_is_a_package(package: str) -> None:
    """A folder without ``__init__.py`` would be invisible to the contracts and to mypy."""
    folders = {path.parent for path in (ROOT / package).rglob("*.py")}
    lacking = [folder for folder in folders if not (folder / "__init__.py").exists()]
    # Alembic loads its revisions by path.
    assert [str(f.relative_to(ROOT)) for f in lacking if "migrations" not in f.parts] == []


def test_the_core_imports_no_qt_even_indirectly() -> None:
    """Every module below the window is really imported, with Qt out of reach."""
    names = modules_of("mediation_app")
    assert len(names) > 20
    code = WITHOUT_QT + (
        f"import importlib\nfor name in {names!r}:\n"
        "    importlib.import_module(name)\n"
        "assert not {'PySide6', 'shiboken6', 'ui'} & set(sys.modules)\n"
    )
    done = python(code)
    assert done.returncode == 0, done.stderr


def test_tests_below_the_window_need_no_qt() -> None:
    """The headless run: these folders are imported, one is collected, with Qt out of reach."""
    below = ["unit", "database", "documents", "rules", "services", "exchange"]
    names = modules_of(*(f"tests/{name}" for name in below if (ROOT / "tests" / name).is_dir()))
    assert len(names) > 100
    words = ["-p", "no:pytest-qt", "-p", "no:cacheprovider", "--collect-only", "-q", "tests/rules"]
    done = python(
        WITHOUT_QT
        + f"import importlib, pytest\ncode = pytest.main({words!r})\n"
        + f"for name in {names!r}:\n    importlib.import_module(name)\nsys.exit(code)"
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_the_block_on_qt_blocks() -> None:
    assert importlib.util.find_spec("PySide6")
    done = python(WITHOUT_QT + "import PySide6.QtCore")
    assert "is blocked" in done.stderr
