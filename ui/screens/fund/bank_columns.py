"""The columns of the reconciliation: lines of the bank, entries of the book, pairs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from mediation_app.domain.money import format_money
from mediation_app.domain.reconciliation import Suggestion
from mediation_app.services.bank_lists import LooseEntry, LooseLine, Pair
from ui.models.cells import Cell, Column, IconText, Sum, TagCell, Text


def line_columns(marked: Callable[[str], bool]) -> list[Column[LooseLine]]:
    """银行有、账上无."""
    return [
        Column(key="mark", header="", width=20, cell=lambda one: _mark(marked(one.line.id)),
               said=lambda one: "已选" if marked(one.line.id) else ""),
        Column(key="day", header="日期", width=84,
               cell=lambda one: Text(str(one.line.booked_on), fixed=True)),
        Column(key="who", header="对方", min_width=96, cell=_line_words),
        Column(key="amount", header="金额（元）", width=104, right=True,
               cell=lambda one: _sum(one.line.amount)),
        Column(key="gap", header="", width=8, cell=lambda one: None),
        Column(key="note", header="", width=76, give_way=1, cell=_line_tag),
    ]  # fmt: skip


def entry_columns(
    marked: Callable[[str], bool], likely: Callable[[str], Suggestion | None]
) -> list[Column[LooseEntry]]:
    """账上有、银行无."""
    return [
        Column(key="mark", header="", width=20, cell=lambda one: _mark(marked(one.entry.id)),
               said=lambda one: "已选" if marked(one.entry.id) else ""),
        Column(key="day", header="日期", width=84,
               cell=lambda one: Text(
                   str(one.entry.happened_on or one.entry.booked_on), fixed=True)),
        Column(key="who", header="科目、摘要", min_width=96, cell=_entry_words),
        Column(key="amount", header="金额（元）", width=104, right=True,
               cell=lambda one: _sum(one.entry.amount)),
        Column(key="gap", header="", width=8, cell=lambda one: None),
        Column(key="note", header="", width=96, give_way=1,
               cell=lambda one: _entry_tag(one, likely(one.entry.id))),
    ]  # fmt: skip


def pair_columns() -> list[Column[Pair]]:
    """已对上."""
    return [
        Column(key="day", header="银行日期", width=96,
               cell=lambda pair: Text(str(pair.line.booked_on), fixed=True)),
        Column(key="who", header="对方", min_width=120,
               cell=lambda pair: Text(pair.line.counterparty or pair.line.summary, tone="text")),
        Column(key="kind", header="科目", width=104,
               cell=lambda pair: Text(pair.entry.kind.label)),
        Column(key="words", header="台账摘要", min_width=120, give_way=3,
               cell=lambda pair: Text(pair.entry.note)),
        Column(key="booked", header="记账日期", width=96, give_way=2,
               cell=lambda pair: Text(str(pair.entry.booked_on), fixed=True)),
        Column(key="amount", header="金额（元）", width=112, right=True,
               cell=lambda pair: _sum(pair.entry.amount)),
        Column(key="gap", header="", width=16, cell=lambda pair: None),
        Column(key="how", header="依据", width=96, give_way=1,
               cell=lambda pair: Text("流水号" if pair.match.by_serial else "人工")),
        Column(key="lock", header="", width=84,
               cell=lambda pair: IconText("lock", "已结账", tone="text3", role="table")
               if pair.closed else None),
    ]  # fmt: skip


def suggestion_words(one: Suggestion) -> str:
    """同额·同名·差 2 天."""
    words = ["同名"] if one.named else []
    words.append("同日" if not one.days else f"差 {one.days} 天")
    return "·".join(words)


def _mark(marked: bool) -> Cell:
    return IconText("check", "", icon_tone="accent") if marked else None


def _sum(amount: Decimal) -> Sum:
    return Sum(format_money(amount))


def _line_words(one: LooseLine) -> Text:
    line = one.line
    who, about = line.counterparty, line.summary
    return Text(who or about or "对方不详", tone="text", after=about if who else "")


def _entry_words(one: LooseEntry) -> Text:
    entry = one.entry
    return Text(entry.kind.label, tone="text", after=one.who or entry.note)


def _line_tag(one: LooseLine) -> Cell:
    if one.line.note:
        return TagCell("已说明", "ok")
    return TagCell("有建议", "accent") if one.likely else TagCell("待处理", "warn")


def _entry_tag(one: LooseEntry, likely: Suggestion | None) -> Cell:
    if likely is not None:
        return TagCell(suggestion_words(likely), "accent")
    if one.offset:
        return TagCell("已冲销", "neutral")
    return TagCell("已说明", "ok") if one.note else TagCell("待处理", "warn")
