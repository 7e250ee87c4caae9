"""Loss items → lines: the branches the worked examples leave out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from mediation_app.domain.compensation import Dependant, DependantKind, LossInput, Options
from mediation_app.domain.compensation.items import disability_coefficient, loss_line
from mediation_app.domain.money import ZERO, yuan
from mediation_app.errors import InvalidInput
from tests.unit.compensation.support import LAW


def test_grades_and_their_caps() -> None:
    def coefficient(*grades: int, **more: object) -> Decimal:
        made = LossInput(item="disability", age=40, grades=grades, **more)  # type: ignore[arg-type]
        return disability_coefficient(made, LAW)[0]

    assert coefficient(10) == 10
    assert coefficient(8, 10, 10, increments=(Decimal(1), Decimal(1))) == 32
    assert coefficient(10, 8) == 31
    assert coefficient(5, 6, 6, 6) == 70  # 60 + increments, capped at 10
    assert coefficient(1, 2) == 100
    for wrong in ((), (0,), (11,)):
        with pytest.raises(InvalidInput):
            coefficient(*wrong)
    with pytest.raises(InvalidInput):
        coefficient(8, 10, increments=())


@pytest.mark.parametrize(
    "wrong",
    [
        LossInput(item="no_such"),
        LossInput(item="medical"),
        LossInput(item="medical", amount=yuan(-1)),
        LossInput(item="care", days=3),
        LossInput(item="care", days=-3, rate=yuan(1)),
        LossInput(item="death"),
        LossInput(item="death", age=-1),
        LossInput(item="dependants"),
        LossInput(item="dependants", dependants=(Dependant(label="x", age=5, payers=0),)),
        LossInput(item="dependants", dependants=(Dependant(label="x", age=-5),)),
        LossInput(
            item="dependants", dependants=(Dependant(label="x", age=5, years=Decimal("NaN")),)
        ),
    ],
)
def test_senseless_losses_are_refused(wrong: LossInput) -> None:
    with pytest.raises(InvalidInput):
        loss_line(wrong, LAW, Options())


def test_a_standard_that_is_not_known_is_said() -> None:
    bare = replace(LAW, standards={})
    with pytest.raises(InvalidInput) as caught:
        loss_line(LossInput(item="funeral"), bare, Options())
    assert caught.value.code == "domain.standard_missing"


def test_a_dependant_of_full_age_gets_nothing() -> None:
    grown = Dependant(label="子", age=18, kind=DependantKind.MINOR)
    line = loss_line(LossInput(item="dependants", dependants=(grown,)), LAW, Options())
    assert line.amount == ZERO


def test_each_line_explains_itself() -> None:
    line = loss_line(LossInput(item="disability", age=61, grades=(10,)), LAW, Options())
    income = LAW.standard("income")
    assert f"{income.amount:,.2f} 元/年 × 19 年 × 10%" in line.text
    assert line.standard is income
    assert any("第12条" in source.text for source in line.sources)
    assert any(not source.sure for source in line.sources)
