"""Fills pages with units: page ends, headers and footers, page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mediation_app.documents.engine import grid
from mediation_app.documents.engine.atoms import AtomMaker
from mediation_app.documents.engine.displaylist import Document, Page
from mediation_app.documents.engine.flow import Flow
from mediation_app.documents.engine.fonts import FontBook
from mediation_app.documents.engine.gridpaint import paint_rows, paint_stack
from mediation_app.documents.engine.model import Block, Doc, Section
from mediation_app.documents.engine.numbering import numeral
from mediation_app.documents.engine.paint import Canvas
from mediation_app.documents.engine.units import AnyUnit, GridRow, LineUnit, RowUnit, stacked_height

_EPSILON = 0.02


@dataclass(slots=True)
class _Sheet:
    """One page being made."""

    section: Section
    canvas: Canvas
    number: int
    is_first: bool


def lay_out(doc: Doc, book: FontBook) -> Document:
    """The pages of a document. NUMPAGES in the text needs a second pass."""
    sheets, maker = _pass(doc, book, pages=1)
    if maker.used_total and len(sheets) != 1:
        sheets, maker = _pass(doc, book, pages=len(sheets))
    total = len(sheets)
    missing = dict(maker.missing)
    pages = []
    for sheet in sheets:
        missing |= _furnish(doc, book, sheet, total)
        section = sheet.section
        pages.append(Page(section.width, section.height, sheet.canvas.all_items()))
    return Document(pages=tuple(pages), title=doc.title, author=doc.author, missing=tuple(missing))


def _pass(doc: Doc, book: FontBook, *, pages: int) -> tuple[list[_Sheet], AtomMaker]:
    maker = AtomMaker(book, pages=pages)
    flow = Flow(doc, maker)
    sheets: list[_Sheet] = []
    for section in _joined(doc.sections):
        units = flow.units(section.blocks, section.width - section.left - section.right)
        number = sheets[-1].number + 1 if sheets else 1
        number = section.start if section.start is not None else number
        _Pager(doc, book, section, units, sheets).run(number)
    return sheets, maker


def _joined(sections: Sequence[Section]) -> list[Section]:
    """Continuous sections on paper of the same measures go on in the same section."""
    found: list[Section] = []
    for section in sections:
        last = found[-1] if found else None
        if last and section.continuous and _measures(last) == _measures(section):
            last.blocks = [*last.blocks, *section.blocks]
        else:
            found.append(section)
    return found


def _measures(section: Section) -> tuple[float, ...]:
    return (section.width, section.height, section.left, section.right, section.top, section.bottom)


def _kind(doc: Doc, section: Section, number: int, *, is_first: bool) -> str:
    if is_first and section.title_page:
        return "first"
    return "even" if doc.even_odd and number % 2 == 0 else "default"


def _story_units(
    doc: Doc, book: FontBook, section: Section, blocks: list[Block], page: str, pages: int
) -> tuple[list[AnyUnit], AtomMaker]:
    maker = AtomMaker(book, pages=pages)
    maker.page = page
    units = Flow(doc, maker).units(blocks, section.width - section.left - section.right)
    return units, maker


def _furnish(doc: Doc, book: FontBook, sheet: _Sheet, total: int) -> dict[str, None]:
    """Draws header and footer, now that the number of pages is known."""
    section = sheet.section
    kind = _kind(doc, section, sheet.number, is_first=sheet.is_first)
    label = _page_label(sheet.number, section.number_format)
    missing: dict[str, None] = {}
    for stories, at_top in ((section.headers, True), (section.footers, False)):
        blocks = stories.get(kind)
        if not blocks:
            continue
        units, maker = _story_units(doc, book, section, blocks, label, total)
        missing |= maker.missing
        y = section.header
        if not at_top:
            y = section.height - section.footer - stacked_height(units)
        paint_stack(sheet.canvas, units, section.left, y)
    return missing


def _page_label(number: int, kind: str) -> str:
    if kind == "numberInDash":
        return f"- {number} -"
    return numeral(number, kind)


class _Pager:
    """Puts the units of one section on pages."""

    def __init__(
        self,
        doc: Doc,
        book: FontBook,
        section: Section,
        units: list[AnyUnit],
        sheets: list[_Sheet],
    ) -> None:
        self._doc, self._book, self._section = doc, book, section
        self._units, self._sheets = units, sheets
        self._frames: dict[str, tuple[float, float]] = {}

    def run(self, number: int) -> None:
        """Makes the pages, at least one."""
        start, is_first, forced = 0, True, True
        while is_first or start < len(self._units):
            top, bottom = self._frame(_kind(self._doc, self._section, number, is_first=is_first))
            headers = self._repeated(start)
            room = bottom - top - sum(row.height for row in headers)
            end = self._fill(start, room, fresh=forced)
            sheet = _Sheet(self._section, Canvas(self._section), number, is_first)
            self._sheets.append(sheet)
            self._paint(sheet.canvas, headers, start, end, top, fresh=forced)
            forced = end < len(self._units) and self._units[end].page_break
            start, number, is_first = end, number + 1, False

    def _frame(self, kind: str) -> tuple[float, float]:
        """Top and bottom of the text area; tall headers and footers push it."""
        if kind not in self._frames:
            section, heights = self._section, []
            for stories in (section.headers, section.footers):
                blocks = stories.get(kind, [])
                units, _maker = _story_units(self._doc, self._book, section, blocks, "1", 1)
                heights.append(stacked_height(units))
            top = max(section.top, section.header + heights[0] if heights[0] else 0.0)
            bottom = max(section.bottom, section.footer + heights[1] if heights[1] else 0.0)
            self._frames[kind] = (top, section.height - bottom)
        return self._frames[kind]

    def _repeated(self, start: int) -> list[GridRow]:
        """The header rows to draw again when a page begins inside a table."""
        if start >= len(self._units):
            return []
        unit = self._units[start]
        if not isinstance(unit, RowUnit):
            return []
        headers = unit.row.table.headers()
        return headers if unit.row.number >= len(headers) and start else []

    def _fill(self, start: int, room: float, *, fresh: bool) -> int:
        """The first unit that no longer stands on this page; may cut a row in two."""
        units, y, after = self._units, 0.0, 0.0
        for place in range(start, len(units)):
            unit = units[place]
            if place > start and unit.page_break:
                return place
            gap = after + unit.before if place > start or fresh else 0.0
            if y + gap + unit.height > room + _EPSILON:
                alone = place == start  # higher than a page: it is cut even if it should not be
                if isinstance(unit, RowUnit) and self._cut(place, room - y - gap, forced=alone):
                    return place + 1
                return self._back(start, place)
            y += gap + unit.height
            after = unit.after
        return len(units)

    def _cut(self, place: int, room: float, *, forced: bool) -> bool:
        """Replaces a row by the part that fits and the rest."""
        unit = self._units[place]
        assert isinstance(unit, RowUnit)
        parts = grid.split_row(unit.row, room, forced=forced)
        if parts is None:
            return False
        upper, rest = parts
        self._units[place : place + 1] = [
            RowUnit(
                height=upper.height, row=upper, before=unit.before, may_part=unit.may_part,
                page_break=unit.page_break,
            ),
            RowUnit(height=rest.height, row=rest, after=unit.after),
        ]  # fmt: skip
        return True

    def _back(self, start: int, place: int) -> int:
        """The last lawful page end at or before ``place``; at least one unit stays."""
        end = place
        while end > start and not self._units[end].may_part:
            end -= 1
        if end > start:
            return end
        return place if place > start else start + 1

    def _paint(
        self,
        canvas: Canvas,
        headers: Sequence[GridRow],
        start: int,
        end: int,
        top: float,
        *,
        fresh: bool,
    ) -> None:
        x, y, after = self._section.left, top, 0.0
        rows: list[tuple[RowUnit, float]] = []
        for row in headers:
            rows.append((RowUnit(height=row.height, row=row), y))
            y += row.height
        for place in range(start, end):
            unit = self._units[place]
            y += after + unit.before if place > start or fresh else 0.0
            if rows and (isinstance(unit, LineUnit) or rows[0][0].row.table is not unit.row.table):
                paint_rows(canvas, rows, x)
                rows = []
            if isinstance(unit, RowUnit):
                rows.append((unit, y))
            else:
                unit.paint(canvas, x, y)
            y += unit.height
            after = unit.after
        if rows:
            paint_rows(canvas, rows, x)
