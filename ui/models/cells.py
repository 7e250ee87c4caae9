"""What a cell says and how it wants to be painted: plain data between screens and delegates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt

T = TypeVar("T")


class Role(IntEnum):
    """Item roles beyond Qt's own."""

    CELL = Qt.ItemDataRole.UserRole + 1  # the cell's painting data (one of the classes below)
    RECORD = Qt.ItemDataRole.UserRole + 2  # the whole row object
    SORT = Qt.ItemDataRole.UserRole + 3  # the native value
    KIND = Qt.ItemDataRole.UserRole + 4  # RowKind


class RowKind(IntEnum):
    """How a row stands in the list."""

    RECORD = 0
    GROUP = 1  # a heading between rows: not selectable
    NOTE = 2  # an opened row's explanation: not selectable
    TOTAL = 3


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text. ``hits`` are (start, length) spans to mark; ``after`` is a quiet second text.

    ``tone`` is a colour token, ``role`` a type role, ``fixed`` forbids eliding (sums, dates).
    """

    text: str
    tone: str = "text2"
    role: str = "table"
    hits: tuple[tuple[int, int], ...] = ()
    after: str = ""
    fixed: bool = False
    tag: TagCell | None = None
    icon: str = ""
    keys: tuple[str, ...] = ()  # key caps at the right, on the selected row
    sign: str = ""  # an icon behind all of it: a warning
    sign_tone: str = "warn"


@dataclass(frozen=True, slots=True)
class Note:
    """A line of an opened row's explanation: a quiet label, then words that may take several
    lines. It reaches from its column to the end of the row."""

    label: str
    text: str
    tone: str = "text2"


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure, right-aligned, never elided. Give it ready-made: ``43,246.80``."""

    text: str
    tone: str = "text"
    role: str = "table"


@dataclass(frozen=True, slots=True)
class Parties:
    """``甲 与 乙``: names strong, 与 quiet, an optional note (代理人 …) behind."""

    left: str
    right: str = ""
    left_hits: tuple[tuple[int, int], ...] = ()
    right_hits: tuple[tuple[int, int], ...] = ()
    note: str = ""
    note_hits: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """A word over a five-step bar; ``step`` 0 to 5. ``tone``: accent, fund, warn, ok."""

    word: str
    step: int
    tone: str = "accent"


@dataclass(frozen=True, slots=True)
class TagCell:
    """A tag in a table. ``tone``: neutral, accent, fund, danger, warn, ok, overdue."""

    text: str
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class IconText:
    """An icon before a word: the states of documents and checks."""

    icon: str
    text: str
    icon_tone: str = "text2"
    tone: str = "text"
    role: str = "body"


@dataclass(frozen=True, slots=True)
class TwoLines:
    """A row of a list: strong first line, caption second; texts and a tag at the right."""

    first: str
    second: str = ""
    badge: TagCell | None = None  # left column (deadline)
    right: str = ""  # right, first line or middle
    right_tone: str = "text2"
    right_second: str = ""
    right_second_tone: str = "text3"
    right_tag: TagCell | None = None
    third: str = ""
    first_note: str = ""  # quiet text behind the first line
    time: str = ""  # left column: a time over another
    time_second: str = ""
    current: bool = False  # a 3-px bar at the left: happening now
    act: str = ""  # what Enter does, shown on the selected row
    hits: tuple[tuple[int, int], ...] = ()


Cell = Text | Note | Sum | Parties | State | TagCell | IconText | TwoLines | None


@dataclass(frozen=True, kw_only=True)  # no slots: Column[Row](...) must work
class Column(Generic[T]):
    """One column as data.

    ``cell`` makes the painting data of a record; ``value`` the native value for sorting;
    ``said`` the words a screen reader gets (default: the cell's text). ``width`` is in px at
    100 %; 0 takes what is left. ``give_way``: the higher, the sooner it goes when it is narrow.
    """

    key: str
    header: str
    cell: Callable[[T], Cell]
    width: int = 0
    right: bool = False
    value: Callable[[T], Any] | None = None
    said: Callable[[T], str] | None = None
    sortable: bool = False
    give_way: int = 0
    min_width: int = 0


def words(cell: Cell) -> str:
    """The plain words of a cell, for copying and for screen readers."""
    match cell:
        case None:
            return ""
        case Parties():
            both = f"{cell.left} 与 {cell.right}" if cell.right else cell.left
            return f"{both} {cell.note}".strip()
        case State():
            return cell.word
        case TwoLines():
            badge = cell.badge.text if cell.badge else ""
            tag = cell.right_tag.text if cell.right_tag else ""
            parts = (
                badge,
                cell.time,
                cell.first,
                cell.first_note,
                cell.second,
                cell.third,
                cell.right,
                cell.right_second,
                tag,
            )
            return "，".join(part for part in parts if part)
        case Note():
            return f"{cell.label} {cell.text}".strip()
        case Text():
            tag = cell.tag.text if cell.tag else ""
            return " ".join(part for part in (cell.text, cell.after, tag) if part)
        case _:
            return cell.text
