"""Laws of items: more days, people or percent never give less; sums add up to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mediation_app.domain.compensation.inputs import (
    Basis,
    CapMode,
    Dependant,
    DependantKind,
    LossInput,
    Options,
)
from mediation_app.domain.compensation.items import loss_line
from mediation_app.domain.money import FEN, ZERO, Money, from_fen, round_money
from mediation_app.rulebook import Rulebook

LAW = Rulebook.open("371524").compensation_law(accident=date(2026, 5, 6), on=date(2026, 11, 16))
sums = st.integers(0, 10_000_000).map(from_fen)
grades = st.integers(1, 10)
ages = st.integers(0, 110)
bases = st.sampled_from(Basis)
percents = st.integers(0, 1000).map(lambda tenth: Decimal(tenth) / 10)


def amount(loss: LossInput, **options: object) -> Money:
    return loss_line(loss, LAW, Options(**options)).amount  # type: ignore[arg-type]


@st.composite
def care(draw: st.DrawFn) -> LossInput:
    return LossInput(
        item="care",
        days=draw(st.integers(0, 7000)),
        rate=draw(sums),
        persons=draw(st.integers(1, 4)),
        basis=draw(bases),
        percent=draw(st.none() | percents),
    )


@given(care(), st.integers(0, 300), sums, st.integers(0, 3))
def test_more_days_rate_or_people_never_give_less(
    loss: LossInput, days: int, rate: Money, persons: int
) -> None:
    assert loss.days is not None
    assert loss.rate is not None
    before = amount(loss)
    assert amount(replace(loss, days=loss.days + days)) >= before
    assert amount(replace(loss, rate=loss.rate + rate)) >= before
    assert amount(replace(loss, persons=loss.persons + persons)) >= before


@given(care(), percents, percents)
def test_a_higher_degree_never_gives_less(loss: LossInput, one: Decimal, two: Decimal) -> None:
    low, high = (amount(replace(loss, percent=p)) for p in sorted((one, two)))
    assert low <= high <= amount(replace(loss, percent=None))


@given(care())
def test_a_daily_sum_is_rounded_once(loss: LossInput) -> None:
    assert loss.days is not None
    assert loss.rate is not None
    divisor = {Basis.DAY: 1, Basis.MONTH: 30, Basis.YEAR: 365}[loss.basis]
    part = Fraction(1) if loss.percent is None else Fraction(loss.percent) / 100
    exact = Fraction(loss.rate) * loss.days * loss.persons * part / divisor
    assert amount(loss) == round_money(exact)
    assert abs(Fraction(amount(loss)) - exact) <= Fraction(1, 200)


@given(sums, sums)
def test_what_comes_off_and_what_stays_is_the_whole(whole: Money, less: Money) -> None:
    whole, less = max(whole, less), min(whole, less)
    found = loss_line(LossInput(item="repair", amount=whole, deducted=less), LAW, Options())
    assert found.amount + less == whole


@given(ages, ages, st.lists(grades, min_size=1, max_size=4))
def test_an_older_victim_never_gets_more(one: int, two: int, found: list[int]) -> None:
    young, old = sorted((one, two))
    loss = LossInput(item="disability", grades=tuple(found))
    assert amount(replace(loss, age=young)) >= amount(replace(loss, age=old))
    death = LossInput(item="death")
    assert amount(replace(death, age=young)) >= amount(replace(death, age=old))
    assert amount(replace(death, age=young)) >= amount(replace(loss, age=young))


@given(st.lists(grades, min_size=1, max_size=5), st.data())
def test_a_worse_or_further_grade_never_gives_less(found: list[int], data: st.DataObject) -> None:
    loss = LossInput(item="disability", age=40, grades=tuple(found))
    place = data.draw(st.integers(0, len(found) - 1))
    worse = [*found]
    worse[place] = data.draw(st.integers(1, found[place]))
    assert amount(replace(loss, grades=tuple(worse))) >= amount(loss)
    assert amount(replace(loss, grades=(*found, data.draw(grades)))) >= amount(loss)
    shuffled = tuple(data.draw(st.permutations(found)))
    assert amount(replace(loss, grades=shuffled)) == amount(loss)
    assert amount(replace(loss, grades=(min(found),))) <= amount(loss)


# Dependants ---------------------------------------------------------------------------------------


@st.composite
def dependant(draw: st.DrawFn) -> Dependant:
    years = st.none() | st.integers(0, 200).map(lambda tenth: Decimal(tenth) / 10)
    return Dependant(
        label=draw(st.sampled_from(["长子", "次子", "父亲", "母亲"])),
        age=draw(ages),
        payers=draw(st.integers(1, 6)),
        kind=draw(st.sampled_from(DependantKind)),
        years=draw(years),
    )


several = st.lists(dependant(), min_size=1, max_size=6)
modes = st.sampled_from(CapMode)
CONSUMPTION = LAW.standard("consumption").amount


def dependants_of(people: list[Dependant], coefficient: Decimal) -> LossInput:
    return LossInput(item="dependants", dependants=tuple(people), coefficient=coefficient)


@given(several, percents, modes)
def test_the_total_is_the_sum_of_the_people(
    people: list[Dependant], coefficient: Decimal, mode: CapMode
) -> None:
    found = loss_line(dependants_of(people, coefficient), LAW, Options(cap_mode=mode))
    assert sum((part.amount for part in found.parts), ZERO) == found.amount
    assert all(part.amount >= 0 for part in found.parts)
    assert len(found.parts) == len(people)


@given(several, dependant(), percents, modes)
def test_one_more_never_gives_less_in_all_and_never_exceeds_the_cap(
    people: list[Dependant], another: Dependant, coefficient: Decimal, mode: CapMode
) -> None:
    before = amount(dependants_of(people, coefficient), cap_mode=mode)
    after = amount(dependants_of([*people, another], coefficient), cap_mode=mode)
    assert before <= after
    longest = 20  # years: no span above is longer
    cap = CONSUMPTION * longest
    if mode is CapMode.CAP_BEFORE_COEFFICIENT:
        cap = cap * coefficient / 100
    assert after <= round_money(cap)


@given(several, percents, st.data())
def test_one_more_never_raises_what_the_others_get(
    people: list[Dependant], coefficient: Decimal, data: st.DataObject
) -> None:
    before = loss_line(dependants_of(people, coefficient), LAW, Options())
    more = [*people, data.draw(dependant())]
    after = loss_line(dependants_of(more, coefficient), LAW, Options())
    slack = FEN * len(more)  # the last person takes the difference of the fen
    for old, new in zip(before.parts, after.parts, strict=False):
        assert new.amount <= old.amount + slack


@given(several, percents, modes, st.data())
def test_the_order_of_the_people_does_not_matter(
    people: list[Dependant], coefficient: Decimal, mode: CapMode, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(people))))
    first = loss_line(dependants_of(people, coefficient), LAW, Options(cap_mode=mode))
    second = loss_line(
        dependants_of([people[place] for place in order], coefficient), LAW, Options(cap_mode=mode)
    )
    assert first.amount == second.amount
    slack = FEN * len(people)
    for index, place in enumerate(order):
        assert abs(first.parts[place].amount - second.parts[index].amount) <= slack


@given(several, percents)
def test_the_cap_before_the_coefficient_never_gives_more(
    people: list[Dependant], coefficient: Decimal
) -> None:
    loss = dependants_of(people, coefficient)
    inside = amount(loss, cap_mode=CapMode.COEFFICIENT_INSIDE)
    assert amount(loss, cap_mode=CapMode.CAP_BEFORE_COEFFICIENT) <= inside
    one = dependants_of(people, Decimal(100))
    assert amount(one, cap_mode=CapMode.CAP_BEFORE_COEFFICIENT) == amount(one)


@given(several, percents, percents, modes)
def test_a_higher_coefficient_never_gives_less(
    people: list[Dependant], one: Decimal, two: Decimal, mode: CapMode
) -> None:
    low, high = sorted((one, two))
    assert amount(dependants_of(people, low), cap_mode=mode) <= amount(
        dependants_of(people, high), cap_mode=mode
    )


@given(several, percents, modes)
def test_never_more_than_one_figure_a_year(
    people: list[Dependant], coefficient: Decimal, mode: CapMode
) -> None:
    found = loss_line(dependants_of(people, coefficient), LAW, Options(cap_mode=mode))
    longest = max(
        (Decimal(g.value) for part in found.parts for g in part.inputs if g.key == "years"),
        default=Decimal(0),
    )
    assert found.amount <= round_money(CONSUMPTION * longest)
