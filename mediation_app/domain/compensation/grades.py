"""Disability grades (伤残等级) → coefficient, several grades with increments and both caps."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mediation_app.domain.compensation.inputs import LossInput
from mediation_app.domain.compensation.law import CompensationLaw
from mediation_app.domain.money import Percent, format_percent
from mediation_app.errors import InvalidInput

HUNDRED = Decimal(100)
_NUMBERS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """The coefficient in percent and how it came about. ``increments`` is what counted of them."""

    percent: Percent
    text: str
    base: Percent
    increments: Percent = Decimal(0)
    several: bool = False


def grade_name(grade: int) -> str:
    """``八级``."""
    return f"{_NUMBERS[grade]}级" if 0 < grade < len(_NUMBERS) else f"{grade} 级"


def coefficient_of(loss: LossInput, law: CompensationLaw) -> Coefficient:
    """The coefficient of one or several grades: the worst grade + increments, both capped.

    ``loss.increments`` belong to the other grades in the order given, each at most the cap;
    without them the rule data say what each adds. Raises InvalidInput for unknown grades and
    wrong increments.
    """
    if not loss.grades or any(grade not in law.grades.coefficients for grade in loss.grades):
        raise InvalidInput("domain.grade_unknown", field="grades")
    worst = loss.grades.index(min(loss.grades))
    further = loss.grades[:worst] + loss.grades[worst + 1 :]
    base = law.grades.coefficients[loss.grades[worst]]
    head = f"{grade_name(loss.grades[worst])} {format_percent(base)}"
    if not further:
        return Coefficient(percent=base, base=base, text=head)
    cap = law.grades.increment_cap
    increments = tuple(law.grades.increments[grade] for grade in further)
    if loss.increments is not None:
        increments = loss.increments
        if len(increments) != len(further) or not all(
            one.is_finite() and 0 <= one <= cap for one in increments
        ):
            raise InvalidInput(
                "domain.increments_wrong", field="increments", cap=format_percent(cap)
            )
    extra = sum(increments, Decimal(0))
    allowed = min(extra, cap)
    whole = min(base + allowed, HUNDRED)
    parts = " + ".join(
        f"{grade_name(grade)}附加 {format_percent(part)}"
        for grade, part in zip(further, increments, strict=True)
    )
    text = f"{head} + {parts} = {format_percent(whole)}"
    if allowed < extra:
        text += f"，附加合计以 {format_percent(cap)} 为限"
    if base + allowed > HUNDRED:
        text += f"，总系数以 {format_percent(HUNDRED)} 为限"
    return Coefficient(percent=whole, base=base, increments=allowed, several=True, text=text)


__all__ = ["Coefficient", "coefficient_of", "grade_name"]
