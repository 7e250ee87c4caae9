"""The look of the window: tokens, type, sheet, icons. ``apply`` sets it, ``look()`` answers."""

from __future__ import annotations

from ui.theme.apply import apply_theme, set_mode, set_zoom, system_mode
from ui.theme.current import Look, follow_look, look, look_signal
from ui.theme.icons import app_icon, app_pixmap, icon, icon_size, paint_icon
from ui.theme.tokens import Mode

__all__ = [
    "Look",
    "Mode",
    "app_icon",
    "app_pixmap",
    "apply_theme",
    "follow_look",
    "icon",
    "icon_size",
    "look",
    "look_signal",
    "paint_icon",
    "set_mode",
    "set_zoom",
    "system_mode",
]
