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

from mediation_app.domain.compensation.inputs import CapMode, Dependant
from mediation_app.domain.compensation.law import YearsTable
from mediation_app.domain.compensation.result import Given
from mediation_app.domain.compensation.spans import support_formula, support_years
from mediation_app.domain.money import (
    ZERO,
    Money,
    Percent,
    format_money,
    format_percent,
    round_money,
    split_pro_rata,
)
from mediation_app.errors import InvalidInput

ONE = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DependantLine:
    """One person's sum with the formula it came from."""

    label: str
    amount: Money
    text: str
    inputs: tuple[Given, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stretch of years in which the same people are maintained. ``wanted`` are their shares of
    one year's consumption before the cap, ``scale`` what the cap leaves of them."""

    start: Fraction
    end: Fraction
    wanted: tuple[tuple[int, Fraction], ...]

    @property
    def length(self) -> Fraction:
        """Its years."""
        return self.end - self.start

    @property
    def whole(self) -> Fraction:
        """The sum of the shares before the cap."""
        return sum((share for _, share in self.wanted), Fraction(0))

    @property
    def scale(self) -> Fraction:
        """1, or the part of each share that the cap leaves."""
        return ONE / self.whole if self.whole > 1 else ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The whole reckoning: total, one line per person, the stages in words."""

    total: Money
    lines: tuple[DependantLine, ...]
    notes: tuple[str, ...]


def support(
    dependants: Sequence[Dependant],
    consumption: Money,
    coefficient: Percent,
    table: YearsTable,
    mode: CapMode,
) -> Support:
    """Reckon all dependants of one victim. Raises InvalidInput for impossible ages or payers."""
    if not dependants:
        raise InvalidInput("domain.dependants_missing", field="dependants")
    if any(person.payers < 1 for person in dependants):
        raise InvalidInput("domain.payers_wrong", field="payers")
    if not coefficient.is_finite() or not 0 <= coefficient <= 100:
        raise InvalidInput("domain.coefficient_wrong", field="coefficient")
    inside = mode is CapMode.COEFFICIENT_INSIDE
    factor = Fraction(coefficient) / 100
    years = [Fraction(support_years(person, table)) for person in dependants]
    stages = _stages(dependants, years, factor if inside else ONE)
    rows: list[list[tuple[Fraction, Fraction]]] = [[] for _ in dependants]  # share, years
    for stage in stages:
        for place, share in stage.wanted:
            _append(rows[place], share * stage.scale, stage.length)
    after = ONE if inside else factor
    exact = [
        Fraction(consumption) * after * sum((share * length for share, length in row), Fraction(0))
        for row in rows
    ]
    total, amounts = _rounded(exact)
    capped = {place for stage in stages if stage.scale < 1 for place, _ in stage.wanted}
    lines = tuple(
        DependantLine(
            label=person.label,
            amount=amounts[place],
            text=_text(
                consumption,
                rows[place] if place in capped else [],
                (years[place], person.payers, coefficient),
                after,
                amounts[place],
            ),
            inputs=_inputs(consumption, years[place], person, coefficient),
            notes=(
                f"年限 {support_formula(person, table)}",
                *_difference(exact[place], amounts[place]),
            ),
        )
        for place, person in enumerate(dependants)
    )
    notes = _stage_notes(dependants, stages, coefficient if inside else None)
    if notes and not inside and coefficient != 100:
        notes += (f"系数 先按年总额封顶，再乘 {format_percent(coefficient)}",)
    return Support(total=total, lines=lines, notes=notes)


def dependants_lines(
    dependants: Sequence[Dependant],
    consumption: Money,
    coefficient: Percent,
    table: YearsTable,
    mode: CapMode,
) -> tuple[Money, tuple[DependantLine, ...]]:
    """The total and each person's line of ``support``."""
    found = support(dependants, consumption, coefficient, table, mode)
    return found.total, found.lines


# Reckoning ----------------------------------------------------------------------------------------


def _stages(
    dependants: Sequence[Dependant], years: Sequence[Fraction], factor: Fraction
) -> tuple[Stage, ...]:
    found: list[Stage] = []
    start = Fraction(0)
    for end in sorted({span for span in years if span > 0}):
        wanted = tuple(
            (place, factor / dependants[place].payers)
            for place, span in enumerate(years)
            if span >= end
        )
        found.append(Stage(start=start, end=end, wanted=wanted))
        start = end
    return tuple(found)


def _append(row: list[tuple[Fraction, Fraction]], share: Fraction, length: Fraction) -> None:
    """Add a stage; following stages with the same share are one."""
    if row and row[-1][0] == share:
        length += row.pop()[1]
    row.append((share, length))


def _rounded(exact: Sequence[Fraction]) -> tuple[Money, list[Money]]:
    total = round_money(sum(exact, Fraction(0)))
    amounts = [round_money(value) for value in exact]
    last = max((place for place, value in enumerate(exact) if value), default=0)
    rest = total - sum(amounts[:last] + amounts[last + 1 :], ZERO)
    if rest < 0:  # sums of a few fen only
        return total, list(split_pro_rata(total, exact))
    amounts[last] = rest
    return total, amounts


# Words --------------------------------------------------------------------------------------------


def _text(
    consumption: Money,
    stages: Sequence[tuple[Fraction, Fraction]],
    plain: tuple[Fraction, int, Percent],
    after: Fraction,
    amount: Money,
) -> str:
    """The formula: years ÷ payers × coefficient where no cap counted, else the stages."""
    head, result = f"{format_money(consumption)} 元/年", f" = {format_money(amount)} 元"
    if not stages:
        years, payers, coefficient = plain
        rest = "" if coefficient == 100 else f" × {format_percent(coefficient)}"
        return f"{head} × {_number(years)} 年 ÷ {payers} 人{rest}{result}"
    parts = " + ".join(f"{_share(share)} × {_number(length)} 年" for share, length in stages)
    parts = f" × {parts} " if len(stages) == 1 else f" ×（{parts}）"
    tail = "" if after == 1 else f"× {_share(after)} "
    return f"{head}{parts}{tail}{result.lstrip()}"


def _inputs(
    consumption: Money, years: Fraction, person: Dependant, coefficient: Percent
) -> tuple[Given, ...]:
    return (
        Given(key="consumption", label="年标准", value=format_money(consumption), unit="元/年"),
        Given(key="age", label="年龄", value=str(person.age), unit="周岁"),
        Given(key="years", label="年限", value=_number(years), unit="年"),
        Given(key="payers", label="扶养义务人", value=str(person.payers), unit="人"),
        Given(key="coefficient", label="系数", value=format_percent(coefficient)[:-1], unit="%"),
    )


def _difference(exact: Fraction, amount: Money) -> tuple[str, ...]:
    more = amount - round_money(exact)
    if not more:
        return ()
    return (f"尾差 合计先算后取整，差额 {format_money(more)} 元计入最后一人",)


def _stage_notes(
    dependants: Sequence[Dependant], stages: Sequence[Stage], coefficient: Percent | None
) -> tuple[str, ...]:
    """Each stage in a sentence; none are needed where nothing was ever capped."""
    if all(stage.scale == 1 for stage in stages):
        return ()
    notes = []
    for number, stage in enumerate(stages, 1):
        span = f"第 {_number(stage.start)} 至 {_number(stage.end)} 年，{_number(stage.length)} 年"
        wanted = "、".join(
            f"{dependants[place].label} {_wanted(dependants[place].payers, coefficient)}"
            for place, _ in stage.wanted
        )
        whole = _share(stage.whole)
        one = "100%" if whole.endswith("%") else "1"
        sentence = f"第 {number} 段 {span}：{wanted}，合计 {whole}"
        if stage.scale == 1:
            notes.append(f"{sentence}，未超过 {one}")
            continue
        scaled = "、".join(
            f"{dependants[place].label} {_share(share * stage.scale)}"
            for place, share in stage.wanted
        )
        notes.append(f"{sentence}，超过 {one}，各份 ÷ {whole}：{scaled}")
    return tuple(notes)


def _wanted(payers: int, coefficient: Percent | None) -> str:
    if coefficient is None or coefficient == 100:
        return f"1/{payers}" if payers > 1 else "1"
    return f"{format_percent(coefficient)} ÷ {payers}"


def _share(share: Fraction) -> str:
    """``37.5%`` where that is exact, else ``3/7``."""
    percent = share * 100
    if (percent * 100).denominator == 1:
        return format_percent(Decimal(percent.numerator) / Decimal(percent.denominator))
    return f"{share.numerator}/{share.denominator}"


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.4f}".rstrip("0").rstrip(".")


__all__ = ["DependantLine", "Stage", "Support", "dependants_lines", "support"]
