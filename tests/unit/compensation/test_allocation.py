"""交强险 over victims and vehicles: trailers, uninsured ones, grounds of recovery, fixed sums."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediation_app.domain.compensation import (
    Bucket,
    Claim,
    CompulsoryCover,
    Layer,
    Options,
    Prepayment,
    SideKind,
    reckon_claim,
)
from mediation_app.domain.compensation.inputs import Duty, Ground, Override, UninsuredOrder
from mediation_app.domain.compensation.spread import spread
from mediation_app.domain.money import ZERO, Money, yuan
from mediation_app.errors import InvalidInput
from mediation_app.messages import text_of
from tests.unit.compensation.support import (
    LAW,
    car,
    claim,
    loss,
    reckoned,
    rider,
    sanyi,
    share,
    trailer,
    victim,
    walker,
)

IDLE = CompulsoryCover(insurer="B-jq", at_fault=False)
BARE = CompulsoryCover(obliged="owner")

# Several vehicles ---------------------------------------------------------------------------------


def test_several_vehicles_share_in_proportion_to_their_limits() -> None:
    sides = car("A", 100), car("B", 0, compulsory=IDLE), walker()
    result = reckoned(*sides, victims=(victim(loss("medical", 9900)),))
    assert result.victim("V").paid_by(Layer.COMPULSORY, "A-jq") == yuan(9000)
    assert result.victim("V").paid_by(Layer.COMPULSORY, "B-jq") == yuan(900)
    assert (
        "÷ (18,000.00 + 1,800.00) × 损失 9,900.00 = 9,000.00 元" in share(result, "V", "A-jq").text
    )
    result = reckoned(*sides, victims=(victim(loss("medical", 30000)),))
    first, second = share(result, "V", "A-jq"), share(result, "V", "B-jq")
    assert (first.amount, second.amount) == (yuan(18000), yuan(1800))
    assert "≥ 各车限额合计 18,000.00 + 1,800.00 = 19,800.00" in second.text
    assert any("第18条" in source.text for source in first.sources)


def test_unused_limits_are_handed_back() -> None:
    # V1 sits in car B: only A pays him; V2 is offered both and leaves A's part to V1.
    found = spread(
        {"A": yuan(18000), "B": yuan(18000)},
        {"V1": yuan(20000), "V2": yuan(10000)},
        {("B", "V1")},
    ).cells
    # V2: A offers 18,000 × 10,000 ÷ 30,000 = 6,000, B 18,000; he takes 2,500 and 7,500.
    assert (found["A", "V2"], found["B", "V2"]) == (yuan(2500), yuan(7500))
    assert found["A", "V1"] == yuan(15500)


def test_every_step_of_a_hand_back_is_shown() -> None:
    result = reckoned(
        car("A", 60),
        car("B", 40),
        walker(),
        victims=(
            victim(loss("medical", 20000), id_="甲", side="B"),
            victim(loss("medical", 10000), id_="乙"),
        ),
    )
    found = share(result, "甲", "A-jq")
    assert found.amount == yuan(15500)
    assert "分 2 步：12,000.00 + 3,500.00 = 15,500.00 元" in found.text
    assert found.notes == (
        "第 1 步：可分限额 18,000.00 × 损失 20,000.00 ÷ (10,000.00 + 20,000.00) = 12,000.00 元",
        "第 2 步：尚未获赔的损失 8,000.00 ＞ 可分限额 3,500.00，赔 3,500.00 元",
    )
    found = share(result, "乙", "A-jq")
    assert "各车可赔合计 6,000.00 + 18,000.00 = 24,000.00 ＞ 损失 10,000.00" in found.text
    assert "6,000.00 ÷ 24,000.00 × 10,000.00 = 2,500.00 元" in found.text


def test_a_fen_that_does_not_divide_is_said() -> None:
    people = tuple(victim(loss("medical", 10000), id_=f"V{n}") for n in range(7))
    result = reckoned(car("A", 100), walker(), victims=people)
    paid = [share(result, one.id, "A-jq", "A") for one in people if one.id != "V6"]
    assert {found.amount for found in paid} == {yuan("2571.43")}
    (last,) = (s for s in result.victim("V6").shares if s.bucket)
    assert last.amount == yuan("2571.42")
    assert "= 2,571.43，并入分摊尾差后 2,571.42 元" in last.text
    # With room for everybody each loss is simply met.
    small = (victim(loss("medical", 3000), id_="甲"), victim(loss("medical", 1000), id_="乙"))
    found = share(reckoned(car("A", 100), walker(), victims=small), "甲", "A-jq")
    assert "各受害人损失合计 1,000.00 + 3,000.00 = 4,000.00 ≤" in found.text
    assert "按损失 3,000.00 赔 3,000.00 元" in found.text


def test_rounding_goes_to_the_largest_fractions() -> None:
    # Thirds that cannot all be rounded alike: both limits are still used up to the fen.
    limits = dict.fromkeys("AB", yuan("0.05"))
    losses = dict.fromkeys("xyz", yuan("0.05"))
    cells = spread(limits, losses).cells
    for unit in "AB":
        assert sum((a for (u, _), a in cells.items() if u == unit), ZERO) == yuan("0.05")
    people = [sum((a for (_, v), a in cells.items() if v == one), ZERO) for one in "xyz"]
    assert sorted(people) == [yuan("0.03"), yuan("0.03"), yuan("0.04")]


def test_an_insurer_of_everything_is_one_payer() -> None:
    big = CompulsoryCover(insurer="big")
    result = reckoned(
        car("A", 50, compulsory=big, commercial=sanyi(10**6, insurer="big")),
        car("B", 50, compulsory=big, commercial=sanyi(10**6, insurer="big")),
        walker(),
        victims=(victim(loss("medical", 56000)),),
        prepaid=(Prepayment(payer="big", victim="V", amount=yuan(18000)),),
    )
    assert result.victim("V").paid_by(Layer.COMPULSORY, "big") == yuan(36000)
    assert result.victim("V").paid_by(Layer.COMMERCIAL, "big") == yuan(20000)
    (row,) = result.rows
    assert (row.payer, row.amount) == ("big", yuan(38000))
    used = {(use.unit, use.bucket): use for use in result.limits}
    assert used["A", Bucket.MEDICAL].used_up
    assert used["B", Bucket.DEATH].used == ZERO
    assert len(used) == 6


def test_occupants_are_not_third_parties_of_their_own_car() -> None:
    sides = (
        car("A", 70, commercial=sanyi(1000000)),
        car("B", 30, commercial=sanyi(1000000, insurer="B-sy")),
    )
    found = reckoned(*sides, victims=(rider(loss("medical", 28000)),)).victim("P")
    assert found.paid_by(Layer.COMPULSORY, "B-jq") == yuan(18000)
    assert found.paid_by(Layer.COMPULSORY, "A-jq") == ZERO
    assert found.paid_by(Layer.COMMERCIAL, "B-sy") == yuan(3000)
    assert found.paid_by(Layer.LIABLE, "A-driver") == yuan(7000)
    assert found.own == ZERO
    driver = victim(loss("medical", 28000), id_="P", side="A")
    assert reckoned(*sides, victims=(driver,)).victim("P").own == yuan(7000)


# Tractor and trailer ------------------------------------------------------------------------------


def test_tractor_and_trailer_pay_alike_and_are_one_side() -> None:
    pair = car("A", 100, trailer=trailer())
    result = reckoned(pair, walker(), victims=(victim(loss("medical", 20000)),))
    assert share(result, "V", "A-jq").amount == yuan(10000)
    assert share(result, "V", "G-jq").amount == yuan(10000)
    assert {use.unit for use in result.limits} == {"A", "G"}
    # Their own people are third parties of neither.
    result = reckoned(pair, victims=(rider(loss("medical", 20000)),))
    assert result.victim("P").insurers == ZERO


def test_a_trailer_need_not_be_insured() -> None:
    for made in (
        trailer(compulsory=None),
        trailer(compulsory=CompulsoryCover(insurer="")),
        trailer(compulsory=CompulsoryCover(duty=Duty.NOT_INSURABLE)),
    ):
        result = reckoned(
            car("A", 100, trailer=made), walker(), victims=(victim(loss("medical", 20000)),)
        )
        assert {use.unit for use in result.limits} == {"A"}
    chosen = trailer(compulsory=CompulsoryCover(duty=Duty.AS_INSURED))
    result = reckoned(
        car("A", 100, trailer=chosen), walker(), victims=(victim(loss("medical", 20000)),)
    )
    assert [use.unit for use in result.limits if use.bucket is Bucket.MEDICAL] == ["A", "G"]


def test_commercial_covers_of_the_pair_pay_by_their_limits() -> None:
    def paid(*covers: object, **more: object) -> list[Money]:
        pair = car("A", 100, commercial=covers[0], trailer=trailer(commercial=covers[1]))
        people = (victim(loss("medical", 57000, **more)),)
        result = reckoned(pair, walker(), victims=people)
        found = result.victim("V")
        return [
            found.paid_by(Layer.COMMERCIAL, "sy"),
            found.paid_by(Layer.COMMERCIAL, "g"),
            found.paid_by(Layer.LIABLE),
        ]

    # 57,000 − 36,000 = 21,000 over 1,000,000 and 50,000.
    sums = paid(sanyi(10**6), sanyi(50000, insurer="g"))
    assert sums == [yuan(20000), yuan(1000), ZERO]
    # Each within its limit: 10,000 and 500 of 21,000.
    assert paid(sanyi(10000), sanyi(500, insurer="g")) == [yuan(10000), yuan(500), yuan(10500)]
    assert paid(sanyi(0), sanyi(0, insurer="g")) == [ZERO, ZERO, yuan(21000)]
    # One refuses: the other stands alone.
    refused = sanyi(50000, insurer="g", refused="超载")
    assert paid(sanyi(10**6), refused) == [yuan(21000), ZERO, ZERO]
    # Each by its own terms: drugs of 2,100 only with the trailer's rider.
    with_rider = sanyi(50000, insurer="g", non_medical_rider=True)
    drugs = yuan(2100)
    assert paid(sanyi(10**6), with_rider, outside_medical_insurance=drugs) == [
        yuan(18000),
        yuan(1000),
        yuan(2000),
    ]


# Uninsured vehicles -------------------------------------------------------------------------------


def test_the_insured_vehicle_pays_before_the_uninsured_one() -> None:
    sides = car("A", 50), car("B", 50, compulsory=BARE), walker()
    result = reckoned(*sides, victims=(victim(loss("medical", 20000)),))
    first, second = share(result, "V", "A-jq"), share(result, "V", "B-driver")
    assert (first.amount, second.amount) == (yuan(18000), yuan(2000))
    assert result.victim("V").remainder == ZERO
    assert "多付 8,000.00 元，A-jq可以就多付部分向 B-driver 追偿" in first.notes[0]
    assert second.text.startswith("已投保车辆赔付后的损失 2,000.00 ≤ B未投保交强险")
    assert second.joint == ("owner",)
    together = Options(uninsured=UninsuredOrder.BY_LIMITS)
    result = reckoned(*sides, victims=(victim(loss("medical", 20000)),), options=together)
    assert share(result, "V", "A-jq").amount == share(result, "V", "B-driver").amount == yuan(10000)
    assert share(result, "V", "A-jq").notes == ()


def test_a_car_without_any_cover_is_an_uninsured_car() -> None:
    sides = car("A", 100, compulsory=None), walker()
    result = reckoned(*sides, victims=(victim(loss("medical", 20000)),))
    inside, beyond = result.victim("V").shares
    assert (inside.amount, beyond.amount) == (yuan(18000), yuan(2000))
    assert inside.joint == beyond.joint == ()
    assert all(use.insurer == "" for use in result.limits)


def test_the_three_ways_of_an_e_bike_found_to_be_a_motor_vehicle() -> None:
    def bike(duty: Duty) -> Claim:
        side = car("E", 70, liable="骑车人", compulsory=CompulsoryCover(duty=duty))
        return claim(side, walker(30), victims=(victim(loss("medical", 28000)),))

    found = reckon_claim(bike(Duty.AS_INSURED), LAW).victim("V")
    assert (found.paid_by(Layer.LIABLE), found.own) == (yuan(25000), yuan(3000))
    assert any("裁判不一" in source.text for source in found.shares[0].sources)
    result = reckon_claim(bike(Duty.NOT_INSURABLE), LAW)
    found = result.victim("V")
    assert (found.paid_by(Layer.LIABLE), found.own) == (yuan(19600), yuan(8400))
    assert "不先在限额内赔付" in found.shares[0].notes[0]
    assert result.limits == ()
    with pytest.raises(InvalidInput) as caught:
        reckon_claim(bike(Duty.UNDECIDED), LAW)
    assert caught.value.field == "sides.E.compulsory.duty"
    assert "在车辆中选定后计算" in text_of(caught.value)
    undecided = trailer(compulsory=CompulsoryCover(duty=Duty.UNDECIDED))
    with pytest.raises(InvalidInput) as caught:
        reckoned(car("A", 100, trailer=undecided), victims=(rider(loss("medical", 1)),))
    assert caught.value.field == "sides.A.trailer.compulsory.duty"


def test_nobody_owes_money_to_himself() -> None:
    # The owner is run over by his own uninsured car: what he would pay stays with him.
    own = car("A", 100, liable="V", compulsory=CompulsoryCover(obliged="V"))
    found = reckoned(own, walker(), victims=(victim(loss("medical", 20000)),)).victim("V")
    assert (found.own, found.shares) == (yuan(20000), ())
    # Insured, its 交强险 pays him as a third party, the commercial cover does not.
    own = car("A", 100, liable="V", commercial=sanyi(10**6))
    found = reckoned(own, walker(), victims=(victim(loss("medical", 20000)),)).victim("V")
    assert (found.insurers, found.own) == (yuan(18000), yuan(2000))


def test_without_any_motor_vehicle_there_is_no_first_step() -> None:
    bike = car("E", 70, kind=SideKind.NON_MOTOR, compulsory=None)
    result = reckoned(bike, walker(30), victims=(victim(loss("medical", 12000)),))
    assert result.victim("V").paid_by(Layer.LIABLE) == yuan(8400)
    assert result.victim("V").shares[0].text == "12,000.00 × 70% = 8,400.00，E一方承担 8,400.00 元"
    assert result.limits == ()


# Grounds of recovery ------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", [ground for ground in Ground if ground is not Ground.NONE])
def test_grounds_leave_personal_injury_with_the_insurer(ground: Ground) -> None:
    cover = CompulsoryCover(insurer="A-jq", ground=ground)
    side = car("A", 100, compulsory=cover, commercial=sanyi(10**6))
    people = (victim(loss("medical", 20000), loss("repair", 3000)),)
    result = reckoned(side, walker(), victims=people)
    found = result.victim("V")
    assert found.insurers == yuan(18000)
    assert found.paid_by(Layer.LIABLE) == yuan(5000)
    text = share(result, "V", "A-jq").text
    assert text.endswith("，保险公司赔付后可以向 A-driver 追偿")
    assert "商业三者险免赔：" in share(result, "V", "A-driver").text
    assert {use.bucket for use in result.limits} == {Bucket.MEDICAL, Bucket.DEATH}
    sources = [source.text for source in share(result, "V", "A-jq").sources]
    article = "第1215条" if ground is Ground.STOLEN else "第15条"
    assert any(article in text for text in sources)


# Sums fixed by hand -------------------------------------------------------------------------------


def fixed(amount: object, **more: object) -> Override:
    base: dict[str, object] = {
        "unit": "A",
        "victim": "V1",
        "bucket": Bucket.MEDICAL,
        "amount": yuan(amount),  # type: ignore[arg-type]
        "reason": "各方同意先付医院",
    }
    return Override(**{**base, **more})  # type: ignore[arg-type]


def two(*overrides: Override) -> Claim:
    people = (
        victim(loss("medical", 30000), id_="V1"),
        victim(loss("medical", 10000), id_="V2"),
    )
    return claim(car("A", 100), walker(), victims=people, overrides=overrides)


def test_the_mediator_may_fix_a_sum_and_the_rest_is_shared_as_before() -> None:
    result = reckon_claim(two(fixed(6000)), LAW)
    first, second = share(result, "V1", "A-jq"), share(result, "V2", "A-jq")
    assert (first.amount, second.amount) == (yuan(6000), yuan(10000))
    assert first.text.endswith("调解员确定 6,000.00 元，理由：各方同意先付医院")
    assert second.notes[0] == "限额 18,000.00 − 调解员确定的分配 6,000.00 = 12,000.00 元"
    assert "，可分 12,000.00，赔 10,000.00 元" in second.text
    assert any("调解员确定" in source.text for source in first.sources)
    # Nothing at all is a sum, too.
    result = reckon_claim(two(fixed(0)), LAW)
    assert result.victim("V1").paid_by(Layer.COMPULSORY) == ZERO
    assert result.victim("V2").paid_by(Layer.COMPULSORY) == yuan(10000)


@pytest.mark.parametrize(
    ("overrides", "field", "code"),
    [
        ((fixed("18000.01"),), "overrides.0.amount", "over_limit"),
        ((fixed(9000), fixed("9000.01", victim="V2")), "overrides.1.amount", "over_limit"),
        ((fixed("10000.01", victim="V2"),), "overrides.0.amount", "over_loss"),
        ((fixed(-1),), "overrides.0.amount", "money_negative"),
        ((fixed(1, reason=" "),), "overrides.0.reason", "override_reason"),
        ((fixed(1), fixed(2)), "overrides.1.amount", "override_twice"),
        ((fixed(1, unit="B"),), "overrides.0.unit", "override_unit"),
        ((fixed(1, bucket=Bucket.OUTSIDE),), "overrides.0.unit", "override_unit"),
        ((fixed(1, victim="V9"),), "overrides.0.victim", "override_victim"),
    ],
)
def test_sums_that_do_not_fit_are_refused(
    overrides: tuple[Override, ...], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        reckon_claim(two(*overrides), LAW)
    assert caught.value.field == field
    assert code in caught.value.code
    assert "{" not in text_of(caught.value)


def test_a_sum_for_an_occupant_of_the_car_is_refused() -> None:
    made = claim(car("A", 100), victims=(rider(loss("medical", 10), id_="V1"),))
    with pytest.raises(InvalidInput) as caught:
        reckon_claim(replace(made, overrides=(fixed(1),)), LAW)
    assert caught.value.field == "overrides.0.unit"


def test_many_tiny_shares_never_overdraw_a_limit() -> None:
    losses = dict.fromkeys("abcdefgh", yuan("0.01"))
    cells = spread({"A": yuan("0.04")}, losses).cells
    assert sum(cells.values(), ZERO) == yuan("0.04")
    assert set(cells.values()) == {ZERO, yuan("0.01")}
    # Only pairs that cannot meet lack a fen: it stays in the remainder.
    limits = {"A": yuan("0.31"), "B": yuan("0.40")}
    losses = {"w": yuan("0.28"), "x": yuan("0.36"), "y": yuan("0.15"), "z": yuan("0.03")}
    found = spread(limits, losses, {("B", "z"), ("B", "y")})
    assert sum(found.cells.values(), ZERO) == yuan("0.70")
    assert sum((found.exact(cell) for cell in found.cells), 0) * 100 > 70
