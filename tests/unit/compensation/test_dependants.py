"""Dependants: years of support, the yearly cap in stages, sums of a few fen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from mediation_app.domain.compensation.dependants import dependants_lines, support
from mediation_app.domain.compensation.inputs import (
    CapMode,
    Dependant,
    DependantKind,
    MinorYears,
)
from mediation_app.domain.compensation.law import YearsTable
from mediation_app.domain.compensation.spans import (
    SupportSpan,
    support_formula,
    support_span,
    support_years,
)
from mediation_app.domain.explain import Source
from mediation_app.domain.money import ZERO, yuan
from mediation_app.errors import InvalidInput

TABLE = YearsTable(
    full=20, reduce_from=60, floor_from=75, floor=5, minor_until=18, source=Source(text="T")
)
BASE = date(2026, 11, 5)
MINOR, ADULT = DependantKind.MINOR, DependantKind.ADULT


def span(
    birth: date, kind: DependantKind = MINOR, mode: MinorYears = MinorYears.DECIMAL
) -> SupportSpan:
    return support_span(birth, BASE, kind, TABLE, mode)


@pytest.mark.parametrize(
    ("birth", "age", "years"),
    [
        (date(2026, 11, 5), 0, "18"),
        (date(2008, 11, 5), 18, "0"),
        (date(2008, 11, 6), 17, "0.0"),
        (date(2008, 11, 23), 17, "0.0"),  # 18 days
        (date(2008, 11, 24), 17, "0.1"),  # 19 days of 365 are 0.052
        (date(2010, 3, 29), 16, "1.4"),
        (date(2010, 1, 17), 16, "1.2"),
        (date(2012, 3, 31), 14, "3.4"),
        (date(2009, 11, 5), 17, "1"),
        (date(2012, 2, 29), 14, "3.3"),
    ],
)
def test_decimal_years_of_minors(birth: date, age: int, years: str) -> None:
    assert span(birth) == SupportSpan(age=age, years=Decimal(years))


def test_whole_years_follow_from_the_age() -> None:
    assert span(date(2010, 3, 29), mode=MinorYears.WHOLE) == SupportSpan(age=16)
    assert span(date(1960, 11, 5), ADULT) == SupportSpan(age=66)
    assert span(date(1960, 11, 6), ADULT) == SupportSpan(age=65)


def test_a_child_not_yet_born_counts_from_birth() -> None:
    for mode, years in ((MinorYears.WHOLE, None), (MinorYears.DECIMAL, Decimal("18.0"))):
        assert span(BASE + timedelta(days=300), mode=mode) == SupportSpan(age=0, years=years)
    for wrong, kind in ((301, MINOR), (1, ADULT)):
        with pytest.raises(InvalidInput) as caught:
            span(BASE + timedelta(days=wrong), kind)
        assert caught.value.field == "birth_date"


def test_years_of_support() -> None:
    child = Dependant(label="子", age=13, kind=MINOR)
    grown = Dependant(label="子", age=18, kind=MINOR)
    mother = Dependant(label="母", age=68)
    given = Dependant(label="子", age=16, kind=MINOR, years=Decimal("1.2"))
    assert [support_years(one, TABLE) for one in (child, grown, mother, given)] == [
        5,
        0,
        12,
        Decimal("1.2"),
    ]
    assert support_formula(child, TABLE) == "13 周岁，18 − 13 = 5 年"
    assert support_formula(grown, TABLE) == "18 周岁，已满 18 周岁，0 年"
    assert support_formula(mother, TABLE) == "68 周岁，20 − (68 − 60) = 12 年"
    assert support_formula(given, TABLE) == "16 周岁，至 18 周岁计 1.2 年"
    entered = Dependant(label="母", age=68, years=Decimal(3))
    assert support_formula(entered, TABLE) == "68 周岁，按填写计 3 年"
    for wrong in (
        Dependant(label="x", age=-1, kind=MINOR),
        Dependant(label="x", age=-1),
        Dependant(label="x", age=1, years=Decimal(-1)),
        Dependant(label="x", age=1, years=Decimal("Infinity")),
    ):
        with pytest.raises(InvalidInput):
            support_years(wrong, TABLE)


def test_nobody_to_maintain() -> None:
    with pytest.raises(InvalidInput) as caught:
        support((), yuan(30000), Decimal(100), TABLE, CapMode.COEFFICIENT_INSIDE)
    assert caught.value.code == "domain.dependants_missing"


def test_a_coefficient_of_the_whole_is_not_spoken_of() -> None:
    three = tuple(Dependant(label=name, age=74) for name in "甲乙丙")
    whole = support(three, yuan(900), Decimal(100), TABLE, CapMode.CAP_BEFORE_COEFFICIENT)
    part = support(three, yuan(900), Decimal(10), TABLE, CapMode.CAP_BEFORE_COEFFICIENT)
    assert len(whole.notes) == 1
    assert part.notes == (*whole.notes, "系数 先按年总额封顶，再乘 10%")
    inside = support(three, yuan(900), Decimal(10), TABLE, CapMode.COEFFICIENT_INSIDE)
    assert inside.notes == ()
    assert inside.lines[0].text == "900.00 元/年 × 6 年 ÷ 1 人 × 10% = 540.00 元"


def test_grown_long_ago() -> None:
    assert support_years(Dependant(label="x", age=1, years=Decimal("0.4")), TABLE) == Decimal("0.4")
    for age in (18, 19, 40):
        assert support_years(Dependant(label="x", age=age, kind=MINOR), TABLE) == 0
    assert span(date(1990, 1, 1)) == SupportSpan(age=36, years=Decimal(0))


def test_the_last_person_takes_the_difference_and_says_so() -> None:
    three = tuple(Dependant(label=name, age=74, payers=1) for name in "甲乙丙")
    found = support(three, yuan("100.00"), Decimal(100), TABLE, CapMode.COEFFICIENT_INSIDE)
    assert found.total == yuan(600)
    assert [row.amount for row in found.lines] == [yuan(200)] * 3
    found = support(three, yuan("50.03"), Decimal(100), TABLE, CapMode.COEFFICIENT_INSIDE)
    assert found.total == yuan("300.18")
    found = support(three, yuan("50.01"), Decimal(50), TABLE, CapMode.CAP_BEFORE_COEFFICIENT)
    assert [row.amount for row in found.lines] == [yuan("50.01")] * 3
    odd = support(three, yuan("0.01"), Decimal(100), TABLE, CapMode.COEFFICIENT_INSIDE)
    assert sum((row.amount for row in odd.lines), ZERO) == odd.total == yuan("0.06")
    two = (
        Dependant(label="甲", age=80, payers=3),
        Dependant(label="乙", age=80, payers=3),
        Dependant(label="丙", age=80, payers=3),
    )
    found = support(two, yuan("1000.00"), Decimal(100), TABLE, CapMode.COEFFICIENT_INSIDE)
    assert [row.amount for row in found.lines] == [
        yuan("1666.67"),
        yuan("1666.67"),
        yuan("1666.66"),
    ]
    assert found.lines[2].notes[-1] == "尾差 合计先算后取整，差额 −0.01 元计入最后一人"
    assert found.notes == ()  # exactly one year's consumption is not above it


def test_sums_of_a_few_fen_stay_above_zero() -> None:
    many = tuple(Dependant(label=str(n), age=80, payers=6) for n in range(6))
    total, rows = dependants_lines(
        many, yuan("0.01"), Decimal(60), TABLE, CapMode.COEFFICIENT_INSIDE
    )
    assert total == yuan("0.03")
    assert sum((row.amount for row in rows), ZERO) == total
    assert min(row.amount for row in rows) >= 0


def test_equal_shares_in_following_stages_are_one() -> None:
    people = (
        Dependant(label="甲", age=0, payers=1, years=Decimal(1)),
        Dependant(label="乙", age=0, payers=1, years=Decimal(2)),
        Dependant(label="丙", age=0, payers=4, years=Decimal("5.5")),
        Dependant(label="丁", age=0, payers=4, years=Decimal("7.25")),
    )
    found = support(people, yuan(1000), Decimal(100), TABLE, CapMode.COEFFICIENT_INSIDE)
    assert [row.text for row in found.lines] == [
        "1,000.00 元/年 × 40% × 1 年 = 400.00 元",
        "1,000.00 元/年 ×（40% × 1 年 + 2/3 × 1 年）= 1,066.67 元",
        "1,000.00 元/年 ×（10% × 1 年 + 1/6 × 1 年 + 25% × 3.5 年）= 1,141.67 元",
        "1,000.00 元/年 ×（10% × 1 年 + 1/6 × 1 年 + 25% × 5.25 年）= 1,579.16 元",
    ]
    assert found.notes[0].endswith(
        "合计 250%，超过 100%，各份 ÷ 250%：甲 40%、乙 40%、丙 10%、丁 10%"
    )
    assert "乙 1、丙 1/4" in found.notes[1]
