"""Turns placed lines into display-list items."""

from __future__ import annotations

from dataclasses import dataclass, field

from mediation_app.documents.engine.atoms import Atom, Kind
from mediation_app.documents.engine.displaylist import GlyphRun, Item, Line, Picture, Rect
from mediation_app.documents.engine.lines import LineBox
from mediation_app.documents.engine.model import Border, Char, Image, Section, Tab

_UNDERLINE_BELOW, _UNDERLINE_WIDTH, _STRIKE_ABOVE = 0.13, 0.05, 0.3  # of the font size
_LEADER_DASH = {"dot": (0.6, 2.4), "middleDot": (0.6, 2.4), "hyphen": (2.5, 2.0)}


@dataclass(slots=True)
class Canvas:
    """What is being painted on one page; pictures behind the text come first."""

    section: Section
    items: list[Item] = field(default_factory=list)
    behind: list[Item] = field(default_factory=list)

    def all_items(self) -> tuple[Item, ...]:
        """Everything in painting order."""
        return (*self.behind, *self.items)


def paint_line(canvas: Canvas, line: LineBox, x: float, y: float) -> None:
    """Draws a line whose text begins at ``x`` and whose top is ``y``."""
    baseline = y + line.baseline
    for image in line.anchored:
        _anchor(canvas, image, x, y)
    _backgrounds(canvas, line, x, y)
    _glyphs(canvas, line, x, baseline)
    _rules(canvas, line, x, baseline)
    for place, atom in enumerate(line.atoms):
        if atom.image is not None:
            image = atom.image
            top = baseline - image.height
            canvas.items.append(
                Picture(x + line.xs[place], top, image.width, image.height, image.data)
            )
        elif place in line.tabs:
            _leader(canvas, line.tabs[place], atom, x + line.xs[place], baseline)


def paint_border(canvas: Canvas, border: Border, ends: tuple[float, float, float, float]) -> None:
    """Draws one edge from (x1, y1) to (x2, y2)."""
    if border.width <= 0:
        return
    x1, y1, x2, y2 = ends
    dash = {"dashed": (3.0, 2.0), "dotted": (1.0, 1.5), "dashSmallGap": (3.0, 1.0)}
    if border.kind in ("double", "thinThickSmallGap", "thickThinSmallGap"):
        gap = border.width
        dx, dy = (0.0, gap) if y1 == y2 else (gap, 0.0)
        for side in (-1, 1):
            canvas.items.append(
                Line(x1 + side * dx, y1 + side * dy, x2 + side * dx, y2 + side * dy,
                     border.width, border.color)
            )  # fmt: skip
        return
    canvas.items.append(Line(x1, y1, x2, y2, border.width, border.color, dash.get(border.kind, ())))


def _glyphs(canvas: Canvas, line: LineBox, x: float, baseline: float) -> None:
    current: tuple[object, ...] | None = None
    xs: list[float] = []
    glyphs: list[int] = []
    chars: list[str] = []
    atom_of_run: Atom | None = None

    def flush() -> None:
        if atom_of_run is None or atom_of_run.shape is None:
            return
        look, shape = atom_of_run.look, atom_of_run.shape
        canvas.items.append(
            GlyphRun(
                shape.font,
                look.size,
                baseline - look.raised,
                tuple(xs),
                tuple(glyphs),
                "".join(chars),
                look.color,
                shape.embolden,
                look.stretch,
            )
        )

    for place, atom in enumerate(line.atoms):
        shape = atom.shape
        if shape is None or (atom.kind == Kind.SPACE and not xs):
            continue
        look = atom.look
        key = (shape.font, shape.embolden, look.size, look.color, look.stretch, look.raised)
        if key != current:
            flush()
            current, atom_of_run = key, atom
            xs, glyphs, chars = [], [], []
        xs.append(round(x + line.xs[place] + shape.shift * look.size * look.stretch, 3))
        glyphs.append(shape.glyph)
        chars.append(atom.text)
    flush()


def _ends(line: LineBox, place: int) -> tuple[float, float]:
    """Left and right end of an atom, stretched gaps included."""
    left = line.xs[place]
    natural = left + line.atoms[place].width
    return left, max(natural, line.xs[place + 1]) if place + 1 < len(line.xs) else natural


def _spans(line: LineBox, key: str) -> list[tuple[float, float, Char]]:
    """Stretches of neighbouring atoms with the same value of one property of the look."""
    found: list[tuple[float, float, Char]] = []
    for place, atom in enumerate(line.atoms):
        value = getattr(atom.look, key)
        if not value or atom.kind in (Kind.BREAK, Kind.PAGE):
            continue
        left, right = _ends(line, place)
        last = found[-1] if found else None
        if last and abs(last[1] - left) < 0.01 and getattr(last[2], key) == value:
            look = last[2] if last[2].size >= atom.look.size else atom.look
            found[-1] = (last[0], right, look)
        else:
            found.append((left, right, atom.look))
    return found


def _backgrounds(canvas: Canvas, line: LineBox, x: float, y: float) -> None:
    for left, right, look in _spans(line, "shade"):
        canvas.items.append(Rect(x + left, y, right - left, line.height, look.shade))


def _rules(canvas: Canvas, line: LineBox, x: float, baseline: float) -> None:
    for left, right, look in _spans(line, "underline"):
        width = look.size * _UNDERLINE_WIDTH
        y = baseline + look.size * _UNDERLINE_BELOW
        if look.underline == "double":
            for level in (y - width * 0.8, y + width * 0.8):
                canvas.items.append(
                    Line(x + left, level, x + right, level, width * 0.7, look.color)
                )
            continue
        dash = (0.8, 1.2) if look.underline.startswith("dotted") else ()
        dash = (3.0, 2.0) if look.underline.startswith("dash") else dash
        canvas.items.append(Line(x + left, y, x + right, y, width, look.color, dash))
    for left, right, look in _spans(line, "strike"):
        y = baseline - look.size * _STRIKE_ABOVE
        canvas.items.append(
            Line(x + left, y, x + right, y, look.size * _UNDERLINE_WIDTH, look.color)
        )


def _leader(canvas: Canvas, tab: Tab, atom: Atom, x: float, baseline: float) -> None:
    if tab.leader in ("none", ""):
        return
    end = x + atom.width
    if tab.leader in ("underscore", "heavy"):
        y, dash = baseline + atom.look.size * _UNDERLINE_BELOW, tuple[float, ...]()
    else:
        level = 0.3 if tab.leader == "middleDot" else 0.05
        y, dash = baseline - atom.look.size * level, _LEADER_DASH.get(tab.leader, (0.6, 2.4))
    width = atom.look.size * _UNDERLINE_WIDTH
    canvas.items.append(Line(x, y, end, y, width, atom.look.color, dash))


def _anchor(canvas: Canvas, image: Image, x: float, y: float) -> None:
    """Draws an anchored picture relative to page, margin, column or paragraph."""
    sheet = canvas.section
    across = {
        "page": (0.0, sheet.width),
        "margin": (sheet.left, sheet.width - sheet.right),
        "leftMargin": (0.0, sheet.left),
        "rightMargin": (sheet.width - sheet.right, sheet.width),
    }.get(image.x_from, (x, sheet.width - sheet.right))
    down = {
        "page": (0.0, sheet.height),
        "margin": (sheet.top, sheet.height - sheet.bottom),
        "topMargin": (0.0, sheet.top),
        "bottomMargin": (sheet.height - sheet.bottom, sheet.height),
    }.get(image.y_from, (y, sheet.height - sheet.bottom))
    left = _aligned(across, image.width, image.x_align, image.x)
    top = _aligned(down, image.height, image.y_align, image.y)
    layer = canvas.behind if image.behind else canvas.items
    layer.append(Picture(left, top, image.width, image.height, image.data))


def _aligned(frame: tuple[float, float], size: float, align: str, offset: float) -> float:
    start, end = frame
    if align == "center":
        return (start + end - size) / 2
    if align in ("right", "bottom", "outside"):
        return end - size
    return start + (0.0 if align else offset)
