"""Breaks a paragraph into lines and places what stands on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mediation_app.documents.engine.atoms import Atom, AtomMaker, Kind, breaks_before
from mediation_app.documents.engine.model import Image, Para, Paragraph, Tab

_EPSILON = 0.02  # points: rounding of twips must not push a character to the next line
_EXACT_BASELINE = 0.8  # of an exact line's height lies above the baseline
_NATURAL = 1.3  # single line spacing in terms of the font size, as Word sets 仿宋
_DESCENT = 0.26
_MIN_TAB = 0.5


@dataclass(slots=True)
class LineBox:
    """One line: its atoms with their left ends (from the text's left edge), height, baseline."""

    atoms: list[Atom]
    xs: list[float]
    height: float
    baseline: float
    ended: Kind | None = None
    tabs: dict[int, Tab] = field(default_factory=dict)
    anchored: list[Image] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The characters on the line."""
        return "".join(atom.text for atom in self.atoms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What the lines of a paragraph are fitted into."""

    width: float
    default_tab: float = 21.0
    stretch_breaks: bool = True


def set_paragraph(paragraph: Paragraph, measure: Measure, maker: AtomMaker) -> list[LineBox]:
    """The lines of a paragraph; an empty one has a single empty line."""
    atoms, anchored = maker.make(paragraph.inlines)
    lines = break_lines(atoms, paragraph.para, measure)
    for line in lines:
        _place(line, paragraph.para, measure, is_first=line is lines[0], is_last=line is lines[-1])
        _stand(line, paragraph)
    lines[0].anchored = anchored
    return lines


def break_lines(atoms: Sequence[Atom], para: Para, measure: Measure) -> list[LineBox]:
    """Fills lines from the left; what does not fit moves to the next line at a lawful place."""
    allowed = breaks_before(atoms)
    lines: list[LineBox] = []
    start, total = 0, len(atoms)
    while start < total:
        end, ended = _line_end(atoms, allowed, start, para, measure)
        lines.append(LineBox(list(atoms[start:end]), [], 0.0, 0.0, ended))
        start = end
    if not lines or lines[-1].ended == Kind.BREAK:
        lines.append(LineBox([], [], 0.0, 0.0))
    return lines


def _left_edge(para: Para, *, is_first: bool) -> float:
    return para.left + (para.first if is_first else 0.0)


def _line_end(
    atoms: Sequence[Atom], allowed: Sequence[bool], start: int, para: Para, measure: Measure
) -> tuple[int, Kind | None]:
    limit = measure.width - para.right + _EPSILON
    x = _left_edge(para, is_first=start == 0)
    cut = start
    for place in range(start, len(atoms)):
        atom = atoms[place]
        kind = atom.kind
        if place > start and allowed[place]:
            cut = place
        if kind in (Kind.BREAK, Kind.PAGE):
            return place + 1, kind
        width = atom.width
        if kind == Kind.TAB:
            width = _tab_advance(atoms, place, x, para, measure)[1]
        hanging = max(atom.look.spacing, 0.0)  # the gap after the last character may hang over
        if kind != Kind.SPACE and x + width - hanging > limit:
            return (cut if cut > start else max(place, start + 1)), None
        x += width
    return len(atoms), None


def _tab_advance(
    atoms: Sequence[Atom], place: int, x: float, para: Para, measure: Measure
) -> tuple[Tab, float]:
    """The stop that a tab at ``x`` goes to, and how far it is."""
    tab = _next_stop(x, para, measure)
    room = tab.position - x
    if tab.kind in ("right", "center", "decimal"):
        following = 0.0
        for atom in atoms[place + 1 :]:
            if atom.kind in (Kind.TAB, Kind.BREAK, Kind.PAGE):
                break
            following += atom.width
        room -= following / 2 if tab.kind == "center" else following
    return tab, max(room, _MIN_TAB)


def _next_stop(x: float, para: Para, measure: Measure) -> Tab:
    own = [tab for tab in para.tabs if tab.kind != "bar"]
    if para.first < 0:  # a hanging indent is a stop too
        own.append(Tab(para.left))
    later = [tab for tab in own if tab.position > x + _EPSILON]
    if later:
        return min(later, key=lambda tab: tab.position)
    step = measure.default_tab
    return Tab((int((x + _EPSILON) / step) + 1) * step)


def _place(line: LineBox, para: Para, measure: Measure, *, is_first: bool, is_last: bool) -> None:
    """Computes the atoms' left ends: tabs, alignment, justification."""
    left = x = _left_edge(para, is_first=is_first)
    last_tab = -1
    for place, atom in enumerate(line.atoms):
        line.xs.append(x)
        if atom.kind == Kind.TAB:
            tab, atom.width = _tab_advance(line.atoms, place, x, para, measure)
            line.tabs[place] = tab
            last_tab = place
        x += atom.width
    visible = len(line.atoms)
    while visible and line.atoms[visible - 1].kind in (Kind.SPACE, Kind.BREAK, Kind.PAGE):
        visible -= 1
    if not visible:
        end = left
    else:
        end = line.xs[visible - 1] + line.atoms[visible - 1].width
        end -= max(line.atoms[visible - 1].look.spacing, 0.0)
    extra = measure.width - para.right - end
    if para.align in ("center", "right") and last_tab < 0:
        shift = extra / 2 if para.align == "center" else extra
        line.xs = [place + shift for place in line.xs]
        return
    if para.align not in ("both", "distribute") or extra <= 0:
        return
    distributed = para.align == "distribute"
    broken = line.ended is not None and not (measure.stretch_breaks and line.ended == Kind.BREAK)
    if (is_last or broken) and not distributed:
        return
    _stretch(line, last_tab + 1, visible, extra, letters=distributed)


def _stretch(line: LineBox, start: int, end: int, extra: float, *, letters: bool) -> None:
    """Shares ``extra`` among the gaps beside hanzi and after spaces."""
    gaps = [
        place
        for place in range(start + 1, end)
        if letters or line.atoms[place - 1].wide or line.atoms[place].wide
        or line.atoms[place - 1].kind == Kind.SPACE
    ]  # fmt: skip
    if not gaps:
        return
    share, shift = extra / len(gaps), 0.0
    widened = set(gaps)
    for place in range(start, len(line.xs)):
        if place in widened:
            shift += share
        line.xs[place] += shift


def _stand(line: LineBox, paragraph: Paragraph) -> None:
    """The height of the line and where its baseline lies."""
    para = paragraph.para
    sizes = [atom.look.size for atom in line.atoms] or [paragraph.mark.size]
    natural, descent = max(sizes) * _NATURAL, max(sizes) * _DESCENT
    pictures = [atom.image.height for atom in line.atoms if atom.image is not None]
    if para.rule == "exact":
        line.height, line.baseline = para.line, para.line * _EXACT_BASELINE
        return
    natural = max([natural, *(height + descent for height in pictures)])
    line.height = max(natural, para.line) if para.rule == "atLeast" else natural * para.line
    line.baseline = line.height - descent
