"""What the law says, as values: limits, buckets, years table, standards. Filled by ``rulebook``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mediation_app.domain.explain import Source, Sureness
from mediation_app.domain.money import Money, Percent, format_money
from mediation_app.errors import InvalidInput


class Bucket(StrEnum):
    """The sub-limit of 交强险 a loss falls under (交强险条款 §8)."""

    MEDICAL = "medical"
    DEATH = "death"
    PROPERTY = "property"
    OUTSIDE = "outside"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return BUCKET_LABELS[self]


BUCKET_LABELS = {
    Bucket.MEDICAL: "医疗费用",
    Bucket.DEATH: "死亡伤残",
    Bucket.PROPERTY: "财产损失",
    Bucket.OUTSIDE: "不在交强险内",
}
INSURED_BUCKETS = (Bucket.MEDICAL, Bucket.DEATH, Bucket.PROPERTY)


class Shape(StrEnum):
    """How an item is reckoned."""

    ACTUAL = "actual"  # 凭据
    DAILY = "daily"  # 标准 × 天数 (× 人数 × 程度), or 单价 × 次数
    DISABILITY = "disability"  # 残疾赔偿金
    DEATH = "death"  # 死亡赔偿金
    FUNERAL = "funeral"  # 丧葬费
    DEPENDANTS = "dependants"  # 被扶养人生活费


class CommercialTreatment(StrEnum):
    """How commercial third-party cover treats an item."""

    COVERED = "covered"
    EXCLUDED = "excluded"
    RIDER = "rider"  # only with the rider (精神损害)


@dataclass(frozen=True, slots=True, kw_only=True)
class Degree:
    """A degree of dependency on care (护理依赖程度) and the part that is paid."""

    label: str
    percent: Percent
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKind:
    """A kind of loss item of the rule data.

    ``persons``: the number of people is always printed (护理人数). ``degrees``: the degrees of
    dependency the item is reckoned with. ``longest_years``: how long a daily item
    may run, 0 = no end. ``months``: months of the yearly standard (丧葬费). ``deductible``: whether
    a remaining value (残值) comes off. ``default``: the sum when nothing was entered.
    ``evidence``: what an entered sum rests on. ``note`` is printed with the line, ``hint`` helps
    who enters it.
    """

    code: str
    label: str
    bucket: Bucket
    shape: Shape
    source: Source
    commercial: CommercialTreatment = CommercialTreatment.COVERED
    unit: str = "天"
    mental: bool = False
    rate_key: str = ""
    note: str = ""
    persons: bool = False
    degrees: tuple[Degree, ...] = ()
    longest_years: int = 0
    months: int = 0
    deductible: bool = False
    default: Money | None = None
    evidence: str = "凭据"
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """The 交强险 limits that hold for accidents from a day on."""

    valid_from: date
    at_fault: Mapping[Bucket, Money]
    no_fault: Mapping[Bucket, Money]
    source: Source
    valid_to: date | None = None

    def limit(self, bucket: Bucket, *, at_fault: bool) -> Money:
        """One sub-limit in yuan per accident and vehicle."""
        return (self.at_fault if at_fault else self.no_fault)[bucket]

    @property
    def text(self) -> str:
        """Where the limits come from, for the explanation."""
        return f"{self.valid_from:%Y-%m-%d} 起的事故"


class Series(StrEnum):
    """Yearly statistics used as standards."""

    INCOME = "income"  # 城镇居民人均可支配收入
    CONSUMPTION = "consumption"  # 城镇居民人均消费支出
    WAGE = "wage"  # 职工年平均工资


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One year's figure of a series, in yuan a year."""

    series: str
    label: str
    stat_year: int
    amount: Money
    effective_from: date
    source: Source
    place: str = ""

    @property
    def text(self) -> str:
        """``山东 2019 年城镇居民人均可支配收入 42,329.00 元``."""
        head = f"{self.place} " if self.place else ""
        return f"{head}{self.stat_year} 年{self.label} {format_money(self.amount)} 元"

    def stale_on(self, day: date) -> bool:
        """Whether an older year than the last one is used (上一年度 not yet entered)."""
        return self.stat_year < day.year - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsTable:
    """Years of compensation by age (人身损害解释 §12, §15, §17)."""

    full: int
    reduce_from: int
    floor_from: int
    floor: int
    minor_until: int
    source: Source

    def years(self, age: int) -> int:
        """20 under 60, one less for each year above, 5 from 75 on."""
        if age < 0:
            raise InvalidInput("domain.age_negative", field="age")
        if age >= self.floor_from:
            return self.floor
        return self.full - max(age - self.reduce_from, 0)

    def formula(self, age: int) -> str:
        """How the years came about."""
        years = self.years(age)
        if age >= self.floor_from:
            return f"{age} 周岁，{self.floor_from} 周岁以上，{self.floor} 年"
        if age >= self.reduce_from:
            return f"{age} 周岁，{self.full} − ({age} − {self.reduce_from}) = {years} 年"
        return f"{age} 周岁，不满 {self.reduce_from} 周岁，{years} 年"


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeTable:
    """Disability grades 1–10 → coefficient in percent, increments for further grades, caps."""

    coefficients: Mapping[int, Decimal]
    increments: Mapping[int, Decimal]
    increment_cap: Decimal
    source: Source
    increment_source: Source


_NOT_LISTED = Source(text="固定时的规则未列明依据", sureness=Sureness.UNVERIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationLaw:
    """Everything a reckoning needs from the rule data, chosen for its dates and place.

    ``stat_year`` is the statistical year that was aimed at (上一年度, or the one chosen); a
    standard of an older year stands in where that year's figure is not known. 0 = not stated.
    """

    limits: LimitRow
    items: Mapping[str, ItemKind]
    years: YearsTable
    grades: GradeTable
    standards: Mapping[str, Standard]
    sources: Mapping[str, Source]
    stat_year: int = 0

    def with_standards(self, own: Mapping[str, Standard] | None) -> CompensationLaw:
        """The law with one victim's own yearly figures (人身损害解释 §18)."""
        return replace(self, standards={**self.standards, **own}) if own else self

    def item(self, code: str) -> ItemKind:
        """The kind of an item. Raises InvalidInput for unknown codes."""
        found = self.items.get(code)
        if found is None:
            raise InvalidInput("domain.item_unknown", field="item", item=code)
        return found

    def standard(self, series: str) -> Standard:
        """The standard of a series. Raises InvalidInput when no figure is known."""
        found = self.standards.get(series)
        if found is None:
            raise InvalidInput("domain.standard_missing", field="standards", series=series)
        return found

    def source(self, key: str) -> Source:
        """An article by its key in the rule data.

        A law frozen before the key existed has none: the line then says so instead of failing.
        """
        return self.sources.get(key, _NOT_LISTED)
