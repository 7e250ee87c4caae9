"""The shipped pinyin table, read on first need (about 15 ms)."""

from __future__ import annotations

from functools import cache

from mediation_app.domain.pinyin import PinyinTable
from mediation_app.paths import resource_dir


@cache
def pinyin_table() -> PinyinTable:
    """Readings of some 42,000 characters, extension B and later included."""
    path = resource_dir() / "pinyin" / "readings.txt"
    return PinyinTable.parse(path.read_text(encoding="utf-8"))
