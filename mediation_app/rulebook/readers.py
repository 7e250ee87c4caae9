"""Rows of rule files → calendar, deadlines and code lists, checked; faults name file and line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from mediation_app.domain.calendar import HolidayYear
from mediation_app.domain.deadlines import (
    Bound,
    DeadlineRule,
    Direction,
    Unit,
    is_day_of_year,
)
from mediation_app.domain.explain import Sureness
from mediation_app.rulebook.files import Row, read_toml, rows_in


def holiday_year(path: Path, layer: str) -> HolidayYear:
    """One ``holidays-YYYY.toml``."""
    data = read_toml(path)
    head = Row(data, path, layer=layer)
    year = head.whole("year")
    source = head.text("source")
    head.choice("sureness", Sureness)
    off: dict[date, str] = {}
    for row in rows_in(data, path, "off", layer):
        first, last = row.day("from"), row.day("to")
        if last < first:
            row.fault("dates_reversed", "to")
        if first.year != year or last.year != year:
            row.fault("day_outside_year", "from")
        name = row.text("name")
        for offset in range((last - first).days + 1):
            off[first + timedelta(days=offset)] = name
    worked = data.get("worked", [])
    for day in worked:
        if not isinstance(day, date):
            head.fault("wrong_type", "worked", wanted="日期")
        if day.year != year:
            head.fault("day_outside_year", "worked")
        if day.weekday() < 5 or day in off:
            head.fault("worked_not_weekend", "worked", day=day.isoformat())
    return HolidayYear(year=year, off=off, worked=frozenset(worked), source=source)


def deadline_rule(row: Row) -> DeadlineRule:
    """One ``[[deadline]]``."""
    amount = row.whole("amount") if "amount" in row else None
    if amount is not None and amount < 0:
        row.fault("negative", "amount")
    unit = row.choice("unit", Unit, Unit.NONE)
    if amount is not None and unit is Unit.NONE:
        row.fault("missing", "unit")
    fixed = row.text("fixed", "")
    if (unit is Unit.NEXT_YEAR) != bool(fixed):
        row.fault("missing", "fixed")
    if fixed and not is_day_of_year(fixed):
        row.fault("wrong_type", "fixed", wanted="月-日")
    return DeadlineRule(
        id=row.text("id"),
        label=row.text("label"),
        start=row.text("start"),
        start_label=row.text("start_label"),
        source=row.source(),
        amount=amount,
        unit=unit,
        direction=row.choice("direction", Direction, Direction.AFTER),
        bound=row.choice("bound", Bound, Bound.LATEST),
        roll=row.flag("roll", default=True),
        more_than=row.flag("more_than", default=False),
        fixed=fixed,
        profile_key=row.text("profile_key", ""),
        actor=row.text("actor", ""),
        note=row.text("note", ""),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One entry of a closed list (reason, material, case source, ethnic group, region)."""

    code: str
    label: str
    group: str = ""
    note: str = ""
    need: tuple[tuple[str, str], ...] = ()

    def need_for(self, kind: str) -> str:
        """``required``, ``if_any``, ``profile`` or empty for a kind of application."""
        return dict(self.need).get(kind, "")


def code_entry(row: Row) -> Code:
    """One ``[[code]]``."""
    need = row.data.get("need", {})
    if not isinstance(need, dict) or not all(isinstance(value, str) for value in need.values()):
        row.fault("wrong_type", "need", wanted="表")
    return Code(
        code=row.text("code"),
        label=row.text("label"),
        group=row.text("group", ""),
        note=row.text("note", ""),
        need=tuple(need.items()),
    )
