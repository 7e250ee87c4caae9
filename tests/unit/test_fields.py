"""What a form, a file or a program may hand in, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mediation_app.domain.fields import (
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_ITEMS,
    read_date,
    read_line,
    read_moment,
    read_money,
    read_record,
    read_text,
)
from mediation_app.domain.moments import OFFICE_TIME, at, local_day
from mediation_app.domain.money import yuan
from mediation_app.domain.records import Choice, Money, Percent, Record, Text
from mediation_app.errors import InvalidInput
from mediation_app.messages import text_of


class Colour(Choice):
    RED = "red", "红"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Record):
    name: str = ""
    story: Text = ""
    tags: tuple[str, ...] = ()
    day: date | None = None
    moment: datetime | None = None
    sum: Money = Decimal("0.00")
    maybe: Money | None = None
    share: Percent | None = None
    factor: Decimal = Decimal(1)
    count: int = 0
    sure: bool = False
    colour: Colour = Colour.RED


@pytest.mark.parametrize(
    "typed",
    [
        "2026-3-5",
        "2026/03/05",
        "2026.3.5",
        "2026年3月5日",
        " 2026 年 3 月 5 日 ",
        "２０２６－３－５",
        "20260305",
        date(2026, 3, 5),
    ],
)
def test_dates(typed: object) -> None:
    assert read_date(typed, field="day") == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026-2-29", "no_such_date"),
        ("20261301", "no_such_date"),
        ("5.3.2026", "not_a_date"),
        (20260305, "not_a_date"),
        (datetime(2026, 3, 5, tzinfo=UTC), "not_a_date"),
        ("1899-12-31", "date_range"),
        ("2201-1-1", "date_range"),
    ],
)
def test_no_dates(typed: object, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_date(typed, field="day")
    assert caught.value.code == f"cases.{code}"
    assert caught.value.field == "day"
    assert "{" not in text_of(caught.value)


def test_moments_without_a_zone_are_on_the_clock_of_the_office() -> None:
    expected = datetime(2026, 3, 5, 14, 20, tzinfo=OFFICE_TIME)
    assert at(date(2026, 3, 5), 14, 20) == expected
    assert read_moment(" 2026-03-05T14:20 ", field="m") == expected
    assert read_moment("2026-03-05T06:20+00:00", field="m") == expected
    assert local_day(datetime(2026, 3, 5, 16, 30, tzinfo=UTC)) == date(2026, 3, 6)
    for wrong in ("2026-03-05T25:00", 5, "1899-01-01T00:00"):
        with pytest.raises(InvalidInput):
            read_moment(wrong, field="m")


def test_sums() -> None:
    assert read_money("8.5万", field="s") == yuan(85000)
    assert read_money(5, field="s") == yuan(5)
    assert read_money(Decimal("0.5"), field="s") == yuan("0.50")
    for wrong in (0.5, True, "-1", Decimal("-0.01"), None):
        with pytest.raises(InvalidInput):
            read_money(wrong, field="s")


def test_texts() -> None:
    assert read_line(" 一\r\n二\x00\ufeff ", field="t") == "一 二"
    assert read_text("一\r\n二\r三 ", field="t") == "一\n二\n三"
    assert len(read_line("字" * LONGEST_LINE, field="t")) == LONGEST_LINE
    for read, most in ((read_line, LONGEST_LINE), (read_text, LONGEST_TEXT)):
        for wrong in ("字" * (most + 1), 5):
            with pytest.raises(InvalidInput):
                read(wrong, field="t")


def test_a_record_comes_back_in_its_proper_form() -> None:
    raw = Sheet(
        id="x",
        name=" 张三\n",
        story="一\r\n二",
        tags=[" a "],  # type: ignore[arg-type]
        day="2026-3-5",  # type: ignore[arg-type]
        moment="2026-03-05T14:20",  # type: ignore[arg-type]
        sum="1,200",  # type: ignore[arg-type]
        maybe="",  # type: ignore[arg-type]
        share=70,  # type: ignore[arg-type]
        factor=2,  # type: ignore[arg-type]
        count="12",  # type: ignore[arg-type]
        sure=True,
        colour="red",  # type: ignore[arg-type]
        created_by=" stays ",
    )
    read = read_record(raw, path="sheets.x")
    assert read == Sheet(
        id="x",
        name="张三",
        story="一\n二",
        tags=("a",),
        day=date(2026, 3, 5),
        moment=datetime(2026, 3, 5, 14, 20, tzinfo=OFFICE_TIME),
        sum=yuan(1200),
        share=Decimal(70),
        factor=Decimal(2),
        count=12,
        sure=True,
        created_by=" stays ",
    )
    assert read_record(read, path="sheets.x") == read


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("name", 5, "cases.not_text"),
        ("tags", "a", "cases.not_a_list"),
        ("tags", ["a"] * (MOST_ITEMS + 1), "cases.not_a_list"),
        ("day", "morgen", "cases.not_a_date"),
        ("sum", "-1", "domain.money_negative"),
        ("maybe", 0.5, "domain.money_not_exact"),
        ("share", "70", "domain.money_not_exact"),
        ("share", Decimal("NaN"), "domain.money_not_number"),
        ("factor", Decimal("Infinity"), "domain.money_not_number"),
        ("factor", True, "domain.money_not_exact"),
        ("count", "zwölf", "cases.not_whole"),
        ("count", "١٢", "cases.not_whole"),
        ("count", True, "cases.not_whole"),
        ("count", -1, "cases.number_range"),
        ("sure", 1, "cases.not_yes_no"),
        ("colour", "blue", "cases.not_listed"),
    ],
)
def test_a_wrong_field_is_named_with_its_path(name: str, value: object, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_record(Sheet(id="x", **{name: value}), path="sheets.x")  # type: ignore[arg-type]
    assert caught.value.code == code
    assert caught.value.field == f"sheets.x.{name}"
