"""Tables from outside: every kind of file, every way in which a file can be wrong."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from mediation_app.errors import BadFile
from mediation_app.exchange import sheets
from mediation_app.exchange.sheets import read_bytes, read_sheets
from mediation_app.messages import text_of
from tests.exchange.sheet_files import (
    DATA,
    HEAD,
    open_document,
    packed,
    statement,
    with_sheet,
)

D = Decimal
MOMENT = datetime(2026, 9, 1, 9, 30, 5)  # noqa: DTZ001 - as it stands in the file
TOO_FAR = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)
UNNUMBERED = '<row r="900000">' + "<c/>" * 20 + "<c><v>1</v></c></row>"


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_the_same_statement_in_three_kinds(kind: str, tmp_path: Path) -> None:
    path = DATA / f"statement.{kind}" if kind != "xlsx" else statement(tmp_path / "对账单.xlsx")
    found = read_sheets(path)
    assert (found.kind, found.name, len(found.digest)) == (kind, path.name, 64)
    [sheet] = found.sheets  # the hidden one is left out
    assert sheet.name == "交易明细"
    assert sheet.rows[0] == ("道路交通事故社会救助基金专户对账单",)
    assert sheet.rows[2] == ()  # an empty row keeps its number
    assert sheet.rows[3] == HEAD
    assert sheet.rows[4] == (
        MOMENT, "2026090100001", "利息", None, D("88.5"), D("100088.5"),
        "冠县农村商业银行", "90600000000000001",
    )  # fmt: skip
    assert sheet.rows[5][:5] == (
        date(2026, 9, 15),
        "2026091500017",
        "垫付抢救费",
        D("43246.8"),
        None,
    )
    assert sheet.rows[7][0] == "合计"


def test_cells_of_every_type(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", [0.1 + 0.2, 7, True, False, "  空 ", " "])
        sheet.write_formula("G1", "=1+1", None, 2)
        sheet.write_datetime("H1", MOMENT, book.add_format({"num_format": "h:mm"}))
    [row] = read_sheets(path).sheets[0].rows
    assert row[:5] == (D("0.3"), D(7), "是", "否", "空")
    assert row[5:7] == (None, D(2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_text_files(encoding: str, sign: str) -> None:
    lines = [
        sign.join(("日期", "流水号", "金额", "户名")),
        sign.join(("2026/9/30", '="00123"', '"1,234.50"', "李䶮")),
        "",
        sign.join(("2026/9/30", "\t00124" if sign != "\t" else "00124", "12", "")),
    ]
    found = read_bytes("\r\n".join(lines).encode(encoding), "明细.csv")
    assert found.kind == "csv"
    assert found.sheets[0].rows == (
        ("日期", "流水号", "金额", "户名"),
        ("2026/9/30", "00123", "1,234.50", "李䶮"),
        (),
        ("2026/9/30", "00124", "12"),
    )


def test_a_title_of_one_cell_does_not_hide_the_delimiter() -> None:
    text = "对账单;共两行\n" + "日期\t金额\t户名\n" + "1\t2\t3\n" * 3
    assert read_bytes(text.encode(), "a.txt").sheets[0].rows[1] == ("日期", "金额", "户名")


def test_text_called_xls_is_read() -> None:
    found = read_bytes("日期\t金额\n2026-09-30\t1.00\n".encode("gb18030"), "明细.xls")
    assert found.sheets[0].rows[1] == ("2026-09-30", "1.00")


def test_the_digest_is_of_the_content(tmp_path: Path) -> None:
    one, two = tmp_path / "1.csv", tmp_path / "2.csv"
    one.write_text("甲,乙\n1,2\n", encoding="utf-8")
    two.write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert read_sheets(one).digest == read_sheets(two).digest


# What cannot be read -----------------------------------------------------------------------------


def refused(path: Path, **given: int) -> str:
    with pytest.raises(BadFile) as trouble:
        read_sheets(path, **given)
    text = text_of(trouble.value)
    assert path.name in text
    assert "{" not in text
    assert "…" not in text
    return trouble.value.code.removeprefix("sheets.")


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.xlsx") == "no_file"
    assert refused(tmp_path) == "folder"


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = statement(tmp_path / "a.xlsx")

    def denied(self: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert refused(path) == "unreadable"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b",,,\n,,\n", "empty"),
        (b"%PDF-1.7\n\x00\x01\x02", "not_text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        ("<html><table><tr><td>日期</td></tr></table></html>".encode("gb18030"), "markup"),
        (b"\n<?xml version='1.0'?><Workbook/>", "markup"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", "damaged"),
        (b'a,"' + b"x" * 200_000 + b'",b\n', "bad_line"),
        (b"a,b\n" + b"," * 300, "too_many_columns"),
    ],
)
def test_wrong_content(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "对账单.xlsx"
    path.write_bytes(content)
    assert refused(path) == code


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = statement(tmp_path / "a.xlsx")
    assert refused(path, most_rows=5) == "too_many_rows"
    text = tmp_path / "a.csv"
    text.write_text("a,b\n" * 10)
    assert refused(text, most_rows=5) == "too_many_rows"
    monkeypatch.setattr(sheets, "MOST_COLUMNS", 4)
    assert refused(path) == "too_many_columns"
    monkeypatch.setattr(sheets, "MOST_MEGABYTES", 0)
    assert refused(path) == "too_big"
    with pytest.raises(BadFile):
        read_bytes(b"a", "a.csv")


def test_locked_by_a_password(tmp_path: Path) -> None:
    assert refused(DATA / "locked.xlsx") == "locked"
    encrypted = "<manifest:encryption-data/>"
    assert refused(open_document(tmp_path / "a.ods", "", manifest=encrypted)) == "locked"


def test_an_archive_that_is_no_table(tmp_path: Path) -> None:
    assert refused(packed(tmp_path / "a.xlsx", {"word/document.xml": "<a/>"})) == "no_table"


def test_archives_that_lie_or_are_cut(tmp_path: Path) -> None:
    whole = statement(tmp_path / "a.xlsx").read_bytes()
    place = whole.index(b"xl/worksheets/sheet1.xml") + 40
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(whole[:place] + bytes(40) + whole[place + 40 :])
    assert refused(broken) == "damaged"
    broken.write_bytes(whole[:-200])
    assert refused(broken) == "damaged"
    assert refused(with_sheet(tmp_path / "c.xlsx", "<row>")) == "damaged"
    assert refused(packed(tmp_path / "d.xlsx", {"xl/workbook.xml": "x"})) == "damaged"


@pytest.mark.parametrize("rows", [TOO_FAR, UNNUMBERED])
def test_a_value_in_the_last_cell_takes_no_memory(rows: str, tmp_path: Path) -> None:
    assert refused(with_sheet(tmp_path / "a.xlsx", rows)) == "too_many_cells"


def test_formatted_empty_cells_far_below_are_harmless(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    assert read_sheets(with_sheet(tmp_path / "a.xlsx", rows)).sheets[0].rows == ((D(1),),)


def test_repeated_rows_of_an_open_document(tmp_path: Path) -> None:
    value = '<table:table-cell office:value-type="float" office:value="1" {}/>'
    wide = value.format('table:number-columns-repeated="16384"')
    bomb = f'<table:table-row table:number-rows-repeated="1048576">{wide}</table:table-row>'
    assert refused(open_document(tmp_path / "a.ods", bomb)) == "too_many_cells"
    one = f"<table:table-row>{value.format('')}</table:table-row>"
    blank = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    found = read_sheets(open_document(tmp_path / "b.ods", one + blank))
    assert found.sheets[0].rows == ((D(1),),)


def test_an_archive_that_unpacks_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediation_app.exchange.sheet_guard.MOST_UNPACKED", 1000)
    assert refused(statement(tmp_path / "a.xlsx")) == "too_many_cells"


def test_a_panic_of_the_reader_is_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import python_calamine

    class PanicException(BaseException):
        pass

    class Book:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise PanicException

    path = statement(tmp_path / "a.xlsx")
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Book)
    assert refused(path) == "damaged"

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Book, "from_filelike", staticmethod(stop))
    with pytest.raises(KeyboardInterrupt):
        read_sheets(path)
