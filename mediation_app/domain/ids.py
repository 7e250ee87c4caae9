"""Keys of records: UUIDv7 as 32 hex digits, so keys sort by the time they were made."""

from __future__ import annotations

import secrets
import threading
import time


class _Maker:
    """Makes keys that never go backwards within this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next_stamp(self) -> int:
        """Milliseconds since 1970 and 12 more bits that grow within a millisecond."""
        with self._lock:
            self._last = max((time.time_ns() // 1_000_000) << 12, self._last + 1)
            return self._last


_maker = _Maker()


def new_id(milliseconds: int | None = None) -> str:
    """A new key. ``milliseconds`` since 1970 may be given when history is generated."""
    if milliseconds is None:
        stamp = _maker.next_stamp()
    else:
        stamp = milliseconds << 12 | secrets.randbits(12)
    moment, fraction = stamp >> 12, stamp & 0xFFF
    number = (moment & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | fraction << 64
    number |= 0b10 << 62 | secrets.randbits(62)
    return f"{number:032x}"
