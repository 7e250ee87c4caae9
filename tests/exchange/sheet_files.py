"""Tables as banks, hospitals and Excel hand them out, written for the tests of reading them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

DATA = Path(__file__).with_name("data")
HEAD = (
    "交易日期", "交易流水号", "摘要", "借方发生额（元）", "贷方发生额（元）", "账户余额（元）", "对方户名",
    "对方账号",
)  # fmt: skip
LINES: tuple[tuple[object, ...], ...] = (
    (datetime(2026, 9, 1, 9, 30, 5), "2026090100001", "利息", None, 88.5, 100088.5,  # noqa: DTZ001
     "冠县农村商业银行", "90600000000000001"),
    (date(2026, 9, 15), "2026091500017", "垫付抢救费", 43246.8, None, 56841.7,
     "冠县人民医院", "1606021109200045678"),
    (date(2026, 9, 30), "2026093000002", "追偿还款", None, 5000, 61841.7,
     "李某", "6222021606001234567"),
)  # fmt: skip


def statement(path: Path, lines: Sequence[Sequence[object]] = LINES) -> Path:
    """A statement with a merged title above, a total and a signature below, a hidden sheet."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = book.add_worksheet("交易明细")
        sheet.merge_range("A1:H1", "道路交通事故社会救助基金专户对账单")
        sheet.write("A2", "账号：1606 0201 0920 0112 233")
        for place, title in enumerate(HEAD):
            sheet.write(3, place, title)
        for index, line in enumerate(lines):
            for place, value in enumerate(line):
                if isinstance(value, datetime):
                    sheet.write_datetime(4 + index, place, value, moment)
                elif isinstance(value, date):
                    sheet.write_datetime(4 + index, place, value, day)
                elif value is not None:
                    sheet.write(4 + index, place, value)
        sheet.write(4 + len(lines), 0, "合计")
        sheet.write(4 + len(lines), 4, 5088.5)
        sheet.write(5 + len(lines), 0, "制表：王某")
        hidden = book.add_worksheet("隐藏")
        hidden.write("A1", "草稿")
        hidden.hide()
    return path


def packed(path: Path, parts: dict[str, str]) -> Path:
    """Any archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def with_sheet(path: Path, rows: str) -> Path:
    """A workbook whose only sheet has these rows, as raw XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("1").write("A1", "x")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    )
    return packed(path, parts)


def open_document(path: Path, rows: str, *, manifest: str = "") -> Path:
    """An OpenDocument table with these rows, as raw XML."""
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" '
        f'xmlns:text="{text}"><office:body><office:spreadsheet><table:table table:name="1">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return packed(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        },
    )
