"""The rules as lists for the window: values, yearly standards, holidays, what is missing.

Everything shown here is rule data with its source and sureness; nothing is typed into a screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from mediation_app.domain.explain import Source
from mediation_app.domain.money import Money, format_money
from mediation_app.messages import say

if TYPE_CHECKING:
    from mediation_app.rulebook import Rulebook, RuleValue

_NEXT_YEAR_FROM_MONTH = 11  # the State Council's notice for the next year comes in November


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One value in force: ``text`` is empty where no figure is known."""

    label: str
    text: str
    source: Source
    layer: str
    valid_from: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardLine:
    """One yearly figure, in yuan a year."""

    label: str
    year: int
    amount: Money
    effective_from: date
    source: Source
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayLine:
    """A run of days off, or one weekend day that is worked (``worked``)."""

    year: int
    name: str
    first: date
    last: date
    worked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Years whose table is not there although it is needed now."""

    holidays: tuple[int, ...]
    standards: int  # the year last missing, 0 when none is


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLists:
    """Everything the rules page shows on a day."""

    version: str
    unverified: tuple[str, ...]
    profile: tuple[RuleLine, ...]
    values: tuple[RuleLine, ...]
    standards: tuple[StandardLine, ...]
    holidays: tuple[HolidayLine, ...]
    holiday_years: tuple[int, ...]
    missing: Missing


def rule_lists(book: Rulebook, on: date) -> RuleLists:
    """The rules in force on a day. Reads all files of the rule book."""
    return RuleLists(
        version=book.version,
        unverified=book.unverified(),
        profile=tuple(_line(value) for value in book.profile().all_on(on)),
        values=tuple(_line(value) for value in book.values_on(on)),
        standards=tuple(
            StandardLine(
                label=one.label,
                year=one.stat_year,
                amount=one.amount,
                effective_from=one.effective_from,
                source=one.source,
                place=one.place,
            )
            for one in book.standards()
        ),
        holidays=_holidays(book),
        holiday_years=tuple(book.calendar().years),
        missing=missing(book, on),
    )


def missing(book: Rulebook, on: date) -> Missing:
    """Which yearly tables are needed on a day and not there.

    Holidays: this year and, from November on, the next. Standards: the year before, from July on
    (the statistics are published in the first half of the year).
    """
    needed = [on.year]
    if on.month >= _NEXT_YEAR_FROM_MONTH:
        needed.append(on.year + 1)
    there = set(book.calendar().years)
    newest = max((one.stat_year for one in book.standards()), default=0)
    wanted = on.year - 1 if on.month > 6 else on.year - 2
    return Missing(
        holidays=tuple(year for year in needed if year not in there),
        standards=wanted if newest < wanted else 0,
    )


def _line(value: RuleValue) -> RuleLine:
    return RuleLine(
        label=value.info.label,
        text=_shown(value),
        source=value.source,
        layer=value.layer,
        valid_from=value.valid_from,
    )


def _shown(value: RuleValue) -> str:
    unit = value.info.unit
    match value.value:
        case None:
            return ""
        case bool() as flag:
            return "是" if flag else "否"
        case tuple() as many:
            return "、".join(many)
        case Decimal() as number if unit != "%":
            return f"{format_money(number)} {unit or '元'}"
        case Decimal() as number:
            return f"{number.normalize():f}%"
        case int() as whole:
            return f"{whole} {unit}".strip()
        case str() as text:
            return say(f"screens.choice_{text}") if value.info.choices else text


def _holidays(book: Rulebook) -> tuple[HolidayLine, ...]:
    found: list[HolidayLine] = []
    calendar = book.calendar()
    for year in calendar.years:
        table = calendar.table(year)
        if table is None:
            continue
        days = sorted(table.off.items())
        for day, name in days:
            last = found[-1] if found else None
            if (
                last is not None
                and not last.worked
                and last.name == name
                and (day - last.last).days == 1
            ):
                found[-1] = HolidayLine(year=year, name=name, first=last.first, last=day)
            else:
                found.append(HolidayLine(year=year, name=name, first=day, last=day))
        found.extend(
            HolidayLine(year=year, name="调休上班", first=day, last=day, worked=True)
            for day in sorted(table.worked)
        )
    return tuple(sorted(found, key=lambda line: (-line.year, line.first)))


def regions(book: Rulebook) -> tuple[tuple[str, str], ...]:
    """Counties and districts to choose from: code, ``东阿县 371524``."""
    return tuple(
        (code, f"{entry.label} {code}")
        for code, entry in book.codes("regions").items()
        if len(code) == 6
    )
