"""Who still pays whom: advances counted once, joint debtors, the fund, refunds, the proof."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediation_app.domain.compensation import (
    FUND,
    Claim,
    CompulsoryCover,
    Prepayment,
    RowKind,
    reckon_claim,
)
from mediation_app.domain.money import ZERO, yuan
from mediation_app.errors import InvalidInput
from tests.unit.compensation.support import (
    ACCIDENT,
    LAW,
    car,
    claim,
    loss,
    reckoned,
    sanyi,
    trailer,
    victim,
    walker,
)


def settled(*prepaid: tuple[str, object], percent: int = 60) -> object:
    claim = Claim(
        accident=ACCIDENT,
        sides=(car("A", percent), walker(100 - percent)),
        victims=(victim(loss("medical", 28000)),),
        prepaid=tuple(Prepayment(payer=p, victim="V", amount=yuan(a)) for p, a in prepaid),  # type: ignore[arg-type]
    )
    return reckon_claim(claim, LAW).settlement("V")


def test_the_fund_is_repaid_first_then_by_the_liable_then_by_the_victim() -> None:
    # Due: insurer 18,000, driver 6,000, own 4,000.
    found = settled((FUND, 20000), ("A-jq", 5000))
    assert found.due("A-jq", FUND) == yuan(13000)  # type: ignore[attr-defined]
    assert found.due("A-driver", FUND) == yuan(6000)  # type: ignore[attr-defined]
    assert found.due("V", FUND) == yuan(1000)  # type: ignore[attr-defined]
    assert found.fund_open == ZERO  # type: ignore[attr-defined]
    # Without any cash received the victim returns nothing: it stays open.
    found = settled((FUND, 28000))
    assert found.to_fund == yuan(24000)  # type: ignore[attr-defined]
    assert found.fund_open == yuan(4000)  # type: ignore[attr-defined]


def test_too_much_paid_goes_back() -> None:
    found = settled(("A-driver", 30000))
    kinds = {(r.payer, r.payee): (r.kind, r.amount) for r in found.rows}  # type: ignore[attr-defined]
    assert kinds == {
        ("A-jq", "A-driver"): (RowKind.REFUND, yuan(18000)),
        ("V", "A-driver"): (RowKind.REFUND, yuan(6000)),
    }


def test_texts_use_the_names_of_the_people() -> None:
    claim = Claim(
        accident=ACCIDENT,
        sides=(car("A", 100), walker()),
        victims=(victim(loss("medical", 18000)),),
        prepaid=(Prepayment(payer=FUND, victim="V", amount=yuan(1000)),),
        names={"A-jq": "某财险", "V": "王某"},
    )
    result = reckon_claim(claim, LAW)
    assert [row.text for row in result.rows] == [
        "某财险 付 救助基金 1,000.00 元（偿还救助基金垫付款）",
        "某财险 付 王某 17,000.00 元（赔偿款）",
    ]
    assert not result.unverified
    assert result.settlement("V").proof.startswith("应赔 18,000.00 = 已付抵扣 0.00 + ")


def test_an_insurer_that_paid_too_much_gets_it_back() -> None:
    # Due: insurer 18,000, driver 6,000.
    found = settled(("A-jq", 20000))
    kinds = {(r.payer, r.payee): (r.kind, r.amount) for r in found.rows}  # type: ignore[attr-defined]
    assert kinds == {
        ("V", "A-jq"): (RowKind.REFUND, yuan(2000)),
        ("A-driver", "V"): (RowKind.VICTIM, yuan(6000)),
    }
    assert found.credited == yuan(18000)  # type: ignore[attr-defined]


def test_advances_of_several_payers_and_in_several_sums() -> None:
    found = settled((FUND, 3000), (FUND, 4000), ("A-jq", 1000), ("A-jq", 2000), ("A-driver", 6000))
    assert {(r.payer, r.payee): r.amount for r in found.rows} == {  # type: ignore[attr-defined]
        ("A-jq", FUND): yuan(7000),
        ("A-jq", "V"): yuan(8000),
    }
    assert found.credited == yuan(9000)  # type: ignore[attr-defined]
    assert found.proof == (  # type: ignore[attr-defined]
        "应赔 24,000.00 = 已付抵扣 9,000.00 + 尚应支付 15,000.00（7,000.00 + 8,000.00）"
    )


def joint(*prepaid: tuple[str, int]) -> dict[tuple[str, str], tuple[object, object, object]]:
    """E12 with an affiliated company: 78,000 jointly with owner and company, 7,000 with the
    company alone."""
    side = car(
        "A",
        100,
        liable="B",
        compulsory=CompulsoryCover(obliged="owner"),
        joint=("company",),
    )
    result = reckoned(
        side,
        walker(),
        victims=(victim(loss("medical", 25000), loss("care", 60000)),),
        prepaid=tuple(Prepayment(payer=p, victim="V", amount=yuan(a)) for p, a in prepaid),
    )
    return {(r.payer, r.payee): (r.amount, r.joint, r.text) for r in result.rows}


def test_joint_debtors_stand_in_the_rows_with_their_sums() -> None:
    (row,) = joint().values()
    assert row[0] == yuan(85000)
    assert row[2] == (
        "B 付 V 85,000.00 元（赔偿款，其中 78,000.00 元由 company、owner 连带，"
        "其中 7,000.00 元由 company 连带）"
    )
    # B's own advance extinguishes the less secured debt first.
    (row,) = joint(("B", 8000)).values()
    assert row[2] == "B 付 V 77,000.00 元（赔偿款，其中 77,000.00 元由 company、owner 连带）"


def test_what_a_joint_debtor_paid_counts_for_the_debtor() -> None:
    (row,) = joint(("owner", 20000)).values()
    assert row[0] == yuan(65000)
    assert "58,000.00 元由 company、owner 连带" in str(row[2])
    # Beyond what he answers for it is no debt of his: the victim returns it.
    rows = joint(("owner", 80000))
    assert rows["B", "V"][0] == yuan(7000)
    assert rows["V", "owner"][0] == yuan(2000)
    # Nothing is counted twice when the fund is repaid first.
    rows = joint((FUND, 30000))
    assert "30,000.00 元由 company、owner 连带" in str(rows["B", FUND][2])
    assert "48,000.00 元由 company、owner 连带" in str(rows["B", "V"][2])


# Claims that contradict themselves ------------------------------------------------------------------


def test_claims_that_contradict_themselves() -> None:
    people = (victim(loss("medical", 1)),)
    good = claim(car("A", 60), walker(40), victims=people)
    bad_trailer = car("A", 60, trailer=trailer(commercial=sanyi(-1)))
    for wrong, field in (
        (replace(good, victims=people * 2), "id"),
        (replace(good, sides=(car("A", 60, trailer=trailer("foot")), walker(40))), "id"),
        (replace(good, victims=(replace(people[0], side="nowhere"),)), "side"),
        (replace(good, prepaid=(paid("x", "nobody", 1),)), "prepaid.0.victim"),
        (replace(good, prepaid=(paid("x", "V", -1),)), "prepaid.0.amount"),
        (replace(good, sides=(car("A", 61), walker(40))), "percent"),
        (
            replace(good, sides=(car("A", 60, commercial=sanyi(-1)), walker(40))),
            "sides.A.commercial.limit",
        ),
        (replace(good, sides=(bad_trailer, walker(40))), "sides.A.trailer.commercial.limit"),
    ):
        with pytest.raises(InvalidInput) as caught:
            reckon_claim(wrong, LAW)
        assert caught.value.field == field


def paid(payer: str, victim_: str, amount: int) -> Prepayment:
    return Prepayment(payer=payer, victim=victim_, amount=yuan(amount))
