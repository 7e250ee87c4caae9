"""Statements as banks hand them out: every way of writing sums, proofs by balance, masks, faults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.errors import BadFile
from mediation_app.exchange.bank_sheet import BankSheet, bank_sheet, masked, read_bank_sheet
from mediation_app.exchange.sheets import read_bytes
from mediation_app.messages import text_of, text_of_reason
from tests.exchange.sheet_files import DATA, statement

D = Decimal


def read(*lines: str, sign: str = ",", encoding: str = "gb18030") -> BankSheet:
    return bank_sheet(read_bytes("\n".join(lines).replace("|", sign).encode(encoding), "明细.csv"))


def sums(found: BankSheet) -> list[str]:
    return [str(row.amount) for row in found.rows]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_whole_statement(kind: str, tmp_path: Path) -> None:
    path = DATA / f"statement.{kind}" if kind != "xlsx" else statement(tmp_path / "对账单.xlsx")
    found = read_bank_sheet(path)
    assert sums(found) == ["88.50", "-43246.80", "5000.00"]
    assert [row.row for row in found.rows] == [5, 6, 7]
    assert found.account == "1606020109200112233"
    assert (found.opening, found.closing) == (D("100000.00"), D("61841.70"))
    assert found.gaps == found.unread == ()
    assert found.columns["out"] == "借方发生额（元）"
    paid = found.rows[1]
    assert (paid.booked_on, paid.bank_serial) == (date(2026, 9, 15), "2026091500017")
    assert paid.counterparty == "冠县人民医院（1606****5678）"
    assert paid.summary == "垫付抢救费"


def test_the_span_of_the_title() -> None:
    head = "日期|支出|收入|余额"
    found = read("期间：2026年9月1日 至 2026-09-30", head, "2026/9/3||5.00|5.00")
    assert (found.since, found.until, found.stated) == (date(2026, 9, 1), date(2026, 9, 30), True)
    found = read("打印：2026-10-08 2026-10-09", head, "2026/9/3||5.00|5.00")
    assert (found.since, found.until, found.stated) == (date(2026, 9, 1), date(2026, 9, 3), False)
    found = read("20261399 2026-09-01", head, "2026/9/3||5.00|5.00")
    assert not found.stated


def test_one_column_with_a_flag() -> None:
    found = read(
        "交易日期\t借贷标志\t发生额\t对方户名",
        "20260903\t贷\t5.00\t甲",
        "20260904\t借\t3.00\t乙",
        "20260905\tC\t2.00\t丙",
        "20260906\t转出\t-1.00\t丁",
        "20260907\t冲正\t1.00\t戊",
    )
    assert sums(found) == ["5.00", "-3.00", "2.00", "-1.00"]
    assert [(one.row, one.reason.code) for one in found.unread] == [(6, "fund_book.line_flag")]
    assert text_of_reason(found.unread[0].reason) == "收支方向“冲正”不认识"


def test_one_column_with_a_sign() -> None:
    assert sums(read("日期|金额", "2026-9-1|5.00", "2026-9-2|-3.00", "2026-9-3|(2.00)")) == [
        "5.00", "-3.00", "-2.00",
    ]  # fmt: skip


def test_one_column_whose_sign_the_balances_prove() -> None:
    up = ["2026-9-1|5.00|5.00", "2026-9-2|3.00|2.00", "2026-9-3|4.00|6.00"]
    for lines in (up, up[::-1]):
        found = read("日期|金额|余额", *lines)
        assert sums(found) == ["-3.00", "4.00"]
        assert [one.reason.code for one in found.unread] == ["sheets.not_amount"]
    for lines in (["2026-9-1|5.00|", "2026-9-2|3.00|x"], ["2026-9-1|5.00|5", "2026-9-2|y|5"] * 2):
        with pytest.raises(BadFile) as trouble:
            read("日期|金额|余额", *lines)
        assert trouble.value.code == "fund_book.no_direction"


def test_newest_first_is_turned() -> None:
    found = read("日期|支出|收入|余额", "2026-9-2|3.00||2.00", "2026-9-1||5.00|5.00")
    assert sums(found) == ["5.00", "-3.00"]
    assert (found.opening, found.closing) == (D("0.00"), D("2.00"))
    found = read("日期|支出|收入", "2026-9-2|3.00|", "2026-9-1||5.00")
    assert sums(found) == ["5.00", "-3.00"]
    assert found.opening is found.closing is None


def test_debit_as_the_office_sees_it() -> None:
    found = read(
        "日期|借方|贷方|余额", "2026-9-1|5.00||5.00", "2026-9-2|3.00||8.00", "2026-9-3||1.00|7.00"
    )
    assert sums(found) == ["5.00", "3.00", "-1.00"]


@pytest.mark.parametrize(
    "head",
    [
        "交易日期|摘要|交易金额(收入)|交易金额(支出)|余额|对方户名",
        "交易日期|摘要|贷方发生额/元(收入)|借方发生额/元(支取)|余额|对方户名",
        "交易时间|交易摘要|收入金额|支出金额|账户余额|对方户名",
        "记账日|附言|贷方（元）|借方（元）|本次余额（元）|交易对方",
    ],
)
def test_heads_of_banks(head: str) -> None:
    found = read(head, "2026-9-1|利息|5.00||5.00|甲", "2026-9-2|手续费||3.00|2.00|乙")
    assert sums(found) == ["5.00", "-3.00"]
    assert [row.counterparty for row in found.rows] == ["甲", "乙"]
    assert found.closing == D("2.00")


def test_payer_and_payee_in_two_columns() -> None:
    head = "交易类型[ Transaction Type ]|付款人名称[ Payer ]|收款人名称|交易日期[ Date ]|交易金额[ Amount ]|摘要"
    found = read(head, "来账|甲|专户|20260901|5.00|还款", "往账|专户|乙医院|20260902|3.00|垫付")
    assert [(str(row.amount), row.counterparty) for row in found.rows] == [
        ("5.00", "甲"),
        ("-3.00", "乙医院"),
    ]


def test_a_kind_of_business_is_no_direction() -> None:
    found = read("日期|交易类型|金额", "2026-9-1|网银转账|5.00", "2026-9-2|手续费|-3.00")
    assert sums(found) == ["5.00", "-3.00"]


def test_gaps_are_shown() -> None:
    found = read(
        "日期|支出|收入|余额", "2026-9-1||5|5.00", "2026-9-2||5|10.00", "2026-9-4||5|99.00"
    )
    assert found.gaps == (4,)


def test_lines_that_cannot_be_read() -> None:
    found = read(
        "日期|支出|收入|流水号",
        "2026-9-1||5.00|A1",
        "昨天||5.00|A2",
        "2026-9-1|1.00|5.00|A3",
        "2026-9-1||五块五毛五厘|A4",
        "|3.00||A5",
        "2026-9-1||5.00|A1",
        "2026-9-1||6.00|A1",
        "2026-9-1|0.00||A6",
        "合计|4.00|5.00|",
    )
    assert sums(found) == ["5.00", "6.00"]
    assert [(one.row, one.reason.code) for one in found.unread] == [
        (3, "sheets.not_day"),
        (4, "fund_book.line_both_ways"),
        (5, "sheets.not_amount"),
        (6, "fund_book.line_without_day"),
        (7, "fund_book.line_twice"),
    ]
    assert all("{" not in text_of_reason(one.reason) for one in found.unread)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["甲|乙", "1|2"], "no_header"),
        (["日期|支出|收入", "合计|1.00|2.00"], "no_lines"),
        (["日期|支出|收入", "昨天|1.00|"], "nothing_read"),
    ],
)
def test_files_that_are_no_statement(lines: Sequence[str], code: str) -> None:
    with pytest.raises(BadFile) as trouble:
        read(*lines)
    assert trouble.value.code == f"fund_book.{code}"
    assert "明细.csv" in text_of(trouble.value)


def test_account_numbers_are_masked() -> None:
    found = read(
        "日期,支出,收入,对方账号,对方户名,摘要,附言",
        "2026-9-1,,5.00,622202 1606001 234567,李某,还款 6222021606001234567,身份证371525199001011234",
        "2026-9-2,,5.00,901234567,,,",
        "2026-9-3,,5.00,1234,王某,利息,利息",
    )
    assert found.rows[0].counterparty == "李某（6222****4567）"
    assert found.rows[0].summary == "还款 6222****4567；身份证3715****1234"
    assert found.rows[1].counterparty == "9012****4567"
    assert found.rows[2].counterparty == "王某（1234）"
    assert found.rows[2].summary == "利息"
    assert masked("13856122417") == "13856122417"  # a telephone stays
    assert masked("37152519900101123X") == "3715****123X"


@given(
    st.lists(st.decimals(-999, 999, places=2).filter(bool), min_size=2, max_size=30), st.booleans()
)
def test_a_statement_written_is_read_back(amounts: list[Decimal], turned: bool) -> None:
    balance, lines = D(1000), []
    for amount in amounts:
        balance += amount
        out, in_ = (f"{-amount:.2f}", "") if amount < 0 else ("", f"{amount:.2f}")
        lines.append(f'2026-09-15\t{out}\t{in_}\t"{balance:,.2f}"')
    found = read("日期\t支出\t收入\t余额", *(lines[::-1] if turned else lines))
    assert sum(row.amount for row in found.rows) == sum(amounts)
    assert found.gaps == ()
    assert found.closing - found.opening == sum(amounts)  # type: ignore[operator]
