"""The table of the page 统计 as a Word file, A4 across: what 打印报表 prints."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from mediation_app.domain.moments import local_moment
from mediation_app.domain.statistics import (
    COLUMNS,
    Figures,
    Statistics,
    change_text,
    figure_text,
)

if TYPE_CHECKING:
    from docx.table import Table

_FIRST, _REST = 24.0, 18.5  # mm
_FONT = "仿宋"


def statistics_docx(office: str, page: Statistics) -> bytes:
    """The Word file. Sums in 万元."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    made = docx.Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(18), Mm(15)
    _font(made.styles["Normal"], 10)
    head = made.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run("道路交通事故纠纷调处统计表")
    run.bold, run.font.size = True, Pt(16)
    as_of = local_moment(page.as_of)
    made.add_paragraph(
        f"单位：{office}　　期间：{page.since} 至 {page.until}　　{page.basis.label}　　"
        f"截至 {as_of:%Y-%m-%d %H:%M}"
    )
    rows = [(row.span.short, row.now) for row in page.rows]
    table = made.add_table(rows=2 + len(rows) + (3 if page.compares else 1), cols=1 + len(COLUMNS))
    table.style = "Table Grid"
    table.autofit = False
    _head(table)
    for number, (label, figures) in enumerate(rows, start=2):
        _line(table, number, label, figures)
    end = 2 + len(rows)
    _line(table, end, "合计", page.total, bold=True)
    if page.compares:
        _line(table, end + 1, "去年同期", page.before)
        _put(table, end + 2, 0, "同比")
        for place, (key, *_) in enumerate(COLUMNS, start=1):
            _put(table, end + 2, place, change_text(key, page.total, page.before), right=True)
    for line in table.rows:
        for place, cell in enumerate(line.cells):
            cell.width = Mm(_REST if place else _FIRST)
    compared = f"去年同期为 {page.last_since} 至 {page.last_until}。" if page.compares else ""
    made.add_paragraph(
        f"{compared}履行率：到期应付金额中已付的部分。"
        "回收率：当期收回÷当期垫付。垫付以银行到账为准。"
    )
    made.add_paragraph("制表：　　　　　　　　　　复核：　　　　　　　　　　负责人：")
    made.core_properties.title = page.title
    made.core_properties.created = as_of.replace(tzinfo=None)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _font(style: Any, size: int) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = "Times New Roman", Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)


def _head(table: Table) -> None:
    top, low = table.rows[0].cells, table.rows[1].cells
    top[0].merge(low[0])
    _put(table, 0, 0, "期间", bold=True, centred=True)
    start = 1
    groups = [group for _, group, _ in COLUMNS]
    for place, (_, group, name) in enumerate(COLUMNS, start=1):
        _put(table, 1, place, name, bold=True, centred=True)
        if place == len(COLUMNS) or groups[place] != group:
            top[start].merge(top[place])
            _put(table, 0, start, group, bold=True, centred=True)
            start = place + 1


def _line(table: Table, row: int, label: str, figures: Figures, *, bold: bool = False) -> None:
    _put(table, row, 0, label, bold=bold)
    for place, (key, *_) in enumerate(COLUMNS, start=1):
        text = figure_text(key, getattr(figures, key))
        _put(table, row, place, text, bold=bold, right=True)


def _put(
    table: Table,
    row: int,
    column: int,
    text: str,
    *,
    bold: bool = False,
    centred: bool = False,
    right: bool = False,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = table.cell(row, column).paragraphs[0]
    run = paragraph.add_run(text)
    run.bold = bold
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
