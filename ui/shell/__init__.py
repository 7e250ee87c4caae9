"""The main window: rail, bars, overlay, toasts. It knows screens only by their registry."""

from __future__ import annotations

from ui.shell.main_window import MainWindow

__all__ = ["MainWindow"]
