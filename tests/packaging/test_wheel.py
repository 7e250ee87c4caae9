"""What an office gets: the wheel holds everything it needs, nothing else, and works on its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.source import ROOT, tracked

# One worker builds for all of them.
pytestmark = [pytest.mark.packaging, pytest.mark.slow, pytest.mark.xdist_group("packaging")]

SHIPPED = ("mediation_app", "ui", "templates", "resources")
TOP_FILES = {"CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml"}
# What an editor or a desktop leaves behind; must not be shipped.
LITTER = ("templates/~$open.docx", "resources/.DS_Store", "ui/__pycache__/app.cpython-311.pyc")


@dataclass(frozen=True)
class Built:
    """A wheel and an sdist made from a copy of the checkout with litter in it."""

    wheel: Path
    sdist: Path

    def wheel_names(self) -> set[str]:
        with zipfile.ZipFile(self.wheel) as archive:
            return set(archive.namelist())

    def sdist_names(self) -> set[str]:
        with tarfile.open(self.sdist) as archive:
            return {one.name.partition("/")[2] for one in archive.getmembers() if one.isfile()}


def run(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    copy = tmp_path_factory.mktemp("checkout")
    for path in tracked():
        name = path.relative_to(ROOT)
        if name.parts[0] in SHIPPED or name.as_posix() in TOP_FILES | {".gitignore"}:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy / name)
    for litter in LITTER:
        (copy / litter).parent.mkdir(exist_ok=True)
        (copy / litter).write_bytes(b"litter")
    target = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", target, ".", cwd=copy)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return Built(next(target.glob("*.whl")), next(target.glob("*.tar.gz")))


def _expected(name: str) -> str:
    """Where a file of the checkout lies in the wheel."""
    inside = name.startswith(("templates/", "resources/"))
    return f"mediation_app/_data/{name}" if inside else name


def test_the_wheel_holds_every_shipped_file_and_nothing_else(built: Built) -> None:
    names = {path.relative_to(ROOT).as_posix() for path in tracked()}
    wanted = {_expected(name) for name in names if name.partition("/")[0] in SHIPPED}
    got = {name for name in built.wheel_names() if ".dist-info/" not in name}
    assert got == wanted


def test_the_sdist_can_be_built_again(built: Built) -> None:
    names = built.sdist_names()
    assert names >= {"pyproject.toml", "LICENSE", "CHANGELOG.md", "mediation_app/paths.py"}
    assert not {name for name in names if name.startswith(("tests/", ".venv"))}


def test_no_litter_is_shipped(built: Built) -> None:
    for name in built.wheel_names() | built.sdist_names():
        assert not re.search(r"~\$|\.DS_Store|__pycache__|\.pyc$", name), name


def test_the_licence_and_the_command_are_there(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        info = next(n for n in archive.namelist() if n.endswith("/entry_points.txt"))
        assert "mediation-app = mediation_app.cli:main" in archive.read(info).decode()
        assert any(n.endswith("LICENSE") for n in archive.namelist())


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a fresh environment that has the wheel, not the checkout."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    folder = home / ("Scripts" if sys.platform == "win32" else "bin")
    python = folder / ("python.exe" if sys.platform == "win32" else "python")
    done = run(
        *(sys.executable, "-m", "pip", "--python", python, "install"),
        *("--no-deps", "--no-index", "--quiet", built.wheel),
        cwd=home,
    )
    assert done.returncode == 0, done.stderr
    # The third parties come from the environment of the tests; its own .pth files (the checkout)
    # are not followed from here.
    paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    theirs = {sysconfig.get_paths()[kind] for kind in ("purelib", "platlib")}
    (Path(paths["purelib"]) / "third_parties.pth").write_text("\n".join(sorted(theirs)), "utf-8")
    return folder


def test_the_installed_program_uses_its_own_files(installed: Path, tmp_path: Path) -> None:
    script = (
        "import mediation_app, ui; from mediation_app.paths import resource_dir, template_dir;"
        "from mediation_app.messages import catalogue; assert catalogue();"
        "print(mediation_app.__file__, ui.__file__, resource_dir(), template_dir(), sep='\\n')"
    )
    done = run(installed / "python", "-I", "-c", script, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    home = installed.parent
    for line in done.stdout.splitlines():
        assert Path(line).is_relative_to(home), line
        assert Path(line).exists(), line


def test_the_installed_program_passes_its_own_test(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "mediation-app", "selftest", "--data", tmp_path / "data", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
