"""Where Tab goes inside a widget."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_stops(root: QWidget) -> list[QWidget]:
    """The widgets under ``root`` that Tab reaches, in reading order."""
    found: list[QWidget] = []
    here = root.nextInFocusChain()
    seen: set[int] = set()
    while here is not None and here is not root and id(here) not in seen:
        seen.add(id(here))
        reachable = here.focusPolicy() & Qt.FocusPolicy.TabFocus and here.focusProxy() is None
        if root.isAncestorOf(here) and here.isVisible() and here.isEnabled() and reachable:
            found.append(here)
        here = here.nextInFocusChain()
    return found
