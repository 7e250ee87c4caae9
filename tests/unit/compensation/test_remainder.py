"""What 交强险 leaves: commercial cover, free rides, joint debtors, what stays with the victim."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mediation_app.domain.compensation import (
    Claim,
    CommercialCover,
    CompulsoryCover,
    Layer,
    LossInput,
    Options,
    SideKind,
    reckon_claim,
)
from mediation_app.domain.compensation.inputs import (
    AppraisalPayer,
    FreeRide,
    MentalOrder,
    NonMedicalMode,
    Standing,
)
from mediation_app.domain.money import ZERO, yuan
from mediation_app.errors import InvalidInput
from tests.unit.compensation.support import (
    ACCIDENT,
    LAW,
    car,
    loss,
    reckoned,
    rider,
    sanyi,
    share,
    victim,
    walker,
)

# Commercial cover ---------------------------------------------------------------------------------


def one(cover: CommercialCover, *losses: LossInput, options: Options | None = None) -> object:
    claim = Claim(
        accident=ACCIDENT,
        sides=(car("A", 80, commercial=cover), walker(20)),
        victims=(victim(*losses),),
        options=options or Options(),
    )
    found = reckon_claim(claim, LAW).victim("V")
    return (found.paid_by(Layer.COMMERCIAL), found.paid_by(Layer.LIABLE), found.own)


def test_several_victims_share_one_commercial_limit() -> None:
    people = (
        victim(loss("repair", 31500), id_="V1"),
        victim(loss("repair", 10500), id_="V2"),
    )
    claim = Claim(
        accident=ACCIDENT,
        sides=(car("A", 100, commercial=sanyi(10000)), walker()),
        victims=people,
    )
    result = reckon_claim(claim, LAW)
    assert result.victim("V1").paid_by(Layer.COMMERCIAL) == yuan(7500)
    assert result.victim("V2").paid_by(Layer.COMMERCIAL) == yuan(2500)
    assert result.victim("V1").paid_by(Layer.LIABLE) == yuan(22500)
    text = next(s.text for s in result.victim("V1").shares if s.layer is Layer.COMMERCIAL)
    assert "限额 10,000.00 × 30,000.00 ÷ (30,000.00 + 10,000.00) = 7,500.00" in text


def test_excluded_items_stay_with_the_liable_person() -> None:
    assert one(sanyi(10**6), loss("appraisal", 2000)) == (ZERO, yuan(1600), yuan(400))
    insurer = Options(appraisal=AppraisalPayer.INSURER)
    assert one(sanyi(10**6), loss("appraisal", 2000), options=insurer) == (
        yuan(1600),
        ZERO,
        yuan(400),
    )
    assert one(sanyi(10**6), loss("downtime", 1000)) == (ZERO, yuan(800), yuan(200))


def test_mental_damage_first_or_last() -> None:
    losses = (loss("care", 200000), loss("mental", 30000))
    # First: fully inside the 180,000; the remainder 50,000 is all care.
    assert one(sanyi(10**6), *losses) == (yuan(40000), ZERO, yuan(10000))
    last = Options(mental=MentalOrder.LAST)
    assert one(sanyi(10**6), *losses, options=last) == (yuan(16000), yuan(24000), yuan(10000))
    rider = sanyi(10**6, mental_rider=True)
    assert one(rider, *losses, options=last) == (yuan(40000), ZERO, yuan(10000))


def test_drugs_outside_the_medical_insurance() -> None:
    bill = loss("medical", 58000, outside_medical_insurance=yuan(5000))
    assert one(sanyi(10**6), bill) == (yuan(28000), yuan(4000), yuan(8000))
    full = Options(non_medical=NonMedicalMode.IN_FULL)
    assert one(sanyi(10**6), bill, options=full) == (yuan(27000), yuan(5000), yuan(8000))
    with pytest.raises(InvalidInput):
        one(sanyi(10**6), loss("medical", 10, outside_medical_insurance=yuan(11)))


def test_the_rider_buys_drugs_outside_the_medical_insurance_in() -> None:
    bill = loss("medical", 58000, outside_medical_insurance=yuan(5000))
    covered = sanyi(10**6, non_medical_rider=True)
    for mode in NonMedicalMode:
        options = Options(non_medical=mode)
        assert one(covered, bill, options=options) == (yuan(32000), ZERO, yuan(8000))


def test_a_cover_that_refuses_leaves_it_to_the_liable_person() -> None:
    refused = sanyi(10**6, refused="改变使用性质")
    assert one(refused, loss("medical", 28000)) == (ZERO, yuan(8000), yuan(2000))
    result = reckoned(
        car("A", 80, commercial=refused), walker(20), victims=(victim(loss("medical", 28000)),)
    )
    found = share(result, "V", "A-driver")
    assert "商业三者险免赔：改变使用性质" in found.text
    assert any("责任免除" in source.text for source in found.sources)


def test_an_e_bike_may_be_covered_too() -> None:
    bike = car(
        "E", 60, kind=SideKind.NON_MOTOR, compulsory=None, commercial=sanyi(5000, insurer="e-sy")
    )
    result = reckoned(bike, walker(40), victims=(victim(loss("medical", 10000)),))
    found = result.victim("V")
    assert (found.paid_by(Layer.COMMERCIAL), found.paid_by(Layer.LIABLE)) == (
        yuan(5000),
        yuan(1000),
    )


def test_every_factor_is_a_number() -> None:
    bill = loss("medical", 48000, outside_medical_insurance=yuan(3000))
    result = reckoned(car("A", 70, commercial=sanyi(10000)), walker(30), victims=(victim(bill),))
    assert share(result, "V", "sy").text == (
        "30,000.00 × 70% = 21,000.00，扣除非医保用药 3,000.00 × 70% = 2,100.00，余 18,900.00，"
        "18,900.00 ＞ 限额 10,000.00，商业三者险赔 10,000.00 元"
    )
    assert share(result, "V", "A-driver").text == (
        "30,000.00 × 70% = 21,000.00，21,000.00 − 商业三者险 10,000.00 = 11,000.00"
        "（非医保用药 3,000.00 × 70% = 2,100.00；超过商业险限额 8,900.00），A一方承担 11,000.00 元"
    )
    sources = [source.text for source in share(result, "V", "A-driver").sources]
    assert any("非医保用药" in text for text in sources)


# Free rides ---------------------------------------------------------------------------------------


def test_a_free_ride_takes_a_part_off_the_hosts_share_only() -> None:
    ride = FreeRide(percent=Decimal(30), reason="无偿搭乘")
    sides = car("A", 70, commercial=sanyi(10**6)), car("B", 30)
    result = reckoned(*sides, victims=(rider(loss("medical", 28000), free_ride=ride),))
    found = result.victim("P")
    # 交强险 of B 18,000; 10,000 × 70 % = 7,000, less 30 % = 4,900; B 3,000.
    assert found.paid_by(Layer.COMPULSORY, "B-jq") == yuan(18000)
    assert found.paid_by(Layer.LIABLE, "A-driver") == yuan(4900)
    assert found.paid_by(Layer.LIABLE, "B-driver") == yuan(3000)
    assert (found.own, found.entitlement) == (yuan(2100), yuan(25900))
    host = share(result, "P", "A-driver")
    assert "好意同乘减轻 30%：7,000.00 × 30% = 2,100.00，余 4,900.00" in host.text
    assert any("第1217条" in source.text for source in host.sources)
    assert host.notes == ("好意同乘减轻的理由：无偿搭乘",)
    assert found.own_text == "好意同乘减轻 2,100.00 元，P自担"


def test_a_free_ride_beside_a_share_of_ones_own() -> None:
    ride = FreeRide(percent=Decimal(50))
    sides = car("A", 60), walker(0)
    result = reckoned(*sides, victims=(rider(loss("medical", 1000), free_ride=ride),))
    found = result.victim("P")
    assert found.own_text == (
        "1,000.00 × 40% = 400.00 元，好意同乘减轻 300.00 元，合计 700.00 元，P自担"
    )
    assert share(result, "P", "A-driver").notes == ()


@pytest.mark.parametrize(
    ("ride", "standing", "field"),
    [
        ("30", Standing.OWN, "victims.P.free_ride"),
        ("-1", Standing.PASSENGER, "victims.P.free_ride.percent"),
        ("101", Standing.PASSENGER, "victims.P.free_ride.percent"),
        ("NaN", Standing.PASSENGER, "victims.P.free_ride.percent"),
    ],
)
def test_free_rides_that_make_no_sense(ride: str, standing: Standing, field: str) -> None:
    person = victim(
        loss("medical", 10),
        id_="P",
        side="A",
        standing=standing,
        free_ride=FreeRide(percent=Decimal(ride)),
    )
    with pytest.raises(InvalidInput) as caught:
        reckoned(car("A", 60), victims=(person,))
    assert caught.value.field == field


# Shares -------------------------------------------------------------------------------------------


def test_who_wanted_the_harm_gets_nothing() -> None:
    person = victim(loss("medical", 20000), deliberate=True)
    result = reckoned(car("A", 100, commercial=sanyi(10**6)), walker(), victims=(person,))
    found = result.victim("V")
    assert (found.entitlement, found.own) == (ZERO, yuan(20000))
    assert found.own_text == "损失由V故意造成，20,000.00 元自行承担"


def test_shares_of_one_victim_may_differ() -> None:
    people = (
        victim(loss("medical", 19000), id_="V1"),
        victim(loss("medical", 19000), id_="V2", shares={"A": Decimal(100)}),
    )
    result = reckoned(car("A", 70), walker(30), victims=people)
    # 18,000 over two equal losses: 9,000 each, 10,000 left each.
    assert result.victim("V1").paid_by(Layer.LIABLE) == yuan(7000)
    assert result.victim("V2").paid_by(Layer.LIABLE) == yuan(10000)
    wrong = victim(loss("medical", 1), shares={"nobody": Decimal(100)})
    with pytest.raises(InvalidInput) as caught:
        reckoned(car("A", 70), walker(30), victims=(wrong,))
    assert caught.value.field == "victims.V.shares"


def test_joint_debtors_are_printed_not_split() -> None:
    side = car("A", 100, joint=("挂靠公司", "A-driver", ""))
    result = reckoned(side, walker(), victims=(victim(loss("medical", 20000)),))
    found = share(result, "V", "A-driver")
    assert (found.amount, found.joint) == (yuan(2000), ("挂靠公司",))
    assert any("连带" not in source.text and "第1211条" in source.text for source in found.sources)
    assert share(result, "V", "A-jq").joint == ()


def test_a_fen_that_does_not_divide_between_sides_is_said() -> None:
    sides = [car(id_, 33, compulsory=CompulsoryCover(insurer="jq", at_fault=True)) for id_ in "ABC"]
    result = reckoned(*sides, walker(1), victims=(victim(loss("appraisal", "0.05")),))
    texts = [found.text for found in result.victim("V").shares]
    assert texts[-1] == "0.05 × 33% = 0.01（含分摊尾差），无商业三者险，C一方承担 0.01 元"
    # Half a fen of the own share cannot be shown as a product.
    result = reckoned(car("A", 50), walker(50), victims=(victim(loss("appraisal", "0.05")),))
    assert result.victim("V").own_text == "0.05 − 0.03 = 0.02 元，V自担"
