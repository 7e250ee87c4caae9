"""Reading one rule file: TOML rows that know their file and line, so that a fault can be mended.

A fault raises BadFile ``rules.*`` with the file, the line and what is wrong. The line is looked up
only then: reading a good file costs nothing extra.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from mediation_app.domain.explain import Source, Sureness
from mediation_app.domain.money import Money, yuan
from mediation_app.errors import BadFile, InvalidInput

T = TypeVar("T")
LARGEST_FILE = 2_000_000
_COMMON = frozenset({"source", "article", "sureness", "note"})
_PERIOD = frozenset({"valid_from", "valid_to"})
# Every key a row may have: a misspelt one must not be passed over in silence.
KEYS: Mapping[str, frozenset[str]] = {
    "key": frozenset({"key", "label", "type", "choices", "unit"}),
    "value": frozenset({"key", "value", "valid_from", "valid_to"}),
    "deadline": frozenset(
        [
            "id",
            "label",
            "start",
            "start_label",
            "amount",
            "unit",
            "direction",
            "bound",
            "roll",
            "more_than",
            "fixed",
            "profile_key",
            "actor",
        ]
    ),
    "limit": frozenset({"valid_from", "valid_to", "death", "medical", "property"}),
    "band": frozenset({"pairing", "fault", "min", "max", "usual"}) | _PERIOD,
    "standard": frozenset({"series", "label", "stat_year", "amount", "effective_from", "place"}),
    "item": frozenset(
        [
            "code",
            "label",
            "bucket",
            "shape",
            "commercial",
            "unit",
            "mental",
            "rate_key",
            "persons",
            "longest_years",
            "months",
            "deductible",
            "default",
            "evidence",
            "hint",
        ]
    )
    | _PERIOD,
    "degree": frozenset({"item", "label", "percent"}),
    "article": frozenset({"key"}),
    "years": frozenset(["full", "reduce_from", "floor_from", "floor", "minor_until"]) | _PERIOD,
    "grade": frozenset(
        ["grade", "coefficient", "increment", "increment_source", "increment_sureness"]
    )
    | _PERIOD,
    "code": frozenset({"code", "label", "group", "need"}),
    "off": frozenset({"name", "from", "to"}),
}


CODE_LISTS = ("reasons", "materials", "case_sources", "ethnic_groups", "regions")
# Every table a file may hold, by the name of the file.
FILES: Mapping[str, frozenset[str]] = {
    "jurisdiction": frozenset({"code", "name", "version"}),
    "holidays": frozenset({"year", "source", "article", "sureness", "note", "worked", "off"}),
    "deadlines": frozenset({"deadline"}),
    "profile": frozenset({"key", "value"}),
    "values": frozenset({"key", "value"}),
    "standards": frozenset({"standard"}),
    "limits": frozenset({"limit"}),
    "liability": frozenset({"band"}),
    "years": frozenset({"years", "grade"}),
    "items": frozenset({"item", "degree"}),
    "articles": frozenset({"article"}),
    **{name: frozenset({"code"}) for name in CODE_LISTS},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One table of a rule file with the place it came from. ``layer`` names its origin."""

    data: Mapping[str, Any]
    path: Path
    table: str = ""
    index: int = 0
    layer: str = ""

    def fault(self, code: str, key: str = "", **params: object) -> NoReturn:
        """Raise the fault of this row with file and line."""
        line = find_line(self.path, self.table, self.index, key)
        raise BadFile(f"rules.{code}", file=self.path.name, line=line, key=key, **params)

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required when no default is given."""
        found = self._take(key, str, default)
        if default is None and not found.strip():
            self.fault("empty", key)
        return found

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        found = self._take(key, int, default)
        if isinstance(found, bool):
            self.fault("wrong_type", key, wanted="整数")
        return found

    def flag(self, key: str, default: bool | None = None) -> bool:  # noqa: FBT001 (a default)
        """true or false."""
        return self._take(key, bool, default)

    def day(self, key: str) -> date:
        """A date."""
        found = self._take(key, date, None)
        if isinstance(found, datetime):
            self.fault("wrong_type", key, wanted="日期")
        return found

    def day_or_none(self, key: str) -> date | None:
        """A date, or None when the key is absent."""
        return self.day(key) if key in self.data else None

    def money(self, key: str) -> Money:
        """A sum, written as a whole number or as text with two decimals."""
        return self._convert(key, yuan)

    def number(self, key: str) -> Decimal:
        """An exact number (percent, coefficient), written as a whole number or as text."""
        return self._convert(key, _exact)

    def percent(self, key: str) -> Decimal:
        """An exact number from 0 to 100."""
        found = self.number(key)
        if not 0 <= found <= 100:
            self.fault("percent_range", key)
        return found

    def choice(self, key: str, choices: type[T], default: T | None = None) -> T:
        """A member of an enumeration by its value."""
        if key not in self.data:
            if default is None:
                self.fault("missing", key)
            return default
        value = self.data[key]
        try:
            return choices(value)  # type: ignore[call-arg]
        except ValueError:
            allowed = "、".join(str(member.value) for member in choices)  # type: ignore[attr-defined]
            self.fault("unknown_choice", key, value=str(value), allowed=allowed)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent means empty."""
        found = self.data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            self.fault("wrong_type", key, wanted="文字列表")
        return tuple(found)

    def source(self) -> Source:
        """The keys ``article``/``source`` and ``sureness`` as a source; both are required."""
        text = self.text("article", "") or self.text("source", "")
        if not text:
            self.fault("missing", "source")
        return Source(text=text, sureness=self.choice("sureness", Sureness))

    def _take(self, key: str, kind: type[T], default: T | None) -> T:
        value = self.data.get(key, default)
        if value is None:
            self.fault("missing", key)
        if not isinstance(value, kind):
            self.fault("wrong_type", key, wanted=_KIND_NAMES.get(kind, kind.__name__))
        return value

    def _convert(self, key: str, convert: Callable[[Any], T]) -> T:
        if key not in self.data:
            self.fault("missing", key)
        try:
            return convert(self.data[key])
        except (InvalidInput, InvalidOperation, TypeError):
            self.fault("wrong_type", key, wanted="准确的数")


_KIND_NAMES: dict[type, str] = {str: "文字", int: "整数", bool: "true 或 false", date: "日期"}


def _exact(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    number = Decimal(value)
    if not number.is_finite():
        raise TypeError
    return number


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a rule file. Raises BadFile with the line of a syntax fault."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadFile("rules.too_large", file=path.name)
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as fault:
        line = fault.object.count(b"\n", 0, fault.start) + 1
        raise BadFile("rules.not_utf8", file=path.name, line=line) from None
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"line (\d+)", str(fault))
        line = int(found[1]) if found else _last_line(path)
        raise BadFile("rules.syntax", file=path.name, line=line) from None
    except OSError:
        raise BadFile("rules.unreadable", file=path.name) from None
    _check_tables(path, data)
    return data


def _check_tables(path: Path, data: Mapping[str, Any]) -> None:
    """A misspelt table must not be passed over in silence."""
    stem = "holidays" if path.stem.startswith("holidays-") else path.stem
    for name in sorted(data.keys() - FILES.get(stem, data.keys())):
        first = data[name][:1] if isinstance(data[name], list) else [data[name]]
        table = any(isinstance(value, dict) for value in first)
        line = find_line(path, name, 0, "") if table else find_line(path, "", 0, name)
        raise BadFile("rules.unknown_field", file=path.name, line=line, key=name)


def _last_line(path: Path) -> int:
    return max(len(path.read_text(encoding="utf-8-sig").splitlines()), 1)


def rows_of(path: Path, table: str, layer: str) -> list[Row]:
    """The rows ``[[table]]`` of a file, in order."""
    return rows_in(read_toml(path), path, table, layer)


def rows_in(data: Mapping[str, Any], path: Path, table: str, layer: str) -> list[Row]:
    """The rows ``[[table]]`` of a file's content; an unknown key in one is a fault."""
    found = data.get(table, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        Row({}, path, table, 0, layer).fault("not_rows", table)
    rows = [Row(item, path, table, index, layer) for index, item in enumerate(found)]
    allowed = KEYS[table] | _COMMON
    for row in rows:
        if unknown := row.data.keys() - allowed:
            row.fault("unknown_field", min(unknown))
    return rows


def find_line(path: Path, table: str, index: int, key: str) -> int:
    """The line of a key inside the ``index``-th ``[[table]]``; of the header when not found."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return 0
    seen, header = -1, 0
    inside = not table
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if stripped.startswith("["):
            inside = re.match(rf"\[\[?\s*{re.escape(table)}\s*\]", stripped) is not None
            if inside:
                seen += 1
                if seen == index:
                    header = number
        elif not key or not inside or (table and seen != index):
            continue
        elif re.match(rf"[\"']?{re.escape(key)}[\"']?\s*=", stripped):
            return number
    return header or 1
