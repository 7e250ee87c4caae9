"""Finding the head of a foreign table: titles above it, merged heads, totals below it.

Nobody's export looks like anybody else's, so a head is found by its words: for every wanted field
a list of synonyms, the best one first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mediation_app.exchange.sheet_values import Cell, is_empty, text_of

Row = Sequence[Cell]
Aliases = Mapping[str, tuple[str, ...]]

LOOK = 40
_ASIDE = re.compile(r"[(\[【].*?[)\]】]")
_NOISE = re.compile(r"/元|[\s:*#_·()\[\]【】]+")
_TOTALS = re.compile(
    r"^(?:本页|本日|本月|本期|本年|当页|累计|总)?(?:合计|小计|总计|累计)"
    r"|^(?:承前页|过次页|转下页|期初余额|期末余额|上年结转|借方合计|贷方合计|合计笔数|总笔数)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where the head stands: ``columns`` gives the column of each field that was found.

    ``first`` and ``last`` are indexes into the rows; they differ for a head of two rows.
    ``titles`` are the words that stand there, for showing what was read as what.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    titles: Mapping[str, str]

    def cell(self, row: Row, name: str) -> Cell:
        """The cell of a field in a row; None when the table has no such column."""
        place = self.columns.get(name)
        return row[place] if place is not None and place < len(row) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row below the head: ``number`` as Excel counts, and the cells by field."""

    number: int
    cells: Mapping[str, Cell]

    def __getitem__(self, name: str) -> Cell:
        return self.cells.get(name)


def find_header(
    rows: Sequence[Row], aliases: Aliases, *, need: Sequence[str] = (), least: int = 2
) -> Header | None:
    """The head among the first rows; None when there is none.

    The row (or pair of rows) that names the most fields wins, the upper one among equals. It must
    name all fields of ``need`` and at least ``least`` of all.
    """
    words = {_plain(word): (name, rank) for name, all_ in aliases.items()
             for rank, word in enumerate(all_)}  # fmt: skip
    best: Header | None = None
    for index, upper in enumerate(rows[:LOOK]):
        lower = rows[index + 1] if index + 1 < len(rows) else ()
        for last, titles in ((index, _one(upper)), (index + 1, _two(upper, lower))):
            columns = _columns(titles, words)
            if len(columns) < least or any(name not in columns for name in need):
                continue
            rank = (len(columns), index == last)  # of equals the plain head, then the upper one
            if best is None or rank > (len(best.columns), best.first == best.last):
                found = {name: titles[place][-1] for name, place in columns.items()}
                best = Header(first=index, last=last, columns=columns, titles=found)
    return best


def below(
    rows: Sequence[Row], header: Header, *, need: Sequence[str] = (), first_number: int = 1
) -> Iterator[TableRow]:
    """The rows below a head, without blank ones, totals and heads repeated on every page.

    A row in which every field of ``need`` is empty (signatures, remarks) is left out as well.
    """
    head = rows[header.last]
    titles = {
        place: _bare(text_of(head[place])) for place in header.columns.values() if place < len(head)
    }
    for index in range(header.last + 1, len(rows)):
        row = rows[index]
        cells = {name: header.cell(row, name) for name in header.columns}
        if is_total(row) or all(is_empty(cell) for cell in cells.values()):
            continue
        if need and all(is_empty(cells.get(name)) for name in need):
            continue
        filled = {p: t for p, t in titles.items() if t}
        if filled and all(p < len(row) and _bare(text_of(row[p])) == t for p, t in filled.items()):
            continue
        yield TableRow(number=first_number + index, cells=cells)


def is_total(row: Row) -> bool:
    """Whether a row is a total or a carried sum (合计, 小计, 承前页), not an entry."""
    first = next((cell for cell in row if not is_empty(cell)), None)
    return isinstance(first, str) and _TOTALS.match(_squeezed(first)) is not None


def _one(row: Row) -> list[tuple[str, ...]]:
    return [(text_of(cell),) for cell in row]


def _two(upper: Row, lower: Row) -> list[tuple[str, ...]]:
    """A head of two rows: a merged word above (发生额) and its parts below (借方, 贷方)."""
    found: list[tuple[str, ...]] = []
    above = ""
    for place in range(max(len(upper), len(lower))):
        top = text_of(upper[place]) if place < len(upper) else ""
        under = text_of(lower[place]) if place < len(lower) else ""
        above = top or (above if under else "")
        if not under:
            found.append((top,))
        else:
            found.append((under, above + under))
    return found


def _columns(
    titles: Sequence[tuple[str, ...]], words: Mapping[str, tuple[str, int]]
) -> dict[str, int]:
    """Field → column. What stands in brackets counts (金额（收入）), unless only without it the title
    is known (余额（元）) and no other column reads the same without it."""
    bare = [[_bare(text) for text in choices] for choices in titles]
    often = Counter(text for choices in bare for text in set(choices))
    found: dict[str, tuple[int, int]] = {}
    for place, choices in enumerate(titles):
        tried: list[str] = []
        for text, short in zip(reversed(choices), reversed(bare[place]), strict=True):
            tried.append(_plain(text))  # the fuller one first
            if often[short] == 1:
                tried.append(short)
        known = next((words[text] for text in tried if text and text in words), None)
        if known is None:
            continue
        name, rank = known
        if name not in found or rank < found[name][0]:
            found[name] = (rank, place)
    return {name: place for name, (_, place) in found.items()}


def _wide(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _bare(text: str) -> str:
    return _plain(_ASIDE.sub("", _wide(text)))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", _wide(text))


def _plain(text: str) -> str:
    return _NOISE.sub("", _wide(text)).casefold()


__all__ = ["Aliases", "Header", "Row", "TableRow", "below", "find_header", "is_total"]
