"""The leaves of the context: texts that know what to print when nothing was entered.

A context is nested dicts and lists of ``Slot`` (and of ``bool`` for conditions). ``printed``
turns it into plain strings: for the finished paper an empty slot is ／ or 无, so that nobody can
add text later; on a blank form it is a line to write on, or an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum

from mediation_app.domain.identifiers import PhoneKind, parse_phone
from mediation_app.domain.moments import local_moment
from mediation_app.domain.money import capital, format_money
from mediation_app.domain.records import Money
from mediation_app.errors import InvalidInput

NOTHING, NONE = "／", "无"
LINE = "＿"
DATE_BLANK = "　　　　年　　月　　日"
CELL_DATE = "　　年　月　日"
CELL_MOMENT = "　　年　月　日　时　分"
MOMENT_BLANK = "　　　　年　　月　　日　　时　　分"
CHECKED, UNCHECKED = "☑", "☐"
_NUMERALS = "零一二三四五六七八九"


class Slot(str):
    """A text to print, with what stands there when it is empty, filled or on a blank form."""

    empty: str
    blank: str
    number: bool
    inline: bool

    def __new__(
        cls,
        text: str = "",
        *,
        empty: str = NOTHING,
        blank: str = LINE * 8,
        number: bool = False,
        inline: bool = False,
    ) -> Slot:
        """A text; ``blank`` is the line on a blank form, ``number`` that zero counts as
        empty there, ``inline`` that it stands in a sentence and is a line even in a table."""
        made = super().__new__(cls, text)
        made.empty, made.blank, made.number, made.inline = empty, blank, number, inline
        return made


class Fill(Enum):
    """How empty slots are printed."""

    FINAL = "final"
    LINES = "lines"
    CELLS = "cells"


Tree = Mapping[str, object]


def text(value: str | None, *, width: int = 8, empty: str = NOTHING, inline: bool = False) -> Slot:
    """A one-line value; ``width`` is the length of its line on a blank form, in characters."""
    return Slot(_clean(value or ""), empty=empty, blank=LINE * width, inline=inline)


def day(value: date | None) -> Slot:
    """``2026年3月5日``."""
    return Slot(day_text(value) if value else "", blank=DATE_BLANK)


def moment(value: datetime | None) -> Slot:
    """``2026年3月5日9时05分`` on the office's clock."""
    return Slot(moment_text(value) if value else "", blank=MOMENT_BLANK)


def yuan(value: Money | None) -> Slot:
    """``¥57,160.00``; nothing for None."""
    return Slot("" if value is None else yuan_text(value), blank="¥" + LINE * 6, number=not value)


def words(value: Money | None) -> Slot:
    """The sum in words (大写)."""
    return Slot("" if value is None else capital(value), blank=LINE * 10, number=not value)


def count(value: int | None, unit: str = "") -> Slot:
    """A number with its unit."""
    return Slot("" if value is None else f"{value}{unit}", blank=f"{LINE * 3}{unit}")


def box(*, ticked: bool) -> Slot:
    """A box to tick."""
    return Slot(CHECKED if ticked else UNCHECKED, blank=UNCHECKED, number=not ticked)


def narrative(value: str | None, *, lines: int = 3) -> list[Slot]:
    """The paragraphs of a long text; 无 when there are none, ``lines`` lines on a blank form."""
    found = [Slot(_clean(line)) for line in (value or "").splitlines() if line.strip()]
    if found:
        return found
    return [Slot("", empty=NONE, blank=LINE * 25)] + [Slot("", empty="", blank=LINE * 25)] * (
        lines - 1
    )


def joined(values: Iterable[str], sign: str = "、") -> str:
    """Texts that are not empty, put together."""
    return sign.join(value for value in values if value)


def day_text(value: date) -> str:
    """``2026年3月5日``: no leading zeros."""
    return f"{value.year}年{value.month}月{value.day}日"


_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2}) ?")


def dates_told(value: str) -> str:
    """A text in which dates are written as on paper: 2020-09-19 起 → 2020年9月19日起."""
    return _ISO.sub(lambda found: "{}年{}月{}日".format(*map(int, found.groups())), value)


def moment_text(value: datetime) -> str:
    """``2026年3月5日9时05分`` on the office's clock."""
    here = local_moment(value)
    return f"{day_text(here.date())}{here.hour}时{here.minute:02d}分"


def yuan_text(value: Money) -> str:
    """``¥57,160.00``."""
    return f"¥{format_money(value)}"


def phone_text(value: str) -> str:
    """``0635-8431200``: a landline with its area code apart; other numbers as they are."""
    try:
        known = parse_phone(value)
    except InvalidInput:
        return value
    return known.shown if known.kind is PhoneKind.LANDLINE else known.number


def numeral(number: int) -> str:
    """一, 二 … 十, 十一 … 九十九: for clauses and copies."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    if tens > 9:
        return str(number)
    head = "十" if tens == 1 else _NUMERALS[tens] + "十"
    return head + (_NUMERALS[ones] if ones else "")


def _clean(value: str) -> str:
    return "".join(sign for sign in value if sign >= " " and sign not in "\x7f\u2028\u2029").strip()


def printed(tree: Tree, fill: Fill, nouns: Iterable[str] | None = None) -> dict[str, object]:
    """The context with plain strings, ready for the template; of ``nouns`` only, if they are given."""
    chosen = tree if nouns is None else (noun for noun in nouns if noun in tree)
    return {noun: _printed(tree[noun], fill) for noun in chosen}


def _printed(value: object, fill: Fill) -> object:
    if isinstance(value, Slot):
        return _slot(value, fill)
    if isinstance(value, Mapping):
        return {key: _printed(item, fill) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [_printed(item, fill) for item in value]
        # A narrative's spare lines exist on blank forms only.
        return [item for item in items if item != ""] or items[:1] if _texts(value) else items
    return value


def _texts(value: list[object] | tuple[object, ...]) -> bool:
    return bool(value) and all(isinstance(item, Slot) for item in value)


def _slot(slot: Slot, fill: Fill) -> str:
    if fill is Fill.FINAL:
        return str(slot) or slot.empty
    if slot and not slot.number:
        return str(slot)
    if fill is Fill.CELLS and not slot.inline:
        if slot.blank in (UNCHECKED, MOMENT_BLANK):
            return UNCHECKED if slot.blank == UNCHECKED else CELL_MOMENT
        return CELL_DATE if "年" in slot.blank else ""
    return slot.blank


def is_missing(value: object) -> bool:
    """Whether a value of the tree counts as not entered."""
    if isinstance(value, list | tuple):
        return not value or (_texts(value) and not any(str(item) for item in value))
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return not value
    return value is None
