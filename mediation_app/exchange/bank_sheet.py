"""A bank's statement of the fund's account (银行对账单) as a bank hands it out.

Every bank names its columns otherwise. What is needed: a day, and the sums in one of three ways:
two columns (借方/贷方, 支出/收入), one column with a flag (借/贷), or one column with a sign. Where
the bank prints the balance after each line, it proves sign and order, and shows gaps. Account and
identity numbers of other people are masked while reading: whole they never enter the store.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from mediation_app.domain.money import Money
from mediation_app.errors import BadFile, InvalidInput, Reason
from mediation_app.exchange.sheets import (
    Header,
    Row,
    Sheet,
    SheetFile,
    TableRow,
    amount_of,
    below,
    day_of,
    find_table,
    is_empty,
    read_sheets,
    text_of,
)

ZERO = Decimal("0.00")
ALIASES: Mapping[str, tuple[str, ...]] = {
    "day": (
        "记账日期", "入账日期", "交易日期", "交易时间", "日期", "记账日", "交易日", "发生日期", "业务日期",
        "交易日期时间", "记账时间", "入账时间", "会计日期",
    ),
    "out": (
        "借方发生额", "借方金额", "支出金额", "借方", "支出", "转出金额", "付款金额", "支取金额", "发生额借方",
        "发生额支出", "交易金额借方", "借方发生金额", "付出金额", "支出额", "交易金额支出", "记账金额支出", "金额支出",
    ),
    "in": (
        "贷方发生额", "贷方金额", "收入金额", "贷方", "收入", "转入金额", "收款金额", "存入金额", "发生额贷方",
        "发生额收入", "交易金额贷方", "贷方发生金额", "收入额", "交易金额收入", "记账金额收入", "金额收入",
    ),
    "amount": ("交易金额", "发生额", "金额", "发生金额", "交易额", "本次发生额"),
    "flag": (
        "借贷标志", "借贷方向", "借贷", "收支标志", "收支方向", "收支", "收/支", "借/贷", "交易方向", "资金流向",
        "收支类型", "交易类型", "往来标志", "借贷标识", "收付标志", "转入转出",
    ),
    "balance": ("账户余额", "余额", "本次余额", "当前余额", "可用余额", "账面余额", "交易后余额", "联机余额"),
    "name": (
        "对方户名", "对方账户名称", "对方单位", "对方名称", "对方账户名", "交易对手", "交易对方", "对方单位名称",
        "收付款人名称", "交易对手名称", "对手户名", "对方客户名称", "收/付方名称", "对方姓名", "户名",
    ),
    "payer": ("付款人名称", "付款方名称", "付款人户名", "付款方户名"),
    "payee": ("收款人名称", "收款方名称", "收款人户名", "收款方户名"),
    "account": (
        "对方账号", "对方帐号", "对方账户", "对方帐户", "对手账号", "交易对手账号", "收/付方账号", "对方卡号",
        "对方账号/卡号",
    ),
    "summary": ("摘要", "交易摘要", "用途", "附言", "备注", "交易附言", "交易说明", "摘要说明", "业务摘要"),
    "purpose": ("用途", "附言", "备注", "交易附言", "交易用途", "个性化信息", "转账附言"),
    "serial": (
        "交易流水号", "流水号", "银行流水号", "核心流水号", "主机流水号", "柜员流水号", "全局流水号", "账户明细编号",
        "账户明细编号-交易流水号", "交易流水", "交易序号", "回单编号", "记账流水号",
    ),
}  # fmt: skip

_OUT = {"借", "借方", "d", "dr", "支", "支出", "付", "付款", "转出", "往账", "出", "-"}
_IN = {"贷", "贷方", "c", "cr", "收", "收入", "收款", "转入", "来账", "入", "进", "+"}
_LONG_NUMBER = re.compile(r"(?<!\d)(\d{4})[\d ]{5,}([\dXx]{4})(?![\dXx])", re.ASCII)
_OWN = re.compile(r"(?:账号|帐号|账户|卡号)[:：\s]*([\d][\d \-]{6,40}\d)", re.ASCII)
_DATE = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|(?<!\d)20\d{6}(?!\d)", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankRow:
    """One movement: plus is money in, yuan. ``row`` is where it stands in the file."""

    row: int
    booked_on: date
    amount: Money
    balance: Money | None = None
    bank_serial: str = ""
    counterparty: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A row that could not be taken, and why."""

    row: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class BankSheet:
    """What was read of a statement, oldest line first, and what was not.

    ``columns`` says which title was read as what. ``since`` and ``until`` come from the file's
    title, or else span the months of the lines (``stated`` tells which). ``gaps`` are rows after
    which the bank's balance does not follow.
    """

    file_name: str
    digest: str
    sheet: str
    columns: Mapping[str, str]
    account: str
    since: date
    until: date
    stated: bool
    opening: Money | None
    closing: Money | None
    rows: tuple[BankRow, ...]
    unread: tuple[Unread, ...]
    gaps: tuple[int, ...]


def read_bank_sheet(path: str | Path) -> BankSheet:
    """Read a statement. Raises BadFile naming the file when it is none."""
    return bank_sheet(read_sheets(path))


def bank_sheet(file: SheetFile) -> BankSheet:
    """The statement in a file that was read. Raises BadFile."""
    sheet, header = _table(file)
    where = {"name": file.name, "sheet": sheet.name}
    lines = list(below(sheet.rows, header, need=("out", "in", "amount")))
    if not lines:
        raise BadFile("fund_book.no_lines", **where)
    if "amount" in header.columns and not _two(header):
        if "flag" in header.columns and not _flags(lines):
            lines = [_without_flag(line) for line in lines]
        if "flag" not in lines[0].cells:
            lines = _signed(lines, where)
    found: list[BankRow] = []
    unread: list[Unread] = []
    seen: set[tuple[str, date, Money]] = set()
    for line in lines:
        try:
            row = _row(line)
        except InvalidInput as trouble:
            unread.append(Unread(row=line.number, reason=_reason(trouble)))
            continue
        if row is None:
            continue
        key = (row.bank_serial, row.booked_on, row.amount)
        if row.bank_serial and key in seen:
            unread.append(Unread(row=line.number, reason=Reason(code="fund_book.line_twice")))
            continue
        seen.add(key)
        found.append(row)
    if not found:
        raise BadFile("fund_book.nothing_read", **where)
    ordered, gaps = _in_order(found)
    since, until, stated = _span(sheet.rows[: header.first], ordered)
    first = ordered[0]
    opening = first.balance - first.amount if first.balance is not None else None
    return BankSheet(
        file_name=file.name,
        digest=file.digest,
        sheet=sheet.name,
        columns=dict(header.titles),
        account=_own_account(sheet.rows[: header.first]),
        since=since,
        until=until,
        stated=stated,
        opening=opening,
        closing=ordered[-1].balance,
        rows=ordered,
        unread=tuple(unread),
        gaps=gaps,
    )


def masked(text: str) -> str:
    """Long numbers (accounts, cards, identity) with only their ends: ``6222****4567``."""
    return _LONG_NUMBER.sub(r"\1****\2", text)


def _ends(account: str) -> str:
    """Another person's account, also a short one, with only its ends."""
    digits = re.sub(r"[ \-]", "", account)
    return f"{digits[:4]}****{digits[-4:]}" if len(digits) > 8 else masked(account)


# Parts ------------------------------------------------------------------------------------------


def _table(file: SheetFile) -> tuple[Sheet, Header]:
    for need in (("day", "out", "in"), ("day", "amount")):
        found = find_table(file, ALIASES, need=need)
        if found is not None:
            return found
    raise BadFile("fund_book.no_header", name=file.name)


def _two(header: Header) -> bool:
    return "out" in header.columns and "in" in header.columns


def _flags(lines: Sequence[TableRow]) -> bool:
    """Whether the column says the way of the money (for most lines), and not something else."""
    known = sum(1 for line in lines if text_of(line["flag"]).strip().casefold() in _OUT | _IN)
    return known * 2 >= len(lines)


def _without_flag(line: TableRow) -> TableRow:
    return replace(line, cells={name: c for name, c in line.cells.items() if name != "flag"})


def _reason(trouble: InvalidInput) -> Reason:
    params = tuple((name, str(value)) for name, value in trouble.params.items())
    return Reason(code=trouble.code, params=params)


def _row(line: TableRow) -> BankRow | None:
    """One movement; None for a row without a sum. Raises InvalidInput."""
    amount = _amount(line)
    if not amount:
        return None
    day = day_of(line["day"], field="booked_on")
    if day is None:
        raise InvalidInput("fund_book.line_without_day", field="booked_on")
    other = text_of(line["payer" if amount > 0 else "payee"])
    name, account = text_of(line["name"]) or other, _ends(text_of(line["account"]))
    texts = dict.fromkeys(
        text_of(line[key]) for key in ("summary", "purpose") if not is_empty(line[key])
    )
    return BankRow(
        row=line.number,
        booked_on=day,
        amount=amount,
        balance=amount_of(line["balance"], field="balance"),
        bank_serial=text_of(line["serial"]),
        counterparty=masked(f"{name}（{account}）" if name and account else name or account),
        summary=masked("；".join(texts)),
    )


def _amount(line: TableRow) -> Money:
    """The sum with its sign: two columns, or one with a flag, or one with a sign."""
    if "out" in line.cells and "in" in line.cells:
        out = amount_of(line["out"], field="amount") or ZERO
        in_ = amount_of(line["in"], field="amount") or ZERO
        if out and in_:
            raise InvalidInput("fund_book.line_both_ways", field="amount")
        return in_ - out
    amount = amount_of(line["amount"], field="amount") or ZERO
    if "flag" not in line.cells:
        return amount
    flag = text_of(line["flag"]).strip().casefold()
    if flag in _OUT:
        return -abs(amount)
    if flag in _IN:
        return abs(amount)
    raise InvalidInput("fund_book.line_flag", field="amount", value=flag[:10])


def _signed(lines: Sequence[TableRow], where: Mapping[str, str]) -> list[TableRow]:
    """One column of sums without a flag: signs of its own, or those the balances prove."""
    sums: list[Decimal] = []
    for line in lines:
        try:
            sums.append(amount_of(line["amount"]) or ZERO)
        except InvalidInput:
            sums.append(ZERO)
    if any(sum_ < 0 for sum_ in sums):
        return list(lines)
    balances: list[Decimal | None] = []
    for line in lines:
        try:
            balances.append(amount_of(line["balance"]))
        except InvalidInput:
            balances.append(None)
    for step in (-1, 1):  # oldest first, newest first
        signs = [_sign(sums, balances, at, at + step) for at in range(len(lines))]
        known = [sign for sign in signs if sign]
        if known and len(known) >= len(lines) - 1:
            return [
                replace(line, cells={**line.cells, "amount": sum_ * (sign or 1)})
                if sign
                else replace(line, cells={**line.cells, "amount": "?"})
                for line, sum_, sign in zip(lines, sums, signs, strict=True)
            ]
    raise BadFile("fund_book.no_direction", **where)


def _sign(sums: Sequence[Decimal], balances: Sequence[Decimal | None], at: int, before: int) -> int:
    if not 0 <= before < len(sums):
        return 0
    now, then = balances[at], balances[before]
    if now is None or then is None:
        return 0
    if now - then == sums[at]:
        return 1
    return -1 if then - now == sums[at] else 0


def _in_order(rows: Sequence[BankRow]) -> tuple[tuple[BankRow, ...], tuple[int, ...]]:
    """Oldest first, with signs as the balances prove, and the rows where a balance jumps.

    Some exports call 借 what comes in (the office's own view): then the balances fit only with
    every sign turned.
    """
    best: tuple[int, list[BankRow]] | None = None
    for turned in (False, True):
        seen = [replace(r, amount=-r.amount) for r in rows] if turned else list(rows)
        for order in (seen, seen[::-1]):
            fit = sum(1 for ok in _follows(order) if ok)
            if best is None or fit > best[0]:
                best = fit, order
    assert best is not None
    if not best[0]:  # no balances to go by
        days = [row.booked_on for row in rows]
        newest_first = days == sorted(days, reverse=True) and days[0] != days[-1]
        return tuple(rows[::-1] if newest_first else rows), ()
    order = best[1]
    gaps = tuple(row.row for row, ok in zip(order[1:], _follows(order), strict=True) if ok is False)
    return tuple(order), gaps


def _follows(order: Sequence[BankRow]) -> list[bool | None]:
    """For each line but the first: whether its balance follows from the one before."""
    return [
        None if a.balance is None or b.balance is None else b.balance - a.balance == b.amount
        for a, b in itertools.pairwise(order)
    ]


def _span(above: Iterable[Row], rows: Sequence[BankRow]) -> tuple[date, date, bool]:
    """The days the statement covers: as its title says, else the months of its lines."""
    days = [row.booked_on for row in rows]
    first, last = min(days), max(days)
    for row in above:
        found: list[date] = []
        for match in _DATE.findall(" ".join(text_of(cell) for cell in row)):
            try:
                day = day_of(match)
            except InvalidInput:
                continue
            if day is not None:
                found.append(day)
        if len(found) >= 2 and found[0] <= first and last <= found[1]:
            return found[0], found[1], True
    return first.replace(day=1), last, False


def _own_account(above: Iterable[Row]) -> str:
    for row in above:
        texts = [text_of(cell) for cell in row if not is_empty(cell)]
        for text in (*texts, " ".join(texts)):
            match = _OWN.search(text)
            if match:
                return re.sub(r"[ \-]", "", match[1])
    return ""


__all__ = ["BankRow", "BankSheet", "Unread", "bank_sheet", "masked", "read_bank_sheet"]
