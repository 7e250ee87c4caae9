"""What a table needs to know to let cells be edited in place: asked of the screen, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a chooser in a cell. ``words`` are further ways to type it: initials, other
    names, compared from the start of the word."""

    value: str
    text: str
    note: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a typed text. ``wrong`` says what to do, then nothing was taken.

    ``key`` is the record's key from now on, when it changed; ``column`` the cell to go on with,
    ``edit`` whether it is opened at once.
    """

    wrong: str = ""
    key: str = ""
    column: str = ""
    edit: bool = False


class CellEdits(Protocol):
    """The screen's side of an editable table. Columns are named by their keys."""

    def editable(self, record: Any, column: str) -> bool:
        """Whether this cell can be edited now."""
        ...

    def start(self, record: Any, column: str) -> str:
        """The text the editor begins with."""
        ...

    def hint(self, record: Any, column: str) -> str:
        """What an empty editor shows."""
        ...

    def options(self, record: Any, column: str) -> Sequence[Option]:
        """Entries to choose from; none for plain typing."""
        ...

    def tried(self, record: Any, column: str, text: str) -> None:
        """The text while it is typed: nothing is taken, nothing may be complained of."""
        ...

    def take(self, record: Any, column: str, text: str, option: Option | None) -> Taken:
        """Take the typed text, or the chosen entry."""
        ...

    def dropped(self, record: Any, column: str) -> None:
        """The person left the cell without changing it (Esc)."""
        ...


def matching(options: Sequence[Option], typed: str) -> list[Option]:
    """The entries a typed text may mean, those that begin with it first.

    Chinese is found anywhere in the text, initials and other names from their start.
    """
    wanted = typed.strip().casefold()
    if not wanted:
        return list(options)
    ranked: list[tuple[int, int, Option]] = []
    for place, option in enumerate(options):
        text = option.text.casefold()
        words = tuple(word.casefold() for word in option.words)
        if text.startswith(wanted) or wanted in words:
            rank = 0
        elif any(word.startswith(wanted) for word in words):
            rank = 1
        elif wanted in text or any(wanted in word for word in words if not word.isascii()):
            rank = 2
        else:
            continue
        ranked.append((rank, place, option))
    return [option for _, _, option in sorted(ranked, key=lambda each: each[:2])]
