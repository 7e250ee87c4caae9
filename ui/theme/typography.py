"""The type roles of the design, and the fonts that carry them."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontDatabase

from mediation_app.paths import resource_dir

log = logging.getLogger(__name__)

FAMILY = "Mediation Sans"
# Tried in this order where the shipped font is missing; none of them has a weight of 500.
FALLBACKS = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)


class TypeRole(NamedTuple):
    """Size in logical px at 100 %, weight 400, 500 or 700, and line height in px."""

    size: int
    weight: int
    line: int


ROLES: dict[str, TypeRole] = {
    "figure": TypeRole(28, 700, 38),
    "figureSmall": TypeRole(24, 500, 34),
    "figureCompact": TypeRole(18, 500, 26),
    "title": TypeRole(20, 500, 29),
    "heading": TypeRole(18, 500, 26),
    "section": TypeRole(16, 500, 23),
    "body": TypeRole(14, 400, 20),
    "strong": TypeRole(14, 500, 20),
    "table": TypeRole(13, 400, 19),
    "tableStrong": TypeRole(13, 500, 19),
    "caption": TypeRole(12, 400, 17),
    "captionStrong": TypeRole(12, 500, 17),
    "count": TypeRole(11, 500, 16),
}

_loaded: dict[str, str] = {}


def load_fonts(folder: Path | None = None) -> str:
    """Load the shipped interface fonts once and name the family to use.

    Only the files ``sans-*.ttf`` are loaded here; document fonts are the page view's
    business. Without them the best installed Chinese family is taken.
    """
    place = folder if folder is not None else resource_dir() / "fonts"
    key = str(place)
    if key not in _loaded:
        _loaded[key] = _load(place)
    return _loaded[key]


def _load(place: Path) -> str:
    families: list[str] = []
    for path in sorted(place.glob("sans-*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            log.warning("font file %s cannot be loaded", path.name)
            continue
        families += QFontDatabase.applicationFontFamilies(number)
    if FAMILY in families:
        return FAMILY
    if families:
        return families[0]
    installed = set(QFontDatabase.families())
    for name in (FAMILY, *FALLBACKS):
        if name in installed:
            return name
    return QFont().family()


def role_font(role: str, *, family: str, zoom: float) -> QFont:
    """The font of a role at a zoom of 1.0 to 2.0."""
    entry = ROLES[role]
    weight = entry.weight
    if family != FAMILY and weight == 500:
        weight = 700 if entry.size <= 14 else 400
    font = QFont(family)
    font.setPixelSize(max(1, round(entry.size * zoom)))
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
