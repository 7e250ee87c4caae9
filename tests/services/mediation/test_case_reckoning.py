"""The reckoning of a case as screens get it: law, tree, bands, shares, and where a fault lies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.bootstrap import Workbench
from mediation_app.clock import SetClock
from mediation_app.domain.files import CaseFile
from mediation_app.domain.ids import new_id
from mediation_app.domain.losses import Allocation, Calculation, CaseDependant, VictimStandard
from mediation_app.domain.moments import at
from mediation_app.domain.parties import Liability
from mediation_app.domain.vehicles import CompulsoryDuty
from mediation_app.errors import AppError, InvalidInput
from mediation_app.services.frozen import frozen_text, read_frozen
from mediation_app.services.stories.e3 import Keys, intake
from tests.services.mediation.road import changed, injury, loss, road
from tests.support.places import Places
from tests.support.stories import office

D = Decimal
RATED = {"disability_grade": 10, "disability_on": date(2026, 10, 1)}


@pytest.fixture(autouse=True)
def _november(workbench: Workbench, clock: SetClock) -> None:
    assert workbench
    clock.put(2026, 11, 16)


def rated(**fields: Any) -> CaseFile:
    return road(losses=(loss("disability"),), injuries=(injury(**{**RATED, **fields}),))


def test_a_reckoning_explains_itself(workbench: Workbench) -> None:
    file = rated()
    found = workbench.cases.reckoning(file)
    assert found.result == workbench.cases.reckon(file)
    assert found.tree.kind == "reckoning"
    assert found.tree.amount == found.result.victims[0].total == D("107890.00")
    assert found.frozen is None
    assert found.years[0] == 2024
    assert found.years == tuple(sorted(found.years, reverse=True))
    assert found.behind == {"car": "driver", "bike": "rider"}
    assert found.shares == {"driver": D(80), "rider": D(20)}
    assert found.bands["driver"].text == "80%—90%"
    assert found.unverified == 1
    assert found.claim.options == workbench.context.rulebook.options(date(2026, 11, 16))


def test_the_year_of_the_standards_can_be_chosen(workbench: Workbench) -> None:
    file = rated()
    older = replace(file, case=replace(file.case, standards_year=2019))
    found = workbench.cases.reckoning(older)
    assert found.law.standards["income"].stat_year == 2019
    assert found.tree.amount == D("84658.00")
    unknown = replace(file, case=replace(file.case, standards_year=1999))
    with pytest.raises(InvalidInput) as caught:
        workbench.cases.reckoning(unknown)
    assert caught.value.field == "case.standards_year"


def test_an_accident_before_all_rules_names_its_day(workbench: Workbench) -> None:
    file = rated()
    accident = replace(file.accident, occurred_at=at(date(1999, 3, 9), 7))
    for bad, code in (((accident,), "rules.no_limits"), ((), "cases.accident_day_missing")):
        with pytest.raises(InvalidInput) as caught:
            workbench.cases.reckoning(replace(file, accidents=bad))
        assert (caught.value.code, caught.value.field) == (code, "accident.occurred_at")


@pytest.mark.parametrize(
    ("file", "field"),
    [
        (
            rated(disability_grade=9, further_grades=("10",), grade_increments=("50",)),
            "injuries.i-rider.grade_increments",
        ),
        (road(losses=(loss("medical", "9.00", deducted=D("1.00")),)), "losses.rider-medical.deducted"),
        (
            road(losses=(loss("medical", "9.00", outside_medical=D("10.00")),)),
            "losses.rider-medical.amount",
        ),
        (
            road(losses=(loss("meals", quantity=3, rate=D("9.00"), percent=D(50)),)),
            "losses.rider-meals.percent",
        ),
    ],
)  # fmt: skip
def test_a_fault_of_a_loss_leads_to_its_field(
    workbench: Workbench, file: CaseFile, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        workbench.cases.reckoning(file)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"vehicle_id": "bike"}, "vehicle_id"),
        ({"amount": D("90000.00")}, "amount"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_fault_of_an_allocation_leads_to_it(
    workbench: Workbench, fields: dict[str, Any], name: str
) -> None:
    row = Allocation(
        id="a", case_id="c", vehicle_id="car", victim_id="rider", bucket="medical",
        amount=D("9000.00"), reason="预留",
    )  # fmt: skip
    assert workbench.cases.reckoning(road(allocations=(row,))).tree.amount == D("30000.00")
    wrong = replace(row, **fields)
    with pytest.raises(InvalidInput) as caught:
        workbench.cases.reckoning(road(allocations=(wrong,)))
    assert caught.value.field == f"allocations.a.{name}"


def test_a_missing_standard_leads_to_the_choice_of_the_year(workbench: Workbench) -> None:
    book = workbench.context.rulebook
    law = book.compensation_law(accident=date(2026, 3, 9), on=date(2026, 11, 16))
    bare = replace(law, standards={})
    file = workbench.cases.reckoning(rated())
    text = frozen_text(bare, file.claim.options)
    kept = Calculation(id="k", case_id="c", law=text, result="{}")
    with pytest.raises(InvalidInput) as caught:
        workbench.cases.reckoning(replace(rated(), calculations=(kept,)))
    assert (caught.value.code, caught.value.field) == (
        "domain.standard_missing",
        "case.standards_year",
    )
    own = VictimStandard(
        id="s", case_id="c", party_id="rider", series="income", stat_year=2024, amount=D("50000.00")
    )
    helped = replace(rated(), calculations=(kept,), victim_standards=(own,))
    assert workbench.cases.reckoning(helped).tree.amount == D("100000.00")


def test_law_and_choices_come_back_as_they_were(workbench: Workbench) -> None:
    found = workbench.cases.reckoning(rated())
    options = replace(found.claim.options, month_days=D("21.75"))
    kept = read_frozen(frozen_text(found.law, options))
    assert kept.law == found.law
    assert kept.options == options
    text = frozen_text(found.law, options)
    for old, new in (('"21.75"', '"viel"'), ('"by_share"', '"as_you_like"')):
        assert old in text
        with pytest.raises(AppError) as caught:
            read_frozen(text.replace(old, new))
        assert caught.value.code == "exchange.frozen_damaged"
    without = read_frozen(text.replace('"options"', '"something_else"'))
    assert without.options.month_days == D(30)


def test_a_share_outside_the_band_is_shown_on_the_page(workbench: Workbench) -> None:
    file = changed(road(), "parties", "driver", share=70)
    (found,) = (r for r in workbench.cases.checks(file) if r.code == "checks.share_outside")
    assert not found.blocking  # there is no agreement yet
    undecided = changed(file, "parties", "driver", liability=Liability.UNDECIDED)
    undecided = changed(undecided, "parties", "rider", liability=Liability.UNDECIDED)
    assert "checks.share_outside" not in {r.code for r in workbench.cases.checks(undecided)}


def test_all_facts_of_the_sums_are_kept_from_the_first_save(
    engine_name: str, places: Places, clock: SetClock
) -> None:
    with office(places, engine_name, "facts", clock) as (bench, cast):
        clock.put(2026, 6, 15)
        clerk = cast["clerk"]
        keys = Keys(*(new_id() for _ in range(8)))
        draft = intake(bench.cases.blank(clerk), keys)
        key = draft.case.id
        car, bike = draft.vehicles
        child = CaseDependant(
            id=new_id(), case_id=key, party_id=keys.victim, name="小宝", birth_date=date(2019, 1, 1)
        )
        higher = VictimStandard(
            id=new_id(), case_id=key, party_id=keys.victim, series="income", stat_year=2024,
            place="北京", amount=D("90000.00"), source="北京市统计局",
        )  # fmt: skip
        shared = Allocation(
            id=new_id(), case_id=key, vehicle_id=car.id, victim_id=keys.victim, bucket="death",
            amount=D("1.00"), reason="协商",
        )  # fmt: skip
        draft = replace(
            draft,
            case=replace(draft.case, standards_year=2023),
            vehicles=(replace(car, joint_ids=(keys.insurer,)), replace(bike, appraised_motor=True)),
            dependants=(child,),
            victim_standards=(higher,),
            allocations=(shared,),
        )
        stored = bench.cases.new_case(clerk, draft).value
        assert stored.case.standards_year == 2023
        assert [row.name for row in stored.dependants] == ["小宝"]
        assert [row.place for row in stored.victim_standards] == ["北京"]
        assert [row.reason for row in stored.allocations] == ["协商"]
        assert stored.vehicles[0].joint_ids == (keys.insurer,)
        assert stored.vehicles[1].compulsory_duty is CompulsoryDuty.UNDECIDED
        assert "checks.duty_undecided" in {r.code for r in bench.cases.checks(stored)}
