"""The compulsory cover that pays first, shared between the victims of one policy."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mediation_app.domain.files import CaseFile, FundFile
from mediation_app.domain.first_layer import (
    ShareBasis,
    compulsory_policy,
    covers,
    kept_layers,
    known_cost,
)
from mediation_app.domain.fund import BillLine, FundKind, FundSituation, FundState, LayerShare
from mediation_app.domain.fund_calculation import frozen, reckon
from mediation_app.domain.fund_rules import FundRules
from mediation_app.domain.layer_shares import share_reasons
from mediation_app.domain.losses import Injury, Outcome, Prepaid, Treatment
from mediation_app.domain.parties import Party, PartyRole
from mediation_app.domain.vehicles import Policy, PolicyKind, Vehicle
from mediation_app.errors import InvalidInput
from tests.support.fund_cases import LIMITS, a_case, a_file

D = Decimal
RULES = FundRules()


def two(**changes: Any) -> CaseFile:
    """A second victim (10,000 billed) beside the first (30,000 billed), one insured car."""
    case = a_case()
    other = Party(id="other", case_id="c", name="韩梅", roles=(PartyRole.VICTIM.value,))
    insurer = Party(id="ins", case_id="c", name="众和财险")
    case = replace(
        case,
        parties=(*case.parties, other, insurer),
        policies=(replace(case.policies[0], insurer_id="ins"),),
        injuries=(*case.injuries, Injury(id="i2", case_id="c", party_id="other")),
        treatments=(
            replace(case.treatments[0], amount=D("30000.00")),
            Treatment(id="t2", case_id="c", injury_id="i2", amount=D("10000.00")),
        ),
    )
    return replace(case, **changes)


def parts(case: CaseFile, victim: str = "victim") -> dict[str, tuple[str, ShareBasis]]:
    (cover,) = covers(case, victim, FundKind.RESCUE, LIMITS)
    return {s.victim_id: (f"{s.amount}", s.basis) for s in cover.shares}


def of_other(**changes: Any) -> FundFile:
    """The other victim's application."""
    file = a_file(victim_id="other", **({"insurer_paid": D("0.00")} | changes))
    return replace(file, application=replace(file.application, id="g"), bill_lines=())


def test_by_default_in_proportion_to_what_is_billed() -> None:
    assert parts(two()) == {
        "victim": ("13500.00", ShareBasis.PRO_RATA),
        "other": ("4500.00", ShareBasis.PRO_RATA),
    }


def test_the_review_changes_the_proportion() -> None:
    line = BillLine(
        id="l", case_id="c", application_id="f", amount=D("30000.00"), decided=True,
        approved=D("20000.00"), reduced=D("10000.00"), reduction_code="K01",
    )  # fmt: skip
    unpaid = D("0.00")
    case = two(funds=(a_file(bill_lines=(line,), insurer_paid=unpaid),))
    assert known_cost(case, case.injuries[0]) == D("20000.00")
    assert parts(case)["victim"] == ("12000.00", ShareBasis.PRO_RATA)
    open_ = replace(line, decided=False, approved=D("0.00"), reduced=D("0.00"))
    assert known_cost(replace(case, funds=(a_file(bill_lines=(open_,)),)), case.injuries[0]) == D(
        "30000.00"
    )


def test_one_victim_has_the_whole_limit() -> None:
    (cover,) = covers(a_case(), "victim", FundKind.RESCUE, LIMITS)
    assert [(s.amount, s.basis) for s in cover.shares] == [(D("18000.00"), ShareBasis.WHOLE)]
    assert not cover.shared
    assert cover.deducted_for("nobody") == D("18000.00")


def test_the_clerks_parts_stand_and_the_rest_is_divided() -> None:
    own = LayerShare(
        id="s", case_id="c", policy_id="p", victim_id="victim", amount=D("3000.00"), note="先到院"
    )
    case = two(layer_shares=(own,))
    assert parts(case) == {
        "victim": ("3000.00", ShareBasis.CLERK),
        "other": ("15000.00", ShareBasis.PRO_RATA),
    }
    both = replace(own, id="s2", victim_id="other", amount=D("9000.00"))
    assert parts(two(layer_shares=(own, both)))["other"] == ("9000.00", ShareBasis.CLERK)


@pytest.mark.parametrize("with_layers", [True, False])
def test_a_decided_part_stands(with_layers: bool) -> None:
    text = json.dumps({"layers": [{"policy": "p", "amount": "16000.00"}]}) if with_layers else ""
    paid = of_other(state=FundState.PAID, first_layer=D("16000.00"), calculation=text)
    assert parts(two(funds=(paid,))) == {
        "victim": ("2000.00", ShareBasis.PRO_RATA),
        "other": ("16000.00", ShareBasis.DECIDED),
    }
    assert kept_layers(paid) == ({"p": D("16000.00")} if with_layers else {})


def test_a_decision_that_names_other_policies_says_nothing_of_this_one() -> None:
    text = json.dumps({"layers": [{"policy": "x", "amount": "1.00"}]})
    paid = of_other(state=FundState.PAID, first_layer=D("1.00"), calculation=text)
    assert parts(two(funds=(paid,)))["other"][1] is ShareBasis.PRO_RATA


def test_what_ended_or_was_voided_reserves_nothing() -> None:
    refused = of_other(state=FundState.REFUSED, first_layer=D("16000.00"))
    assert parts(two(funds=(refused,)))["other"] == ("4500.00", ShareBasis.PRO_RATA)
    funeral = of_other(state=FundState.PAID, kind=FundKind.FUNERAL, first_layer=D("16000.00"))
    assert parts(two(funds=(funeral,)))["other"][1] is ShareBasis.PRO_RATA


def test_what_is_left_for_one_victim() -> None:
    paid = Prepaid(
        id="v", case_id="c", payer_id="ins", victim_id="other", amount=D("6000.00"),
        from_compulsory=True,
    )  # fmt: skip
    (cover,) = covers(two(prepaid=(paid,)), "victim", FundKind.RESCUE, LIMITS)
    assert cover.paid == D("6000.00")
    # the other was paid more than his part of 4,500: that much is gone
    assert [(s.amount, s.basis) for s in cover.shares] == [
        (D("12000.00"), ShareBasis.PRO_RATA),
        (D("6000.00"), ShareBasis.PAID),
    ]
    assert cover.left_for("victim") == D("12000.00")
    assert cover.left_for("other") == D("0.00")  # 18,000 − 6,000 − 12,000 kept for the first
    over = replace(paid, amount=D("20000.00"))
    (cover,) = covers(two(prepaid=(over,)), "victim", FundKind.RESCUE, LIMITS)
    assert cover.left_for("victim") == D("0.00")
    assert cover.deducted_for("victim") == D("0.00")  # nothing is left to deduct
    both = (over, replace(paid, id="v2", victim_id="victim", amount=D("1.00")))
    (cover,) = covers(two(prepaid=both), "victim", FundKind.RESCUE, LIMITS)
    assert [s.amount for s in cover.shares] == [D("0.00"), D("18000.00")]


def test_payments_that_do_not_count() -> None:
    def paid(**changes: Any) -> Decimal:
        one = Prepaid(
            id="v", case_id="c", payer_id="ins", victim_id="victim", amount=D("5.00"),
            from_compulsory=True,
        )  # fmt: skip
        case = two(prepaid=(replace(one, **changes),))
        (cover,) = covers(case, "victim", FundKind.RESCUE, LIMITS)
        return cover.paid

    assert paid() == D("5.00")
    assert paid(payer_id="") == D("5.00")  # there is only one insurer
    assert paid(from_compulsory=False) == 0
    assert paid(purpose="车损") == 0


def test_two_insurers_are_told_apart_by_who_paid() -> None:
    case = two()
    second = Vehicle(id="car2", case_id="c", plate="鲁P8K001")
    policy = Policy(id="p2", case_id="c", vehicle_id="car2", insurer_id="ins2", number="PDZA2")
    paid = Prepaid(
        id="v", case_id="c", payer_id="ins2", victim_id="victim", amount=D("7.00"),
        from_compulsory=True,
    )  # fmt: skip
    told = a_file(insurer_paid=D("99.00"), bill_lines=())
    case = replace(
        case, vehicles=(*case.vehicles, second), policies=(*case.policies, policy),
        prepaid=(paid,), funds=(told,),
    )  # fmt: skip
    found = {c.policy_id: c.paid for c in covers(case, "victim", FundKind.RESCUE, LIMITS)}
    assert found == {"p": 0, "p2": D("7.00")}


def test_a_passenger_is_not_covered_by_his_own_car() -> None:
    case = two()
    riding = tuple(
        replace(p, ride_vehicle_id="car") if p.id == "other" else p for p in case.parties
    )
    case = replace(case, parties=riding)
    assert covers(case, "other", FundKind.RESCUE, LIMITS) == ()
    assert parts(case) == {"victim": ("18000.00", ShareBasis.WHOLE)}
    assert len(covers(case, "", FundKind.RESCUE, LIMITS)) == 1


def test_an_unhurt_person_and_one_without_cost_take_no_part() -> None:
    case = two()
    unhurt = replace(case.injuries[1], outcome=Outcome.UNHURT)
    assert list(parts(replace(case, injuries=(case.injuries[0], unhurt)))) == ["victim"]
    free = replace(case, treatments=case.treatments[:1])
    assert list(parts(free)) == ["victim"]


def test_funerals_are_not_divided() -> None:
    (cover,) = covers(two(), "victim", FundKind.FUNERAL, LIMITS)
    assert (cover.limit, cover.shares, cover.insurer) == (D("180000.00"), (), "众和财险")
    assert cover.label == "众和财险 交强险限额"


def test_the_policy_of_the_day_goes_before_any_other() -> None:
    case = a_case()
    none = Policy(id="p0", case_id="c", vehicle_id="car", none_found=True)
    case = replace(case, policies=(none, *case.policies))
    found = compulsory_policy(case, case.vehicles[0])
    assert found is not None
    assert found.id == "p"
    only = replace(case, policies=(none,))
    assert compulsory_policy(only, case.vehicles[0]) == none
    other = replace(none, kind=PolicyKind.THIRD_PARTY)
    assert compulsory_policy(replace(case, policies=(other,)), case.vehicles[0]) is None


def test_the_part_is_a_term_with_its_reason_and_frozen() -> None:
    case = two(funds=())
    file = a_file(bill_lines=(), insurer_paid=D("0.00"))
    advance = reckon(case, file, rules=RULES, limits=LIMITS)
    term = next(t for t in advance.terms if t.key == "first_layer")
    assert term.amount == D("13500.00")
    assert "限额 18,000.00 中的一份，按核定费用比例分摊" in term.text
    assert json.loads(frozen(advance).lines)["layers"] == [{"policy": "p", "amount": "13500.00"}]


def test_without_limits_in_the_rules_a_c1_cannot_be_reckoned() -> None:
    with pytest.raises(InvalidInput) as trouble:
        reckon(a_case(), a_file(), rules=RULES, limits=None)
    assert trouble.value.code == "fund.limits_missing"
    fled = replace(a_case(), policies=())
    assert (
        reckon(fled, a_file(situation=FundSituation.C2), rules=RULES, limits=None).term(
            "first_layer"
        )
        == 0
    )


# The clerk's own parts --------------------------------------------------------------------------


def codes(case: CaseFile, wanted: dict[str, Decimal], why: str = "先到院") -> list[str]:
    (cover,) = covers(case, "victim", FundKind.RESCUE, LIMITS)
    return [reason.code.partition(".")[2] for reason in share_reasons(cover, wanted, why)]


def test_what_speaks_against_parts() -> None:
    case = two()
    assert codes(case, {"victim": D("9000.00"), "other": D("9000.00")}) == []
    assert codes(case, {}, "") == []
    assert codes(case, {"victim": D("1.00")}, " ") == ["share_reason"]
    assert codes(case, {"victim": D("-1.00")}) == ["share_negative"]
    assert codes(case, {"nobody": D("1.00")}) == ["share_unknown"]
    assert codes(case, {"victim": D("9000.00"), "other": D("9000.01")}) == ["share_over"]
    nameless = replace(case, policies=(replace(case.policies[0], id=""),))
    assert codes(nameless, {"victim": D("1.00")}) == ["share_no_policy"]


def test_a_decided_part_is_not_changed() -> None:
    paid = of_other(state=FundState.PAID, first_layer=D("16000.00"))
    case = two(funds=(paid,))
    assert codes(case, {"other": D("15000.00")}) == ["share_decided"]
    assert codes(case, {"other": D("16000.00"), "victim": D("2000.00")}) == []
    assert codes(case, {"victim": D("2000.01")}) == ["share_over"]
