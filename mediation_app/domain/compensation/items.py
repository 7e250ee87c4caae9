"""Loss items → lines: each formula with its numbers, its standard and its article."""

from __future__ import annotations

from dataclasses import replace

from mediation_app.domain.compensation.formulas import FORMULAS, Outcome, need
from mediation_app.domain.compensation.grades import coefficient_of
from mediation_app.domain.compensation.inputs import AppraisalPayer, LossInput, Options, Victim
from mediation_app.domain.compensation.law import (
    CommercialTreatment,
    CompensationLaw,
    ItemKind,
    Shape,
)
from mediation_app.domain.compensation.result import Given, Line
from mediation_app.domain.money import ZERO, Money, Percent, format_money, yuan
from mediation_app.errors import InvalidInput

APPRAISAL = "appraisal"  # 鉴定费、评估费: who bears it is a choice of the place
ENTERED = "按录入"
UNCLAIMED = "未主张"
# Facts whose absence leaves an entered sum without the comparison with the rule.
_ABSENT = frozenset(
    {"domain.loss_field_missing", "domain.standard_missing", "domain.item_months_missing"}
)


def victim_lines(victim: Victim, law: CompensationLaw, options: Options) -> tuple[Line, ...]:
    """All lines of one victim, by his own yearly figures where he has some.

    Dependants of a victim who lives take the coefficient of his disability unless they bring one.
    Raises InvalidInput naming the field that is missing or wrong.
    """
    own = law.with_standards(victim.standards)
    return tuple(loss_line(_with_grades(loss, victim), own, options) for loss in victim.losses)


def _with_grades(loss: LossInput, victim: Victim) -> LossInput:
    """A dependants' item with the grades of the victim's disability item."""
    if not loss.dependants or loss.coefficient is not None or loss.grades:
        return loss
    graded = next((other for other in victim.losses if other.grades), None)
    return replace(loss, grades=graded.grades, increments=graded.increments) if graded else loss


def loss_line(loss: LossInput, law: CompensationLaw, options: Options) -> Line:
    """One line of the sheet. Raises InvalidInput naming the field that is missing or wrong."""
    kind = law.item(loss.item)
    _check_money(loss)
    found = _outcome(loss, kind, law, options)
    if loss.outside_medical_insurance > found.amount:
        raise InvalidInput("domain.non_medical_too_large", field="amount")
    excluded, note = kind.commercial is CommercialTreatment.EXCLUDED, kind.note
    if kind.code == APPRAISAL and options.appraisal is AppraisalPayer.INSURER:
        excluded, note = False, ""
    return Line(
        item=loss.item,
        label=kind.label,
        bucket=kind.bucket,
        amount=yuan(found.amount),  # beyond the largest sum no paper can state it in words
        text=found.text,
        sources=(
            kind.source,
            *found.sources,
            *((found.standard.source,) if found.standard else ()),
        ),
        standard=found.standard,
        parts=found.parts,
        mental=kind.mental,
        excluded=excluded,
        outside_medical_insurance=loss.outside_medical_insurance,
        coefficient=found.coefficient,
        inputs=found.inputs,
        notes=(*found.notes, *((f"说明 {note}",) if note else ())),
    )


def disability_coefficient(loss: LossInput, law: CompensationLaw) -> tuple[Percent, str]:
    """The coefficient of one or several grades and how it came about."""
    found = coefficient_of(loss, law)
    return found.percent, found.text


def _check_money(loss: LossInput) -> None:
    for field, value in (
        ("amount", loss.amount),
        ("rate", loss.rate),
        ("deducted", loss.deducted),
        ("outside_medical_insurance", loss.outside_medical_insurance),
    ):
        if value is not None and yuan(value, field=field) < 0:
            raise InvalidInput("domain.money_negative", field=field)


def _outcome(loss: LossInput, kind: ItemKind, law: CompensationLaw, options: Options) -> Outcome:
    if loss.deducted and not kind.deductible:
        raise InvalidInput("domain.deduction_not_used", field="deducted", item=kind.label)
    formula = FORMULAS.get(kind.shape)
    if formula is None:
        amount = kind.default if loss.amount is None else loss.amount
        return _entered(loss, kind, need(amount, "amount", kind))
    if loss.amount is None:
        return formula(loss, kind, law, options)
    try:
        ruled = formula(loss, kind, law, options)
    except InvalidInput as fault:
        if fault.code not in _ABSENT:
            raise
        return _entered(loss, kind, loss.amount)
    if ruled.amount == loss.amount:
        return ruled
    return _instead(loss, loss.amount, ruled)


def _entered(loss: LossInput, kind: ItemKind, amount: Money) -> Outcome:
    """A sum that rests on evidence or agreement, less the remaining value (残值)."""
    basis = kind.evidence if kind.shape in (Shape.ACTUAL, Shape.DAILY) else ENTERED
    if kind.default is not None and amount == kind.default:
        basis = UNCLAIMED
    how = f"{basis}，{loss.note}" if loss.note else basis
    text = f"{format_money(amount)} 元"
    inputs: tuple[Given, ...] = (_sum(amount),)
    if loss.deducted:
        rest = amount - loss.deducted
        if rest < 0:
            raise InvalidInput("domain.deducted_too_large", field="deducted", item=kind.label)
        less = format_money(loss.deducted)
        text += f" − 残值 {less} 元 = {format_money(rest)} 元"
        inputs += (Given(key="deducted", label="残值", value=less, unit="元"),)
        amount = rest
    return Outcome(amount=amount + ZERO, text=f"{text}（{how}）", inputs=inputs)


def _sum(amount: Money) -> Given:
    return Given(key="amount", label="金额", value=format_money(amount), unit="元")


def _instead(loss: LossInput, amount: Money, ruled: Outcome) -> Outcome:
    """A sum that was entered instead of what the formula gives; the notes show both."""
    how = f"{ENTERED}，{loss.note}" if loss.note else ENTERED
    more = amount - ruled.amount
    note = (
        f"录入 按规则为 {ruled.text}，录入金额{'多' if more > 0 else '少'}"
        f" {format_money(abs(more))} 元"
    )
    return replace(
        ruled,
        amount=amount + ZERO,
        text=f"{format_money(amount)} 元（{how}）",
        inputs=(_sum(amount),),
        notes=(note, *ruled.notes),
        parts=(),
    )


__all__ = ["disability_coefficient", "loss_line", "victim_lines"]
