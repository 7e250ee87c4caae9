"""A return as lines and as frozen text: nothing is lost, nothing may be changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mediation_app.domain.fund_figures import FundReport, Outside, Paid, Spread
from mediation_app.domain.fund_return_json import FORM, digest, from_json, to_json
from mediation_app.domain.fund_return_lines import LineKind, differences, lines_of
from mediation_app.errors import BadFile

D = Decimal


def full() -> FundReport:
    one = Paid(cases=1, victims=2, amount=D("10.50"))
    return FundReport(
        since=date(2026, 7, 1),
        until=date(2026, 9, 30),
        asked=3,
        decided=4,
        in_time=3,
        refusals={"N01": 1},
        decide_days=Spread(count=4, median=D("2.5"), ninetieth=D("3"), late=1, unknown=1),
        by_kind={"rescue": one},
        by_hospital={"县医院": one},
        paid=one,
        recoverable=D("10.50"),
        recovered=D("5.25"),
        recovered_from={"liable": D("5.25")},
        book={"paid_out": D("-10.50"), "premium": D("20.00")},
        opening=D("1.00"),
        closing=D("10.50"),
        outside={"casualty_accidents": Outside(8, D("0.00"), "月报")},
        cases={"asked": ("c2", "c1"), "paid": ("c1",)},
    )


def test_a_return_comes_back_whole_from_its_text() -> None:
    text = to_json(full())
    assert from_json(text) == full()
    assert to_json(from_json(text)) == text
    assert len(digest(text)) == 64
    assert digest(text) != digest(text.replace("10.50", "10.51", 1))


def test_an_empty_return_comes_back_too() -> None:
    empty = FundReport(since=date(2026, 1, 1), until=date(2026, 12, 31))
    assert from_json(to_json(empty)) == empty


def test_a_figure_that_an_older_program_did_not_know_is_empty() -> None:
    whole = json.loads(to_json(full()))
    del whole["figures"]["custody_held"]
    assert from_json(json.dumps(whole)).custody_held == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"form": 1}',
        '{"form": "x"}',
        '{"form":1,"figures":{"since":"x"},"cases":[],"behind":{}}',
    ],
)
def test_a_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(BadFile) as caught:
        from_json(text)
    assert caught.value.code == "returns.damaged"


def test_a_sum_that_is_none_is_refused() -> None:
    whole = json.loads(to_json(full()))
    whole["figures"]["closing"] = "much"
    with pytest.raises(BadFile):
        from_json(json.dumps(whole))


def test_a_newer_form_says_so() -> None:
    whole = json.loads(to_json(full())) | {"form": FORM + 1}
    with pytest.raises(BadFile) as caught:
        from_json(json.dumps(whole))
    assert caught.value.code == "returns.newer"


# Lines --------------------------------------------------------------------------------------------


def test_every_line_has_a_key_of_its_own() -> None:
    lines = lines_of(full())
    assert len({line.key for line in lines}) == len(lines)
    found = {line.key: line for line in lines}
    assert found["by_kind.rescue.victims"].value == 2
    assert found["by_kind.funeral.amount"].value == 0
    assert found["book.paid_out"].value == D("10.50")
    assert found["decide.in_time"].value == D("75.0")
    assert found["pay.in_time"].value is None
    assert found["decide.median"].note == "1 件缺节假日安排，未计"
    assert found["decide.late"].note == ""
    assert found["by_situation.C1.cases"].label == "C1抢救费用超过交强险责任限额"
    assert found["by_situation.other.cases"].label == "其他情形"
    assert (
        found["outside.casualty_accidents"].value,
        found["outside.casualty_accidents"].note,
    ) == (8, "月报")
    assert found["outside.city_advanced"].value is None
    assert found["share_of_accidents"].value == D("12.50")
    assert found["rate"].kind is LineKind.PERCENT


def test_reasons_are_worded() -> None:
    found = {
        line.key: line.label for line in lines_of(full(), {"N01": "不属于三种情形"}.__getitem__)
    }
    assert found["refusals.N01"] == "不予原因：不属于三种情形"


def test_a_sum_from_outside_reads_as_money() -> None:
    city = replace(full(), outside={"city_advanced": Outside(0, D("42.00"), "市里")})
    found = {line.key: line for line in lines_of(city)}
    assert (found["outside.city_advanced"].value, found["share_of_city"].value) == (
        D("42.00"),
        D("25.00"),
    )


def test_two_editions_differ_where_figures_or_cases_do() -> None:
    before = full()
    after = replace(
        before,
        asked=4,
        refusals={"N02": 1},
        cases=before.cases | {"asked": ("c2", "c3"), "refusals.N02": ("c3",)},
    )
    found = {one.line.key: one for one in differences(before, after)}
    assert set(found) == {"asked", "refusals.N01", "refusals.N02"}
    asked = found["asked"]
    assert (asked.before, asked.after, asked.came, asked.went) == (3, 4, ("c3",), ("c1",))
    assert (found["refusals.N01"].after, found["refusals.N02"].before) == (None, None)
    assert differences(before, before) == []


def test_other_cases_behind_the_same_figure_are_a_difference() -> None:
    before = full()
    after = replace(before, cases=before.cases | {"paid": ("c9",)})
    assert {one.line.key for one in differences(before, after)} >= {"paid.cases", "recoverable"}
    gone = replace(before, cases={"asked": before.cases["asked"]})
    assert all(one.went == ("c1",) for one in differences(before, gone))
