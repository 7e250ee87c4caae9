"""A bar that shows parts of one sum; bars of one sum share one scale."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.theme import look
from ui.widgets.painting import fill_round, stroke_round

Part = tuple[Decimal, Decimal, str]
"""From, length, tone (``c1`` … ``c6``)."""
_EDGES = {"c5": "c1", "c6": "c2"}  # a second series is too pale without an edge
LEAST = 3.0  # px: a part of a cent is still to be seen


def draw_sum_bar(painter: QPainter, box: QRectF, whole: Decimal, parts: Sequence[Part]) -> None:
    """Paint the track and the parts, a 1-px gap between two that touch."""
    radius = look().px(2)
    fill_round(painter, box, "neutralSoft", radius)
    if whole <= 0:
        return
    scale = box.width() / float(whole)
    for start, length, tone in parts:
        if length <= 0:
            continue
        wide = max(float(length) * scale - 1, LEAST)
        left = min(box.x() + float(start) * scale, box.right() - wide)
        piece = QRectF(max(left, box.x()), box.y(), min(wide, box.width()), box.height())
        fill_round(painter, piece, tone, radius)
        if tone in _EDGES:
            stroke_round(painter, piece, _EDGES[tone], radius, 1)
