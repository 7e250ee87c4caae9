"""Turns the style sheet template into a sheet: ``$token`` is a colour, ``px(32,-3)`` a length."""

from __future__ import annotations

import re
from functools import cache

from mediation_app.paths import resource_dir
from ui.theme.current import Look
from ui.theme.tokens import TOKENS
from ui.theme.typography import ROLES, role_font

_LENGTH = re.compile(r"px\(\s*(\d+(?:\.\d+)?)\s*(?:,\s*([+-]?\d+)\s*)?\)")
_TOKEN = re.compile(r"\$([A-Za-z][A-Za-z0-9]*)")
_ROLE = re.compile(r"type\((\w+)\);?")
_FILE = re.compile(r"icon\(([\w-]+),(\w+)\)")


@cache
def template() -> str:
    """The sheet as written, comments removed."""
    text = (resource_dir() / "style" / "app.qss").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def build(look: Look) -> str:
    """The sheet for a look. In high contrast its colours are the system palette's own."""
    text = template()

    def length(match: re.Match[str]) -> str:
        scaled = round(float(match[1]) * look.zoom) + int(match[2] or 0)
        return f"{max(0, scaled)}px"

    def colour(match: re.Match[str]) -> str:
        if match[1] not in TOKENS:
            raise KeyError(match[1])
        return look.color(match[1]).name(look.color(match[1]).NameFormat.HexArgb)

    def role(match: re.Match[str]) -> str:
        if match[1] not in ROLES:
            raise KeyError(match[1])
        font = role_font(match[1], family=look.family, zoom=look.zoom)
        return (
            f'font-family: "{font.family()}"; font-size: {font.pixelSize()}px; '
            f"font-weight: {int(font.weight())};"
        )

    def file(match: re.Match[str]) -> str:
        from ui.theme.icons import icon_file

        return f'url("{icon_file(match[1], match[2])}")'

    text = _FILE.sub(file, text)
    text = _ROLE.sub(role, text)
    text = _LENGTH.sub(length, text)
    return _TOKEN.sub(colour, text)
