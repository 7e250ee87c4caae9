"""设置: the office, its people, the rules it works by, the look, backups, the program's health."""

from __future__ import annotations

from ui.screens.settings.screen import SettingsScreen

__all__ = ["SettingsScreen"]
