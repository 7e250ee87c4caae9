"""What the palette offers: lines, groups of them, and commands known beforehand. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteItem:
    """A line of the palette: ``act`` is called when it is chosen."""

    text: str
    act: Callable[[], object]
    note: str = ""
    icon: str = "chevron-right"
    hits: tuple[tuple[int, int], ...] = ()
    key: str = ""  # its own shortcut, shown on the selected line


class PaletteSource(Protocol):
    """A group of lines. ``prefix``: ``>`` commands, ``@`` people, empty others.

    ``find`` answers at once or later, on the GUI thread; late answers to an old query are dropped.
    An empty query asks for what is most useful now.
    """

    group: str
    prefix: str

    def find(self, query: str, answer: Callable[[Sequence[PaletteItem]], None], /) -> None:
        """Look for ``query``."""
        ...


class CommandSource:
    """Commands known beforehand: found by text and by the pinyin given with them."""

    def __init__(self, group: str = "执行", prefix: str = ">") -> None:
        self.group = group
        self.prefix = prefix
        self._commands: list[tuple[PaletteItem, tuple[str, ...]]] = []

    def add(
        self,
        text: str,
        act: Callable[[], object],
        *,
        icon: str = "chevron-right",
        note: str = "",
        key: str = "",
        words: Sequence[str] = (),
    ) -> None:
        """Add a command; ``words`` are other ways to type it (``hf``, ``huifang``)."""
        item = PaletteItem(text=text, act=act, note=note, icon=icon, key=key)
        self._commands.append((item, tuple(word.lower() for word in words)))

    def find(self, query: str, answer: Callable[[Sequence[PaletteItem]], None], /) -> None:
        """Commands that hold the query or have a word that starts with it."""
        wanted = query.lower()
        found = []
        for item, words in self._commands:
            place = item.text.lower().find(wanted)
            if not wanted:
                found.append(item)
            elif place >= 0:
                hits = ((place, len(wanted)),)
                found.append(
                    PaletteItem(
                        text=item.text,
                        act=item.act,
                        note=item.note,
                        icon=item.icon,
                        hits=hits,
                        key=item.key,
                    )
                )
            elif any(word.startswith(wanted) for word in words):
                found.append(item)
        answer(found)
