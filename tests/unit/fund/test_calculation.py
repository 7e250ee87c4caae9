"""From the file to the formula: caps, several victims, other payers, the window, hit-and-run."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation_app.clock import CHINA
from mediation_app.domain.advance import Advance
from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.fund import FundKind, FundSituation, Payment, PaymentState
from mediation_app.domain.fund_calculation import frozen, in_window, reckon
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.losses import Injury, Treatment
from mediation_app.errors import InvalidInput
from tests.support.fund_cases import LIMITS, a_case, a_file

D = Decimal


def advance(case: CaseFile, file: FundFile, **rules: object) -> Advance:
    chosen = FundRules(**rules)  # type: ignore[arg-type]
    return reckon(case, file, rules=chosen, limits=LIMITS)


def test_s1() -> None:
    found = advance(a_case(), a_file())
    assert found.amount == D("57160.00")
    kept = json.loads(frozen(found).lines)
    assert [term["key"] for term in kept["terms"]] == [
        "eligible",
        "first_layer",
        "other_paid",
        "prior",
        "rest",
        "unsettled",
        "advance",
    ]


def test_the_cap_cuts_and_says_so() -> None:
    found = advance(a_case(), a_file(), rescue_cap_per_person=D("50000.00"))
    assert (found.amount, found.above_cap) == (D("50000.00"), D("7160.00"))


def test_chk_08_a_c1_without_any_policy_cannot_be_reckoned() -> None:
    """CHK-08."""
    with pytest.raises(InvalidInput) as hole:
        advance(replace(a_case(), policies=()), a_file())
    assert hole.value.code == "domain.first_layer_missing"


def test_uninsured_has_no_first_layer() -> None:
    found = advance(a_case(), a_file(situation=FundSituation.C2, insurer_paid=D("0.00")))
    assert found.term("first_layer") == 0
    assert found.amount == D("58420.00")  # bounded by what is unsettled


@pytest.mark.parametrize(("known", "amount"), [(True, "57160.00"), (False, "58420.00")])
def test_a_fled_but_insured_car_by_profile(known: bool, amount: str) -> None:
    file = a_file(situation=FundSituation.C3)
    assert advance(a_case(), file, c3_subtract_if_insurer_known=known).amount == D(amount)


def test_two_victims_share_one_policy_by_their_approved_costs() -> None:
    case = a_case()
    case = replace(
        case,
        injuries=(*case.injuries, Injury(id="i2", case_id="c", party_id="other")),
        treatments=(
            replace(case.treatments[0], amount=D("30000.00")),
            Treatment(id="t2", case_id="c", injury_id="i2", amount=D("10000.00")),
        ),
    )
    unpaid = D("0.00")
    billed = a_file(bill_lines=(), insurer_paid=unpaid)
    assert advance(case, billed).term("first_layer") == D("13500.00")
    reviewed = advance(case, a_file(insurer_paid=unpaid)).term("first_layer")
    assert reviewed == D("16108.45")  # 85,160 approved against 10,000 billed
    # the insurer has paid all of it for this victim: there is nothing left for the other
    assert advance(case, a_file()).term("first_layer") == D("18000.00")


def test_what_the_insurer_paid_beyond_its_limit_counts_as_paid_by_others() -> None:
    found = advance(a_case(), a_file(insurer_paid=D("38000.00")))
    assert found.term("other_paid") == D("30000.00")
    assert found.amount == D("37160.00")


def test_what_the_fund_paid_before_is_deducted_once() -> None:
    paid = Payment(
        id="pay",
        case_id="c",
        application_id="g",
        amount=D("20000.00"),
        state=PaymentState.PAID,
    )
    earlier = a_file()
    earlier = replace(earlier, application=replace(earlier.application, id="g"), payments=(paid,))
    case = replace(a_case(), funds=(earlier,))
    found = advance(case, a_file(unsettled=D("38420.00")))
    assert found.term("prior") == D("20000.00")
    assert found.amount == D("37160.00")
    returned = replace(earlier, payments=(replace(paid, state=PaymentState.RETURNED),))
    assert advance(replace(case, funds=(returned,)), a_file()).amount == D("57160.00")


def test_a_funeral_deducts_the_death_limit_and_knows_no_balance() -> None:
    file = a_file(kind=FundKind.FUNERAL, situation=FundSituation.C2, others_paid=D("0.00"))
    lines = (replace(file.bill_lines[0], amount=D("9710.00"), approved=D("9710.00")),)
    found = advance(
        a_case(),
        replace(
            file, bill_lines=lines, application=replace(file.application, insurer_paid=D("0.00"))
        ),
    )
    assert found.amount == D("9710.00")  # S3
    assert "unsettled" not in {term.key for term in found.terms}


def test_the_window_runs_by_the_hour() -> None:
    application = a_file().application
    start = datetime(2026, 9, 29, 15, 5, tzinfo=CHINA)
    line = a_file().bill_lines[0]
    inside = replace(line, served_at=start + timedelta(hours=168) - timedelta(minutes=1))
    outside = replace(line, served_at=start + timedelta(hours=168))
    assert in_window(inside, application, FundRules())
    assert not in_window(outside, application, FundRules())
    late = a_file(bill_lines=(outside,))
    assert advance(a_case(), late).amount == 0
    explained = a_file(bill_lines=(outside,), over_window_reason="多器官功能障碍，继续抢救")
    assert advance(a_case(), explained).amount == D("57160.00")


@given(
    billed=st.decimals("0.01", "1000000", places=2),
    cut=st.decimals("0", "1000000", places=2),
    others=st.decimals("0", "1000000", places=2),
    unsettled=st.decimals("0", "1000000", places=2),
)
def test_never_more_than_any_bound(
    billed: Decimal, cut: Decimal, others: Decimal, unsettled: Decimal
) -> None:
    file = a_file(others_paid=others, unsettled=unsettled, insurer_paid=D("0.00"))
    reduced = min(cut, billed)
    line = replace(file.bill_lines[0], amount=billed, approved=billed - reduced, reduced=reduced)
    found = advance(a_case(), replace(file, bill_lines=(line,)))
    assert 0 <= found.amount <= unsettled
    assert found.amount <= max(billed - reduced - D("18000.00") - others, D(0))


def test_funeral_goods_wait_for_a_person_unless_the_profile_admits_them() -> None:
    """S3: the urn is not among the services."""
    lines = tuple(
        replace(a_file().bill_lines[0], id=f"l{at}", name=name, amount=D(amount), decided=False,
                approved=D("0.00"))
        for at, (name, amount) in enumerate(
            [("遗体接运", "800.00"), ("存放", "1260.00"), ("火化", "1050.00"),
             ("骨灰寄存", "600.00"), ("安葬", "6000.00"), ("骨灰盒", "3800.00")]
        )
    )  # fmt: skip
    bare = replace(a_case(), policies=())
    file = a_file(kind=FundKind.FUNERAL, situation=FundSituation.C2, others_paid=D("0.00"),
                  insurer_paid=D("0.00"), bill_lines=lines)  # fmt: skip
    assert advance(bare, file).amount == D("9710.00")
    assert advance(bare, file, funeral_goods_admitted=True).amount == D("13510.00")
    urn = replace(lines[5], decided=True, approved=D("3800.00"))
    assert advance(bare, replace(file, bill_lines=(*lines[:5], urn))).amount == D("13510.00")
