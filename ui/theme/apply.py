"""Sets Fusion, palette, font and sheet on the application, once, and again when asked."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.theme import sheet
from ui.theme.current import Look, look, put_look, set_look
from ui.theme.tokens import Mode
from ui.theme.typography import load_fonts

ZOOM_STEPS = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


def apply_theme(
    app: QApplication,
    *,
    mode: Mode = Mode.LIGHT,
    zoom: float = 1.0,
    fonts: Path | None = None,
) -> Look:
    """Give the application its look; ``zoom`` is held between 1.0 and 2.0."""
    if app.style().objectName().lower() != "fusion":
        app.setStyle("Fusion")
    now = Look(mode=mode, zoom=min(2.0, max(1.0, zoom)), family=load_fonts(fonts))
    # The look must be in force before the sheet is built: its images are coloured by it.
    put_look(now)
    # An empty palette gives the system's own back, which high contrast lives on.
    app.setPalette(QPalette() if mode is Mode.HIGH_CONTRAST else _palette(now))
    app.setFont(now.font("body"))
    app.setStyleSheet(sheet.build(now))
    set_look(now)
    return now


def set_mode(mode: Mode) -> None:
    """Recolour the running window."""
    _again(mode=mode, zoom=look().zoom)


def set_zoom(zoom: float) -> None:
    """Resize type, rows and icons of the running window, 1.0 to 2.0."""
    _again(mode=look().mode, zoom=zoom)


def step_zoom(direction: int) -> float:
    """The next zoom step up (1) or down (-1) from the present one; 0 gives 100 %."""
    if direction == 0:
        return 1.0
    now = look().zoom
    if direction > 0:
        return next((step for step in ZOOM_STEPS if step > now + 0.001), ZOOM_STEPS[-1])
    return next((step for step in reversed(ZOOM_STEPS) if step < now - 0.001), 1.0)


def _again(*, mode: Mode, zoom: float) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply_theme(app, mode=mode, zoom=zoom)


def system_mode() -> Mode:
    """What the desktop asks for: high contrast, dark or light."""
    if _system_high_contrast():
        return Mode.HIGH_CONTRAST
    scheme = QGuiApplication.styleHints().colorScheme()
    return Mode.DARK if scheme == Qt.ColorScheme.Dark else Mode.LIGHT


def _system_high_contrast() -> bool:
    if sys.platform == "win32":
        import ctypes

        class HighContrast(ctypes.Structure):
            _fields_ = (
                ("cbSize", ctypes.c_uint),
                ("dwFlags", ctypes.c_uint),
                ("lpszDefaultScheme", ctypes.c_wchar_p),
            )

        found = HighContrast(ctypes.sizeof(HighContrast), 0, None)
        spi_get_high_contrast, on = 0x0042, 0x1
        ctypes.windll.user32.SystemParametersInfoW(
            spi_get_high_contrast, found.cbSize, ctypes.byref(found), 0
        )
        return bool(found.dwFlags & on)
    return "highcontrast" in os.environ.get("GTK_THEME", "").lower().replace("-", "")


def _palette(now: Look) -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    for where, token in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "subtle"),
        (role.Text, "text"),
        (role.PlaceholderText, "text3"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "onAccent"),
        (role.Highlight, "accentFill"),
        (role.HighlightedText, "onAccent"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "text"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Light, "surface"),
        (role.Midlight, "border"),
        (role.Mid, "border"),
        (role.Dark, "control"),
        (role.Shadow, "control"),
    ):
        made.setColor(where, now.color(token))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, now.color("text3"))
    return made
