"""What differs between two filled Word files, in words: 赔偿总额 43,540.00 → 45,000.00.

Files are compared as people read them: paragraph by paragraph, cell by cell, and inside them by
sums, dates, numbers and names, so that a change is shown whole and with the words it stands after.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from mediation_app.documents.engine.model import Block, Doc, Row, Table, Text

_LABEL = 14  # characters of what a change stands after
_ALIKE = 0.4
_LONGEST_FACT = 30  # a longer value is a narrative: its names and sums count by themselves
_CLOSE = 1  # tokens between two changes that are shown as one
_ENDS = re.compile(r"[。；;，,：:、（()）\s　　]+")
_TOKENS = (
    r"\d{4}年\d{1,2}月\d{1,2}日|\d[\d,]*(?:\.\d+)?|[0-9A-Za-z]+"
    r"|[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整]{3,}"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """The text of one paragraph or cell; ``label`` is the cell that names it."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place: the words it stands after, what stood there, what stands there now.

    ``fact`` is the value of the case that was changed or is gone, empty for mere wording.
    """

    where: str
    before: str
    after: str
    fact: str = ""


def units_of(docx: bytes) -> tuple[Unit, ...]:
    """The texts of a Word file in reading order, without empty ones. Raises BadFile."""
    from mediation_app.documents.engine.parse import parse_docx

    return tuple(unit for unit in _units(parse_docx(docx)) if unit.text)


def differences(
    before: Sequence[Unit], after: Sequence[Unit], facts: Iterable[str] = ()
) -> tuple[Difference, ...]:
    """Every place in which two texts differ, in the order of the second one.

    ``facts`` are values that stay whole (names, sums) and are told apart from mere wording.
    """
    short = {fact for fact in facts if 1 < len(fact) <= _LONGEST_FACT}
    known = sorted(short, key=lambda fact: (-len(fact), fact))
    tokens = re.compile("|".join([*map(re.escape, known), _TOKENS, r"\s+", "."]), re.DOTALL)
    above = {id(unit): over.text for units in (before, after) for over, unit in pairwise(units)}
    found: list[Difference] = []
    for old, new in _pairs(before, after):
        if old.text != new.text:
            line = above.get(id(new if new.text else old), "")
            found.extend(_inside(old, new, tokens, known, line))
    return tuple(found)


def likeness(one: Sequence[Unit], other: Sequence[Unit]) -> float:
    """How much of the first text stands in the second, 0 to 1."""
    if not one:
        return 0.0
    theirs = {unit.text for unit in other}
    return sum(1 for unit in one if unit.text in theirs) / len(one)


def _units(doc: Doc) -> Iterator[Unit]:
    for section in doc.sections:
        yield from _blocks(section.blocks, "")


def _blocks(blocks: Sequence[Block], label: str) -> Iterator[Unit]:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                yield from _row(block, row)
        else:
            yield Unit(_text(block), label)


def _row(table: Table, row: Row) -> Iterator[Unit]:
    for place, cell in enumerate(row.cells):
        yield from _blocks(cell.blocks, _label(table, row, place))


def _label(table: Table, row: Row, place: int) -> str:
    """The cell before it when that one names it, else the head of its column."""
    left = _cell(row, place - 1) if place else ""
    if left and len(left) <= _LABEL and not any(sign.isdigit() for sign in left):
        return left
    head = table.rows[0]
    return _cell(head, place)[:_LABEL] if row is not head and place < len(head.cells) else ""


def _cell(row: Row, place: int) -> str:
    return "".join(unit.text for unit in _blocks(row.cells[place].blocks, ""))


def _text(block: Block) -> str:
    if isinstance(block, Table):
        return ""
    text = "".join(each.text for each in block.inlines if isinstance(each, Text))
    return text.replace("\f", "").strip(" \t\n　＿")


def _pairs(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[tuple[Unit, Unit]]:
    nothing = Unit("")
    matcher = SequenceMatcher(None, [u.text for u in before], [u.text for u in after], False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        olds, news = list(before[a1:a2]), list(after[b1:b2])
        for new in news:
            at = _partner(new, olds, in_step=len(olds) == b2 - b1)
            yield from ((old, nothing) for old in olds[: max(at, 0)])
            yield (olds[at] if at >= 0 else nothing), new
            olds = olds[at + 1 :]
        yield from ((old, nothing) for old in olds)


def _partner(new: Unit, olds: Sequence[Unit], *, in_step: bool) -> int:
    """Which of the old texts the new one was made of; -1 for none."""
    if in_step and olds:
        return 0
    ratios = [SequenceMatcher(None, old.text, new.text, False).ratio() for old in olds]
    best = max(range(len(olds)), key=ratios.__getitem__, default=-1)
    return best if best >= 0 and ratios[best] >= _ALIKE else -1


def _inside(
    old: Unit, new: Unit, tokens: re.Pattern[str], known: Sequence[str], above: str
) -> Iterator[Difference]:
    ones, others = tokens.findall(old.text), tokens.findall(new.text)
    matcher = SequenceMatcher(None, ones, others, False)
    for a1, a2, b1, b2 in _joined(matcher.get_opcodes()):
        was, now = "".join(ones[a1:a2]).strip(), "".join(others[b1:b2]).strip()
        if was == now:
            continue
        lead, tail = (others[:b1], others[b2:]) if new.text else (ones[:a1], ones[a2:])
        yield Difference(
            where=new.label or old.label or _where("".join(lead), "".join(tail), above),
            before=was,
            after=now,
            fact=next((fact for fact in known if fact in was and fact not in now), ""),
        )


def _joined(codes: Iterable[tuple[str, int, int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Changes with next to nothing between them are one change."""
    open_: tuple[int, int, int, int] | None = None
    for kind, a1, a2, b1, b2 in codes:
        if kind == "equal":
            continue
        if open_ is not None and a1 - open_[1] <= _CLOSE and b1 - open_[3] <= _CLOSE:
            open_ = (open_[0], a2, open_[2], b2)
            continue
        if open_ is not None:
            yield open_
        open_ = (a1, a2, b1, b2)
    if open_ is not None:
        yield open_


def _where(lead: str, tail: str, above: str) -> str:
    """The words a change stands after; at the beginning of a line those it stands before, for a
    whole line the end of the one above."""
    before = [part for part in _ENDS.split(lead) if part]
    if before and (nearest := before[-1].strip("¥＿")):
        return nearest[-_LABEL:]
    after = [part for part in _ENDS.split(tail) if part.strip("¥＿")]
    if after:
        return f"“{after[0][:_LABEL]}”之前"
    return f"“{above[-_LABEL:]}”之后" if above else ""
