"""Addresses, the registry of screens, and the way back and forward between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from ui.screen import Screen

HISTORY_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Address:
    """A place in the program: ``case/<id>/parties?focus=phone`` in parts."""

    parts: tuple[str, ...]
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address. Empty text is the start (``today``)."""
        path, _, query = text.partition("?")
        parts = tuple(unquote(part) for part in path.split("/") if part)
        return cls(parts or ("today",), tuple(parse_qsl(query, keep_blank_values=True)))

    @classmethod
    def of(cls, *parts: str, **query: str) -> Address:
        """Build one from its parts: ``Address.of("case", case_id, "parties", focus="phone")``."""
        return cls(parts, tuple(sorted(query.items())))

    def get(self, key: str, default: str = "") -> str:
        """A value of the query."""
        return dict(self.query).get(key, default)

    def __str__(self) -> str:
        path = "/".join(quote(part, safe="") for part in self.parts)
        return f"{path}?{urlencode(self.query)}" if self.query else path


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenEntry:
    """One registration line of a screen.

    ``pattern``: ``cases``, ``case/{id}/{section?}``. ``factory`` makes the widget on first need.
    ``rail``: ``top``, ``foot`` or empty; ``parent``: the key whose rail item lights up.
    """

    key: str
    pattern: str
    factory: Callable[[], Screen]
    title: str
    icon: str = ""
    rail: str = ""
    order: int = 0
    parent: str = ""

    def match(self, address: Address) -> Mapping[str, str] | None:
        """The values of the pattern's places, or None when the address is another screen's."""
        slots = self.pattern.split("/")
        if len(address.parts) > len(slots):
            return None
        found: dict[str, str] = {}
        for number, slot in enumerate(slots):
            given = address.parts[number] if number < len(address.parts) else None
            if slot.startswith("{"):
                if given is not None:
                    found[slot.strip("{}?")] = given
                elif not slot.endswith("?}"):
                    return None
            elif given != slot:
                return None
        return found


class ScreenRegistry:
    """All screens by key. Adding one edits no other screen."""

    def __init__(self) -> None:
        self._entries: dict[str, ScreenEntry] = {}

    def add(self, entry: ScreenEntry) -> None:
        """Register a screen. Raises ValueError when the key is taken."""
        if entry.key in self._entries:
            raise ValueError(f"screen {entry.key} is registered twice")
        self._entries[entry.key] = entry

    def entries(self) -> tuple[ScreenEntry, ...]:
        """All entries in the order of registration."""
        return tuple(self._entries.values())

    def rail(self, place: str) -> tuple[ScreenEntry, ...]:
        """The entries of the rail's ``top`` or ``foot``, in their order."""
        return tuple(
            sorted((e for e in self._entries.values() if e.rail == place), key=lambda e: e.order)
        )

    def find(self, address: Address) -> tuple[ScreenEntry, Mapping[str, str]]:
        """The screen of an address. Raises LookupError when there is none."""
        for entry in self._entries.values():
            places = entry.match(address)
            if places is not None:
                return entry, places
        raise LookupError(str(address))

    def get(self, key: str) -> ScreenEntry:
        """The entry of a key. Raises KeyError."""
        return self._entries[key]


@dataclass(slots=True)
class Visit:
    """One stop of the history and what the screen wants back (scroll, selection)."""

    address: Address
    state: dict[str, object] = field(default_factory=dict)


class Navigator(QObject):
    """Keeps where we are and were. The window listens to ``moved`` and shows the screen."""

    moved = Signal(object, object)  # Address, state to restore (dict) or None for a new visit
    changed = Signal()  # can_go_back / can_go_forward may have changed

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._back: list[Visit] = []
        self._forward: list[Visit] = []
        self._now: Visit | None = None
        self.leaving: Callable[[], dict[str, object] | None] | None = None

    @property
    def current(self) -> Address | None:
        """Where we are; None before the first ``go``."""
        return self._now.address if self._now else None

    @property
    def can_go_back(self) -> bool:
        """Whether ``back`` leads anywhere."""
        return bool(self._back)

    @property
    def can_go_forward(self) -> bool:
        """Whether ``forward`` leads anywhere."""
        return bool(self._forward)

    def go(self, address: Address | str) -> None:
        """Open an address. Going where we are only re-opens it, without a new stop."""
        goal = Address.parse(address) if isinstance(address, str) else address
        if not self._remember():
            return
        if self._now is not None and self._now.address != goal:
            self._back.append(self._now)
            del self._back[:-HISTORY_LIMIT]
            self._forward.clear()
        self._now = Visit(goal)
        self.moved.emit(goal, None)
        self.changed.emit()

    def replace(self, address: Address | str) -> None:
        """Note another address for the present place (a filter changed) without opening it."""
        goal = Address.parse(address) if isinstance(address, str) else address
        if self._now is not None:
            self._now.address = goal
        else:
            self._now = Visit(goal)

    def back(self) -> None:
        """One stop back, scroll and selection restored."""
        self._step(self._back, self._forward)

    def forward(self) -> None:
        """One stop forward again."""
        self._step(self._forward, self._back)

    def _step(self, source: list[Visit], other: list[Visit]) -> None:
        if not source or not self._remember():
            return
        if self._now is not None:
            other.append(self._now)
        self._now = source.pop()
        self.moved.emit(self._now.address, self._now.state)
        self.changed.emit()

    def _remember(self) -> bool:
        """Ask the present screen for its state; None from it forbids leaving."""
        if self._now is None or self.leaving is None:
            return True
        state = self.leaving()
        if state is None:
            return False
        self._now.state = state
        return True
