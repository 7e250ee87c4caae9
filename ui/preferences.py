"""What a person likes on this computer: theme, zoom, who signed in last. A small file of its own.

It holds nothing of an office; a damaged or read-only file means the defaults, never an error.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass, fields, replace
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
    for field in fields(Preferences):
        value = kept.get(field.name)
        if isinstance(value, type(getattr(default, field.name))):
            good[field.name] = value
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
