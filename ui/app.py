"""Starting the window. Nothing heavy is imported here: the first page is painted before."""

from __future__ import annotations

import os
import sys
from pathlib import Path

SIGN_IN_AS = "MEDIATION_APP_SIGN_IN_AS"
OPEN_AT = "MEDIATION_APP_OPEN_AT"


def run(place: str | Path, *, sign_in_as: str = "", open_at: str = "") -> int:
    """Open the program at a data folder or a database address; returns the exit code.

    In a demo office the person named (``sign_in_as``, else ``MEDIATION_APP_SIGN_IN_AS``) is signed
    in without a password; ``open_at`` (else ``MEDIATION_APP_OPEN_AT``) is the first address.
    """
    from ui.platform_setup import after_application, before_application, plain_imports

    input_method = before_application()
    from PySide6.QtWidgets import QApplication

    plain_imports()
    from ui.program import Program

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    after_application(app)
    program = Program(app, place, input_method=input_method)
    program.start(
        sign_in_as=sign_in_as or os.environ.get(SIGN_IN_AS, ""),
        open_at=open_at or os.environ.get(OPEN_AT, "") or "today",
    )
    code = app.exec()
    program.close()
    return code
