"""A Word document as the layout needs it: sections of paragraphs and tables, styles resolved.

Lengths are points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right", "both", "distribute"]
PageKind = Literal["page", "pages"]
LineRule = Literal["auto", "exact", "atLeast"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Char:
    """How characters look."""

    ascii: str = "Times New Roman"
    east: str = "宋体"
    size: float = 10.5
    bold: bool = False
    italic: bool = False
    underline: str = ""
    strike: bool = False
    color: str = "000000"
    shade: str = ""
    spacing: float = 0.0
    stretch: float = 1.0
    raised: float = 0.0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab stop: ``kind`` left, center, right or decimal; ``leader`` none, dot, underscore …"""

    position: float
    kind: str = "left"
    leader: str = "none"


@dataclass(frozen=True, slots=True)
class Border:
    """One edge; width 0 means that there is none."""

    width: float = 0.0
    color: str = "000000"
    kind: str = "single"
    space: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Para:
    """How a paragraph is set."""

    align: Align = "left"
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    before: float = 0.0
    after: float = 0.0
    line: float = 1.0
    rule: LineRule = "auto"
    keep_next: bool = False
    keep_lines: bool = False
    widow: bool = True
    page_break: bool = False
    contextual: bool = False
    style: str = ""
    tabs: tuple[Tab, ...] = ()
    shade: str = ""
    borders: tuple[tuple[str, Border], ...] = ()


@dataclass(slots=True)
class Text:
    """A run of characters; ``\\t`` is a tab, ``\\n`` a line break, ``\\f`` a page break."""

    text: str
    char: Char


@dataclass(slots=True)
class PageField:
    """PAGE or NUMPAGES."""

    kind: PageKind
    char: Char


@dataclass(slots=True, kw_only=True)
class Image:
    """A picture in the line, or anchored where ``anchored`` (offsets from the frames named)."""

    data: bytes
    width: float
    height: float
    char: Char
    anchored: bool = False
    behind: bool = False
    x_from: str = "column"
    y_from: str = "paragraph"
    x: float = 0.0
    y: float = 0.0
    x_align: str = ""
    y_align: str = ""


Inline = Text | PageField | Image


@dataclass(slots=True)
class Paragraph:
    """Inlines with one setting; ``mark`` is the look of the paragraph mark (empty paragraphs)."""

    para: Para
    inlines: list[Inline]
    mark: Char


@dataclass(slots=True, kw_only=True)
class Cell:
    """One cell; ``merge`` is "", "restart" or "continue" for vertically merged ones."""

    span: int = 1
    merge: str = ""
    align: str = "top"
    shade: str = ""
    margins: dict[str, float] = field(default_factory=dict)
    borders: dict[str, Border] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Row:
    """One row; ``skip`` grid columns are left out before its first cell."""

    cells: list[Cell]
    height: float = 0.0
    rule: LineRule = "atLeast"
    header: bool = False
    cant_split: bool = False
    skip: int = 0


@dataclass(slots=True, kw_only=True)
class Table:
    """A table with its column widths."""

    columns: list[float]
    rows: list[Row]
    align: str = "left"
    indent: float = 0.0
    borders: dict[str, Border] = field(default_factory=dict)
    margins: dict[str, float] = field(default_factory=dict)


Block = Paragraph | Table


@dataclass(slots=True, kw_only=True)
class Section:
    """Pages of one size with their blocks; headers and footers by kind (default, first, even)."""

    width: float = 595.3
    height: float = 841.9
    top: float = 72.0
    bottom: float = 72.0
    left: float = 90.0
    right: float = 90.0
    header: float = 42.55
    footer: float = 49.6
    title_page: bool = False
    continuous: bool = False
    start: int | None = None
    number_format: str = "decimal"
    headers: dict[str, list[Block]] = field(default_factory=dict)
    footers: dict[str, list[Block]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Doc:
    """A whole document."""

    sections: list[Section]
    even_odd: bool = False
    default_tab: float = 21.0
    stretch_breaks: bool = True
    shift_tables: bool = True
    title: str = ""
    author: str = ""
