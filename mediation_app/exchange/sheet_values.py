"""What one cell of a foreign table means: text, sum, number, day.

A cell is a text, a number, a day, a moment (naive, as it stands in the file) or nothing. Banks and
hospitals write sums as ``1,234.50``, ``¥12``, ``(12.00)`` or ``12.00-`` and days as ``2026/9/30``,
``2026年9月30日``, ``20260930143005`` or as Excel's count of days.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from mediation_app.domain.money import Money, parse_amount, yuan
from mediation_app.errors import InvalidInput

Cell = str | Decimal | date | datetime | None

_EPOCH = date(1899, 12, 30)
_SERIALS = (20_000, 80_000)  # 1954 … 2119
_NOTHING = {"", "-", "--", "—", "——", "–", "/", "无"}
_DAY = re.compile(
    r"(?P<y>\d{4})\s*(?:[-/.]|年)\s*(?P<m>\d{1,2})\s*(?:[-/.]|月)\s*(?P<d>\d{1,2})\s*日?"
    r"(?:[T\s]*\d{1,2}\s*[:时点].*)?",
    re.ASCII,
)
_COMPACT = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:\s*\d{6}|\s+[\d:.]+)?", re.ASCII
)
_BRACKETS = re.compile(r"\((.+)\)")


def text_of(cell: Cell) -> str:
    """The cell as one line of text; whole numbers without ``.0``, days as ``2026-09-30``."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        plain = f"{cell:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(cell.split())


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands there, or only a dash."""
    return cell is None or (isinstance(cell, str) and _tidy(cell) in _NOTHING)


def amount_of(cell: Cell, *, field: str = "amount") -> Money | None:
    """The sum in a cell, in yuan; None when nothing stands there. Raises InvalidInput."""
    if is_empty(cell):
        return None
    if isinstance(cell, Decimal):
        return yuan(cell, field=field)
    if not isinstance(cell, str):
        raise InvalidInput("sheets.not_amount", field=field, value=_short(cell))
    text, sign = _signed(_tidy(cell))
    try:
        return sign * parse_amount(text, field=field)
    except InvalidInput as trouble:
        if trouble.code == "domain.money_not_number":
            raise InvalidInput("sheets.not_amount", field=field, value=_short(cell)) from None
        raise


def number_of(cell: Cell, *, field: str = "quantity") -> Decimal | None:
    """A plain number with any decimals (quantity, unit price). Raises InvalidInput."""
    if is_empty(cell):
        return None
    if isinstance(cell, Decimal):
        return cell
    if isinstance(cell, str):
        text, sign = _signed(_tidy(cell))
        plain = re.sub(r"^(?:¥|RMB|CNY|人民币)\s*|[\s,]|元$", "", text, flags=re.IGNORECASE)
        if re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)", plain, re.ASCII) and len(plain) < 40:
            try:
                return sign * Decimal(plain)
            except InvalidOperation:  # pragma: no cover - the pattern admits only numbers
                pass
    raise InvalidInput("sheets.not_number", field=field, value=_short(cell))


def day_of(cell: Cell, *, field: str = "date") -> date | None:
    """The day in a cell, a time behind it dropped; None when empty. Raises InvalidInput."""
    if is_empty(cell):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _tidy(cell) if isinstance(cell, str) else text_of(cell)
    for pattern in (_DAY, _COMPACT):
        found = pattern.fullmatch(text)
        if found:
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                break
    days = re.fullmatch(r"(\d{5})(?:\.\d+)?", text, re.ASCII)
    if days and _SERIALS[0] <= int(days[1]) <= _SERIALS[1]:
        return _EPOCH + timedelta(days=int(days[1]))
    raise InvalidInput("sheets.not_day", field=field, value=_short(cell))


def _tidy(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("−", "-")
    return " ".join(plain.split())


def _signed(text: str) -> tuple[str, int]:
    """Accountants' minus: in brackets or behind the sum."""
    found = _BRACKETS.fullmatch(text)
    if found:
        return found[1].strip(), -1
    if text.endswith("-") and len(text) > 1:
        return text[:-1].strip(), -1
    return text, 1


def _short(cell: Cell) -> str:
    text = text_of(cell)
    return text if len(text) <= 20 else text[:20] + "…"


__all__ = ["Cell", "amount_of", "day_of", "is_empty", "number_of", "text_of"]
