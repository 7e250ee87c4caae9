"""Excel files read back by another library: numbers are numbers, no text is ever a formula."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediation_app.exchange.excel import (
    ExcelColumn,
    ExcelRow,
    ExcelSheet,
    Form,
    workbook,
)

D = Decimal
MADE = datetime(2026, 11, 24, tzinfo=UTC)


def sheet(*rows: ExcelRow, **more: Any) -> ExcelSheet:
    given: dict[str, Any] = {
        "name": "表",
        "title": "题目",
        "columns": (
            ExcelColumn(head="姓名"),
            ExcelColumn(head="金额", form=Form.MONEY),
            ExcelColumn(head="比例", form=Form.PERCENT),
            ExcelColumn(head="日期", form=Form.DAY),
        ),
    } | more
    return ExcelSheet(rows=rows, **given)


def read(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_numbers_days_and_texts_keep_their_kind() -> None:
    row = ExcelRow(values=("孟庆海", D("43246.80"), D("34.20"), date(2026, 11, 24)))
    found = read(workbook([sheet(row)], made=MADE)).active
    cells = found[3]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "d"]
    assert (cells[1].value, cells[2].value) == (43246.8, pytest.approx(0.342))
    assert cells[3].value == datetime(2026, 11, 24)  # noqa: DTZ001 - Excel knows no zones
    assert (cells[1].number_format, cells[3].number_format) == ("#,##0.00", "yyyy-mm-dd")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+8613800000000",
        "-2",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "\t=1",
        "|x",
        "%x",
        "=HYPERLINK(1)",
    ],
)
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    content = workbook(
        [sheet(ExcelRow(values=(text,)), title=text, notes=[text], foot=[text])], made=MADE
    )
    found = read(content).active
    cell = found["A4"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in package.read(name)


@settings(max_examples=40)
@given(
    st.lists(st.one_of(st.none(), st.text(max_size=30), st.integers(-(10**9), 10**9)), max_size=4)
)
def test_whatever_stands_in_a_record_comes_back(values: list[Any]) -> None:
    content = workbook([sheet(ExcelRow(values=values))], made=MADE)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
    assert read(content).active is not None


def test_the_head_stays_and_repeats_on_paper() -> None:
    many = [ExcelRow(values=(f"第 {n} 行", D(n))) for n in range(100)]
    found = read(workbook([sheet(*many, notes=["说明"], landscape=True)], made=MADE)).active
    assert found.freeze_panes == "B4"
    assert found.print_title_rows == "$3:$3"
    assert (found.page_setup.paperSize, found.page_setup.orientation) == (9, "landscape")
    assert (found.sheet_properties.pageSetUpPr.fitToPage, found.page_setup.fitToHeight) == (True, 0)
    assert found.print_area == "'表'!$A$1:$D$103"


def test_groups_stand_over_their_columns() -> None:
    columns = (
        ExcelColumn(head="月份"),
        ExcelColumn(head="受理", group="调解"),
        ExcelColumn(head="办结", group="调解"),
        ExcelColumn(head="件", group="基金"),
    )
    found = read(workbook([sheet(columns=columns)], made=MADE)).active
    assert {str(one) for one in found.merged_cells.ranges} == {"A1:D1", "A2:A3", "B2:C2"}
    assert (found["B2"].value, found["D2"].value, found["D3"].value) == ("调解", "基金", "件")
    assert found.print_title_rows == "$2:$3"


def test_headings_totals_and_empty_cells() -> None:
    rows = (
        ExcelRow(values=("垫付",), heading=True),
        ExcelRow(values=("合计", D("1.00"), None, ""), strong=True),
        ExcelRow(values=("另一种", 3), forms=(None, Form.COUNT)),
        ExcelRow(values=(), heading=True),
    )
    found = read(workbook([sheet(*rows)], made=MADE)).active
    assert (found["A3"].value, found["A3"].font.b) == ("垫付", True)
    assert (found["B4"].font.b, found["C4"].value, found["D4"].value) == (True, None, None)
    assert (found["B5"].value, found["B5"].number_format) == (3, "#,##0")


def test_one_column_needs_no_merging() -> None:
    one = sheet(
        ExcelRow(values=("x",)), ExcelRow(values=("组",), heading=True),
        columns=(ExcelColumn(head="姓名"),), notes=("n",),
    )  # fmt: skip
    assert not read(workbook([one], made=MADE)).active.merged_cells.ranges


def test_sheets_get_names_that_excel_takes() -> None:
    names = ["a/b:c*?[x]'", "很长" * 20, "重", "重", ""]
    book = read(workbook([sheet(name=name) for name in names], made=MADE))
    assert len(set(book.sheetnames)) == 5
    assert book.sheetnames[2:4] == ["重", "重（2）"]
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


def test_the_same_sheets_give_the_same_bytes() -> None:
    row = ExcelRow(values=("孟庆海", D("1.00")))
    assert workbook([sheet(row)], made=MADE, author="窗口") == workbook(
        [sheet(row)], made=MADE, author="窗口"
    )
