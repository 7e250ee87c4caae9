"""The formula of each shape of item: sum, text with the numbers in it, numbers, notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from mediation_app.domain.compensation.dependants import support
from mediation_app.domain.compensation.grades import Coefficient, coefficient_of
from mediation_app.domain.compensation.inputs import Basis, LossInput, Options
from mediation_app.domain.compensation.law import (
    CompensationLaw,
    ItemKind,
    Series,
    Shape,
    Standard,
)
from mediation_app.domain.compensation.result import Given, Line
from mediation_app.domain.explain import Source
from mediation_app.domain.money import Money, Percent, format_money, format_percent, round_money
from mediation_app.errors import InvalidInput

YEAR_DAYS = 365
MONTHS = 12
HUNDRED = Decimal(100)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a formula gave."""

    amount: Money
    text: str
    inputs: tuple[Given, ...] = ()
    notes: tuple[str, ...] = ()
    standard: Standard | None = None
    sources: tuple[Source, ...] = ()
    parts: tuple[Line, ...] = ()
    coefficient: Percent | None = None


Formula = Callable[[LossInput, ItemKind, CompensationLaw, Options], Outcome]


# Days ---------------------------------------------------------------------------------------------

_BASIS = {Basis.DAY: "天", Basis.MONTH: "月", Basis.YEAR: "年"}


def _daily(loss: LossInput, kind: ItemKind, _law: CompensationLaw, options: Options) -> Outcome:
    days, rate = need(loss.days, "days", kind), need(loss.rate, "rate", kind)
    if days < 0 or loss.persons < 1:
        raise InvalidInput("domain.days_wrong", field="days")
    longest = kind.longest_years * YEAR_DAYS
    if longest and days > longest:
        raise InvalidInput(
            "domain.days_too_many", field="days", item=kind.label, years=kind.longest_years
        )
    by_day = kind.unit == _BASIS[Basis.DAY]
    if loss.basis is not Basis.DAY and not by_day:
        raise InvalidInput("domain.basis_wrong", field="basis", item=kind.label, unit=kind.unit)
    divisor, notes = _divisor(loss.basis, options)
    sources: tuple[Source, ...] = ()
    exact = Fraction(rate) * days * loss.persons / divisor
    per = _BASIS[loss.basis] if by_day else kind.unit
    inputs = [
        Given(
            key="rate",
            label="标准" if by_day else "单价",
            value=format_money(rate),
            unit=f"元/{per}",
        ),
        Given(key="days", label="天数" if by_day else "数量", value=str(days), unit=kind.unit),
    ]
    text = f"{format_money(rate)} 元/{per}"
    if divisor != 1:
        inputs.insert(1, Given(key="divisor", label="折算天数", value=_plain(divisor), unit="天"))
        text += f" ÷ {_plain(divisor)}"
    years, rest = divmod(days, YEAR_DAYS)
    if longest and years and not rest:
        inputs.append(Given(key="years", label="年数", value=str(years), unit="年"))
        text += f" × {YEAR_DAYS} 天 × {years} 年"
    else:
        text += f" × {days:,} {kind.unit}"
    if kind.persons or loss.persons != 1:
        inputs.append(Given(key="persons", label="人数", value=str(loss.persons), unit="人"))
        text += f" × {loss.persons} 人"
    if loss.percent is not None:
        exact *= Fraction(_degree(loss.percent, kind)) / 100
        inputs.append(
            Given(key="percent", label="程度", value=format_percent(loss.percent)[:-1], unit="%")
        )
        text += f" × {format_percent(loss.percent)}"
        degree = next((one for one in kind.degrees if one.percent == loss.percent), None)
        sources = tuple({one.source for one in kind.degrees} if degree is None else [degree.source])
        label = "按填写" if degree is None else degree.label
        notes += (f"程度 {label} {format_percent(loss.percent)}",)
    if longest and days > YEAR_DAYS:
        notes += (f"期限 最长 {kind.longest_years} 年，每年 {YEAR_DAYS} 天",)
    amount = round_money(exact)
    return Outcome(
        amount=amount,
        text=f"{text} = {format_money(amount)} 元",
        inputs=tuple(inputs),
        notes=notes,
        sources=sources,
    )


def _divisor(basis: Basis, options: Options) -> tuple[Fraction, tuple[str, ...]]:
    if basis is Basis.DAY:
        return Fraction(1), ()
    if basis is Basis.YEAR:
        return Fraction(YEAR_DAYS), (f"折算 年标准按 {YEAR_DAYS} 天折算",)
    days = options.month_days
    if not days.is_finite() or days <= 0:
        raise InvalidInput("domain.month_days_wrong", field="month_days")
    return Fraction(days), (f"折算 月标准按 {_plain(Fraction(days))} 天折算",)


def _degree(percent: Percent, kind: ItemKind) -> Percent:
    if not kind.degrees:
        raise InvalidInput("domain.percent_not_used", field="percent", item=kind.label)
    if not percent.is_finite() or not 0 <= percent <= HUNDRED:
        raise InvalidInput("domain.percent_wrong", field="percent", item=kind.label)
    return percent


# Yearly standards ---------------------------------------------------------------------------------


def standard_note(standard: Standard, law: CompensationLaw) -> str:
    """Which figure was used, of which year, from where; says so when a newer one is missing."""
    note = f"标准 {standard.text}，{standard.source}"
    if standard.stat_year < law.stat_year:
        note += f"；{law.stat_year} 年数据未公布或未录入"
    return note


def _standard_given(standard: Standard) -> Given:
    value = format_money(standard.amount)
    return Given(key=standard.series, label=standard.label, value=value, unit="元/年")


def _age_given(age: int) -> Given:
    return Given(key="age", label="年龄", value=str(age), unit="周岁")


def _years_given(years: int) -> Given:
    return Given(key="years", label="年限", value=str(years), unit="年")


def _span_note(loss: LossInput, name: str, how: str) -> str:
    day = f"日 {loss.base_on.isoformat()} " if loss.base_on else ""
    return f"年限 {name}{day}时 {how}"


def _disability(
    loss: LossInput, kind: ItemKind, law: CompensationLaw, _options: Options
) -> Outcome:
    age = need(loss.age, "age", kind)
    need(loss.grades or None, "grades", kind)
    found = coefficient_of(loss, law)
    income = law.standard(Series.INCOME.value)
    years = law.years.years(age)
    amount = round_money(Fraction(income.amount) * years * Fraction(found.percent) / 100)
    return Outcome(
        amount=amount,
        text=f"{format_money(income.amount)} 元/年 × {years} 年 × {format_percent(found.percent)}"
        f" = {format_money(amount)} 元",
        inputs=(
            _standard_given(income),
            _age_given(age),
            _years_given(years),
            *_coefficient_given(found, loss),
        ),
        notes=(
            standard_note(income, law),
            _span_note(loss, "定残", law.years.formula(age)),
            f"系数 {found.text}",
        ),
        standard=income,
        sources=_coefficient_sources(found, law),
        coefficient=found.percent,
    )


def _coefficient_given(found: Coefficient, loss: LossInput) -> tuple[Given, ...]:
    grades = "、".join(str(grade) for grade in loss.grades)
    return (
        Given(key="grades", label="伤残等级", value=grades, unit="级"),
        Given(key="coefficient", label="系数", value=format_percent(found.percent)[:-1], unit="%"),
    )


def _coefficient_sources(found: Coefficient, law: CompensationLaw) -> tuple[Source, ...]:
    return (law.grades.source, *((law.grades.increment_source,) if found.several else ()))


def _death(loss: LossInput, kind: ItemKind, law: CompensationLaw, _options: Options) -> Outcome:
    age = need(loss.age, "age", kind)
    income = law.standard(Series.INCOME.value)
    years = law.years.years(age)
    amount = round_money(income.amount * years)
    return Outcome(
        amount=amount,
        text=f"{format_money(income.amount)} 元/年 × {years} 年 = {format_money(amount)} 元",
        inputs=(_standard_given(income), _age_given(age), _years_given(years)),
        notes=(standard_note(income, law), _span_note(loss, "死亡", law.years.formula(age))),
        standard=income,
    )


def _funeral(_loss: LossInput, kind: ItemKind, law: CompensationLaw, _options: Options) -> Outcome:
    if kind.months < 1:  # a law kept from before the months were data
        raise InvalidInput("domain.item_months_missing", field="item", item=kind.label)
    wage = law.standard(Series.WAGE.value)
    amount = round_money(Fraction(wage.amount) * kind.months / MONTHS)
    return Outcome(
        amount=amount,
        text=f"{format_money(wage.amount)} 元/年 ÷ {MONTHS} × {kind.months} 个月"
        f" = {format_money(amount)} 元",
        inputs=(
            _standard_given(wage),
            Given(key="months", label="月数", value=str(kind.months), unit="个月"),
        ),
        notes=(standard_note(wage, law),),
        standard=wage,
    )


def _dependants(loss: LossInput, kind: ItemKind, law: CompensationLaw, options: Options) -> Outcome:
    need(loss.dependants or None, "dependants", kind)
    standard = law.standard(Series.CONSUMPTION.value)
    percent = HUNDRED
    notes: tuple[str, ...] = (standard_note(standard, law),)
    sources: tuple[Source, ...] = ()
    if loss.coefficient is not None:
        percent = loss.coefficient
        notes += (f"系数 {format_percent(percent)}",)
    elif loss.grades:
        graded = coefficient_of(loss, law)
        percent, sources = graded.percent, _coefficient_sources(graded, law)
        notes += (f"系数 {graded.text}",)
    if loss.base_on:
        notes += (f"基准日 {loss.base_on.isoformat()}，年龄和年限以该日为准",)
    found = support(loss.dependants, standard.amount, percent, law.years, options.cap_mode)
    notes += found.notes
    if len(found.lines) == 1:
        text, inputs = found.lines[0].text, found.lines[0].inputs
        notes += found.lines[0].notes
    else:
        sums = " + ".join(f"{row.label} {format_money(row.amount)}" for row in found.lines)
        text = f"{sums} = {format_money(found.total)} 元"
        inputs = (_standard_given(standard),)
    return Outcome(
        amount=found.total,
        text=text,
        inputs=inputs,
        notes=notes,
        standard=standard,
        sources=(*((law.source("dependants_cap"),) if found.notes else ()), *sources),
        parts=tuple(
            Line(
                item=loss.item,
                label=row.label,
                bucket=kind.bucket,
                amount=row.amount,
                text=row.text,
                inputs=row.inputs,
                notes=row.notes,
            )
            for row in found.lines
        ),
        coefficient=percent,
    )


FORMULAS: Mapping[Shape, Formula] = {
    Shape.DAILY: _daily,
    Shape.DISABILITY: _disability,
    Shape.DEATH: _death,
    Shape.FUNERAL: _funeral,
    Shape.DEPENDANTS: _dependants,
}
"""How each shape is reckoned; ``Shape.ACTUAL`` has only the sum that was entered."""


def need(value: T | None, field: str, kind: ItemKind) -> T:
    """A fact the formula needs. Raises InvalidInput ``domain.loss_field_missing``."""
    if value is None:
        raise InvalidInput("domain.loss_field_missing", field=field, item=kind.label)
    return value


def _plain(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


__all__ = ["FORMULAS", "Formula", "Outcome", "need", "standard_note"]
