"""Living cost of dependants (被扶养人生活费) under the yearly cap (人身损害赔偿解释 §17).

The time axis is cut at each dependant's end. In each stage the shares (coefficient ÷ payers) are
added up; when they exceed one year's consumption they are scaled down to it. Each person is
reckoned exactly over all stages and rounded once; the exact total is rounded once and the last
person takes the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mediation_app.domain.compensation.inputs import CapMode, Dependant, DependantKind
from mediation_app.domain.compensation.law import YearsTable
from mediation_app.domain.money import (
    ZERO,
    Money,
    Percent,
    format_money,
    format_percent,
    round_money,
)
from mediation_app.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class DependantLine:
    """One person's sum with the stages it came from."""

    label: str
    amount: Money
    text: str


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


def dependants_lines(
    dependants: Sequence[Dependant],
    consumption: Money,
    coefficient: Percent,
    table: YearsTable,
    mode: CapMode,
) -> tuple[Money, tuple[DependantLine, ...]]:
    """The total and each person's line. Raises InvalidInput for impossible ages or payers."""
    if not dependants:
        raise InvalidInput("domain.dependants_missing", field="dependants")
    if any(person.payers < 1 for person in dependants):
        raise InvalidInput("domain.payers_wrong", field="payers")
    years = [Fraction(support_years(person, table)) for person in dependants]
    factor = Fraction(coefficient) / 100
    yearly = Fraction(consumption)
    inside = mode is CapMode.COEFFICIENT_INSIDE
    exact = [Fraction(0)] * len(dependants)
    texts: list[list[str]] = [[] for _ in dependants]
    start = Fraction(0)
    for end in sorted({span for span in years if span > 0}):
        length = end - start
        wanted = {
            place: (factor if inside else Fraction(1)) / dependants[place].payers
            for place, span in enumerate(years)
            if span >= end
        }
        whole = sum(wanted.values(), Fraction(0))
        scale = 1 / whole if whole > 1 else Fraction(1)
        for place, part in wanted.items():
            share = part * scale * (1 if inside else factor)
            exact[place] += yearly * share * length
            texts[place].append(_stage(consumption, share, length, capped=whole > 1))
        start = end
    total = round_money(sum(exact, Fraction(0)))
    amounts = [round_money(value) for value in exact]
    last = max((p for p, value in enumerate(exact) if value), default=0)
    amounts[last] = total - sum(amounts[:last] + amounts[last + 1 :], ZERO)
    head = "" if coefficient == 100 else f"，系数 {format_percent(coefficient)}"
    rows = tuple(
        DependantLine(
            label=person.label,
            amount=amounts[place],
            text=f"{_number(years[place])} 年、{person.payers} 人扶养{head}："
            f"{' + '.join(texts[place]) or '0 年'} = {format_money(amounts[place])} 元",
        )
        for place, person in enumerate(dependants)
    )
    return total, rows


def _stage(consumption: Money, share: Fraction, length: Fraction, *, capped: bool) -> str:
    cap = "（年总额上限）" if capped else ""
    part = (
        ""
        if share == 1
        else f" ÷ {share.denominator}"
        if share.numerator == 1
        else f" × {share.numerator}/{share.denominator}"
    )
    return f"{format_money(consumption)}{part} × {_number(length)} 年{cap}"


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.4f}".rstrip("0").rstrip(".")
