"""A hospital's list of costs (费用清单) as it comes out of a hospital's system, or is pasted.

Every hospital names its columns otherwise; what is needed is a name and a sum. Refunds that the
hospital books as negative lines are set against the charge they take back, so that what is left
adds up to the same sum. Nothing is stored here: what was read, and what could not be, is shown
before anything is taken over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from mediation_app.domain.moments import OFFICE_TIME
from mediation_app.domain.money import LARGEST, Money, round_money
from mediation_app.errors import BadFile, InvalidInput, Reason
from mediation_app.exchange.sheets import (
    Cell,
    Header,
    Row,
    TableRow,
    amount_of,
    below,
    day_of,
    find_header,
    find_table,
    is_empty,
    is_total,
    number_of,
    read_sheets,
    text_of,
)

ZERO = Decimal("0.00")
MOST_LINES = 20_000
LONGEST = 200
ALIASES: Mapping[str, tuple[str, ...]] = {
    "day": (
        "费用发生时间", "费用日期", "收费日期", "发生日期", "计费日期", "记账日期", "执行日期", "收费时间",
        "计费时间", "记账时间", "费用时间", "发生时间", "日期时间", "日期", "开单日期", "结算日期",
    ),
    "time": ("时间", "执行时间", "时刻", "时点"),
    "code": (
        "项目编码", "收费项目编码", "国家医保编码", "医保编码", "医保项目编码", "收费编码", "项目代码", "编码",
        "代码", "药品编码", "物价编码", "目录编码",
    ),
    "name": (
        "项目名称", "收费项目名称", "收费项目", "费用名称", "药品名称", "医疗项目名称", "名称", "项目", "费用项目",
        "品名", "摘要", "项目内容",
    ),
    "spec": ("规格", "规格型号", "规格/型号"),
    "price": ("单价", "价格", "单价元", "收费单价", "标准单价"),
    "quantity": ("数量", "次数", "用量", "计费数量", "总量", "发药数量"),
    "amount": (
        "金额", "总金额", "总价", "费用金额", "金额元", "应收金额", "费用", "合计金额", "小计", "发生金额", "总费用",
    ),
    "class": (
        "医保类别", "医保等级", "医保类型", "费用等级", "项目等级", "医保目录等级", "甲乙类", "报销类别", "等级",
        "自付类别",
    ),
}  # fmt: skip
_SUBTOTAL = re.compile(r"(小计|合计|总计)[:：]?$")
_TIME = re.compile(r"(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})日?(?:\s.*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One line as it was read; ``row`` as Excel counts. Sums in yuan."""

    row: int
    name: str
    amount: Money
    served_at: datetime | None = None
    code: str = ""
    unit_price: Money = ZERO
    quantity: int = 1
    insurance_class: str = ""
    measure: str = ""
    doubts: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetProblem:
    """A row that was not read: its number, what stands in it, and why."""

    row: int
    text: str
    why: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class BillSheet:
    """A bill that was read. ``total`` is the sum the list itself states, None when it states none;
    ``titles`` are the words of the columns that were used; ``refunded`` is how many charges were
    taken back by a negative line."""

    lines: tuple[SheetLine, ...]
    problems: tuple[SheetProblem, ...] = ()
    total: Money | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    refunded: int = 0
    name: str = ""

    @property
    def amount(self) -> Money:
        """The sum of the lines."""
        return sum((line.amount for line in self.lines), ZERO)


def read_bill_file(path: str | Path, *, year: int | None = None) -> BillSheet:
    """Read a hospital's file. ``year`` is for dates without one. Raises BadFile."""
    file = read_sheets(path)
    found = find_table(file, ALIASES, need=("name", "amount"))
    if found is None:
        raise BadFile("bill.no_table", name=file.name)
    sheet, header = found
    return _read(sheet.rows, header, year=year, name=file.name)


def read_bill_rows(rows: Sequence[Row], *, year: int | None = None) -> BillSheet:
    """Read pasted cells. Without heads the first words are the name, the last figure the sum,
    two figures before it that make the sum quantity and price. Raises BadFile."""
    header = find_header(rows, ALIASES, need=("name", "amount"))
    if header is not None:
        return _read(rows, header, year=year, name="")
    plain = [_arranged(row) for row in rows]
    if not any(plain):
        raise BadFile("bill.no_columns")
    places = {name: place for place, name in enumerate(_ARRANGED)}
    header = Header(first=0, last=0, columns=places, titles={})
    return _read([(), *plain], header, year=year, name="", first=0)  # an empty row for the head


# Rows -------------------------------------------------------------------------------------------


def _read(
    rows: Sequence[Row], header: Header, *, year: int | None, name: str, first: int = 1
) -> BillSheet:
    lines: list[SheetLine] = []
    problems: list[SheetProblem] = []
    for row in below(rows, header, need=("amount", "price", "quantity"), first_number=first):
        if _SUBTOTAL.search(text_of(row["name"])):
            continue
        if len(lines) >= MOST_LINES:
            raise BadFile("bill.too_many", most=MOST_LINES)
        try:
            lines.append(_line(row, year))
        except InvalidInput as trouble:
            params = tuple((key, str(value)) for key, value in trouble.params.items())
            why = Reason(code=trouble.code, params=params)
            problems.append(SheetProblem(row=row.number, text=_shown(row), why=why))
    kept, refunded, unmatched = _netted(lines)
    problems += unmatched
    return BillSheet(
        lines=tuple(kept),
        problems=tuple(sorted(problems, key=lambda one: one.row)),
        total=_stated(rows, header),
        titles=header.titles,
        refunded=refunded,
        name=name,
    )


def _line(row: TableRow, year: int | None) -> SheetLine:
    name = " ".join(x for x in (text_of(row["name"]), text_of(row["spec"])) if x)[:LONGEST]
    if not name:
        raise InvalidInput("bill.no_name", field="name")
    amount = amount_of(row["amount"])
    price = number_of(row["price"], field="price")
    count = number_of(row["quantity"])
    if amount is None:
        if price is None or count is None:
            raise InvalidInput("bill.no_amount", field="amount")
        amount = round_money(price * count)
    if amount == 0:
        raise InvalidInput("bill.nothing", field="amount")
    if abs(amount) > LARGEST:
        raise InvalidInput("domain.money_too_large", field="amount", largest=f"{LARGEST:,.2f}")
    whole, unit, measure, doubts = _measured(price, count, amount)
    return SheetLine(
        row=row.number,
        name=name,
        amount=amount,
        served_at=_moment(row, year),
        code=text_of(row["code"])[:LONGEST],
        unit_price=unit,
        quantity=whole,
        insurance_class=text_of(row["class"])[:LONGEST],
        measure=measure,
        doubts=doubts,
    )


def _measured(
    price: Decimal | None, count: Decimal | None, amount: Money
) -> tuple[int, Money, str, tuple[Reason, ...]]:
    """Quantity, price and, where they are no whole numbers and fen, the hospital's own writing."""
    if price is None or count is None:
        return 1, round_money(price) if price and price > 0 else ZERO, "", ()
    count, price = abs(count), abs(price)
    fits = count == count.to_integral_value() and 0 < count <= 100_000
    if fits and price == round_money(price) and price * count == abs(amount):
        return int(count), round_money(price), "", ()
    measure = f"{_plain(count)} × {_plain(price)}"
    off = abs(round_money(price * count) - abs(amount))
    doubts: tuple[Reason, ...] = ()
    if off > Decimal("0.05"):  # more than the hospital's rounding
        told = (("product", f"{round_money(price * count):,.2f}"), ("amount", f"{amount:,.2f}"))
        doubts = (Reason(code="bill.product", blocking=False, params=told),)
    return 1, round_money(price), measure, doubts


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(row: TableRow, year: int | None) -> datetime | None:
    cell = row["day"]
    if is_empty(cell):
        return None
    clock = time()
    if isinstance(cell, datetime):
        clock = cell.time()
    elif isinstance(cell, Decimal) and cell % 1 and cell > 20_000:
        clock = _part_of_day(cell % 1)
    elif isinstance(cell, str):
        clock = _clock(cell) or clock
    if not is_empty(row["time"]):
        clock = _clock_of(row["time"]) or clock
    try:
        day = day_of(cell, field="day")
    except InvalidInput:
        day = _without_year(cell, year)
        if day is None:
            raise
    assert day is not None
    return datetime.combine(day, clock, tzinfo=OFFICE_TIME)


def _without_year(cell: Cell, year: int | None) -> date | None:
    found = _MONTH_DAY.fullmatch(text_of(cell)) if year else None
    if found is None or year is None:
        return None
    try:
        return date(year, int(found[1]), int(found[2]))
    except ValueError:
        return None


def _clock_of(cell: Cell) -> time | None:
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, Decimal):
        return _part_of_day(cell % 1) if cell % 1 else None
    return _clock(text_of(cell))


def _clock(text: str) -> time | None:
    found = _TIME.search(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _part_of_day(part: Decimal) -> time:
    seconds = int((part * 86_400).to_integral_value()) % 86_400
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _shown(row: TableRow) -> str:
    return "  ".join(text_of(cell) for cell in row.cells.values() if not is_empty(cell))[:LONGEST]


# Refunds ----------------------------------------------------------------------------------------


def _netted(lines: list[SheetLine]) -> tuple[list[SheetLine], int, list[SheetProblem]]:
    """Negative lines with the charge each takes back; those without one cannot be taken over."""
    charges: dict[tuple[str, str, Money], list[SheetLine]] = {}
    for line in lines:
        if line.amount > 0:
            charges.setdefault((line.code, line.name, line.amount), []).append(line)
    gone: set[int] = set()
    unmatched: list[SheetProblem] = []
    for line in lines:
        if line.amount > 0:
            continue
        same = charges.get((line.code, line.name, -line.amount), [])
        if same:
            gone.add(same.pop().row)
        else:
            text = f"{line.name}  {line.amount:,.2f}"
            unmatched.append(SheetProblem(row=line.row, text=text, why=Reason(code="bill.refund")))
    kept = [line for line in lines if line.amount > 0 and line.row not in gone]
    return kept, len(gone), unmatched


def _stated(rows: Sequence[Row], header: Header) -> Money | None:
    """The last total below the head: the whole bill's, behind those of pages and kinds."""
    place = header.columns["amount"]
    found: Money | None = None
    for row in rows[header.last + 1 :]:
        if not is_total(row):
            continue
        try:
            stated = amount_of(row[place]) if place < len(row) else None
            if stated is None:
                stated = next((s for s in map(_figure, reversed(row)) if s is not None), None)
        except InvalidInput:
            continue
        found = stated if stated is not None else found
    return found


# Pasted without heads ---------------------------------------------------------------------------

_ARRANGED = ("day", "name", "quantity", "price", "amount")


def _arranged(row: Row) -> Row:
    """One row in the order of ``_ARRANGED`` by what stands in it; empty without name and figure."""
    figures = [n for n, cell in enumerate(row) if _figure(cell) is not None]
    words = [n for n, cell in enumerate(row) if n not in figures and not is_empty(cell)]
    days = [n for n in words if _is_day(row[n])]
    words = [n for n in words if n not in days]
    figures = [n for n in figures if not words or n > words[0]]
    if not words or not figures:
        return ()
    day = row[days[0]] if days else None
    count, price = _pair(row, figures)
    return (day, row[words[0]], count, price, row[figures[-1]])


def _pair(row: Row, figures: Sequence[int]) -> tuple[Cell, Cell]:
    """Quantity and price: the two figures before the sum, when they make it."""
    if len(figures) < 3:
        return None, None
    one, other = row[figures[-3]], row[figures[-2]]
    try:
        first, second, amount = number_of(one), number_of(other), _figure(row[figures[-1]])
    except InvalidInput:
        return None, None
    if first is None or second is None or round_money(first * second) != amount:
        return None, None
    whole = first == first.to_integral_value()
    return (one, other) if whole or second != second.to_integral_value() else (other, one)


def _figure(cell: Cell) -> Money | None:
    try:
        return amount_of(cell) if not isinstance(cell, date) else None
    except InvalidInput:
        return None


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, date):
        return True
    try:
        return day_of(cell) is not None
    except InvalidInput:
        return False


__all__ = [
    "ALIASES",
    "MOST_LINES",
    "BillSheet",
    "SheetLine",
    "SheetProblem",
    "read_bill_file",
    "read_bill_rows",
]
