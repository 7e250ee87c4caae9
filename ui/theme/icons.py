"""Icons: Lucide drawings, stroked in a token's colour, rendered for the device's pixel ratio."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mediation_app.paths import resource_dir
from ui.theme.current import look

_STROKE = re.compile(r'stroke-width="[\d.]+"')
STROKE_PX = 1.5
_drawn: dict[tuple[str, int, int, float], QPixmap] = {}


@cache
def _source(name: str) -> str:
    path = resource_dir() / "icons" / f"{name}.svg"
    return re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def svg(name: str, color: QColor, size: float) -> bytes:
    """The drawing with its stroke in ``color``, 1.5 px wide at ``size`` px. FileNotFoundError."""
    text = _STROKE.sub(f'stroke-width="{STROKE_PX * 24 / size:.3f}"', _source(name))
    return text.replace("currentColor", color.name()).encode()


def pixmap(name: str, color: QColor, size: int, dpr: float) -> QPixmap:
    """The icon at ``size`` logical px for a device pixel ratio, kept for the next time."""
    key = (name, color.rgba(), size, dpr)
    found = _drawn.get(key)
    if found is not None:
        return found
    side = max(1, round(size * dpr))
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg(name, color, size))).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(dpr)
    if len(_drawn) > 800:
        _drawn.clear()
    _drawn[key] = made
    return made


def paint_icon(painter: QPainter, name: str, rect: QRectF, token: str) -> None:
    """Paint an icon centred in ``rect`` (its height is the icon's size) in a token's colour."""
    size = round(min(rect.width(), rect.height()))
    device = painter.device()
    dpr = device.devicePixelRatioF()
    drawn = pixmap(name, look().color(token), size, dpr)
    x = rect.x() + (rect.width() - size) / 2
    y = rect.y() + (rect.height() - size) / 2
    painter.drawPixmap(round(x), round(y), drawn)


def icon(
    name: str, tone: str = "text2", size: int = 16, *, disabled: str = "control", gap: int = 0
) -> QIcon:
    """A QIcon for a button; ``size`` and the empty ``gap`` behind it are in px at 100 % zoom."""
    now = look()
    scaled = now.px(size)
    dpr = cast("QGuiApplication", QGuiApplication.instance()).devicePixelRatio()
    made = QIcon()
    made.addPixmap(_widen(pixmap(name, now.color(tone), scaled, dpr), gap), QIcon.Mode.Normal)
    made.addPixmap(_widen(pixmap(name, now.color(disabled), scaled, dpr), gap), QIcon.Mode.Disabled)
    return made


def _widen(drawn: QPixmap, gap: int) -> QPixmap:
    """Qt leaves 4 px between icon and text; the rest is made part of the icon."""
    if not gap:
        return drawn
    dpr = drawn.devicePixelRatio()
    made = QPixmap(drawn.width() + round(look().px(gap) * dpr), drawn.height())
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return made


def icon_size(size: int = 16, *, gap: int = 0) -> QSize:
    """The icon size at the present zoom."""
    return QSize(look().px(size) + look().px(gap), look().px(size))


@cache
def _app_source() -> bytes:
    return (resource_dir() / "icons" / "app.svg").read_bytes()


def app_pixmap(size: int, dpr: float = 1.0) -> QPixmap:
    """The program's own sign, ``size`` logical px."""
    side = round(size * dpr)
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(_app_source())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(dpr)
    return made


def app_icon() -> QIcon:
    """The window icon in the sizes desktops ask for."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(app_pixmap(side))
    return made


_files: dict[str, str] = {}


def icon_file(name: str, token: str) -> str:
    """A recoloured icon as a file, for the few places where a style sheet needs an image."""
    import tempfile
    from pathlib import Path

    color = look().color(token)
    key = f"{name}-{color.name()[1:]}"
    if key not in _files:
        folder = _files.get("")
        if folder is None:
            folder = tempfile.mkdtemp(prefix="mediation-app-icons-")
            _files[""] = folder
            import atexit
            import shutil

            atexit.register(shutil.rmtree, folder, ignore_errors=True)
        path = Path(folder) / f"{key}.svg"
        path.write_bytes(svg(name, color, 16))
        _files[key] = path.as_posix()
    return _files[key]
