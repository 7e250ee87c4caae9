"""Hospitals' lists of costs: what is read, what is not, what adds up."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from mediation_app.clock import CHINA
from mediation_app.errors import BadFile
from mediation_app.exchange import bill_sheet
from mediation_app.exchange.bill_sheet import BillSheet, read_bill_file, read_bill_rows
from mediation_app.messages import text_of, text_of_reason
from tests.exchange.bill_files import DATA, bill

D = Decimal
HEAD = ["日期", "时间", "编码", "项目名称", "单价", "数量", "金额"]


def one(*cells: object) -> BillSheet:
    return read_bill_rows([HEAD, list(cells)], year=2026)  # type: ignore[list-item]


def moment(*cells: object) -> datetime | None:
    return one(*cells, "", "CT", "", "", "1.00").lines[0].served_at


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
def test_the_same_list_in_four_kinds(kind: str, tmp_path: Path) -> None:
    if kind == "csv":
        path = tmp_path / "清单.csv"
        rows = (
            "费用日期,项目编码,项目名称,规格,单价(元),数量,金额(元),医保等级\n"
            "2026-09-29 15:20,331008,CT 平扫,,210,2,420,甲\n"
            "2026-09-29 16:00,B0021,氯化钠注射液,500ml,3.55,1.5,5.33,甲\n"
            "2026-10-01,110900,重症监护床位费,,40,1,40,乙\n"
            "2026-10-01,110900,重症监护床位费,,40,-1,-40,乙\n"
            "2026-10-08,330100,手术费,,12000,1,12000,乙\n"
            "2026-10-02,,材料费,,5,2,另计,丙\n"
            "2026-09-29 15:20,331008,CT 平扫,,210,2,420,甲\n"
            "合计,,,,,,12845.33,\n"
        )
        path.write_bytes(rows.encode("gb18030"))
    else:
        path = bill(tmp_path / "清单.xlsx") if kind == "xlsx" else DATA / f"bill.{kind}"
    found = read_bill_file(path)
    assert [(line.name, line.amount) for line in found.lines] == [
        ("CT 平扫", D("420.00")),
        ("氯化钠注射液 500ml", D("5.33")),
        ("手术费", D("12000.00")),
        ("CT 平扫", D("420.00")),
    ]
    assert found.amount == found.total == D("12845.33")
    assert found.refunded == 1
    first, drug = found.lines[:2]
    assert first.served_at == datetime(2026, 9, 29, 15, 20, tzinfo=CHINA)
    assert (first.unit_price, first.quantity, first.measure) == (D("210.00"), 2, "")
    assert (first.code, first.insurance_class) == ("331008", "甲")
    assert (drug.unit_price, drug.quantity, drug.measure) == (D("3.55"), 1, "1.5 × 3.55")
    (problem,) = found.problems
    assert "材料费" in problem.text
    assert "另计" in text_of_reason(problem.why)
    assert found.titles["name"] == "项目名称"
    assert found.name == path.name


def test_a_file_without_such_a_table(tmp_path: Path) -> None:
    path = tmp_path / "通讯录.csv"
    path.write_text("姓名,电话\n王某,123\n", encoding="utf-8")
    with pytest.raises(BadFile) as trouble:
        read_bill_file(path)
    assert "通讯录.csv" in text_of(trouble.value)


def test_moments() -> None:
    assert moment("2026/9/30", "08:05") == datetime(2026, 9, 30, 8, 5, tzinfo=CHINA)
    assert moment("20260930", "") == datetime(2026, 9, 30, tzinfo=CHINA)
    assert moment("9月30日", "8时5分") == datetime(2026, 9, 30, 8, 5, tzinfo=CHINA)
    assert moment("2026-09-30 25:00", "") == datetime(2026, 9, 30, tzinfo=CHINA)
    assert moment("2026-09-30", D("0.5")) == datetime(2026, 9, 30, 12, tzinfo=CHINA)
    assert moment("2026-09-30", D(1)) == datetime(2026, 9, 30, tzinfo=CHINA)
    assert moment(D("46295.25"), "") == datetime(2026, 9, 30, 6, tzinfo=CHINA)
    at_noon = datetime(2026, 9, 30, 12)  # noqa: DTZ001 - as a file has it
    assert moment(at_noon, "") == datetime(2026, 9, 30, 12, tzinfo=CHINA)
    assert moment("2026-09-30", at_noon) == datetime(2026, 9, 30, 12, tzinfo=CHINA)
    assert moment("", "08:00") is None


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (("13月40日", "", "", "CT", "", "", "1"), "13月40日"),
        (("", "", "", "", "", "", "1"), "没有项目名称"),
        (("", "", "", "CT", "5", "", ""), "没有金额"),
        (("", "", "", "CT", "", "", "0"), "金额为零"),
        (("", "", "", "CT", "", "", "99999999999999"), "99999999999999"),
        (("", "", "", "CT", "x", "1", "1"), "x"),
        (("", "", "", "CT", "", "", "-5"), "退费没有对应的收费"),
    ],
)
def test_rows_that_cannot_be_read_say_why(cells: tuple[str, ...], why: str) -> None:
    found = one(*cells)
    assert found.lines == ()
    text = text_of_reason(found.problems[0].why)
    assert why in text or why in found.problems[0].text
    assert "{" not in text


def test_a_date_without_a_year_needs_one() -> None:
    found = read_bill_rows([HEAD, ["9-30", "", "", "CT", "", "", "1"]])
    assert found.lines == ()
    assert len(found.problems) == 1


def test_sums_from_price_and_quantity() -> None:
    made = one("", "", "", "CT", "0.0375", "200", "").lines[0]
    assert (made.amount, made.measure) == (D("7.50"), "200 × 0.0375")
    off = one("", "", "", "CT", "5", "2", "12").lines[0]
    assert (off.amount, off.quantity) == (D("12.00"), 1)
    assert "10.00" in text_of_reason(off.doubts[0])
    near = one("", "", "", "CT", "3.333", "3", "10").lines[0]
    assert near.doubts == ()
    price = one("", "", "", "CT", "5", "", "5").lines[0]
    assert (price.unit_price, price.quantity) == (D("5.00"), 1)


def test_pasted_without_heads() -> None:
    found = read_bill_rows(
        [["1", "床位费", "4", "60", "240"], ["坏行"], ["手术费", "12000"], ["2026-10-01", "CT", "7"],
         ["药", "12.5", "2", "25"], ["药", "3", "3", "7"], ["药", "x", "2", "4"], []]
    )  # fmt: skip
    assert [(x.name, x.amount, x.quantity, x.unit_price) for x in found.lines] == [
        ("床位费", D("240.00"), 4, D("60.00")),
        ("手术费", D("12000.00"), 1, D("0.00")),
        ("CT", D("7.00"), 1, D("0.00")),
        ("药", D("25.00"), 2, D("12.50")),
        ("药", D("7.00"), 1, D("0.00")),
        ("药", D("4.00"), 1, D("0.00")),
    ]
    assert [line.row for line in found.lines] == [1, 3, 4, 5, 6, 7]
    assert found.lines[2].served_at == datetime(2026, 10, 1, tzinfo=CHINA)
    with pytest.raises(BadFile):
        read_bill_rows([["只有字"], []])


def test_the_total_of_the_list_is_the_last_one() -> None:
    rows = [HEAD, ["", "", "", "CT", "", "", "5"], ["本页合计", "", "", "", "", "", "3"],
            ["总计：", "5.00"], ["合计", "", "", "", "", "", "无法"]]  # fmt: skip
    assert read_bill_rows(rows).total == D("5.00")  # type: ignore[arg-type]
    assert read_bill_rows(rows[:2]).total is None  # type: ignore[arg-type]


def test_too_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bill_sheet, "MOST_LINES", 1)
    with pytest.raises(BadFile) as trouble:
        read_bill_rows([HEAD, ["", "", "", "A", "", "", "1"], ["", "", "", "B", "", "", "1"]])
    assert trouble.value.code == "bill.too_many"
