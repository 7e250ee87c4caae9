"""Tables from outside: .xlsx, .xls, .ods, .csv and .txt as rows of typed cells.

What a file is, is told by its content, not by its name: banks hand out text files called .xls.
Nothing is trusted: size, rows and columns are limited, damaged and locked files are named. The
meaning of cells and the search for the head lie beside (``sheet_values``, ``sheet_header``).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

from mediation_app.errors import BadFile
from mediation_app.exchange.sheet_guard import Damaged, Locked, TooLarge, look_into
from mediation_app.exchange.sheet_header import (
    Aliases,
    Header,
    Row,
    TableRow,
    below,
    find_header,
    is_total,
)
from mediation_app.exchange.sheet_values import (
    Cell,
    amount_of,
    day_of,
    is_empty,
    number_of,
    text_of,
)

MOST_MEGABYTES = 20
MOST_ROWS = 50_000
MOST_COLUMNS = 256
SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".txt")
FILTER = "表格 (*.xlsx *.xls *.ods *.csv *.txt)"
"""For a file dialog."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DELIMITERS = ",\t;|，"
_SAMPLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: ``rows[0]`` is row 1 as Excel counts. Rows are as long as they are filled."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFile:
    """A table file that was read: its visible sheets that hold anything, and its SHA-256."""

    name: str
    kind: str
    digest: str
    sheets: tuple[Sheet, ...]


def read_sheets(path: str | Path, *, most_rows: int = MOST_ROWS) -> SheetFile:
    """Read a table file whole. Raises BadFile that names the file (and the sheet)."""
    path = Path(path)
    return read_bytes(_content(path), path.name, most_rows=most_rows)


def read_bytes(content: bytes, name: str, *, most_rows: int = MOST_ROWS) -> SheetFile:
    """The same for content that is already in memory; ``name`` is only for messages."""
    if len(content) > MOST_MEGABYTES * 1024 * 1024:
        raise BadFile("sheets.too_big", name=name, most=MOST_MEGABYTES)
    if not content.strip(b"\0\r\n\t \xef\xbb\xbf"):
        raise BadFile("sheets.empty", name=name)
    if content.startswith(_ZIP):
        kind, sheets = _packed(content, name, most_rows)
    elif content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise BadFile("sheets.locked", name=name)
        kind, sheets = "xls", _calamine(content, name, most_rows)
    else:
        kind, sheets = "csv", (_text(content, name, most_rows),)
    sheets = tuple(sheet for sheet in sheets if sheet.rows)
    if not sheets:
        raise BadFile("sheets.empty", name=name)
    digest = hashlib.sha256(content).hexdigest()
    return SheetFile(name=name, kind=kind, digest=digest, sheets=sheets)


def find_table(
    file: SheetFile, aliases: Aliases, *, need: Sequence[str] = (), least: int = 2
) -> tuple[Sheet, Header] | None:
    """The sheet and the head that name the most of the wanted fields; None when no sheet does."""
    best: tuple[Sheet, Header] | None = None
    for sheet in file.sheets:
        header = find_header(sheet.rows, aliases, need=need, least=least)
        if header and (best is None or len(header.columns) > len(best[1].columns)):
            best = sheet, header
    return best


# Files ------------------------------------------------------------------------------------------


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise BadFile("sheets.folder", name=path.name)
    try:
        if path.stat().st_size > MOST_MEGABYTES * 1024 * 1024:
            raise BadFile("sheets.too_big", name=path.name, most=MOST_MEGABYTES)
        return path.read_bytes()
    except FileNotFoundError:
        raise BadFile("sheets.no_file", name=path.name) from None
    except OSError:  # no rights, or held by Excel
        raise BadFile("sheets.unreadable", name=path.name) from None


def _packed(content: bytes, name: str, most_rows: int) -> tuple[str, tuple[Sheet, ...]]:
    try:
        kind = look_into(content)
    except TooLarge:
        raise BadFile("sheets.too_many_cells", name=name) from None
    except Locked:
        raise BadFile("sheets.locked", name=name) from None
    except Damaged:
        raise BadFile("sheets.damaged", name=name) from None
    if not kind:
        raise BadFile("sheets.no_table", name=name)
    return kind, _calamine(content, name, most_rows)


def _calamine(content: bytes, name: str, most_rows: int) -> tuple[Sheet, ...]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            every = [data for data in book.sheets_metadata if data.typ is SheetTypeEnum.WorkSheet]
            shown = [data for data in every if data.visible is SheetVisibleEnum.Visible]
            found = []
            for data in shown or every:
                sheet = book.get_sheet_by_name(data.name)
                _fits(name, data.name, sheet.total_height, sheet.total_width, most_rows)
                rows = sheet.to_python(skip_empty_area=False)
                found.append(Sheet(name=data.name, rows=_trimmed([_typed(r) for r in rows])))
            return tuple(found)
    except PasswordError:
        raise BadFile("sheets.locked", name=name) from None
    except (CalamineError, ValueError, OverflowError, OSError):
        raise BadFile("sheets.damaged", name=name) from None
    except BaseException as trouble:
        # a panic of the reader's own language comes as a bare BaseException
        if type(trouble).__name__ == "PanicException":
            raise BadFile("sheets.damaged", name=name) from None
        raise


def _fits(name: str, sheet: str, rows: int, columns: int, most_rows: int) -> None:
    if rows > most_rows:
        raise BadFile("sheets.too_many_rows", name=name, sheet=sheet, most=most_rows)
    if columns > MOST_COLUMNS:
        raise BadFile("sheets.too_many_columns", name=name, sheet=sheet, most=MOST_COLUMNS)


def _typed(row: Iterable[object]) -> tuple[Cell, ...]:
    return _cut([_cell(value) for value in row])


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        # fifteen digits is what a sheet holds; more is the noise of binary fractions
        number = Decimal(f"{value:.15g}")
        return number if number.is_finite() else None
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    text = str(value).strip().replace("\0", "")
    return text or None


def _cut(cells: list[Cell]) -> tuple[Cell, ...]:
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _trimmed(rows: list[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)


# Text -------------------------------------------------------------------------------------------


def _text(content: bytes, name: str, most_rows: int) -> Sheet:
    text = _decoded(content, name)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:9].lower().startswith(_MARKUP):
        raise BadFile("sheets.markup", name=name)
    delimiter = _delimiter(text)
    rows: list[tuple[Cell, ...]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for line in reader:
            if len(rows) >= most_rows:
                raise BadFile("sheets.too_many_rows", name=name, sheet="1", most=most_rows)
            if len(line) > MOST_COLUMNS:
                raise BadFile("sheets.too_many_columns", name=name, sheet="1", most=MOST_COLUMNS)
            rows.append(_cut([_word(cell) for cell in line]))
    except csv.Error:
        raise BadFile("sheets.bad_line", name=name, row=reader.line_num) from None
    return Sheet(name="1", rows=_trimmed(rows))


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(sign < " " and sign not in "\t\r\n\f\x1a" for sign in text[:4000]):
            break
        return text.replace("\0", "").rstrip("\x1a")
    raise BadFile("sheets.not_text", name=name)


def _delimiter(text: str) -> str:
    """The sign that cuts the most lines into the same number of parts, more than one."""
    sample = [line for line in text.splitlines()[: _SAMPLE * 4] if line.strip()][:_SAMPLE]
    best, score = ",", 0
    for sign in _DELIMITERS:
        try:
            widths = [len(line) for line in csv.reader(sample, delimiter=sign)]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual = max(set(wide), key=wide.count)
        found = wide.count(usual) * (usual - 1)
        if found > score:
            best, score = sign, found
    return best


def _word(text: str) -> str | None:
    """A cell of a text file; ``="622…"`` and a leading tab keep Excel from eating digits."""
    plain = text.strip().strip("\t")
    if plain.startswith('="') and plain.endswith('"'):
        plain = plain[2:-1]
    return plain.strip() or None


__all__ = [
    "FILTER",
    "MOST_ROWS",
    "SUFFIXES",
    "Aliases",
    "Cell",
    "Header",
    "Row",
    "Sheet",
    "SheetFile",
    "TableRow",
    "amount_of",
    "below",
    "day_of",
    "find_header",
    "find_table",
    "is_empty",
    "is_total",
    "number_of",
    "read_bytes",
    "read_sheets",
    "text_of",
]
