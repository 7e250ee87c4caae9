"""Rows copied from a spreadsheet into losses, and losses into rows for a spreadsheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mediation_app.domain.compensation.law import ItemKind, Shape
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Loss
from mediation_app.domain.records import ZERO, Money
from ui.models.pasted import cells_of
from ui.screens.case.loss_entry import (
    Entry,
    Unreadable,
    read_entry,
    read_sum,
    with_entry,
    with_sum,
)
from ui.screens.case.loss_names import item_named, plain_name

# The head of a column, as people write it → what stands in it.
_HEADS = {
    "name": ("项目", "名称", "损失项目", "赔偿项目", "费用项目", "费用名称", "项目名称", "类别", "费用"),
    "formula": ("计算式", "计算方式", "计算方法", "计算", "算式", "计算公式", "计算标准"),
    "days": ("天数", "数量", "天", "日数", "期限", "期间"),
    "rate": ("标准", "单价", "每天", "元/天", "日标准", "标准(元/天)", "每日标准"),
    "persons": ("人数", "护理人数", "人"),
    "amount": ("金额", "金额(元)", "数额", "小计", "合计金额", "元", "总额", "主张金额", "金额/元"),
    "evidence": ("证据", "依据", "备注", "说明", "票据", "凭证", "证据名称"),
    "number": ("序号", "编号", "No", "no", "序"),
}  # fmt: skip
_TOTALS = re.compile(r"^(合计|总计|共计|小计|总额|总金额|以上合计|损失合计|合计金额)")
MOST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedRow:
    """One row as it was read. ``item`` is empty while nobody knows what it is; ``problem`` says
    what cannot be read, then the row is not taken."""

    name: str
    item: str = ""
    entry: Entry | None = None
    evidence: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """All rows; ``skipped`` counts heads, totals and empty ones, ``total`` is the sum that stood
    in the total row."""

    rows: tuple[PastedRow, ...] = ()
    skipped: int = 0
    total: Money | None = None


def read_rows(text: str, items: Mapping[str, ItemKind]) -> Pasted:
    """The losses of a copied range."""
    rows = cells_of(text)[:MOST_ROWS]
    found: list[PastedRow] = []
    total: Money | None = None
    skipped = 0
    places: dict[str, int] = {}
    for cells in rows:
        head = _head(cells)
        if head:
            places, skipped = head, skipped + 1
            continue
        named = _placed(cells, places) if places else _guessed(cells)
        first = next((cell for cell in cells if cell), "")
        if _TOTALS.match(plain_name(named.get("name", "") or first)):
            total = _last_sum(cells) if total is None else total
            skipped += 1
            continue
        if not plain_name(named.get("name", "")):
            skipped += 1
            continue
        found.append(_row(named, items))
    return Pasted(rows=tuple(found), skipped=skipped, total=total)


def _head(cells: Sequence[str]) -> dict[str, int]:
    """The columns by what their heads say; empty when this is no row of heads."""
    places: dict[str, int] = {}
    for number, cell in enumerate(cells):
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell))
        for key, words in _HEADS.items():
            if plain in words:
                places.setdefault(key, number)
                break
    return places if "name" in places and len(places) > 1 else {}


def _placed(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    return {key: cells[number] for key, number in places.items() if number < len(cells)}


def _guessed(cells: Sequence[str]) -> dict[str, str]:
    """Without heads: the first words are the item, the last figure is the sum, words behind it
    the evidence, figures between them days and rate."""
    rest = list(cells)
    while rest and (not rest[0] or re.fullmatch(r"\d{1,3}[.、]?", rest[0])):
        rest = rest[1:]
    if not rest:
        return {}
    found = {"name": rest[0]}
    figures = [n for n, cell in enumerate(rest[1:], start=1) if _is_figure(cell)]
    words = [n for n, cell in enumerate(rest[1:], start=1) if cell and not _is_figure(cell)]
    if figures:
        found["amount"] = rest[figures[-1]]
        between = [rest[n] for n in figures[:-1]]
        if len(between) >= 2:
            found["days"], found["rate"] = between[:2]
    formulas = [n for n in words if _is_formula(rest[n])]
    if formulas:
        found["formula"] = rest[formulas[0]]
    texts = [rest[n] for n in words if n not in formulas[:1]]
    if texts:
        found["evidence"] = "，".join(texts)
    return found


def _is_figure(cell: str) -> bool:
    try:
        return bool(cell) and read_sum(cell) is not None
    except Unreadable:
        return False


def _is_formula(cell: str) -> bool:
    try:
        entry = read_entry(cell)
    except Unreadable:
        return False
    return entry.days is not None and entry.rate is not None


def _last_sum(cells: Sequence[str]) -> Money | None:
    figures = [cell for cell in cells if _is_figure(cell)]
    return read_sum(figures[-1]) if figures else None


def _row(named: Mapping[str, str], items: Mapping[str, ItemKind]) -> PastedRow:
    name = named["name"]
    code = item_named(name, items)
    note = re.search(r"[（(](.+?)[)）]", name)
    about = note[1] if note and not re.fullmatch(r"\d+\s*[天日人元]*", note[1]) else ""
    evidence = "，".join(x for x in (named.get("evidence", ""), about) if x)
    row = PastedRow(name=name, item=code, evidence=evidence[:200])
    try:
        return replace(row, entry=_entry(named, items.get(code)))
    except Unreadable as trouble:
        typed = named.get("amount", "")
        return replace(row, problem=f"金额“{typed}”读不出" if typed else str(trouble.args[0]))


def _entry(named: Mapping[str, str], kind: ItemKind | None) -> Entry:
    """The sum of a row; days and rate are kept when they make the same sum (to the yuan)."""
    text = named.get("amount", "")
    amount = read_sum(text) if text else None
    parts = _parts(named)
    if parts is None:
        computed = kind is not None and kind.shape not in (Shape.ACTUAL, Shape.DAILY)
        if amount is None and not computed:
            raise Unreadable("没有金额")
        return Entry(amount=amount or ZERO)
    if amount is not None and abs(_whole(parts) - amount) >= 1:
        return Entry(amount=amount)  # the sum on the paper counts
    return parts


def _parts(named: Mapping[str, str]) -> Entry | None:
    formula = named.get("formula", "")
    if formula and _is_formula(formula):
        return read_entry(formula)
    days, rate = named.get("days", ""), named.get("rate", "")
    if not days or not rate:
        return None
    try:
        entry = read_entry(f"{days.rstrip('天日')}天*{rate}")
        persons = named.get("persons", "").rstrip("人名")
        if persons.isdigit() and int(persons) > 0:
            entry = replace(entry, persons=int(persons))
    except Unreadable:
        return None
    return entry if entry.days is not None and entry.rate is not None else None


def _whole(entry: Entry) -> Decimal:
    loss = with_entry(Loss(id="", case_id="", party_id=""), None, entry, usual=None)
    return loss.amount


# --- taking it --------------------------------------------------------------------------------


def losses_from(
    rows: Iterable[PastedRow],
    items: Mapping[str, ItemKind],
    *,
    case_id: str,
    party_id: str,
    position: int,
) -> tuple[Loss, ...]:
    """New losses of the rows that are known and readable, in their order."""
    made: list[Loss] = []
    for row in rows:
        if not row.item or row.entry is None or row.problem:
            continue
        blank = Loss(
            id=new_id(),
            case_id=case_id,
            party_id=party_id,
            position=position + len(made) + 1,
            item=row.item,
            evidence=row.evidence,
        )
        made.append(taken(blank, items.get(row.item), row.entry))
    return tuple(made)


def taken(blank: Loss, kind: ItemKind | None, entry: Entry) -> Loss:
    """A loss with the figures of a row; by days only where the item is reckoned by days."""
    daily = kind is not None and kind.shape is Shape.DAILY
    if entry.amount is None and not daily:
        return with_sum(blank, _whole(entry))
    return with_entry(blank, kind, entry, usual=None)


# --- copying it -------------------------------------------------------------------------------


def rows_text(rows: Sequence[tuple[str, str, Money, str]]) -> str:
    """Rows for a spreadsheet: name, formula, sum, evidence; with heads when there are several.
    Sums without separators, so that they are numbers there."""
    lines = [["项目", "计算式", "金额", "证据"]] if len(rows) > 1 else []
    lines += [
        [name, "" if formula == evidence else formula, f"{amount:.2f}", evidence]
        for name, formula, amount, evidence in rows
    ]
    return "\n".join("\t".join(_safe(cell) for cell in line) for line in lines)


def _safe(cell: str) -> str:
    """No tabs or line ends inside a cell, and nothing that a spreadsheet would reckon."""
    plain = re.sub(r"[\t\r\n]+", " ", cell)
    return f"'{plain}" if plain[:1] in "=+@" and plain else plain
