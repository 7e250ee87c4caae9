"""What the screening says beside yes and no: cover that is left, window, what can be applied for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from mediation_app.clock import CHINA
from mediation_app.domain.files import CaseFile
from mediation_app.domain.fund import FundKind, FundSituation, FundState
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.fund_screening import Answer, VictimScreen, payable_key, screen
from mediation_app.domain.losses import Injury, Outcome, Treatment
from mediation_app.domain.vehicles import Policy, VehicleKind
from mediation_app.messages import text_of_reason
from tests.support.fund_cases import LIMITS, a_case, a_file

D = Decimal
START = datetime(2026, 9, 29, 15, 5, tzinfo=CHINA)


def of(case: CaseFile, **rules: Any) -> VictimScreen:
    return screen(case, rules=FundRules(**rules), limits=LIMITS).victims[0]


def started(case: CaseFile, **changes: Any) -> CaseFile:
    injury = replace(case.injuries[0], rescue_started_at=START, **changes)
    return replace(case, injuries=(injury, *case.injuries[1:]))


def test_the_window_and_what_is_left_of_it() -> None:
    victim = of(started(a_case()))
    assert victim.window is not None
    assert victim.window.value == START + timedelta(hours=168)
    assert victim.left(START + timedelta(hours=100)) == timedelta(hours=68)
    assert victim.left(START + timedelta(hours=200)) == timedelta(hours=-32)
    by_day = of(started(a_case()), window_mode="calendar_day")
    assert by_day.window != victim.window
    assert of(a_case()).left(START) is None


def test_what_is_left_of_the_cover() -> None:
    victim = of(a_case())
    assert (victim.remaining, victim.unpaid) == (D("18000.00"), D("58420.00"))
    paid = replace(a_case(), funds=(a_file(insurer_paid=D("18000.00")),))
    assert of(paid).remaining == 0


def test_notes_do_not_stand_in_the_way() -> None:
    def notes(case: CaseFile) -> list[str]:
        found = of(case).notes
        assert all(not r.blocking and text_of_reason(r) != r.code for r in found)
        return [reason.code.partition("note_")[2] for reason in found]

    assert notes(a_case()) == ["no_start"]
    settled = replace(a_case(), treatments=(replace(a_case().treatments[0], unpaid=D("0.00")),))
    assert notes(settled) == ["no_start", "no_balance"]
    assert notes(replace(a_case(), treatments=())) == ["no_start"]
    assert notes(started(a_case())) == ["going_on"]
    assert notes(started(a_case(), rescue_ended_at=START + timedelta(days=2))) == []
    dead = replace(a_case().injuries[0], outcome=Outcome.DEAD)
    assert notes(replace(a_case(), injuries=(dead,))) == []


def test_limits_that_are_not_in_the_rules_are_asked_for() -> None:
    (victim,) = screen(a_case(), rules=FundRules(), limits=None).victims
    assert victim.checks[0].answer is Answer.OPEN
    assert [r.code for r in victim.missing] == ["fund.screen_missing_limits"]
    assert (victim.covers, victim.first_layer, victim.remaining) == ((), 0, 0)
    fled = replace(a_case(), policies=())
    assert screen(fled, rules=FundRules(), limits=None).victims[0].checks[0].answer is Answer.OPEN


def test_a_share_of_the_limit_counts_for_a_victim_among_several() -> None:
    case = a_case()
    case = replace(
        case,
        injuries=(*case.injuries, Injury(id="i2", case_id="c", party_id="other")),
        treatments=(
            replace(case.treatments[0], amount=D("15000.00")),
            Treatment(id="t2", case_id="c", injury_id="i2", amount=D("15000.00")),
        ),
    )
    found = of(case)
    assert found.checks[0].answer is Answer.YES
    assert "9,000.00（几名受害人分摊）" in text_of_reason(found.checks[0].why)
    assert found.first_layer == D("9000.00")
    small = replace(case, treatments=tuple(replace(t, amount=D("900.00")) for t in case.treatments))
    assert of(small).checks[0].answer is Answer.NO
    assert "（几名受害人分摊）" in text_of_reason(of(small).checks[0].why)


def test_payable_and_claimable() -> None:
    case = a_case()
    assert of(case).payable == of(case).claimable == (FundKind.RESCUE,)
    applied = replace(case, funds=(a_file(),))
    assert of(applied).payable == (FundKind.RESCUE,)
    assert of(applied).claimable == ()
    none = replace(case, treatments=(replace(case.treatments[0], amount=D("1.00")),))
    assert of(none).payable == ()
    assert of(none).result == "none"
    assert of(case).result == "eligible"
    assert payable_key("v", FundKind.FUNERAL) == "v:funeral"


def test_a_funeral_is_claimable_where_no_policy_pays_it() -> None:
    dead = replace(a_case().injuries[0], outcome=Outcome.DEAD)
    case = replace(a_case(), injuries=(dead,))
    assert of(case).payable == (FundKind.RESCUE,)  # C1 only: the policy's own limit is there
    bare = replace(case, policies=(Policy(id="p", case_id="c", vehicle_id="car", none_found=True),))
    assert of(bare).situation is FundSituation.C2
    assert of(bare).payable == (FundKind.RESCUE, FundKind.FUNERAL)
    rescue = replace(bare, funds=(a_file(),))
    assert of(rescue).claimable == (FundKind.FUNERAL,)
    both = (a_file(), a_file(kind=FundKind.FUNERAL, state=FundState.REFUSED))
    assert of(replace(bare, funds=both)).claimable == ()


def test_an_unknown_vehicle_is_never_found_uninsured() -> None:
    case = a_case()
    unknown = replace(case.vehicles[0], kind=VehicleKind.UNKNOWN)
    none = Policy(id="p", case_id="c", vehicle_id="car", none_found=True)
    found = of(replace(case, vehicles=(unknown,), policies=(none,)))
    assert found.checks[1].answer is Answer.OPEN
