"""What cells mean, and where the head of a table stands."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.errors import InvalidInput
from mediation_app.exchange.sheets import (
    amount_of,
    below,
    day_of,
    find_header,
    find_table,
    is_empty,
    is_total,
    number_of,
    read_bytes,
    text_of,
)

D = Decimal
NOON = datetime(2026, 9, 30, 14, 30)  # noqa: DTZ001 - as it stands in the file
ALIASES = {
    "day": ("交易日期", "记账日期", "日期"),
    "out": ("借方发生额", "支出金额", "借方"),
    "in": ("贷方发生额", "收入金额", "贷方"),
    "name": ("对方户名", "户名"),
}


@pytest.mark.parametrize(
    ("cell", "sum_"),
    [
        ("1,234.50", "1234.50"), ("¥12", "12.00"), ("￥ 12.5", "12.50"), ("１２．００元", "12.00"),
        ("(1,234.50)", "-1234.50"), ("（12.00）", "-12.00"), ("12.00-", "-12.00"), ("−3", "-3.00"),
        ("+5.00", "5.00"), ("CNY 1,000.00", "1000.00"), ("1.2万", "12000.00"), (D("88.5"), "88.50"),
        ("0.00", "0.00"),
    ],
)  # fmt: skip
def test_sums(cell: object, sum_: str) -> None:
    assert amount_of(cell) == D(sum_)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "--", "——", "－", "/", "无"])
def test_nothing(cell: str | None) -> None:
    assert is_empty(cell)
    assert amount_of(cell) is None
    assert number_of(cell) is None
    assert day_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("十二号", "sheets.not_amount"), ("12.345", "domain.money_too_fine"), ("1.234,50", "sheets.not_amount"),
        (date(2026, 9, 30), "sheets.not_amount"), ("3万5", "domain.money_unclear"), ("#REF!", "sheets.not_amount"),
        (D("1E20"), "domain.money_too_large"),
    ],
)  # fmt: skip
def test_no_sums(cell: object, code: str) -> None:
    with pytest.raises(InvalidInput) as trouble:
        amount_of(cell, field="bill.amount")  # type: ignore[arg-type]
    assert (trouble.value.code, trouble.value.field) == (code, "bill.amount")


def test_numbers() -> None:
    assert number_of("0.0125") == D("0.0125")
    assert number_of("1,000") == 1000
    assert number_of("¥3.333元") == D("3.333")
    assert number_of("(2)") == -2
    assert number_of(D("0.5")) == D("0.5")
    for wrong in ("2盒", "1e5", date(2026, 1, 1), "9" * 50):
        with pytest.raises(InvalidInput):
            number_of(wrong)


@pytest.mark.parametrize(
    "cell",
    [
        "2026/9/30", "2026-09-30", "2026.9.30", "2026年9月30日", "2026 年 09 月 30 日", "20260930",
        "20260930143005", "20260930 14:30:05", "2026-09-30 14:30", "2026-09-30T14:30:05",
        "2026/09/30 14时30分", "２０２６－０９－３０", "46295", D("46295"), D("46295.604"), D("20260930"),
        date(2026, 9, 30), NOON,
    ],
)  # fmt: skip
def test_days(cell: object) -> None:
    found = day_of(cell)  # type: ignore[arg-type]
    assert found == date(2026, 9, 30)
    assert not isinstance(found, datetime)


@pytest.mark.parametrize(
    "cell", ["26/9/30", "9/30/2026", "2026-02-30", "20261301", "12", "99999", "x"]
)
def test_no_days(cell: str) -> None:
    with pytest.raises(InvalidInput) as trouble:
        day_of(cell)
    assert trouble.value.code == "sheets.not_day"


def test_a_long_wrong_cell_is_shortened() -> None:
    with pytest.raises(InvalidInput) as trouble:
        day_of("一" * 500)
    assert trouble.value.params["value"] == "一" * 20 + "…"


def test_texts() -> None:
    assert text_of(D("202609300001")) == "202609300001"
    assert text_of(D("12.50")) == "12.5"
    assert text_of(D("1E+3")) == "1000"
    assert text_of(" 冠县\n 人民医院 ") == "冠县 人民医院"
    assert text_of(date(2026, 9, 30)) == "2026-09-30"
    assert text_of(NOON) == "2026-09-30 14:30:00"
    assert text_of(None) == ""


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_written_sum_is_read_back(sum_: Decimal) -> None:
    for written in (f"{sum_:,.2f}", f"{sum_}", f"¥{sum_:,.2f}" if sum_ >= 0 else f"({-sum_:,.2f})"):
        assert amount_of(written) == sum_


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_written_day_is_read_back(day: date) -> None:
    serial = D((day - date(1899, 12, 30)).days)
    for written in (
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y年%m月%d日}",
        f"{day:%Y%m%d}",
        serial,
    ):
        assert day_of(written) == day


# Heads -------------------------------------------------------------------------------------------


def test_titles_above_totals_below() -> None:
    rows = (
        ("冠县基金专户对账单",),
        ("户名：基金专户", None, "日期：2026-09"),
        (),
        ("序号", "交易日期", " 借方\n发生额(元) ", "贷方发生额（元）：", "对方户名*"),
        (D(1), "2026/9/1", None, "5.00", "甲"),
        (None, None, None, None, None),
        ("本页小计", None, None, "5.00"),
        ("序号", "交易日期", "借方发生额", "贷方发生额", "对方户名"),
        (D(2), "2026/9/2", "3.00"),
        (None, "制表：王某", None, None, None),
        ("合 计", None, "3.00", "5.00"),
    )
    header = find_header(rows, ALIASES, need=("day",))
    assert header is not None
    assert (header.first, header.last) == (3, 3)
    assert header.columns == {"day": 1, "out": 2, "in": 3, "name": 4}
    assert header.titles["in"] == "贷方发生额（元）："
    lines = list(below(rows, header, need=("out", "in")))
    assert [(line.number, line["out"], line["in"], line["name"]) for line in lines] == [
        (5, None, "5.00", "甲"),
        (9, "3.00", None, None),
    ]
    assert lines[0]["nothing"] is None
    assert header.cell(rows[4], "nothing") is None
    assert [line.number for line in below(rows, header)] == [5, 9, 10]


def test_a_head_of_two_rows() -> None:
    aliases = {**ALIASES, "balance": ("余额",)}
    rows = (
        ("日期", "发生额", None, "余额", "对方户名"),
        (None, "借方", "贷方"),
        ("2026-9-1", "1.00", None, "9.00", "甲"),
    )
    header = find_header(rows, aliases, need=("day", "out", "in"))
    assert header is not None
    assert (header.first, header.last) == (0, 1)
    assert header.columns == {"day": 0, "out": 1, "in": 2, "balance": 3, "name": 4}
    assert [line["out"] for line in below(rows, header)] == ["1.00"]


def test_the_better_word_wins() -> None:
    rows = (("记账日期", "交易日期", "户名", "对方户名"),)
    header = find_header(rows, ALIASES)
    assert header is not None
    assert header.columns == {"day": 1, "name": 3}


def test_what_stands_in_brackets_may_count() -> None:
    aliases = {"in": ("金额收入",), "out": ("金额支出",), "sum": ("金额",), "left": ("余额",)}
    for rows, columns in (
        ((("金额（收入）", "金额（支出）", "余额（元）"),), {"in": 0, "out": 1, "left": 2}),
        ((("金额（元）", "余额（元）"),), {"sum": 0, "left": 1}),
        ((("金额（元）", "金额（美元）", "余额/元", "金额收入"),), {"left": 2, "in": 3}),
    ):
        header = find_header(rows, aliases)
        assert header is not None
        assert header.columns == columns


def test_no_head() -> None:
    assert find_header((("甲", "乙"), ("日期", "丙")), ALIASES) is None
    assert find_header((("日期", "户名"),), ALIASES, need=("out",)) is None
    assert find_header((), ALIASES) is None
    assert find_header(((),) * 50 + (("日期", "户名"),), ALIASES) is None  # too far down


def test_the_sheet_with_the_fuller_head() -> None:
    file = read_bytes("日期,户名\n1,2\n".encode(), "a.csv")
    found = find_table(file, ALIASES)
    assert found is not None
    assert found[0].name == "1"
    assert find_table(file, ALIASES, need=("in",)) is None


@pytest.mark.parametrize(
    "word", ["合计", "合 计：", "小计", "本页合计", "累计", "承前页", "总计", "期初余额"]
)
def test_totals(word: str) -> None:
    assert is_total((None, word, "1.00"))


def test_entries_are_no_totals() -> None:
    assert not is_total((D(1), "合计"))
    assert not is_total(())
    assert not is_total(("甲", "合计"))
