"""A second province is data only: the same case gives other sums, shares and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mediation_app.domain.compensation import (
    Bucket,
    Claim,
    CommercialCover,
    CompulsoryCover,
    Dependant,
    Layer,
    LossInput,
    Reckoning,
    Side,
    SideKind,
    Victim,
    reckon_claim,
)
from mediation_app.domain.compensation.inputs import CapMode, MentalOrder, MinorYears
from mediation_app.domain.compensation.result import Line
from mediation_app.domain.liability import Fault, Pairing
from mediation_app.domain.money import yuan
from mediation_app.rulebook import Rulebook
from tests.rules.support import write

ACCIDENT, ON = date(2026, 5, 6), date(2026, 11, 16)
SURE = 'source = "某省规定"\nsureness = "确定"\n'
FIGURES = {"income": 60_000, "consumption": 40_000, "wage": 120_000}


def _rows(table: str, rows: list[str]) -> str:
    return "".join(f"[[{table}]]\n{row}\n{SURE}\n" for row in rows)


def _values(**values: str) -> str:
    return _rows("value", [f'key = "{key}"\nvalue = {value}' for key, value in values.items()])


@pytest.fixture
def province(copy: Path) -> Path:
    """The shipped rules with a made-up province beside Shandong."""
    folder = write(copy / "made_up", "jurisdiction.toml", 'code = "53"\nname = "某省"\nversion="1"')
    write(
        folder,
        "standards.toml",
        _rows(
            "standard",
            [
                f'series = "{series}"\nlabel = "{series}"\nstat_year = 2025\namount = {amount}\n'
                "effective_from = 2026-03-01"
                for series, amount in FIGURES.items()
            ],
        ),
    )
    write(
        folder,
        "liability.toml",
        _rows(
            "band",
            ['pairing = "motor_non_motor"\nfault = "main"\nmin = 70\nmax = 75\nusual = 72'],
        ),
    )
    write(
        folder,
        "values.toml",
        _values(
            **{
                "rate.meals": '"55.50"',
                "month_days": '"21.75"',
                "minor_years": '"decimal"',
                "mental_first": "false",
                "dependants_cap_mode": '"cap_before_coefficient"',
                "grade_increment_cap": "4",
            }
        ),
    )
    write(
        folder,
        "items.toml",
        _rows(
            "item",
            [
                'code = "funeral"\nlabel = "丧葬费"\nbucket = "death"\nshape = "funeral"\nmonths = 8',
                'code = "nutrition"\nlabel = "营养费"\nbucket = "outside"\nshape = "daily"',
                'code = "ferry"\nlabel = "渡船费"\nbucket = "property"\nshape = "daily"\nunit = "次"',
            ],
        )
        + _rows("degree", ['item = "care"\nlabel = "半护理"\npercent = 45']),
    )
    write(
        folder,
        "years.toml",
        _rows(
            "years",
            ["full = 18\nreduce_from = 60\nfloor_from = 70\nfloor = 4\nminor_until = 18"],
        ),
    )
    write(folder, "profile.toml", _values(review_days="5"))
    write(
        folder,
        "deadlines.toml",
        '[[deadline]]\nid = "mediation.people"\nlabel = "人民调解期限"\nstart = "accepted_on"\n'
        f'start_label = "受理"\namount = 45\nunit = "day"\n{SURE}',
    )
    write(
        folder,
        "holidays-2026.toml",
        'year = 2026\nworked = []\n[[off]]\nname = "泼水节"\nfrom = 2026-11-16\nto = 2026-11-18\n'.replace(
            "worked = []", f"{SURE}worked = []"
        ),
    )
    return copy


def _claim(book: Rulebook) -> Claim:
    band = book.band(Pairing.MOTOR_NON_MOTOR, Fault.MAIN)
    return Claim(
        accident=ACCIDENT,
        sides=(
            Side(
                id="car",
                label="货车",
                kind=SideKind.MOTOR,
                liable="驾驶人",
                percent=band.usual,
                compulsory=CompulsoryCover(insurer="保险公司"),
                commercial=CommercialCover(insurer="保险公司", limit=yuan(3_000_000)),
            ),
            Side(
                id="foot",
                label="行人",
                kind=SideKind.PEDESTRIAN,
                liable="受害人",
                percent=100 - band.usual,
            ),
        ),
        victims=(
            Victim(
                id="v",
                label="受害人",
                side="foot",
                losses=(
                    LossInput(item="medical", amount=yuan(30000)),
                    LossInput(item="nutrition", days=30, rate=yuan(30)),
                    LossInput(item="disability", age=66, grades=(5, 6, 7)),
                    LossInput(
                        item="dependants",
                        dependants=(
                            Dependant(label="父亲", age=80, payers=1),
                            Dependant(label="母亲", age=80, payers=1),
                        ),
                    ),
                    LossInput(item="funeral"),
                ),
            ),
        ),
        options=book.options(ON),
    )


def _reckon(book: Rulebook) -> Reckoning:
    return reckon_claim(_claim(book), book.compensation_law(accident=ACCIDENT, on=ON))


def _lines(result: Reckoning) -> dict[str, Line]:
    return {line.item: line for line in result.victim("v").lines}


def test_the_same_case_in_two_provinces(province: Path) -> None:
    own, other = (Rulebook.open(code, root=province) for code in ("371524", "530102"))
    here, there = _lines(_reckon(own)), _lines(_reckon(other))
    # Grade 5 + 6 + 7: 60 % + 5 % + 4 %, there with at most 4 % more and 18 − 6 = 12 years.
    assert here["disability"].coefficient == 69
    assert there["disability"].coefficient == 64
    assert there["disability"].amount == yuan(60_000) * 12 * 64 / 100
    income = own.standard("income", ON).amount
    assert here["disability"].amount == income * 14 * 69 / 100
    # Two parents over 75: 5 and 4 years; the cap counts before the coefficient there.
    assert there["dependants"].amount == yuan(40_000) * 4 * 64 / 100
    assert here["dependants"].amount == own.standard("consumption", ON).amount * 5
    assert there["funeral"].amount == yuan(80_000)
    assert here["funeral"].amount == own.standard("wage", ON).amount / 2
    assert there["nutrition"].bucket is Bucket.OUTSIDE
    assert here["nutrition"].bucket is Bucket.MEDICAL
    for lines, book in ((here, own), (there, other)):
        notes = " ".join(note for line in lines.values() for note in line.notes)
        assert ("山东" in notes) is (book is own)
        assert ("某省" in notes) is (book is other)


def test_shares_options_and_days_follow(province: Path) -> None:
    own, other = (Rulebook.open(code, root=province) for code in ("371524", "530102"))
    assert own.band(Pairing.MOTOR_NON_MOTOR, Fault.MAIN).text == "80%—90%"
    assert other.band(Pairing.MOTOR_NON_MOTOR, Fault.MAIN).text == "70%—75%"
    result = _reckon(other).victim("v")
    assert result.own == result.remainder - result.paid_by(Layer.COMMERCIAL) - result.paid_by(
        Layer.LIABLE
    )
    options = other.options(ON)
    assert options.cap_mode is CapMode.CAP_BEFORE_COEFFICIENT
    assert options.minor_years is MinorYears.DECIMAL
    assert options.mental is MentalOrder.LAST
    assert options.month_days == Decimal("21.75")
    assert other.value("rate.meals", ON).money() == yuan("55.50")
    assert other.items["care"].degrees[0].label == "半护理"
    assert other.items["ferry"].unit == "次"
    days = {}
    for book in (own, other):
        people = book.reckon("mediation.people", date(2026, 10, 2))
        review = book.reckon("fund.D05", date(2026, 11, 13))
        assert people is not None
        assert review is not None
        days[book.code] = (people.day, review.day)
    assert days["371524"] == (date(2026, 11, 2), date(2026, 11, 18))
    # 45 days end inside the other holiday; 5 working days go round it.
    assert days["530102"] == (date(2026, 11, 19), date(2026, 11, 25))
    assert other.standard_years(ON) == (2025,)
    assert other.compensation_law(accident=ACCIDENT, on=ON).stat_year == 2025


def test_a_victim_from_there_brings_his_own_figures(province: Path) -> None:
    own, other = (Rulebook.open(code, root=province) for code in ("371524", "530102"))
    claim = _claim(own)
    higher = other.standard("income", ON)
    victim = replace(claim.victims[0], standards={"income": higher})
    law = own.compensation_law(accident=ACCIDENT, on=ON)
    found = {
        line.item: line
        for line in reckon_claim(replace(claim, victims=(victim,)), law).victim("v").lines
    }
    here = _lines(_reckon(own))
    assert found["disability"].amount == yuan(60_000) * 14 * 69 / 100
    assert found["disability"].standard == higher
    assert found["dependants"] == here["dependants"]
    assert found["funeral"] == here["funeral"]


def test_limits_are_data_too(province: Path) -> None:
    before = _reckon(Rulebook.open("53", root=province)).victim("v").compulsory
    path = province / "national" / "limits.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("180000", "200000").replace("[18000,", "[20000,"), "utf-8")
    after = _reckon(Rulebook.open("53", root=province)).victim("v").compulsory
    assert before == yuan(198_000)
    assert after == yuan(220_000)
