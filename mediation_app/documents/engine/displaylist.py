"""What a laid-out document is: pages of things to draw. PDF, screen and printer replay it.

Lengths are points (1/72 inch), x from the left, y from the top of the page downwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from mediation_app.documents.engine.fonts import FontRef


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Characters of one font and size on one baseline.

    ``xs`` are the glyphs' left ends; ``text`` has one character per glyph. ``embolden`` is the
    width of an extra stroke in em (a faked bold), ``stretch`` scales glyphs across (1: natural).
    """

    font: FontRef
    size: float
    y: float
    xs: tuple[float, ...]
    glyphs: tuple[int, ...]
    text: str
    color: str = "000000"
    embolden: float = 0.0
    stretch: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line of ``width`` points; ``dash`` is on/off lengths, empty for a full line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    color: str = "000000"
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    color: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG; ``data`` is the image file itself."""

    x: float
    y: float
    width: float
    height: float
    data: bytes


Item = GlyphRun | Line | Rect | Picture


@dataclass(frozen=True, slots=True)
class Page:
    """One page, its items in painting order."""

    width: float
    height: float
    items: tuple[Item, ...]

    def text_lines(self) -> list[str]:
        """The text by baselines, top to bottom and left to right: for tests and for searching."""
        rows: dict[float, list[tuple[float, str]]] = {}
        for item in self.items:
            if isinstance(item, GlyphRun) and item.xs:
                rows.setdefault(round(item.y, 1), []).append((item.xs[0], item.text))
        return ["".join(text for _x, text in sorted(row)) for _y, row in sorted(rows.items())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The pages of a document, its title, and the characters no font could show."""

    pages: tuple[Page, ...]
    title: str = ""
    author: str = ""
    missing: tuple[str, ...] = ()
