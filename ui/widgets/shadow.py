"""The soft shadow under overlays: painted rings instead of a graphics effect, which is slow."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.theme import look


def draw_shadow(painter: QPainter, box: QRectF, *, blur: int = 18, down: int = 7) -> None:
    """Up to 20 % black under a rounded box; ``blur`` px soft, ``down`` px lower."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    size = look().px(blur)
    for ring in range(size, 0, -1):
        part = 1 - ring / size
        painter.setBrush(QColor(0, 0, 0, round(255 * 0.2 * part * part / 3) + 1))
        grown = box.adjusted(-ring, -ring, ring, ring).translated(0, look().px(down))
        painter.drawRoundedRect(grown, ring + 10, ring + 10)
    painter.restore()
