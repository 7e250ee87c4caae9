"""The program from its own command to its first list, watched. Run by bench_start.

    python -m tests.benchmarks.start_program DATA

Nothing of the program is changed but that its start is watched: the first paint of a table that
has rows is reported, then the moment the store is open. No module of the program is imported
sooner than it would be.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTableView

from mediation_app.cli import main
from ui import platform_setup

if TYPE_CHECKING:
    from ui.program import Program


class Watch(QObject):
    """Looks at the tables of the window until one has been painted with rows."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.program, self.seen = program, False
        assert program.window is not None, "nobody was signed in"
        for table in program.window.findChildren(QTableView):
            table.viewport().installEventFilter(self)
        self.timer = QTimer(self)
        self.timer.setInterval(20)
        self.timer.timeout.connect(self.look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.seen:
            table = watched.parent()
            assert isinstance(table, QTableView)
            if table.model().rowCount() > 0:
                self.seen = True
                rows = table.model().rowCount()
                QTimer.singleShot(0, lambda: self.painted(rows))
        return False

    def painted(self, rows: int) -> None:
        """The rows are on the screen."""
        from tests.benchmarks.start_report import report

        report("painted", rows=rows, modules=len(sys.modules))
        self.timer.start()

    def look(self) -> None:
        """Wait for the store."""
        if self.program.gate.is_open:
            from tests.benchmarks.start_report import report

            self.timer.stop()
            report("open", modules=len(sys.modules))
            QApplication.quit()


def ready(app: QApplication) -> bool:
    """``after_application``, and then watch the start of the program made next."""
    from ui.program import Program

    started = Program.start

    def watched_start(program: Program, **how: str) -> None:
        started(program, **how)
        program.watch = Watch(program)  # type: ignore[attr-defined]

    Program.start = watched_start  # type: ignore[method-assign, assignment]
    return after_application(app)


after_application = platform_setup.after_application
platform_setup.after_application = ready
sys.exit(main(["--data", sys.argv[1]]))
