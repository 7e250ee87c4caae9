"""A share of 交强险 in words and numbers that can be followed with a pocket calculator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mediation_app.domain.compensation.inputs import Claim, Duty, Ground, Override
from mediation_app.domain.compensation.law import Bucket, CompensationLaw
from mediation_app.domain.compensation.result import Given
from mediation_app.domain.compensation.spread import Spread, Step
from mediation_app.domain.compensation.units import GROUND_LABELS, Unit, ground_of
from mediation_app.domain.explain import Source
from mediation_app.domain.money import ZERO, Money, format_money, round_money


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One share with everything its text needs. ``room`` is what overrides left of the limit,
    ``loss`` what is open of the victim's loss when this group of vehicles pays."""

    claim: Claim
    law: CompensationLaw
    bucket: Bucket
    unit: Unit
    victim: str
    limit: Money
    room: Money
    loss: Money
    result: Spread
    amount: Money
    override: Override | None
    after_insured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The text of a share, the steps behind it, its numbers and its articles."""

    text: str
    notes: tuple[str, ...]
    inputs: tuple[Given, ...]
    sources: tuple[Source, ...]


def tell(told: Told) -> Words:
    """Explain one share."""
    steps = told.result.steps.get((told.unit.id, told.victim), [])
    notes: list[str] = []
    if told.room != told.limit and told.override is None:
        fixed = told.limit - told.room
        notes.append(
            f"限额 {format_money(told.limit)} − 调解员确定的分配 {format_money(fixed)}"
            f" = {format_money(told.room)} 元"
        )
    if told.override is not None:
        said = f"调解员确定 {format_money(told.amount)} 元"
        text = f"{_head(told)}，{said}，理由：{told.override.reason}"
    elif len(steps) == 1:
        head = _head(told)
        if told.room != told.limit:
            head += f"，可分 {format_money(told.room)}"
        text = f"{_formula(told, steps[0], head)}{_tail(told, steps)} 元"
    else:
        parts = " + ".join(_round(step.taken) for step in steps)
        text = f"{_head(told)}，分 {len(steps)} 步：{parts}{_tail(told, steps)} 元"
        notes += [
            f"第 {step.number} 步：{_formula(told, step, f'可分限额 {_round(step.room)}')} 元"
            for step in steps
        ]
    ground = ground_of(told.unit.side)
    if told.unit.insured and ground is not Ground.NONE:
        debtor = told.claim.name(told.unit.side.liable)
        text += f"；{GROUND_LABELS[ground]}，保险公司赔付后可以向 {debtor} 追偿"
    return Words(
        text=text,
        notes=tuple(notes),
        inputs=(
            Given(key="limit", label="限额", value=format_money(told.limit), unit="元"),
            Given(key="loss", label=_loss_word(told), value=format_money(told.loss), unit="元"),
        ),
        sources=_sources(told, steps, ground),
    )


def _head(told: Told) -> str:
    cover = "交强险" if told.unit.insured else "未投保交强险，比照"
    fault = "有责" if told.unit.cover.at_fault else "无责"
    return (
        f"{told.unit.label}{cover}{told.bucket.label}限额 {format_money(told.limit)}"
        f"（{told.law.limits.text}，{fault}）"
    )


def _loss_word(told: Told) -> str:
    return "已投保车辆赔付后的损失" if told.after_insured else "损失"


def _round(exact: Fraction) -> str:
    """Yuan rounded half up to the fen, as text (never negative here)."""
    fen = (200 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return f"{fen // 100:,}.{fen % 100:02d}"


def _sum(parts: Sequence[Fraction]) -> str:
    return " + ".join(map(_round, parts))


def _formula(told: Told, step: Step, head: str) -> str:
    """One step: the sums over victims and over vehicles, as far as there are several."""
    open_ = f"{_loss_word(told)} {_round(step.open)}"
    if step.number > 1:
        open_ = f"尚未获赔的损失 {_round(step.open)}"
    taken = _round(step.taken)
    several_victims = len(step.losses) > 1
    several_units = step.offered != step.offer
    if not several_victims and not several_units:
        sign = "＞" if step.open > step.room else "≤"
        return f"{open_} {sign} {head}，赔 {taken}"
    if not several_victims:
        offers = _offers(told, step)
        if step.handed_back:
            return f"{head} ÷ ({_sum([other.offer for other in offers])}) × {open_} = {taken}"
        full = all(other.offer == other.room for other in offers) and step.number == 1
        name = "各车限额合计" if full else "各车可赔合计"
        return f"{open_} ≥ {name} {_added(offers)}，{head}，赔满 {taken}"
    if not several_units and step.handed_back:
        whole = _round(sum(step.losses, Fraction(0)))
        return f"各受害人损失合计 {_sum(step.losses)} = {whole} ≤ {head}，按{open_} 赔 {taken}"
    text = f"{head} × {open_} ÷ ({_sum(step.losses)}) = {_round(step.offer)}"
    if not step.handed_back:
        return text
    offers = _offers(told, step)
    whole = format_money(_total(offers))
    return (
        f"{text}；各车可赔合计 {_added(offers)} ＞ {open_}，"
        f"{_round(step.offer)} ÷ {whole} × {_round(step.open)} = {taken}"
    )


def _total(offers: Sequence[Step]) -> Money:
    """What the printed offers add up to."""
    return sum((round_money(other.offer) for other in offers), ZERO)


def _added(offers: Sequence[Step]) -> str:
    return f"{_sum([other.offer for other in offers])} = {format_money(_total(offers))}"


def _offers(told: Told, step: Step) -> list[Step]:
    """What every vehicle offers this victim in the same round."""
    return [
        other
        for (_, victim), steps in told.result.steps.items()
        if victim == told.victim
        for other in steps
        if other.number == step.number
    ]


def _tail(told: Told, steps: Sequence[Step]) -> str:
    exact = round_money(told.result.exact((told.unit.id, told.victim)))
    if exact == told.amount and len(steps) == 1:
        return ""
    if exact == told.amount:
        return f" = {format_money(told.amount)}"
    return f"，并入分摊尾差后 {format_money(told.amount)}"


def _sources(told: Told, steps: Sequence[Step], ground: Ground) -> tuple[Source, ...]:
    law, unit = told.law, told.unit
    found = [law.limits.source, law.source("payment_order")]
    if any(len(step.losses) > 1 for step in steps):
        found.append(law.source("several_victims"))
    if told.after_insured or any(step.offered != step.offer for step in steps):
        found.append(law.source("several_vehicles"))
    if not unit.insured:
        found.append(law.source("uninsured"))
        if unit.cover.duty is Duty.AS_INSURED:
            found.append(law.source("as_insured"))
    elif ground is not Ground.NONE:
        found.append(law.source("ground_stolen" if ground is Ground.STOLEN else "ground"))
    if told.override is not None:
        found.append(law.source("override"))
    return tuple(found)
