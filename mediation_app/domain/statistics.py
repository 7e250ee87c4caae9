"""Figures of the window by month, quarter or year: counts, sums in yuan, shares, change on a year."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from mediation_app.domain.fund_figures import Outside
from mediation_app.domain.fund_returns import ReturnPeriod
from mediation_app.domain.records import ZERO, Choice, Money, Percent
from mediation_app.domain.spans import Span

_TENTH = Decimal("0.1")


class Basis(Choice):
    """Which day decides where a case is counted."""

    EVENT = "event", "按办理日期"
    ACCEPTED = "accepted", "按受理日期"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one stretch holds.

    ``due`` is what was to be paid by now under the agreements, ``performed`` what of it was paid;
    ``cases`` and ``victims`` had at least one payment of the fund that the bank confirmed.
    """

    accepted: int = 0
    ended: int = 0
    agreed: int = 0
    agreed_sum: Money = ZERO
    due: Money = ZERO
    performed: Money = ZERO
    applied: int = 0
    confirmed: int = 0
    cases: int = 0
    victims: int = 0
    paid: Money = ZERO
    recovered: Money = ZERO

    @property
    def success(self) -> Percent | None:
        """调解成功率: agreed ÷ ended."""
        return share(Decimal(self.agreed), Decimal(self.ended))

    @property
    def kept(self) -> Percent | None:
        """履行率: paid ÷ due by now."""
        return share(self.performed, self.due)

    @property
    def back(self) -> Percent | None:
        """回收率 (当期): recovered ÷ paid in the same stretch."""
        return share(self.recovered, self.paid)

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return all(not getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsRow:
    """One span with its figures and those of a year before."""

    span: Span
    now: Figures
    before: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """How many accepted cases came from where."""

    code: str
    label: str
    count: int
    percent: Percent


@dataclass(frozen=True, slots=True, kw_only=True)
class CityFigure:
    """What the whole city paid up to the last day that was told, and what we paid by then."""

    until: date
    told: Outside
    paid: Money

    @property
    def share(self) -> Percent | None:
        """Our part in percent."""
        return share(self.paid, self.told.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """The whole page. ``last_until`` is where the year before was cut."""

    grain: ReturnPeriod
    basis: Basis
    since: date
    until: date
    last_since: date
    last_until: date
    as_of: datetime
    rows: tuple[StatisticsRow, ...]
    total: Figures
    before: Figures
    sources: tuple[SourceCount, ...]
    city: CityFigure | None = None
    city_before: CityFigure | None = None

    @property
    def city_share(self) -> Percent | None:
        """占全市垫付, None while nobody told what the city paid."""
        return None if self.city is None else self.city.share

    @property
    def city_share_before(self) -> Percent | None:
        """The same of the year before."""
        return None if self.city_before is None else self.city_before.share

    @property
    def compares(self) -> bool:
        """Whether the stretch lies in one year: only then is there a year before."""
        return self.since.year == self.until.year

    @property
    def title(self) -> str:
        """``道路交通事故纠纷调处统计（2026-01-01 至 2026-11-24）``."""
        return f"道路交通事故纠纷调处统计（{self.since} 至 {self.until}）"


COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("accepted", "人民调解（件、万元）", "受理"),
    ("ended", "人民调解（件、万元）", "办结"),
    ("agreed", "人民调解（件、万元）", "成功"),
    ("success", "人民调解（件、万元）", "成功率"),
    ("agreed_sum", "人民调解（件、万元）", "协议金额"),
    ("kept", "人民调解（件、万元）", "履行率"),
    ("applied", "司法确认（件）", "申请"),
    ("confirmed", "司法确认（件）", "有效"),
    ("cases", "救助基金（万元）", "件"),
    ("victims", "救助基金（万元）", "人"),
    ("paid", "救助基金（万元）", "金额"),
    ("recovered", "救助基金（万元）", "收回"),
    ("back", "救助基金（万元）", "回收率"),
)
"""Key, group and head of the table's columns."""
SHARES = frozenset({"success", "kept", "back"})
SUMS = frozenset({"agreed_sum", "paid", "recovered"})


def share(part: Decimal, whole: Decimal) -> Percent | None:
    """``part ÷ whole`` in percent with one decimal; None of nothing."""
    if not whole:
        return None
    return (part * 100 / whole).quantize(_TENTH, ROUND_HALF_UP)


def in_ten_thousands(amount: Money) -> Decimal:
    """A sum in 万元 with two decimals."""
    return (amount / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)


def figure_text(key: str, value: object) -> str:
    """A figure as the table shows it: ``2,745.68`` 万元, ``89.7%``, ``403``; nothing for none."""
    if value is None:
        return ""
    if key in SHARES:
        return f"{value}%"
    if key in SUMS:
        assert isinstance(value, Decimal)
        return f"{in_ten_thousands(value):,.2f}"
    return f"{value:,}"


def change_text(key: str, now: Figures, before: Figures) -> str:
    """同比: ``+8.6%``, of shares ``+1.9 点``; nothing where there is nothing to compare with."""
    after, earlier = getattr(now, key), getattr(before, key)
    if key in SHARES:
        if after is None or earlier is None:
            return ""
        return f"{_signed(after - earlier)} 点"
    changed = share(Decimal(after - earlier), Decimal(earlier))
    return "" if changed is None else f"{_signed(changed)}%"


def _signed(value: Decimal) -> str:
    """With its sign: ``+8.6``, ``−3.0``, ``0.0``."""
    if not value:
        return f"{abs(value)}"
    return f"+{value}" if value > 0 else f"−{-value}"
