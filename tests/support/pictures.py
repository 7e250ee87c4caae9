"""Takes the README's pictures: the real window over a demo office, painted offscreen.

python -m tests.support.pictures            into resources/help, as the README shows them
python -m tests.support.pictures --out DIR --size 1280x720 --theme dark --all
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import deque
from datetime import datetime
from pathlib import Path
from typing import Any

from mediation_app.clock import CHINA

ROOT = Path(__file__).resolve().parents[2]
# name, who is signed in, address; {case} and {fund} are those of the sample story
README = (("today", "zhouguoqing", "today"),)
ALL = (
    *README,
    ("cases", "lixue", "cases"),
    ("case", "lixue", "case/{case}/parties"),
    ("losses", "lixue", "case/{case}/losses"),
    ("agreement", "lixue", "case/{case}/agreement"),
    ("papers", "lixue", "case/{case}/documents"),
    ("fund", "songmei", "fund"),
    ("application", "songmei", "fund/{fund}"),
    ("approvals", "maling", "approvals"),
    ("documents", "lixue", "documents"),
    ("settings", "admin", "settings"),
)
_SETTLE_MS = 1500
_NOW = datetime(2026, 11, 24, 9, 41, tzinfo=CHINA)


def main() -> None:
    """Take the pictures that were asked for."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--out", type=Path, default=ROOT / "resources" / "help")
    words.add_argument("--size", default="1440x900")
    words.add_argument("--theme", choices=("light", "dark"), default="light")
    words.add_argument("--all", action="store_true")
    given = words.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="pictures-")
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        data = Path(folder) / "data"
        places = _office(data)
        wide, high = (int(part) for part in given.size.split("x"))
        _take(data, places, given.out, (wide, high), given.theme, ALL if given.all else README)


def _office(data: Path) -> dict[str, str]:
    from mediation_app.bootstrap import open_workbench
    from mediation_app.clock import SetClock
    from mediation_app.services.demo.office import build_office
    from mediation_app.services.stories import s1_s9, set_up_office

    clock = SetClock(_NOW)
    with open_workbench(data, clock=clock) as workbench:
        build_office(workbench, cases=300, seed=2026)
        cast = set_up_office(workbench, clock)
        told = s1_s9.play(workbench, clock, cast)
    return {"case": told.case_id, "fund": told.application_id}


def _take(
    data: Path,
    places: dict[str, str],
    out: Path,
    size: tuple[int, int],
    theme: str,
    wanted: tuple[tuple[str, str, str], ...],
) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from mediation_app.clock import SetClock
    from ui import preferences
    from ui.platform_setup import after_application, before_application
    from ui.program import Program

    out.mkdir(parents=True, exist_ok=True)
    before_application()
    app = QApplication([])
    after_application(app)
    app.setQuitOnLastWindowClosed(False)
    preferences.change(preferences.Preferences(), theme=theme)
    queue = deque(wanted)
    shown: dict[str, Any] = {}
    kept: list[Program] = []

    def begin() -> None:
        if not queue:
            app.quit()
            return
        name, login, address = queue.popleft()
        program = Program(app, data, clock=SetClock(_NOW))
        kept.append(program)
        shown["program"], shown["name"] = program, name
        program.start(sign_in_as=login, open_at=address.format(**places))
        assert program.window is not None
        program.window.resize(*size)
        QTimer.singleShot(_SETTLE_MS, settle)

    def settle() -> None:
        if not shown["program"].gate.is_open:
            QTimer.singleShot(_SETTLE_MS, settle)
            return
        QTimer.singleShot(_SETTLE_MS, grab)

    def grab() -> None:
        program = shown["program"]
        program.window.grab().save(str(out / f"{shown['name']}.png"))
        program.window.hide()
        program.close()
        QTimer.singleShot(0, begin)

    QTimer.singleShot(0, begin)
    app.exec()


if __name__ == "__main__":
    main()
