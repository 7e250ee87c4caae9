"""Small parts of the domain: change sets, numbers, keys, roles, bands, snapshots."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mediation_app.domain.cases import Case
from mediation_app.domain.changes import ChangeSet
from mediation_app.domain.explain import Explained, Source, Sureness
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundApplication
from mediation_app.domain.ids import new_id
from mediation_app.domain.liability import Fault, LiabilityBand, Pairing
from mediation_app.domain.losses import Calculation
from mediation_app.domain.numbers import (
    SERIES,
    case_number,
    official_number,
    read_short,
    short_number,
)
from mediation_app.domain.offices import Office, Person, Role

OFFICE = Office(id="o", number_prefix="东道交调", fund_prefix="东道救")


def test_a_change_set_knows_what_it_touched() -> None:
    one = ChangeSet(touched=frozenset({("Party", "p")}), case_ids=frozenset({"c"}))
    both = one | ChangeSet(touched=frozenset({("Loss", "l")}), case_ids=frozenset({"d"}))
    assert both.touches("Party")
    assert both.touches("Party", "p")
    assert not both.touches("Party", "q")
    assert not both.touches("Case")
    assert both.concerns_case("d")
    assert not one.concerns_case("d")


@pytest.mark.parametrize("series", SERIES)
def test_a_number_holds_its_office_year_and_serial(series: str) -> None:
    text = official_number(series, OFFICE, 2026, 7)
    assert "2026" in text
    assert "第0007号" in text
    assert ("东道救" if series not in ("case", "refusal") else "东道交调") in text


def test_the_number_of_a_case() -> None:
    assert case_number(OFFICE, 2026, 1) == "（2026）东道交调字第0001号"
    with pytest.raises(KeyError):
        official_number("none", OFFICE, 2026, 1)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-0187", (2026, 187)),
        (" 2026－187 ", (2026, 187)),
        ("2026", None),
        ("2026-0000187", (2026, 187)),
        ("x2026-1", None),
    ],
)
def test_short_numbers(text: str, read: tuple[int, int] | None) -> None:
    assert read_short(text) == read


def test_short_numbers_are_empty_until_drawn() -> None:
    assert short_number(2026, 187) == "2026-0187"
    assert short_number(None, 187) == short_number(2026, None) == ""


def test_keys_sort_by_the_time_they_were_made() -> None:
    keys = [new_id() for _ in range(200)]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    early, late = new_id(1_000), new_id(2_000)
    assert early < late < keys[0]
    assert all(key[12] == "7" and len(key) == 32 for key in (*keys, early))


def test_roles_of_a_person() -> None:
    person = Person(id="p", roles=(Role.CLERK.value, Role.LEADER.value))
    assert person.has(Role.LEADER, Role.ADMIN)
    assert not person.has(Role.ADMIN)


@pytest.mark.parametrize(("low", "high", "text"), [(60, 70, "60%—70%"), (100, 100, "100%")])
def test_a_band_in_words(low: int, high: int, text: str) -> None:
    band = LiabilityBand(
        pairing=Pairing.MOTOR_NON_MOTOR, fault=Fault.EQUAL, low=Decimal(low), high=Decimal(high),
        usual=Decimal(low), source=Source(text="x"),
    )  # fmt: skip
    assert band.text == text


def test_a_result_says_whether_it_is_sure() -> None:
    sure, open_ = Source(text="甲"), Source(text="乙", sureness=Sureness.UNVERIFIED)
    assert (str(sure), str(open_)) == ("甲", "乙（待核实）")
    assert Explained(value=1, text="", sources=(sure, open_)).unverified
    assert not Explained(value=1, text="", sources=(sure,)).unverified


def test_what_counts_in_a_snapshot_is_the_last() -> None:
    file = CaseFile(case=Case(id="c"))
    assert (file.calculation, file.agreement, file.party("x"), file.fund("f")) == (None,) * 4
    fund = FundFile(application=FundApplication(id="f", case_id="c"))
    first, last = Calculation(id="1", case_id="c"), Calculation(id="2", case_id="c")
    file = CaseFile(case=Case(id="c"), funds=(fund,), calculations=(first, last))
    assert file.fund("f") is fund
    assert file.calculation is last
    assert fund.recovery is None
