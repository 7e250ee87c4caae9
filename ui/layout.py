"""Size classes of the window: what gives way when it gets small."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

MIN_WIDTH, MIN_HEIGHT = 900, 500


class Width(IntEnum):
    """Classes of the logical width left after zoom."""

    NARROW = 0  # 900-1099
    MEDIUM = 1  # 1100-1359
    WIDE = 2  # 1360 and more


class Height(IntEnum):
    """Classes of the logical height left after zoom."""

    TINY = 0  # under 560: no status bar, rail 56, top bar 40
    LOW = 1  # up to 720: case head one line and dashes
    FULL = 2


class LayoutMode(NamedTuple):
    """What a screen lays itself out by."""

    width: Width
    height: Height

    @property
    def compact(self) -> bool:
        """Bars, paddings and gaps take their compact sizes."""
        return self.height is Height.TINY

    @property
    def padding(self) -> int:
        """Page padding at 100 % zoom: 24, compact 16."""
        return 16 if self.compact else 24

    @property
    def gap(self) -> int:
        """Gap between cards at 100 % zoom: 16, compact 8."""
        return 8 if self.compact else 16


def mode_for(width: int, height: int, zoom: float) -> LayoutMode:
    """The class of a window of logical ``width`` x ``height`` under the zoom setting."""
    w, h = width / zoom, height / zoom
    wide = Width.WIDE if w >= 1360 else Width.MEDIUM if w >= 1100 else Width.NARROW
    high = Height.TINY if h < 560 else Height.LOW if h <= 720 else Height.FULL
    return LayoutMode(wide, high)
