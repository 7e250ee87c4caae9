"""Loss items → lines: each formula with its numbers, its standard and its article."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from mediation_app.domain.compensation.dependants import dependants_lines
from mediation_app.domain.compensation.inputs import AppraisalPayer, LossInput, Options
from mediation_app.domain.compensation.law import (
    CommercialTreatment,
    CompensationLaw,
    ItemKind,
    Series,
    Shape,
    Standard,
)
from mediation_app.domain.compensation.result import Line
from mediation_app.domain.explain import Source
from mediation_app.domain.money import (
    ZERO,
    Money,
    Percent,
    format_money,
    format_percent,
    round_money,
)
from mediation_app.errors import InvalidInput

HUNDRED = Decimal(100)
T = TypeVar("T")


def loss_line(loss: LossInput, law: CompensationLaw, options: Options) -> Line:
    """One line of the sheet. Raises InvalidInput naming the field that is missing or wrong."""
    kind = law.item(loss.item)
    line = _SHAPES[kind.shape](loss, kind, law, options)
    if line.amount < 0 or loss.outside_medical_insurance < 0:
        raise InvalidInput("domain.money_negative", field="amount")
    if loss.outside_medical_insurance > line.amount:
        raise InvalidInput("domain.non_medical_too_large", field="amount")
    return line


def disability_coefficient(loss: LossInput, law: CompensationLaw) -> tuple[Percent, str]:
    """The coefficient of one or several grades: the worst grade + increments, both capped."""
    if not loss.grades or any(grade not in law.grades.coefficients for grade in loss.grades):
        raise InvalidInput("domain.grade_unknown", field="grades")
    first, *further = sorted(loss.grades)
    base = law.grades.coefficients[first]
    if not further:
        return base, f"{first} 级 {format_percent(base)}"
    given = loss.increments
    increments = (
        [law.grades.increments[grade] for grade in further] if given is None else list(given)
    )
    if len(increments) != len(further) or any(i < 0 for i in increments):
        raise InvalidInput("domain.increments_wrong", field="increments")
    extra = sum(increments, Decimal(0))
    allowed = min(extra, law.grades.increment_cap)
    whole = min(base + allowed, HUNDRED)
    parts = " + ".join(
        f"{grade} 级附加 {format_percent(part)}"
        for grade, part in zip(further, increments, strict=True)
    )
    text = f"{first} 级 {format_percent(base)} + {parts}"
    if allowed < extra:
        text += f"（附加合计以 {format_percent(law.grades.increment_cap)} 为限）"
    if base + allowed > HUNDRED:
        text += "（合计以 100% 为限）"
    return whole, f"{text} = {format_percent(whole)}"


def _actual(loss: LossInput, kind: ItemKind, _law: CompensationLaw, options: Options) -> Line:
    amount = _need(loss.amount, "amount", kind)
    note = f"，{loss.note}" if loss.note else ""
    return _line(loss, kind, options, amount, f"{format_money(amount)} 元（凭据{note}）")


def _daily(loss: LossInput, kind: ItemKind, _law: CompensationLaw, options: Options) -> Line:
    if loss.amount is not None and loss.rate is None:
        return _actual(loss, kind, _law, options)
    days, rate = _need(loss.days, "days", kind), _need(loss.rate, "rate", kind)
    if days < 0 or loss.persons < 1:
        raise InvalidInput("domain.days_wrong", field="days")
    amount = round_money(rate * days * loss.persons)
    people = f"{loss.persons} 人 × " if loss.persons != 1 else ""
    text = (
        f"{people}{days} {kind.unit} × {format_money(rate)} 元/{kind.unit}"
        f" = {format_money(amount)} 元"
    )
    return _line(loss, kind, options, amount, text)


def _disability(loss: LossInput, kind: ItemKind, law: CompensationLaw, options: Options) -> Line:
    income = law.standard(Series.INCOME.value)
    age = _need(loss.age, "age", kind)
    coefficient, how = disability_coefficient(loss, law)
    years = law.years.years(age)
    amount = round_money(income.amount * years * coefficient / HUNDRED)
    text = (
        f"{format_money(income.amount)} 元 × {years} 年 × {format_percent(coefficient)}"
        f" = {format_money(amount)} 元（{law.years.formula(age)}；{how}）"
    )
    sources: tuple[Source, ...] = (law.grades.source,)
    if len(loss.grades) > 1:
        sources += (law.grades.increment_source,)
    return _line(loss, kind, options, amount, text, income, sources, coefficient=coefficient)


def _death(loss: LossInput, kind: ItemKind, law: CompensationLaw, options: Options) -> Line:
    income = law.standard(Series.INCOME.value)
    age = _need(loss.age, "age", kind)
    years = law.years.years(age)
    amount = round_money(income.amount * years)
    text = (
        f"{format_money(income.amount)} 元 × {years} 年 = {format_money(amount)} 元"
        f"（{law.years.formula(age)}）"
    )
    return _line(loss, kind, options, amount, text, income)


def _funeral(loss: LossInput, kind: ItemKind, law: CompensationLaw, options: Options) -> Line:
    wage = law.standard(Series.WAGE.value)
    amount = round_money(wage.amount / 12 * 6)
    text = f"{format_money(wage.amount)} 元 ÷ 12 × 6 = {format_money(amount)} 元"
    return _line(loss, kind, options, amount, text, wage)


def _dependants(loss: LossInput, kind: ItemKind, law: CompensationLaw, options: Options) -> Line:
    standard = law.standard(Series.CONSUMPTION.value)
    coefficient = HUNDRED if loss.coefficient is None else loss.coefficient
    total, rows = dependants_lines(
        loss.dependants, standard.amount, coefficient, law.years, options.cap_mode
    )
    parts = tuple(
        Line(item=loss.item, label=row.label, bucket=kind.bucket, amount=row.amount, text=row.text)
        for row in rows
    )
    names = "、".join(f"{row.label} {format_money(row.amount)}" for row in rows)
    text = f"{names}；合计 {format_money(total)} 元"
    return _line(
        loss, kind, options, total, text, standard, (law.source("dependants_cap"),), parts=parts
    )


_SHAPES: dict[Shape, Callable[[LossInput, ItemKind, CompensationLaw, Options], Line]] = {
    Shape.ACTUAL: _actual,
    Shape.DAILY: _daily,
    Shape.DISABILITY: _disability,
    Shape.DEATH: _death,
    Shape.FUNERAL: _funeral,
    Shape.DEPENDANTS: _dependants,
}


def _line(
    loss: LossInput,
    kind: ItemKind,
    options: Options,
    amount: Money,
    text: str,
    standard: Standard | None = None,
    sources: tuple[Source, ...] = (),
    *,
    parts: tuple[Line, ...] = (),
    coefficient: Percent | None = None,
) -> Line:
    excluded = kind.commercial is CommercialTreatment.EXCLUDED
    if kind.code == "appraisal" and options.appraisal is AppraisalPayer.INSURER:
        excluded = False
    return Line(
        item=loss.item,
        label=kind.label,
        bucket=kind.bucket,
        amount=amount,
        text=text,
        sources=(kind.source, *sources, *((standard.source,) if standard else ())),
        standard=standard,
        parts=parts,
        mental=kind.mental,
        excluded=excluded,
        outside_medical_insurance=loss.outside_medical_insurance or ZERO,
        coefficient=coefficient,
    )


def _need(value: T | None, field: str, kind: ItemKind) -> T:
    if value is None:
        raise InvalidInput("domain.loss_field_missing", field=field, item=kind.label)
    return value
