"""Brush strokes shared by delegates and painted widgets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.theme import look, paint_icon

# Tone of a tag: background token, text token.
TAG_TONES: dict[str, tuple[str, str]] = {
    "neutral": ("neutralSoft", "text2"),
    "accent": ("accentSoft", "accentText"),
    "fund": ("fundSoft", "fund"),
    "danger": ("dangerSoft", "danger"),
    "warn": ("warnSoft", "warn"),
    "ok": ("okSoft", "ok"),
    "overdue": ("dangerFill", "onAccent"),
    "plain": ("", "text2"),
    "plainStrong": ("", "text"),
    "plainFund": ("", "fund"),
}
OPENING = "（〔《“「【"


def text_width(text: str, role: str) -> float:
    """The width of a text in a role, in px, rounded up."""
    return QFontMetricsF(look().font(role)).horizontalAdvance(text)


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    *,
    role: str = "body",
    tone: str = "text",
    right: bool = False,
    centre: bool = False,
    elide: bool = True,
    hang: bool = True,
    color: QColor | None = None,
) -> float:
    """Paint one line, vertically centred and lifted by 5 % of its size; its width comes back.

    A full-width bracket at the start hangs to the left by half its size.
    """
    if not text:
        return 0.0
    font = look().font(role)
    metrics = QFontMetricsF(font)
    shown = text
    if elide and metrics.horizontalAdvance(text) > rect.width() + 0.5:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        if not shown:  # no room even for the ellipsis, as while a layout settles
            return 0.0
    width = metrics.horizontalAdvance(shown)
    x = rect.x()
    if right:
        x = rect.right() - width
    elif centre:
        x = rect.x() + (rect.width() - width) / 2
    elif hang and shown[0] in OPENING:
        x -= font.pixelSize() * 0.5
    painter.setFont(font)
    painter.setPen(color if color is not None else look().color(tone))
    painter.drawText(QPointF(x, baseline(rect, font, metrics)), shown)
    return width


def baseline(rect: QRectF, font: QFont, metrics: QFontMetricsF) -> float:
    """Where the text stands so that Chinese glyphs look centred in ``rect``."""
    middle = rect.y() + (rect.height() + metrics.ascent() - metrics.descent()) / 2
    return round(middle - font.pixelSize() * 0.05)


def draw_hits(
    painter: QPainter,
    rect: QRectF,
    text: str,
    hits: Sequence[tuple[int, int]],
    *,
    role: str,
    tone: str,
) -> float:
    """Paint a line with search hits marked and a quiet 与; the width used comes back."""
    quiet = text.find(" 与 ")
    if not text or (not hits and quiet < 0):
        return draw_text(painter, rect, text, role=role, tone=tone)
    font = look().font(role)
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(text) > rect.width() + 0.5:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    high = font.pixelSize() * 1.38
    painter.setFont(font)
    y = baseline(rect, font, metrics)
    for start, end, marked in _pieces(text, hits):
        left = rect.x() + metrics.horizontalAdvance(text[:start])
        piece = text[start:end]
        if marked:
            box = QRectF(left - 1, 0, metrics.horizontalAdvance(piece) + 2, high)
            box.moveTop(rect.center().y() - high / 2)
            fill_round(painter, box, "hit", 2)
        color = "hitText" if marked else "text3" if piece == " 与 " else tone
        painter.setPen(look().color(color))
        painter.drawText(QPointF(left, y), piece)
    return metrics.horizontalAdvance(text)


def _pieces(text: str, hits: Sequence[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    """Cut a text at its hits and at the quiet 与: (start, end, is a hit)."""
    cuts = {0, len(text)}
    spans = [(max(0, s), min(len(text), s + n)) for s, n in hits if s < len(text)]
    for start, end in spans:
        cuts |= {start, end}
    place = text.find(" 与 ")
    if place >= 0 and not any(start < place + 3 and end > place for start, end in spans):
        cuts |= {place, place + 3}
    edges = sorted(cuts)
    return [
        (a, b, any(start <= a and b <= end for start, end in spans))
        for a, b in pairwise(edges)
        if b > a
    ]


def fill_round(painter: QPainter, rect: QRectF, token: str, radius: float) -> None:
    """A filled rounded box in a token's colour, no edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look().color(token))
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def stroke_round(painter: QPainter, rect: QRectF, token: str, radius: float, width: float) -> None:
    """The edge of a rounded box, drawn inside ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look().color(token), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = width / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
    painter.restore()


def focus_ring(painter: QPainter, rect: QRectF | QRect, radius: float = 6) -> None:
    """The 2-px ring of the focused thing."""
    stroke_round(painter, QRectF(rect), "accent", look().px(radius), 2)


def hairline(painter: QPainter, x1: float, x2: float, y: float, tone: str = "border") -> None:
    """A 1-px horizontal line."""
    painter.fillRect(QRectF(x1, y, x2 - x1, 1), look().color(tone))


def tag_size(text: str, *, height: int = 20, role: str = "captionStrong") -> tuple[float, float]:
    """Width and height of a tag."""
    return text_width(text, role) + 2 * look().px(6), look().px(height)


def draw_tag(
    painter: QPainter,
    x: float,
    middle: float,
    text: str,
    tone: str,
    *,
    right: bool = False,
    height: int = 20,
) -> float:
    """A tag whose left (or right) edge is at ``x``; its width comes back.

    ``plain`` tones have no box and no padding.
    """
    back, front = TAG_TONES[tone]
    if not back:
        role = "tableStrong" if tone in ("plainStrong", "plainFund") else "table"
        width = text_width(text, role)
        left = x - width if right else x
        box = QRectF(left, middle - look().px(10), width + 1, look().px(20))
        draw_text(painter, box, text, role=role, tone=front, elide=False)
        return width
    width, high = tag_size(text, height=height)
    box = QRectF(x - width if right else x, middle - high / 2, width, high)
    fill_round(painter, box, back, look().px(4))
    draw_text(painter, box, text, role="captionStrong", tone=front, centre=True, elide=False)
    return width


def draw_key(
    painter: QPainter, x: float, middle: float, text: str, *, right: bool = False
) -> float:
    """A key cap with an edge, as shown on the focused row; its width comes back."""
    now = look()
    width = text_width(text, "captionStrong") + 2 * now.px(6)
    high = now.px(20)
    box = QRectF(x - width if right else x, middle - high / 2, width, high)
    fill_round(painter, box, "surface", now.px(4))
    stroke_round(painter, box, "border", now.px(4), 1)
    draw_text(painter, box, text, role="captionStrong", tone="text2", centre=True, elide=False)
    return width


def draw_state(painter: QPainter, rect: QRectF, word: str, step: int, tone: str) -> None:
    """A word over a five-step bar."""
    now = look()
    line = now.px(17)
    top = rect.center().y() - (line + now.px(6)) / 2
    word_tone = "text" if tone in ("accent", "fund", "ok") else tone
    draw_text(
        painter, QRectF(rect.x(), top - 1, rect.width(), line), word, role="table", tone=word_tone
    )
    wide, gap, high = now.px(10), now.px(2), now.px(3)
    y = top + line + now.px(2)
    for number in range(5):
        box = QRectF(rect.x() + number * (wide + gap), y, wide, high)
        fill_round(painter, box, tone if number < step else "border", high / 2)


def draw_badge(
    painter: QPainter, centre: QPointF, count: int, back: str, front: str, *, size: int = 16
) -> None:
    """A round count; wider for two digits, 99+ above."""
    now = look()
    text = str(count) if count < 100 else "99+"
    high = now.px(size)
    width = max(high, text_width(text, "count") + now.px(8))
    box = QRectF(centre.x() - width / 2, centre.y() - high / 2, width, high)
    fill_round(painter, box, back, high / 2)
    # Digits sit higher than Chinese: no lift.
    font = now.font("count")
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(now.color(front))
    x = box.center().x() - metrics.horizontalAdvance(text) / 2
    y = box.center().y() + metrics.capHeight() / 2
    painter.drawText(QPointF(x, y), text)


def draw_icon(
    painter: QPainter, x: float, middle: float, name: str, token: str, *, size: int = 16
) -> float:
    """An icon whose left edge is at ``x``; its width comes back."""
    side = look().px(size)
    paint_icon(painter, name, QRectF(x, middle - side / 2, side, side), token)
    return float(side)
