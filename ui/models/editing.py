"""What a table needs to know to let cells be edited in place: asked of the screen, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a chooser in a cell. ``words`` are other ways to type its text (initials,
    spelling), ``others`` other names for it and ways to type them."""

    value: str
    text: str
    note: str = ""
    words: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


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
    ranked = [(_rank(option, wanted), place) for place, option in enumerate(options)]
    return [options[place] for rank, place in sorted(ranked) if rank < _NONE]


_NONE = 9


def _rank(option: Option, wanted: str) -> int:
    """0 for the very word, then what begins so, then other names, then anywhere inside."""
    own = (option.text.casefold(), *(word.casefold() for word in option.words))
    others = tuple(word.casefold() for word in option.others)
    if wanted in own:
        return 0
    if any(word.startswith(wanted) for word in own):
        return 1
    if wanted in others:
        return 2
    if any(word.startswith(wanted) for word in others):
        return 3
    inside = (own[0], *(word for word in others if not word.isascii()))
    return 4 if any(wanted in word for word in inside) else _NONE
