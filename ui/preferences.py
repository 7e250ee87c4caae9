"""What a person likes on this computer: theme, zoom, who signed in last. A small file of its own.

It holds nothing of an office; a damaged or read-only file means the defaults, never an error.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from ui.theme.apply import ZOOM_STEPS
from ui.theme.tokens import Mode

SYSTEM, LIGHT, DARK = "system", "light", "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The likes of this computer's user."""

    theme: str = SYSTEM
    zoom: float = 1.0
    last_login: str = ""
    backup_folder: str = ""

    def theme_mode(self) -> Mode:
        """The look to use now."""
        from ui.theme import system_mode

        return {LIGHT: Mode.LIGHT, DARK: Mode.DARK}.get(self.theme) or system_mode()


def file() -> Path:
    """Where the likes lie."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming"))
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config"))
    return base / "mediation-app" / "preferences.json"


def load() -> Preferences:
    """The likes as kept; defaults for whatever is missing or of a wrong kind."""
    try:
        kept = json.loads(file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(kept, dict):
        return Preferences()
    default = Preferences()
    good: dict[str, Any] = {}
    for each in fields(Preferences):
        value = kept.get(each.name)
        if isinstance(value, type(getattr(default, each.name))):
            good[each.name] = value
    found = replace(default, **good)
    return replace(found, zoom=min(2.0, max(1.0, found.zoom)))


def change(likes: Preferences, **changes: Any) -> Preferences:
    """Keep changed likes. A disk that cannot be written only means they are forgotten."""
    changed = replace(likes, **changes)
    with contextlib.suppress(OSError):
        path = file()
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".tmp")
        beside.write_text(json.dumps(asdict(changed), ensure_ascii=False), encoding="utf-8")
        beside.replace(path)
    return changed


def next_zoom(zoom: float, step: int) -> float:
    """The zoom one step larger or smaller; step 0 is 100 %."""
    if step == 0:
        return 1.0
    nearest = min(range(len(ZOOM_STEPS)), key=lambda place: abs(ZOOM_STEPS[place] - zoom))
    return ZOOM_STEPS[min(len(ZOOM_STEPS) - 1, max(0, nearest + step))]


# Printers of this computer ----------------------------------------------------------------------

FARTHEST = 20.0  # mm a page may be moved


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterLikes:
    """The printer used last, and how far each one has to move a page, right and down in mm."""

    printer: str = ""
    offsets: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def offset(self, printer: str) -> tuple[float, float]:
        """How far a printer has to move a page."""
        return self.offsets.get(printer, (0.0, 0.0))


def printer_file() -> Path:
    """Where they lie: beside the likes, a file of its own, for it is written by another room."""
    return file().with_name("printers.json")


def load_printers() -> PrinterLikes:
    """As kept; nothing for what is missing or damaged."""
    try:
        kept = json.loads(printer_file().read_text(encoding="utf-8"))
        offsets = {
            str(name): (_near(pair[0]), _near(pair[1])) for name, pair in kept["offsets"].items()
        }
        return PrinterLikes(printer=str(kept["printer"]), offsets=offsets)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return PrinterLikes()


def keep_printer(printer: str, right: float, down: float) -> PrinterLikes:
    """Keep which printer was used, and its offset."""
    offsets = {**load_printers().offsets, printer: (_near(right), _near(down))}
    likes = PrinterLikes(printer=printer, offsets=offsets)
    with contextlib.suppress(OSError):
        path = printer_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".tmp")
        beside.write_text(
            json.dumps({"printer": printer, "offsets": offsets}, ensure_ascii=False),
            encoding="utf-8",
        )
        beside.replace(path)
    return likes


def _near(value: Any) -> float:
    return min(FARTHEST, max(-FARTHEST, round(float(value), 1)))
