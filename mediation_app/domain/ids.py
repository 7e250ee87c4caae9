"""Keys of records: UUIDv7 as 32 hex digits, so keys sort by the time they were made."""

from __future__ import annotations

import secrets
import threading
import time

_lock = threading.Lock()
_last = 0


def new_id(milliseconds: int | None = None) -> str:
    """A new key. ``milliseconds`` since 1970 may be given when history is generated.

    Keys made in one process never repeat and never go backwards within a millisecond.
    """
    global _last
    moment = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    with _lock:
        # 48 bits of time, 12 bits of counter-like fraction, the rest is random
        value = moment << 12
        if milliseconds is None:
            value = max(value, _last + 1)
            _last = value
        else:
            value |= secrets.randbits(12)
    stamp, fraction = value >> 12, value & 0xFFF
    number = (stamp & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | fraction << 64
    number |= 0b10 << 62 | secrets.randbits(62)
    return f"{number:032x}"
