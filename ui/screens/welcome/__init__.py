"""首次使用: five steps from an empty folder to a working office. Nothing is stored before the last."""

from __future__ import annotations

from ui.screens.welcome.page import WelcomePage

__all__ = ["WelcomePage"]
