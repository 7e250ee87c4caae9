"""The only place where colours are written: every token with its light and its dark value."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """Which column of the tokens is in force."""

    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


TOKENS: dict[str, tuple[str, str]] = {
    "window": ("#F3F5F8", "#15191F"),
    "rail": ("#E8ECF2", "#101419"),
    "surface": ("#FFFFFF", "#1C2128"),
    "subtle": ("#F7F9FB", "#21272F"),
    "hover": ("#EEF2F7", "#272E38"),
    "selected": ("#E0EBFA", "#1E3758"),
    "border": ("#DDE3EA", "#303844"),
    "control": ("#838C9A", "#788392"),
    "text": ("#18212D", "#E7EBF1"),
    "text2": ("#465262", "#B7C0CC"),
    "text3": ("#5F6B7A", "#97A2B0"),
    "accent": ("#1C5BAA", "#7DB3F8"),
    "accentFill": ("#1C5BAA", "#2A6BC2"),
    "onAccent": ("#FFFFFF", "#FFFFFF"),
    "accentHover": ("#174D91", "#3274CB"),
    "accentPress": ("#123E76", "#225AA6"),
    "accentSoft": ("#E4EEFA", "#1C3352"),
    "accentText": ("#174D91", "#9CC6FB"),
    "fund": ("#0B6767", "#6CCBC6"),
    "fundSoft": ("#DDF0EE", "#153A3D"),
    "danger": ("#B42318", "#FF9389"),
    "dangerSoft": ("#FDECEA", "#452321"),
    "dangerFill": ("#B42318", "#C63A2D"),
    "warn": ("#864C00", "#F3C26B"),
    "warnSoft": ("#FFF1D6", "#3F3219"),
    "ok": ("#1B693E", "#7FD3A2"),
    "okSoft": ("#E3F3E9", "#1B3B2A"),
    "okBar": ("#4A9F73", "#5DB486"),
    "neutralSoft": ("#E9EDF2", "#2A313B"),
    "hit": ("#FFE28A", "#6E5715"),
    "hitText": ("#18212D", "#FFF4CC"),
    "c1": ("#2B6CBC", "#5B9BE6"),
    "c5": ("#B9CDE8", "#34506F"),
    "c2": ("#2A8F87", "#4FB8AF"),
    "c6": ("#B5DCD7", "#27524F"),
    "c3": ("#B87E14", "#DDA94A"),
    "c4": ("#8491A1", "#6F7B8A"),
    "desk": ("#DDE2E9", "#0E1115"),
    "paper": ("#FFFFFF", "#F4F2ED"),
    "grid": ("#E7EBF0", "#2A313B"),
    "scrim": ("#5918212D", "#96000000"),
    "shadow": ("#33000000", "#33000000"),
}

# Foreground, background, least ratio: what the rules promise, checked by a test in both themes.
PAIRS: tuple[tuple[str, str, float], ...] = (
    *(
        (fg, bg, 4.5)
        for fg in ("text", "text2")
        for bg in ("surface", "subtle", "window", "rail", "hover", "selected", "neutralSoft")
    ),
    *(("text3", bg, 4.5) for bg in ("surface", "subtle", "window", "rail", "selected")),
    *((fg, "surface", 4.5) for fg in ("accent", "fund", "danger", "warn", "ok")),
    ("accent", "selected", 4.5),
    ("onAccent", "accentFill", 4.5),
    ("onAccent", "accentHover", 4.5),
    ("onAccent", "accentPress", 4.5),
    ("onAccent", "dangerFill", 4.5),
    ("accentText", "accentSoft", 4.5),
    ("accentText", "selected", 4.5),
    ("fund", "fundSoft", 4.5),
    ("danger", "dangerSoft", 4.5),
    ("warn", "warnSoft", 4.5),
    ("ok", "okSoft", 4.5),
    ("hitText", "hit", 4.5),
    *((mark, "surface", 3.0) for mark in ("control", "okBar", "c1", "c2", "c3", "c4")),
)


def value(token: str, mode: Mode) -> str:
    """The colour of a token as ``#RRGGBB`` or ``#AARRGGBB``. Raises KeyError for no token."""
    light, dark = TOKENS[token]
    return dark if mode is Mode.DARK else light


def contrast(first: str, second: str) -> float:
    """The WCAG contrast ratio of two opaque ``#RRGGBB`` colours, 1 to 21."""
    a, b = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
