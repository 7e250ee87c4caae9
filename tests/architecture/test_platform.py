"""Faults of the platform that were met before: each has a smoke test, so that none comes back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

COUNT_NONE = """
import sys
from PySide6.QtCore import QStringListModel

class Model(QStringListModel):
    def again(self):
        self.beginResetModel()
        self.endResetModel()

model = Model()
model.again()
before = sys.getrefcount(None)
for _ in range(1000):
    model.again()
lost = before - sys.getrefcount(None)
# Immortal None (3.12 and later) always counts the same.
sys.exit(f"{lost} references to None lost" if lost > 100 else 0)
"""


def test_pyside_keeps_the_references_to_none() -> None:
    """PySide6 6.12.0 on CPython 3.10/3.11 drops one per call and aborts after some thousand."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT_NONE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
