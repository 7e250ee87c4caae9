"""The house rules at work: a suite of bad tests is run, and each must fail for its own reason."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.source import ROOT

BAD = """
import logging, socket, warnings
import pytest
from PySide6.QtCore import QThread, QTimer, qWarning, QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QWidget

def test_logs_a_warning():
    logging.getLogger("x").warning("nobody expected this")

@pytest.mark.expected_logs("never logged")
def test_expects_in_vain():
    pass

def test_warns():
    warnings.warn("old way", DeprecationWarning)

def test_calls_out():
    socket.create_connection(("192.0.2.7", 443), timeout=1)

def test_opens_a_dialog(qtbot):
    QFileDialog.getSaveFileName(None, "x")

def test_opens_a_menu(qtbot):
    QMenu.exec([], None)

def test_qt_warns(qtbot):
    qWarning("qt is not happy")

def test_leaves_a_timer(qtbot):
    timer = QTimer()
    timer.start(50)
    pytest.kept = timer

def test_fails_in_a_slot(qtbot):
    class Sender(QObject):
        sent = Signal()
    sender = Sender()
    sender.sent.connect(lambda: 1 // 0)
    sender.sent.emit()

@pytest.mark.misspelt
def test_marker_is_unknown():
    pass

def test_good(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
"""

REASONS = {
    "test_logs_a_warning": "nobody expected this",
    "test_expects_in_vain": "expected log record did not come: never logged",
    "test_warns": "DeprecationWarning: old way",
    "test_calls_out": "a test tried to",
    "test_opens_a_dialog": "QFileDialog.getSaveFileName waits for a person",
    "test_opens_a_menu": "QMenu.exec waits for a person",
    "test_qt_warns": "qt is not happy",
    "test_leaves_a_timer": "left running after the test: timer",
    "test_fails_in_a_slot": "ZeroDivisionError",
}


def run(folder: Path, text: str) -> str:
    (folder / "test_bad.py").write_text(text, "utf-8")
    words = ["-c", ROOT / "pyproject.toml", "--rootdir", ROOT, "-p", "tests.conftest"]
    words += ["-p", "no:cacheprovider", "-p", "no:randomly", "-v", folder / "test_bad.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    known = re.sub(r"@pytest.mark.misspelt\ndef .*\n    pass\n", "", BAD)
    return run(tmp_path_factory.mktemp("bad"), known)


@pytest.mark.parametrize("name", REASONS)
def test_each_bad_test_fails_for_its_reason(said: str, name: str) -> None:
    section = re.split(rf"_{{3,}} (?:ERROR at teardown of )?{name} _{{3,}}", said)
    assert len(section) > 1, said[-3000:]
    assert REASONS[name] in re.split(r"\n_{5,} ", section[1])[0]


def test_a_good_test_passes(said: str) -> None:
    assert re.search(r"::test_good PASSED", said), said[-3000:]
    assert re.search(r"(ERROR|FAILED) \S+::test_good", said) is None


def test_an_unknown_marker_is_an_error(tmp_path: Path) -> None:
    assert "'misspelt' not found in `markers`" in run(tmp_path, BAD)
