"""The sentences of terms (期限): start, length, what was skipped, where it ends.

One sentence a mediator can read aloud: ``协议生效 2026-09-05 起 30 日，首日不计，2026-10-05 为
国庆节假期，顺延至 2026-10-08``. Dates of the year the term began in are short inside the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKEND = "周末"
_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"
_MOST_NAMED = 5  # working days named one by one; longer terms would drown in them


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A run of days that a term jumped over, with the reason (国庆节, 周末)."""

    first: date
    last: date
    name: str


def runs(off: Iterable[tuple[date, str]]) -> tuple[Jump, ...]:
    """Days off with their names → runs of neighbouring days with the same name, by date."""
    found: list[Jump] = []
    for day, name in sorted(off):
        if found and found[-1].name == name and day - found[-1].last == _DAY:
            found[-1] = Jump(first=found[-1].first, last=day, name=name)
        else:
            found.append(Jump(first=day, last=day, name=name))
    return tuple(found)


def notice_name(year: int) -> str:
    """The State Council notice that settles a year's working days."""
    return f"国务院办公厅关于{year}年部分节假日安排的通知"


def missing(year: int) -> str:
    """What a term waits for."""
    return f"待定，缺少{notice_name(year)}"


def short(day: date, start: date) -> str:
    """``10-08`` in the year of ``start``, else ``2027-01-08``."""
    return f"{day:%m-%d}" if day.year == start.year else day.isoformat()


def holiday(name: str) -> str:
    """``国庆节假期``, ``周末``."""
    return name if name == WEEKEND else f"{name}假期"


def weekday(day: date) -> str:
    """``周六``."""
    return "周" + _WEEKDAYS[day.weekday()]


def worked(day: date) -> str:
    """``周日调休上班``."""
    return f"{weekday(day)}调休上班"


def head(label: str, start: date, amount: str, *, back: bool) -> str:
    """``协议生效 2026-09-05 起 30 日，首日不计``."""
    opening = f"{label or '起算日'} {start.isoformat()}"
    if not amount:
        return opening
    return f"{opening} 前 {amount}，当日不计" if back else f"{opening} 起 {amount}，首日不计"


def month_end(start: date, nominal: date) -> str:
    """The remark of a term of months whose last month is too short (民法典第202条)."""
    if nominal.day == start.day:
        return ""
    return f"，{nominal.year} 年 {nominal.month} 月没有 {start.day} 日，取月末"


def _span(jump: Jump, start: date) -> str:
    if jump.first == jump.last:
        return short(jump.first, start)
    return f"{short(jump.first, start)}至{short(jump.last, start)}"


def counting(jumped: Sequence[Jump], made_up: Sequence[date], start: date) -> str:
    """What was skipped and what was counted although it is a weekend; holidays by name."""
    by_name: dict[str, list[Jump]] = {}
    for jump in jumped:
        by_name.setdefault(jump.name, []).append(jump)
    remarks = [
        "、".join(_span(jump, start) for jump in same) + f" {holiday(name)}不计"
        for name, same in by_name.items()
    ]
    remarks += [f"{short(day, start)} {worked(day)}计入" for day in made_up]
    return "".join(f"，{remark}" for remark in remarks)


def listed(counted: Sequence[date], start: date) -> str:
    """``（计入 09-30、10-08、10-09）`` for short terms, else nothing."""
    if not 1 < len(counted) <= _MOST_NAMED:
        return ""
    return f"（计入 {'、'.join(short(day, start) for day in sorted(counted))}）"


def landing(nominal: date, day: date, jumped: Sequence[Jump], *, back: bool) -> str:
    """From the nominal last day to the day it moved to, each day off on the way by its name."""
    name = jumped[-1].name if back else jumped[0].name
    others = [jump for jump in (reversed(jumped) if back else jumped) if jump.name != name]
    text = f"{nominal.isoformat()} 为{holiday(name)}"
    text += "".join(f"，{_span(jump, nominal)} 为{holiday(jump.name)}" for jump in others)
    way = "提前至" if back else "顺延至"
    return f"{text}，{way} {day.isoformat()}"
