"""Items: what is refused, what rests on what, how the choices of the place come in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.domain.compensation.grades import coefficient_of, grade_name
from mediation_app.domain.compensation.inputs import (
    AppraisalPayer,
    Basis,
    Dependant,
    DependantKind,
    LossInput,
    Options,
    Victim,
)
from mediation_app.domain.compensation.items import (
    disability_coefficient,
    loss_line,
    victim_lines,
)
from mediation_app.domain.compensation.law import CompensationLaw, Shape, Standard, YearsTable
from mediation_app.domain.compensation.result import Line
from mediation_app.domain.explain import Source
from mediation_app.domain.money import ZERO, yuan
from mediation_app.errors import InvalidInput
from mediation_app.messages import text_of
from mediation_app.rulebook import Rulebook

LAW = Rulebook.open("371524").compensation_law(accident=date(2026, 5, 6), on=date(2026, 11, 16))
MOTHER = Dependant(label="母亲", age=66, payers=3)
CHILD = Dependant(label="长子", age=5, payers=2, kind=DependantKind.MINOR)


def line(loss: LossInput, law: CompensationLaw = LAW, **options: object) -> Line:
    return loss_line(loss, law, Options(**options))  # type: ignore[arg-type]


def code(loss: LossInput, law: CompensationLaw = LAW, **options: object) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as caught:
        line(loss, law, **options)
    assert "…" not in text_of(caught.value)
    return caught.value.code, caught.value.field


# Refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "wanted", "field"),
    [
        (LossInput(item="no_such"), "item_unknown", "item"),
        (LossInput(item="medical"), "loss_field_missing", "amount"),
        (LossInput(item="meals", rate=yuan(1)), "loss_field_missing", "days"),
        (LossInput(item="meals", days=1), "loss_field_missing", "rate"),
        (LossInput(item="disability", grades=(10,)), "loss_field_missing", "age"),
        (LossInput(item="disability", age=40), "loss_field_missing", "grades"),
        (LossInput(item="disability", age=40, grades=(11,)), "grade_unknown", "grades"),
        (LossInput(item="disability", age=40, grades=(0,)), "grade_unknown", "grades"),
        (LossInput(item="death"), "loss_field_missing", "age"),
        (LossInput(item="death", age=-1), "age_negative", "age"),
        (LossInput(item="dependants"), "loss_field_missing", "dependants"),
        (
            LossInput(item="dependants", dependants=(replace(MOTHER, payers=0),)),
            "payers_wrong",
            "payers",
        ),
        (
            LossInput(item="dependants", dependants=(MOTHER,), coefficient=Decimal(101)),
            "coefficient_wrong",
            "coefficient",
        ),
        (
            LossInput(item="dependants", dependants=(MOTHER,), coefficient=Decimal("NaN")),
            "coefficient_wrong",
            "coefficient",
        ),
        (
            LossInput(item="disability", age=40, grades=(8, 10), increments=(Decimal("NaN"),)),
            "increments_wrong",
            "increments",
        ),
        (LossInput(item="meals", days=10**9, rate=yuan(10**6)), "money_too_large", "amount"),
        (LossInput(item="meals", days=-1, rate=yuan(1)), "days_wrong", "days"),
        (LossInput(item="care", days=1, rate=yuan(1), persons=0), "days_wrong", "days"),
        (LossInput(item="meals", days=1, rate=yuan(-1)), "money_negative", "rate"),
        (LossInput(item="medical", amount=yuan(-1)), "money_negative", "amount"),
        (LossInput(item="medical", amount=Decimal("1.005")), "money_too_fine", "amount"),
        (
            LossInput(item="medical", amount=yuan(1), outside_medical_insurance=yuan(2)),
            "non_medical_too_large",
            "amount",
        ),
        (
            LossInput(item="medical", amount=yuan(1), outside_medical_insurance=yuan(-2)),
            "money_negative",
            "outside_medical_insurance",
        ),
        (
            LossInput(item="care", days=9, rate=yuan(1), percent=Decimal("100.1")),
            "percent_wrong",
            "percent",
        ),
        (
            LossInput(item="care", days=9, rate=yuan(1), percent=Decimal("NaN")),
            "percent_wrong",
            "percent",
        ),
        (
            LossInput(item="disability", age=40, grades=(8, 10), increments=(Decimal(11),)),
            "increments_wrong",
            "increments",
        ),
        (
            LossInput(item="disability", age=40, grades=(8, 10), increments=(Decimal(-1),)),
            "increments_wrong",
            "increments",
        ),
        (
            LossInput(item="disability", age=40, grades=(8, 10), increments=()),
            "increments_wrong",
            "increments",
        ),
    ],
)
def test_a_refusal_names_its_field(loss: LossInput, wanted: str, field: str) -> None:
    assert code(loss) == (f"domain.{wanted}", field)


@pytest.mark.parametrize("days", [Decimal(0), Decimal(-30), Decimal("NaN"), Decimal("Infinity")])
def test_a_month_has_days(days: Decimal) -> None:
    loss = LossInput(item="lost_wages", days=3, rate=yuan(6000), basis=Basis.MONTH)
    assert code(loss, month_days=days) == ("domain.month_days_wrong", "month_days")
    assert line(replace(loss, basis=Basis.DAY), month_days=days).amount == yuan(18000)


def test_a_figure_that_is_not_known_is_said_unless_a_sum_was_entered() -> None:
    bare = replace(LAW, standards={})
    for loss in (
        LossInput(item="funeral"),
        LossInput(item="death", age=3),
        LossInput(item="disability", age=3, grades=(10,)),
        LossInput(item="dependants", dependants=(MOTHER,)),
    ):
        assert code(loss, bare)[0] == "domain.standard_missing"
        entered = line(replace(loss, amount=yuan("9.50")), bare)
        assert (entered.text, entered.notes) == ("9.50 元（按录入）", ())


def test_months_that_the_rules_do_not_state_are_not_zero() -> None:
    items = {**LAW.items, "funeral": replace(LAW.item("funeral"), months=0)}
    kept = replace(LAW, items=items)
    assert code(LossInput(item="funeral"), kept) == ("domain.item_months_missing", "item")
    assert line(LossInput(item="funeral", amount=yuan(5)), kept).text == "5.00 元（按录入）"


# What a line carries ------------------------------------------------------------------------------


def test_a_line_rests_on_article_table_and_figure() -> None:
    found = line(LossInput(item="disability", age=66, grades=(8, 10)))
    texts = [source.text for source in found.sources]
    assert texts == [
        LAW.item("disability").source.text,
        LAW.grades.source.text,
        LAW.grades.increment_source.text,
        LAW.standard("income").source.text,
    ]
    assert found.standard is LAW.standard("income")
    assert found.coefficient == 31
    one = line(LossInput(item="disability", age=66, grades=(8,)))
    assert LAW.grades.increment_source not in one.sources


def test_the_article_of_the_cap_stands_where_the_cap_counted() -> None:
    cap = LAW.source("dependants_cap")
    one = line(LossInput(item="dependants", dependants=(MOTHER,)))
    many = line(LossInput(item="dependants", dependants=(MOTHER,) * 4))
    assert cap not in one.sources
    assert cap in many.sources
    assert all(note.startswith("第 1 段") for note in many.notes[1:])


def test_the_note_says_when_a_newer_year_is_missing() -> None:
    income = LAW.standard("income")
    assert LAW.stat_year > income.stat_year
    note = line(LossInput(item="death", age=3)).notes[0]
    assert note == (f"标准 {income.text}，{income.source}；{LAW.stat_year} 年数据未公布或未录入")
    chosen = replace(LAW, stat_year=income.stat_year)
    note = line(LossInput(item="death", age=3), chosen).notes[0]
    assert note == f"标准 {income.text}，{income.source}"


def test_degrees_of_care_are_unverified_and_named() -> None:
    loss = LossInput(item="care", days=10, rate=yuan(100))
    assert all(source.sure for source in line(loss).sources)
    assert line(loss).notes == ()
    assert line(replace(loss, percent=Decimal(0))).amount == ZERO
    some = line(replace(loss, percent=Decimal(80)))
    assert some.amount == yuan(800)
    assert any(not source.sure for source in some.sources)
    other = line(replace(loss, percent=Decimal("33.5")))
    assert other.amount == yuan(335)
    assert "程度 按填写 33.5%" in other.notes
    assert any(not source.sure for source in other.sources)


def test_appraisal_cost_by_the_choice_of_the_place() -> None:
    loss = LossInput(item="appraisal", amount=yuan(2600))
    assert line(loss).excluded
    assert line(loss).notes == ("说明 默认由责任人按责任比例承担",)
    insurer = line(loss, appraisal=AppraisalPayer.INSURER)
    assert (insurer.excluded, insurer.notes) == (False, ())
    assert line(
        LossInput(item="downtime", amount=yuan(1)), appraisal=AppraisalPayer.INSURER
    ).excluded


def test_outside_medical_insurance_and_mental_are_carried_on() -> None:
    drugs = line(LossInput(item="medical", amount=yuan(9), outside_medical_insurance=yuan(2)))
    assert drugs.outside_medical_insurance == yuan(2)
    assert line(LossInput(item="mental", amount=yuan(9))).mental


def test_every_number_of_a_formula_stands_among_its_inputs() -> None:
    for loss in (
        LossInput(item="meals", days=21, rate=yuan(100)),
        LossInput(item="care", days=7300, rate=yuan(120), percent=Decimal(80), persons=2),
        LossInput(item="lost_wages", days=9, rate=yuan(73000), basis=Basis.YEAR),
        LossInput(item="lost_wages", days=9, rate=yuan(6000), basis=Basis.MONTH),
        LossInput(item="device", days=3, rate=yuan(20000)),
        LossInput(item="disability", age=66, grades=(8, 10)),
        LossInput(item="death", age=66),
        LossInput(item="funeral"),
        LossInput(item="dependants", dependants=(CHILD,), grades=(8, 10)),
        LossInput(item="repair", amount=yuan(8000), deducted=yuan(500)),
        LossInput(item="medical", amount=yuan("42386.50")),
    ):
        found = line(loss)
        formula = found.text.partition(" = ")[0]
        given = {value.value for value in found.inputs} | {"365", "12"}
        assert set(re.findall(r"[\d,.]*\d", formula)) <= given, found.text
        assert all(value.label for value in found.inputs)


def test_numbers_are_named_by_what_they_count() -> None:
    def labels(loss: LossInput) -> list[str]:
        return [f"{given.label}/{given.unit}" for given in line(loss).inputs]

    assert labels(LossInput(item="meals", days=2, rate=yuan(1))) == ["标准/元/天", "天数/天"]
    assert labels(LossInput(item="device", days=2, rate=yuan(1))) == ["单价/元/次", "数量/次"]
    month = LossInput(item="care", days=2, rate=yuan(1), basis=Basis.MONTH)
    assert labels(month) == ["标准/元/月", "折算天数/天", "天数/天", "人数/人"]
    years = LossInput(item="care", days=730, rate=yuan(1), percent=Decimal(80))
    assert labels(years) == ["标准/元/天", "天数/天", "年数/年", "人数/人", "程度/%"]


def test_an_entered_sum_has_two_places_and_no_parts() -> None:
    found = line(LossInput(item="dependants", amount=Decimal(9), dependants=(MOTHER, CHILD)))
    assert str(found.amount) == "9.00"
    assert found.parts == ()
    assert found.notes[0].startswith("录入 按规则为 母亲 ")


def test_every_kind_of_item_can_be_entered() -> None:
    for item, kind in LAW.items.items():
        found = line(LossInput(item=item, amount=yuan(7), note="票据 2 张"))
        assert found.amount == yuan(7)
        assert "7.00 元（" in found.text
        assert found.text.endswith("，票据 2 张）")
        assert found.bucket is kind.bucket
        assert ("按录入" in found.text) is (kind.shape not in (Shape.ACTUAL, Shape.DAILY))


# One victim ---------------------------------------------------------------------------------------


def test_dependants_take_the_coefficient_of_the_disability() -> None:
    graded = LossInput(item="disability", age=40, grades=(8, 10), increments=(Decimal(2),))
    dependants = LossInput(item="dependants", dependants=(MOTHER,))

    def coefficient(*losses: LossInput) -> Decimal | None:
        victim = Victim(id="v", label="v", side="s", losses=losses)
        return victim_lines(victim, LAW, Options())[-1].coefficient

    assert coefficient(graded, dependants) == 32
    assert coefficient(graded, replace(dependants, coefficient=Decimal(50))) == 50
    assert coefficient(graded, replace(dependants, grades=(10,))) == 10
    assert coefficient(LossInput(item="death", age=40), dependants) == 100


def test_one_victims_own_figures() -> None:
    income = LAW.standard("income")
    higher = replace(income, amount=yuan(90000), place="某市", source=Source(text="居住证"))
    losses = (LossInput(item="death", age=40), LossInput(item="funeral"))
    victim = Victim(id="v", label="v", side="s", losses=losses, standards={"income": higher})
    death, funeral = victim_lines(victim, LAW, Options())
    assert death.amount == yuan(1800000)
    assert death.sources[-1].text == "居住证"
    assert funeral == victim_lines(replace(victim, standards=None), LAW, Options())[1]
    assert LAW.with_standards({}) is LAW


# Grades and tables --------------------------------------------------------------------------------


def test_grades_in_words() -> None:
    assert grade_name(10) == "十级"
    assert grade_name(12) == "12 级"
    loss = LossInput(item="disability", age=1, grades=(10,))
    assert disability_coefficient(loss, LAW) == (Decimal(10), "十级 10%")
    found = coefficient_of(replace(loss, grades=(4, 5, 6)), LAW)
    assert (found.base, found.increments, found.percent) == (70, 10, 80)


def test_a_place_with_another_table() -> None:
    table = YearsTable(
        full=30, reduce_from=50, floor_from=70, floor=10, minor_until=20, source=Source(text="x")
    )
    other = replace(LAW, years=table)
    assert line(LossInput(item="death", age=60), other).amount == LAW.standard("income").amount * 20
    assert "不满 50 周岁" in line(LossInput(item="death", age=49), other).notes[1]


def test_a_standard_in_words() -> None:
    standard = Standard(
        series="income",
        label="收入",
        stat_year=2024,
        amount=yuan(1),
        effective_from=date(2025, 3, 1),
        source=Source(text="x"),
    )
    assert standard.text == "2024 年收入 1.00 元"
    assert standard.stale_on(date(2026, 1, 1))
    assert not standard.stale_on(date(2025, 12, 31))
    assert line(LossInput(item="medical", amount=ZERO)).amount == ZERO
