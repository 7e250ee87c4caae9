"""The shipped rules are whole; faults name file and line; places and offices override by data."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mediation_app.domain.compensation.law import Bucket
from mediation_app.domain.deadlines import Unit, reckon
from mediation_app.domain.explain import Sureness
from mediation_app.domain.liability import Fault, Pairing, choose_share
from mediation_app.domain.money import yuan
from mediation_app.errors import BadFile, InvalidInput, NotFound
from mediation_app.messages import text_of
from mediation_app.rulebook import Rulebook
from tests.rules.support import TODAY, read_everything, write

# The shipped data ---------------------------------------------------------------------------------


def test_every_shipped_file_reads(book: Rulebook) -> None:
    assert book.status == "规则 山东 2026.11"
    assert [j.name for j in book.jurisdictions] == ["全国", "山东", "聊城"]
    assert book.unverified_count > 0
    assert len(book.deadlines()) > 60
    assert len(book.standards()) == 24
    assert len(book.items) > 20
    assert len(book.articles) > 15
    for name, least in (
        ("reasons", 56),
        ("materials", 22),
        ("case_sources", 9),
        ("ethnic_groups", 58),
        ("regions", 50),
    ):
        assert len(book.codes(name)) >= least, name
    assert list(book.reasons("N"))[-1] == "N99"
    assert [len(book.reasons(g)) for g in "NKBM"] == [14, 10, 13, 6]


def test_every_profile_key_has_a_value_and_a_source(book: Rulebook) -> None:
    profile = book.profile()
    found = {value.info.key: value for value in profile.all_on(TODAY)}
    assert set(found) == set(profile.keys)
    assert all(value.source.text for value in found.values())
    assert {value.info.key for value in book.values_on(TODAY)} >= {"rate.meals", "mental_first"}
    for rule in book.deadlines().values():
        if rule.profile_key:
            assert profile.has(rule.profile_key), rule.id


def test_unknown_figures_are_absent_and_not_zero(book: Rulebook) -> None:
    for key in ("rescue_cap_per_person", "funeral_cap", "hardship_cap"):
        value = book.profile().value(key, TODAY)
        assert value.money() is None
        assert not value.known
        assert value.source.sureness is Sureness.UNVERIFIED


def test_the_province_wins_over_the_nation(book: Rulebook) -> None:
    assert book.profile().value("review_days", TODAY).layer == "山东"
    assert book.profile("11").value("review_days", TODAY).layer == "全国"
    # Before Shandong's rule the nation's number holds.
    assert book.profile().value("review_days", date(2022, 3, 1)).layer == "全国"
    assert book.value("minor_accident_limit", TODAY).money() == yuan(2000)
    assert Rulebook.open("3701").value("minor_accident_limit", TODAY).money() is None


def test_limits_by_the_day_of_the_accident(book: Rulebook) -> None:
    old, new = book.limits(date(2020, 9, 18)), book.limits(date(2020, 9, 19))
    assert old.limit(Bucket.DEATH, at_fault=True) == yuan(110000)
    assert new.limit(Bucket.DEATH, at_fault=False) == yuan(18000)
    assert new.limit(Bucket.PROPERTY, at_fault=False) == yuan(100)
    with pytest.raises(NotFound):
        book.limits(date(2008, 1, 31))


def test_figures_say_where_they_come_from(book: Rulebook) -> None:
    text = book.standard("income", date(2020, 3, 1)).text
    assert text == "山东 2019 年城镇居民人均可支配收入 42,329.00 元"
    assert book.codes("regions") is book.codes("regions")


def test_years_table(book: Rulebook) -> None:
    years = book.compensation_law(accident=TODAY, on=TODAY).years
    table = [(0, 20), (59, 20), (60, 20), (61, 19), (68, 12), (74, 6), (75, 5), (90, 5)]
    assert [(age, years.years(age)) for age, _ in table] == table
    with pytest.raises(InvalidInput):
        years.years(-1)


@pytest.mark.parametrize(
    ("fault", "low", "high"),
    [
        ("full", 100, 100),
        ("main", 80, 90),
        ("equal", 60, 70),
        ("secondary", 30, 40),
        ("none", 0, 10),
    ],
)
def test_shandong_bands(book: Rulebook, fault: str, low: int, high: int) -> None:
    band = book.band(Pairing.MOTOR_NON_MOTOR, Fault(fault))
    assert (band.low, band.high) == (low, high)
    assert "第66条" in band.source.text
    assert choose_share(None, band).percent == band.usual
    if high < 100:
        with pytest.raises(InvalidInput) as caught:
            choose_share(Decimal(high + 1), band)
        assert band.text in text_of(caught.value)
        outside = choose_share(Decimal(high + 1), band, reason="双方同意")
        assert outside.outside
        assert "理由：双方同意" in outside.text
    assert Fault(fault).mirror.mirror is Fault(fault)


def test_a_share_without_a_band() -> None:
    share = choose_share(Decimal(55), None)
    assert not share.outside
    assert share.text == "责任比例 55%"
    assert Fault.SECONDARY.label == "次要责任"


def test_shares_out_of_range() -> None:
    for wrong in (Decimal(-1), Decimal(101), Decimal("NaN")):
        with pytest.raises(InvalidInput):
            choose_share(wrong, None)
    with pytest.raises(InvalidInput):
        choose_share(None, None)


def test_standards_are_the_last_published(book: Rulebook) -> None:
    assert book.standard("income", date(2020, 3, 1)).amount == yuan(42329)
    assert book.standard("wage", date(2020, 5, 31)).stat_year == 2012
    last = book.standard("consumption", TODAY)
    assert last.stat_year == 2023
    assert last.stale_on(TODAY)
    assert not last.source.sure
    with pytest.raises(NotFound):
        book.standard("income", date(2010, 1, 1))


def test_regions_with_history(book: Rulebook) -> None:
    assert book.region_name("371524") == "东阿县"
    assert book.region_name("372522") == "阳谷县"
    assert book.region_name("372599") == "聊城地区"
    assert book.region_name("371523") == "茌平县"
    assert book.region_name("999999") == ""


def test_materials_by_kind(book: Rulebook) -> None:
    rescue = {entry.code: need for entry, need in book.materials("rescue_hospital")}
    assert rescue["bill"] == "required"
    assert rescue["over_window"] == "if_any"
    assert rescue["health_opinion"] == "profile"
    assert "body_notice" not in rescue
    funeral = {entry.code for entry, need in book.materials("funeral") if need == "required"}
    assert {"death_certificate", "body_notice", "promise"} <= funeral


def test_a_case_can_freeze_what_it_used(book: Rulebook) -> None:
    frozen = book.freeze(["review_days", "standard.income", "rescue_cap_per_person"], TODAY)
    assert json.loads(json.dumps(frozen)) == frozen
    assert frozen["version"] == "山东 2026.11"
    values = frozen["values"]
    assert isinstance(values, dict)
    assert values["review_days"]["value"] == 3
    assert values["rescue_cap_per_person"]["value"] is None
    assert values["standard.income"]["stat_year"] == 2024
    with pytest.raises(NotFound):
        book.freeze(["no_such_key"], TODAY)


def test_wrong_data_of_other_files(tmp_path: Path) -> None:
    def fault(name: str, text: str) -> str:
        folder = write(tmp_path / name, "jurisdiction.toml", 'code = "371524"\nname = "x"')
        (folder / name).write_text(text, encoding="utf-8")
        book = Rulebook.open("371524", overlay=tmp_path / name)
        with pytest.raises(BadFile) as caught:
            everything_else(book)
        (folder / name).unlink()
        return caught.value.code

    sure = 'source = "a"\nsureness = "确定"\n'
    assert fault("reasons.toml", '[[code]]\ncode = "N01"\nlabel = " "\n') == "rules.empty"
    assert fault("materials.toml", '[[code]]\ncode = "x"\nlabel = "x"\nneed = 3\n') == (
        "rules.wrong_type"
    )
    figure = (
        '[[standard]]\nseries = "income"\nlabel = "x"\nstat_year = 2025\namount = -1\n'
        "effective_from = 2026-01-01\n"
    )
    assert fault("standards.toml", figure + sure) == "rules.not_positive"
    figure = figure.replace("-1", "1")
    assert fault("standards.toml", figure + 'sureness = "确定"') == ("rules.missing")
    assert fault("standards.toml", figure.replace("2026-01-01", '"x"') + sure) == (
        "rules.wrong_type"
    )
    assert fault("standards.toml", figure.replace("2025", "true") + sure) == "rules.wrong_type"
    assert fault("standards.toml", figure.replace("2026-01-01", "2026-01-01T00:00:00") + sure) == (
        "rules.wrong_type"
    )
    assert fault("items.toml", '[[item]]\ncode = "x"\nlabel = "x"\n' + sure) == ("rules.missing")
    assert fault("years.toml", '[[grade]]\ngrade = 1\ncoefficient = "NaN"\n' + sure) == (
        "rules.wrong_type"
    )
    assert fault("values.toml", '[[key]]\nkey = "rate.meals"\nlabel = "x"\ntype = "int"\n') == (
        "rules.duplicate"
    )


def everything_else(book: Rulebook) -> None:
    """Touch the files that ``read_everything`` leaves out."""
    book.reasons("N")
    book.materials("funeral")
    book.values_on(TODAY)
    book.compensation_law(accident=TODAY, on=TODAY)


def test_other_wrong_dates_and_terms(tmp_path: Path) -> None:
    def fault(name: str, text: str) -> str:
        write(tmp_path, name, text)
        book = Rulebook.open("371524", overlay=tmp_path)
        with pytest.raises(BadFile) as caught:
            read_everything(book)
        (tmp_path / name).unlink()
        return caught.value.code

    head = 'year = 2027\nsource = "a"\nsureness = "确定"\n'
    off = '[[off]]\nname = "x"\nfrom = 2027-01-03\nto = 2027-01-01\n'
    assert fault("holidays-2027.toml", head + off) == "rules.dates_reversed"
    assert fault("holidays-2027.toml", head + 'worked = ["x"]') == "rules.wrong_type"
    assert fault("holidays-2027.toml", head + "worked = [2026-01-04]") == "rules.day_outside_year"
    term = '[[deadline]]\nid = "x"\nlabel = "x"\nstart = "x"\nstart_label = "x"\nunit = "day"\n'
    sure = 'source = "a"\nsureness = "确定"\n'
    assert fault("deadlines.toml", term + "amount = -1\n" + sure) == "rules.negative"
    limit = (
        "[[limit]]\nvalid_from = 2030-01-01\nvalid_to = 2029-01-01\nmedical = [1, 1]\n"
        "death = [1, 1]\nproperty = [1, 1]\n"
    )
    assert fault("limits.toml", limit + sure) == "rules.dates_reversed"
    assert fault("limits.toml", limit.replace("[1, 1]", "[1, 1.5]") + sure) == "rules.wrong_type"
    (tmp_path / "liability.toml").mkdir()
    assert Rulebook.open("371524", overlay=tmp_path).band(Pairing.MOTOR_MOTOR, Fault.FULL)


def test_wrong_questions(book: Rulebook) -> None:
    with pytest.raises(NotFound):
        book.deadline("fund.D99")
    with pytest.raises(NotFound):
        book.profile().value("review_days", TODAY).flag()
    with pytest.raises(NotFound):
        book.profile().value("fund_level", TODAY).money()
    with pytest.raises(NotFound):
        book.profile().value("fund_level", TODAY).whole()


def test_terms_without_a_number_have_no_date(book: Rulebook) -> None:
    assert book.reckon("fund.D01", TODAY) is None
    assert book.reckon("fund.D04", TODAY) is None  # no national or provincial term known
    window = book.deadline("fund.window")
    assert window.unit is Unit.HOUR
    with pytest.raises(InvalidInput):
        reckon(window, TODAY, book.calendar())
