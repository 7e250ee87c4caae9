"""The figures that the domain reference states stand in the shipped rules, with their sureness."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mediation_app.domain.compensation.inputs import (
    CapMode,
    MentalOrder,
    MinorYears,
    NonMedicalMode,
    Options,
    UninsuredOrder,
)
from mediation_app.domain.compensation.law import Bucket, CommercialTreatment, Shape
from mediation_app.domain.explain import Sureness
from mediation_app.domain.liability import Fault, Pairing
from mediation_app.domain.money import yuan
from mediation_app.errors import NotFound
from mediation_app.messages import text_of
from mediation_app.rulebook import Rulebook

TODAY = date(2026, 11, 22)
SURE, UNSURE = Sureness.SURE, Sureness.UNVERIFIED


@pytest.mark.parametrize(
    ("day", "at_fault", "no_fault"),
    [
        (date(2008, 2, 1), (110_000, 10_000, 2_000), (11_000, 1_000, 100)),
        (date(2020, 9, 18), (110_000, 10_000, 2_000), (11_000, 1_000, 100)),
        (date(2020, 9, 19), (180_000, 18_000, 2_000), (18_000, 1_800, 100)),
        (date(2030, 1, 1), (180_000, 18_000, 2_000), (18_000, 1_800, 100)),
    ],
)
def test_limits(
    book: Rulebook, day: date, at_fault: tuple[int, ...], no_fault: tuple[int, ...]
) -> None:
    row = book.limits(day)
    buckets = (Bucket.DEATH, Bucket.MEDICAL, Bucket.PROPERTY)
    assert tuple(row.limit(one, at_fault=True) for one in buckets) == at_fault
    assert tuple(row.limit(one, at_fault=False) for one in buckets) == no_fault


def test_before_the_first_limits_there_is_a_clear_refusal(book: Rulebook) -> None:
    with pytest.raises(NotFound) as caught:
        book.compensation_law(accident=date(2008, 1, 31), on=TODAY)
    sentence = text_of(caught.value)
    assert "2008-01-31" in sentence
    assert "最早 2008-02-01" in sentence


# Series, year, yuan, sure: the table of §4.1; what is not listed has no figure.
STANDARDS = [
    ("income", 2011, 22_792, True),
    ("consumption", 2011, 14_561, True),
    ("wage", 2011, 38_114, True),
    ("income", 2012, 25_755, True),
    ("consumption", 2012, 15_778, True),
    ("wage", 2012, 42_837, True),
    ("income", 2015, 31_545, True),
    ("consumption", 2015, 19_854, True),
    ("income", 2019, 42_329, True),
    ("consumption", 2019, 26_731, True),
    ("wage", 2019, 81_446, False),
    ("income", 2020, 43_726, False),
    ("consumption", 2020, 27_291, False),
    ("wage", 2020, 87_749, False),
    ("income", 2021, 47_066, False),
    ("consumption", 2021, 29_314, False),
    ("wage", 2021, 94_768, False),
    ("income", 2022, 49_050, False),
    ("consumption", 2022, 28_555, False),
    ("wage", 2022, 102_247, False),
    ("income", 2023, 51_571, False),
    ("consumption", 2023, 30_251, False),
    ("wage", 2023, 108_131, False),
    ("income", 2024, 53_945, False),
]


def test_standards(book: Rulebook) -> None:
    found = {(one.series, one.stat_year): (one.amount, one.source.sure) for one in book.standards()}
    assert found == {
        (series, year): (yuan(amount), sure) for series, year, amount, sure in STANDARDS
    }
    for one in book.standards():
        assert one.effective_from.year == one.stat_year + 1
        wage = one.series == "wage"
        assert one.effective_from.month == (6 if wage else 3)
        assert one.place == "山东"
    assert {
        "山东 standards: 城镇居民人均消费支出 2024",
        "山东 standards: 城镇居民人均可支配收入 2025",
    } <= set(book.unverified())


def test_the_year_one_may_choose(book: Rulebook) -> None:
    assert book.standard_years(TODAY) == (2024, 2023, 2022, 2021, 2020, 2019, 2015, 2012, 2011)
    assert book.standard_years(date(2025, 2, 28))[0] == 2023
    assert book.standard_years(date(2025, 3, 1))[0] == 2024
    assert book.standard_years(date(2012, 2, 29)) == ()

    def chosen(year: int | None, on: date = TODAY) -> dict[str, int]:
        law = book.compensation_law(accident=date(2026, 5, 6), on=on, stat_year=year)
        return {series: one.stat_year for series, one in law.standards.items()}

    newest = {"income": 2024, "consumption": 2023, "wage": 2023}
    assert chosen(None) == chosen(2024) == newest
    assert chosen(2023) == dict.fromkeys(newest, 2023)
    assert chosen(2015) == {"income": 2015, "consumption": 2015, "wage": 2012}
    # In spring the wages of the year before are not out yet.
    assert chosen(2023, date(2024, 4, 1)) == {"income": 2023, "consumption": 2023, "wage": 2022}
    law = book.compensation_law(accident=date(2026, 5, 6), on=TODAY)
    assert law.stat_year == 2025
    for wrong, on in ((2018, TODAY), (2025, TODAY), (2024, date(2025, 1, 1))):
        with pytest.raises(NotFound) as caught:
            chosen(wrong, on)
        assert str(wrong) in text_of(caught.value)


def test_grades_and_degrees(book: Rulebook) -> None:
    law = book.compensation_law(accident=date(2026, 5, 6), on=TODAY)
    assert law.grades.coefficients == {grade: (11 - grade) * 10 for grade in range(1, 11)}
    assert law.grades.increments == {grade: 11 - grade for grade in range(1, 11)}
    assert law.grades.increment_cap == 10
    assert (law.grades.source.sureness, law.grades.increment_source.sureness) == (SURE, UNSURE)
    assert [(one.label, one.percent) for one in law.item("care").degrees] == [
        ("完全护理依赖", 100),
        ("大部分护理依赖", 80),
        ("部分护理依赖", 50),
    ]
    assert all(one.source.sureness is UNSURE for one in law.item("care").degrees)


MEDICAL = {"medical", "follow_up", "plastic", "meals", "nutrition"}
DEATH = {
    *("disability", "death", "dependants", "funeral", "funeral_wages", "funeral_travel"),
    *("lost_wages", "care", "device", "rehabilitation", "travel", "lodging", "mental"),
}
PROPERTY = {"repair", "towing", "goods", "replacement"}
OUTSIDE = {"downtime", "substitute", "depreciation", "appraisal", "other_outside"}


def test_items_and_their_buckets(book: Rulebook) -> None:
    found: dict[Bucket, set[str]] = {}
    for item in book.items.values():
        found.setdefault(item.bucket, set()).add(item.code)
    assert found == {
        Bucket.MEDICAL: MEDICAL,
        Bucket.DEATH: DEATH,
        Bucket.PROPERTY: PROPERTY,
        Bucket.OUTSIDE: OUTSIDE,
    }
    excluded = {
        item.code for item in book.items.values() if item.commercial is CommercialTreatment.EXCLUDED
    }
    assert excluded == OUTSIDE - {"other_outside"}
    assert book.items["mental"].commercial is CommercialTreatment.RIDER
    assert {i.code for i in book.items.values() if i.mental} == {"mental"}
    assert {i.code for i in book.items.values() if i.deductible} == {
        "repair",
        "replacement",
        "goods",
    }
    assert book.items["funeral"].months == 6
    assert book.items["care"].longest_years == 20
    assert book.items["depreciation"].default == 0
    for item in book.items.values():
        if item.rate_key:
            assert item.shape is Shape.DAILY
            book.value(item.rate_key, TODAY)


@pytest.mark.parametrize(
    ("key", "wanted", "sureness"),
    [
        ("rate.meals", Decimal(100), UNSURE),
        ("rate.nutrition", Decimal(30), UNSURE),
        ("rate.care", None, UNSURE),
        ("month_days", Decimal(30), UNSURE),
        ("funeral.persons", 3, UNSURE),
        ("funeral.days_least", 3, UNSURE),
        ("funeral.days_most", 7, UNSURE),
        ("mental.usual", None, UNSURE),
        ("minor_accident_limit", Decimal(2000), SURE),
    ],
)
def test_rates(book: Rulebook, key: str, wanted: object, sureness: Sureness) -> None:
    value = book.value(key, TODAY)
    assert value.value == wanted
    assert value.source.sureness is sureness
    assert value.source.text


def test_choices_are_the_programs_defaults(book: Rulebook) -> None:
    assert book.options(TODAY) == Options() == Rulebook.open("").options(TODAY)
    assert Options() == Options(
        cap_mode=CapMode.COEFFICIENT_INSIDE,
        non_medical=NonMedicalMode.BY_SHARE,
        mental=MentalOrder.FIRST,
        uninsured=UninsuredOrder.INSURED_FIRST,
        minor_years=MinorYears.WHOLE,
        month_days=Decimal(30),
    )


def test_usual_shares(book: Rulebook) -> None:
    usual = {pairing: [book.band(pairing, fault).usual for fault in Fault] for pairing in Pairing}
    assert usual == {
        Pairing.MOTOR_MOTOR: [100, 70, 50, 30, 0],
        Pairing.MOTOR_NON_MOTOR: [100, 80, 60, 40, 10],
        Pairing.NON_MOTOR: [100, 70, 50, 30, 0],
    }


def test_every_source_is_named(book: Rulebook) -> None:
    law = book.compensation_law(accident=date(2026, 5, 6), on=TODAY)
    sources = [
        *law.sources.values(),
        *(item.source for item in law.items.values()),
        law.limits.source,
        law.years.source,
    ]
    assert all(len(source.text) > 4 for source in sources)
