"""Blocks become units: the lines and table rows that pages are filled with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mediation_app.documents.engine import grid
from mediation_app.documents.engine.atoms import AtomMaker, Kind
from mediation_app.documents.engine.lines import Measure, set_paragraph
from mediation_app.documents.engine.model import Block, Doc, Paragraph, Table
from mediation_app.documents.engine.units import AnyUnit, LineUnit, RowUnit


class Flow:
    """Makes units for one pass over a document."""

    def __init__(self, doc: Doc, maker: AtomMaker) -> None:
        self._doc, self.maker = doc, maker

    def units(
        self, blocks: Sequence[Block], width: float, *, in_cell: bool = False
    ) -> list[AnyUnit]:
        """The units of the blocks, set to ``width``. Widows are not minded in table cells."""
        found: list[AnyUnit] = []
        break_next = keep = False
        previous: Paragraph | None = None
        for block in blocks:
            if isinstance(block, Table):
                made: list[AnyUnit] = list(self._rows(block, width))
                previous = None
                kept = False
            else:
                made = list(self._lines(block, width, widows=in_cell))
                self._join(found, made, previous, block)
                previous, kept = block, block.para.keep_next
            if not made:
                continue
            made[0].may_part = made[0].may_part and not keep
            if break_next:
                made[0].page_break = True
            break_next = isinstance(block, Paragraph) and _ends_page(made)
            keep = kept or (isinstance(block, Table) and _row_keeps(made[-1]))
            found.extend(made)
        return found

    def _lines(self, block: Paragraph, width: float, *, widows: bool) -> list[LineUnit]:
        measure = Measure(
            width=width,
            default_tab=self._doc.default_tab,
            stretch_breaks=self._doc.stretch_breaks,
        )
        para, boxes = block.para, set_paragraph(block, measure, self.maker)
        edges = dict(para.borders)
        units = [
            LineUnit(height=box.height, line=box, para=para, width=width, edges=edges)
            for box in boxes
        ]
        for place, unit in enumerate(units):
            lonely = para.widow and not widows and (place < 2 or len(units) - place < 2)
            unit.may_part = place == 0 or not (para.keep_lines or lonely)
            if place and boxes[place - 1].ended == Kind.PAGE:
                unit.page_break = unit.may_part = True
        first, last = units[0], units[-1]
        first.is_first = last.is_last = True
        first.before, last.after = para.before, para.after
        first.page_break = para.page_break
        if top := edges.get("top"):
            first.before += top.space + top.width
        if bottom := edges.get("bottom"):
            last.after += bottom.space + bottom.width
        return units

    def _join(
        self,
        found: list[AnyUnit],
        made: Sequence[AnyUnit],
        previous: Paragraph | None,
        block: Paragraph,
    ) -> None:
        """Neighbouring paragraphs: one box of borders, no gap where they share a style."""
        if previous is None or not found or not made:
            return
        above, below = found[-1], made[0]
        if not isinstance(above, LineUnit) or not isinstance(below, LineUnit):
            return
        if previous.para.style == block.para.style:
            if previous.para.contextual:
                above.after -= previous.para.after
            if block.para.contextual:
                below.before -= block.para.before
        if previous.para.borders and previous.para.borders == block.para.borders:
            if bottom := above.edges.get("bottom"):
                above.after -= bottom.space + bottom.width
            if top := below.edges.get("top"):
                below.before -= top.space + top.width
            above.is_last = below.is_first = False

    def _rows(self, table: Table, width: float) -> list[RowUnit]:
        laid = grid.lay_table(table, width, self, shift=self._doc.shift_tables)
        units = [RowUnit(height=row.height, row=row) for row in laid]
        headers = len(laid[0].table.headers()) if laid else 0  # never alone at a page's end
        for above, below in pairwise(units):
            below.may_part = not _row_keeps(above) and (not headers or below.row.number > headers)
        return units


def _ends_page(made: Sequence[AnyUnit]) -> bool:
    last = made[-1]
    return isinstance(last, LineUnit) and last.line.ended == Kind.PAGE


def _row_keeps(unit: AnyUnit) -> bool:
    """Word keeps a row with the next one when its paragraphs ask for it."""
    if not isinstance(unit, RowUnit) or not unit.row.source.cells:
        return False
    blocks = unit.row.source.cells[0].blocks
    return bool(blocks) and isinstance(blocks[0], Paragraph) and blocks[0].para.keep_next
