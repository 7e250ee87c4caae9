"""The figures of a fund return (季度、年度统计报表, F28) and what each of them means.

Sums are in yuan. Paid is what the fund's book says was paid and the bank has confirmed, less what
the bank or the payee sent back; money kept in trust (代管款) is never the fund's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from mediation_app.domain.fund import FundKind, FundSituation, LedgerKind
from mediation_app.domain.records import ZERO, Choice, Money, Percent
from mediation_app.domain.recovery_sums import percent_of

OUTSIDE = ("casualty_accidents", "complaints", "city_advanced", "yearly_need")
"""What comes from somebody else, with its source."""


class AgeBand(Choice):
    """Age of a victim on the day of the accident."""

    MINOR = "minor", "17 周岁以下"
    ADULT = "adult", "18—59 周岁"
    OLD = "old", "60 周岁以上"
    UNKNOWN = "unknown", "不详"


class Area(Choice):
    """城乡: what the household address says by itself; nothing is guessed."""

    TOWN = "town", "城镇"
    VILLAGE = "village", "农村"
    UNKNOWN = "unknown", "不详"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """Payments of one kind: cases (起), victims (人), sum (额)."""

    cases: int = 0
    victims: int = 0
    amount: Money = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long something took, in working days: how often, half within, nine of ten within.

    ``late`` were later than their term; ``unknown`` lie in a year without a table of holidays.
    """

    count: int = 0
    median: Decimal | None = None
    ninetieth: Decimal | None = None
    late: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Outside:
    """A figure from outside: a count, a sum, and who said it."""

    count: int = 0
    amount: Money = ZERO
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundReport:
    """The figures of a span of days, both ends included. ``*_ever`` leave hardship out.

    ``idle_months`` are the months to the end without a payment (CHK-01). ``cases`` are the keys of the cases behind a figure, by its name (``asked``,
    ``by_kind.rescue``). ``by_plan`` and ``in_court`` are as of the day of reckoning.
    """

    since: date
    until: date
    asked: int = 0
    accepted: int = 0
    approved: int = 0
    refused: int = 0
    not_accepted: int = 0
    refusals: Mapping[str, int] = field(default_factory=dict)
    decided: int = 0
    in_time: int = 0
    paid_timed: int = 0
    paid_in_time: int = 0
    decide_days: Spread = field(default_factory=Spread)
    pay_days: Spread = field(default_factory=Spread)
    by_kind: Mapping[str, Paid] = field(default_factory=dict)
    by_situation: Mapping[str, Paid] = field(default_factory=dict)
    by_hospital: Mapping[str, Paid] = field(default_factory=dict)
    by_age: Mapping[str, Paid] = field(default_factory=dict)
    by_area: Mapping[str, Paid] = field(default_factory=dict)
    paid: Paid = field(default_factory=Paid)
    sent_back: Money = ZERO
    recoverable: Money = ZERO
    recovered: Money = ZERO
    recovered_from: Mapping[str, Money] = field(default_factory=dict)
    paid_ever: Money = ZERO
    recovered_ever: Money = ZERO
    outstanding: Money = ZERO
    by_plan: Money = ZERO
    in_court: int = 0
    written_off: Money = ZERO
    written_off_ever: Money = ZERO
    recovered_after: Money = ZERO
    recovered_after_ever: Money = ZERO
    custody_in: Money = ZERO
    custody_out: Money = ZERO
    custody_held: Money = ZERO
    book: Mapping[str, Money] = field(default_factory=dict)
    opening: Money = ZERO
    closing: Money = ZERO
    idle_months: int = 0
    spent_year_before: Money = ZERO
    outside: Mapping[str, Outside] = field(default_factory=dict)
    cases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def rate(self) -> Percent:
        """当期追偿率: came back in the span ÷ paid out in the span, in percent."""
        return percent_of(self.recovered, self.recoverable)

    @property
    def rate_ever(self) -> Percent:
        """累计追偿率, in percent."""
        return percent_of(self.recovered_ever, self.paid_ever)

    @property
    def share_of_accidents(self) -> Percent | None:
        """占伤亡事故起数比例, in percent; None while nobody told how many accidents there were."""
        known = self.outside.get("casualty_accidents")
        if known is None or not known.count:
            return None
        return percent_of(Decimal(self.paid.cases), Decimal(known.count))

    @property
    def share_of_city(self) -> Percent | None:
        """占全市垫付金额的比例, in percent; None while it is not known."""
        known = self.outside.get("city_advanced")
        return (
            None
            if known is None or not known.amount
            else percent_of(self.paid.amount, known.amount)
        )

    @property
    def years_of_spending(self) -> Decimal | None:
        """期末余额 ÷ 上年垫付, in times; None where nothing was paid in the year before."""
        return _times(self.closing, self.spent_year_before)

    @property
    def years_of_need(self) -> Decimal | None:
        """期末余额 ÷ 年度资金需求, in times; None while the need is not known."""
        known = self.outside.get("yearly_need")
        return None if known is None else _times(self.closing, known.amount)

    @property
    def unexplained(self) -> Money:
        """What the closing balance differs from opening + sources − uses: nothing, or a fault."""
        return self.closing - self.opening - sum(self.book.values(), ZERO)

    @property
    def recoveries_add_up(self) -> bool:
        """累计垫付 = 累计追回 + 已核销 + 未追回, and the book's recoveries are ours."""
        told = self.recovered_ever + self.written_off_ever + self.outstanding
        booked = self.book.get(LedgerKind.RECOVERED, ZERO)
        return told == self.paid_ever and booked == self.recovered + self.recovered_after


def _times(part: Money, whole: Money) -> Decimal | None:
    return (part / whole).quantize(Decimal("0.1")) if whole else None


def idle_months(paid: Collection[str], first: str, last: str) -> int:
    """How many months to the end no payment was made (CHK-01): months as ``2026-09``, ``first`` is
    the one the book begins with, empty while there is none."""
    if not first or first > last:
        return 0
    before = max((month for month in paid if month <= last), default="")
    return _month_number(last) - (_month_number(before) if before else _month_number(first) - 1)


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7])


def period(year: int, quarter: int | None = None) -> tuple[date, date]:
    """First and last day of a year or of one of its quarters. Raises ValueError."""
    if quarter is None:
        return date(year, 1, 1), date(year, 12, 31)
    if quarter not in (1, 2, 3, 4):
        raise ValueError(f"no such quarter: {quarter}")
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return first, after - timedelta(days=1)


def age_band(years: int | None) -> AgeBand:
    """The band of an age in full years."""
    if years is None or years < 0:
        return AgeBand.UNKNOWN
    if years < 18:
        return AgeBand.MINOR
    return AgeBand.ADULT if years < 60 else AgeBand.OLD


_TOWN = ("社区", "居委会", "街道")


def area_of(household_address: str) -> Area:
    """Town or village as the address says it; a village under a street office is a village."""
    if "村" in household_address and "新村" not in household_address:
        return Area.VILLAGE
    return Area.TOWN if any(word in household_address for word in _TOWN) else Area.UNKNOWN


KINDS = tuple(FundKind)
SITUATIONS = (FundSituation.C1, FundSituation.C2, FundSituation.C3, FundSituation.OTHER)
