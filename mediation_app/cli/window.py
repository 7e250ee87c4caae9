"""Opening the window. The only place below the window that names it, and only at run time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module


def open_window(given: Sequence[str], *, sign_in_as: str = "", open_at: str = "") -> int:
    """Open the program's window and stay until it is closed.

    In a demo office somebody may be signed in at once, at an address.
    """
    from mediation_app.cli.parser import window_place

    place = window_place(given)
    try:
        app = import_module("ui.app")
    except ImportError as error:
        print(
            f"窗口打不开：缺少图形组件（{error.name or error}）。"
            "在程序文件夹运行 make install，或按 README 安装系统组件",
            file=sys.stderr,
        )
        return 1
    code: int = app.run(place, sign_in_as=sign_in_as, open_at=open_at)
    return code


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    import os

    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
