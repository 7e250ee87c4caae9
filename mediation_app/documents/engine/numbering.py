"""Automatic paragraph numbers (``w:numPr``): counters and their Chinese and Arabic shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediation_app.documents.engine.docx import w
from mediation_app.documents.engine.styles import Props, integer, read_para

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIGITS = "零一二三四五六七八九"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital"}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    kind: str
    text: str
    start: int
    suffix: str
    para: Props


def chinese_number(value: int) -> str:
    """1 → 一, 12 → 十二, 105 → 一百零五; up to 9999."""
    if not 0 < value < 10_000:
        return str(value)
    found, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            found += ("零" if zero else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = bool(found)
    return found.removeprefix("一") if found.startswith("一十") else found


def _roman(value: int) -> str:
    found = ""
    for amount, sign in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
        (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        count, value = divmod(value, amount)
        found += sign * count
    return found


def numeral(value: int, kind: str) -> str:
    """A counter in one of Word's number formats."""
    if kind in _CHINESE:
        return chinese_number(value)
    if kind == "decimalEnclosedCircle" and 1 <= value <= 20:
        return chr(0x245F + value)
    if kind == "ideographTraditional" and 1 <= value <= 10:
        return "甲乙丙丁戊己庚辛壬癸"[value - 1]
    if kind == "decimalZero":
        return f"{value:02d}"
    if kind in ("upperLetter", "lowerLetter") and 1 <= value <= 26:
        return chr((64 if kind == "upperLetter" else 96) + value)
    if kind in ("upperRoman", "lowerRoman") and 0 < value < 4000:
        return _roman(value).upper() if kind == "upperRoman" else _roman(value)
    if kind == "none":
        return ""
    return str(value)


class Numbering:
    """The numbering part with its running counters."""

    def __init__(self, root: _Element | None) -> None:
        self._levels: dict[tuple[str, int], Level] = {}
        self._counters: dict[tuple[str, int], int] = {}
        self._lists: dict[str, str] = {}
        if root is None:
            return
        abstracts = {e.get(w("abstractNumId"), ""): e for e in root.iter(w("abstractNum"))}
        for num in root.iter(w("num")):
            key, link = num.get(w("numId"), ""), num.find(w("abstractNumId"))
            abstract_id = link.get(w("val"), "") if link is not None else ""
            abstract = abstracts.get(abstract_id)
            if abstract is None:
                continue
            overridden = num.find(w("lvlOverride")) is not None
            self._lists[key] = key if overridden else f"abstract {abstract_id}"
            for level in [*abstract.iter(w("lvl")), *num.iter(w("lvl"))]:
                self._levels[key, integer(level.get(w("ilvl")), 0)] = _level(level)
            for override in num.iter(w("lvlOverride")):
                start, place = override.find(w("startOverride")), override.get(w("ilvl"), "0")
                old = self._levels.get((key, integer(place, 0)))
                if start is not None and old:
                    value = integer(start.get(w("val")), 1)
                    self._levels[key, integer(place, 0)] = Level(
                        old.kind, old.text, value, old.suffix, old.para
                    )

    def level(self, num: str, level: int) -> Level | None:
        """The level's definition, None for an unknown list."""
        return self._levels.get((num, level))

    def next(self, num: str, level: int) -> str:
        """Counts one paragraph and gives its label."""
        definition = self._levels.get((num, level))
        if definition is None:
            return ""
        shared = self._lists[num]
        for deeper in range(level + 1, 9):
            self._counters.pop((shared, deeper), None)
        place = (shared, level)
        self._counters[place] = self._counters.get(place, definition.start - 1) + 1
        if definition.kind == "bullet":
            return "•" if 0xE000 <= ord(definition.text[:1] or "•") <= 0xF8FF else definition.text

        def shown(match: re.Match[str]) -> str:
            depth = int(match.group(1)) - 1
            other = self._levels.get((num, depth))
            if other is None:
                return ""
            return numeral(self._counters.get((shared, depth), other.start), other.kind)

        return re.sub(r"%([1-9])", shown, definition.text)


def _level(element: _Element) -> Level:
    def value(name: str, fallback: str) -> str:
        child = element.find(w(name))
        return child.get(w("val"), fallback) if child is not None else fallback

    return Level(
        value("numFmt", "decimal"),
        value("lvlText", ""),
        integer(value("start", "1"), 1),
        value("suff", "tab"),
        read_para(element.find(w("pPr"))),
    )
