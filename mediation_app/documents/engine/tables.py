"""Reads Word tables: column grid, rows, cells, borders, margins."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mediation_app.documents.engine.docx import w
from mediation_app.documents.engine.model import Border, Cell, LineRule, Row, Table
from mediation_app.documents.engine.styles import integer, is_on, read_border, read_shade, twips

if TYPE_CHECKING:
    from lxml.etree import _Element

    from mediation_app.documents.engine.parse import StoryReader

_EDGES = ("top", "bottom", "left", "right", "insideH", "insideV")
_WORD_MARGINS = {"top": 0.0, "bottom": 0.0, "left": 5.4, "right": 5.4}
_ALIAS = {"start": "left", "end": "right"}


def read_table(element: _Element, story: StoryReader) -> Table:
    """One table with everything in it."""
    properties = element.find(w("tblPr"))
    style = _style_name(properties) or story.styles.default("table")
    table = Table(columns=_grid(element), rows=[], margins=dict(_WORD_MARGINS))
    sources = [link.find(w("tblPr")) for link in story.styles.chain(style)]
    for source in [*sources, properties]:
        if source is not None:
            table.borders |= _borders(source.find(w("tblBorders")))
            table.margins |= _margins(source.find(w("tblCellMar")))
            jc, indent = source.find(w("jc")), source.find(w("tblInd"))
            if jc is not None:
                table.align = {"start": "left", "end": "right"}.get(
                    jc.get(w("val"), "left"), jc.get(w("val"), "left")
                )
            if indent is not None:
                table.indent = twips(indent, "w") or 0.0
    for row in element.iter(w("tr")):
        if next(row.iterancestors(w("tbl")), None) is element:
            table.rows.append(_row(row, story, style))
    _complete_grid(table)
    return table


def _style_name(properties: _Element | None) -> str:
    style = properties.find(w("tblStyle")) if properties is not None else None
    return style.get(w("val"), "") if style is not None else ""


def _grid(element: _Element) -> list[float]:
    grid = element.find(w("tblGrid"))
    if grid is None:
        return []
    return [twips(column, "w") or 0.0 for column in grid.iter(w("gridCol"))]


def _complete_grid(table: Table) -> None:
    """A grid with too few columns gets more, as wide as the last one."""
    needed = max((row.skip + sum(cell.span for cell in row.cells) for row in table.rows), default=0)
    width = table.columns[-1] if table.columns else 72.0
    table.columns += [width] * (needed - len(table.columns))


def _borders(element: _Element | None) -> dict[str, Border]:
    if element is None:
        return {}
    found: dict[str, Border] = {}
    for child in element:
        name = _local(child)
        if name in _EDGES:
            found[name] = read_border(child)
    return found


def _margins(element: _Element | None) -> dict[str, float]:
    if element is None:
        return {}
    return {_local(child): twips(child, "w") or 0.0 for child in element}


def _local(element: _Element) -> str:
    name = str(element.tag).rpartition("}")[2]
    return _ALIAS.get(name, name)


def _row(element: _Element, story: StoryReader, style: str) -> Row:
    row = Row(cells=[])
    properties = element.find(w("trPr"))
    if properties is not None:
        height = properties.find(w("trHeight"))
        if height is not None:
            row.height = twips(height, "val") or 0.0
            row.rule = cast("LineRule", height.get(w("hRule"), "atLeast"))
        row.header = bool(is_on(properties.find(w("tblHeader"))))
        row.cant_split = bool(is_on(properties.find(w("cantSplit"))))
        skipped = properties.find(w("gridBefore"))
        row.skip = min(max(integer(skipped.get(w("val")), 0), 0), 63) if skipped is not None else 0
    for cell in _cells(element):
        row.cells.append(_cell(cell, story, style))
    return row


def _cells(row: _Element) -> list[_Element]:
    return [cell for cell in row.iter(w("tc")) if next(cell.iterancestors(w("tr")), None) is row]


def _cell(element: _Element, story: StoryReader, style: str) -> Cell:
    cell = Cell(blocks=story.blocks(element, style))
    properties = element.find(w("tcPr"))
    if properties is None:
        return cell
    span, merged = properties.find(w("gridSpan")), properties.find(w("vMerge"))
    if span is not None:
        cell.span = min(max(integer(span.get(w("val")), 1), 1), 63)
    if merged is not None:
        cell.merge = merged.get(w("val"), "continue")
    align = properties.find(w("vAlign"))
    cell.align = align.get(w("val"), "top") if align is not None else "top"
    cell.shade = read_shade(properties.find(w("shd"))) or ""
    cell.borders = _borders(properties.find(w("tcBorders")))
    cell.margins = _margins(properties.find(w("tcMar")))
    return cell
