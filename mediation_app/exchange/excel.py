"""Writing Excel files: title, head, numbers as numbers, frozen panes, ready to print.

No text is ever taken for a formula, a number or a link: whoever opens the file sees what a record
says, also when a name begins with ``=``, ``+``, ``-`` or ``@``.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

Value = str | int | Decimal | date | None
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_FONT = "宋体"
_MOST_WIDTH = 60
_NAME_SIGNS = str.maketrans(dict.fromkeys("[]:*?/\\'", "—"))


class Form(Enum):
    """How a column's values read."""

    TEXT = "@"
    COUNT = "#,##0"
    TENTHS = "#,##0.0"
    MONEY = "#,##0.00"
    PERCENT = "0.00%"
    DAY = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcelColumn:
    """``group`` stands over neighbours that share it; ``width`` in characters."""

    head: str
    form: Form = Form.TEXT
    width: float = 12
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcelRow:
    """The values of a row; ``forms`` where they differ from the columns'. ``strong``: a total,
    ``heading``: its first value over the whole width."""

    values: Sequence[Value]
    forms: Sequence[Form | None] = ()
    strong: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcelSheet:
    """One sheet: ``notes`` stand between title and table, ``foot`` under it."""

    name: str
    title: str
    columns: Sequence[ExcelColumn]
    rows: Sequence[ExcelRow]
    notes: Sequence[str] = ()
    foot: Sequence[str] = ()
    landscape: bool = False


def workbook(sheets: Sequence[ExcelSheet], *, made: datetime, author: str = "") -> bytes:
    """The file. The same sheets give the same bytes."""
    import xlsxwriter  # type: ignore[import-untyped]

    content = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": Form.DAY.value,
    }
    book = xlsxwriter.Workbook(content, options)
    book.set_properties(
        {"title": sheets[0].title, "author": author, "created": made.replace(tzinfo=None)}
    )
    taken: set[str] = set()
    for sheet in sheets:
        _Writer(book, sheet, _name(sheet.name, taken)).write()
    book.close()
    return content.getvalue()


def _name(name: str, taken: set[str]) -> str:
    """A sheet's name as Excel allows it: 31 signs, none of a few, each once."""
    clean = name.translate(_NAME_SIGNS)[:31] or "表"
    number = 2
    while clean.casefold() in taken:
        clean = f"{clean[:28]}（{number}）"[:31]
        number += 1
    taken.add(clean.casefold())
    return clean


class _Writer:
    def __init__(self, book: Any, sheet: ExcelSheet, name: str) -> None:
        self._book, self._sheet = book, sheet
        self._to = book.add_worksheet(name)
        self._formats: dict[tuple[Form, bool, bool], Any] = {}
        self._last = len(sheet.columns) - 1

    def write(self) -> None:
        sheet, to = self._sheet, self._to
        for number, column in enumerate(sheet.columns):
            to.set_column(number, number, min(column.width, _MOST_WIDTH))
        self._across(0, sheet.title, bold=True, size=16, centred=True)
        to.set_row(0, 28)
        row = 1
        for note in sheet.notes:
            self._across(row, note, size=10)
            row += 1
        first = row
        row = self._head(row)
        to.freeze_panes(row, 1)
        for line in sheet.rows:
            self._line(row, line)
            row += 1
        for text in sheet.foot:
            self._across(row, text, size=10)
            row += 1
        self._page(first, row)

    def _page(self, first: int, end: int) -> None:
        to = self._to
        to.set_paper(9)  # A4
        if self._sheet.landscape:
            to.set_landscape()
        to.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        to.center_horizontally()
        to.fit_to_pages(1, 0)
        to.repeat_rows(first, first + (1 if self._has_groups() else 0))
        to.print_area(0, 0, max(end - 1, 0), self._last)
        to.set_footer("&C第 &P 页，共 &N 页")

    def _has_groups(self) -> bool:
        return any(column.group for column in self._sheet.columns)

    def _head(self, row: int) -> int:
        """One or two lines; a group's name over its columns."""
        head = self._format(bold=True, centred=True, ground="#F0F3F7")
        columns = self._sheet.columns
        if not self._has_groups():
            for number, column in enumerate(columns):
                self._to.write_string(row, number, column.head, head)
            self._to.set_row(row, 20)
            return row + 1
        start = 0
        while start < len(columns):
            group, end = columns[start].group, start
            while group and end + 1 < len(columns) and columns[end + 1].group == group:
                end += 1
            if not group:
                self._to.merge_range(row, start, row + 1, start, columns[start].head, head)
            elif end > start:
                self._to.merge_range(row, start, row, end, group, head)
            else:
                self._to.write_string(row, start, group, head)
            for number in range(start, end + 1):
                if group:
                    self._to.write_string(row + 1, number, columns[number].head, head)
            start = end + 1
        return row + 2

    def _line(self, row: int, line: ExcelRow) -> None:
        if line.heading:
            shape = self._format(bold=True, ground="#F7F9FB")
            text = "" if not line.values else str(line.values[0])
            if self._last:
                self._to.merge_range(row, 0, row, self._last, "", shape)
            self._to.write_string(row, 0, text, shape)
            return
        for number, column in enumerate(self._sheet.columns):
            value = line.values[number] if number < len(line.values) else None
            form = line.forms[number] if number < len(line.forms) else None
            self._cell(row, number, value, form or column.form, strong=line.strong)

    def _cell(self, row: int, column: int, value: Value, form: Form, *, strong: bool) -> None:
        to = self._to
        if value is None or value == "":
            to.write_blank(row, column, None, self._shape(form, strong=strong))
        elif isinstance(value, str):
            quoted = value.startswith(_DANGEROUS)
            to.write_string(
                row, column, value, self._shape(Form.TEXT, strong=strong, quoted=quoted)
            )
        elif isinstance(value, date):
            to.write_datetime(
                row, column, datetime.combine(value, datetime.min.time()),
                self._shape(Form.DAY, strong=strong),
            )  # fmt: skip
        else:
            number = value / 100 if form is Form.PERCENT else value
            to.write_number(row, column, number, self._shape(form, strong=strong))

    def _shape(self, form: Form, *, strong: bool, quoted: bool = False) -> Any:
        key = (form, strong, quoted)
        if key not in self._formats:
            made = self._format(bold=strong)
            made.set_num_format(form.value)
            made.set_align("left" if form is Form.TEXT else "right")
            made.set_text_wrap(form is Form.TEXT)
            if quoted:
                made.set_quote_prefix()
            self._formats[key] = made
        return self._formats[key]

    def _across(
        self, row: int, text: str, *, bold: bool = False, size: int = 11, centred: bool = False
    ) -> None:
        shape = self._book.add_format({"font_name": _FONT, "font_size": size, "bold": bold})
        shape.set_align("center" if centred else "left")
        shape.set_align("vcenter")
        if self._last:
            self._to.merge_range(row, 0, row, self._last, "", shape)
        self._to.write_string(row, 0, text, shape)

    def _format(self, *, bold: bool = False, centred: bool = False, ground: str = "") -> Any:
        made = self._book.add_format(
            {"font_name": _FONT, "font_size": 11, "bold": bold, "border": 1, "valign": "vcenter"}
        )
        if centred:
            made.set_align("center")
        if ground:
            made.set_bg_color(ground)
        return made
