"""How long somebody is maintained (扶养年限), from birth date and base date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from mediation_app.domain.calendar import add_years, full_years
from mediation_app.domain.compensation.inputs import Dependant, DependantKind, MinorYears
from mediation_app.domain.compensation.law import YearsTable
from mediation_app.errors import InvalidInput

LONGEST_PREGNANCY = 300
"""Days: a child born later than that after the base date was not yet conceived (民法典 §16)."""
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportSpan:
    """Age on the base date and years of support; ``years`` is set only where it does not follow
    from the age (minors with one decimal). Feeds ``Dependant.age`` and ``Dependant.years``."""

    age: int
    years: Decimal | None = None


def support_span(
    birth: date, base: date, kind: DependantKind, table: YearsTable, mode: MinorYears
) -> SupportSpan:
    """Age and years of support of a person born on ``birth`` at the base date (定残日, 死亡日).

    A child born up to 300 days after the base date counts from birth (胎儿). Raises InvalidInput
    for a birth later than that.
    """
    age = full_years(birth, base)
    if birth > base:
        unborn = kind is DependantKind.MINOR and (birth - base).days <= LONGEST_PREGNANCY
        if not unborn:
            raise InvalidInput("domain.age_negative", field="birth_date")
        age, base = 0, birth
    if kind is DependantKind.ADULT or mode is MinorYears.WHOLE:
        return SupportSpan(age=age)
    grown = add_years(birth, table.minor_until)
    if grown <= base:
        return SupportSpan(age=age, years=Decimal(0))
    return SupportSpan(age=age, years=_one_decimal(base, grown))


def _one_decimal(start: date, end: date) -> Decimal:
    """Whole years and the rest in days of the last year, half up to one decimal."""
    whole = full_years(start, end)
    last, following = add_years(start, whole), add_years(start, whole + 1)
    exact = whole + Fraction((end - last).days, (following - last).days)
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    return number.quantize(_TENTH, rounding=ROUND_HALF_UP)


def support_years(dependant: Dependant, table: YearsTable) -> Decimal:
    """Years of support: 18 − age for minors, the years table for adults, or as given."""
    if dependant.years is not None:
        if not dependant.years.is_finite() or dependant.years < 0:
            raise InvalidInput("domain.years_wrong", field="years")
        return dependant.years
    if dependant.age < 0:
        raise InvalidInput("domain.age_negative", field="age")
    if dependant.kind is DependantKind.MINOR:
        return Decimal(max(table.minor_until - dependant.age, 0))
    return Decimal(table.years(dependant.age))


def support_formula(dependant: Dependant, table: YearsTable) -> str:
    """How the years came about: ``13 周岁，18 − 13 = 5 年``."""
    minor = dependant.kind is DependantKind.MINOR
    if dependant.years is not None:
        until = f"至 {table.minor_until} 周岁" if minor else "按填写"
        return f"{dependant.age} 周岁，{until}计 {dependant.years} 年"
    if not minor:
        return table.formula(dependant.age)
    if dependant.age >= table.minor_until:
        return f"{dependant.age} 周岁，已满 {table.minor_until} 周岁，0 年"
    years = support_years(dependant, table)
    return f"{dependant.age} 周岁，{table.minor_until} − {dependant.age} = {years} 年"


__all__ = ["SupportSpan", "support_formula", "support_span", "support_years"]
