"""What hangs on the window beside the screens: the palette's sources, the person's menu, badges."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.program import Program
    from ui.session import Session
    from ui.shell.main_window import MainWindow


def furnish(program: Program, window: MainWindow, session: Session) -> None:
    """Hang everything up. Called once, after the first paint."""
    window.top_bar.person.add("切换人员", program.sign_out, icon_name="log-out")
    del session
