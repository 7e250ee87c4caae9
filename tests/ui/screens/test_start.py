"""What is imported before the first paint: no database layer, no engine of documents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mediation_app.bootstrap import Workbench

ROOT = Path(__file__).resolve().parents[3]
HEAVY = (
    "sqlalchemy", "alembic", "docx", "reportlab", "lxml", "pydantic", "psycopg", "argon2",
    "fontTools", "pypdfium2",
)  # fmt: skip
_SCRIPT = """
import os, sys
from ui.platform_setup import after_application, before_application
before_application()
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from ui.program import Program
app = QApplication([])
after_application(app)
class Spy(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType() and watched.isWindow():
            print(*sorted(name for name in sys.argv[4:] if name in sys.modules), flush=True)
            os._exit(0)
        return False
spy = Spy()
app.installEventFilter(spy)
program = Program(app, sys.argv[1])
program.start(sign_in_as=sys.argv[2], open_at=sys.argv[3])
app.exec()
"""


@pytest.mark.parametrize(
    ("login", "address"), [("lixue", "cases"), ("lixue", "today"), ("", "today")]
)
def test_nothing_heavy_stands_before_the_first_paint(
    demo_bench: Workbench, login: str, address: str
) -> None:
    folder = demo_bench.context.store.location.folder
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(folder), login, address, *HEAVY],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
