""".ci/prepare.sh on machines that lack something: it installs as root, else says what to type."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.source import ROOT

pytestmark = pytest.mark.packaging

ORDINARY = (
    "bash",
    "dirname",
    "cat",
    "rm",
    "awk",
    "sort",
    "grep",
    "head",
    "tr",
    "uname",
    "env",
    "sh",
)


class Machine:
    """A folder of commands that is all the script finds, with stand-ins for the rest."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.log = folder / "apt.log"
        for name in ORDINARY:
            (self.bin / name).symlink_to(shutil.which(name) or name)
        self.fake("apt-get", f'echo "$*" >>{self.log}; {self.bin}/afterwards 2>&1 || true')
        self.fake("afterwards", "true")

    def fake(self, name: str, does: str) -> None:
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
        path.chmod(0o755)

    def user(self, number: int) -> None:
        self.fake("id", f"echo {number}")

    def prepare(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", ROOT / ".ci" / "prepare.sh", *words],
            env={"PATH": str(self.bin), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )

    def installed(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_user_is_told_the_one_line_to_type(machine: Machine) -> None:
    machine.user(1000)
    done = machine.prepare("python")
    assert done.returncode == 1
    assert "缺少：Python 3.11" in done.stderr
    assert "sudo apt-get update && sudo apt-get install -y python3 python3-venv" in done.stderr
    assert machine.installed() == []


def test_root_gets_it_installed(machine: Machine) -> None:
    machine.user(0)
    (machine.bin / "mv").symlink_to(shutil.which("mv") or "mv")
    machine.fake("not-yet-there", "exit 0")
    machine.fake("afterwards", f"mv {machine.bin}/not-yet-there {machine.bin}/python3.12")
    done = machine.prepare("python")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "python3.12\n"
    assert machine.installed()[-1].endswith("python3 python3-venv")


def test_an_old_python_is_not_taken(machine: Machine) -> None:
    machine.user(1000)
    machine.fake("python3", "exit 1")
    assert machine.prepare("python").returncode == 1


def test_a_python_without_venv_asks_for_just_that(machine: Machine) -> None:
    machine.user(1000)
    machine.fake(
        "python3.13",
        'case "$2" in *ensurepip*) exit 1;; *print*) echo python3.13-venv;; *) exit 0;; esac',
    )
    done = machine.prepare("python")
    assert done.returncode == 1
    assert "apt-get install -y python3.13-venv" in done.stderr


def test_a_failed_installation_says_so(machine: Machine) -> None:
    machine.user(0)
    machine.fake("apt-get", "exit 100")
    done = machine.prepare("python")
    assert done.returncode == 1
    assert "系统软件没有装上" in done.stderr


def test_without_apt_the_names_are_given(machine: Machine) -> None:
    machine.user(1000)
    (machine.bin / "apt-get").unlink()
    done = machine.prepare("python")
    assert done.returncode == 1
    assert "Debian" in done.stderr
    assert "    python3 python3-venv\n" in done.stderr


def test_one_line_names_all_that_later_steps_would_ask_for(machine: Machine) -> None:
    machine.user(1000)
    machine.fake("dpkg-query", 'case "$*" in *libegl1*) exit 1;; *) echo ok installed;; esac')
    said = machine.prepare("python").stderr
    assert "apt-get install -y python3 python3-venv libegl1\n" in said
